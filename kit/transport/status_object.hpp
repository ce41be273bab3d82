// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kit/transport/transport_core.hpp"

#include <postroom/object.hpp>

namespace postroom::kit::transport {

// The status object of a transport logon: the columns of its row as a read-only IMAPIProp, ValidateState and
// FlushQueues (E-8 … E-18). The logon holds one reference and drops it at logoff, when the gate is closed: whoever
// leaked it gets MAPI_E_INVALID_OBJECT from then on (J-64, J-77).
class StatusObject final : public Object<StatusObject, IMAPIStatus> {
 public:
  static constexpr const char* kTypeName = "IMAPIStatus";
  explicit StatusObject(std::shared_ptr<TransportCore> core) : Object(core), transport_(*core) {}

  STDMETHODIMP GetLastError(HRESULT code, ULONG flags, LPMAPIERROR* error) override {
    return last_error(code, flags, error);
  }
  STDMETHODIMP SaveChanges(ULONG flags) override;
  STDMETHODIMP GetProps(LPSPropTagArray tags, ULONG flags, ULONG* count, LPSPropValue* values) override;
  STDMETHODIMP GetPropList(ULONG flags, LPSPropTagArray* tags) override;
  STDMETHODIMP OpenProperty(ULONG tag, LPCIID iid, ULONG options, ULONG flags, LPUNKNOWN* object) override;
  STDMETHODIMP SetProps(ULONG count, LPSPropValue values, LPSPropProblemArray* problems) override;
  STDMETHODIMP DeleteProps(LPSPropTagArray tags, LPSPropProblemArray* problems) override;
  STDMETHODIMP CopyTo(ULONG iid_count, LPCIID iids, LPSPropTagArray excluded, ULONG_PTR ui_param,
                      LPMAPIPROGRESS progress, LPCIID iid, LPVOID destination, ULONG flags,
                      LPSPropProblemArray* problems) override;
  STDMETHODIMP CopyProps(LPSPropTagArray tags, ULONG_PTR ui_param, LPMAPIPROGRESS progress, LPCIID iid,
                         LPVOID destination, ULONG flags, LPSPropProblemArray* problems) override;
  STDMETHODIMP GetNamesFromIDs(LPSPropTagArray* tags, LPGUID set, ULONG flags, ULONG* count,
                               LPMAPINAMEID** names) override;
  STDMETHODIMP GetIDsFromNames(ULONG count, LPMAPINAMEID* names, ULONG flags, LPSPropTagArray* tags) override;

  STDMETHODIMP ValidateState(ULONG_PTR ui_param, ULONG flags) override;
  STDMETHODIMP SettingsDialog(ULONG_PTR ui_param, ULONG flags) override;
  STDMETHODIMP ChangePassword(LPTSTR old_password, LPTSTR new_password, ULONG flags) override;
  STDMETHODIMP FlushQueues(ULONG_PTR ui_param, ULONG target_size, LPENTRYID target, ULONG flags) override;

 private:
  TransportCore& transport_;  // the core that Object owns
};

// What ValidateState and FlushQueues do, on the status object and on IXPLogon alike (N-15, N-16). They throw Failure.
void validate_state(TransportCore& core, ULONG flags);
void flush_queues(TransportCore& core, ULONG flags);

}  // namespace postroom::kit::transport
