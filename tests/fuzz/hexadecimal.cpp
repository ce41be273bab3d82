// SPDX-License-Identifier: Apache-2.0
// Feeds the reader of hexadecimal text (identifiers that users and other programs write down) with anything: it writes
// no more than there is room for and takes what is pairs of digits, the same in text of either width.
#include "runtime/mapiutil/hexadecimal.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

using namespace postroom::mapiutil;

bool is_pairs_of_digits(const std::string& text) {
  return text.size() % 2 == 0 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isxdigit(c); });
}

template <class Char>
void read(const std::string& text, std::size_t capacity) {
  // Of the size exactly: AddressSanitizer sees what is read or written beyond it.
  std::vector<Char> characters;
  characters.reserve(text.size() + 1);
  for (const char c : text) characters.push_back(static_cast<Char>(static_cast<unsigned char>(c)));
  characters.push_back(0);
  std::vector<BYTE> bytes(capacity);
  bytes.shrink_to_fit();
  const bool wanted = is_pairs_of_digits(text) && text.size() / 2 <= capacity;
  if (from_hexadecimal(characters.data(), bytes.data(), capacity) != wanted) std::abort();
  if (!wanted) return;
  std::vector<Char> again(text.size() + 1);
  to_hexadecimal(bytes.data(), static_cast<int>(text.size() / 2), again.data());
  std::transform(characters.begin(), characters.end(), characters.begin(),
                 [](Char c) { return c >= 'a' && c <= 'f' ? static_cast<Char>(c - 'a' + 'A') : c; });
  if (again != characters) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t capacity = data[0];
  std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
  text.resize(std::min(text.size(), text.find('\0')));
  read<char>(text, capacity);
  read<wchar_t>(text, capacity);
  return 0;
}
