// SPDX-License-Identifier: Apache-2.0
// A table in memory of a million rows of six columns: filling it, a view, sorting, restricting, reading, and one
// change under a sorted view.
#include <postroom/failure.hpp>
#include <postroom/memory_table.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <random>
#include <string>

namespace {

using namespace postroom::kit;

constexpr int kRows = 1'000'000;

// MAPI memory: a head block knows the blocks linked to it.
struct alignas(16) Block {
  Block* next = nullptr;
};
SCODE STDMETHODCALLTYPE allocate_block(ULONG size, void** result) {
  auto* block = static_cast<Block*>(std::malloc(sizeof(Block) + size));
  block->next = nullptr;
  *result = block + 1;
  return S_OK;
}
SCODE STDMETHODCALLTYPE allocate_linked(ULONG size, void* head, void** result) {
  static_cast<void>(allocate_block(size, result));
  Block* block = static_cast<Block*>(*result) - 1;
  Block* first = static_cast<Block*>(head) - 1;
  block->next = first->next;
  first->next = block;
  return S_OK;
}
ULONG STDAPICALLTYPE free_block(void* memory) {
  for (Block* block = memory == nullptr ? nullptr : static_cast<Block*>(memory) - 1; block != nullptr;) {
    Block* next = block->next;
    std::free(block);
    block = next;
  }
  return 0;
}

PropertyBag row(int id, std::mt19937& random) {
  static const char* const kWords[] = {"meeting", "Invoice", "report", "Re: lunch", "holiday", "Weekly", "minutes"};
  std::string subject = kWords[random() % 7];
  subject += ' ';
  subject += std::to_string(random() % 100000);
  return {{PR_ROWID, id},
          {PR_SUBJECT_W, subject},
          {PR_SENDER_NAME_W, "sender " + std::to_string(random() % 1000)},
          {PR_MESSAGE_DELIVERY_TIME, filetime_of(130'000'000'000'000'000ULL + random() * 1000ULL)},
          {PR_MESSAGE_SIZE, random() % 100000},
          {PR_MESSAGE_FLAGS, random() % 4}};
}

std::vector<PropertyBag> rows() {
  std::mt19937 random(1);
  std::vector<PropertyBag> all;
  all.reserve(kRows);
  for (int id = 0; id < kRows; ++id) all.push_back(row(id, random));
  return all;
}

std::shared_ptr<Core> core() {
  return std::make_shared<Core>(postroom::kit::com_ptr<postroom::IPostroomLedger>(), 1);
}

std::shared_ptr<MemoryTable>& table() {
  static auto* const shared = new std::shared_ptr<MemoryTable>([] {
    set_allocators({allocate_block, allocate_linked, free_block});
    auto fresh = MemoryTable::create(PR_ROWID);
    fresh->replace_all(rows());
    return fresh;
  }());
  return *shared;
}

com_ptr<IMAPITable> sorted(ULONG tag) {
  auto view = table()->view(core());
  check(view->SortTable(SortOrder({{tag, TABLE_SORT_ASCEND}}).to_mapi().get(), 0));
  return view;
}

void fill(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    auto all = rows();
    auto fresh = MemoryTable::create(PR_ROWID);
    state.ResumeTiming();
    for (PropertyBag& bag : all) fresh->put(std::move(bag));
    state.PauseTiming();
    fresh.reset();
    all.clear();
    state.ResumeTiming();
  }
}
BENCHMARK(fill)->Unit(benchmark::kMillisecond)->Iterations(1);

void sort_text(benchmark::State& state) {
  static_cast<void>(table());
  for (auto _ : state) benchmark::DoNotOptimize(sorted(PR_SUBJECT_W));
}
BENCHMARK(sort_text)->Unit(benchmark::kMillisecond)->Iterations(2);

void sort_time(benchmark::State& state) {
  static_cast<void>(table());
  for (auto _ : state) benchmark::DoNotOptimize(sorted(PR_MESSAGE_DELIVERY_TIME));
}
BENCHMARK(sort_time)->Unit(benchmark::kMillisecond)->Iterations(2);

void restrict_substring_and_compare(benchmark::State& state) {
  const auto view = table()->view(core());
  const Restriction both(Restriction::And{
      {Restriction(Restriction::Content{FL_SUBSTRING | FL_IGNORECASE, PR_SUBJECT_W, {PR_SUBJECT_W, "INVOICE"}, {}}),
       Restriction(Restriction::Property{RELOP_GT, PR_MESSAGE_SIZE, {PR_MESSAGE_SIZE, 50000}})}});
  const auto restriction = both.to_mapi();
  for (auto _ : state) check(view->Restrict(restriction.get(), 0));
}
BENCHMARK(restrict_substring_and_compare)->Unit(benchmark::kMillisecond)->Iterations(3);

void query_all_by(benchmark::State& state) {
  const auto view = table()->view(core());
  for (auto _ : state) {
    check(view->SeekRow(BOOKMARK_BEGINNING, 0, nullptr));
    for (;;) {
      LPSRowSet raw = nullptr;
      check(view->QueryRows(static_cast<LONG>(state.range(0)), 0, &raw));
      const rows_ptr page(raw);
      if (page->cRows == 0) break;
    }
  }
}
BENCHMARK(query_all_by)->Arg(50)->Arg(kRows)->Unit(benchmark::kMillisecond)->Iterations(2);

void change_a_row_under_a_sorted_view(benchmark::State& state) {
  const auto view = sorted(PR_SUBJECT_W);
  std::mt19937 random(2);
  for (auto _ : state) table()->put(row(static_cast<int>(random() % kRows), random));
}
BENCHMARK(change_a_row_under_a_sorted_view)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
