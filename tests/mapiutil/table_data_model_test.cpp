// SPDX-License-Identifier: Apache-2.0
// ITableData against a list that does the obvious thing, and a view of it against a copy that follows its
// notifications through a real advise sink.
#include "initialised.hpp"

#include "tests/kit/table_model.hpp"

#include "tests/kit/any_property.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <rapidcheck.h>

namespace postroom {
namespace {

using kit::PropertyBag;

LONG STDAPICALLTYPE follow(LPVOID shadow, ULONG count, LPNOTIFICATION notifications) {
  for (ULONG i = 0; i < count; ++i) static_cast<test::ShadowTable*>(shadow)->follow(notifications[i].info.tab);
  return S_OK;
}

// One table and what it is held against, for one case.
class Case {
 public:
  Case() {
    SizedSPropTagArray(4, columns) = {4, {PR_INSTANCE_KEY, PR_ROWID, PR_DISPLAY_NAME_W, PR_MESSAGE_SIZE}};
    RC_ASSERT(CreateTable(nullptr, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, nullptr, TBLTYPE_DYNAMIC,
                          PR_ROWID, reinterpret_cast<LPSPropTagArray>(&columns), table_.put()) == S_OK);
    std::vector<kit::SortOrder::Key> keys;
    if (*rc::gen::arbitrary<bool>()) keys.push_back({PR_DISPLAY_NAME_W, TABLE_SORT_DESCEND});
    order_ = kit::SortOrder(keys);
    RC_ASSERT(table_->HrGetView(order_.to_mapi().get(), nullptr, 0, view_.put()) == S_OK);
    RC_ASSERT(HrAllocAdviseSink(follow, &shadow_, sink_.put()) == S_OK);
    RC_ASSERT(view_->Advise(fnevTableModified, sink_.get(), &connection_) == S_OK);
  }
  ~Case() {
    view_->Unadvise(connection_);
    HrDispatchNotifications(0);
  }
  Case(const Case&) = delete;
  Case& operator=(const Case&) = delete;

  void change() {
    const int id = test::any_number(0, 12);
    switch (test::any_number(0, 6)) {
      case 0:
        return insert(test::any_number<std::size_t>(0, model_.rows().size() + 2), test::any_table_row(id));
      case 1:
        return erase(id);
      case 2:
        return put_several(test::any_number(1, 12));
      case 3:
        return erase_several(test::any_number(1, 12), test::any_number(0, 5) == 0 ? TAD_ALL_ROWS : 0);
      default:
        return put(test::any_table_row(id));
    }
  }

  void check() {
    for (std::size_t i = 0; i <= model_.rows().size(); ++i) check_row(i);
    const std::vector<PropertyBag> shown = all();
    RC_ASSERT(test::same_rows(shown, model_.shown({}, order_), order_));
    RC_ASSERT(HrDispatchNotifications(0) == S_OK);
    RC_ASSERT(shadow_.misled() == "");
    if (shadow_.stale()) shadow_.read(shown);
    RC_ASSERT(shadow_.rows() == shown);
  }

 private:
  // A row as programs give it, good while the object lives.
  struct Row {
    explicit Row(const PropertyBag& bag) : values(kit::make_values(bag)), count(bag.size()) {}
    SRow get() const { return {0, static_cast<ULONG>(count), values.get()}; }
    kit::mapi_ptr<SPropValue> values;
    std::size_t count;
  };

  void put(const PropertyBag& bag) {
    model_.put(bag);
    const Row row(bag);
    SRow given = row.get();
    RC_ASSERT(table_->HrModifyRow(&given) == S_OK);
  }
  void insert(std::size_t place, const PropertyBag& bag) {
    const bool fits = place <= model_.rows().size() && model_.insert(place, bag);
    const Row row(bag);
    SRow given = row.get();
    RC_ASSERT(table_->HrInsertRow(static_cast<ULONG>(place), &given) == (fits ? S_OK : MAPI_E_INVALID_PARAMETER));
  }
  void erase(int id) {
    SPropValue index{};
    index.ulPropTag = PR_ROWID;
    index.Value.l = id;
    RC_ASSERT(table_->HrDeleteRow(&index) == (model_.erase(id) ? S_OK : MAPI_E_NOT_FOUND));
  }
  void put_several(int count) {
    kit::RowSetBuilder rows(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
      const PropertyBag row = test::any_table_row(i);
      model_.put(row);
      rows.add(row);
    }
    RC_ASSERT(table_->HrModifyRows(0, std::move(rows).finish().get()) == S_OK);
  }
  void erase_several(int count, ULONG flags) {
    kit::RowSetBuilder rows(static_cast<std::size_t>(count));
    ULONG expected = flags == 0 ? 0 : static_cast<ULONG>(model_.rows().size());
    for (int i = 0; i < count; ++i) {
      rows.add(PropertyBag{{PR_ROWID, i}});
      if (flags == 0 && model_.erase(i)) ++expected;
    }
    if (flags != 0) model_.replace({});
    ULONG deleted = 99;
    RC_ASSERT(table_->HrDeleteRows(flags, std::move(rows).finish().get(), &deleted) == S_OK);
    RC_ASSERT(deleted == expected);
  }

  // By number, and by its index column (L-36); none beyond the last.
  void check_row(std::size_t number) {
    kit::mapi_ptr<SRow> row;
    RC_ASSERT(table_->HrEnumRow(static_cast<ULONG>(number), kit::out(row)) == S_OK);
    RC_ASSERT((row != nullptr) == (number < model_.rows().size()));
    if (!row) return;
    SPropValue index{};
    index.ulPropTag = PR_ROWID;
    index.Value.l = model_.rows()[number].number(PR_ROWID);
    kit::mapi_ptr<SRow> again;
    ULONG place = 99;
    RC_ASSERT(table_->HrQueryRow(&index, kit::out(again), &place) == S_OK);
    RC_ASSERT(place == number);
    RC_ASSERT(PropertyBag::from(*again) == PropertyBag::from(*row));
    RC_ASSERT(test::same_rows({PropertyBag::from(*row)}, {model_.rows()[number]}, {}));
  }

  std::vector<PropertyBag> all() {
    RC_ASSERT(view_->SeekRow(BOOKMARK_BEGINNING, 0, nullptr) == S_OK);
    SRowSet* raw = nullptr;
    RC_ASSERT(view_->QueryRows(1000, 0, &raw) == S_OK);
    return kit::bags_from(*kit::rows_ptr(raw));
  }

  kit::com_ptr<ITableData> table_;
  kit::com_ptr<IMAPITable> view_;
  kit::com_ptr<IMAPIAdviseSink> sink_;
  ULONG_PTR connection_ = 0;
  test::ShadowTable shadow_;
  test::ListModel model_;
  kit::SortOrder order_;
};

class TableDataModel : public test::Initialised {};

TEST_F(TableDataModel, HasTheRowsThatAListWouldHave) {
  EXPECT_TRUE(rc::check([] {
    Case one;
    const int steps = test::any_number(1, 30);
    for (int i = 0; i < steps; ++i) {
      one.change();
      one.check();
    }
  }));
}

}  // namespace
}  // namespace postroom
