// SPDX-License-Identifier: Apache-2.0
#include "tests/support/property_map.hpp"

#include <postroom/allocators.hpp>
#include <postroom/text.hpp>

#include <cstring>

namespace postroom::test {
namespace {

void* copy_more(const void* from, std::size_t size, void* head) {
  void* block = nullptr;
  static_cast<void>(kit::allocators().allocate_more(static_cast<ULONG>(size), head, &block));
  std::memcpy(block, from, size);
  return block;
}

}  // namespace

void PropertyMap::set(const SPropValue& value) {
  switch (PROP_TYPE(value.ulPropTag)) {
    case PT_LONG:
      return set(value.ulPropTag, std::int64_t{value.Value.l});
    case PT_BOOLEAN:
      return set(value.ulPropTag, std::int64_t{value.Value.b});
    case PT_I8:
      return set(value.ulPropTag, static_cast<std::int64_t>(value.Value.li.QuadPart));
    case PT_UNICODE:
      return set(value.ulPropTag, kit::to_utf8(value.Value.lpszW));
    case PT_STRING8:
      return set(value.ulPropTag, std::string(value.Value.lpszA));
    case PT_BINARY: {
      const auto* bytes = reinterpret_cast<const std::byte*>(value.Value.bin.lpb);
      return set(value.ulPropTag, Binary(bytes, bytes + value.Value.bin.cb));
    }
    default:
      return;
  }
}

void PropertyMap::set_all(ULONG count, const SPropValue* values) {
  for (ULONG i = 0; i < count; ++i) set(values[i]);
}

std::vector<ULONG> PropertyMap::tags() const {
  std::vector<ULONG> result;
  for (const auto& [id, entry] : values_) result.push_back(entry.tag);
  return result;
}

SPropValue PropertyMap::to_prop_value(ULONG tag, void* head) const {
  SPropValue result{};
  result.ulPropTag = CHANGE_PROP_TYPE(tag, PT_ERROR);
  result.Value.err = MAPI_E_NOT_FOUND;
  const auto found = values_.find(PROP_ID(tag));
  if (found == values_.end()) return result;
  const Entry& entry = found->second;
  const ULONG type = PROP_TYPE(tag) == PT_UNSPECIFIED ? PROP_TYPE(entry.tag) : PROP_TYPE(tag);
  if (const auto* text = std::get_if<std::string>(&entry.value)) {
    if (type == PT_UNICODE) {
      const std::wstring wide = kit::to_wide(*text);
      result.Value.lpszW = static_cast<LPWSTR>(copy_more(wide.c_str(), (wide.size() + 1) * sizeof(wchar_t), head));
    } else if (type == PT_STRING8) {
      result.Value.lpszA = static_cast<LPSTR>(copy_more(text->c_str(), text->size() + 1, head));
    } else {
      return result;
    }
  } else if (type != PROP_TYPE(entry.tag)) {
    return result;
  } else if (const auto* number = std::get_if<std::int64_t>(&entry.value)) {
    if (type == PT_LONG) {
      result.Value.l = static_cast<LONG>(*number);
    } else if (type == PT_BOOLEAN) {
      result.Value.b = static_cast<unsigned short>(*number);
    } else {
      result.Value.li.QuadPart = *number;
    }
  } else if (const auto* binary = std::get_if<Binary>(&entry.value)) {
    result.Value.bin.cb = static_cast<ULONG>(binary->size());
    result.Value.bin.lpb = static_cast<LPBYTE>(copy_more(binary->data(), binary->size(), head));
  }
  result.ulPropTag = CHANGE_PROP_TYPE(tag, type);
  return result;
}

}  // namespace postroom::test
