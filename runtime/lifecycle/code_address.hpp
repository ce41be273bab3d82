// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dlfcn.h>

#include <atomic>
#include <optional>
#include <string>

namespace postroom::lifecycle {

// While one lives, the dynamic linker may be in the constructors of a library, which hold its lock and may hang
// (J-114). Thread-safe.
class [[nodiscard]] LinkerAtWork {
 public:
  LinkerAtWork() noexcept { ++running_; }
  ~LinkerAtWork() { --running_; }
  LinkerAtWork(const LinkerAtWork&) = delete;
  LinkerAtWork& operator=(const LinkerAtWork&) = delete;

  static bool any() noexcept { return running_ > 0; }

 private:
  static inline constinit std::atomic<int> running_{0};
};

// Where an address lies, as dladdr says it, with the name of a file. Nothing for an address of no library's, and while
// the linker is at work: to ask it would be to wait for it. Any thread, with no lock held.
std::optional<Dl_info> find_code(const void* address) noexcept;

// Where the runtime's own library lies: what is installed, or built, together moves together. Empty when it cannot be
// told. Any thread; the linker is asked by the first call only, which MAPIInitialize makes.
const std::string& own_folder();

}  // namespace postroom::lifecycle
