// SPDX-License-Identifier: Apache-2.0
#include <postroom/one_off.hpp>

#include "kit/text/utf16.hpp"

#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/text.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace postroom::kit {
namespace {

constexpr std::array<std::uint8_t, 16> kOneOffUid = {0x81, 0x2b, 0x1f, 0xa4, 0xbe, 0xa3, 0x10, 0x19,
                                                     0x9d, 0x6e, 0x00, 0xdd, 0x01, 0x0f, 0x54, 0x02};
constexpr std::size_t kUidAt = 4;
constexpr std::size_t kVersionAt = 20;
constexpr std::size_t kFlagsAt = 22;
constexpr std::size_t kTextAt = 24;

std::uint16_t u16(std::span<const std::byte> from, std::size_t at) noexcept {
  return static_cast<std::uint16_t>(std::to_integer<unsigned>(from[at]) | std::to_integer<unsigned>(from[at + 1])
                                                                              << 8U);
}

void put16(std::vector<std::byte>& to, std::uint32_t value) {
  to.push_back(static_cast<std::byte>(value & 0xFFU));
  to.push_back(static_cast<std::byte>(value >> 8U & 0xFFU));
}

// Reads the NUL-terminated text at `at` and moves past its terminator.
std::optional<std::string> read8(std::span<const std::byte> from, std::size_t& at) {
  const auto end = std::find(from.begin() + static_cast<std::ptrdiff_t>(at), from.end(), std::byte{0});
  if (end == from.end()) return std::nullopt;
  const auto stop = static_cast<std::size_t>(end - from.begin());
  const std::string_view raw(reinterpret_cast<const char*>(from.data()) + at, stop - at);
  at = stop + 1;
  return kit::valid_utf8(raw);
}

std::optional<std::string> read16(std::span<const std::byte> from, std::size_t& at) {
  std::wstring text;
  for (;;) {
    if (at + 2 > from.size()) return std::nullopt;
    const std::uint16_t unit = u16(from, at);
    at += 2;
    if (unit == 0) return kit::to_utf8(text);
    add_utf16_unit(text, unit);
  }
}

void write8(std::vector<std::byte>& to, std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
  to.insert(to.end(), bytes, bytes + text.size());
  to.push_back(std::byte{0});
}

void write16(std::vector<std::byte>& to, std::string_view text) {
  for (const wchar_t wide : kit::to_wide(text)) {
    const auto c = static_cast<std::uint32_t>(wide);  // NOLINT(bugprone-signed-char-misuse): no char
    each_utf16_unit(c, [&](std::uint16_t unit) { put16(to, unit); });
  }
  put16(to, 0);
}

std::string_view before_nul(std::string_view text) {
  return text.substr(0, text.find('\0'));
}

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Reads up to an unquoted character of `stops`, undoing quotes; `at` is left on it, or at the end.
std::string unquoted(std::string_view text, std::size_t& at, std::string_view stops) {
  std::string result;
  for (; at < text.size() && stops.find(text[at]) == std::string_view::npos; ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      result.push_back(text[at]);
      continue;
    }
    const int high = at + 3 < text.size() && text[at + 1] == 'x' ? hex_digit(text[at + 2]) : -1;
    const int low = high >= 0 ? hex_digit(text[at + 3]) : -1;
    if (low >= 0) {
      result.push_back(static_cast<char>(high * 16 + low));
      at += 3;
    } else {
      result.push_back(text[++at]);
    }
  }
  return result;
}

std::optional<OneOff> from_brackets(std::string_view text) {
  OneOff result;
  std::size_t at = 0;
  result.name = trimmed(unquoted(text, at, "["));
  if (at == text.size()) return std::nullopt;
  result.type = trimmed(unquoted(text, ++at, ":]"));
  if (at == text.size() || text[at] != ':') return std::nullopt;
  result.address = trimmed(unquoted(text, ++at, "]"));
  if (at == text.size() || !trimmed(text.substr(at + 1)).empty()) return std::nullopt;
  if (result.type.empty() || result.address.empty()) return std::nullopt;
  result.name = kit::valid_utf8(result.name);
  result.address = kit::valid_utf8(result.address);
  if (result.name.empty()) result.name = result.address;
  return result;
}

// One at-sign with something sensible on both sides; quoted local parts are left to the bracket form.
bool is_internet_address(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
  if (text.find_first_of(" \t\r\n<>()[]\\,;:\"@", at + 1) != std::string_view::npos) return false;
  if (text.find_first_of(" \t\r\n<>()[]\\,;:\"") < at) return false;
  const std::string_view host = text.substr(at + 1);
  return host.front() != '.' && host.back() != '.' && host.find("..") == std::string_view::npos;
}

std::optional<OneOff> from_internet(std::string_view text) {
  OneOff result;
  result.type = "SMTP";
  result.rich_info = false;  // F-22
  if (!text.empty() && text.back() == '>') {
    const std::size_t open = text.rfind('<');
    if (open == std::string_view::npos) return std::nullopt;
    std::string_view name = trimmed(text.substr(0, open));
    if (name.size() >= 2 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
    result.address = trimmed(text.substr(open + 1, text.size() - open - 2));
    result.name = name.empty() ? result.address : std::string(name);
  } else {
    result.address = text;
    result.name = text;
  }
  if (!is_internet_address(result.address)) return std::nullopt;
  return result;
}

}  // namespace

bool is_one_off(std::span<const std::byte> entry) noexcept {
  return entry.size() >= kTextAt && std::memcmp(entry.data() + kUidAt, kOneOffUid.data(), kOneOffUid.size()) == 0;
}

std::optional<OneOff> parse_one_off(std::span<const std::byte> entry) {
  if (!is_one_off(entry) || entry.size() > kLongestOneOff) return std::nullopt;
  if (u16(entry, kVersionAt) != 0) return std::nullopt;
  const std::uint16_t flags = u16(entry, kFlagsAt);
  OneOff result;
  result.unicode = (flags & MAPI_ONE_OFF_UNICODE) != 0;
  result.rich_info = (flags & MAPI_ONE_OFF_NO_RICH_INFO) == 0;
  std::size_t at = kTextAt;
  for (std::string* text : {&result.name, &result.type, &result.address}) {
    std::optional<std::string> read = result.unicode ? read16(entry, at) : read8(entry, at);
    if (!read) return std::nullopt;
    *text = std::move(*read);
  }
  const auto rest = entry.subspan(at);
  if (rest.size() > 3 || std::any_of(rest.begin(), rest.end(), [](std::byte b) { return b != std::byte{0}; })) {
    return std::nullopt;
  }
  return result;
}

std::vector<std::byte> encode_one_off(const OneOff& one_off) {
  std::vector<std::byte> entry(kUidAt, std::byte{0});
  for (const std::uint8_t byte : kOneOffUid) entry.push_back(static_cast<std::byte>(byte));
  put16(entry, 0);
  put16(entry, (one_off.unicode ? MAPI_ONE_OFF_UNICODE : 0U) | (one_off.rich_info ? 0U : MAPI_ONE_OFF_NO_RICH_INFO));
  for (const std::string* text : {&one_off.name, &one_off.type, &one_off.address}) {
    if (one_off.unicode) {
      write16(entry, before_nul(*text));
    } else {
      write8(entry, before_nul(*text));
    }
  }
  if (entry.size() > kLongestOneOff) kit::fail(MAPI_E_STRING_TOO_LONG, "the one-off address is too long");
  return entry;
}

std::string one_off_search_key(std::string_view type, std::string_view address) {
  std::string key;
  key.append(type).append(":").append(address);
  for (char& c : key) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  key.push_back('\0');
  return key;
}

std::optional<OneOff> one_off_from_text(std::string_view text) {
  const std::string_view typed = trimmed(text);
  if (typed.empty() || typed.size() > kLongestOneOff / 4) return std::nullopt;
  if (std::optional<OneOff> result = from_brackets(typed)) return result;
  return from_internet(typed);
}

void create_one_off(const void* name, const void* type, const void* address, ULONG flags, ULONG* size,
                    LPENTRYID* entry) {
  kit::require(size != nullptr, "lpcbEntryID is null");
  kit::require(entry != nullptr, "lppEntryID is null");
  *size = 0;
  *entry = nullptr;
  kit::require_flags(flags, MAPI_UNICODE | MAPI_SEND_NO_RICH_INFO);
  kit::require(type != nullptr, "lpszAdrType is null");
  kit::require(address != nullptr, "lpszAddress is null");
  OneOff one_off;
  one_off.type = kit::from_lptstr(type, flags);
  one_off.address = kit::from_lptstr(address, flags);
  one_off.name = name == nullptr ? one_off.address : kit::from_lptstr(name, flags);
  one_off.unicode = (flags & MAPI_UNICODE) != 0;
  one_off.rich_info = (flags & MAPI_SEND_NO_RICH_INFO) == 0;
  const std::vector<std::byte> bytes = encode_one_off(one_off);
  auto block = kit::make_mapi<ENTRYID>(bytes.size());
  std::memcpy(block.get(), bytes.data(), bytes.size());
  *size = static_cast<ULONG>(bytes.size());
  *entry = block.release();
}

}  // namespace postroom::kit
