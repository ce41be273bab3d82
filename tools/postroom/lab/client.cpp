// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/lab/client.hpp"

#include <mapispi.h>
#include <mapitags.h>
#include <mapiutil.h>
#include <mapix.h>
#include <postroom/com_ptr.hpp>
#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/property_bag.hpp>

#include "tools/postroom/lab/mail.hpp"
#include "tools/postroom/lab/observations.hpp"
#include "tools/postroom/lab/sink.hpp"
#include "tools/postroom/properties.hpp"
#include "tools/postroom/text.hpp"

#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <thread>

namespace postroom::tool::providerlab {
namespace {

using kit::com_ptr;

constexpr ULONG kLogonFlags = MAPI_EXTENDED | MAPI_NEW_SESSION;

// How the session then ends, in the lifecycles "requests-…".
constexpr const char* kWays[] = {"logoff", "release", "uninitialize"};

LPTSTR text(const char* utf8) {
  return reinterpret_cast<LPTSTR>(const_cast<char*>(utf8));
}

// The rows of a table with two columns: an identifier, and a number to tell them apart.
struct Row {
  std::string id;
  ULONG number = 0;
};
std::vector<Row> rows_of(IMAPITable& table, ULONG number_tag) {
  SizedSPropTagArray(2, columns) = {2, {PR_ENTRYID, number_tag}};
  kit::check(table.SetColumns(reinterpret_cast<LPSPropTagArray>(&columns), 0));
  SRowSet* raw = nullptr;
  kit::check(table.QueryRows(100, 0, &raw));
  const kit::rows_ptr rows(raw);
  std::vector<Row> found;
  for (ULONG i = 0; i < rows->cRows; ++i) {
    const SPropValue* values = rows->aRow[i].lpProps;
    if (values[0].ulPropTag != PR_ENTRYID) continue;
    Row row{std::string(reinterpret_cast<const char*>(values[0].Value.bin.lpb), values[0].Value.bin.cb), 0};
    if (values[1].ulPropTag == number_tag) row.number = static_cast<ULONG>(values[1].Value.l);
    found.push_back(std::move(row));
  }
  return found;
}

// Is the library that the object's methods are in still there? Its table of methods goes with the library, unless the
// runtime has put its own in the place of that (J-73).
bool has_code(IUnknown* object) {
  if (object == nullptr) return true;
  auto* const methods = *reinterpret_cast<void***>(object);
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  unsigned char in_memory = 0;
  if (mincore(reinterpret_cast<void*>(reinterpret_cast<std::uintptr_t>(methods) / page * page), page, &in_memory) !=
      0) {
    return false;
  }
  Dl_info found{};
  return dladdr(methods[0], &found) != 0;
}

// What a client has opened of one session.
struct Held {
  com_ptr<IMsgStore> store;
  com_ptr<IUnknown> folder;
  com_ptr<IUnknown> status;
  com_ptr<IAddrBook> book;
  com_ptr<IUnknown> container;
  std::string container_id;
};

// What a client must not even release: its library may have been closed.
void forget_without_code(Held& held) {
  if (!has_code(held.store.get())) static_cast<void>(held.store.detach());
  for (com_ptr<IUnknown>* object : {&held.folder, &held.container, &held.status}) {
    if (!has_code(object->get())) static_cast<void>(object->detach());
  }
}

class Client {
 public:
  Client(Type type, const std::string& observations) : type_(type), seen_(observations) {}

  void run(const std::string& name);

 private:
  void initialise() {
    MAPIINIT_0 parameters = {MAPI_INIT_VERSION, MAPI_MULTITHREAD_NOTIFICATIONS};
    kit::check(MAPIInitialize(&parameters), "MAPIInitialize failed");
  }
  // The lab's profile; a provider whose service cannot be added is a finding.
  bool make_profile(bool with_partner) {
    com_ptr<IProfAdmin> admin;
    kit::check(MAPIAdminProfiles(0, admin.put()), "the profiles cannot be administered");
    if (FAILED(admin->CreateProfile(text("lab"), nullptr, 0, 0))) return true;  // made by an earlier logon
    com_ptr<IMsgServiceAdmin> services;
    kit::check(admin->AdminServices(text("lab"), nullptr, 0, 0, services.put()), "the profile cannot be opened");
    const HRESULT code = services->CreateMsgService(text("LAB"), nullptr, 0, 0);
    if (FAILED(code) && !forced_) {
      seen_.broken(kNotLookedAt, "its message service cannot be added to a profile: " + kit::hresult_name(code));
    }
    if (with_partner) {
      kit::check(services->CreateMsgService(text("PARTNER"), nullptr, 0, 0), "the lab's own service cannot be added");
    }
    return SUCCEEDED(code);
  }
  void note_not_done(const std::string& why) {
    if (!forced_) seen_.write({{"not_done", why}});
  }
  com_ptr<IMAPISession> log_on() {
    com_ptr<IMAPISession> session;
    kit::check(MAPILogonEx(0, text("lab"), nullptr, kLogonFlags, session.put()), "the session cannot log on");
    return session;
  }

  Held use(IMAPISession& session);
  void use_store(IMAPISession& session, Held& held);
  void use_book(IMAPISession& session, Held& held);
  static void resolve_names(IAddrBook& book);
  void use_status(IMAPISession& session, Held& held);
  template <class Interface>
  void check_identity(Interface& object, const char* what);
  void check_failure_outputs(IMsgStore& store);
  void check_spoolers_methods(IMsgStore& store);
  void log_off_store(ULONG request, Held& held);
  void exercise(IMsgStore& store, Held& held);
  void leak();
  void hold_over();
  void end_with_each_request(const std::string& way);
  void judge_sink();
  void must_be_dead(const char* rule, const Held& held);

  void once(const std::function<void(IMAPISession&, Held&)>& body) {
    com_ptr<IMAPISession> session = log_on();
    Held held = use(*session);
    body(*session, held);
    held = {};
    session->Logoff(0, 0, 0);
  }
  void concurrently();
  void move_mail(bool to_the_end);
  void look_at_traffic(IMAPISession& session);
  com_ptr<IMsgStore> open_store(IMAPISession& session);
  void fast_shutdown();

  const Type type_;
  Observations seen_;
  Sink& sink_ = *new Sink;  // never freed: a provider may hold it for as long as it likes
  bool forced_ = false;
};

template <class Interface>
void Client::check_identity(Interface& object, const char* what) {
  com_ptr<IUnknown> once;
  com_ptr<IUnknown> again;
  object.QueryInterface(IID_IUnknown, reinterpret_cast<void**>(once.put()));
  object.QueryInterface(IID_IUnknown, reinterpret_cast<void**>(again.put()));
  if (once.get() != again.get()) {
    seen_.broken("A-31", std::string(what) + " answers QueryInterface for IUnknown with one pointer and then another");
  }
  void* unknown = &unknown;
  static constexpr GUID kNobodys = {0x7d1b0a55, 0x3c1e, 0x4a2b, {0x91, 0x0c, 0x55, 0x01, 0x02, 0x03, 0x04, 0x05}};
  const HRESULT code = object.QueryInterface(kNobodys, &unknown);
  if (SUCCEEDED(code) || unknown != nullptr) {
    seen_.broken("A-31", std::string(what) + " answers " + kit::hresult_name(code) +
                             " to QueryInterface for an interface that nobody has, and leaves its output " +
                             (unknown == nullptr ? "null" : "set"));
  }
}

void Client::check_failure_outputs(IMsgStore& store) {
  BYTE bytes[24] = {0, 0, 0, 0, 0x66, 0x66};
  IUnknown* const untouched = reinterpret_cast<IUnknown*>(&bytes);
  IUnknown* object = untouched;
  ULONG type = 0;
  const HRESULT code = store.OpenEntry(sizeof bytes, reinterpret_cast<LPENTRYID>(bytes), nullptr, 0, &type, &object);
  if (SUCCEEDED(code)) {
    if (object != nullptr && object != untouched) object->Release();  // counted by hand: a raw output
    seen_.broken("O-25", "IMsgStore::OpenEntry opens an identifier with a foreign MAPIUID");
  } else if (object != nullptr && object != untouched) {
    seen_.broken("A-27", "IMsgStore::OpenEntry fails with " + kit::hresult_name(code) + " and sets its output");
  }
}

// What asks for memory or support; it may all fail, and nothing else may come of it.
void Client::exercise(IMsgStore& store, Held& held) {
  ULONG type = 0;
  ULONG count = 0;
  SPropValue* raw = nullptr;
  store.GetProps(nullptr, 0, &count, &raw);
  MAPIFreeBuffer(raw);
  com_ptr<IMAPIFolder> root;
  if (FAILED(store.OpenEntry(0, nullptr, nullptr, MAPI_BEST_ACCESS, &type, root.put_unknown())) || !root) return;
  held.folder = root.as<IUnknown>();
  com_ptr<IMAPITable> tables[2];
  root->GetHierarchyTable(0, tables[0].put());
  root->GetContentsTable(0, tables[1].put());
  for (const com_ptr<IMAPITable>& table : tables) {
    SRowSet* rows = nullptr;
    if (table && SUCCEEDED(table->QueryRows(10, 0, &rows))) FreeProws(rows);
  }
  com_ptr<IMessage> message;
  if (SUCCEEDED(root->CreateMessage(nullptr, 0, message.put())) && message) message->SaveChanges(0);
}

void Client::check_spoolers_methods(IMsgStore& store) {
  BYTE nobodys[24] = {0, 0, 0, 0, 0x66, 0x66};
  const HRESULT code = store.FinishedMsg(0, sizeof nobodys, reinterpret_cast<LPENTRYID>(nobodys));
  if (code != MAPI_E_NO_SUPPORT) {
    seen_.broken("H-20",
                 "IMsgStore::FinishedMsg answers " + kit::hresult_name(code) + " to a client, not MAPI_E_NO_SUPPORT");
  }
}

// With the store's only reference, so that the answer is about this client alone (J-44).
void Client::log_off_store(ULONG request, Held& held) {
  held.folder.reset();
  if (!held.store) return;
  ULONG flags = request;
  if (FAILED(held.store->StoreLogoff(&flags)) || (flags & LOGOFF_COMPLETE) == 0) {
    held.store.reset();
    return;
  }
  ULONG type = 0;
  com_ptr<IUnknown> root;
  const HRESULT code = held.store->OpenEntry(0, nullptr, nullptr, 0, &type, root.put());
  if (FAILED(code)) static_cast<void>(root.detach());  // whatever it is, it is not the client's
  if (code != MAPI_E_INVALID_OBJECT) {
    seen_.broken("J-47", "IMsgStore::OpenEntry answers " + kit::hresult_name(code) +
                             " after StoreLogoff gave LOGOFF_COMPLETE, not MAPI_E_INVALID_OBJECT");
  }
  root.reset();
  held.store.reset();
}

com_ptr<IMsgStore> Client::open_store(IMAPISession& session) {
  com_ptr<IMAPITable> stores;
  kit::check(session.GetMsgStoresTable(0, stores.put()), "there is no table of message stores");
  const std::vector<Row> rows = rows_of(*stores, PR_RESOURCE_TYPE);
  if (rows.empty()) {
    seen_.broken(kNotLookedAt, "the profile has no message store");
    return {};
  }
  std::string id = rows.front().id;
  com_ptr<IMsgStore> store;
  const HRESULT code = session.OpenMsgStore(0, static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()),
                                            nullptr, MDB_NO_DIALOG | MDB_WRITE, store.put());
  if (FAILED(code) && !forced_) {
    seen_.broken(kNotLookedAt, "the store cannot be opened: " + kit::hresult_name(code));
  }
  return store;
}

void Client::use_store(IMAPISession& session, Held& held) {
  held.store = open_store(session);
  if (!held.store) return;
  if (forced_) return exercise(*held.store, held);
  check_identity(*held.store.get(), "the store");
  ULONG type = 0;
  const HRESULT opened = held.store->OpenEntry(0, nullptr, nullptr, 0, &type, held.folder.put());
  if (FAILED(opened)) static_cast<void>(held.folder.detach());
  if (SUCCEEDED(opened) && !held.folder) seen_.broken("A-26", "IMsgStore::OpenEntry answers S_OK and gives no object");
  if (held.folder) check_identity(*held.folder.get(), "the root folder");
  check_failure_outputs(*held.store.get());
  check_spoolers_methods(*held.store.get());
  open_store(session);  // once more in the same session: nothing is registered again (C-31)
}

void Client::use_status(IMAPISession& session, Held& held) {
  com_ptr<IMAPITable> status;
  if (FAILED(session.GetStatusTable(0, status.put()))) return;
  const ULONG wanted = type_ == Type::store  ? MAPI_STORE_PROVIDER
                       : type_ == Type::book ? MAPI_AB_PROVIDER
                                             : MAPI_TRANSPORT_PROVIDER;
  for (Row& row : rows_of(*status, PR_RESOURCE_TYPE)) {
    if (row.number != wanted) continue;
    ULONG type = 0;
    session.OpenEntry(static_cast<ULONG>(row.id.size()), reinterpret_cast<LPENTRYID>(row.id.data()), nullptr, 0, &type,
                      held.status.put());
    com_ptr<IMAPIStatus> object = held.status.as<IMAPIStatus>();
    if (!forced_ && object && object->ValidateState(0, SUPPRESS_UI) == MAPI_E_NO_SUPPORT) {
      seen_.broken("E-10", "IMAPIStatus::ValidateState answers MAPI_E_NO_SUPPORT");
    }
  }
}

// The containers of the provider, and its part in resolving a name and in preparing recipients.
void Client::use_book(IMAPISession& session, Held& held) {
  session.OpenAddressBook(0, nullptr, AB_NO_DIALOG, held.book.put());
  if (!held.book) return;
  com_ptr<IABContainer> root;
  ULONG type = 0;
  com_ptr<IMAPITable> containers;
  if (FAILED(held.book->OpenEntry(0, nullptr, nullptr, 0, &type, root.put_unknown())) || !root ||
      FAILED(root->GetHierarchyTable(0, containers.put()))) {
    return;
  }
  for (Row& row : rows_of(*containers, PR_OBJECT_TYPE)) {
    held.book->OpenEntry(static_cast<ULONG>(row.id.size()), reinterpret_cast<LPENTRYID>(row.id.data()), nullptr, 0,
                         &type, held.container.put());
    const auto container = held.container.as<IABContainer>();
    if (container) held.container_id = row.id;
    com_ptr<IMAPITable> entries;
    if (container && SUCCEEDED(container->GetContentsTable(0, entries.put()))) rows_of(*entries, PR_OBJECT_TYPE);
  }
  if (held.container && !forced_) check_identity(*held.container.get(), "a container of the address book");
  resolve_names(*held.book);
}

// What is asked of every address book in turn: whose name this is, and what its recipient needs.
void Client::resolve_names(IAddrBook& book) {
  kit::PropertyBag recipient;
  recipient.set(PR_DISPLAY_NAME_W, "nobody of the provider lab");
  recipient.set(PR_RECIPIENT_TYPE, static_cast<LONG>(MAPI_TO));
  kit::RowSetBuilder rows(1);
  rows.add(recipient);
  const kit::adrlist_ptr list = std::move(rows).finish_addresses();
  book.ResolveName(0, MAPI_UNICODE, nullptr, list.get());
  SizedSPropTagArray(1, wanted) = {1, {PR_ADDRTYPE_W}};
  book.PrepareRecips(0, reinterpret_cast<LPSPropTagArray>(&wanted), list.get());
}

Held Client::use(IMAPISession& session) {
  Held held;
  try {
    if (type_ == Type::store) use_store(session, held);
    if (type_ == Type::book) use_book(session, held);
    use_status(session, held);
  } catch (const kit::Failure&) {  // what the lab makes fail may fail
    if (!forced_) throw;
  }
  return held;
}

void Client::must_be_dead(const char* rule, const Held& held) {
  const auto must_refuse = [&](IUnknown* object, REFIID iid, const char* what) {
    if (object == nullptr) return;
    com_ptr<IUnknown> again;
    const HRESULT code = object->QueryInterface(iid, reinterpret_cast<void**>(again.put()));
    HRESULT answer = code;
    if (SUCCEEDED(code)) {
      ULONG count = 0;
      SPropValue* values = nullptr;
      answer = static_cast<IMAPIProp*>(again.get())->GetProps(nullptr, 0, &count, &values);
      MAPIFreeBuffer(values);
    }
    if (answer != MAPI_E_INVALID_OBJECT) {
      seen_.broken(rule, std::string(what) + " that a client kept answers " + kit::hresult_name(answer) +
                             " after the end of its logon, not MAPI_E_INVALID_OBJECT");
    }
  };
  must_refuse(held.folder.get(), IID_IMAPIFolder, "a folder");
  must_refuse(held.status.get(), IID_IMAPIStatus, "a status object");
  must_refuse(held.container.get(), IID_IABContainer, "a container of the address book");
}

// Objects and a sink that nobody unadvised are held beyond the end.
void Client::leak() {
  com_ptr<IMAPISession> session = log_on();
  const Held held = use(*session);
  ULONG_PTR connection = 0;
  HRESULT advised = type_ == Type::transport ? S_OK : MAPI_E_NOT_FOUND;  // a book without containers
  if (held.store) advised = held.store->Advise(0, nullptr, fnevObjectModified | fnevNewMail, &sink_, &connection);
  if (held.book && !held.container_id.empty()) {
    std::string id = held.container_id;
    advised = held.book->Advise(static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()),
                                fnevObjectModified, &sink_, &connection);
  }
  if (FAILED(advised)) note_not_done("no sink is looked at: Advise answers " + kit::hresult_name(advised));
  session->Logoff(0, 0, 0);
  sink_.session_ended();
  if (sink_.references() != 0) seen_.broken("J-83", "a client's sink is still held when Logoff has returned");
  must_be_dead("J-11", held);
}

// What a client still holds when its library may have been closed: a transport's status object that is alive then has
// to be the runtime's (J-64), and of anything else only what has its code in memory can be asked: whether other
// providers make their objects invalid is theirs to choose (J-72).
void Client::hold_over() {
  Held held;
  {
    com_ptr<IMAPISession> session = log_on();
    held = use(*session);
    held.store.reset();
    session->Logoff(0, 0, 0);
  }
  MAPIUninitialize();
  if (type_ == Type::transport && !has_code(held.status.get())) {
    seen_.broken("J-64", "a status object that a client kept has its code in the closed library");
  }
  forget_without_code(held);
  must_be_dead("J-11", held);
}

// StoreLogoff with each request in a session of its own, and then not the store's Release but the end of the session.
void Client::end_with_each_request(const std::string& way) {
  for (const Request& request : kRequests) {
    com_ptr<IMAPISession> session = log_on();
    Held held = use(*session);
    ULONG flags = request.flag;
    if (held.store) held.store->StoreLogoff(&flags);
    if (way == "logoff") session->Logoff(0, 0, 0);
    if (way == "uninitialize") MAPIUninitialize();
    session.reset();
    forget_without_code(held);
    held = {};
    if (way == "uninitialize") initialise();
  }
}

// When everything has ended.
void Client::judge_sink() {
  if (sink_.called_late()) seen_.broken("J-83", "a client's sink was called after the end of the session");
}

void Client::concurrently() {
  com_ptr<IMAPISession> session = log_on();
  Held held = use(*session);
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      while (!stop) {
        ULONG type = 0;
        com_ptr<IUnknown> entry;
        if (held.store && FAILED(held.store->OpenEntry(0, nullptr, nullptr, 0, &type, entry.put()))) {
          static_cast<void>(entry.detach());
        }
        if (held.book) resolve_names(*held.book);
        com_ptr<IMAPITable> status;
        session->GetStatusTable(0, status.put());
      }
    });
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  session->Logoff(0, 0, 0);
  stop = true;
  for (std::thread& thread : threads) thread.join();
}

// A transport says in its status row what it has been told to begin, each way (N-10).
void Client::look_at_traffic(IMAPISession& session) {
  const Traffic begun = traffic_begun();
  com_ptr<IMAPITable> status;
  kit::check(session.GetStatusTable(0, status.put()), "there is no status table");
  for_each_row(status.get(), {PR_RESOURCE_TYPE, PR_STATUS_CODE}, [&](const Values& row) {
    if (row.number(PR_RESOURCE_TYPE) != MAPI_TRANSPORT_PROVIDER) return true;
    const auto shown = static_cast<ULONG>(row.number(PR_STATUS_CODE));
    if (begun.outbound && (shown & STATUS_OUTBOUND_ENABLED) == 0) {
      seen_.broken("N-10", "the status row of a transport that was told to send lacks STATUS_OUTBOUND_ENABLED");
    }
    if (begun.inbound && (shown & STATUS_INBOUND_ENABLED) == 0) {
      seen_.broken("N-10", "the status row of a transport that was told to receive lacks STATUS_INBOUND_ENABLED");
    }
    return true;
  });
}

// Of a store its own, of a transport that of the lab's own store.
void Client::move_mail(bool to_the_end) {
  com_ptr<IMAPISession> session = log_on();
  choose_default_store(*session);
  {
    const com_ptr<IMsgStore> store = open_store(*session);
    if (!store) return;
    try {
      const char* const recipient = std::getenv("POSTROOM_LAB_TO");
      Mail mail(*session, *store, recipient == nullptr ? "" : recipient);
      mail.submit();
      if (to_the_end) {
        mail.flush();
        if (type_ == Type::transport && !forced_) look_at_traffic(*session);
      } else {
        if (!mail.wait_until_submitted()) note_not_done("no transport was given the message");
        mail.submit();
      }
    } catch (const kit::Failure& failure) {
      note_not_done(std::string(failure.what()) + " (" + kit::hresult_name(failure.code()) + ")");
    }
  }
  session->Logoff(0, 0, 0);
}

void Client::fast_shutdown() {
  com_ptr<IMAPISession> session = log_on();
  Held held = use(*session);
  com_ptr<IMAPIClientShutdown> shutdown;
  kit::check(session->QueryInterface(IID_IMAPIClientShutdown, reinterpret_cast<void**>(shutdown.put())));
  shutdown->NotifyProcessShutdown();
  if (SUCCEEDED(shutdown->QueryFastShutdown()) && SUCCEEDED(shutdown->DoFastShutdown())) _exit(0);  // J-97
  shutdown.reset();
  held = {};
  session->Logoff(0, 0, 0);
}

void Client::run(const std::string& name) {
  forced_ = is_forced(name);
  initialise();
  const bool moves_mail = name.starts_with("mail") || (name.starts_with("no-memory") && type_ != Type::book);
  if (!make_profile(moves_mail)) return MAPIUninitialize();
  for (const Request& request : kRequests) {
    if (name != request.lifecycle) continue;
    once([&](IMAPISession&, Held& held) { log_off_store(request.flag, held); });
  }
  if (name.starts_with("requests-")) end_with_each_request(name.substr(std::string("requests-").size()));
  if (name == "held-over") return hold_over();
  const auto nothing = [](IMAPISession&, Held&) {};
  if (name == "plain" || forced_) once(nothing);
  if (forced_ && moves_mail) move_mail(true);
  if (name == "twice") {
    once(nothing);
    once(nothing);
    MAPIUninitialize();
    initialise();
    once(nothing);
  } else if (name == "interleaved") {
    com_ptr<IMAPISession> first = log_on();
    Held held = use(*first);
    com_ptr<IMAPISession> second = log_on();
    Held others = use(*second);
    held = {};
    first->Logoff(0, 0, 0);
    others = {};
    second->Logoff(0, 0, 0);
  } else if (name == "leaks") {
    leak();
  } else if (name == "leaked-child") {
    once([&](IMAPISession& session, Held& held) {
      held.store.reset();
      must_be_dead("J-47", {{}, held.folder, {}, {}, {}});
      session.Logoff(0, 0, 0);  // while the folder is still held
    });
  } else if (name == "session-release") {
    com_ptr<IMAPISession> session = log_on();
    use(*session);
  } else if (name == "uninitialize") {
    com_ptr<IMAPISession> session = log_on();
    use(*session);  // objects of a provider without the kit do not outlive its library
    MAPIUninitialize();
    return;
  } else if (name == "mail" || name == "mail-in-motion") {
    move_mail(name == "mail");
  } else if (name == "threads") {
    concurrently();
  } else if (name == "fast-shutdown") {
    fast_shutdown();
  }
  MAPIUninitialize();
  judge_sink();
}

}  // namespace

std::vector<Lifecycle> lifecycles_of(Type type) {
  std::vector<Lifecycle> all = {
      {"plain", _("log on, use it, log off")},
      {"twice", _("two sessions one after the other, MAPIUninitialize, and a third")},
      {"interleaved", _("two sessions at once; the first one ends first")},
      {"leaks", _("log off while a client holds the objects it opened")},
      {"held-over", _("hold the objects beyond the last MAPIUninitialize")},
      {"session-release", _("release the session without Logoff")},
      {"uninitialize", _("MAPIUninitialize while a session is alive")},
      {"fast-shutdown", _("ask for a fast shutdown")},
      {"threads", _("log off while four threads are at work")},
  };
  if (type != Type::book) {
    all.push_back({"mail", _("send a message, flush the queues, and log off")});
    all.push_back({"mail-in-motion", _("log off while messages are on their way")});
  }
  if (type != Type::store) return all;
  all.push_back({"leaked-child", _("release the store while a client holds its folder")});
  for (const char* way : kWays) {
    all.push_back({std::string("requests-") + way,
                   filled(_("StoreLogoff with each request, then the end of the session (%1)"), way)});
  }
  for (const char* request : {"no-wait", "orderly", "purge", "abort", "quiet"}) {
    all.push_back({std::string("store-logoff-") + request, filled(_("StoreLogoff (%1), then Release"), request)});
  }
  return all;
}

bool is_forced(const std::string& lifecycle) {
  return lifecycle.starts_with("no-memory") || lifecycle.starts_with("support-");
}

void run_inside(Type type, const std::string& name, const std::string& observations) {
  Client(type, observations).run(name);
}

}  // namespace postroom::tool::providerlab
