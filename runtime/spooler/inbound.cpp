// SPDX-License-Identifier: Apache-2.0
#include "runtime/spooler/inbound.hpp"

#include "kit/transport/message_properties.hpp"
#include "runtime/lifecycle/abandonment.hpp"
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

// What a message needs while it arrives.
struct Arriving {
  explicit Arriving(com_ptr<IMsgStore> into) : store(std::move(into)), inbox(open_receive_folder(*store, "")) {}

  const com_ptr<IMsgStore> store;
  const com_ptr<IMAPIFolder> inbox;
  com_ptr<IMessage> message;
  com_ptr<LentMessage> lent;
};

// MAPI's parameters are not const, although nobody writes there.
ENTRYID* as_entry_id(std::string_view id) {
  return reinterpret_cast<ENTRYID*>(const_cast<char*>(id.data()));
}

com_ptr<IMessage> open_message(IMsgStore& store, std::string_view id) {
  com_ptr<IMessage> message;
  ULONG type = 0;
  if (FAILED(store.OpenEntry(static_cast<ULONG>(id.size()), as_entry_id(id), nullptr, MAPI_BEST_ACCESS, &type,
                             message.put_unknown()))) {
    return {};
  }
  return message;
}

// After a move the identifier is the store's choice; the search key stays (I-5).
com_ptr<IMessage> find_by_search_key(IMsgStore& store, IMAPIFolder& folder, std::string_view key) {
  com_ptr<IMAPITable> table;
  if (key.empty() || FAILED(folder.GetContentsTable(0, table.put()))) return {};
  SizedSPropTagArray(2, columns) = {2, {PR_ENTRYID, PR_SEARCH_KEY}};
  if (FAILED(table->SetColumns(reinterpret_cast<SPropTagArray*>(&columns), 0))) return {};
  for (;;) {
    SRowSet* raw = nullptr;
    if (FAILED(table->QueryRows(100, 0, &raw))) return {};
    const kit::rows_ptr rows(raw);
    if (rows->cRows == 0) return {};
    for (const PropertyBag& row : kit::bags_from(*rows)) {
      if (row.binary(PR_SEARCH_KEY) == key) return open_message(store, row.binary(PR_ENTRYID));
    }
  }
}

bool same_entry(IMsgStore& store, std::string_view one, std::string_view other) {
  ULONG same = FALSE;
  return !FAILED(store.CompareEntryIDs(static_cast<ULONG>(one.size()), as_entry_id(one),
                                       static_cast<ULONG>(other.size()), as_entry_id(other), 0, &same)) &&
         same != FALSE;
}

// Moves a saved message to the receive folder of its class if that is another one; returns the message where it is now.
com_ptr<IMessage> route_by_class(IMsgStore& store, IMAPIFolder& folder, com_ptr<IMessage> message) {
  const PropertyBag saved = read_properties(*message, {PR_MESSAGE_CLASS_W, PR_ENTRYID, PR_SEARCH_KEY});
  const com_ptr<IMAPIFolder> target =
      open_receive_folder(store, std::string(saved.text(PR_MESSAGE_CLASS_W, "IPM.Note")));
  const PropertyBag from = read_properties(folder, {PR_ENTRYID});
  const PropertyBag to = read_properties(*target, {PR_ENTRYID});
  if (same_entry(store, from.binary(PR_ENTRYID), to.binary(PR_ENTRYID))) return message;
  const std::string_view id = saved.binary(PR_ENTRYID);
  message.reset();  // nobody but the folder holds it while it moves
  SBinary binary{static_cast<ULONG>(id.size()), reinterpret_cast<BYTE*>(as_entry_id(id))};
  ENTRYLIST list{1, &binary};
  check(folder.CopyMessages(&list, nullptr, target.get(), 0, nullptr, MESSAGE_MOVE),
        "the message cannot be moved to the folder of its class");
  com_ptr<IMessage> moved = open_message(store, id);
  return moved ? moved : find_by_search_key(store, *target, saved.binary(PR_SEARCH_KEY));
}

}  // namespace

com_ptr<IMAPIFolder> open_receive_folder(IMsgStore& store, const std::string& message_class) {
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> entry_id;
  std::wstring wide = kit::to_wide(message_class);
  check(store.GetReceiveFolder(reinterpret_cast<LPTSTR>(wide.data()), MAPI_UNICODE, &size, out(entry_id), nullptr),
        "there is no receive folder for " + message_class);
  com_ptr<IMAPIFolder> folder;
  ULONG type = 0;
  check(store.OpenEntry(size, entry_id.get(), nullptr, MAPI_MODIFY, &type, folder.put_unknown()),
        "the receive folder for " + message_class + " cannot be opened");
  return folder;
}

void notify_new_mail(IMsgStore& store, IMessage& message) noexcept {
  try {
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
    static_cast<void>(store.NotifyNewMail(&notification));
  } catch (...) {  // the message is delivered all the same
    std::string what;
    static_cast<void>(kit::current_failure(what));
  }
}

Arrival receive_message(TransportLink& transport, const com_ptr<IMsgStore>& store, std::atomic<ULONG_PTR>& reference,
                        const std::function<bool()>& given_up) noexcept {
  try {
    const auto arriving = std::make_shared<Arriving>(store);
    check(arriving->inbox->CreateMessage(nullptr, 0, arriving->message.put()), "no message can be made in the Inbox");
    arriving->lent = kit::make_object<LentMessage>(arriving->message, transport.number());
    reference.store(1, std::memory_order_release);  // preset (I-6); the transport writes its own into it
    const HRESULT result = transport.call("IXPLogon::StartMessage", [&](IXPLogon& logon) {
      return logon.StartMessage(0, arriving->lent.get(), reinterpret_cast<ULONG_PTR*>(&reference));
    });
    arriving->lent->take_back();
    if (given_up()) {
      lifecycle::keep_for_ever(arriving);
      return {Arrival::What::failure, MAPI_E_CALL_FAILED, "StartMessage returned too late"};
    }
    if (FAILED(result)) return {Arrival::What::failure, result, "StartMessage: " + kit::hresult_name(result)};  // I-7
    if (!arriving->lent->saved()) return {};
    arriving->lent.reset();
    if (const auto placed = route_by_class(*store, *arriving->inbox, std::move(arriving->message))) {
      notify_new_mail(*store, *placed);
      return {Arrival::What::message, S_OK, hex(read_properties(*placed, {PR_ENTRYID}).binary(PR_ENTRYID))};
    }
    return {Arrival::What::message, S_OK, ""};
  } catch (...) {
    std::string what;
    const HRESULT code = kit::current_failure(what);
    return {Arrival::What::failure, code, what};
  }
}

}  // namespace postroom::spooler
