// SPDX-License-Identifier: Apache-2.0
//
// POSTROOM_MEMORY=check says what a program did wrong with MAPI memory, and who did it, and lets it go on.
#include "checked_fixture.hpp"

#include <mapiutil.h>

#include <gmock/gmock.h>

#include <cstring>
#include <string>
#include <vector>

namespace postroom::test {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr ULONG kFreed = S_OK;

// A function of its own, whose name the reports say.
__attribute__((noinline)) void* allocated_by_name(ULONG size) {
  void* block = nullptr;
  EXPECT_EQ(MAPIAllocateBuffer(size, &block), S_OK);
  return block;
}
__attribute__((noinline)) ULONG freed_by_name(void* block) {
  const ULONG result = MAPIFreeBuffer(block);
  EXPECT_EQ(result, kFreed);
  return result;
}

TEST_F(CheckedBlocks, SayNothingOfAProgramThatIsRight) {
  EXPECT_THAT(said([] {
                void* const head = head_of(24);
                std::memset(head, 1, 24);
                std::memset(linked_to(head, 100), 2, 100);
                void* resized = nullptr;
                EXPECT_EQ(MAPIReallocateBuffer(head, 48, &resized), S_OK);
                std::memset(resized, 3, 48);
                EXPECT_EQ(MAPIFreeBuffer(resized), kFreed);
                EXPECT_EQ(MAPIFreeBuffer(nullptr), kFreed);
              }),
              IsEmpty());
  EXPECT_THAT(said_at_the_end(), IsEmpty());
}

TEST_F(CheckedBlocks, TellABlockThatIsFreedTwice) {
  void* const head = allocated_by_name(24);
  freed_by_name(head);
  EXPECT_THAT(said([&] { EXPECT_EQ(MAPIFreeBuffer(head), kFreed); }),
              AllOf(HasSubstr("postroom: MAPIFreeBuffer(0x"), HasSubstr("this is a block that was freed already"),
                    ContainsRegex("allocated by .*allocated_by_name"), ContainsRegex("freed by .*freed_by_name"),
                    ContainsRegex("      #1 .*CheckedBlocks_TellABlockThatIsFreedTwice")));
  const std::vector<trace::Entry> entries = traced(trace::Event::memory_misused);
  ASSERT_FALSE(entries.empty());
  EXPECT_EQ(entries.back().method, "MAPIFreeBuffer");
  EXPECT_EQ(entries.back().object, reinterpret_cast<std::uintptr_t>(head));
  EXPECT_THAT(entries.back().detail,
              HasSubstr("this is a block that was freed already, called by checked_blocks_test"));
}

TEST_F(CheckedBlocks, TellALinkedBlockThatIsFreedAloneAndKeepIt) {
  void* const head = head_of(24);
  void* const linked = linked_to(head, 24);
  EXPECT_THAT(said([&] { EXPECT_EQ(MAPIFreeBuffer(linked), kFreed); }),
              HasSubstr("this is a block of MAPIAllocateMore"));
  EXPECT_THAT(said([&] {
                std::memset(linked, 1, 24);
                EXPECT_EQ(MAPIFreeBuffer(head), kFreed);
              }),
              IsEmpty());
}

TEST_F(CheckedBlocks, TellAForeignPointerWithoutReadingThere) {
  const FencedPage fenced;
  for (void* foreign : {static_cast<void*>(fenced.page()), static_cast<void*>(fenced.forbidden())}) {
    EXPECT_THAT(said([&] { EXPECT_EQ(MAPIFreeBuffer(foreign), kFreed); }),
                HasSubstr("this is no block of MAPIAllocateBuffer"));
  }
}

TEST_F(CheckedBlocks, TellAHeadThatNothingCanBeLinkedTo) {
  void* const head = head_of(24);
  freed_by_name(head);
  void* more = nullptr;
  EXPECT_THAT(said([&] { EXPECT_EQ(MAPIAllocateMore(8, head, &more), MAPI_E_INVALID_PARAMETER); }),
              AllOf(HasSubstr("MAPIAllocateMore(0x"), HasSubstr("this is a block that was freed already")));
  EXPECT_THAT(said([&] { EXPECT_EQ(MAPIReallocateBuffer(head, 8, &more), MAPI_E_INVALID_PARAMETER); }),
              AllOf(HasSubstr("MAPIReallocateBuffer(0x"), HasSubstr("this is a block that was freed already")));
}

TEST_F(CheckedBlocks, TellAWriteBeyondTheEnd) {
  auto* const head = static_cast<char*>(allocated_by_name(21));
  auto* const linked = static_cast<char*>(linked_to(head, 5));
  head[21] = 0;
  linked[5] = 0;
  EXPECT_THAT(said([&] { MAPIFreeBuffer(head); }),
              AllOf(ContainsRegex("the block of 21 bytes at 0x[0-9a-f]+ was written to beyond its end"),
                    ContainsRegex("the block of 5 bytes at 0x[0-9a-f]+ was written to beyond its end"),
                    ContainsRegex("allocated by .*allocated_by_name")));
  EXPECT_THAT(said_at_the_end(), IsEmpty()) << "it is said once";
}

TEST_F(CheckedBlocks, TellAWriteBeforeTheStart) {
  auto* const head = static_cast<char*>(head_of(8));
  head[-1] = 0;
  EXPECT_THAT(said([&] { MAPIFreeBuffer(head); }), HasSubstr("was written to before its start"));
}

TEST_F(CheckedBlocks, TellAWriteToWhatWasFreed) {
  auto* const head = static_cast<char*>(allocated_by_name(24));
  freed_by_name(head);
  head[3] = 'x';
  EXPECT_THAT(said_at_the_end(),
              AllOf(ContainsRegex("the block of 24 bytes at 0x[0-9a-f]+ was written to after it was freed"),
                    ContainsRegex("allocated by .*allocated_by_name"), ContainsRegex("freed by .*freed_by_name")));
}

TEST_F(CheckedBlocks, LetGoWhatWasFreedLongAgo) {
  auto* const head = static_cast<char*>(head_of(24));
  MAPIFreeBuffer(head);
  head[3] = 'x';
  EXPECT_THAT(said([] {
                for (int i = 0; i < 40; ++i) MAPIFreeBuffer(head_of(1U << 20U));
              }),
              HasSubstr("was written to after it was freed"));
}

TEST_F(CheckedBlocks, LetGoWhatAReallocationFreedLongAgo) {
  auto* const head = static_cast<char*>(head_of(24));
  void* grown = nullptr;
  ASSERT_EQ(MAPIReallocateBuffer(head, 32, &grown), S_OK);
  head[3] = 'x';
  EXPECT_THAT(said([&] {
                for (ULONG i = 0; i < 40; ++i) MAPIReallocateBuffer(grown, (1U << 20U) + i, &grown);
              }),
              HasSubstr("was written to after it was freed"));
  MAPIFreeBuffer(grown);
}

TEST_F(CheckedBlocks, TellDamageOnce) {
  auto* const head = static_cast<char*>(head_of(24));
  head[24] = 'x';
  EXPECT_THAT(said_at_the_end(), HasSubstr("was written to beyond its end"));
  EXPECT_EQ(said([&] { MAPIFreeBuffer(head); }), "");
}

TEST_F(CheckedBlocks, FillWhatIsNewAndWhatIsFreed) {
  auto* const head = static_cast<unsigned char*>(head_of(4));
  EXPECT_EQ(head[0], 0xA5) << "who relies on zeros finds out";
  head[0] = 0;
  MAPIFreeBuffer(head);
  EXPECT_EQ(head[0], 0x5F) << "who reads what was freed finds out";
}

TEST_F(CheckedBlocks, NameWhatWasNotFreedWhenMapiEnds) {
  std::vector<void*> leaked;
  for (int i = 0; i < 3; ++i) leaked.push_back(allocated_by_name(100));
  linked_to(leaked[0], 20);
  EXPECT_THAT(said_at_the_end(),
              AllOf(HasSubstr("postroom: 3 blocks of MAPI memory (320 bytes) were not freed:\n"),
                    ContainsRegex("  3 blocks with 1 linked, 320 bytes, allocated by .*allocated_by_name"),
                    ContainsRegex("      #1 .*NameWhatWasNotFreedWhenMapiEnds")));
  const std::vector<trace::Entry> entries = traced(trace::Event::memory_leaked);
  ASSERT_FALSE(entries.empty());
  EXPECT_EQ(entries.back().answer, 3U);
  EXPECT_THAT(entries.back().detail, HasSubstr("3 blocks with 1 linked, 320 bytes, allocated by checked_blocks_test"));
  EXPECT_THAT(said_at_the_end(), IsEmpty()) << "they are said once";
  EXPECT_THAT(said([&] {
                for (void* block : leaked) EXPECT_EQ(MAPIFreeBuffer(block), kFreed);
              }),
              IsEmpty())
      << "late is better than never";
}

TEST_F(CheckedBlocks, WaitForTheEndOfTheUtilitiesBeforeTheyNameLeaks) {
  ASSERT_EQ(ScInitMapiUtil(0), S_OK);
  void* const head = head_of(8);
  EXPECT_THAT(said(MAPIUninitialize), Not(HasSubstr("not freed"))) << "it may still be freed";
  EXPECT_THAT(said(DeinitMapiUtil), HasSubstr("1 block of MAPI memory (8 bytes) was not freed"));
  ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
  MAPIFreeBuffer(head);
}

TEST_F(CheckedBlocks, StopTheProgramWithDebugModeAsWell) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  MAPIUninitialize();
  setenv("POSTROOM_DEBUG", "1", 1);
  ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
  alignas(16) static char foreign[64];
  EXPECT_DEATH(MAPIFreeBuffer(foreign), "this is no block of MAPIAllocateBuffer");
  unsetenv("POSTROOM_DEBUG");
  MAPIUninitialize();
  ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
}

}  // namespace
}  // namespace postroom::test
