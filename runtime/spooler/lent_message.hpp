// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/object.hpp>

#include <atomic>
#include <utility>

namespace postroom::spooler {

// The message that StartMessage fills, as the transport sees it: every call goes to the store's message, but the
// spooler learns whether it was saved (I-7), the store's message stays open behind a SaveChanges that closes it (the
// class decides the folder only then, I-5), and what the transport does after StartMessage has returned is refused
// (I-6).
class LentMessage final : public kit::Object<LentMessage, IMessage> {
 public:
  static constexpr const char* kTypeName = "IMessage (lent to a transport)";
  // `transport`: the number of its logon.
  LentMessage(kit::com_ptr<IMessage> message, ULONG transport)
      : Object(std::make_shared<kit::Core>(nullptr, transport)), message_(std::move(message)) {}

  bool saved() const noexcept { return saved_.load(std::memory_order_acquire); }
  // No call gets through from here on; that the transport holds it nevertheless is noted.
  // REQUIRES: the caller has the one reference that the spooler made.
  void take_back() noexcept;

  STDMETHODIMP GetLastError(HRESULT code, ULONG flags, LPMAPIERROR* error) override;
  STDMETHODIMP SaveChanges(ULONG flags) override;
  STDMETHODIMP GetProps(LPSPropTagArray tags, ULONG flags, ULONG* count, LPSPropValue* values) override;
  STDMETHODIMP GetPropList(ULONG flags, LPSPropTagArray* tags) override;
  STDMETHODIMP OpenProperty(ULONG tag, LPCIID iid, ULONG options, ULONG flags, LPUNKNOWN* object) override;
  STDMETHODIMP SetProps(ULONG count, LPSPropValue values, LPSPropProblemArray* problems) override;
  STDMETHODIMP DeleteProps(LPSPropTagArray tags, LPSPropProblemArray* problems) override;
  STDMETHODIMP CopyTo(ULONG exclude_count, LPCIID exclude, LPSPropTagArray exclude_tags, ULONG_PTR ui_param,
                      LPMAPIPROGRESS progress, LPCIID iid, LPVOID destination, ULONG flags,
                      LPSPropProblemArray* problems) override;
  STDMETHODIMP CopyProps(LPSPropTagArray tags, ULONG_PTR ui_param, LPMAPIPROGRESS progress, LPCIID iid,
                         LPVOID destination, ULONG flags, LPSPropProblemArray* problems) override;
  STDMETHODIMP GetNamesFromIDs(LPSPropTagArray* tags, LPGUID set, ULONG flags, ULONG* count,
                               LPMAPINAMEID** names) override;
  STDMETHODIMP GetIDsFromNames(ULONG count, LPMAPINAMEID* names, ULONG flags, LPSPropTagArray* tags) override;
  STDMETHODIMP GetAttachmentTable(ULONG flags, LPMAPITABLE* table) override;
  STDMETHODIMP OpenAttach(ULONG number, LPCIID iid, ULONG flags, LPATTACH* attachment) override;
  STDMETHODIMP CreateAttach(LPCIID iid, ULONG flags, ULONG* number, LPATTACH* attachment) override;
  STDMETHODIMP DeleteAttach(ULONG number, ULONG_PTR ui_param, LPMAPIPROGRESS progress, ULONG flags) override;
  STDMETHODIMP GetRecipientTable(ULONG flags, LPMAPITABLE* table) override;
  STDMETHODIMP ModifyRecipients(ULONG flags, LPADRLIST changes) override;
  STDMETHODIMP SubmitMessage(ULONG flags) override;
  STDMETHODIMP SetReadFlag(ULONG flags) override;

 private:
  // As the base's; a call that comes too late is noted, as it is the transport's mistake.
  template <class Body>
  HRESULT call(Body&& body, const char* method = __builtin_FUNCTION()) {
    if (core().gate().closed()) [[unlikely]]
      note_late_call(method);
    return Object::call(std::forward<Body>(body));
  }
  void note_late_call(const char* method) const noexcept;

  const kit::com_ptr<IMessage> message_;
  std::atomic<bool> saved_{false};
};

}  // namespace postroom::spooler
