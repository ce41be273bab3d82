// SPDX-License-Identifier: Apache-2.0
//
// What may keep the spooler from beginning, and what becomes of those that wait for it.
#include "runtime/spooler/spool_lock.hpp"
#include "tests/spooler/spooler_fixture.hpp"

#include <postroom/failure.hpp>

#include <sys/wait.h>

namespace postroom::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

class SpoolerBeginning : public SpoolerFixture {
 protected:
  // A folder where the file has to be; no other test has opened it.
  SpoolerBeginning() {
    folder /= testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::create_directories(folder);
    spooler = std::make_shared<spooler::Spooler>(host, executor, folder);
  }
  std::filesystem::path lock_file() const { return folder / "spooler-Alice.lock"; }
  // Could another process take over now?
  bool is_free() const {
    const pid_t other = fork();
    if (other == 0) _exit(spooler::SpoolLock(folder, "Alice").try_lock() ? 0 : 1);
    int status = -1;
    return waitpid(other, &status, 0) == other && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }
};

TEST_F(SpoolerBeginning, ThatFailsWithItsFileKeepsNobodyWaitingAndIsTriedAgain) {  // C-16, E-1
  std::filesystem::create_directories(lock_file());
  const auto transport = host.add_transport("xp");
  begin();
  EXPECT_TRUE(spooler->wait_until_started(executor.in(1s)));
  EXPECT_EQ(host.status, static_cast<ULONG>(STATUS_FAILURE));
  EXPECT_THAT(host.status_text, AllOf(HasSubstr("cannot open " + lock_file().string() + ": Is a directory"),
                                      HasSubstr("remove what is in its place")));
  EXPECT_EQ(spooler->flush({0, FLUSH_UPLOAD}, executor.in(1s)), MAPI_E_NOT_FOUND);

  host.store->submit({"bob@postroom.local"});
  std::filesystem::remove_all(lock_file());
  executor.run_for(2s);
  EXPECT_THAT(transport->delivered, ElementsAre("bob@postroom.local"));
  EXPECT_EQ(host.status_text, "1 of 1 transports ready");
  end();
}

TEST_F(SpoolerBeginning, ThatFailsForWantOfAThreadLeavesTheProfileToOthersAndIsTriedAgain) {  // C-16, E-1, design 5
  const auto transport = host.add_transport("xp");
  executor.refused = "transport";
  begin();
  EXPECT_TRUE(spooler->wait_until_started(executor.in(1s)));
  EXPECT_EQ(host.status, static_cast<ULONG>(STATUS_FAILURE));
  EXPECT_THAT(host.status_text, AllOf(HasSubstr("no thread can be started for xp"), HasSubstr("ulimit -u")));
  EXPECT_TRUE(is_free()) << "nobody else can move the profile's mail";

  host.store->submit({"bob@postroom.local"});
  executor.refused.clear();
  executor.run_for(2s);
  EXPECT_THAT(transport->delivered, ElementsAre("bob@postroom.local"));
  EXPECT_FALSE(is_free());
  end();
}

TEST_F(SpoolerBeginning, WithoutAThreadChangesNothing) {
  host.add_transport("xp");
  executor.refused = "spooler";
  EXPECT_THROW(spooler->session_started(), kit::Failure);
  executor.refused.clear();
  begin();
  EXPECT_THAT(host.log, Contains("xp.TransportLogon"));
  end();
  EXPECT_THAT(host.log, Contains("xp.Shutdown"));
}

TEST_F(SpoolerBeginning, ThatFailedIsForgottenWithTheSession) {
  std::filesystem::create_directories(lock_file());
  host.add_transport("xp");
  begin();
  end();
  std::filesystem::remove_all(lock_file());
  begin();
  EXPECT_THAT(host.log, Contains("xp.TransportLogon"));
  EXPECT_THAT(host.status_text, Not(HasSubstr("cannot open")));
  end();
}

}  // namespace
}  // namespace postroom::test
