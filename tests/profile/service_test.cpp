// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/uid.hpp"
#include "tests/profile/fixture.hpp"
#include "tests/profile/recording_caller.hpp"

#include <gmock/gmock.h>
#include <mapitags.h>

#include <algorithm>

namespace postroom::profile {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A store with an address book, a service that can be there once, and transports of which one wants to be last.
constexpr const char* kServices = R"([Services]
DUO=Store and book
SOLO=Once only
ONE=First transport
TWO=Second transport
LAST=Last transport
[DUO]
Providers=DUO store, DUO book
Sections=DUO extra
PR_SERVICE_DLL_NAME=duo
PR_SERVICE_ENTRY_NAME=DuoEntry
[DUO store]
PR_PROVIDER_DLL_NAME=duo
PR_RESOURCE_TYPE=MAPI_STORE_PROVIDER
PR_DISPLAY_NAME=Duo's store
[DUO book]
PR_PROVIDER_DLL_NAME=duo
PR_RESOURCE_TYPE=MAPI_AB_PROVIDER
[DUO extra]
UID=13DB0C8AA05101A9BB0000AA002FC45A
66020003=01000000
[SOLO]
Providers=SOLO provider
PR_DISPLAY_NAME=Fixed name
PR_RESOURCE_FLAGS=SERVICE_SINGLE_COPY | SERVICE_NO_PRIMARY_IDENTITY
[SOLO provider]
PR_PROVIDER_DLL_NAME=solo
PR_RESOURCE_TYPE=MAPI_STORE_PROVIDER
[ONE]
Providers=ONE provider
[ONE provider]
PR_PROVIDER_DLL_NAME=one
PR_RESOURCE_TYPE=MAPI_TRANSPORT_PROVIDER
[TWO]
Providers=TWO provider
[TWO provider]
PR_PROVIDER_DLL_NAME=two
PR_RESOURCE_TYPE=MAPI_TRANSPORT_PROVIDER
[LAST]
Providers=LAST provider
[LAST provider]
PR_PROVIDER_DLL_NAME=last
PR_RESOURCE_TYPE=MAPI_TRANSPORT_PROVIDER
PR_RESOURCE_FLAGS=STATUS_XP_PREFER_LAST
)";

class ServiceTest : public ProfileTest {
 protected:
  ServiceTest() {
    write_inf("services.inf", kServices);
    unsetenv("POSTROOM_INF_PATH");
    store_->create("p");
    EXPECT_EQ(ProfileTest::admin()->AdminServices(text("p"), nullptr, 0, 0, admin_.put()), S_OK);
  }

  MAPIUID add(const char* service) {
    MAPIUID uid{};
    EXPECT_EQ(admin_.as<IMsgServiceAdmin2>()->CreateMsgServiceEx(text(service), nullptr, 0, 0, &uid), S_OK) << service;
    return uid;
  }
  std::shared_ptr<Profile> profile() { return store_->find("p"); }
  std::vector<std::string> transports() {
    std::vector<std::string> names;
    for (const ProviderEntry& entry : profile()->providers(MAPI_TRANSPORT_PROVIDER)) names.push_back(entry.dll_name);
    return names;
  }
  MAPIUID provider_of(const MAPIUID& service) {
    for (const ProviderEntry& entry : profile()->providers()) {
      if (same_uid(entry.service, service)) return entry.section;
    }
    return {};
  }

  const std::shared_ptr<ProfileStore> store_ = store();
  kit::com_ptr<IMsgServiceAdmin> admin_;
  RecordingCaller caller_;
};

using MessageService = ServiceTest;
TEST_F(MessageService, IsMadeFromMapisvcInf) {  // B-27, B-50
  EXPECT_EQ(admin_->CreateMsgService(text("NONE"), nullptr, 0, 0), MAPI_E_NOT_FOUND);
  const MAPIUID duo = add("DUO");
  EXPECT_THAT(caller_.calls, ElementsAre("DuoEntry CREATE"));
  const auto rows = services_of(admin_.get());
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_TRUE(same_uid(uid_of(rows[0], PR_SERVICE_UID), duo));
  EXPECT_EQ(rows[0].text(PR_SERVICE_NAME_W), "DUO");
  EXPECT_EQ(rows[0].text(PR_DISPLAY_NAME_W), "Store and book");
  EXPECT_EQ(rows[0].text(PR_SERVICE_ENTRY_NAME), "DuoEntry");
}

TEST_F(MessageService, KeepsTheNameThatMapisvcInfGivesIt) {  // B-27
  EXPECT_EQ(admin_->CreateMsgService(text("SOLO"), text("mine"), 0, 0), S_OK);
  EXPECT_EQ(admin_->CreateMsgService(text("ONE"), text("mine"), 0, 0), S_OK);
  const auto rows = services_of(admin_.get());
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].text(PR_DISPLAY_NAME_W), "Fixed name");
  EXPECT_EQ(rows[1].text(PR_DISPLAY_NAME_W), "mine");
}

TEST_F(MessageService, GetsTheUserInterfaceOnlyWhenAllowed) {  // B-27
  std::vector<ULONG_PTR> windows;
  caller_.answer = [&](const ServiceEntryCall& call) {
    windows.push_back(call.ui_param);
    return ServiceEntryResult{};
  };
  EXPECT_EQ(admin_->CreateMsgService(text("DUO"), nullptr, 42, 0), S_OK);
  EXPECT_EQ(admin_->CreateMsgService(text("DUO"), nullptr, 42, SERVICE_UI_ALLOWED), S_OK);
  EXPECT_THAT(windows, ElementsAre(0U, 42U));
}

TEST_F(MessageService, IsRolledBackWhenItsEntryFunctionFails) {  // B-29
  caller_.answer = [](const ServiceEntryCall&) { return ServiceEntryResult{MAPI_E_UNCONFIGURED, "say where"}; };
  EXPECT_EQ(admin_->CreateMsgService(text("DUO"), nullptr, 0, 0), MAPI_E_UNCONFIGURED);
  EXPECT_THAT(services_of(admin_.get()), IsEmpty());
  EXPECT_THAT(providers_of(admin_.get()), IsEmpty());
}

TEST_F(MessageService, OfSingleCopyIsThereOnce) {  // B-28
  MAPIUID solo = add("SOLO");
  EXPECT_EQ(admin_->CreateMsgService(text("SOLO"), nullptr, 0, 0), MAPI_E_NO_ACCESS);
  EXPECT_EQ(admin_->CopyMsgService(&solo, nullptr, nullptr, &IID_IMsgServiceAdmin, admin_.get(), 0, 0),
            MAPI_E_NO_ACCESS);
  EXPECT_EQ(services_of(admin_.get()).size(), 1U);
}

TEST_F(MessageService, IsToldOfItsDeletionAndThenGoes) {  // B-30, B-31
  MAPIUID duo = add("DUO");
  MAPIUID unknown = new_uid();
  EXPECT_EQ(admin_->DeleteMsgService(&unknown), MAPI_E_NOT_FOUND);
  bool was_there = false;
  caller_.answer = [&](const ServiceEntryCall& call) {
    was_there = call.profile->services().size() == 1;
    return ServiceEntryResult{MAPI_E_NO_SUPPORT, {}};
  };
  EXPECT_EQ(admin_->DeleteMsgService(&duo), S_OK);
  EXPECT_TRUE(was_there);
  EXPECT_THAT(caller_.calls, ElementsAre("DuoEntry CREATE", "DuoEntry DELETE"));
  EXPECT_THAT(services_of(admin_.get()), IsEmpty());
  EXPECT_THAT(providers_of(admin_.get()), IsEmpty());
}

TEST_F(MessageService, DeletedDuringASessionKeepsItsSectionsForTheSession) {
  MAPIUID duo = add("DUO");
  const MAPIUID provider = provider_of(duo);
  auto use = store_->use("p");
  EXPECT_EQ(admin_->DeleteMsgService(&duo), S_OK);
  EXPECT_THAT(providers_of(admin_.get()), IsEmpty());                                                 // B-37
  EXPECT_EQ(use->providers().size(), 2U) << "a session does not see what is administered meanwhile";  // B-26
  EXPECT_EQ(code_of([&] { use->open_section(core(), provider, 0, Opener::provider); }), S_OK);
  EXPECT_EQ(code_of([&] { profile()->open_section(core(), provider, kForceAccess, Opener::client); }),
            MAPI_E_NOT_FOUND);
  use->end();
  EXPECT_EQ(code_of([&] { profile()->open_section(core(), provider, kForceAccess, Opener::provider); }),
            MAPI_E_NOT_FOUND);
}

TEST_F(MessageService, IsConfiguredThroughItsEntryFunction) {  // B-32, B-45
  MAPIUID duo = add("DUO");
  MAPIUID one = add("ONE");
  MAPIUID unknown = new_uid();
  SPropValue value{};
  value.ulPropTag = PROP_TAG(PT_LONG, 0x6600);
  value.Value.l = 7;
  EXPECT_EQ(admin_->ConfigureMsgService(&unknown, 0, 0, 1, &value), MAPI_E_NOT_FOUND);
  EXPECT_EQ(admin_->ConfigureMsgService(&one, 0, 0, 1, &value), MAPI_E_NOT_INITIALIZED);
  LONG seen = 0;
  caller_.answer = [&](const ServiceEntryCall& call) {
    if (!call.properties.empty()) seen = call.properties[0].Value.l;
    return ServiceEntryResult{MAPI_E_EXTENDED_ERROR, "the server does not exist"};
  };
  EXPECT_EQ(admin_->ConfigureMsgService(&duo, 0, 0, 1, &value), MAPI_E_EXTENDED_ERROR);
  EXPECT_EQ(seen, 7);
  kit::mapi_ptr<MAPIERROR> error;
  EXPECT_EQ(admin_->GetLastError(MAPI_E_EXTENDED_ERROR, 0, kit::out(error)), S_OK);
  ASSERT_TRUE(error);  // O-11
  EXPECT_STREQ(reinterpret_cast<const char*>(error->lpszError), "the server does not exist");
}

TEST_F(MessageService, IsCopiedWithItsSettingsAndNotTold) {  // B-33
  MAPIUID duo = add("DUO");
  constexpr ULONG kTag = PROP_TAG(PT_UNICODE, 0x6701);
  constexpr ULONG kSecret = PROP_TAG(PT_UNICODE, 0x67F1);
  for (const ULONG tag : {kTag, kSecret}) {
    EXPECT_EQ(set(profile()->open_section(core(), provider_of(duo), MAPI_MODIFY, Opener::service).get(), {tag, "kept"}),
              S_OK);
  }
  store_->create("q");
  kit::com_ptr<IMsgServiceAdmin> other;
  EXPECT_EQ(ProfileTest::admin()->AdminServices(text("q"), nullptr, 0, 0, other.put()), S_OK);
  EXPECT_EQ(admin_->CopyMsgService(&duo, nullptr, nullptr, &IID_IMsgServiceAdmin, other.get(), 0, 0), S_OK);
  EXPECT_EQ(admin_->CopyMsgService(&duo, nullptr, nullptr, &IID_IMsgServiceAdmin, admin_.get(), 0, 0), S_OK);
  EXPECT_THAT(caller_.calls, ElementsAre("DuoEntry CREATE"));
  EXPECT_EQ(services_of(admin_.get()).size(), 2U);
  const auto copied = store_->find("q")->providers();
  ASSERT_EQ(copied.size(), 2U);
  EXPECT_FALSE(same_uid(copied[0].section, provider_of(duo)));
  const auto section = store_->find("q")->open_section(core(), copied[0].section, 0, Opener::provider);
  EXPECT_EQ(get(section.get(), kTag).text(), "kept");
  EXPECT_EQ(get(section.get(), kSecret).text(), "kept");
  MAPIUID unknown = new_uid();
  EXPECT_EQ(admin_->CopyMsgService(&unknown, nullptr, nullptr, &IID_IMsgServiceAdmin, other.get(), 0, 0),
            MAPI_E_NOT_FOUND);
  EXPECT_EQ(admin_->CopyMsgService(&duo, nullptr, nullptr, &IID_IMAPITable, other.get(), 0, 0),
            MAPI_E_INTERFACE_NOT_SUPPORTED);
}

// A profile of another file, in a folder of its own: there the key is another, too.
class CopyToAnotherFile : public ServiceTest {
 protected:
  CopyToAnotherFile() {
    elsewhere_->create("q");
    EXPECT_EQ(make_profile_admin(core(), elsewhere_)->AdminServices(text("q"), nullptr, 0, 0, target_.put()), S_OK);
    for (const MAPIUID& section : {duo_, provider_of(duo_)}) {
      EXPECT_EQ(set(profile()->open_section(core(), section, MAPI_MODIFY, Opener::service).get(), {kPassword, "horse"}),
                S_OK);
    }
  }
  HRESULT copy() { return admin_->CopyMsgService(&duo_, nullptr, nullptr, &IID_IMsgServiceAdmin, target_.get(), 0, 0); }

  std::filesystem::path other_home() const {
    const auto folder = home() / "elsewhere";
    std::filesystem::create_directory(folder);
    return folder;
  }

  static constexpr ULONG kPassword = PROP_TAG(PT_UNICODE, 0x67F1);
  const std::shared_ptr<ProfileStore> elsewhere_ = ProfileStore::open(other_home() / "profiles.sqlite");
  kit::com_ptr<IMsgServiceAdmin> target_;
  MAPIUID duo_ = add("DUO");
};

TEST_F(CopyToAnotherFile, TakesTheSecurePropertiesAlong) {  // B-17, B-33
  ASSERT_EQ(copy(), S_OK);
  const auto copied = elsewhere_->find("q");
  ASSERT_EQ(copied->providers().size(), 2U);
  const MAPIUID sections[] = {copied->services()[0].section, copied->providers()[0].section};
  for (const MAPIUID& section : sections) {
    EXPECT_EQ(get(copied->open_section(core(), section, 0, Opener::provider).get(), kPassword).text(), "horse");
  }
}

TEST_F(CopyToAnotherFile, WritesNothingWhenTheSecurePropertiesCannotBeOpened) {  // B-33
  ASSERT_TRUE(std::filesystem::remove(home() / "profiles.key"));
  EXPECT_EQ(copy(), MAPI_E_CORRUPT_DATA);
  EXPECT_THAT(services_of(target_.get()), IsEmpty());
}

TEST_F(MessageService, IsNeverRenamed) {  // B-34
  MAPIUID duo = add("DUO");
  EXPECT_EQ(admin_->RenameMsgService(&duo, 0, text("x")), MAPI_E_NO_SUPPORT);
}

TEST_F(MessageService, AdministrationHasBothInterfacesInOneObject) {  // A-31
  const auto second = admin_.as<IMsgServiceAdmin2>();
  ASSERT_TRUE(second);
  EXPECT_EQ(second.as<IUnknown>().get(), admin_.as<IUnknown>().get());
  EXPECT_TRUE(second.as<IMsgServiceAdmin>());
}

using TransportOrder = ServiceTest;
TEST_F(TransportOrder, PutsThoseLastThatPreferIt) {  // B-13
  add("LAST");
  add("ONE");
  add("TWO");
  EXPECT_THAT(transports(), ElementsAre("one", "two", "last"));
}

TEST_F(TransportOrder, IsWhatItWasSetTo) {  // B-35, B-36
  const MAPIUID last = provider_of(add("LAST"));
  const MAPIUID one = provider_of(add("ONE"));
  const MAPIUID two = provider_of(add("TWO"));
  add("DUO");
  MAPIUID order[] = {last, two, one};
  EXPECT_EQ(admin_->MsgServiceTransportOrder(3, order, 0), S_OK);
  EXPECT_THAT(transports(), ElementsAre("last", "two", "one"));
  EXPECT_EQ(admin_->MsgServiceTransportOrder(2, order, 0), MAPI_E_BUSY);
  MAPIUID twice[] = {last, last, one};
  EXPECT_EQ(admin_->MsgServiceTransportOrder(3, twice, 0), MAPI_E_NOT_FOUND);
  MAPIUID unknown[] = {last, new_uid(), one};
  EXPECT_EQ(admin_->MsgServiceTransportOrder(3, unknown, 0), MAPI_E_NOT_FOUND);
  EXPECT_THAT(transports(), ElementsAre("last", "two", "one")) << "nothing of a refused order is kept";
}

using ProviderTable = ServiceTest;
TEST_F(ProviderTable, HasTheDocumentedColumns) {  // B-37
  EXPECT_THAT(providers_of(admin_.get()), IsEmpty());
  add("DUO");
  add("ONE");
  const auto rows = providers_of(admin_.get());
  ASSERT_EQ(rows.size(), 3U);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const ULONG tag : {PR_INSTANCE_KEY, PR_PROVIDER_DLL_NAME_W, PR_PROVIDER_UID, PR_RESOURCE_TYPE,
                            PR_RESOURCE_FLAGS, PR_SERVICE_NAME_W, PR_SERVICE_UID, PR_DISPLAY_NAME_W}) {
      EXPECT_TRUE(rows[i].has(tag)) << i << " " << tag;
    }
    EXPECT_EQ(rows[i].number(PR_PROVIDER_ORDINAL), static_cast<LONG>(i));
  }
}

TEST_F(ProviderTable, OfAServiceShowsItsExtraSectionsWithoutType) {  // B-37, B-38
  MAPIUID duo = add("DUO");
  add("ONE");
  kit::com_ptr<IProviderAdmin> providers;
  ASSERT_EQ(admin_->AdminProviders(&duo, 0, providers.put()), S_OK);
  kit::com_ptr<IMAPITable> table;
  ASSERT_EQ(providers->GetProviderTable(MAPI_UNICODE, table.put()), S_OK);
  const auto rows = rows_of(table.get());
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(std::ranges::count_if(rows, [](const auto& row) { return !row.has(PR_RESOURCE_TYPE); }), 1);
  MAPIUID extra = uid_of(rows[2], PR_PROVIDER_UID);
  kit::com_ptr<IProfSect> section;
  ASSERT_EQ(providers->OpenProfileSection(&extra, nullptr, 0, section.put()), S_OK);
  EXPECT_EQ(get(section.get(), PROP_TAG(PT_LONG, 0x6602)).number(), 1);
  section = profile()->open_section(core(), duo, 0, Opener::client);
  EXPECT_EQ(get(section.get(), PR_SERVICE_EXTRA_UIDS).binary(), uid_bytes(extra));
}

using Provider = ServiceTest;
TEST_F(Provider, IsAddedWithWhatIsKnownAndGivenOfIt) {  // B-40
  MAPIUID duo = add("DUO");
  kit::com_ptr<IProviderAdmin> providers;
  ASSERT_EQ(admin_->AdminProviders(&duo, 0, providers.put()), S_OK);
  SPropValue name{};
  name.ulPropTag = PR_DISPLAY_NAME_A;
  name.Value.lpszA = const_cast<char*>("A second store");
  MAPIUID uid{};
  ASSERT_EQ(providers->CreateProvider(text("DUO store"), 1, &name, 0, 0, &uid), S_OK);
  EXPECT_THAT(caller_.calls, ElementsAre("DuoEntry CREATE", "DuoEntry PROVIDER_CREATE"));
  const auto entries = profile()->providers(MAPI_STORE_PROVIDER);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[1].display_name, "A second store");
  EXPECT_EQ(entries[1].dll_name, "duo");
  EXPECT_EQ(providers->DeleteProvider(&uid), S_OK);
  EXPECT_EQ(caller_.calls.back(), "DuoEntry PROVIDER_DELETE");
  EXPECT_EQ(providers->DeleteProvider(&uid), MAPI_E_NOT_FOUND);
  EXPECT_EQ(profile()->providers(MAPI_STORE_PROVIDER).size(), 1U);
}

TEST_F(Provider, DeletedDuringASessionGoesWhenItEnds) {  // B-40
  MAPIUID duo = add("DUO");
  MAPIUID provider = provider_of(duo);
  kit::com_ptr<IProviderAdmin> providers;
  ASSERT_EQ(admin_->AdminProviders(&duo, 0, providers.put()), S_OK);
  auto use = store_->use("p");
  EXPECT_EQ(providers->DeleteProvider(&provider), S_OK);
  EXPECT_EQ(providers_of(admin_.get()).size(), 1U);
  EXPECT_EQ(code_of([&] { use->open_section(core(), provider, 0, Opener::provider); }), S_OK);
  use->end();
  EXPECT_EQ(code_of([&] { profile()->open_section(core(), provider, 0, Opener::provider); }), MAPI_E_NOT_FOUND);
}

TEST_F(Provider, AddedByTheEntryFunctionIsNotToldToItAgain) {  // B-22, B-41
  MAPIUID duo = add("DUO");
  MAPIUID made{};
  HRESULT own_section = S_OK;
  caller_.answer = [&](const ServiceEntryCall& call) -> ServiceEntryResult {
    if (call.context != MSG_SERVICE_CONFIGURE) return {MAPI_E_CALL_FAILED, "called again"};
    kit::com_ptr<IProfSect> section;
    own_section = call.provider_admin->OpenProfileSection(nullptr, nullptr, MAPI_MODIFY, section.put());
    return {call.provider_admin->CreateProvider(text("DUO book"), 0, nullptr, 0, 0, &made), {}};
  };
  EXPECT_EQ(admin_->ConfigureMsgService(&duo, 0, 0, 0, nullptr), S_OK);
  EXPECT_EQ(own_section, S_OK);
  EXPECT_EQ(profile()->providers(MAPI_AB_PROVIDER).size(), 2U);
}

TEST_F(Provider, AdministrationNeedsAServiceAndASection) {  // B-22
  MAPIUID unknown = new_uid();
  kit::com_ptr<IProviderAdmin> providers;
  EXPECT_EQ(admin_->AdminProviders(&unknown, 0, providers.put()), MAPI_E_NOT_FOUND);
  MAPIUID duo = add("DUO");
  ASSERT_EQ(admin_->AdminProviders(&duo, 0, providers.put()), S_OK);
  kit::com_ptr<IProfSect> section;
  EXPECT_EQ(providers->OpenProfileSection(nullptr, nullptr, 0, section.put()), MAPI_E_INVALID_PARAMETER);
  MAPIUID provider = provider_of(duo);
  EXPECT_EQ(providers->OpenProfileSection(&provider, nullptr, 0, section.put()), MAPI_E_NO_ACCESS);  // B-21
  kit::mapi_ptr<MAPIERROR> error;
  EXPECT_EQ(providers->GetLastError(MAPI_E_NO_ACCESS, 0, kit::out(error)), S_OK);
  ASSERT_TRUE(error);  // O-8
  EXPECT_THAT(reinterpret_cast<const char*>(error->lpszError), ::testing::HasSubstr("belongs to a provider"));
}

using PrimaryIdentity = ServiceTest;
TEST_F(PrimaryIdentity, IsOneProviderAndItsService) {  // B-42
  MAPIUID duo = add("DUO");
  MAPIUID one = add("ONE");
  MAPIUID solo = add("SOLO");
  MAPIUID unknown = new_uid();
  const auto bearers = [&] {
    std::vector<std::string> names;
    for (const ProviderEntry& entry : profile()->providers()) {
      if ((entry.resource_flags & STATUS_PRIMARY_IDENTITY) != 0) names.push_back(entry.service_name);
    }
    for (const ServiceEntry& entry : profile()->services()) {
      if ((entry.resource_flags & SERVICE_PRIMARY_IDENTITY) != 0) names.push_back("service " + entry.name);
    }
    return names;
  };
  EXPECT_EQ(admin_->SetPrimaryIdentity(&duo, 0), S_OK);
  EXPECT_THAT(bearers(), ElementsAre("DUO", "service DUO"));
  MAPIUID provider = provider_of(one);
  EXPECT_EQ(admin_->SetPrimaryIdentity(&provider, 0), S_OK);
  EXPECT_THAT(bearers(), ElementsAre("ONE", "service ONE"));
  EXPECT_EQ(admin_->SetPrimaryIdentity(&solo, 0), MAPI_E_NO_ACCESS);
  EXPECT_EQ(admin_->SetPrimaryIdentity(&unknown, 0), MAPI_E_NOT_FOUND);
  EXPECT_THAT(bearers(), ElementsAre("ONE", "service ONE"));
  EXPECT_EQ(admin_->SetPrimaryIdentity(nullptr, 0), S_OK);
  EXPECT_THAT(bearers(), IsEmpty());
}

using DefaultStore = ServiceTest;
TEST_F(DefaultStore, IsTheFirstUnlessAnotherIsChosen) {  // B-13
  EXPECT_FALSE(profile()->default_store().has_value());
  const MAPIUID duo = provider_of(add("DUO"));
  const MAPIUID solo = provider_of(add("SOLO"));
  EXPECT_TRUE(same_uid(*profile()->default_store(), duo));
  profile()->set_default_store(solo);
  EXPECT_TRUE(same_uid(*profile()->default_store(), solo));
  EXPECT_EQ(code_of([&] { profile()->set_default_store(new_uid()); }), MAPI_E_NOT_FOUND);
  EXPECT_TRUE(same_uid(*profile()->default_store(), solo));
}

}  // namespace
}  // namespace postroom::profile
