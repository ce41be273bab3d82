// SPDX-License-Identifier: Apache-2.0
//
// IMAPIInitMonitor: who waits for MAPI, and for how long.
#include <postroom/com_ptr.hpp>

#include <gtest/gtest.h>
#include <mapix.h>
#include <windows.h>

#include <thread>
#include <vector>

namespace postroom {
namespace {

kit::com_ptr<IMAPIInitMonitor> monitor() {
  kit::com_ptr<IMAPIInitMonitor> made;
  EXPECT_EQ(CreateMAPIInitializationMonitor(made.put()), S_OK);
  return made;
}

TEST(InitialisationMonitor, SaysWhetherMapiIsInitialisedAndOutlivesIt) {
  const auto held = monitor();
  EXPECT_EQ(held->IsInitialized(), FALSE) << "made and asked before MAPIInitialize";
  for (int round = 0; round < 2; ++round) {
    ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
    ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
    EXPECT_EQ(held->IsInitialized(), TRUE);
    MAPIUninitialize();
    EXPECT_EQ(held->IsInitialized(), TRUE) << "one initialisation is left";
    MAPIUninitialize();
    EXPECT_EQ(held->IsInitialized(), FALSE);
  }
}

TEST(InitialisationMonitor, WaitsNoLongerThanItIsTold) {
  const auto held = monitor();
  EXPECT_EQ(held->Wait(0), HRESULT_FROM_WIN32(ERROR_TIMEOUT));
  EXPECT_EQ(held->Wait(20), HRESULT_FROM_WIN32(ERROR_TIMEOUT));
  kit::com_ptr<IMAPIWaitResult> result;
  ASSERT_EQ(held->BeginWait(20, result.put()), S_OK) << "this does not wait yet";
  EXPECT_EQ(result->End(), HRESULT_FROM_WIN32(ERROR_TIMEOUT));

  ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
  EXPECT_EQ(held->Wait(0), S_OK);
  EXPECT_EQ(held->Wait(INFINITE), S_OK) << "there is nothing to wait for";
  EXPECT_EQ(result->End(), S_OK) << "a wait can be used again";
  MAPIUninitialize();
  EXPECT_EQ(result->End(), HRESULT_FROM_WIN32(ERROR_TIMEOUT));
}

TEST(InitialisationMonitor, LetsAllWhoWaitGoOnWhateverThreadTheyWait) {
  const auto held = monitor();
  std::vector<HRESULT> answers(3, E_FAIL);
  std::vector<std::thread> waiting;
  waiting.emplace_back([&] { answers[0] = held->Wait(INFINITE); });
  waiting.emplace_back([&] { answers[1] = held->Wait(600'000); });
  kit::com_ptr<IMAPIWaitResult> result;
  ASSERT_EQ(held->BeginWait(INFINITE, result.put()), S_OK);
  waiting.emplace_back([&] { answers[2] = result->End(); });
  ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
  for (std::thread& thread : waiting) thread.join();
  EXPECT_EQ(answers, std::vector<HRESULT>(3, S_OK));
  MAPIUninitialize();
}

TEST(InitialisationMonitor, RefusesNullAndKnowsNothingButIUnknown) {
  EXPECT_EQ(CreateMAPIInitializationMonitor(nullptr), MAPI_E_INVALID_PARAMETER);
  const auto held = monitor();
  EXPECT_EQ(held->BeginWait(0, nullptr), MAPI_E_INVALID_PARAMETER);
  kit::com_ptr<IUnknown> unknown;
  EXPECT_EQ(held->QueryInterface(IID_IUnknown, reinterpret_cast<void**>(unknown.put())), S_OK);
  EXPECT_EQ(unknown.get(), held.get());
  kit::com_ptr<IUnknown> property;
  EXPECT_EQ(held->QueryInterface(IID_IMAPIProp, reinterpret_cast<void**>(property.put())),
            MAPI_E_INTERFACE_NOT_SUPPORTED);
  EXPECT_FALSE(property);
}

}  // namespace
}  // namespace postroom
