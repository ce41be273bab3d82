// SPDX-License-Identifier: Apache-2.0
#include "kit/core/wiped_blocks.hpp"

#include "tests/support/forked_child.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <thread>
#include <vector>

namespace {

using postroom::kit::WipedBlocks;

TEST(WipedBlocks, AreEmptyInTheChildOfAForkAndStayInTheParent) {  // design 4
  const auto [memory, wiped] = WipedBlocks::take();
  ASSERT_TRUE(wiped) << "this kernel does not wipe";
  auto* const bytes = static_cast<unsigned char*>(memory);
  std::memset(bytes, 0x5A, WipedBlocks::kBytes);
  EXPECT_EQ(postroom::test::exit_code_of_child([&] {
              for (std::size_t i = 0; i < WipedBlocks::kBytes; ++i) {
                if (bytes[i] != 0) return false;
              }
              return true;
            }),
            0);
  EXPECT_EQ(bytes[0], 0x5A);
  EXPECT_EQ(bytes[WipedBlocks::kBytes - 1], 0x5A);
  WipedBlocks::give_back(memory);
}

TEST(WipedBlocks, AreTakenAgainWithoutMappingAnything) {
  std::set<void*> ever;
  for (int round = 0; round < 100; ++round) {
    std::vector<void*> taken;
    for (int i = 0; i < 10; ++i) taken.push_back(WipedBlocks::take().memory);
    ever.insert(taken.begin(), taken.end());
    for (void* each : taken) WipedBlocks::give_back(each);
  }
  EXPECT_EQ(ever.size(), 10U);
}

TEST(WipedBlocks, AreAnybodysOnlyOnceHoweverManyThereAre) {
  constexpr std::size_t kMany = 64 * 256 + 100;  // more than are kept
  std::set<char*> taken;
  for (std::size_t i = 0; i < kMany; ++i) {
    auto* const block = static_cast<char*>(WipedBlocks::take().memory);
    ASSERT_EQ(reinterpret_cast<std::uintptr_t>(block) % WipedBlocks::kAlignment, 0U);
    const auto [here, fresh] = taken.insert(block);
    ASSERT_TRUE(fresh);
    ASSERT_TRUE(here == taken.begin() || *std::prev(here) + WipedBlocks::kBytes <= block);
    block[0] = block[WipedBlocks::kBytes - 1] = 1;
  }
  for (char* each : taken) WipedBlocks::give_back(each);
}

TEST(WipedBlocks, AreTakenByManyThreadsAtOnce) {
  std::vector<std::thread> threads;
  for (int n = 1; n <= 4; ++n) {
    threads.emplace_back([n] {
      for (int round = 0; round < 500; ++round) {
        std::vector<char*> own;
        for (int i = 0; i < 40; ++i) {
          own.push_back(static_cast<char*>(WipedBlocks::take().memory));
          *own.back() = static_cast<char>(n);
        }
        for (char* each : own) {
          EXPECT_EQ(*each, n) << "another thread has it, too";
          WipedBlocks::give_back(each);
        }
      }
    });
  }
  for (std::thread& each : threads) each.join();
}

}  // namespace
