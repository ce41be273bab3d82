// SPDX-License-Identifier: Apache-2.0
//
// The message services of a profile, as administration sees them: without a session, so that a profile whose providers
// cannot log on can be looked at and mended.
#pragma once

#include <mapix.h>
#include <postroom/com_ptr.hpp>

#include "tools/postroom/command.hpp"

#include <string>
#include <vector>

namespace postroom::tool {

// All of these throw Failure with a sentence, and need Mapi.
kit::com_ptr<IProfAdmin> profile_admin();

// The services of the command's profile. MAPI_E_NOT_FOUND when there is no such profile, or no default one.
kit::com_ptr<IMsgServiceAdmin2> service_admin(const Context& context);

struct ServiceRow {
  std::string name;  // in mapisvc.inf
  std::string display;
  MAPIUID uid{};
  std::string id;     // the uid in hexadecimal; its first characters name the service on the command line
  std::string place;  // what tells it from another of its name: the file of a store or book, a server; may be empty
};

std::vector<ServiceRow> service_rows(IMsgServiceAdmin2* admin);

// The service of that name, or whose id begins so. MAPI_E_NOT_FOUND; MAPI_E_AMBIGUOUS_RECIP when there are several,
// with what tells them apart.
ServiceRow find_service(IMsgServiceAdmin2* admin, const std::string& name);

}  // namespace postroom::tool
