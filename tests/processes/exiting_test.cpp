// SPDX-License-Identifier: Apache-2.0
//
// exit() while mail comes in: the transport's thread is inside GLib and GMime, whose data nobody may take away from it.
#include "mail_process.hpp"
#include "scenario_fixture.hpp"

#include <fstream>

#include <unistd.h>

namespace postroom::test {
namespace {

namespace fs = std::filesystem;

class ExitedInTheMiddle : public ScenarioTest {
 protected:
  // Messages of many parts, at which GMime has something to do.
  void fill_maildir(const std::string& mailbox, int messages) const {
    const fs::path folder = home() / "mail" / mailbox;
    for (const char* part : {"new", "tmp", "cur"}) fs::create_directories(folder / part);
    std::string mail =
        "From: bob@postroom.local\r\nTo: alice@postroom.local\r\nSubject: parts\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=limit\r\n\r\n";
    for (int part = 0; part < 200; ++part) {
      mail += "--limit\r\nContent-Type: application/octet-stream; name=\"part " + std::to_string(part) +
              "\"\r\nContent-Transfer-Encoding: base64\r\n\r\n";
      for (int line = 0; line < 20; ++line) mail += std::string(76, 'A') + "\r\n";
    }
    mail += "--limit--\r\n";
    for (int i = 0; i < messages; ++i) std::ofstream(folder / "new" / ("1." + std::to_string(i) + ".test")) << mail;
  }
};

TEST_F(ExitedInTheMiddle, OfMailThatComesInEndsAtOnceAndAsTold) {  // J-105, design 4
  make_profile("alice");
  log_on("alice")->Logoff(0, 0, 0);
  constexpr int kRounds = 15;
  fill_maildir("alice", 40 * kRounds);
  for (int round = 0; round < kRounds; ++round) {
    MailProcess process;
    process.ask("log_on alice");
    process.ask("open");
    const int before = std::stoi(process.ask("inbox"));
    while (std::stoi(process.ask("inbox")) == before) ::usleep(1000);  // until its thread is at it
    ::usleep(static_cast<unsigned>(round) * 700);                      // at another place each time
    process.tell("exit");
    EXPECT_EQ(process.next_line(), "");
    ASSERT_EQ(process.end(), 0) << "round " << round;
  }
}

}  // namespace
}  // namespace postroom::test
