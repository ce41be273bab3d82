// SPDX-License-Identifier: Apache-2.0
#include "runtime/memory/chains.hpp"
#include "runtime/memory/cells.hpp"

#include <mapicode.h>

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace postroom::memory {
namespace {

void* linked_to(void* head, std::size_t size) {
  void* block = nullptr;
  EXPECT_EQ(allocate_more(size, head, &block), S_OK);
  return block;
}

TEST(Chains, TellWhatAPointerIs) {
  char on_the_stack[64] = {};
  for (const std::size_t size : {1U, 500U, 3000U, 100'000U}) {
    void* const head = allocate_head(size);
    void* const near_head = linked_to(head, 8);
    void* const large = linked_to(head, 100'000);
    EXPECT_EQ(free_head(near_head), Kind::linked);
    EXPECT_EQ(free_head(large), Kind::linked);
    EXPECT_EQ(free_head(on_the_stack), Kind::none);
    EXPECT_EQ(free_head(head), Kind::head);
    EXPECT_NE(free_head(head), Kind::head);
    EXPECT_NE(free_head(near_head), Kind::head);
  }
}

TEST(Chains, KnowAHeadThatWasReallocatedAndItsCellKept) {
  void* const head = allocate_head(24);
  linked_to(head, 16);  // in the head's cell, which therefore stays
  void* fresh = nullptr;
  ASSERT_EQ(reallocate_head(head, 3000, &fresh), S_OK);
  EXPECT_EQ(free_head(head), Kind::freed);
  EXPECT_EQ(free_head(fresh), Kind::head);
}

// Heads of each size and what is linked to them, grown again and again; all is freed.
void use_chains() {
  for (int round = 0; round < 50; ++round) {
    for (const std::size_t size : {8U, 300U, 2500U, 5000U}) {
      void* head = allocate_head(size);
      for (std::size_t i = 0; i < 60; ++i) {
        linked_to(head, 1 + i * 37 % 3000);
        if (i % 7 == 0) {
          ASSERT_EQ(reallocate_head(head, size + i * 50, &head), S_OK);
        }
      }
      ASSERT_EQ(free_head(head), Kind::head);
    }
  }
}

TEST(Chains, GiveEveryCellBack) {
  const std::size_t before = bytes_in_slabs();
  std::thread(use_chains).join();
  EXPECT_EQ(bytes_in_slabs(), before);
}

}  // namespace
}  // namespace postroom::memory
