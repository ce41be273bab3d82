// SPDX-License-Identifier: Apache-2.0
//
// MAPI memory beside malloc: a block of MAPIAllocateBuffer with eight of MAPIAllocateMore, freed at once, and nine
// mallocs of the same sizes, each freed. A line for one thread and one for eight: threads, nanoseconds, the floor's
// nanoseconds. Then a line `far`: the same with blocks that one thread allocates and another frees.
#include <mapix.h>

#include <algorithm>
#include <array>
#include <barrier>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <thread>
#include <vector>

namespace {

constexpr std::array<ULONG, 9> kSizes = {64, 32, 32, 32, 32, 32, 32, 32, 32};
constexpr int kTurns = 200'000;
constexpr int kRounds = 9;

// What is allocated is written to, or the compiler and the cache make it look cheaper than it is to use.
void touch(void* block) {
  *static_cast<volatile char*>(block) = 1;
}

void* allocate_chain() {
  void* head = nullptr;
  if (MAPIAllocateBuffer(kSizes[0], &head) != S_OK) std::abort();
  touch(head);
  for (std::size_t i = 1; i < kSizes.size(); ++i) {
    void* more = nullptr;
    if (MAPIAllocateMore(kSizes[i], head, &more) != S_OK) std::abort();
    touch(more);
  }
  return head;
}

using Blocks = std::array<void*, kSizes.size()>;

Blocks allocate_blocks() {
  Blocks blocks;
  for (std::size_t i = 0; i < kSizes.size(); ++i) {
    blocks[i] = std::malloc(kSizes[i]);
    if (blocks[i] == nullptr) std::abort();
    touch(blocks[i]);
  }
  return blocks;
}

void free_blocks(const Blocks& blocks) {
  for (void* block : blocks) std::free(block);
}

void subject() {
  MAPIFreeBuffer(allocate_chain());
}

void floor() {
  free_blocks(allocate_blocks());
}

// The processor's time, of all threads together: there may be fewer processors than threads, and other work.
double processor_nanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

double nanoseconds(int threads, void (*work)()) {
  if (threads == 1) {  // malloc, too, is faster while there is only one
    const double start = processor_nanoseconds();
    for (int turn = 0; turn < kTurns; ++turn) work();
    return (processor_nanoseconds() - start) / kTurns;
  }
  std::barrier begin(threads + 1);
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) {
    running.emplace_back([&] {
      begin.arrive_and_wait();
      for (int turn = 0; turn < kTurns; ++turn) work();
    });
  }
  const double start = processor_nanoseconds();
  begin.arrive_and_wait();
  for (std::thread& thread : running) thread.join();
  return (processor_nanoseconds() - start) / kTurns / threads;
}

// One thread allocates and another frees.
template <class Thing, class Allocate, class Free>
double nanoseconds_far(Allocate&& allocate, Free&& free) {
  constexpr int kHanded = 20'000;
  std::vector<Thing> handed(kHanded);
  const double start = processor_nanoseconds();
  std::thread([&] {
    for (Thing& each : handed) each = allocate();
  }).join();
  std::thread([&] {
    for (const Thing& each : handed) free(each);
  }).join();
  return (processor_nanoseconds() - start) / kHanded;
}

double median(std::vector<double>& all) {
  std::nth_element(all.begin(), all.begin() + kRounds / 2, all.end());
  return all[kRounds / 2];
}

}  // namespace

int main() {
  if (MAPIInitialize(nullptr) != S_OK) return 1;
  for (const int threads : {1, 8}) {
    std::vector<double> measured;
    std::vector<double> least;
    for (int i = 0; i < kRounds; ++i) {
      measured.push_back(nanoseconds(threads, subject));
      least.push_back(nanoseconds(threads, floor));
    }
    std::printf("%d %.1f %.1f\n", threads, median(measured), median(least));
  }
  std::vector<double> measured;
  std::vector<double> least;
  for (int i = 0; i < kRounds; ++i) {
    measured.push_back(nanoseconds_far<void*>(allocate_chain, [](void* head) { MAPIFreeBuffer(head); }));
    least.push_back(nanoseconds_far<Blocks>(allocate_blocks, free_blocks));
  }
  std::printf("far %.1f %.1f\n", median(measured), median(least));
  MAPIUninitialize();
}
