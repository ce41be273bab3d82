// SPDX-License-Identifier: Apache-2.0
#include "runtime/spooler/inbound.hpp"

#include "kit/transport/message_properties.hpp"
#include "runtime/spooler/lent_message.hpp"
#include "runtime/spooler/message_id.hpp"

#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/text.hpp>

#include <mapitags.h>

namespace postroom::spooler {
namespace {

static_assert(sizeof(std::atomic<ULONG_PTR>) == sizeof(ULONG_PTR) && std::atomic<ULONG_PTR>::is_always_lock_free);

using kit::check;
using kit::com_ptr;
using kit::PropertyBag;
using kit::transport::read_properties;

// All that is open on a store while a message arrives there.
struct Arriving {
  explicit Arriving(com_ptr<IMsgStore> into) : store(std::move(into)) {}

  const com_ptr<IMsgStore> store;
  com_ptr<IMAPIFolder> inbox;
  com_ptr<IMessage> message;
  com_ptr<LentMessage> lent;
  com_ptr<IMAPIFolder> target;  // the receive folder of the message's class
  com_ptr<IMAPITable> contents;
  com_ptr<IMessage> placed;  // the message where it stays
};

// One message's way into a store. When nobody waits for it any more the store may have ended: no further call is made
// there, and what is open stays so for ever (J-114).
class Arrivals {
 public:
  Arrivals(const com_ptr<IMsgStore>& store, Awaiting& who) : open_(std::make_shared<Arriving>(store)), who_(who) {}
  ~Arrivals() { who_.let_go(std::move(open_)); }
  Arrivals(const Arrivals&) = delete;
  Arrivals& operator=(const Arrivals&) = delete;

  // For the next call on the store. Throws kit::Failure when nobody waits.
  Arriving& next() const {
    if (who_.given_up()) kit::fail(MAPI_E_CALL_FAILED, "StartMessage returned too late");
    return *open_;
  }
  // For what calls nothing of the store.
  Arriving& held() const noexcept { return *open_; }

 private:
  std::shared_ptr<Arriving> open_;
  Awaiting& who_;
};

// MAPI's parameters are not const, although nobody writes there.
ENTRYID* as_entry_id(std::string_view id) {
  return reinterpret_cast<ENTRYID*>(const_cast<char*>(id.data()));
}

// How the next call on a store gets at it.
using NextStore = std::function<IMsgStore&()>;

void open_folder_of_class(const NextStore& store, const std::string& message_class, com_ptr<IMAPIFolder>& folder) {
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> entry_id;
  std::wstring wide = kit::to_wide(message_class);
  check(store().GetReceiveFolder(reinterpret_cast<LPTSTR>(wide.data()), MAPI_UNICODE, &size, out(entry_id), nullptr),
        "there is no receive folder for " + message_class);
  ULONG type = 0;
  check(store().OpenEntry(size, entry_id.get(), nullptr, MAPI_MODIFY, &type, folder.put_unknown()),
        "the receive folder for " + message_class + " cannot be opened");
}

void open_placed(const Arrivals& arrivals, std::string_view id) {
  ULONG type = 0;
  Arriving& at = arrivals.next();
  static_cast<void>(at.store->OpenEntry(static_cast<ULONG>(id.size()), as_entry_id(id), nullptr, MAPI_BEST_ACCESS,
                                        &type, at.placed.put_unknown()));
}

// After a move the identifier is the store's choice; the search key stays (I-5).
void find_by_search_key(const Arrivals& arrivals, std::string_view key) {
  if (key.empty()) return;
  const auto get_table = [](Arriving& at) { return at.target->GetContentsTable(0, at.contents.put()); };
  if (FAILED(get_table(arrivals.next()))) return;
  SizedSPropTagArray(2, columns) = {2, {PR_ENTRYID, PR_SEARCH_KEY}};
  if (FAILED(arrivals.next().contents->SetColumns(reinterpret_cast<SPropTagArray*>(&columns), 0))) return;
  for (;;) {
    SRowSet* raw = nullptr;
    if (FAILED(arrivals.next().contents->QueryRows(100, 0, &raw))) return;
    const kit::rows_ptr rows(raw);
    if (rows->cRows == 0) return;
    for (const PropertyBag& row : kit::bags_from(*rows)) {
      if (row.binary(PR_SEARCH_KEY) == key) return open_placed(arrivals, row.binary(PR_ENTRYID));
    }
  }
}

bool same_entry(IMsgStore& store, std::string_view one, std::string_view other) {
  ULONG same = FALSE;
  return !FAILED(store.CompareEntryIDs(static_cast<ULONG>(one.size()), as_entry_id(one),
                                       static_cast<ULONG>(other.size()), as_entry_id(other), 0, &same)) &&
         same != FALSE;
}

// Moves the saved message to the receive folder of its class if that is another one; `placed` is null afterwards when
// it is not found there.
void route_by_class(const Arrivals& arrivals) {
  const PropertyBag saved = read_properties(*arrivals.next().message, {PR_MESSAGE_CLASS_W, PR_ENTRYID, PR_SEARCH_KEY});
  open_folder_of_class([&]() -> IMsgStore& { return *arrivals.next().store; },
                       std::string(saved.text(PR_MESSAGE_CLASS_W, "IPM.Note")), arrivals.held().target);
  const PropertyBag from = read_properties(*arrivals.next().inbox, {PR_ENTRYID});
  const PropertyBag to = read_properties(*arrivals.next().target, {PR_ENTRYID});
  if (same_entry(*arrivals.next().store, from.binary(PR_ENTRYID), to.binary(PR_ENTRYID))) {
    arrivals.held().placed = std::move(arrivals.held().message);
    return;
  }
  const std::string_view id = saved.binary(PR_ENTRYID);
  arrivals.next().message.reset();  // nobody but the folder holds it while it moves
  SBinary binary{static_cast<ULONG>(id.size()), reinterpret_cast<BYTE*>(as_entry_id(id))};
  ENTRYLIST list{1, &binary};
  const Arriving& at = arrivals.next();
  check(at.inbox->CopyMessages(&list, nullptr, at.target.get(), 0, nullptr, MESSAGE_MOVE),
        "the message cannot be moved to the folder of its class");
  open_placed(arrivals, id);
  if (!at.placed) find_by_search_key(arrivals, saved.binary(PR_SEARCH_KEY));
}

// `next` as above: between the two calls that it makes on the store, somebody may give it up.
void announce(const NextStore& next, IMessage& message) {
  next();
  const PropertyBag saved =
      read_properties(message, {PR_ENTRYID, PR_PARENT_ENTRYID, PR_MESSAGE_CLASS_W, PR_MESSAGE_FLAGS});
  const std::string_view id = saved.binary(PR_ENTRYID);
  const std::string_view parent = saved.binary(PR_PARENT_ENTRYID);
  std::string message_class(saved.text(PR_MESSAGE_CLASS_W, "IPM.Note"));
  NOTIFICATION notification{};
  notification.ulEventType = fnevNewMail;
  NEWMAIL_NOTIFICATION& mail = notification.info.newmail;
  mail.cbEntryID = static_cast<ULONG>(id.size());
  mail.lpEntryID = as_entry_id(id);
  mail.cbParentID = static_cast<ULONG>(parent.size());
  mail.lpParentID = as_entry_id(parent);
  mail.lpszMessageClass = reinterpret_cast<LPTSTR>(message_class.data());
  mail.ulMessageFlags = static_cast<ULONG>(saved.number(PR_MESSAGE_FLAGS));
  static_cast<void>(next().NotifyNewMail(&notification));
}

void try_to_announce(const NextStore& next, IMessage& message) {
  try {
    announce(next, message);
  } catch (...) {  // the message is delivered all the same
    std::string what;
    static_cast<void>(kit::current_failure(what));
  }
}

HRESULT start_message(TransportLink& transport, const Arrivals& arrivals, std::atomic<ULONG_PTR>& reference) {
  open_folder_of_class([&]() -> IMsgStore& { return *arrivals.next().store; }, "", arrivals.held().inbox);
  Arriving& at = arrivals.next();
  check(at.inbox->CreateMessage(nullptr, 0, at.message.put()), "no message can be made in the Inbox");
  at.lent = kit::make_object<LentMessage>(at.message, transport.number());
  reference.store(1, std::memory_order_release);  // preset (I-6); the transport writes its own into it
  const HRESULT result = transport.call("IXPLogon::StartMessage", [&](IXPLogon& logon) {
    return logon.StartMessage(0, at.lent.get(), reinterpret_cast<ULONG_PTR*>(&reference));
  });
  at.lent->take_back();
  return result;
}

}  // namespace

com_ptr<IMAPIFolder> open_receive_folder(IMsgStore& store, const std::string& message_class) {
  com_ptr<IMAPIFolder> folder;
  open_folder_of_class([&]() -> IMsgStore& { return store; }, message_class, folder);
  return folder;
}

void notify_new_mail(IMsgStore& store, IMessage& message) {
  try_to_announce([&]() -> IMsgStore& { return store; }, message);
}

Arrival receive_message(TransportLink& transport, const com_ptr<IMsgStore>& store, std::atomic<ULONG_PTR>& reference,
                        Awaiting& who) {
  try {
    const Arrivals arrivals(store, who);
    const HRESULT result = start_message(transport, arrivals, reference);
    arrivals.next();
    if (FAILED(result)) return {Arrival::What::failure, result, "StartMessage: " + kit::hresult_name(result)};  // I-7
    if (!arrivals.held().lent->saved()) return {};
    arrivals.held().lent.reset();
    route_by_class(arrivals);
    if (!arrivals.held().placed) return {Arrival::What::message, S_OK, ""};
    try_to_announce([&]() -> IMsgStore& { return *arrivals.next().store; }, *arrivals.held().placed);
    const PropertyBag named = read_properties(*arrivals.next().placed, {PR_ENTRYID});
    return {Arrival::What::message, S_OK, hex(named.binary(PR_ENTRYID))};
  } catch (...) {
    std::string what;
    const HRESULT code = kit::current_failure(what);
    return {Arrival::What::failure, code, what};
  }
}

}  // namespace postroom::spooler
