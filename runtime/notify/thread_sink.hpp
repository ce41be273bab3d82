// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/notify/engine_state.hpp"

#include <postroom/com_ptr.hpp>

namespace postroom::notify {

// HrThisThreadAdviseSink's wrapper: OnNotify, on whatever thread, queues for the thread that made it (K-20). It keeps
// working, by doing nothing, when that thread or the engine has ended.
kit::com_ptr<IMAPIAdviseSink> make_thread_sink(std::shared_ptr<Engine::State> state, IMAPIAdviseSink* inner);

// HrAllocAdviseSink's object: OnNotify calls `callback` with `context` (K-24).
kit::com_ptr<IMAPIAdviseSink> make_callback_sink(LPNOTIFCALLBACK callback, void* context);

}  // namespace postroom::notify
