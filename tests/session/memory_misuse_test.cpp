// SPDX-License-Identifier: Apache-2.0
//
// Debug mode (POSTROOM_DEBUG=1) stops a program where it misuses MAPI memory and says what it did.
#include <gtest/gtest.h>
#include <mapix.h>

#include <cstdlib>

namespace postroom::test {
namespace {

class MemoryInDebugMode : public testing::Test {
 protected:
  void SetUp() override {
    testing::GTEST_FLAG(death_test_style) = "threadsafe";  // a forked child has no MAPI
    setenv("POSTROOM_DEBUG", "1", 1);
    ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
    ASSERT_EQ(MAPIAllocateBuffer(32, &head_), S_OK);
    ASSERT_EQ(MAPIAllocateMore(32, head_, &linked_), S_OK);
  }
  void TearDown() override {
    MAPIFreeBuffer(head_);
    MAPIUninitialize();
    unsetenv("POSTROOM_DEBUG");
  }

  void* head_ = nullptr;
  void* linked_ = nullptr;
};

TEST_F(MemoryInDebugMode, CatchesALinkedBlockThatIsFreedAlone) {
  EXPECT_DEATH(MAPIFreeBuffer(linked_), "called by session_objects_test.*: this is a block of MAPIAllocateMore");
}

TEST_F(MemoryInDebugMode, CatchesAForeignPointer) {
  alignas(16) static char foreign[64] = {};
  EXPECT_DEATH(MAPIFreeBuffer(foreign + 32), "this is no block of MAPIAllocateBuffer");
}

TEST_F(MemoryInDebugMode, FreesAHeadWithWhatIsLinkedToIt) {
  void* other = nullptr;
  void* more = nullptr;
  ASSERT_EQ(MAPIAllocateBuffer(1, &other), S_OK);
  ASSERT_EQ(MAPIAllocateMore(1, other, &more), S_OK);
  EXPECT_EQ(MAPIFreeBuffer(other), static_cast<ULONG>(S_OK));
  EXPECT_EQ(MAPIFreeBuffer(nullptr), static_cast<ULONG>(S_OK));
}

}  // namespace
}  // namespace postroom::test
