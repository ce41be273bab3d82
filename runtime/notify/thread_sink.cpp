// SPDX-License-Identifier: Apache-2.0
#include "runtime/notify/thread_sink.hpp"

#include "runtime/lifecycle/free_core.hpp"

#include <postroom/object.hpp>

#include <utility>

namespace postroom::notify {
namespace {

class ThreadSink final : public kit::Object<ThreadSink, IMAPIAdviseSink> {
 public:
  static constexpr const char* kTypeName = "IMAPIAdviseSink (bound to a thread)";

  ThreadSink(std::shared_ptr<Engine::State> state, IMAPIAdviseSink* inner)
      : Object(lifecycle::free_core()), state_(std::move(state)), target_(state_->bind(inner, lane_)) {
    state_->remember_wrapper(this, target_);
  }
  ~ThreadSink() {
    state_->forget_wrapper(this);
    state_->end_bound(target_);
  }

  ULONG STDMETHODCALLTYPE OnNotify(ULONG count, LPNOTIFICATION notifications) override {
    return static_cast<ULONG>(call([&]() -> HRESULT {
      kit::require(count == 0 || notifications != nullptr, "lpNotifications is null");
      if (count != 0) state_->queue_bound(target_, *lane_, {notifications, count});
      return S_OK;
    }));
  }

 private:
  const std::shared_ptr<Engine::State> state_;
  std::shared_ptr<Lane> lane_;
  const std::shared_ptr<Target> target_;
};

class CallbackSink final : public kit::Object<CallbackSink, IMAPIAdviseSink> {
 public:
  static constexpr const char* kTypeName = "IMAPIAdviseSink (of a callback)";

  CallbackSink(LPNOTIFCALLBACK callback, void* context)
      : Object(lifecycle::free_core()), callback_(callback), context_(context) {}

  ULONG STDMETHODCALLTYPE OnNotify(ULONG count, LPNOTIFICATION notifications) override {
    return static_cast<ULONG>(
        call([&]() -> HRESULT { return static_cast<HRESULT>(callback_(context_, count, notifications)); }));
  }

 private:
  const LPNOTIFCALLBACK callback_;
  void* const context_;
};

}  // namespace

kit::com_ptr<IMAPIAdviseSink> make_thread_sink(std::shared_ptr<Engine::State> state, IMAPIAdviseSink* inner) {
  return kit::make_object<ThreadSink>(std::move(state), inner);
}

kit::com_ptr<IMAPIAdviseSink> make_callback_sink(LPNOTIFCALLBACK callback, void* context) {
  return kit::make_object<CallbackSink>(callback, context);
}

}  // namespace postroom::notify
