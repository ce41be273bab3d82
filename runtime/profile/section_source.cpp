// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/section_source.hpp"

#include "kit/property/named_range.hpp"
#include "runtime/profile/database.hpp"
#include "runtime/profile/seal.hpp"
#include "runtime/profile/section_bag.hpp"
#include "runtime/profile/uid.hpp"

#include <postroom/failure.hpp>

#include <mapitags.h>

#include <algorithm>
#include <array>

namespace postroom::profile {
namespace {

using Kind = Transaction::Kind;

// By which a service's section links to its providers (B-14): the identifiers of their sections, back to back.
struct Link {
  ULONG tag;
  ULONG resource_type;
};
constexpr std::array<Link, 3> kLinks = {{{PR_STORE_PROVIDERS, MAPI_STORE_PROVIDER},
                                         {PR_AB_PROVIDERS, MAPI_AB_PROVIDER},
                                         {PR_TRANSPORT_PROVIDERS, MAPI_TRANSPORT_PROVIDER}}};

// What a provider finds fixed when it logs on: it says who the provider is.
constexpr std::array<ULONG, 3> kFixedForProviders = {PR_PROVIDER_DLL_NAME_W, PR_RESOURCE_TYPE, PR_RESOURCE_FLAGS};

bool same_id(ULONG a, ULONG b) noexcept {
  return kit::id_of(a) == kit::id_of(b);
}

SectionLocks::Ticket lock(SectionLocks& locks, const Profile& profile, const MAPIUID& uid,
                          const SectionSource::Access& access) {
  const SectionLocks::Ticket ticket = locks.acquire(profile.id(), uid_bytes(uid), access.write, access.use);
  if (ticket == 0) {
    kit::fail(MAPI_E_NO_ACCESS, access.write ? "the profile section is open already, so it cannot be opened to modify"
                                             : "the profile section is open for writing");
  }
  return ticket;
}

}  // namespace

SectionSource::SectionSource(std::shared_ptr<Profile> profile, const SectionRow& row, Access access)
    : profile_(std::move(profile)),
      uid_(row.uid),
      kind_(row.kind),
      service_(row.kind == SectionKind::service ? row.uid : row.service),
      access_(access),
      ticket_(lock(*profile_->store().locks_, *profile_, uid_, access_)) {}

SectionSource::~SectionSource() {
  profile_->store().locks_->release(ticket_);
}

bool SectionSource::computes(ULONG tag) const noexcept {
  if (same_id(tag, PR_OBJECT_TYPE) || same_id(tag, PR_PROFILE_NAME)) return true;  // B-24
  switch (kind_) {
    case SectionKind::service:
      return same_id(tag, PR_SERVICE_UID) || same_id(tag, PR_SERVICE_EXTRA_UIDS) ||
             std::ranges::any_of(kLinks, [&](const Link& link) { return same_id(tag, link.tag); });
    case SectionKind::provider:
      return same_id(tag, PR_SERVICE_UID) || same_id(tag, PR_PROVIDER_UID);
    case SectionKind::extra:
      return same_id(tag, PR_SERVICE_UID);
    case SectionKind::profile:
      return same_id(tag, PR_SEARCH_KEY);
    case SectionKind::own:
      break;
  }
  return false;
}

kit::PropertyBag SectionSource::computed(Transaction& transaction) const {
  kit::PropertyBag bag;
  Statement profile(transaction, "SELECT name, search_key FROM profile WHERE id = ?");
  if (!profile.bind(profile_->id()).step()) kit::fail(MAPI_E_OBJECT_DELETED, "the profile is deleted");
  bag.set(PR_OBJECT_TYPE, MAPI_PROFSECT);
  bag.set(PR_PROFILE_NAME_W, profile.text(0));
  if (kind_ == SectionKind::profile) bag.set(PR_SEARCH_KEY, profile.blob(1));  // B-23
  if (kind_ == SectionKind::provider) bag.set(PR_PROVIDER_UID, uid_);
  if (!same_uid(service_, MAPIUID{})) bag.set(PR_SERVICE_UID, service_);
  if (kind_ != SectionKind::service) return bag;

  SectionRows sections(transaction, profile_->id());
  const std::vector<SectionRow> providers = sections.of_service(uid_, SectionKind::provider);
  for (const Link& link : kLinks) {
    std::string uids;
    for (const SectionRow& row : providers) {
      if (static_cast<ULONG>(row.bag.number(PR_RESOURCE_TYPE)) == link.resource_type) uids += uid_bytes(row.uid);
    }
    if (!uids.empty()) bag.set(link.tag, uids);
  }
  std::string extras;
  for (const SectionRow& row : sections.of_service(uid_, SectionKind::extra)) extras += uid_bytes(row.uid);
  if (!extras.empty()) bag.set(PR_SERVICE_EXTRA_UIDS, extras);
  return bag;
}

SectionRow SectionSource::row(Transaction& transaction) const {
  if (kind_ == SectionKind::profile) return {.uid = uid_, .kind = kind_, .bag = {}, .sealed = {}};
  std::optional<SectionRow> found = SectionRows(transaction, profile_->id()).find(uid_);
  if (!found) kit::fail(MAPI_E_OBJECT_DELETED, "the profile section is deleted");
  return std::move(*found);
}

kit::PropertyBag SectionSource::secrets(const SectionRow& row) const {
  if (row.sealed.empty()) return {};
  return unpack(profile_->store().seal_->open(row.sealed));
}

void SectionSource::seal(Transaction& transaction, SectionRow& row, const kit::PropertyBag& secrets) const {
  if (secrets.empty()) {
    row.sealed.clear();
    return;
  }
  row.sealed = profile_->store().seal_->seal(pack(secrets), !has_sealed(transaction));
}

// The section as one transaction found it.
class SectionSource::Reader final : public kit::PropertyReader {
 public:
  explicit Reader(const SectionSource& source) : source_(source) {
    Transaction transaction(*source.profile_->store().database_, Kind::read);
    row_ = source.row(transaction);
    computed_ = source.computed(transaction);
  }

  std::optional<kit::PropertyValue> get(ULONG tag) override {
    const kit::PropertyBag& from = source_.computes(tag) ? computed_ : is_secure(tag) ? secrets() : row_.bag;
    const kit::PropertyValue* found = from.find_id(tag);
    if (found == nullptr) return std::nullopt;
    return *found;
  }

  std::vector<ULONG> list() override {  // without secure properties (B-18)
    kit::PropertyBag all = row_.bag;
    all.merge(computed_);
    return all.tags();
  }

 private:
  const kit::PropertyBag& secrets() {
    if (!secrets_) secrets_ = source_.secrets(row_);
    return *secrets_;
  }

  const SectionSource& source_;
  SectionRow row_;
  kit::PropertyBag computed_;
  std::optional<kit::PropertyBag> secrets_;  // opened when one is asked for
};

std::unique_ptr<kit::PropertyReader> SectionSource::reader() {
  return std::make_unique<Reader>(*this);
}

std::optional<kit::PropertyValue> SectionSource::get(ULONG tag) {
  return Reader(*this).get(tag);
}

std::vector<ULONG> SectionSource::list() {
  return Reader(*this).list();
}

void SectionSource::require_changeable(ULONG tag) const {
  if (computes(tag)) kit::fail(MAPI_E_COMPUTED, "the profile itself says what this property is");
  if (kit::id_of(tag) >= kit::kFirstNamedId) {
    kit::fail(MAPI_E_UNEXPECTED_ID, "profile sections have no named properties");  // B-16
  }
  const bool fixed = kind_ == SectionKind::provider && access_.opener == Opener::provider &&
                     std::ranges::any_of(kFixedForProviders, [&](ULONG known) { return same_id(tag, known); });
  if (fixed) kit::fail(MAPI_E_NO_ACCESS, "a provider cannot change what it is while it runs");
}

// What becomes of the section's properties in one transaction.
class SectionSource::Draft {
 public:
  Draft(const SectionSource& source, SectionRow& row) : source_(source), row_(row), before_(row.bag) {}

  void set(kit::PropertyValue value) {
    source_.require_changeable(value.tag());
    kit::PropertyBag& bag = bag_of(value.tag());
    bag.set(std::move(value));
  }
  void erase(ULONG tag) {
    source_.require_changeable(tag);
    if (!bag_of(tag).erase(tag)) kit::fail(MAPI_E_NOT_FOUND, "the profile section has no such property");
  }

  // Providers say the same at every logon, which must not wait for the disk.
  bool has_changed() const { return row_.bag != before_ || secrets_have_changed(); }
  bool secrets_have_changed() const { return secrets_ && *secrets_ != secrets_before_; }
  const kit::PropertyBag& secrets() const { return *secrets_; }

 private:
  kit::PropertyBag& bag_of(ULONG tag) {
    if (!is_secure(tag)) return row_.bag;
    if (!secrets_) secrets_ = secrets_before_ = source_.secrets(row_);
    return *secrets_;
  }

  const SectionSource& source_;
  SectionRow& row_;
  const kit::PropertyBag before_;
  std::optional<kit::PropertyBag> secrets_;
  kit::PropertyBag secrets_before_;
};

void SectionSource::rewrite(const std::function<void(Draft&)>& change) {
  Transaction transaction(*profile_->store().database_, Kind::write);
  SectionRow section = row(transaction);
  Draft draft(*this, section);
  change(draft);
  if (!draft.has_changed()) return;
  if (draft.secrets_have_changed()) seal(transaction, section, draft.secrets());
  SectionRows(transaction, profile_->id()).write(section);
  transaction.commit();
}

void SectionSource::set(kit::PropertyValue value) {
  rewrite([&](Draft& draft) { draft.set(std::move(value)); });
}

void SectionSource::erase(ULONG tag) {
  rewrite([&](Draft& draft) { draft.erase(tag); });
}

kit::PropertySource::Refusals SectionSource::set_all(std::vector<kit::PropertyValue> values) {
  Refusals refused;
  rewrite(
      [&](Draft& draft) { refused = each(values.size(), [&](std::size_t i) { draft.set(std::move(values[i])); }); });
  return refused;
}

kit::PropertySource::Refusals SectionSource::erase_all(std::span<const ULONG> tags) {
  Refusals refused;
  rewrite([&](Draft& draft) { refused = each(tags.size(), [&](std::size_t i) { draft.erase(tags[i]); }); });
  return refused;
}

}  // namespace postroom::profile
