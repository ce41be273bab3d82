// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace postroom::lifecycle {

// A logon that has ended, as the leak report names it.
struct EndedLogon {
  std::uint32_t number = 0;   // what the ledger knows its objects by
  std::string whose;          // "postroom_store", "session", "MAPI"
  std::uint32_t session = 0;  // 0: of none
};

// The account at the end of a session (J-11): what the client still holds of logons that have ended. Each kind of
// object, by the place in the client that obtained it, becomes a `leak` event of the trace; with POSTROOM_LEAKS in the
// environment they also stand on standard error, under `of_what` ("session 2 (alice)"). The objects are harmless, they
// answer MAPI_E_INVALID_OBJECT, but each still owes its Release. Of a session, the IMAPISession itself is released
// after its Logoff (J-5) and is no leak.
//
// Any thread; calls no provider. Takes time in the number of live objects of the process.
void report_leaks(std::vector<EndedLogon> ended, const std::string& of_what) noexcept;

// How many objects that were leaked are still held now; `lines`, which may be null, gets a line for each kind.
std::size_t leaked_objects(std::string* lines);

// Reads POSTROOM_LEAKS: "1" prints what is leaked; "stacks" prints it with the call stacks that obtained it, which are
// captured from then on. In the MAPIInitialize that starts MAPI.
void choose_leak_report() noexcept;

}  // namespace postroom::lifecycle
