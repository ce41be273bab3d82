// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>

namespace postroom::lifecycle {

// Names addresses of this process for a report: "program+0x1234 in open_message(char const*)".
//
// The dynamic linker knows only what a module exports, which for a program is nothing. So the symbol table of the
// module's file is read as well; a module that was stripped of it is named by module and offset alone. Reading is
// costly: made for one report, then dropped. Not thread-safe. Takes no lock of ours and may be used while others load
// libraries.
class Symbols {
 public:
  Symbols();
  ~Symbols();
  Symbols(const Symbols&) = delete;
  Symbols& operator=(const Symbols&) = delete;

  // `address` is a return address: what is named is the call before it. Throws std::bad_alloc only.
  std::string describe(const void* address);

 private:
  class Module;
  // By where the module is mapped.
  std::map<const void*, std::unique_ptr<Module>> modules_;
};

}  // namespace postroom::lifecycle
