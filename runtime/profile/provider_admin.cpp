// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/admin.hpp"
#include "runtime/profile/admin_tables.hpp"
#include "runtime/profile/service_setup.hpp"

#include <postroom/failure.hpp>
#include <postroom/object.hpp>
#include <postroom/text.hpp>

#include <utility>

namespace postroom::profile {
namespace {

class ProviderAdmin final : public kit::Object<ProviderAdmin, IProviderAdmin> {
 public:
  static constexpr const char* kTypeName = "IProviderAdmin";

  ProviderAdmin(std::shared_ptr<kit::Core> core, std::shared_ptr<Profile> profile, const MAPIUID& service,
                bool from_entry)
      : Object(core),
        core_(std::move(core)),
        profile_(std::move(profile)),
        service_(service),
        from_entry_(from_entry) {}

  STDMETHODIMP GetLastError(HRESULT result, ULONG flags, LPMAPIERROR* error) override {
    return last_error(result, flags, error);
  }

  STDMETHODIMP GetProviderTable(ULONG flags, LPMAPITABLE* table) override {
    return call([&]() -> HRESULT {
      kit::require(table != nullptr, "lppTable is null");
      *table = nullptr;
      *table = provider_table(core_, *profile_, service_, flags).detach();
      return S_OK;
    });
  }

  STDMETHODIMP CreateProvider(LPTSTR provider, ULONG count, LPSPropValue properties, ULONG_PTR ui_param, ULONG flags,
                              MAPIUID* uid) override {
    return call([&]() -> HRESULT {
      kit::require_flags(flags, MAPI_UNICODE | MAPI_DIALOG);
      kit::require(provider != nullptr, "lpszProvider is null");
      kit::require(uid != nullptr, "lpUID is null");
      kit::require(count == 0 || properties != nullptr, "lpProps is null");
      ServiceEvent ui;
      if ((flags & MAPI_DIALOG) != 0) {  // whose bit means something else to an entry function
        ui.ui_param = ui_param;
        ui.flags = SERVICE_UI_ALLOWED | (flags & MAPI_UNICODE);
      }
      *uid = ServiceSetup(profile_).create_provider(
          service_, kit::from_lptstr(provider, flags),
          kit::PropertyBag::from(std::span<const SPropValue>(properties, count)), ui, from_entry_);
      return S_OK;
    });
  }

  STDMETHODIMP DeleteProvider(LPMAPIUID uid) override {
    return call([&]() -> HRESULT {
      kit::require(uid != nullptr, "lpUID is null");
      ServiceSetup(profile_).remove_provider(service_, *uid, from_entry_);
      return S_OK;
    });
  }

  STDMETHODIMP OpenProfileSection(LPMAPIUID uid, LPCIID iid, ULONG flags, LPPROFSECT* section) override {
    return call([&]() -> HRESULT {
      kit::require(section != nullptr, "lppProfSect is null");
      *section = nullptr;
      require_section_interface(iid);
      kit::require(uid != nullptr || from_entry_, "lpUID is null");  // B-22
      const Opener opener = from_entry_ ? Opener::service : Opener::client;
      *section = profile_->open_section(core_, uid == nullptr ? service_ : *uid, flags, opener).detach();
      return S_OK;
    });
  }

 private:
  const std::shared_ptr<kit::Core> core_;
  const std::shared_ptr<Profile> profile_;
  const MAPIUID service_;
  const bool from_entry_;
};

}  // namespace

kit::com_ptr<IProviderAdmin> make_provider_admin(std::shared_ptr<kit::Core> core, std::shared_ptr<Profile> profile,
                                                 const MAPIUID& service, bool from_entry) {
  return kit::make_object<ProviderAdmin>(std::move(core), std::move(profile), service, from_entry);
}

}  // namespace postroom::profile
