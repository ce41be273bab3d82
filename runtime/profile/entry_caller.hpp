// SPDX-License-Identifier: Apache-2.0
//
// How profile administration reaches a message service's entry function (MSGSERVICEENTRY; B-44 … B-48). The library
// loader implements ServiceEntryCaller: it finds the function, makes the configuration support object, bounds the
// call and turns the MAPIERROR into text.
#pragma once

#include <mapispi.h>
#include <mapix.h>

#include <memory>
#include <span>
#include <string>

namespace postroom::profile {

class Profile;

struct ServiceEntryCall {
  std::shared_ptr<Profile> profile;
  MAPIUID service{};       // the service's section
  std::string dll_name;    // PR_SERVICE_DLL_NAME
  std::string entry_name;  // PR_SERVICE_ENTRY_NAME
  ULONG context = 0;       // MSG_SERVICE_CREATE …
  ULONG_PTR ui_param = 0;
  ULONG flags = 0;
  std::span<const SPropValue> properties;  // only for MSG_SERVICE_CONFIGURE (B-45)
  IProviderAdmin* provider_admin = nullptr;
};

struct ServiceEntryResult {
  HRESULT code = S_OK;
  std::string error;  // what the service said; empty when it said nothing
};

class ServiceEntryCaller {
 public:
  // Calls the entry function, without any lock held by the caller. Failing to find it is a result, not an exception:
  // MAPI_E_NOT_FOUND for the library, MAPI_E_NOT_INITIALIZED for the function.
  virtual ServiceEntryResult call(const ServiceEntryCall& call) noexcept = 0;

 protected:
  ~ServiceEntryCaller() = default;
};

// Set once, when MAPI is initialised; lives until the process exits. Null (the start) makes every service one without
// an entry function.
void set_service_entry_caller(ServiceEntryCaller* caller) noexcept;
ServiceEntryCaller* service_entry_caller() noexcept;

}  // namespace postroom::profile
