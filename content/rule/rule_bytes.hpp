// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "content/rule/rules.hpp"

#include <postroom/failure.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace postroom::content {

// Little-endian numbers and bytes, one after the other. Throws Failure(MAPI_E_TOO_BIG) beyond kLargestRule.
class RuleWriter {
 public:
  template <std::integral T>
  void number(T value) {
    require_room(sizeof(T));
    const auto bits = static_cast<std::make_unsigned_t<T>>(value);
    for (std::size_t i = 0; i < sizeof(T); ++i) bytes_ += static_cast<char>(bits >> (8 * i));
  }
  void bytes(std::string_view bytes) {
    require_room(bytes.size());
    bytes_ += bytes;
  }
  // The count of the bytes, and the bytes.
  void counted(std::string_view counted) {
    number(static_cast<std::uint32_t>(counted.size()));
    bytes(counted);
  }
  // UTF-8 as UTF-16 that ends with a zero.
  void text(std::string_view utf8);
  // A length that counts what is written between the two calls.
  std::size_t begin_counted() {
    number(std::uint32_t{0});
    return bytes_.size();
  }
  void end_counted(std::size_t begin) {
    const std::size_t length = bytes_.size() - begin;
    for (std::size_t i = 0; i < sizeof(std::uint32_t); ++i) {
      bytes_[begin - sizeof(std::uint32_t) + i] = static_cast<char>(length >> (8 * i));
    }
  }
  const std::string& written() const noexcept { return bytes_; }

 private:
  void require_room(std::size_t more) const {
    if (more > kLargestRule - bytes_.size()) kit::fail(MAPI_E_TOO_BIG, "the rule is larger than 64 MiB as bytes");
  }

  std::string bytes_;
};

// Reads what RuleWriter writes; what is not there throws Failure(MAPI_E_CORRUPT_DATA).
class RuleReader {
 public:
  explicit RuleReader(std::string_view bytes) noexcept : bytes_(bytes) {}

  template <std::unsigned_integral T>
  T number() {
    const std::string_view read = bytes(sizeof(T));
    T value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) {
      value = static_cast<T>(value | static_cast<T>(T{static_cast<unsigned char>(read[i])} << (8 * i)));
    }
    return value;
  }
  std::string_view bytes(std::size_t count) {
    if (count > bytes_.size()) damaged();
    const std::string_view read = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return read;
  }
  std::string_view counted() { return bytes(number<std::uint32_t>()); }
  // How many things of at least `size` bytes follow: never more than there are bytes for.
  std::size_t count(std::size_t size) {
    const std::size_t many = number<std::uint32_t>();
    if (many > bytes_.size() / size) damaged();
    return many;
  }
  // UTF-16 up to its zero, as UTF-8.
  std::string text();
  // 8-bit text up to its zero.
  std::string_view narrow_text();
  std::size_t left() const noexcept { return bytes_.size(); }
  void require_end() const {
    if (!bytes_.empty()) damaged();
  }
  [[noreturn]] static void damaged() { kit::fail(MAPI_E_CORRUPT_DATA, "this is no rule, or not all of it"); }

 private:
  std::string_view bytes_;
};

}  // namespace postroom::content
