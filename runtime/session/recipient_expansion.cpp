// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/recipient_expansion.hpp"

#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/one_off.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace postroom::session {
namespace {

using kit::PropertyBag;

constexpr LONG kRowsAtOnce = 64;
constexpr ULONG kKindOfRecipient = 0x0F;  // below MAPI_P1 and MAPI_SUBMITTED

std::vector<PropertyBag> rows_in(IMAPITable& table) {
  std::vector<PropertyBag> all;
  for (;;) {
    SRowSet* raw = nullptr;
    kit::check(table.QueryRows(kRowsAtOnce, 0, &raw), "the recipients cannot be read");
    const kit::rows_ptr rows(raw);
    if (!rows || rows->cRows == 0) return all;
    for (PropertyBag& row : kit::bags_from(*rows)) all.push_back(std::move(row));
  }
}

std::vector<PropertyBag> recipients_of(IMessage& message) {
  kit::com_ptr<IMAPITable> table;
  kit::check(message.GetRecipientTable(MAPI_UNICODE, table.put()), "the recipients cannot be read");
  kit::mapi_ptr<SPropTagArray> columns;
  kit::check(table->QueryColumns(TBL_ALL_COLUMNS, kit::out(columns)), "the recipients' columns cannot be read");
  kit::check(table->SetColumns(columns.get(), 0), "the recipients cannot be read");
  return rows_in(*table);
}

std::vector<PropertyBag> members_of_list(IDistList& list) {
  kit::com_ptr<IMAPITable> table;
  kit::check(list.GetContentsTable(MAPI_UNICODE, table.put()), "a distribution list's members cannot be read");
  const std::vector<ULONG> columns{PR_ENTRYID,         PR_RECORD_KEY,   PR_SEARCH_KEY,
                                   PR_DISPLAY_NAME_W,  PR_ADDRTYPE_W,   PR_OBJECT_TYPE,
                                   PR_EMAIL_ADDRESS_W, PR_DISPLAY_TYPE, PR_SEND_RICH_INFO};
  kit::check(table->SetColumns(kit::make_tags(columns).get(), 0), "a distribution list's members cannot be read");
  return rows_in(*table);
}

class Expansion {
 public:
  explicit Expansion(const ListOpener& open_list) : open_list_(open_list) {}

  void add(PropertyBag row) {
    const std::string original(row.text(PR_ORIGINAL_DISPLAY_NAME_W));
    if (!original.empty() && row.text(PR_DISPLAY_NAME_W) != original) {
      row.set(PR_DISPLAY_NAME_W, original);
      changed_ = true;
    }
    if (row.text(PR_ADDRTYPE_W) == "MAPIPDL") return add_members(row);
    const auto [known, is_new] = places_.try_emplace(key_of(row), recipients_.size());
    if (is_new) {
      recipients_.push_back(std::move(row));
      return;
    }
    changed_ = true;
    PropertyBag& first = recipients_[known->second];
    if (kind_of(row) < kind_of(first)) first = std::move(row);
  }

  bool changed() const noexcept { return changed_; }
  const std::vector<PropertyBag>& recipients() const noexcept { return recipients_; }

 private:
  static ULONG kind_of(const PropertyBag& row) {
    return static_cast<ULONG>(row.number(PR_RECIPIENT_TYPE)) & kKindOfRecipient;
  }

  // Addresses are the same whatever their case, as search keys are made; who has none is told by the identifier.
  static std::string key_of(const PropertyBag& row) {
    const std::string_view address = row.text(PR_EMAIL_ADDRESS_W);
    if (address.empty()) return std::string(row.binary(PR_ENTRYID)) + std::string(row.text(PR_DISPLAY_NAME_W));
    return kit::one_off_search_key(row.text(PR_ADDRTYPE_W), address);
  }

  // A list that is in itself is not gone into twice; one whose identifier is another each time ends at some depth.
  void add_members(const PropertyBag& list) {
    changed_ = true;
    const std::string id(list.binary(PR_ENTRYID));
    const auto [known, is_new] = lists_.try_emplace(id, kind_of(list));
    if (!is_new && known->second <= kind_of(list)) return;
    known->second = kind_of(list);
    if (depth_ == kDeepest) {
      kit::fail(MAPI_E_TOO_COMPLEX, "A distribution list that the message goes to has lists in lists too deep.");
    }
    ++depth_;
    for (PropertyBag& member : members_of_list(*open_list_(id))) {
      member.set(PR_RECIPIENT_TYPE, list.number(PR_RECIPIENT_TYPE));
      add(std::move(member));
    }
    --depth_;
  }

  static constexpr int kDeepest = 64;

  const ListOpener& open_list_;
  bool changed_ = false;
  std::vector<PropertyBag> recipients_;
  std::map<std::string, std::size_t> places_;
  std::map<std::string, ULONG>
      lists_;  // and the kind of recipients that each was gone into for: To before Cc before Bcc
  int depth_ = 0;
};

}  // namespace

void expand_recipients(IMessage& message, const ListOpener& open_list) {
  Expansion expansion(open_list);
  for (PropertyBag& row : recipients_of(message)) expansion.add(std::move(row));
  if (!expansion.changed()) return;
  if (expansion.recipients().empty()) {
    kit::fail(MAPI_E_NO_RECIPIENTS, "The distribution lists that the message goes to have no members.");
  }
  kit::RowSetBuilder rows(expansion.recipients().size());
  for (PropertyBag row : expansion.recipients()) {
    row.erase(PR_ROWID);
    row.erase(PR_INSTANCE_KEY);
    rows.add(row);
  }
  const kit::adrlist_ptr list = std::move(rows).finish_addresses();
  kit::check(message.ModifyRecipients(0, list.get()), "the recipients cannot be expanded");
}

}  // namespace postroom::session
