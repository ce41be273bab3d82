// SPDX-License-Identifier: Apache-2.0
//
// What hangs at the end of one session, and who goes on all the same: sharers, other logons, waiting calls, the
// process.
#include "tests/session/hanging_fixture.hpp"

#include <pthread.h>
#include <unistd.h>

namespace postroom::test {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

kit::com_ptr<IMAPISession> share_session() {
  kit::com_ptr<IMAPISession> session;
  EXPECT_EQ(MAPILogonEx(0, nullptr, nullptr, MAPI_EXTENDED, session.put()), S_OK);
  return session;
}

TEST_F(HangingProvider, IsNotJoinedWhileItsLastClientLeaves) {  // J-79, J-88
  make_hanging_profile(false);
  session_ = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_ALLOW_OTHERS | MAPI_USE_DEFAULT);
  SinkHeldUp sink;
  ULONG_PTR connection = 0;
  ASSERT_EQ(session_->Advise(0, nullptr, fnevCriticalError, &sink, &connection), S_OK);
  kit::com_ptr<IMAPISession> late;
  {
    const LoggingOff logoff(*session_);
    EXPECT_TRUE(eventually([&] { return sink.inside.load(); }));
    late = log_on("Alice", MAPI_EXTENDED);  // would share, if there were anything to share
    sink.go_on = true;
  }
  ASSERT_TRUE(late);
  EXPECT_TRUE(open_store(*late, 0, MDB_NO_DIALOG | MDB_NO_MAIL)) << "its session died with the one before it";
  EXPECT_EQ(late->Logoff(0, 0, 0), S_OK);
  EXPECT_EQ(ends("IMSLogon::Logoff"), 1U);
}

TEST_F(HangingProvider, IsNotBlamedForASinkOfASharersThatHangs) {  // J-88, J-114
  make_hanging_profile(false);
  session_ = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_ALLOW_OTHERS);
  const auto sharer = share_session();
  store_ = open_store(*session_, 0, MDB_NO_DIALOG | MDB_NO_MAIL);
  SinkHeldUp sink;
  ULONG_PTR connection = 0;
  ASSERT_EQ(sharer->Advise(0, nullptr, fnevCriticalError, &sink, &connection), S_OK);
  hang(example::kInStoreCompare);
  std::thread slow([&] {
    auto id = folder_id();
    const auto size = static_cast<ULONG>(id.size());
    auto* const entry = reinterpret_cast<LPENTRYID>(id.data());
    ULONG same = FALSE;
    EXPECT_EQ(session_->CompareEntryIDs(size, entry, size, entry, 0, &same), S_OK) << "slow, and nothing worse";
  });
  EXPECT_TRUE(eventually([&] { return hanging() > 0; }));
  {
    const LoggingOff logoff(*sharer);
    EXPECT_TRUE(eventually([&] { return sink.inside.load(); }));
    turn_clock_until(logoff.returned());
    EXPECT_TRUE(logoff.returned());
    sink.go_on = true;
  }
  hang(0);
  slow.join();
  EXPECT_THAT(abandoned_calls(), ElementsAre("IMAPIAdviseSink::Release"));
  EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK);
  EXPECT_EQ(ends("IMSLogon::Logoff"), 1U);
}

// While it lives, no thread can be started.
class NoThreads {
 public:
  NoThreads() {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_getattr_default_np(&attributes);
    pthread_attr_getstacksize(&attributes, &stack_);
    set(std::size_t{1} << 46);
    pthread_attr_destroy(&attributes);
  }
  ~NoThreads() { set(stack_); }
  NoThreads(const NoThreads&) = delete;
  NoThreads& operator=(const NoThreads&) = delete;

 private:
  static void set(std::size_t stack) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, stack);
    EXPECT_EQ(pthread_setattr_default_np(&attributes), 0);
    pthread_attr_destroy(&attributes);
  }
  std::size_t stack_ = 0;
};

using SessionThatCannotBegin = HangingProvider;

TEST_F(SessionThatCannotBegin, ForWantOfAThreadIsNotCountedAmongThoseWithMail) {  // C-13, J-68
  make_hanging_profile();
  {
    const NoThreads none;
    kit::com_ptr<IMAPISession> session;
    std::string name = "Alice";
    EXPECT_EQ(
        MAPILogonEx(0, reinterpret_cast<LPTSTR>(name.data()), nullptr, MAPI_EXTENDED | MAPI_NEW_SESSION, session.put()),
        MAPI_E_NOT_ENOUGH_RESOURCES);
  }
  EXPECT_EQ(count(trace::Event::session_logoff_end), count(trace::Event::session_logoff_begin));
  log_on_everywhere();
  EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK);
  EXPECT_EQ(ends("IXPProvider::Shutdown"), 1U) << "the spooler waits for a session that never was";
  EXPECT_EQ(count(trace::Event::spooler_stopped), 1U);
}

TEST_F(HangingProvider, HoldsUpNoLogonOfAnotherProfile) {  // J-103
  expect_broken({"J-114"});
  make_profile("Bob");
  make_hanging_profile();
  log_on_everywhere();
  hang(example::kInStoreLogoff);
  std::atomic<bool> again{false};
  std::thread same_profile;
  {
    const LoggingOff logoff(*session_);
    EXPECT_TRUE(eventually([&] { return hanging() > 0; }));
    same_profile = std::thread([&] {
      EXPECT_TRUE(log_on("Alice"));  // whose spooler has to end first
      again = true;
    });
    std::this_thread::sleep_for(50ms);  // time to come that far
    std::atomic<bool> bob_is_on{false};
    std::thread other_profile([&] {
      EXPECT_TRUE(log_on("Bob"));
      bob_is_on = true;
    });
    EXPECT_TRUE(eventually([&] { return bob_is_on.load(); })) << "waits for a logoff that is none of its business";
    EXPECT_FALSE(again);
    std::atomic<bool> impatient{false};
    std::thread third([&] {
      kit::com_ptr<IMAPISession> none;
      char name[] = "Alice";
      EXPECT_EQ(MAPILogonEx(0, reinterpret_cast<LPTSTR>(name), nullptr,
                            MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_TIMEOUT_SHORT, none.put()),
                MAPI_E_TIMEOUT);
      impatient = true;
    });
    std::this_thread::sleep_for(50ms);  // time to look at the clock
    clock_of_sessions().advance(3s);    // and not as much as a call may take
    EXPECT_TRUE(eventually([&] { return impatient.load(); }));
    turn_clock_until(logoff.returned());
    EXPECT_TRUE(logoff.returned());
    third.join();
    other_profile.join();
  }
  same_profile.join();
  EXPECT_TRUE(again);
  let_go_and_wait();
}

TEST_F(HangingProvider, KeepsNobodyInGetStatusTableWhenTheSessionEnds) {  // C-16, J-102, J-113
  expect_broken({"J-114"});
  ASSERT_NO_FATAL_FAILURE(log_on_while_the_transport_hangs());
  std::atomic<bool> answered{false};
  std::thread waiting([&] {
    kit::com_ptr<IMAPITable> table;
    EXPECT_EQ(session_->GetStatusTable(0, table.put()), MAPI_E_END_OF_SESSION);
    EXPECT_FALSE(table);
    answered = true;
  });
  std::this_thread::sleep_for(50ms);  // time to begin to wait
  const auto before = clock_of_sessions().now();

  EXPECT_EQ(log_off_while_it_hangs(), S_OK);

  EXPECT_TRUE(eventually([&] { return answered.load(); })) << "waits for a transport that never comes";
  EXPECT_LE(clock_of_sessions().now() - before, 10s) << "one hanging start is waited for once";
  EXPECT_THAT(abandoned_calls(), Contains("IXPProvider::TransportLogon"));
  if (!answered) hang(0);
  waiting.join();
  let_go_and_wait();
}

TEST_F(HangingProvider, MayHangWhileItsLibraryIsLoaded) {  // J-113, J-114
  make_profile("Bob");
  const auto bob = log_on("Bob");
  ASSERT_TRUE(open_store(*bob)) << "its library is loaded";
  make_stuck_profile();
  const Obstacle obstacle("POSTROOM_TEST_STUCK", home() / "stuck");
  session_ = log_on("Alice");
  std::thread other([&] { EXPECT_TRUE(FAILED(open_first_store(*session_))); });
  EXPECT_TRUE(eventually([] { return status_shows("dlopen"); })) << "`postroom status` does not show what it waits for";
  EXPECT_TRUE(open_store(*bob)) << "providers that are loaded wait for nobody";
  {
    const LoggingOff logoff(*session_);
    turn_clock_until(logoff.returned());
    EXPECT_TRUE(logoff.returned()) << "Logoff waits for the dynamic linker";
    obstacle.remove();
  }
  other.join();
  EXPECT_THAT(abandoned_calls(), Contains("dlopen"));
  EXPECT_EQ(bob->Logoff(0, 0, 0), S_OK);
}

// An NSS module, a converter of charsets or another provider's plug-in: whatever somebody in the process loads.
TEST_F(HangingProvider, MayHangWhileTheDynamicLinkerDoes) {  // J-114
  expect_broken({"J-114"});
  make_hanging_profile();
  log_on_everywhere();
  hang(0);
  EXPECT_EQ(hanging(), 0);
  const Obstacle obstacle("POSTROOM_TEST_STUCK", home() / "stuck");
  std::atomic<bool> loaded{false};
  std::thread loading([&] {
    void* const library = dlopen(stuck_library().c_str(), RTLD_NOW);
    loaded = true;
    if (library != nullptr) dlclose(library);
  });
  const auto is_mapped = [&] {
    std::ifstream maps("/proc/self/maps");
    return std::string(std::istreambuf_iterator<char>(maps), {}).find("libstuck.so") != std::string::npos;
  };
  EXPECT_TRUE(eventually(is_mapped));
  std::this_thread::sleep_for(20ms);  // time to get from there into the constructor
  hang(example::kInStoreLogoff);

  EXPECT_EQ(log_off_while_it_hangs(), S_OK);

  EXPECT_FALSE(loaded) << "the linker is to be busy all the time";
  EXPECT_THAT(abandoned_calls(), ElementsAre("IMSLogon::Logoff"));
  EXPECT_THAT(detail_of(trace::Event::call_abandoned), HasSubstr("+0x")) << "its thread is asked, and answers";
  obstacle.remove();
  loading.join();
  let_go_and_wait();
}

TEST_F(HangingProvider, MayEndTheThreadThatItsAddressBookIsOpenedOn) {  // J-113
  expect_broken({"J-114"});
  make_hanging_profile(false);
  session_ = log_on("Alice");
  session_->Logoff(0, 0, 0);  // the library is loaded now, and can be told what to do
  session_.reset();
  function<void()>("spi_example_end_threads")();
  hang(example::kInAddressBookLogon);
  session_ = log_on("Alice");
  const auto open = [this] {
    kit::com_ptr<IAddrBook> book;
    session_->OpenAddressBook(0, nullptr, 0, book.put());
    return bool(book);
  };
  std::thread(open).join();
  hang(0);
  std::atomic<bool> opened{false};
  std::thread other([&] { opened = open(); });
  EXPECT_TRUE(eventually([&] { return opened.load(); })) << "waits for a thread that has ended";
  if (!opened) session_->Logoff(0, 0, 0);
  other.join();
}

}  // namespace
}  // namespace postroom::test
