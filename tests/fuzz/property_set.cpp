// SPDX-License-Identifier: Apache-2.0
// Makes arrays of property values of every type, and of types that are none, out of anything, and puts them through
// what copies them as one block: what is counted is what is copied and what is moved, a copy of a copy is the same, and
// what cannot be copied is refused before anything is written. The kit reads what it knows of them, too.
#include "runtime/mapiutil/flat_copy.hpp"

#include <postroom/failure.hpp>
#include <postroom/property_bag.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <string>
#include <vector>

namespace {

using namespace postroom;

// Hands out what the fuzzer says; zeros at its end.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

  bool ended() const { return rest_.empty(); }
  std::string_view bytes(std::size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  unsigned number() { return ended() ? 0 : static_cast<unsigned char>(bytes(1).front()); }
  template <class T>
  T value() {
    T result{};
    const std::string_view taken = bytes(sizeof result);
    std::memcpy(&result, taken.data(), taken.size());
    return result;
  }

 private:
  std::string_view rest_;
};

// The values of one set and the memory that they point to: blocks of the size exactly, so that AddressSanitizer sees
// what is read beyond them.
class Set {
 public:
  explicit Set(Input& input) : input_(input) {
    const unsigned count = input.number() % 16;
    for (unsigned i = 0; i < count; ++i) values_.push_back(any_value());
  }
  std::span<const SPropValue> values() const { return values_; }

 private:
  SPropValue any_value() {
    static constexpr ULONG kTypes[] = {PT_UNSPECIFIED, PT_NULL,       PT_I2,          PT_LONG,       PT_R4,
                                       PT_DOUBLE,      PT_CURRENCY,   PT_APPTIME,     PT_ERROR,      PT_BOOLEAN,
                                       PT_OBJECT,      PT_I8,         PT_STRING8,     PT_UNICODE,    PT_CLSID,
                                       PT_SYSTIME,     PT_BINARY,     PT_MV_I2,       PT_MV_LONG,    PT_MV_R4,
                                       PT_MV_I8,       PT_MV_DOUBLE,  PT_MV_CURRENCY, PT_MV_APPTIME, PT_MV_SYSTIME,
                                       PT_MV_STRING8,  PT_MV_UNICODE, PT_MV_BINARY,   PT_MV_CLSID};
    const unsigned which = input_.number() % (std::size(kTypes) + 1);
    const ULONG type = which < std::size(kTypes) ? kTypes[which] : input_.value<std::uint16_t>();
    SPropValue value{};
    value.ulPropTag = PROP_TAG(type, input_.value<std::uint16_t>());
    fill(value, type);
    return value;
  }

  void fill(SPropValue& value, ULONG type) {
    auto& data = value.Value;
    switch (type) {
      case PT_STRING8:
        data.lpszA = text<char>();
        return;
      case PT_UNICODE:
        data.lpszW = text<wchar_t>();
        return;
      case PT_CLSID:
        data.lpguid = array<GUID>(input_.number() % 2);
        return;
      case PT_BINARY:
        data.bin = binary();
        return;
      case PT_MV_I2:
        many(data.MVi.cValues, data.MVi.lpi);
        return;
      case PT_MV_LONG:
        many(data.MVl.cValues, data.MVl.lpl);
        return;
      case PT_MV_R4:
        many(data.MVflt.cValues, data.MVflt.lpflt);
        return;
      case PT_MV_DOUBLE:
        many(data.MVdbl.cValues, data.MVdbl.lpdbl);
        return;
      case PT_MV_CURRENCY:
        many(data.MVcur.cValues, data.MVcur.lpcur);
        return;
      case PT_MV_APPTIME:
        many(data.MVat.cValues, data.MVat.lpat);
        return;
      case PT_MV_SYSTIME:
        many(data.MVft.cValues, data.MVft.lpft);
        return;
      case PT_MV_I8:
        many(data.MVli.cValues, data.MVli.lpli);
        return;
      case PT_MV_CLSID:
        many(data.MVguid.cValues, data.MVguid.lpguid);
        return;
      case PT_MV_BINARY:
        many_of(data.MVbin.cValues, data.MVbin.lpbin, [this] { return binary(); });
        return;
      case PT_MV_STRING8:
        many_of(data.MVszA.cValues, data.MVszA.lppszA, [this] { return text<char>(); });
        return;
      case PT_MV_UNICODE:
        many_of(data.MVszW.cValues, data.MVszW.lppszW, [this] { return text<wchar_t>(); });
        return;
      default:
        data.li.QuadPart = input_.value<std::int64_t>();  // a type that is none points nowhere
    }
  }

  // Now and then none, which a value may not have.
  template <class T>
  T* array(std::size_t count) {
    if (count == 0) return nullptr;
    auto* block = reinterpret_cast<T*>(blocks_.emplace_back(count * sizeof(T), '\0').data());
    const std::string_view content = input_.bytes(count * sizeof(T));
    std::memcpy(static_cast<void*>(block), content.data(), content.size());
    return block;
  }
  template <class Char>
  Char* text() {
    const std::size_t length = input_.number();
    Char* characters = array<Char>(length);
    if (characters != nullptr) characters[length - 1] = 0;
    return characters;
  }
  SBinary binary() {
    const ULONG size = input_.number();
    return {size, array<BYTE>(input_.number() % 8 == 0 ? 0 : size)};
  }
  template <class T>
  void many(ULONG& count, T*& values) {
    count = input_.number() % 8;
    values = array<T>(input_.number() % 8 == 0 ? 0 : count);
  }
  template <class T, class Make>
  void many_of(ULONG& count, T*& values, Make&& make) {
    many(count, values);
    for (ULONG i = 0; values != nullptr && i < count; ++i) values[i] = make();
  }

  Input& input_;
  std::deque<std::vector<char>> blocks_;
  std::vector<SPropValue> values_;
};

// A block of zeros, of the size exactly.
struct Block {
  explicit Block(std::size_t length) : size(length), start(static_cast<std::byte*>(std::calloc(1, length))) {}
  ~Block() { std::free(start); }
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;

  const std::size_t size;
  std::byte* const start;
};

std::span<SPropValue> values_in(const Block& block, std::size_t count) {
  return {reinterpret_cast<SPropValue*>(block.start), count};
}

void copy_and_move(std::span<const SPropValue> values) {
  const Block first(mapiutil::flat_size(values));
  mapiutil::flat_copy(values, first.start);
  if (mapiutil::flat_size(values_in(first, values.size())) != first.size) std::abort();

  const Block moved(first.size);
  std::memcpy(moved.start, first.start, first.size);
  if (mapiutil::relocate(values_in(moved, values.size()), first.start, moved.start) != first.size) std::abort();

  const Block again(first.size);
  mapiutil::flat_copy(values_in(moved, values.size()), again.start);
  mapiutil::relocate(values_in(again, values.size()), again.start, moved.start);
  if (std::memcmp(again.start, moved.start, first.size) != 0) std::abort();
}

template <class Work>
void do_or_refuse(Work&& work) {
  try {
    work();
  } catch (const kit::Failure& failure) {
    if (failure.code() != MAPI_E_INVALID_PARAMETER && failure.code() != MAPI_E_INVALID_TYPE) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  while (!input.ended()) {
    const Set set(input);
    if (set.values().empty()) continue;
    do_or_refuse([&] { copy_and_move(set.values()); });
    for (const SPropValue& value : set.values()) {
      do_or_refuse([&] { static_cast<void>(kit::PropertyValue::from(value)); });
    }
  }
  return 0;
}
