// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/admin.hpp"
#include "runtime/profile/admin_tables.hpp"
#include "runtime/profile/paths.hpp"
#include "runtime/profile/profile_store.hpp"
#include "runtime/profile/service_setup.hpp"

#include <postroom/failure.hpp>
#include <postroom/object.hpp>
#include <postroom/text.hpp>

#include <utility>

namespace postroom::profile {
namespace {

// Passwords of profiles do not exist (B-3).
void require_no_password(LPTSTR password, ULONG flags) {
  if (!kit::from_lptstr(password, flags).empty()) {
    kit::fail(MAPI_E_LOGON_FAILED, "profiles have no passwords: the password must be null or empty");
  }
}

std::string profile_name(LPTSTR name, ULONG flags) {
  kit::require(name != nullptr, "the profile's name is null");
  return kit::from_lptstr(name, flags);
}

class ProfileAdmin final : public kit::Object<ProfileAdmin, IProfAdmin> {
 public:
  static constexpr const char* kTypeName = "IProfAdmin";

  ProfileAdmin(std::shared_ptr<kit::Core> core, std::shared_ptr<ProfileStore> store)
      : Object(core), core_(std::move(core)), store_(std::move(store)) {}

  STDMETHODIMP GetLastError(HRESULT result, ULONG flags, LPMAPIERROR* error) override {
    return last_error(result, flags, error);
  }

  STDMETHODIMP GetProfileTable(ULONG flags, LPMAPITABLE* table) override {
    return call([&]() -> HRESULT {
      kit::require(table != nullptr, "lppTable is null");
      *table = nullptr;
      *table = profile_table(core_, *store_, flags).detach();
      return S_OK;
    });
  }

  STDMETHODIMP CreateProfile(LPTSTR name, LPTSTR password, ULONG_PTR ui_param, ULONG flags) override {
    return call([&]() -> HRESULT {
      kit::require_flags(flags, MAPI_UNICODE | MAPI_DEFAULT_SERVICES | MAPI_DIALOG | MAPI_APP_PROFILE);
      require_no_password(password, flags);
      const std::string utf8 = profile_name(name, flags);
      const std::shared_ptr<Profile> profile = store_->create(utf8, (flags & MAPI_APP_PROFILE) != 0);
      if ((flags & MAPI_DEFAULT_SERVICES) == 0) return S_OK;
      try {
        add_default_services(profile, ui_param, flags);
      } catch (...) {
        store_->remove(utf8, true);
        throw;
      }
      return S_OK;
    });
  }

  STDMETHODIMP DeleteProfile(LPTSTR name, ULONG flags) override {
    return call([&]() -> HRESULT {
      kit::require_flags(flags, MAPI_UNICODE | MAPI_APP_PROFILE);
      store_->remove(profile_name(name, flags), (flags & MAPI_APP_PROFILE) != 0);
      return S_OK;
    });
  }

  STDMETHODIMP ChangeProfilePassword(LPTSTR name, LPTSTR, LPTSTR, ULONG flags) override {
    return call([&]() -> HRESULT {
      kit::require_flags(flags, MAPI_UNICODE);
      static_cast<void>(profile_name(name, flags));
      return S_OK;  // B-3
    });
  }

  STDMETHODIMP CopyProfile(LPTSTR name, LPTSTR password, LPTSTR new_name, ULONG_PTR, ULONG flags) override {
    return call([&]() -> HRESULT {
      kit::require_flags(flags, MAPI_UNICODE | MAPI_DIALOG | MAPI_APP_PROFILE);
      require_no_password(password, flags);
      store_->copy(profile_name(name, flags), profile_name(new_name, flags), (flags & MAPI_APP_PROFILE) != 0);
      return S_OK;
    });
  }

  STDMETHODIMP RenameProfile(LPTSTR name, LPTSTR password, LPTSTR new_name, ULONG_PTR, ULONG flags) override {
    return call([&]() -> HRESULT {
      kit::require_flags(flags, MAPI_UNICODE | MAPI_DIALOG | MAPI_APP_PROFILE);
      require_no_password(password, flags);
      store_->rename(profile_name(name, flags), profile_name(new_name, flags), (flags & MAPI_APP_PROFILE) != 0);
      return S_OK;
    });
  }

  STDMETHODIMP SetDefaultProfile(LPTSTR name, ULONG flags) override {
    return call([&]() -> HRESULT {
      kit::require_flags(flags, MAPI_UNICODE);
      const std::string utf8 = kit::from_lptstr(name, flags);
      store_->set_default_profile(name == nullptr ? std::nullopt : std::optional<std::string_view>(utf8));
      return S_OK;
    });
  }

  STDMETHODIMP AdminServices(LPTSTR name, LPTSTR password, ULONG_PTR, ULONG flags, LPSERVICEADMIN* admin) override {
    return call([&]() -> HRESULT {
      kit::require(admin != nullptr, "lppServiceAdmin is null");
      *admin = nullptr;
      kit::require_flags(flags, MAPI_UNICODE | MAPI_DIALOG);
      require_no_password(password, flags);
      const std::string utf8 = profile_name(name, flags);
      if (!store_->exists(utf8)) kit::fail(MAPI_E_LOGON_FAILED, "no profile is named \"" + utf8 + "\"");  // B-12
      *admin = make_service_admin(core_, store_->find(utf8)).detach();
      return S_OK;
    });
  }

 private:
  static void add_default_services(const std::shared_ptr<Profile>& profile, ULONG_PTR ui_param, ULONG flags) {
    const ServiceCatalogue catalogue = ServiceCatalogue::load(inf_folders());
    const std::vector<std::string> names = catalogue.default_services();
    if (names.empty()) {
      std::string what = "no mapisvc.inf names default services";
      for (const std::string& complaint : catalogue.complaints()) what += "; " + complaint;
      kit::fail(MAPI_E_NOT_FOUND, what);
    }
    ServiceEvent ui;
    if ((flags & MAPI_DIALOG) != 0) {  // whose bit means something else to an entry function
      ui.ui_param = ui_param;
      ui.flags = SERVICE_UI_ALLOWED | (flags & MAPI_UNICODE);
    }
    ServiceSetup(profile).create_all(catalogue, names, ui);
  }

  const std::shared_ptr<kit::Core> core_;
  const std::shared_ptr<ProfileStore> store_;
};

}  // namespace

kit::com_ptr<IProfAdmin> make_profile_admin(std::shared_ptr<kit::Core> core, std::shared_ptr<ProfileStore> store) {
  return kit::make_object<ProfileAdmin>(std::move(core), std::move(store));
}

}  // namespace postroom::profile
