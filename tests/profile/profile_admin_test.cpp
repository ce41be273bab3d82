// SPDX-License-Identifier: Apache-2.0
#include "tests/profile/fixture.hpp"
#include "tests/profile/recording_caller.hpp"

#include <gmock/gmock.h>
#include <mapitags.h>

namespace postroom::profile {
namespace {

using ::testing::ElementsAre;
using ::testing::IsSupersetOf;

class DeafSink final : public IMAPIAdviseSink {
 public:
  STDMETHODIMP QueryInterface(REFIID, void**) override { return MAPI_E_INTERFACE_NOT_SUPPORTED; }
  STDMETHODIMP_(ULONG) AddRef() override { return 1; }
  STDMETHODIMP_(ULONG) Release() override { return 1; }
  STDMETHODIMP_(ULONG) OnNotify(ULONG, LPNOTIFICATION) override { return 0; }
};

std::vector<kit::PropertyBag> table_of(IProfAdmin* admin, ULONG flags = MAPI_UNICODE) {
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(admin->GetProfileTable(flags, table.put()), S_OK);
  return rows_of(table.get());
}

using ProfileAdministration = ProfileTest;
TEST_F(ProfileAdministration, CreatesAProfileThatWorksWithNothingToConfigure) {  // B-4
  const auto admin = services("p");
  const auto providers = store()->find("p")->providers();
  ASSERT_EQ(providers.size(), 3U);
  EXPECT_EQ(providers[0].dll_name, "postroom_store");
  EXPECT_EQ(providers[0].resource_type, static_cast<ULONG>(MAPI_STORE_PROVIDER));
  EXPECT_EQ(providers[0].service_name, "POSTROOM_STORE");
  EXPECT_EQ(providers[1].dll_name, "postroom_book");
  EXPECT_EQ(providers[2].dll_name, "postroom_maildir");
  EXPECT_EQ(providers[2].ordinal, 2U);
  EXPECT_EQ(uid_of(providers_of(admin.get())[0], PR_PROVIDER_UID).ab[0], providers[0].section.ab[0]);
  EXPECT_TRUE(store()->find("p")->default_store().has_value());
}

TEST_F(ProfileAdministration, TellsServicesOnlyWhenAllDataAreThere) {  // B-4
  write_inf("two.inf",
            "[Services]\nA=a\nB=b\n[Default Services]\nA=a\nB=b\n"
            "[A]\nProviders=P\nPR_SERVICE_DLL_NAME=x\nPR_SERVICE_ENTRY_NAME=AEntry\n"
            "[B]\nProviders=P\nPR_SERVICE_DLL_NAME=x\nPR_SERVICE_ENTRY_NAME=BEntry\n"
            "[P]\nPR_PROVIDER_DLL_NAME=x\nPR_RESOURCE_TYPE=MAPI_AB_PROVIDER\n");
  unsetenv("POSTROOM_INF_PATH");
  RecordingCaller caller;
  std::vector<std::string> seen_by_first;
  caller.answer = [&](const ServiceEntryCall& call) {
    for (const ServiceEntry& service : call.profile->services()) {
      if (caller.calls.size() == 1) seen_by_first.push_back(service.name);
    }
    return ServiceEntryResult{};
  };
  EXPECT_EQ(admin()->CreateProfile(text("p"), nullptr, 0, MAPI_DEFAULT_SERVICES), S_OK);
  EXPECT_THAT(caller.calls, ElementsAre("AEntry CREATE", "BEntry CREATE"));
  EXPECT_THAT(seen_by_first, IsSupersetOf({"A", "B"}));
  EXPECT_EQ(admin()->DeleteProfile(text("p"), 0), S_OK);  // B-5
  EXPECT_THAT(caller.calls, ElementsAre("AEntry CREATE", "BEntry CREATE", "AEntry DELETE", "BEntry DELETE"));
}

TEST_F(ProfileAdministration, LeavesNoProfileBehindWhenAServiceFails) {
  write_inf("bad.inf",
            "[Services]\nA=a\n[Default Services]\nA=a\n[A]\nProviders=P\nPR_SERVICE_DLL_NAME=x\n"
            "PR_SERVICE_ENTRY_NAME=E\n[P]\nPR_PROVIDER_DLL_NAME=x\nPR_RESOURCE_TYPE=MAPI_AB_PROVIDER\n");
  unsetenv("POSTROOM_INF_PATH");
  RecordingCaller caller;
  caller.answer = [](const ServiceEntryCall&) { return ServiceEntryResult{MAPI_E_UNCONFIGURED, "no server named"}; };
  const auto kept = admin();
  EXPECT_EQ(kept->CreateProfile(text("p"), nullptr, 0, MAPI_DEFAULT_SERVICES), MAPI_E_UNCONFIGURED);
  kit::mapi_ptr<MAPIERROR> error;
  EXPECT_EQ(kept->GetLastError(MAPI_E_UNCONFIGURED, 0, kit::out(error)), S_OK);
  ASSERT_TRUE(error);
  EXPECT_STREQ(reinterpret_cast<const char*>(error->lpszError), "no server named");
  EXPECT_FALSE(store()->exists("p"));
}

TEST_F(ProfileAdministration, TellsServicesOfADeferredDeletionOnceAndLast) {  // B-5
  write_inf("one.inf",
            "[Services]\nA=a\n[Default Services]\nA=a\n[A]\nProviders=P\nPR_SERVICE_DLL_NAME=x\n"
            "PR_SERVICE_ENTRY_NAME=E\n[P]\nPR_PROVIDER_DLL_NAME=x\nPR_RESOURCE_TYPE=MAPI_AB_PROVIDER\n");
  unsetenv("POSTROOM_INF_PATH");
  RecordingCaller caller;
  const auto kept = store();
  EXPECT_EQ(admin()->CreateProfile(text("p"), nullptr, 0, MAPI_DEFAULT_SERVICES), S_OK);
  const auto use = kept->use("p");
  EXPECT_EQ(admin()->DeleteProfile(text("p"), 0), S_OK);
  EXPECT_THAT(caller.calls, ElementsAre("E CREATE"));
  use->end();
  EXPECT_THAT(caller.calls, ElementsAre("E CREATE", "E DELETE"));
  kept->settle();
  EXPECT_EQ(caller.calls.size(), 2U);
}

TEST_F(ProfileAdministration, ListsProfilesInAStaticTable) {  // B-10, B-11
  const auto kept = admin();
  EXPECT_TRUE(table_of(kept.get()).empty());
  EXPECT_EQ(kept->CreateProfile(reinterpret_cast<LPTSTR>(const_cast<wchar_t*>(L"Zoë")), nullptr, 0, MAPI_UNICODE),
            S_OK);
  EXPECT_EQ(kept->CreateProfile(text("app"), nullptr, 0, MAPI_APP_PROFILE), S_OK);
  EXPECT_EQ(kept->SetDefaultProfile(text("Zoë"), 0), S_OK);
  kit::com_ptr<IMAPITable> before;
  EXPECT_EQ(kept->GetProfileTable(MAPI_UNICODE, before.put()), S_OK);
  EXPECT_EQ(kept->CreateProfile(text("b"), nullptr, 0, 0), S_OK);
  const auto rows = rows_of(before.get());
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].text(PR_DISPLAY_NAME_W), "Zoë");
  EXPECT_TRUE(rows[0].boolean(PR_DEFAULT_PROFILE));
  EXPECT_EQ(table_of(kept.get()).size(), 2U);
  EXPECT_EQ(table_of(kept.get(), MAPI_UNICODE | MAPI_APP_PROFILE).size(), 3U);
  ULONG_PTR connection = 0;
  DeafSink sink;
  EXPECT_EQ(before->Advise(fnevTableModified, &sink, &connection), MAPI_E_NO_SUPPORT);
  ULONG status = 0;
  ULONG type = TBLTYPE_DYNAMIC;
  EXPECT_EQ(before->GetStatus(&status, &type), S_OK);
  EXPECT_EQ(type, static_cast<ULONG>(TBLTYPE_SNAPSHOT));
}

TEST_F(ProfileAdministration, KnowsNoPasswords) {  // B-3
  const auto kept = admin();
  EXPECT_EQ(kept->CreateProfile(text("p"), text(""), 0, 0), S_OK);
  EXPECT_EQ(kept->ChangeProfilePassword(text("p"), text("a"), text("b"), 0), S_OK);
  EXPECT_EQ(kept->CopyProfile(text("p"), text("secret"), text("q"), 0, 0), MAPI_E_LOGON_FAILED);
}

TEST_F(ProfileAdministration, RenamesAProfile) {  // B-7
  const auto kept = admin();
  EXPECT_EQ(kept->CreateProfile(text("p"), nullptr, 0, 0), S_OK);
  EXPECT_EQ(kept->RenameProfile(text("p"), nullptr, text("q"), 0, 0), S_OK);
  EXPECT_EQ(kept->RenameProfile(text("p"), nullptr, text("r"), 0, 0), MAPI_E_NOT_FOUND);
  EXPECT_EQ(kept->RenameProfile(text("q"), nullptr, text("bad/name"), 0, 0), MAPI_E_INVALID_PARAMETER);
  EXPECT_TRUE(store()->exists("q"));
}

TEST_F(ProfileAdministration, OpensServicesOnlyOfProfilesThatExist) {  // B-12
  kit::com_ptr<IMsgServiceAdmin> result;
  EXPECT_EQ(admin()->AdminServices(text("nobody"), nullptr, 0, 0, result.put()), MAPI_E_LOGON_FAILED);
  EXPECT_FALSE(result);
  EXPECT_FALSE(store()->exists("nobody"));
}

TEST_F(ProfileAdministration, ClearsTheDefaultProfile) {  // B-9
  const auto kept = admin();
  EXPECT_EQ(kept->CreateProfile(text("p"), nullptr, 0, 0), S_OK);
  EXPECT_EQ(kept->SetDefaultProfile(text("p"), 0), S_OK);
  EXPECT_EQ(kept->SetDefaultProfile(nullptr, 0), S_OK);
  EXPECT_EQ(store()->default_profile(), std::nullopt);
  EXPECT_EQ(kept->SetDefaultProfile(text("nobody"), 0), MAPI_E_NOT_FOUND);
}

TEST_F(ProfileAdministration, RefusesUnknownFlagsAndNullNames) {  // O-7
  const auto kept = admin();
  EXPECT_EQ(kept->CreateProfile(text("p"), nullptr, 0, 0x40000000), MAPI_E_UNKNOWN_FLAGS);
  EXPECT_EQ(kept->CreateProfile(nullptr, nullptr, 0, 0), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(kept->DeleteProfile(nullptr, 0), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(kept->GetProfileTable(0, nullptr), MAPI_E_INVALID_PARAMETER);
}

TEST_F(ProfileAdministration, CopiesServicesAndTheirSections) {  // B-8
  services("p");
  const auto original = store()->find("p");
  const MAPIUID section = original->providers()[0].section;
  EXPECT_EQ(set(original->open_section(core(), section, MAPI_MODIFY | kForceAccess, Opener::client).get(),
                {PROP_TAG(PT_UNICODE, 0x67F1), "secret"}),
            S_OK);
  EXPECT_EQ(admin()->CopyProfile(text("p"), nullptr, text("q"), 0, 0), S_OK);
  EXPECT_EQ(admin()->DeleteProfile(text("p"), 0), S_OK);
  const auto copy = store()->find("q");
  EXPECT_EQ(copy->providers().size(), 3U);
  EXPECT_EQ(
      get(copy->open_section(core(), section, kForceAccess, Opener::client).get(), PROP_TAG(PT_UNICODE, 0x67F1)).text(),
      "secret");
}

}  // namespace
}  // namespace postroom::profile
