// SPDX-License-Identifier: Apache-2.0
#pragma once

struct link_map;  // of <link.h>, which defines names that are MAPI's, too

#include <optional>
#include <string>

namespace postroom::lifecycle {

// What is mapped where an address lies: the program or a library.
struct Module {
  const char* file;     // as the dynamic linker was told it; the program by its name. Lives as long as the module
  const void* base;     // where it is mapped
  const link_map* map;  // the linker's own account of it
};

// Nothing for an address of no module. Any thread, under any lock, in a signal handler: it waits for nobody. dladdr and
// dlsym would, while constructors or destructors of any library run, which hold the dynamic linker's lock and may hang
// (J-114).
std::optional<Module> module_of(const void* address) noexcept;

// Where the runtime's own library lies: what is installed, or built, together moves together. Empty when it cannot be
// told. Any thread.
const std::string& own_folder();

}  // namespace postroom::lifecycle
