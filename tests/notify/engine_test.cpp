// SPDX-License-Identifier: Apache-2.0
#include "recording_sink.hpp"

#include "runtime/notify/engine.hpp"

#include <postroom/failure.hpp>

#include <mapispi.h>
#include <mapitags.h>

#include <gtest/gtest.h>
#include <poll.h>

#include <chrono>
#include <future>
#include <string_view>

namespace postroom {
namespace {

using namespace std::chrono_literals;
using notify::Engine;
using notify::Owner;
using test::make_sink;
using test::RecordingSink;

constexpr Owner kOwner{1, 7};

std::span<const std::byte> key(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

// A table notification whose row has one text, so that a copy has something to follow.
class TableEvent {
 public:
  explicit TableEvent(std::string text) : text_(std::move(text)) {
    value_.ulPropTag = PR_SUBJECT_A;
    value_.Value.lpszA = text_.data();
    notification_.ulEventType = fnevTableModified;
    notification_.info.tab.ulTableEvent = TABLE_ROW_ADDED;
    notification_.info.tab.propPrior.ulPropTag = PR_NULL;
    notification_.info.tab.row = {0, 1, &value_};
  }
  std::span<const NOTIFICATION> span() const { return {&notification_, 1}; }

 private:
  std::string text_;
  SPropValue value_{};
  NOTIFICATION notification_{};
};

NOTIFICATION object_event(ULONG type) {
  NOTIFICATION event{};
  event.ulEventType = type;
  return event;
}

void send(Engine& engine, std::string_view to, std::span<const NOTIFICATION> events) {
  ULONG flags = 0;
  ASSERT_EQ(engine.notify(key(to), events, &flags), S_OK);
}

template <class Condition>
bool eventually(Condition&& condition) {
  for (int i = 0; i < 2000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(1ms);
  }
  return false;
}

class OnInitialisingThread : public testing::Test {
 protected:
  void SetUp() override { engine.start(Engine::Delivery::initialising_thread); }
  void TearDown() override { sink.reset(); }

  std::atomic<int> destroyed{0};
  kit::com_ptr<RecordingSink> sink = make_sink(destroyed);
  Engine engine;
};

class OnOwnThread : public OnInitialisingThread {
 protected:
  void SetUp() override { engine.start(Engine::Delivery::own_thread); }
};

TEST_F(OnInitialisingThread, NothingArrivesInsideTheTriggeringCall) {  // K-18
  ASSERT_NE(engine.subscribe(kOwner, key("k"), fnevTableModified, 0, sink.get()), 0U);
  send(engine, "k", TableEvent("a").span());
  EXPECT_EQ(sink->calls(), 0);
  engine.dispatch();
  EXPECT_EQ(sink->calls(), 1);
  EXPECT_EQ(sink->told()[0].thread, std::this_thread::get_id());  // K-19
}

TEST_F(OnInitialisingThread, TheCopyOutlivesTheProvidersStructures) {  // D-16
  engine.subscribe(kOwner, key("k"), fnevTableModified, 0, sink.get());
  {
    TableEvent event("short-lived");
    send(engine, "k", event.span());
  }
  engine.pump();
  EXPECT_EQ(sink->subjects(), "short-lived");
}

TEST_F(OnInitialisingThread, OtherThreadsDeliverNothing) {  // K-19
  engine.subscribe(kOwner, key("k"), fnevTableModified, 0, sink.get());
  send(engine, "k", TableEvent("a").span());
  std::thread([&] { engine.dispatch(); }).join();
  EXPECT_EQ(sink->calls(), 0);
}

TEST_F(OnInitialisingThread, EachSinkGetsItsOwnInOrder) {  // K-22
  auto other = make_sink(destroyed);
  engine.subscribe(kOwner, key("k"), fnevTableModified, 0, sink.get());
  engine.subscribe(kOwner, key("other"), fnevTableModified, 0, other.get());
  for (const char* text : {"a", "b", "c"}) send(engine, "k", TableEvent(text).span());
  send(engine, "other", TableEvent("x").span());
  engine.dispatch();
  EXPECT_EQ(sink->subjects(), "abc");
  EXPECT_EQ(other->subjects(), "x");
}

TEST_F(OnInitialisingThread, TheMaskChoosesFromABatch) {  // K-22
  engine.subscribe(kOwner, key("k"), fnevObjectCreated | fnevObjectMoved, 0, sink.get());
  const NOTIFICATION batch[] = {object_event(fnevObjectCreated), object_event(fnevObjectDeleted),
                                object_event(fnevObjectMoved)};
  send(engine, "k", batch);
  engine.dispatch();
  ASSERT_EQ(sink->told().size(), 2U);
  EXPECT_EQ(sink->calls(), 1);
  EXPECT_EQ(sink->told()[0].event, fnevObjectCreated);
  EXPECT_EQ(sink->told()[1].event, fnevObjectMoved);
}

TEST_F(OnInitialisingThread, NobodyRegisteredIsSilentSuccess) {  // D-16
  send(engine, "nobody", TableEvent("a").span());
}

TEST_F(OnInitialisingThread, TheDescriptorIsReadableWhileSomethingWaits) {
  pollfd poller{engine.descriptor(), POLLIN, 0};
  ASSERT_GE(poller.fd, 0);
  EXPECT_EQ(poll(&poller, 1, 0), 0);
  engine.subscribe(kOwner, key("k"), fnevTableModified, 0, sink.get());
  send(engine, "k", TableEvent("a").span());
  send(engine, "k", TableEvent("b").span());
  EXPECT_EQ(poll(&poller, 1, 0), 1);
  engine.dispatch();
  EXPECT_EQ(poll(&poller, 1, 0), 0);
}

TEST_F(OnInitialisingThread, PumpDoesNotNestButDispatchDoes) {  // K-21
  auto second = make_sink(destroyed);
  engine.subscribe(kOwner, key("k"), fnevTableModified, 0, sink.get());
  engine.subscribe(kOwner, key("k"), fnevTableModified, 0, second.get());
  int after_pump = -1;
  int after_dispatch = -1;
  sink->during = [&] {
    engine.pump();
    after_pump = second->calls();
    engine.dispatch();
    after_dispatch = second->calls();
  };
  send(engine, "k", TableEvent("a").span());
  engine.pump();
  EXPECT_EQ(after_pump, 0);
  EXPECT_EQ(after_dispatch, 1);
}

TEST_F(OnInitialisingThread, SynchronousSinksAreCalledBeforeNotifyReturns) {  // D-15
  engine.subscribe(kOwner, key("k"), fnevTableModified, NOTIFY_SYNC, sink.get());
  send(engine, "k", TableEvent("a").span());
  EXPECT_EQ(sink->subjects(), "a");
}

TEST_F(OnInitialisingThread, ADiscontinuedNotificationReachesNobodyElse) {  // D-16
  auto second = make_sink(destroyed);
  auto third = make_sink(destroyed);
  sink->answer = CALLBACK_DISCONTINUE;
  engine.subscribe(kOwner, key("k"), fnevTableModified, NOTIFY_SYNC, sink.get());
  engine.subscribe(kOwner, key("k"), fnevTableModified, NOTIFY_SYNC, second.get());
  engine.subscribe(kOwner, key("k"), fnevTableModified, 0, third.get());
  ULONG flags = 0;
  EXPECT_EQ(engine.notify(key("k"), TableEvent("a").span(), &flags), S_OK);
  EXPECT_EQ(flags, static_cast<ULONG>(NOTIFY_CANCELED));
  engine.dispatch();
  EXPECT_EQ(second->calls() + third->calls(), 0);
}

TEST_F(OnInitialisingThread, UnsubscribeReleasesTheSinkOnce) {  // D-14, D-17
  const ULONG connection = engine.subscribe(kOwner, key("k"), fnevTableModified, 0, sink.get());
  sink.reset();
  EXPECT_EQ(destroyed, 0);
  EXPECT_EQ(engine.unsubscribe(kOwner, connection), S_OK);
  EXPECT_EQ(destroyed, 1);
  EXPECT_EQ(engine.unsubscribe(kOwner, connection), MAPI_E_NOT_FOUND);
  EXPECT_EQ(engine.unsubscribe(kOwner, 0), MAPI_E_INVALID_PARAMETER);  // K-9
}

TEST_F(OnInitialisingThread, NobodyEndsAnothersRegistration) {
  const ULONG connection = engine.subscribe(kOwner, key("k"), fnevTableModified, 0, sink.get());
  EXPECT_EQ(engine.unsubscribe({2, 7}, connection), MAPI_E_NOT_FOUND);
  EXPECT_EQ(engine.registrations(), 1U);
}

TEST_F(OnInitialisingThread, UnsubscribeInsideOnNotifyLeavesTheSinkUntilItReturns) {  // J-81, J-84
  const ULONG connection = engine.subscribe(kOwner, key("k"), fnevTableModified, 0, sink.get());
  int destroyed_inside = -1;
  sink->during = [&, raw = sink.get()] {
    EXPECT_EQ(engine.unsubscribe(kOwner, connection), S_OK);
    destroyed_inside = destroyed;
    EXPECT_EQ(raw->calls(), 1);  // still callable
  };
  sink.reset();
  send(engine, "k", TableEvent("a").span());
  send(engine, "k", TableEvent("b").span());
  engine.dispatch();
  EXPECT_EQ(destroyed_inside, 0);
  EXPECT_EQ(destroyed, 1);
}

TEST_F(OnInitialisingThread, BadArgumentsAreRefused) {
  const auto code_of = [](auto&& body) {
    try {
      body();
    } catch (const kit::Failure& failure) {
      return failure.code();
    }
    return S_OK;
  };
  EXPECT_EQ(code_of([&] { engine.subscribe(kOwner, {}, 1, 0, sink.get()); }), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(code_of([&] { engine.subscribe(kOwner, key("k"), 1, 0, nullptr); }), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(code_of([&] { engine.subscribe(kOwner, key("k"), 1, 4, sink.get()); }), MAPI_E_UNKNOWN_FLAGS);
  ULONG flags = 4;
  EXPECT_EQ(code_of([&] { engine.notify(key("k"), TableEvent("a").span(), &flags); }), MAPI_E_UNKNOWN_FLAGS);
  flags = 0;
  const NOTIFICATION unknown[] = {object_event(0x12345)};
  engine.subscribe(kOwner, key("k"), ~0U, 0, sink.get());
  EXPECT_EQ(code_of([&] { engine.notify(key("k"), unknown, &flags); }), MAPI_E_INVALID_PARAMETER);
}

TEST_F(OnInitialisingThread, CancelDropsWhatWasNotDelivered) {  // J-82, step 3
  engine.subscribe(kOwner, key("k"), fnevTableModified, 0, sink.get());
  auto other = make_sink(destroyed);
  engine.subscribe({2, 9}, key("k"), fnevTableModified, 0, other.get());
  send(engine, "k", TableEvent("a").span());
  EXPECT_TRUE(engine.cancel(kOwner, {}));
  engine.dispatch();
  EXPECT_EQ(sink->calls(), 0);
  EXPECT_EQ(other->calls(), 1);
}

TEST_F(OnInitialisingThread, CancelOfASessionEndsAllItsLogons) {
  engine.subscribe({1, 0}, key("s"), ~0U, 0, sink.get());
  engine.subscribe({1, 8}, key("l"), ~0U, 0, sink.get());
  engine.subscribe({2, 9}, key("l"), ~0U, 0, sink.get());
  EXPECT_TRUE(engine.cancel_session(1, {}));
  EXPECT_EQ(engine.registrations(), 1U);
}

TEST_F(OnInitialisingThread, AfterStopNothingIsHeld) {
  engine.subscribe(kOwner, key("k"), ~0U, 0, sink.get());
  send(engine, "k", TableEvent("a").span());
  sink.reset();
  engine.stop();
  EXPECT_EQ(destroyed, 1);
  EXPECT_EQ(engine.descriptor(), -1);
  engine.start(Engine::Delivery::initialising_thread);
  EXPECT_GE(engine.descriptor(), 0);
}

TEST_F(OnOwnThread, DeliversWithoutTheClientsHelp) {  // A-5, K-19
  EXPECT_EQ(engine.descriptor(), -1);
  engine.subscribe(kOwner, key("k"), fnevTableModified, 0, sink.get());
  send(engine, "k", TableEvent("a").span());
  ASSERT_TRUE(eventually([&] { return sink->calls() == 1; }));
  EXPECT_NE(sink->told()[0].thread, std::this_thread::get_id());
}

// A sink that stays inside OnNotify until it is let go.
struct Gatekeeper {
  explicit Gatekeeper(RecordingSink& of) {
    of.during = [this] {
      entered.set_value();
      leave.get_future().wait();
    };
  }
  std::promise<void> entered;
  std::promise<void> leave;
};

TEST_F(OnOwnThread, UnsubscribeDelaysTheReleaseToTheEndOfOnNotify) {  // D-17, K-8
  Gatekeeper keeper(*sink);
  const ULONG connection = engine.subscribe(kOwner, key("k"), fnevTableModified, 0, sink.get());
  sink.reset();
  send(engine, "k", TableEvent("a").span());
  keeper.entered.get_future().wait();
  EXPECT_EQ(engine.unsubscribe(kOwner, connection), S_OK);
  EXPECT_EQ(destroyed, 0);
  keeper.leave.set_value();
  EXPECT_TRUE(eventually([&] { return destroyed == 1; }));
}

TEST_F(OnOwnThread, CancelWaitsForARunningOnNotifyAndReleasesOnce) {  // J-82, scenario 15
  Gatekeeper keeper(*sink);
  engine.subscribe(kOwner, key("k"), fnevTableModified, 0, sink.get());
  sink.reset();
  send(engine, "k", TableEvent("a").span());
  keeper.entered.get_future().wait();
  auto cancelled = std::async(std::launch::async, [&] {
    const bool in_time = engine.cancel(kOwner, {});
    return in_time && destroyed == 1;  // the release, too, is over when cancel returns
  });
  EXPECT_EQ(cancelled.wait_for(50ms), std::future_status::timeout);
  keeper.leave.set_value();
  EXPECT_TRUE(cancelled.get());
}

TEST_F(OnOwnThread, CancelGivesUpWhenTheTimeIsOver) {  // J-114
  Gatekeeper keeper(*sink);
  engine.subscribe(kOwner, key("k"), fnevTableModified, 0, sink.get());
  sink.reset();
  send(engine, "k", TableEvent("a").span());
  keeper.entered.get_future().wait();
  const auto deadline = std::chrono::steady_clock::now() + 30ms;
  EXPECT_FALSE(engine.cancel(kOwner, [&] { return std::chrono::steady_clock::now() > deadline; }));
  EXPECT_EQ(destroyed, 0);
  keeper.leave.set_value();
  EXPECT_TRUE(eventually([&] { return destroyed == 1; }));
}

TEST_F(OnOwnThread, CancelFromInsideOnNotifyDoesNotWaitForItself) {  // J-84, scenario 16
  std::promise<int> destroyed_inside;
  sink->during = [&] {
    EXPECT_TRUE(engine.cancel(kOwner, {}));
    destroyed_inside.set_value(destroyed);
  };
  engine.subscribe(kOwner, key("k"), fnevTableModified, 0, sink.get());
  sink.reset();
  send(engine, "k", TableEvent("a").span());
  EXPECT_EQ(destroyed_inside.get_future().get(), 0);
  EXPECT_TRUE(eventually([&] { return destroyed == 1; }));
}

TEST_F(OnOwnThread, AConductorDoesNotWaitForTheCallersFrame) {  // J-84: Logoff from inside OnNotify
  std::promise<bool> in_time;
  sink->during = [&] {
    const auto caller = std::this_thread::get_id();
    std::thread([&] { in_time.set_value(engine.cancel_session(1, {}, caller)); }).join();
  };
  engine.subscribe(kOwner, key("k"), fnevTableModified, 0, sink.get());
  send(engine, "k", TableEvent("a").span());
  EXPECT_TRUE(in_time.get_future().get());
}

TEST_F(OnOwnThread, DrainWaitsUntilWhatWasQueuedIsDelivered) {  // J-82, step 1
  engine.subscribe(kOwner, key("k"), fnevTableModified, 0, sink.get());
  for (int i = 0; i < 100; ++i) send(engine, "k", TableEvent("x").span());
  engine.drain(1, {});
  EXPECT_EQ(sink->calls(), 100);
}

TEST_F(OnOwnThread, StopFromInsideOnNotifyEndsAfterTheFrame) {
  std::promise<void> stopped;
  sink->during = [&] {
    engine.stop();
    stopped.set_value();
  };
  engine.subscribe(kOwner, key("k"), fnevTableModified, 0, sink.get());
  sink.reset();
  send(engine, "k", TableEvent("a").span());
  stopped.get_future().wait();
  EXPECT_TRUE(eventually([&] { return destroyed == 1; }));
}

TEST_F(OnOwnThread, EightThreadsSubscribeNotifyAndCancel) {
  std::vector<std::thread> threads;
  std::atomic<int> made{0};
  for (std::uint32_t t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i) {
        auto mine = make_sink(destroyed);
        ++made;
        const ULONG connection = engine.subscribe({t, 1}, key("shared"), fnevTableModified, 0, mine.get());
        mine.reset();
        send(engine, "shared", TableEvent("x").span());
        if (i % 2 == 0) {
          EXPECT_EQ(engine.unsubscribe({t, 1}, connection), S_OK);
        } else {
          EXPECT_TRUE(engine.cancel({t, 1}, {}));
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(engine.registrations(), 0U);
  EXPECT_TRUE(eventually([&] { return destroyed == made; }));
}

TEST_F(OnOwnThread, AThreadBoundSinkRunsOnItsThreadOnly) {  // K-20
  std::promise<void> queued;
  std::promise<void> look;
  std::thread client([&] {
    auto bound = kit::com_ptr<IMAPIAdviseSink>::attach(engine.bind_to_this_thread(sink.get()));
    engine.subscribe(kOwner, key("k"), fnevTableModified, 0, bound.get());
    queued.set_value();
    look.get_future().wait();
    EXPECT_EQ(sink->calls(), 0);
    EXPECT_TRUE(eventually([&] {
      engine.pump();
      return sink->calls() == 1;
    }));
    EXPECT_EQ(sink->told()[0].thread, std::this_thread::get_id());
    engine.cancel(kOwner, {});
  });
  queued.get_future().wait();
  send(engine, "k", TableEvent("a").span());
  engine.drain(1, {});
  look.set_value();
  client.join();
}

TEST_F(OnOwnThread, AThreadBoundSinkIsLetGoWhenItsThreadEnds) {  // K-20
  kit::com_ptr<IMAPIAdviseSink> bound;
  std::thread([&] {
    bound = kit::com_ptr<IMAPIAdviseSink>::attach(engine.bind_to_this_thread(sink.get()));
    sink.reset();
  }).join();
  EXPECT_EQ(destroyed, 1);
  NOTIFICATION event = object_event(fnevObjectCreated);
  EXPECT_EQ(bound->OnNotify(1, &event), 0U);  // dropped
}

TEST_F(OnOwnThread, CancelAlsoDropsWhatAThreadBoundSinkHasWaiting) {  // J-82, step 4
  auto bound = kit::com_ptr<IMAPIAdviseSink>::attach(engine.bind_to_this_thread(sink.get()));
  engine.subscribe(kOwner, key("k"), fnevTableModified, 0, bound.get());
  send(engine, "k", TableEvent("a").span());
  engine.drain(1, {});
  EXPECT_TRUE(engine.cancel(kOwner, {}));
  engine.dispatch();
  EXPECT_EQ(sink->calls(), 0);
}

TEST_F(OnOwnThread, ABoundSinkCannotBeSynchronous) {  // D-15
  auto bound = kit::com_ptr<IMAPIAdviseSink>::attach(engine.bind_to_this_thread(sink.get()));
  EXPECT_THROW(engine.subscribe(kOwner, key("k"), ~0U, NOTIFY_SYNC, bound.get()), kit::Failure);
}

}  // namespace
}  // namespace postroom
