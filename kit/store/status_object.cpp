// SPDX-License-Identifier: Apache-2.0
#include "kit/store/status_object.hpp"

#include "kit/store/special_folders.hpp"
#include "kit/store/store_core.hpp"

#include <postroom/prop_object.hpp>

#include <mapitags.h>

namespace postroom::kit::store {
namespace {

class StatusObject final : public PropObject<StatusObject, IMAPIStatus> {
 public:
  static constexpr const char* kTypeName = "IMAPIStatus";
  StatusObject(std::shared_ptr<StoreCore> core, std::shared_ptr<PropertySource> properties)
      : PropObject(core, std::move(properties)), store_(std::move(core)) {}

  STDMETHODIMP ValidateState(ULONG_PTR, ULONG flags) override {
    return call([&]() -> HRESULT {
      require_flags(flags, SUPPRESS_UI | REFRESH_XP_HEADER_CACHE | PROCESS_XP_HEADER_CACHE | FORCE_XP_CONNECT |
                               FORCE_XP_DISCONNECT | CONFIG_CHANGED | ABORT_XP_HEADER_OPERATION);
      static_cast<void>(store_->read()->properties(kStoreObject));
      return S_OK;
    });
  }
  STDMETHODIMP SettingsDialog(ULONG_PTR, ULONG) override { return unsupported(); }
  STDMETHODIMP ChangePassword(LPTSTR, LPTSTR, ULONG) override { return unsupported(); }
  STDMETHODIMP FlushQueues(ULONG_PTR, ULONG, LPENTRYID, ULONG) override { return unsupported(); }

 private:
  HRESULT unsupported() {
    return call([]() -> HRESULT { return MAPI_E_NO_SUPPORT; });
  }

  const std::shared_ptr<StoreCore> store_;
};

}  // namespace

PropertyBag status_row(const StoreCore& core) {
  return {{PR_DISPLAY_NAME_W, store_display_name(core)},
          {PR_PROVIDER_DISPLAY_W, core.medium().display_name()},
          {PR_STATUS_CODE, STATUS_AVAILABLE},
          {PR_RESOURCE_METHODS, STATUS_VALIDATE_STATE}};
}

com_ptr<IMAPIStatus> make_status_object(std::shared_ptr<StoreCore> core) {
  PropertyBag properties = status_row(*core);
  properties.set(PR_OBJECT_TYPE, MAPI_STATUS);
  properties.set(PR_RESOURCE_TYPE, MAPI_STORE_PROVIDER);
  auto source = std::make_shared<BagSource>(std::move(properties));
  return make_object<StatusObject>(std::move(core), std::move(source));
}

}  // namespace postroom::kit::store
