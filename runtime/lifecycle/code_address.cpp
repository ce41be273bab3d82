// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/code_address.hpp"

namespace postroom::lifecycle {

std::optional<Dl_info> find_code(const void* address) noexcept {
  Dl_info info{};
  if (address == nullptr || LinkerAtWork::any()) return std::nullopt;
  if (::dladdr(address, &info) == 0 || info.dli_fname == nullptr) return std::nullopt;
  return info;
}

}  // namespace postroom::lifecycle
