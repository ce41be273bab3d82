// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/mail_writer.hpp"

#include <postroom/postroom.h>
#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/stream.hpp>

#include "tools/postroom/text.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>

namespace postroom::tool {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail_on(const std::string& path, int error) {
  kit::fail(error == ENOSPC || error == EDQUOT ? MAPI_E_NOT_ENOUGH_DISK : MAPI_E_NO_ACCESS,
            filled(_("cannot write '%1': %2"), path, std::strerror(error)));
}

// Where a link leads, the path itself otherwise: what a link names is replaced and the link stays.
fs::path behind_links(const fs::path& path) {
  std::error_code error;
  const fs::path real = fs::weakly_canonical(path, error);
  return error ? path : real;
}

// Something else than a file is there: a pipe, a terminal, a device.
bool is_special(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error) && !fs::is_regular_file(path, error);
}

// A file that takes its name only when it is whole. What is no file is written to as it is.
class NewFile {
 public:
  explicit NewFile(const fs::path& path)
      : path_(behind_links(path)),
        special_(is_special(path_)),
        temporary_(special_ ? path_ : fs::path(path_.string() + ".part")) {
    file_ = std::fopen(temporary_.c_str(), "wbe");
    if (file_ == nullptr) fail_on(temporary_.string(), errno);
  }
  ~NewFile() {
    if (file_ == nullptr) return;
    std::fclose(file_);
    if (special_) return;
    std::error_code error;
    fs::remove(temporary_, error);
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  void write(std::string_view bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) fail_on(temporary_.string(), errno);
  }
  void finish() {
    if (std::fflush(file_) != 0 || (!special_ && fsync(fileno(file_)) != 0)) fail_on(temporary_.string(), errno);
    std::fclose(std::exchange(file_, nullptr));
    if (!special_) fs::rename(temporary_, path_);
  }
  bool is_special_file() const { return special_; }

 private:
  fs::path path_;
  bool special_;
  fs::path temporary_;
  std::FILE* file_ = nullptr;
};

std::string mbox_entry(std::string_view message, const MailFlags& flags) {
  std::string mime(message);
  static_cast<void>(take_status(mime));  // of an mbox it was in before
  mime.insert(0, status_fields(flags));
  const std::time_t now = std::time(nullptr);
  std::tm time{};
  gmtime_r(&now, &time);
  std::array<char, 64> date{};
  std::string entry = std::string("From postroom ") + asctime_r(&time, date.data());  // English in every locale
  for (std::size_t at = 0; at < mime.size();) {
    const std::size_t end = std::min(mime.find('\n', at), mime.size() - 1) + 1;
    const std::string_view line = std::string_view(mime).substr(at, end - at);
    const std::size_t quotes = line.find_first_not_of('>');
    if (quotes != std::string_view::npos && line.substr(quotes).starts_with("From ")) entry.push_back('>');  // mboxrd
    entry.append(line);
    at = end;
  }
  if (!entry.ends_with('\n')) entry.push_back('\n');
  return entry + '\n';
}

class MboxWriter final : public MailWriter {
 public:
  explicit MboxWriter(const std::string& path) : file_(path) {}
  void write(std::string_view mime, const MailFlags& flags) override { file_.write(mbox_entry(mime, flags)); }
  void finish() override { file_.finish(); }
  bool keeps_each() const override { return file_.is_special_file(); }

 private:
  NewFile file_;
};

class EmlWriter final : public MailWriter {
 public:
  explicit EmlWriter(const std::string& path) : path_(path), file_(path) {}
  void write(std::string_view mime, const MailFlags&) override {
    if (written_)
      kit::fail(MAPI_E_INVALID_PARAMETER,
                filled(_("'%1' holds one message: name one with --id, or export to a .mbox file or a Maildir"), path_));
    file_.write(mime);
    written_ = true;
  }
  void finish() override {
    if (written_) file_.finish();
  }
  bool keeps_each() const override { return file_.is_special_file(); }

 private:
  std::string path_;
  NewFile file_;
  bool written_ = false;
};

class MaildirWriter final : public MailWriter {
 public:
  explicit MaildirWriter(fs::path folder) : folder_(std::move(folder)) {
    for (const char* part : {"tmp", "new", "cur"}) fs::create_directories(folder_ / part);
  }
  void write(std::string_view mime, const MailFlags& flags) override {
    const std::string name = std::to_string(std::time(nullptr)) + ".P" + std::to_string(getpid()) + "Q" +
                             std::to_string(++count_) + ".postroom";
    NewFile file(folder_ / "tmp" / name);
    file.write(mime);
    file.finish();
    // What nobody has looked at is new.
    const fs::path place =
        flags == MailFlags{} ? folder_ / "new" / name : folder_ / "cur" / (name + ":2," + maildir_letters(flags));
    fs::rename(folder_ / "tmp" / name, place);
  }
  void finish() override {}
  bool keeps_each() const override { return true; }

 private:
  fs::path folder_;
  std::size_t count_ = 0;
};

class OutputWriter final : public MailWriter {
 public:
  void write(std::string_view mime, const MailFlags& flags) override {
    // One message is plain; a second makes it an mbox.
    if (count_ == 1) std::fputs(mbox_entry(first_, first_flags_).c_str(), stdout);
    if (count_++ == 0) {
      first_ = mime;
      first_flags_ = flags;
    } else {
      std::fputs(mbox_entry(mime, flags).c_str(), stdout);
    }
  }
  void finish() override {
    if (count_ == 1) std::fwrite(first_.data(), 1, first_.size(), stdout);
    if (std::fflush(stdout) != 0) fail_on(_("standard output"), errno);
  }
  bool keeps_each() const override { return true; }

 private:
  std::string first_;
  MailFlags first_flags_;
  std::size_t count_ = 0;
};

}  // namespace

std::unique_ptr<MailWriter> open_mail_writer(const std::string& target, bool replace) {
  if (target == "-") return std::make_unique<OutputWriter>();
  if (fs::is_directory(target) || target.ends_with('/')) return std::make_unique<MaildirWriter>(target);
  std::error_code error;
  if (!replace && fs::is_regular_file(target, error))
    kit::fail(MAPI_E_COLLISION,
              filled(_("'%1' is there already: name another file, or replace it with --force"), target));
  if (target.ends_with(".eml")) return std::make_unique<EmlWriter>(target);
  return std::make_unique<MboxWriter>(target);
}

std::string message_as_mime(IMessage* message) {
  const auto stream = kit::make_memory_stream(std::make_shared<kit::Core>(nullptr, 0), {}, [](const std::string&) {});
  kit::mapi_ptr<MAPIERROR> error;
  const HRESULT code = postroom_message_to_mime(message, POSTROOM_MIME_INCLUDE_BCC, stream.get(), kit::out(error));
  if (FAILED(code)) kit::fail(code, error ? reinterpret_cast<const char*>(error->lpszError) : kit::hresult_name(code));
  kit::check(stream->Seek({}, STREAM_SEEK_SET, nullptr));
  return kit::read_all(stream.get());
}

}  // namespace postroom::tool
