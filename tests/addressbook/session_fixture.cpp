// SPDX-License-Identifier: Apache-2.0
#include "tests/addressbook/session_fixture.hpp"

#include <postroom/text.hpp>

#include <filesystem>

namespace postroom::test {

AddressBookSession::AddressBookSession() {
  kit::set_allocators({MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer});
  MAPIINIT_0 init{MAPI_INIT_VERSION, MAPI_MULTITHREAD_NOTIFICATIONS};
  EXPECT_EQ(MAPIInitialize(&init), S_OK);
  profile_ = testing::UnitTest::GetInstance()->current_test_info()->name();
  kit::com_ptr<IProfAdmin> admin;
  EXPECT_EQ(MAPIAdminProfiles(0, admin.put()), S_OK);
  LPTSTR name = reinterpret_cast<LPTSTR>(profile_.data());
  admin->DeleteProfile(name, 0);
  std::error_code none;
  std::filesystem::remove_all(std::filesystem::path(std::getenv("POSTROOM_HOME")) / "books", none);
  EXPECT_EQ(admin->CreateProfile(name, nullptr, 0, 0), S_OK);
  kit::com_ptr<IMsgServiceAdmin> services;
  EXPECT_EQ(admin->AdminServices(name, nullptr, 0, 0, services.put()), S_OK);
  EXPECT_EQ(services->CreateMsgService(reinterpret_cast<LPTSTR>(const_cast<char*>("POSTROOM_BOOK")), nullptr, 0, 0),
            S_OK);
  services.reset();
  admin.reset();
  log_on();
}

AddressBookSession::~AddressBookSession() {
  names_.reset();
  log_off();
  book_.reset();
  session_.reset();
  MAPIUninitialize();
}

void AddressBookSession::log_on() {
  ASSERT_EQ(MAPILogonEx(0, reinterpret_cast<LPTSTR>(profile_.data()), nullptr,
                        MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_EXPLICIT_PROFILE | MAPI_NO_MAIL, session_.put()),
            S_OK);
  ASSERT_EQ(session_->OpenAddressBook(0, nullptr, AB_NO_DIALOG, book_.put()), S_OK);
}

void AddressBookSession::log_off() {
  if (session_) session_->Logoff(0, 0, 0);
}

kit::com_ptr<IABContainer> AddressBookSession::personal() {
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> entry;
  EXPECT_EQ(book_->GetPAB(&size, kit::out(entry)), S_OK);
  EXPECT_NE(size, 0U);
  return open<IABContainer>({reinterpret_cast<const char*>(entry.get()), size}, MAPI_BEST_ACCESS);
}

std::string AddressBookSession::add(const std::string& name, const std::string& address) {
  kit::com_ptr<IMAPIProp> person;
  EXPECT_EQ(personal()->CreateEntry(0, nullptr, 0, person.put()), S_OK);
  kit::PropertyBag bag;
  bag.set(PR_DISPLAY_NAME_W, name);
  bag.set(PR_EMAIL_ADDRESS_W, address);
  EXPECT_EQ(person->SetProps(2, kit::make_values(bag).get(), nullptr), S_OK);
  EXPECT_EQ(person->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  return std::string(properties_of(*person).binary(PR_ENTRYID));
}

HRESULT AddressBookSession::resolve(const std::vector<std::string>& names, ULONG flags) {
  kit::RowSetBuilder list(names.size());
  for (const std::string& name : names) {
    kit::PropertyBag bag;
    bag.set(PR_DISPLAY_NAME_W, name);
    bag.set(PR_RECIPIENT_TYPE, static_cast<LONG>(MAPI_TO));
    list.add(bag, (flags & MAPI_UNICODE) != 0 ? PT_UNICODE : PT_STRING8);
  }
  names_ = std::move(list).finish_addresses();
  return book_->ResolveName(0, flags, nullptr, names_.get());
}

std::vector<kit::PropertyBag> AddressBookSession::rows_of(IMAPITable& table) {
  std::vector<kit::PropertyBag> result;
  for (;;) {
    SRowSet* raw = nullptr;
    EXPECT_EQ(table.QueryRows(50, 0, &raw), S_OK);
    const kit::rows_ptr rows(raw);
    if (!rows || rows->cRows == 0) return result;
    for (kit::PropertyBag& bag : kit::bags_from(*rows)) result.push_back(std::move(bag));
  }
}

kit::PropertyBag AddressBookSession::properties_of(IMAPIProp& object) {
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  EXPECT_TRUE(SUCCEEDED(object.GetProps(nullptr, MAPI_UNICODE, &count, kit::out(values))));
  kit::PropertyBag bag;
  for (ULONG i = 0; i < count; ++i) {
    if (kit::type_of(values.get()[i].ulPropTag) != PT_OBJECT) bag.set(kit::PropertyValue::from(values.get()[i]));
  }
  return bag;
}

}  // namespace postroom::test
