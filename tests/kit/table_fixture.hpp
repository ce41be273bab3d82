// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/kit/kit_fixture.hpp"

#include <postroom/failure.hpp>
#include <postroom/memory_table.hpp>
#include <postroom/object.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <string>
#include <vector>

namespace postroom::test {

// Advised where only the view's notifier is looked at.
class NoSink final : public kit::Object<NoSink, IMAPIAdviseSink> {
 public:
  static constexpr const char* kTypeName = "IMAPIAdviseSink";
  explicit NoSink(const std::shared_ptr<kit::Core>& core) : Object(core) {}
  STDMETHODIMP_(ULONG) OnNotify(ULONG, LPNOTIFICATION) override { return S_OK; }
};

// A table of letters: PR_DISPLAY_NAME and a number, named by PR_ROWID.
class TableTest : public KitTest {
 protected:
  static kit::PropertyBag row(int id, std::string_view name) {
    return {{PR_ROWID, id}, {PR_DISPLAY_NAME_W, name}, {PR_MESSAGE_SIZE, id * 10}};
  }
  static kit::PropertyValue id(int id) { return {PR_ROWID, id}; }

  void fill(std::string_view names) {
    for (const char name : names) table_->put(row(++last_id_, std::string_view(&name, 1)));
  }
  kit::com_ptr<IMAPITable> view(kit::TableViewOptions options = {}) {
    if (options.columns.empty()) options.columns = {PR_DISPLAY_NAME_A, PR_ROWID, PR_INSTANCE_KEY};
    return table_->view(core_, std::move(options));
  }

  // The names of the next rows.
  static std::string names(IMAPITable* table, LONG count, ULONG flags = 0) {
    kit::rows_ptr rows = query(table, count, flags);
    std::string all;
    for (ULONG i = 0; rows != nullptr && i < rows->cRows; ++i) all += rows->aRow[i].lpProps[0].Value.lpszA;
    return all;
  }
  static kit::rows_ptr query(IMAPITable* table, LONG count, ULONG flags = 0) {
    LPSRowSet rows = nullptr;
    EXPECT_EQ(table->QueryRows(count, flags, &rows), S_OK);
    return kit::rows_ptr(rows);
  }
  static std::string all_names(IMAPITable* table) {
    EXPECT_EQ(table->SeekRow(BOOKMARK_BEGINNING, 0, nullptr), S_OK);
    return names(table, 1000);
  }

  static HRESULT sort(IMAPITable* table, std::vector<kit::SortOrder::Key> keys, ULONG flags = 0) {
    return table->SortTable(kit::SortOrder(std::move(keys)).to_mapi().get(), flags);
  }
  static HRESULT restrict(IMAPITable* table, const kit::Restriction& restriction, ULONG flags = 0) {
    return table->Restrict(restriction.to_mapi().get(), flags);
  }
  static HRESULT find(IMAPITable* table, const kit::Restriction& what, BOOKMARK origin, ULONG flags = 0) {
    return table->FindRow(what.to_mapi().get(), origin, flags);
  }
  static kit::Restriction at_least(std::string_view name) {
    return kit::Restriction(kit::Restriction::Property{RELOP_GE, PR_DISPLAY_NAME_W, {PR_DISPLAY_NAME_W, name}});
  }
  static kit::Restriction named(std::string_view name) { return kit::Restriction::equals({PR_DISPLAY_NAME_W, name}); }

  std::shared_ptr<kit::MemoryTable> table_ = kit::MemoryTable::create(PR_ROWID, {PR_DISPLAY_NAME_W, PR_ROWID});
  int last_id_ = 0;
};

}  // namespace postroom::test
