// SPDX-License-Identifier: Apache-2.0
#include "mail_process.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

namespace postroom::test {

MailProcess::MailProcess(const std::vector<std::string>& environment) {
  ::signal(SIGPIPE, SIG_IGN);
  const std::string program = std::string(std::getenv("POSTROOM_TEST_BUILD")) + "/tests/mail_program";
  int to[2];
  int from[2];
  if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0) std::abort();
  id_ = fork();
  if (id_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that is killed leaves nothing behind
    dup2(to[0], STDIN_FILENO);
    dup2(from[1], STDOUT_FILENO);
    for (const std::string& variable : environment) putenv(const_cast<char*>(variable.c_str()));
    execl(program.c_str(), program.c_str(), nullptr);
    _exit(127);
  }
  close(to[0]);
  close(from[1]);
  input_ = to[1];
  output_ = from[0];
}

MailProcess::~MailProcess() {
  kill();
  if (input_ >= 0) close(input_);
  close(output_);
}

void MailProcess::tell(const std::string& command) {
  const std::string line = command + "\n";
  EXPECT_EQ(write(input_, line.data(), line.size()), static_cast<ssize_t>(line.size())) << "it has ended";
}

std::string MailProcess::next_line() {
  for (;;) {
    if (const std::size_t end = said_.find('\n'); end != std::string::npos) {
      std::string line = said_.substr(0, end);
      said_.erase(0, end + 1);
      return line;
    }
    char buffer[4096];
    const ssize_t got = read(output_, buffer, sizeof buffer);
    if (got <= 0) return {};
    said_.append(buffer, static_cast<std::size_t>(got));
  }
}

std::string MailProcess::ask(const std::string& command) {
  tell(command);
  const std::string answer = next_line();
  if (answer.rfind("ok ", 0) != 0) {
    ADD_FAILURE() << "'" << command << "' was answered '" << answer << "'";
    return {};
  }
  return answer.substr(3);
}

int MailProcess::wait() noexcept {
  int status = 0;
  if (id_ <= 0 || waitpid(id_, &status, 0) != id_) return -1;
  id_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void MailProcess::kill() noexcept {
  if (id_ <= 0) return;
  ::kill(id_, SIGKILL);
  wait();
}

int MailProcess::end() noexcept {
  close(input_);
  input_ = -1;
  return wait();
}

}  // namespace postroom::test
