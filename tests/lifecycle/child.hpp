// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <string>
#include <vector>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace postroom::test {

// A program that runs beside the test, with what it writes to both outputs.
class Child {
 public:
  Child(const std::string& program, std::vector<std::string> arguments, const std::string& variable,
        const std::string& value) {
    int pipe_ends[2];
    if (pipe2(pipe_ends, O_CLOEXEC) != 0) std::abort();
    id_ = fork();
    if (id_ == 0) {
      dup2(pipe_ends[1], STDOUT_FILENO);
      dup2(pipe_ends[1], STDERR_FILENO);
      setenv(variable.c_str(), value.c_str(), 1);
      std::vector<char*> argv{const_cast<char*>(program.c_str())};
      for (std::string& argument : arguments) argv.push_back(argument.data());
      argv.push_back(nullptr);
      execv(program.c_str(), argv.data());
      _exit(127);
    }
    close(pipe_ends[1]);
    output_ = pipe_ends[0];
  }
  ~Child() {
    end(SIGKILL);
    close(output_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t id() const { return id_; }

  // Waits until the child has written `text`; false when it ended without.
  bool wait_for(const std::string& text) {
    char buffer[256];
    while (said_.find(text) == std::string::npos) {
      const ssize_t got = read(output_, buffer, sizeof(buffer));
      if (got <= 0) return false;
      said_.append(buffer, static_cast<std::size_t>(got));
    }
    return true;
  }
  // Waits for the end, and returns all that was written.
  std::string wait() {
    wait_for(std::string(1, '\0'));
    end(0);
    return said_;
  }
  void end(int signal) {
    if (id_ <= 0) return;
    if (signal != 0) ::kill(id_, signal);
    waitpid(id_, nullptr, 0);
    id_ = 0;
  }

 private:
  pid_t id_ = 0;
  int output_ = -1;
  std::string said_;
};

}  // namespace postroom::test
