// SPDX-License-Identifier: Apache-2.0
//
// The recording side of the trace: two bounded rings, always on (design 6). Reading and checking are
// postroom/trace_reader.hpp and postroom/trace_check.hpp, which need no libpostroom.
//
// Every function may be called from any thread, at any time after main() began, with or without locks held: recording
// takes no lock, allocates nothing after the first event, and never fails towards the caller. After fork the child
// records nothing.
#pragma once

#include <postroom/lifecycle_states.hpp>
#include <postroom/trace_record.hpp>

#include <mapidefs.h>

#include <cstdint>
#include <string_view>

namespace postroom::trace {

// Whom an event is about; zero and empty: nobody. Numbers are the runtime's own, unique in the process and never
// reused, see next_number(). `name` is copied.
struct Subject {
  std::uint32_t session = 0;
  std::uint32_t logon = 0;
  std::uint32_t provider = 0;
  char name[32] = {};

  Subject() noexcept = default;
  Subject(std::uint32_t session_number, std::uint32_t logon_number, std::uint32_t provider_number,
          std::string_view provider_name) noexcept;
};

// What else an event may say; see trace_events.def for what each event does say.
struct Facts {
  std::string_view method{};
  std::string_view detail{};
  const void* object = nullptr;
  std::uint32_t request = 0;
  std::uint32_t answer = 0;
  HRESULT hresult = 0;
};

//   trace::record(Event::uid_added, logon.subject(), {.detail = uid_text});
void record(Event event, const Subject& subject = {}, const Facts& facts = {}) noexcept;

// Records state_changed.
template <class State>
void state_changed(const Subject& subject, State state) noexcept {
  record(Event::state_changed, subject,
         {.method = lifecycle::machine_name<State>(), .detail = lifecycle::state_name(state)});
}

// The next number for a session, logon or provider object: 1, 2, …
std::uint32_t next_session_number() noexcept;
std::uint32_t next_logon_number() noexcept;
std::uint32_t next_provider_number() noexcept;

// One call on a provider: call_begin now, call_end when it goes, and between the two the call is visible to `postroom
// status`. `method` must outlive the call (a literal). Lives on the thread that calls.
//
//   trace::Call call(logon.subject(), "IABLogon::Logoff", logon.get());
//   return call.returned(logon->Logoff(0));
class Call {
 public:
  Call(const Subject& subject, const char* method, const void* object = nullptr, std::uint32_t request = 0) noexcept;
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // Notes what the provider answered and hands it back; without it, call_end says S_OK.
  HRESULT returned(HRESULT hresult, std::uint32_t answer = 0) noexcept {
    hresult_ = hresult;
    answer_ = answer;
    return hresult;
  }
  // Notes an exception that escaped; call_end then says MAPI_E_CALL_FAILED.
  void threw(std::string_view what) noexcept;

 private:
  const Subject subject_;
  const char* const method_;
  const void* const object_;
  HRESULT hresult_ = 0;
  std::uint32_t answer_ = 0;
  std::uint32_t live_slot_;
};

// Writes what the rings hold as a trace file that trace_reader.hpp reads; replaces `path` as a whole or leaves it.
// MAPI_E_NO_ACCESS, MAPI_E_NOT_ENOUGH_DISK or MAPI_E_DISK_ERROR when it cannot.
HRESULT write_snapshot(const char* path) noexcept;

}  // namespace postroom::trace
