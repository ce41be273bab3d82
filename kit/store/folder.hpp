// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kit/store/direct_source.hpp"

#include <postroom/prop_object.hpp>

#include <memory>
#include <string>

namespace postroom::kit::store {

// A folder's properties (M-9). See DirectSource.
class FolderSource final : public DirectSource {
 public:
  FolderSource(std::shared_ptr<StoreCore> core, const ObjectId& id, bool writable)
      : DirectSource(std::move(core), id, writable) {}

 protected:
  std::optional<PropertyValue> computed(Snapshot& snapshot, const ObjectInfo& info, ULONG tag) override;
  std::vector<ULONG> computed_tags() override;
  void before_set(Transaction& transaction, const ObjectInfo& info, PropertyValue& value) override;
  void before_erase(ULONG tag) override;
};

// An open folder. Any thread; changes are immediate (M-6).
class Folder final : public PropObject<Folder, IMAPIFolder> {
 public:
  static constexpr const char* kTypeName = "IMAPIFolder";
  Folder(std::shared_ptr<StoreCore> core, const ObjectId& id, bool writable);
  explicit Folder(const std::shared_ptr<FolderSource>& source);

  STDMETHODIMP GetContentsTable(ULONG flags, LPMAPITABLE* table) override;
  STDMETHODIMP GetHierarchyTable(ULONG flags, LPMAPITABLE* table) override;
  STDMETHODIMP OpenEntry(ULONG size, LPENTRYID entry, LPCIID iid, ULONG flags, ULONG* type, LPUNKNOWN* object) override;
  STDMETHODIMP SetSearchCriteria(LPSRestriction restriction, LPENTRYLIST containers, ULONG flags) override;
  STDMETHODIMP GetSearchCriteria(ULONG flags, LPSRestriction* restriction, LPENTRYLIST* containers,
                                 ULONG* state) override;
  STDMETHODIMP CreateMessage(LPCIID iid, ULONG flags, LPMESSAGE* message) override;
  STDMETHODIMP CopyMessages(LPENTRYLIST list, LPCIID iid, LPVOID destination, ULONG_PTR ui_param,
                            LPMAPIPROGRESS progress, ULONG flags) override;
  STDMETHODIMP DeleteMessages(LPENTRYLIST list, ULONG_PTR ui_param, LPMAPIPROGRESS progress, ULONG flags) override;
  STDMETHODIMP CreateFolder(ULONG type, LPTSTR name, LPTSTR comment, LPCIID iid, ULONG flags,
                            LPMAPIFOLDER* folder) override;
  STDMETHODIMP CopyFolder(ULONG size, LPENTRYID entry, LPCIID iid, LPVOID destination, LPTSTR name, ULONG_PTR ui_param,
                          LPMAPIPROGRESS progress, ULONG flags) override;
  STDMETHODIMP DeleteFolder(ULONG size, LPENTRYID entry, ULONG_PTR ui_param, LPMAPIPROGRESS progress,
                            ULONG flags) override;
  STDMETHODIMP SetReadFlags(LPENTRYLIST list, ULONG_PTR ui_param, LPMAPIPROGRESS progress, ULONG flags) override;
  STDMETHODIMP GetMessageStatus(ULONG size, LPENTRYID entry, ULONG flags, ULONG* status) override;
  STDMETHODIMP SetMessageStatus(ULONG size, LPENTRYID entry, ULONG status, ULONG mask, ULONG* old) override;
  STDMETHODIMP SaveContentsSort(LPSSortOrderSet order, ULONG flags) override;
  STDMETHODIMP EmptyFolder(ULONG_PTR ui_param, LPMAPIPROGRESS progress, ULONG flags) override;

 private:
  com_ptr<IUnknown> open_property(ULONG tag, REFIID iid, ULONG options, ULONG flags) override;
  bool copy_object(ULONG tag, IMAPIProp* destination, std::span<const IID> exclude, IMAPIProgress* progress,
                   ULONG flags) override;
  com_ptr<IMAPITable> contents_table(ULONG flags);
  com_ptr<IMAPITable> hierarchy_table(ULONG flags);
  void require_writable() const;

  const std::shared_ptr<FolderSource> source_;
  StoreCore& store_;
  const ObjectId id_;
};

}  // namespace postroom::kit::store
