// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/lab/workers.hpp"

#include <postroom/failure.hpp>

#include <algorithm>
#include <chrono>

namespace postroom::tool::providerlab {
namespace {

constexpr std::size_t kThreads = 4;
constexpr int kTimes = 12;  // that each task is done before the session ends …
constexpr std::chrono::milliseconds kBetweenLooks{2};
constexpr int kMostLooks = 1500;  // … or as often as it can be meanwhile

}  // namespace

// Each thread begins with another task, so that different ones meet as well.
void Workers::work(std::size_t from) {
  for (std::size_t turn = from; !stopped_; ++turn) {
    Job& job = jobs_[turn % jobs_.size()];
    const HRESULT answer = job.task();
    if (SUCCEEDED(answer)) job.succeeded = true;
    HRESULT none = S_OK;
    job.answer.compare_exchange_strong(none, answer);
    ++job.done;
  }
}

void Workers::start() {
  if (jobs_.empty()) return;
  for (std::size_t i = 0; i < kThreads; ++i) threads_.emplace_back([this, i] { work(i); });
  for (int i = 0; i < kMostLooks; ++i) {
    if (std::all_of(jobs_.begin(), jobs_.end(), [](const Job& job) { return job.done >= kTimes; })) return;
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

void Workers::stop() {
  stopped_ = true;
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Workers::note_not_done(Observations& seen) const {
  for (const Job& job : jobs_) {
    if (!job.succeeded) seen.not_done(std::string(job.what) + " on several threads: " + kit::hresult_name(job.answer));
  }
}

}  // namespace postroom::tool::providerlab
