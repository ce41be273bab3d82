// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/code_address.hpp"

#include <dlfcn.h>
#include <link.h>

#include <cerrno>
#include <filesystem>

namespace postroom::lifecycle {

std::optional<Module> module_of(const void* address) noexcept {
  dl_find_object found{};
  if (address == nullptr || ::_dl_find_object(const_cast<void*>(address), &found) != 0) return std::nullopt;
  const link_map* const map = found.dlfo_link_map;
  const bool program = map->l_name == nullptr || map->l_name[0] == '\0';
  return Module{program ? program_invocation_name : map->l_name, found.dlfo_map_start, map};
}

const std::string& own_folder() {
  static constexpr char kHere = 0;
  static const auto* const folder = [] {  // the same for ever
    const auto here = module_of(&kHere);
    return new std::string(here ? std::filesystem::path(here->file).parent_path().string() : std::string());
  }();
  return *folder;
}

}  // namespace postroom::lifecycle
