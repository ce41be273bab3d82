// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <utility>

namespace postroom::test {

// The exit code of a forked child that runs `body`: 0 when it returned true, 1 when false, -1 when it died of a signal,
// as it does of SIGALRM when it is not done after a minute.
template <class Body>
int exit_code_of_child(Body&& body) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);
    _exit(std::forward<Body>(body)() ? 0 : 1);
  }
  int status = -1;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace postroom::test
