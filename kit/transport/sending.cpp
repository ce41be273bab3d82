// SPDX-License-Identifier: Apache-2.0
#include "kit/transport/property_list.hpp"
#include "kit/transport/transport_logon.hpp"

#include <postroom/failure.hpp>
#include <postroom/text.hpp>

#include <mapitags.h>

#include <algorithm>

namespace postroom::kit::transport {
namespace {

// PR_NDR_REASON_CODE as X.411 counts it; the headers name the diagnostics only.
constexpr ULONG kReasonTransferFailed = 0;

// What the columns of a report are made from, beside the recipient's own (H-31, H-38).
struct Report {
  const Outcome& outcome;
  FILETIME now;
};

// The message's recipients with all their columns, so that one can be written back whole.
rows_ptr recipient_rows(IMessage& message) {
  com_ptr<IMAPITable> table;
  check(message.GetRecipientTable(MAPI_UNICODE, table.put()), "the recipients cannot be read");
  mapi_ptr<SPropTagArray> columns;
  check(table->QueryColumns(TBL_ALL_COLUMNS, out(columns)), "the recipients' columns cannot be read");
  check(table->SetColumns(columns.get(), 0), "the recipients' columns cannot be chosen");
  SRowSet* rows = nullptr;
  check(table->QueryRows(0x7FFF, 0, &rows), "the recipients cannot be read");
  return rows_ptr(rows);
}

Recipient recipient_of(const PropertyView& row) {
  return {row.number(PR_RECIPIENT_TYPE).value_or(MAPI_TO), row.text(PR_ADDRTYPE_W).value_or(""),
          row.text(PR_EMAIL_ADDRESS_W).value_or(""), row.text(PR_DISPLAY_NAME_W).value_or("")};
}

// Sender and representing sets where they are missing, and the time at which a transport took the message (H-30, N-22).
void complete_sender(const TransportCore& core, IMessage& message) {
  const ReadProperties present(message,
                               {PR_SENDER_EMAIL_ADDRESS_W, PR_SENDER_NAME_W, PR_SENDER_ADDRTYPE_W, PR_SENDER_ENTRYID,
                                PR_SENDER_SEARCH_KEY, PR_SENT_REPRESENTING_EMAIL_ADDRESS_W, PR_CLIENT_SUBMIT_TIME});
  const Identity& own = core.identity();
  Identity sender{present->text(PR_SENDER_NAME_W).value_or(""), present->text(PR_SENDER_ADDRTYPE_W).value_or(""),
                  present->text(PR_SENDER_EMAIL_ADDRESS_W).value_or("")};
  std::vector<BYTE> entry_id = present->bytes(PR_SENDER_ENTRYID);
  std::vector<BYTE> search_key = present->bytes(PR_SENDER_SEARCH_KEY);
  PropertyList changes;
  const auto set = [&](ULONG name, ULONG type, ULONG address, ULONG id, ULONG key) {
    changes.set_text(name, sender.display_name.empty() ? sender.address : sender.display_name);
    changes.set_text(type, sender.address_type);
    changes.set_text(address, sender.address);
    if (!entry_id.empty()) changes.set_bytes(id, entry_id.data(), entry_id.size());
    if (!search_key.empty()) changes.set_bytes(key, search_key.data(), search_key.size());
  };
  if (sender.address.empty() && !own.address.empty()) {
    sender = own;
    entry_id = core.identity_entry_id();
    search_key = core.identity_search_key();
    set(PR_SENDER_NAME_W, PR_SENDER_ADDRTYPE_W, PR_SENDER_EMAIL_ADDRESS_W, PR_SENDER_ENTRYID, PR_SENDER_SEARCH_KEY);
  }
  if (!sender.address.empty() && present->text(PR_SENT_REPRESENTING_EMAIL_ADDRESS_W).value_or("").empty()) {
    set(PR_SENT_REPRESENTING_NAME_W, PR_SENT_REPRESENTING_ADDRTYPE_W, PR_SENT_REPRESENTING_EMAIL_ADDRESS_W,
        PR_SENT_REPRESENTING_ENTRYID, PR_SENT_REPRESENTING_SEARCH_KEY);
  }
  const FILETIME now = file_time_now();
  if (!present->time(PR_CLIENT_SUBMIT_TIME)) changes.set_time(PR_CLIENT_SUBMIT_TIME, now);
  changes.set_time(PR_PROVIDER_SUBMIT_TIME, now);
  check(message.SetProps(changes.count(), changes.values(), nullptr), "the sender cannot be noted in the message");
}

std::string sender_address(const TransportCore& core, IMessage& message) {
  if (!core.identity().address.empty()) return core.identity().address;
  return ReadProperties(message, {PR_SENDER_EMAIL_ADDRESS_W})->text(PR_SENDER_EMAIL_ADDRESS_W).value_or("");
}

// An address list over rows that others own, for ModifyRecipients.
class BorrowedList {
 public:
  explicit BorrowedList(std::size_t capacity) : block_(CbNewADRLIST(capacity) / sizeof(ULONG_PTR) + 1) {}
  void add(PropertyList& row) { list()->aEntries[list()->cEntries++] = {0, row.count(), row.values()}; }
  ADRLIST* list() noexcept { return reinterpret_cast<ADRLIST*>(block_.data()); }

 private:
  std::vector<ULONG_PTR> block_;
};

PropertyList& copy_row(std::deque<PropertyList>& rows, const SRow& row) {
  PropertyList& copy = rows.emplace_back();
  for (ULONG i = 0; i < row.cValues; ++i) copy.set_copy(row.lpProps[i]);
  return copy;
}

// Responsibility is taken for those delivered and for those that failed for good (H-25), and kept at once: whatever
// comes after, nobody gets the message twice.
void take_responsibility(IMessage& message, const std::vector<const SRow*>& rows) {
  if (rows.empty()) return;
  std::deque<PropertyList> copies;
  BorrowedList changes(rows.size());
  for (const SRow* row : rows) {
    PropertyList& copy = copy_row(copies, *row);
    copy.set_bool(PR_RESPONSIBILITY, true);
    changes.add(copy);
  }
  check(message.ModifyRecipients(MODRECIP_MODIFY, changes.list()), "the recipients' responsibility cannot be noted");
  check(message.SaveChanges(KEEP_OPEN_READWRITE), "what was sent cannot be noted in the message");
}

bool wants_delivery_report(IMessage& message) {
  return ReadProperties(message, {PR_ORIGINATOR_DELIVERY_REPORT_REQUESTED})
      ->boolean(PR_ORIGINATOR_DELIVERY_REPORT_REQUESTED)
      .value_or(false);
}

// One list for all reports of the message: repeated calls would repeat reports (D-39).
class ReportList {
 public:
  void add(const SRow& recipient, const Report& report) {
    std::deque<PropertyList> rows;
    PropertyList& row = copy_row(rows, recipient);
    row.set_time(PR_REPORT_TIME, report.now);
    if (report.outcome.fate == Outcome::Fate::delivered) {
      row.set_time(PR_DELIVER_TIME, report.now);
    } else {
      row.set(PR_NDR_REASON_CODE, kReasonTransferFailed);
      row.set(PR_NDR_DIAG_CODE, MAPI_DIAG_NO_DIAGNOSTIC);
    }
    if (!report.outcome.text.empty()) row.set_text(PR_REPORT_TEXT_W, report.outcome.text);
    entries_.push_back({row.count(), row.to_mapi()});
  }

  // The runtime owns the list if it took it, and only then (D-39).
  void send(IMAPISupport& support, IMessage& message) {
    if (entries_.empty()) return;
    adrlist_ptr list(make_mapi<ADRLIST>(CbNewADRLIST(entries_.size())).release());
    for (Entry& entry : entries_) {
      list->aEntries[list->cEntries++] = {0, entry.count, entry.values.release()};
    }
    if (!FAILED(support.StatusRecips(&message, list.get()))) static_cast<void>(list.release());
  }

 private:
  struct Entry {
    ULONG count;
    mapi_ptr<SPropValue> values;
  };
  std::vector<Entry> entries_;
};

}  // namespace

HRESULT submit(TransportCore& core, IMessage& message, ULONG_PTR* reference, ULONG_PTR* retry_after) {
  TransportCore::Transit transit(core, true);
  // Before anything is transferred: a cancel may come meanwhile, from another thread, which reads this (H-26).
  __atomic_store_n(reference, transit.reference(), __ATOMIC_RELEASE);
  const std::shared_ptr<Backend> backend = core.backend();

  const rows_ptr rows = recipient_rows(message);
  std::vector<Recipient> recipients;
  std::vector<const SRow*> own_rows;
  for (ULONG i = 0; i < rows->cRows; ++i) {
    const SRow& row = rows->aRow[i];
    const PropertyView view(row.lpProps, row.cValues);
    if (view.boolean(PR_RESPONSIBILITY).value_or(false)) continue;  // somebody else's, or served already (H-25)
    Recipient recipient = recipient_of(view);
    if (!core.has_address_type(recipient.address_type) || !backend->serves(recipient)) continue;
    recipients.push_back(std::move(recipient));
    own_rows.push_back(&row);
  }
  if (recipients.empty()) return MAPI_E_NOT_ME;

  complete_sender(core, message);
  std::vector<Outcome> outcomes;
  try {
    outcomes = backend->send({message, recipients, sender_address(core, message), transit});
  } catch (const Failure& failure) {
    core.note("message not sent", failure.what());
    core.change_status(0, 0, failure.what());
    throw;
  }
  if (outcomes.size() != recipients.size()) fail(MAPI_E_CALL_FAILED, "the medium lost count of the recipients");

  const FILETIME now = file_time_now();
  const bool confirm = wants_delivery_report(message);
  std::vector<const SRow*> taken;
  ReportList reports;
  bool deferred = false;
  std::string last_text;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Outcome& outcome = outcomes[i];
    switch (outcome.fate) {
      case Outcome::Fate::delivered:
        taken.push_back(own_rows[i]);
        if (confirm) reports.add(*own_rows[i], {outcome, now});
        break;
      case Outcome::Fate::failed:
        taken.push_back(own_rows[i]);
        reports.add(*own_rows[i], {outcome, now});
        break;
      case Outcome::Fate::deferred:
        deferred = true;
        last_text = outcome.text;
        *retry_after = std::max<ULONG_PTR>(*retry_after, static_cast<ULONG_PTR>(outcome.retry_after.count()));
        break;
      case Outcome::Fate::not_mine:
        break;
    }
  }
  take_responsibility(message, taken);
  reports.send(*core.support(), message);
  if (!deferred) return S_OK;
  core.change_status(0, 0, last_text);
  return MAPI_E_WAIT;  // those still without a responsible transport come again (H-27)
}

}  // namespace postroom::kit::transport
