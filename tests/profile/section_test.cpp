// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/uid.hpp"
#include "tests/profile/fixture.hpp"

#include <postroom/property_arrays.hpp>

#include <gmock/gmock.h>
#include <mapitags.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace postroom::profile {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr ULONG kPassword = PROP_TAG(PT_UNICODE, 0x67F5);
constexpr ULONG kPrivate = PROP_TAG(PT_UNICODE, 0x6601);

class SectionTest : public ProfileTest {
 protected:
  kit::com_ptr<IProfSect> open(const MAPIUID& uid, ULONG flags, Opener opener = Opener::client) {
    return profile_->open_section(core_, uid, flags, opener);
  }
  kit::com_ptr<IProfSect> open_own(ULONG flags = MAPI_MODIFY) { return open(own_, flags); }

  const std::shared_ptr<kit::Core> core_ = core();
  const std::shared_ptr<Profile> profile_ = store()->create("p");
  const MAPIUID own_ = new_uid();
};

std::vector<ULONG> tags_of(IMAPIProp* object) {
  kit::mapi_ptr<SPropTagArray> tags;
  EXPECT_EQ(object->GetPropList(MAPI_UNICODE, kit::out(tags)), S_OK);
  return kit::tags_from(tags.get());
}

using ProfileSection = SectionTest;
TEST_F(ProfileSection, IsMadeWhenOpenedToModify) {  // B-20
  EXPECT_EQ(code_of([&] { open_own(0); }), MAPI_E_NOT_FOUND);
  EXPECT_EQ(code_of([&] { open_own(); }), S_OK);
  EXPECT_EQ(code_of([&] { open_own(0); }), S_OK);
}

TEST_F(ProfileSection, KeepsWhatIsSetWithoutSaveChanges) {  // B-15
  const auto section = open_own();
  EXPECT_EQ(set(section.get(), {kPrivate, "value"}), S_OK);
  EXPECT_EQ(profile_->store().find("p")->open_section(core(), new_uid(), MAPI_MODIFY, Opener::client)->SaveChanges(0),
            S_OK);
  EXPECT_EQ(get(section.get(), kPrivate).text(), "value");
  EXPECT_THAT(bytes_on_disk(), HasSubstr("value"));
  EXPECT_EQ(section->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
}

TEST_F(ProfileSection, HasNoNamedProperties) {  // B-16
  const auto section = open_own();
  GUID set_guid{};
  MAPINAMEID name{};
  name.lpguid = &set_guid;
  name.ulKind = MNID_ID;
  LPMAPINAMEID list[] = {&name};
  kit::mapi_ptr<SPropTagArray> tags;
  EXPECT_EQ(section->GetIDsFromNames(1, list, MAPI_CREATE, kit::out(tags)), MAPI_E_NO_SUPPORT);
  SizedSPropTagArray(1, one) = {1, {PROP_TAG(PT_LONG, 0x8001)}};
  auto* ids = reinterpret_cast<LPSPropTagArray>(&one);
  ULONG count = 0;
  LPMAPINAMEID* names = nullptr;
  EXPECT_EQ(section->GetNamesFromIDs(&ids, nullptr, 0, &count, &names), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(set(section.get(), {PROP_TAG(PT_LONG, 0x8001), 1}), MAPI_E_UNEXPECTED_ID);
  EXPECT_EQ(set(section.get(), {PROP_TAG(PT_LONG, 0x7FFF), 1}), S_OK);
}

// How many transactions the log of the database holds: the frames that end one say how many pages the file then has.
std::size_t commits_in(const std::filesystem::path& log) {
  std::ifstream file(log, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  constexpr std::size_t kHeader = 32;
  constexpr std::size_t kFrame = 24 + 4096;
  std::size_t commits = 0;
  for (std::size_t at = kHeader; at + kFrame <= bytes.size(); at += kFrame) {
    commits += bytes.substr(at + 4, 4) == std::string(4, '\0') ? 0 : 1;
  }
  return commits;
}

TEST_F(ProfileSection, IsWrittenOnceByOneCallAndNotAtAllWhenItSaysSoAlready) {  // B-15
  const auto section = open_own();
  const auto log = home() / "profiles.sqlite-wal";
  std::size_t before = commits_in(log);
  const kit::PropertyBag bag{{kPrivate, "a"}, {kPassword, "b"}, {PR_COMMENT_W, "c"}};
  const auto values = kit::make_values(bag);
  ASSERT_EQ(section->SetProps(static_cast<ULONG>(bag.size()), values.get(), nullptr), S_OK);
  EXPECT_EQ(commits_in(log), before + 1);
  EXPECT_EQ(get(section.get(), kPassword).text(), "b");
  EXPECT_EQ(get(section.get(), PR_COMMENT_W).text(), "c");
  before = commits_in(log);
  ASSERT_EQ(section->SetProps(static_cast<ULONG>(bag.size()), values.get(), nullptr), S_OK);
  EXPECT_EQ(commits_in(log), before);

  SizedSPropTagArray(3, tags) = {3, {kPrivate, PR_PROFILE_NAME_W, kPassword}};
  kit::mapi_ptr<SPropProblemArray> problems;
  ASSERT_EQ(section->DeleteProps(reinterpret_cast<LPSPropTagArray>(&tags), kit::out(problems)), S_OK);
  ASSERT_TRUE(problems);
  EXPECT_EQ(problems->cProblem, 1U);
  EXPECT_EQ(problems->aProblem[0].scode, MAPI_E_COMPUTED);
  EXPECT_EQ(commits_in(log), before + 1);
}

TEST_F(ProfileSection, HidesSecurePropertiesUnlessAskedForByTag) {  // B-17, B-18
  const auto section = open_own();
  EXPECT_EQ(set(section.get(), {kPassword, "correct horse"}), S_OK);
  EXPECT_EQ(set(section.get(), {kPrivate, "enumerable"}), S_OK);
  const std::vector<ULONG> tags = tags_of(section.get());
  EXPECT_EQ(std::ranges::count(tags, kPassword), 0);
  EXPECT_EQ(std::ranges::count(tags, kPrivate), 1);
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> all;
  ASSERT_EQ(section->GetProps(nullptr, MAPI_UNICODE, &count, kit::out(all)), S_OK);
  EXPECT_EQ(count, tags.size());
  EXPECT_EQ(get(section.get(), kPassword).text(), "correct horse");
}

TEST_F(ProfileSection, KeepsSecurePropertiesOutOfItsFiles) {  // B-17
  {
    const auto section = open_own();
    EXPECT_EQ(set(section.get(), {kPassword, "correct horse"}), S_OK);
    EXPECT_EQ(set(section.get(), {kPrivate, "battery staple"}), S_OK);
  }
  EXPECT_THAT(bytes_on_disk(), HasSubstr("battery staple"));
  EXPECT_THAT(bytes_on_disk(), Not(HasSubstr("correct horse")));
  EXPECT_EQ(get(open_own(0).get(), kPassword).text(), "correct horse");
}

TEST_F(ProfileSection, SaysThatTheKeyOfItsSecretsIsMissing) {
  EXPECT_EQ(set(open_own().get(), {kPassword, "correct horse"}), S_OK);
  const auto key = home() / "profiles.key";
  ASSERT_TRUE(std::filesystem::remove(key));
  EXPECT_EQ(get(open_own(0).get(), kPassword).number(), MAPI_E_CORRUPT_DATA);
  EXPECT_EQ(set(open_own().get(), {kPassword, "another"}), MAPI_E_CORRUPT_DATA);
  EXPECT_FALSE(std::filesystem::exists(key)) << "a new key would hide that the old one is lost";
  EXPECT_EQ(get(open_own(0).get(), PR_PROFILE_NAME_W).text(), "p") << "the rest can be read";
}

TEST_F(ProfileSection, ForgetsADeletedSecret) {
  const auto section = open_own();
  EXPECT_EQ(set(section.get(), {kPassword, "correct horse"}), S_OK);
  SizedSPropTagArray(1, tags) = {1, {kPassword}};
  kit::mapi_ptr<SPropProblemArray> problems;
  EXPECT_EQ(section->DeleteProps(reinterpret_cast<LPSPropTagArray>(&tags), kit::out(problems)), S_OK);
  EXPECT_FALSE(problems);
  EXPECT_EQ(get(section.get(), kPassword).number(), MAPI_E_NOT_FOUND);
}

TEST_F(ProfileSection, HasManyReadersOrOneWriter) {  // B-19
  auto writer = open_own();
  EXPECT_EQ(code_of([&] { open_own(0); }), MAPI_E_NO_ACCESS);
  EXPECT_EQ(code_of([&] { open_own(); }), MAPI_E_NO_ACCESS);
  writer.reset();
  auto reader = open_own(0);
  const auto second = open_own(0);
  EXPECT_EQ(code_of([&] { open_own(); }), MAPI_E_NO_ACCESS);
}

TEST_F(ProfileSection, LeakedInASessionLocksNobodyOutAfterIt) {  // B-19
  open_own();
  auto use = store()->use("p");
  const auto leaked = use->open_section(core(), own_, MAPI_MODIFY, Opener::provider);
  EXPECT_EQ(code_of([&] { open_own(0); }), MAPI_E_NO_ACCESS);
  use->end();
  EXPECT_EQ(code_of([&] { open_own(0); }), S_OK);
}

TEST_F(ProfileSection, OpenedToReadCannotBeChanged) {  // B-19
  open_own();
  EXPECT_EQ(set(open_own(0).get(), {kPrivate, "x"}), MAPI_E_NO_ACCESS);
}

TEST_F(ProfileSection, OfAProviderIsClosedToClients) {  // B-21
  const auto admin = services("q");
  const auto profile = store()->find("q");
  const MAPIUID provider = profile->providers()[0].section;
  const auto opened = [&](ULONG flags, Opener opener) {
    return code_of([&] { profile->open_section(core_, provider, flags, opener); });
  };
  EXPECT_EQ(opened(0, Opener::client), MAPI_E_NO_ACCESS);
  EXPECT_EQ(opened(kForceAccess, Opener::client), S_OK);
  EXPECT_EQ(opened(0, Opener::provider), S_OK);
  EXPECT_EQ(opened(MAPI_MODIFY, Opener::service), S_OK);
  MAPIUID uid = provider;
  kit::com_ptr<IProfSect> section;
  EXPECT_EQ(admin->OpenProfileSection(&uid, nullptr, 0, section.put()), MAPI_E_NO_ACCESS);
  EXPECT_EQ(admin->OpenProfileSection(&uid, &IID_IProfSect, kForceAccess, section.put()), S_OK);
  EXPECT_EQ(admin->OpenProfileSection(&uid, &IID_IMessage, kForceAccess, section.put()),
            MAPI_E_INTERFACE_NOT_SUPPORTED);
  EXPECT_EQ(admin->OpenProfileSection(nullptr, nullptr, 0, section.put()), MAPI_E_INVALID_PARAMETER);  // B-22
}

TEST_F(ProfileSection, RefusesFlagsThatAreNone) {  // O-7, D-10
  EXPECT_EQ(code_of([&] { open(own_, 0x40000000, Opener::provider); }), MAPI_E_UNKNOWN_FLAGS);
}

TEST_F(ProfileSection, LinksServiceAndProviderToEachOther) {  // B-14
  services("q");
  const auto profile = store()->find("q");
  const ProviderEntry provider = profile->providers(MAPI_STORE_PROVIDER).at(0);
  const auto service = profile->open_section(core_, provider.service, 0, Opener::client);
  EXPECT_EQ(get(service.get(), PR_STORE_PROVIDERS).binary(), uid_bytes(provider.section));
  EXPECT_EQ(get(service.get(), PR_SERVICE_UID).binary(), uid_bytes(provider.service));
  const auto section = profile->open_section(core_, provider.section, kForceAccess, Opener::client);
  EXPECT_EQ(get(section.get(), PR_SERVICE_UID).binary(), uid_bytes(provider.service));
  EXPECT_EQ(get(section.get(), PR_PROVIDER_UID).binary(), uid_bytes(provider.section));
}

TEST_F(ProfileSection, SaysWhatItIsAndInWhichProfile) {  // B-24
  const auto section = open_own();
  EXPECT_EQ(get(section.get(), PR_OBJECT_TYPE).number(), MAPI_PROFSECT);
  EXPECT_EQ(get(section.get(), PR_PROFILE_NAME_W).text(), "p");
  EXPECT_EQ(set(section.get(), {PR_PROFILE_NAME_W, "q"}), MAPI_E_COMPUTED);
  EXPECT_EQ(set(section.get(), {PR_OBJECT_TYPE, 1}), MAPI_E_COMPUTED);
  store()->rename("p", "renamed");
  EXPECT_EQ(get(section.get(), PR_PROFILE_NAME_W).text(), "renamed");
}

TEST_F(ProfileSection, OfTheProfileInstanceIdentifiesItForEver) {  // B-23
  const auto& instance = reinterpret_cast<const MAPIUID&>(MUID_PROFILE_INSTANCE);
  const auto key = [&](const char* name) {
    const auto section = store()->find(name)->open_section(core_, instance, 0, Opener::client);
    return std::string(get(section.get(), PR_SEARCH_KEY).binary());
  };
  const std::string first = key("p");
  EXPECT_EQ(first.size(), 16U);
  EXPECT_EQ(key("p"), first);
  store()->copy("p", "q");
  EXPECT_NE(key("q"), first);
  store()->remove("p");
  store()->create("p");
  EXPECT_NE(key("p"), first) << "a name may be used again, an identity may not";
  EXPECT_EQ(code_of([&] { store()->find("p")->open_section(core_, instance, MAPI_MODIFY, Opener::client); }),
            MAPI_E_NO_ACCESS);
}

TEST_F(ProfileSection, DoesNotLetARunningProviderChangeWhatItIs) {
  services("q");
  const auto profile = store()->find("q");
  const auto section = profile->open_section(core_, profile->providers()[0].section, MAPI_MODIFY, Opener::provider);
  EXPECT_EQ(set(section.get(), {PR_PROVIDER_DLL_NAME_W, "other"}), MAPI_E_NO_ACCESS);
  EXPECT_EQ(set(section.get(), {PR_RESOURCE_FLAGS, 0}), MAPI_E_NO_ACCESS);
  EXPECT_EQ(set(section.get(), {PR_DISPLAY_NAME_W, "my name"}), S_OK);
}

TEST_F(ProfileSection, KeepsValuesOfEveryType) {
  const auto section = open_own();
  const std::vector<kit::PropertyValue> values = {
      {PROP_TAG(PT_BOOLEAN, 0x6610), true},
      {PROP_TAG(PT_I2, 0x6611), -2},
      {PROP_TAG(PT_LONG, 0x6612), -3},
      {PROP_TAG(PT_I8, 0x6613), std::int64_t{1} << 60},
      {PROP_TAG(PT_DOUBLE, 0x6614), 1.5},
      {PROP_TAG(PT_UNICODE, 0x6615), "Zoë"},
      {PROP_TAG(PT_BINARY, 0x6616), std::string_view("\0\xFF", 2)},
      {PROP_TAG(PT_SYSTIME, 0x6617), std::int64_t{132000000000000000}},
      {PROP_TAG(PT_CLSID, 0x6618), GUID{1, 2, 3, {4}}},
      {PROP_TAG(PT_MV_UNICODE, 0x6619), std::vector<std::string>{"a", "", "c"}},
      {PROP_TAG(PT_MV_LONG, 0x661A), std::vector<std::int32_t>{1, -1}},
  };
  for (const kit::PropertyValue& value : values) EXPECT_EQ(set(section.get(), value), S_OK) << value.tag();
  for (const kit::PropertyValue& value : values) EXPECT_EQ(get(section.get(), value.tag()), value) << value.tag();
}

TEST_F(ProfileSection, IsCopiedToAnother) {  // B-25
  const auto from = open_own();
  EXPECT_EQ(set(from.get(), {kPrivate, "value"}), S_OK);
  const auto to = open(new_uid(), MAPI_MODIFY);
  kit::mapi_ptr<SPropProblemArray> problems;
  EXPECT_EQ(from->CopyTo(0, nullptr, nullptr, 0, nullptr, &IID_IProfSect, to.get(), 0, kit::out(problems)), S_OK);
  EXPECT_EQ(get(to.get(), kPrivate).text(), "value");
}

TEST_F(ProfileSection, IsDeadBehindAClosedGate) {  // J-73
  const auto section = open_own();
  core_->gate().close();
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  EXPECT_EQ(section->GetProps(nullptr, 0, &count, kit::out(values)), MAPI_E_INVALID_OBJECT);
}

}  // namespace
}  // namespace postroom::profile
