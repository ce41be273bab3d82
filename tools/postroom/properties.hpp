// SPDX-License-Identifier: Apache-2.0
//
// Reading the properties of any MAPI object and the rows of any table, as a client does.
#pragma once

#include <postroom/postroom.h>
#include <postroom/com_ptr.hpp>
#include <postroom/mapi_ptr.hpp>

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::tool {

using EntryId = std::string;  // its bytes

// Some property values of one object or row, borrowed. A value that is missing or of another type reads as empty or 0.
class Values {
 public:
  Values(const SPropValue* values, ULONG count) : values_(values), count_(count) {}

  const SPropValue* find(ULONG tag) const;  // by id and type; null when it is missing
  std::string text(ULONG tag) const;        // PT_UNICODE, as UTF-8
  std::int32_t number(ULONG tag, std::int32_t missing = 0) const;
  bool flag(ULONG tag) const { return truth(find(tag)); }
  std::uint64_t time(ULONG tag) const;
  std::string binary(ULONG tag) const;

 private:
  static bool truth(const SPropValue* value) { return value != nullptr && value->Value.b != 0; }

  const SPropValue* values_;
  ULONG count_;
};

// The values with the memory that holds them.
class Properties : public Values {
 public:
  Properties(kit::mapi_ptr<SPropValue> values, ULONG count) : Values(values.get(), count), owned_(std::move(values)) {}

 private:
  kit::mapi_ptr<SPropValue> owned_;
};

// Throws Failure when GetProps fails; missing properties are no failure.
Properties get_properties(IMAPIProp* object, std::initializer_list<ULONG> tags);

// A text property of any length, streamed when GetProps does not give it.
std::string get_long_text(IMAPIProp* object, ULONG tag);
// The same for PT_BINARY.
std::string get_long_binary(IMAPIProp* object, ULONG tag);

// Calls `row` for each row of the table from its beginning with these columns; stops when it returns false.
void for_each_row(IMAPITable* table, std::initializer_list<ULONG> columns,
                  const std::function<bool(const Values&)>& row);

const ENTRYID* as_entry_id(const EntryId& id);
LPENTRYID as_entry_id(EntryId& id);

// Throws Failure with the object's extended error (GetLastError) when `code` is a failure; `what` says what was tried.
template <class Object>
void check(HRESULT code, Object* object, std::string_view what);

void throw_failure(HRESULT code, LPMAPIERROR error, std::string_view what);

// The sentence of an extended error; empty when it is null or has none.
std::string words_in(const kit::mapi_ptr<MAPIERROR>& error);

template <class Object>
void check(HRESULT code, Object* object, std::string_view what) {
  if (!FAILED(code)) return;
  LPMAPIERROR error = nullptr;
  if (object == nullptr || FAILED(object->GetLastError(code, MAPI_UNICODE, &error))) error = nullptr;
  throw_failure(code, error, what);
}

// The object's extended error for `code` (GetLastError), which may be a warning; empty when it has none.
template <class Object>
std::string words_for(HRESULT code, Object* object) {
  LPMAPIERROR error = nullptr;
  if (FAILED(object->GetLastError(code, MAPI_UNICODE, &error))) error = nullptr;
  return words_in(kit::mapi_ptr<MAPIERROR>(error));
}

// The same for what a function of MAPI's answered.
inline std::string words_for(HRESULT code) {
  LPMAPIERROR error = nullptr;
  if (FAILED(postroom_last_error(code, MAPI_UNICODE, &error))) error = nullptr;
  return words_in(kit::mapi_ptr<MAPIERROR>(error));
}

// check() for MAPI's functions, which have no object.
inline void check_function(HRESULT code, std::string_view what) {
  if (!FAILED(code)) return;
  LPMAPIERROR error = nullptr;
  if (FAILED(postroom_last_error(code, MAPI_UNICODE, &error))) error = nullptr;
  throw_failure(code, error, what);
}

}  // namespace postroom::tool
