// SPDX-License-Identifier: Apache-2.0
#include "kit/store/read_flags.hpp"

#include "kit/store/message.hpp"
#include "kit/store/store_core.hpp"

namespace postroom::kit::store {
namespace {

constexpr ULONG kReportFlags = SUPPRESS_RECEIPT | GENERATE_RECEIPT_ONLY;

struct Change {
  std::uint32_t flags = 0;
  bool report = false;  // a read report is due
};

// What SetReadFlag makes of a message's flags (M-33).
Change apply(std::uint32_t before, ULONG flags) {
  Change result{before, false};
  const bool pending = (before & MSGFLAG_RN_PENDING) != 0;
  if ((flags & CLEAR_READ_FLAG) != 0) {
    result.flags &= ~MSGFLAG_READ;
    return result;
  }
  const ULONG reports = flags & kReportFlags;
  if ((reports & GENERATE_RECEIPT_ONLY) == 0) result.flags |= MSGFLAG_READ;
  if ((reports & SUPPRESS_RECEIPT) == 0) result.report = pending;
  result.flags &= ~(MSGFLAG_RN_PENDING | MSGFLAG_NRN_PENDING);
  return result;
}

// Sends the report; when that cannot be done now, the request stays (D-34).
bool send_report(StoreCore& core, IMessage* message, ULONG kind = 0) {
  com_ptr<IMessage> report;
  const com_ptr<IMAPISupport> support = core.support();
  if (FAILED(support->ReadReceipt(kind, message, report.put())) || !report) return false;
  return SUCCEEDED(report->SubmitMessage(0));
}

// Writes new flags for a message of the store; the event to publish, if anything changed.
void write_flags(StoreCore& core, const ObjectId& id, ULONG flags, IMessage* message) {
  core.require_writable();
  const auto info = core.read()->find(id);
  if (!info || info->type != ObjectType::message) fail(MAPI_E_NOT_FOUND, "the message does not exist");
  Change change = apply(info->flags, flags);
  if (change.report && !send_report(core, message)) {
    change.flags |= info->flags & (MSGFLAG_RN_PENDING | MSGFLAG_NRN_PENDING);
  }
  if (change.flags == info->flags) return;
  {
    const auto transaction = core.write();
    const auto now = transaction->find(id);
    if (!now) fail(MAPI_E_NOT_FOUND, "the message does not exist");
    constexpr std::uint32_t kOurs = MSGFLAG_READ | MSGFLAG_RN_PENDING | MSGFLAG_NRN_PENDING;
    transaction->set_flags(id, (now->flags & ~kOurs) | (change.flags & kOurs));
    transaction->commit();
  }
  const StoreEvent events[] = {{fnevObjectModified, ObjectType::message, id, info->parent, {}, {}, info->associated},
                               {fnevObjectModified, ObjectType::folder, info->parent, {}, {}, {}, false}};
  core.events().publish(events);
}

}  // namespace

void check_read_flags(ULONG flags) {
  require_flags(flags,
                SUPPRESS_RECEIPT | CLEAR_READ_FLAG | GENERATE_RECEIPT_ONLY | MAPI_DEFERRED_ERRORS | MESSAGE_DIALOG);
  if ((flags & CLEAR_READ_FLAG) != 0 && (flags & kReportFlags) != 0) {
    fail(MAPI_E_INVALID_PARAMETER, "a message that becomes unread has no report");
  }
}

void set_read_flag(MessageDraft& draft, IMessage* message, ULONG flags) {
  StoreCore& core = draft.core();
  if (!draft.in_store() || draft.is_embedded()) {
    draft.set_flags(apply(draft.info().flags, flags).flags);
    return;
  }
  write_flags(core, draft.id(), flags, message);
  if (const auto now = core.read()->find(draft.id())) draft.set_flags(now->flags);
}

void set_read_flag(StoreCore& core, const ObjectId& folder, const ObjectId& id, ULONG flags) {
  com_ptr<Message> message;
  {
    const auto snapshot = core.read();
    const auto info = snapshot->find(id);
    if (!info || info->parent != folder) fail(MAPI_E_NOT_FOUND, "the message is not in the folder");
    if (apply(info->flags, flags).report) {
      auto draft = MessageDraft::of_stored(core.shared_from_this(), *info, load_content(*snapshot, id), false);
      message = make_object<Message>(std::move(draft));
    }
  }
  write_flags(core, id, flags, message.get());
}

void send_nonread_report(StoreCore& core, const ObjectId& folder, const ObjectId& id) noexcept {
  try {
    com_ptr<Message> message;
    {
      const auto snapshot = core.read();
      const auto info = snapshot->find(id);
      const bool due = info && info->parent == folder && (info->flags & MSGFLAG_NRN_PENDING) != 0 &&
                       (info->flags & MSGFLAG_READ) == 0;
      if (!due) return;
      message = make_object<Message>(
          MessageDraft::of_stored(core.shared_from_this(), *info, load_content(*snapshot, id), false));
    }
    send_report(core, message.get(), MAPI_NON_READ);
  } catch (...) {  // a report that cannot be sent does not keep the message from being deleted
  }
}

}  // namespace postroom::kit::store
