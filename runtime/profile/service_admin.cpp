// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/admin.hpp"
#include "runtime/profile/admin_tables.hpp"
#include "runtime/profile/paths.hpp"
#include "runtime/profile/profile_holder.hpp"
#include "runtime/profile/service_setup.hpp"
#include "runtime/profile/uid.hpp"

#include <postroom/failure.hpp>
#include <postroom/object.hpp>
#include <postroom/text.hpp>

#include <algorithm>
#include <utility>

namespace postroom::profile {
namespace {

constexpr ULONG kUiFlags = SERVICE_UI_ALLOWED | SERVICE_UI_ALWAYS;

const MAPIUID& required(const MAPIUID* uid) {
  kit::require(uid != nullptr, "lpUID is null");
  return *uid;
}

class ServiceAdmin final : public kit::Object<ServiceAdmin, IMsgServiceAdmin2, IProfileHolder> {
 public:
  static constexpr const char* kTypeName = "IMsgServiceAdmin";

  ServiceAdmin(std::shared_ptr<kit::Core> core, std::shared_ptr<Profile> profile)
      : Object(core), core_(std::move(core)), profile_(std::move(profile)) {}

  const std::shared_ptr<Profile>& held_profile() const noexcept override { return profile_; }

  STDMETHODIMP GetLastError(HRESULT result, ULONG flags, LPMAPIERROR* error) override {
    return last_error(result, flags, error);
  }

  STDMETHODIMP GetMsgServiceTable(ULONG flags, LPMAPITABLE* table) override {
    return call([&]() -> HRESULT {
      kit::require(table != nullptr, "lppTable is null");
      *table = nullptr;
      *table = service_table(core_, *profile_, flags).detach();
      return S_OK;
    });
  }

  STDMETHODIMP CreateMsgService(LPTSTR service, LPTSTR display_name, ULONG_PTR ui_param, ULONG flags) override {
    return call([&]() -> HRESULT {
      create(service, display_name, ui_param, flags);
      return S_OK;
    });
  }

  STDMETHODIMP CreateMsgServiceEx(LPTSTR service, LPTSTR display_name, ULONG_PTR ui_param, ULONG flags,
                                  LPMAPIUID uid) override {
    return call([&]() -> HRESULT {
      kit::require(uid != nullptr, "lpuidService is null");
      *uid = create(service, display_name, ui_param, flags);
      return S_OK;
    });
  }

  STDMETHODIMP DeleteMsgService(LPMAPIUID uid) override {
    return call([&]() -> HRESULT {
      setup().remove(required(uid));
      return S_OK;
    });
  }

  STDMETHODIMP CopyMsgService(LPMAPIUID uid, LPTSTR, LPCIID interface_to_copy, LPCIID interface_dst, LPVOID object_dst,
                              ULONG_PTR, ULONG flags) override {
    return call([&]() -> HRESULT {
      kit::require_flags(flags, MAPI_UNICODE | kUiFlags);
      kit::require(object_dst != nullptr, "lpObjectDst is null");
      require_section_interface(interface_to_copy);
      setup().copy_to(required(uid), *profile_behind(interface_dst, static_cast<IUnknown*>(object_dst)));
      return S_OK;
    });
  }

  STDMETHODIMP RenameMsgService(LPMAPIUID, ULONG, LPTSTR) override {
    return call([&]() -> HRESULT { kit::fail(MAPI_E_NO_SUPPORT, "message services are not renamed"); });  // B-34
  }

  STDMETHODIMP ConfigureMsgService(LPMAPIUID uid, ULONG_PTR ui_param, ULONG flags, ULONG count,
                                   LPSPropValue properties) override {
    return call([&]() -> HRESULT {
      kit::require_flags(flags, MAPI_UNICODE | MSG_SERVICE_UI_READ_ONLY | kUiFlags);
      kit::require(count == 0 || properties != nullptr, "lpProps is null");
      ServiceEvent event{.flags = flags, .properties = std::span<const SPropValue>(properties, count)};
      if ((flags & kUiFlags) != 0) event.ui_param = ui_param;
      setup().configure(required(uid), event);
      return S_OK;
    });
  }

  STDMETHODIMP OpenProfileSection(LPMAPIUID uid, LPCIID iid, ULONG flags, LPPROFSECT* section) override {
    return call([&]() -> HRESULT {
      kit::require(section != nullptr, "lppProfSect is null");
      *section = nullptr;
      require_section_interface(iid);
      *section = profile_->open_section(core_, required(uid), flags, Opener::client).detach();
      return S_OK;
    });
  }

  STDMETHODIMP MsgServiceTransportOrder(ULONG count, LPMAPIUID uids, ULONG flags) override {
    return call([&]() -> HRESULT {
      kit::require_flags(flags, 0);
      kit::require(count == 0 || uids != nullptr, "lpUIDList is null");
      setup().set_transport_order(std::span<const MAPIUID>(uids, count));
      return S_OK;
    });
  }

  STDMETHODIMP AdminProviders(LPMAPIUID uid, ULONG flags, LPPROVIDERADMIN* admin) override {
    return call([&]() -> HRESULT {
      kit::require(admin != nullptr, "lppProviderAdmin is null");
      *admin = nullptr;
      kit::require_flags(flags, MAPI_UNICODE);
      const std::vector<ServiceEntry> services = profile_->services();
      if (std::ranges::none_of(services, [&](const auto& s) { return same_uid(s.section, required(uid)); })) {
        kit::fail(MAPI_E_NOT_FOUND, "the profile has no message service " + uid_text(*uid));
      }
      *admin = make_provider_admin(core_, profile_, *uid).detach();
      return S_OK;
    });
  }

  STDMETHODIMP SetPrimaryIdentity(LPMAPIUID uid, ULONG flags) override {
    return call([&]() -> HRESULT {
      kit::require_flags(flags, 0);
      setup().set_primary_identity(uid);
      return S_OK;
    });
  }

  STDMETHODIMP GetProviderTable(ULONG flags, LPMAPITABLE* table) override {
    return call([&]() -> HRESULT {
      kit::require(table != nullptr, "lppTable is null");
      *table = nullptr;
      *table = provider_table(core_, *profile_, flags).detach();
      return S_OK;
    });
  }

 private:
  ServiceSetup setup() const { return ServiceSetup(profile_); }

  MAPIUID create(LPTSTR service, LPTSTR display_name, ULONG_PTR ui_param, ULONG flags) {
    kit::require_flags(flags, MAPI_UNICODE | kUiFlags);
    kit::require(service != nullptr, "lpszService is null");
    const ServiceCatalogue catalogue = ServiceCatalogue::load(inf_folders());
    ServiceEvent ui;
    if ((flags & kUiFlags) != 0) ui = {.ui_param = ui_param, .flags = flags, .properties = {}};  // B-27
    return setup().create(catalogue.service(kit::from_lptstr(service, flags)), kit::from_lptstr(display_name, flags),
                          ui);
  }

  // A session is its profile (B-33): its own administration object leads there.
  static std::shared_ptr<Profile> profile_behind(LPCIID iid, IUnknown* object) {
    kit::com_ptr<IProfileHolder> holder;
    if (iid == nullptr || *iid == IID_IMAPISession) {
      kit::com_ptr<IMsgServiceAdmin> admin;
      kit::check(reinterpret_cast<IMAPISession*>(object)->AdminServices(0, admin.put()),
                 "the session gives no way to its profile");
      holder = admin.as<IProfileHolder>();
    } else if (*iid == IID_IMsgServiceAdmin || *iid == IID_IMsgServiceAdmin2) {
      static_cast<void>(object->QueryInterface(IID_IProfileHolder, holder.put_void()));
    } else {
      kit::fail(MAPI_E_INTERFACE_NOT_SUPPORTED, "a message service is copied into a session or an IMsgServiceAdmin");
    }
    kit::require(static_cast<bool>(holder), "lpObjectDst is not an object of this MAPI");
    return holder->held_profile();
  }

  const std::shared_ptr<kit::Core> core_;
  const std::shared_ptr<Profile> profile_;
};

}  // namespace

void require_section_interface(LPCIID iid) {
  if (iid == nullptr || kit::has_iid<IProfSect>(*iid)) return;
  kit::fail(MAPI_E_INTERFACE_NOT_SUPPORTED, "profile sections have the interfaces IProfSect and IMAPIProp");
}

kit::com_ptr<IMsgServiceAdmin> make_service_admin(std::shared_ptr<kit::Core> core, std::shared_ptr<Profile> profile) {
  return kit::make_object<ServiceAdmin>(std::move(core), std::move(profile));
}

}  // namespace postroom::profile
