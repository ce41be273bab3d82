// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace postroom::test {

// A process of tests/processes/mail_program.cpp, and the pipes to it.
class MailProcess {
 public:
  // `environment`: "NAME=VALUE", beside the test's own.
  explicit MailProcess(const std::vector<std::string>& environment = {});
  // Ends it by SIGKILL, unless it has ended.
  ~MailProcess();
  MailProcess(const MailProcess&) = delete;
  MailProcess& operator=(const MailProcess&) = delete;

  pid_t id() const noexcept { return id_; }
  // Carries the command out and returns what follows "ok"; a failure is one of the test.
  std::string ask(const std::string& command);
  // Only sends it.
  void tell(const std::string& command);
  // The next line that it says; empty when it has ended.
  std::string next_line();

  void kill() noexcept;
  // Closes its input, at whose end it ends by itself; its exit code, or -1.
  int end() noexcept;

 private:
  int wait() noexcept;

  pid_t id_ = 0;
  int input_ = -1;
  int output_ = -1;
  std::string said_;
};

}  // namespace postroom::test
