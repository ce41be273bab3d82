// SPDX-License-Identifier: Apache-2.0
//
// IXPProvider over a backend. The whole of a transport provider's library, beside its backend, is:
//
//   HRESULT STDAPICALLTYPE XPProviderInit(HINSTANCE, LPMALLOC, LPALLOCATEBUFFER allocate, LPALLOCATEMORE more,
//                                         LPFREEBUFFER free, ULONG flags, ULONG mapi_version,
//                                         ULONG* provider_version, LPXPPROVIDER* provider) {
//     return provider::provider_init<transport::Provider>({allocate, more, free}, flags, mapi_version,
//                                                         provider_version, provider, &log_on_to_my_medium);
//   }
#pragma once

#include <postroom/provider/entry_point.hpp>
#include <postroom/provider/provider_object.hpp>
#include <postroom/transport/backend.hpp>
#include <postroom/transport/settings.hpp>

namespace postroom::kit::transport {

// Makes the backend of one logon. `logon_flags` are TransportLogon's: with LOGON_NO_CONNECT nothing may be reached.
// Throws kit::Failure: MAPI_E_UNCONFIGURED when a setting is missing, MAPI_E_FAILONEPROVIDER for a bad password,
// MAPI_E_LOGON_FAILED otherwise (C-27).
using LogOn = std::shared_ptr<Backend> (*)(const Settings& settings, ULONG logon_flags);

// The provider object. Several logons on one provider work, each with a backend of its own (N-21). Thread-safe.
class Provider final : public provider::ProviderObject<Provider, IXPProvider> {
 public:
  static constexpr const char* kTypeName = "IXPProvider";
  explicit Provider(LogOn log_on) : log_on_(log_on) {}

  STDMETHODIMP TransportLogon(LPMAPISUP support, ULONG_PTR ui_param, LPTSTR profile_name, ULONG* flags,
                              LPMAPIERROR* error, LPXPLOGON* logon) override;

 private:
  const LogOn log_on_;
};

}  // namespace postroom::kit::transport
