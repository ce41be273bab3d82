// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/conductor.hpp"

#include <utility>

namespace postroom::lifecycle {

Conductor::Conductor(std::vector<std::shared_ptr<DepartingLogon>> logons,
                     std::vector<std::shared_ptr<DepartingProvider>> providers, DepartingMail& mail,
                     BoundedCalls& calls)
    : logons_(std::move(logons)), providers_(std::move(providers)), mail_(mail), calls_(calls) {}

void Conductor::conduct() noexcept {
  mail_.quiesce(calls_);
  for (const Kind kind : kLogoffOrder) log_off(kind);
  for (const Kind kind : kLogoffOrder) shut_down(kind);
}

void Conductor::log_off(Kind kind) noexcept {
  if (kind == Kind::transport) mail_.log_off_transports(calls_);
  for (auto logon = logons_.rbegin(); logon != logons_.rend(); ++logon) {
    if ((*logon)->kind() == kind) (*logon)->log_off(calls_);
  }
}

void Conductor::shut_down(Kind kind) noexcept {
  if (kind == Kind::transport) mail_.shut_down_transports(calls_);
  for (auto provider = providers_.rbegin(); provider != providers_.rend(); ++provider) {
    if ((*provider)->kind() == kind) (*provider)->shut_down(calls_);
  }
}

}  // namespace postroom::lifecycle
