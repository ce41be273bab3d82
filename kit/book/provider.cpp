// SPDX-License-Identifier: Apache-2.0
#include <postroom/book/provider.hpp>

#include "kit/book/book_core.hpp"
#include "kit/book/book_logon.hpp"

#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>

namespace postroom::kit::book {
namespace {

com_ptr<IProfSect> open_section(IMAPISupport& support, ULONG flags) {
  com_ptr<IProfSect> section;
  check(support.OpenProfileSection(nullptr, flags, section.put()), "the provider's profile section cannot be opened");
  return section;
}

PropertyBag read_section(IMAPISupport& support) {
  const com_ptr<IProfSect> section = open_section(support, 0);
  ULONG count = 0;
  mapi_ptr<SPropValue> values;
  check(section->GetProps(nullptr, MAPI_UNICODE, &count, out(values)), "the profile section cannot be read");
  return PropertyBag::from(std::span<const SPropValue>(values.get(), count));
}

// Writes what the section lacks. Somebody else may have it open just now (B-19): then it is written another time.
void complete_section(IMAPISupport& support, const PropertyBag& missing) {
  try {
    const com_ptr<IProfSect> section = open_section(support, MAPI_MODIFY);
    check(section->SetProps(static_cast<ULONG>(missing.size()), make_values(missing).get(), nullptr));
  } catch (const Failure& failure) {
    if (failure.code() != MAPI_E_NO_ACCESS) throw;
  }
}

PropertyBag status_row(std::string_view name, const std::string& provider_display) {
  PropertyBag row;
  row.set(PR_DISPLAY_NAME_W, name);
  row.set(PR_PROVIDER_DISPLAY_W, provider_display);
  row.set(PR_STATUS_CODE, static_cast<LONG>(STATUS_AVAILABLE));
  row.set(PR_RESOURCE_METHODS, static_cast<LONG>(STATUS_VALIDATE_STATE));  // E-8, G-21
  return row;
}

}  // namespace

STDMETHODIMP BookProvider::Logon(LPMAPISUP support, ULONG_PTR, LPTSTR, ULONG flags, ULONG* security_size,
                                 LPBYTE* security, LPMAPIERROR* error, LPABLOGON* logon) {
  return logon_call(flags, error, [&]() -> HRESULT {
    if (security_size != nullptr) *security_size = 0;  // C-29
    if (security != nullptr) *security = nullptr;
    require(logon != nullptr, "lppABLogon is null");
    *logon = nullptr;
    require(support != nullptr, "lpMAPISup is null");
    require_flags(flags, AB_NO_DIALOG | MAPI_UNICODE);

    PropertyBag section = read_section(*support);
    PropertyBag missing;
    if (definition_.defaults) {
      missing = definition_.defaults(section);
      section.merge(missing);
    }
    std::shared_ptr<BookBackend> backend = definition_.open(section);
    if (const std::string key = backend->record_key(); !key.empty() && !section.has(PR_RECORD_KEY)) {
      missing.set(PR_RECORD_KEY, key);  // C-21; a profile that does not have it yet gets it
    }
    if (!missing.empty()) complete_section(*support, missing);
    const std::string_view name = section.text(PR_DISPLAY_NAME_W, definition_.provider_display);
    const auto core = std::make_shared<BookCore>(support, definition_.uid,
                                                 status_row(name, definition_.provider_display), std::move(backend));
    MAPIUID uid = definition_.uid;
    check(support->SetProviderUID(&uid, 0), "the provider's identifier cannot be registered");
    core->status().publish(support);
    auto object = make_object<BookLogon>(core);
    provider::LogonList::enter(logons(), core);
    *logon = object.detach();
    return S_OK;
  });
}

}  // namespace postroom::kit::book
