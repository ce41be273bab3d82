// SPDX-License-Identifier: Apache-2.0
//
// The message store provider, whole: IMSProvider and all that it hands out, over a Medium (backend.hpp).
//
//   STDINITMETHODIMP MSProviderInit(HINSTANCE, LPMALLOC, LPALLOCATEBUFFER allocate, LPALLOCATEMORE more,
//                                   LPFREEBUFFER free, ULONG flags, ULONG mapi_version, ULONG* provider_version,
//                                   LPMSPROVIDER* provider) {
//     return kit::provider::provider_init<kit::store::Provider>({allocate, more, free}, flags, mapi_version,
//                                                               provider_version, provider,
//                                                               std::make_shared<MyMedium>());
//   }
#pragma once

#include <postroom/provider/entry_point.hpp>
#include <postroom/provider/provider_object.hpp>
#include <postroom/store/backend.hpp>

#include <functional>
#include <memory>
#include <string>

namespace postroom::kit::store {

class StoreCore;

// The provider object. Thread-safe. Contract C-20 … C-33, M-1 … M-55, J-23 … J-55.
class Provider final : public provider::ProviderObject<Provider, IMSProvider> {
 public:
  static constexpr const char* kTypeName = "IMSProvider";
  explicit Provider(std::shared_ptr<Medium> medium) : medium_(std::move(medium)) {}

  STDMETHODIMP Logon(LPMAPISUP support, ULONG_PTR ui_param, LPTSTR profile, ULONG size, LPENTRYID entry, ULONG flags,
                     LPCIID iid, ULONG* security_size, LPBYTE* security, LPMAPIERROR* error, LPMSLOGON* logon,
                     LPMDB* store) override;
  STDMETHODIMP SpoolerLogon(LPMAPISUP support, ULONG_PTR ui_param, LPTSTR profile, ULONG size, LPENTRYID entry,
                            ULONG flags, LPCIID iid, ULONG security_size, LPBYTE security, LPMAPIERROR* error,
                            LPMSLOGON* logon, LPMDB* store) override;
  STDMETHODIMP CompareStoreIDs(ULONG size1, LPENTRYID entry1, ULONG size2, LPENTRYID entry2, ULONG flags,
                               ULONG* result) override;

 private:
  struct Request;
  HRESULT log_on(const Request& request);
  std::shared_ptr<StoreBackend> open_backend(const Request& request, const std::string& place);
  bool reuse(const Request& request, const std::string& place, const std::function<bool(const Identity&)>& is_it);
  void refuse_twin(const Identity& identity) const;

  const std::shared_ptr<Medium> medium_;
};

}  // namespace postroom::kit::store
