// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace postroom::memory {

// Sees to it that a fork finds no lock of ours held, so that the child can allocate and free what it has inherited.
// Once is enough.
void prepare_for_forks() noexcept;

}  // namespace postroom::memory
