// SPDX-License-Identifier: Apache-2.0
#include "runtime/spooler/backoff.hpp"
#include "runtime/spooler/executor.hpp"
#include "runtime/spooler/sent_mail.hpp"
#include "tests/spooler/spooler_fixture.hpp"

#include <atomic>

namespace postroom::test {
namespace {

using namespace std::chrono_literals;

TEST(Backoff, DoublesUpToAnHourAndNeverUndercutsTheTransport) {
  EXPECT_EQ(spooler::backoff(0, 0s, 0), 30s);
  EXPECT_EQ(spooler::backoff(1, 0s, 0), 60s);
  EXPECT_EQ(spooler::backoff(50, 0s, 0), 1h);
  EXPECT_EQ(spooler::backoff(0, 600s, 0), 600s);
  for (std::uint64_t random = 0; random < 100; ++random) {
    const auto delay = spooler::backoff(0, 0s, random * 7919);
    EXPECT_GT(delay, 15s);
    EXPECT_LE(delay, 30s);
  }
}

TEST(ThreadLane, RunsTasksInOrderOnOneThread) {
  spooler::Executor& executor = spooler::Executor::threads();
  const auto lane = executor.make_lane("test");
  std::vector<int> order;
  std::atomic<int> inside{0};
  for (int i = 0; i < 100; ++i) {
    lane->post([&, i] {
      order.push_back(i);
      if (lane->inside()) ++inside;
      executor.wake();
    });
  }
  EXPECT_TRUE(executor.wait([&] { return inside == 100; }, spooler::Deadline::in(20s)));
  EXPECT_TRUE(lane->close(spooler::Deadline::in(20s)));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
}

TEST(ThreadLane, SurvivesATaskThatThrowsAndRunsTimedTasksWhenTheyAreDue) {
  spooler::Executor& executor = spooler::Executor::threads();
  const auto lane = executor.make_lane("test");
  std::atomic<bool> early{false};
  std::atomic<bool> late{false};
  lane->post_at(executor.clock().now() + 50ms, [&] {
    late = true;
    executor.wake();
  });
  lane->post([] { throw 1; });
  lane->post([&] { early = !late; });
  EXPECT_TRUE(executor.wait([&] { return late.load(); }, spooler::Deadline::in(20s)));
  EXPECT_TRUE(early);
  EXPECT_TRUE(lane->close(spooler::Deadline::in(20s)));
}

TEST(ThreadLane, IsLeftToItselfWhenItsTaskOverruns) {  // J-114
  spooler::Executor& executor = spooler::Executor::threads();
  const auto release = std::make_shared<std::atomic<bool>>(false);
  const auto lane = executor.make_lane("test");
  const auto running = std::make_shared<std::atomic<bool>>(false);
  lane->post([release, running] {
    running->store(true);
    while (!release->load()) std::this_thread::sleep_for(1ms);
  });
  EXPECT_TRUE(executor.wait([&] { return running->load(); }, spooler::Deadline::in(20s)));
  EXPECT_FALSE(lane->close(spooler::Deadline::in(20ms)));
  release->store(true);
}

// A beginning and an end on two threads: whichever the transport hears first, it hears the end last.
TEST(ATransport, HearsAnEndAgainThatCameWhileItsTrafficBegan) {  // J-57
  SimulatedExecutor executor;
  FakeHost host;
  const auto script = host.add_transport("xp");
  const auto transport = std::make_shared<spooler::Transport>(host, executor, host.transports().front());
  transport->start([](const std::string&, const spooler::Addressing&) {});
  executor.run();
  script->on_notify = [&](ULONG flags) {
    if ((flags & NOTIFY_BEGIN_INBOUND) == 0) return;
    transport->notify_now(NOTIFY_END_INBOUND);
    executor.run();  // it is told on the other thread, beside this call
  };
  host.log.clear();
  transport->notify(NOTIFY_BEGIN_INBOUND | NOTIFY_BEGIN_OUTBOUND);
  executor.run();
  EXPECT_THAT(host.log, testing::ElementsAre("xp.TransportNotify BEGIN_INBOUND|BEGIN_OUTBOUND",
                                             "xp.TransportNotify END_INBOUND", "xp.TransportNotify END_INBOUND"));
  EXPECT_TRUE(transport->close(spooler::Deadline::never(executor.clock())));
}

class SentMail : public testing::Test {
 protected:
  SentMail() {
    kit::set_allocators(test_memory());
    store->receive_folders = {};
  }
  std::shared_ptr<FakeStoreData> store = std::make_shared<FakeStoreData>();
  kit::com_ptr<IMsgStore> object = make_fake_store(store);

  void finish(const std::string& id) {
    kit::com_ptr<IMessage> message = kit::make_object<FakeMessage>(store->messages.at(id).data);
    spooler::do_sent_mail(std::move(message), [&](const std::vector<BYTE>& folder) {
      kit::com_ptr<IMAPIFolder> opened;
      ULONG type = 0;
      auto bytes = folder;
      EXPECT_EQ(object->OpenEntry(static_cast<ULONG>(bytes.size()), reinterpret_cast<ENTRYID*>(bytes.data()), nullptr,
                                  MAPI_MODIFY, &type, opened.put_unknown()),
                S_OK);
      return opened;
    });
  }
};

TEST_F(SentMail, StaysWhenNothingWasAskedFor) {  // H-36
  const std::string id = store->submit({"bob@postroom.local"});
  finish(id);
  EXPECT_EQ(store->find(id)->folder, "Outbox");
}

TEST_F(SentMail, MovesToTheFolderThatWasAskedFor) {  // H-36
  const std::string id = store->submit({"bob@postroom.local"});
  store->messages[id].data->properties.set(PR_SENTMAIL_ENTRYID, std::string_view("Sent Items"));
  finish(id);
  ASSERT_NE(store->find(id + " moved"), nullptr);
  EXPECT_EQ(store->find(id + " moved")->folder, "Sent Items");
}

}  // namespace
}  // namespace postroom::test
