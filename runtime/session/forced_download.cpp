// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/forced_download.hpp"

#include "runtime/session/session_core.hpp"
#include "runtime/session/store_opening.hpp"

#include <postroom/failure.hpp>

#include <cstring>
#include <string>

namespace postroom::session {
namespace {

// The wrapped identifier of the profile's default store. Throws MAPI_E_NOT_FOUND.
EntryId default_store_id(SessionCore& session) {
  const auto chosen = session.use().profile().default_store();
  for (const MessageStoreTable::Store& store : session.message_stores().stores()) {
    if (!chosen || std::memcmp(&store.entry.section, &*chosen, sizeof *chosen) != 0) continue;
    return wrap_store_id(store.entry.dll_name,
                         store.private_id.empty() ? MessageStoreTable::stand_in(store.entry) : store.private_id);
  }
  kit::fail(MAPI_E_NOT_FOUND, "the profile has no default store for mail to go to");
}

HRESULT fetch(SessionCore& session) {
  if (!session.mail().present()) return S_OK;  // MAPI_NO_MAIL: there is nothing to fetch from (C-7)
  const auto deadline = lifecycle::Deadline::in(session.budget().total, lifecycle::Clock::of_process());
  spooler::Control& spooler = session.mail().control();
  if (!spooler.wait_until_started(deadline)) return MAPI_E_TIMEOUT;
  // The spooler receives only into a store that the session has open (C-15).
  const EntryId id = default_store_id(session);
  const OpenStore opened = open_store(session, {.entry = id, .flags = MDB_NO_DIALOG | MDB_WRITE});
  return spooler.flush({.flags = FLUSH_DOWNLOAD | FLUSH_NO_UI}, deadline);
}

}  // namespace

void download_mail(SessionCore& session) noexcept {
  HRESULT code = S_OK;
  std::string why;
  try {
    code = fetch(session);
  } catch (...) {
    code = kit::current_failure(why);
  }
  if (SUCCEEDED(code)) return;
  trace::record(trace::Event::note, session.subject(),
                {.method = "mail not downloaded at logon", .detail = why, .hresult = code});
}

}  // namespace postroom::session
