// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/object.hpp>
#include <postroom/property_bag.hpp>

#include <vector>

namespace postroom::test {

// A snapshot of rows as an IMAPITable: columns, reading from the beginning and sinks, no sorting or restriction.
class FakeTable final : public kit::Object<FakeTable, IMAPITable> {
 public:
  static constexpr const char* kTypeName = "IMAPITable";
  // What became of Advise and Unadvise is the owner's business.
  struct Sinks {
    virtual ~Sinks() = default;
    virtual ULONG_PTR advise(kit::com_ptr<IMAPIAdviseSink> sink) = 0;
    virtual void unadvise(ULONG_PTR connection) = 0;
    virtual std::vector<kit::PropertyBag> rows() = 0;
  };
  explicit FakeTable(std::vector<kit::PropertyBag> rows);
  // Reads its rows anew at each SeekRow to the beginning.
  explicit FakeTable(std::shared_ptr<Sinks> source);

  STDMETHODIMP GetLastError(HRESULT, ULONG, LPMAPIERROR*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP Advise(ULONG mask, LPMAPIADVISESINK sink, ULONG_PTR* connection) override;
  STDMETHODIMP Unadvise(ULONG_PTR connection) override;
  STDMETHODIMP GetStatus(ULONG*, ULONG*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SetColumns(LPSPropTagArray tags, ULONG flags) override;
  STDMETHODIMP QueryColumns(ULONG flags, LPSPropTagArray* tags) override;
  STDMETHODIMP GetRowCount(ULONG, ULONG* count) override;
  STDMETHODIMP SeekRow(BOOKMARK origin, LONG count, LONG* sought) override;
  STDMETHODIMP SeekRowApprox(ULONG, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP QueryPosition(ULONG*, ULONG*, ULONG*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP FindRow(LPSRestriction, BOOKMARK, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP Restrict(LPSRestriction, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP CreateBookmark(BOOKMARK*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP FreeBookmark(BOOKMARK) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SortTable(LPSSortOrderSet, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP QuerySortOrder(LPSSortOrderSet*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP QueryRows(LONG count, ULONG flags, LPSRowSet* rows) override;
  STDMETHODIMP Abort() override { return S_OK; }
  STDMETHODIMP ExpandRow(ULONG, LPBYTE, ULONG, ULONG, LPSRowSet*, ULONG*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP CollapseRow(ULONG, LPBYTE, ULONG, ULONG*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP WaitForCompletion(ULONG, ULONG, ULONG*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetCollapseState(ULONG, ULONG, LPBYTE, ULONG*, LPBYTE*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SetCollapseState(ULONG, ULONG, LPBYTE, BOOKMARK*) override { return MAPI_E_NO_SUPPORT; }

 private:
  const std::shared_ptr<Sinks> source_;
  std::vector<kit::PropertyBag> rows_;
  std::vector<ULONG> columns_;
  std::size_t next_ = 0;
};

}  // namespace postroom::test
