// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/mail_source.hpp"

#include <postroom/failure.hpp>

#include "tools/postroom/text.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <span>

namespace postroom::tool {
namespace {

namespace fs = std::filesystem;
using Use = std::function<bool(const SourceMail&)>;
using Unreadable = std::function<void(const std::string&)>;

// A file's bytes, mapped.
class MappedFile {
 public:
  explicit MappedFile(const fs::path& path) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
      kit::fail(errno == ENOENT ? MAPI_E_NOT_FOUND : MAPI_E_NO_ACCESS,
                filled(_("cannot read '%1': %2"), path.string(), std::strerror(errno)));
    }
    struct stat about {};
    fstat(file, &about);
    size_ = static_cast<std::size_t>(about.st_size);
    if (size_ > 0) address_ = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    if (address_ == MAP_FAILED)
      kit::fail(MAPI_E_NO_ACCESS, filled(_("cannot read '%1': %2"), path.string(), std::strerror(errno)));
  }
  ~MappedFile() {
    if (size_ > 0 && address_ != MAP_FAILED) munmap(address_, size_);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  std::string_view bytes() const { return {static_cast<const char*>(address_), size_}; }

 private:
  void* address_ = nullptr;
  std::size_t size_ = 0;
};

constexpr std::string_view kBlanks = " \t\r\n";

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t at = line.find_first_not_of(kBlanks); at != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(kBlanks, at), line.size());
    words.push_back(line.substr(at, end - at));
    at = line.find_first_not_of(kBlanks, end);
  }
  return words;
}

// Does the word look like the pattern, in which 'd' stands for a digit?
bool looks_like(std::string_view word, std::string_view pattern) {
  return std::ranges::equal(word, pattern, [](char c, char p) { return p == 'd' ? c >= '0' && c <= '9' : c == p; });
}

// One of the three-letter names that follow each other in `names`?
bool is_one_of(std::string_view names, std::string_view word) {
  const std::size_t at = names.find(word);
  return word.size() == 3 && at != std::string_view::npos && at % 3 == 0;
}

// "Mon Jan  1 00:00:04 2024", also with a time zone before or after the year.
bool is_date(std::span<const std::string_view> words) {
  if (words.size() < 5 || !is_one_of("SunMonTueWedThuFriSat", words[0]) ||
      !is_one_of("JanFebMarAprMayJunJulAugSepOctNovDec", words[1]) ||
      (!looks_like(words[2], "d") && !looks_like(words[2], "dd")) ||
      (!looks_like(words[3], "dd:dd:dd") && !looks_like(words[3], "dd:dd")))
    return false;
  return std::ranges::any_of(words.subspan(4), [](std::string_view word) { return looks_like(word, "dddd"); });
}

// The line that begins a message of an mbox: "From ", whose it is, and when it came (RFC 4155). A sentence that begins
// so has no such date.
bool is_separator(std::string_view line) {
  if (!line.starts_with("From ")) return false;
  const std::vector<std::string_view> words = words_of(line);
  for (std::span<const std::string_view> rest(words); rest.size() >= 5; rest = rest.subspan(1)) {
    if (is_date(rest)) return true;
  }
  return false;
}

std::string_view line_at(std::string_view bytes, std::size_t at) {
  return bytes.substr(at, bytes.find('\n', at) - at);
}

// Where the message's own lines begin, behind empty ones.
std::size_t first_line(std::string_view bytes) {
  return std::min(bytes.find_first_not_of("\r\n"), bytes.size());
}

bool is_mbox(std::string_view bytes) {
  return is_separator(line_at(bytes, first_line(bytes)));
}

// Where the next message of an mbox begins, or the end.
std::size_t next_message(std::string_view bytes, std::size_t at) {
  do {
    at = bytes.find("\nFrom ", at);
    if (at == std::string_view::npos) return bytes.size();
  } while (!is_separator(line_at(bytes, ++at)));
  return at;
}

// The blank line behind a message is the mbox's: also behind the last, which is another's predecessor once the mbox
// has grown.
std::string_view without_last_blank_line(std::string_view message) {
  if (message.ends_with("\n\n")) message.remove_suffix(1);
  if (message.ends_with("\n\r\n")) message.remove_suffix(2);
  return message;
}

// Undoes the mbox quoting of ">From " lines (mboxrd).
std::string unquoted(std::string_view message) {
  std::string result;
  result.reserve(message.size());
  for (std::size_t at = 0; at < message.size();) {
    const std::size_t end = std::min(message.find('\n', at), message.size() - 1) + 1;
    std::string_view line = message.substr(at, end - at);
    const std::size_t quotes = line.find_first_not_of('>');
    if (quotes != std::string_view::npos && quotes > 0 && line.substr(quotes).starts_with("From "))
      line.remove_prefix(1);
    result.append(line);
    at = end;
  }
  return result;
}

// Calls `use` with each message of an mbox, without its "From " line, until it returns false, which is then the answer.
bool each_entry(std::string_view bytes, const std::function<bool(std::string_view)>& use) {
  for (std::size_t at = first_line(bytes); at < bytes.size();) {
    const std::size_t end = next_message(bytes, at);
    std::string_view message = bytes.substr(at, end - at);
    message.remove_prefix(std::min(message.find('\n'), message.size() - 1) + 1);
    if (!use(without_last_blank_line(message))) return false;
    at = end;
  }
  return true;
}

bool each_in_mbox(std::string_view bytes, const std::string& name, const Use& use) {
  const bool says_nothing = each_entry(bytes, [](std::string_view message) { return !has_status(message); });
  std::size_t number = 0;
  return each_entry(bytes, [&](std::string_view entry) {
    std::string message = unquoted(entry);
    const MailFlags flags = take_status(message);
    return use({message, filled(_("%1, message %2"), name, ++number), says_nothing ? kOldMail : flags});
  });
}

bool each_in_file(const MappedFile& file, const fs::path& path, const Use& use) {
  if (is_mbox(file.bytes())) return each_in_mbox(file.bytes(), path.string(), use);
  return use({file.bytes(), path.string(), maildir_flags(path)});
}

// One file that has gone or may not be read leaves the others of its folder as they are.
bool each_in_file_of_folder(const fs::path& path, const Use& use, const Unreadable& unreadable) {
  std::optional<MappedFile> file;
  try {
    file.emplace(path);
  } catch (const kit::Failure& failure) {
    unreadable(failure.what());
    return true;
  }
  return each_in_file(*file, path, use);
}

std::string cannot_read(const fs::path& path, const std::error_code& error) {
  return filled(_("cannot read '%1': %2"), path.string(), error.message());
}

// The files of a folder and of those below it. What is neither can only be found out by reading it.
void collect(fs::directory_iterator entry, const fs::path& folder, std::vector<fs::path>& files,
             const Unreadable& unreadable) {
  std::error_code error;
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::error_code unknown;
    const fs::file_type type = entry->status(unknown).type();
    if (unknown || type == fs::file_type::regular) {
      files.push_back(entry->path());
    } else if (type == fs::file_type::directory && !entry->is_symlink(unknown)) {
      std::error_code closed;
      fs::directory_iterator below(entry->path(), closed);
      closed ? unreadable(cannot_read(entry->path(), closed)) : collect(below, entry->path(), files, unreadable);
    }
  }
  if (error) unreadable(cannot_read(folder, error));
}

// In order of their names. The folder itself is not one to be passed over.
std::vector<fs::path> files_in(const fs::path& folder, const Unreadable& unreadable) {
  std::vector<fs::path> files;
  const bool maildir = fs::is_directory(folder / "cur") && fs::is_directory(folder / "new");
  for (const fs::path& from : maildir ? std::vector{folder / "cur", folder / "new"} : std::vector{folder}) {
    std::error_code error;
    fs::directory_iterator entry(from, error);
    if (error) kit::fail(MAPI_E_NO_ACCESS, cannot_read(from, error));
    collect(std::move(entry), from, files, unreadable);
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

void for_each_mail(const std::string& source, const Use& use, const Unreadable& unreadable) {
  std::error_code error;
  if (!fs::is_directory(source, error)) {
    each_in_file(MappedFile(source), source, use);
    return;
  }
  for (const fs::path& path : files_in(source, unreadable)) {
    if (!each_in_file_of_folder(path, use, unreadable)) return;
  }
}

std::size_t size_of_source(const std::string& source) {
  std::error_code error;
  if (!fs::is_directory(source, error)) {
    const auto size = fs::file_size(source, error);
    return error ? 0 : static_cast<std::size_t>(size);
  }
  std::size_t total = 0;
  for (const fs::path& path : files_in(source, [](const std::string&) {})) {
    const auto size = fs::file_size(path, error);
    if (!error) total += static_cast<std::size_t>(size);  // else it is gone: a live Maildir moves its files
  }
  return total;
}

}  // namespace postroom::tool
