// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/session/logon.hpp"
#include "runtime/session/wrapped_store_id.hpp"
#include "runtime/spooler/control.hpp"

#include <postroom/com_ptr.hpp>

#include <memory>
#include <optional>
#include <string>

namespace postroom::session {

class SessionCore;

// What IMAPISession::OpenMsgStore asks for.
struct StoreRequest {
  EntryIdView entry;  // wrapped (C-39)
  ULONG_PTR ui_param = 0;
  ULONG flags = 0;  // MDB_…
  LPCIID iid = nullptr;
};

// A store, as its provider returned it. The reference is for the client: the runtime keeps none (J-108).
struct OpenStore {
  kit::com_ptr<IMsgStore> store;
  HRESULT code = S_OK;  // a success; MAPI_W_ERRORS_RETURNED has its text in `error` (O-16)
  std::string error;
};

// Opens a store as C-17 says: address books first (C-13), the provider's library and object, IMSProvider::Logon with
// the unwrapped identifier, and for a store with mail a word to the spooler. Opening a store that is open returns the
// store that is there (C-31). Throws kit::Failure.
OpenStore open_store(SessionCore& session, const StoreRequest& request);

// Do two wrapped identifiers name one store? Throws MAPI_E_UNKNOWN_ENTRYID when they are of different libraries (F-12).
bool same_stores(SessionCore& session, EntryIdView entry1, EntryIdView entry2);

// The profile's entry for a store, if the profile has it; `entry` is wrapped.
std::optional<profile::ProviderEntry> find_store(SessionCore& session, EntryIdView entry);

// Throws MAPI_E_NO_ACCESS when the store says, in its PR_STORE_SUPPORT_MASK, that it takes no messages that are
// submitted, created or changed: then it cannot be the default store (C-44). Opens it for the question.
void require_fit_for_default(SessionCore& session, EntryIdView entry);

// Where the processes that have a store of the session's profile open claim it (J-43).
StoreClaim::Place claim_place(const SessionCore& session, const std::vector<BYTE>& record_key);

// IMSProvider::SpoolerLogon, in the spooler's own session: a pair of its own (C-33). The store goes to `store`.
std::shared_ptr<Logon> log_spooler_on(SessionCore& session, const spooler::OpenedStore& opened,
                                      kit::com_ptr<IMsgStore>& store);

}  // namespace postroom::session
