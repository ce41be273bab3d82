// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/services.hpp"

#include <kit/text/hexadecimal.hpp>
#include <postroom/failure.hpp>

#include "tools/postroom/data_home.hpp"
#include "tools/postroom/properties.hpp"
#include "tools/postroom/service_settings.hpp"
#include "tools/postroom/text.hpp"

#include <cstring>
#include <filesystem>

namespace postroom::tool {
namespace {

constexpr ULONG kForceAccess = 0x00080000;  // MAPI_FORCE_ACCESS: a provider's section, for looking only (B-21)
constexpr std::size_t kShortestId = 4;
constexpr std::size_t kShownId = 8;

std::string default_profile(IProfAdmin* admin) {
  kit::com_ptr<IMAPITable> table;
  check(admin->GetProfileTable(0, table.put()), admin, "list the profiles");
  std::string name;
  for_each_row(table.get(), {PR_DISPLAY_NAME_W, PR_DEFAULT_PROFILE}, [&](const Values& row) {
    if (row.flag(PR_DEFAULT_PROFILE)) name = row.text(PR_DISPLAY_NAME_W);
    return name.empty();
  });
  if (name.empty()) kit::fail(MAPI_E_NOT_FOUND, _("there is no default profile; name one with --profile"));
  return name;
}

MAPIUID as_uid(const std::string& bytes) {
  MAPIUID uid{};
  if (bytes.size() == sizeof(MAPIUID)) std::memcpy(&uid, bytes.data(), sizeof(MAPIUID));
  return uid;
}

// A file as the service's provider takes it: its default name is the profile's, and a relative one is in `folder`.
std::string file_in(const char* folder, const std::string& path, const std::string& profile) {
  const std::string name = path.empty() ? kit::as_file_name(profile) + ".sqlite" : path;
  return (data_home() / folder / name).lexically_normal().string();
}

// Where a service's provider keeps what it has, from its section.
std::string place_of(IMsgServiceAdmin2* admin, const std::string& service, MAPIUID provider) {
  const auto tag = main_setting(service);
  if (!tag) return {};
  kit::com_ptr<IProfSect> section;
  check(admin->OpenProfileSection(&provider, nullptr, kForceAccess, section.put()), admin,
        "open a section of the profile");
  const Properties p = get_properties(section.get(), {*tag, PR_PROFILE_NAME_W});
  if (service == "POSTROOM_STORE") return file_in("stores", p.text(*tag), p.text(PR_PROFILE_NAME_W));
  if (service == "POSTROOM_BOOK") return file_in("books", p.text(*tag), p.text(PR_PROFILE_NAME_W));
  return p.text(*tag);
}

void add_places(IMsgServiceAdmin2* admin, std::vector<ServiceRow>& rows) {
  kit::com_ptr<IMAPITable> table;
  check(admin->GetProviderTable(0, table.put()), admin, "list the providers");
  for_each_row(table.get(), {PR_SERVICE_UID, PR_PROVIDER_UID}, [&](const Values& provider) {
    for (ServiceRow& row : rows) {
      if (row.id == kit::hexadecimal(provider.binary(PR_SERVICE_UID)))
        row.place = place_of(admin, row.name, as_uid(provider.binary(PR_PROVIDER_UID)));
    }
    return true;
  });
}

}  // namespace

kit::com_ptr<IProfAdmin> profile_admin() {
  kit::com_ptr<IProfAdmin> admin;
  check_function(MAPIAdminProfiles(0, admin.put()), _("open the profiles"));
  return admin;
}

kit::com_ptr<IMsgServiceAdmin2> service_admin(const Context& context) {
  const kit::com_ptr<IProfAdmin> admin = profile_admin();
  std::string name = context.profile.empty() ? default_profile(admin.get()) : context.profile;
  kit::com_ptr<IMsgServiceAdmin> services;
  const HRESULT code = admin->AdminServices(reinterpret_cast<LPTSTR>(name.data()), nullptr, 0, 0, services.put());
  if (code == MAPI_E_LOGON_FAILED) {  // B-12
    kit::fail(MAPI_E_NOT_FOUND,
              filled(_("there is no profile '%1'; 'postroom profile list' shows those there are"), name));
  }
  check(code, admin.get(), "open the profile's services");
  return services.as<IMsgServiceAdmin2>();
}

std::vector<ServiceRow> service_rows(IMsgServiceAdmin2* admin) {
  kit::com_ptr<IMAPITable> table;
  check(admin->GetMsgServiceTable(0, table.put()), admin, "list the services");
  std::vector<ServiceRow> rows;
  for_each_row(table.get(), {PR_SERVICE_NAME_W, PR_DISPLAY_NAME_W, PR_SERVICE_UID}, [&](const Values& row) {
    const std::string uid = row.binary(PR_SERVICE_UID);
    rows.push_back(
        {row.text(PR_SERVICE_NAME_W), row.text(PR_DISPLAY_NAME_W), as_uid(uid), kit::hexadecimal(uid), std::string()});
    return true;
  });
  add_places(admin, rows);
  return rows;
}

ServiceRow find_service(IMsgServiceAdmin2* admin, const std::string& name) {
  std::vector<ServiceRow> found;
  for (ServiceRow& row : service_rows(admin)) {
    if (row.name == name || (name.size() >= kShortestId && row.id.starts_with(name))) found.push_back(std::move(row));
  }
  if (found.empty()) {
    kit::fail(MAPI_E_NOT_FOUND,
              filled(_("the profile has no service '%1'; 'postroom service list' shows those it has"), name));
  }
  if (found.size() == 1) return found.front();
  std::string choice;
  for (const ServiceRow& row : found)
    choice +=
        (choice.empty() ? "" : ", ") + row.id.substr(0, kShownId) + (row.place.empty() ? "" : " (" + row.place + ")");
  kit::fail(MAPI_E_AMBIGUOUS_RECIP,
            filled(_("'%1' is ambiguous: the profile has %2 such services; name one by its id: %3"), name, found.size(),
                   choice));
}

}  // namespace postroom::tool
