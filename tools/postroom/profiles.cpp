// SPDX-License-Identifier: Apache-2.0
//
// postroom profile, service and store list: administration through MAPI's own interfaces (B.1 … B.3).
#include <mapiaux.h>
#include <nlohmann/json.hpp>
#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/service_settings.hpp"
#include "tools/postroom/session.hpp"
#include "tools/postroom/text.hpp"

namespace postroom::tool {
namespace {

kit::com_ptr<IProfAdmin> profile_admin() {
  kit::com_ptr<IProfAdmin> admin;
  check_function(MAPIAdminProfiles(0, admin.put()), _("open the profiles"));
  return admin;
}

// Profile names go through LPTSTR parameters without a width flag of their own, so as UTF-8.
LPTSTR as_lptstr(std::string& text) {
  return reinterpret_cast<LPTSTR>(text.data());
}

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

kit::com_ptr<IMsgServiceAdmin2> service_admin(const Context& context) {
  const kit::com_ptr<IProfAdmin> admin = profile_admin();
  std::string name = context.profile.empty() ? default_profile(admin.get()) : context.profile;
  kit::com_ptr<IMsgServiceAdmin> services;
  const HRESULT code = admin->AdminServices(as_lptstr(name), nullptr, 0, 0, services.put());
  if (code == MAPI_E_LOGON_FAILED) {  // B-12
    kit::fail(MAPI_E_NOT_FOUND,
              filled(_("there is no profile '%1'; 'postroom profile list' shows those there are"), name));
  }
  check(code, admin.get(), "open the profile's services");
  return services.as<IMsgServiceAdmin2>();
}

struct ServiceRow {
  std::string name;
  std::string display;
  MAPIUID uid{};
};

std::vector<ServiceRow> service_rows(IMsgServiceAdmin2* admin) {
  kit::com_ptr<IMAPITable> table;
  check(admin->GetMsgServiceTable(0, table.put()), admin, "list the services");
  std::vector<ServiceRow> rows;
  for_each_row(table.get(), {PR_SERVICE_NAME_W, PR_DISPLAY_NAME_W, PR_SERVICE_UID}, [&](const Values& row) {
    ServiceRow service{row.text(PR_SERVICE_NAME_W), row.text(PR_DISPLAY_NAME_W), {}};
    const std::string uid = row.binary(PR_SERVICE_UID);
    if (uid.size() == sizeof(MAPIUID)) std::memcpy(&service.uid, uid.data(), sizeof(MAPIUID));
    rows.push_back(std::move(service));
    return true;
  });
  return rows;
}

ServiceRow find_service(IMsgServiceAdmin2* admin, const std::string& name) {
  for (const ServiceRow& row : service_rows(admin)) {
    if (row.name == name) return row;
  }
  kit::fail(MAPI_E_NOT_FOUND,
            filled(_("the profile has no service '%1'; 'postroom service list' shows those it has"), name));
}

void configure(IMsgServiceAdmin2* admin, MAPIUID uid, const std::vector<kit::PropertyValue>& settings) {
  if (settings.empty()) return;
  const auto values = kit::make_values(settings);
  check(admin->ConfigureMsgService(&uid, 0, 0, static_cast<ULONG>(settings.size()), values.get()), admin,
        "configure the service");
}

// A service that refuses its settings is not left behind half made.
void configure_new(IMsgServiceAdmin2* admin, MAPIUID uid, const std::vector<kit::PropertyValue>& settings) {
  try {
    configure(admin, uid, settings);
  } catch (const kit::Failure&) {
    admin->DeleteMsgService(&uid);
    throw;
  }
}

}  // namespace

int profile_list(const Context& context) {
  const Mapi mapi;
  const kit::com_ptr<IProfAdmin> admin = profile_admin();
  kit::com_ptr<IMAPITable> table;
  check(admin->GetProfileTable(0, table.put()), admin.get(), "list the profiles");
  nlohmann::json document = nlohmann::json::array();
  for_each_row(table.get(), {PR_DISPLAY_NAME_W, PR_DEFAULT_PROFILE}, [&](const Values& row) {
    const std::string name = row.text(PR_DISPLAY_NAME_W);
    const bool is_default = row.flag(PR_DEFAULT_PROFILE);
    if (context.json) {
      document.push_back({{"name", name}, {"default", is_default}});
    } else {
      print_line(printable(name) + (is_default ? _(" (default)") : ""));
    }
    return true;
  });
  if (context.json) print(document);
  return kDone;
}

int profile_create(const Context& context, const ProfileOptions& options) {
  const Mapi mapi;
  const kit::com_ptr<IProfAdmin> admin = profile_admin();
  std::string name = options.name;
  const HRESULT code =
      admin->CreateProfile(as_lptstr(name), nullptr, 0, options.without_services ? 0 : MAPI_DEFAULT_SERVICES);
  if (code == MAPI_E_NO_ACCESS) kit::fail(code, filled(_("there is a profile '%1' already"), name));  // B-4
  check(code, admin.get(), filled(_("create the profile '%1'"), name));
  if (options.make_default)
    check(admin->SetDefaultProfile(as_lptstr(name), 0), admin.get(), "make it the default profile");
  if (context.json) {
    print({{"created", name}});
  } else {
    print_line(filled(_("created the profile '%1'"), name));
  }
  return kDone;
}

int profile_delete(const Context& context, const ProfileOptions& options) {
  const Mapi mapi;
  const kit::com_ptr<IProfAdmin> admin = profile_admin();
  std::string name = options.name;
  const HRESULT code = admin->DeleteProfile(as_lptstr(name), 0);
  if (code == MAPI_E_NOT_FOUND) kit::fail(code, filled(_("there is no profile '%1'"), name));
  check(code, admin.get(), filled(_("delete the profile '%1'"), name));
  if (context.json) print({{"deleted", name}});
  return kDone;
}

int profile_default(const Context& context, const ProfileOptions& options) {
  const Mapi mapi;
  const kit::com_ptr<IProfAdmin> admin = profile_admin();
  std::string name = options.name;
  const HRESULT code = admin->SetDefaultProfile(as_lptstr(name), 0);
  if (code == MAPI_E_NOT_FOUND) kit::fail(code, filled(_("there is no profile '%1'"), name));
  check(code, admin.get(), filled(_("make '%1' the default profile"), name));
  if (context.json) print({{"default", name}});
  return kDone;
}

int service_list(const Context& context) {
  const Mapi mapi;
  const auto admin = service_admin(context);
  nlohmann::json document = nlohmann::json::array();
  for (const ServiceRow& row : service_rows(admin.get())) {
    if (context.json) {
      document.push_back({{"name", row.name}, {"display", row.display}});
    } else {
      print_line(column(row.name, 24) + " " + printable(row.display));
    }
  }
  if (context.json) print(document);
  return kDone;
}

int service_add(const Context& context, const ServiceOptions& options) {
  std::string name = options.service;
  const std::vector<kit::PropertyValue> settings = parse_settings(name, options.settings);
  const Mapi mapi;
  const auto admin = service_admin(context);
  MAPIUID uid{};
  const HRESULT code = admin->CreateMsgServiceEx(name.data(), nullptr, 0, 0, &uid);
  if (code == MAPI_E_NOT_FOUND) kit::fail(code, filled(_("no mapisvc.inf describes a service '%1'"), name));  // B-27
  check(code, admin.get(), filled(_("add the service '%1'"), name));
  configure_new(admin.get(), uid, settings);
  if (context.json) print({{"added", name}});
  return kDone;
}

int service_configure(const Context& context, const ServiceOptions& options) {
  const std::vector<kit::PropertyValue> settings = parse_settings(options.service, options.settings);
  const Mapi mapi;
  const auto admin = service_admin(context);
  configure(admin.get(), find_service(admin.get(), options.service).uid, settings);
  if (context.json) print({{"configured", options.service}});
  return kDone;
}

int service_remove(const Context& context, const ServiceOptions& options) {
  const Mapi mapi;
  const auto admin = service_admin(context);
  MAPIUID uid = find_service(admin.get(), options.service).uid;
  check(admin->DeleteMsgService(&uid), admin.get(), filled(_("remove the service '%1'"), options.service));
  if (context.json) print({{"removed", options.service}});
  return kDone;
}

int store_list(const Context& context) {
  const Mapi mapi;
  Session session(context.profile);
  kit::com_ptr<IMAPITable> table;
  check(session->GetMsgStoresTable(0, table.put()), session.get(), "list the message stores");
  nlohmann::json document = nlohmann::json::array();
  for_each_row(table.get(), {PR_DISPLAY_NAME_W, PR_DEFAULT_STORE, PR_PROVIDER_DISPLAY_W}, [&](const Values& row) {
    if (context.json) {
      document.push_back({{"name", row.text(PR_DISPLAY_NAME_W)},
                          {"provider", row.text(PR_PROVIDER_DISPLAY_W)},
                          {"default", row.flag(PR_DEFAULT_STORE)}});
    } else {
      print_line(column(row.text(PR_DISPLAY_NAME_W), 30) + " " + printable(row.text(PR_PROVIDER_DISPLAY_W)) +
                 (row.flag(PR_DEFAULT_STORE) ? _(" (default)") : ""));
    }
    return true;
  });
  if (context.json) print(document);
  table.reset();
  session.log_off();
  return kDone;
}

}  // namespace postroom::tool
