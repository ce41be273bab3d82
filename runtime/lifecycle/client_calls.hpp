// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/core.hpp>

#include <memory>

namespace postroom::lifecycle {

// Who called us. An object that a client opens through its session is made inside a provider that the runtime called,
// so what the provider takes for its caller is the runtime. The client is found at the gate that it came in by.
//
// Thread-safe; locks are short and nothing is called under them.

// A client's core from its logon on; forgotten when the core goes.
void enter_client(const std::shared_ptr<kit::Core>& client);

// Where the calling thread's call into one of the entered clients' objects returns to; null when there is none.
const void* client_call_of_this_thread() noexcept;

// Whether the address lies in the code of this library.
bool is_of_the_runtime(const void* address) noexcept;
// Whether it lies in this library, be it in its data: the methods' tables of its own objects do.
bool is_data_of_the_runtime(const void* address) noexcept;

}  // namespace postroom::lifecycle
