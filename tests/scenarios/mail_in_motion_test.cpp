// SPDX-License-Identifier: Apache-2.0
//
// A session that logs off while its mail is on the way.
#include "scenario_fixture.hpp"

#include <mapitags.h>
#include <mapiutil.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace postroom::test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class MailInMotion : public ScenarioTest {
 protected:
  std::size_t delivered(const std::string& subject) const {
    const auto messages = maildir("bob");
    return static_cast<std::size_t>(std::count_if(messages.begin(), messages.end(), [&](const std::string& bytes) {
      return bytes.find("Subject: " + subject + "\n") != std::string::npos;
    }));
  }
};

TEST_F(MailInMotion, IsDeliveredOrWholeInTheOutboxWhenItsSessionLogsOff) {  // J-9, J-60
  constexpr int kRounds = 20;
  make_profile("bob");
  make_profile("alice");
  {
    auto bob = log_on("bob");  // his transport makes his mailbox
    kit::com_ptr<IMAPITable> status;
    ASSERT_EQ(bob->GetStatusTable(0, status.put()), S_OK);
    status.reset();
    ASSERT_EQ(bob->Logoff(0, 0, 0), S_OK);
  }
  const auto subject = [](int round) { return "in motion " + std::to_string(100 + round); };
  int queued = 0;
  for (int round = 0; round < kRounds; ++round) {
    auto session = log_on("alice");
    auto store = open_store(*session);
    if (round % 2 == 1) {  // in the other rounds the transport may still be starting
      kit::com_ptr<IMAPITable> status;
      ASSERT_EQ(session->GetStatusTable(0, status.put()), S_OK);
    }
    submit(*store, "bob", subject(round));
    if (round % 4 >= 2) store.reset();
    std::this_thread::sleep_for(std::chrono::milliseconds(round / 4 * 8));  // from not begun to delivered
    ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);
    store.reset();
    session.reset();

    session = log_on("alice", MAPI_NO_MAIL);
    store = open_store(*session);
    const auto outbox = special_folder(*store, PR_IPM_OUTBOX_ENTRYID);
    const auto sent = subjects(*special_folder(*store, PR_IPM_SENTMAIL_ENTRYID));
    std::size_t waiting = 0;
    for (const kit::PropertyBag& row : rows(*outbox)) {
      if (row.text(PR_SUBJECT_W) != subject(round)) continue;
      ++waiting;
      EXPECT_NE(row.number(PR_MESSAGE_FLAGS) & MSGFLAG_SUBMIT, 0) << "it would never be sent";
      EXPECT_EQ(row.text(PR_DISPLAY_TO_W), "bob@postroom.local");
    }
    queued += static_cast<int>(waiting);
    EXPECT_EQ(waiting + delivered(subject(round)), 1U) << subject(round) << " is lost, or will arrive twice";
    EXPECT_EQ(static_cast<std::size_t>(std::count(sent.begin(), sent.end(), subject(round))),
              delivered(subject(round)));
    EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
    store.reset();
  }
  RecordProperty("left_in_the_queue", queued);

  auto session = log_on("alice");
  auto store = open_store(*session);
  flush(*session, *store);
  EXPECT_THAT(subjects(*special_folder(*store, PR_IPM_SENTMAIL_ENTRYID)), SizeIs(kRounds));
  store.reset();
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
  EXPECT_THAT(maildir("bob"), SizeIs(kRounds));
  for (int round = 0; round < kRounds; ++round) EXPECT_EQ(delivered(subject(round)), 1U) << subject(round);
}

}  // namespace
}  // namespace postroom::test
