// SPDX-License-Identifier: Apache-2.0
#include "runtime/mapiutil/compound_entry_id.hpp"

#include <cstdint>

namespace postroom::mapiutil {
namespace {

using namespace std::string_view_literals;

// The flags and our MAPIUID; never to change, as programs keep these identifiers.
constexpr auto kHead =
    "\0\0\0\0"
    "\x3e\x7b\xd4\x1c\x95\x0a\x4f\x6e\x8d\x21\xb8\x60\xf2\x57\xc9\x14"sv;
constexpr std::size_t kSize = 4;

}  // namespace

std::string CompoundEntryId::bytes() const {
  std::string result(kHead);
  for (std::size_t i = 0; i < kSize; ++i) result += static_cast<char>(record_key.size() >> (8 * i));
  return result + record_key + message;
}

std::optional<CompoundEntryId> CompoundEntryId::from(std::string_view bytes) {
  if (!bytes.starts_with(kHead) || bytes.size() < kHead.size() + kSize) return std::nullopt;
  bytes.remove_prefix(kHead.size());
  std::uint32_t size = 0;
  for (std::size_t i = 0; i < kSize; ++i) size |= std::uint32_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  bytes.remove_prefix(kSize);
  if (size == 0 || size > bytes.size()) return std::nullopt;
  return CompoundEntryId{std::string(bytes.substr(0, size)), std::string(bytes.substr(size))};
}

}  // namespace postroom::mapiutil
