// SPDX-License-Identifier: Apache-2.0
//
// What a process leaves behind that forks, or that exits without logging off (design 4, J-105).
#include "../support/forked_child.hpp"
#include "scenario_fixture.hpp"

#include <cstdlib>

namespace postroom::test {
namespace {

using ::testing::Contains;
using ::testing::UnorderedElementsAre;

class Process : public ScenarioTest {
 protected:
  Process() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(Process, ForkedChildClosesNothingOfItsParents) {  // J-105, design 4
  make_profile("alice");
  auto session = log_on("alice");
  auto store = open_store(*session);
  auto folder = inbox(*store);
  ASSERT_EQ(put_message(*folder, "before the fork", ""), S_OK);
  kit::com_ptr<IAddrBook> book;
  ASSERT_EQ(session->OpenAddressBook(0, nullptr, AB_NO_DIALOG, book.put()), S_OK);

  // While the spooler starts, its threads are at every place where a lock is held: the child has none of them.
  for (int i = 0; i < 30; ++i) {
    ASSERT_EQ(exit_code_of_child([&] {
                kit::com_ptr<IMAPITable> table;
                bool refused = session->GetStatusTable(0, table.put()) == MAPI_E_NOT_INITIALIZED;
                // As a child does that unwinds its stack: every last reference goes.
                folder.reset();
                book.reset();
                store.reset();
                session.reset();
                MAPIUninitialize();
                return refused;
              }),
              0)
        << "it called what belongs to its parent, or waited for threads that it does not have";
  }

  EXPECT_EQ(put_message(*folder, "after the child", ""), S_OK);
  EXPECT_THAT(subjects(*folder), UnorderedElementsAre("before the fork", "after the child"));
  folder.reset();
  book.reset();
  submit(*store, "alice", "sent after the child");
  flush(*session, *store);
  store.reset();
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
}

TEST_F(Process, ForkedChildReachesNoStoreOfItsParents) {  // design 4
  make_profile("alice");
  auto session = log_on("alice");
  auto store = open_store(*session);
  auto folder = inbox(*store);
  ASSERT_EQ(put_message(*folder, "before the fork", ""), S_OK);
  kit::com_ptr<IMAPITable> contents;
  ASSERT_EQ(folder->GetContentsTable(0, contents.put()), S_OK);

  ASSERT_EQ(exit_code_of_child([&] {
              kit::com_ptr<IMAPITable> table;
              kit::com_ptr<IMessage> message;
              kit::com_ptr<IMAPIContainer> container;
              SRowSet* rows = nullptr;
              ULONG count = 0;
              SPropValue* values = nullptr;
              return folder->GetContentsTable(0, table.put()) == MAPI_E_NOT_INITIALIZED &&
                     folder->CreateMessage(nullptr, 0, message.put()) == MAPI_E_NOT_INITIALIZED &&
                     folder->QueryInterface(IID_IMAPIContainer, container.put_void()) == MAPI_E_NOT_INITIALIZED &&
                     contents->QueryRows(10, 0, &rows) == MAPI_E_NOT_INITIALIZED &&
                     store->GetProps(nullptr, 0, &count, &values) == MAPI_E_NOT_INITIALIZED;
            }),
            0)
      << "it reads and writes what belongs to its parent";

  contents.reset();
  EXPECT_THAT(subjects(*folder), UnorderedElementsAre("before the fork"));
  folder.reset();
  store.reset();
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
}

TEST_F(Process, ThatExitsWithoutLogoffLosesNothing) {  // J-105
  make_profile("alice");
  uninitialise();
  setenv("POSTROOM_TEST_SHARED_HOME", home().c_str(), 0);  // the child runs this, too, and keeps what it was told
  EXPECT_EXIT(
      {
        setenv("POSTROOM_HOME", std::getenv("POSTROOM_TEST_SHARED_HOME"), 1);
        initialise();
        auto session = log_on("alice");
        auto store = open_store(*session);
        auto folder = inbox(*store);
        EXPECT_EQ(put_message(*folder, "acknowledged", ""), S_OK);
        kit::com_ptr<IMAPITable> status;
        EXPECT_EQ(session->GetStatusTable(0, status.put()), S_OK);
        std::exit(HasFailure() ? 1 : 0);  // with everything held, and threads at work
      },
      ::testing::ExitedWithCode(0), "");
  unsetenv("POSTROOM_TEST_SHARED_HOME");

  initialise();
  auto session = log_on("alice");
  auto store = open_store(*session);
  ASSERT_TRUE(store);
  EXPECT_THAT(subjects(*inbox(*store)), Contains("acknowledged"));
  store.reset();
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
}

}  // namespace
}  // namespace postroom::test
