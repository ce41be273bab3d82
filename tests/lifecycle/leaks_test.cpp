// SPDX-License-Identifier: Apache-2.0
// The leak report: what is named, by which logon and by which call of the client, and how often it is counted.
#include "runtime/lifecycle/leaks.hpp"
#include "runtime/lifecycle/ledger.hpp"
#include "runtime/lifecycle/symbols.hpp"

#include <postroom/object.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <vector>

namespace postroom {
namespace {

using lifecycle::ledger;
using lifecycle::report_leaks;
using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class Folder final : public kit::Object<Folder, IMAPIProgress> {
 public:
  static constexpr const char* kTypeName = "IMAPIFolder";
  explicit Folder(std::shared_ptr<kit::Core> core) : Object(core), core_(std::move(core)) {}
  // Makes another one inside a call, so that the ledger knows where the client called.
  STDMETHODIMP Progress(ULONG, ULONG, ULONG) override {
    return call([&]() -> HRESULT {
      made_.push_back(kit::make_object<Folder>(core_));
      return S_OK;
    });
  }
  STDMETHODIMP GetFlags(ULONG*) override { return S_OK; }
  STDMETHODIMP GetMax(ULONG*) override { return S_OK; }
  STDMETHODIMP GetMin(ULONG*) override { return S_OK; }
  STDMETHODIMP SetLimits(LPULONG, LPULONG, LPULONG) override { return S_OK; }
  std::vector<kit::com_ptr<Folder>> take() { return std::move(made_); }

 private:
  const std::shared_ptr<kit::Core> core_;
  std::vector<kit::com_ptr<Folder>> made_;
};

// A function of this program, which exports nothing.
[[gnu::noinline]] std::vector<kit::com_ptr<Folder>> open_three_folders(IMAPIProgress& client, Folder& folder) {
  for (int i = 0; i < 3; ++i) client.Progress(0, 0, 0);
  return folder.take();
}

class LeakReport : public testing::Test {
 protected:
  std::string printed(std::vector<lifecycle::EndedLogon> ended) {
    testing::internal::CaptureStderr();
    report_leaks(std::move(ended), "session 7 (alice)");
    return testing::internal::GetCapturedStderr();
  }
  static void choose(const char* how) {
    setenv("POSTROOM_LEAKS", how, 1);
    lifecycle::choose_leak_report();
  }
  void TearDown() override { choose("0"); }

  std::shared_ptr<kit::Core> core(ULONG logon) {
    return std::make_shared<kit::Core>(kit::com_ptr<IPostroomLedger>::share(&ledger()), logon);
  }
};

TEST_F(LeakReport, NamesTypeLogonProviderAndTheClientsCall) {  // J-11, J-26
  choose("1");
  auto client = kit::make_object<Folder>(core(901));
  auto leaked = open_three_folders(*client, *client);

  const std::string text = printed({{901, "postroom_store", 7}});

  EXPECT_THAT(text, StartsWith("postroom: 4 objects of session 7 (alice) are still held:\n"));
  EXPECT_THAT(text, HasSubstr("3 IMAPIFolder of logon 901 (postroom_store), obtained by lifecycle_test+0x"));
  EXPECT_THAT(text, HasSubstr("in postroom::(anonymous namespace)::open_three_folders("))
      << "a function that no table for the dynamic linker names";
  EXPECT_THAT(text, HasSubstr("1 IMAPIFolder of logon 901 (postroom_store)\n"));
  leaked.clear();
  client.reset();
  EXPECT_THAT(printed({{901, "postroom_store", 7}}), IsEmpty());
}

TEST_F(LeakReport, IsSilentUnlessAskedForAndSilentWhenNothingIsHeld) {
  auto client = kit::make_object<Folder>(core(902));
  choose("0");
  EXPECT_THAT(printed({{902, "postroom_store", 7}}), IsEmpty());
  choose("1");
  EXPECT_THAT(printed({{903, "postroom_store", 7}}), IsEmpty()) << "another logon's objects";
}

TEST_F(LeakReport, CountsWhatIsStillHeldUntilItIsReleased) {
  auto client = kit::make_object<Folder>(core(904));
  auto other = kit::make_object<Folder>(core(905));
  const std::size_t before = lifecycle::leaked_objects(nullptr);
  report_leaks({{904, "postroom_store", 7}}, "session 7 (alice)");
  std::string lines;
  EXPECT_EQ(lifecycle::leaked_objects(&lines), before + 1) << "905 has not ended";
  EXPECT_THAT(lines, HasSubstr("1 IMAPIFolder of logon 904 (postroom_store)\n"));
  client.reset();
  EXPECT_EQ(lifecycle::leaked_objects(&lines), before);
  EXPECT_THAT(lines, Not(HasSubstr("904")));
}

TEST_F(LeakReport, ShowsTheStackFromTheClientsCallOnWhenAskedTo) {
  choose("stacks");
  auto client = kit::make_object<Folder>(core(906));
  auto leaked = open_three_folders(*client, *client);

  const std::string text = printed({{906, "postroom_store", 7}});

  EXPECT_THAT(text, HasSubstr("      #0 lifecycle_test+0x"));
  EXPECT_THAT(text, ContainsRegex("#0 [^\n]* in postroom::.anonymous namespace.::open_three_folders"))
      << "the provider's own frames are left out";
  EXPECT_THAT(text, ContainsRegex("#[1-9] [^\n]*LeakReport_ShowsTheStack")) << text;
}

TEST(Symbols, NamesWhatItCannotResolveByModuleAndOffset) {
  lifecycle::Symbols symbols;
  EXPECT_THAT(symbols.describe(nullptr), AllOf(Not(HasSubstr("+")), Not(HasSubstr(" in "))));
  EXPECT_THAT(symbols.describe(reinterpret_cast<const void*>(std::uintptr_t{16})), testing::Eq("0x10"));
  EXPECT_THAT(symbols.describe(reinterpret_cast<const char*>(&std::atoi) + 1), ContainsRegex("\\+0x[0-9a-f]+"));
}

}  // namespace
}  // namespace postroom
