// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/fake_ledger.hpp"
#include "tests/support/fake_profile_section.hpp"
#include "tests/support/property_map.hpp"

#include <postroom/com_ptr.hpp>

#include <mapispi.h>

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace postroom::test {

// A support object that remembers what a provider did with it, for tests that load a provider without the runtime.
//
//   FakeSupport support;
//   provider->Logon(&support, …);
//   support.runtime_releases();                  // a runtime keeps no reference of its own after a logon (D-9)
//   …
//   EXPECT_TRUE(support.released());
//   EXPECT_EQ(support.calls_after_release(), 0); // J-24
//
// The test owns the object, whatever its count says, so a call after the last Release is seen and does no harm.
// Thread-safe. Methods that have no hook and nothing to remember record the call and answer MAPI_E_NO_SUPPORT, but for
// CopyFolder, which copies as the runtime's does.
class FakeSupport : public IMAPISupport, public IPostroomHost {
 public:
  explicit FakeSupport(FakeLedger* ledger = nullptr) : ledger_(ledger) {}

  // The names of all calls in order, "Release (last)" among them.
  std::vector<std::string> calls() const;
  std::size_t count(std::string_view method) const;
  ULONG references() const noexcept { return references_.load(); }
  bool released() const noexcept { return references_.load() == 0; }
  std::size_t calls_after_release() const noexcept { return calls_after_release_.load(); }
  // Drops the reference that the runtime holds during the logon call.
  void runtime_releases() { FakeSupport::Release(); }

  // What was registered and published.
  std::vector<MAPIUID> uids() const;
  std::vector<PropertyMap> rows() const;  // the status rows, in the order of the calls that added them
  FakeProfileSection& section() noexcept { return section_; }
  struct Notified {
    std::vector<std::byte> key;
    ULONG event = 0;
    std::vector<std::byte> entry;  // of object and new-mail notifications
    std::vector<std::byte> parent;
    ULONG table_event = 0;  // of table notifications
  };
  std::vector<Notified> notified() const;
  std::size_t subscriptions() const;
  struct Invalidated {
    const void* object = nullptr;
    ULONG references = 0;
    ULONG methods = 0;
  };
  // By MakeInvalid, which does here what the runtime does (J-73 … J-76).
  std::vector<Invalidated> invalidated() const;

  // Hooks: what a method answers instead. Set them before the provider can call. Called without a lock.
  std::function<void()> on_last_release;  // what a runtime does inside the support object's Release (J-49)
  std::function<HRESULT(ULONG*)> on_store_logoff_transports;
  std::function<HRESULT(ULONG, LPVOID)> on_spooler_notify;
  std::function<HRESULT(LPMESSAGE, ULONG*)> on_prepare_submit;
  std::function<HRESULT(LPMESSAGE, ULONG*)> on_expand_recips;
  std::function<HRESULT(ULONG, LPMESSAGE)> on_do_sent_mail;
  std::function<HRESULT(LPMESSAGE, LPADRLIST)> on_status_recips;
  std::function<HRESULT(ULONG)> on_spooler_yield;
  std::function<HRESULT(LPCIID, ULONG, LPADRBOOK*)> on_open_address_book;
  std::function<HRESULT(ULONG, LPENTRYID, LPCIID, ULONG, ULONG*, LPUNKNOWN*)> on_open_entry;
  HRESULT modify_status_row_answer = S_OK;
  HRESULT set_provider_uid_answer = S_OK;
  HRESULT open_profile_section_answer = S_OK;

  STDMETHODIMP QueryInterface(REFIID iid, void** result) override;
  STDMETHODIMP_(ULONG) AddRef() override;
  STDMETHODIMP_(ULONG) Release() override;
  HRESULT STDMETHODCALLTYPE OpenLedger(IPostroomLedger** ledger) override;
  HRESULT STDMETHODCALLTYPE GetLogonNumber(ULONG* logon) override;

  STDMETHODIMP GetLastError(HRESULT code, ULONG flags, LPMAPIERROR* error) override;
  STDMETHODIMP GetMemAllocRoutines(LPALLOCATEBUFFER* allocate, LPALLOCATEMORE* more, LPFREEBUFFER* free) override;
  STDMETHODIMP Subscribe(LPNOTIFKEY key, ULONG mask, ULONG flags, LPMAPIADVISESINK sink,
                         ULONG_PTR* connection) override;
  STDMETHODIMP Unsubscribe(ULONG_PTR connection) override;
  STDMETHODIMP Notify(LPNOTIFKEY key, ULONG count, LPNOTIFICATION notifications, ULONG* flags) override;
  STDMETHODIMP ModifyStatusRow(ULONG count, LPSPropValue values, ULONG flags) override;
  STDMETHODIMP OpenProfileSection(LPMAPIUID uid, ULONG flags, LPPROFSECT* section) override;
  STDMETHODIMP RegisterPreprocessor(LPMAPIUID uid, LPTSTR type, LPTSTR dll, LPSTR preprocess, LPSTR remove,
                                    ULONG flags) override;
  STDMETHODIMP NewUID(LPMAPIUID uid) override;
  STDMETHODIMP MakeInvalid(ULONG flags, LPVOID object, ULONG references, ULONG methods) override;
  STDMETHODIMP SpoolerYield(ULONG flags) override;
  STDMETHODIMP SpoolerNotify(ULONG flags, LPVOID data) override;
  STDMETHODIMP CreateOneOff(LPTSTR name, LPTSTR type, LPTSTR address, ULONG flags, ULONG* size,
                            LPENTRYID* entry) override;
  STDMETHODIMP SetProviderUID(LPMAPIUID uid, ULONG flags) override;
  STDMETHODIMP CompareEntryIDs(ULONG size1, LPENTRYID entry1, ULONG size2, LPENTRYID entry2, ULONG flags,
                               ULONG* result) override;
  STDMETHODIMP OpenTemplateID(ULONG size, LPENTRYID id, ULONG flags, LPMAPIPROP data, LPCIID iid, LPMAPIPROP* result,
                              LPMAPIPROP sibling) override;
  STDMETHODIMP OpenEntry(ULONG size, LPENTRYID entry, LPCIID iid, ULONG flags, ULONG* type, LPUNKNOWN* object) override;
  STDMETHODIMP GetOneOffTable(ULONG flags, LPMAPITABLE* table) override;
  STDMETHODIMP Address(ULONG_PTR* ui_param, LPADRPARM parameters, LPADRLIST* list) override;
  STDMETHODIMP Details(ULONG_PTR* ui_param, LPFNDISMISS dismiss, LPVOID dismiss_context, ULONG size, LPENTRYID entry,
                       LPFNBUTTON button, LPVOID button_context, LPTSTR button_text, ULONG flags) override;
  STDMETHODIMP NewEntry(ULONG_PTR ui_param, ULONG flags, ULONG container_size, LPENTRYID container, ULONG template_size,
                        LPENTRYID template_id, ULONG* size, LPENTRYID* entry) override;
  STDMETHODIMP DoConfigPropsheet(ULONG_PTR ui_param, ULONG flags, LPTSTR title, LPMAPITABLE display_table,
                                 LPMAPIPROP data, ULONG top_page) override;
  STDMETHODIMP CopyMessages(LPCIID source_iid, LPVOID source, LPENTRYLIST messages, LPCIID destination_iid,
                            LPVOID destination, ULONG_PTR ui_param, LPMAPIPROGRESS progress, ULONG flags) override;
  STDMETHODIMP CopyFolder(LPCIID source_iid, LPVOID source, ULONG size, LPENTRYID entry, LPCIID destination_iid,
                          LPVOID destination, LPTSTR name, ULONG_PTR ui_param, LPMAPIPROGRESS progress,
                          ULONG flags) override;
  STDMETHODIMP DoCopyTo(LPCIID source_iid, LPVOID source, ULONG excluded_count, LPCIID excluded,
                        LPSPropTagArray exclude_props, ULONG_PTR ui_param, LPMAPIPROGRESS progress,
                        LPCIID destination_iid, LPVOID destination, ULONG flags,
                        LPSPropProblemArray* problems) override;
  STDMETHODIMP DoCopyProps(LPCIID source_iid, LPVOID source, LPSPropTagArray tags, ULONG_PTR ui_param,
                           LPMAPIPROGRESS progress, LPCIID destination_iid, LPVOID destination, ULONG flags,
                           LPSPropProblemArray* problems) override;
  STDMETHODIMP DoProgressDialog(ULONG_PTR ui_param, ULONG flags, LPMAPIPROGRESS* progress) override;
  STDMETHODIMP ReadReceipt(ULONG flags, LPMESSAGE read, LPMESSAGE* receipt) override;
  STDMETHODIMP PrepareSubmit(LPMESSAGE message, ULONG* flags) override;
  STDMETHODIMP ExpandRecips(LPMESSAGE message, ULONG* flags) override;
  STDMETHODIMP UpdatePAB(ULONG flags, LPMESSAGE message) override;
  STDMETHODIMP DoSentMail(ULONG flags, LPMESSAGE message) override;
  STDMETHODIMP OpenAddressBook(LPCIID iid, ULONG flags, LPADRBOOK* book) override;
  STDMETHODIMP Preprocess(ULONG flags, ULONG size, LPENTRYID entry) override;
  STDMETHODIMP CompleteMsg(ULONG flags, ULONG size, LPENTRYID entry) override;
  STDMETHODIMP StoreLogoffTransports(ULONG* flags) override;
  STDMETHODIMP StatusRecips(LPMESSAGE message, LPADRLIST recipients) override;
  STDMETHODIMP WrapStoreEntryID(ULONG size, LPENTRYID entry, ULONG* wrapped_size, LPENTRYID* wrapped) override;
  STDMETHODIMP ModifyProfile(ULONG flags) override;
  STDMETHODIMP IStorageFromStream(LPUNKNOWN stream, LPCIID iid, ULONG flags, LPSTORAGE* storage) override;
  STDMETHODIMP GetSvcConfigSupportObj(ULONG flags, LPMAPISUP* support) override;

 private:
  struct Subscription {
    std::vector<std::byte> key;
    ULONG mask = 0;
    kit::com_ptr<IMAPIAdviseSink> sink;
  };

  void record(std::string method);
  HRESULT unsupported(const char* method);
  void remember(const NOTIFKEY& key, const NOTIFICATION& from);  // with mutex_ held

  FakeLedger* const ledger_;
  std::atomic<ULONG> references_{1};
  std::atomic<std::size_t> calls_after_release_{0};
  mutable std::mutex mutex_;
  std::vector<std::string> calls_;
  std::vector<MAPIUID> uids_;
  std::vector<PropertyMap> rows_;
  std::vector<Notified> notified_;
  std::vector<Invalidated> invalidated_;
  std::map<ULONG_PTR, Subscription> subscriptions_;
  ULONG_PTR next_connection_ = 1;
  FakeProfileSection section_;
};

}  // namespace postroom::test
