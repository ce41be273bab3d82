// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/text.hpp"

#include <postroom/text.hpp>

#include <array>
#include <ctime>
#include <cwchar>

namespace postroom::tool {
namespace {

constexpr std::int64_t kUnixEpoch = 11644473600LL;  // seconds from 1601 to 1970

std::time_t unix_time(std::uint64_t file_time) {
  return static_cast<std::time_t>(file_time / 10000000ULL) - kUnixEpoch;
}

std::string formatted(const char* format, const std::tm& time) {
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &time)};
}

std::size_t width_of(wchar_t c) {
  const int width = wcwidth(c);
  return width < 0 ? 1 : static_cast<std::size_t>(width);
}

}  // namespace

std::string printable(std::string_view text) {
  std::wstring wide = kit::to_wide(text);
  for (wchar_t& c : wide) {
    if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202E)) c = L' ';
  }
  return kit::to_utf8(wide);
}

std::string column(std::string_view text, std::size_t width) {
  const std::wstring wide = kit::to_wide(printable(text));
  std::size_t used = 0;
  std::wstring shown;
  for (std::size_t i = 0; i < wide.size(); ++i) {
    const std::size_t next = width_of(wide[i]);
    const bool last = i + 1 == wide.size();
    if (used + next > width || (!last && used + next == width)) {
      shown.push_back(L'…');
      ++used;
      break;
    }
    shown.push_back(wide[i]);
    used += next;
  }
  if (used < width) shown.append(width - used, L' ');
  return kit::to_utf8(shown);
}

std::string local_time(std::uint64_t file_time) {
  if (file_time == 0) return {};
  const std::time_t seconds = unix_time(file_time);
  std::tm time{};
  localtime_r(&seconds, &time);
  return formatted("%Y-%m-%d %H:%M", time);
}

std::string iso_time(std::uint64_t file_time) {
  if (file_time == 0) return {};
  const std::time_t seconds = unix_time(file_time);
  std::tm time{};
  gmtime_r(&seconds, &time);
  return formatted("%Y-%m-%dT%H:%M:%SZ", time);
}

}  // namespace postroom::tool
