// SPDX-License-Identifier: Apache-2.0
#include "runtime/spooler/recipients.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>

#include <mapitags.h>

#include <algorithm>
#include <cstring>

namespace postroom::spooler {
namespace {

using kit::check;
using kit::transport::PropertyList;
using kit::transport::PropertyView;

kit::rows_ptr read_rows(IMessage& message) {
  kit::com_ptr<IMAPITable> table;
  check(message.GetRecipientTable(MAPI_UNICODE, table.put()), "the recipients cannot be read");
  kit::mapi_ptr<SPropTagArray> columns;
  check(table->QueryColumns(TBL_ALL_COLUMNS, out(columns)), "the recipients' columns cannot be read");
  check(table->SetColumns(columns.get(), 0), "the recipients' columns cannot be chosen");
  SRowSet* rows = nullptr;
  check(table->QueryRows(0x7FFF, 0, &rows), "the recipients cannot be read");
  return kit::rows_ptr(rows);
}

// Writes rows back whole and saves.
void write_rows(IMessage& message, const std::vector<PropertyList*>& rows) {
  if (rows.empty()) return;
  std::vector<ULONG_PTR> block(CbNewADRLIST(rows.size()) / sizeof(ULONG_PTR) + 1);
  auto* list = reinterpret_cast<ADRLIST*>(block.data());
  for (PropertyList* row : rows) list->aEntries[list->cEntries++] = {0, row->count(), row->values()};
  check(message.ModifyRecipients(MODRECIP_MODIFY, list), "the recipients cannot be changed");
  check(message.SaveChanges(KEEP_OPEN_READWRITE), "the recipients cannot be saved");
}

// The MAPIUID stands behind the four flag bytes.
bool has_uid(const std::vector<BYTE>& entry_id, const MAPIUID& uid) {
  return entry_id.size() >= 4 + sizeof(MAPIUID) && std::memcmp(entry_id.data() + 4, &uid, sizeof uid) == 0;
}

}  // namespace

void Recipients::load(IMessage& message) {
  const kit::rows_ptr rows = read_rows(message);
  rows_.clear();
  for (ULONG i = 0; i < rows->cRows; ++i) {
    const SRow& source = rows->aRow[i];
    const PropertyView view(source.lpProps, source.cValues);
    Row& row = rows_.emplace_back();
    for (ULONG value = 0; value < source.cValues; ++value) row.properties.set_copy(source.lpProps[value]);
    row.row_id = view.number(PR_ROWID).value_or(i);
    row.address_type = view.text(PR_ADDRTYPE_W).value_or("");
    row.entry_id = view.bytes(PR_ENTRYID);
    row.held_back = view.boolean(kHeldBack).value_or(false);
    row.served = view.boolean(PR_RESPONSIBILITY).value_or(false) && !row.held_back;
  }
}

bool Recipients::all_served() const noexcept {
  return std::all_of(rows_.begin(), rows_.end(), [](const Row& row) { return row.served; });
}

std::vector<PropertyList*> Recipients::waiting() {
  std::vector<PropertyList*> waiting;
  for (Row& row : rows_) {
    if (!row.served) waiting.push_back(&row.properties);
  }
  return waiting;
}

bool Recipients::tried(ULONG row_id, std::size_t transport) const {
  return tried_.count({row_id, transport}) != 0;
}

int Recipients::next_transport(const Row& row, const std::vector<Addressing>& in_priority_order) const {
  for (std::size_t i = 0; i < in_priority_order.size(); ++i) {
    const std::vector<MAPIUID>& uids = in_priority_order[i].uids;
    const bool own =
        std::any_of(uids.begin(), uids.end(), [&](const MAPIUID& uid) { return has_uid(row.entry_id, uid); });
    if (own && !tried(row.row_id, i)) return static_cast<int>(i);
  }
  for (std::size_t i = 0; i < in_priority_order.size(); ++i) {
    const Addressing& addressing = in_priority_order[i];
    const bool own = addressing.any_type || std::find(addressing.types.begin(), addressing.types.end(),
                                                      row.address_type) != addressing.types.end();
    if (own && !tried(row.row_id, i)) return static_cast<int>(i);
  }
  return -1;
}

int Recipients::next_transport(const std::vector<Addressing>& in_priority_order) const {
  for (const Row& row : rows_) {
    if (row.served) continue;
    if (const int next = next_transport(row, in_priority_order); next >= 0) return next;
  }
  return -1;
}

void Recipients::offer_to(std::size_t transport, const std::vector<Addressing>& in_priority_order, IMessage& message) {
  std::vector<PropertyList*> changed;
  for (Row& row : rows_) {
    if (row.served) continue;
    const bool own = next_transport(row, in_priority_order) == static_cast<int>(transport);
    if (own) tried_.emplace(row.row_id, transport);
    if (row.held_back == !own) continue;
    row.held_back = !own;
    row.properties.set_bool(kHeldBack, !own);
    row.properties.set_bool(PR_RESPONSIBILITY, !own);
    changed.push_back(&row.properties);
  }
  write_rows(message, changed);
}

void Recipients::not_tried(std::size_t transport) {
  std::erase_if(tried_, [&](const auto& entry) { return entry.second == transport; });
}

void Recipients::give_up(IMessage& message) {
  std::vector<PropertyList*> changed;
  for (Row& row : rows_) {
    if (row.served) continue;
    row.properties.set_bool(kHeldBack, false);
    row.properties.set_bool(PR_RESPONSIBILITY, true);
    row.held_back = false;
    row.served = true;
    changed.push_back(&row.properties);
  }
  write_rows(message, changed);
}

}  // namespace postroom::spooler
