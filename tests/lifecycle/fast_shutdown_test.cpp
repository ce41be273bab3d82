// SPDX-License-Identifier: Apache-2.0
//
// A step of fast shutdown: who is asked, in which order, and what the client gets.
#include "runtime/lifecycle/fast_shutdown.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mapicode.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>

namespace postroom::lifecycle {
namespace {

using profile::FastShutdown;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Who was asked, in order. A call that was given up runs beside the next one, so it is guarded.
struct Record {
  std::mutex mutex;
  std::vector<std::string> names;
};
Record& record() {
  static auto* const made = new Record;  // a late call may still write into it
  return *made;
}
std::vector<std::string> asked() {
  const std::lock_guard lock(record().mutex);
  return record().names;
}
void note(const std::string& name) {
  const std::lock_guard lock(record().mutex);
  record().names.push_back(name);
}
void forget() {
  const std::lock_guard lock(record().mutex);
  record().names.clear();
}

class FakeProvider : public FastProvider {
 public:
  FakeProvider(std::string name, Kind kind, std::optional<HRESULT> answer)
      : name_(std::move(name)), kind_(kind), answer_(answer) {}
  Kind kind() const noexcept override { return kind_; }
  std::optional<HRESULT> take(FastStep) noexcept override {
    note(name_);
    return answer_;
  }

 private:
  const std::string name_;
  const Kind kind_;
  const std::optional<HRESULT> answer_;
};

// Is inside until the test lets it go.
class HangingProvider final : public FakeProvider {
 public:
  HangingProvider() : FakeProvider("hanging", Kind::transport, S_OK) {}
  std::optional<HRESULT> take(FastStep step) noexcept override {
    const auto answer = FakeProvider::take(step);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return let_go_; });
    left_ = true;
    changed_.notify_all();
    return answer;
  }
  void let_go_and_wait() {
    std::unique_lock lock(mutex_);
    let_go_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return left_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool let_go_ = false;
  bool left_ = false;
};

class FastShutdownTest : public ::testing::Test {
 protected:
  FastShutdownTest() { forget(); }

  using Providers = std::vector<std::shared_ptr<FastProvider>>;
  static std::shared_ptr<FastProvider> provider(const char* name, Kind kind, std::optional<HRESULT> answer) {
    return std::make_shared<FakeProvider>(name, kind, answer);
  }
  static HRESULT answer(FastStep step, FastShutdown policy, const Providers& providers) {
    DirectCalls calls;
    FastShutdownRound round(step, policy, calls);
    round.take(providers);
    return round.answer();
  }
  static Providers one(std::optional<HRESULT> answer) { return {provider("it", Kind::store, answer)}; }
};

TEST_F(FastShutdownTest, Scenario19_HasNineAnswersToAQuery) {  // J-93
  const std::optional<HRESULT> agrees = S_OK;
  const std::optional<HRESULT> refuses = MAPI_E_NO_SUPPORT;
  const std::optional<HRESULT> unaware;
  EXPECT_EQ(answer(FastStep::query, FastShutdown::unless_refused, one(agrees)), S_OK);
  EXPECT_EQ(answer(FastStep::query, FastShutdown::unless_refused, one(refuses)), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(answer(FastStep::query, FastShutdown::unless_refused, one(unaware)), S_OK);
  EXPECT_EQ(answer(FastStep::query, FastShutdown::only_if_agreed, one(agrees)), S_OK);
  EXPECT_EQ(answer(FastStep::query, FastShutdown::only_if_agreed, one(refuses)), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(answer(FastStep::query, FastShutdown::only_if_agreed, one(unaware)), MAPI_E_NO_SUPPORT);
  forget();
  EXPECT_EQ(answer(FastStep::query, FastShutdown::never, one(agrees)), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(answer(FastStep::query, FastShutdown::never, one(refuses)), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(answer(FastStep::query, FastShutdown::never, one(unaware)), MAPI_E_NO_SUPPORT);
  EXPECT_THAT(asked(), IsEmpty()) << "switched off, and a provider was called";
}

TEST_F(FastShutdownTest, AnswersARefusalWithOneCodeWhateverTheProviderSaid) {  // J-93
  EXPECT_EQ(answer(FastStep::query, FastShutdown::unless_refused, one(MAPI_E_BUSY)), MAPI_E_NO_SUPPORT);
}

TEST_F(FastShutdownTest, AsksTransportsThenAddressBooksThenStoresSessionBySession) {  // J-92
  DirectCalls calls;
  FastShutdownRound round(FastStep::query, FastShutdown::unless_refused, calls);
  round.take({provider("store 1", Kind::store, S_OK), provider("book 1", Kind::address_book, S_OK),
              provider("transport 1", Kind::transport, S_OK)});
  round.take({provider("book 2", Kind::address_book, S_OK), provider("transport 2", Kind::transport, S_OK)});
  EXPECT_THAT(asked(), ElementsAre("transport 1", "book 1", "store 1", "transport 2", "book 2"));
}

TEST_F(FastShutdownTest, AsksTheOthersAfterARefusal) {  // J-94
  DirectCalls calls;
  FastShutdownRound round(FastStep::query, FastShutdown::unless_refused, calls);
  round.take({provider("transport", Kind::transport, MAPI_E_NO_SUPPORT), provider("store", Kind::store, S_OK)});
  round.take({provider("other", Kind::store, S_OK)});
  EXPECT_THAT(asked(), ElementsAre("transport", "store", "other"));
  EXPECT_EQ(round.answer(), MAPI_E_NO_SUPPORT);
}

TEST_F(FastShutdownTest, HasNotifiedWhateverTheProvidersAnswer) {  // J-95
  EXPECT_EQ(answer(FastStep::notify, FastShutdown::only_if_agreed, one(MAPI_E_NO_SUPPORT)), S_OK);
  EXPECT_EQ(answer(FastStep::notify, FastShutdown::only_if_agreed, one(std::nullopt)), S_OK);
  forget();
  EXPECT_EQ(answer(FastStep::notify, FastShutdown::never, one(S_OK)), MAPI_E_NO_SUPPORT) << "nothing was attempted";
  EXPECT_THAT(asked(), IsEmpty());
}

TEST_F(FastShutdownTest, IsNotDoneWhenAProviderIsNotReady) {  // J-95
  EXPECT_EQ(answer(FastStep::perform, FastShutdown::unless_refused, one(S_OK)), S_OK);
  EXPECT_EQ(answer(FastStep::perform, FastShutdown::unless_refused, one(std::nullopt)), S_OK);
  EXPECT_EQ(answer(FastStep::perform, FastShutdown::unless_refused, one(MAPI_E_DISK_ERROR)), MAPI_E_DISK_ERROR);
  EXPECT_EQ(answer(FastStep::perform, FastShutdown::only_if_agreed, one(std::nullopt)), MAPI_E_NO_SUPPORT);
  forget();
  EXPECT_EQ(answer(FastStep::perform, FastShutdown::never, one(S_OK)), MAPI_E_NO_SUPPORT);
  EXPECT_THAT(asked(), IsEmpty());
}

TEST_F(FastShutdownTest, GoesOnBesideAProviderThatHangsAndIsNotDone) {  // J-95, J-114
  const auto hanging = std::make_shared<HangingProvider>();
  BoundedCalls calls(Allowance({std::chrono::milliseconds(20), Duration::zero()}, Clock::steady()));
  FastShutdownRound round(FastStep::perform, FastShutdown::unless_refused, calls);
  round.take({hanging, provider("store", Kind::store, S_OK)});
  EXPECT_EQ(round.answer(), MAPI_E_TIMEOUT);
  EXPECT_THAT(asked(), ElementsAre("hanging", "store"));
  hanging->let_go_and_wait();
}

TEST_F(FastShutdownTest, CallsNobodyWhenTheTimeForAllIsUp) {  // J-114
  BoundedCalls calls(Allowance({Duration::zero(), std::chrono::nanoseconds(1)}, Clock::steady()));
  while (!calls.allowance().end.expired()) {
  }
  FastShutdownRound round(FastStep::perform, FastShutdown::unless_refused, calls);
  round.take(one(S_OK));
  EXPECT_EQ(round.answer(), MAPI_E_TIMEOUT);
  EXPECT_THAT(asked(), IsEmpty());
}

}  // namespace
}  // namespace postroom::lifecycle
