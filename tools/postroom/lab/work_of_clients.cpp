// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/lab/work_of_clients.hpp"

#include <mapitags.h>
#include <mapiutil.h>
#include <postroom/failure.hpp>

#include "tools/postroom/lab/provider_use.hpp"

#include <memory>

namespace postroom::tool::providerlab {
namespace {

using kit::com_ptr;

constexpr int kMessages = 8;  // in all: enough for several to be on their way at once

// Nothing is taken from a call that failed.
template <class T, class Open>
HRESULT open(com_ptr<T>& target, const Open& call) {
  T* opened = nullptr;
  const HRESULT code = call(&opened);
  if (SUCCEEDED(code)) target = com_ptr<T>::attach(opened);
  return code;
}

HRESULT open_root(IMsgStore& store, com_ptr<IMAPIFolder>& root) {
  com_ptr<IUnknown> opened;
  const HRESULT code = open(opened, [&](IUnknown** object) {
    ULONG type = 0;
    return store.OpenEntry(0, nullptr, nullptr, MAPI_BEST_ACCESS, &type, object);
  });
  if (FAILED(code)) return code;
  root = opened.as<IMAPIFolder>();
  return root ? S_OK : MAPI_E_INVALID_OBJECT;  // it has ended meanwhile (J-74)
}

template <class Call>
HRESULT answer_of(const Call& call) {
  try {
    return call();
  } catch (const kit::Failure& failure) {
    return failure.code();
  }
}

template <class Open>
HRESULT read(const Open& call) {
  com_ptr<IMAPITable> table;
  SRowSet* rows = nullptr;
  HRESULT code = open(table, call);
  if (SUCCEEDED(code)) code = table->QueryRows(10, 0, &rows);
  if (SUCCEEDED(code)) FreeProws(rows);
  return code;
}

HRESULT make_message(IMAPIFolder& folder) {
  com_ptr<IMessage> message;
  return open(message, [&](IMessage** made) { return folder.CreateMessage(nullptr, 0, made); });
}

HRESULT come_and_go(IMsgStore& store, Sink& sink) {
  ULONG_PTR connection = 0;
  const HRESULT code = store.Advise(0, nullptr, fnevObjectModified, &sink, &connection);
  return FAILED(code) ? code : store.Unadvise(connection);
}

// Each runs with a folder of its own.
template <class Body>
Workers::Task in_root(IMsgStore& store, const Body& body) {
  return [&store, body]() -> HRESULT {
    com_ptr<IMAPIFolder> root;
    const HRESULT code = open_root(store, root);
    return FAILED(code) ? code : body(*root);
  };
}

}  // namespace

void add_work_of_store(Workers& workers, IMsgStore& store, Sink& sink) {
  workers.add("IMsgStore::OpenEntry", in_root(store, [](IMAPIFolder&) { return S_OK; }));
  workers.add("a hierarchy table", in_root(store, [](IMAPIFolder& root) {
                return read([&](IMAPITable** table) { return root.GetHierarchyTable(0, table); });
              }));
  workers.add("a contents table", in_root(store, [](IMAPIFolder& root) {
                return read([&](IMAPITable** table) { return root.GetContentsTable(0, table); });
              }));
  workers.add("a new message", in_root(store, make_message));
  workers.add("a sink", [&] { return come_and_go(store, sink); });
}

void add_work_of_book(Workers& workers, IAddrBook& book, const Held& held) {
  workers.add("names and recipients", [&book] { return ProviderUse::resolve_names(book); });
  if (held.container_id.empty()) return;
  workers.add("the contents of a container", [&book, id = held.container_id]() -> HRESULT {
    com_ptr<IUnknown> opened;
    std::string entry = id;
    const HRESULT code = open(opened, [&](IUnknown** object) {
      ULONG type = 0;
      return book.OpenEntry(static_cast<ULONG>(entry.size()), reinterpret_cast<LPENTRYID>(entry.data()), nullptr, 0,
                            &type, object);
    });
    const auto container = opened.as<IABContainer>();
    if (FAILED(code) || !container) return FAILED(code) ? code : MAPI_E_INVALID_OBJECT;
    return read([&](IMAPITable** table) { return container->GetContentsTable(0, table); });
  });
}

void add_work_of_transport(Workers& workers, IMAPISession& session, Mail& mail) {
  const auto sent = std::make_shared<std::atomic<int>>(0);
  workers.add("a message to send",
              [&mail, sent] { return ++*sent > kMessages ? S_OK : answer_of([&] { return mail.submit(), S_OK; }); });
  workers.add("IMAPIStatus::ValidateState of the spooler",
              [&session] { return answer_of([&] { return spooler_of(session)->ValidateState(0, SUPPRESS_UI); }); });
  workers.add("IMAPIStatus::FlushQueues of the spooler",
              [&mail] { return answer_of([&] { return mail.flush(), S_OK; }); });
}

void add_work_of_session(Workers& workers, IMAPISession& session) {
  workers.add("the status table",
              [&session] { return read([&](IMAPITable** table) { return session.GetStatusTable(0, table); }); });
}

}  // namespace postroom::tool::providerlab
