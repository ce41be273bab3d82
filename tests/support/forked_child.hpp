// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <execinfo.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace postroom::test {

// The exit code of a forked child that runs `body`: 0 when it returned true, 1 when false. A child that is not done
// after a minute says on the standard error output where it hangs, and the answer is 2; -1 when it died of a signal.
template <class Body>
int exit_code_of_child(Body&& body) {
  const pid_t child = fork();
  if (child == 0) {
    std::array<void*, 64> frames{};
    backtrace(frames.data(), 1);  // loads what it needs now, and not in the signal handler
    signal(SIGALRM, [](int) {
      std::array<void*, 64> hanging{};
      backtrace_symbols_fd(hanging.data(), backtrace(hanging.data(), static_cast<int>(hanging.size())), STDERR_FILENO);
      _exit(2);
    });
    alarm(60);
    _exit(std::forward<Body>(body)() ? 0 : 1);
  }
  int status = -1;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace postroom::test
