// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kit/transport/transport_core.hpp"

#include <postroom/object.hpp>

namespace postroom::kit::transport {

// IXPLogon over a backend. The spooler calls it on the transport's thread (N-2); TransportNotify and TransportLogoff
// may come on any thread at any time (N-9, J-61).
class TransportLogon final : public Object<TransportLogon, IXPLogon> {
 public:
  static constexpr const char* kTypeName = "IXPLogon";
  explicit TransportLogon(const std::shared_ptr<TransportCore>& core) : Object(core), transport_(*core) {}

  STDMETHODIMP AddressTypes(ULONG* flags, ULONG* type_count, LPTSTR** types, ULONG* uid_count,
                            LPMAPIUID** uids) override;
  STDMETHODIMP RegisterOptions(ULONG* flags, ULONG* count, LPOPTIONDATA* options) override;
  STDMETHODIMP TransportNotify(ULONG* flags, LPVOID* data) override;
  STDMETHODIMP Idle(ULONG flags) override;
  STDMETHODIMP TransportLogoff(ULONG flags) override;
  STDMETHODIMP SubmitMessage(ULONG flags, LPMESSAGE message, ULONG_PTR* reference,
                             ULONG_PTR* return_parameter) override;
  STDMETHODIMP EndMessage(ULONG_PTR reference, ULONG* flags) override;
  STDMETHODIMP Poll(ULONG* incoming) override;
  STDMETHODIMP StartMessage(ULONG flags, LPMESSAGE message, ULONG_PTR* reference) override;
  STDMETHODIMP OpenStatusEntry(LPCIID iid, ULONG flags, ULONG* object_type, LPMAPISTATUS* entry) override;
  STDMETHODIMP ValidateState(ULONG_PTR ui_param, ULONG flags) override;
  STDMETHODIMP FlushQueues(ULONG_PTR ui_param, ULONG target_size, LPENTRYID target, ULONG flags) override;

  void last_release() noexcept { transport_.close(); }  // J-29

 private:
  TransportCore& transport_;  // the core that Object owns
};

// SubmitMessage's work: sends to the recipients that are this transport's, notes each one's responsibility in the
// message, and reports in one call (H-25 … H-31). The answers are SubmitMessage's own; throws Failure.
HRESULT submit(TransportCore& core, IMessage& message, ULONG_PTR* reference, ULONG_PTR* retry_after);

// StartMessage's work: the oldest message that waits goes into `message`, which stays unsaved when none does (I-7).
HRESULT receive(TransportCore& core, IMessage& message, ULONG_PTR* reference);

}  // namespace postroom::kit::transport
