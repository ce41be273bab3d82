// SPDX-License-Identifier: Apache-2.0
#include "initialised.hpp"

#include "content/rtf/compressed_rtf.hpp"

#include <postroom/failure.hpp>
#include <postroom/stream.hpp>

#include <atomic>
#include <string>
#include <string_view>
#include <thread>

namespace postroom {
namespace {

constexpr const char* kPlainRtf = "{\\rtf1\\ansi\\pard hello world, hello world, hello world\\par}\r\n";

class WrapCompressedRTFStreamFunction : public test::Initialised {
 protected:
  kit::com_ptr<IStream> compressed(std::string bytes = {}) {
    return kit::make_memory_stream(std::make_shared<kit::Core>(nullptr, 0), std::move(bytes),
                                   [this](const std::string& all) { committed_ = all; });
  }
  kit::com_ptr<IStream> wrapped(IStream* stream, ULONG flags) {
    IStream* rtf = nullptr;
    EXPECT_EQ(WrapCompressedRTFStream(stream, flags, &rtf), S_OK);
    return kit::com_ptr<IStream>::attach(rtf);
  }
  std::string written(ULONG flags) {
    const auto rtf = wrapped(compressed().get(), flags | MAPI_MODIFY);
    kit::write_all(rtf.get(), kPlainRtf);
    EXPECT_EQ(rtf->Commit(STGC_DEFAULT), S_OK);
    return committed_;
  }

  std::string committed_;
};

TEST_F(WrapCompressedRTFStreamFunction, ReadsWhatItWrote) {
  const std::string stream = written(0);
  EXPECT_EQ(stream.substr(8, 4), "LZFu");
  EXPECT_LT(stream.size(), std::string_view(kPlainRtf).size() + 16);
  EXPECT_EQ(kit::read_all(wrapped(compressed(stream).get(), 0).get()), kPlainRtf);
}

TEST_F(WrapCompressedRTFStreamFunction, StoresUncompressedRtfWhenAsked) {
  const std::string stream = written(STORE_UNCOMPRESSED_RTF);
  EXPECT_EQ(stream.substr(8, 4), "MELA");
  EXPECT_EQ(stream.substr(16), kPlainRtf);
  EXPECT_EQ(kit::read_all(wrapped(compressed(stream).get(), STORE_UNCOMPRESSED_RTF).get()), kPlainRtf);
}

TEST_F(WrapCompressedRTFStreamFunction, ReplacesAllThatTheStreamHad) {
  const auto stream = compressed(std::string(5000, 'x'));
  const auto rtf = wrapped(stream.get(), MAPI_MODIFY);
  kit::write_all(rtf.get(), "{\\rtf1 ");
  EXPECT_EQ(rtf->Commit(STGC_DEFAULT), S_OK);
  kit::write_all(rtf.get(), "more}");
  EXPECT_EQ(rtf->Commit(STGC_DEFAULT), S_OK);
  EXPECT_EQ(kit::read_all(wrapped(compressed(committed_).get(), 0).get()), "{\\rtf1 more}");
}

TEST_F(WrapCompressedRTFStreamFunction, KeepsWhatWasWrittenWhenItIsReleasedWithoutCommit) {
  kit::write_all(wrapped(compressed().get(), MAPI_MODIFY).get(), kPlainRtf);
  EXPECT_EQ(kit::read_all(wrapped(compressed(committed_).get(), 0).get()), kPlainRtf);
}

TEST_F(WrapCompressedRTFStreamFunction, LeavesWhatWasThereWhenItCannotBeReplacedAndMayCommitAgain) {
  const std::string before = written(0);
  int failures = 1;
  const auto stream = kit::make_memory_stream(std::make_shared<kit::Core>(nullptr, 0), before, [&](const auto& all) {
    if (failures-- > 0) kit::fail(MAPI_E_NOT_ENOUGH_DISK);
    committed_ = all;
  });
  const auto rtf = wrapped(stream.get(), MAPI_MODIFY);
  kit::write_all(rtf.get(), "{\\rtf1 new}");
  EXPECT_EQ(rtf->Commit(STGC_DEFAULT), MAPI_E_NOT_ENOUGH_DISK);
  EXPECT_EQ(stream->Seek({}, STREAM_SEEK_SET, nullptr), S_OK);
  EXPECT_EQ(kit::read_all(stream.get()), before);
  EXPECT_EQ(rtf->Commit(STGC_DEFAULT), S_OK);
  EXPECT_EQ(kit::read_all(wrapped(compressed(committed_).get(), 0).get()), "{\\rtf1 new}");
}

TEST_F(WrapCompressedRTFStreamFunction, IsNotCommittedByItsReleaseAfterACommitThatFailed) {
  int commits = 0;
  const auto stream = kit::make_memory_stream(std::make_shared<kit::Core>(nullptr, 0), "", [&](const auto&) {
    if (++commits == 1) kit::fail(MAPI_E_NOT_ENOUGH_DISK);
  });
  auto rtf = wrapped(stream.get(), MAPI_MODIFY);
  kit::write_all(rtf.get(), kPlainRtf);
  EXPECT_EQ(rtf->Commit(STGC_DEFAULT), MAPI_E_NOT_ENOUGH_DISK);
  rtf.reset();
  EXPECT_EQ(commits, 1);
}

TEST_F(WrapCompressedRTFStreamFunction, CommitsForOneThreadAtATime) {
  std::atomic<int> inside{0};
  const auto stream = kit::make_memory_stream(std::make_shared<kit::Core>(nullptr, 0), "", [&](const auto& all) {
    EXPECT_EQ(++inside, 1);
    std::this_thread::yield();
    committed_ = all;
    --inside;
  });
  const auto rtf = wrapped(stream.get(), MAPI_MODIFY);
  const auto write = [&] {
    for (int i = 0; i < 50; ++i) {
      kit::write_all(rtf.get(), "{}");
      EXPECT_EQ(rtf->Commit(STGC_DEFAULT), S_OK);
    }
  };
  std::thread other(write);
  write();
  other.join();
  EXPECT_EQ(kit::read_all(wrapped(compressed(committed_).get(), 0).get()).size(), 200U);
}

TEST_F(WrapCompressedRTFStreamFunction, ChangesNothingWhenNothingWasWritten) {
  EXPECT_EQ(wrapped(compressed("as it was").get(), MAPI_MODIFY)->Commit(STGC_DEFAULT), S_OK);
  EXPECT_EQ(committed_, "");
}

TEST_F(WrapCompressedRTFStreamFunction, SaysThatTheStreamIsNotCompressedRtf) {
  for (const char* bytes : {"", "{\\rtf1 not compressed at all}"}) {
    IStream* rtf = nullptr;
    EXPECT_EQ(WrapCompressedRTFStream(compressed(bytes).get(), 0, &rtf), MAPI_E_CORRUPT_DATA) << bytes;
    EXPECT_EQ(rtf, nullptr);
  }
}

TEST_F(WrapCompressedRTFStreamFunction, LetsAReaderReadAndAWriterWrite) {
  const std::string stream = written(0);
  const auto reader = wrapped(compressed(stream).get(), 0);
  const auto writer = wrapped(compressed().get(), MAPI_MODIFY);
  char byte = 'x';
  ULONG count = 7;
  EXPECT_EQ(reader->Write(&byte, 1, &count), MAPI_E_NO_ACCESS);
  EXPECT_EQ(count, 0U);
  EXPECT_EQ(writer->Read(&byte, 1, nullptr), MAPI_E_NO_ACCESS);
  EXPECT_EQ(writer->CopyTo(reader.get(), {}, nullptr, nullptr), MAPI_E_NO_ACCESS);
  EXPECT_EQ(reader->Read(nullptr, 1, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(reader->Commit(STGC_DEFAULT), S_OK);
}

TEST_F(WrapCompressedRTFStreamFunction, CopiesTheRest) {
  const auto reader = wrapped(compressed(written(0)).get(), 0);
  char first[5];
  ASSERT_EQ(reader->Read(first, sizeof first, nullptr), S_OK);
  const auto target = compressed();
  ULARGE_INTEGER all;
  all.QuadPart = ~0ULL;
  ULARGE_INTEGER copied;
  EXPECT_EQ(reader->CopyTo(target.get(), all, &copied, nullptr), S_OK);
  EXPECT_EQ(copied.QuadPart, std::string_view(kPlainRtf).size() - 5);
  ASSERT_EQ(target->Commit(STGC_DEFAULT), S_OK);
  EXPECT_EQ(committed_, std::string_view(kPlainRtf).substr(5));
}

TEST_F(WrapCompressedRTFStreamFunction, DoesNotSupportTheMethodsThatItsDocumentationNames) {
  const std::string bytes = written(0);
  for (const ULONG flags : {0U, MAPI_MODIFY}) {
    const auto stream = wrapped(compressed(bytes).get(), flags);
    auto* clone = stream.get();
    STATSTG stat;
    EXPECT_EQ(stream->Clone(&clone), MAPI_E_NO_SUPPORT);
    EXPECT_EQ(clone, nullptr);
    EXPECT_EQ(stream->LockRegion({}, {}, 0), MAPI_E_NO_SUPPORT);
    EXPECT_EQ(stream->Revert(), MAPI_E_NO_SUPPORT);
    EXPECT_EQ(stream->Seek({}, STREAM_SEEK_SET, nullptr), MAPI_E_NO_SUPPORT);
    EXPECT_EQ(stream->SetSize({}), MAPI_E_NO_SUPPORT);
    EXPECT_EQ(stream->Stat(&stat, 0), MAPI_E_NO_SUPPORT);
    EXPECT_EQ(stream->UnlockRegion({}, {}, 0), MAPI_E_NO_SUPPORT);
  }
}

TEST_F(WrapCompressedRTFStreamFunction, RefusesNullAndUnknownFlags) {
  IStream* rtf = nullptr;
  const auto stream = compressed();
  EXPECT_EQ(WrapCompressedRTFStream(nullptr, 0, &rtf), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(WrapCompressedRTFStream(stream.get(), 0, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(WrapCompressedRTFStream(stream.get(), 0x10, &rtf), MAPI_E_UNKNOWN_FLAGS);
}

class WrapCompressedRTFStreamExFunction : public WrapCompressedRTFStreamFunction {
 protected:
  HRESULT wrap(ULONG flags, const std::string& bytes) {
    const RTF_WCSINFO info{sizeof info, flags, 1252, 65001};
    RTF_WCSRETINFO result{sizeof result, 99};
    IStream* rtf = nullptr;
    const HRESULT code = WrapCompressedRTFStreamEx(compressed(bytes).get(), &info, &rtf, &result);
    rtf_ = kit::com_ptr<IStream>::attach(rtf);
    return code;
  }
  kit::com_ptr<IStream> rtf_;
};

TEST_F(WrapCompressedRTFStreamExFunction, ReadsAndWritesRtf) {
  ASSERT_EQ(wrap(0, written(0)), S_OK);
  EXPECT_EQ(kit::read_all(rtf_.get()), kPlainRtf);
  ASSERT_EQ(wrap(MAPI_MODIFY | STORE_UNCOMPRESSED_RTF, {}), S_OK);
  kit::write_all(rtf_.get(), "{\\rtf1}");
  ASSERT_EQ(rtf_->Commit(STGC_DEFAULT), S_OK);
  EXPECT_EQ(committed_.substr(16), "{\\rtf1}");
}

TEST_F(WrapCompressedRTFStreamExFunction, AnswersTheBodyThatTheRtfWasMadeFrom) {
  const auto native = [&](const char* rtf, ULONG type, ULONG in, ULONG out) {
    const RTF_WCSINFO info{sizeof info, MAPI_NATIVE_BODY, in, out};
    RTF_WCSRETINFO result{sizeof result, 99};
    IStream* stream = nullptr;
    EXPECT_EQ(WrapCompressedRTFStreamEx(compressed(content::compress_rtf(rtf)).get(), &info, &stream, &result), S_OK);
    EXPECT_EQ(result.ulStreamFlags, type);
    return kit::read_all(kit::com_ptr<IStream>::attach(stream).get());
  };
  const char* html = "{\\rtf1\\ansi\\fromhtml1{\\*\\htmltag64 <p>}\\htmlrtf x\\htmlrtf0 \\'e4\\u1046?}";
  EXPECT_EQ(native(html, MAPI_NATIVE_BODY_TYPE_HTML, 0, 0), "<p>äЖ");
  EXPECT_EQ(native(html, MAPI_NATIVE_BODY_TYPE_HTML, 1252, 0), "<p>\xE4&#1046;") << "as the message's";
  EXPECT_EQ(native(html, MAPI_NATIVE_BODY_TYPE_HTML, 1252, 65001), "<p>äЖ");
  EXPECT_EQ(native(html, MAPI_NATIVE_BODY_TYPE_HTML, 99999, 0), "<p>äЖ");
  EXPECT_EQ(native("{\\rtf1\\fromtext a\\par b}", MAPI_NATIVE_BODY_TYPE_PLAINTEXT, 0, 0), "a\r\nb");
  EXPECT_EQ(native(kPlainRtf, MAPI_NATIVE_BODY_TYPE_RTF, 0, 1252), kPlainRtf);
}

TEST_F(WrapCompressedRTFStreamExFunction, RefusesANativeBodyToWriteOrOfAnUnknownCodePage) {
  EXPECT_EQ(wrap(MAPI_NATIVE_BODY | MAPI_MODIFY, written(0)), MAPI_E_INVALID_PARAMETER);
  const RTF_WCSINFO info{sizeof info, MAPI_NATIVE_BODY, 0, 99999};
  RTF_WCSRETINFO result{sizeof result, 99};
  IStream* rtf = nullptr;
  const auto stream = compressed(content::compress_rtf("{\\rtf1\\fromtext a}"));
  EXPECT_EQ(WrapCompressedRTFStreamEx(stream.get(), &info, &rtf, &result), MAPI_E_UNKNOWN_CPID);
  EXPECT_EQ(rtf, nullptr);
}

TEST_F(WrapCompressedRTFStreamExFunction, RefusesStructuresOfTheWrongSize) {
  const auto stream = compressed();
  IStream* rtf = nullptr;
  RTF_WCSINFO info{sizeof info, MAPI_MODIFY, 0, 0};
  RTF_WCSRETINFO result{sizeof result, 0};
  EXPECT_EQ(WrapCompressedRTFStreamEx(stream.get(), nullptr, &rtf, &result), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(WrapCompressedRTFStreamEx(stream.get(), &info, &rtf, nullptr), MAPI_E_INVALID_PARAMETER);
  result.size = 1;
  EXPECT_EQ(WrapCompressedRTFStreamEx(stream.get(), &info, &rtf, &result), MAPI_E_INVALID_PARAMETER);
  result.size = sizeof result;
  info.size = 1;
  EXPECT_EQ(WrapCompressedRTFStreamEx(stream.get(), &info, &rtf, &result), MAPI_E_INVALID_PARAMETER);
}

TEST(WrapCompressedRTFStreamBeforeInitialisation, SaysSo) {
  const auto stream = kit::make_memory_stream(std::make_shared<kit::Core>(nullptr, 0), "");
  IStream* rtf = nullptr;
  EXPECT_EQ(WrapCompressedRTFStream(stream.get(), 0, &rtf), MAPI_E_NOT_INITIALIZED);
  EXPECT_EQ(WrapCompressedRTFStream(stream.get(), MAPI_MODIFY, &rtf), MAPI_E_NOT_INITIALIZED);
}

}  // namespace
}  // namespace postroom
