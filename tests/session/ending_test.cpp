// SPDX-License-Identifier: Apache-2.0
//
// The last MAPIUninitialize while something hangs: an idle routine, what loads or unloads a library, a fork beside it.
#include "tests/session/hanging_fixture.hpp"

#include <mapiutil.h>
#include <sys/wait.h>

namespace postroom::test {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// An idle routine of the client's that stays where it is until it is told, and what it does before and after that.
struct Stay {
  std::atomic<bool> inside{false};
  std::atomic<bool> begin{false};
  std::atomic<HRESULT> begun{E_FAIL};
  std::atomic<bool> go_on{false};
  std::atomic<bool> left{false};

  static void wait_for(const std::atomic<bool>& told) {
    while (!told) std::this_thread::sleep_for(1ms);
  }
  static BOOL STDAPICALLTYPE run(LPVOID context) {
    auto& told = *static_cast<Stay*>(context);
    told.inside = true;
    wait_for(told.go_on);
    told.left = true;
    return FALSE;
  }
  static BOOL STDAPICALLTYPE run_between_initialise_and_uninitialise(LPVOID context) {
    auto& told = *static_cast<Stay*>(context);
    told.inside = true;
    wait_for(told.begin);
    told.begun = MAPIInitialize(nullptr);
    wait_for(told.go_on);
    MAPIUninitialize();
    told.left = true;
    return FALSE;
  }
};

class EndingOfMapi : public HangingProvider {
 protected:
  // A session with an idle routine inside of `routine`.
  void log_on_with(PFNIDLE routine) {
    make_hanging_profile(false);
    log_on_everywhere();
    ASSERT_EQ(MAPIInitIdle(nullptr), 0);
    ASSERT_NE(FtgRegisterIdleRoutine(routine, &stay_, -1, 0, FIROINTERVAL), FTGNULL);
    ASSERT_TRUE(eventually([&] { return stay_.inside.load(); }));
  }
  void log_off() {
    EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK);
    store_.reset();
    session_.reset();
  }

  Stay stay_;
};

TEST_F(EndingOfMapi, WaitsForNoIdleRoutineThatHangs) {  // J-110, J-114
  ASSERT_NO_FATAL_FAILURE(log_on_with(&Stay::run));
  log_off();
  {
    const OnAThread ending([this] { uninitialise(); });
    turn_clock_until(ending.returned());
    EXPECT_TRUE(ending.returned()) << "MAPIUninitialize hangs with an idle routine";
    stay_.go_on = true;
  }
  EXPECT_TRUE(eventually([&] { return stay_.left.load(); }));
  EXPECT_THAT(abandoned_calls(), ElementsAre("idle routine"));
  EXPECT_THAT(detail_of(trace::Event::library_kept), HasSubstr("has not ended"));
}

TEST_F(EndingOfMapi, JoinsALogoffThatIsUnderWay) {  // J-12, J-21, J-71
  make_hanging_profile(false);
  log_on_everywhere();
  hang(example::kInStoreLogoff);
  {
    const LoggingOff logoff(*session_);
    EXPECT_TRUE(eventually([&] { return hanging() > 0; }));
    const OnAThread ending([this] { uninitialise(); });
    std::this_thread::sleep_for(50ms);  // time to begin another
    EXPECT_FALSE(ending.returned());
    hang(0);
  }
  const auto all = events();
  EXPECT_EQ(std::count_if(all.begin(), all.end(),
                          [client = first_session()](const trace::Entry& entry) {
                            return entry.is(trace::Event::session_logoff_begin) && entry.session == client;
                          }),
            1);
  EXPECT_EQ(ends("IMSLogon::Logoff"), 1U);
}

TEST_F(EndingOfMapi, IsNotRepeatedByWhoBeganMeanwhileAndUndoesItLate) {
  ASSERT_NO_FATAL_FAILURE(log_on_with(&Stay::run_between_initialise_and_uninitialise));
  hang(example::kInStoreLogoff);
  {
    const OnAThread ending([this] { uninitialise(); });  // which logs off the forgotten session
    EXPECT_TRUE(eventually([&] { return hanging() > 0; }));
    stay_.begin = true;
    EXPECT_TRUE(eventually([&] { return stay_.begun == S_OK; }));
    hang(0);
    turn_clock_until(ending.returned());
    EXPECT_TRUE(ending.returned());
  }
  store_.reset();
  session_.reset();
  initialise();
  stay_.go_on = true;
  EXPECT_TRUE(eventually([&] { return stay_.left.load(); }));
  kit::com_ptr<IProfAdmin> profiles;
  EXPECT_EQ(MAPIAdminProfiles(0, profiles.put()), S_OK) << "MAPI began anew, and nobody has ended it";
}

TEST_F(EndingOfMapi, LeavesNoChildOfAForkWaiting) {  // design 4
  ASSERT_NO_FATAL_FAILURE(log_on_with(&Stay::run));
  log_off();
  {
    const OnAThread ending([this] { uninitialise(); });
    EXPECT_TRUE(eventually([] {
      kit::com_ptr<IProfAdmin> profiles;
      return MAPIAdminProfiles(0, profiles.put()) == MAPI_E_NOT_INITIALIZED;
    })) << "it is on its way";
    const pid_t child = fork();
    if (child == 0) {
      const bool over = MAPIInitialize(nullptr) == MAPI_E_NOT_INITIALIZED;
      MAPIUninitialize();
      _exit(over ? 0 : 1);
    }
    int status = -1;
    pid_t ended = 0;
    EXPECT_TRUE(eventually([&] { return (ended = waitpid(child, &status, WNOHANG)) != 0; })) << "the child waits";
    if (ended == 0) {
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
    }
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    stay_.go_on = true;
  }
}

TEST_F(EndingOfMapi, IsNotHeldUpByALibraryWhoseUnloadingIsGivenUp) {  // A-40, J-114
  make_stuck_profile();
  session_ = log_on("Alice");
  EXPECT_TRUE(FAILED(open_first_store(*session_)));
  log_off();
  const Obstacle obstacle("POSTROOM_TEST_STUCK_AT_ITS_END", home() / "stuck");
  {
    const OnAThread ending([this] { uninitialise(); });
    EXPECT_TRUE(eventually([] { return status_shows("dlclose"); })) << "`postroom status` does not show it";
    turn_clock_until(ending.returned());
    EXPECT_TRUE(ending.returned()) << "MAPIUninitialize hangs with a library";
  }
  EXPECT_THAT(abandoned_calls(), ElementsAre("dlclose"));
  EXPECT_THAT(detail_of(trace::Event::library_kept), HasSubstr("dlclose had not returned"));

  make_profile("Bob");
  const auto bob = log_on("Bob");
  const HRESULT refused = open_first_store(*bob);
  EXPECT_TRUE(FAILED(refused)) << "who loads a library now waits for the one that hangs";
  EXPECT_THAT(error_text(*bob, refused), HasSubstr("libstuck.so has not returned"));
  obstacle.remove();
  EXPECT_TRUE(eventually([&] { return open_first_store(*bob) == S_OK; }));
  EXPECT_EQ(bob->Logoff(0, 0, 0), S_OK);
}

TEST_F(EndingOfMapi, ClosesALibraryWhoseLoadingHasOutlastedIt) {  // A-40, J-113
  make_stuck_profile();
  const Obstacle obstacle("POSTROOM_TEST_STUCK", home() / "stuck");
  session_ = log_on("Alice");
  HRESULT answer = S_OK;
  std::thread other([&, session = session_] { answer = open_first_store(*session); });
  EXPECT_TRUE(eventually([] { return status_shows("dlopen"); }));
  {
    const OnAThread ending([this] { uninitialise(); });
    turn_clock_until(ending.returned());
    EXPECT_TRUE(ending.returned());
  }
  obstacle.remove();
  other.join();
  EXPECT_TRUE(FAILED(answer));
  std::ifstream maps("/proc/self/maps");
  const std::string mapped((std::istreambuf_iterator<char>(maps)), {});
  EXPECT_EQ(mapped.find("libstuck"), std::string::npos) << "nobody is left who would close it";
}

}  // namespace
}  // namespace postroom::test
