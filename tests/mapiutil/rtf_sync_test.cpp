// SPDX-License-Identifier: Apache-2.0
#include "initialised.hpp"
#include "plain_message.hpp"
#include "reluctant_source.hpp"

#include "content/rtf/compressed_rtf.hpp"
#include "content/rtf/rtf_text.hpp"

#include <mapitags.h>

#include <algorithm>
#include <vector>

namespace postroom {
namespace {

constexpr const char* kFormattedRtf = "{\\rtf1\\ansi\\pard Hello {\\b world}\\par}";

class RTFSyncFunction : public test::Initialised {
 protected:
  void SetUp() override {
    Initialised::SetUp();
    source_ = std::make_shared<test::ReluctantSource>();
    message_ = kit::make_object<test::PlainMessage>(source_);
  }
  void TearDown() override {
    message_.reset();
    Initialised::TearDown();
  }

  void set_rtf(std::string_view rtf) { source_->set({PR_RTF_COMPRESSED, content::compress_rtf(rtf)}); }
  void set_body(std::string_view text) { source_->set({PR_BODY_W, text}); }
  bool sync(ULONG flags) {
    BOOL updated = 99;
    EXPECT_EQ(RTFSync(message_.get(), flags, &updated), S_OK);
    return updated == TRUE;
  }
  HRESULT answer(ULONG flags) {
    BOOL updated = 99;
    const HRESULT code = RTFSync(message_.get(), flags, &updated);
    EXPECT_EQ(updated, FALSE);
    return code;
  }
  kit::PropertyBag now() const { return source_->bag(); }
  std::string body() const { return std::string(now().text(PR_BODY_W, "(none)")); }
  std::string rtf() const { return content::decompress_rtf(now().binary(PR_RTF_COMPRESSED)); }
  ULONG message_options() const { return message_->options; }
  bool in_sync() const { return now().boolean(PR_RTF_IN_SYNC); }

  std::shared_ptr<test::ReluctantSource> source_;
  kit::com_ptr<test::PlainMessage> message_;
};

TEST_F(RTFSyncFunction, MakesTheTextFromRtfThatChanged) {
  set_body("Good bye");
  set_rtf(kFormattedRtf);
  EXPECT_TRUE(sync(RTF_SYNC_RTF_CHANGED));
  EXPECT_EQ(body(), "Hello world\r\n");
  EXPECT_EQ(rtf(), kFormattedRtf);
  EXPECT_TRUE(in_sync());
}

TEST_F(RTFSyncFunction, ChangesNothingTheSecondTime) {
  set_rtf(kFormattedRtf);
  for (const ULONG flags :
       {RTF_SYNC_RTF_CHANGED, RTF_SYNC_BODY_CHANGED, RTF_SYNC_RTF_CHANGED | RTF_SYNC_BODY_CHANGED}) {
    set_body("Good bye " + std::to_string(flags));
    EXPECT_TRUE(sync(flags)) << flags;
    EXPECT_FALSE(sync(flags)) << flags;
  }
}

TEST_F(RTFSyncFunction, SaysByWhatTheTwoAreCompared) {
  set_rtf("{\\rtf1 \\u8203? Hello, world \\par}");
  sync(RTF_SYNC_RTF_CHANGED);
  EXPECT_EQ(now().number(PR_RTF_SYNC_BODY_COUNT), 11);
  EXPECT_EQ(now().text(PR_RTF_SYNC_BODY_TAG_W), "Hello,world");
  EXPECT_EQ(now().number(PR_RTF_SYNC_PREFIX_COUNT), 1) << "white space is not counted";
  EXPECT_EQ(now().number(PR_RTF_SYNC_TRAILING_COUNT), 3);
  const LONG crc = now().number(PR_RTF_SYNC_BODY_CRC);
  set_body("Hello,\r\nworld");
  sync(RTF_SYNC_BODY_CHANGED);
  EXPECT_EQ(now().number(PR_RTF_SYNC_BODY_CRC), crc);
}

TEST_F(RTFSyncFunction, KeepsBothWhenOnlyWhiteSpaceDiffers) {
  set_rtf(kFormattedRtf);
  set_body("Hello\r\n\r\nworld");
  EXPECT_TRUE(sync(RTF_SYNC_BODY_CHANGED)) << "PR_RTF_IN_SYNC is new";
  EXPECT_EQ(body(), "Hello\r\n\r\nworld");
  EXPECT_EQ(rtf(), kFormattedRtf);
  EXPECT_TRUE(in_sync());
}

TEST_F(RTFSyncFunction, AddsToTheRtfWhatAGatewayAddedToTheText) {
  set_rtf(kFormattedRtf);
  set_body("Beware!\r\nHello world\r\n-- \r\nscanned");
  EXPECT_TRUE(sync(RTF_SYNC_BODY_CHANGED));
  EXPECT_NE(rtf().find("{\\b world}"), std::string::npos);
  EXPECT_EQ(content::read_rtf(rtf()).text, "Beware!\r\nHello world\r\n-- \r\nscanned");
  EXPECT_EQ(body(), "Beware!\r\nHello world\r\n-- \r\nscanned");
}

TEST_F(RTFSyncFunction, MakesTheRtfAnewFromTextThatHasBecomeAnother) {
  set_rtf(kFormattedRtf);
  set_body("Good bye");
  EXPECT_TRUE(sync(RTF_SYNC_BODY_CHANGED));
  EXPECT_EQ(body(), "Good bye");
  EXPECT_EQ(content::native_body(rtf()).origin, content::RtfOrigin::plain_text);
  EXPECT_EQ(content::read_rtf(rtf()).text, "Good bye");
}

TEST_F(RTFSyncFunction, PrefersTheRtfOfTwoThatChangedApart) {
  set_rtf(kFormattedRtf);
  set_body("Good bye");
  EXPECT_TRUE(sync(RTF_SYNC_RTF_CHANGED | RTF_SYNC_BODY_CHANGED));
  EXPECT_EQ(body(), "Hello world\r\n");
  EXPECT_EQ(rtf(), kFormattedRtf);
}

TEST_F(RTFSyncFunction, MakesTheOneThatIsMissing) {
  set_rtf(kFormattedRtf);
  EXPECT_TRUE(sync(RTF_SYNC_BODY_CHANGED)) << "as before the RTF is read that came without text";
  EXPECT_EQ(body(), "Hello world\r\n");
  EXPECT_EQ(rtf(), kFormattedRtf);

  source_->replace({{PR_BODY_W, "Only text"}});
  EXPECT_TRUE(sync(RTF_SYNC_BODY_CHANGED));
  EXPECT_EQ(content::read_rtf(rtf()).text, "Only text");
  EXPECT_TRUE(in_sync());
}

TEST_F(RTFSyncFunction, EndsTheSynchronisationWithRtfThatWasDeleted) {
  set_rtf(kFormattedRtf);
  sync(RTF_SYNC_RTF_CHANGED);
  source_->erase(PR_RTF_COMPRESSED);
  EXPECT_TRUE(sync(RTF_SYNC_RTF_CHANGED));
  EXPECT_FALSE(now().has(PR_RTF_IN_SYNC));
  EXPECT_FALSE(now().has(PR_RTF_SYNC_BODY_CRC));
  EXPECT_EQ(body(), "Hello world\r\n");
  EXPECT_FALSE(sync(RTF_SYNC_RTF_CHANGED));
}

TEST_F(RTFSyncFunction, SaysThatTheSynchronisationCouldNotBeEnded) {
  set_rtf(kFormattedRtf);
  sync(RTF_SYNC_RTF_CHANGED);
  source_->erase(PR_RTF_COMPRESSED);
  source_->kept = {PR_RTF_IN_SYNC};
  EXPECT_EQ(answer(RTF_SYNC_RTF_CHANGED), MAPI_E_NO_ACCESS);
  source_->kept = {PR_RTF_SYNC_BODY_CRC};
  EXPECT_TRUE(sync(RTF_SYNC_RTF_CHANGED));
  EXPECT_FALSE(sync(RTF_SYNC_RTF_CHANGED)) << "nothing more can be deleted";
}

// A store may make the text of the RTF that it is given.
TEST_F(RTFSyncFunction, WritesTheRtfLast) {
  set_rtf(kFormattedRtf);
  set_body("Beware!\r\nHello world");
  source_->written.clear();
  EXPECT_TRUE(sync(RTF_SYNC_BODY_CHANGED));
  const std::vector<ULONG>& written = source_->written;
  const auto rtf_begin = std::ranges::find(written, PR_RTF_COMPRESSED);
  ASSERT_NE(rtf_begin, written.end());
  EXPECT_EQ(std::count(written.begin(), rtf_begin, PR_RTF_IN_SYNC), 1);
  EXPECT_EQ(std::count(rtf_begin, written.end(), PR_RTF_COMPRESSED), written.end() - rtf_begin);
}

TEST_F(RTFSyncFunction, DoesNothingWhenNothingChangedOrThereIsNothing) {
  EXPECT_FALSE(sync(RTF_SYNC_RTF_CHANGED | RTF_SYNC_BODY_CHANGED));
  set_rtf("{\\rtf1 other}");
  set_body("text");
  EXPECT_FALSE(sync(0));
  EXPECT_EQ(body(), "text");
}

TEST_F(RTFSyncFunction, ReadsAndWritesWhatIsTooLargeForOneCall) {
  std::string text;
  while (text.size() < 300000) text += "Some more of a long text: é. ";
  set_rtf(content::rtf_of_text(text));
  EXPECT_TRUE(sync(RTF_SYNC_RTF_CHANGED));
  EXPECT_EQ(body(), text);
  set_body(text + "And a line.");
  EXPECT_TRUE(sync(RTF_SYNC_BODY_CHANGED));
  EXPECT_EQ(content::read_rtf(rtf()).text, text + "And a line.");
}

TEST_F(RTFSyncFunction, TellsWhatWentWrong) {
  source_->set({PR_RTF_COMPRESSED, "no compressed RTF"});
  set_body("text");
  EXPECT_EQ(answer(RTF_SYNC_RTF_CHANGED), MAPI_E_CORRUPT_DATA);
  set_rtf("no RTF at all");
  EXPECT_EQ(answer(RTF_SYNC_RTF_CHANGED | RTF_SYNC_BODY_CHANGED), MAPI_E_CORRUPT_DATA);
  EXPECT_EQ(body(), "text");
  source_->erase(PR_BODY_W);
  EXPECT_EQ(answer(RTF_SYNC_BODY_CHANGED), MAPI_E_CORRUPT_DATA) << "there is no text to make it of";
  set_rtf(kFormattedRtf);
  source_->refused = {PR_BODY_W};
  EXPECT_EQ(answer(RTF_SYNC_RTF_CHANGED), MAPI_E_NO_ACCESS);
}

TEST_F(RTFSyncFunction, WritesOverNothingThatCannotBeRead) {
  set_rtf(kFormattedRtf);
  set_body("Good bye");
  source_->kept_back = {PR_BODY_W};
  EXPECT_EQ(answer(RTF_SYNC_RTF_CHANGED), MAPI_E_NO_ACCESS);
  EXPECT_EQ(answer(RTF_SYNC_BODY_CHANGED), MAPI_E_NO_ACCESS);
  EXPECT_EQ(body(), "Good bye");
  EXPECT_EQ(rtf(), kFormattedRtf);
  source_->kept_back = {PR_RTF_IN_SYNC};
  EXPECT_EQ(answer(RTF_SYNC_RTF_CHANGED), MAPI_E_NO_ACCESS);
  EXPECT_EQ(body(), "Good bye");
}

TEST_F(RTFSyncFunction, LeavesTheTextToAStoreThatComputesIt) {
  set_rtf(kFormattedRtf);
  source_->refused = {PR_BODY_W};
  source_->refusal = MAPI_E_COMPUTED;
  EXPECT_TRUE(sync(RTF_SYNC_RTF_CHANGED));
  EXPECT_FALSE(sync(RTF_SYNC_RTF_CHANGED)) << "the store takes nothing of it";
  EXPECT_TRUE(in_sync());
}

TEST_F(RTFSyncFunction, MakesAnewTheRtfThatCannotBeRead) {
  set_body("text");
  source_->set({PR_RTF_COMPRESSED, "no compressed RTF"});
  EXPECT_TRUE(sync(RTF_SYNC_BODY_CHANGED));
  EXPECT_EQ(content::read_rtf(rtf()).text, "text");
  set_rtf("no RTF at all");
  EXPECT_TRUE(sync(RTF_SYNC_BODY_CHANGED));
  EXPECT_EQ(content::read_rtf(rtf()).text, "text");
  set_rtf("");
  EXPECT_TRUE(sync(RTF_SYNC_BODY_CHANGED));
  EXPECT_EQ(content::read_rtf(rtf()).text, "text");
  EXPECT_EQ(body(), "text");
}

TEST_F(RTFSyncFunction, MakesAnewTheRtfThatIsTooDeep) {
  set_rtf("{\\rtf1" + std::string(content::kDeepestRtf, '{'));
  set_body("text");
  EXPECT_EQ(answer(RTF_SYNC_RTF_CHANGED | RTF_SYNC_BODY_CHANGED), MAPI_E_TOO_COMPLEX);
  EXPECT_TRUE(sync(RTF_SYNC_BODY_CHANGED));
  EXPECT_EQ(content::read_rtf(rtf()).text, "text");
  set_rtf("{\\rtf1" + std::string(content::kDeepestRtf - 1, '{') + "Hello");
  set_body("x Hello");
  EXPECT_TRUE(sync(RTF_SYNC_BODY_CHANGED)) << "nothing can be added to it";
  EXPECT_EQ(content::read_rtf(rtf()).text, "x Hello");
}

TEST_F(RTFSyncFunction, EndsTheSynchronisationWithRtfThatIsEmpty) {
  set_rtf(kFormattedRtf);
  sync(RTF_SYNC_RTF_CHANGED);
  set_rtf("");
  EXPECT_TRUE(sync(RTF_SYNC_RTF_CHANGED));
  EXPECT_FALSE(now().has(PR_RTF_IN_SYNC));
}

TEST_F(RTFSyncFunction, WritesAsAStreamTheTextThatIsTooLargeForTheStore) {
  for (const HRESULT refusal : {MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_TOO_BIG}) {
    source_ = std::make_shared<test::ReluctantSource>();
    message_ = kit::make_object<test::PlainMessage>(source_);
    set_rtf(kFormattedRtf);
    source_->refused = {PR_BODY_W};
    source_->refusal = refusal;
    EXPECT_TRUE(sync(RTF_SYNC_RTF_CHANGED));
    EXPECT_EQ(body(), "Hello world\r\n");
    EXPECT_TRUE(in_sync());
  }
}

TEST_F(RTFSyncFunction, NeedsNoStoreThatTakesWhatTheTextsAreComparedBy) {
  set_rtf(kFormattedRtf);
  source_->refused = {PR_RTF_SYNC_BODY_CRC, PR_RTF_SYNC_BODY_TAG_W};
  EXPECT_TRUE(sync(RTF_SYNC_RTF_CHANGED));
  EXPECT_FALSE(sync(RTF_SYNC_RTF_CHANGED)) << "the store takes nothing of it";
  EXPECT_TRUE(in_sync());
  EXPECT_EQ(body(), "Hello world\r\n");
  source_->replace({});
  set_rtf(kFormattedRtf);
  source_->refused = {PR_RTF_IN_SYNC};
  EXPECT_EQ(answer(RTF_SYNC_RTF_CHANGED), MAPI_E_NO_ACCESS);
}

TEST_F(RTFSyncFunction, OpensTheRtfForWriting) {
  set_body("Only text");
  EXPECT_TRUE(sync(RTF_SYNC_BODY_CHANGED));
  EXPECT_EQ(message_options(), ULONG{STGM_WRITE});
}

TEST_F(RTFSyncFunction, RefusesNullAndUnknownFlags) {
  BOOL updated = TRUE;
  EXPECT_EQ(RTFSync(nullptr, RTF_SYNC_RTF_CHANGED, &updated), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(updated, FALSE);
  EXPECT_EQ(RTFSync(message_.get(), RTF_SYNC_RTF_CHANGED, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(answer(4), MAPI_E_UNKNOWN_FLAGS);
}

TEST(RTFSyncBeforeInitialisation, SaysSo) {
  kit::set_allocators({MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer});
  const auto message = kit::make_object<test::PlainMessage>(std::make_shared<test::ReluctantSource>());
  BOOL updated = TRUE;
  EXPECT_EQ(RTFSync(message.get(), RTF_SYNC_RTF_CHANGED, &updated), MAPI_E_NOT_INITIALIZED);
}

}  // namespace
}  // namespace postroom
