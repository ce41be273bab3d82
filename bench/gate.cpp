// SPDX-License-Identifier: Apache-2.0
// What every interface method pays to enter its logon's gate and leave it. The aim is 5 ns, on one thread and on
// eight; the floor is a shared atomic counter that is raised and lowered, which is what a gate costs when it is not
// sharded.
#include <postroom/gate.hpp>

#include <benchmark/benchmark.h>

#include <atomic>

namespace {

postroom::kit::Gate& gate() {
  static auto* const shared = new postroom::kit::Gate;
  return *shared;
}

void enter_and_leave(benchmark::State& state) {
  for (auto _ : state) {
    const postroom::kit::Gate::Pass pass(gate(), &state);
    benchmark::DoNotOptimize(static_cast<bool>(pass));
  }
}
BENCHMARK(enter_and_leave)->ThreadRange(1, 8);

void enter_twice(benchmark::State& state) {
  for (auto _ : state) {
    const postroom::kit::Gate::Pass outer(gate(), &state);
    const postroom::kit::Gate::Pass inner(gate(), &state);
    benchmark::DoNotOptimize(static_cast<bool>(inner));
  }
}
BENCHMARK(enter_twice)->ThreadRange(1, 8);

void shared_counter(benchmark::State& state) {
  static std::atomic<int> inside{0};
  for (auto _ : state) {
    inside.fetch_add(1, std::memory_order_acq_rel);
    inside.fetch_sub(1, std::memory_order_acq_rel);
  }
}
BENCHMARK(shared_counter)->ThreadRange(1, 8);

void close_an_idle_gate(benchmark::State& state) {
  for (auto _ : state) {
    postroom::kit::Gate one;
    one.close();
    benchmark::DoNotOptimize(one.wait([] { return false; }));
  }
}
BENCHMARK(close_an_idle_gate);

}  // namespace

BENCHMARK_MAIN();
