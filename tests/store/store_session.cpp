// SPDX-License-Identifier: Apache-2.0
#include "tests/store/store_session.hpp"

#include "tests/support/test_memory.hpp"

#include <gtest/gtest.h>

namespace postroom::test {

using kit::com_ptr;
using kit::PropertyBag;
using kit::PropertyValue;

StoreSession::StoreSession() {
  ULONG version = 0;
  LPMSPROVIDER provider = nullptr;
  const HRESULT result = kit::provider::provider_init<kit::store::Provider>(test_memory(), 0, CURRENT_SPI_VERSION,
                                                                            &version, &provider, medium_->medium());
  EXPECT_EQ(result, S_OK);
  provider_ = com_ptr<kit::store::Provider>::attach(static_cast<kit::store::Provider*>(provider));
}

StoreSession::~StoreSession() = default;

HRESULT StoreSession::try_log_on(FakeSupport& support, const std::string& place, ULONG flags, LoggedOn& result) {
  medium_->choose(support.section(), place);
  return provider_->Logon(&support, 0, nullptr, 0, nullptr, flags, nullptr, nullptr, nullptr, nullptr,
                          result.logon.put(), result.store.put());
}

LoggedOn StoreSession::log_on(FakeSupport& support, const std::string& place, ULONG flags) {
  LoggedOn result;
  EXPECT_EQ(try_log_on(support, place, flags, result), S_OK);
  support.runtime_releases();
  support.on_last_release = [logon = result.logon] {
    ULONG zero = 0;
    if (logon) static_cast<void>(logon->Logoff(&zero));
  };
  return result;
}

LoggedOn StoreSession::spooler_log_on(FakeSupport& support, const std::string& place) {
  LoggedOn result;
  medium_->choose(support.section(), place);
  EXPECT_EQ(provider_->SpoolerLogon(&support, 0, nullptr, 0, nullptr, MDB_WRITE, nullptr, 0, nullptr, nullptr,
                                    result.logon.put(), result.store.put()),
            S_OK);
  support.runtime_releases();
  return result;
}

PropertyBag props_of(IMAPIProp& object, std::vector<ULONG> tags) {
  const auto array = kit::make_tags(tags);
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  const HRESULT result = object.GetProps(array.get(), MAPI_UNICODE, &count, kit::out(values));
  EXPECT_FALSE(FAILED(result)) << kit::hresult_name(result);
  return values ? PropertyBag::from(std::span(values.get(), count)) : PropertyBag();
}

void set_props(IMAPIProp& object, const PropertyBag& values) {
  LPSPropProblemArray problems = nullptr;
  EXPECT_EQ(object.SetProps(static_cast<ULONG>(values.size()), kit::make_values(values).get(), &problems), S_OK);
  EXPECT_EQ(problems, nullptr);
  if (problems != nullptr) kit::allocators().free(problems);
}

std::string entry_of(IMAPIProp& object) {
  return std::string(props_of(object, {PR_ENTRYID}).binary(PR_ENTRYID));
}

ENTRYID* entry_pointer(const std::string& entry) {
  return reinterpret_cast<ENTRYID*>(const_cast<char*>(entry.data()));
}
ULONG entry_size(const std::string& entry) {
  return static_cast<ULONG>(entry.size());
}

com_ptr<IMAPIFolder> open_folder(IMsgStore& store, const std::string& entry, ULONG flags) {
  com_ptr<IMAPIFolder> folder;
  ULONG type = 0;
  EXPECT_EQ(store.OpenEntry(entry_size(entry), entry_pointer(entry), nullptr, flags, &type, folder.put_unknown()),
            S_OK);
  EXPECT_EQ(type, static_cast<ULONG>(MAPI_FOLDER));
  return folder;
}

com_ptr<IMessage> open_message(IMsgStore& store, const std::string& entry, ULONG flags) {
  com_ptr<IMessage> message;
  ULONG type = 0;
  EXPECT_EQ(store.OpenEntry(entry_size(entry), entry_pointer(entry), nullptr, flags, &type, message.put_unknown()),
            S_OK);
  return message;
}

com_ptr<IMAPIFolder> inbox_of(IMsgStore& store) {
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> entry;
  EXPECT_EQ(store.GetReceiveFolder(nullptr, MAPI_UNICODE, &size, kit::out(entry), nullptr), S_OK);
  return open_folder(store, std::string(reinterpret_cast<const char*>(entry.get()), size));
}

com_ptr<IMAPIFolder> special_folder(IMsgStore& store, ULONG tag) {
  return open_folder(store, std::string(props_of(store, {tag}).binary(tag)));
}

com_ptr<IMessage> new_message(IMAPIFolder& folder, const std::string& subject) {
  com_ptr<IMessage> message;
  EXPECT_EQ(folder.CreateMessage(nullptr, 0, message.put()), S_OK);
  set_props(*message, {{PR_SUBJECT_W, subject}, {PR_MESSAGE_CLASS_W, "IPM.Note"}});
  return message;
}

std::string put_message(IMAPIFolder& folder, const std::string& subject) {
  const com_ptr<IMessage> message = new_message(folder, subject);
  EXPECT_EQ(message->SaveChanges(KEEP_OPEN_READONLY), S_OK);
  return entry_of(*message);
}

void add_recipient(IMessage& message, const std::string& name, const std::string& address, LONG type) {
  kit::RowSetBuilder rows(1);
  rows.add(PropertyBag{
      {PR_DISPLAY_NAME_W, name}, {PR_ADDRTYPE_W, "SMTP"}, {PR_EMAIL_ADDRESS_W, address}, {PR_RECIPIENT_TYPE, type}});
  EXPECT_EQ(message.ModifyRecipients(MODRECIP_ADD, std::move(rows).finish_addresses().get()), S_OK);
}

std::vector<PropertyBag> rows_of(IMAPITable& table) {
  std::vector<PropertyBag> result;
  for (;;) {
    LPSRowSet raw = nullptr;
    const HRESULT read = table.QueryRows(50, 0, &raw);
    EXPECT_EQ(read, S_OK);
    if (read != S_OK) return result;
    const kit::rows_ptr rows(raw);
    if (rows->cRows == 0) return result;
    for (PropertyBag& row : kit::bags_from(*rows)) result.push_back(std::move(row));
  }
}

std::vector<PropertyBag> contents_of(IMAPIFolder& folder, ULONG flags) {
  com_ptr<IMAPITable> table;
  EXPECT_EQ(folder.GetContentsTable(MAPI_UNICODE | flags, table.put()), S_OK);
  return table ? rows_of(*table) : std::vector<PropertyBag>();
}

std::vector<std::string> subjects_of(IMAPIFolder& folder, ULONG flags) {
  std::vector<std::string> result;
  for (const PropertyBag& row : contents_of(folder, flags)) result.emplace_back(row.text(PR_SUBJECT_W));
  return result;
}

std::vector<std::string> subfolders_of(IMAPIFolder& folder, ULONG flags) {
  com_ptr<IMAPITable> table;
  EXPECT_EQ(folder.GetHierarchyTable(MAPI_UNICODE | flags, table.put()), S_OK);
  std::vector<std::string> result;
  for (const PropertyBag& row : rows_of(*table)) result.emplace_back(row.text(PR_DISPLAY_NAME_W));
  return result;
}

Entries::Entries(std::vector<std::string> entries) : entries_(std::move(entries)) {
  for (std::string& entry : entries_) {
    binaries_.push_back({static_cast<ULONG>(entry.size()), reinterpret_cast<LPBYTE>(entry.data())});
  }
  list_.cValues = static_cast<ULONG>(binaries_.size());
  list_.lpbin = binaries_.data();
}

}  // namespace postroom::test
