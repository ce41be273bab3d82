// SPDX-License-Identifier: Apache-2.0
#include <postroom/transport/provider.hpp>

#include "kit/transport/message_properties.hpp"
#include "kit/transport/transport_logon.hpp"

#include <postroom/failure.hpp>
#include <postroom/text.hpp>

namespace postroom::kit::transport {
namespace {

// The provider's own section; null when the runtime has none for it: then everything is its default.
com_ptr<IMAPIProp> own_section(IMAPISupport& support) {
  com_ptr<IProfSect> section;
  if (FAILED(support.OpenProfileSection(nullptr, 0, section.put()))) return {};
  return section;
}

}  // namespace

std::string Settings::text(ULONG tag, std::string_view otherwise) const {
  if (!section_) return std::string(otherwise);
  const PropertyBag value = read_properties(*section_, {tag});
  return std::string(value.text(tag).empty() ? otherwise : value.text(tag));
}

ULONG Settings::number(ULONG tag, ULONG otherwise) const {
  if (!section_) return otherwise;
  return static_cast<ULONG>(read_properties(*section_, {tag}).number(tag, static_cast<LONG>(otherwise)));
}

STDMETHODIMP Provider::TransportLogon(LPMAPISUP support, ULONG_PTR, LPTSTR profile_name, ULONG* flags,
                                      LPMAPIERROR* error, LPXPLOGON* logon) {
  const ULONG width = flags != nullptr ? *flags & MAPI_UNICODE : 0;
  if (error != nullptr) *error = nullptr;
  const HRESULT result = call([&]() -> HRESULT {
    require(logon != nullptr && flags != nullptr, "lppXPLogon or lpulFlags is null");
    *logon = nullptr;
    require(support != nullptr, "lpMAPISup is null");
    require_flags(*flags, LOGON_NO_CONNECT | LOGON_NO_DIALOG | LOGON_NO_INBOUND | LOGON_NO_OUTBOUND | MAPI_UNICODE);
    // Traffic starts with TransportNotify, so NO_INBOUND and NO_OUTBOUND are met by themselves (C-15).
    const Settings settings(own_section(*support), from_lptstr(profile_name, width));
    const auto core = std::make_shared<TransportCore>(support, log_on_(settings, *flags));
    core->add_status_row();
    com_ptr<transport::TransportLogon> result_object = make_object<transport::TransportLogon>(core);
    provider::LogonList::enter(logons(), core);
    *flags = core->receives() ? LOGON_SP_POLL : 0;
    *logon = result_object.detach();
    return S_OK;
  });
  if (FAILED(result) && error != nullptr) {
    // A transport has no GetLastError: what went wrong goes with the answer (O-13).
    static_cast<void>(call([&] { return core().last_error(identity(), result, width, error); }));
  }
  return result;
}

}  // namespace postroom::kit::transport
