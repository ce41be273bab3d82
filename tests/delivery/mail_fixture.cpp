// SPDX-License-Identifier: Apache-2.0
#include "mail_fixture.hpp"
#include "../support/tchar_text.hpp"

#include <postroom/one_off.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace postroom::test {
namespace {

kit::PropertyBag read(IMAPIProp& object, ULONG tag) {
  SizedSPropTagArray(1, tags) = {1, {tag}};
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  EXPECT_TRUE(SUCCEEDED(object.GetProps(reinterpret_cast<SPropTagArray*>(&tags), MAPI_UNICODE, &count, out(values))));
  return kit::PropertyBag::from(std::span<const SPropValue>(values.get(), count));
}

kit::com_ptr<IMAPIFolder> open_folder(IMsgStore& store, std::string_view id) {
  kit::com_ptr<IMAPIFolder> folder;
  ULONG type = 0;
  EXPECT_EQ(store.OpenEntry(static_cast<ULONG>(id.size()), reinterpret_cast<ENTRYID*>(const_cast<char*>(id.data())),
                            nullptr, MAPI_MODIFY, &type, folder.put_unknown()),
            S_OK);
  return folder;
}

}  // namespace

void MailTest::make_mail_profile(const std::string& name) {
  initialise();
  kit::com_ptr<IProfAdmin> admin;
  ASSERT_EQ(MAPIAdminProfiles(0, admin.put()), S_OK);
  ASSERT_EQ(admin->CreateProfile(text(name), nullptr, 0, MAPI_DEFAULT_SERVICES), S_OK);
}

MailTest::Client MailTest::enter(const std::string& profile) {
  Client client;
  client.session = log_on(profile);
  if (client.session) client.store = open_store(*client.session, 0, MDB_NO_DIALOG | MDB_WRITE);
  return client;
}

kit::PropertyBag MailTest::make_list(IMAPISession& session, const std::string& name,
                                     std::initializer_list<std::string_view> members) {
  const auto raw = [](std::string_view id) { return reinterpret_cast<ENTRYID*>(const_cast<char*>(id.data())); };
  kit::com_ptr<IAddrBook> book;
  EXPECT_EQ(session.OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> personal;
  EXPECT_EQ(book->GetPAB(&size, kit::out(personal)), S_OK);
  ULONG type = 0;
  kit::com_ptr<IABContainer> container;
  EXPECT_EQ(book->OpenEntry(size, personal.get(), nullptr, MAPI_MODIFY, &type, container.put_unknown()), S_OK);
  const kit::PropertyBag templates = read(*container, PR_DEF_CREATE_DL);
  const std::string_view wanted = templates.binary(PR_DEF_CREATE_DL);
  kit::com_ptr<IMAPIProp> made;
  EXPECT_EQ(container->CreateEntry(static_cast<ULONG>(wanted.size()), raw(wanted), 0, made.put()), S_OK);
  const kit::PropertyBag named{{PR_DISPLAY_NAME_W, name}};
  EXPECT_EQ(made->SetProps(1, kit::make_values(named).get(), nullptr), S_OK);
  EXPECT_EQ(made->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  const std::string id(read(*made, PR_ENTRYID).binary(PR_ENTRYID));
  kit::com_ptr<IDistList> list;
  EXPECT_EQ(book->OpenEntry(static_cast<ULONG>(id.size()), raw(id), nullptr, MAPI_MODIFY, &type, list.put_unknown()),
            S_OK);
  for (const std::string_view member : members) {
    kit::com_ptr<IMAPIProp> added;
    EXPECT_EQ(list->CreateEntry(static_cast<ULONG>(member.size()), raw(member), 0, added.put()), S_OK);
    EXPECT_EQ(added->SaveChanges(0), S_OK);
  }
  return {{PR_DISPLAY_NAME_W, name}, {PR_ADDRTYPE_W, "MAPIPDL"}, {PR_ENTRYID, std::string_view(id)}};
}

bool MailTest::eventually(const std::function<bool()>& so) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!so()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

kit::com_ptr<IMAPIFolder> MailTest::Client::folder(ULONG tag) const {
  const kit::PropertyBag id = read(*store, tag);
  return open_folder(*store, id.binary(tag));
}

kit::com_ptr<IMAPIFolder> MailTest::Client::inbox() const {
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> id;
  EXPECT_EQ(store->GetReceiveFolder(nullptr, 0, &size, out(id), nullptr), S_OK);
  return open_folder(*store, {reinterpret_cast<const char*>(id.get()), size});
}

std::vector<std::string> MailTest::Client::subjects(IMAPIFolder& in) const {
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(in.GetContentsTable(MAPI_UNICODE, table.put()), S_OK);
  SizedSPropTagArray(1, columns) = {1, {PR_SUBJECT_W}};
  EXPECT_EQ(table->SetColumns(reinterpret_cast<SPropTagArray*>(&columns), 0), S_OK);
  SRowSet* raw = nullptr;
  EXPECT_EQ(table->QueryRows(10000, 0, &raw), S_OK);
  const kit::rows_ptr rows(raw);
  std::vector<std::string> subjects;
  for (const kit::PropertyBag& row : kit::bags_from(*rows)) subjects.emplace_back(row.text(PR_SUBJECT_W));
  std::sort(subjects.begin(), subjects.end());
  return subjects;
}

std::vector<std::string> MailTest::Client::recipients_of_first(IMAPIFolder& in) const {
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(in.GetContentsTable(MAPI_UNICODE, table.put()), S_OK);
  SizedSPropTagArray(1, columns) = {1, {PR_ENTRYID}};
  EXPECT_EQ(table->SetColumns(reinterpret_cast<SPropTagArray*>(&columns), 0), S_OK);
  SRowSet* raw = nullptr;
  EXPECT_EQ(table->QueryRows(1, 0, &raw), S_OK);
  const kit::rows_ptr first(raw);
  const SBinary& id = first->aRow[0].lpProps[0].Value.bin;
  ULONG type = 0;
  kit::com_ptr<IMessage> message;
  EXPECT_EQ(store->OpenEntry(id.cb, reinterpret_cast<ENTRYID*>(id.lpb), nullptr, 0, &type, message.put_unknown()),
            S_OK);
  EXPECT_EQ(message->GetRecipientTable(MAPI_UNICODE, table.put()), S_OK);
  EXPECT_EQ(table->QueryRows(100, 0, &raw), S_OK);
  const kit::rows_ptr rows(raw);
  std::vector<std::string> names;
  for (const kit::PropertyBag& row : kit::bags_from(*rows)) names.emplace_back(row.text(PR_DISPLAY_NAME_W));
  return names;
}

void MailTest::Client::send(const std::vector<std::string>& recipients, const std::string& subject) const {
  std::vector<kit::PropertyBag> rows;
  for (const std::string& address : recipients) {
    const std::string name = address.substr(0, address.find('@'));
    const std::vector<std::byte> id = kit::encode_one_off({name, "SMTP", address});
    rows.push_back({{PR_DISPLAY_NAME_W, name},
                    {PR_ADDRTYPE_W, "SMTP"},
                    {PR_EMAIL_ADDRESS_W, address},
                    {PR_ENTRYID, std::span<const std::byte>(id)}});
  }
  send(std::move(rows), subject);
}

void MailTest::Client::send(std::vector<kit::PropertyBag> recipients, const std::string& subject) const {
  const kit::com_ptr<IMAPIFolder> outbox = folder(PR_IPM_OUTBOX_ENTRYID);
  kit::com_ptr<IMessage> message;
  ASSERT_EQ(outbox->CreateMessage(nullptr, 0, message.put()), S_OK);
  const kit::PropertyBag sent_mail = read(*store, PR_IPM_SENTMAIL_ENTRYID);
  const kit::PropertyBag properties{{PR_MESSAGE_CLASS_W, "IPM.Note"},
                                    {PR_SUBJECT_W, subject},
                                    {PR_BODY_W, "Dear all,\r\n\r\nsee above.\r\n"},
                                    {PR_SENTMAIL_ENTRYID, sent_mail.binary(PR_IPM_SENTMAIL_ENTRYID)}};
  ASSERT_EQ(message->SetProps(static_cast<ULONG>(properties.size()), kit::make_values(properties).get(), nullptr),
            S_OK);
  kit::RowSetBuilder rows(recipients.size());
  for (kit::PropertyBag& row : recipients) {
    if (!row.has(PR_RECIPIENT_TYPE)) row.set(PR_RECIPIENT_TYPE, MAPI_TO);
    rows.add(row);
  }
  const kit::adrlist_ptr list = std::move(rows).finish_addresses();
  ASSERT_EQ(message->ModifyRecipients(MODRECIP_ADD, list.get()), S_OK);
  ASSERT_EQ(message->SubmitMessage(0), S_OK);
}

void MailTest::Client::leave() {
  store.reset();
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
  session.reset();
}

}  // namespace postroom::test
