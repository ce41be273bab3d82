// SPDX-License-Identifier: Apache-2.0
//
// Records events and then dies as it is told: usage trace_writer EVENTS [kill|exit|hang]. What is traced where is up to
// POSTROOM_TRACE. "hang" waits inside a provider call until the parent ends it.
#include "runtime/lifecycle/trace.hpp"

#include <unistd.h>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

int main(int argc, char** argv) {
  using namespace postroom;
  if (argc < 3) return 2;
  const int events = std::atoi(argv[1]);
  const std::string end = argv[2];
  trace::record(trace::Event::session_logon, {1, 0, 0, {}}, {.detail = "profile"});
  std::vector<std::thread> threads;
  for (std::uint32_t t = 0; t < 4; ++t) {
    threads.emplace_back([=] {
      for (int i = 0; i < events / 4; ++i) {
        trace::record(trace::Event::uid_added, {1, t, 0, "store"}, {.detail = std::to_string(i)});
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const trace::Call call({1, 2, 3, "store"}, "IMSLogon::Logoff");
  std::puts("ready");
  std::fflush(stdout);
  if (end == "kill") ::kill(::getpid(), SIGKILL);
  if (end == "hang") ::pause();
  return 0;
}
