// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/lifecycle/trace.hpp"

#include <postroom/lifecycle_states.hpp>
#include <postroom/live_status.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::live {

// This process's page of live_status.hpp: what `postroom status` sees of it, even while it hangs in a provider.
//
// Thread-safe and lock-free, except open() and close(). A full table shows less and is otherwise no failure. Handles
// are slots; kNone is legal everywhere and means nothing is shown.
class Table {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  // Shows the table as <folder>/PID, from the first MAPIInitialize on, and sweeps the files of processes that died.
  // When the file cannot be made, the table goes on without one and `why` says it; the answer is then false.
  bool open(const std::string& folder, std::string& why);
  // Takes the file away, at the last MAPIUninitialize. Handles stay legal.
  void close() noexcept;

  std::uint32_t add_session(std::uint32_t session, std::string_view profile) noexcept;
  void set_state(std::uint32_t handle, lifecycle::SessionState state) noexcept;
  void remove_session(std::uint32_t handle) noexcept;

  // `kind` is "AB", "MS" or "XP", with "*" for the spooler's own.
  std::uint32_t add_logon(const trace::Subject& subject, std::string_view kind,
                          lifecycle::LogonState state = lifecycle::LogonState::logging_on) noexcept;
  void set_state(std::uint32_t handle, lifecycle::LogonState state) noexcept;
  void remove_logon(std::uint32_t handle) noexcept;

  // trace::Call does both.
  std::uint32_t call_begin(const trace::Subject& subject, std::string_view method) noexcept;
  void call_end(std::uint32_t handle) noexcept;

  // The provider calls that threads of this process are inside of.
  std::vector<Call> calls() const;
};

// The process's table; never destroyed.
Table& table() noexcept;

}  // namespace postroom::live
