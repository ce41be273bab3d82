// SPDX-License-Identifier: Apache-2.0
//
// The words a user reads: translated, and cut to what a terminal shows.
#pragma once

#include <libintl.h>

#include <cstdint>
#include <string>
#include <string_view>

#define _(text) gettext(text)  // NOLINT(bugprone-reserved-identifier): the name by which xgettext and readers know it

namespace postroom::tool {

// Replaces %1, %2 … in a translated sentence.
template <class... Arguments>
std::string filled(std::string sentence, const Arguments&... arguments) {
  int number = 0;
  const auto put = [&](const std::string& argument) {
    const std::string mark = "%" + std::to_string(++number);
    for (std::size_t at = sentence.find(mark); at != std::string::npos;
         at = sentence.find(mark, at + argument.size())) {
      sentence.replace(at, mark.size(), argument);
    }
  };
  const auto text = [](const auto& argument) {
    if constexpr (std::is_arithmetic_v<std::decay_t<decltype(argument)>>) {
      return std::to_string(argument);
    } else {
      return std::string(argument);
    }
  };
  (put(text(arguments)), ...);
  return sentence;
}

// Control characters become blanks: text of a message never drives the terminal.
std::string printable(std::string_view text);

// `text` cut or filled with blanks to `width` columns of a terminal (wide characters count two).
std::string column(std::string_view text, std::size_t width);

// "2026-03-02 08:15", local time; empty for 0. `file_time` is in 100 ns since 1601 UTC.
std::string local_time(std::uint64_t file_time);
// "2026-03-02T07:15:00Z".
std::string iso_time(std::uint64_t file_time);

}  // namespace postroom::tool
