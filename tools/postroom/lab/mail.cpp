// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/lab/mail.hpp"

#include "kit/trace/history.hpp"
#include "kit/transport/message_properties.hpp"

#include <mapispi.h>
#include <mapitags.h>
#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/text.hpp>
#include <postroom/trace_reader.hpp>

#include "tools/postroom/properties.hpp"
#include "tools/postroom/text.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

namespace postroom::tool::providerlab {
namespace {

using kit::check;
using kit::com_ptr;
using kit::PropertyBag;
using kit::transport::read_properties;
namespace trace = postroom::trace;

constexpr int kLooks = 150;  // at whether a transport has been given a message …
constexpr std::chrono::milliseconds kBetween{50};

EntryId spooler_row(IMAPISession& session) {
  com_ptr<IMAPITable> table;
  check(session.GetStatusTable(0, table.put()), "there is no status table");
  EntryId id;
  for_each_row(table.get(), {PR_ENTRYID, PR_RESOURCE_TYPE}, [&](const Values& row) {
    if (row.number(PR_RESOURCE_TYPE) == MAPI_SPOOLER) id = row.binary(PR_ENTRYID);
    return id.empty();
  });
  return id;
}

std::vector<std::string> address_types(IMAPISession& session) {
  ULONG count = 0;
  kit::mapi_ptr<LPTSTR> types;
  check(session.EnumAdrTypes(MAPI_UNICODE, &count, out(types)), "the address types cannot be listed");
  std::vector<std::string> found;
  for (ULONG i = 0; i < count; ++i) found.push_back(kit::from_lptstr(types.get()[i], MAPI_UNICODE));
  return found;
}

PropertyBag identity(IMAPISession& session) {
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> id;
  if (FAILED(session.QueryIdentity(&size, out(id)))) return {};
  com_ptr<IMAPIProp> self;
  ULONG type = 0;
  if (FAILED(session.OpenEntry(size, id.get(), nullptr, 0, &type, self.put_unknown()))) return {};
  return read_properties(*self, {PR_ADDRTYPE_W, PR_EMAIL_ADDRESS_W});
}

std::string one_off(IAddrBook& book, const std::string& type, const std::string& address) {
  std::wstring name = kit::to_wide(address);
  std::wstring wide_type = kit::to_wide(type);
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> id;
  check(book.CreateOneOff(reinterpret_cast<LPTSTR>(name.data()), reinterpret_cast<LPTSTR>(wide_type.data()),
                          reinterpret_cast<LPTSTR>(name.data()), MAPI_UNICODE, &size, out(id)),
        "no one-off address can be made");
  return {reinterpret_cast<const char*>(id.get()), size};
}

com_ptr<IMAPIFolder> open_outbox(IMsgStore& store) {
  EntryId id(read_properties(store, {PR_IPM_OUTBOX_ENTRYID}).binary(PR_IPM_OUTBOX_ENTRYID));
  if (id.empty()) kit::fail(MAPI_E_NOT_FOUND, "the store has no Outbox");
  com_ptr<IMAPIFolder> outbox;
  ULONG type = 0;
  check(store.OpenEntry(static_cast<ULONG>(id.size()), as_entry_id(id), nullptr, MAPI_MODIFY, &type,
                        outbox.put_unknown()),
        "the Outbox cannot be opened");
  return outbox;
}

}  // namespace

void choose_default_store(IMAPISession& session) {
  com_ptr<IMAPITable> stores;
  if (FAILED(session.GetMsgStoresTable(0, stores.put()))) return;
  EntryId id;
  for_each_row(stores.get(), {PR_ENTRYID}, [&](const Values& row) {
    id = row.binary(PR_ENTRYID);
    return false;
  });
  if (!id.empty()) session.SetDefaultStore(MAPI_DEFAULT_STORE, static_cast<ULONG>(id.size()), as_entry_id(id));
}

com_ptr<IMAPIStatus> spooler_of(IMAPISession& session) {
  EntryId id = spooler_row(session);
  com_ptr<IMAPIStatus> spooler;
  ULONG type = 0;
  check(session.OpenEntry(static_cast<ULONG>(id.size()), as_entry_id(id), &IID_IMAPIStatus, 0, &type,
                          spooler.put_unknown()),
        "the spooler has no status object");
  return spooler;
}

Traffic traffic_begun() {
  Traffic begun;
  const char* const file = std::getenv("POSTROOM_TRACE");
  if (file == nullptr) return begun;
  const trace::Trace trace = trace::read_file(file);
  for (const trace::CallSpan& call : trace::History(trace).calls) {
    if (call.method != "IXPLogon::TransportNotify" || !call.succeeded()) continue;
    if ((call.request & NOTIFY_BEGIN_INBOUND) != 0) begun.inbound = true;
    if ((call.request & NOTIFY_BEGIN_OUTBOUND) != 0) begun.outbound = true;
    if ((call.request & NOTIFY_END_INBOUND) != 0) begun.inbound = false;
    if ((call.request & NOTIFY_END_OUTBOUND) != 0) begun.outbound = false;
  }
  return begun;
}

Mail::Mail(IMAPISession& session, IMsgStore& store, const std::string& recipient)
    : session_(session), outbox_(open_outbox(store)) {
  const HRESULT code = session.OpenAddressBook(0, nullptr, AB_NO_DIALOG, book_.put());
  check(code, "there is no address book");
  recipients_ = addresses(recipient);
  if (recipients_.empty()) kit::fail(MAPI_E_NOT_FOUND, "no transport has an address type");
}

std::vector<Mail::Address> Mail::addresses(const std::string& recipient) const {
  const std::vector<std::string> types = address_types(session_);
  const PropertyBag self = identity(session_);
  const std::string own_type(self.text(PR_ADDRTYPE_W, ""));
  std::vector<Address> found;
  for (const std::string& type : types) {
    std::string address = recipient;
    if (address.empty() && type == own_type) address = self.text(PR_EMAIL_ADDRESS_W, "");
    found.push_back({type, address.empty() ? "nobody@lab.example" : address});
  }
  return found;
}

void Mail::submit() {
  com_ptr<IMessage> message;
  check(outbox_->CreateMessage(nullptr, 0, message.put()), "the Outbox makes no message");
  std::vector<PropertyBag> rows;
  for (const Address& to : recipients_) {
    PropertyBag row;
    row.set(PR_DISPLAY_NAME_W, to.address);
    row.set(PR_ADDRTYPE_W, to.type);
    row.set(PR_EMAIL_ADDRESS_W, to.address);
    row.set(PR_RECIPIENT_TYPE, static_cast<LONG>(MAPI_TO));
    row.set(PR_ENTRYID, one_off(*book_, to.type, to.address));
    rows.push_back(std::move(row));
  }
  kit::transport::write_recipients(*message, MODRECIP_ADD, rows);
  PropertyBag properties;
  properties.set(PR_MESSAGE_CLASS_W, "IPM.Note");
  properties.set(PR_SUBJECT_W, "A message of the provider lab");
  properties.set(PR_BODY_W, "Nobody need read this.\r\n");
  properties.set(PR_DELETE_AFTER_SUBMIT, true);
  kit::transport::set_properties(*message, properties, "the message cannot be written");
  check(message->SaveChanges(KEEP_OPEN_READWRITE), "the message cannot be saved");
  check(message->SubmitMessage(0), "the message cannot be submitted");
}

void Mail::flush() {
  check(spooler_of(session_)->FlushQueues(0, 0, nullptr, FLUSH_UPLOAD | FLUSH_DOWNLOAD | FLUSH_FORCE),
        "the queues are not flushed");
}

// The process's own trace says it best: a message that the spooler has taken may still wait for its transport.
bool Mail::wait_until_submitted() {
  const char* const file = std::getenv("POSTROOM_TRACE");
  for (int i = 0; file != nullptr && i < kLooks; ++i) {
    const trace::Trace trace = trace::read_file(file);
    const auto begun = [](const trace::Entry& entry) {
      return entry.is(trace::Event::call_begin) && entry.method == "IXPLogon::SubmitMessage";
    };
    if (std::any_of(trace.entries.begin(), trace.entries.end(), begun)) return true;
    std::this_thread::sleep_for(kBetween);
  }
  return false;
}

}  // namespace postroom::tool::providerlab
