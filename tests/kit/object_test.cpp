// SPDX-License-Identifier: Apache-2.0
#include "tests/kit/kit_fixture.hpp"
#include "tests/support/fake_ledger.hpp"

#include <postroom/object.hpp>

#include <gmock/gmock.h>

#include <thread>
#include <vector>

using namespace postroom;
using namespace postroom::kit;

namespace {

// Two unrelated interfaces, and a duty at the end.
class Sink final : public Object<Sink, IMAPIAdviseSink, IMAPIProgress> {
 public:
  static constexpr const char* kTypeName = "IMAPIAdviseSink";

  Sink(const std::shared_ptr<Core>& core, std::vector<std::string>& events) : Object(core), events_(events) {}
  ~Sink() { events_.emplace_back("destroyed"); }
  void last_release() noexcept {
    AddRef();
    Release();  // handing the object out and taking it back does no harm
    if (share_if_alive() || share_if_alive()) events_.emplace_back("revived");
    events_.emplace_back("last release");
  }

  STDMETHODIMP_(ULONG) OnNotify(ULONG, LPNOTIFICATION) override {
    return static_cast<ULONG>(call([]() -> HRESULT { fail(MAPI_E_DISK_ERROR, "the disk \"sda\" is on fire"); }));
  }
  STDMETHODIMP Progress(ULONG, ULONG, ULONG) override {
    return call([]() -> HRESULT { throw std::runtime_error("something else"); });
  }
  STDMETHODIMP GetFlags(ULONG* flags) override {
    return call([&]() -> HRESULT {
      *flags = 7;
      return S_OK;
    });
  }
  STDMETHODIMP GetMax(ULONG*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetMin(ULONG*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SetLimits(LPULONG, LPULONG, LPULONG) override { return MAPI_E_NO_SUPPORT; }

  HRESULT error(HRESULT code, ULONG flags, LPMAPIERROR* error) { return last_error(code, flags, error); }

 private:
  std::vector<std::string>& events_;
};

class ObjectTest : public test::KitTest {
 protected:
  std::vector<std::string> events_;
  com_ptr<Sink> sink_ = make_object<Sink>(core_, events_);
};

TEST_F(ObjectTest, IsSharedByWhoHoldsNoReferenceOnlyWhileSomebodyDoes) {
  ASSERT_TRUE(sink_->share_if_alive());
  const auto shared = com_ptr<Sink>::attach(sink_.get());
  EXPECT_EQ(shared->AddRef(), 3U);
  shared->Release();
}

TEST_F(ObjectTest, HasOneIdentityForAllItsInterfaces) {
  com_ptr<IUnknown> one;
  com_ptr<IUnknown> other;
  const auto sink = com_ptr<IMAPIAdviseSink>::share(sink_.get());
  const auto progress = sink.as<IMAPIProgress>();
  ASSERT_TRUE(progress);
  ASSERT_EQ(sink->QueryInterface(IID_IUnknown, one.put_void()), S_OK);
  ASSERT_EQ(progress->QueryInterface(IID_IUnknown, other.put_void()), S_OK);
  EXPECT_EQ(one, other);
}

TEST_F(ObjectTest, AnswersNullForAnInterfaceItLacks) {
  void* table = this;
  EXPECT_EQ(sink_->QueryInterface(IID_IMAPITable, &table), MAPI_E_INTERFACE_NOT_SUPPORTED);
  EXPECT_EQ(table, nullptr);
}

TEST_F(ObjectTest, DoesItsDutyOnceAndIsDestroyedAtTheLastRelease) {
  com_ptr<Sink> second = sink_;
  sink_.reset();
  EXPECT_TRUE(events_.empty());
  EXPECT_EQ(second.reset(), 0U);
  EXPECT_THAT(events_, ::testing::ElementsAre("last release", "destroyed"));
}

TEST_F(ObjectTest, AnswersInvalidObjectOnceItsLogonIsOver) {  // J-73, J-74
  core_->gate().close();
  ULONG flags = 0;
  EXPECT_EQ(sink_->GetFlags(&flags), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(flags, 0U);
  void* progress = this;
  EXPECT_EQ(sink_->QueryInterface(IID_IMAPIProgress, &progress), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(progress, nullptr);
  com_ptr<IUnknown> unknown;
  EXPECT_EQ(sink_->QueryInterface(IID_IUnknown, unknown.put_void()), S_OK);
  unknown.reset();
  sink_.reset();
  EXPECT_THAT(events_, ::testing::ElementsAre("last release", "destroyed")) << "AddRef and Release go on working";
}

TEST_F(ObjectTest, TurnsExceptionsIntoCodesAndKeepsTheText) {  // O-8 … O-10
  EXPECT_EQ(static_cast<HRESULT>(sink_->OnNotify(0, nullptr)), MAPI_E_DISK_ERROR);
  mapi_ptr<MAPIERROR> error;
  EXPECT_EQ(sink_->error(MAPI_E_DISK_ERROR, MAPI_UNICODE, out(error)), S_OK);
  ASSERT_TRUE(error);
  EXPECT_STREQ(reinterpret_cast<const wchar_t*>(error->lpszError), L"the disk \"sda\" is on fire");
  EXPECT_EQ(sink_->error(MAPI_E_NOT_FOUND, 0, out(error)), S_OK);
  EXPECT_FALSE(error) << "the code asked for is not the last one";
  std::thread([&] {
    EXPECT_EQ(sink_->error(MAPI_E_DISK_ERROR, 0, out(error)), S_OK);
    EXPECT_FALSE(error) << "the error is another thread's";
  }).join();
  EXPECT_EQ(sink_->Progress(0, 0, 0), MAPI_E_CALL_FAILED);
}

TEST_F(ObjectTest, IsInTheLedgerFromItsFirstReferenceToItsLast) {
  test::FakeLedger ledger;
  const auto core = std::make_shared<Core>(com_ptr<IPostroomLedger>::share(&ledger), 7);
  com_ptr<Sink> sink = make_object<Sink>(core, events_);
  EXPECT_THAT(ledger.live_types(), ::testing::ElementsAre("IMAPIAdviseSink"));
  sink.reset();
  EXPECT_TRUE(ledger.live_types().empty());
}

TEST_F(ObjectTest, CountsReferencesFromAnyThread) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([sink = sink_] {
      for (int round = 0; round < 10000; ++round) {
        const com_ptr<IMAPIAdviseSink> copy = com_ptr<IMAPIAdviseSink>::share(sink.get());
        static_cast<void>(copy.as<IMAPIProgress>());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  threads.clear();
  EXPECT_TRUE(events_.empty());
  EXPECT_EQ(sink_.reset(), 0U);
}

TEST_F(ObjectTest, KeepsTheWordsOfNotInitialized) {  // A-10, O-8: only a forked child is answered it without words
  core_->note_failure(sink_.get(), MAPI_E_NOT_INITIALIZED, "MAPIInitialize has not been called");
  mapi_ptr<MAPIERROR> error;
  ASSERT_EQ(core_->last_error(sink_.get(), MAPI_E_NOT_INITIALIZED, 0, out(error)), S_OK);
  ASSERT_TRUE(error);
  EXPECT_STREQ(reinterpret_cast<const char*>(error->lpszError), "MAPIInitialize has not been called");
}

TEST_F(ObjectTest, OutlivesItsLogonWhenItIsLeaked) {
  std::weak_ptr<Core> core = core_;
  core_->gate().close();
  core_.reset();
  EXPECT_FALSE(core.expired());
  sink_.reset();
  EXPECT_TRUE(core.expired());
  core_ = std::make_shared<Core>(com_ptr<IPostroomLedger>(), 1);
}

TEST(ComPtr, ReleasesWhatItOwnedWhenItReceivesSomethingElse) {
  std::vector<std::string> events;
  const auto core = std::make_shared<Core>(com_ptr<IPostroomLedger>(), 1);
  com_ptr<Sink> sink = make_object<Sink>(core, events);
  *sink.put() = make_object<Sink>(core, events).detach();
  EXPECT_EQ(events.size(), 2U);
  sink = nullptr;
  EXPECT_EQ(events.size(), 4U);
}

}  // namespace
