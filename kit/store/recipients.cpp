// SPDX-License-Identifier: Apache-2.0
//
// The recipients of an open message (M-29, M-30).
#include "kit/store/message_draft.hpp"
#include "kit/store/store_core.hpp"

#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <algorithm>
#include <array>

namespace postroom::kit::store {
namespace {

constexpr std::array kRecipientTable{PR_ROWID,       PR_INSTANCE_KEY,    PR_RECIPIENT_TYPE, PR_DISPLAY_NAME_W,
                                     PR_ADDRTYPE_W,  PR_EMAIL_ADDRESS_W, PR_ENTRYID,        PR_SEARCH_KEY,
                                     PR_OBJECT_TYPE, PR_DISPLAY_TYPE,    PR_RESPONSIBILITY};
constexpr std::uint32_t kRecipientTypes = 0xFF;  // below MAPI_P1 and MAPI_SUBMITTED

// A row of the list, checked. A value that is null is a mistake, one that could not be had is left out.
PropertyBag checked_row(const ADRENTRY& entry) {
  require(entry.cValues == 0 || entry.rgPropVals != nullptr, "a recipient has no properties");
  for (ULONG i = 0; i < entry.cValues; ++i) {
    if (PROP_TYPE(entry.rgPropVals[i].ulPropTag) == PT_NULL) {
      fail(MAPI_E_INVALID_PARAMETER, "a recipient has a property of type PT_NULL");
    }
  }
  return PropertyBag::from(entry);
}

// What is kept of a row: not what the store computes, nor what belongs to the object the row was taken from.
Bag kept(PropertyBag row) {
  row.erase(PR_ROWID);
  row.erase(PR_INSTANCE_KEY);
  if (!row.has(PR_RECIPIENT_TYPE)) row.set(PR_RECIPIENT_TYPE, MAPI_TO);
  return pack(row);
}

}  // namespace

void MessageDraft::load_recipients() {
  if (content_.recipients) {
    if (!content_.recipients->empty()) {
      next_row_ = std::max(next_row_, std::ranges::max(*content_.recipients, {}, &Recipient::row).row + 1);
    }
    return;
  }
  content_.recipients = core().read()->recipients(id_);
  load_recipients();
}

void MessageDraft::modify_recipients(ULONG flags, const ADRLIST* list) {
  require_flags(flags, MODRECIP_ADD | MODRECIP_MODIFY | MODRECIP_REMOVE);
  if ((flags & (flags - 1)) != 0) fail(MAPI_E_INVALID_PARAMETER, "more than one way to change recipients");
  require(list != nullptr || flags == 0, "lpMods is null");
  std::vector<PropertyBag> rows;
  for (ULONG i = 0; list != nullptr && i < list->cEntries; ++i) {
    rows.push_back(checked_row(list->aEntries[i]));
    const bool has_row = rows.back().has(PR_ROWID);
    require(flags != MODRECIP_ADD || !has_row, "PR_ROWID in a recipient that is added");
    require((flags & (MODRECIP_MODIFY | MODRECIP_REMOVE)) == 0 || has_row, "a recipient without PR_ROWID");
  }

  std::shared_ptr<MemoryTable> table;
  std::vector<PropertyBag> put;
  std::vector<PropertyValue> removed;
  {
    const Lock lock(mutex_);
    require_writable();
    load_recipients();
    std::vector<Recipient> now = *content_.recipients;
    if (flags == 0) now.clear();
    std::uint32_t next = next_row_;
    for (PropertyBag& row : rows) {
      Recipient recipient{static_cast<std::uint32_t>(row.number(PR_ROWID)), {}};
      if ((flags & (MODRECIP_MODIFY | MODRECIP_REMOVE)) == 0) {
        recipient = {next++, kept(std::move(row))};
        now.push_back(recipient);
      } else {
        const auto known = std::ranges::find(now, recipient.row, &Recipient::row);
        if (known == now.end()) fail(MAPI_E_NOT_FOUND, "the message has no such recipient");
        if (flags == MODRECIP_REMOVE) {
          removed.emplace_back(PR_ROWID, recipient.row);
          now.erase(known);
          continue;
        }
        known->properties = kept(std::move(row));
        recipient = *known;
      }
      put.push_back(recipient_row(recipient));
    }
    content_.recipients = std::move(now);
    next_row_ = next;
    dirty_ = true;
    table = recipient_table_;
  }
  if (table == nullptr) return;
  if (flags == 0) {
    table->replace_all(std::move(put));
  } else {
    if (!put.empty()) table->put(std::move(put));
    table->erase(removed);
  }
}

PropertyBag MessageDraft::recipient_row(const Recipient& recipient) const {
  PropertyBag row = unpack(recipient.properties);
  row.set(PR_ROWID, recipient.row);
  std::string key(id_.view());
  key.append(reinterpret_cast<const char*>(&recipient.row), sizeof recipient.row);
  row.set(PR_INSTANCE_KEY, key);
  return row;
}

std::shared_ptr<MemoryTable> MessageDraft::recipient_table() {
  std::vector<PropertyBag> rows;
  {
    const Lock lock(mutex_);
    require_alive();
    if (recipient_table_ != nullptr) return recipient_table_;
    load_recipients();
    for (const Recipient& each : *content_.recipients) rows.push_back(recipient_row(each));
  }
  auto table = MemoryTable::create(PR_ROWID, {kRecipientTable.begin(), kRecipientTable.end()});
  table->put(std::move(rows));
  const Lock lock(mutex_);
  if (recipient_table_ == nullptr) recipient_table_ = std::move(table);
  return recipient_table_;
}

std::vector<Recipient> MessageDraft::recipients() {
  const Lock lock(mutex_);
  require_alive();
  load_recipients();
  return *content_.recipients;
}

void MessageDraft::refresh_display_names() {
  if (!content_.recipients) return;
  struct Names {
    ULONG tag;
    std::uint32_t type;
    std::string text;
  };
  std::array<Names, 3> all{
      {{PR_DISPLAY_TO_W, MAPI_TO, {}}, {PR_DISPLAY_CC_W, MAPI_CC, {}}, {PR_DISPLAY_BCC_W, MAPI_BCC, {}}}};
  for (const Recipient& each : *content_.recipients) {
    const auto type = each.properties.find(PR_RECIPIENT_TYPE);
    const auto of = type ? static_cast<std::uint32_t>(type->number()) : 0;
    if ((of & MAPI_P1) != 0) continue;
    const auto names = std::ranges::find(all, of & kRecipientTypes, &Names::type);
    if (names == all.end()) continue;
    auto name = each.properties.find(PR_DISPLAY_NAME_W);
    if (!name || name->tag != PR_DISPLAY_NAME_W) name = each.properties.find(PR_EMAIL_ADDRESS_W);
    if (!names->text.empty()) names->text += "; ";
    if (name && PROP_TYPE(name->tag) == PT_UNICODE) names->text += name->text();
  }
  for (Names& each : all) content_.properties.set(each.tag, std::move(each.text));
}

}  // namespace postroom::kit::store
