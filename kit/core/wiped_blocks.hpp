// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace postroom::kit {

// Memory that the child of a fork finds filled with zeros (MADV_WIPEONFORK), in blocks of one size. A block given back
// is taken again: to map and to unmap pages interrupts every other thread of the process, and costs more than all else
// that a logon does with its gate. The pages go when the library that this is linked into is unloaded.
//
// Thread-safe, and takes no lock, which a fork could find held.
class WipedBlocks {
 public:
  static constexpr std::size_t kBytes = 2112;  // of a block
  static constexpr std::size_t kAlignment = 64;

  struct Block {
    void* memory;
    bool wiped;  // false where the kernel does not know how
  };

  // Its contents are whatever they are. Throws std::bad_alloc.
  static Block take();
  static void give_back(void* memory) noexcept;
};

}  // namespace postroom::kit
