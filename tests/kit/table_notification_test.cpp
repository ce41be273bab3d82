// SPDX-License-Identifier: Apache-2.0
#include "tests/kit/table_fixture.hpp"
#include "tests/support/fake_support.hpp"

#include <postroom/object.hpp>

#include <gmock/gmock.h>

#include <mutex>
#include <thread>

using namespace postroom;
using namespace postroom::kit;
using ::testing::ElementsAre;

namespace {

// Writes down what a view tells: "added b after a", "deleted c", "changed", …
class Teller final : public Notifier {
 public:
  Teller(std::vector<std::string>& told, std::function<void()>& during) : told_(told), during_(during) {}

  ULONG_PTR subscribe(ULONG mask, IMAPIAdviseSink*) override {
    EXPECT_EQ(mask, fnevTableModified);
    return ++last_;
  }
  void unsubscribe(ULONG_PTR connection) override {
    if (connection != last_) fail(MAPI_E_NOT_FOUND, "no such connection");
  }
  void notify(std::span<const NOTIFICATION> notifications, ULONG) noexcept override {
    for (const NOTIFICATION& one : notifications) {
      EXPECT_EQ(one.ulEventType, fnevTableModified);
      const TABLE_NOTIFICATION& table = one.info.tab;
      std::string text = event(table.ulTableEvent);
      if (table.ulTableEvent >= TABLE_ROW_ADDED && table.ulTableEvent <= TABLE_ROW_MODIFIED) {
        EXPECT_EQ(table.propIndex.ulPropTag, PR_INSTANCE_KEY);  // K-15
        if (table.row.cValues != 0) text += std::string(" ") + table.row.lpProps[0].Value.lpszA;
        text += table.propPrior.ulPropTag == PR_NULL ? "" : " after another";
      } else {
        EXPECT_EQ(table.propIndex.ulPropTag, PR_NULL);
      }
      EXPECT_NE(table.propPrior.ulPropTag, 0U) << "K-15: PR_NULL, never 0";
      told_.push_back(text);
    }
    if (during_) std::exchange(during_, {})();
  }

 private:
  static std::string event(ULONG event) {
    switch (event) {
      case TABLE_ROW_ADDED:
        return "added";
      case TABLE_ROW_DELETED:
        return "deleted";
      case TABLE_ROW_MODIFIED:
        return "modified";
      case TABLE_CHANGED:
        return "changed";
      case TABLE_RELOAD:
        return "reload";
      case TABLE_SORT_DONE:
        return "sorted";
      case TABLE_RESTRICT_DONE:
        return "restricted";
      case TABLE_SETCOL_DONE:
        return "columns set";
      default:
        return "?";
    }
  }

  std::vector<std::string>& told_;
  std::function<void()>& during_;
  ULONG_PTR last_ = 0;
};

class Sink final : public Object<Sink, IMAPIAdviseSink> {
 public:
  static constexpr const char* kTypeName = "IMAPIAdviseSink";
  explicit Sink(const std::shared_ptr<Core>& core) : Object(core) {}
  STDMETHODIMP_(ULONG) OnNotify(ULONG, LPNOTIFICATION) override { return S_OK; }
};

class TableNotificationTest : public test::TableTest {
 protected:
  TableViewOptions telling() {
    TableViewOptions options;
    options.notifier = [this]() -> std::unique_ptr<Notifier> { return std::make_unique<Teller>(told_, during_); };
    return options;
  }
  ULONG_PTR advise(IMAPITable* table) {
    ULONG_PTR connection = 0;
    EXPECT_EQ(table->Advise(fnevTableModified, sink_.get(), &connection), S_OK);
    EXPECT_NE(connection, 0U);
    return connection;
  }

  std::vector<std::string> told_;
  std::function<void()> during_;
  com_ptr<IMAPIAdviseSink> sink_ = make_object<Sink>(core_);
};

TEST_F(TableNotificationTest, SaysThatAnAsynchronousOperationIsDone) {  // L-3, K-15
  fill("ba");
  const auto table = table_->view(core_, telling());
  advise(table.get());
  SizedSSortOrderSet(1, order) = {1, 0, 0, {{PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND}}};
  const auto sort = [&](ULONG flags) { return table->SortTable(reinterpret_cast<LPSSortOrderSet>(&order), flags); };
  const auto columns = make_tags(std::vector<ULONG>{PR_DISPLAY_NAME_A});
  EXPECT_EQ(sort(0), S_OK);
  EXPECT_EQ(sort(TBL_BATCH), S_OK);
  EXPECT_EQ(table->Restrict(nullptr, 0), S_OK);
  EXPECT_EQ(table->SetColumns(columns.get(), 0), S_OK);
  EXPECT_THAT(told_, ElementsAre());
  EXPECT_EQ(sort(TBL_ASYNC | TBL_BATCH), S_OK);
  EXPECT_EQ(table->Restrict(nullptr, TBL_ASYNC), S_OK);
  EXPECT_EQ(table->SetColumns(columns.get(), TBL_ASYNC), S_OK);
  EXPECT_THAT(told_, ElementsAre("sorted", "restricted", "columns set"));
  EXPECT_EQ(table->SetColumns(nullptr, TBL_ASYNC), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(told_.size(), 3U) << "what failed is not done";
  EXPECT_EQ(names(table.get(), 2), "ab");
}

TEST_F(TableNotificationTest, RowEventsNameTheRowAndTheOneBeforeIt) {  // K-15
  const auto table = view(telling());
  EXPECT_EQ(sort(table.get(), {{PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND}}), S_OK);
  advise(table.get());
  fill("ba");
  table_->put(row(2, "c"));
  table_->erase(id(1));
  EXPECT_TRUE(table_->touch(id(2)));  // L-38
  EXPECT_FALSE(table_->touch(id(1)));
  EXPECT_THAT(told_, ElementsAre("added b", "added a", "modified c after another", "deleted", "modified c"));
}

TEST_F(TableNotificationTest, RowsHiddenByTheRestrictionAreSilent) {  // K-16
  const auto table = view(telling());
  EXPECT_EQ(restrict(table.get(), at_least("c")), S_OK);
  advise(table.get());
  fill("ad");
  table_->put(row(1, "b"));
  table_->put(row(1, "e"));
  table_->put(row(2, "a"));
  table_->erase(id(2));
  EXPECT_THAT(told_, ElementsAre("added d", "added e", "deleted"));
}

TEST_F(TableNotificationTest, ManyChangesAtOnceAreOneEvent) {  // L-37, L-34
  const auto table = view(telling());
  advise(table.get());
  std::vector<PropertyBag> rows;
  for (int i = 0; i < 8; ++i) rows.push_back(row(i, "x"));
  table_->put(rows);
  EXPECT_EQ(told_.size(), 8U);
  told_.clear();
  rows.push_back(row(8, "x"));
  table_->put(rows);
  EXPECT_THAT(told_, ElementsAre("changed"));
  told_.clear();
  table_->replace_all({row(3, "x")});
  EXPECT_THAT(told_, ElementsAre("reload"));
}

TEST_F(TableNotificationTest, AdviseLooksAtItsMask) {  // K-12
  const auto table = view(telling());
  ULONG_PTR connection = 5;
  EXPECT_EQ(table->Advise(fnevNewMail, sink_.get(), &connection), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(connection, 0U);
  EXPECT_EQ(table->Advise(fnevTableModified, nullptr, &connection), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(view()->Advise(fnevTableModified, sink_.get(), &connection), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(table->Advise(fnevTableModified | fnevNewMail, sink_.get(), &connection), S_OK);
  EXPECT_EQ(table->Unadvise(0), MAPI_E_INVALID_PARAMETER);  // K-9
  EXPECT_EQ(table->Unadvise(connection + 1), MAPI_E_NOT_FOUND);
  EXPECT_EQ(table->Unadvise(connection), S_OK);
  EXPECT_EQ(view()->Unadvise(7), MAPI_E_NOT_FOUND);
}

TEST_F(TableNotificationTest, NobodyIsToldWithALockHeld) {  // J-102
  const auto table = view(telling());
  advise(table.get());
  during_ = [&] {  // what a sink may well do, on another thread even
    std::thread([&] {
      table_->put(row(50, "inside"));
      EXPECT_EQ(all_names(table.get()), "ainside");
    }).join();
  };
  fill("a");
  EXPECT_THAT(told_, ElementsAre("added a", "added inside after another")) << "in the order of the changes";
}

TEST_F(TableNotificationTest, ReleasedViewTellsNobody) {
  auto table = view(telling());
  advise(table.get());
  table.reset();
  fill("a");
  EXPECT_TRUE(told_.empty());
}

TEST_F(TableNotificationTest, GoesThroughTheSupportObjectUnderAKeyOfItsOwn) {  // D-14 … D-17
  test::FakeSupport support;
  TableViewOptions options;
  options.notifier = notify_through([&] { return com_ptr<IMAPISupport>::share(&support); });
  auto one = view(options);
  auto two = view(options);
  const ULONG_PTR first = advise(one.get());
  advise(two.get());
  EXPECT_EQ(support.subscriptions(), 2U);
  fill("a");
  const auto notified = support.notified();
  ASSERT_EQ(notified.size(), 2U);
  EXPECT_EQ(notified[0].key.size(), 16U);
  EXPECT_NE(notified[0].key, notified[1].key);
  EXPECT_EQ(notified[0].table_event, TABLE_ROW_ADDED);
  EXPECT_EQ(one->Unadvise(first), S_OK);
  EXPECT_EQ(one->Unadvise(first), MAPI_E_NOT_FOUND);
  EXPECT_EQ(support.subscriptions(), 1U);
  two.reset();
  EXPECT_EQ(support.subscriptions(), 0U) << "a view takes its subscriptions with it";
}

}  // namespace
