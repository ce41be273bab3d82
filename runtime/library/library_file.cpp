// SPDX-License-Identifier: Apache-2.0
#include "runtime/library/library_file.hpp"

#include <elf.h>
#include <link.h>

#include <cstring>
#include <fstream>

namespace postroom::library {
namespace {

template <class Header>
bool read_at(std::ifstream& file, std::streamoff offset, Header& header) {
  return file.seekg(offset).read(reinterpret_cast<char*>(&header), sizeof header).good();
}

}  // namespace

bool is_cut_off(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const auto size = static_cast<std::streamoff>(file.tellg());
  ElfW(Ehdr) header{};
  if (!file || !read_at(file, 0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
      header.e_phentsize != sizeof(ElfW(Phdr))) {
    return false;
  }
  const auto whole = static_cast<std::uint64_t>(size);
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    const std::uint64_t place = header.e_phoff + std::uint64_t{i} * sizeof(ElfW(Phdr));
    ElfW(Phdr) segment{};
    if (place > whole || whole - place < sizeof segment) return true;
    if (!read_at(file, static_cast<std::streamoff>(place), segment)) return true;
    if (segment.p_type == PT_LOAD && (segment.p_offset > whole || whole - segment.p_offset < segment.p_filesz)) {
      return true;
    }
  }
  return false;
}

}  // namespace postroom::library
