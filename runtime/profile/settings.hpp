// SPDX-License-Identifier: Apache-2.0
//
// What the user has set for Postroom as a whole, in postroom.toml (docs/profiles.md).
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::profile {

// When the providers of a process may end without being logged off (J-93). The numbers are MAPI's FastShutdownBehavior.
enum class FastShutdown {
  unless_refused = 0,  // a provider that does not know fast shutdown consents
  only_if_agreed = 1,  // every provider has to know it and to consent
  never = 2,           // no provider is asked
};

// A value of the file holds for the user; one in [profile."NAME".shutdown] for that profile only; the environment
// overrides both.
struct Settings {
  FastShutdown fast_shutdown = FastShutdown::unless_refused;  // of the user; a process has one, whatever its profiles

  // How long a session's logoff waits for one provider call, and in all (J-114). Zero waits for ever.
  std::chrono::milliseconds call_budget{5'000};
  std::chrono::milliseconds session_budget{30'000};
  // How long it waits, of that, for mail that a StoreLogoff left to be sent (J-40). Zero: half of what is left of it.
  std::chrono::milliseconds drain_budget{10'000};

  // What in the file or in the environment is malformed or unknown, a sentence each: "FILE:LINE: …". Such a value is
  // passed over, and a file that is no TOML is passed over as a whole.
  std::vector<std::string> complaints;
};

// Reads postroom.toml and the environment, for a profile or for none. Reads anew at every call, so a change holds from
// the next session on. Never fails: what is wrong is a complaint. Any thread.
Settings read_settings(std::string_view profile = {});

}  // namespace postroom::profile
