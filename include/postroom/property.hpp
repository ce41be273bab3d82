// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapidefs.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace postroom::kit {

// ---- Tags ----

constexpr ULONG type_of(ULONG tag) noexcept {
  return tag & PROP_TYPE_MASK;
}
constexpr ULONG id_of(ULONG tag) noexcept {
  return tag >> 16U;
}
constexpr ULONG with_type(ULONG tag, ULONG type) noexcept {
  return (tag & 0xFFFF0000U) | type;
}
constexpr ULONG error_tag(ULONG tag) noexcept {
  return with_type(tag, PT_ERROR);
}
constexpr bool is_multivalue(ULONG tag) noexcept {
  return (tag & MV_FLAG) != 0;
}

// Is the type text, of either width, single or multivalue?
constexpr bool is_text(ULONG tag) noexcept {
  const ULONG type = type_of(tag) & ~(MV_FLAG | MV_INSTANCE);
  return type == PT_UNICODE || type == PT_STRING8;
}
// The tag by which Postroom knows a property: text is PT_UNICODE or PT_MV_UNICODE, whatever width was asked for.
constexpr ULONG canonical_tag(ULONG tag) noexcept {
  return is_text(tag) ? tag | 1U : tag;
}
// Does a property stored as `stored` answer a request for `asked`? Ids are equal, and `asked` is PT_UNSPECIFIED, or of
// the same type but for the width of text.
constexpr bool answers(ULONG stored, ULONG asked) noexcept {
  return id_of(stored) == id_of(asked) &&
         (type_of(asked) == PT_UNSPECIFIED || canonical_tag(stored) == canonical_tag(asked));
}
// PT_UNICODE when `flags` has MAPI_UNICODE, PT_STRING8 otherwise: the width of text whose type was left open.
constexpr ULONG text_type(ULONG flags) noexcept {
  return (flags & MAPI_UNICODE) != 0 ? PT_UNICODE : PT_STRING8;
}
// The tag with the given width when it is text, the tag itself otherwise.
constexpr ULONG with_width(ULONG tag, ULONG width) noexcept {
  return is_text(tag) ? (width == PT_STRING8 ? tag & ~1U : tag | 1U) : tag;
}

constexpr std::uint64_t ticks_of(FILETIME time) noexcept {
  return (static_cast<std::uint64_t>(time.dwHighDateTime) << 32U) | time.dwLowDateTime;
}
constexpr FILETIME filetime_of(std::uint64_t ticks) noexcept {
  return {static_cast<DWORD>(ticks), static_cast<DWORD>(ticks >> 32U)};
}
// This moment, in 100-nanosecond steps since 1601 (UTC).
std::uint64_t now_ticks() noexcept;

template <class T>
std::string_view bytes_of(const T& object) noexcept {
  return {reinterpret_cast<const char*>(&object), sizeof(T)};
}

// ---- Values ----

// One property: a tag and a value of the type that the tag says. It owns its value.
//
// Text is well-formed UTF-8 under PT_UNICODE (PT_MV_UNICODE); PT_STRING8 given becomes that. PT_NULL, PT_UNSPECIFIED
// and PT_OBJECT hold nothing. PT_SYSTIME, PT_I8 and PT_CURRENCY hold 64-bit integers. A value type: as thread-safe as
// an int. Constructors throw Failure(MAPI_E_INVALID_TYPE) when the value does not fit the tag's type.
class PropertyValue {
 public:
  using Variant = std::variant<std::monostate, bool, std::int16_t, std::int32_t, std::int64_t, float, double, GUID,
                               std::string,  // text or bytes, as the type says
                               std::vector<std::int16_t>, std::vector<std::int32_t>, std::vector<std::int64_t>,
                               std::vector<float>, std::vector<double>, std::vector<GUID>, std::vector<std::string>>;

  PropertyValue() = default;  // PR_NULL
  // For PT_NULL and PT_OBJECT.
  explicit PropertyValue(ULONG tag) : PropertyValue(tag, std::monostate{}, Checked{}) {}
  // Any integer, bool included, for any integral type: PropertyValue(PR_MESSAGE_FLAGS, 1), (PR_HASATTACH, true).
  template <std::integral T>
  PropertyValue(ULONG tag, T value) : PropertyValue(tag, integer(tag, static_cast<std::int64_t>(value)), Checked{}) {}
  PropertyValue(ULONG tag, double value);            // PT_R4, PT_DOUBLE, PT_APPTIME
  PropertyValue(ULONG tag, std::string_view value);  // text (UTF-8; malformed is replaced), or PT_BINARY
  PropertyValue(ULONG tag, const char* value) : PropertyValue(tag, std::string_view(value)) {}
  PropertyValue(ULONG tag, const std::string& value) : PropertyValue(tag, std::string_view(value)) {}
  PropertyValue(ULONG tag, std::wstring_view value);  // text
  PropertyValue(ULONG tag, std::span<const std::byte> value)
      : PropertyValue(tag, std::string_view(reinterpret_cast<const char*>(value.data()), value.size())) {}
  PropertyValue(ULONG tag, SBinary value)
      : PropertyValue(tag, std::string_view(reinterpret_cast<const char*>(value.lpb), value.cb)) {}
  PropertyValue(ULONG tag, const MAPIUID& value) : PropertyValue(tag, bytes_of(value)) {}
  PropertyValue(ULONG tag, FILETIME value) : PropertyValue(tag, ticks_of(value)) {}
  PropertyValue(ULONG tag, const GUID& value);                 // PT_CLSID, or PT_BINARY of 16 bytes
  PropertyValue(ULONG tag, std::vector<std::string> values);   // multivalues: text or binary
  PropertyValue(ULONG tag, std::vector<std::int32_t> values);  // … and PT_MV_LONG
  // Any alternative that fits the type.
  static PropertyValue from_variant(ULONG tag, Variant value);

  // PT_ERROR under the id of `tag`: "this property could not be had".
  static PropertyValue of_error(ULONG tag, SCODE code) { return {error_tag(tag), code}; }

  // Copies a value from MAPI's form. Throws Failure: MAPI_E_INVALID_TYPE for a type that is none or PT_UNSPECIFIED,
  // MAPI_E_INVALID_PARAMETER for a null pointer where there must be a value, MAPI_E_TOO_BIG beyond kMaximumElements.
  static PropertyValue from(const SPropValue& value);
  static constexpr std::size_t kMaximumElements = 1U << 20U;

  ULONG tag() const noexcept { return tag_; }
  ULONG id() const noexcept { return id_of(tag_); }
  ULONG type() const noexcept { return type_of(tag_); }
  // The same value under another id. REQUIRES: the type of `tag` is this value's but for the width of text.
  PropertyValue renamed(ULONG tag) const;

  bool is_error() const noexcept { return type() == PT_ERROR; }
  // What the type says is there; any other type throws Failure(MAPI_E_UNEXPECTED_TYPE).
  bool boolean() const;                              // PT_BOOLEAN
  std::int32_t number() const;                       // PT_LONG, PT_I2, PT_ERROR
  std::int64_t number64() const;                     // any integer, PT_CURRENCY
  std::uint64_t ticks() const;                       // PT_SYSTIME
  double real() const;                               // PT_R4, PT_DOUBLE, PT_APPTIME
  std::string_view text() const;                     // PT_UNICODE
  std::string_view binary() const;                   // PT_BINARY
  const GUID& guid() const;                          // PT_CLSID
  const std::vector<std::string>& strings() const;   // PT_MV_UNICODE, PT_MV_BINARY
  const std::vector<std::int32_t>& numbers() const;  // PT_MV_LONG
  const Variant& variant() const noexcept { return value_; }

  // How many values a multivalue has; 1 for any other.
  std::size_t count() const noexcept;
  // Value `index` of a multivalue as a single one, under the same id.
  PropertyValue element(std::size_t index) const;
  // Bytes of the value: of text and binary what they hold, of numbers their width (RES_SIZE).
  std::size_t size() const noexcept;

  // Writes the value in MAPI's form. Text has the width PT_UNICODE or PT_STRING8, and its tag says so. What the value
  // points to is carved from `space`, which must have extra_size(width) bytes and be aligned to 8, and is moved on.
  void copy_to(SPropValue& target, std::byte*& space, ULONG width) const;
  std::size_t extra_size(ULONG width) const noexcept;
  // The same into one block linked to `head`, a block from allocate().
  void copy_to(SPropValue& target, void* head, ULONG width) const;

  // Same tag and same value; text and binary byte by byte.
  friend bool operator==(const PropertyValue& a, const PropertyValue& b) noexcept;

 private:
  struct Checked {};
  PropertyValue(ULONG tag, Variant value, Checked) : tag_(canonical_tag(tag)), value_(std::move(value)) {}
  static Variant integer(ULONG tag, std::int64_t value);

  ULONG tag_ = PR_NULL;
  Variant value_;
};

// How two values stand to each other in sorts and relational restrictions: below 0, 0 or above 0. Types must be the
// same (ids need not be), or one throws Failure(MAPI_E_TOO_COMPLEX) (L-21). Integers are signed, PT_SYSTIME is not.
// Text compares by text_order(). Multivalues compare as tuples, a missing element first (L-24). false < true.
int compare(const PropertyValue& a, const PropertyValue& b);

// ---- Text ----

// The order of text in tables: without regard to case, and only where that leaves two texts equal, by their bytes. So
// "apple" < "Banana" < "banana", and only equal texts are equal.
int text_order(std::string_view a, std::string_view b);
// A key whose byte order is text_order(); for backends that sort by an index.
std::string text_order_key(std::string_view text);
// `text` without differences of case (Unicode full case folding).
std::string fold_case(std::string_view text);
// `text` without differences of case if `ignore_case`, and without accents and other marks if `ignore_marks`.
std::string fold_text(std::string_view text, bool ignore_case, bool ignore_marks);

}  // namespace postroom::kit
