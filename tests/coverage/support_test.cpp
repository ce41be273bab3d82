// SPDX-License-Identifier: Apache-2.0
// The support object as a provider uses it: the runtime's own, of the example provider's logons.
#include "tests/coverage/living_objects.hpp"
#include "tests/support/tchar_text.hpp"

#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/property_arrays.hpp>

#include <gtest/gtest.h>
#include <mapitags.h>
#include <mapiutil.h>

#include <cstring>

namespace postroom::test {
namespace {

using kit::com_ptr;

enum Of : std::size_t { kAddressBook, kStore, kTransport, kConfiguration };

com_ptr<IMAPISupport> support(Of of) {
  return living_objects().first<IMAPISupport>("IMAPISupport", of);
}

TEST(SupportMethods, GivesTheAllocatorsAndFreshIdentifiers) {  // D-12
  LPALLOCATEBUFFER allocate = nullptr;
  LPALLOCATEMORE more = nullptr;
  LPFREEBUFFER free = nullptr;
  ASSERT_EQ(support(kStore)->GetMemAllocRoutines(&allocate, &more, &free), S_OK);
  EXPECT_EQ(allocate, &MAPIAllocateBuffer);
  EXPECT_EQ(free, &MAPIFreeBuffer);
  MAPIUID one = {};
  MAPIUID other = {};
  ASSERT_EQ(support(kStore)->NewUID(&one), S_OK);
  ASSERT_EQ(support(kConfiguration)->NewUID(&other), S_OK);
  EXPECT_NE(std::memcmp(&one, &other, sizeof one), 0);
}

TEST(SupportMethods, MakesOpensAndComparesOneOffs) {  // D-18, D-20
  const auto with = support(kTransport);
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> entry;
  ASSERT_EQ(with->CreateOneOff(text("Ann"), text("SMTP"), text("ann@example.org"), 0, &size, kit::out(entry)), S_OK);
  ULONG same = 0;
  ASSERT_EQ(with->CompareEntryIDs(size, entry.get(), size, entry.get(), 0, &same), S_OK);
  EXPECT_EQ(same, 1U);
  com_ptr<IMailUser> user;
  ULONG type = 0;
  ASSERT_EQ(with->OpenEntry(size, entry.get(), nullptr, 0, &type, user.put_unknown()), S_OK);
  EXPECT_EQ(type, static_cast<ULONG>(MAPI_MAILUSER));
}

TEST(SupportMethods, WrapsAStoresEntryIdentifier) {  // D-19
  BYTE private_id[24] = {0, 0, 0, 0, 0x0b, 0x5a, 0x11};
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> wrapped;
  ASSERT_EQ(support(kStore)->WrapStoreEntryID(sizeof private_id, reinterpret_cast<LPENTRYID>(private_id), &size,
                                              kit::out(wrapped)),
            S_OK);
  ASSERT_GT(size, sizeof private_id);
  const auto* bytes = reinterpret_cast<const BYTE*>(wrapped.get());
  EXPECT_EQ(std::memcmp(bytes + size - sizeof private_id, private_id, sizeof private_id), 0);
}

TEST(WrapFunction, DoesWhatTheSupportMethodDoesForANamedLibrary) {  // D-19
  ASSERT_TRUE(support(kStore));                                     // MAPI is initialised with it
  BYTE private_id[24] = {0, 0, 0, 0, 0x0b, 0x5a, 0x11};
  const auto id = reinterpret_cast<LPENTRYID>(private_id);
  ULONG narrow_size = 0;
  ULONG wide_size = 0;
  kit::mapi_ptr<ENTRYID> narrow;
  kit::mapi_ptr<ENTRYID> wide;
  ASSERT_EQ(WrapStoreEntryID(0, reinterpret_cast<LPTSTR>(const_cast<char*>("some_store")), sizeof private_id, id,
                             &narrow_size, kit::out(narrow)),
            S_OK);
  ASSERT_EQ(WrapStoreEntryID(MAPI_UNICODE, reinterpret_cast<LPTSTR>(const_cast<wchar_t*>(L"some_store")),
                             sizeof private_id, id, &wide_size, kit::out(wide)),
            S_OK);
  ASSERT_EQ(narrow_size, wide_size);
  const std::string_view bytes(reinterpret_cast<const char*>(narrow.get()), narrow_size);
  EXPECT_EQ(bytes, std::string_view(reinterpret_cast<const char*>(wide.get()), wide_size));
  EXPECT_NE(bytes.find("some_store"), std::string_view::npos);
  EXPECT_TRUE(bytes.ends_with(std::string_view(reinterpret_cast<const char*>(private_id), sizeof private_id)));
}

TEST(SupportMethods, OpensItsOwnProfileSection) {  // D-10
  com_ptr<IProfSect> section;
  ASSERT_EQ(support(kStore)->OpenProfileSection(nullptr, 0, section.put()), S_OK);
  SizedSPropTagArray(1, tags) = {1, {PR_DISPLAY_NAME_A}};
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  ASSERT_EQ(section->GetProps(reinterpret_cast<LPSPropTagArray>(&tags), 0, &count, kit::out(values)), S_OK);
  EXPECT_STREQ(values->Value.lpszA, "Example store");
}

TEST(SupportMethods, OpensTheAddressBookAndItsOneOffs) {  // D-21, D-28, G-6
  com_ptr<IAddrBook> book;
  ASSERT_EQ(support(kTransport)->OpenAddressBook(nullptr, AB_NO_DIALOG, book.put()), S_OK);
  com_ptr<IMAPITable> table;
  EXPECT_EQ(support(kAddressBook)->GetOneOffTable(MAPI_UNICODE, table.put()), S_OK);
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> personal;
  ASSERT_EQ(book->GetPAB(&size, kit::out(personal)), S_OK);
  ASSERT_EQ(book->SetDefaultDir(size, personal.get()), S_OK);
  ULONG default_size = 0;
  kit::mapi_ptr<ENTRYID> default_directory;
  ASSERT_EQ(book->GetDefaultDir(&default_size, kit::out(default_directory)), S_OK);
  ASSERT_EQ(default_size, size);
  EXPECT_EQ(std::memcmp(default_directory.get(), personal.get(), size), 0);
}

TEST(SupportMethods, SendsTemplatesToTheirProvider) {  // D-27
  BYTE nobodys[24] = {0, 0, 0, 0, 0xEE};
  IMAPIProp* bound = nullptr;
  const auto with = support(kAddressBook);
  EXPECT_EQ(
      with->OpenTemplateID(sizeof nobodys, reinterpret_cast<LPENTRYID>(nobodys), 0, nullptr, nullptr, &bound, nullptr),
      MAPI_E_UNKNOWN_ENTRYID);
  EXPECT_EQ(bound, nullptr);
}

LONG STDAPICALLTYPE count_calls(LPVOID context, ULONG count, LPNOTIFICATION) {
  *static_cast<ULONG*>(context) += count;
  return 0;
}

TEST(SupportMethods, TellsThoseWhoSubscribed) {  // D-14, D-16, D-17
  struct {
    ULONG cb;
    BYTE ab[8];
  } key = {8, {1, 2, 3, 4, 5, 6, 7, 8}};
  auto* const notify_key = reinterpret_cast<LPNOTIFKEY>(&key);
  ULONG heard = 0;
  com_ptr<IMAPIAdviseSink> sink;
  ASSERT_EQ(HrAllocAdviseSink(count_calls, &heard, sink.put()), S_OK);
  const auto with = support(kStore);
  ULONG_PTR connection = 0;
  ASSERT_EQ(with->Subscribe(notify_key, fnevObjectModified, 0, sink.get(), &connection), S_OK);
  NOTIFICATION event = {};
  event.ulEventType = fnevObjectModified;
  ULONG flags = 0;
  ASSERT_EQ(with->Notify(notify_key, 1, &event, &flags), S_OK);
  ASSERT_EQ(HrDispatchNotifications(0), S_OK);
  EXPECT_EQ(heard, 1U);
  ASSERT_EQ(with->Unsubscribe(connection), S_OK);
  ASSERT_EQ(with->Notify(notify_key, 1, &event, &flags), S_OK);
  ASSERT_EQ(HrDispatchNotifications(0), S_OK);
  EXPECT_EQ(heard, 1U);
}

TEST(SupportMethods, ChangesItsStatusRow) {  // D-8
  SPropValue column = {};
  column.ulPropTag = PR_STATUS_STRING_A;
  column.Value.lpszA = const_cast<char*>("counting slots");
  ASSERT_EQ(support(kStore)->ModifyStatusRow(1, &column, STATUSROW_UPDATE), S_OK);
  com_ptr<IMAPITable> table;
  ASSERT_EQ(living_objects().session().GetStatusTable(0, table.put()), S_OK);
  SPropValue wanted = column;
  SRestriction restriction = {};
  restriction.rt = RES_PROPERTY;
  restriction.res.resProperty = {RELOP_EQ, PR_STATUS_STRING_A, &wanted};
  EXPECT_EQ(table->FindRow(&restriction, BOOKMARK_BEGINNING, 0), S_OK);
}

TEST(SupportMethods, MakesAnObjectInvalid) {  // J-73, J-75
  void* block = nullptr;
  ASSERT_EQ(MAPIAllocateBuffer(256, &block), S_OK);
  ASSERT_EQ(support(kStore)->MakeInvalid(0, block, 2, 26), S_OK);
  auto* const dead = static_cast<IMAPITable*>(block);
  ULONG rows = 0;
  EXPECT_EQ(dead->GetRowCount(0, &rows), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(dead->Release(), 1U);
  EXPECT_EQ(dead->Release(), 0U);
}

TEST(SupportMethods, GivesOneForConfiguration) {  // D-2, D-13
  const auto with = support(kConfiguration);
  com_ptr<IProfSect> section;
  EXPECT_EQ(with->OpenProfileSection(nullptr, 0, section.put()), S_OK);
  EXPECT_EQ(with->ModifyProfile(0), MAPI_E_NO_SUPPORT);
}

TEST(SupportMethods, PreparesAMessageForSubmission) {  // D-30, D-31
  const auto message = living_objects().first<IMessage>("IMessage");
  ULONG flags = 0;
  EXPECT_EQ(support(kStore)->PrepareSubmit(message.get(), &flags), S_OK);
  EXPECT_EQ(support(kStore)->ExpandRecips(message.get(), &flags), S_OK);
  EXPECT_EQ(flags, static_cast<ULONG>(NEEDS_SPOOLER));
}

TEST(SupportMethods, TalksToTheSpooler) {  // D-36 … D-38
  EXPECT_EQ(support(kTransport)->SpoolerNotify(NOTIFY_READYTOSEND, nullptr), S_OK);
  EXPECT_EQ(support(kStore)->SpoolerNotify(NOTIFY_NEWMAIL, nullptr), MAPI_E_UNKNOWN_FLAGS);
  EXPECT_EQ(support(kStore)->SpoolerYield(0), MAPI_E_NO_SUPPORT);  // transports only
  EXPECT_EQ(support(kTransport)->SpoolerYield(0), S_OK);
  BYTE nobodys[24] = {0, 0, 0, 0, 0xEE};
  EXPECT_EQ(support(kStore)->CompleteMsg(0, 0, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(support(kStore)->CompleteMsg(0, sizeof nobodys, reinterpret_cast<LPENTRYID>(nobodys)), S_OK);
}

TEST(SupportMethods, RoutesWhatItRegisters) {  // D-7, F-8
  BYTE entry[24] = {};
  const auto with = support(kAddressBook);
  ASSERT_EQ(with->NewUID(reinterpret_cast<LPMAPIUID>(entry + 4)), S_OK);
  const auto open = [&] {
    com_ptr<IUnknown> object;
    ULONG type = 0;
    return living_objects().session().OpenEntry(sizeof entry, reinterpret_cast<LPENTRYID>(entry), nullptr, 0, &type,
                                                object.put());
  };
  EXPECT_EQ(open(), MAPI_E_UNKNOWN_ENTRYID);
  ASSERT_EQ(with->SetProviderUID(reinterpret_cast<LPMAPIUID>(entry + 4), 0), S_OK);
  EXPECT_NE(open(), MAPI_E_UNKNOWN_ENTRYID);  // the example answers now, and it has no such entry
}

TEST(SupportMethods, KeepsItsSectionForGood) {  // D-11
  EXPECT_EQ(support(kStore)->ModifyProfile(0), S_OK);
  EXPECT_EQ(support(kStore)->ModifyProfile(0x80000000U), MAPI_E_UNKNOWN_FLAGS);
  EXPECT_EQ(support(kAddressBook)->ModifyProfile(0), MAPI_E_NO_SUPPORT);
}

TEST(SupportMethods, GivesSentMailAway) {  // D-33
  auto message = living_objects().first<IMessage>("IMessage");
  ASSERT_EQ(message->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  ASSERT_EQ(support(kStore)->DoSentMail(0, message.detach()), S_OK);  // which takes the reference
}

TEST(SupportMethods, TellsTransportsThatTheStoreGoes) {  // D-35, J-46
  ULONG flags = LOGOFF_NO_WAIT;
  ASSERT_EQ(support(kStore)->StoreLogoffTransports(&flags), S_OK);
  EXPECT_NE(flags & LOGOFF_COMPLETE, 0U);
  EXPECT_EQ(support(kTransport)->StoreLogoffTransports(&flags), MAPI_E_NO_SUPPORT);
}

TEST(BookTemplates, AreNobodys) {  // F-13
  const auto live = living_objects().make("IABLogon");
  BYTE nobodys[24] = {0, 0, 0, 0, 0xEE};
  IMAPIProp* bound = nullptr;
  EXPECT_EQ(
      static_cast<IABLogon*>(live.at(0).pointer)
          ->OpenTemplateID(sizeof nobodys, reinterpret_cast<LPENTRYID>(nobodys), 0, nullptr, nullptr, &bound, nullptr),
      MAPI_E_UNKNOWN_ENTRYID);
  EXPECT_EQ(bound, nullptr);
}

TEST(DistributionList, TakesMembersIn) {  // G-24
  const auto person = living_objects().first<IMailUser>("IMailUser");
  const auto list = living_objects().first<IDistList>("IDistList");
  SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  ASSERT_EQ(person->GetProps(reinterpret_cast<LPSPropTagArray>(&tags), 0, &count, kit::out(values)), S_OK);
  ENTRYLIST members = {1, &values->Value.bin};
  ASSERT_EQ(list->CopyEntries(&members, 0, nullptr, 0), S_OK);
  com_ptr<IMAPITable> table;
  ASSERT_EQ(list->GetContentsTable(0, table.put()), S_OK);
  ULONG rows = 0;
  ASSERT_EQ(table->GetRowCount(0, &rows), S_OK);
  EXPECT_EQ(rows, 1U);
}

TEST(LogonMethods, OfATransport) {  // N-13, E-14, E-19
  const auto live = living_objects().make("IXPLogon");
  auto* const logon = static_cast<IXPLogon*>(live.at(0).pointer);
  EXPECT_EQ(logon->Idle(0), S_OK);
  EXPECT_EQ(logon->ValidateState(0, 0), S_OK);
  EXPECT_EQ(logon->FlushQueues(0, 0, nullptr, FLUSH_DOWNLOAD | FLUSH_NO_UI), S_OK);
  EXPECT_EQ(logon->FlushQueues(0, 0, nullptr, 0x80000000U), MAPI_E_UNKNOWN_FLAGS);
}

TEST(LogonMethods, OfAStore) {  // K-10, K-11
  const auto live = living_objects().make("IMSLogon");
  auto* const logon = static_cast<IMSLogon*>(live.at(0).pointer);
  ULONG heard = 0;
  com_ptr<IMAPIAdviseSink> sink;
  ASSERT_EQ(HrAllocAdviseSink(count_calls, &heard, sink.put()), S_OK);
  ULONG_PTR connection = 0;
  ASSERT_EQ(logon->Advise(0, nullptr, fnevObjectModified, sink.get(), &connection), S_OK);
  EXPECT_NE(connection, 0U);
  EXPECT_EQ(logon->Unadvise(connection), S_OK);
  EXPECT_NE(logon->Unadvise(connection), S_OK);
  for (const ULONG refused : {fnevObjectModified | fnevStatusObjectModified, ULONG{fnevTableModified}, ULONG{0}}) {
    EXPECT_EQ(logon->Advise(0, nullptr, refused, sink.get(), &connection), MAPI_E_NO_SUPPORT);
    EXPECT_EQ(connection, 0U);
  }
  EXPECT_EQ(logon->Advise(0, nullptr, fnevObjectModified | fnevTableModified, sink.get(), &connection), S_OK);
  EXPECT_EQ(logon->Unadvise(connection), S_OK);
}

}  // namespace
}  // namespace postroom::test
