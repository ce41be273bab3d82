// SPDX-License-Identifier: Apache-2.0
#include "initialised.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/stream.hpp>
#include <postroom/text.hpp>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>

namespace postroom {
namespace {

namespace fs = std::filesystem;

class OpenStreamOnFileFunction : public test::Initialised {
 protected:
  void SetUp() override {
    Initialised::SetUp();
    std::string folder = (fs::temp_directory_path() / "postroom-XXXXXX").string();
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
  }
  void TearDown() override {
    stream_.reset();
    fs::remove_all(folder_);
    Initialised::TearDown();
  }

  HRESULT open(ULONG flags, const char* name, const char* prefix = nullptr) {
    return ::OpenStreamOnFile(MAPIAllocateBuffer, MAPIFreeBuffer, flags, name, prefix, stream_.put());
  }
  HRESULT open(ULONG flags, const fs::path& name, const char* prefix = nullptr) {
    return open(flags, name.c_str(), prefix);
  }
  fs::path file(const std::string& text = "some text") {
    const fs::path path = folder_ / "file.txt";
    std::ofstream(path) << text;
    return path;
  }
  static std::string contents(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::vector<fs::path> listed() const {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(folder_)) paths.push_back(entry.path());
    return paths;
  }

  fs::path folder_;
  kit::com_ptr<IStream> stream_;
};

constexpr ULONG kCreate = STGM_CREATE | STGM_READWRITE;
constexpr ULONG kTemporary = SOF_UNIQUEFILENAME | kCreate | STGM_DELETEONRELEASE;

TEST_F(OpenStreamOnFileFunction, ReadsAFileAndDoesNotWriteIt) {
  const fs::path path = file();
  ASSERT_EQ(open(STGM_READ, path), S_OK);
  EXPECT_EQ(kit::read_all(stream_.get()), "some text");
  EXPECT_EQ(stream_->Write("x", 1, nullptr), MAPI_E_NO_ACCESS);
  EXPECT_EQ(stream_->SetSize({}), MAPI_E_NO_ACCESS);
  STATSTG stat{};
  EXPECT_EQ(stream_->Stat(&stat, STATFLAG_NONAME), S_OK);
  EXPECT_EQ(stat.cbSize.QuadPart, 9U);
  stream_.reset();
  EXPECT_EQ(contents(path), "some text");
}

TEST_F(OpenStreamOnFileFunction, ChangesAFileInPlace) {
  const fs::path path = file();
  ASSERT_EQ(open(STGM_READWRITE, path), S_OK);
  kit::write_all(stream_.get(), "SOME");
  EXPECT_EQ(contents(path), "SOME text");
  EXPECT_EQ(stream_->Commit(STGC_DEFAULT), S_OK);
  EXPECT_EQ(stream_->SetSize({.QuadPart = 4}), S_OK);
  stream_.reset();
  EXPECT_EQ(contents(path), "SOME");
}

// For the length of a test no file gets larger than this: a copy without an end does not fill the disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &former_);
    const rlimit limit{bytes, former_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &former_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  void (*const handler_)(int);
  rlimit former_{};
};

TEST_F(OpenStreamOnFileFunction, CopiesToItsCloneNoMoreThanWasThereAtTheStart) {
  const FileSizeLimit limit(1U << 20U);
  const fs::path path = file(std::string(150000, 'q'));
  ASSERT_EQ(open(STGM_READWRITE, path), S_OK);
  kit::com_ptr<IStream> clone;
  ASSERT_EQ(stream_->Clone(clone.put()), S_OK);
  ASSERT_EQ(clone->Seek({}, STREAM_SEEK_END, nullptr), S_OK);
  ULARGE_INTEGER written{};
  EXPECT_EQ(stream_->CopyTo(clone.get(), {.QuadPart = ~0ULL}, nullptr, &written), S_OK);
  EXPECT_EQ(written.QuadPart, 150000U);
  EXPECT_EQ(fs::file_size(path), 300000U);
}

TEST_F(OpenStreamOnFileFunction, CopiesAllOfAFileThatSaysItHasNothing) {
  ASSERT_EQ(open(STGM_READ, "/proc/self/status"), S_OK);
  const fs::path target = folder_ / "copy.txt";
  kit::com_ptr<IStream> copy;
  ASSERT_EQ(::OpenStreamOnFile(MAPIAllocateBuffer, MAPIFreeBuffer, kCreate, target.c_str(), nullptr, copy.put()), S_OK);
  EXPECT_EQ(stream_->CopyTo(copy.get(), {.QuadPart = ~0ULL}, nullptr, nullptr), S_OK);
  EXPECT_EQ(contents(target).substr(0, 5), "Name:");
}

TEST_F(OpenStreamOnFileFunction, CreatesAFileOrEmptiesTheOneThatIsThere) {
  const fs::path fresh = folder_ / "new.txt";
  for (const fs::path& path : {fresh, file()}) {
    ASSERT_EQ(open(kCreate, path), S_OK) << path;
    kit::write_all(stream_.get(), "a");
    stream_.reset();
    EXPECT_EQ(contents(path), "a") << path;
  }
}

TEST_F(OpenStreamOnFileFunction, TakesNamesOfEitherWidth) {
  const fs::path path = folder_ / "caf\u00E9.txt";
  const std::wstring wide = kit::to_wide(path.string());
  ASSERT_EQ(OpenStreamOnFileW(MAPIAllocateBuffer, MAPIFreeBuffer, kCreate, wide.c_str(), nullptr, stream_.put()), S_OK);
  kit::write_all(stream_.get(), "a");
  ASSERT_EQ(open(STGM_READ, path), S_OK);
  EXPECT_EQ(kit::read_all(stream_.get()), "a");
}

TEST_F(OpenStreamOnFileFunction, DeletesTheFileWithTheLastStreamOnIt) {
  const fs::path path = file();
  ASSERT_EQ(open(STGM_READ | STGM_DELETEONRELEASE, path), S_OK);
  kit::com_ptr<IStream> clone;
  ASSERT_EQ(stream_->Clone(clone.put()), S_OK);
  stream_.reset();
  EXPECT_TRUE(fs::exists(path));
  clone.reset();
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(OpenStreamOnFileFunction, DeletesNoOtherFileThatHasGotTheName) {
  const fs::path path = file();
  ASSERT_EQ(open(STGM_READ | STGM_DELETEONRELEASE, path), S_OK);
  fs::rename(path, folder_ / "moved");
  file("another");
  stream_.reset();
  EXPECT_EQ(contents(path), "another");
}

TEST_F(OpenStreamOnFileFunction, DeletesTheFileWhereverTheProcessIsByThen) {
  const fs::path before = fs::current_path();
  file();
  fs::current_path(folder_);
  ASSERT_EQ(open(STGM_READ | STGM_DELETEONRELEASE, "file.txt"), S_OK);
  fs::current_path(before);
  stream_.reset();
  EXPECT_TRUE(listed().empty());
}

TEST_F(OpenStreamOnFileFunction, MakesUniqueFilesThatNobodyElseReads) {
  ASSERT_EQ(open(kTemporary, folder_), S_OK);
  kit::com_ptr<IStream> other;
  ASSERT_EQ(::OpenStreamOnFile(MAPIAllocateBuffer, MAPIFreeBuffer, kTemporary, folder_.c_str(), "PR", other.put()),
            S_OK);
  ASSERT_EQ(listed().size(), 2U);
  for (const fs::path& path : listed()) {
    EXPECT_TRUE(std::regex_match(path.filename().string(), std::regex("(SOF|PR)[0-9A-F]{4}\\.TMP"))) << path;
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  }
  kit::write_all(stream_.get(), "text");
  EXPECT_EQ(stream_->Seek({}, STREAM_SEEK_SET, nullptr), S_OK);
  EXPECT_EQ(kit::read_all(stream_.get()), "text");
  stream_.reset();
  other.reset();
  EXPECT_TRUE(listed().empty());
}

TEST_F(OpenStreamOnFileFunction, KeepsAUniqueFileThatIsNotTemporary) {
  ASSERT_EQ(open(SOF_UNIQUEFILENAME | kCreate, folder_), S_OK);
  kit::write_all(stream_.get(), "kept");
  stream_.reset();
  ASSERT_EQ(listed().size(), 1U);
  EXPECT_EQ(contents(listed()[0]), "kept");
}

TEST_F(OpenStreamOnFileFunction, FindsATemporaryFolderByItself) {
  ASSERT_EQ(setenv("TMPDIR", folder_.c_str(), 1), 0);
  EXPECT_EQ(open(kCreate | STGM_DELETEONRELEASE, nullptr), S_OK);
  EXPECT_EQ(listed().size(), 1U);
  unsetenv("TMPDIR");
}

TEST_F(OpenStreamOnFileFunction, TellsWhatIsMissing) {
  EXPECT_EQ(open(STGM_READ, folder_ / "none"), MAPI_E_NOT_FOUND);
  EXPECT_EQ(open(STGM_READWRITE, folder_ / "none"), MAPI_E_NOT_FOUND);
  EXPECT_EQ(open(kCreate, folder_ / "none/file"), MAPI_E_NOT_FOUND);
  EXPECT_EQ(open(STGM_READ, ""), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(open(kCreate, ""), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(open(kTemporary, folder_ / "none"), MAPI_E_NOT_FOUND);
  EXPECT_EQ(stream_.get(), nullptr);
}

TEST_F(OpenStreamOnFileFunction, TellsWhatMayNotBeOpened) {
  EXPECT_EQ(open(STGM_READ, folder_), MAPI_E_NO_ACCESS) << "a folder";
  EXPECT_EQ(open(STGM_READWRITE, folder_), MAPI_E_NO_ACCESS);
  EXPECT_EQ(open(STGM_READWRITE, "/proc/self/exe"), MAPI_E_NO_ACCESS) << "a program that runs";
  const fs::path pipe = folder_ / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(open(STGM_READ | STGM_DELETEONRELEASE, pipe), MAPI_E_NO_ACCESS) << "and it does not wait for a writer";
  EXPECT_TRUE(fs::exists(pipe));
  if (geteuid() == 0) return;  // who may do anything
  const fs::path path = file();
  fs::permissions(path, fs::perms::owner_read);
  EXPECT_EQ(open(STGM_READWRITE, path), MAPI_E_NO_ACCESS);
  EXPECT_EQ(open(kCreate, path), MAPI_E_NO_ACCESS);
  EXPECT_EQ(open(STGM_READ, path), S_OK);
}

TEST_F(OpenStreamOnFileFunction, TellsThatTheDiskIsFull) {
  ASSERT_EQ(open(STGM_READWRITE, "/dev/full"), S_OK);
  ULONG written = 99;
  EXPECT_EQ(stream_->Write("x", 1, &written), MAPI_E_NOT_ENOUGH_DISK);
  EXPECT_EQ(written, 0U);
}

TEST_F(OpenStreamOnFileFunction, RefusesFlagsThatDoNotGoTogether) {
  EXPECT_EQ(open(STGM_CREATE, folder_ / "file"), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(open(SOF_UNIQUEFILENAME | STGM_READWRITE, folder_), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(open(kCreate, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(open(STGM_READ | STGM_DELETEONRELEASE, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(open(STGM_TRANSACTED, file()), MAPI_E_UNKNOWN_FLAGS);
  EXPECT_EQ(open(kTemporary, folder_, "FOUR"), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(open(kTemporary, folder_, "../"), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(open(STGM_READ, file(), "ignored here"), S_OK);
}

TEST_F(OpenStreamOnFileFunction, RefusesNull) {
  EXPECT_EQ(::OpenStreamOnFile(MAPIAllocateBuffer, MAPIFreeBuffer, STGM_READ, "/dev/null", nullptr, nullptr),
            MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(::OpenStreamOnFile(nullptr, MAPIFreeBuffer, STGM_READ, "/dev/null", nullptr, stream_.put()),
            MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(::OpenStreamOnFile(MAPIAllocateBuffer, nullptr, STGM_READ, "/dev/null", nullptr, stream_.put()),
            MAPI_E_INVALID_PARAMETER);
}

TEST(OpenStreamOnFileBeforeInitialisation, SaysSo) {
  IStream* stream = nullptr;
  EXPECT_EQ(::OpenStreamOnFile(MAPIAllocateBuffer, MAPIFreeBuffer, STGM_READ, "/dev/null", nullptr, &stream),
            MAPI_E_NOT_INITIALIZED);
}

}  // namespace
}  // namespace postroom
