// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kit/book/book_core.hpp"

#include <postroom/object.hpp>

#include <memory>

namespace postroom::kit::book {

// IABLogon: the runtime's handle on one address book at work for one session.
//
// A shell over the core like any other, and the one whose Logoff, or last Release without it (J-29), ends the core.
class BookLogon final : public Object<BookLogon, IABLogon> {
 public:
  static constexpr const char* kTypeName = "IABLogon";
  explicit BookLogon(std::shared_ptr<BookCore> core) : Object(core), core_(std::move(core)) {}

  void last_release() noexcept { core_->close(); }

  STDMETHODIMP GetLastError(HRESULT result, ULONG flags, LPMAPIERROR* error) override {
    return last_error(result, flags, error);
  }
  STDMETHODIMP Logoff(ULONG flags) override;
  STDMETHODIMP OpenEntry(ULONG size, LPENTRYID entry, LPCIID iid, ULONG flags, ULONG* type, LPUNKNOWN* object) override;
  STDMETHODIMP CompareEntryIDs(ULONG size1, LPENTRYID entry1, ULONG size2, LPENTRYID entry2, ULONG flags,
                               ULONG* result) override;
  STDMETHODIMP Advise(ULONG size, LPENTRYID entry, ULONG event_mask, LPMAPIADVISESINK sink,
                      ULONG_PTR* connection) override;
  STDMETHODIMP Unadvise(ULONG_PTR connection) override;
  STDMETHODIMP OpenStatusEntry(LPCIID iid, ULONG flags, ULONG* type, LPMAPISTATUS* entry) override;
  STDMETHODIMP OpenTemplateID(ULONG size, LPENTRYID template_id, ULONG flags, LPMAPIPROP data, LPCIID iid,
                              LPMAPIPROP* result, LPMAPIPROP sibling) override;
  STDMETHODIMP GetOneOffTable(ULONG flags, LPMAPITABLE* table) override;
  STDMETHODIMP PrepareRecips(ULONG flags, LPSPropTagArray columns, LPADRLIST recipients) override;

 private:
  const std::shared_ptr<BookCore> core_;
};

}  // namespace postroom::kit::book
