// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace postroom::addressbook {

inline std::span<const std::byte> as_span(std::string_view bytes) noexcept {
  return {reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()};
}
inline std::string_view as_view(std::span<const std::byte> bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The entry identifier of the integrated address book's root: permanent, the same in every profile.
std::string root_entry_id();
bool is_root(std::span<const std::byte> entry) noexcept;

}  // namespace postroom::addressbook
