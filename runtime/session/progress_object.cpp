// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/progress_object.hpp"

#include <postroom/failure.hpp>
#include <postroom/mutex.hpp>
#include <postroom/object.hpp>

namespace postroom::session {
namespace {

class ProgressObject final : public kit::Object<ProgressObject, IMAPIProgress> {
 public:
  static constexpr const char* kTypeName = "IMAPIProgress";
  ProgressObject(std::shared_ptr<kit::Core> core, ULONG flags) : Object(std::move(core)), limits_{.flags = flags} {}

  // There is nothing to show the value on, and no method that asks for it.
  STDMETHODIMP Progress(ULONG, ULONG, ULONG) override {
    return call([]() -> HRESULT { return S_OK; });
  }
  STDMETHODIMP GetFlags(ULONG* flags) override {
    return call([&] { return give(&Limits::flags, flags); });
  }
  STDMETHODIMP GetMax(ULONG* highest) override {
    return call([&] { return give(&Limits::highest, highest); });
  }
  STDMETHODIMP GetMin(ULONG* lowest) override {
    return call([&] { return give(&Limits::lowest, lowest); });
  }
  STDMETHODIMP SetLimits(ULONG* lowest, ULONG* highest, ULONG* flags) override {
    return call([&]() -> HRESULT {
      kit::require(lowest != nullptr && highest != nullptr && flags != nullptr, "a limit or the flags are null");
      kit::require_flags(*flags, MAPI_TOP_LEVEL);
      const kit::Lock lock(mutex_);
      limits_ = {*lowest, *highest, *flags};
      return S_OK;
    });
  }

 private:
  // Those of the whole operation while MAPI_TOP_LEVEL is set, else of the part that is being worked on. Nobody can ask
  // for the others, and whoever sets a part's knows the whole's.
  struct Limits {
    ULONG lowest = 1;
    ULONG highest = 1000;
    ULONG flags = 0;
  };

  HRESULT give(ULONG Limits::*which, ULONG* result) {
    kit::require(result != nullptr, "the out parameter is null");
    const kit::Lock lock(mutex_);
    *result = limits_.*which;
    return S_OK;
  }

  kit::Mutex mutex_;
  Limits limits_ POSTROOM_GUARDED_BY(mutex_);
};

}  // namespace

kit::com_ptr<IMAPIProgress> make_progress_object(std::shared_ptr<kit::Core> core, ULONG flags) {
  return kit::make_object<ProgressObject>(std::move(core), flags);
}

}  // namespace postroom::session
