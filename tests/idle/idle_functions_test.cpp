// SPDX-License-Identifier: Apache-2.0
//
// MAPI's functions on idle routines, on the engine's own thread.
#include <gtest/gtest.h>
#include <mapiutil.h>
#include <mapix.h>
#include <pthread.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace {

BOOL STDAPICALLTYPE count_run(LPVOID context) {
  ++*static_cast<std::atomic<int>*>(context);
  return FALSE;
}

// Generous: a machine that builds something else meanwhile is no failure.
bool comes_to(const std::atomic<int>& runs, int enough) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (runs < enough && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return runs >= enough;
}

class IdleFunctions : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(MAPIInitialize(nullptr), S_OK); }
  void TearDown() override { MAPIUninitialize(); }
};

TEST_F(IdleFunctions, RunARegisteredRoutineOnAThreadOfTheirOwn) {
  ASSERT_EQ(MAPIInitIdle(nullptr), 0);
  std::atomic<int> runs{0};
  const FTG tag = FtgRegisterIdleRoutine(&count_run, &runs, -1, 1, FIROINTERVAL);
  ASSERT_NE(tag, FTGNULL);
  EXPECT_TRUE(comes_to(runs, 2));
  EnableIdleRoutine(tag, FALSE);
  DeregisterIdleRoutine(tag);  // none runs after this
  const int so_far = runs;
  ChangeIdleRoutine(tag, nullptr, nullptr, 5, 0, 0, FIRCPRI);  // nobody
  std::atomic<int> others{0};
  ASSERT_NE(FtgRegisterIdleRoutine(&count_run, &others, -1, 1, FIROINTERVAL), FTGNULL);
  EXPECT_TRUE(comes_to(others, 1));
  EXPECT_EQ(runs, so_far);
  MAPIDeinitIdle();
}

TEST_F(IdleFunctions, NeedMapiAndTheirOwnInitialisation) {
  std::atomic<int> runs{0};
  EXPECT_EQ(MAPIInitIdle(&runs), 1) << "the parameter is reserved";
  EXPECT_EQ(FtgRegisterIdleRoutine(&count_run, &runs, -1, 1, FIROINTERVAL), FTGNULL);
  MAPIUninitialize();
  EXPECT_EQ(MAPIInitIdle(nullptr), 1);
  ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
}

TEST_F(IdleFunctions, LeaveNothingToBeCalledAfterUninitialize) {  // J-110
  ASSERT_EQ(MAPIInitIdle(nullptr), 0);                            // which nobody takes back
  std::atomic<int> runs{0};
  ASSERT_NE(FtgRegisterIdleRoutine(&count_run, &runs, -1, 1, FIROINTERVAL), FTGNULL);
  EXPECT_TRUE(comes_to(runs, 1));
  MAPIUninitialize();
  const int so_far = runs;  // the engine's thread has ended: nothing can change it now
  ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
  ASSERT_EQ(MAPIInitIdle(nullptr), 0);
  std::atomic<int> others{0};
  ASSERT_NE(FtgRegisterIdleRoutine(&count_run, &others, -1, 1, FIROINTERVAL), FTGNULL);
  EXPECT_TRUE(comes_to(others, 2));
  EXPECT_EQ(runs, so_far);
  MAPIDeinitIdle();
}

BOOL STDAPICALLTYPE end_its_thread(LPVOID context) {
  ++*static_cast<std::atomic<int>*>(context);
  pthread_exit(nullptr);
}

TEST_F(IdleFunctions, GoOnWithoutOneThatEndsTheirThread) {  // J-110, J-114
  ASSERT_EQ(MAPIInitIdle(nullptr), 0);
  std::atomic<int> ended{0};
  const FTG tag = FtgRegisterIdleRoutine(&end_its_thread, &ended, -1, 0, FIROINTERVAL);
  ASSERT_NE(tag, FTGNULL);
  EXPECT_TRUE(comes_to(ended, 1));
  DeregisterIdleRoutine(tag);  // waits for none that never returns
  std::atomic<int> others{0};
  ASSERT_NE(FtgRegisterIdleRoutine(&count_run, &others, -1, 1, FIROINTERVAL), FTGNULL);
  EXPECT_TRUE(comes_to(others, 2));
  EXPECT_EQ(ended, 1) << "it has had its run";
}

// A routine that begins to use MAPI, as every thread has to, when MAPI is just being ended.
struct Latecomer {
  std::atomic<int> runs{0};
  std::atomic<HRESULT> answer{S_OK};
};

BOOL STDAPICALLTYPE initialise_while_mapi_ends(LPVOID context) {
  auto& told = *static_cast<Latecomer*>(context);
  ++told.runs;
  for (IProfAdmin* admin = nullptr; MAPIAdminProfiles(0, &admin) == S_OK;) {
    admin->Release();  // counted by hand: C clients do the same
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  told.answer = MAPIInitialize(nullptr);
  return FALSE;
}

TEST_F(IdleFunctions, AreRefusedAndNotWaitedForWhenTheyInitialiseMapiWhileItEnds) {  // A-12, J-110
  ASSERT_EQ(MAPIInitIdle(nullptr), 0);
  Latecomer told;
  ASSERT_NE(FtgRegisterIdleRoutine(&initialise_while_mapi_ends, &told, -1, 0, FIROINTERVAL), FTGNULL);
  EXPECT_TRUE(comes_to(told.runs, 1));
  MAPIUninitialize();
  EXPECT_EQ(told.answer, MAPI_E_NOT_INITIALIZED);
  ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
}

}  // namespace
