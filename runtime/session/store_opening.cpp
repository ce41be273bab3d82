// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/store_opening.hpp"

#include "runtime/lifecycle/provider_call.hpp"
#include "runtime/mapiutil/ipm_subtree.hpp"
#include "runtime/profile/paths.hpp"
#include "runtime/profile/profile_store.hpp"
#include "runtime/session/provider_error.hpp"
#include "runtime/session/session_core.hpp"

#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>

#include <mapitags.h>

#include <cstring>

namespace postroom::session {
namespace {

using profile::ProviderEntry;

// MDB_TEMPORARY stores and those of foreign identifiers have a section that is not the profile's yet (C-40, D-11).
ProviderEntry temporary_entry(SessionCore& session, const std::string& dll_name) {
  return session.use().create_temporary(dll_name, MAPI_STORE_PROVIDER);
}

bool same_bytes(EntryIdView a, EntryIdView b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

bool same_library(const std::string& a, const std::string& b) {
  return library::library_base_name(a) == library::library_base_name(b);
}

bool same_section(const ProviderEntry& a, const ProviderEntry& b) {
  return std::memcmp(&a.section, &b.section, sizeof a.section) == 0;
}

// Do both identifiers name one store? Asked of the provider (C-40), which may have no store open (J-53).
bool same_store(ProviderObject& provider, EntryIdView a, EntryIdView b) {
  if (a.empty() || b.empty()) return false;
  if (same_bytes(a, b)) return true;
  ULONG same = FALSE;
  const HRESULT code =
      lifecycle::provider_call(provider.subject(), "IMSProvider::CompareStoreIDs", provider.store(), [&] {
        return provider.store()->CompareStoreIDs(static_cast<ULONG>(a.size()), as_entry_id(a),
                                                 static_cast<ULONG>(b.size()), as_entry_id(b), 0, &same);
      });
  return SUCCEEDED(code) && same != FALSE;
}

// The store for which its profile section stands in `wanted`, which is then its own identifier, or none if it still has
// none.
std::optional<ProviderEntry> entry_by_section(SessionCore& session, UnwrappedStoreId& wanted) {
  for (MessageStoreTable::Store& store : session.message_stores().stores()) {
    if (!same_bytes(MessageStoreTable::stand_in(store.entry), wanted.private_id)) continue;
    wanted.private_id = std::move(store.private_id);
    return std::move(store.entry);
  }
  return std::nullopt;
}

// The identifier that a store wrote into its section when it first logged on.
EntryId id_in_section(SessionCore& session, const ProviderEntry& entry) {
  for (const MessageStoreTable::Store& store : session.message_stores().stores()) {
    if (std::memcmp(&store.entry.section, &entry.section, sizeof entry.section) == 0) return store.private_id;
  }
  return {};
}

// The profile section of the store that `wanted` names (C-40).
std::optional<ProviderEntry> entry_of(SessionCore& session, ProviderObject& provider, const UnwrappedStoreId& wanted) {
  for (MessageStoreTable::Store& store : session.message_stores().stores()) {
    if (!same_library(store.entry.dll_name, wanted.dll_name)) continue;
    if (same_store(provider, store.private_id, wanted.private_id)) return std::move(store.entry);
  }
  return std::nullopt;
}

// The entry without asking the provider, which may not be loadable: whose service a failure to load disables (C-25).
ProviderEntry entry_before_loading(SessionCore& session, const UnwrappedStoreId& wanted) {
  for (MessageStoreTable::Store& store : session.message_stores().stores()) {
    if (same_library(store.entry.dll_name, wanted.dll_name) && same_bytes(store.private_id, wanted.private_id)) {
      return std::move(store.entry);
    }
  }
  ProviderEntry entry;
  entry.dll_name = wanted.dll_name;
  return entry;
}

// One logon method's out parameters.
struct Answer {
  kit::com_ptr<IMSLogon> logon;
  kit::com_ptr<IMsgStore> store;
  ProviderError error;
  ULONG credentials_size = 0;
  LPBYTE credentials = nullptr;

  Answer() = default;
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;
  ~Answer() {
    if (credentials != nullptr) kit::allocators().free(credentials);  // RT frees the blob (C-30)
  }
};

// Whose logon the store that came back belongs to, when it was open already (C-31, C-32); null when it is new.
std::shared_ptr<Logon> known_logon(SessionCore& session, const ProviderObject& provider, const Answer& answer) {
  if (!answer.logon) return nullptr;
  for (const auto& logon : session.logons(Kind::store)) {
    if (&logon->provider() == &provider && logon->is(answer.logon.get())) return logon;
  }
  return nullptr;
}

// The logon that a store belongs to that was open already: a provider may give the store alone (C-31).
std::shared_ptr<Logon> first_logon(SessionCore& session, const ProviderObject& provider, const Answer& answer,
                                   const Logon& opening) {
  if (answer.logon) return known_logon(session, provider, answer);
  for (const auto& logon : session.logons(Kind::store)) {
    if (&logon->provider() != &provider || !logon->is_on()) continue;
    if (same_section(logon->entry(), opening.entry()) || same_bytes(logon->store_id(), opening.store_id()))
      return logon;
  }
  return nullptr;
}

// As the store wrote it into its profile section when it logged on (C-21). One that did not is known by its identifier.
std::vector<BYTE> record_key_of(SessionCore& session, const Logon& logon) {
  const kit::PropertyBag section = session.use().profile().properties(logon.entry().section);
  const std::string_view key = section.binary(PR_RECORD_KEY);
  if (!key.empty()) return {key.begin(), key.end()};
  const auto* id = reinterpret_cast<const BYTE*>(logon.store_id().data());
  return {id, id + logon.store_id().size()};
}

bool is_default(SessionCore& session, const MAPIUID& section) {
  const auto default_store = session.use().profile().default_store();
  return default_store && std::memcmp(&*default_store, &section, sizeof section) == 0;
}

// C-41. A store that has no standard folders and will not be given any, a read-only one say, opens all the same.
void make_standard_folders(SessionCore& session, Logon& logon, const kit::com_ptr<IMsgStore>& opened) {
  const auto store = opened.as<IMsgStore>();  // the client may have asked for another interface
  if (!store) return;
  const auto tree = is_default(session, logon.entry().section) ? mapiutil::Tree::full : mapiutil::Tree::least;
  lifecycle::provider_call(logon.subject(), "HrValidateIPMSubtree", store.get(), [&]() -> HRESULT {
    try {
      mapiutil::complete_ipm_subtree(*store, tree);
      return S_OK;
    } catch (const kit::Failure& failure) {
      return failure.code();
    }
  });
}

void tell_spooler(SessionCore& session, Logon& logon, const Answer& answer) {
  spooler::OpenedStore opened;
  opened.session = session.number();
  opened.logon = logon.number();
  opened.dll_name = logon.entry().dll_name;
  const auto* id = reinterpret_cast<const BYTE*>(logon.store_id().data());
  opened.entry_id.assign(id, id + logon.store_id().size());
  opened.section = logon.entry().section;
  opened.credentials.assign(answer.credentials, answer.credentials + answer.credentials_size);
  opened.is_default = is_default(session, opened.section);
  opened.record_key = record_key_of(session, logon);
  logon.announce_to_spooler(
      std::make_unique<StoreClaim>(profile::runtime_folder(), claim_place(session, opened.record_key)));
  session.mail().control().store_opened(opened);
}

}  // namespace

StoreClaim::Place claim_place(const SessionCore& session, const std::vector<BYTE>& record_key) {
  const profile::Profile& profile = session.use().profile();
  return StoreClaim::place_of(profile.store().file().string() + '\n' + session.profile_name(),
                              {reinterpret_cast<const char*>(record_key.data()), record_key.size()});
}

OpenStore open_store(SessionCore& session, const StoreRequest& request) {
  kit::require(!request.entry.empty(), "the store's entry identifier is null");
  auto wanted = unwrap_store_id(request.entry);
  if (!wanted) {
    kit::fail(is_wrapped_store_id(request.entry) || request.entry.size() < 20 ? MAPI_E_INVALID_ENTRYID
                                                                              : MAPI_E_UNKNOWN_ENTRYID,
              "the entry identifier is not a message store's");
  }
  session.starts().start_address_books();  // C-13

  OpenStore result;
  const std::optional<ProviderEntry> by_section = entry_by_section(session, *wanted);
  ProviderEntry entry = by_section ? *by_section : entry_before_loading(session, *wanted);
  result.code = session.starts().log_on(entry, [&](std::string& said) -> HRESULT {
    const auto provider = session.starts().provider(Kind::store, wanted->dll_name);
    auto known = by_section ? by_section : entry_of(session, *provider, *wanted);
    entry = known ? std::move(*known) : temporary_entry(session, wanted->dll_name);
    const auto logon = session.new_logon(provider, entry);
    logon->set_store_id(wanted->private_id);
    const auto support = make_support(logon);
    std::string name = session.profile_name();
    Answer answer;
    const HRESULT code = logon->log_on(
        "IMSProvider::Logon", provider->store(),
        [&] {
          return provider->store()->Logon(support.get(), request.ui_param, reinterpret_cast<LPTSTR>(name.data()),
                                          static_cast<ULONG>(wanted->private_id.size()),
                                          as_entry_id(wanted->private_id), request.flags, request.iid,
                                          &answer.credentials_size, &answer.credentials, answer.error.put(),
                                          answer.logon.put(), answer.store.put());
        },
        request.flags);
    logon->note_answer("IMSProvider::Logon", code, answer.logon.get(), answer.store.get(), *support);
    said = answer.error.text();
    if (FAILED(code)) {
      logon->failed();  // C-50
      return code;
    }
    const bool is_new = answer.logon && !known_logon(session, *provider, answer);
    if (!answer.store || (!is_new && kept_by_provider(*support))) {
      logon->failed();
      said = "IMSProvider::Logon of " + provider->name() + " succeeded without " +
             (answer.store ? "a logon object" : "a message store") + ".";
      return MAPI_E_CALL_FAILED;
    }
    result.store = std::move(answer.store);
    result.error = said;
    if (wanted->private_id.empty()) logon->set_store_id(id_in_section(session, entry));
    if (!is_new) {  // C-31: the logon of the first opening goes on, this one never was
      logon->belongs_to(first_logon(session, *provider, answer, *logon).get());
      return code;
    }
    if (!logon->succeeded(std::move(answer.logon), result.store.get())) {
      static_cast<void>(result.store.detach());  // nothing of it is called any more (J-114)
      return MAPI_E_END_OF_SESSION;
    }
    session.enter(logon);
    if (!kept_by_provider(*support)) {  // C-20: the last reference goes below, and with it the logon, by J-49
      result.store.reset();
      said = "IMSProvider::Logon of " + provider->name() + " did not keep its support object.";
      return MAPI_E_CALL_FAILED;
    }
    if ((request.flags & MDB_NO_MAIL) == 0) make_standard_folders(session, *logon, result.store);
    if (session.mail().present() && (request.flags & MDB_NO_MAIL) == 0) tell_spooler(session, *logon, answer);
    return code;
    // Here the runtime's reference on the support object goes: from now on only the provider holds it.
  });
  session.message_stores().refresh();
  return result;
}

void require_fit_for_default(SessionCore& session, EntryIdView entry) {
  constexpr ULONG kNeeded = STORE_SUBMIT_OK | STORE_CREATE_OK | STORE_MODIFY_OK;
  const OpenStore opened =
      open_store(session, {.entry = entry, .flags = MDB_NO_DIALOG | MDB_NO_MAIL | MDB_WRITE | MAPI_BEST_ACCESS});
  SizedSPropTagArray(1, tags) = {1, {PR_STORE_SUPPORT_MASK}};
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  const HRESULT code = opened.store->GetProps(reinterpret_cast<LPSPropTagArray>(&tags), 0, &count, kit::out(values));
  // One that does not say what it can do is taken for one that can.
  if (FAILED(code) || count != 1 || values->ulPropTag != PR_STORE_SUPPORT_MASK) return;
  if ((static_cast<ULONG>(values->Value.l) & kNeeded) == kNeeded) return;
  kit::fail(MAPI_E_NO_ACCESS, "The store cannot be the default one: messages cannot be made, changed and sent in it.");
}

bool same_stores(SessionCore& session, EntryIdView entry1, EntryIdView entry2) {
  const auto store1 = unwrap_store_id(entry1);
  const auto store2 = unwrap_store_id(entry2);
  if (!store1 || !store2) kit::fail(MAPI_E_INVALID_ENTRYID, "the entry identifier is malformed");
  if (!same_library(store1->dll_name, store2->dll_name)) kit::fail(MAPI_E_UNKNOWN_ENTRYID);
  return same_store(*session.starts().provider(Kind::store, store1->dll_name), store1->private_id, store2->private_id);
}

std::optional<ProviderEntry> find_store(SessionCore& session, EntryIdView entry) {
  auto wanted = unwrap_store_id(entry);
  if (!wanted) kit::fail(MAPI_E_INVALID_ENTRYID, "the entry identifier is not a message store's");
  if (auto by_section = entry_by_section(session, *wanted)) return by_section;
  return entry_of(session, *session.starts().provider(Kind::store, wanted->dll_name), *wanted);
}

std::shared_ptr<Logon> log_spooler_on(SessionCore& session, const spooler::OpenedStore& opened,
                                      kit::com_ptr<IMsgStore>& store) {
  ProviderEntry entry;
  entry.dll_name = opened.dll_name;
  entry.section = opened.section;
  entry.resource_type = MAPI_STORE_PROVIDER;
  for (ProviderEntry& known : session.use().providers(MAPI_STORE_PROVIDER)) {
    if (std::memcmp(&known.section, &opened.section, sizeof known.section) == 0) entry = std::move(known);
  }
  std::shared_ptr<Logon> logon;
  session.starts().log_on(entry, [&](std::string& said) -> HRESULT {
    const auto provider = session.starts().provider(Kind::store, entry.dll_name);
    logon = session.new_logon(provider, entry);
    const auto* id = reinterpret_cast<const std::byte*>(opened.entry_id.data());
    logon->set_store_id(EntryId(id, id + opened.entry_id.size()));
    const auto support = make_support(logon);
    std::string name = session.profile_name();
    std::vector<BYTE> credentials = opened.credentials;
    Answer answer;
    const HRESULT code = logon->log_on("IMSProvider::SpoolerLogon", provider->store(), [&] {
      return provider->store()->SpoolerLogon(
          support.get(), 0, reinterpret_cast<LPTSTR>(name.data()), static_cast<ULONG>(logon->store_id().size()),
          as_entry_id(logon->store_id()), MDB_WRITE | MDB_NO_DIALOG, &IID_IMsgStore,
          static_cast<ULONG>(credentials.size()), credentials.empty() ? nullptr : credentials.data(),
          answer.error.put(), answer.logon.put(), answer.store.put());
    });
    logon->note_answer("IMSProvider::SpoolerLogon", code, answer.logon.get(), answer.store.get(), *support);
    said = answer.error.text();
    if (FAILED(code) || !answer.logon || !answer.store) {
      logon->failed();
      return FAILED(code) ? code : MAPI_E_CALL_FAILED;
    }
    store = std::move(answer.store);
    if (!logon->succeeded(std::move(answer.logon), store.get())) {
      static_cast<void>(store.detach());  // nothing of it is called any more (J-114)
      return MAPI_E_END_OF_SESSION;
    }
    session.enter(logon);
    return code;
  });
  return logon;
}

}  // namespace postroom::session
