// SPDX-License-Identifier: Apache-2.0
#include "runtime/spooler/lent_message.hpp"

#include "runtime/lifecycle/trace.hpp"

namespace postroom::spooler {

void LentMessage::note_late_call(const char* method) const noexcept {
  trace::record(trace::Event::message_called_late, {0, core().logon_number(), 0, {}}, {.method = method});
}

void LentMessage::take_back() noexcept {
  core().gate().close();
  const ULONG kept = references() - 1;
  if (kept == 0) return;
  trace::record(trace::Event::message_kept, {0, core().logon_number(), 0, {}},
                {.method = "IXPLogon::StartMessage", .answer = kept});
}

STDMETHODIMP LentMessage::GetLastError(HRESULT code, ULONG flags, LPMAPIERROR* error) {
  return call([&] { return message_->GetLastError(code, flags, error); });
}

// Stays open for the spooler; the transport, which asked for less, notices nothing.
STDMETHODIMP LentMessage::SaveChanges(ULONG flags) {
  return call([&]() -> HRESULT {
    const HRESULT result = message_->SaveChanges((flags & ~(KEEP_OPEN_READONLY | FORCE_SAVE)) | KEEP_OPEN_READWRITE);
    if (!FAILED(result)) saved_.store(true, std::memory_order_release);
    return result;
  });
}

STDMETHODIMP LentMessage::GetProps(LPSPropTagArray tags, ULONG flags, ULONG* count, LPSPropValue* values) {
  return call([&] { return message_->GetProps(tags, flags, count, values); });
}

STDMETHODIMP LentMessage::GetPropList(ULONG flags, LPSPropTagArray* tags) {
  return call([&] { return message_->GetPropList(flags, tags); });
}

STDMETHODIMP LentMessage::OpenProperty(ULONG tag, LPCIID iid, ULONG options, ULONG flags, LPUNKNOWN* object) {
  return call([&] { return message_->OpenProperty(tag, iid, options, flags, object); });
}

STDMETHODIMP LentMessage::SetProps(ULONG count, LPSPropValue values, LPSPropProblemArray* problems) {
  return call([&] { return message_->SetProps(count, values, problems); });
}

STDMETHODIMP LentMessage::DeleteProps(LPSPropTagArray tags, LPSPropProblemArray* problems) {
  return call([&] { return message_->DeleteProps(tags, problems); });
}

STDMETHODIMP LentMessage::CopyTo(ULONG exclude_count, LPCIID exclude, LPSPropTagArray exclude_tags, ULONG_PTR ui_param,
                                 LPMAPIPROGRESS progress, LPCIID iid, LPVOID destination, ULONG flags,
                                 LPSPropProblemArray* problems) {
  return call([&] {
    return message_->CopyTo(exclude_count, exclude, exclude_tags, ui_param, progress, iid, destination, flags,
                            problems);
  });
}

STDMETHODIMP LentMessage::CopyProps(LPSPropTagArray tags, ULONG_PTR ui_param, LPMAPIPROGRESS progress, LPCIID iid,
                                    LPVOID destination, ULONG flags, LPSPropProblemArray* problems) {
  return call([&] { return message_->CopyProps(tags, ui_param, progress, iid, destination, flags, problems); });
}

STDMETHODIMP LentMessage::GetNamesFromIDs(LPSPropTagArray* tags, LPGUID set, ULONG flags, ULONG* count,
                                          LPMAPINAMEID** names) {
  return call([&] { return message_->GetNamesFromIDs(tags, set, flags, count, names); });
}

STDMETHODIMP LentMessage::GetIDsFromNames(ULONG count, LPMAPINAMEID* names, ULONG flags, LPSPropTagArray* tags) {
  return call([&] { return message_->GetIDsFromNames(count, names, flags, tags); });
}

STDMETHODIMP LentMessage::GetAttachmentTable(ULONG flags, LPMAPITABLE* table) {
  return call([&] { return message_->GetAttachmentTable(flags, table); });
}

STDMETHODIMP LentMessage::OpenAttach(ULONG number, LPCIID iid, ULONG flags, LPATTACH* attachment) {
  return call([&] { return message_->OpenAttach(number, iid, flags, attachment); });
}

STDMETHODIMP LentMessage::CreateAttach(LPCIID iid, ULONG flags, ULONG* number, LPATTACH* attachment) {
  return call([&] { return message_->CreateAttach(iid, flags, number, attachment); });
}

STDMETHODIMP LentMessage::DeleteAttach(ULONG number, ULONG_PTR ui_param, LPMAPIPROGRESS progress, ULONG flags) {
  return call([&] { return message_->DeleteAttach(number, ui_param, progress, flags); });
}

STDMETHODIMP LentMessage::GetRecipientTable(ULONG flags, LPMAPITABLE* table) {
  return call([&] { return message_->GetRecipientTable(flags, table); });
}

STDMETHODIMP LentMessage::ModifyRecipients(ULONG flags, LPADRLIST changes) {
  return call([&] { return message_->ModifyRecipients(flags, changes); });
}

STDMETHODIMP LentMessage::SetReadFlag(ULONG flags) {
  return call([&] { return message_->SetReadFlag(flags); });
}

// A message that is arriving cannot be on its way out.
STDMETHODIMP LentMessage::SubmitMessage(ULONG) {
  return call([&]() -> HRESULT { return MAPI_E_NO_SUPPORT; });
}

}  // namespace postroom::spooler
