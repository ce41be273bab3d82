// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/abandonment.hpp"

#include "runtime/lifecycle/live_table.hpp"
#include "runtime/lifecycle/thread_activity.hpp"

#include <postroom/mutex.hpp>

#include <unistd.h>

#include <cstdio>
#include <optional>
#include <vector>

namespace postroom::lifecycle {
namespace {

struct Kept {
  kit::Mutex mutex;
  std::vector<std::shared_ptr<void>> things POSTROOM_GUARDED_BY(mutex);
};

Kept& kept() noexcept {
  static auto* const instance = new Kept;  // never freed
  return *instance;
}

std::optional<live::Call> longest_call(const trace::Subject& subject) noexcept {
  std::optional<live::Call> longest;
  for (live::Call& call : live::table().calls()) {
    // What has no provider object yet, an entry function or the library's constructors, is known by its name.
    const bool meant = subject.logon != 0
                           ? call.logon == subject.logon
                           : call.provider == subject.provider && (subject.provider != 0 || call.name == subject.name);
    if (!meant || call.thread == static_cast<std::uint32_t>(gettid())) continue;
    if (!longest || call.running > longest->running) longest = std::move(call);
  }
  return longest;
}

std::string seconds(std::chrono::nanoseconds time) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f s", std::chrono::duration<double>(time).count());
  return text;
}

}  // namespace

bool call_is_running(const trace::Subject& subject) noexcept {
  return longest_call(subject).has_value();
}

std::string record_abandoned_call(const trace::Subject& subject, const Holdup& otherwise) {
  const std::optional<live::Call> call = longest_call(subject);
  if (!call && otherwise.thread != 0) {
    const std::string activity = what_thread_does(otherwise.thread);
    trace::record(trace::Event::call_abandoned, subject, {.method = otherwise.method, .detail = activity});
    return std::string(otherwise.method) + " had not returned: " + activity;
  }
  if (!call) {
    trace::record(trace::Event::call_abandoned, subject, {.detail = "not called: the time for all calls was used up"});
    return "the time for all calls was used up before it was called";
  }
  const std::string activity = what_thread_does(call->thread);
  trace::record(trace::Event::call_abandoned, subject,
                {.method = call->method, .detail = "after " + seconds(call->running) + ": " + activity});
  return call->method + " had not returned after " + seconds(call->running) + ": " + activity;
}

void keep_for_ever(std::shared_ptr<void> what) noexcept {
  Kept& all = kept();
  const kit::Lock lock(all.mutex);
  all.things.push_back(std::move(what));
}

}  // namespace postroom::lifecycle
