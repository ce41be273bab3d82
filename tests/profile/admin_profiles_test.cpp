// SPDX-License-Identifier: Apache-2.0
// Profiles as a program meets them: through libpostroom.so, with the providers that are built.
#include "../support/tchar_text.hpp"

#include <postroom/postroom.h>
#include <postroom/allocators.hpp>
#include <postroom/com_ptr.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/property_arrays.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mapiaux.h>
#include <mapitags.h>
#include <mapix.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace postroom {
namespace {

using test::text;
using ::testing::HasSubstr;

class AdminProfiles : public ::testing::Test {
 protected:
  AdminProfiles() {
    kit::set_allocators({MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer});
    std::string name = (std::filesystem::temp_directory_path() / "postroom-profile-XXXXXX").string();
    home_ = mkdtemp(name.data());
    setenv("POSTROOM_HOME", home_.c_str(), 1);
  }
  ~AdminProfiles() override { std::filesystem::remove_all(home_); }

  std::filesystem::path home_;
};

TEST_F(AdminProfiles, NeedsMapiInitialised) {
  kit::com_ptr<IProfAdmin> admin;
  EXPECT_EQ(MAPIAdminProfiles(0, admin.put()), MAPI_E_NOT_INITIALIZED);
}

TEST_F(AdminProfiles, SaysInWordsThatTheDatabaseIsDamaged) {
  std::ofstream(home_ / "profiles.sqlite") << std::string(4096, '?');
  ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
  {
    kit::com_ptr<IProfAdmin> admin;
    EXPECT_EQ(MAPIAdminProfiles(0, admin.put()), MAPI_E_CORRUPT_DATA);
    kit::mapi_ptr<MAPIERROR> error;
    ASSERT_EQ(postroom_last_error(MAPI_E_CORRUPT_DATA, 0, kit::out(error)), S_OK);
    ASSERT_TRUE(error);
    EXPECT_THAT(reinterpret_cast<const char*>(error->lpszError), HasSubstr((home_ / "profiles.sqlite").string()));
  }
  MAPIUninitialize();
}

TEST_F(AdminProfiles, MakesADefaultProfileAndConfiguresAServiceByProperties) {  // B-4, B-29, B-32
  ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
  {
    kit::com_ptr<IProfAdmin> profiles;
    ASSERT_EQ(MAPIAdminProfiles(0, profiles.put()), S_OK);
    ASSERT_EQ(profiles->CreateProfile(text("alice"), nullptr, 0, MAPI_DEFAULT_SERVICES), S_OK);
    kit::com_ptr<IMsgServiceAdmin> services;
    ASSERT_EQ(profiles->AdminServices(text("alice"), nullptr, 0, 0, services.put()), S_OK);
    kit::com_ptr<IMAPITable> table;
    ASSERT_EQ(services->GetProviderTable(MAPI_UNICODE, table.put()), S_OK);
    SRowSet* raw = nullptr;
    ASSERT_EQ(table->QueryRows(10, 0, &raw), S_OK);
    const kit::rows_ptr rows(raw);
    const auto bags = kit::bags_from(*rows);
    ASSERT_EQ(bags.size(), 3U);
    ASSERT_EQ(bags[1].text(PR_PROVIDER_DLL_NAME_W), "postroom_book");

    MAPIUID service{};
    MAPIUID provider{};
    std::ranges::copy(bags[1].binary(PR_SERVICE_UID), reinterpret_cast<char*>(&service));
    std::ranges::copy(bags[1].binary(PR_PROVIDER_UID), reinterpret_cast<char*>(&provider));
    SPropValue path{};
    path.ulPropTag = PROP_TAG(PT_STRING8, 0x6600);
    path.Value.lpszA = const_cast<char*>("/elsewhere/book.sqlite");
    ASSERT_EQ(services->ConfigureMsgService(&service, 0, 0, 1, &path), S_OK);
    kit::com_ptr<IProfSect> section;
    ASSERT_EQ(services->OpenProfileSection(&provider, nullptr, 0x00080000, section.put()), S_OK);
    SizedSPropTagArray(1, tags) = {1, {PROP_TAG(PT_STRING8, 0x6600)}};
    ULONG count = 0;
    kit::mapi_ptr<SPropValue> values;
    ASSERT_EQ(section->GetProps(reinterpret_cast<LPSPropTagArray>(&tags), 0, &count, kit::out(values)), S_OK);
    EXPECT_STREQ(values->Value.lpszA, "/elsewhere/book.sqlite");

    path.ulPropTag = PROP_TAG(PT_STRING8, 0x6655);
    EXPECT_EQ(services->ConfigureMsgService(&service, 0, 0, 1, &path), MAPI_E_INVALID_PARAMETER);
    kit::mapi_ptr<MAPIERROR> error;
    EXPECT_EQ(services->GetLastError(MAPI_E_INVALID_PARAMETER, 0, kit::out(error)), S_OK);
    ASSERT_TRUE(error);
    EXPECT_THAT(reinterpret_cast<const char*>(error->lpszError), HasSubstr("0x6655"));
  }
  MAPIUninitialize();
}

TEST_F(AdminProfiles, AreDeadAfterTheLastUninitialize) {  // A-14, J-73
  ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
  kit::com_ptr<IProfAdmin> kept;
  ASSERT_EQ(MAPIAdminProfiles(0, kept.put()), S_OK);
  MAPIUninitialize();
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(kept->GetProfileTable(0, table.put()), MAPI_E_INVALID_OBJECT);
}

}  // namespace
}  // namespace postroom
