// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace postroom::test {

// An SMTP server that says what a test wants it to say: for what a real one cannot be made to answer. One connection at
// a time, on a loopback port.
class ScriptedServer {
 public:
  // What is answered to a command that begins with the key, in place of the usual.
  using Answers = std::map<std::string, std::string>;
  explicit ScriptedServer(Answers answers, std::string extensions = "");
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  unsigned short port() const noexcept { return port_; }
  std::vector<std::string> commands() const;

 private:
  void serve() const;
  void talk(int connection) const;
  std::string answer_to(const std::string& command) const;

  const Answers answers_;
  const std::string extensions_;
  unsigned short port_ = 0;
  int listener_ = -1;
  mutable std::mutex mutex_;
  mutable std::vector<std::string> commands_;
  mutable int connection_ = -1;
  std::thread thread_;
};

}  // namespace postroom::test
