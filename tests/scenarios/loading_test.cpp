// SPDX-License-Identifier: Apache-2.0
//
// A hundred times MAPIInitialize to MAPIUninitialize with the build's own providers, mail and all; and provider
// libraries that are not what they seem, beside ones that are.
#include "scenario_fixture.hpp"

#include <mapitags.h>
#include <mapiutil.h>

#include <cstdlib>
#include <fstream>

namespace postroom::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class Loading : public ScenarioTest {};

TEST_F(Loading, AndUnloadingAHundredTimesLeavesNothingBehind) {
  make_profile("alice");
  uninitialise();
  std::size_t descriptors = 0;
  for (int round = 1; round <= 100; ++round) {
    initialise();
    auto session = log_on("alice");
    ASSERT_TRUE(session);
    auto store = open_store(*session);
    ASSERT_TRUE(store);
    import_sample(*inbox(*store), "10-cyrillic-koi8r.eml");
    submit(*store, "alice", "round " + std::to_string(round));
    flush(*session, *store);
    EXPECT_TRUE(provider_is_mapped());
    store.reset();
    ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);
    session.reset();
    uninitialise();
    ASSERT_FALSE(HasFailure()) << "round " << round;
    if (round == 3) descriptors = open_descriptors();  // what is opened once in a process is open
    if (round > 3) {
      ASSERT_EQ(open_descriptors(), descriptors) << "round " << round;
    }
  }
}

class BadLibrary : public ScenarioTest {
 protected:
  // A profile with the default services, and one of two stores in `dll_name`. What opening the first of the two
  // answers is `code` with the text `text`; the second is refused for the first one's sake, and all else works.
  void expect_refused(const std::string& dll_name, HRESULT code, const ::testing::Matcher<std::string>& text) {
    const auto provider = [&](const std::string& name) {
      return "[" + name + "]\nPR_PROVIDER_DLL_NAME=" + dll_name +
             "\nPR_RESOURCE_TYPE=MAPI_STORE_PROVIDER\nPR_DISPLAY_NAME=" + name + "\nPR_PROVIDER_DISPLAY=Bad\n";
    };
    describe_service("BAD", "[BAD]\nProviders=BAD_ONE, BAD_TWO\n" + provider("BAD_ONE") + provider("BAD_TWO"));
    make_profile("alice");
    add_service("alice", "BAD");
    auto session = log_on("alice", MAPI_NO_MAIL);
    const auto ids = store_ids(*session);
    ASSERT_THAT(ids, SizeIs(3));
    kit::com_ptr<IMsgStore> store;
    EXPECT_EQ(try_open_store(*session, ids[1], store), code);
    EXPECT_FALSE(store);
    EXPECT_THAT(error_text(*session, code), text);
    EXPECT_EQ(try_open_store(*session, ids[2], store), MAPI_E_LOGON_FAILED);
    EXPECT_THAT(error_text(*session, MAPI_E_LOGON_FAILED), HasSubstr("disabled")) << "C-25";
    kit::com_ptr<IAddrBook> book;
    EXPECT_EQ(session->OpenAddressBook(0, nullptr, AB_NO_DIALOG, book.put()), S_OK);
    book.reset();
    store = open_store(*session);
    ASSERT_TRUE(store);
    EXPECT_EQ(put_message(*inbox(*store), "the default store is none the worse", ""), S_OK);
    store.reset();
    EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
  }

  // The first `size` bytes of the build's own store provider, under another name.
  std::string cut_library(std::uintmax_t size) {
    const fs::path source = fs::path(std::getenv("POSTROOM_TEST_BUILD")) / "lib" / "postroom" / "libpostroom_store.so";
    const fs::path folder = home() / "providers";
    fs::create_directories(folder);
    fs::copy_file(source, folder / "libpostroom_cut.so");
    fs::resize_file(folder / "libpostroom_cut.so", size);
    return (folder / "postroom_cut").string();
  }
};

TEST_F(BadLibrary, ThatIsMissing) {
  expect_refused("postroom_nowhere", MAPI_E_NOT_FOUND, HasSubstr("libpostroom_nowhere.so"));
}

TEST_F(BadLibrary, OfWhichOnlyTheBeginningIsThere) {
  expect_refused(cut_library(20), MAPI_E_LOGON_FAILED, HasSubstr("libpostroom_cut.so cannot be loaded"));
}

TEST_F(BadLibrary, OfWhichTheEndIsMissing) {
  expect_refused(cut_library(65536), MAPI_E_LOGON_FAILED, HasSubstr("libpostroom_cut.so cannot be loaded"));
}

TEST_F(BadLibrary, WithoutItsEntryFunction) {
  expect_refused("postroom_maildir", MAPI_E_LOGON_FAILED,
                 AllOf(HasSubstr("libpostroom_maildir.so"), HasSubstr("lacks its entry function MSProviderInit")));
}

TEST_F(BadLibrary, ThatWantsALaterInterface) {
  expect_refused("spi_newer", MAPI_E_VERSION,
                 AllOf(HasSubstr("libspi_newer.so"), HasSubstr("service provider interface")));
}

}  // namespace
}  // namespace postroom::test
