// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/conductor.hpp"

#include <utility>

namespace postroom::lifecycle {

Conductor::Conductor(std::vector<std::shared_ptr<DepartingLogon>> logons,
                     std::vector<std::shared_ptr<DepartingProvider>> providers, DepartingMail& mail, Budget budget,
                     const Clock& clock)
    : logons_(std::move(logons)),
      providers_(std::move(providers)),
      mail_(mail),
      budget_(budget),
      end_(Deadline::in(budget.total, clock)) {}

void Conductor::conduct() noexcept {
  mail_.quiesce(end_);
  for (const Kind kind : kLogoffOrder) log_off(kind);
  for (const Kind kind : kLogoffOrder) shut_down(kind);
}

void Conductor::log_off(Kind kind) noexcept {
  if (kind == Kind::transport) mail_.log_off_transports(next_deadline());
  for (auto logon = logons_.rbegin(); logon != logons_.rend(); ++logon) {
    if ((*logon)->kind() == kind) (*logon)->log_off(next_deadline());
  }
}

void Conductor::shut_down(Kind kind) noexcept {
  if (kind == Kind::transport) mail_.shut_down_transports(next_deadline());
  for (auto provider = providers_.rbegin(); provider != providers_.rend(); ++provider) {
    if ((*provider)->kind() == kind) (*provider)->shut_down();
  }
}

}  // namespace postroom::lifecycle
