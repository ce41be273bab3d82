// SPDX-License-Identifier: Apache-2.0
//
// What may happen to a store's file: a copy of it is in the profile too, or the disk is full.
#include "scenario_fixture.hpp"

#include <postroom/store/profile.hpp>

#include <mapitags.h>

#include <sys/resource.h>

#include <csignal>

namespace postroom::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class Adversity : public ScenarioTest {};

TEST_F(Adversity, ACopiedTwinOfAnOpenStoreIsRefusedByName) {
  make_profile("alice");
  auto session = log_on("alice", MAPI_NO_MAIL);
  auto store = open_store(*session);
  ASSERT_EQ(put_message(*inbox(*store), "once", ""), S_OK);
  store.reset();
  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);
  EXPECT_FALSE(fs::exists(home() / "stores" / "alice.sqlite-wal")) << "the file is not whole without its log";
  fs::copy_file(home() / "stores" / "alice.sqlite", home() / "stores" / "twin.sqlite");
  add_service("alice", "POSTROOM_STORE", {{store::PR_STORE_PATH_W, std::string("twin.sqlite")}});

  session = log_on("alice", MAPI_NO_MAIL);
  const auto ids = store_ids(*session);
  ASSERT_THAT(ids, SizeIs(2));
  ASSERT_EQ(try_open_store(*session, ids[0], store), S_OK);
  kit::com_ptr<IMsgStore> twin;
  EXPECT_EQ(try_open_store(*session, ids[1], twin), MAPI_E_LOGON_FAILED);
  EXPECT_FALSE(twin);
  EXPECT_THAT(error_text(*session, MAPI_E_LOGON_FAILED),
              AllOf(HasSubstr("twin.sqlite"), HasSubstr("alice.sqlite"), HasSubstr("copy")));
  EXPECT_THAT(subjects(*inbox(*store)), Contains("once")) << "the original is none the worse";

  store.reset();  // now the twin is the only one
  EXPECT_EQ(try_open_store(*session, ids[1], twin), S_OK) << error_text(*session, MAPI_E_LOGON_FAILED);
  twin.reset();
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
}

// A full disk, as far as one process can have one: its files may not grow beyond 2 MB.
class FullDisk {
 public:
  FullDisk() : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = 2000000;
    full_ = setrlimit(RLIMIT_FSIZE, &limit) == 0;
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  bool full() const noexcept { return full_; }

 private:
  void (*handler_)(int);
  rlimit before_{};
  bool full_ = false;
};

TEST_F(Adversity, AFullDiskIsSaidAndNothingAcknowledgedIsLost) {
  make_profile("alice");
  auto session = log_on("alice", MAPI_NO_MAIL);
  auto store = open_store(*session);
  std::vector<std::string> acknowledged;
  {
    const FullDisk disk;
    ASSERT_TRUE(disk.full());
    const auto folder = inbox(*store);
    HRESULT code = S_OK;
    std::string text;
    while (code == S_OK && acknowledged.size() < 1000) {
      const std::string subject = "message " + std::to_string(acknowledged.size());
      code = put_message(*folder, subject, std::string(20000, 'x'), &text);
      if (code == S_OK) acknowledged.push_back(subject);
    }
    EXPECT_EQ(code, MAPI_E_NOT_ENOUGH_DISK);
    EXPECT_THAT(text, HasSubstr("alice.sqlite"));
    EXPECT_FALSE(acknowledged.empty());
    EXPECT_THAT(subjects(*folder), SizeIs(acknowledged.size())) << "what is there can still be read";
    store.reset();
    EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
  }
  uninitialise();

  initialise();
  session = log_on("alice", MAPI_NO_MAIL);
  store = open_store(*session);
  EXPECT_THAT(subjects(*inbox(*store)), ::testing::UnorderedElementsAreArray(acknowledged));
  EXPECT_EQ(put_message(*inbox(*store), "there is room again", std::string(20000, 'x')), S_OK);
  store.reset();
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
}

}  // namespace
}  // namespace postroom::test
