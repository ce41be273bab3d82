// SPDX-License-Identifier: Apache-2.0
//
// Threads that use a provider at the same time, while its session ends (J-100, J-102).
#pragma once

#include <mapidefs.h>

#include "tools/postroom/lab/observations.hpp"

#include <atomic>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

namespace postroom::tool::providerlab {

// Runs each of its tasks on several threads at once, over and over, from start() until stop().
class Workers {
 public:
  // What a client does once, and what the provider answers; on any thread, on several at once.
  using Task = std::function<HRESULT()>;

  Workers() = default;
  ~Workers() { stop(); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // Before start().
  void add(const char* what, Task task) { jobs_.emplace_back(what, std::move(task)); }
  // Returns when every task has been done some times, or none of them for three seconds.
  void start();
  // Joins the threads. Not from one of them.
  void stop();
  // Notes which tasks never succeeded, so that it cannot be said what becomes of them on several threads.
  void note_not_done(Observations& seen) const;

 private:
  struct Job {
    Job(const char* name, Task once) : what(name), task(std::move(once)) {}
    const char* what;
    Task task;
    std::atomic<int> done{0};
    std::atomic<bool> succeeded{false};
    std::atomic<HRESULT> answer{S_OK};  // the first that was a failure
  };
  void work(std::size_t from);

  std::deque<Job> jobs_;
  std::atomic<bool> stopped_{false};
  std::vector<std::thread> threads_;
};

}  // namespace postroom::tool::providerlab
