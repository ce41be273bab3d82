// SPDX-License-Identifier: Apache-2.0
//
// Who else has a store open (J-43, design 5), between processes that the tests make by fork.
#include "runtime/session/store_claim.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>

namespace postroom::test {
namespace {

using session::StoreClaim;

class AStoreClaim : public ::testing::Test {
 protected:
  AStoreClaim() {
    std::string name = (std::filesystem::temp_directory_path() / "postroom-claims-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    place_ = StoreClaim::place_of("Alice", "record key");
  }
  ~AStoreClaim() override { std::filesystem::remove_all(folder_); }

  // Runs `body` in a child and waits for what it says; the child then waits until it is let go.
  class Child {
   public:
    explicit Child(const std::function<bool()>& body) {
      int said[2];
      int go[2];
      if (pipe(said) != 0 || pipe(go) != 0) std::abort();
      id_ = fork();
      if (id_ == 0) {
        close(go[1]);
        const char answer = body() ? 'y' : 'n';
        char byte = 0;
        if (write(said[1], &answer, 1) != 1 || read(go[0], &byte, 1) < 0) _exit(1);
        _exit(0);  // nothing of the child's is tidied up
      }
      close(said[1]);
      close(go[0]);
      char answer = 0;
      answered_ = read(said[0], &answer, 1) == 1 && answer == 'y';
      close(said[0]);
      go_ = go[1];
    }
    ~Child() { end(); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    bool answered() const { return answered_; }
    void end() {
      if (go_ < 0) return;
      close(go_);
      go_ = -1;
      waitpid(id_, nullptr, 0);
    }

   private:
    pid_t id_ = 0;
    int go_ = -1;
    bool answered_ = false;
  };
  bool elsewhere() const { return StoreClaim::held_elsewhere(folder_, place_); }
  // Claims in a child, which never tidies up.
  std::unique_ptr<Child> claim_in_child() {
    return std::make_unique<Child>([this] {
      new StoreClaim(folder_, place_);  // kept until the process ends
      return true;
    });
  }

  std::filesystem::path folder_;
  StoreClaim::Place place_ = 0;
};

TEST_F(AStoreClaim, IsSeenByOtherProcessesAndNotByItsOwn) {
  std::optional<StoreClaim> claim;
  claim.emplace(folder_, place_);
  EXPECT_FALSE(elsewhere());
  const Child other([this] { return elsewhere(); });
  EXPECT_TRUE(other.answered());
}

TEST_F(AStoreClaim, IsHeldBesideThoseOfOthers) {
  const auto other = claim_in_child();
  EXPECT_TRUE(elsewhere());
  const StoreClaim mine(folder_, place_);
  EXPECT_TRUE(elsewhere()) << "the other's, still";
  const Child third([this] { return elsewhere(); });
  EXPECT_TRUE(third.answered());
}

TEST_F(AStoreClaim, EndsWithItsProcessHoweverThatEnds) {
  const auto other = claim_in_child();
  EXPECT_TRUE(elsewhere());
  other->end();
  EXPECT_FALSE(elsewhere());
}

TEST_F(AStoreClaim, EndsWithTheLastOneInTheProcess) {
  std::optional<StoreClaim> first;
  std::optional<StoreClaim> second;
  first.emplace(folder_, place_);
  second.emplace(folder_, place_);
  first.reset();
  EXPECT_TRUE(Child([this] { return elsewhere(); }).answered());
  second.reset();
  EXPECT_FALSE(Child([this] { return elsewhere(); }).answered());
}

TEST_F(AStoreClaim, IsOfOneProfileAndOneStore) {
  const auto other = claim_in_child();
  EXPECT_FALSE(StoreClaim::held_elsewhere(folder_, StoreClaim::place_of("Bob", "record key")));
  EXPECT_FALSE(StoreClaim::held_elsewhere(folder_, StoreClaim::place_of("Alice", "another key")));
  EXPECT_NE(StoreClaim::place_of("Alice", "xkey"), StoreClaim::place_of("Alicex", "key"));
}

TEST_F(AStoreClaim, SurvivesAChildThatHasTheDescriptorAndClosesIt) {
  const StoreClaim claim(folder_, place_);
  {
    const Child child([] {
      bool closed = false;
      for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        std::error_code error;
        const auto file = std::filesystem::read_symlink(entry.path(), error);
        if (file.filename() == "open-stores.lock") closed = close(std::stoi(entry.path().filename())) == 0;
      }
      return closed;
    });
    EXPECT_TRUE(child.answered());
  }
  EXPECT_TRUE(Child([this] { return elsewhere(); }).answered());
}

TEST_F(AStoreClaim, WithoutAFolderHoldsNobodyUp) {
  const StoreClaim claim(folder_ / "nowhere", place_);
  EXPECT_FALSE(StoreClaim::held_elsewhere(folder_ / "nowhere", place_));
}

}  // namespace
}  // namespace postroom::test
