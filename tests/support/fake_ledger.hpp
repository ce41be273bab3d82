// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/host.hpp>

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace postroom::test {

// A ledger that a test can read: what is entered and not removed, and what was noted. Owned by the test.
class FakeLedger : public IPostroomLedger {
 public:
  std::vector<std::string> live_types() const;  // "IMAPIFolder" …, one for each live object
  std::vector<std::string> notes() const;       // "event: detail"

  STDMETHODIMP QueryInterface(REFIID iid, void** result) override;
  STDMETHODIMP_(ULONG) AddRef() override { return 2; }  // valid until the process exits, like the real one
  STDMETHODIMP_(ULONG) Release() override { return 1; }
  ULONG_PTR STDMETHODCALLTYPE Enter(const char* type, const void* object, const void* references,
                                    const void* obtained_by, ULONG logon) override;
  void STDMETHODCALLTYPE Remove(ULONG_PTR token) override;
  void STDMETHODCALLTYPE Note(ULONG logon, const char* event, const char* detail) override;
  ULONG_PTR STDMETHODCALLTYPE GetPrincipal() override { return 0; }

 private:
  mutable std::mutex mutex_;
  std::map<ULONG_PTR, std::string> live_;
  std::vector<std::string> notes_;
  ULONG_PTR next_ = 1;
};

}  // namespace postroom::test
