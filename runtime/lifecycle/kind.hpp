// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

namespace postroom::lifecycle {

// The kinds of service provider. A library may hold one of each.
enum class Kind { address_book, store, transport };

// The order in which a session logs its providers off (J-17), in both phases (J-18). It is one constant so that a
// deployment that wants transports first changes one line; no other code knows the order.
inline constexpr std::array kLogoffOrder{Kind::address_book, Kind::store, Kind::transport};

// "AB", "MS", "XP": the abbreviations of MAPI's interface names, for the trace.
constexpr const char* abbreviation(Kind kind) noexcept {
  switch (kind) {
    case Kind::address_book:
      return "AB";
    case Kind::store:
      return "MS";
    case Kind::transport:
      return "XP";
  }
  return "?";
}

}  // namespace postroom::lifecycle
