// SPDX-License-Identifier: Apache-2.0
//
// The states of lifecycle_states.def as types, with their names and their legal moves.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace postroom::lifecycle {

// One enumeration for each machine, in the order of lifecycle_states.def.
enum class LibraryState : std::uint8_t {
#define POSTROOM_STATE(machine, state, name, meaning) POSTROOM_IF_library_##machine(state)
#define POSTROOM_IF_library_library(state) state,
#define POSTROOM_IF_library_provider(state)
#define POSTROOM_IF_library_logon(state)
#define POSTROOM_IF_library_session(state)
#include <postroom/lifecycle_states.def>
};
enum class ProviderState : std::uint8_t {
#define POSTROOM_STATE(machine, state, name, meaning) POSTROOM_IF_provider_##machine(state)
#define POSTROOM_IF_provider_library(state)
#define POSTROOM_IF_provider_provider(state) state,
#define POSTROOM_IF_provider_logon(state)
#define POSTROOM_IF_provider_session(state)
#include <postroom/lifecycle_states.def>
};
enum class LogonState : std::uint8_t {
#define POSTROOM_STATE(machine, state, name, meaning) POSTROOM_IF_logon_##machine(state)
#define POSTROOM_IF_logon_library(state)
#define POSTROOM_IF_logon_provider(state)
#define POSTROOM_IF_logon_logon(state) state,
#define POSTROOM_IF_logon_session(state)
#include <postroom/lifecycle_states.def>
};
enum class SessionState : std::uint8_t {
#define POSTROOM_STATE(machine, state, name, meaning) POSTROOM_IF_session_##machine(state)
#define POSTROOM_IF_session_library(state)
#define POSTROOM_IF_session_provider(state)
#define POSTROOM_IF_session_logon(state)
#define POSTROOM_IF_session_session(state) state,
#include <postroom/lifecycle_states.def>
};

#undef POSTROOM_IF_library_library
#undef POSTROOM_IF_library_provider
#undef POSTROOM_IF_library_logon
#undef POSTROOM_IF_library_session
#undef POSTROOM_IF_provider_library
#undef POSTROOM_IF_provider_provider
#undef POSTROOM_IF_provider_logon
#undef POSTROOM_IF_provider_session
#undef POSTROOM_IF_logon_library
#undef POSTROOM_IF_logon_provider
#undef POSTROOM_IF_logon_logon
#undef POSTROOM_IF_logon_session
#undef POSTROOM_IF_session_library
#undef POSTROOM_IF_session_provider
#undef POSTROOM_IF_session_logon
#undef POSTROOM_IF_session_session

namespace detail {

template <class State>
struct MachineOf;
template <>
struct MachineOf<LibraryState> {
  static constexpr std::string_view name = "library";
};
template <>
struct MachineOf<ProviderState> {
  static constexpr std::string_view name = "provider";
};
template <>
struct MachineOf<LogonState> {
  static constexpr std::string_view name = "logon";
};
template <>
struct MachineOf<SessionState> {
  static constexpr std::string_view name = "session";
};

using library = LibraryState;
using provider = ProviderState;
using logon = LogonState;
using session = SessionState;

struct Named {
  std::string_view machine;
  std::uint8_t state;
  std::string_view name;
  std::string_view meaning;
};
inline constexpr Named kStates[] = {
#define POSTROOM_STATE(machine, state, name, meaning) \
  {#machine, static_cast<std::uint8_t>(machine::state), name, meaning},
#include <postroom/lifecycle_states.def>
};

struct Move {
  std::string_view machine;
  std::uint8_t from;
  std::uint8_t to;
};
inline constexpr Move kMoves[] = {
#define POSTROOM_TRANSITION(machine, from, to) \
  {#machine, static_cast<std::uint8_t>(machine::from), static_cast<std::uint8_t>(machine::to)},
#include <postroom/lifecycle_states.def>
};

consteval bool never_back() {
  for (const Move& move : kMoves) {
    if (move.to <= move.from) return false;
  }
  return true;
}
static_assert(never_back(), "no machine moves back (design 6)");

}  // namespace detail

template <class State>
constexpr std::string_view machine_name() noexcept {
  return detail::MachineOf<State>::name;
}

// The state's name as the trace and `postroom status` show it: "logging-off".
template <class State>
constexpr std::string_view state_name(State state) noexcept {
  for (const detail::Named& named : detail::kStates) {
    if (named.machine == machine_name<State>() && named.state == static_cast<std::uint8_t>(state)) return named.name;
  }
  return "unknown";
}

template <class State>
constexpr bool may_move(State from, State to) noexcept {
  for (const detail::Move& move : detail::kMoves) {
    if (move.machine == machine_name<State>() && move.from == static_cast<std::uint8_t>(from) &&
        move.to == static_cast<std::uint8_t>(to)) {
      return true;
    }
  }
  return false;
}

// The state of one library, provider object, logon or session. Thread-safe; of several threads that try one move,
// exactly one succeeds.
template <class State>
class Machine {
 public:
  explicit constexpr Machine(State initial = static_cast<State>(0)) noexcept : state_(initial) {}

  State state() const noexcept { return state_.load(std::memory_order_acquire); }
  bool is(State state) const noexcept { return this->state() == state; }

  // Moves to `to` and says where it came from in `from`; false, without effect, when no move leads there from the
  // present state.
  bool advance(State to, State* from = nullptr) noexcept {
    State now = state_.load(std::memory_order_acquire);
    while (may_move(now, to)) {
      if (state_.compare_exchange_weak(now, to, std::memory_order_acq_rel, std::memory_order_acquire)) {
        if (from != nullptr) *from = now;
        return true;
      }
    }
    return false;
  }

 private:
  std::atomic<State> state_;
};

}  // namespace postroom::lifecycle
