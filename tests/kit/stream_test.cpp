// SPDX-License-Identifier: Apache-2.0
#include "tests/kit/kit_fixture.hpp"

#include <postroom/failure.hpp>
#include <postroom/stream.hpp>

#include <objidl.h>

using namespace postroom;
using namespace postroom::kit;

namespace {

LARGE_INTEGER by(LONGLONG distance) {
  LARGE_INTEGER result{};
  result.QuadPart = distance;
  return result;
}
ULARGE_INTEGER of(ULONGLONG size) {
  ULARGE_INTEGER result{};
  result.QuadPart = size;
  return result;
}

class StreamTest : public test::KitTest {
 protected:
  std::string committed_ = "nothing";
  int commits_ = 0;

  com_ptr<IStream> writable(std::string bytes) {
    return make_memory_stream(core_, std::move(bytes), [this](const std::string& all) {
      committed_ = all;
      ++commits_;
    });
  }
};

TEST_F(StreamTest, ReadsFromItsPosition) {
  const auto stream = make_memory_stream(core_, "0123456789");
  ULARGE_INTEGER at{};
  EXPECT_EQ(stream->Seek(by(-3), STREAM_SEEK_END, &at), S_OK);
  EXPECT_EQ(at.QuadPart, 7U);
  EXPECT_EQ(read_all(stream.get()), "789");
  EXPECT_EQ(stream->Seek(by(-5), STREAM_SEEK_CUR, nullptr), S_OK);
  EXPECT_EQ(read_all(stream.get()), "56789");
  EXPECT_EQ(stream->Seek(by(-1), STREAM_SEEK_SET, nullptr), STG_E_INVALIDFUNCTION);
  EXPECT_EQ(stream->Seek(by(0), 9, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(stream->Seek(by(100), STREAM_SEEK_SET, nullptr), S_OK);
  EXPECT_EQ(read_all(stream.get()), "");
}

TEST_F(StreamTest, CannotBeWrittenWhenOpenedToRead) {
  const auto stream = make_memory_stream(core_, "x");
  ULONG written = 5;
  EXPECT_EQ(stream->Write("y", 1, &written), MAPI_E_NO_ACCESS);
  EXPECT_EQ(written, 0U);
  EXPECT_EQ(stream->SetSize(of(0)), MAPI_E_NO_ACCESS);
  EXPECT_EQ(read_all(stream.get()), "x");
}

TEST_F(StreamTest, HandsOverAllBytesAtCommit) {
  auto stream = writable("abc");
  EXPECT_EQ(stream->Seek(by(5), STREAM_SEEK_SET, nullptr), S_OK);
  write_all(stream.get(), "!");
  EXPECT_EQ(commits_, 0);
  EXPECT_EQ(stream->Commit(STGC_DEFAULT), S_OK);
  EXPECT_EQ(committed_, std::string("abc\0\0!", 6));
  EXPECT_EQ(stream->SetSize(of(1)), S_OK);
  EXPECT_EQ(stream->Revert(), S_OK);
  stream.reset();
  EXPECT_EQ(commits_, 1);
}

TEST_F(StreamTest, KeepsWhatWasWrittenWhenItIsReleasedWithoutCommit) {
  auto stream = writable("");
  write_all(stream.get(), "kept");
  com_ptr<IStream> clone;
  ASSERT_EQ(stream->Clone(clone.put()), S_OK);
  stream.reset();
  EXPECT_EQ(commits_, 0) << "a clone is still open";
  clone.reset();
  EXPECT_EQ(committed_, "kept");
}

TEST_F(StreamTest, WritesNothingAfterItsLogonIsOver) {
  auto stream = writable("");
  write_all(stream.get(), "lost");
  core_->gate().close();
  EXPECT_EQ(stream->Commit(STGC_DEFAULT), MAPI_E_INVALID_OBJECT);
  stream.reset();
  EXPECT_EQ(commits_, 0);
}

TEST_F(StreamTest, HasALimit) {
  const auto source = std::make_shared<MemorySource>(
      "", [](const std::string&) {}, 10);
  const auto stream = make_stream(core_, source, StreamMode::read_write);
  EXPECT_EQ(stream->SetSize(of(11)), MAPI_E_TOO_BIG);
  EXPECT_EQ(stream->Seek(by(1LL << 62), STREAM_SEEK_SET, nullptr), S_OK);
  EXPECT_EQ(stream->Write("x", 1, nullptr), MAPI_E_TOO_BIG);
  EXPECT_EQ(stream->Seek(by(1LL << 62), STREAM_SEEK_CUR, nullptr), STG_E_INVALIDFUNCTION);
  EXPECT_EQ(stream->Seek(by(0), STREAM_SEEK_SET, nullptr), S_OK);
  write_all(stream.get(), "0123456789");
  EXPECT_EQ(stream->Write("x", 1, nullptr), MAPI_E_TOO_BIG);
  EXPECT_EQ(source->size(), 10U);
}

TEST_F(StreamTest, CopiesToAnotherAndClonesShareTheBytes) {
  const auto from = make_memory_stream(core_, std::string(200000, 'q') + "end");
  const auto to = writable("");
  ULARGE_INTEGER read{};
  ULARGE_INTEGER written{};
  EXPECT_EQ(from->CopyTo(to.get(), of(~0ULL), &read, &written), S_OK);
  EXPECT_EQ(read.QuadPart, 200003U);
  EXPECT_EQ(written.QuadPart, 200003U);
  com_ptr<IStream> clone;
  ASSERT_EQ(to->Clone(clone.put()), S_OK);
  EXPECT_EQ(clone->Seek(by(200000), STREAM_SEEK_SET, nullptr), S_OK);
  EXPECT_EQ(read_all(clone.get()), "end");
  STATSTG stat{};
  EXPECT_EQ(clone->Stat(&stat, STATFLAG_NONAME), S_OK);
  EXPECT_EQ(stat.cbSize.QuadPart, 200003U);
}

TEST_F(StreamTest, CopiesToItsCloneNoMoreThanWasThereAtTheStart) {
  const std::string bytes(150000, 'q');
  const auto source = std::make_shared<MemorySource>(
      bytes, [](const std::string&) {}, 4 * bytes.size());
  const auto stream = make_stream(core_, source, StreamMode::read_write);
  com_ptr<IStream> clone;
  ASSERT_EQ(stream->Clone(clone.put()), S_OK);
  ASSERT_EQ(clone->Seek(by(0), STREAM_SEEK_END, nullptr), S_OK);
  ASSERT_EQ(stream->Seek(by(50000), STREAM_SEEK_SET, nullptr), S_OK);
  ULARGE_INTEGER read{};
  ULARGE_INTEGER written{};
  EXPECT_EQ(stream->CopyTo(clone.get(), of(~0ULL), &read, &written), S_OK);
  EXPECT_EQ(read.QuadPart, 100000U);
  EXPECT_EQ(written.QuadPart, 100000U);
  EXPECT_EQ(source->size(), 250000U);
}

TEST_F(StreamTest, LocksNoRegionsAndSaysSoAsOleDoes) {
  const auto stream = writable("abc");
  EXPECT_EQ(stream->LockRegion(of(0), of(1), LOCK_WRITE), STG_E_INVALIDFUNCTION);
  EXPECT_EQ(stream->UnlockRegion(of(0), of(1), LOCK_WRITE), STG_E_INVALIDFUNCTION);
}

}  // namespace
