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

namespace postroom::tool {
namespace {

namespace fs = std::filesystem;
using Use = std::function<bool(std::string_view, const std::string&)>;

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

// A "From " line that begins a message of an mbox: with a year at its end or a time in it, unlike a sentence.
bool is_separator(std::string_view line) {
  return line.starts_with("From ") && line.find(':') != std::string_view::npos &&
         line.find_first_of("0123456789") != std::string_view::npos;
}

bool is_mbox(std::string_view bytes) {
  if (!is_separator(bytes.substr(0, bytes.find('\n')))) return false;
  const std::size_t next = bytes.find("\nFrom ");
  return next != std::string_view::npos && is_separator(bytes.substr(next + 1, bytes.find('\n', next + 1) - next - 1));
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

bool each_in_mbox(std::string_view bytes, const std::string& name, const Use& use) {
  std::size_t number = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    std::size_t next = at;
    do {
      next = bytes.find("\nFrom ", next + 1);
    } while (next != std::string_view::npos &&
             !is_separator(bytes.substr(next + 1, bytes.find('\n', next + 1) - next - 1)));
    const std::size_t end = next == std::string_view::npos ? bytes.size() : next + 1;
    const std::size_t start = bytes.find('\n', at);
    std::string_view message = start == std::string_view::npos || start + 1 > end
                                   ? std::string_view{}
                                   : bytes.substr(start + 1, end - start - 1);
    if (next != std::string_view::npos && message.ends_with("\n\n"))
      message.remove_suffix(1);  // the blank line before "From "
    if (!use(unquoted(message), filled(_("%1, message %2"), name, ++number))) return false;
    at = end;
  }
  return true;
}

bool each_in_file(const fs::path& path, const Use& use) {
  const MappedFile file(path);
  if (is_mbox(file.bytes())) return each_in_mbox(file.bytes(), path.string(), use);
  return use(file.bytes(), path.string());
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  const bool maildir = fs::is_directory(folder / "cur") && fs::is_directory(folder / "new");
  const auto take = [&](const fs::path& from) {
    std::error_code error;
    for (const auto& entry :
         fs::recursive_directory_iterator(from, fs::directory_options::skip_permission_denied, error)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  };
  if (maildir) {
    take(folder / "cur");
    take(folder / "new");
  } else {
    take(folder);
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

void for_each_mail(const std::string& source, const Use& use) {
  if (!fs::is_directory(source)) {
    each_in_file(source, use);
    return;
  }
  for (const fs::path& path : files_in(source)) {
    if (!each_in_file(path, use)) return;
  }
}

std::size_t size_of_source(const std::string& source) {
  std::error_code error;
  if (!fs::is_directory(source, error)) {
    const auto size = fs::file_size(source, error);
    return error ? 0 : static_cast<std::size_t>(size);
  }
  std::size_t total = 0;
  for (const fs::path& path : files_in(source)) total += static_cast<std::size_t>(fs::file_size(path, error));
  return total;
}

}  // namespace postroom::tool
