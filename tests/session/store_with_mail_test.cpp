// SPDX-License-Identifier: Apache-2.0
//
// The end of a store that the spooler knows, with the provider on the bare SPI. Its store has no outgoing queue, so the
// spooler logs on to it, finds nothing to work with, and ends its own pair again (scenario 25).
#include "session_fixture.hpp"

#include "../support/forked_child.hpp"

#include <mapitags.h>

#include <fcntl.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <thread>

namespace postroom::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class StoreWithMail : public SessionTest {
 protected:
  void begin(ULONG faults = kNoFault) {
    Services services;
    services.store = faults;
    services.with_address_book = false;
    make_profile("Alice", services);
    session_ = log_on("Alice");
    store_ = open_store(*session_);
    ASSERT_TRUE(store_);
    // The spooler has been and gone.
    ASSERT_TRUE(
        eventually([&] { return !steps_of_spooler().empty() && steps_of_spooler().back() == "IMSLogon::Release"; }));
  }
  void TearDown() override {
    store_.reset();
    session_.reset();
    SessionTest::TearDown();
  }
  static bool eventually(const std::function<bool()>& so) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!so()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
  }
  // Does a process that is not this one see that this one has a store open for mail?
  bool others_see_a_store_open() const {
    const int code = exit_code_of_child([this] {
      const int file = ::open((home() / "run" / "open-stores.lock").c_str(), O_RDWR | O_CLOEXEC);
      struct flock any {};
      any.l_type = F_WRLCK;
      any.l_whence = SEEK_SET;
      return fcntl(file, F_GETLK, &any) == 0 && any.l_type != F_UNLCK;
    });
    EXPECT_TRUE(code == 0 || code == 1);
    return code == 0;
  }
  std::vector<std::string> steps(bool of_client) const {
    std::vector<std::string> steps;
    const std::uint32_t client = first_session();
    for (const trace::Entry& entry : events()) {
      if (entry.session == 0 || (entry.session == client) != of_client) continue;
      if (entry.is(trace::Event::uid_removed) || entry.is(trace::Event::store_logoff_transports) ||
          (entry.is(trace::Event::row_removed) && of_client)) {
        steps.push_back(entry.event_name);
      } else if (entry.is(trace::Event::call_begin) &&
                 (entry.method == "IMSLogon::Logoff" || entry.method == "IMSLogon::Release")) {
        steps.push_back(entry.method);
      }
    }
    return steps;
  }
  std::vector<std::string> steps_of_spooler() const { return steps(false); }
  std::vector<std::string> steps_of_client() const { return steps(true); }
  HRESULT open_root() {
    auto id = folder_id();
    ULONG type = 0;
    kit::com_ptr<IUnknown> folder;
    return session_->OpenEntry(static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr, 0, &type,
                               folder.put());
  }

  kit::com_ptr<IMAPISession> session_;
  kit::com_ptr<IMsgStore> store_;
};

TEST_F(StoreWithMail, Scenario25_LosesTheSpoolersPairAndIsItselfUntouched) {  // J-55, C-33
  begin();
  EXPECT_THAT(steps_of_spooler(),
              ElementsAre("store_logoff_transports", "uid_removed", "IMSLogon::Logoff", "IMSLogon::Release"));
  for (const trace::Entry& entry : events()) {
    if (!entry.is(trace::Event::store_logoff_transports)) continue;
    EXPECT_EQ(entry.answer, static_cast<ULONG>(LOGOFF_COMPLETE)) << "at once, or it would wait for itself";
  }
  EXPECT_THAT(steps_of_client(), IsEmpty());
  EXPECT_EQ(open_root(), S_OK) << "the client's MAPIUID still routes";
}

TEST_F(StoreWithMail, AnswersEveryRequestWithCompleteWhenNothingIsActive) {  // J-36, J-41
  begin();
  for (const ULONG request : {LOGOFF_NO_WAIT, LOGOFF_ORDERLY, LOGOFF_PURGE, LOGOFF_ABORT, LOGOFF_QUIET}) {
    if (!store_) store_ = open_store(*session_);
    ULONG flags = request;
    EXPECT_EQ(store_->StoreLogoff(&flags), S_OK);
    EXPECT_EQ(flags, static_cast<ULONG>(LOGOFF_COMPLETE)) << "the whole word is replaced, request " << request;
    store_.reset();
  }
}

TEST_F(StoreWithMail, MayAskAgainAndIsToldThatItIsDone) {  // J-46
  expect_broken({"J-46"});
  begin();
  ULONG flags = LOGOFF_ORDERLY;
  ASSERT_EQ(store_->StoreLogoff(&flags), S_OK);
  flags = LOGOFF_ABORT;
  const HRESULT again = store_->StoreLogoff(&flags);  // a store may refuse by then (J-47), or ask once more
  EXPECT_TRUE(again == MAPI_E_INVALID_OBJECT || (again == S_OK && flags == LOGOFF_COMPLETE));
  store_.reset();
  std::size_t effective = 0;
  for (const trace::Entry& entry : events()) {
    effective += entry.is(trace::Event::store_transports_released) && entry.session == first_session() ? 1 : 0;
  }
  EXPECT_EQ(effective, 1U);
}

TEST_F(StoreWithMail, Scenario09_MayTellTheTransportsAtEitherMomentWhenItIsHeldTwice) {  // J-35, J-44
  expect_broken({"J-46"});
  begin();
  auto other = open_store(*session_);
  EXPECT_EQ(other, store_);
  for (const ULONG request : {LOGOFF_NO_WAIT, LOGOFF_ORDERLY}) {
    ULONG flags = request;
    static_cast<void>(store_->StoreLogoff(&flags));
  }
  store_.reset();
  EXPECT_EQ(std::ranges::count(steps_of_client(), "IMSLogon::Logoff"), 0);
  other.reset();
  EXPECT_EQ(std::ranges::count(steps_of_client(), "IMSLogon::Logoff"), 1);
}

TEST_F(StoreWithMail, Scenario10_IsCompleteAtOnceWhileAnotherSessionHasIt) {  // J-34, J-43
  begin();
  auto second = log_on("Alice");
  auto other = open_store(*second);
  ULONG flags = LOGOFF_PURGE;
  EXPECT_EQ(store_->StoreLogoff(&flags), S_OK);
  EXPECT_EQ(flags, static_cast<ULONG>(LOGOFF_COMPLETE));
  other.reset();
  EXPECT_EQ(second->Logoff(0, 0, 0), S_OK);
}

TEST_F(StoreWithMail, IsOffTheTransportsBeforeItsSessionLogsItOff) {  // J-54
  begin();
  EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK);
  const auto steps = steps_of_client();
  ASSERT_THAT(steps, Contains("IMSLogon::Logoff"));
  EXPECT_EQ(steps.front(), "store_logoff_transports");
}

TEST_F(StoreWithMail, IsHeldByNobodyButItsClient) {  // J-108
  begin();
  EXPECT_EQ(store_.reset(), 0U);
  EXPECT_EQ(std::ranges::count(steps_of_client(), "IMSLogon::Logoff"), 1);
}

TEST_F(StoreWithMail, IsLeftAloneByTheSpoolerOnceItsClientHasReleasedIt) {  // J-49, C-33
  expect_broken({"J-45", "J-54"});
  begin(kForgetsTransports);  // so that nobody but the runtime tells the spooler
  const auto logons = count(trace::Event::call_begin, "IMSProvider::SpoolerLogon");
  store_.reset();
  flush_all_queues(*session_, 0);
  EXPECT_EQ(count(trace::Event::call_begin, "IMSProvider::SpoolerLogon"), logons) << "nobody has it open any more";
}

TEST_F(StoreWithMail, IsOpenToOtherProcessesNoLongerThanItsLogonThoughItsSupportObjectStays) {  // J-43, J-24
  expect_broken({"J-24"});
  begin(kForgetsSupport);
  EXPECT_TRUE(others_see_a_store_open());

  store_.reset();
  ASSERT_EQ(session_->Logoff(0, 0, 0), S_OK);

  EXPECT_FALSE(others_see_a_store_open());
}

TEST_F(StoreWithMail, OfASharedSessionEndsWithTheLastClientsRelease) {  // J-109, J-88
  make_profile("Alice");
  auto first = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_ALLOW_OTHERS);
  auto second = log_on("", MAPI_EXTENDED);
  auto mine = open_store(*first);
  auto yours = open_store(*second);
  EXPECT_EQ(mine, yours);
  mine.reset();
  EXPECT_EQ(first->Logoff(0, 0, 0), S_OK);
  EXPECT_EQ(std::ranges::count(steps_of_client(), "IMSLogon::Logoff"), 0);
  yours.reset();
  EXPECT_EQ(std::ranges::count(steps_of_client(), "IMSLogon::Logoff"), 1);
  EXPECT_EQ(second->Logoff(0, 0, 0), S_OK);
}

TEST_F(StoreWithMail, WhoseServiceWasDisabledIsStillLoggedOff) {  // J-107, C-25
  initialise();
  const auto provider = [](const std::string& name, int index, ULONG faults) {
    const auto id = folder_id(index);
    std::string digits;
    for (std::size_t i = 0; i < id.size(); ++i) {
      char pair[3];
      std::snprintf(pair, sizeof pair, "%02x", i == id.size() - 4 ? 0 : id[i]);
      digits += pair;
    }
    return "[" + name +
           "]\nPR_PROVIDER_DLL_NAME=spi_example\nPR_RESOURCE_TYPE=MAPI_STORE_PROVIDER\nPR_DISPLAY_NAME=" + name +
           "\nPR_PROVIDER_DISPLAY=Example\nPR_RESOURCE_FLAGS=0\n66010003=" + std::to_string(faults) +
           "\nPR_ENTRYID=" + digits + "\n";
  };
  std::ofstream(home() / "inf" / "pair.inf")
      << "[Services]\nPAIR=Pair\n[PAIR]\nPR_DISPLAY_NAME=Pair\nProviders=GOOD, BAD\n"
      << provider("GOOD", 0, kNoFault) << provider("BAD", 1, kLogonFails);
  kit::com_ptr<IProfAdmin> admin;
  ASSERT_EQ(MAPIAdminProfiles(0, admin.put()), S_OK);
  std::string name = "Alice";
  std::string service = "PAIR";
  ASSERT_EQ(admin->CreateProfile(reinterpret_cast<LPTSTR>(name.data()), nullptr, 0, 0), S_OK);
  kit::com_ptr<IMsgServiceAdmin> services;
  ASSERT_EQ(admin->AdminServices(reinterpret_cast<LPTSTR>(name.data()), nullptr, 0, 0, services.put()), S_OK);
  ASSERT_EQ(services->CreateMsgService(reinterpret_cast<LPTSTR>(service.data()), nullptr, 0, 0), S_OK);
  services.reset();
  admin.reset();

  session_ = log_on("Alice");
  store_ = open_store(*session_);
  ASSERT_TRUE(store_);
  auto bad = store_id(*session_, 1);
  kit::com_ptr<IMsgStore> refused;
  EXPECT_EQ(session_->OpenMsgStore(0, static_cast<ULONG>(bad.size()), reinterpret_cast<LPENTRYID>(bad.data()), nullptr,
                                   MDB_NO_DIALOG, refused.put()),
            MAPI_E_LOGON_FAILED);
  EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK);
  EXPECT_EQ(std::ranges::count(steps_of_client(), "IMSLogon::Logoff"), 1) << "what was on is logged off all the same";
}

class RacingStoreWithMail : public SessionTest {
 protected:
  // The last Release of a store against the Logoff of its session, `rounds` times, each with a process's whole life of
  // providers. Every round is looked at by itself: the trace keeps only so much.
  void race(int rounds, ULONG faults) {
    Services services;
    services.store = faults;
    services.with_address_book = false;
    make_profile("Alice", services);
    for (int round = 0; round < rounds; ++round) {
      const auto before = events();
      const std::uint64_t first = before.empty() ? 0 : before.back().number + 1;
      auto session = log_on("Alice");
      auto store = open_store(*session);
      std::thread releaser([&store, round] {
        for (int i = 0; i < round % 7; ++i) std::this_thread::yield();
        store.reset();
      });
      EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
      releaser.join();
      session.reset();
      const auto after = events();
      const auto times = [&](trace::Event event, std::string_view method = {}) {
        return std::ranges::count_if(after, [&](const trace::Entry& entry) {
          return entry.number >= first && entry.is(event) && (method.empty() || entry.method == method);
        });
      };
      const auto logons = times(trace::Event::call_begin, "IMSProvider::Logon") +
                          times(trace::Event::call_begin, "IMSProvider::SpoolerLogon");
      EXPECT_EQ(times(trace::Event::uid_removed), times(trace::Event::uid_added)) << "step 1, round " << round;
      EXPECT_EQ(times(trace::Event::row_removed), times(trace::Event::row_added)) << "step 2, round " << round;
      EXPECT_EQ(times(trace::Event::call_begin, "IMSLogon::Logoff"), logons) << "step 3, round " << round;
      EXPECT_EQ(times(trace::Event::call_begin, "IMSLogon::Release"), (faults & kOneIdentity) != 0 ? 0 : logons)
          << "step 4, round " << round;
      if (HasFailure()) return;
    }
  }
};

TEST_F(RacingStoreWithMail, Scenario27_EndsOnce) {  // J-50
  race(50, kNoFault);
}

TEST_F(RacingStoreWithMail, DISABLED_Scenario27_EndsOnceInAThousandRounds) {  // J-50; run by ./test --long
  race(1000, kNoFault);
}

TEST_F(RacingStoreWithMail,
       DISABLED_Scenario27_EndsOnceInAThousandRoundsThoughItIsItsOwnLogon) {  // J-50, J-49; likewise
  race(1000, kOneIdentity);
}

}  // namespace
}  // namespace postroom::test
