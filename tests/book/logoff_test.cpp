// SPDX-License-Identifier: Apache-2.0
// What every logoff owes (J-23 … J-32), one test each.
#include "tests/book/book_session.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace postroom::test {
namespace {

TEST(BookLogoff, EndsEveryObjectThatIsStillHeld) {  // J-23, J-73
  FakeSupport support;
  BookSession session("logoff-objects");
  auto logon = session.log_on(support);
  auto container = personal_book(*logon);
  kit::com_ptr<IMAPITable> table;
  ASSERT_EQ(container->GetContentsTable(0, table.put()), S_OK);
  kit::com_ptr<IMAPIStatus> status;
  ULONG type = 0;
  ASSERT_EQ(logon->OpenStatusEntry(nullptr, 0, &type, status.put()), S_OK);

  EXPECT_EQ(logon->Logoff(0), S_OK);

  ULONG count = 0;
  LPSPropValue values = nullptr;
  EXPECT_EQ(container->GetProps(nullptr, 0, &count, &values), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(table->GetRowCount(0, &count), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(status->ValidateState(0, 0), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(logon->Logoff(0), MAPI_E_INVALID_OBJECT);
  kit::com_ptr<IUnknown> identity;
  EXPECT_EQ(container->QueryInterface(IID_IUnknown, identity.put_void()), S_OK);  // J-74
  void* other = nullptr;
  EXPECT_EQ(container->QueryInterface(IID_IABContainer, &other), MAPI_E_INVALID_OBJECT);
}

TEST(BookLogoff, ReleasesTheSupportObjectAndCallsItNoMore) {  // J-24, J-25
  FakeSupport support;
  BookSession session("logoff-support");
  auto logon = session.log_on(support);
  EXPECT_EQ(support.references(), 1U);  // its own reference, and only that (C-20)
  EXPECT_EQ(logon->Logoff(0), S_OK);
  EXPECT_TRUE(support.released());
  logon.reset();
  session.release_provider();
  EXPECT_EQ(support.calls_after_release(), 0U);
  EXPECT_EQ(support.calls().back(), "Release (last)");
}

TEST(BookLogoff, IsToldWhenTheRuntimeReleasesTheLogonWithoutIt) {  // J-29
  FakeSupport support;
  BookSession session("logoff-release");
  auto logon = session.log_on(support);
  auto container = personal_book(*logon);
  logon.reset();
  EXPECT_TRUE(support.released());
  ULONG count = 0;
  LPSPropValue values = nullptr;
  EXPECT_EQ(container->GetProps(nullptr, 0, &count, &values), MAPI_E_INVALID_OBJECT);
}

TEST(BookLogoff, IsDoneByShutdownWhenTheRuntimeForgotIt) {  // J-15, J-29
  FakeSupport support;
  BookSession session("logoff-shutdown");
  auto logon = session.log_on(support);
  ULONG flags = 0;
  EXPECT_EQ(session.provider()->Shutdown(&flags), S_OK);
  EXPECT_TRUE(support.released());
  EXPECT_EQ(session.provider()->Shutdown(&flags), MAPI_E_INVALID_OBJECT);
}

TEST(BookLogoff, IsDoneByTheLastReleaseOfTheProviderToo) {  // J-29
  FakeSupport support;
  BookSession session("logoff-provider");
  auto logon = session.log_on(support);
  session.release_provider();
  EXPECT_TRUE(support.released());
}

TEST(BookLogoff, BreaksTheCycleOfLogonAndStatusObject) {  // J-27, E-12
  FakeLedger ledger;
  FakeSupport support(&ledger);
  BookSession session("logoff-cycle");
  auto logon = session.log_on(support);
  kit::com_ptr<IMAPIStatus> first;
  kit::com_ptr<IMAPIStatus> second;
  ULONG type = 0;
  ASSERT_EQ(logon->OpenStatusEntry(nullptr, MAPI_MODIFY, &type, first.put()), S_OK);  // E-11: not refused
  ASSERT_EQ(logon->OpenStatusEntry(nullptr, 0, &type, second.put()), S_OK);
  EXPECT_EQ(first, second);
  first.reset();
  second.reset();
  EXPECT_EQ(ledger.live_types().size(), 2U);  // the logon, and the status object it keeps
  logon->Logoff(0);
  logon.reset();
  EXPECT_TRUE(ledger.live_types().empty());
}

TEST(BookLogoff, LeavesNoMemoryBehind) {  // J-26
  const std::size_t before = live_blocks();
  {
    FakeSupport support;
    BookSession session("logoff-memory");
    auto logon = session.log_on(support);
    auto container = personal_book(*logon);
    add_person(*container, "Alice Example", "alice@example.org");
    auto names = names_to_resolve({"alice"});
    EXPECT_EQ(resolve(*container, *names), std::vector<ULONG>{MAPI_RESOLVED});
    logon->Logoff(0);
  }
  EXPECT_EQ(live_blocks(), before);
}

TEST(BookLogoff, ClosesTheFile) {  // J-26
  FakeSupport support;
  BookSession session("logoff-file");
  auto logon = session.log_on(support);
  auto container = personal_book(*logon);
  add_person(*container, "Alice Example", "alice@example.org");
  EXPECT_TRUE(std::filesystem::exists(session.file().string() + "-wal"));
  logon->Logoff(0);
  EXPECT_FALSE(std::filesystem::exists(session.file().string() + "-wal"));  // though the container is still held
}

TEST(BookLogoff, TakesOneLogonAndLeavesTheOther) {  // J-26, C-36
  FakeSupport first;
  FakeSupport second;
  BookSession session("logoff-one-of-two");
  auto one = session.log_on(first);
  auto other = session.log_on(second);
  one->Logoff(0);
  EXPECT_TRUE(first.released());
  EXPECT_FALSE(second.released());
  EXPECT_TRUE(personal_book(*other));
}

TEST(BookLogoff, MayComeWhileAnotherThreadIsInside) {  // J-30, J-102
  FakeSupport support;
  BookSession session("logoff-threads");
  auto logon = session.log_on(support);
  auto container = personal_book(*logon);
  add_person(*container, "Bob Example", "bob@example.org");
  std::atomic<bool> started{false};
  std::thread busy([&] {
    HRESULT result = S_OK;
    while (SUCCEEDED(result)) {
      auto names = names_to_resolve({"bob", "nobody"});
      std::vector<ULONG> flags = {2, MAPI_UNRESOLVED, MAPI_UNRESOLVED};
      result = container->ResolveNames(nullptr, MAPI_UNICODE, names.get(), reinterpret_cast<LPFlagList>(flags.data()));
      started = true;
    }
    EXPECT_TRUE(result == MAPI_E_INVALID_OBJECT || result == MAPI_E_CANCEL) << std::hex << result;
  });
  while (!started) std::this_thread::yield();
  EXPECT_EQ(logon->Logoff(0), S_OK);
  EXPECT_TRUE(support.released());
  busy.join();
  EXPECT_EQ(support.calls_after_release(), 0U);
}

TEST(BookShutdown, LeavesTheRuntimeAMultitudeOfProviders) {
  kit::com_ptr<IABProvider> first;
  kit::com_ptr<IABProvider> second;
  ULONG version = 0;
  ASSERT_EQ(init_provider(CURRENT_SPI_VERSION, &version, first.put()), S_OK);
  ASSERT_EQ(init_provider(CURRENT_SPI_VERSION, &version, second.put()), S_OK);
  EXPECT_EQ(version, static_cast<ULONG>(CURRENT_SPI_VERSION));
  EXPECT_FALSE(first == second);
}

TEST(BookShutdown, IsRefusedToARuntimeThatIsTooOld) {
  kit::com_ptr<IABProvider> provider;
  ULONG version = 0;
  EXPECT_EQ(init_provider(0x00010000, &version, provider.put()), MAPI_E_VERSION);
  EXPECT_EQ(version, static_cast<ULONG>(CURRENT_SPI_VERSION));
  EXPECT_FALSE(provider);
}

TEST(BookShutdown, AgreesToBeFast) {  // J-98
  BookSession session("fast");
  auto fast = kit::com_ptr<IABProvider>::share(session.provider()).as<IMAPIProviderShutdown>();
  ASSERT_TRUE(fast);
  EXPECT_EQ(fast->QueryFastShutdown(), S_OK);
  EXPECT_EQ(fast->NotifyProcessShutdown(), S_OK);
  EXPECT_EQ(fast->DoFastShutdown(), S_OK);
}

}  // namespace
}  // namespace postroom::test
