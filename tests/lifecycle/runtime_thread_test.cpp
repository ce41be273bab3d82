// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/runtime_thread.hpp"

#include <gtest/gtest.h>

#include <signal.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace postroom::lifecycle {
namespace {

TEST(RuntimeThread, IsKnownToBeOneAndTakesNoSignal) {
  bool known = false;
  sigset_t blocked;
  sigemptyset(&blocked);
  RuntimeThread thread("test", [&] {
    known = on_runtime_thread();
    pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
  });
  EXPECT_TRUE(thread.join(Deadline::never()));
  EXPECT_TRUE(known);
  EXPECT_EQ(sigismember(&blocked, SIGTERM), 1);
  EXPECT_FALSE(on_runtime_thread());
  EXPECT_TRUE(thread.join(Deadline::never())) << "there is none any more";
}

// As a provider may leave it on a thread.
std::atomic<bool> go_on{false};
std::atomic<bool> inside{false};
struct HangsWithItsThread {
  void use() {}
  ~HangsWithItsThread() {
    inside = true;
    while (!go_on) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
};

bool ends_in_time() {
  for (int i = 0; i < 60'000 && RuntimeThread::any_outlived(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return !RuntimeThread::any_outlived();
}

TEST(RuntimeThread, IsWaitedForToItsVeryEndAndNotForEver) {  // J-114
  RuntimeThread thread("test", [] {
    thread_local HangsWithItsThread left_behind;
    left_behind.use();
  });
  EXPECT_FALSE(thread.join([] { return inside.load(); }));
  EXPECT_TRUE(RuntimeThread::any_outlived()) << "its code is still on a stack";
  go_on = true;
  EXPECT_TRUE(ends_in_time());
}

TEST(RuntimeThread, IsStillThereWhileSomethingUnderAnotherKeyEnds) {  // J-114, A-40
  ASSERT_TRUE(RuntimeThread("first", [] {}).join(Deadline::never())) << "the mark's key is older than the provider's";
  static std::atomic<bool> at_its_end;
  static std::atomic<bool> may_end;
  static pthread_key_t of_provider;
  ASSERT_EQ(pthread_key_create(&of_provider,
                               [](void*) {
                                 at_its_end = true;
                                 while (!may_end) std::this_thread::sleep_for(std::chrono::milliseconds(1));
                               }),
            0);
  RuntimeThread thread("test", [] { pthread_setspecific(of_provider, &of_provider); });
  EXPECT_FALSE(thread.join([] { return at_its_end.load(); }));
  EXPECT_TRUE(RuntimeThread::any_outlived()) << "the destructor's code is on a stack";
  may_end = true;
  EXPECT_TRUE(ends_in_time());
  pthread_key_delete(of_provider);
}

TEST(RuntimeThread, CountsAlsoWhenNobodyWaitedForIt) {
  std::atomic<bool> may_end{false};
  {
    const RuntimeThread left_to_itself("test", [&] {
      while (!may_end) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    });
    EXPECT_FALSE(RuntimeThread::any_outlived());
  }
  EXPECT_TRUE(RuntimeThread::any_outlived());
  may_end = true;
  EXPECT_TRUE(ends_in_time());
}

TEST(RuntimeThread, DoesNotWaitForItself) {
  std::atomic<bool> answer{true};
  std::atomic<bool> over{false};
  static RuntimeThread thread;
  std::atomic<bool> started{false};
  thread = RuntimeThread("test", [&] {
    while (!started) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    answer = thread.join(Deadline::never());
    over = true;
  });
  started = true;
  while (!over) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_FALSE(answer);
}

}  // namespace
}  // namespace postroom::lifecycle
