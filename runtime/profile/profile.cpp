// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/profile.hpp"

#include "runtime/profile/database.hpp"
#include "runtime/profile/profile_store.hpp"
#include "runtime/profile/section.hpp"
#include "runtime/profile/section_names.hpp"
#include "runtime/profile/uid.hpp"

#include <postroom/failure.hpp>

#include <mapitags.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace postroom::profile {
namespace {

using Kind = Transaction::Kind;

std::vector<ProviderEntry> of_type(std::vector<ProviderEntry> entries, ULONG resource_type) {
  if (resource_type != 0) {
    std::erase_if(entries, [&](const ProviderEntry& entry) { return entry.resource_type != resource_type; });
  }
  return entries;
}

// There is a default store unless somebody said that there is to be none (C-44).
constexpr const char* kNoDefaultStore = "no-default-store";

void write_setting(Transaction& transaction, ProfileId profile, std::string_view name,
                   std::optional<std::string_view> value) {
  if (value) {
    Statement(transaction, "INSERT OR REPLACE INTO setting (profile, name, value) VALUES (?, ?, ?)")
        .bind(profile, name, Blob{*value})
        .run();
  } else {
    Statement(transaction, "DELETE FROM setting WHERE profile = ? AND name = ?").bind(profile, name).run();
  }
}

}  // namespace

Profile::Profile(std::shared_ptr<ProfileStore> store, ProfileId id) : store_(std::move(store)), id_(id) {}

std::string Profile::name() const {
  Transaction transaction(*store_->database_, Kind::read);
  Statement statement(transaction, "SELECT name FROM profile WHERE id = ?");
  statement.bind(id_);
  if (!statement.step()) kit::fail(MAPI_E_OBJECT_DELETED, "the profile is deleted");
  return statement.text(0);
}

std::vector<ProviderEntry> Profile::providers(ULONG resource_type) const {
  Transaction transaction(*store_->database_, Kind::read);
  SectionRows sections(transaction, id_);
  return of_type(provider_entries(sections), resource_type);
}

std::vector<ServiceEntry> Profile::services() const {
  Transaction transaction(*store_->database_, Kind::read);
  std::vector<ServiceEntry> entries;
  for (const SectionRow& row : SectionRows(transaction, id_).of_kind(SectionKind::service)) {
    entries.push_back(service_entry(row));
  }
  return entries;
}

kit::PropertyBag Profile::properties(const MAPIUID& uid) const {
  Transaction transaction(*store_->database_, Kind::read);
  auto row = SectionRows(transaction, id_).find(uid);
  return row ? std::move(row->bag) : kit::PropertyBag();
}

std::vector<MAPIUID> Profile::extra_sections(const MAPIUID& service) const {
  Transaction transaction(*store_->database_, Kind::read);
  std::vector<MAPIUID> uids;
  for (const SectionRow& row : SectionRows(transaction, id_).of_service(service, SectionKind::extra)) {
    uids.push_back(row.uid);
  }
  return uids;
}

kit::com_ptr<IProfSect> Profile::open_section(std::shared_ptr<kit::Core> core, const MAPIUID& uid, ULONG flags,
                                              Opener opener, UseId use) const {
  return profile::open_section(store_->handle(id_), *store_->database_, std::move(core), uid, flags, opener, use);
}

std::optional<MAPIUID> Profile::default_store() const {
  std::optional<MAPIUID> first;
  for (const ProviderEntry& entry : providers(MAPI_STORE_PROVIDER)) {
    if ((entry.resource_flags & STATUS_DEFAULT_STORE) != 0) return entry.section;
    if (!first && (entry.resource_flags & STATUS_NO_DEFAULT_STORE) == 0) first = entry.section;
  }
  return setting(kNoDefaultStore) ? std::nullopt : first;
}

void Profile::set_default_store(const std::optional<MAPIUID>& provider) const {
  Transaction transaction(*store_->database_, Kind::write);
  SectionRows sections(transaction, id_);
  bool found = false;
  for (SectionRow& row : sections.of_kind(SectionKind::provider)) {
    if (row.bag.number(PR_RESOURCE_TYPE) != MAPI_STORE_PROVIDER) continue;
    const bool chosen = provider && same_uid(row.uid, *provider);
    const std::int32_t flags = row.bag.number(PR_RESOURCE_FLAGS);
    if (chosen && (flags & STATUS_NO_DEFAULT_STORE) != 0) {
      kit::fail(MAPI_E_NO_ACCESS, "this store cannot be the default store");
    }
    row.bag.set(PR_RESOURCE_FLAGS, chosen ? flags | STATUS_DEFAULT_STORE : flags & ~STATUS_DEFAULT_STORE);
    sections.write(row);
    found = found || chosen;
  }
  if (provider && !found) {
    kit::fail(MAPI_E_NOT_FOUND, "no store of the profile has the identifier " + uid_text(*provider));
  }
  write_setting(transaction, id_, kNoDefaultStore, provider ? std::nullopt : std::optional<std::string_view>("1"));
  transaction.commit();
}

std::optional<std::string> Profile::setting(std::string_view name) const {
  Transaction transaction(*store_->database_, Kind::read);
  Statement statement(transaction, "SELECT value FROM setting WHERE profile = ? AND name = ?");
  statement.bind(id_, name);
  if (!statement.step()) return std::nullopt;
  return statement.blob(0);
}

void Profile::set_setting(std::string_view name, std::optional<std::string_view> value) const {
  Transaction transaction(*store_->database_, Kind::write);
  write_setting(transaction, id_, name, value);
  transaction.commit();
}

ProfileUse::ProfileUse(std::shared_ptr<Profile> profile, UseId id)
    : profile_(std::move(profile)), id_(id), process_(getpid()) {
  try {
    std::vector<ProviderEntry> entries = profile_->providers();
    const kit::Lock lock(mutex_);
    providers_ = std::move(entries);
  } catch (...) {
    end();
    throw;
  }
}

ProfileUse::~ProfileUse() {
  end();
}

std::vector<ProviderEntry> ProfileUse::providers(ULONG resource_type) const {
  const kit::Lock lock(mutex_);
  return of_type(providers_, resource_type);
}

kit::com_ptr<IProfSect> ProfileUse::open_section(std::shared_ptr<kit::Core> core, const MAPIUID& uid, ULONG flags,
                                                 Opener opener) const {
  return profile_->open_section(std::move(core), uid, flags, opener, id_);
}

ProviderEntry ProfileUse::create_temporary(const std::string& dll_name, ULONG resource_type) {
  SectionRow row;
  row.uid = new_uid();
  row.kind = SectionKind::provider;
  row.use = id_;
  row.bag.set(PR_PROVIDER_DLL_NAME_W, dll_name);
  row.bag.set(PR_RESOURCE_TYPE, resource_type);
  row.bag.set(PR_RESOURCE_FLAGS, STATUS_TEMP_SECTION | STATUS_NO_DEFAULT_STORE);
  Transaction transaction(*profile_->store().database_, Kind::write);
  SectionRows sections(transaction, profile_->id());
  row.position = sections.next_position();
  sections.insert(row);
  transaction.commit();
  return provider_entry(row);
}

void ProfileUse::make_permanent(const MAPIUID& section) {
  {
    const kit::Lock lock(mutex_);  // those are permanent; most stores say so at every logon
    if (std::ranges::any_of(providers_, [&](const auto& each) { return same_uid(each.section, section); })) return;
  }
  Transaction transaction(*profile_->store().database_, Kind::write);
  SectionRows sections(transaction, profile_->id());
  std::optional<SectionRow> row = sections.find(section);
  if (!row) kit::fail(MAPI_E_NOT_FOUND, "the profile has no section " + uid_text(section));
  if (row->use == 0) return;  // it is permanent already
  row->use = 0;
  row->bag.set(PR_RESOURCE_FLAGS, row->bag.number(PR_RESOURCE_FLAGS) & ~STATUS_TEMP_SECTION);
  sections.write(*row);
  transaction.commit();
  const kit::Lock lock(mutex_);
  providers_.push_back(provider_entry(*row));
  providers_.back().ordinal = static_cast<ULONG>(providers_.size() - 1);
}

void ProfileUse::end() noexcept {
  if (process_ != getpid() || ended_.exchange(true)) return;  // a forked child owns no use
  try {
    profile_->store().end_use(id_, profile_->id());
  } catch (...) {  // the process's end ends the use in any case; settle() will see it
  }
}

}  // namespace postroom::profile
