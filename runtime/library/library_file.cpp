// SPDX-License-Identifier: Apache-2.0
#include "runtime/library/library_file.hpp"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <vector>

namespace postroom::library {
namespace {

class File {
 public:
  explicit File(const std::string& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  std::uint64_t size() const {
    struct stat found {};
    return ::fstat(descriptor_, &found) == 0 ? static_cast<std::uint64_t>(found.st_size) : 0;
  }
  bool read_at(std::uint64_t offset, void* bytes, std::size_t count) const {
    return ::pread(descriptor_, bytes, count, static_cast<off_t>(offset)) == static_cast<ssize_t>(count);
  }

 private:
  int descriptor_;
};

}  // namespace

bool is_cut_off(const std::string& path) {
  const File file(path);
  ElfW(Ehdr) header{};
  if (!file.read_at(0, &header, sizeof header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
      header.e_phentsize != sizeof(ElfW(Phdr))) {
    return false;
  }
  std::vector<ElfW(Phdr)> segments(header.e_phnum);
  if (!file.read_at(header.e_phoff, segments.data(), segments.size() * sizeof(ElfW(Phdr)))) return true;
  const std::uint64_t whole = file.size();
  for (const ElfW(Phdr) & segment : segments) {
    if (segment.p_type == PT_LOAD && (segment.p_offset > whole || whole - segment.p_offset < segment.p_filesz)) {
      return true;
    }
  }
  return false;
}

}  // namespace postroom::library
