// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace postroom::test {

// OpenSMTPD, started for a test on a loopback port, with its configuration, queue and mail in a temporary folder. Its
// fixed paths (/var/spool, /run) are its own in a private mount namespace, so it needs root and nothing of the machine
// is touched. The destructor stops it by its process id.
//
// It takes mail for bob and carol at test.example.
class MailServer {
 public:
  // Why there can be no server here; empty when there can.
  static std::string obstacle();

  MailServer();
  ~MailServer();
  MailServer(const MailServer&) = delete;
  MailServer& operator=(const MailServer&) = delete;

  unsigned short port() const noexcept { return port_; }
  std::string log() const;
  // Waits until the log has `text` at least `times`; false after twenty seconds.
  bool wait_for_log(const std::string& text, int times = 1) const;
  // Waits until a mailbox has that many messages, and returns their bytes.
  std::vector<std::string> mail_of(const std::string& user, std::size_t count) const;

 private:
  void configure() const;

  std::filesystem::path folder_;
  unsigned short port_ = 0;
  pid_t process_ = -1;
};

// A port of the loopback interface that nobody listens on now.
unsigned short free_port();

}  // namespace postroom::test
