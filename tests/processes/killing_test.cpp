// SPDX-License-Identifier: Apache-2.0
//
// kill -9 in the middle of a busy shutdown with mail in motion. Afterwards nothing is lost, the store is sound, and a
// message that was accepted twice is one whose transport had it at the moment of the kill: after the acceptance and
// before the commit, as the trace says, which survives.
#include "courier_fixture.hpp"
#include "mail_process.hpp"

#include <postroom/trace_reader.hpp>

#include <mapitags.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include <sys/wait.h>

namespace postroom::test {
namespace {

namespace fs = std::filesystem;

class KilledInTheMiddle : public CourierTest {
 protected:
  static int rounds() {
    const char* set = std::getenv("POSTROOM_TEST_ROUNDS");
    return set != nullptr ? std::atoi(set) : 15;
  }

  // One busy process, killed at a moment that the dice choose. What it said it had sent goes to sent_, what its
  // transports had when it died to in_motion_.
  void kill_one(unsigned round) {
    const fs::path trace_file = home() / ("trace-" + std::to_string(round));
    MailProcess process({"POSTROOM_TRACE=" + trace_file.string()});
    process.tell("busy alice " + std::to_string(round));
    std::string line = process.next_line();
    ASSERT_EQ(line.rfind("sent ", 0), 0U) << line;
    std::this_thread::sleep_for(std::chrono::microseconds(dice_() % 400'000));
    process.kill();
    for (; !line.empty(); line = process.next_line()) {
      std::istringstream words(line);
      std::string sent;
      std::string subject;
      std::string id;
      words >> sent >> subject >> id;
      ASSERT_EQ(sent, "sent") << line;
      sent_[subject] = id;
    }
    const trace::Trace trace = trace::read_file(trace_file.string());
    ASSERT_FALSE(trace.entries.empty()) << "the trace did not survive";
    std::set<std::string> offered;
    for (const trace::Entry& entry : trace.entries) {
      if (entry.is(trace::Event::message_offered)) offered.insert(entry.detail);
      if (entry.is(trace::Event::message_answered)) offered.erase(entry.detail);
    }
    in_motion_.insert(offered.begin(), offered.end());
    fs::remove(trace_file);
  }

  void expect_sound_store() const {
    const std::string command = std::string(std::getenv("POSTROOM_TEST_BUILD")) + "/libexec/postroom_store_check " +
                                (home() / "stores" / "alice.sqlite").string();
    FILE* output = popen((command + " 2>&1").c_str(), "r");
    ASSERT_NE(output, nullptr);
    std::string said;
    char buffer[512];
    while (std::fgets(buffer, sizeof buffer, output) != nullptr) said += buffer;
    const int status = pclose(output);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << said;
  }

  // How often each subject was accepted, by either transport.
  std::map<std::string, unsigned> acceptances() const {
    std::map<std::string, unsigned> times;
    for (const std::string& subject : accepted()) ++times[subject];
    const std::string field = "Subject: ";
    for (const std::string& message : maildir("bob")) {
      const std::size_t at = message.find(field) + field.size();
      ++times[message.substr(at, message.find('\n', at) - at)];
    }
    return times;
  }

  std::mt19937 dice_{20'031};
  std::map<std::string, std::string> sent_;  // identifiers by subject
  std::set<std::string> in_motion_;          // identifiers
};

TEST_F(KilledInTheMiddle, LosesNothingAndDoublesOnlyWhatWasBetweenAcceptanceAndCommit) {  // J-60, J-105, design 8
  make_courier_profile();
  make_profile("bob");
  log_on("bob")->Logoff(0, 0, 0);
  fs::create_directories(home() / "mail" / "bob" / "new");  // bob's mailbox, whether his transport came so far or not
  fs::create_directories(home() / "mail" / "bob" / "tmp");
  fs::create_directories(home() / "mail" / "bob" / "cur");
  put("slow", "3");
  for (int round = 0; round < rounds(); ++round) {
    kill_one(static_cast<unsigned>(round));
    expect_sound_store();
    if (HasFailure()) return;
  }
  remove("slow");

  // Whoever comes next sends the rest.
  auto session = log_on_with_transports();
  auto store = open_store(*session);
  flush_all_but_drafts(*session, *store);
  // At each kill one draft. What was sent and not yet moved (H-36) was moved by the next spooler.
  const auto outbox = special_folder(*store, PR_IPM_OUTBOX_ENTRYID);
  EXPECT_LE(subjects(*outbox).size(), static_cast<std::size_t>(rounds()));
  store.reset();
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
  session.reset();
  expect_sound_store();

  const auto times = acceptances();
  unsigned doubled = 0;
  for (const auto& [subject, id] : sent_) {
    const auto found = times.find(subject);
    ASSERT_NE(found, times.end()) << subject << " was acknowledged and is lost";
    if (found->second == 1) continue;
    ++doubled;
    EXPECT_TRUE(in_motion_.count(id) != 0)
        << subject << " was accepted " << found->second << " times, and no transport had it at a kill";
  }
  std::printf("%d kills, %zu messages, %zu of them in motion at a kill, %u accepted twice\n", rounds(), sent_.size(),
              in_motion_.size(), doubled);
  RecordProperty("messages", static_cast<int>(sent_.size()));
  RecordProperty("accepted_twice", static_cast<int>(doubled));
  EXPECT_GE(sent_.size(), static_cast<std::size_t>(rounds()));
}

}  // namespace
}  // namespace postroom::test
