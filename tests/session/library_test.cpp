// SPDX-License-Identifier: Apache-2.0
//
// MAPIInitialize to MAPIUninitialize: counting, memory, provider libraries that are missing or not what they seem, and
// the child of a fork.
#include "session_fixture.hpp"

#include <mapiutil.h>

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>

namespace postroom::test {
namespace {

using ::testing::HasSubstr;

class LibraryLifetime : public SessionTest {};

TEST_F(LibraryLifetime, CountsItsCalls) {
  expect_broken({"A-1"});
  kit::com_ptr<IMAPISession> session;
  EXPECT_EQ(MAPILogonEx(0, nullptr, nullptr, MAPI_NEW_SESSION, session.put()), MAPI_E_NOT_INITIALIZED);
  ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
  ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
  MAPIUninitialize();
  void* block = nullptr;
  EXPECT_EQ(MAPIAllocateBuffer(1, &block), S_OK) << "one call is left";
  MAPIFreeBuffer(block);
  MAPIUninitialize();
  EXPECT_EQ(MAPIAllocateBuffer(1, &block), MAPI_E_NOT_INITIALIZED);
  MAPIUninitialize();  // one too many
  EXPECT_EQ(MAPIInitialize(nullptr), S_OK);
  MAPIUninitialize();
}

TEST_F(LibraryLifetime, RefusesBadParameters) {
  MAPIINIT_0 old_version = {1, 0};
  MAPIINIT_0 unknown_flag = {MAPI_INIT_VERSION, 0x8000};
  void* block = nullptr;
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(MAPIInitialize(&old_version), MAPI_E_INVALID_PARAMETER);
    EXPECT_EQ(MAPIAllocateBuffer(1, &block), MAPI_E_NOT_INITIALIZED) << "nothing was begun";
    EXPECT_EQ(MAPIInitialize(&unknown_flag), MAPI_E_UNKNOWN_FLAGS);
    EXPECT_EQ(MAPIAllocateBuffer(1, &block), MAPI_E_NOT_INITIALIZED);
  }
}

TEST_F(LibraryLifetime, BeginsAsEverAfterBadParameters) {
  MAPIINIT_0 parameters = {1, 0};
  ASSERT_EQ(MAPIInitialize(&parameters), MAPI_E_INVALID_PARAMETER);
  make_profile("Alice");  // initialises MAPI
  EXPECT_EQ(MAPIInitialize(&parameters), MAPI_E_INVALID_PARAMETER) << "of a second caller, too";
  auto session = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
  EXPECT_TRUE(open_store(*session));
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
  session.reset();
  uninitialise();
  void* block = nullptr;
  EXPECT_EQ(MAPIAllocateBuffer(1, &block), MAPI_E_NOT_INITIALIZED) << "the calls that failed do not count";
}

TEST_F(LibraryLifetime, NamesASettingThatItPassesOver) {  // J-93
  std::ofstream(home() / "postroom.toml") << "[shutdown]\nfast_shutdown_behaviour = 2\n";
  ::testing::internal::CaptureStderr();
  ASSERT_EQ(MAPIInitialize(nullptr), S_OK) << "a slip of the user's pen is no reason to refuse";
  MAPIUninitialize();
  EXPECT_EQ(::testing::internal::GetCapturedStderr(),
            "postroom: " + (home() / "postroom.toml").string() +
                ":2: \"fast_shutdown_behaviour\" is not known in [shutdown]\n");
}

TEST_F(LibraryLifetime, KeepsUtilitiesUntilBothCountsAreDown) {
  ASSERT_EQ(ScInitMapiUtil(0), S_OK);
  ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
  MAPIUninitialize();
  void* block = nullptr;
  EXPECT_EQ(MAPIAllocateBuffer(1, &block), S_OK);
  MAPIFreeBuffer(block);
  DeinitMapiUtil();
  DeinitMapiUtil();  // one too many
  EXPECT_EQ(MAPIAllocateBuffer(1, &block), MAPI_E_NOT_INITIALIZED);
}

TEST_F(LibraryLifetime, LoadsAndUnloadsProvidersAHundredTimes) {
  make_profile("Alice");
  uninitialise();
  for (int round = 0; round < 100; ++round) {
    initialise();
    auto session = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
    auto store = open_store(*session);
    EXPECT_TRUE(provider_is_mapped());
    store.reset();
    EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
    session.reset();
    uninitialise();
    ASSERT_FALSE(provider_is_mapped()) << "round " << round;
  }
}

TEST_F(LibraryLifetime, StartsAnewAfterLogoffWithoutUninitialize) {  // J-70
  make_profile("Alice");
  for (int round = 0; round < 2; ++round) {
    auto session = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
    const auto store = open_store(*session);
    EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
  }
  EXPECT_EQ(count(trace::Event::library_loaded), 1U);
  EXPECT_EQ(count(trace::Event::call_begin, "MSProviderInit"), 2U);
}

TEST_F(LibraryLifetime, EndsForTheChildOfAFork) {  // design 4
  make_profile("Alice");
  auto session = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
  auto store = open_store(*session);
  const pid_t child = fork();
  if (child == 0) {
    kit::com_ptr<IMAPITable> table;
    IMAPISession* other = nullptr;
    const bool ended = session->GetMsgStoresTable(0, table.put()) == MAPI_E_NOT_INITIALIZED &&
                       session->Logoff(0, 0, 0) == MAPI_E_NOT_INITIALIZED &&
                       MAPILogonEx(0, nullptr, nullptr, MAPI_NEW_SESSION, &other) == MAPI_E_NOT_INITIALIZED &&
                       MAPIInitialize(nullptr) == MAPI_E_NOT_INITIALIZED;
    MAPIUninitialize();
    session->Release();
    _exit(ended && provider_is_mapped() ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  kit::com_ptr<IUnknown> folder;
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK) << "the parent is none the worse";
}

class ProviderLibrary : public SessionTest {
 protected:
  // What OpenMsgStore answers for a profile whose store is in `dll_name`, and its text.
  HRESULT open_store_of(const std::string& dll_name, std::string& text) {
    Services services;
    services.dll_name = dll_name;
    services.with_address_book = false;
    services.with_transport = false;
    make_profile("Alice", services);
    auto session = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
    auto id = store_id(*session);
    kit::com_ptr<IMsgStore> store;
    const HRESULT code = session->OpenMsgStore(0, static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()),
                                               nullptr, MDB_NO_DIALOG, store.put());
    text = error_text(*session, code);
    EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
    return code;
  }
};

TEST_F(ProviderLibrary, ThatIsMissingIsNamed) {
  std::string text;
  EXPECT_EQ(open_store_of("spi_missing.dll", text), MAPI_E_NOT_FOUND);
  EXPECT_THAT(text, HasSubstr("libspi_missing.so"));
}

TEST_F(ProviderLibrary, ThatIsDamagedIsNamed) {
  const auto folder = home() / "providers";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "libspi_damaged.so") << "this is no library";
  std::string text;
  EXPECT_EQ(open_store_of((folder / "spi_damaged").string(), text), MAPI_E_LOGON_FAILED);
  EXPECT_THAT(text, HasSubstr("libspi_damaged.so cannot be loaded"));
}

TEST_F(ProviderLibrary, WithoutItsEntryFunctionIsNamed) {
  std::string text;
  EXPECT_EQ(open_store_of("spi_nothing", text), MAPI_E_LOGON_FAILED);
  EXPECT_THAT(text, HasSubstr("lacks its entry function MSProviderInit"));
}

TEST_F(ProviderLibrary, IsFoundWhateverItsNameLooksLike) {
  std::string text;
  EXPECT_EQ(open_store_of("spi_example.DLL", text), S_OK) << text;
}

class Memory : public SessionTest {
 protected:
  void SetUp() override { initialise(); }
};

TEST_F(Memory, IsAlignedAndFreedWithWhatIsLinkedToIt) {
  for (const ULONG size : {0U, 1U, 7U, 4096U, 1U << 20U}) {
    void* head = nullptr;
    ASSERT_EQ(MAPIAllocateBuffer(size, &head), S_OK);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(head) % 16, 0U);
    for (int i = 0; i < 3; ++i) {
      void* more = nullptr;
      ASSERT_EQ(MAPIAllocateMore(size, head, &more), S_OK);
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(more) % 16, 0U);
      std::memset(more, 0xAA, size);
      EXPECT_EQ(MAPIFreeBuffer(more), static_cast<ULONG>(S_OK)) << "alone it is not freed (A-23)";
      std::memset(more, 0x55, size);
      void* third = nullptr;
      EXPECT_EQ(MAPIAllocateMore(1, more, &third), MAPI_E_INVALID_PARAMETER);
    }
    EXPECT_EQ(MAPIFreeBuffer(head), static_cast<ULONG>(S_OK));
  }
}

TEST_F(Memory, ToleratesWhatItRecognises) {
  EXPECT_EQ(MAPIFreeBuffer(nullptr), static_cast<ULONG>(S_OK));
  alignas(16) char foreign[64] = {};
  EXPECT_EQ(MAPIFreeBuffer(foreign + 32), static_cast<ULONG>(S_OK));
  EXPECT_EQ(MAPIFreeBuffer(foreign + 33), static_cast<ULONG>(S_OK));
}

TEST_F(Memory, KeepsContentsAndLinksWhenReallocated) {
  void* head = nullptr;
  ASSERT_EQ(MAPIAllocateBuffer(8, &head), S_OK);
  char* more = nullptr;
  ASSERT_EQ(MAPIAllocateMore(8, head, reinterpret_cast<void**>(&more)), S_OK);
  std::strcpy(static_cast<char*>(head), "head");
  std::strcpy(more, "more");
  void* larger = nullptr;
  ASSERT_EQ(MAPIReallocateBuffer(head, 4096, &larger), S_OK);
  EXPECT_STREQ(static_cast<char*>(larger), "head");
  EXPECT_STREQ(more, "more");
  MAPIFreeBuffer(larger);
}

}  // namespace
}  // namespace postroom::test
