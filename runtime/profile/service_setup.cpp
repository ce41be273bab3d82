// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/service_setup.hpp"

#include "runtime/profile/database.hpp"
#include "runtime/profile/paths.hpp"
#include "runtime/profile/profile_store.hpp"
#include "runtime/profile/seal.hpp"
#include "runtime/profile/section_names.hpp"
#include "runtime/profile/uid.hpp"

#include <postroom/failure.hpp>

#include <mapitags.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace postroom::profile {
namespace {

using Kind = Transaction::Kind;

ULONG flags_of(const SectionRow& row) noexcept {
  return static_cast<ULONG>(row.bag.number(PR_RESOURCE_FLAGS));
}
void set_flag(SectionRow& row, ULONG flag, bool on) {
  row.bag.set(PR_RESOURCE_FLAGS, on ? flags_of(row) | flag : flags_of(row) & ~flag);
}
ULONG type_of(const SectionRow& row) noexcept {
  return static_cast<ULONG>(row.bag.number(PR_RESOURCE_TYPE));
}

// Puts a provider's section in its place: last, but for transports before those that are to be last (B-13).
void place_provider(SectionRows& sections, SectionRow& row) {
  row.position = sections.next_position();
  const bool prefers_last = (flags_of(row) & STATUS_XP_PREFER_LAST) != 0;
  if (type_of(row) == MAPI_TRANSPORT_PROVIDER && !prefers_last) {
    std::vector<SectionRow> rows = sections.of_kind(SectionKind::provider);
    auto from = rows.end();  // the transports at the end that prefer to be there
    for (auto at = rows.begin(); at != rows.end(); ++at) {
      if (type_of(*at) != MAPI_TRANSPORT_PROVIDER) continue;
      const bool last = (flags_of(*at) & STATUS_XP_PREFER_LAST) != 0;
      if (!last) {
        from = rows.end();
      } else if (from == rows.end()) {
        from = at;
      }
    }
    // Each of them moves one place back; the new one takes the place of the first.
    for (; from != rows.end(); ++from) {
      if (type_of(*from) != MAPI_TRANSPORT_PROVIDER) continue;
      std::swap(from->position, row.position);
      sections.write(*from);
    }
  }
  sections.insert(row);
}

// SERVICE_SINGLE_COPY (B-28).
void require_may_add(SectionRows& sections, std::string_view name, ULONG flags) {
  if ((flags & SERVICE_SINGLE_COPY) == 0) return;
  for (const SectionRow& row : sections.of_kind(SectionKind::service)) {
    if (same_name(row.bag.text(PR_SERVICE_NAME_W), name)) {
      kit::fail(MAPI_E_NO_ACCESS,
                "the profile has the message service " + std::string(name) + " already, and it can be there only once");
    }
  }
}

SectionRow section_of(SectionKind kind, const MAPIUID& uid, const MAPIUID& service, const kit::PropertyBag& bag) {
  SectionRow row;
  row.uid = uid;
  row.kind = kind;
  row.service = service;
  row.bag = bag;
  return row;
}

}  // namespace

MAPIUID ServiceSetup::insert(const ServiceDefinition& definition, std::string_view display_name) {
  SectionRow service = section_of(SectionKind::service, new_uid(), MAPIUID{}, definition.properties);
  service.bag.set(PR_SERVICE_NAME_W, definition.name);
  if (!service.bag.has(PR_DISPLAY_NAME_W)) {
    service.bag.set(PR_DISPLAY_NAME_W, display_name.empty() ? std::string_view(definition.display_name) : display_name);
  }
  Transaction transaction(*profile_->store().database_, Kind::write);
  SectionRows sections(transaction, profile_->id());
  require_may_add(sections, definition.name, flags_of(service));
  service.position = sections.next_position();
  sections.insert(service);
  for (const ProviderDefinition& provider : definition.providers) {
    SectionRow row = section_of(SectionKind::provider, new_uid(), service.uid, provider.properties);
    place_provider(sections, row);
  }
  for (const ExtraDefinition& extra : definition.extras) {
    if (sections.find(extra.uid)) continue;  // its identifier is fixed: a second copy of the service shares it
    SectionRow row = section_of(SectionKind::extra, extra.uid, service.uid, extra.properties);
    row.position = sections.next_position();
    sections.insert(row);
  }
  transaction.commit();
  return service.uid;
}

void ServiceSetup::tell_created(const MAPIUID& service, const ServiceEvent& ui) {
  ServiceEvent event = ui;
  event.context = MSG_SERVICE_CREATE;
  const auto result = tell_service(profile_, require_service(service), event);
  if (!result || SUCCEEDED(result->code)) return;
  retire_service(service, true);
  kit::fail(result->code, result->error);
}

MAPIUID ServiceSetup::create(const ServiceDefinition& definition, std::string_view display_name,
                             const ServiceEvent& ui) {
  const MAPIUID service = insert(definition, display_name);
  tell_created(service, ui);
  return service;
}

void ServiceSetup::create_all(const ServiceCatalogue& catalogue, std::span<const std::string> names,
                              const ServiceEvent& ui) {
  std::vector<MAPIUID> services;
  for (const std::string& name : names) services.push_back(insert(catalogue.service(name), {}));
  for (const MAPIUID& service : services) tell_created(service, ui);
}

SectionRow ServiceSetup::require(const MAPIUID& uid) const {
  Transaction transaction(*profile_->store().database_, Kind::read);
  std::optional<SectionRow> row = SectionRows(transaction, profile_->id()).find(uid);
  if (!row || row->doomed) kit::fail(MAPI_E_NOT_FOUND, "the profile has no section " + uid_text(uid));
  return std::move(*row);
}

ServiceEntry ServiceSetup::require_service(const MAPIUID& uid) const {
  const SectionRow row = require(uid);
  if (row.kind != SectionKind::service) {
    kit::fail(MAPI_E_NOT_FOUND, "the profile has no message service " + uid_text(uid));
  }
  return service_entry(row);
}

// Sections of a service go at once when it was never there for anybody, and otherwise when no session uses them.
void ServiceSetup::retire_service(const MAPIUID& service, bool at_once) {
  Transaction transaction(*profile_->store().database_, Kind::write);
  SectionRows sections(transaction, profile_->id());
  std::vector<MAPIUID> uids{service};
  for (const SectionKind kind : {SectionKind::provider, SectionKind::extra}) {
    for (const SectionRow& row : sections.of_service(service, kind)) uids.push_back(row.uid);
  }
  for (const MAPIUID& uid : uids) {
    if (at_once) {
      sections.remove(uid);
    } else {
      sections.retire(uid);
    }
  }
  transaction.commit();
}

void ServiceSetup::remove(const MAPIUID& service) {
  // The answer does not matter (B-31).
  static_cast<void>(
      tell_service(profile_, require_service(service), {.context = MSG_SERVICE_DELETE, .properties = {}}));
  retire_service(service, false);
}

// Another file has another key. What cannot be opened here stops the copying before anything is written.
void ServiceSetup::unseal_for(const Profile& target, std::vector<SectionRow>& rows) const {
  if (&target.store() == &profile_->store()) return;
  for (SectionRow& row : rows) {
    if (!row.sealed.empty()) row.sealed = profile_->store().seal_->open(row.sealed);
  }
}
void ServiceSetup::seal_for(const Profile& target, Transaction& transaction, SectionRow& row) const {
  if (&target.store() == &profile_->store() || row.sealed.empty()) return;
  row.sealed = target.store().seal_->seal(row.sealed, !has_sealed(transaction));
}

void ServiceSetup::copy_to(const MAPIUID& service, Profile& target) {
  static_cast<void>(require_service(service));
  std::vector<SectionRow> rows;
  {
    Transaction transaction(*profile_->store().database_, Kind::read);
    SectionRows sections(transaction, profile_->id());
    rows.push_back(*sections.find(service));
    for (const SectionKind kind : {SectionKind::provider, SectionKind::extra}) {
      std::ranges::move(sections.of_service(service, kind), std::back_inserter(rows));
    }
  }
  unseal_for(target, rows);
  Transaction transaction(*target.store().database_, Kind::write);
  SectionRows sections(transaction, target.id());
  require_may_add(sections, rows.front().bag.text(PR_SERVICE_NAME_W), flags_of(rows.front()));
  const MAPIUID copy = new_uid();
  for (SectionRow& row : rows) {
    seal_for(target, transaction, row);
    // What only one can be stays with the original.
    switch (row.kind) {
      case SectionKind::service:
        row.uid = copy;
        set_flag(row, SERVICE_PRIMARY_IDENTITY, false);
        break;
      case SectionKind::provider:
        row.uid = new_uid();
        row.service = copy;
        set_flag(row, STATUS_PRIMARY_IDENTITY | STATUS_DEFAULT_STORE, false);
        place_provider(sections, row);
        continue;
      default:
        row.service = copy;
        if (sections.find(row.uid)) continue;
    }
    row.position = sections.next_position();
    sections.insert(row);
  }
  transaction.commit();
}

void ServiceSetup::configure(const MAPIUID& service, const ServiceEvent& event) {
  const ServiceEntry entry = require_service(service);
  ServiceEvent configure = event;
  configure.context = MSG_SERVICE_CONFIGURE;
  const auto result = tell_service(profile_, entry, configure);
  if (!result) {
    kit::fail(MAPI_E_NOT_INITIALIZED, "the message service " + entry.name + " has no entry function to configure it");
  }
  if (FAILED(result->code)) {
    kit::fail(result->code, result->error.empty() ? entry.name + " could not be configured" : result->error);
  }
}

void ServiceSetup::set_transport_order(std::span<const MAPIUID> providers) {
  Transaction transaction(*profile_->store().database_, Kind::write);
  SectionRows sections(transaction, profile_->id());
  std::vector<SectionRow> transports = sections.of_kind(SectionKind::provider);
  std::erase_if(transports, [](const SectionRow& row) { return type_of(row) != MAPI_TRANSPORT_PROVIDER; });
  if (providers.size() != transports.size()) {
    kit::fail(MAPI_E_BUSY, "the profile has " + std::to_string(transports.size()) +
                               " transports, and the order names " + std::to_string(providers.size()));
  }
  std::vector<std::int64_t> places;
  places.reserve(transports.size());
  for (const SectionRow& row : transports) places.push_back(row.position);
  std::set<std::string> named;
  for (std::size_t i = 0; i < providers.size(); ++i) {
    const auto row = std::ranges::find_if(transports, [&](const auto& t) { return same_uid(t.uid, providers[i]); });
    if (row == transports.end() || !named.insert(uid_bytes(providers[i])).second) {
      kit::fail(MAPI_E_NOT_FOUND, uid_text(providers[i]) + " is no transport of the profile, or named twice");
    }
    row->position = places[i];
    sections.write(*row);
  }
  transaction.commit();
}

void ServiceSetup::set_primary_identity(const MAPIUID* service_or_provider) {
  Transaction transaction(*profile_->store().database_, Kind::write);
  SectionRows sections(transaction, profile_->id());
  std::vector<SectionRow> providers = sections.of_kind(SectionKind::provider);
  std::vector<SectionRow> services = sections.of_kind(SectionKind::service);
  const SectionRow* chosen = nullptr;
  if (service_or_provider != nullptr) {
    bool known = false;
    for (const SectionRow& row : providers) {
      const bool meant = same_uid(row.uid, *service_or_provider) || same_uid(row.service, *service_or_provider);
      if (!meant) continue;
      known = true;
      if (chosen == nullptr && (flags_of(row) & STATUS_NO_PRIMARY_IDENTITY) == 0) chosen = &row;
    }
    for (const SectionRow& row : services) {
      const bool meant =
          chosen != nullptr ? same_uid(row.uid, chosen->service) : same_uid(row.uid, *service_or_provider);
      known = known || meant;
      if (meant && (flags_of(row) & SERVICE_NO_PRIMARY_IDENTITY) != 0) chosen = nullptr;
    }
    if (!known) kit::fail(MAPI_E_NOT_FOUND, "the profile has no service or provider " + uid_text(*service_or_provider));
    if (chosen == nullptr) kit::fail(MAPI_E_NO_ACCESS, "this message service cannot give the primary identity");
  }
  const MAPIUID provider = chosen == nullptr ? MAPIUID{} : chosen->uid;
  const MAPIUID service = chosen == nullptr ? MAPIUID{} : chosen->service;
  for (SectionRow& row : providers) {
    set_flag(row, STATUS_PRIMARY_IDENTITY, chosen != nullptr && same_uid(row.uid, provider));
    sections.write(row);
  }
  for (SectionRow& row : services) {
    set_flag(row, SERVICE_PRIMARY_IDENTITY, chosen != nullptr && same_uid(row.uid, service));
    sections.write(row);
  }
  transaction.commit();
}

MAPIUID ServiceSetup::create_provider(const MAPIUID& service, std::string_view name, const kit::PropertyBag& properties,
                                      const ServiceEvent& ui, bool from_entry) {
  const ServiceEntry entry = require_service(service);
  const ServiceCatalogue catalogue = ServiceCatalogue::load(inf_folders());
  const ProviderDefinition* definition = catalogue.provider(entry.name, name);
  SectionRow row = section_of(SectionKind::provider, new_uid(), service,
                              definition == nullptr ? kit::PropertyBag() : definition->properties);
  row.bag.merge(properties);
  if (row.bag.text(PR_PROVIDER_DLL_NAME_W).empty() || row.bag.find(PR_RESOURCE_TYPE) == nullptr) {
    kit::fail(MAPI_E_NOT_FOUND, "no mapisvc.inf describes a provider " + std::string(name) +
                                    ", and the properties given do not say what it is");
  }
  {
    Transaction transaction(*profile_->store().database_, Kind::write);
    SectionRows sections(transaction, profile_->id());
    place_provider(sections, row);
    transaction.commit();
  }
  if (from_entry) return row.uid;
  ServiceEvent event = ui;
  event.context = MSG_SERVICE_PROVIDER_CREATE;
  const auto result = tell_service(profile_, entry, event);
  // A service that does not care about its providers one by one says MAPI_E_NO_SUPPORT (B-44).
  if (result && FAILED(result->code) && result->code != MAPI_E_NO_SUPPORT) {
    Transaction transaction(*profile_->store().database_, Kind::write);
    SectionRows(transaction, profile_->id()).remove(row.uid);
    transaction.commit();
    kit::fail(result->code, result->error);
  }
  return row.uid;
}

void ServiceSetup::remove_provider(const MAPIUID& service, const MAPIUID& provider, bool from_entry) {
  const ServiceEntry entry = require_service(service);
  const SectionRow row = require(provider);
  const bool of_service =
      (row.kind == SectionKind::provider || row.kind == SectionKind::extra) && same_uid(row.service, service);
  if (!of_service) kit::fail(MAPI_E_NOT_FOUND, "the message service has no provider " + uid_text(provider));
  if (!from_entry) {
    static_cast<void>(tell_service(profile_, entry, {.context = MSG_SERVICE_PROVIDER_DELETE, .properties = {}}));
  }
  Transaction transaction(*profile_->store().database_, Kind::write);
  SectionRows(transaction, profile_->id()).retire(provider);
  transaction.commit();
}

}  // namespace postroom::profile
