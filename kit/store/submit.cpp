// SPDX-License-Identifier: Apache-2.0
//
// SubmitMessage (H-1, H-2, H-7 … H-16). This store has no transport of its own, so the spooler sends every message.
#include "kit/store/message.hpp"
#include "kit/store/store_core.hpp"

#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <algorithm>

namespace postroom::kit::store {
namespace {

// Nobody has taken responsibility for a recipient yet, unless PrepareSubmit said so for one of a resend (H-10).
void reset_responsibility(MessageDraft& draft, bool resend) {
  const std::vector<Recipient> recipients = draft.recipients();
  RowSetBuilder rows(recipients.size());
  for (const Recipient& each : recipients) {
    PropertyBag row = unpack(each.properties);
    if (resend && row.has(PR_RESPONSIBILITY)) continue;
    row.set(PR_RESPONSIBILITY, false);
    row.set(PR_ROWID, each.row);
    rows.add(row);
  }
  const adrlist_ptr list = std::move(rows).finish_addresses();
  if (list->cEntries != 0) draft.modify_recipients(MODRECIP_MODIFY, list.get());
}

bool is_preprocessed(StoreCore& core, const ObjectId& message) {
  const auto entry = core.read()->queue_entry(message);
  return entry && (entry->submit_flags & SUBMITFLAG_PREPROCESS) != 0;
}

}  // namespace

void submit(MessageDraft& draft, IMessage* message) {
  StoreCore& core = draft.core();
  core.require_writable();
  if (draft.is_embedded() || !core.backend()->capabilities().has_queue) {
    fail(MAPI_E_NO_SUPPORT, "the message cannot be submitted");
  }
  if (draft.recipients().empty()) fail(MAPI_E_NO_RECIPIENTS, "the message has no recipients");  // H-1
  if (core.is_spooler() && is_preprocessed(core, draft.id())) {
    draft.enqueue(0);  // H-11: the spooler has preprocessed it and says so by submitting
    return;
  }
  draft.save(KEEP_OPEN_READWRITE);
  const com_ptr<IMAPISupport> support = core.support();
  const bool resend = (draft.info().flags & MSGFLAG_RESEND) != 0;
  if (resend) {  // H-9
    core.say_ready_to_send(*support);
    ULONG flags = 0;
    check(support->PrepareSubmit(message, &flags));
  }
  reset_responsibility(draft, resend);
  draft.set(PropertyValue(PR_CLIENT_SUBMIT_TIME, now_ticks()));
  ULONG flags = 0;
  check(support->ExpandRecips(message, &flags));
  draft.enqueue((flags & NEEDS_PREPROCESSING) != 0 ? SUBMITFLAG_PREPROCESS : 0);
}

}  // namespace postroom::kit::store
