// SPDX-License-Identifier: Apache-2.0
//
// Providers whose calls hang while their session is logged off (J-114): Logoff returns, names the call, ends every
// other provider as documented, and calls nothing more of the one that hangs, however late it comes back.
#include "tests/session/hanging_fixture.hpp"

#include "runtime/lifecycle/thread_activity.hpp"
#include "tests/session/hand_turned_clock.hpp"
#include "tests/spi/example.hpp"

#include <postroom/live_status.hpp>

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>

namespace postroom::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

struct Hang {
  const char* name;
  ULONG place;
  const char* method;
  std::vector<std::string> never_called;  // of the provider that hangs
};

class EachCallThatEndsAProvider : public HangingProvider, public ::testing::WithParamInterface<Hang> {
 protected:
  void inspect() override {
    const auto process = live::read_process(live::runtime_folder() + "/" + std::to_string(getpid()));
    ASSERT_TRUE(process.has_value());
    const auto& calls = process->calls;
    EXPECT_TRUE(std::any_of(calls.begin(), calls.end(), [&](const live::Call& call) {
      return call.method == GetParam().method && call.name == name_;
    })) << "`postroom status` would not name the call";
  }
};

TEST_P(EachCallThatEndsAProvider, MayHangAndLogoffReturns) {  // J-114
  expect_broken({"J-114"});
  make_hanging_profile();
  log_on_everywhere();
  hang(GetParam().place);

  EXPECT_EQ(log_off_while_it_hangs(), S_OK);

  EXPECT_THAT(abandoned_calls(), ::testing::ElementsAre(GetParam().method));
  EXPECT_THAT(detail_of(trace::Event::call_abandoned), HasSubstr("after "));
  for (const char* method :
       {"IABLogon::Logoff", "IABLogon::Release", "IMSLogon::Logoff", "IMSLogon::Release", "IXPLogon::TransportLogoff",
        "IXPLogon::Release", "IABProvider::Shutdown", "IABProvider::Release", "IMSProvider::Shutdown",
        "IMSProvider::Release", "IXPProvider::Shutdown", "IXPProvider::Release"}) {
    const auto& never = GetParam().never_called;
    const bool expected = std::find(never.begin(), never.end(), method) == never.end();
    EXPECT_EQ(ends(method), expected ? 1U : 0U) << method;
  }
  EXPECT_EQ(count(trace::Event::uid_added), count(trace::Event::uid_removed));
  EXPECT_EQ(count(trace::Event::row_added), count(trace::Event::row_removed));

  const auto calls_before = calls().size();
  let_go_and_wait();
  EXPECT_EQ(calls().size(), calls_before) << "something was called after the late call had returned";

  session_ = log_on("Alice");
  store_.reset();
  auto id = store_id(*session_);
  EXPECT_EQ(session_->OpenMsgStore(0, static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr,
                                   MDB_NO_DIALOG, store_.put()),
            MAPI_E_LOGON_FAILED);
  EXPECT_THAT(error_text(*session_, MAPI_E_LOGON_FAILED), HasSubstr("quarantined"));
  session_->Logoff(0, 0, 0);
  session_.reset();
  uninitialise();
  EXPECT_EQ(count(trace::Event::library_unloaded), 0U);
  EXPECT_THAT(detail_of(trace::Event::library_kept), HasSubstr(GetParam().method));
}

INSTANTIATE_TEST_SUITE_P(
    All, EachCallThatEndsAProvider,
    ::testing::Values(
        Hang{"AddressBookLogoff",
             example::kInAddressBookLogoff,
             "IABLogon::Logoff",
             {"IABLogon::Release", "IABProvider::Shutdown", "IABProvider::Release"}},
        Hang{"AddressBookRelease",
             example::kInAddressBookRelease,
             "IABLogon::Release",
             {"IABProvider::Shutdown", "IABProvider::Release"}},
        Hang{"AddressBookShutdown", example::kInAddressBookShutdown, "IABProvider::Shutdown", {"IABProvider::Release"}},
        Hang{"StoreLogoff",
             example::kInStoreLogoff,
             "IMSLogon::Logoff",
             {"IMSLogon::Release", "IMSProvider::Shutdown", "IMSProvider::Release"}},
        Hang{"StoreRelease",
             example::kInStoreRelease,
             "IMSLogon::Release",
             {"IMSProvider::Shutdown", "IMSProvider::Release"}},
        Hang{"StoreShutdown", example::kInStoreShutdown, "IMSProvider::Shutdown", {"IMSProvider::Release"}},
        Hang{"TransportLogoff",
             example::kInTransportLogoff,
             "IXPLogon::TransportLogoff",
             {"IXPLogon::Release", "IXPProvider::Shutdown", "IXPProvider::Release"}},
        Hang{"TransportRelease",
             example::kInTransportRelease,
             "IXPLogon::Release",
             {"IXPProvider::Shutdown", "IXPProvider::Release"}},
        Hang{"TransportShutdown", example::kInTransportShutdown, "IXPProvider::Shutdown", {"IXPProvider::Release"}}),
    [](const ::testing::TestParamInfo<Hang>& hang) { return hang.param.name; });

class ProviderThatEndsItsThread : public HangingProvider, public ::testing::WithParamInterface<Hang> {};

TEST_P(ProviderThatEndsItsThread, IsNamedAndKeepsNobodyFromLoggingOff) {  // J-114
  expect_broken({"J-114"});
  make_hanging_profile();
  log_on_everywhere();
  function<void()>("spi_example_end_threads")();
  hang(GetParam().place);
  if (GetParam().place == example::kInTransportNotify) flush_all_queues(*session_);

  EXPECT_EQ(log_off_while_it_hangs(), S_OK);

  EXPECT_THAT(abandoned_calls(), Contains(GetParam().method));
  EXPECT_EQ(detail_of(trace::Event::call_threw), "the end of its thread");
  for (const std::string& never : GetParam().never_called) EXPECT_EQ(ends(never), 0U) << never;
  EXPECT_EQ(ends("IABProvider::Release"), 1U);
}

INSTANTIATE_TEST_SUITE_P(Some, ProviderThatEndsItsThread,
                         ::testing::Values(Hang{"StoreLogoff",
                                                example::kInStoreLogoff,
                                                "IMSLogon::Logoff",
                                                {"IMSLogon::Release", "IMSProvider::Shutdown"}},
                                           Hang{"TransportLogoff",
                                                example::kInTransportLogoff,
                                                "IXPLogon::TransportLogoff",
                                                {"IXPLogon::Release", "IXPProvider::Shutdown"}},
                                           Hang{"TransportNotify",
                                                example::kInTransportNotify,
                                                "IXPLogon::TransportNotify",
                                                {"IXPLogon::TransportLogoff", "IXPProvider::Shutdown"}}),
                         [](const ::testing::TestParamInfo<Hang>& hang) { return hang.param.name; });

TEST_F(HangingProvider, ThatEndsItsThreadWhenItIsStartedIsNotWaitedForByTheStatusTable) {  // C-16, J-113, J-114
  expect_broken({"J-114"});
  make_hanging_profile();
  session_ = log_on("Alice");
  session_->Logoff(0, 0, 0);  // the library is loaded now, and can be told to hang
  session_.reset();
  function<void()>("spi_example_end_threads")();
  hang(example::kInTransportLogon);
  session_ = log_on("Alice");
  std::atomic<bool> returned{false};
  std::thread client([&] {
    kit::com_ptr<IMAPITable> status;
    EXPECT_EQ(session_->GetStatusTable(0, status.put()), S_OK);
    returned = true;
  });
  EXPECT_TRUE(eventually([&] { return returned.load(); })) << "a transport that will never be started is waited for";
  client.join();

  EXPECT_EQ(log_off_while_it_hangs(), S_OK);
  EXPECT_THAT(abandoned_calls(), Contains("IXPProvider::TransportLogon"));
}

TEST_F(HangingProvider, IsNotWaitedForWhenItIsToldThatAFlushHasEnded) {  // J-59, J-60, J-114
  expect_broken({"J-114"});
  make_hanging_profile();
  log_on_everywhere();
  hang(example::kInTransportNotify);
  flush_all_queues(*session_);  // of which the transport is told (H-40)

  EXPECT_EQ(log_off_while_it_hangs(), S_OK);

  EXPECT_THAT(abandoned_calls(), Contains("IXPLogon::TransportNotify"));
  EXPECT_EQ(ends("IXPLogon::TransportLogoff"), 0U) << "called beside a call that still runs";
  EXPECT_EQ(ends("IXPProvider::Shutdown"), 0U);
  EXPECT_EQ(ends("IMSLogon::Logoff"), 1U);
  EXPECT_EQ(ends("IMSProvider::Release"), 1U);
  EXPECT_EQ(ends("IABProvider::Release"), 1U);
  let_go_and_wait();
}

// ---- logons that are half done

TEST_F(HangingProvider, IsNotWaitedForInItsStoreLogon) {  // J-113, J-114
  expect_broken({"J-114"});
  make_hanging_profile(false);
  session_ = log_on("Alice");
  auto id = store_id(*session_);
  hang(example::kInStoreLogon);
  std::atomic<HRESULT> opened{S_OK};
  kit::com_ptr<IMsgStore> late;
  std::thread other([&] {
    opened = session_->OpenMsgStore(0, static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr,
                                    MDB_NO_DIALOG, late.put());
  });
  ASSERT_TRUE(eventually([&] { return hanging() > 0; }));

  EXPECT_EQ(log_off_while_it_hangs(), S_OK);

  EXPECT_THAT(abandoned_calls(), Contains("IMSProvider::Logon"));
  EXPECT_EQ(ends("IMSProvider::Shutdown"), 0U);
  const auto calls_before = calls().size();
  hang(0);
  other.join();
  EXPECT_TRUE(FAILED(opened.load())) << "a store of a session that has ended";
  EXPECT_FALSE(late);
  EXPECT_EQ(calls().size(), calls_before);
}

TEST_F(HangingProvider, ThatOnlyTakesLongToLogOnIsLoggedOffAtOnce) {  // J-113
  make_hanging_profile(false);
  session_ = log_on("Alice");
  session_->Logoff(0, 0, 0);  // the library is loaded now, and can be told to hang
  session_ = log_on("Alice");
  auto id = store_id(*session_);
  hang(example::kInStoreLogon);
  kit::com_ptr<IMsgStore> late;
  std::thread other([&] {
    static_cast<void>(session_->OpenMsgStore(0, static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()),
                                             nullptr, MDB_NO_DIALOG | MDB_NO_MAIL, late.put()));
  });
  EXPECT_TRUE(eventually([&] { return hanging() > 0; }));
  {
    const LoggingOff logoff(*session_);
    EXPECT_TRUE(eventually([&] {
      kit::com_ptr<IMAPITable> table;
      return session_->GetMsgStoresTable(0, table.put()) == MAPI_E_INVALID_OBJECT;
    })) << "the doors are not closed";
    EXPECT_FALSE(logoff.returned()) << "a logon is half done";
    hang(0);  // in time: the clock stands still
  }
  other.join();
  EXPECT_THAT(abandoned_calls(), ::testing::IsEmpty());
  EXPECT_EQ(ends("IMSLogon::Logoff"), 1U);
  EXPECT_EQ(ends("IMSLogon::Release"), 1U);
  EXPECT_EQ(ends("IMSProvider::Shutdown"), 1U);
}

TEST_F(HangingProvider, IsNotWaitedForInItsEntryFunction) {  // J-113, J-114
  expect_broken({"J-114"});
  make_hanging_profile(false);
  session_ = log_on("Alice");
  auto id = store_id(*session_);
  hang(example::kInStoreInit);
  std::atomic<HRESULT> opened{S_OK};
  kit::com_ptr<IMsgStore> late;
  std::thread other([&] {
    opened = session_->OpenMsgStore(0, static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr,
                                    MDB_NO_DIALOG, late.put());
  });
  ASSERT_TRUE(eventually([&] { return hanging() > 0; }));

  EXPECT_EQ(log_off_while_it_hangs(), S_OK);

  hang(0);
  other.join();
  EXPECT_TRUE(FAILED(opened.load()));
  EXPECT_FALSE(late);
  uninitialise();
  EXPECT_EQ(count(trace::Event::library_unloaded), 0U);
}

TEST_F(HangingProvider, IsNotWaitedForInItsTransportLogon) {  // J-8, J-113, J-114
  expect_broken({"J-114"});
  ASSERT_NO_FATAL_FAILURE(log_on_while_the_transport_hangs());

  EXPECT_EQ(log_off_while_it_hangs(), S_OK);

  EXPECT_THAT(abandoned_calls(), Contains("IXPProvider::TransportLogon"));
  let_go_and_wait();
}

// ---- providers inside one another

class ProviderInsideAnother : public HangingProvider {
 protected:
  // The store provider's own thread has the address book compare two of its identifiers, and that hangs.
  std::thread compare_in_the_address_book() {
    hang(example::kInAddressBookCompare);
    auto support = kit::com_ptr<IMAPISupport>::share(function<IMAPISupport*(int)>("spi_example_support")(1));
    std::thread inside([support = std::move(support)]() mutable {
      std::vector<BYTE> id(24);
      std::memcpy(id.data() + 4, "\x0b\x5a\x11\x00SPIAB\1\2\3\4\5\6\7", sizeof(MAPIUID));
      auto* const entry = reinterpret_cast<LPENTRYID>(id.data());
      const auto size = static_cast<ULONG>(id.size());
      ULONG same = FALSE;
      EXPECT_EQ(support->CompareEntryIDs(size, entry, size, entry, 0, &same), S_OK);
      EXPECT_TRUE(same);
      support.reset();
    });
    EXPECT_TRUE(eventually([&] { return hanging() > 0; }));
    return inside;
  }
};

TEST_F(ProviderInsideAnother, IsWaitedForByTheLogoffOfThatOne) {  // J-102
  make_hanging_profile(false);
  log_on_everywhere();
  std::thread inside = compare_in_the_address_book();
  std::thread client([&] { EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK); });
  EXPECT_TRUE(eventually([&] { return count(trace::Event::session_logoff_begin) > 0; }));
  std::this_thread::sleep_for(50ms);  // what must not happen gets time to

  EXPECT_EQ(ends("IABLogon::Logoff"), 0U) << "called beside a call that still runs";
  hang(0);
  inside.join();
  client.join();

  EXPECT_EQ(ends("IABLogon::Logoff"), 1U);
  EXPECT_EQ(ends("IABProvider::Release"), 1U);
  EXPECT_TRUE(abandoned_calls().empty());
}

TEST_F(ProviderInsideAnother, HasThatOneAbandonedWhenItStaysTooLong) {  // J-102, J-114
  expect_broken({"J-114"});
  make_hanging_profile(false);
  log_on_everywhere();
  std::thread inside = compare_in_the_address_book();

  EXPECT_EQ(log_off_while_it_hangs(), S_OK);

  EXPECT_THAT(abandoned_calls(), Contains("IABLogon::CompareEntryIDs"));
  EXPECT_EQ(ends("IABLogon::Logoff"), 0U);
  EXPECT_EQ(ends("IABProvider::Shutdown"), 0U);
  EXPECT_EQ(ends("IMSLogon::Logoff"), 1U);
  hang(0);
  inside.join();
}

// ---- who calls, and what else waits

class LogsOffWhenTold final : public IMAPIAdviseSink {
 public:
  explicit LogsOffWhenTold(std::function<void()> then) : then_(std::move(then)) {}
  STDMETHODIMP QueryInterface(REFIID, void** result) override {
    *result = nullptr;
    return MAPI_E_INTERFACE_NOT_SUPPORTED;
  }
  STDMETHODIMP_(ULONG) AddRef() override { return 2; }
  STDMETHODIMP_(ULONG) Release() override { return 1; }
  STDMETHODIMP_(ULONG) OnNotify(ULONG, LPNOTIFICATION) override { return then_(), 0; }

 private:
  const std::function<void()> then_;
};

TEST_F(HangingProvider, MayHoldALockOnTheThreadThatLogsOff) {  // J-114
  expect_broken({"J-114"});
  make_hanging_profile();
  log_on_everywhere();
  std::atomic<bool> inside{false};
  std::atomic<bool> returned{false};
  std::thread time([&] {
    // Only the store's logoff method can wait here: it needs the lock that this client's call holds.
    EXPECT_TRUE(eventually([&] {
      const auto names = calls();
      return inside && !names.empty() && names.back() == "IMSLogon::Logoff";
    }));
    std::this_thread::sleep_for(20ms);
    clock_of_sessions().advance(5s);
    EXPECT_TRUE(eventually([&] { return returned.load(); })) << "the provider's lock hangs Logoff";
  });
  LogsOffWhenTold sink([&] {
    inside = true;
    EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK);
    returned = true;
  });
  ULONG_PTR connection = 0;
  store_->Advise(0, nullptr, fnevObjectModified, &sink, &connection);
  time.join();

  EXPECT_THAT(abandoned_calls(), ::testing::ElementsAre("IMSLogon::Logoff"));
  EXPECT_EQ(ends("IABProvider::Release"), 1U);
  EXPECT_EQ(ends("IXPProvider::Release"), 1U);
  std::this_thread::sleep_for(50ms);  // the lock is free: the late call returns
}

TEST_F(HangingProvider, CostsNoMoreThanItsBudgetOnTheRealClock) {  // J-114
  expect_broken({"J-114"});
  lifecycle::Clock::set_of_process(lifecycle::Clock::steady());
  setenv("POSTROOM_CALL_BUDGET_MS", "200", 1);
  make_hanging_profile();
  log_on_everywhere();
  unsetenv("POSTROOM_CALL_BUDGET_MS");
  hang(example::kInAddressBookLogoff);

  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK);
  const auto took = std::chrono::steady_clock::now() - begin;

  EXPECT_GE(took, 200ms);
  EXPECT_LT(took, 200ms + 500ms);
  EXPECT_THAT(abandoned_calls(), ::testing::ElementsAre("IABLogon::Logoff"));
  let_go_and_wait();
  lifecycle::Clock::set_of_process(clock_of_sessions());
}

// ---- what a thread does

[[gnu::noinline]] void wait_here(const std::atomic<bool>& go_on) {
  while (!go_on) std::this_thread::sleep_for(1ms);
}

TEST(ThreadActivity, NamesTheFramesOfAThread) {  // J-114
  std::atomic<bool> go_on{false};
  std::atomic<std::uint32_t> number{0};
  std::thread sleeper([&] {
    // GCC 12's ThreadSanitizer loses a signal that comes while a thread enters its first blocking call.
    std::this_thread::sleep_for(1ms);
    number = static_cast<std::uint32_t>(gettid());
    wait_here(go_on);
  });
  while (number == 0) std::this_thread::yield();

  const std::string activity = lifecycle::what_thread_does(number, 1min);

  go_on = true;
  sleeper.join();
  EXPECT_THAT(activity, HasSubstr("+0x")) << activity;
}

TEST(ThreadActivity, AsksTheKernelAboutAThreadThatTakesNoSignals) {  // J-114
  std::atomic<bool> go_on{false};
  std::atomic<std::uint32_t> number{0};
  std::thread sleeper([&] {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, nullptr);
    number = static_cast<std::uint32_t>(gettid());
    wait_here(go_on);
  });
  while (number == 0) std::this_thread::yield();

  const std::string activity = lifecycle::what_thread_does(number);

  go_on = true;
  sleeper.join();
  EXPECT_THAT(activity, HasSubstr("state")) << activity;
}

}  // namespace
}  // namespace postroom::test
