// SPDX-License-Identifier: Apache-2.0
#include "runtime/spooler/recipients.hpp"

#include "kit/transport/message_properties.hpp"

#include <postroom/failure.hpp>

#include <mapitags.h>

#include <algorithm>
#include <cstring>

namespace postroom::spooler {
namespace {

void write_and_save(IMessage& message, const std::vector<kit::PropertyBag>& rows) {
  if (rows.empty()) return;
  kit::transport::write_recipients(message, MODRECIP_MODIFY, rows);
  kit::check(message.SaveChanges(KEEP_OPEN_READWRITE), "the recipients cannot be saved");
}

// The MAPIUID stands behind the four flag bytes.
bool has_uid(std::string_view entry_id, const MAPIUID& uid) {
  return entry_id.size() >= 4 + sizeof(MAPIUID) && std::memcmp(entry_id.data() + 4, &uid, sizeof uid) == 0;
}

}  // namespace

void Recipients::load(IMessage& message) {
  rows_.clear();
  for (kit::PropertyBag& properties : kit::transport::read_recipients(message)) {
    Row& row = rows_.emplace_back();
    row.row_id = static_cast<ULONG>(properties.number(PR_ROWID, static_cast<LONG>(rows_.size())));
    row.held_back = properties.boolean(kHeldBack);
    row.served = properties.boolean(PR_RESPONSIBILITY) && !row.held_back;
    row.properties = std::move(properties);
  }
}

bool Recipients::all_served() const noexcept {
  return std::all_of(rows_.begin(), rows_.end(), [](const Row& row) { return row.served; });
}

std::vector<kit::PropertyBag> Recipients::waiting() const {
  std::vector<kit::PropertyBag> waiting;
  for (const Row& row : rows_) {
    if (!row.served) waiting.push_back(row.properties);
  }
  return waiting;
}

bool Recipients::tried(ULONG row_id, std::size_t transport) const {
  return tried_.count({row_id, transport}) != 0;
}

int Recipients::next_transport(const Row& row, const std::vector<Addressing>& in_priority_order) const {
  for (std::size_t i = 0; i < in_priority_order.size(); ++i) {
    const std::vector<MAPIUID>& uids = in_priority_order[i].uids;
    const bool own = std::any_of(uids.begin(), uids.end(),
                                 [&](const MAPIUID& uid) { return has_uid(row.properties.binary(PR_ENTRYID), uid); });
    if (own && !tried(row.row_id, i)) return static_cast<int>(i);
  }
  for (std::size_t i = 0; i < in_priority_order.size(); ++i) {
    const Addressing& addressing = in_priority_order[i];
    const bool own = addressing.any_type || std::find(addressing.types.begin(), addressing.types.end(),
                                                      row.properties.text(PR_ADDRTYPE_W)) != addressing.types.end();
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
  std::vector<kit::PropertyBag> changed;
  for (Row& row : rows_) {
    if (row.served) continue;
    const bool own = next_transport(row, in_priority_order) == static_cast<int>(transport);
    if (own) tried_.emplace(row.row_id, transport);
    if (row.held_back == !own) continue;
    row.held_back = !own;
    row.properties.set(kHeldBack, !own);
    row.properties.set(PR_RESPONSIBILITY, !own);
    changed.push_back(row.properties);
  }
  write_and_save(message, changed);
}

void Recipients::not_tried(std::size_t transport) {
  std::erase_if(tried_, [&](const auto& entry) { return entry.second == transport; });
}

void Recipients::give_up(IMessage& message) {
  std::vector<kit::PropertyBag> changed;
  for (Row& row : rows_) {
    if (row.served) continue;
    row.properties.set(kHeldBack, false);
    row.properties.set(PR_RESPONSIBILITY, true);
    row.held_back = false;
    row.served = true;
    changed.push_back(row.properties);
  }
  write_and_save(message, changed);
}

}  // namespace postroom::spooler
