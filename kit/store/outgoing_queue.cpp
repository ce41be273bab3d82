// SPDX-License-Identifier: Apache-2.0
#include "kit/store/outgoing_queue.hpp"

#include "kit/store/contents_table.hpp"
#include "kit/store/message.hpp"
#include "kit/store/sent_messages.hpp"
#include "kit/store/store_core.hpp"
#include "kit/store/table_options.hpp"

#include <mapitags.h>

#include <algorithm>

namespace postroom::kit::store {
namespace {

void publish_modified(StoreCore& core, const ObjectInfo& info) {
  const StoreEvent event{fnevObjectModified, ObjectType::message, info.id, info.parent, {}, {}, info.associated};
  core.events().publish({&event, 1});
}

// The message's PR_ENTRYID, whoever's object it is: the spooler may lend transports a wrapper of ours (H-25).
ObjectId id_of_message(StoreCore& core, IMessage* message) {
  require(message != nullptr, "lpMessage is null");
  SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
  ULONG count = 0;
  mapi_ptr<SPropValue> values;
  check(message->GetProps(reinterpret_cast<LPSPropTagArray>(&tags), 0, &count, out(values)));
  require(count == 1 && values->ulPropTag == PR_ENTRYID, "the message has no entry identifier");
  return core.parse(values->Value.bin.cb, values->Value.bin.lpb).id;
}

// Says that the spooler's logon is ending or that there is no room just now: the next one may be able to do it.
bool is_passing(HRESULT code) noexcept {
  constexpr HRESULT kPassing[] = {MAPI_E_INVALID_OBJECT,
                                  MAPI_E_NOT_INITIALIZED,
                                  MAPI_E_NOT_ENOUGH_MEMORY,
                                  MAPI_E_NOT_ENOUGH_DISK,
                                  MAPI_E_DISK_ERROR,
                                  MAPI_E_NETWORK_ERROR,
                                  MAPI_E_BUSY,
                                  MAPI_E_TIMEOUT,
                                  MAPI_E_CANCEL};
  return std::ranges::find(kPassing, code) != std::end(kPassing);
}

// Gives a message that was sent to the support object, which moves or deletes it and releases it (D-33, H-35).
void hand_over(StoreCore& core, const ObjectId& message) {
  std::shared_ptr<MessageDraft> draft;
  {
    const auto snapshot = core.read();
    const auto info = snapshot->find(message);
    if (info) draft = MessageDraft::of_stored(core.shared_from_this(), *info, load_content(*snapshot, message), false);
  }
  HRESULT answer = S_OK;
  if (draft) answer = core.support()->DoSentMail(0, make_object<Message>(std::move(draft)).detach());
  if (!is_passing(answer)) {
    const auto transaction = core.write();
    remove_sent_message(*transaction, message);  // also of one that could not be moved: it stays where it is, sent
    transaction->commit();
  }
  check(answer);
}

// A spooler that ended between the two halves of finish_message() left this to the next one.
void hand_over_what_was_left(StoreCore& core) noexcept {
  try {
    for (const ObjectId& each : sent_messages(*core.read())) {
      try {
        hand_over(core, each);
      } catch (...) {  // its folder is gone, or is not to be written: it stays where it is, and the others go on
        std::string what;
        core.note_failure(&core, current_failure(what), what.c_str());
      }
    }
  } catch (...) {  // the queue is read all the same
    std::string what;
    core.note_failure(&core, current_failure(what), what.c_str());
  }
}

}  // namespace

void abort_submit(StoreCore& core, const ObjectId& message) {
  ObjectInfo info;
  {
    const auto transaction = core.write();
    const auto entry = transaction->queue_entry(message);
    if (!entry) fail(MAPI_E_NOT_IN_QUEUE, "the message is not in the outgoing queue");
    if (entry->claimed) fail(MAPI_E_UNABLE_TO_ABORT, "the message is being sent");
    info = transaction->find(message).value();
    transaction->finish(message);
    transaction->set_flags(message, info.flags & ~MSGFLAG_SUBMIT);
    transaction->commit();
  }
  publish_modified(core, info);
}

void set_lock_state(StoreCore& core, IMessage* message, ULONG state) {
  core.require_spooler();
  require(state == MSG_LOCKED || state == MSG_UNLOCKED, "ulLockState is neither MSG_LOCKED nor MSG_UNLOCKED");
  const ObjectId id = id_of_message(core, message);
  check(message->SaveChanges(KEEP_OPEN_READWRITE));  // H-19
  ObjectInfo info;
  {
    const auto transaction = core.write();
    const auto entry = transaction->queue_entry(id);
    if (!entry) fail(MAPI_E_NOT_IN_QUEUE, "the message is not in the outgoing queue");
    // One spooler works a profile: what it finds locked was locked by itself, or by one that died (H-6).
    if (entry->claimed == (state == MSG_LOCKED)) return;
    if (state == MSG_LOCKED) {
      transaction->claim(id);
    } else {
      transaction->release_claim(id);
    }
    info = transaction->find(id).value();
    transaction->commit();
  }
  publish_modified(core, info);
}

void finish_message(StoreCore& core, const ObjectId& message) {
  core.require_spooler();
  ObjectInfo info;
  {
    const auto transaction = core.write();
    const auto entry = transaction->queue_entry(message);
    if (!entry) fail(MAPI_E_NOT_IN_QUEUE, "the message is not in the outgoing queue");
    if (!entry->claimed) fail(MAPI_E_INVALID_PARAMETER, "the message was not locked for sending");  // H-34
    info = transaction->find(message).value();
    transaction->finish(message);
    transaction->set_flags(message, info.flags & ~(MSGFLAG_SUBMIT | MSGFLAG_UNSENT));
    add_sent_message(*transaction, message);
    transaction->commit();
  }
  publish_modified(core, info);
  hand_over(core, message);
}

ULONG queue_activity(const StoreCore& core) {
  constexpr std::size_t kFirst = 64;  // the spooler takes them in their order (H-19)
  const std::vector<Row> rows =
      core.read()->rows(Container::queue, kStoreObject, Query(), {}, Direction::forward, kFirst);
  const bool outbound = std::any_of(rows.begin(), rows.end(), [](const Row& row) { return row.queued.claimed; });
  return (rows.empty() ? 0 : LOGOFF_OUTBOUND_QUEUE) | (outbound ? LOGOFF_OUTBOUND : 0);
}

com_ptr<IMAPITable> outgoing_queue_table(const std::shared_ptr<StoreCore>& core, ULONG flags) {
  core->require_spooler();
  require_flags(flags, MAPI_UNICODE | MAPI_DEFERRED_ERRORS);
  if (core->first_queue()) hand_over_what_was_left(*core);
  TableViewOptions options = table_options(core, flags);
  return make_table_view(core, make_queue_model(core), std::move(options));
}

}  // namespace postroom::kit::store
