// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/lifecycle/trace.hpp"
#include "runtime/session/support_core.hpp"

#include <postroom/host.hpp>
#include <postroom/object.hpp>

#include <memory>
#include <new>
#include <string_view>
#include <utility>

namespace postroom::session {

class SessionCore;

// The support object: what a provider asks of MAPI (section D). One class for the four flavours; which methods a
// flavour has stands in one table (D-3), and a method outside it answers MAPI_E_NO_SUPPORT with its outputs null.
//
// Thread-safe. Providers hold it, the runtime does not: its last Release ends what the provider registered (J-25).
class Support final : public kit::Object<Support, IMAPISupport, IPostroomHost> {
 public:
  static constexpr const char* kTypeName = "IMAPISupport";

  explicit Support(std::shared_ptr<SupportCore> core);
  void last_release() noexcept;
  // While the lab watches, the memory becomes a support object that refuses and names every call: a provider that goes
  // on using its pointer is found, instead of using what another object has by then (J-24).
  static void operator delete(Support* self, std::destroying_delete_t) noexcept;

  STDMETHODIMP GetLastError(HRESULT result, ULONG flags, LPMAPIERROR* error) override;

  // identity, status, profile (support.cpp)
  STDMETHODIMP GetMemAllocRoutines(LPALLOCATEBUFFER* allocate, LPALLOCATEMORE* allocate_more,
                                   LPFREEBUFFER* free_buffer) override;
  STDMETHODIMP NewUID(LPMAPIUID uid) override;
  STDMETHODIMP MakeInvalid(ULONG flags, LPVOID object, ULONG references, ULONG methods) override;
  STDMETHODIMP SetProviderUID(LPMAPIUID uid, ULONG flags) override;
  STDMETHODIMP ModifyStatusRow(ULONG count, LPSPropValue columns, ULONG flags) override;
  STDMETHODIMP OpenProfileSection(LPMAPIUID uid, ULONG flags, LPPROFSECT* section) override;
  STDMETHODIMP ModifyProfile(ULONG flags) override;
  STDMETHODIMP GetSvcConfigSupportObj(ULONG flags, LPMAPISUP* support) override;
  STDMETHODIMP DoConfigPropsheet(ULONG_PTR ui_param, ULONG flags, LPTSTR title, LPMAPITABLE display_table,
                                 LPMAPIPROP config_data, ULONG top_page) override;
  STDMETHODIMP Subscribe(LPNOTIFKEY key, ULONG event_mask, ULONG flags, LPMAPIADVISESINK sink,
                         ULONG_PTR* connection) override;
  STDMETHODIMP Unsubscribe(ULONG_PTR connection) override;
  STDMETHODIMP Notify(LPNOTIFKEY key, ULONG count, LPNOTIFICATION notifications, ULONG* flags) override;

  // entries (support_entries.cpp)
  STDMETHODIMP OpenEntry(ULONG size, LPENTRYID entry, LPCIID iid, ULONG flags, ULONG* type, LPUNKNOWN* object) override;
  STDMETHODIMP CompareEntryIDs(ULONG size1, LPENTRYID entry1, ULONG size2, LPENTRYID entry2, ULONG flags,
                               ULONG* result) override;
  STDMETHODIMP CreateOneOff(LPTSTR name, LPTSTR type, LPTSTR address, ULONG flags, ULONG* size,
                            LPENTRYID* entry) override;
  STDMETHODIMP WrapStoreEntryID(ULONG size, LPENTRYID entry, ULONG* wrapped_size, LPENTRYID* wrapped) override;
  STDMETHODIMP OpenAddressBook(LPCIID iid, ULONG flags, LPADRBOOK* book) override;
  STDMETHODIMP OpenTemplateID(ULONG size, LPENTRYID template_id, ULONG template_flags, LPMAPIPROP data, LPCIID iid,
                              LPMAPIPROP* object, LPMAPIPROP sibling) override;
  STDMETHODIMP GetOneOffTable(ULONG flags, LPMAPITABLE* table) override;
  STDMETHODIMP Address(ULONG_PTR* ui_param, LPADRPARM parameters, LPADRLIST* list) override;
  STDMETHODIMP Details(ULONG_PTR* ui_param, LPFNDISMISS dismiss, LPVOID dismiss_context, ULONG size, LPENTRYID entry,
                       LPFNBUTTON button, LPVOID button_context, LPTSTR button_text, ULONG flags) override;
  STDMETHODIMP NewEntry(ULONG_PTR ui_param, ULONG flags, ULONG container_size, LPENTRYID container, ULONG template_size,
                        LPENTRYID template_id, ULONG* size, LPENTRYID* entry) override;
  STDMETHODIMP DoProgressDialog(ULONG_PTR ui_param, ULONG flags, LPMAPIPROGRESS* progress) override;

  // copying (support_copying.cpp)
  STDMETHODIMP CopyMessages(LPCIID source_iid, LPVOID source, LPENTRYLIST messages, LPCIID target_iid, LPVOID target,
                            ULONG_PTR ui_param, LPMAPIPROGRESS progress, ULONG flags) override;
  STDMETHODIMP CopyFolder(LPCIID source_iid, LPVOID source, ULONG size, LPENTRYID entry, LPCIID target_iid,
                          LPVOID target, LPTSTR name, ULONG_PTR ui_param, LPMAPIPROGRESS progress,
                          ULONG flags) override;
  STDMETHODIMP DoCopyTo(LPCIID source_iid, LPVOID source, ULONG exclude_count, LPCIID exclude,
                        LPSPropTagArray exclude_tags, ULONG_PTR ui_param, LPMAPIPROGRESS progress, LPCIID target_iid,
                        LPVOID target, ULONG flags, LPSPropProblemArray* problems) override;
  STDMETHODIMP DoCopyProps(LPCIID source_iid, LPVOID source, LPSPropTagArray tags, ULONG_PTR ui_param,
                           LPMAPIPROGRESS progress, LPCIID target_iid, LPVOID target, ULONG flags,
                           LPSPropProblemArray* problems) override;
  STDMETHODIMP IStorageFromStream(LPUNKNOWN stream, LPCIID iid, ULONG flags, LPSTORAGE* storage) override;

  // mail (support_mail.cpp)
  STDMETHODIMP SpoolerYield(ULONG flags) override;
  STDMETHODIMP SpoolerNotify(ULONG flags, LPVOID data) override;
  STDMETHODIMP RegisterPreprocessor(LPMAPIUID uid, LPTSTR type, LPTSTR library, LPSTR preprocess, LPSTR remove,
                                    ULONG flags) override;
  STDMETHODIMP ReadReceipt(ULONG flags, LPMESSAGE message, LPMESSAGE* receipt) override;
  STDMETHODIMP PrepareSubmit(LPMESSAGE message, ULONG* flags) override;
  STDMETHODIMP ExpandRecips(LPMESSAGE message, ULONG* flags) override;
  STDMETHODIMP UpdatePAB(ULONG flags, LPMESSAGE message) override;
  STDMETHODIMP DoSentMail(ULONG flags, LPMESSAGE message) override;
  STDMETHODIMP Preprocess(ULONG flags, ULONG size, LPENTRYID entry) override;
  STDMETHODIMP CompleteMsg(ULONG flags, ULONG size, LPENTRYID entry) override;
  STDMETHODIMP StoreLogoffTransports(ULONG* flags) override;
  STDMETHODIMP StatusRecips(LPMESSAGE message, LPADRLIST recipients) override;

  // IPostroomHost
  STDMETHODIMP OpenLedger(IPostroomLedger** ledger) override;
  STDMETHODIMP GetLogonNumber(ULONG* logon) override;

 private:
  // As the base's, for the method that the body is written in: a call after the support object has ended is noted,
  // since it is a provider's mistake (J-24). The lab may have it fail before the body begins.
  template <class Body>
  HRESULT call(Body&& body, const char* method = __builtin_FUNCTION()) {
    if (core_->gate().closed()) [[unlikely]]
      note_late_call(method);
    return Object::call([&]() -> HRESULT {
      fail_when_asked(method);
      return body();
    });
  }
  void note_late_call(const char* method) const noexcept;
  void fail_when_asked(std::string_view method) const;
  trace::Subject subject() const noexcept;
  // Throws MAPI_E_NO_SUPPORT unless this flavour has the method.
  void require_method(std::string_view name) const;
  // The logon and its session. Throws MAPI_E_INVALID_OBJECT when the session has gone.
  Logon& logon() const;
  std::shared_ptr<SessionCore> session() const;

  const std::shared_ptr<SupportCore> core_;
};

// Which flavours have a method (D-3), as bits 1 << Flavour; 0 for a method that no flavour has.
unsigned flavours_with(std::string_view method) noexcept;

}  // namespace postroom::session
