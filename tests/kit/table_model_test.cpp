// SPDX-License-Identifier: Apache-2.0
// The table in memory against a list that is filtered and sorted anew at every look, and against a copy that knows
// nothing but what the notifications tell: whatever is done, all three have the same rows.
#include "tests/kit/table_model.hpp"
#include "tests/kit/any_property.hpp"
#include "tests/kit/any_restriction.hpp"
#include "tests/kit/table_fixture.hpp"

#include <postroom/object.hpp>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <optional>

using namespace postroom;
using namespace postroom::kit;
using namespace postroom::test;

namespace {

const std::vector<ULONG> kColumns = {PR_INSTANCE_KEY, PR_ROWID, PR_DISPLAY_NAME_W, PR_MESSAGE_SIZE,  PR_MESSAGE_FLAGS,
                                     PR_ROW_TYPE,     PR_DEPTH, PR_CONTENT_COUNT,  PR_CONTENT_UNREAD};

int any_id() {
  return test::any_number(0, 12);
}

PropertyBag any_row(int id) {
  PropertyBag row = any_table_row(id);
  if (test::any_number(0, 3) != 0) row.set(any_table_value(PR_MESSAGE_FLAGS));
  return row;
}

class ToShadow final : public Notifier {
 public:
  explicit ToShadow(ShadowTable& shadow) : shadow_(shadow) {}
  ULONG_PTR subscribe(ULONG, IMAPIAdviseSink*) override { return 1; }
  void unsubscribe(ULONG_PTR) override {}
  void notify(std::span<const NOTIFICATION> notifications, ULONG) noexcept override {
    for (const NOTIFICATION& one : notifications) shadow_.follow(one.info.tab);
  }

 private:
  ShadowTable& shadow_;
};

class TableModelTest : public test::TableTest {
 protected:
  TableModelTest() {
    TableViewOptions options;
    options.columns = kColumns;
    options.flags = MAPI_UNICODE;
    options.notifier = [this]() -> std::unique_ptr<Notifier> { return std::make_unique<ToShadow>(shadow_); };
    view_ = table_->view(core_, std::move(options));
    const auto sink = make_object<test::NoSink>(core_);
    ULONG_PTR connection = 0;
    EXPECT_EQ(view_->Advise(fnevTableModified, sink.get(), &connection), S_OK);
  }

  std::vector<PropertyBag> all() {
    EXPECT_EQ(view_->SeekRow(BOOKMARK_BEGINNING, 0, nullptr), S_OK);
    return bags_from(*query(view_.get(), 1000));
  }

  void change() {
    switch (test::any_number(0, 7)) {
      case 0: {
        std::vector<PropertyBag> rows;
        const int many = test::any_number(1, 12);
        for (int i = 0; i < many; ++i) rows.push_back(any_row(i));
        for (const PropertyBag& row : rows) {
          model_.put(row);
          static_cast<void>(expected());  // a category that is without rows between two of them is forgotten
        }
        return table_->put(std::move(rows));
      }
      case 1: {
        const auto place = test::any_number<std::size_t>(0, model_.rows().size() + 1);
        const PropertyBag row = any_row(any_id());
        const bool fits = model_.insert(place, row);
        try {
          table_->insert(place, row);
          RC_ASSERT(fits);
        } catch (const Failure& failure) {
          RC_ASSERT(!fits && failure.code() == MAPI_E_INVALID_PARAMETER);
        }
        return;
      }
      case 2: {
        const int id = any_id();
        RC_ASSERT(table_->erase(this->id(id)) == model_.erase(id));
        return;
      }
      case 3: {
        std::vector<PropertyValue> ids;
        std::size_t erased = 0;
        const int many = test::any_number(1, 12);
        for (int i = 0; i < many; ++i) {
          ids.push_back(this->id(i));
          erased += model_.erase(i) ? 1 : 0;
        }
        RC_ASSERT(table_->erase(ids) == erased);
        return;
      }
      case 4:
        if (test::any_number(0, 5) != 0) return;
        model_.replace({any_row(1), any_row(2)});
        return table_->replace_all(model_.rows());
      default: {
        const PropertyBag row = any_row(any_id());
        model_.put(row);
        return table_->put(row);
      }
    }
  }

  static ULONG any_direction() { return *rc::gen::element<ULONG>(TABLE_SORT_ASCEND, TABLE_SORT_DESCEND); }

  static SortOrder any_order() {
    std::vector<SortOrder::Key> keys;
    for (const ULONG tag : {PR_DISPLAY_NAME_W, PR_MESSAGE_SIZE, PR_MESSAGE_FLAGS}) {
      if (*rc::gen::arbitrary<bool>()) keys.push_back({tag, any_direction()});
    }
    const ULONG categories = test::any_number<ULONG>(0, static_cast<ULONG>(keys.size()) + 1);
    const ULONG expanded = test::any_number<ULONG>(0, categories + 1);
    if (categories > 1 && test::any_number(0, 3) == 0) keys[1].order |= TABLE_SORT_COMBINE;
    if (categories > 0 && *rc::gen::arbitrary<bool>()) {  // behind one of them
      const ULONG extreme = *rc::gen::element<ULONG>(TABLE_SORT_CATEG_MAX, TABLE_SORT_CATEG_MIN);
      std::ptrdiff_t behind = test::any_number<std::ptrdiff_t>(1, categories + 1);
      if (behind == 1 && categories > 1 && (keys[1].order & TABLE_SORT_COMBINE) != 0) behind = 2;
      keys.insert(keys.begin() + behind,
                  {*rc::gen::element<ULONG>(PR_ROWID, PR_MESSAGE_SIZE), any_direction() | extreme});
    }
    return SortOrder(keys, categories, expanded);
  }

  std::vector<PropertyBag> expected() {
    std::vector<PropertyBag> rows = model_.shown(restriction_, order_.of_rows());
    return order_.categories() == 0 ? rows : categories_.shown(rows);
  }

  // Expands or collapses a heading, if there is one: nobody is told, and the answers say what came and went (L-26).
  void turn_a_heading() {
    const std::vector<PropertyBag> before = all();
    const auto headings = std::ranges::count_if(before, is_heading);
    if (headings == 0) return;
    auto which = test::any_number<std::ptrdiff_t>(0, headings);
    const auto at = std::ranges::find_if(before, [&](const auto& row) { return is_heading(row) && which-- == 0; });
    std::string key(at->binary(PR_INSTANCE_KEY));
    const bool expand = at->number(PR_ROW_TYPE) == TBL_COLLAPSED_CATEGORY;
    const auto bytes = reinterpret_cast<LPBYTE>(key.data());
    ULONG rows = 0;
    if (expand) {
      const auto wanted = test::any_number<ULONG>(0, 4);
      LPSRowSet raw = nullptr;
      RC_ASSERT(view_->ExpandRow(static_cast<ULONG>(key.size()), bytes, wanted, 0, &raw, &rows) == S_OK);
      const rows_ptr first(raw);
      const std::vector<PropertyBag> rest = bags_from(*query(view_.get(), 1000));
      std::vector<PropertyBag> behind = bags_from(*first);
      RC_ASSERT(behind.size() == std::min<std::size_t>(wanted, rows));
      behind.insert(behind.end(), rest.begin(), rest.end());
      const std::vector<PropertyBag> now = all();
      RC_ASSERT(now.size() == before.size() + rows);
      RC_ASSERT(behind == std::vector<PropertyBag>(now.begin() + (at - before.begin()) + 1, now.end()));
    } else {
      RC_ASSERT(view_->CollapseRow(static_cast<ULONG>(key.size()), bytes, 0, &rows) == S_OK);
      RC_ASSERT(all().size() == before.size() - rows);
    }
    categories_.set_expanded(*at, expand);
    RC_ASSERT(same_rows(all(), expected(), order_));
    shadow_.read(all());
  }

  // What was kept of the headings brings them back, and the row that it was kept for (L-28).
  void keep_and_turn() {
    const std::vector<PropertyBag> before = all();
    if (order_.categories() == 0 || before.empty()) return;
    const PropertyBag& row = before[test::any_number<std::size_t>(0, before.size())];
    std::string key(row.binary(PR_INSTANCE_KEY));
    ULONG size = 0;
    LPBYTE raw = nullptr;
    RC_ASSERT(view_->GetCollapseState(0, static_cast<ULONG>(key.size()), reinterpret_cast<LPBYTE>(key.data()), &size,
                                      &raw) == S_OK);
    const mapi_ptr<BYTE> state(raw);
    const CategoryModel kept = categories_;
    for (int i = test::any_number(0, 4); i > 0; --i) turn_a_heading();
    BOOKMARK bookmark = 0;
    RC_ASSERT(view_->SetCollapseState(0, size, state.get(), &bookmark) == S_OK);
    categories_ = kept;
    RC_ASSERT(all() == before);
    RC_ASSERT(view_->SeekRow(bookmark, 0, nullptr) == S_OK);
    RC_ASSERT(bags_from(*query(view_.get(), 1)).at(0) == row);
    RC_ASSERT(view_->FreeBookmark(bookmark) == S_OK);
    shadow_.read(before);
  }

  // Restrict and SortTable tell nobody: who calls them knows.
  void look_otherwise() {
    if (*rc::gen::arbitrary<bool>()) {
      restriction_.reset();
      if (*rc::gen::arbitrary<bool>()) {
        const std::vector<ULONG> tags = {PR_ROWID, PR_DISPLAY_NAME_W, PR_MESSAGE_SIZE};
        restriction_ = test::any_restriction(tags, any_table_value, 2);
      }
      categories_ = CategoryModel(order_);  // a restriction has the headings as the order says
      RC_ASSERT(view_->Restrict(restriction_ ? restriction_->to_mapi().get() : nullptr, 0) == S_OK);
    } else {
      order_ = any_order();
      categories_ = CategoryModel(order_);
      RC_ASSERT(view_->SortTable(order_.to_mapi().get(), 0) == S_OK);
    }
    shadow_.read(all());
  }

  void check_rows() {
    const std::vector<PropertyBag> shown = all();
    ULONG count = 0;
    RC_ASSERT(view_->GetRowCount(0, &count) == S_OK && count == shown.size());
    const std::vector<PropertyBag> wanted = expected();
    RC_LOG() << "shown:\n" << as_text(shown) << "expected:\n" << as_text(wanted);
    RC_ASSERT(same_rows(shown, wanted, order_));
  }

  void check_shadow() {
    RC_ASSERT(shadow_.misled() == "");
    if (shadow_.stale()) shadow_.read(all());
    RC_ASSERT(shadow_.rows() == all());
  }

  void check_a_part() {
    const std::vector<PropertyBag> shown = all();
    const LONG from = test::any_number<LONG>(0, static_cast<LONG>(shown.size()) + 2);
    const LONG count = test::any_number<LONG>(1, 5);
    LONG moved = 0;
    RC_ASSERT(view_->SeekRow(BOOKMARK_BEGINNING, from, &moved) == S_OK);
    RC_ASSERT(moved == std::min(from, static_cast<LONG>(shown.size())));
    ULONG row = 0;
    ULONG numerator = 0;
    ULONG denominator = 0;
    RC_ASSERT(view_->QueryPosition(&row, &numerator, &denominator) == S_OK);
    RC_ASSERT(row == static_cast<ULONG>(moved));
    const std::vector<PropertyBag> part = bags_from(*query(view_.get(), count));
    const auto begin = shown.begin() + moved;
    RC_ASSERT(part == std::vector<PropertyBag>(begin, begin + std::min<std::ptrdiff_t>(count, shown.end() - begin)));
  }

  void check_find() {
    const std::vector<ULONG> tags = {PR_ROWID, PR_DISPLAY_NAME_W, PR_MESSAGE_SIZE};
    const Restriction what = test::any_restriction(tags, any_table_value, 1);
    const std::vector<PropertyBag> shown = all();
    const auto found = std::ranges::find_if(shown, [&](const auto& row) { return what.matches(row); });
    const HRESULT answer = find(view_.get(), what, BOOKMARK_BEGINNING);
    RC_ASSERT(answer == (found == shown.end() ? MAPI_E_NOT_FOUND : S_OK));
    if (found != shown.end()) RC_ASSERT(bags_from(*query(view_.get(), 1)).at(0) == *found);
  }

  ShadowTable shadow_;
  com_ptr<IMAPITable> view_;
  ListModel model_;
  std::optional<Restriction> restriction_;
  SortOrder order_;
  CategoryModel categories_;
};

RC_GTEST_FIXTURE_PROP(TableModelTest, ShowsAndTellsWhatAListWouldHave, ()) {
  const int steps = test::any_number(1, 60);
  for (int i = 0; i < steps; ++i) {
    switch (test::any_number(0, 9)) {
      case 0:
        look_otherwise();
        break;
      case 1:
        turn_a_heading();
        break;
      case 2:
        keep_and_turn();
        break;
      default:
        change();
    }
    check_rows();
    check_shadow();
    check_a_part();
    check_find();
  }
}

}  // namespace
