// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/properties.hpp"

#include <postroom/failure.hpp>
#include <postroom/stream.hpp>
#include <postroom/text.hpp>

#include "tools/postroom/signals.hpp"

namespace postroom::tool {
namespace {

constexpr LONG kRowsAtOnce = 200;

kit::mapi_ptr<SPropTagArray> tag_array(std::initializer_list<ULONG> tags) {
  auto array = kit::make_mapi<SPropTagArray>(CbNewSPropTagArray(tags.size()));
  array->cValues = static_cast<ULONG>(tags.size());
  std::copy(tags.begin(), tags.end(), array->aulPropTag);
  return array;
}

std::string stream_of(IMAPIProp* object, ULONG tag) {
  kit::com_ptr<IStream> stream;
  if (FAILED(object->OpenProperty(tag, &IID_IStream, 0, 0, stream.put_unknown()))) return {};
  return kit::read_all(stream.get());
}

}  // namespace

const SPropValue* Values::find(ULONG tag) const {
  for (ULONG i = 0; i < count_; ++i) {
    if (values_[i].ulPropTag == tag) return &values_[i];
  }
  return nullptr;
}

std::string Values::text(ULONG tag) const {
  const SPropValue* value = find(tag);
  return value == nullptr || value->Value.lpszW == nullptr ? std::string() : kit::to_utf8(value->Value.lpszW);
}

std::int32_t Values::number(ULONG tag, std::int32_t missing) const {
  const SPropValue* value = find(tag);
  return value == nullptr ? missing : value->Value.l;
}

std::uint64_t Values::time(ULONG tag) const {
  const SPropValue* value = find(tag);
  if (value == nullptr) return 0;
  return (static_cast<std::uint64_t>(value->Value.ft.dwHighDateTime) << 32U) | value->Value.ft.dwLowDateTime;
}

std::string Values::binary(ULONG tag) const {
  const SPropValue* value = find(tag);
  return value == nullptr ? std::string()
                          : std::string(reinterpret_cast<const char*>(value->Value.bin.lpb), value->Value.bin.cb);
}

Properties get_properties(IMAPIProp* object, std::initializer_list<ULONG> tags) {
  const auto array = tag_array(tags);
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  check(object->GetProps(array.get(), MAPI_UNICODE, &count, kit::out(values)), object, "read properties");
  return {std::move(values), count};
}

std::string get_long_text(IMAPIProp* object, ULONG tag) {
  const Properties direct = get_properties(object, {tag});
  if (direct.find(tag) != nullptr) return direct.text(tag);
  const std::string bytes = stream_of(object, tag);
  return kit::to_utf8({reinterpret_cast<const wchar_t*>(bytes.data()), bytes.size() / sizeof(wchar_t)});
}

std::string get_long_binary(IMAPIProp* object, ULONG tag) {
  const Properties direct = get_properties(object, {tag});
  return direct.find(tag) != nullptr ? direct.binary(tag) : stream_of(object, tag);
}

void for_each_row(IMAPITable* table, std::initializer_list<ULONG> columns,
                  const std::function<bool(const Values&)>& row) {
  const auto array = tag_array(columns);
  check(table->SetColumns(array.get(), 0), table, "set columns");
  check(table->SeekRow(BOOKMARK_BEGINNING, 0, nullptr), table, "seek");
  for (;;) {
    SRowSet* raw = nullptr;
    check(table->QueryRows(kRowsAtOnce, 0, &raw), table, "read rows");
    const kit::rows_ptr rows(raw);
    if (rows->cRows == 0) return;  // the only end of a table (L-4)
    stop_when_interrupted();
    for (ULONG i = 0; i < rows->cRows; ++i) {
      if (!row(Values(rows->aRow[i].lpProps, rows->aRow[i].cValues))) return;
    }
  }
}

const ENTRYID* as_entry_id(const EntryId& id) {
  return reinterpret_cast<const ENTRYID*>(id.data());
}

LPENTRYID as_entry_id(EntryId& id) {
  return reinterpret_cast<LPENTRYID>(id.data());
}

std::string words_in(const kit::mapi_ptr<MAPIERROR>& error) {
  const auto* text = error == nullptr ? nullptr : reinterpret_cast<const wchar_t*>(error->lpszError);
  return text == nullptr ? std::string() : kit::to_utf8(text);
}

void throw_failure(HRESULT code, LPMAPIERROR error, std::string_view what) {
  const std::string words = words_in(kit::mapi_ptr<MAPIERROR>(error));
  if (!words.empty()) kit::fail(code, words, std::string(what));
  kit::fail(code, std::string(what) + ": " + kit::hresult_name(code), std::string(what));
}

}  // namespace postroom::tool
