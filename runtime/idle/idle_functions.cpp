// SPDX-License-Identifier: Apache-2.0
//
// MAPI's C functions on idle routines. In a forked child and after a fast shutdown they do nothing.
#include "runtime/idle/idle_engine.hpp"
#include "runtime/library/export.hpp"
#include "runtime/library/library.hpp"
#include "runtime/lifecycle/live_table.hpp"

#include <unistd.h>

#include <chrono>

namespace {

using postroom::idle::idle_engine;

bool usable() noexcept {
  return postroom::library::Library::instance().initialised();
}

// The provider object that the calling thread is in a call of: of calls inside one another the one that began last.
std::uint32_t calling_provider() {
  std::uint32_t provider = 0;
  auto shortest = std::chrono::nanoseconds::max();
  for (const postroom::live::Call& call : postroom::live::table().calls()) {
    const bool ours = call.thread == static_cast<std::uint32_t>(gettid()) && call.provider != 0;
    if (!ours || call.running > shortest) continue;
    shortest = call.running;
    provider = call.provider;
  }
  return provider;
}

}  // namespace

POSTROOM_EXPORT LONG STDAPICALLTYPE MAPIInitIdle(LPVOID reserved) {
  return reserved == nullptr && usable() && idle_engine().begin() ? 0 : 1;
}

POSTROOM_EXPORT void STDAPICALLTYPE MAPIDeinitIdle() {
  if (!postroom::library::Library::instance().over()) idle_engine().end();
}

POSTROOM_EXPORT FTG STDAPICALLTYPE FtgRegisterIdleRoutine(PFNIDLE function, LPVOID context, short priority,
                                                          ULONG centiseconds, USHORT options) {
  if (!usable()) return FTGNULL;
  try {
    return idle_engine().add({function, context, priority, centiseconds, options, calling_provider()});
  } catch (...) {  // no memory
    return FTGNULL;
  }
}

POSTROOM_EXPORT void STDAPICALLTYPE DeregisterIdleRoutine(FTG tag) {
  if (usable()) idle_engine().remove(tag);
}

POSTROOM_EXPORT void STDAPICALLTYPE EnableIdleRoutine(FTG tag, BOOL enable) {
  if (usable()) idle_engine().enable(tag, enable != FALSE);
}

POSTROOM_EXPORT void STDAPICALLTYPE ChangeIdleRoutine(FTG tag, PFNIDLE function, LPVOID context, short priority,
                                                      ULONG centiseconds, USHORT options, USHORT what) {
  if (usable()) idle_engine().change(tag, {function, context, priority, centiseconds, options}, what);
}
