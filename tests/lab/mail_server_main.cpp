// SPDX-License-Identifier: Apache-2.0
//
// An SMTP server on a loopback port, for as long as standard input is open: its port is printed when it answers. Exit
// code 3 when there can be none here.
#include "tests/smtp/mail_server.hpp"

#include <cstdio>
#include <exception>

int main() {
  const std::string obstacle = postroom::test::MailServer::obstacle();
  if (!obstacle.empty()) {
    std::fprintf(stderr, "no mail server: %s\n", obstacle.c_str());
    return 3;
  }
  try {
    const postroom::test::MailServer server;
    std::printf("%u\n", static_cast<unsigned>(server.port()));
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
  return 0;
}
