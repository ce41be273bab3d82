// SPDX-License-Identifier: Apache-2.0
#include "kit/property/carve.hpp"

#include "kit/text/ascii.hpp"

#include <postroom/text.hpp>

#include <cstring>

namespace postroom::kit {

LPSTR carve_narrow(std::byte*& space, std::string_view text) noexcept {
  char* copy = carve<char>(space, text.size() + 1);
  std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = '\0';
  return copy;
}

LPWSTR carve_wide(std::byte*& space, std::string_view text) {
  auto* copy = reinterpret_cast<wchar_t*>(space);
  space += text_room(text, PT_UNICODE);
  if (is_all_ascii(text)) {
    for (std::size_t i = 0; i < text.size(); ++i) copy[i] = static_cast<unsigned char>(text[i]);
    copy[text.size()] = L'\0';
    return copy;
  }
  const std::wstring wide = to_wide(text);
  std::memcpy(copy, wide.c_str(), (wide.size() + 1) * sizeof(wchar_t));
  return copy;
}

SBinary carve_binary(std::byte*& space, std::string_view bytes) noexcept {
  BYTE* copy = carve<BYTE>(space, bytes.size());
  if (!bytes.empty()) std::memcpy(copy, bytes.data(), bytes.size());
  return {static_cast<ULONG>(bytes.size()), copy};
}

}  // namespace postroom::kit
