// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace postroom::lifecycle {

// What a thread of this process is doing, for the report about a provider that hangs (J-114): its innermost frames, one
// of each module on the way, as "library+0x1234 in function < …", as many as fit a record of the trace. `thread` is the
// kernel's number.
//
// Asks the thread itself, by a real-time signal that nothing in the process handles; the handler is there for as long
// as the question takes. A thread that has not answered after `patience` is described by what the kernel says of it.
// Asked only of threads that have been given up: a signal makes some system calls return early.
// Thread-safe: questions take turns.
//
// prepare_to_ask() comes first, while the dynamic linker answers: it loads what a signal handler could not.
void prepare_to_ask() noexcept;
std::string what_thread_does(std::uint32_t thread, std::chrono::milliseconds patience = std::chrono::milliseconds(100));

}  // namespace postroom::lifecycle
