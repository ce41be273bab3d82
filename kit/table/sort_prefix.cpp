// SPDX-License-Identifier: Apache-2.0
#include <kit/table/sort_prefix.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <string_view>

namespace postroom::kit {
namespace {

constexpr std::uint64_t kTop = 1ULL << 63U;
constexpr std::size_t kBytes = 16;
constexpr std::size_t kFolded = 64;  // bytes of text whose folding is surely longer than a prefix

SortPrefix of_bytes(std::string_view bytes) {
  SortPrefix prefix;
  for (std::size_t i = 0; i < kBytes; ++i) {
    const std::uint64_t byte = i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0;
    std::uint64_t& half = i < 8 ? prefix.high : prefix.low;
    half = (half << 8U) | byte;
  }
  return prefix;
}

SortPrefix of_text(std::string_view text) {
  std::array<char, kBytes> lower{};
  std::size_t length = 0;
  for (; length < std::min(text.size(), kBytes); ++length) {
    const char c = text[length];
    if ((c & '\x80') != 0) {
      std::size_t end = std::min(text.size(), kFolded);
      while (end < text.size() && (text[end] & '\xC0') == '\x80') ++end;  // to the end of a character
      return of_bytes(fold_case(text.substr(0, end)));
    }
    lower[length] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  return of_bytes({lower.data(), length});
}

SortPrefix of_signed(std::int64_t number) {
  return {static_cast<std::uint64_t>(number) ^ kTop, 0};
}

SortPrefix of_real(double number) {
  if (std::isnan(number)) return {};
  const auto bits = std::bit_cast<std::uint64_t>(number + 0.0);  // -0 is 0
  return {(bits & kTop) != 0 ? ~bits : bits | kTop, 0};
}

SortPrefix of_present(const PackedRow& row, const RowShape::Column& column) {
  switch (type_of(column.tag)) {
    case PT_BOOLEAN:
    case PT_I2:
      return of_signed(row.number<std::int16_t>(column));
    case PT_LONG:
      return of_signed(row.number<std::int32_t>(column));
    case PT_I8:
    case PT_CURRENCY:
      return of_signed(row.number<std::int64_t>(column));
    case PT_SYSTIME:
      return {row.number<std::uint64_t>(column), 0};
    case PT_R4:
      return of_real(row.number<float>(column));
    case PT_DOUBLE:
    case PT_APPTIME:
      return of_real(row.number<double>(column));
    case PT_CLSID:
    case PT_BINARY:
      return of_bytes(row.data(column));
    case PT_UNICODE:
      return of_text(row.data(column));
    default:
      return {};  // multivalues
  }
}

}  // namespace

SortPrefix sort_prefix(const PackedRow& row, const SortOrder::Key& key) {
  const RowShape::Column* column = row.shape->find(key.tag);
  if (column == nullptr) return {~0ULL, ~0ULL};
  SortPrefix present = of_present(row, *column);
  if (key.descending()) present = {~present.high, ~present.low};
  return {present.high >> 1U, (present.high << 63U) | (present.low >> 1U)};  // the top bit is free, the last one lost
}

}  // namespace postroom::kit
