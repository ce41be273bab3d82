// SPDX-License-Identifier: Apache-2.0
#include "providers/smtp/smtp_backend.hpp"

#include <postroom/provider/service_entry.hpp>
#include <postroom/transport/profile.hpp>
#include <postroom/transport/provider.hpp>

using namespace postroom;

extern "C" {

MAPI_VISIBLE HRESULT STDAPICALLTYPE XPProviderInit(HINSTANCE, LPMALLOC, LPALLOCATEBUFFER allocate, LPALLOCATEMORE more,
                                                   LPFREEBUFFER free, ULONG flags, ULONG mapi_version,
                                                   ULONG* provider_version, LPXPPROVIDER* provider) {
  return kit::provider::provider_init<kit::transport::Provider>({allocate, more, free}, flags, mapi_version,
                                                                provider_version, provider, &smtp::log_on);
}

MAPI_VISIBLE HRESULT STDAPICALLTYPE ServiceEntry(HINSTANCE, LPMALLOC, LPMAPISUP support, ULONG_PTR, ULONG flags,
                                                 ULONG context, ULONG count, LPSPropValue properties,
                                                 LPPROVIDERADMIN admin, LPMAPIERROR* error) {
  static constexpr ULONG kSettings[] = {transport::PR_SMTP_HOST_W,        transport::PR_SMTP_PORT,
                                        transport::PR_SMTP_TLS,           transport::PR_SMTP_SENDER_W,
                                        transport::PR_SMTP_USER_W,        transport::PR_SMTP_PASSWORD_W,
                                        transport::PR_SMTP_SENDER_NAME_W, transport::PR_SMTP_CA_FILE_W};
  return kit::provider::service_entry({support, flags, context, {properties, count}, admin, error},
                                      {.settings = kSettings, .validate = &smtp::validate});
}

}  // extern "C"
