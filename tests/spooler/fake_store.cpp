// SPDX-License-Identifier: Apache-2.0
#include "tests/spooler/fake_store.hpp"

#include <postroom/property_arrays.hpp>
#include <postroom/text.hpp>

#include <mapitags.h>

#include <algorithm>

namespace postroom::test {
namespace {

std::shared_ptr<kit::Core> no_core() {
  return std::make_shared<kit::Core>(nullptr, 0);
}

std::string id_of(ULONG size, const ENTRYID* id) {
  return {reinterpret_cast<const char*>(id), size};
}

// The IMAPIProp of an object of which only GetProps matters.
template <class Derived, class Interface>
class ReadOnly : public kit::Object<Derived, Interface> {
 public:
  using kit::Object<Derived, Interface>::Object;
  STDMETHODIMP GetLastError(HRESULT, ULONG, LPMAPIERROR*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SaveChanges(ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetProps(LPSPropTagArray tags, ULONG, ULONG* count, LPSPropValue* values) override {
    const std::vector<ULONG> asked = kit::tags_from(tags);
    *count = static_cast<ULONG>(asked.size());
    *values = kit::make_row(properties, asked).release();
    return S_OK;
  }
  STDMETHODIMP GetPropList(ULONG, LPSPropTagArray*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP OpenProperty(ULONG, LPCIID, ULONG, ULONG, LPUNKNOWN*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SetProps(ULONG, LPSPropValue, LPSPropProblemArray*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP DeleteProps(LPSPropTagArray, LPSPropProblemArray*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP CopyTo(ULONG, LPCIID, LPSPropTagArray, ULONG_PTR, LPMAPIPROGRESS, LPCIID, LPVOID, ULONG,
                      LPSPropProblemArray*) override {
    return MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP CopyProps(LPSPropTagArray, ULONG_PTR, LPMAPIPROGRESS, LPCIID, LPVOID, ULONG,
                         LPSPropProblemArray*) override {
    return MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP GetNamesFromIDs(LPSPropTagArray*, LPGUID, ULONG, ULONG*, LPMAPINAMEID**) override {
    return MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP GetIDsFromNames(ULONG, LPMAPINAMEID*, ULONG, LPSPropTagArray*) override { return MAPI_E_NO_SUPPORT; }

 protected:
  kit::PropertyBag properties;
};

class FakeFolder final : public ReadOnly<FakeFolder, IMAPIFolder> {
 public:
  static constexpr const char* kTypeName = "IMAPIFolder";
  FakeFolder(std::shared_ptr<FakeStoreData> data, std::string name)
      : ReadOnly(no_core()), data_(std::move(data)), name_(std::move(name)) {
    properties.set(PR_ENTRYID, std::string_view(name_));
  }

  STDMETHODIMP CreateMessage(LPCIID, ULONG, LPMESSAGE* message) override {
    data_->note("CreateMessage");
    const std::string id = "message " + std::to_string(++data_->made);
    FakeStoreData::Message& made = data_->messages[id];
    made.folder = name_;
    made.data = std::make_shared<FakeMessageData>();
    made.data->properties.set(PR_ENTRYID, std::string_view(id));
    made.data->properties.set(PR_PARENT_ENTRYID, std::string_view(name_));
    made.data->properties.set(PR_SEARCH_KEY, std::string_view("key of " + id));
    *message = kit::make_object<FakeMessage>(made.data).detach();
    return S_OK;
  }
  // A move gives the message another identifier, as MAPI allows.
  STDMETHODIMP CopyMessages(LPENTRYLIST list, LPCIID, LPVOID destination, ULONG_PTR, LPMAPIPROGRESS, ULONG) override {
    data_->note("CopyMessages");
    const std::string id(reinterpret_cast<const char*>(list->lpbin[0].lpb), list->lpbin[0].cb);
    auto moved = data_->messages.extract(id);
    if (moved.empty()) return MAPI_E_NOT_FOUND;
    moved.key() = id + " moved";
    moved.mapped().folder = static_cast<FakeFolder*>(static_cast<IMAPIFolder*>(destination))->name_;
    moved.mapped().data->properties.set(PR_ENTRYID, std::string_view(moved.key()));
    data_->messages.insert(std::move(moved));
    return S_OK;
  }
  STDMETHODIMP GetContentsTable(ULONG, LPMAPITABLE* table) override {
    data_->note("GetContentsTable");
    std::vector<kit::PropertyBag> rows;
    for (const auto& [id, message] : data_->messages) {
      if (message.folder == name_) rows.push_back(message.data->properties);
    }
    *table = kit::make_object<FakeTable>(rows).detach();
    return S_OK;
  }
  STDMETHODIMP GetHierarchyTable(ULONG, LPMAPITABLE*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP OpenEntry(ULONG, LPENTRYID, LPCIID, ULONG, ULONG*, LPUNKNOWN*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SetSearchCriteria(LPSRestriction, LPENTRYLIST, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetSearchCriteria(ULONG, LPSRestriction*, LPENTRYLIST*, ULONG*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP DeleteMessages(LPENTRYLIST, ULONG_PTR, LPMAPIPROGRESS, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP CreateFolder(ULONG, LPTSTR, LPTSTR, LPCIID, ULONG, LPMAPIFOLDER*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP CopyFolder(ULONG, LPENTRYID, LPCIID, LPVOID, LPTSTR, ULONG_PTR, LPMAPIPROGRESS, ULONG) override {
    return MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP DeleteFolder(ULONG, LPENTRYID, ULONG_PTR, LPMAPIPROGRESS, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SetReadFlags(LPENTRYLIST, ULONG_PTR, LPMAPIPROGRESS, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetMessageStatus(ULONG, LPENTRYID, ULONG, ULONG*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SetMessageStatus(ULONG, LPENTRYID, ULONG, ULONG, ULONG*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SaveContentsSort(LPSSortOrderSet, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP EmptyFolder(ULONG_PTR, LPMAPIPROGRESS, ULONG) override { return MAPI_E_NO_SUPPORT; }

 private:
  const std::shared_ptr<FakeStoreData> data_;
  const std::string name_;
};

class FakeStore final : public ReadOnly<FakeStore, IMsgStore> {
 public:
  static constexpr const char* kTypeName = "IMsgStore";
  explicit FakeStore(std::shared_ptr<FakeStoreData> data) : ReadOnly(no_core()), data_(std::move(data)) {}

  STDMETHODIMP OpenEntry(ULONG size, LPENTRYID id, LPCIID, ULONG, ULONG*, LPUNKNOWN* object) override {
    data_->note("OpenEntry");
    const std::string name = id_of(size, id);
    if (std::find(data_->unopenable.begin(), data_->unopenable.end(), name) != data_->unopenable.end()) {
      return MAPI_E_CORRUPT_DATA;
    }
    if (const auto message = data_->messages.find(name); message != data_->messages.end()) {
      *object = kit::make_object<FakeMessage>(message->second.data).detach();
    } else if (name.starts_with("message")) {
      return MAPI_E_NOT_FOUND;
    } else {
      *object = kit::make_object<FakeFolder>(data_, name).detach();
    }
    return S_OK;
  }
  STDMETHODIMP GetReceiveFolder(LPTSTR message_class, ULONG flags, ULONG* size, LPENTRYID* id, LPTSTR*) override {
    data_->note("GetReceiveFolder");
    const auto found = data_->receive_folders.find(kit::from_lptstr(message_class, flags));
    const std::string name = found == data_->receive_folders.end() ? "Inbox" : found->second;
    *size = static_cast<ULONG>(name.size());
    *id = kit::make_entry_id(name).release();
    return S_OK;
  }
  STDMETHODIMP GetOutgoingQueue(ULONG, LPMAPITABLE* table) override {
    *table = kit::make_object<FakeTable>(std::shared_ptr<FakeTable::Sinks>(data_)).detach();
    return S_OK;
  }
  STDMETHODIMP SetLockState(LPMESSAGE message, ULONG state) override {
    static_cast<void>(message->SaveChanges(KEEP_OPEN_READWRITE));
    FakeStoreData::Message* locked = of(message);
    if (locked == nullptr) return MAPI_E_NOT_FOUND;
    locked->locked = state == MSG_LOCKED;
    return S_OK;
  }
  STDMETHODIMP FinishedMsg(ULONG, ULONG size, LPENTRYID id) override {
    if (FAILED(data_->finish_result)) return data_->finish_result;
    const std::string name = id_of(size, id);
    FakeStoreData::Message& message = data_->messages.at(name);
    if (!message.locked) return MAPI_E_INVALID_PARAMETER;   // H-34
    if (message.data.use_count() != 1) return MAPI_E_BUSY;  // somebody still has it open
    message.locked = message.queued = false;
    message.folder = "Sent Items";
    data_->finished.push_back(name);
    data_->changed();
    return S_OK;
  }
  STDMETHODIMP NotifyNewMail(LPNOTIFICATION notification) override {
    data_->note("NotifyNewMail");
    const NEWMAIL_NOTIFICATION& mail = notification->info.newmail;
    data_->announced.push_back(id_of(mail.cbEntryID, mail.lpEntryID));
    return S_OK;
  }
  STDMETHODIMP CompareEntryIDs(ULONG size1, LPENTRYID id1, ULONG size2, LPENTRYID id2, ULONG, ULONG* same) override {
    data_->note("CompareEntryIDs");
    *same = id_of(size1, id1) == id_of(size2, id2) ? TRUE : FALSE;
    return S_OK;
  }
  STDMETHODIMP Advise(ULONG, LPENTRYID, ULONG, LPMAPIADVISESINK, ULONG_PTR*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP Unadvise(ULONG_PTR) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SetReceiveFolder(LPTSTR, ULONG, ULONG, LPENTRYID) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetReceiveFolderTable(ULONG, LPMAPITABLE*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP StoreLogoff(ULONG*) override { return S_OK; }
  STDMETHODIMP AbortSubmit(ULONG, LPENTRYID, ULONG) override { return MAPI_E_NO_SUPPORT; }

 private:
  FakeStoreData::Message* of(IMessage* message) {
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    ULONG count = 0;
    kit::mapi_ptr<SPropValue> value;
    if (FAILED(message->GetProps(reinterpret_cast<SPropTagArray*>(&tags), 0, &count, out(value)))) return nullptr;
    const auto found = data_->messages.find({reinterpret_cast<const char*>(value->Value.bin.lpb), value->Value.bin.cb});
    return found == data_->messages.end() ? nullptr : &found->second;
  }

  const std::shared_ptr<FakeStoreData> data_;
};

}  // namespace

std::string FakeStoreData::submit(const std::vector<std::string>& recipients, const std::string& subject) {
  const std::string id = "message " + std::to_string(++made);
  Message& message = messages[id];
  message.folder = "Outbox";
  message.queued = true;
  message.data = std::make_shared<FakeMessageData>();
  message.data->properties = {{PR_ENTRYID, std::string_view(id)},
                              {PR_PARENT_ENTRYID, std::string_view("Outbox")},
                              {PR_MESSAGE_CLASS_W, "IPM.Note"},
                              {PR_SUBJECT_W, subject},
                              {PR_CLIENT_SUBMIT_TIME, static_cast<std::int64_t>(made)}};
  for (const std::string& recipient : recipients) message.data->add_recipient(recipient);
  changed();
  return id;
}

const FakeStoreData::Message* FakeStoreData::find(const std::string& id) const {
  const auto found = messages.find(id);
  return found == messages.end() ? nullptr : &found->second;
}

std::vector<std::string> FakeStoreData::subjects(const std::string& folder) const {
  std::vector<std::string> subjects;
  for (const auto& [id, message] : messages) {
    if (message.folder == folder && message.data->saves != 0) {
      subjects.emplace_back(message.data->properties.text(PR_SUBJECT_W));
    }
  }
  return subjects;
}

void FakeStoreData::changed() {
  NOTIFICATION notification{};
  notification.ulEventType = fnevTableModified;
  for (const auto& [connection, sink] : sinks) sink->OnNotify(1, &notification);
}

ULONG_PTR FakeStoreData::advise(kit::com_ptr<IMAPIAdviseSink> sink) {
  sinks[++connections] = std::move(sink);
  return connections;
}

std::vector<kit::PropertyBag> FakeStoreData::rows() {
  std::vector<kit::PropertyBag> rows;
  for (const auto& [id, message] : messages) {
    if (message.queued) rows.push_back(message.data->properties);
  }
  return rows;
}

kit::com_ptr<IMsgStore> make_fake_store(std::shared_ptr<FakeStoreData> data) {
  return kit::make_object<FakeStore>(std::move(data));
}

}  // namespace postroom::test
