// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/session/session_core.hpp"

#include <postroom/object.hpp>

#include <atomic>
#include <memory>

namespace postroom::session {

// IMAPISession: one client's hold on a session (C-6). Sharers have one each over one SessionCore, and each has a core
// of its own, behind whose gate stand all the objects of the runtime that this client obtained.
//
// Thread-safe. After Logoff only Release is legal, and everything else answers MAPI_E_INVALID_OBJECT (J-5); a Release
// without Logoff is a Logoff first (J-6).
class Session final : public kit::Object<Session, IMAPISession, IMAPIClientShutdown> {
 public:
  static constexpr const char* kTypeName = "IMAPISession";

  // Joins `session`. Throws MAPI_E_INVALID_OBJECT when it is ending.
  static kit::com_ptr<Session> join(std::shared_ptr<SessionCore> session);
  Session(std::shared_ptr<kit::Core> client, std::shared_ptr<SessionCore> session);
  void last_release() noexcept;

  STDMETHODIMP GetLastError(HRESULT result, ULONG flags, LPMAPIERROR* error) override;
  STDMETHODIMP GetMsgStoresTable(ULONG flags, LPMAPITABLE* table) override;
  STDMETHODIMP OpenMsgStore(ULONG_PTR ui_param, ULONG size, LPENTRYID entry, LPCIID iid, ULONG flags,
                            LPMDB* store) override;
  STDMETHODIMP OpenAddressBook(ULONG_PTR ui_param, LPCIID iid, ULONG flags, LPADRBOOK* book) override;
  STDMETHODIMP OpenProfileSection(LPMAPIUID uid, LPCIID iid, ULONG flags, LPPROFSECT* section) override;
  STDMETHODIMP GetStatusTable(ULONG flags, LPMAPITABLE* table) override;
  STDMETHODIMP OpenEntry(ULONG size, LPENTRYID entry, LPCIID iid, ULONG flags, ULONG* type, LPUNKNOWN* object) override;
  STDMETHODIMP CompareEntryIDs(ULONG size1, LPENTRYID entry1, ULONG size2, LPENTRYID entry2, ULONG flags,
                               ULONG* result) override;
  STDMETHODIMP Advise(ULONG size, LPENTRYID entry, ULONG event_mask, LPMAPIADVISESINK sink,
                      ULONG_PTR* connection) override;
  STDMETHODIMP Unadvise(ULONG_PTR connection) override;
  STDMETHODIMP MessageOptions(ULONG_PTR ui_param, ULONG flags, LPTSTR address_type, LPMESSAGE message) override;
  STDMETHODIMP QueryDefaultMessageOpt(LPTSTR address_type, ULONG flags, ULONG* count, LPSPropValue* options) override;
  STDMETHODIMP EnumAdrTypes(ULONG flags, ULONG* count, LPTSTR** types) override;
  STDMETHODIMP QueryIdentity(ULONG* size, LPENTRYID* entry) override;
  STDMETHODIMP Logoff(ULONG_PTR ui_param, ULONG flags, ULONG reserved) override;
  STDMETHODIMP SetDefaultStore(ULONG flags, ULONG size, LPENTRYID entry) override;
  STDMETHODIMP AdminServices(ULONG flags, LPSERVICEADMIN* admin) override;
  STDMETHODIMP ShowForm(ULONG_PTR ui_param, LPMDB store, LPMAPIFOLDER parent, LPCIID iid, ULONG_PTR token,
                        LPMESSAGE message, ULONG flags, ULONG message_status, ULONG message_flags, ULONG access,
                        LPSTR message_class) override;
  STDMETHODIMP PrepareForm(LPCIID iid, LPMESSAGE message, ULONG_PTR* token) override;

  // IMAPIClientShutdown: for the whole process (J-91), see client_shutdown.hpp.
  STDMETHODIMP QueryFastShutdown() override;
  STDMETHODIMP NotifyProcessShutdown() override;
  STDMETHODIMP DoFastShutdown() override;

 private:
  // Runs a method's body unless this is a forked child; first delivers what notifications wait for this thread (K-19).
  template <class Body>
  [[gnu::always_inline]] HRESULT method(Body&& body);  // inlined, as call() is: its return address is the client's
  bool leave(ULONG flags) noexcept;
  HRESULT take(lifecycle::FastStep step) noexcept;
  // A success that has words all the same (O-16): they wait for GetLastError.
  HRESULT with_words(HRESULT code, const std::string& words) noexcept;

  const std::shared_ptr<kit::Core> client_;
  const std::shared_ptr<SessionCore> session_;
};

}  // namespace postroom::session
