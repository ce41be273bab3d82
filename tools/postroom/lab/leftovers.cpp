// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/lab/leftovers.hpp"

#include <mapitags.h>
#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>

#include "tools/postroom/lab/outputs.hpp"

#include <utility>

namespace postroom::tool::providerlab {
namespace {

using kit::com_ptr;

// Opens one object after the other, and remembers which could not be had.
class Collector {
 public:
  Collector(Held& held, Observations& seen) : held_(held), seen_(seen) {}
  ~Collector() {
    if (!missing_.empty()) seen_.not_done("what is held lacks " + missing_);
  }
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  // `open(T** output) -> HRESULT` is `method`. The result is held, and borrowed by the caller until it is not.
  template <class T, class Open>
  T* keep(const char* what, const IID& iid, const char* method, const Open& open) {
    HRESULT answer = S_OK;
    T* const object = asked<T>(seen_, method, open, &answer);
    if (object == nullptr) {
      miss(what, kit::hresult_name(answer));
    } else {
      held_.others.push_back({com_ptr<IUnknown>::attach(object), what, &iid});
    }
    return object;
  }
  void miss(const char* what, const std::string& why) {
    missing_ += (missing_.empty() ? "" : ", ") + std::string(what) + " (" + why + ")";
  }

 private:
  Held& held_;
  Observations& seen_;
  std::string missing_;
};

void hold_of_message(IMessage& message, Collector& collector) {
  collector.keep<IAttach>("an attachment", IID_IAttachment, "IMessage::CreateAttach", [&](IAttach** attachment) {
    ULONG number = 0;
    return message.CreateAttach(nullptr, 0, &number, attachment);
  });
  collector.keep<IUnknown>("a stream", IID_IStream, "IMessage::OpenProperty", [&](IUnknown** stream) {
    return message.OpenProperty(PR_BODY_W, &IID_IStream, STGM_READWRITE, MAPI_CREATE | MAPI_MODIFY, stream);
  });
}

void hold_of_folder(IMAPIFolder& folder, Collector& collector) {
  collector.keep<IMAPITable>("a hierarchy table", IID_IMAPITable, "IMAPIFolder::GetHierarchyTable",
                             [&](IMAPITable** table) { return folder.GetHierarchyTable(0, table); });
  collector.keep<IMAPITable>("a contents table", IID_IMAPITable, "IMAPIFolder::GetContentsTable",
                             [&](IMAPITable** table) { return folder.GetContentsTable(0, table); });
  IMessage* const message =
      collector.keep<IMessage>("a message", IID_IMessage, "IMAPIFolder::CreateMessage",
                               [&](IMessage** made) { return folder.CreateMessage(nullptr, 0, made); });
  if (message != nullptr) hold_of_message(*message, collector);
}

// The first entry of that type; the object comes from the provider, the table too.
void hold_entry(IAddrBook& book, const std::vector<Row>& rows, ULONG type, const char* what, const IID& iid,
                Collector& collector) {
  for (const Row& row : rows) {
    if (row.number != type) continue;
    std::string id = row.id;
    collector.keep<IUnknown>(what, iid, "IAddrBook::OpenEntry", [&](IUnknown** entry) {
      ULONG opened = 0;
      return book.OpenEntry(static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr, 0, &opened,
                            entry);
    });
    return;
  }
  collector.miss(what, "there is no entry of that type");
}

void hold_of_container(IAddrBook& book, IABContainer& container, Collector& collector) {
  IMAPITable* const table =
      collector.keep<IMAPITable>("a contents table", IID_IMAPITable, "IABContainer::GetContentsTable",
                                 [&](IMAPITable** made) { return container.GetContentsTable(0, made); });
  const std::vector<Row> rows = table == nullptr ? std::vector<Row>() : rows_of(*table, PR_OBJECT_TYPE);
  hold_entry(book, rows, MAPI_MAILUSER, "a mail user", IID_IMailUser, collector);
  hold_entry(book, rows, MAPI_DISTLIST, "a distribution list", IID_IDistList, collector);
}

// Through the session, and so through IMSLogon or IABLogon instead of the object that it is in.
void hold_routed(IMAPISession& session, IUnknown* object, const char* what, const IID& iid, Collector& collector) {
  std::string id = identifier_of(object);
  if (id.empty()) return collector.miss(what, "it has no PR_ENTRYID");
  collector.keep<IUnknown>(what, iid, "IMAPISession::OpenEntry", [&](IUnknown** opened) {
    ULONG type = 0;
    return session.OpenEntry(static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr, 0, &type,
                             opened);
  });
}

// What the object answers to a call that it would answer with success while it lives.
HRESULT answer_of(IUnknown& object, const IID& iid) {
  com_ptr<IUnknown> again;
  const HRESULT code = object.QueryInterface(iid, again.put_void());
  if (FAILED(code)) return code;
  if (iid == IID_IMAPITable) {
    ULONG count = 0;
    return static_cast<IMAPITable*>(again.get())->GetRowCount(0, &count);
  }
  if (iid == IID_IStream) {
    STATSTG state = {};
    return static_cast<IStream*>(again.get())->Stat(&state, STATFLAG_NONAME);
  }
  ULONG count = 0;
  SPropValue* values = nullptr;
  const HRESULT answer = static_cast<IMAPIProp*>(again.get())->GetProps(nullptr, 0, &count, &values);
  if (SUCCEEDED(answer)) MAPIFreeBuffer(values);
  return answer;
}

}  // namespace

void hold_of_each_kind(IMAPISession& session, Held& held, Observations& seen) {
  Collector collector(held, seen);
  if (const auto folder = held.folder.as<IMAPIFolder>()) {
    hold_of_folder(*folder, collector);
    hold_routed(session, held.folder.get(), "a folder opened through the session", IID_IMAPIFolder, collector);
  }
  const auto container = held.container.as<IABContainer>();
  if (held.book && container) {
    hold_of_container(*held.book, *container, collector);
    hold_routed(session, held.container.get(), "a container opened through the session", IID_IABContainer, collector);
  } else if (held.book) {
    collector.miss("a container", "the address book has none");
  }
}

void must_be_dead(const char* rule, const Held& held, Observations& seen) {
  bool is_any = false;
  const auto ask = [&](IUnknown* object, const char* what, const IID& iid) {
    if (object == nullptr) return;
    is_any = true;
    const HRESULT answer = answer_of(*object, iid);
    if (answer == MAPI_E_INVALID_OBJECT || (iid == IID_IStream && FAILED(answer))) return;
    seen.broken(rule, std::string(what) + " that a client kept answers " + kit::hresult_name(answer) +
                          " after the end of its logon, not MAPI_E_INVALID_OBJECT");
  };
  ask(held.store.get(), "a message store", IID_IMsgStore);
  ask(held.folder.get(), "a folder", IID_IMAPIFolder);
  ask(held.status.get(), "a status object", IID_IMAPIStatus);
  ask(held.container.get(), "a container of the address book", IID_IABContainer);
  for (const Kept& kept : held.others) ask(kept.object.get(), kept.what, *kept.iid);
  if (!is_any) seen.not_done(std::string("nothing is held that could be asked (") + rule + ")");
}

}  // namespace postroom::tool::providerlab
