// SPDX-License-Identifier: Apache-2.0
// The table in memory against a list that is filtered and sorted anew at every look, and against a copy that knows
// nothing but what the notifications tell.
#include "tests/kit/any_restriction.hpp"
#include "tests/kit/table_fixture.hpp"

#include <postroom/object.hpp>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <optional>

using namespace postroom;
using namespace postroom::kit;

namespace {

const std::vector<ULONG> kColumns = {PR_INSTANCE_KEY, PR_ROWID, PR_DISPLAY_NAME_W, PR_MESSAGE_SIZE};

PropertyValue small_value(ULONG tag) {
  if (type_of(tag) == PT_LONG) return {tag, *rc::gen::inRange(0, 5)};
  return {tag, std::string(1, *rc::gen::element('a', 'B', 'c'))};
}

PropertyBag any_row(int id) {
  PropertyBag row{{PR_ROWID, id}};
  if (*rc::gen::weightedElement<bool>({{4, true}, {1, false}})) row.set(small_value(PR_DISPLAY_NAME_W));
  if (*rc::gen::weightedElement<bool>({{4, true}, {1, false}})) row.set(small_value(PR_MESSAGE_SIZE));
  return row;
}
int any_id() {
  return *rc::gen::inRange(0, 12);
}

std::string key_of(const PropertyBag& row) {
  return std::string(row.binary(PR_INSTANCE_KEY));
}

// Follows a view by its notifications (K-15), and reads it anew only when one says so.
class Shadow final : public Notifier {
 public:
  ULONG_PTR subscribe(ULONG, IMAPIAdviseSink*) override { return 1; }
  void unsubscribe(ULONG_PTR) override {}
  void notify(std::span<const NOTIFICATION> notifications, ULONG) noexcept override {
    for (const NOTIFICATION& one : notifications) follow(one.info.tab);
  }

  void read(std::vector<PropertyBag> rows) {
    rows_ = std::move(rows);
    stale_ = false;
  }
  bool stale() const noexcept { return stale_; }
  const std::vector<PropertyBag>& rows() const noexcept { return rows_; }
  const std::string& misled() const noexcept { return misled_; }

 private:
  using Place = std::vector<PropertyBag>::iterator;

  Place find(const SPropValue& key) {
    const PropertyValue wanted = PropertyValue::from(key);
    return std::find_if(rows_.begin(), rows_.end(), [&](const auto& row) { return key_of(row) == wanted.binary(); });
  }
  void follow(const TABLE_NOTIFICATION& table) {
    if (stale_) return;  // it will be read when all is told
    switch (table.ulTableEvent) {
      case TABLE_ROW_ADDED:
        if (find(table.propIndex) != rows_.end()) misled_ = "added twice";
        return insert(table);
      case TABLE_ROW_MODIFIED:
        remove(table);
        return insert(table);
      case TABLE_ROW_DELETED:
        return remove(table);
      default:
        stale_ = true;
    }
  }
  void remove(const TABLE_NOTIFICATION& table) {
    const Place place = find(table.propIndex);
    if (place == rows_.end()) {
      misled_ = "modified or deleted, but not there";
    } else {
      rows_.erase(place);
    }
  }
  void insert(const TABLE_NOTIFICATION& table) {
    Place place = rows_.begin();
    if (table.propPrior.ulPropTag != PR_NULL) {
      place = find(table.propPrior);
      if (place == rows_.end()) {
        misled_ = "after a row that is not there";
        return;
      }
      ++place;
    }
    rows_.insert(place, PropertyBag::from(table.row));
  }

  std::vector<PropertyBag> rows_;
  bool stale_ = false;
  std::string misled_;
};

// The shadow belongs to the test, the notifier to the view.
class ToShadow final : public Notifier {
 public:
  explicit ToShadow(Shadow& shadow) : shadow_(shadow) {}
  ULONG_PTR subscribe(ULONG mask, IMAPIAdviseSink* sink) override { return shadow_.subscribe(mask, sink); }
  void unsubscribe(ULONG_PTR connection) override { shadow_.unsubscribe(connection); }
  void notify(std::span<const NOTIFICATION> notifications, ULONG flags) noexcept override {
    shadow_.notify(notifications, flags);
  }

 private:
  Shadow& shadow_;
};

class NoSink final : public Object<NoSink, IMAPIAdviseSink> {
 public:
  static constexpr const char* kTypeName = "IMAPIAdviseSink";
  explicit NoSink(const std::shared_ptr<Core>& core) : Object(core) {}
  STDMETHODIMP_(ULONG) OnNotify(ULONG, LPNOTIFICATION) override { return S_OK; }
};

// All rows in the order in which they were added; what a view shows is worked out when it is asked for.
class Model {
 public:
  void put(const PropertyBag& row) {
    const auto same = find(row.number(PR_ROWID));
    if (same == rows_.end()) {
      rows_.push_back(row);
    } else {
      *same = row;
    }
  }
  bool insert(std::size_t place, const PropertyBag& row) {
    if (find(row.number(PR_ROWID)) != rows_.end()) return false;
    rows_.insert(rows_.begin() + static_cast<std::ptrdiff_t>(place), row);
    return true;
  }
  bool erase(int id) {
    const auto same = find(id);
    if (same == rows_.end()) return false;
    rows_.erase(same);
    return true;
  }
  void replace(std::vector<PropertyBag> rows) { rows_ = std::move(rows); }
  std::size_t size() const noexcept { return rows_.size(); }

  std::vector<PropertyBag> shown(const std::optional<Restriction>& restriction, const SortOrder& order) const {
    std::vector<PropertyBag> shown;
    for (const PropertyBag& row : rows_) {
      if (!restriction || restriction->matches(row)) shown.push_back(row);
    }
    std::ranges::stable_sort(shown, [&](const auto& a, const auto& b) { return order.compare(a, b) < 0; });
    return shown;
  }

 private:
  std::vector<PropertyBag>::iterator find(int id) {
    return std::find_if(rows_.begin(), rows_.end(), [&](const auto& row) { return row.number(PR_ROWID) == id; });
  }

  std::vector<PropertyBag> rows_;
};

PropertyBag without_key(PropertyBag row) {
  row.erase(PR_INSTANCE_KEY);
  return row;
}

class TableModelTest : public test::TableTest {
 protected:
  TableModelTest() {
    TableViewOptions options;
    options.columns = kColumns;
    options.flags = MAPI_UNICODE;
    options.notifier = [this]() -> std::unique_ptr<Notifier> { return std::make_unique<ToShadow>(shadow_); };
    view_ = table_->view(core_, std::move(options));
    const auto sink = make_object<NoSink>(core_);
    ULONG_PTR connection = 0;
    EXPECT_EQ(view_->Advise(fnevTableModified, sink.get(), &connection), S_OK);
  }

  std::vector<PropertyBag> all() {
    EXPECT_EQ(view_->SeekRow(BOOKMARK_BEGINNING, 0, nullptr), S_OK);
    return bags_from(*query(view_.get(), 1000));
  }

  void change() {
    switch (*rc::gen::inRange(0, 7)) {
      case 0: {
        std::vector<PropertyBag> rows;
        const int many = *rc::gen::inRange(1, 12);
        for (int i = 0; i < many; ++i) rows.push_back(any_row(i));
        for (const PropertyBag& row : rows) model_.put(row);
        return table_->put(std::move(rows));
      }
      case 1: {
        const auto place = *rc::gen::inRange<std::size_t>(0, model_.size() + 1);
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
        const int many = *rc::gen::inRange(1, 12);
        for (int i = 0; i < many; ++i) {
          ids.push_back(this->id(i));
          erased += model_.erase(i) ? 1 : 0;
        }
        RC_ASSERT(table_->erase(ids) == erased);
        return;
      }
      case 4:
        if (*rc::gen::inRange(0, 5) != 0) return;
        model_.replace({any_row(1), any_row(2)});
        return table_->replace_all(model_.shown({}, {}));
      default: {
        const PropertyBag row = any_row(any_id());
        model_.put(row);
        return table_->put(row);
      }
    }
  }

  // Restrict and SortTable tell nobody: who calls them knows.
  void look_otherwise() {
    if (*rc::gen::arbitrary<bool>()) {
      restriction_.reset();
      if (*rc::gen::arbitrary<bool>()) {
        const std::vector<ULONG> tags = {PR_ROWID, PR_DISPLAY_NAME_W, PR_MESSAGE_SIZE};
        restriction_ = test::any_restriction(tags, small_value, 2);
      }
      RC_ASSERT(view_->Restrict(restriction_ ? restriction_->to_mapi().get() : nullptr, 0) == S_OK);
    } else {
      std::vector<SortOrder::Key> keys;
      for (const ULONG tag : {PR_DISPLAY_NAME_W, PR_MESSAGE_SIZE}) {
        if (*rc::gen::arbitrary<bool>()) keys.push_back({tag, *rc::gen::element<ULONG>(0, TABLE_SORT_DESCEND)});
      }
      order_ = SortOrder(keys);
      RC_ASSERT(view_->SortTable(order_.to_mapi().get(), 0) == S_OK);
    }
    shadow_.read(all());
  }

  // Where the order leaves rows equal, their order is the table's own.
  void check_rows() {
    const std::vector<PropertyBag> expected = model_.shown(restriction_, order_);
    const std::vector<PropertyBag> shown = all();
    RC_ASSERT(shown.size() == expected.size());
    ULONG count = 0;
    RC_ASSERT(view_->GetRowCount(0, &count) == S_OK && count == shown.size());
    for (std::size_t i = 0; i < shown.size(); ++i) {
      RC_ASSERT(order_.compare(shown[i], expected[i]) == 0);
      RC_ASSERT(std::ranges::count(expected, without_key(shown[i])) == 1);
    }
  }

  void check_shadow() {
    RC_ASSERT(shadow_.misled() == "");
    if (shadow_.stale()) shadow_.read(all());
    RC_ASSERT(shadow_.rows() == all());
  }

  void check_a_part() {
    const std::vector<PropertyBag> shown = all();
    const LONG from = *rc::gen::inRange<LONG>(0, static_cast<LONG>(shown.size()) + 2);
    const LONG count = *rc::gen::inRange<LONG>(1, 5);
    LONG moved = 0;
    RC_ASSERT(view_->SeekRow(BOOKMARK_BEGINNING, from, &moved) == S_OK);
    RC_ASSERT(moved == std::min(from, static_cast<LONG>(shown.size())));
    const std::vector<PropertyBag> part = bags_from(*query(view_.get(), count));
    const auto begin = shown.begin() + moved;
    RC_ASSERT(part == std::vector<PropertyBag>(begin, begin + std::min<std::ptrdiff_t>(count, shown.end() - begin)));
  }

  void check_find() {
    const std::vector<ULONG> tags = {PR_ROWID, PR_DISPLAY_NAME_W, PR_MESSAGE_SIZE};
    const Restriction what = test::any_restriction(tags, small_value, 1);
    const std::vector<PropertyBag> shown = all();
    const auto found = std::ranges::find_if(shown, [&](const auto& row) { return what.matches(row); });
    const HRESULT answer = find(view_.get(), what, BOOKMARK_BEGINNING);
    RC_ASSERT(answer == (found == shown.end() ? MAPI_E_NOT_FOUND : S_OK));
    if (found != shown.end()) RC_ASSERT(bags_from(*query(view_.get(), 1)).at(0) == *found);
  }

  Shadow shadow_;
  com_ptr<IMAPITable> view_;
  Model model_;
  std::optional<Restriction> restriction_;
  SortOrder order_;
};

RC_GTEST_FIXTURE_PROP(TableModelTest, ShowsAndTellsWhatAListWouldHave, ()) {
  const int steps = *rc::gen::inRange(1, 30);
  for (int i = 0; i < steps; ++i) {
    if (*rc::gen::inRange(0, 6) == 0) {
      look_otherwise();
    } else {
      change();
    }
    check_rows();
    check_shadow();
    check_a_part();
    check_find();
  }
}

}  // namespace
