// SPDX-License-Identifier: Apache-2.0
#include "tests/smtp/scripted_server.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace postroom::test {
namespace {

void say(int connection, const std::string& text) {
  const std::string line = text + "\r\n";
  static_cast<void>(!send(connection, line.data(), line.size(), MSG_NOSIGNAL));
}

// One line, without its end; false when the other side has gone.
bool hear(int connection, std::string& line) {
  line.clear();
  for (char c = 0; recv(connection, &c, 1, 0) == 1;) {
    if (c == '\n') return true;
    if (c != '\r') line.push_back(c);
  }
  return false;
}

}  // namespace

ScriptedServer::ScriptedServer(Answers answers, std::string extensions)
    : answers_(std::move(answers)), extensions_(std::move(extensions)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 5) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("the scripted server has no port");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

ScriptedServer::~ScriptedServer() {
  shutdown(listener_, SHUT_RDWR);
  {
    const std::lock_guard lock(mutex_);
    if (connection_ >= 0) shutdown(connection_, SHUT_RDWR);
  }
  thread_.join();
  close(listener_);
}

std::vector<std::string> ScriptedServer::commands() const {
  const std::lock_guard lock(mutex_);
  return commands_;
}

void ScriptedServer::serve() const {
  for (;;) {
    const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    {
      const std::lock_guard lock(mutex_);
      connection_ = connection;
    }
    talk(connection);
    const std::lock_guard lock(mutex_);
    connection_ = -1;
    close(connection);
  }
}

std::string ScriptedServer::answer_to(const std::string& command) const {
  for (const auto& [begin, answer] : answers_) {
    if (command.compare(0, begin.size(), begin) == 0) return answer;
  }
  if (command.compare(0, 4, "EHLO") == 0) return extensions_ + "250 scripted.test";
  if (command == "DATA") return "354 go ahead";
  if (command == "QUIT") return "221 bye";
  return "250 fine";
}

void ScriptedServer::talk(int connection) const {
  say(connection, "220 scripted.test");
  bool message = false;
  for (std::string line; hear(connection, line);) {
    if (message) {
      if (line != ".") continue;
      message = false;
      line = "<message>";
    }
    {
      const std::lock_guard lock(mutex_);
      commands_.push_back(line);
    }
    const std::string answer = answer_to(line);
    if (answer == "hang up") return;
    say(connection, answer);
    message = line == "DATA" && answer.front() == '3';
    if (line == "QUIT") return;
  }
}

}  // namespace postroom::test
