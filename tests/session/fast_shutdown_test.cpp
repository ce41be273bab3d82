// SPDX-License-Identifier: Apache-2.0
//
// Fast shutdown with providers of the bare SPI: scenario 19 of contract J.15. What ends the process's MAPI happens in a
// process of its own.
#include "session_fixture.hpp"

#include <mapiaux.h>
#include <mapiutil.h>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

namespace postroom::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FastShutdown : public SessionTest {
 protected:
  FastShutdown() {
    unsetenv("POSTROOM_FAST_SHUTDOWN_BEHAVIOR");
    GTEST_FLAG_SET(death_test_style, "threadsafe");
  }
  ~FastShutdown() override { unsetenv("POSTROOM_FAST_SHUTDOWN_BEHAVIOR"); }

  static void set_policy(int policy) { setenv("POSTROOM_FAST_SHUTDOWN_BEHAVIOR", std::to_string(policy).c_str(), 1); }

  // A session with a logon of each kind, all of which do what `fault` says; the spooler has no store.
  kit::com_ptr<IMAPISession> session_with(const std::string& profile, Services services) {
    make_profile(profile, services);
    auto session = log_on(profile);
    kit::com_ptr<IAddrBook> book;
    EXPECT_EQ(session->OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
    stores_.push_back(open_store(*session, 0, MDB_NO_DIALOG | MDB_NO_MAIL));
    kit::com_ptr<IMAPITable> status;
    EXPECT_EQ(session->GetStatusTable(0, status.put()), S_OK);  // waits for the transport (C-16)
    return session;
  }
  static Services all(ULONG fault) {
    Services services;
    services.address_book = fault;
    services.store = fault;
    services.transport = fault;
    return services;
  }
  static kit::com_ptr<IMAPIClientShutdown> shutdown_of(IMAPISession& session) {
    kit::com_ptr<IMAPIClientShutdown> shutdown;
    EXPECT_EQ(session.QueryInterface(IID_IMAPIClientShutdown, shutdown.put_void()), S_OK);
    return shutdown;
  }

  // "IXP QueryFastShutdown": which provider objects were asked what, in order.
  std::vector<std::string> asked() const {
    std::vector<std::string> asked;
    for (const std::string& call : calls()) {
      const std::string method = call.substr(std::min(call.size(), call.find("::") + 2));
      if (method == "QueryFastShutdown" || method == "NotifyProcessShutdown" || method == "DoFastShutdown") {
        asked.push_back(call.substr(0, 3) + " " + method);
      }
    }
    return asked;
  }

  // The code of a process of its own: 0 when all expectations held.
  [[noreturn]] static void leave() { _exit(HasFailure() ? 1 : 0); }

  // From now on the process ends with 3 when a provider is called.
  void watch_exit() {
    calls_before_exit_ = calls().size();
    watched_ = this;
  }

  void TearDown() override {
    stores_.clear();
    SessionTest::TearDown();
  }

  std::vector<kit::com_ptr<IMsgStore>> stores_;

 private:
  static void look_at_exit() {
    if (watched_ != nullptr && watched_->calls().size() != watched_->calls_before_exit_) _exit(3);
  }

  std::size_t calls_before_exit_ = 0;
  static FastShutdown* watched_;
  static const int last_exit_handler_;  // registered before main(), so it runs after all that tests could register
};

FastShutdown* FastShutdown::watched_ = nullptr;
const int FastShutdown::last_exit_handler_ = std::atexit(&FastShutdown::look_at_exit);

TEST_F(FastShutdown, IsToBeHadFromAnySession) {  // J-1, J-91
  make_profile("Alice");
  auto session = log_on("Alice");
  auto shutdown = shutdown_of(*session);
  ASSERT_TRUE(shutdown);
  EXPECT_EQ(shutdown.as<IUnknown>(), session.as<IUnknown>()) << "one identity";
  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);
  EXPECT_EQ(shutdown->QueryFastShutdown(), MAPI_E_INVALID_OBJECT);  // J-5
  EXPECT_EQ(shutdown->NotifyProcessShutdown(), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(shutdown->DoFastShutdown(), MAPI_E_INVALID_OBJECT);
}

TEST_F(FastShutdown, Scenario19_HasNineAnswersAndCallsNoLogoffMethod) {  // J-92, J-93, J-98
  struct Case {
    ULONG fault;
    HRESULT answer[3];  // by policy
  };
  for (const Case& one : {Case{kFastAgrees, {S_OK, S_OK, MAPI_E_NO_SUPPORT}},
                          Case{kFastRefuses, {MAPI_E_NO_SUPPORT, MAPI_E_NO_SUPPORT, MAPI_E_NO_SUPPORT}},
                          Case{kNoFault, {S_OK, MAPI_E_NO_SUPPORT, MAPI_E_NO_SUPPORT}}}) {
    const auto session = session_with("Alice" + std::to_string(one.fault), all(one.fault));
    const auto ended_before = ending_calls();
    for (int policy = 0; policy < 3; ++policy) {
      set_policy(policy);
      const auto before = asked().size();
      EXPECT_EQ(shutdown_of(*session)->QueryFastShutdown(), one.answer[policy])
          << "policy " << policy << ", fault " << one.fault;
      auto now = asked();
      now.erase(now.begin(), now.begin() + static_cast<std::ptrdiff_t>(before));
      if (policy == 2 || one.fault == kNoFault) {
        EXPECT_THAT(now, IsEmpty());
      } else {
        EXPECT_THAT(now, ElementsAre("IXP QueryFastShutdown", "IAB QueryFastShutdown", "IMS QueryFastShutdown"));
      }
    }
    EXPECT_EQ(ending_calls(), ended_before);
    stores_.clear();
    EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
  }
}

TEST_F(FastShutdown, AsksTheOthersAfterARefusal) {  // J-94
  Services services = all(kFastAgrees);
  services.transport = kFastRefuses;
  const auto session = session_with("Alice", services);

  EXPECT_EQ(shutdown_of(*session)->QueryFastShutdown(), MAPI_E_NO_SUPPORT);

  EXPECT_THAT(asked(), ElementsAre("IXP QueryFastShutdown", "IAB QueryFastShutdown", "IMS QueryFastShutdown"));
}

TEST_F(FastShutdown, AsksTheProvidersOfEverySession) {  // J-92
  const auto alice = session_with("Alice", all(kFastAgrees));
  Services services = all(kFastRefuses);
  services.with_transport = false;
  const auto bob = session_with("Bob", services);

  EXPECT_EQ(shutdown_of(*alice)->QueryFastShutdown(), MAPI_E_NO_SUPPORT) << "Bob's refuse";

  EXPECT_THAT(asked(), ElementsAre("IXP QueryFastShutdown", "IAB QueryFastShutdown", "IMS QueryFastShutdown",
                                   "IAB QueryFastShutdown", "IMS QueryFastShutdown"));
  stores_.clear();
  EXPECT_EQ(bob->Logoff(0, 0, 0), S_OK);
  EXPECT_EQ(shutdown_of(*alice)->QueryFastShutdown(), S_OK);
}

TEST_F(FastShutdown, IsFullyReversibleUntilItIsDone) {  // J-99
  const auto session = session_with("Alice", all(kFastAgrees));
  const auto shutdown = shutdown_of(*session);
  EXPECT_EQ(shutdown->QueryFastShutdown(), S_OK);
  EXPECT_EQ(shutdown->NotifyProcessShutdown(), S_OK);

  EXPECT_TRUE(open_store(*session));
  auto id = folder_id();
  ULONG type = 0;
  kit::com_ptr<IUnknown> folder;
  EXPECT_EQ(session->OpenEntry(static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr, 0, &type,
                               folder.put()),
            S_OK);
  folder.reset();
  stores_.clear();
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
  EXPECT_THAT(ending_calls(), Contains("IXPProvider::Shutdown"));
}

TEST_F(FastShutdown, NotifiesEverybodyWhateverTheyAnswer) {  // J-95
  const auto session = session_with("Alice", all(kFastRefuses));
  EXPECT_EQ(shutdown_of(*session)->NotifyProcessShutdown(), S_OK);
  EXPECT_THAT(asked(),
              ElementsAre("IXP NotifyProcessShutdown", "IAB NotifyProcessShutdown", "IMS NotifyProcessShutdown"));
}

TEST_F(FastShutdown, IsNotDoneWhenAProviderFailsAndLogoffStillWorks) {  // J-95, J-96
  Services services = all(kFastAgrees);
  services.address_book = kFastFails;
  const auto session = session_with("Alice", services);

  EXPECT_EQ(shutdown_of(*session)->DoFastShutdown(), MAPI_E_DISK_ERROR);

  EXPECT_THAT(asked(), ElementsAre("IXP DoFastShutdown", "IAB DoFastShutdown", "IMS DoFastShutdown"));
  stores_.clear();
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
}

TEST_F(FastShutdown, IsNotDoneWhenAProviderThrows) {  // J-95, J-114
  expect_broken({"J-114"});
  Services services = all(kFastAgrees);
  services.transport = kFastThrows;
  const auto session = session_with("Alice", services);

  EXPECT_EQ(shutdown_of(*session)->DoFastShutdown(), MAPI_E_CALL_FAILED);

  EXPECT_EQ(count(trace::Event::call_threw), 1U);
  EXPECT_THAT(asked(), Contains("IMS DoFastShutdown"));
  stores_.clear();
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
}

TEST_F(FastShutdown, IsNotDoneWhenItIsSwitchedOff) {  // J-93
  set_policy(2);
  const auto session = session_with("Alice", all(kFastAgrees));
  const auto shutdown = shutdown_of(*session);
  EXPECT_EQ(shutdown->NotifyProcessShutdown(), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(shutdown->DoFastShutdown(), MAPI_E_NO_SUPPORT);
  EXPECT_THAT(asked(), IsEmpty());
  EXPECT_TRUE(open_store(*session)) << "nothing has happened";
}

TEST_F(FastShutdown, LeavesNoCallThatDoesAnything) {  // J-97, J-98
  EXPECT_EXIT(
      {
        const auto session = session_with("Alice", all(kFastAgrees));
        const auto shutdown = shutdown_of(*session);
        EXPECT_EQ(shutdown->QueryFastShutdown(), S_OK);
        EXPECT_EQ(shutdown->NotifyProcessShutdown(), S_OK);
        EXPECT_EQ(shutdown->DoFastShutdown(), S_OK);
        const auto calls_so_far = calls();
        EXPECT_THAT(ending_calls(), IsEmpty());

        // A client that does not keep to it does no harm.
        kit::com_ptr<IMAPITable> table;
        EXPECT_EQ(session->GetStatusTable(0, table.put()), MAPI_E_NOT_INITIALIZED);
        EXPECT_EQ(session->Logoff(0, 0, 0), MAPI_E_NOT_INITIALIZED);
        EXPECT_EQ(MAPIInitialize(nullptr), MAPI_E_NOT_INITIALIZED);
        kit::com_ptr<IMAPISession> again;
        EXPECT_EQ(MAPILogonEx(0, nullptr, nullptr, MAPI_NEW_SESSION, again.put()), MAPI_E_NOT_INITIALIZED);
        EXPECT_EQ(shutdown->DoFastShutdown(), MAPI_E_NOT_INITIALIZED);
        MAPIUninitialize();
        EXPECT_EQ(calls(), calls_so_far);
        EXPECT_TRUE(provider_is_mapped());
        leave();
      },
      ::testing::ExitedWithCode(0), "");
}

TEST_F(FastShutdown, LeavesNoProviderCallToExitHandlers) {  // J-97
  EXPECT_EXIT(
      {
        const auto session = session_with("Alice", all(kFastAgrees));
        EXPECT_EQ(shutdown_of(*session)->DoFastShutdown(), S_OK);
        watch_exit();
        std::exit(HasFailure() ? 1 : 0);
      },
      ::testing::ExitedWithCode(0), "");
}

using ProcessExit = FastShutdown;

TEST_F(ProcessExit, WithoutLogoffCallsNoProvider) {  // J-105
  EXPECT_EXIT(
      {
        const auto session = session_with("Alice", all(kNoFault));
        watch_exit();
        std::exit(HasFailure() ? 1 : 0);
      },
      ::testing::ExitedWithCode(0), "");
}

TEST_F(FastShutdown, DoesNotNeedToBeAskedFirst) {  // J-96
  EXPECT_EXIT(
      {
        const auto session = session_with("Alice", all(kFastAgrees));
        EXPECT_EQ(shutdown_of(*session)->DoFastShutdown(), S_OK);
        EXPECT_THAT(asked(), ElementsAre("IXP DoFastShutdown", "IAB DoFastShutdown", "IMS DoFastShutdown"));
        leave();
      },
      ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace postroom::test
