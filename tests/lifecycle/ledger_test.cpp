// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/ledger.hpp"
#include "runtime/lifecycle/free_core.hpp"
#include "tests/support/forked_child.hpp"

#include <postroom/object.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <thread>

namespace postroom {
namespace {

using lifecycle::ledger;
using testing::HasSubstr;
using testing::StartsWith;

class Thing final : public kit::Object<Thing, IMAPIProgress> {
 public:
  static constexpr const char* kTypeName = "IMAPIFolder";
  explicit Thing(std::shared_ptr<kit::Core> core) : Object(std::move(core)) {}
  STDMETHODIMP Progress(ULONG, ULONG, ULONG) override { return S_OK; }
  STDMETHODIMP GetFlags(ULONG*) override { return S_OK; }
  STDMETHODIMP GetMax(ULONG*) override { return S_OK; }
  STDMETHODIMP GetMin(ULONG*) override { return S_OK; }
  STDMETHODIMP SetLimits(LPULONG, LPULONG, LPULONG) override { return S_OK; }
};

std::shared_ptr<kit::Core> core_of(ULONG logon) {
  return std::make_shared<kit::Core>(kit::com_ptr<IPostroomLedger>::share(&ledger()), logon);
}

TEST(Ledger, KnowsTheObjectsOfALogonWhileTheyLive) {
  const std::size_t before = ledger().count();
  auto thing = kit::make_object<Thing>(core_of(71));
  auto other = kit::make_object<Thing>(core_of(72));
  auto twice = thing;
  const auto live = ledger().objects_of_logon(71);
  ASSERT_EQ(live.size(), 1U);
  EXPECT_EQ(live[0].type, "IMAPIFolder");
  EXPECT_EQ(live[0].references, 2U);
  EXPECT_EQ(live[0].object, static_cast<IMAPIProgress*>(thing.get()));
  EXPECT_EQ(ledger().count(), before + 2);
  thing.reset();
  twice.reset();
  EXPECT_TRUE(ledger().objects_of_logon(71).empty());
  EXPECT_EQ(ledger().count(), before + 1);
}

TEST(Ledger, KnowsWhoseCodeAnObjectIsMadeOf) {
  auto thing = kit::make_object<Thing>(core_of(73));
  EXPECT_EQ(ledger().objects_in_library(reinterpret_cast<const void*>(&core_of)).size(), 1U);
  EXPECT_TRUE(ledger().objects_in_library(reinterpret_cast<const void*>(&std::atoi)).empty());
  EXPECT_TRUE(ledger().objects_in_library(nullptr).empty());
}

TEST(Ledger, IsValidWhateverIsReleased) {
  auto* raw = static_cast<IPostroomLedger*>(&ledger());
  for (int i = 0; i < 10; ++i) raw->Release();
  EXPECT_NE(raw->Enter("X", nullptr, nullptr, nullptr, 0), 0U);
  for (int i = 0; i < 10; ++i) raw->AddRef();
  EXPECT_EQ(kit::com_ptr<IPostroomLedger>::share(raw).as<IPostroomLedger>().get(), raw);
}

TEST(Ledger, NamesALeak) {
  lifecycle::LiveObject leak{"IMAPIFolder", nullptr, 2, reinterpret_cast<const void*>(&core_of), 3, {}};
  EXPECT_THAT(lifecycle::describe(leak, "postroom_store"),
              StartsWith("IMAPIFolder of logon 3 (postroom_store), 2 references, obtained by lifecycle_test+0x"));
  leak.references = 1;
  leak.obtained_by = nullptr;
  EXPECT_EQ(lifecycle::describe(leak, {}), "IMAPIFolder of logon 3, 1 reference");
}

TEST(Ledger, EightThreadsEnterAndLeave) {
  const std::size_t before = ledger().count();
  std::vector<std::thread> threads;
  for (ULONG t = 0; t < 8; ++t) {
    threads.emplace_back([t] {
      const auto core = core_of(100 + t);
      for (int i = 0; i < 500; ++i) {
        auto a = kit::make_object<Thing>(core);
        auto b = kit::make_object<Thing>(core);
        a.reset();
        EXPECT_EQ(ledger().objects_of_logon(100 + t).size(), 1U);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(ledger().count(), before);
}

TEST(Ledger, KeepsNoForkedChildWaitingForAThreadThatItDoesNotHave) {  // J-105, design 4
  std::atomic<bool> enough{false};
  std::vector<std::thread> threads;
  for (ULONG t = 0; t < 2; ++t) {
    threads.emplace_back([&enough, t] {
      const auto core = core_of(110 + t);
      while (!enough) kit::make_object<Thing>(core);
    });
  }
  constexpr int kShards = 16;
  std::vector<ULONG_PTR> tokens;
  for (int i = 0; i < kShards; ++i) tokens.push_back(ledger().Enter("X", nullptr, nullptr, nullptr, 112));
  int done = 0;
  while (done < 100 && test::exit_code_of_child([&] {
                         lifecycle::end_ledger_in_forked_child();  // as the library's fork handler does
                         for (const ULONG_PTR token : tokens) ledger().Remove(token);
                         return ledger().Enter("X", nullptr, nullptr, nullptr, 112) != 0;
                       }) == 0) {
    ++done;
  }
  EXPECT_EQ(done, 100) << "a child waited";
  enough = true;
  for (auto& thread : threads) thread.join();
  for (const ULONG_PTR token : tokens) ledger().Remove(token);
}

}  // namespace
}  // namespace postroom
