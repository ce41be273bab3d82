// SPDX-License-Identifier: Apache-2.0
#include <postroom/store/provider.hpp>

#include "kit/store/entry_id.hpp"
#include "kit/store/logon.hpp"
#include "kit/store/message_store.hpp"
#include "kit/store/special_folders.hpp"
#include "kit/store/status_object.hpp"
#include "kit/store/store_core.hpp"

#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <functional>
#include <optional>

namespace postroom::kit::store {
namespace {

constexpr ULONG kLogonFlags = MDB_NO_DIALOG | MDB_WRITE | MDB_TEMPORARY | MDB_NO_MAIL | MDB_ONLINE | MAPI_BEST_ACCESS |
                              MAPI_DEFERRED_ERRORS | MAPI_UNICODE | MAPI_NO_CACHE | MAPI_CACHE_ONLY;

com_ptr<IProfSect> open_section(IMAPISupport& support) {
  com_ptr<IProfSect> section;
  if (FAILED(support.OpenProfileSection(nullptr, MAPI_MODIFY, section.put()))) {
    check(support.OpenProfileSection(nullptr, 0, section.put()), "the provider's profile section could not be opened");
  }
  return section;
}

// What a fresh store is called: the last part of its place, without what file names end in.
std::string name_of_place(const std::string& place) {
  const std::string last = place.substr(place.rfind('/') + 1);
  const std::size_t dot = last.rfind('.');
  return dot == std::string::npos || dot == 0 ? last : last.substr(0, dot);
}

// What a store writes about itself into its profile section (C-21).
void describe(IProfSect& section, const StoreCore& core) {
  const PropertyBag properties{{PR_DISPLAY_NAME_W, store_display_name(core)},
                               {PR_ENTRYID, core.store_entry()},
                               {PR_PROVIDER_DISPLAY_W, core.medium().display_name()},
                               {PR_RECORD_KEY, core.identity().record_key.view()}};
  const mapi_ptr<SPropValue> values = make_values(properties);
  // A section that cannot be written keeps what it says; the store is open nevertheless.
  if (SUCCEEDED(section.SetProps(static_cast<ULONG>(properties.size()), values.get(), nullptr))) {
    static_cast<void>(section.SaveChanges(KEEP_OPEN_READWRITE));
  }
}

void register_uids(IMAPISupport& support, const StoreCore& core) {
  MAPIUID provider = core.medium().provider_uid();
  check(support.SetProviderUID(&provider, 0));
  MAPIUID store;
  std::memcpy(&store, core.identity().record_key.bytes.data(), sizeof store);
  check(support.SetProviderUID(&store, 0));
}

}  // namespace

struct Provider::Request {
  IMAPISupport* support = nullptr;
  std::string_view entry;
  ULONG flags = 0;
  bool spooler = false;
  LPMSLOGON* logon = nullptr;
  LPMDB* store = nullptr;
  std::optional<RecordKey> record_key;  // from `entry`

  bool wants_write() const noexcept { return spooler || (flags & (MDB_WRITE | MAPI_BEST_ACCESS)) != 0; }
  bool needs_write() const noexcept { return spooler || (flags & (MDB_WRITE | MAPI_BEST_ACCESS)) == MDB_WRITE; }
};

STDMETHODIMP Provider::Logon(LPMAPISUP support, ULONG_PTR, LPTSTR, ULONG size, LPENTRYID entry, ULONG flags, LPCIID iid,
                             ULONG* security_size, LPBYTE* security, LPMAPIERROR* error, LPMSLOGON* logon,
                             LPMDB* store) {
  const HRESULT result = call([&]() -> HRESULT {
    if (security_size != nullptr) *security_size = 0;  // the spooler needs no credentials of ours
    if (security != nullptr) *security = nullptr;
    if (error != nullptr) *error = nullptr;
    require(support != nullptr && logon != nullptr && store != nullptr, "a parameter of Logon is null");
    *logon = nullptr;
    *store = nullptr;
    require_flags(flags, kLogonFlags);
    if (iid != nullptr && !has_iid<IMsgStore>(*iid)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    return log_on({support, entry_id(size, entry), flags, false, logon, store, {}});
  });
  if (FAILED(result) && error != nullptr) {
    static_cast<void>(core().last_error(identity(), result, flags & MAPI_UNICODE, error));  // C-28
  }
  return result;
}

STDMETHODIMP Provider::SpoolerLogon(LPMAPISUP support, ULONG_PTR, LPTSTR, ULONG size, LPENTRYID entry, ULONG flags,
                                    LPCIID iid, ULONG, LPBYTE, LPMAPIERROR* error, LPMSLOGON* logon, LPMDB* store) {
  const HRESULT result = call([&]() -> HRESULT {
    if (error != nullptr) *error = nullptr;
    require(support != nullptr && logon != nullptr && store != nullptr, "a parameter of SpoolerLogon is null");
    *logon = nullptr;
    *store = nullptr;
    require_flags(flags, kLogonFlags);
    if (iid != nullptr && !has_iid<IMsgStore>(*iid)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    return log_on({support, entry_id(size, entry), flags, true, logon, store, {}});
  });
  if (FAILED(result) && error != nullptr) {
    static_cast<void>(core().last_error(identity(), result, flags & MAPI_UNICODE, error));
  }
  return result;
}

HRESULT Provider::log_on(const Request& given) {
  Request request = given;
  std::string place;
  com_ptr<IProfSect> section;
  if (request.entry.empty()) {
    section = open_section(*request.support);
    place = medium_->place(*section);
  } else {
    const StoreEntry entry =
        parse_store_entry(medium_->provider_uid(), static_cast<ULONG>(request.entry.size()), request.entry.data());
    place = entry.place;
    request.record_key = entry.record_key;
  }
  const auto at_place = [&](const Identity& open) {
    return open.place == place && (!request.record_key || open.record_key == *request.record_key);
  };
  if (!request.spooler && reuse(request, place, at_place)) return S_OK;

  std::shared_ptr<StoreBackend> backend = open_backend(request, place);
  const Identity& found = backend->identity();
  const auto same_medium = [&](const Identity& open) {  // by another name of the same place
    return open.record_key == found.record_key && open.medium == found.medium;
  };
  if (!request.spooler && reuse(request, place, same_medium)) return S_OK;
  LogonOptions options;
  options.writable = request.wants_write();
  options.spooler = request.spooler;
  options.temporary = (request.flags & MDB_TEMPORARY) != 0;
  options.no_mail = (request.flags & MDB_NO_MAIL) != 0;
  const auto core = std::make_shared<StoreCore>(request.support, medium_, std::move(backend), options);
  core->start();
  if (!request.spooler) {
    if (!section) section = open_section(*request.support);
    describe(*section, *core);
    section.reset();
    if (!options.temporary) static_cast<void>(request.support->ModifyProfile(0));  // D-11
  }
  register_uids(*request.support, *core);
  if (!request.spooler) {  // C-48
    const PropertyBag row = status_row(*core);
    check(request.support->ModifyStatusRow(static_cast<ULONG>(row.size()), make_values(row).get(), 0));
  }
  auto store = make_object<MessageStore>(core);
  auto logon = make_object<store::Logon>(core);
  provider::LogonList::enter(logons(), core);
  core->events().start();
  *request.logon = logon.detach();
  *request.store = store.detach();
  return S_OK;
}

// The store is open in this session already (C-31): the same store object, and nothing else is done.
bool Provider::reuse(const Request& request, const std::string& place,
                     const std::function<bool(const Identity&)>& is_it) {
  for (const auto& each : logons()->live()) {
    auto& open = static_cast<StoreCore&>(*each);
    if (open.is_spooler() || open.closed() || open.gate().closed()) continue;
    if (!is_it(open.identity())) continue;
    com_ptr<IMsgStore> store = open.share_store();
    if (!store) continue;
    if (request.wants_write() && !open.writable()) open.upgrade(open_backend(request, place));
    *request.store = store.detach();
    return true;
  }
  return false;
}

std::shared_ptr<StoreBackend> Provider::open_backend(const Request& request, const std::string& place) {
  std::shared_ptr<StoreBackend> backend =
      medium_->open(place, request.wants_write() ? Access::read_write : Access::read_only,
                    request.record_key ? Absent::refused : Absent::made);
  const Identity& identity = backend->identity();
  if (request.record_key && identity.record_key != *request.record_key) {
    fail(MAPI_E_NOT_FOUND, "another store is at " + place + " now");
  }
  refuse_twin(identity);
  if (request.needs_write() && backend->capabilities().read_only) {
    fail(MAPI_E_NO_ACCESS, "the store at " + place + " cannot be written");
  }
  if (is_complete(*backend->read())) return backend;
  // A fresh store, or one that lost a folder it cannot do without; made whole even for one who only reads.
  const auto writer =
      backend->capabilities().read_only ? medium_->open(place, Access::read_write, Absent::refused) : backend;
  if (!writer->capabilities().read_only) {
    const auto transaction = writer->write();
    complete_store(*transaction, identity, name_of_place(place));
    transaction->commit();
  }
  return backend;
}

// Two media with one record key cannot both be open: identifiers would not say which is meant (design 5).
void Provider::refuse_twin(const Identity& identity) const {
  for (const auto& each : logons()->live()) {
    const Identity& open = static_cast<StoreCore&>(*each).identity();
    if (open.record_key == identity.record_key && open.medium != identity.medium) {
      fail(MAPI_E_FAILONEPROVIDER, "the store at " + identity.place + " is a copy of the one at " + open.place +
                                       ", which is open; only one of them can be open at a time");
    }
  }
}

STDMETHODIMP Provider::CompareStoreIDs(ULONG size1, LPENTRYID entry1, ULONG size2, LPENTRYID entry2, ULONG flags,
                                       ULONG* result) {
  return call([&]() -> HRESULT {
    require(result != nullptr, "lpulResult is null");
    *result = 0;
    require_flags(flags, 0);
    const StoreEntry first = parse_store_entry(medium_->provider_uid(), size1, entry1);
    const StoreEntry second = parse_store_entry(medium_->provider_uid(), size2, entry2);
    *result = first.record_key == second.record_key ? 1 : 0;
    return S_OK;
  });
}

}  // namespace postroom::kit::store
