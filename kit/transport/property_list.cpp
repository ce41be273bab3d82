// SPDX-License-Identifier: Apache-2.0
#include "kit/transport/property_list.hpp"

#include <postroom/text.hpp>

#include <algorithm>
#include <chrono>
#include <cstring>

namespace postroom::kit::transport {
namespace {

constexpr ULONG type_of(ULONG tag) {
  return PROP_TYPE(tag);
}

template <class Char>
Char* copy_text(const Char* text, void* head) {
  const std::size_t size = (std::char_traits<Char>::length(text) + 1) * sizeof(Char);
  auto* copy = static_cast<Char*>(allocate_more(size, head));
  std::memcpy(copy, text, size);
  return copy;
}

}  // namespace

SPropValue& PropertyList::slot(ULONG tag) {
  for (SPropValue& value : values_) {
    if (PROP_ID(value.ulPropTag) == PROP_ID(tag)) {
      value = {};
      value.ulPropTag = tag;
      return value;
    }
  }
  SPropValue& value = values_.emplace_back();
  value = {};
  value.ulPropTag = tag;
  return value;
}

void PropertyList::set(ULONG tag, ULONG value) {
  slot(tag).Value.ul = value;
}
void PropertyList::set_bool(ULONG tag, bool value) {
  slot(tag).Value.b = static_cast<unsigned short>(value);
}
void PropertyList::set_time(ULONG tag, FILETIME time) {
  slot(tag).Value.ft = time;
}

void PropertyList::set_text(ULONG tag, std::string_view utf8) {
  slot(CHANGE_PROP_TYPE(tag, PT_UNICODE)).Value.lpszW = wide_.emplace_back(to_wide(utf8)).data();
}

void PropertyList::set_bytes(ULONG tag, const void* bytes, std::size_t size) {
  std::string& copy = narrow_.emplace_back(static_cast<const char*>(bytes), size);
  SPropValue& value = slot(tag);
  value.Value.bin.cb = static_cast<ULONG>(size);
  value.Value.bin.lpb = reinterpret_cast<BYTE*>(copy.data());
}

void PropertyList::set_copy(const SPropValue& value) {
  switch (type_of(value.ulPropTag)) {
    case PT_SHORT:
    case PT_LONG:
    case PT_BOOLEAN:
    case PT_FLOAT:
    case PT_DOUBLE:
    case PT_CURRENCY:
    case PT_APPTIME:
    case PT_SYSTIME:
    case PT_I8:
      slot(value.ulPropTag) = value;
      break;
    case PT_UNICODE:
      slot(value.ulPropTag).Value.lpszW = wide_.emplace_back(value.Value.lpszW).data();
      break;
    case PT_STRING8:
      slot(value.ulPropTag).Value.lpszA = narrow_.emplace_back(value.Value.lpszA).data();
      break;
    case PT_BINARY:
      set_bytes(value.ulPropTag, value.Value.bin.lpb, value.Value.bin.cb);
      break;
    default:  // PT_ERROR, PT_OBJECT and multiple values: no address has them
      break;
  }
}

mapi_ptr<SPropValue> PropertyList::to_mapi() const {
  mapi_ptr<SPropValue> block = make_mapi<SPropValue>(std::max<std::size_t>(values_.size(), 1) * sizeof(SPropValue));
  for (std::size_t i = 0; i < values_.size(); ++i) {
    SPropValue& copy = block.get()[i];
    copy = values_[i];
    switch (type_of(copy.ulPropTag)) {
      case PT_UNICODE:
        copy.Value.lpszW = copy_text(values_[i].Value.lpszW, block.get());
        break;
      case PT_STRING8:
        copy.Value.lpszA = copy_text(values_[i].Value.lpszA, block.get());
        break;
      case PT_BINARY:
        copy.Value.bin.lpb = static_cast<BYTE*>(allocate_more(std::max<ULONG>(copy.Value.bin.cb, 1), block.get()));
        std::memcpy(copy.Value.bin.lpb, values_[i].Value.bin.lpb, copy.Value.bin.cb);
        break;
      default:
        break;
    }
  }
  return block;
}

const SPropValue* PropertyView::find(ULONG tag) const noexcept {
  for (ULONG i = 0; i < count_; ++i) {
    if (PROP_ID(values_[i].ulPropTag) == PROP_ID(tag)) {
      return type_of(values_[i].ulPropTag) == PT_ERROR ? nullptr : &values_[i];
    }
  }
  return nullptr;
}

std::optional<ULONG> PropertyView::number(ULONG tag) const noexcept {
  const SPropValue* value = find(tag);
  if (value == nullptr || type_of(value->ulPropTag) != PT_LONG) return std::nullopt;
  return value->Value.ul;
}

std::optional<bool> PropertyView::boolean(ULONG tag) const noexcept {
  const SPropValue* value = find(tag);
  if (value == nullptr || type_of(value->ulPropTag) != PT_BOOLEAN) return std::nullopt;
  return value->Value.b != 0;
}

std::optional<std::string> PropertyView::text(ULONG tag) const {
  const SPropValue* value = find(tag);
  if (value == nullptr) return std::nullopt;
  if (type_of(value->ulPropTag) == PT_UNICODE) return to_utf8(value->Value.lpszW);
  if (type_of(value->ulPropTag) == PT_STRING8) return valid_utf8(value->Value.lpszA);
  return std::nullopt;
}

std::vector<BYTE> PropertyView::bytes(ULONG tag) const {
  const SPropValue* value = find(tag);
  if (value == nullptr || type_of(value->ulPropTag) != PT_BINARY) return {};
  return {value->Value.bin.lpb, value->Value.bin.lpb + value->Value.bin.cb};
}

std::optional<FILETIME> PropertyView::time(ULONG tag) const noexcept {
  const SPropValue* value = find(tag);
  if (value == nullptr || type_of(value->ulPropTag) != PT_SYSTIME) return std::nullopt;
  return value->Value.ft;
}

ReadProperties::ReadProperties(IMAPIProp& object, std::initializer_list<ULONG> tags) {
  std::vector<ULONG> array{static_cast<ULONG>(tags.size())};
  array.insert(array.end(), tags);
  ULONG count = 0;
  if (FAILED(object.GetProps(reinterpret_cast<SPropTagArray*>(array.data()), 0, &count, out(values_)))) return;
  view_ = PropertyView(values_.get(), count);
}

FILETIME file_time_now() noexcept {
  using Ticks = std::chrono::duration<std::uint64_t, std::ratio<1, 10'000'000>>;
  constexpr std::uint64_t kFrom1601To1970 = 116'444'736'000'000'000;
  const auto since_1970 = std::chrono::duration_cast<Ticks>(std::chrono::system_clock::now().time_since_epoch());
  const std::uint64_t ticks = since_1970.count() + kFrom1601To1970;
  return {static_cast<DWORD>(ticks & 0xFFFFFFFFU), static_cast<DWORD>(ticks >> 32U)};
}

}  // namespace postroom::kit::transport
