// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapidefs.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace postroom::test {

// A client's progress object that remembers what it was asked and told: "GetFlags", "SetLimits 0 1000 top",
// "Progress 500 1 2". The test owns it, whatever its count says; one thread at a time.
class RecordingProgress final : public IMAPIProgress {
 public:
  RecordingProgress() = default;
  // One that is given to a part of something bigger.
  RecordingProgress(ULONG lowest, ULONG highest) : lowest_(lowest), highest_(highest), flags_(0) {}

  std::vector<std::string> calls;
  std::vector<ULONG> values;                        // of Progress
  std::function<HRESULT(ULONG value)> on_progress;  // what Progress does; S_OK without
  HRESULT answer = S_OK;                            // of all other methods: what is no success does nothing

  std::function<void()> meanwhile;  // what a client does in any of its calls

  STDMETHODIMP QueryInterface(REFIID, void** result) override {
    *result = this;
    return S_OK;
  }
  STDMETHODIMP_(ULONG) AddRef() override { return 2; }
  STDMETHODIMP_(ULONG) Release() override { return 1; }

  STDMETHODIMP Progress(ULONG value, ULONG count, ULONG total) override {
    note("Progress " + std::to_string(value) + " " + std::to_string(count) + " " + std::to_string(total));
    values.push_back(value);
    return on_progress ? on_progress(value) : S_OK;
  }
  STDMETHODIMP GetFlags(ULONG* flags) override { return get("GetFlags", flags, flags_); }
  STDMETHODIMP GetMax(ULONG* highest) override { return get("GetMax", highest, highest_); }
  STDMETHODIMP GetMin(ULONG* lowest) override { return get("GetMin", lowest, lowest_); }
  STDMETHODIMP SetLimits(ULONG* lowest, ULONG* highest, ULONG* flags) override {
    note("SetLimits " + std::to_string(*lowest) + " " + std::to_string(*highest) +
         ((*flags & MAPI_TOP_LEVEL) != 0 ? " top" : ""));
    if (FAILED(answer)) return answer;
    lowest_ = *lowest;
    highest_ = *highest;
    flags_ = *flags;
    return answer;
  }

 private:
  void note(std::string call) {
    calls.push_back(std::move(call));
    if (meanwhile) meanwhile();
  }
  HRESULT get(const char* name, ULONG* result, ULONG value) {
    note(name);
    if (SUCCEEDED(answer)) *result = value;
    return answer;
  }

  ULONG lowest_ = 1;
  ULONG highest_ = 1000;
  ULONG flags_ = MAPI_TOP_LEVEL;
};

}  // namespace postroom::test
