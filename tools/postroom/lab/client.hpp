// SPDX-License-Identifier: Apache-2.0
//
// The client that the lab runs in a process of its own: it takes a provider through one lifecycle, through MAPI's
// public functions alone, and notes what a trace cannot show.
#pragma once

#include <mapidefs.h>

#include "tools/postroom/lab/report.hpp"

#include <cstdint>

namespace postroom::tool::providerlab {

enum class Type { store, book, transport };

// What mail needs besides the provider, of Postroom's own: a transport for a store, a store for a transport.
constexpr const char* partner_of(Type type) {
  return type == Type::store ? "postroom_maildir" : "postroom_store";
}

// What a client may ask of StoreLogoff, as the lifecycles that ask it are called; "requests-…" ask all, in this order.
struct Request {
  const char* lifecycle;
  std::uint32_t flag;
};
inline constexpr Request kRequests[] = {{"store-logoff-no-wait", LOGOFF_NO_WAIT},
                                        {"store-logoff-orderly", LOGOFF_ORDERLY},
                                        {"store-logoff-purge", LOGOFF_PURGE},
                                        {"store-logoff-abort", LOGOFF_ABORT},
                                        {"store-logoff-quiet", LOGOFF_QUIET}};

// The lifecycles for a provider of this type, without those that make something fail.
std::vector<Lifecycle> lifecycles_of(Type type);

// Whether it is one of those that make something fail.
bool is_forced(const std::string& lifecycle);

// Runs the lifecycle `name` with the profile "lab" of POSTROOM_HOME, which is made when it is missing, and appends what
// it saw to `observations`, a line of JSON {"rule", "what"} for each. Throws Failure when it cannot begin.
void run_inside(Type type, const std::string& name, const std::string& observations);

// Which entry functions the library has; appended to `observations` as {"exports": …}. `file`: its path.
void probe(const std::string& file, const std::string& observations);

}  // namespace postroom::tool::providerlab
