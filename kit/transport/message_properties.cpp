// SPDX-License-Identifier: Apache-2.0
#include "kit/transport/message_properties.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>

namespace postroom::kit::transport {

PropertyBag read_properties(IMAPIProp& object, std::initializer_list<ULONG> tags) {
  const auto asked = make_tags(std::span(tags.begin(), tags.size()));
  ULONG count = 0;
  mapi_ptr<SPropValue> values;
  const HRESULT result = object.GetProps(asked.get(), MAPI_UNICODE, &count, out(values));
  if (FAILED(result) || !values) return {};
  return PropertyBag::from(std::span<const SPropValue>(values.get(), count));
}

void set_properties(IMAPIProp& object, const PropertyBag& properties, const char* what) {
  if (properties.empty()) return;
  check(object.SetProps(static_cast<ULONG>(properties.size()), make_values(properties).get(), nullptr), what);
}

std::vector<PropertyBag> read_recipients(IMessage& message) {
  com_ptr<IMAPITable> table;
  check(message.GetRecipientTable(MAPI_UNICODE, table.put()), "the recipients cannot be read");
  mapi_ptr<SPropTagArray> columns;
  check(table->QueryColumns(TBL_ALL_COLUMNS, out(columns)), "the recipients' columns cannot be read");
  check(table->SetColumns(columns.get(), 0), "the recipients' columns cannot be chosen");
  std::vector<PropertyBag> recipients;
  for (;;) {
    SRowSet* raw = nullptr;
    check(table->QueryRows(500, 0, &raw), "the recipients cannot be read");
    const rows_ptr rows(raw);
    if (rows->cRows == 0) return recipients;
    for (PropertyBag& row : bags_from(*rows)) recipients.push_back(std::move(row));
  }
}

void write_recipients(IMessage& message, ULONG mode, const std::vector<PropertyBag>& rows) {
  if (rows.empty()) return;
  RowSetBuilder builder(rows.size());
  for (const PropertyBag& row : rows) builder.add(row);
  const adrlist_ptr list = std::move(builder).finish_addresses();
  check(message.ModifyRecipients(mode, list.get()), "the recipients cannot be written");
}

}  // namespace postroom::kit::transport
