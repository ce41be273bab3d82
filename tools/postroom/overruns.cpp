// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/overruns.hpp"

#include <postroom/live_status.hpp>

#include "tools/postroom/signals.hpp"
#include "tools/postroom/text.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>
#include <utility>

namespace postroom::tool {
namespace {

using namespace std::chrono_literals;

constinit OverrunWatch* the_watch = nullptr;

std::vector<live::Call> calls_of_this_process() {
  const auto process = live::read_process(live::runtime_folder() + "/" + std::to_string(getpid()));
  return process ? process->calls : std::vector<live::Call>();
}

std::string sentence(const live::Call& call) {
  std::string seconds(16, '\0');
  seconds.resize(static_cast<std::size_t>(
      std::snprintf(seconds.data(), seconds.size(), "%.1f", std::chrono::duration<double>(call.running).count())));
  return filled(_("%1 of '%2' has not returned after %3 s"), call.method, printable(call.name), seconds);
}

// When a call is worth a line; before it is given up.
std::chrono::milliseconds long_call() {
  const auto budget = patience();
  return budget == 0ms ? 1000ms : std::clamp<std::chrono::milliseconds>(budget / 2, 1ms, 1000ms);
}

void say_overrun(const live::Call& call) {
  const std::string until = patience() == 0ms ? std::string(_("it is waited for"))
                                              : filled(_("it is given up after %1 ms"), patience().count());
  say(filled(_("waiting: %1; %2"), sentence(call), until));
}

}  // namespace

OverrunWatch::OverrunWatch() {
  the_watch = this;
}

OverrunWatch::~OverrunWatch() {
  std::thread thread;
  {
    const kit::Lock lock(mutex_);
    over_ = true;
    changed_.notify_all();
    thread.swap(thread_);
  }
  if (thread.joinable()) thread.join();
  the_watch = nullptr;
}

OverrunWatch* OverrunWatch::present() {
  return the_watch;
}

void OverrunWatch::begin() {
  const kit::Lock lock(mutex_);
  if (!over_ && !thread_.joinable()) thread_ = std::thread([this] { watch(); });
}

void OverrunWatch::watch() {
  std::set<std::pair<std::uint32_t, std::string>> said;
  for (;;) {
    {
      const kit::Lock lock(mutex_);
      const auto next = std::chrono::steady_clock::now() + long_call() / 2;
      while (!over_ && changed_.wait_until(mutex_, next)) {
      }
      if (over_) return;
    }
    for (const live::Call& call : calls_of_this_process()) {
      if (call.running >= long_call() && said.insert({call.thread, call.method}).second) say_overrun(call);
    }
  }
}

std::vector<std::string> calls_that_wait() {
  std::vector<std::string> sentences;
  for (const live::Call& call : calls_of_this_process()) sentences.push_back(sentence(call));
  return sentences;
}

}  // namespace postroom::tool
