// SPDX-License-Identifier: Apache-2.0
//
// What the end of one logon waits for and what it does not, with the thread that matters held up at the place where it
// matters.
#include "tests/session/hanging_fixture.hpp"

#include "runtime/library/library.hpp"
#include "runtime/lifecycle/live_table.hpp"
#include "runtime/profile/profile_store.hpp"
#include "runtime/session/session_core.hpp"

#include <postroom/live_status.hpp>

namespace postroom::test {
namespace {

using lifecycle::Deadline;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class StoreHeldUp : public HangingProvider {
 protected:
  // The client's last Release, on a thread of its own.
  std::thread release_store() {
    released_ = false;
    return std::thread([this] {
      store_.reset();
      released_ = true;
    });
  }
  HRESULT open_again(kit::com_ptr<IMsgStore>& store) {
    auto id = store_id(*session_);
    return session_->OpenMsgStore(0, static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr,
                                  MDB_NO_DIALOG | MDB_NO_MAIL, store.put());
  }

  // The address book's own thread has the store compare two of its identifiers, and that hangs.
  std::thread compare_from_the_address_book() {
    hang(example::kInStoreCompare);
    auto support = kit::com_ptr<IMAPISupport>::share(function<IMAPISupport*(int)>("spi_example_support")(0));
    std::thread inside([support = std::move(support), id = folder_id()]() mutable {
      const auto size = static_cast<ULONG>(id.size());
      auto* const entry = reinterpret_cast<LPENTRYID>(id.data());
      ULONG same = FALSE;
      EXPECT_EQ(support->CompareEntryIDs(size, entry, size, entry, 0, &same), S_OK);
      support.reset();
    });
    EXPECT_TRUE(eventually([&] { return hanging() > 0; }));
    return inside;
  }

  std::atomic<bool> released_{false};
};

TEST_F(StoreHeldUp, MayBeOpenedAnewAtTheAddressOfALogonThatIsBeingReleased) {  // C-31, J-53
  make_hanging_profile(false);
  log_on_everywhere();
  hang(example::kAfterStoreRelease);  // its memory has been given back, and the runtime does not know yet
  std::thread releaser = release_store();
  EXPECT_TRUE(eventually([&] { return hanging() > 0; }));

  kit::com_ptr<IMsgStore> again;
  std::atomic<bool> opened{false};
  std::thread opener([&] {
    EXPECT_EQ(open_again(again), S_OK) << error_text(*session_, MAPI_E_LOGON_FAILED);
    opened = true;
  });
  EXPECT_TRUE(eventually([&] { return opened || hanging() > 1; }));  // one that is refused is released again

  hang(0);
  opener.join();
  releaser.join();
  again.reset();
  EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK);
  EXPECT_EQ(ends("IMSLogon::Logoff"), 2U);
  EXPECT_EQ(ends("IMSLogon::Release"), 2U);
}

TEST_F(StoreHeldUp, IsReleasedByItsClientWhileACallIsInside) {  // J-49, J-102
  make_hanging_profile(false);
  log_on_everywhere();
  hang(example::kInStoreCompare);
  std::thread inside([&] {
    auto id = folder_id();
    const auto size = static_cast<ULONG>(id.size());
    auto* const entry = reinterpret_cast<LPENTRYID>(id.data());
    ULONG same = FALSE;
    EXPECT_EQ(session_->CompareEntryIDs(size, entry, size, entry, 0, &same), S_OK);
  });
  EXPECT_TRUE(eventually([&] { return hanging() > 0; }));

  std::thread releaser = release_store();
  EXPECT_TRUE(eventually([&] { return released_.load(); })) << "the call may wait for what the client's thread holds";
  EXPECT_EQ(ends("IMSLogon::Logoff"), 1U);

  hang(0);
  inside.join();
  releaser.join();
  EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK);
}

TEST_F(StoreHeldUp, ThatIsItsOwnLogonIsReleasedWhenACallInsideIsGivenUp) {  // J-49, J-114
  expect_broken({"J-24", "J-114"});
  make_hanging_profile(false, kOneIdentity);
  log_on_everywhere();
  std::thread inside = compare_from_the_address_book();
  std::thread releaser = release_store();  // the store dies when it returns: it waits
  EXPECT_TRUE(eventually([&] { return count(trace::Event::support_teardown, "by_release") > 0; }));
  EXPECT_EQ(log_off_while_it_hangs(), S_OK);

  EXPECT_TRUE(eventually([&] { return released_.load(); })) << "what was given up is waited for";
  EXPECT_THAT(abandoned_calls(), ElementsAre("IMSLogon::CompareEntryIDs"));
  EXPECT_EQ(ends("IMSLogon::Logoff"), 0U);
  EXPECT_EQ(ends("IMSProvider::Shutdown"), 0U);
  hang(0);
  inside.join();
  releaser.join();
}

// The page that `postroom status` reads has room for so many calls.
class NoRoomToShowACall {
 public:
  NoRoomToShowACall() {
    for (std::size_t i = 0; i < live::kCalls; ++i)
      taken_.push_back(live::table().call_begin({0, 1, 0, "test"}, "busy"));
  }
  ~NoRoomToShowACall() { end(); }
  NoRoomToShowACall(const NoRoomToShowACall&) = delete;
  NoRoomToShowACall& operator=(const NoRoomToShowACall&) = delete;

  void end() {
    for (const std::uint32_t place : std::exchange(taken_, {})) live::table().call_end(place);
  }

 private:
  std::vector<std::uint32_t> taken_;
};

// Its client releases it while a call of the address book's is inside.
class StoreReleasedBesideACall : public StoreHeldUp {
 protected:
  void release_it_while_the_address_book_is_inside() {
    inside_ = compare_from_the_address_book();
    store_.reset();
    EXPECT_EQ(ends("IMSLogon::Release"), 1U);
  }

  std::thread inside_;
};

TEST_F(StoreReleasedBesideACall, HasItsProviderShutDownWhenTheCallHasLeft) {  // J-15, J-49, J-102
  expect_broken({"J-24"});  // the address book, whose own thread it is, has a support object until that returns
  make_hanging_profile(false);
  log_on_everywhere();
  NoRoomToShowACall no_room;  // so that nothing but the logon itself can tell
  release_it_while_the_address_book_is_inside();
  std::thread client([&] { EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK); });
  EXPECT_TRUE(eventually([&] { return ends("IABLogon::Release") == 1; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));  // what must not happen gets time to

  EXPECT_EQ(ends("IMSProvider::Shutdown"), 0U) << "called beside a call that still runs";
  no_room.end();
  hang(0);
  inside_.join();
  client.join();

  EXPECT_EQ(ends("IMSProvider::Shutdown"), 1U);
  EXPECT_TRUE(abandoned_calls().empty());
}

TEST_F(StoreReleasedBesideACall, HasItsProviderGivenUpWithTheCallNamedWhenThatStaysTooLong) {  // J-15, J-49, J-114
  expect_broken({"J-24", "J-114"});
  make_hanging_profile(false);
  log_on_everywhere();
  release_it_while_the_address_book_is_inside();

  EXPECT_EQ(log_off_while_it_hangs(), S_OK);

  for (const auto& entry : events()) {
    if (!entry.is(trace::Event::call_abandoned)) continue;
    EXPECT_EQ(entry.method, "IMSLogon::CompareEntryIDs");
    EXPECT_NE(entry.logon, 0U) << "whose call it is, is not told";
  }
  EXPECT_THAT(abandoned_calls(), ::testing::SizeIs(1));
  EXPECT_EQ(ends("IMSProvider::Shutdown"), 0U);
  EXPECT_EQ(ends("IABProvider::Release"), 1U);
  hang(0);
  inside_.join();
}

TEST_F(StoreHeldUp, ThatIsItsOwnLogonHasLeftTheRuntimeBeforeItsProviderIsShutDown) {  // J-15, J-49, J-50
  make_hanging_profile(false, kOneIdentity);
  for (int round = 0; round < 20; ++round) {
    const std::size_t before = events().size();
    log_on_everywhere();
    hang(example::kInStoreLogoff);
    std::thread logoff([&] { EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK); });
    EXPECT_TRUE(eventually([&] { return hanging() > 0; }));
    std::thread releaser = release_store();  // which waits in the support object for the logoff method
    const std::size_t teardowns = static_cast<std::size_t>(round) + 1;
    EXPECT_TRUE(eventually([&] { return count(trace::Event::support_teardown, "by_session") >= teardowns; }));
    hang(0);
    releaser.join();
    logoff.join();

    bool inside = false;
    const auto all = events();
    for (std::size_t i = before; i < all.size(); ++i) {
      if (all[i].is(trace::Event::support_teardown) && all[i].detail == "by_session") inside = true;
      if (all[i].is(trace::Event::support_released)) inside = false;
      if (all[i].is(trace::Event::call_begin) && all[i].method == "IMSProvider::Shutdown") {
        EXPECT_FALSE(inside) << "shut down beside the last Release, round " << round;
      }
    }
    session_.reset();
  }
}

TEST_F(StoreHeldUp, ByASinkOfItsRegistrationsKeepsNobodyFromLoggingOff) {  // J-65, J-114
  make_hanging_profile(false);
  log_on_everywhere();
  SinkHeldUp sink;
  NOTIFKEY key = {1, {7}};
  ULONG_PTR connection = 0;
  ASSERT_EQ(function<IMAPISupport*(int)>("spi_example_support")(1)->Subscribe(&key, fnevObjectModified, 0, &sink,
                                                                              &connection),
            S_OK);
  std::thread releaser = release_store();  // ends the registrations, and hangs in the sink
  EXPECT_TRUE(eventually([&] { return sink.inside.load(); }));

  std::atomic<bool> returned{false};
  std::thread client([&] {
    EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK);
    returned = true;
  });
  turn_clock_until(returned);
  EXPECT_TRUE(returned) << "Logoff hangs with a sink";
  EXPECT_THAT(abandoned_calls(), ElementsAre("IMAPIAdviseSink::Release"));

  sink.go_on = true;
  client.join();
  releaser.join();
}

TEST_F(StoreHeldUp, ByASinkThatTheLogoffReleasesKeepsNobodyFromLeaving) {  // J-21, J-49, J-114
  make_hanging_profile(false);
  log_on_everywhere();
  SinkHeldUp sink;
  NOTIFKEY key = {1, {7}};
  ULONG_PTR connection = 0;
  // One reference more than the provider knows of: its own last Release ends nothing.
  auto support = kit::com_ptr<IMAPISupport>::share(function<IMAPISupport*(int)>("spi_example_support")(1));
  ASSERT_EQ(support->Subscribe(&key, fnevObjectModified, 0, &sink, &connection), S_OK);
  std::thread late;
  std::atomic<bool> released{false};
  {
    const LoggingOff logoff(*session_);
    EXPECT_TRUE(eventually([&] { return sink.inside.load(); }));
    late = std::thread([&] {
      support.reset();
      released = true;
    });
    EXPECT_TRUE(eventually([&] { return count(trace::Event::support_teardown) > 0; }));
    turn_clock_until(logoff.returned());
    EXPECT_TRUE(logoff.returned()) << "Logoff hangs with a sink";
    EXPECT_TRUE(eventually([&] { return released.load(); })) << "what was given up is waited for";
    sink.go_on = true;
  }
  late.join();
  EXPECT_THAT(abandoned_calls(), ElementsAre("IMAPIAdviseSink::Release"));
  EXPECT_EQ(ends("IMSProvider::Shutdown"), 0U);
  EXPECT_EQ(ends("IABProvider::Release"), 1U);
}

TEST_F(HangingProvider, IsNoWorseThanASinkOfTheClientsThatHangsInItsRelease) {  // J-82, J-114
  make_hanging_profile(false);
  log_on_everywhere();
  SinkHeldUp sink;
  ULONG_PTR connection = 0;
  ASSERT_EQ(session_->Advise(0, nullptr, fnevCriticalError, &sink, &connection), S_OK);
  const LoggingOff logoff(*session_);
  EXPECT_TRUE(eventually([&] { return sink.inside.load(); }));
  turn_clock_until(logoff.returned());
  EXPECT_TRUE(logoff.returned()) << "Logoff hangs with a sink";
  sink.go_on = true;
  EXPECT_THAT(abandoned_calls(), ElementsAre("IMAPIAdviseSink::Release"));
  EXPECT_EQ(ends("IMSProvider::Release"), 1U);
}

TEST_F(HangingProvider, FailsToLogOnThoughASinkOfItsHangs) {  // C-50, J-113, J-114
  make_hanging_profile(false);
  const auto session = session::SessionCore::begin(profile::ProfileStore::open()->use("Alice"),
                                                   MAPI_EXTENDED | MAPI_NO_MAIL, session::Role::client);
  const auto provider =
      session->starts().provider(session::Kind::store, session->use().providers(MAPI_STORE_PROVIDER).front().dll_name);
  const auto logon = session->new_logon(provider, session->use().providers(MAPI_STORE_PROVIDER).front());
  auto support = session::make_support(logon);
  SinkHeldUp sink;
  NOTIFKEY key = {1, {7}};
  ULONG_PTR connection = 0;
  ASSERT_EQ(support->Subscribe(&key, fnevObjectModified, 0, &sink, &connection), S_OK);
  std::atomic<bool> given_up{false};
  std::thread conductor([&] {
    logon->abandon();
    given_up = true;
  });
  EXPECT_TRUE(eventually([&] { return sink.inside.load(); }));
  turn_clock_until(given_up);
  EXPECT_TRUE(given_up);
  std::atomic<bool> failed{false};
  std::thread client([&] {
    logon->failed();
    failed = true;
  });
  EXPECT_TRUE(eventually([&] { return failed.load(); })) << "what was given up is waited for";
  sink.go_on = true;
  conductor.join();
  client.join();
  support.reset();
  session->log_off_forgotten();
}

// A time that notes whether anybody has looked.
class WatchedClock final : public lifecycle::Clock {
 public:
  lifecycle::Instant now() const noexcept override {
    looked = true;
    return lifecycle::Instant(std::chrono::hours(1));
  }
  mutable std::atomic<bool> looked{false};
};

class WaitsAsLongAs final : public lifecycle::DepartureCalls {
 public:
  explicit WaitsAsLongAs(Deadline deadline) : deadline_(deadline) {}
  bool run(std::function<void()> body) override {
    body();
    return true;
  }
  Deadline deadline() const noexcept override { return deadline_; }

 private:
  const Deadline deadline_;
};

TEST_F(HangingProvider, ThatWasGivenUpIsNotWaitedForAgain) {  // J-114
  expect_broken({"J-114"});
  make_hanging_profile(false);
  const auto session = session::SessionCore::begin(profile::ProfileStore::open()->use("Alice"),
                                                   MAPI_EXTENDED | MAPI_NO_MAIL, session::Role::client);
  session->starts().start_address_books();
  const auto logons = session->logons(session::Kind::address_book);
  ASSERT_EQ(logons.size(), 1U);
  session::Logon& logon = *logons.front();
  hang(example::kInAddressBookCompare);
  std::thread inside([&] {
    static_cast<void>(logon.call<IABLogon>("IABLogon::CompareEntryIDs", [](IABLogon& book) {
      ULONG same = FALSE;
      return book.CompareEntryIDs(0, nullptr, 0, nullptr, 0, &same);
    }));
  });
  EXPECT_TRUE(eventually([&] { return hanging() > 0; }));
  logon.abandon();

  static WatchedClock clock;
  std::atomic<bool> ended{false};
  WaitsAsLongAs calls(Deadline::in(std::chrono::hours(1), clock));
  clock.looked = false;
  std::thread helper([&] {  // so that a wait, where there is one, comes to its end
    EXPECT_TRUE(eventually([&] { return clock.looked || ended; }));
    hang(0);
  });
  logon.log_off(calls);
  EXPECT_FALSE(clock.looked) << "its calls were waited for";
  ended = true;

  helper.join();
  inside.join();
  EXPECT_THAT(ending_calls(), IsEmpty());
  session->log_off_forgotten();
}

TEST_F(HangingProvider, IsGivenUpWhenTheLastReleaseOfItsSupportObjectStaysInTheRuntime) {  // J-15, J-114
  make_hanging_profile(false);
  const auto session = session::SessionCore::begin(profile::ProfileStore::open()->use("Alice"),
                                                   MAPI_EXTENDED | MAPI_NO_MAIL, session::Role::client);
  session->starts().start_address_books();
  const auto logon = session->logons(session::Kind::address_book).front();
  std::atomic<bool> returned{false};
  hang(example::kInAddressBookRelease);
  std::thread conductor([&] {
    WaitsAsLongAs calls(Deadline::in(std::chrono::seconds(5), clock_of_sessions()));
    logon->log_off(calls);
    returned = true;
  });
  EXPECT_TRUE(eventually([&] { return hanging() > 0; }));
  std::atomic<bool> released{false};
  std::atomic<bool> go_on{false};
  std::thread releaser([&] {  // as the provider's own thread does it, with the last reference that it has
    logon->support_released();
    released = true;
    EXPECT_TRUE(eventually([&] { return go_on.load(); }));
    logon->support_gone();
  });
  EXPECT_TRUE(eventually([&] { return released.load(); }));
  hang(0);
  EXPECT_TRUE(eventually([&] { return ends("IABLogon::Release") == 1; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));  // what must not happen gets time to
  EXPECT_FALSE(returned) << "the memory of the support object is still to be given back";
  turn_clock_until(returned);
  EXPECT_TRUE(returned);
  EXPECT_THAT(abandoned_calls(), ElementsAre("IMAPISupport::Release"));

  go_on = true;
  releaser.join();
  conductor.join();
  session->log_off_forgotten();
  EXPECT_EQ(ends("IABProvider::Shutdown"), 0U) << "shut down beside the last Release";
}

TEST_F(HangingProvider, HasItsLibraryKeptThoughAnotherOneHangsWithAMessageOfItsStore) {  // A-40, J-114
  make_hanging_profile(false);
  log_on_everywhere();
  library::Library::instance().providers().open((home() / name_).string())->keep("a message that a transport has");
  EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK);
  store_.reset();
  log_on_everywhere();
  EXPECT_TRUE(store_) << "nothing speaks against its use";
  EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK);
  store_.reset();
  session_.reset();
  uninitialise();
  EXPECT_EQ(count(trace::Event::library_unloaded), 0U);
  EXPECT_EQ(detail_of(trace::Event::library_kept), "a message that a transport has");
}

// A departure whose deadline comes while the call runs, and while another thread gives the provider up.
class OverrunsBesideAnother final : public lifecycle::DepartureCalls {
 public:
  explicit OverrunsBesideAnother(std::function<void()> meanwhile) : meanwhile_(std::move(meanwhile)) {}
  ~OverrunsBesideAnother() override {
    if (call_.joinable()) call_.join();
  }
  bool run(std::function<void()> body) override {
    call_ = std::thread(std::move(body));
    meanwhile_();
    return false;
  }
  Deadline deadline() const noexcept override { return Deadline::never(); }

 private:
  const std::function<void()> meanwhile_;
  std::thread call_;
};

TEST_F(HangingProvider, IsNamedWithItsShutdownThoughAnotherThreadHasGivenItUp) {  // J-114
  expect_broken({"J-114"});
  make_hanging_profile(false);
  {
    const auto provider = session::ProviderObject::start(session::Kind::store, (home() / name_).string(), 0);
    hang(example::kInStoreShutdown);
    OverrunsBesideAnother calls([&] {
      EXPECT_TRUE(eventually([&] { return hanging() > 0; }));
      provider->abandon(provider->subject(), "another thread had a call that overran");
    });
    provider->shut_down(calls);
    EXPECT_THAT(abandoned_calls(), ElementsAre("IMSProvider::Shutdown"));
    hang(0);
  }
  EXPECT_EQ(ends("IMSProvider::Release"), 0U);
}

}  // namespace
}  // namespace postroom::test
