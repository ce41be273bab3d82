// SPDX-License-Identifier: Apache-2.0
// The integrated address book as a client meets it (G-1 … G-17).
#include "tests/addressbook/session_fixture.hpp"

#include <postroom/one_off.hpp>

#include <mapiguid.h>

namespace postroom::test {
namespace {

class AddressBook : public AddressBookSession {};

TEST_F(AddressBook, ShowsTheContainersOfItsProvidersUnderOneRoot) {  // G-1, G-3
  ULONG type = 0;
  kit::com_ptr<IABContainer> root;
  ASSERT_EQ(book_->OpenEntry(0, nullptr, nullptr, 0, &type, root.put_unknown()), S_OK);
  EXPECT_EQ(type, static_cast<ULONG>(MAPI_ABCONT));
  kit::com_ptr<IMAPITable> table;
  ASSERT_EQ(root->GetHierarchyTable(MAPI_UNICODE, table.put()), S_OK);
  const auto rows = rows_of(*table);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].text(PR_DISPLAY_NAME_W), "Personal Address Book");
  for (const ULONG tag : {PR_COMMENT_W, PR_DEPTH, PR_DISPLAY_TYPE, PR_ENTRYID, PR_INSTANCE_KEY, PR_OBJECT_TYPE,
                          PR_STATUS, PR_CONTAINER_FLAGS}) {
    EXPECT_TRUE(rows[0].has(tag)) << std::hex << tag;
  }
  // The root's own identifier opens it again, here and through the session.
  const std::string own(properties_of(*root).binary(PR_ENTRYID));
  EXPECT_TRUE(open<IABContainer>(own));
  kit::com_ptr<IUnknown> again;
  EXPECT_EQ(session_->OpenEntry(static_cast<ULONG>(own.size()), id(own), nullptr, 0, &type, again.put()), S_OK);
  EXPECT_EQ(book_->OpenEntry(0, nullptr, nullptr, MAPI_MODIFY, &type, again.put()), MAPI_E_NO_ACCESS);
}

TEST_F(AddressBook, GivesAPointerThatIsTheObject) {  // a peer's OpenEntry gave one that was no IUnknown
  const std::string alice = add("Alice Liddell", "alice@example.org");
  for (const IID* iid : {static_cast<const IID*>(nullptr), &IID_IUnknown, &IID_IMAPIProp, &IID_IMailUser}) {
    kit::com_ptr<IUnknown> object;
    ULONG type = 0;
    ASSERT_EQ(book_->OpenEntry(static_cast<ULONG>(alice.size()), id(alice), iid, 0, &type, object.put()), S_OK);
    kit::com_ptr<IUnknown> identity;
    ASSERT_EQ(object->QueryInterface(IID_IUnknown, identity.put_void()), S_OK);
    kit::com_ptr<IMailUser> user;
    ASSERT_EQ(identity->QueryInterface(IID_IMailUser, user.put_void()), S_OK);
    EXPECT_EQ(properties_of(*user).text(PR_DISPLAY_NAME_W), "Alice Liddell");
  }
  kit::com_ptr<IUnknown> wrong;
  ULONG type = 0;
  EXPECT_EQ(book_->OpenEntry(static_cast<ULONG>(alice.size()), id(alice), &IID_IMsgStore, 0, &type, wrong.put()),
            MAPI_E_INTERFACE_NOT_SUPPORTED);
  EXPECT_FALSE(wrong);
}

TEST_F(AddressBook, ResolvesNamesByTheSearchPath) {  // G-10, G-11
  const std::string bob = add("Bob Example", "bob@example.org");
  ASSERT_EQ(resolve({"Bob"}), S_OK);
  EXPECT_EQ(resolved(0).binary(PR_ENTRYID), bob);
  EXPECT_EQ(resolved(0).text(PR_EMAIL_ADDRESS_W), "bob@example.org");
  EXPECT_EQ(resolved(0).number(PR_RECIPIENT_TYPE), MAPI_TO);
}

TEST_F(AddressBook, ResolvesNamesWhateverTheDialogWouldHaveBeen) {  // G-13, D-29
  add("Bob Example", "bob@example.org");
  EXPECT_EQ(resolve({"Bob"}, MAPI_UNICODE | MAPI_DIALOG | AB_UNICODEUI), S_OK);
  EXPECT_EQ(resolve({"Bob"}, MAPI_UNICODE | 0x00800000U), MAPI_E_UNKNOWN_FLAGS);
}

TEST_F(AddressBook, SaysWhetherANameIsUnknownOrMeansSeveral) {  // G-13
  add("Bob Example", "bob@example.org");
  add("Bobby Tables", "bobby@example.org");
  EXPECT_EQ(resolve({"bob"}), MAPI_E_AMBIGUOUS_RECIP);
  EXPECT_EQ(resolved(0).size(), 2U);
  EXPECT_EQ(resolve({"nobody"}), MAPI_E_NOT_FOUND);
  EXPECT_EQ(resolve({"bobby", "nobody"}), MAPI_E_NOT_FOUND);
  EXPECT_FALSE(resolved(0).binary(PR_ENTRYID).empty());  // what can be resolved is
}

TEST_F(AddressBook, MakesOneOffsOfAddresses) {  // G-10, F-23
  ASSERT_EQ(resolve({"carol@example.net", "Dave [FAX:+1 555 0100]"}), S_OK);
  EXPECT_EQ(resolved(0).text(PR_ADDRTYPE_W), "SMTP");
  EXPECT_EQ(resolved(0).text(PR_EMAIL_ADDRESS_W), "carol@example.net");
  EXPECT_EQ(resolved(1).text(PR_DISPLAY_NAME_W), "Dave");
  EXPECT_EQ(resolved(1).text(PR_ADDRTYPE_W), "FAX");
  const std::string entry(resolved(0).binary(PR_ENTRYID));
  EXPECT_TRUE(kit::is_one_off(std::as_bytes(std::span(entry))));
  auto user = open<IMailUser>(entry);
  EXPECT_EQ(properties_of(*user).text(PR_EMAIL_ADDRESS_W), "carol@example.net");
  EXPECT_FALSE(properties_of(*user).boolean(PR_SEND_RICH_INFO, true));  // F-22
}

TEST_F(AddressBook, LeavesWhatIsResolvedAlone) {  // G-10
  kit::RowSetBuilder list(2);
  kit::PropertyBag bag;
  bag.set(PR_DISPLAY_NAME_W, "whoever");
  bag.set(PR_ENTRYID, "some entry identifier of somebody");
  list.add(bag);
  list.add(kit::PropertyBag());
  auto names = std::move(list).finish_addresses();
  const SPropValue* const before = names->aEntries[0].rgPropVals;
  EXPECT_EQ(book_->ResolveName(0, MAPI_UNICODE, nullptr, names.get()), S_OK);
  EXPECT_EQ(names->aEntries[0].rgPropVals, before);
}

TEST_F(AddressBook, AnswersInTheWidthAskedFor) {  // G-14
  add("Zoë Example", "zoe@example.org");
  ASSERT_EQ(resolve({"zoë", "eve@example.org"}, 0), S_OK);
  for (ULONG entry = 0; entry < 2; ++entry) {
    for (ULONG i = 0; i < names_->aEntries[entry].cValues; ++i) {
      EXPECT_NE(kit::type_of(names_->aEntries[entry].rgPropVals[i].ulPropTag), static_cast<ULONG>(PT_UNICODE));
    }
  }
  EXPECT_EQ(resolved(0).text(PR_DISPLAY_NAME_W), "Zoë Example");
}

TEST_F(AddressBook, ComparesEntriesAndAlwaysSetsTheResult) {  // F-12; a peer leaves the result unset
  const std::string alice = add("Alice", "alice@example.org");
  const std::string bob = add("Bob", "bob@example.org");
  ASSERT_EQ(resolve({"carol@example.net"}), S_OK);
  const std::string carol(resolved(0).binary(PR_ENTRYID));
  const auto compare = [&](const std::string& a, const std::string& b, ULONG& same) {
    same = 77;
    return book_->CompareEntryIDs(static_cast<ULONG>(a.size()), id(a), static_cast<ULONG>(b.size()), id(b), 0, &same);
  };
  ULONG same = 0;
  EXPECT_EQ(compare(alice, alice, same), S_OK);
  EXPECT_EQ(same, 1U);
  EXPECT_EQ(compare(alice, bob, same), S_OK);
  EXPECT_EQ(same, 0U);
  EXPECT_EQ(compare(carol, carol, same), S_OK);
  EXPECT_EQ(same, 1U);
  EXPECT_EQ(compare(alice, carol, same), MAPI_E_UNKNOWN_ENTRYID);
  EXPECT_EQ(same, 0U);
  EXPECT_EQ(compare(alice, "short", same), MAPI_E_INVALID_ENTRYID);
  EXPECT_EQ(same, 0U);
  EXPECT_EQ(compare(alice, std::string(40, '\x55'), same), MAPI_E_UNKNOWN_ENTRYID);
  EXPECT_EQ(same, 0U);
}

TEST_F(AddressBook, CreatesOneOffs) {  // G-9, D-20
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> entry;
  ASSERT_EQ(book_->CreateOneOff(reinterpret_cast<LPTSTR>(const_cast<wchar_t*>(L"Łukasz")),
                                reinterpret_cast<LPTSTR>(const_cast<wchar_t*>(L"SMTP")),
                                reinterpret_cast<LPTSTR>(const_cast<wchar_t*>(L"l@example.org")),
                                MAPI_UNICODE | MAPI_SEND_NO_RICH_INFO, &size, kit::out(entry)),
            S_OK);
  auto user = open<IMailUser>({reinterpret_cast<const char*>(entry.get()), size});
  const kit::PropertyBag bag = properties_of(*user);
  EXPECT_EQ(bag.text(PR_DISPLAY_NAME_W), "Łukasz");
  EXPECT_EQ(bag.text(PR_EMAIL_ADDRESS_W), "l@example.org");
  EXPECT_EQ(bag.binary(PR_SEARCH_KEY), std::string_view("SMTP:L@EXAMPLE.ORG\0", 19));
  EXPECT_FALSE(bag.boolean(PR_SEND_RICH_INFO, true));
  EXPECT_EQ(book_->CreateOneOff(nullptr, nullptr, nullptr, 0, &size, kit::out(entry)), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(size, 0U);
}

TEST_F(AddressBook, KeepsItsSettingsInTheProfile) {  // G-4 … G-8
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> entry;
  ASSERT_EQ(book_->GetPAB(&size, kit::out(entry)), S_OK);
  const std::string personal(reinterpret_cast<const char*>(entry.get()), size);
  ASSERT_EQ(book_->GetDefaultDir(&size, kit::out(entry)), S_OK);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(entry.get()), size), personal);  // there is no other
  EXPECT_EQ(book_->SetPAB(0, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(book_->SetPAB(size, entry.get()), S_OK);

  SRowSet* raw = nullptr;
  ASSERT_EQ(book_->GetSearchPath(MAPI_UNICODE, &raw), S_OK);
  kit::rows_ptr path(raw);
  ASSERT_EQ(path->cRows, 1U);
  EXPECT_EQ(path->aRow[0].lpProps[0].ulPropTag, static_cast<ULONG>(PR_ENTRYID));
  ASSERT_EQ(book_->SetSearchPath(0, path.get()), S_OK);
  std::swap(path->aRow[0].lpProps[0], path->aRow[0].lpProps[1]);
  EXPECT_EQ(book_->SetSearchPath(0, path.get()), MAPI_E_MISSING_REQUIRED_COLUMN);

  SRowSet none{};
  ASSERT_EQ(book_->SetSearchPath(0, &none), S_OK);  // names are looked up nowhere
  add("Bob", "bob@example.org");
  EXPECT_EQ(resolve({"bob"}), MAPI_E_NOT_FOUND);
  log_off();
  book_.reset();
  session_.reset();
  log_on();
  EXPECT_EQ(resolve({"bob"}), MAPI_E_NOT_FOUND);
}

TEST_F(AddressBook, PreparesRecipients) {  // G-17
  const std::string alice = add("Alice", "alice@example.org");
  ASSERT_EQ(resolve({"carol@example.net"}), S_OK);
  kit::RowSetBuilder builder(4);
  kit::PropertyBag first;
  first.set(PR_ENTRYID, alice);
  builder.add(first);
  kit::PropertyBag second;
  second.set(PR_ENTRYID, resolved(0).binary(PR_ENTRYID));
  second.set(PR_DISPLAY_NAME_W, "Caroline");
  builder.add(second);
  builder.add(kit::PropertyBag{{PR_ENTRYID, std::string(24, '\7')}, {PR_EMAIL_ADDRESS_W, "of nobody here"}});
  builder.add(kit::PropertyBag{{PR_COMMENT_W, "not resolved"}});
  auto list = std::move(builder).finish_addresses();
  SizedSPropTagArray(3, columns) = {3, {PR_DISPLAY_NAME_W, PR_EMAIL_ADDRESS_W, PR_TITLE_W}};
  ASSERT_EQ(book_->PrepareRecips(0, reinterpret_cast<LPSPropTagArray>(&columns), list.get()), S_OK);
  EXPECT_STREQ(list->aEntries[0].rgPropVals[0].Value.lpszW, L"Alice");
  EXPECT_STREQ(list->aEntries[0].rgPropVals[1].Value.lpszW, L"alice@example.org");
  EXPECT_EQ(list->aEntries[0].rgPropVals[2].ulPropTag, kit::error_tag(PR_TITLE_W));
  EXPECT_STREQ(list->aEntries[1].rgPropVals[0].Value.lpszW, L"Caroline");  // the list wins
  EXPECT_STREQ(list->aEntries[1].rgPropVals[1].Value.lpszW, L"carol@example.net");
  ASSERT_EQ(list->aEntries[2].cValues, 4U);  // what the list knows, and what nobody does
  EXPECT_EQ(list->aEntries[2].rgPropVals[0].ulPropTag, kit::error_tag(PR_DISPLAY_NAME_W));
  EXPECT_EQ(list->aEntries[2].rgPropVals[0].Value.err, MAPI_E_NOT_FOUND);
  EXPECT_STREQ(list->aEntries[2].rgPropVals[1].Value.lpszW, L"of nobody here");
  EXPECT_EQ(list->aEntries[3].cValues, 1U);
  EXPECT_EQ(book_->PrepareRecips(0, nullptr, list.get()), S_OK);
}

TEST_F(AddressBook, OpensEntriesWithTheFlagsThatAreForServers) {
  auto personal_book = personal();
  std::string entry(properties_of(*personal_book).binary(PR_ENTRYID));
  for (std::string wanted : {std::string(), entry}) {
    for (const ULONG flag : {MAPI_CACHE_ONLY, MAPI_NO_CACHE, MAPI_GAL_ONLY}) {
      ULONG type = 0;
      kit::com_ptr<IUnknown> object;
      EXPECT_EQ(book_->OpenEntry(static_cast<ULONG>(wanted.size()), id(wanted), nullptr, flag, &type, object.put()),
                S_OK)
          << flag;
      EXPECT_EQ(type, static_cast<ULONG>(MAPI_ABCONT));
    }
  }
  kit::com_ptr<IUnknown> object;
  EXPECT_EQ(book_->OpenEntry(0, nullptr, nullptr, 0x00800000U, nullptr, object.put()), MAPI_E_UNKNOWN_FLAGS);
}

TEST_F(AddressBook, TakesAForeignMemberIntoAList) {  // D-18: opened through the support object
  auto personal_book = personal();
  std::string list_template(properties_of(*personal_book).binary(PR_DEF_CREATE_DL));
  kit::com_ptr<IMAPIProp> made;
  ASSERT_EQ(personal_book->CreateEntry(static_cast<ULONG>(list_template.size()), id(list_template), 0, made.put()),
            S_OK);
  kit::PropertyBag bag;
  bag.set(PR_DISPLAY_NAME_W, "Everybody");
  ASSERT_EQ(made->SetProps(1, kit::make_values(bag).get(), nullptr), S_OK);
  ASSERT_EQ(made->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  auto list = open<IDistList>(std::string(properties_of(*made).binary(PR_ENTRYID)), MAPI_MODIFY);
  ASSERT_EQ(resolve({"carol@example.net"}), S_OK);
  const std::string carol(resolved(0).binary(PR_ENTRYID));
  kit::com_ptr<IMAPIProp> member;
  ASSERT_EQ(list->CreateEntry(static_cast<ULONG>(carol.size()), id(carol), 0, member.put()), S_OK);
  ASSERT_EQ(member->SaveChanges(0), S_OK);
  kit::com_ptr<IMAPITable> table;
  ASSERT_EQ(list->GetContentsTable(MAPI_UNICODE, table.put()), S_OK);
  const auto rows = rows_of(*table);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].text(PR_EMAIL_ADDRESS_W), "carol@example.net");
  EXPECT_EQ(rows[0].binary(PR_ENTRYID), carol);
}

TEST_F(AddressBook, HasNoDialogsAndSaysSo) {  // D-29
  ULONG size = 7;
  LPENTRYID entry = reinterpret_cast<LPENTRYID>(1);
  EXPECT_EQ(book_->NewEntry(0, 0, 0, nullptr, 0, nullptr, &size, &entry), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(entry, nullptr);
  EXPECT_EQ(book_->Address(nullptr, nullptr, nullptr), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(book_->Details(nullptr, nullptr, nullptr, 0, nullptr, nullptr, nullptr, nullptr, 0), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(book_->RecipOptions(0, 0, nullptr), MAPI_E_NO_SUPPORT);
  LPSPropValue options = reinterpret_cast<LPSPropValue>(1);
  EXPECT_EQ(book_->QueryDefaultRecipOpt(nullptr, 0, &size, &options), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(options, nullptr);
}

class Sink final : public IMAPIAdviseSink {
 public:
  STDMETHODIMP QueryInterface(REFIID iid, void** result) override {
    *result = iid == IID_IUnknown || iid == IID_IMAPIAdviseSink ? this : nullptr;
    if (*result == nullptr) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    AddRef();
    return S_OK;
  }
  STDMETHODIMP_(ULONG) AddRef() override { return ++references; }
  STDMETHODIMP_(ULONG) Release() override { return --references; }
  STDMETHODIMP_(ULONG) OnNotify(ULONG, LPNOTIFICATION) override { return S_OK; }
  std::atomic<ULONG> references{1};
};

TEST_F(AddressBook, ForgetsASinkOnceAndOnlyOnce) {  // K-8, K-9; a peer's Unsubscribe frees twice
  Sink sink;
  ULONG_PTR connection = 0;
  ASSERT_EQ(book_->Advise(0, nullptr, fnevCriticalError, &sink, &connection), S_OK);
  ASSERT_NE(connection, 0U);
  EXPECT_GT(sink.references.load(), 1U);
  EXPECT_EQ(book_->Unadvise(connection), S_OK);
  EXPECT_EQ(sink.references.load(), 1U);
  EXPECT_EQ(book_->Unadvise(connection), MAPI_E_NOT_FOUND);
  EXPECT_EQ(book_->Unadvise(0), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(sink.references.load(), 1U);
}

TEST_F(AddressBook, IsDeadAndHarmlessAfterItsSession) {  // J-33, J-79; a peer crashes
  add("Alice", "alice@example.org");
  auto container = personal();
  kit::com_ptr<IMAPITable> table;
  ASSERT_EQ(container->GetContentsTable(0, table.put()), S_OK);
  log_off();
  EXPECT_EQ(resolve({"alice"}), MAPI_E_INVALID_OBJECT);
  ULONG size = 0;
  LPENTRYID entry = nullptr;
  EXPECT_EQ(book_->GetPAB(&size, &entry), MAPI_E_INVALID_OBJECT);
  ULONG count = 0;
  EXPECT_EQ(table->GetRowCount(0, &count), MAPI_E_INVALID_OBJECT);
  session_.reset();
  EXPECT_EQ(container->DeleteEntries(nullptr, 0), MAPI_E_INVALID_OBJECT);
  table.reset();
  container.reset();
  book_.reset();
}

TEST_F(AddressBook, MayBeReleasedAfterMapiIsUninitialised) {  // J-71, A-40; a peer crashes
  auto container = personal();
  session_->Logoff(0, 0, 0);
  session_.reset();
  names_.reset();
  MAPIUninitialize();
  ULONG size = 0;
  LPENTRYID entry = nullptr;
  EXPECT_EQ(book_->GetPAB(&size, &entry), MAPI_E_INVALID_OBJECT);
  LPSPropTagArray tags = nullptr;
  EXPECT_EQ(container->GetPropList(0, &tags), MAPI_E_INVALID_OBJECT);  // its library was kept
  container.reset();
  book_.reset();
  ASSERT_EQ(MAPIInitialize(nullptr), S_OK);  // the fixture's end takes it back
}

TEST_F(AddressBook, IsOneRowOfTheStatusTable) {  // E-1, C-48
  kit::com_ptr<IMAPITable> table;
  ASSERT_EQ(session_->GetStatusTable(0, table.put()), S_OK);
  int providers = 0;
  std::string entry;
  for (const kit::PropertyBag& row : rows_of(*table)) {
    if (row.number(PR_RESOURCE_TYPE) != MAPI_AB_PROVIDER) continue;
    ++providers;
    entry = row.binary(PR_ENTRYID);
  }
  EXPECT_EQ(providers, 1);
  kit::com_ptr<IMAPIStatus> status;
  ULONG type = 0;
  ASSERT_EQ(session_->OpenEntry(static_cast<ULONG>(entry.size()), id(entry), nullptr, 0, &type, status.put_unknown()),
            S_OK);
  EXPECT_EQ(status->ValidateState(0, SUPPRESS_UI), S_OK);
}

}  // namespace
}  // namespace postroom::test
