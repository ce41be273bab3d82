// SPDX-License-Identifier: Apache-2.0
//
// The body of a message service's entry function, for services that programs configure by properties and that show
// nothing themselves (B-29, B-44 … B-48). The provider exports it by the name that mapisvc.inf gives:
//
//   HRESULT STDAPICALLTYPE ServiceEntry(HINSTANCE, LPMALLOC, LPMAPISUP support, ULONG_PTR, ULONG flags, ULONG context,
//                                       ULONG count, LPSPropValue properties, LPPROVIDERADMIN admin,
//                                       LPMAPIERROR* error) {
//     return service_entry({support, flags, context, {properties, count}, admin, error}, {.settings = kSettings});
//   }
//
// IMsgServiceAdmin::ConfigureMsgService(uid, 0, 0, count, properties) then writes the properties into the section of
// each of the service's providers, all or none. An absent value (PT_NULL under the property's id) removes it.
#pragma once

#include <postroom/property_bag.hpp>

#include <mapispi.h>

#include <span>

namespace postroom::kit::provider {

struct ServiceEntryArguments {
  LPMAPISUP support = nullptr;
  ULONG flags = 0;
  ULONG context = 0;
  std::span<const SPropValue> properties;
  LPPROVIDERADMIN admin = nullptr;
  LPMAPIERROR* error = nullptr;
};

struct ServiceRules {
  // The properties that may be set; any other is MAPI_E_INVALID_PARAMETER. PR_DISPLAY_NAME may always be.
  std::span<const ULONG> settings;
  // What a provider wrote down of the medium that the settings name, its identity above all. It is removed when one of
  // the settings is set: another medium may be meant now.
  std::span<const ULONG> bound = {};
  // Looks at what a provider's section would hold then. Throws Failure: MAPI_E_UNCONFIGURED when something needed is
  // missing, MAPI_E_INVALID_PARAMETER when something makes no sense; the text goes to the user.
  void (*validate)(const PropertyBag& section) = nullptr;
};

// MSG_SERVICE_CONFIGURE as above; without properties it only validates. Providers are not added or removed one by one
// (MAPI_E_NO_SUPPORT), a user interface asked for with SERVICE_UI_ALWAYS is MAPI_E_NO_SUPPORT, and all other contexts
// need nothing done. The allocators of this library are set from the support object.
HRESULT service_entry(const ServiceEntryArguments& arguments, const ServiceRules& rules) noexcept;

}  // namespace postroom::kit::provider
