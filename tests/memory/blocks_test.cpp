// SPDX-License-Identifier: Apache-2.0
#include "memory_fixture.hpp"
#include "tests/support/forked_child.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <random>
#include <vector>

namespace postroom::test {
namespace {

constexpr ULONG kFreed = S_OK;

struct Piece {
  unsigned char* start;
  ULONG size;
  unsigned char value;

  void fill() const { std::memset(start, value, size); }
  bool is_whole() const {
    return std::all_of(start, start + size, [&](unsigned char each) { return each == value; });
  }
};

// A chain as a client knows it, each block with a content of its own.
struct ModelChain {
  std::vector<Piece> pieces;  // the head first

  void* head() const { return pieces.front().start; }
  void add(void* block, ULONG size, unsigned char value) {
    ASSERT_NE(block, nullptr);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block) % 16, 0U);
    pieces.push_back({static_cast<unsigned char*>(block), size, value});
    pieces.back().fill();
  }
  bool is_whole() const { return std::ranges::all_of(pieces, &Piece::is_whole); }
};

class RandomSizes {
 public:
  ULONG operator()() {
    const ULONG largest = std::vector<ULONG>{1, 40, 300, 3000, 5000, 100'000}[random_() % 6];
    return static_cast<ULONG>(random_() % (largest + 1));
  }
  unsigned number(unsigned below) { return static_cast<unsigned>(random_() % below); }

 private:
  std::mt19937 random_{7};
};

TEST_F(MapiMemory, GivesBlocksThatOverlapNoOther) {
  RandomSizes random;
  std::vector<ModelChain> chains;
  const auto check_and_free = [&](std::size_t i) {
    EXPECT_TRUE(chains[i].is_whole());
    EXPECT_EQ(MAPIFreeBuffer(chains[i].head()), kFreed);
    chains.erase(chains.begin() + static_cast<std::ptrdiff_t>(i));
  };
  for (int step = 0; step < 4000; ++step) {
    const unsigned what = random.number(20);
    if (chains.empty() || what < 4) {
      const ULONG size = random();
      chains.emplace_back().add(head_of(size), size, static_cast<unsigned char>(step));
      continue;
    }
    const std::size_t i = random.number(static_cast<unsigned>(chains.size()));
    if (what < 16) {
      const ULONG size = random();
      chains[i].add(linked_to(chains[i].head(), size), size, static_cast<unsigned char>(step));
    } else if (what < 18) {
      check_and_free(i);
    } else {
      Piece& head = chains[i].pieces.front();
      const ULONG size = random();
      void* resized = nullptr;
      ASSERT_EQ(MAPIReallocateBuffer(head.start, size, &resized), S_OK);
      head.start = static_cast<unsigned char*>(resized);
      const ULONG kept = std::min(size, head.size);
      EXPECT_TRUE((Piece{head.start, kept, head.value}.is_whole())) << "what fits is copied";
      head.size = size;
      head.fill();
      EXPECT_TRUE(chains[i].is_whole()) << "what was linked stays where it was";
    }
  }
  while (!chains.empty()) check_and_free(0);
}

TEST_F(MapiMemory, ReallocatesNothingToANewBlock) {
  void* block = nullptr;
  ASSERT_EQ(MAPIReallocateBuffer(nullptr, 24, &block), S_OK);
  std::memset(block, 1, 24);
  linked_to(block, 8);
  EXPECT_EQ(MAPIFreeBuffer(block), kFreed);
}

TEST_F(MapiMemory, KeepsWhatIsLinkedWhenTheHeadIsReallocatedAgainAndAgain) {
  ModelChain chain;
  chain.add(head_of(24), 24, 1);
  for (unsigned char turn = 2; turn < 100; ++turn) {
    chain.add(linked_to(chain.head(), 16), 16, turn);
    void* resized = nullptr;
    ASSERT_EQ(MAPIReallocateBuffer(chain.head(), 24U * turn, &resized), S_OK);
    chain.pieces.front().start = static_cast<unsigned char*>(resized);
    ASSERT_TRUE(chain.is_whole());
  }
  EXPECT_EQ(MAPIFreeBuffer(chain.head()), kFreed);
}

TEST_F(MapiMemory, NeedsAPlaceForTheResult) {
  void* const head = head_of(8);
  EXPECT_EQ(MAPIAllocateBuffer(8, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(MAPIAllocateMore(8, head, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(MAPIReallocateBuffer(head, 8, nullptr), MAPI_E_INVALID_PARAMETER);
  MAPIFreeBuffer(head);
}

TEST_F(MapiMemory, LinksToNothingButAHead) {
  void* const head = head_of(8);
  void* const linked = linked_to(head, 8);
  void* const large = linked_to(head, 100'000);
  for (void* wrong : {static_cast<void*>(nullptr), linked, large, static_cast<void*>(static_cast<char*>(head) + 16),
                      static_cast<void*>(static_cast<char*>(head) + 1)}) {
    void* block = head;
    EXPECT_EQ(MAPIAllocateMore(8, wrong, &block), MAPI_E_INVALID_PARAMETER);
    EXPECT_EQ(block, nullptr) << "there is nothing to clean up (A-27)";
  }
  MAPIFreeBuffer(head);
}

TEST_F(MapiMemory, FreesNoLinkedBlockByItself) {
  ModelChain chain;
  chain.add(head_of(64), 64, 1);
  for (const ULONG size : {8U, 500U, 3000U, 100'000U}) chain.add(linked_to(chain.head(), size), size, 2);
  for (std::size_t i = 1; i < chain.pieces.size(); ++i) EXPECT_EQ(MAPIFreeBuffer(chain.pieces[i].start), kFreed);
  std::vector<ModelChain> others;  // none gets what was freed
  for (const ULONG size : {8U, 280U, 500U, 3000U, 100'000U}) {
    for (int i = 0; i < 100; ++i) others.emplace_back().add(head_of(size), size, 3);
  }
  EXPECT_TRUE(chain.is_whole());
  for (const ModelChain& other : others) MAPIFreeBuffer(other.head());
  EXPECT_EQ(MAPIFreeBuffer(chain.head()), kFreed);
}

TEST_F(MapiMemory, ToleratesABlockThatWasFreedAlready) {
  for (const ULONG size : {8U, 3000U, 100'000U}) {
    void* const head = head_of(size);
    EXPECT_EQ(MAPIFreeBuffer(head), kFreed);
    EXPECT_EQ(MAPIFreeBuffer(head), kFreed);
    void* more = nullptr;
    EXPECT_EQ(MAPIAllocateMore(8, head, &more), MAPI_E_INVALID_PARAMETER);
  }
}

TEST_F(MapiMemory, DoesNotReadAtAForeignPointer) {
  void* const head = head_of(8);                    // there is memory of ours in the process
  const FencedPage fenced;
  alignas(16) char on_the_stack[64] = {};
  const std::unique_ptr<char[]> of_the_heap(new char[64]());
  const auto at = [](std::uintptr_t address) { return reinterpret_cast<void*>(address); };
  for (void* foreign : {static_cast<void*>(fenced.page()), static_cast<void*>(fenced.page() + 16),
                        static_cast<void*>(fenced.page() + 1), static_cast<void*>(fenced.forbidden()),
                        static_cast<void*>(fenced.forbidden() + 32), static_cast<void*>(fenced.forbidden() - 1),
                        static_cast<void*>(on_the_stack + 32), static_cast<void*>(on_the_stack + 33),
                        static_cast<void*>(of_the_heap.get()), at(1), at(16), at(0x1000), at(UINTPTR_MAX),
                        at(UINTPTR_MAX - 15), at(0xDEAD'BEEF'DEAD'BEE0), at(std::uintptr_t{1} << 47)}) {
    EXPECT_EQ(MAPIFreeBuffer(foreign), kFreed) << foreign;
    void* block = head;
    EXPECT_EQ(MAPIAllocateMore(8, foreign, &block), MAPI_E_INVALID_PARAMETER) << foreign;
    EXPECT_EQ(block, nullptr);
    EXPECT_EQ(MAPIReallocateBuffer(foreign, 8, &block), MAPI_E_INVALID_PARAMETER) << foreign;
    EXPECT_EQ(block, nullptr);
  }
  EXPECT_EQ(MAPIFreeBuffer(nullptr), kFreed);
  MAPIFreeBuffer(head);
}

TEST_F(MapiMemory, KnowsItsHeadsAmongAllAddressesAroundThem) {
  std::vector<char*> heads;
  for (int i = 0; i < 4; ++i) heads.push_back(static_cast<char*>(head_of(40)));
  for (char* head : heads) {
    for (int offset = -100; offset <= 100; ++offset) {
      if (std::ranges::find(heads, head + offset) != heads.end()) continue;
      void* more = nullptr;
      ASSERT_EQ(MAPIAllocateMore(1, head + offset, &more), MAPI_E_INVALID_PARAMETER) << offset;
    }
  }
  for (char* head : heads) EXPECT_EQ(MAPIFreeBuffer(head), kFreed);
}

// From here on the process gets no more than a few megabytes.
void limit_memory() {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  const rlim_t bytes = pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + (8U << 20U);
  const rlimit limit{bytes, bytes};
  setrlimit(RLIMIT_AS, &limit);
}

// Allocates until there is no memory, and frees it; false when something was answered wrongly.
bool survives_exhaustion() {
  std::vector<void*> heads;
  heads.reserve(1U << 20U);
  limit_memory();
  SCODE answer = S_OK;
  void* block = nullptr;
  while ((answer = MAPIAllocateBuffer(200, &block)) == S_OK) heads.push_back(block);
  bool right = answer == MAPI_E_NOT_ENOUGH_MEMORY && block == nullptr && !heads.empty();
  block = heads.front();
  right = MAPIAllocateMore(16U << 20U, heads.front(), &block) == MAPI_E_NOT_ENOUGH_MEMORY && block == nullptr && right;
  std::memset(heads.front(), 7, 200);
  block = heads.front();
  right =
      MAPIReallocateBuffer(heads.front(), 16U << 20U, &block) == MAPI_E_NOT_ENOUGH_MEMORY && block == nullptr && right;
  right = (Piece{static_cast<unsigned char*>(heads.front()), 200, 7}.is_whole()) && right;
  for (void* head : heads) right = MAPIFreeBuffer(head) == kFreed && right;
  return right;
}

TEST_F(MapiMemory, SaysThatThereIsNone) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer ends the process when it gets no memory";
#endif
  EXPECT_EQ(exit_code_of_child(survives_exhaustion), 0);
  MAPIFreeBuffer(head_of(8));  // here there is some
}

TEST_F(MapiMemory, OutlivesMapi) {
  ModelChain chain;
  chain.add(head_of(40), 40, 1);
  chain.add(linked_to(chain.head(), 40), 40, 2);
  MAPIUninitialize();
  EXPECT_TRUE(chain.is_whole());
  EXPECT_EQ(MAPIFreeBuffer(chain.head()), kFreed);
  ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
}

}  // namespace
}  // namespace postroom::test
