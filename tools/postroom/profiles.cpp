// SPDX-License-Identifier: Apache-2.0
//
// postroom profile, service and store list: administration through MAPI's own interfaces (B.1 … B.3).
#include <mapiaux.h>
#include <nlohmann/json.hpp>
#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/service_settings.hpp"
#include "tools/postroom/services.hpp"
#include "tools/postroom/session.hpp"
#include "tools/postroom/text.hpp"

namespace postroom::tool {
namespace {

// Profile names go through LPTSTR parameters without a width flag of their own, so as UTF-8.
LPTSTR as_lptstr(std::string& text) {
  return reinterpret_cast<LPTSTR>(text.data());
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
      document.push_back({{"id", row.id}, {"name", row.name}, {"display", row.display}, {"place", row.place}});
    } else {
      print_line(row.id.substr(0, 8) + "  " + column(row.name, 24) + " " + column(row.display, 26) + " " +
                 printable(row.place));
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
  const Mapi mapi;
  const auto admin = service_admin(context);
  const ServiceRow service = find_service(admin.get(), options.service);
  configure(admin.get(), service.uid, parse_settings(service.name, options.settings));
  if (context.json) print({{"configured", service.name}, {"id", service.id}});
  return kDone;
}

int service_remove(const Context& context, const ServiceOptions& options) {
  const Mapi mapi;
  const auto admin = service_admin(context);
  ServiceRow service = find_service(admin.get(), options.service);
  check(admin->DeleteMsgService(&service.uid), admin.get(), filled(_("remove the service '%1'"), options.service));
  if (context.json) print({{"removed", service.name}, {"id", service.id}});
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
