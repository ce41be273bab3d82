// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_ledger.hpp"

namespace postroom::test {

std::vector<std::string> FakeLedger::live_types() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> result;
  for (const auto& [token, type] : live_) result.push_back(type);
  return result;
}

std::vector<std::string> FakeLedger::notes() const {
  const std::lock_guard lock(mutex_);
  return notes_;
}

STDMETHODIMP FakeLedger::QueryInterface(REFIID iid, void** result) {
  *result = iid == IID_IUnknown || iid == IID_IPostroomLedger ? this : nullptr;
  return *result == nullptr ? MAPI_E_INTERFACE_NOT_SUPPORTED : S_OK;
}

ULONG_PTR FakeLedger::Enter(const char* type, const void*, const void*, const void*, ULONG) {
  const std::lock_guard lock(mutex_);
  live_[next_] = type;
  return next_++;
}

void FakeLedger::Remove(ULONG_PTR token) {
  const std::lock_guard lock(mutex_);
  live_.erase(token);
}

void FakeLedger::Note(ULONG, const char* event, const char* detail) {
  const std::lock_guard lock(mutex_);
  notes_.push_back(std::string(event) + ": " + detail);
}

}  // namespace postroom::test
