// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/symbols.hpp"

#include "runtime/lifecycle/code_address.hpp"
#include "runtime/lifecycle/ledger.hpp"

#include <cxxabi.h>
#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace postroom::lifecycle {
namespace {

using Header = ElfW(Ehdr);
using Section = ElfW(Shdr);
using Symbol = ElfW(Sym);

// A file as it lies on the disk, mapped for reading.
class MappedFile {
 public:
  explicit MappedFile(const char* path) {
    const int descriptor = ::open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return;
    struct stat status {};
    if (::fstat(descriptor, &status) == 0 && status.st_size > 0) {
      const auto size = static_cast<std::size_t>(status.st_size);
      void* block = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
      if (block != MAP_FAILED) bytes_ = {static_cast<const std::byte*>(block), size};
    }
    ::close(descriptor);
  }
  ~MappedFile() {
    if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  // `count` things at `offset`, or none where the file is not that long.
  template <class T>
  std::span<const T> at(std::uint64_t offset, std::uint64_t count) const noexcept {
    if (offset > bytes_.size() || count > (bytes_.size() - offset) / sizeof(T) || offset % alignof(T) != 0) return {};
    return {reinterpret_cast<const T*>(bytes_.data() + offset), static_cast<std::size_t>(count)};
  }

 private:
  std::span<const std::byte> bytes_;
};

std::string demangled(std::string_view name) {
  const std::string mangled(name);
  int status = -1;
  const std::unique_ptr<char, decltype(&std::free)> text(
      abi::__cxa_demangle(mangled.c_str(), nullptr, nullptr, &status), &std::free);
  return status == 0 && text ? text.get() : mangled;
}

}  // namespace

// The functions of one module.
class Symbols::Module {
 public:
  Module(const char* path, std::uintptr_t load_address) : file_(path), load_address_(load_address) { read(); }

  // The function that `address` lies in; empty when the file does not tell.
  std::string_view function_at(std::uintptr_t address) const noexcept {
    const std::uintptr_t wanted = address - load_address_;
    auto after = std::ranges::upper_bound(functions_, wanted, {}, &Function::address);
    while (after != functions_.begin()) {
      const Function& function = *--after;
      if (function.size == 0 || wanted < function.address + function.size) return function.name;
      if (wanted - function.address > kLongest) break;
    }
    return {};
  }

 private:
  static constexpr std::uintptr_t kLongest = 1U
                                             << 20U;  // no function is longer: nothing farther off can hold an address

  struct Function {
    std::uintptr_t address;
    std::uintptr_t size;
    std::string_view name;  // in the mapped file
  };

  void read() {
    const auto header = file_.at<Header>(0, 1);
    if (header.empty() || std::memcmp(header[0].e_ident, ELFMAG, SELFMAG) != 0 ||
        header[0].e_shentsize != sizeof(Section)) {
      return;
    }
    const auto sections = file_.at<Section>(header[0].e_shoff, header[0].e_shnum);
    for (const ElfW(Word) kind : {SHT_SYMTAB, SHT_DYNSYM}) {  // the whole table, or what is exported
      for (const Section& section : sections) {
        if (section.sh_type == kind && section.sh_link < sections.size()) add(section, sections[section.sh_link]);
      }
      if (!functions_.empty()) break;
    }
    std::ranges::sort(functions_, {}, &Function::address);
  }

  void add(const Section& table, const Section& names) {
    const auto text = file_.at<char>(names.sh_offset, names.sh_size);
    if (text.empty() || text.back() != '\0') return;
    for (const Symbol& symbol : file_.at<Symbol>(table.sh_offset, table.sh_size / sizeof(Symbol))) {
      if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC || symbol.st_shndx == SHN_UNDEF || symbol.st_name >= text.size())
        continue;
      functions_.push_back({symbol.st_value, symbol.st_size, text.data() + symbol.st_name});
    }
  }

  const MappedFile file_;
  const std::uintptr_t load_address_;
  std::vector<Function> functions_;
};

Symbols::Symbols() = default;
Symbols::~Symbols() = default;

std::string Symbols::describe(const void* address) {
  const auto call = reinterpret_cast<std::uintptr_t>(address) - 1;  // in the call, not after it
  std::string result = describe_address(address);
  const auto found = address == nullptr ? std::nullopt : module_of(reinterpret_cast<const void*>(call));
  if (!found) return result;
  std::unique_ptr<Module>& module = modules_[found->base];
  if (!module) {  // the program's own name may be relative to where it was started
    module =
        std::make_unique<Module>(found->map->l_name[0] == '\0' ? "/proc/self/exe" : found->file, found->map->l_addr);
  }
  const std::string_view function = module->function_at(call);
  if (!function.empty()) result += " in " + demangled(function);
  return result;
}

}  // namespace postroom::lifecycle
