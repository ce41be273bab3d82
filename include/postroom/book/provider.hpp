// SPDX-License-Identifier: Apache-2.0
//
// An address-book provider out of a backend: IABProvider, IABLogon, the containers, people and lists, their tables,
// the status object, and every duty of logon and logoff (C-20, C-21, C-48, J-23 … J-32).
//
//   STDINITMETHODIMP ABProviderInit(…) {
//     return kit::provider::provider_init<kit::book::BookProvider>({allocate, more, free}, flags, mapi_version,
//                                                                  provider_version, provider, definition());
//   }
#pragma once

#include <postroom/book/backend.hpp>
#include <postroom/provider/entry_point.hpp>
#include <postroom/provider/provider_object.hpp>

#include <functional>
#include <memory>
#include <string>

namespace postroom::kit::book {

// What tells one provider of address books from another.
struct Definition {
  // The provider's constant MAPIUID, registered by every logon (D-7) and part of every entry identifier (F-1).
  MAPIUID uid{};
  std::string provider_display;  // PR_PROVIDER_DISPLAY
  // What the provider's profile section lacks of what it should say: written there once, so that it stays when the
  // profile is renamed. May be empty.
  std::function<PropertyBag(const PropertyBag& section)> defaults;
  // Opens the medium that the section describes. A section with a PR_RECORD_KEY means the very book that has it
  // (BookBackend::record_key()): one that is gone, or another in its place, is MAPI_E_NOT_FOUND. Throws Failure:
  // MAPI_E_UNCONFIGURED when it says too little (C-23), MAPI_E_FAILONEPROVIDER for a missing or bad password (C-27),
  // anything else for a medium that cannot be opened. Its text is what the user reads, so it names the medium.
  std::function<std::unique_ptr<BookBackend>(const PropertyBag& section)> open;
};

class BookProvider final : public provider::ProviderObject<BookProvider, IABProvider> {
 public:
  static constexpr const char* kTypeName = "IABProvider";

  explicit BookProvider(Definition definition) : definition_(std::move(definition)) {}

  STDMETHODIMP Logon(LPMAPISUP support, ULONG_PTR ui_param, LPTSTR profile_name, ULONG flags, ULONG* security_size,
                     LPBYTE* security, LPMAPIERROR* error, LPABLOGON* logon) override;

 private:
  const Definition definition_;
};

}  // namespace postroom::kit::book
