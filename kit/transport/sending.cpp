// SPDX-License-Identifier: Apache-2.0
#include "kit/transport/message_properties.hpp"
#include "kit/transport/transport_logon.hpp"

#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <algorithm>
#include <array>

namespace postroom::kit::transport {
namespace {

// PR_NDR_REASON_CODE as X.411 counts it; the headers name the diagnostics only.
constexpr ULONG kReasonTransferFailed = 0;

Recipient recipient_of(const PropertyBag& row) {
  return {static_cast<ULONG>(row.number(PR_RECIPIENT_TYPE, MAPI_TO)), std::string(row.text(PR_ADDRTYPE_W)),
          std::string(row.text(PR_EMAIL_ADDRESS_W)), std::string(row.text(PR_DISPLAY_NAME_W))};
}

// The five properties that name somebody: name, type, address, entry identifier, search key.
using Names = std::array<ULONG, 5>;
constexpr Names kSender{PR_SENDER_NAME_W, PR_SENDER_ADDRTYPE_W, PR_SENDER_EMAIL_ADDRESS_W, PR_SENDER_ENTRYID,
                        PR_SENDER_SEARCH_KEY};
constexpr Names kRepresented{PR_SENT_REPRESENTING_NAME_W, PR_SENT_REPRESENTING_ADDRTYPE_W,
                             PR_SENT_REPRESENTING_EMAIL_ADDRESS_W, PR_SENT_REPRESENTING_ENTRYID,
                             PR_SENT_REPRESENTING_SEARCH_KEY};

// Sender and representing sets where they are missing, and the time at which a transport took the message (H-30, N-22).
void complete_sender(const TransportCore& core, IMessage& message) {
  const PropertyBag present = read_properties(
      message, {kSender[0], kSender[1], kSender[2], kSender[3], kSender[4], kRepresented[2], PR_CLIENT_SUBMIT_TIME});
  PropertyBag changes;
  PropertyBag sender = present;
  if (present.text(PR_SENDER_EMAIL_ADDRESS_W).empty() && !core.identity().address.empty()) {
    sender = core.identity_as(kSender);
    changes.merge(sender);
  }
  if (!sender.text(PR_SENDER_EMAIL_ADDRESS_W).empty() && present.text(kRepresented[2]).empty()) {
    for (std::size_t i = 0; i < kSender.size(); ++i) {
      if (const PropertyValue* value = sender.find(kSender[i])) changes.set(value->renamed(kRepresented[i]));
    }
  }
  const FILETIME now = filetime_of(now_ticks());
  if (!present.has(PR_CLIENT_SUBMIT_TIME)) changes.set(PR_CLIENT_SUBMIT_TIME, now);
  changes.set(PR_PROVIDER_SUBMIT_TIME, now);
  set_properties(message, changes, "the sender cannot be noted in the message");
}

std::string sender_address(const TransportCore& core, IMessage& message) {
  if (!core.identity().address.empty()) return core.identity().address;
  return std::string(read_properties(message, {PR_SENDER_EMAIL_ADDRESS_W}).text(PR_SENDER_EMAIL_ADDRESS_W));
}

// Responsibility is taken for those delivered and for those that failed for good (H-25), and kept at once: whatever
// comes after, nobody gets the message twice.
void take_responsibility(IMessage& message, std::vector<PropertyBag> rows) {
  if (rows.empty()) return;
  for (PropertyBag& row : rows) row.set(PR_RESPONSIBILITY, true);
  write_recipients(message, MODRECIP_MODIFY, rows);
  check(message.SaveChanges(KEEP_OPEN_READWRITE), "what was sent cannot be noted in the message");
}

// The columns of a report on one recipient (H-31, H-38).
PropertyBag report_of(PropertyBag recipient, const Outcome& outcome) {
  const FILETIME now = filetime_of(now_ticks());
  recipient.set(PR_REPORT_TIME, now);
  if (outcome.fate == Outcome::Fate::delivered) {
    recipient.set(PR_DELIVER_TIME, now);
  } else {
    recipient.set(PR_NDR_REASON_CODE, kReasonTransferFailed);
    recipient.set(PR_NDR_DIAG_CODE, MAPI_DIAG_NO_DIAGNOSTIC);
  }
  if (!outcome.text.empty()) recipient.set(PR_REPORT_TEXT_W, outcome.text);
  return recipient;
}

// One call for all reports on the message: repeated calls would repeat reports. The runtime owns the list if it took
// it, and only then (D-39).
void send_reports(IMAPISupport& support, IMessage& message, const std::vector<PropertyBag>& reports) {
  if (reports.empty()) return;
  RowSetBuilder builder(reports.size());
  for (const PropertyBag& report : reports) builder.add(report);
  adrlist_ptr list = std::move(builder).finish_addresses();
  if (!FAILED(support.StatusRecips(&message, list.get()))) static_cast<void>(list.release());
}

}  // namespace

HRESULT submit(TransportCore& core, IMessage& message, ULONG_PTR* reference, ULONG_PTR* retry_after) {
  TransportCore::Transit transit(core, true);
  // Before anything is transferred: a cancel may come meanwhile, from another thread, which reads this (H-26).
  __atomic_store_n(reference, transit.reference(), __ATOMIC_RELEASE);
  const std::shared_ptr<Backend> backend = core.backend();

  std::vector<Recipient> recipients;
  std::vector<PropertyBag> own_rows;
  for (PropertyBag& row : read_recipients(message)) {
    if (row.boolean(PR_RESPONSIBILITY)) continue;  // somebody else's, or served already (H-25)
    Recipient recipient = recipient_of(row);
    if (!core.has_address_type(recipient.address_type) || !backend->serves(recipient)) continue;
    recipients.push_back(std::move(recipient));
    own_rows.push_back(std::move(row));
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

  const bool confirm = read_properties(message, {PR_ORIGINATOR_DELIVERY_REPORT_REQUESTED})
                           .boolean(PR_ORIGINATOR_DELIVERY_REPORT_REQUESTED);
  std::vector<PropertyBag> taken;
  std::vector<PropertyBag> reports;
  bool deferred = false;
  std::string last_text;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Outcome& outcome = outcomes[i];
    switch (outcome.fate) {
      case Outcome::Fate::delivered:
        if (confirm) reports.push_back(report_of(own_rows[i], outcome));
        taken.push_back(std::move(own_rows[i]));
        break;
      case Outcome::Fate::failed:
        reports.push_back(report_of(own_rows[i], outcome));
        taken.push_back(std::move(own_rows[i]));
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
  take_responsibility(message, std::move(taken));
  send_reports(*core.support(), message, reports);
  if (!deferred) return S_OK;
  core.change_status(0, 0, last_text);
  return MAPI_E_WAIT;  // those still without a responsible transport come again (H-27)
}

}  // namespace postroom::kit::transport
