// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapidefs.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

namespace postroom::test {

// A client's sink, on the test's stack: remembers what it was told, and runs what the test wants inside OnNotify.
class AskingSink final : public IMAPIAdviseSink {
 public:
  STDMETHODIMP QueryInterface(REFIID, LPVOID* result) override { return *result = this, AddRef(), S_OK; }
  STDMETHODIMP_(ULONG) AddRef() override { return ++references_; }
  STDMETHODIMP_(ULONG) Release() override { return --references_; }
  STDMETHODIMP_(ULONG) OnNotify(ULONG count, LPNOTIFICATION notifications) override {
    for (ULONG i = 0; i < count; ++i) {
      {
        const std::lock_guard lock(mutex_);
        events_.push_back(notifications[i].ulEventType);
        if (notifications[i].ulEventType == fnevCriticalError) scode_ = notifications[i].info.err.scode;
        changed_.notify_all();
      }
      if (during) during(notifications[i].ulEventType);
    }
    return S_OK;
  }

  // Generous: a machine that builds something else meanwhile is no failure.
  bool wait_for(ULONG event) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(60), [&] { return has(event); });
  }
  bool told(ULONG event) const {
    const std::lock_guard lock(mutex_);
    return has(event);
  }
  std::size_t count() const {
    const std::lock_guard lock(mutex_);
    return events_.size();
  }
  SCODE scode() const {
    const std::lock_guard lock(mutex_);
    return scode_;
  }
  ULONG references() const noexcept { return references_; }

  std::function<void(ULONG event)> during;

 private:
  bool has(ULONG event) const { return std::find(events_.begin(), events_.end(), event) != events_.end(); }

  std::atomic<ULONG> references_{1};
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<ULONG> events_;
  SCODE scode_ = 0;
};

// A door between two threads of a test.
class Door {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  // False after a minute: the test hangs, and says so.
  bool wait() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(60), [this] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

}  // namespace postroom::test
