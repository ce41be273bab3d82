// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/allocators.hpp>

#include <cstddef>

namespace postroom::test {

// MAPI memory for tests that load a provider without the runtime. Thread-safe. Each block is its own malloc, so that
// AddressSanitizer sees what is read beyond it or after it was freed.
const kit::Allocators& test_memory() noexcept;

// Blocks allocated and not yet freed, linked ones included: what a test expects to find again at its end.
std::size_t live_blocks() noexcept;

}  // namespace postroom::test
