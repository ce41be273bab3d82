// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/code_address.hpp"

#include <filesystem>

namespace postroom::lifecycle {
namespace {

std::string find_own_folder() {
  static constexpr char kHere = 0;
  Dl_info info{};
  if (::dladdr(&kHere, &info) == 0 || info.dli_fname == nullptr) return {};
  return std::filesystem::path(info.dli_fname).parent_path();
}

}  // namespace

const std::string& own_folder() {
  static const auto* const folder = new std::string(find_own_folder());  // the same for ever
  return *folder;
}

std::optional<Dl_info> find_code(const void* address) noexcept {
  Dl_info info{};
  if (address == nullptr || LinkerAtWork::any()) return std::nullopt;
  if (::dladdr(address, &info) == 0 || info.dli_fname == nullptr) return std::nullopt;
  return info;
}

}  // namespace postroom::lifecycle
