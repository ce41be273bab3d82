// SPDX-License-Identifier: Apache-2.0
#include "tests/hammer/worker.hpp"

#include <postroom/mapi_ptr.hpp>
#include <postroom/property_arrays.hpp>

#include <mapiguid.h>
#include <mapitags.h>

#include <algorithm>

namespace postroom::test {
namespace {

using kit::com_ptr;

std::atomic<std::size_t> sinks{0};

class Sink final : public IMAPIAdviseSink {
 public:
  Sink() { ++sinks; }
  STDMETHODIMP QueryInterface(REFIID iid, LPVOID* result) override {
    *result = nullptr;
    if (!(iid == IID_IUnknown) && !(iid == IID_IMAPIAdviseSink)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    AddRef();
    *result = this;
    return S_OK;
  }
  STDMETHODIMP_(ULONG) AddRef() override { return ++references_; }
  STDMETHODIMP_(ULONG) Release() override {
    const ULONG left = --references_;
    if (left == 0) delete this;
    return left;
  }
  STDMETHODIMP_(ULONG) OnNotify(ULONG, LPNOTIFICATION) override { return 0; }

 private:
  ~Sink() { --sinks; }
  std::atomic<ULONG> references_{1};
};

HRESULT read(IMAPIProp& object) {
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  return object.GetProps(nullptr, MAPI_UNICODE, &count, kit::out(values));
}

HRESULT read(IMAPITable& table) {
  SRowSet* raw = nullptr;
  const HRESULT code = table.QueryRows(5, 0, &raw);
  const kit::rows_ptr rows(raw);
  return code;
}

HRESULT read(IStream& stream) {
  char text[16];
  ULONG done = 0;
  return stream.Read(text, sizeof text, &done);
}

}  // namespace

std::size_t live_sinks() noexcept {
  return sinks.load();
}

Worker::Worker(Workplace place, std::uint32_t seed) : place_(std::move(place)), random_(seed) {}
Worker::~Worker() = default;

HRESULT Worker::step() {
  switch (any(12)) {
    case 0:
      return read_properties();
    case 1:
      return read_table();
    case 2:
    case 3:
      return read_message();
    case 4:
    case 5:
      return write_message();
    case 6:
      return delete_message();
    case 7:
      return advise();
    case 8:
      return unadvise();
    case 9:
      return open_tables();
    case 10:
      return any(3) == 0 ? resolve() : open_session_objects();
    default:
      return release();
  }
}

bool Worker::allowed(HRESULT code) noexcept {
  switch (code) {
    case MAPI_E_INVALID_OBJECT:   // it has ended
    case MAPI_E_CANCEL:           // it is ending, and the medium was interrupted
    case MAPI_E_UNKNOWN_ENTRYID:  // its identifiers lead nowhere any more
    case MAPI_E_NOT_INITIALIZED:
    case MAPI_E_NOT_FOUND:  // another thread deleted it
    case MAPI_E_OBJECT_DELETED:
    case MAPI_E_OBJECT_CHANGED:
    case MAPI_E_NO_ACCESS:  // another thread writes the section
    case MAPI_E_BUSY:
    case MAPI_E_AMBIGUOUS_RECIP:
      return true;
    default:
      return SUCCEEDED(code);
  }
}

HRESULT Worker::read_properties() {
  return place_.store && any(2) == 0 ? read(*place_.store) : read(*place_.folder);
}

HRESULT Worker::read_table() {
  if (store_tables_.empty()) return open_tables();
  return read(*store_tables_[any(store_tables_.size())]);
}

bool Worker::first_entry(std::string& entry, HRESULT& code) {
  com_ptr<IMAPITable> table;
  code = place_.folder->GetContentsTable(0, table.put());
  if (FAILED(code)) return false;
  code = table->SetColumns(kit::make_tags(std::vector<ULONG>{PR_ENTRYID}).get(), 0);
  if (FAILED(code)) return false;
  SRowSet* raw = nullptr;
  code = table->QueryRows(static_cast<LONG>(1 + any(8)), 0, &raw);
  const kit::rows_ptr rows(raw);
  if (FAILED(code) || rows->cRows == 0) return false;
  const SBinary& id = rows->aRow[rows->cRows - 1].lpProps[0].Value.bin;
  entry.assign(reinterpret_cast<const char*>(id.lpb), id.cb);
  return true;
}

HRESULT Worker::read_message() {
  std::string entry;
  HRESULT code = S_OK;
  if (!first_entry(entry, code)) return code;
  com_ptr<IMessage> message;
  ULONG type = 0;
  code = place_.folder->OpenEntry(static_cast<ULONG>(entry.size()), reinterpret_cast<LPENTRYID>(entry.data()), nullptr,
                                  0, &type, message.put_unknown());
  if (FAILED(code)) return code;
  code = read(*message);
  com_ptr<IStream> body;
  if (SUCCEEDED(code)) code = message->OpenProperty(PR_BODY_W, &IID_IStream, 0, 0, body.put_unknown());
  if (SUCCEEDED(code)) {
    code = read(*body);
    streams_.push_back(std::move(body));
  }
  messages_.push_back(std::move(message));
  return code;
}

HRESULT Worker::write_message() {
  com_ptr<IMessage> message;
  HRESULT code = place_.folder->CreateMessage(nullptr, 0, message.put());
  if (FAILED(code)) return code;
  const kit::PropertyBag values{{PR_SUBJECT_W, std::string("hammered")}, {PR_BODY_W, std::string(any(200), 'x')}};
  code = message->SetProps(static_cast<ULONG>(values.size()), kit::make_values(values).get(), nullptr);
  if (SUCCEEDED(code)) code = message->SaveChanges(KEEP_OPEN_READWRITE);
  if (any(2) == 0) messages_.push_back(std::move(message));
  return code;
}

HRESULT Worker::delete_message() {
  std::string entry;
  HRESULT code = S_OK;
  if (!first_entry(entry, code)) return code;
  SBinary binary{static_cast<ULONG>(entry.size()), reinterpret_cast<LPBYTE>(entry.data())};
  ENTRYLIST list{1, &binary};
  return place_.folder->DeleteMessages(&list, 0, nullptr, 0);
}

HRESULT Worker::advise() {
  com_ptr<IMAPITable> table;
  HRESULT code = place_.folder->GetContentsTable(0, table.put());
  if (FAILED(code)) return code;
  const auto sink = com_ptr<IMAPIAdviseSink>::attach(new Sink);
  ULONG_PTR connection = 0;
  code = table->Advise(fnevTableModified, sink.get(), &connection);
  if (SUCCEEDED(code)) advised_.emplace_back(std::move(table), connection);
  return code;
}

HRESULT Worker::unadvise() {
  if (advised_.empty()) return advise();
  const auto [table, connection] = std::move(advised_.back());
  advised_.pop_back();
  return table->Unadvise(connection);
}

HRESULT Worker::open_tables() {
  com_ptr<IMAPITable> table;
  const HRESULT code =
      any(2) == 0 ? place_.folder->GetContentsTable(0, table.put()) : place_.folder->GetHierarchyTable(0, table.put());
  if (SUCCEEDED(code)) store_tables_.push_back(std::move(table));
  return code;
}

HRESULT Worker::open_session_objects() {
  com_ptr<IMAPITable> table;
  HRESULT code =
      any(2) == 0 ? place_.session->GetMsgStoresTable(0, table.put()) : place_.session->GetStatusTable(0, table.put());
  if (FAILED(code)) return code;
  code = read(*table);
  session_tables_.push_back(std::move(table));
  return code;
}

HRESULT Worker::resolve() {
  kit::RowSetBuilder rows(1);
  rows.add(kit::PropertyBag{{PR_DISPLAY_NAME_W, std::string("Somebody")}, {PR_RECIPIENT_TYPE, MAPI_TO}});
  auto list = std::move(rows).finish_addresses();
  const HRESULT code = place_.book->ResolveName(0, MAPI_UNICODE, nullptr, list.get());
  return code;
}

HRESULT Worker::release() {
  if (!messages_.empty()) messages_.erase(messages_.begin() + static_cast<std::ptrdiff_t>(any(messages_.size())));
  if (!streams_.empty()) streams_.pop_back();
  if (store_tables_.size() > 4) store_tables_.clear();
  if (session_tables_.size() > 4) session_tables_.clear();
  return S_OK;
}

std::vector<HRESULT> Worker::call_everything_of_the_store() {
  std::vector<HRESULT> answers{read(*place_.folder)};
  if (place_.store) answers.push_back(read(*place_.store));
  for (const auto& table : store_tables_) answers.push_back(read(*table));
  for (const auto& message : messages_) answers.push_back(message->SaveChanges(0));
  for (const auto& stream : streams_) answers.push_back(read(*stream));
  for (const auto& [table, connection] : advised_) answers.push_back(table->Unadvise(connection));
  return answers;
}

std::vector<HRESULT> Worker::call_everything_of_the_session() {
  com_ptr<IMAPITable> table;
  std::vector<HRESULT> answers{place_.session->GetStatusTable(0, table.put()), resolve()};
  for (const auto& held : session_tables_) answers.push_back(read(*held));
  return answers;
}

}  // namespace postroom::test
