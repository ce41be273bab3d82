// SPDX-License-Identifier: Apache-2.0
#include "memory_fixture.hpp"
#include "tests/support/forked_child.hpp"

#include <postroom/mutex.hpp>

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <set>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace postroom::test {
namespace {

constexpr int kThreads = 4;

// A chain whose blocks all hold one byte, its own.
struct MarkedChain {
  std::vector<std::pair<void*, std::size_t>> blocks;  // the head first
  unsigned char mark = 0;

  bool is_whole() const {
    return std::ranges::all_of(blocks, [this](const auto& block) {
      const auto* bytes = static_cast<const unsigned char*>(block.first);
      return std::all_of(bytes, bytes + block.second, [this](unsigned char each) { return each == mark; });
    });
  }
};

bool add_block(MarkedChain& chain, std::size_t size) {
  void* block = nullptr;
  const SCODE made = chain.blocks.empty()
                         ? MAPIAllocateBuffer(static_cast<ULONG>(size), &block)
                         : MAPIAllocateMore(static_cast<ULONG>(size), chain.blocks.front().first, &block);
  if (made != S_OK) return false;
  std::memset(block, chain.mark, size);
  chain.blocks.emplace_back(block, size);
  return true;
}

MarkedChain make_chain(unsigned number) {
  MarkedChain chain{{}, static_cast<unsigned char>(number)};
  for (unsigned i = 0; i < 9; ++i) EXPECT_TRUE(add_block(chain, 8 + (number * 7 + i * 13) % 200));
  if (number % 8 == 0) {
    EXPECT_TRUE(add_block(chain, number % 16 == 0 ? 3000 : 100'000));
  }
  return chain;
}

bool check_and_free(const MarkedChain& chain) {
  return chain.is_whole() && MAPIFreeBuffer(chain.blocks.front().first) == static_cast<ULONG>(S_OK);
}

// Hands chains from thread to thread.
class Exchange {
 public:
  void put(MarkedChain chain) {
    const kit::Lock lock(mutex_);
    chains_.push_back(std::move(chain));
  }
  // Empty when there is none.
  MarkedChain take() {
    const kit::Lock lock(mutex_);
    if (chains_.empty()) return {};
    MarkedChain chain = std::move(chains_.front());
    chains_.pop_front();
    return chain;
  }

 private:
  kit::Mutex mutex_;
  std::deque<MarkedChain> chains_ POSTROOM_GUARDED_BY(mutex_);
};

template <class Body>
void run_in_threads(Body&& body) {
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back([&, i] { body(i); });
  for (std::thread& thread : threads) thread.join();
}

TEST_F(MapiMemory, TakesLinksToOneHeadFromSeveralThreads) {
  MarkedChain whole{{}, 5};
  ASSERT_TRUE(add_block(whole, 40));
  std::vector<MarkedChain> parts(kThreads, whole);
  const auto link = [&](std::size_t i) {
    parts[i].mark = static_cast<unsigned char>(i + 10);
    parts[i].blocks.resize(1);
    for (std::size_t n = 0; n < 500; ++n) EXPECT_TRUE(add_block(parts[i], 1 + n % 100));
  };
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < parts.size(); ++i) others.emplace_back(link, i);
  link(0);  // the thread that made the head, among them
  for (std::thread& other : others) other.join();
  for (MarkedChain& part : parts) {
    part.blocks.erase(part.blocks.begin());
    EXPECT_TRUE(part.is_whole());
  }
  EXPECT_TRUE(check_and_free(whole));
}

TEST_F(MapiMemory, IsFreedInOtherThreadsThanItWasAllocatedIn) {
  Exchange exchange;
  run_in_threads([&](int i) {
    for (unsigned n = 0; n < 1500; ++n) {
      exchange.put(make_chain(n + static_cast<unsigned>(i) * 100));
      MarkedChain chain = exchange.take();
      if (chain.blocks.empty()) continue;
      EXPECT_TRUE(add_block(chain, 30)) << "a thread that did not make the head links to it";
      EXPECT_TRUE(check_and_free(chain));
    }
  });
  for (MarkedChain chain = exchange.take(); !chain.blocks.empty(); chain = exchange.take()) {
    EXPECT_TRUE(check_and_free(chain));
  }
}

TEST_F(MapiMemory, WorksInAChildThatWasForkedAmidAllocations) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the allocator of AddressSanitizer does not prepare for forks: its locks may be held in the child";
#endif
  std::atomic<bool> stop{false};
  std::thread forking([&] {
    for (unsigned n = 0; n < 20; ++n) {
      const MarkedChain inherited = make_chain(n);
      EXPECT_EQ(exit_code_of_child([&] {
                  bool right = check_and_free(inherited);
                  for (unsigned i = 0; i < 200; ++i) right = check_and_free(make_chain(i)) && right;
                  return right;
                }),
                0);
      EXPECT_TRUE(check_and_free(inherited)) << "the child's is another";
    }
    stop = true;
  });
  run_in_threads([&](int) {
    std::deque<MarkedChain> held;
    for (unsigned n = 0; !stop; ++n) {
      held.push_back(make_chain(n));
      if (held.size() < 50) continue;
      EXPECT_TRUE(check_and_free(held.front()));
      held.pop_front();
    }
    for (const MarkedChain& chain : held) EXPECT_TRUE(check_and_free(chain));
  });
  forking.join();
}

// Two threads go through the same heads at the same time: the one behind has less to do, finding them freed, and so
// they come to be at the same head. What was freed twice would then be two blocks at once.
TEST_F(MapiMemory, IsFreedOnceByTwoThreadsThatFreeItAtTheSameTime) {
  const char* const way = std::getenv("POSTROOM_MEMORY");
  const bool in_cells = way == nullptr || std::string_view(way) == "arena";  // elsewhere each is a report
  for (const ULONG size : {40U, 3000U, 200'000U}) {
    std::vector<void*> heads(in_cells && size < 100'000 ? 2000 : 20);
    for (int round = 0; round < 60; ++round) {
      std::ranges::generate(heads, [size] { return head_of(size); });
      std::barrier start(2);
      const auto free = [&] {
        start.arrive_and_wait();
        for (void* head : heads) EXPECT_EQ(MAPIFreeBuffer(head), static_cast<ULONG>(S_OK));
      };
      std::thread other(free);
      free();
      other.join();
      std::ranges::generate(heads, [size] { return head_of(size); });
      EXPECT_EQ(std::set<void*>(heads.begin(), heads.end()).size(), heads.size()) << size << " bytes";
      for (void* head : heads) MAPIFreeBuffer(head);
    }
  }
}

// What the handlers of this program free in a fork. They are registered before MAPI is there, and so run while the
// fork holds memory's locks.
void* freed_in_parent = nullptr;
void* freed_in_child = nullptr;
const int registered = pthread_atfork([] { MAPIFreeBuffer(std::exchange(freed_in_parent, nullptr)); }, nullptr,
                                      [] { MAPIFreeBuffer(std::exchange(freed_in_child, nullptr)); });

TEST_F(MapiMemory, IsFreedInHandlersOfAFork) {
  ASSERT_EQ(registered, 0);
  for (const ULONG size : {40U, 100'000U}) {
    freed_in_parent = head_of(size);
    freed_in_child = head_of(size);
    EXPECT_EQ(exit_code_of_child([] { return freed_in_parent == nullptr && freed_in_child == nullptr; }), 0);
    EXPECT_EQ(freed_in_parent, nullptr);
    MAPIFreeBuffer(std::exchange(freed_in_child, nullptr));
  }
}

TEST_F(MapiMemory, OutlivesTheThreadThatAllocatedIt) {
  std::vector<MarkedChain> chains(200);
  for (unsigned i = 0; i < chains.size(); ++i) {
    std::thread([&, i] { chains[i] = make_chain(i); }).join();
    EXPECT_TRUE(add_block(chains[i], 100));
  }
  for (const MarkedChain& chain : chains) EXPECT_TRUE(check_and_free(chain));
}

}  // namespace
}  // namespace postroom::test
