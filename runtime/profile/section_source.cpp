// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/section_source.hpp"

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

constexpr ULONG kFirstNamedId = 0x8000;

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
  // A new key beside secrets of an old one would hide that the old one is lost.
  const bool may_make_key = !Statement(transaction, "SELECT 1 FROM section WHERE sealed IS NOT NULL").step();
  row.sealed = profile_->store().seal_->seal(pack(secrets), may_make_key);
}

std::optional<kit::PropertyValue> SectionSource::get(ULONG tag) {
  Transaction transaction(*profile_->store().database_, Kind::read);
  const SectionRow section = row(transaction);
  const kit::PropertyBag from =
      computes(tag) ? computed(transaction) : (is_secure(tag) ? secrets(section) : section.bag);
  const kit::PropertyValue* found = from.find_id(tag);
  if (found == nullptr) return std::nullopt;
  return *found;
}

std::vector<ULONG> SectionSource::list() {  // without secure properties (B-18)
  Transaction transaction(*profile_->store().database_, Kind::read);
  kit::PropertyBag all = row(transaction).bag;
  all.merge(computed(transaction));
  return all.tags();
}

void SectionSource::require_changeable(ULONG tag) const {
  if (computes(tag)) kit::fail(MAPI_E_COMPUTED, "the profile itself says what this property is");
  if (kit::id_of(tag) >= kFirstNamedId) {
    kit::fail(MAPI_E_UNEXPECTED_ID, "profile sections have no named properties");  // B-16
  }
  const bool fixed = kind_ == SectionKind::provider && access_.opener == Opener::provider &&
                     std::ranges::any_of(kFixedForProviders, [&](ULONG known) { return same_id(tag, known); });
  if (fixed) kit::fail(MAPI_E_NO_ACCESS, "a provider cannot change what it is while it runs");
}

void SectionSource::set(kit::PropertyValue value) {
  require_changeable(value.tag());
  Transaction transaction(*profile_->store().database_, Kind::write);
  SectionRow section = row(transaction);
  if (is_secure(value.tag())) {
    kit::PropertyBag secret = secrets(section);
    const kit::PropertyBag before = secret;
    secret.set(std::move(value));
    if (secret == before) return;
    seal(transaction, section, secret);
  } else {
    const kit::PropertyBag before = section.bag;
    section.bag.set(std::move(value));
    if (section.bag == before) return;  // providers say the same at every logon, which must not wait for the disk
  }
  SectionRows(transaction, profile_->id()).write(section);
  transaction.commit();
}

void SectionSource::erase(ULONG tag) {
  require_changeable(tag);
  Transaction transaction(*profile_->store().database_, Kind::write);
  SectionRow section = row(transaction);
  bool found = false;
  if (is_secure(tag)) {
    kit::PropertyBag secret = secrets(section);
    found = secret.erase(tag);
    seal(transaction, section, secret);
  } else {
    found = section.bag.erase(tag);
  }
  if (!found) kit::fail(MAPI_E_NOT_FOUND, "the profile section has no such property");
  SectionRows(transaction, profile_->id()).write(section);
  transaction.commit();
}

}  // namespace postroom::profile
