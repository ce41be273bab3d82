// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

namespace postroom::lifecycle {

// The kinds of service provider. A library may hold one of each.
enum class Kind { address_book, store, transport };

// The order in which a session logs its providers off (J-17), in both phases (J-18). It is one constant so that a
// deployment that wants transports first changes one line; no other code knows the order.
inline constexpr std::array kLogoffOrder{Kind::address_book, Kind::store, Kind::transport};

// The names that MAPI gives to the methods of a provider's life, for the trace.
struct ProviderMethods {
  const char* kind;   // "AB", "MS", "XP": as in the names of their interfaces
  const char* entry;  // the entry function
  const char* logon;
  const char* logoff;
  const char* logon_release;
  const char* shutdown;
  const char* release;
};

inline constexpr std::array kProviderMethods{
    ProviderMethods{"AB", "ABProviderInit", "IABProvider::Logon", "IABLogon::Logoff", "IABLogon::Release",
                    "IABProvider::Shutdown", "IABProvider::Release"},
    ProviderMethods{"MS", "MSProviderInit", "IMSProvider::Logon", "IMSLogon::Logoff", "IMSLogon::Release",
                    "IMSProvider::Shutdown", "IMSProvider::Release"},
    ProviderMethods{"XP", "XPProviderInit", "IXPProvider::TransportLogon", "IXPLogon::TransportLogoff",
                    "IXPLogon::Release", "IXPProvider::Shutdown", "IXPProvider::Release"},
};

constexpr const ProviderMethods& provider_methods(Kind kind) noexcept {
  return kProviderMethods[static_cast<std::size_t>(kind)];
}

}  // namespace postroom::lifecycle
