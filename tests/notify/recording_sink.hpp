// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/com_ptr.hpp>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace postroom::test {

// A client's sink: remembers what it was told and by which thread, and says when it was destroyed.
class RecordingSink final : public IMAPIAdviseSink {
 public:
  struct Told {
    ULONG event = 0;
    std::thread::id thread;
    std::string subject;  // the text of a TABLE_NOTIFICATION's first column
  };

  explicit RecordingSink(std::atomic<int>& destroyed) : destroyed_(destroyed) {}

  // Answers every identifier with itself, as careless sinks do: the engine must not trust it.
  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID, void** result) override {
    *result = this;
    AddRef();
    return S_OK;
  }
  ULONG STDMETHODCALLTYPE AddRef() override { return ++references_; }
  ULONG STDMETHODCALLTYPE Release() override {
    const ULONG left = --references_;
    if (left == 0) {
      ++destroyed_;
      delete this;
    }
    return left;
  }
  ULONG STDMETHODCALLTYPE OnNotify(ULONG count, LPNOTIFICATION notifications) override {
    {
      const std::lock_guard lock(mutex_);
      ++calls_;
      for (ULONG i = 0; i < count; ++i) {
        Told told{notifications[i].ulEventType, std::this_thread::get_id(), {}};
        const SRow& row = notifications[i].info.tab.row;
        if (told.event == fnevTableModified && row.cValues != 0) told.subject = row.lpProps[0].Value.lpszA;
        told_.push_back(told);
      }
    }
    if (during) during();
    return answer;
  }

  std::vector<Told> told() const {
    const std::lock_guard lock(mutex_);
    return told_;
  }
  std::string subjects() const {
    std::string all;
    for (const Told& told : told()) all += told.subject;
    return all;
  }
  int calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }

  std::function<void()> during;  // runs inside OnNotify
  ULONG answer = S_OK;

 private:
  ~RecordingSink() = default;

  std::atomic<int>& destroyed_;
  std::atomic<ULONG> references_{1};
  mutable std::mutex mutex_;
  std::vector<Told> told_;
  int calls_ = 0;
};

inline kit::com_ptr<RecordingSink> make_sink(std::atomic<int>& destroyed) {
  return kit::com_ptr<RecordingSink>::attach(new RecordingSink(destroyed));
}

}  // namespace postroom::test
