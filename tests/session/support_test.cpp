// SPDX-License-Identifier: Apache-2.0
//
// The support object, slot by slot and flavour by flavour (section D). The test is the provider: it makes logons of the
// example provider's objects and holds their support objects itself.
#include "runtime/session/support.hpp"
#include "runtime/library/library.hpp"
#include "runtime/profile/profile_store.hpp"
#include "runtime/session/session_core.hpp"
#include "tests/session/session_fixture.hpp"

#include <postroom/one_off.hpp>
#include <postroom/prop_object.hpp>

#include <mapitags.h>

#include <cstring>

namespace postroom::session {
namespace {

using ::testing::HasSubstr;

class SupportObject : public test::SessionTest {
 protected:
  void SetUp() override {
    make_profile("Alice");
    const auto store = profile::ProfileStore::open();
    session_ = SessionCore::begin(store->use("Alice"), MAPI_EXTENDED | MAPI_NO_MAIL, Role::client);
    address_book_ = logon(Kind::address_book, MAPI_AB_PROVIDER);
    store_ = logon(Kind::store, MAPI_STORE_PROVIDER);
    transport_ = logon(Kind::transport, MAPI_TRANSPORT_PROVIDER);
    const auto profile = store->find("Alice");
    configuration_ = make_configuration_support(profile, profile->services().at(0).section, "spi_example").support;
  }

  void TearDown() override {
    for (auto* support : {&address_book_, &store_, &transport_, &configuration_}) support->reset();
    session_->log_off_forgotten();
    session_.reset();
    SessionTest::TearDown();
  }

  kit::com_ptr<IMAPISupport> logon(Kind kind, ULONG type) {
    const auto entry = session_->use().providers(type).at(0);
    const auto provider = session_->starts().provider(kind, entry.dll_name);
    return make_support(std::make_shared<Logon>(session_, provider, entry, Role::client));
  }

  std::vector<std::pair<Flavour, IMAPISupport*>> all() {
    return {{Flavour::address_book, address_book_.get()},
            {Flavour::store, store_.get()},
            {Flavour::transport, transport_.get()},
            {Flavour::configuration, configuration_.get()}};
  }

  std::shared_ptr<SessionCore> session_;
  kit::com_ptr<IMAPISupport> address_book_;
  kit::com_ptr<IMAPISupport> store_;
  kit::com_ptr<IMAPISupport> transport_;
  kit::com_ptr<IMAPISupport> configuration_;
};

// Calls `method` on every flavour and expects MAPI_E_NO_SUPPORT exactly where D-3 has no dot.
#define EXPECT_AVAILABILITY(method, call)                                                               \
  for (const auto& [flavour, support] : all()) {                                                        \
    const bool available = (flavours_with(method) & (1U << static_cast<unsigned>(flavour))) != 0;       \
    const HRESULT answer = support->call;                                                               \
    EXPECT_EQ(answer == MAPI_E_NO_SUPPORT, !available)                                                  \
        << method << " in flavour " << static_cast<int>(flavour) << " answered " << std::hex << answer; \
  }

TEST_F(SupportObject, OffersToEachKindWhatTheContractSays) {  // D-2, D-3
  MAPIUID uid = {{1}};
  NOTIFKEY key = {1, {7}};
  void* out = nullptr;
  ULONG number = 0;
  ULONG flags = 0;
  ULONG_PTR connection = 0;
  SPropValue column = {};
  column.ulPropTag = PR_STATUS_CODE;
  char text[] = "x";
  auto* name = reinterpret_cast<LPTSTR>(text);
  std::vector<BYTE> id = folder_id();
  auto* entry = reinterpret_cast<LPENTRYID>(id.data());
  const auto size = static_cast<ULONG>(id.size());

  EXPECT_AVAILABILITY("SetProviderUID", SetProviderUID(&uid, 0));
  EXPECT_AVAILABILITY("ModifyStatusRow", ModifyStatusRow(1, &column, 0));
  EXPECT_AVAILABILITY("Subscribe", Subscribe(&key, fnevExtended, 0, nullptr, &connection));
  EXPECT_AVAILABILITY("Unsubscribe", Unsubscribe(12345));
  EXPECT_AVAILABILITY("Notify", Notify(&key, 0, nullptr, &flags));
  EXPECT_AVAILABILITY("OpenEntry", OpenEntry(3, entry, nullptr, 0, &number, reinterpret_cast<LPUNKNOWN*>(&out)));
  EXPECT_AVAILABILITY("CompareEntryIDs", CompareEntryIDs(3, entry, 3, entry, 0, &number));
  EXPECT_AVAILABILITY("OpenTemplateID",
                      OpenTemplateID(size, entry, 0, nullptr, nullptr, reinterpret_cast<LPMAPIPROP*>(&out), nullptr));
  EXPECT_AVAILABILITY("SpoolerYield", SpoolerYield(0));
  EXPECT_AVAILABILITY("SpoolerNotify", SpoolerNotify(NOTIFY_READYTOSEND, nullptr));
  EXPECT_AVAILABILITY("ModifyProfile", ModifyProfile(0));
  EXPECT_AVAILABILITY("PrepareSubmit", PrepareSubmit(nullptr, &flags));
  EXPECT_AVAILABILITY("ExpandRecips", ExpandRecips(nullptr, &flags));
  EXPECT_AVAILABILITY("DoSentMail", DoSentMail(0, nullptr));
  EXPECT_AVAILABILITY("CompleteMsg", CompleteMsg(0, 0, nullptr));
  EXPECT_AVAILABILITY("StatusRecips", StatusRecips(nullptr, nullptr));
  EXPECT_AVAILABILITY("CopyMessages", CopyMessages(nullptr, nullptr, nullptr, nullptr, nullptr, 0, nullptr, 0));
  EXPECT_AVAILABILITY("CopyFolder", CopyFolder(nullptr, nullptr, 0, nullptr, nullptr, nullptr, name, 0, nullptr, 0));
  EXPECT_AVAILABILITY("DoCopyTo",
                      DoCopyTo(nullptr, nullptr, 0, nullptr, nullptr, 0, nullptr, nullptr, nullptr, 0, nullptr));
  EXPECT_AVAILABILITY("DoCopyProps", DoCopyProps(nullptr, nullptr, nullptr, 0, nullptr, nullptr, nullptr, 0, nullptr));
  ULONG request = LOGOFF_ORDERLY;
  EXPECT_AVAILABILITY("StoreLogoffTransports", StoreLogoffTransports(&(request = LOGOFF_ORDERLY)));
  for (const auto& [flavour, support] : all()) {
    static_cast<void>(flavour);
    EXPECT_EQ(support->UpdatePAB(0, nullptr), MAPI_E_NO_SUPPORT);  // P-2
    EXPECT_EQ(support->Preprocess(0, 0, nullptr), MAPI_E_NO_SUPPORT);
    EXPECT_EQ(support->DoConfigPropsheet(0, 0, name, nullptr, nullptr, 0), MAPI_E_NO_SUPPORT);
    auto* raw = reinterpret_cast<IMAPIProgress*>(&name);  // what was there before
    const HRESULT shown = support->DoProgressDialog(0, 0, &raw);
    const auto progress = kit::com_ptr<IMAPIProgress>::attach(raw);
    EXPECT_EQ(shown == MAPI_E_NO_SUPPORT,
              (flavours_with("DoProgressDialog") & (1U << static_cast<unsigned>(flavour))) == 0);
    EXPECT_EQ(SUCCEEDED(shown), static_cast<bool>(progress)) << "outputs are null (A-27)";
  }
}

TEST_F(SupportObject, GivesAProgressObjectThatKeepsItsLimits) {  // D-42
  const auto limits = [](IMAPIProgress& progress) {
    ULONG lowest = 7;
    ULONG highest = 7;
    ULONG flags = 7;
    EXPECT_EQ(progress.GetMin(&lowest), S_OK);
    EXPECT_EQ(progress.GetMax(&highest), S_OK);
    EXPECT_EQ(progress.GetFlags(&flags), S_OK);
    return std::vector<ULONG>{lowest, highest, flags};
  };
  kit::com_ptr<IMAPIProgress> progress;
  ASSERT_EQ(store_->DoProgressDialog(0, 0, progress.put()), S_OK);
  EXPECT_EQ(limits(*progress), (std::vector<ULONG>{1, 1000, 0}));
  ASSERT_EQ(address_book_->DoProgressDialog(0, MAPI_TOP_LEVEL, progress.put()), S_OK);
  EXPECT_EQ(limits(*progress), (std::vector<ULONG>{1, 1000, MAPI_TOP_LEVEL}));
  ULONG lowest = 200;
  ULONG highest = 400;
  ULONG flags = 0;
  EXPECT_EQ(progress->SetLimits(&lowest, &highest, &flags), S_OK);
  EXPECT_EQ(limits(*progress), (std::vector<ULONG>{200, 400, 0}));
  EXPECT_EQ(progress->Progress(300, 0, 0), S_OK);
  flags = 2;
  EXPECT_EQ(progress->SetLimits(&lowest, &highest, &flags), MAPI_E_UNKNOWN_FLAGS);
  EXPECT_EQ(progress->SetLimits(nullptr, &highest, &flags), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(progress->GetMin(nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(store_->DoProgressDialog(0, 0, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(store_->DoProgressDialog(0, 2, progress.put()), MAPI_E_UNKNOWN_FLAGS);
  EXPECT_FALSE(progress);
}

class Thing final : public kit::PropObject<Thing, IMAPIProp> {
 public:
  static constexpr const char* kTypeName = "IMAPIProp";
  Thing(kit::PropertyBag bag, std::vector<ULONG> read_only)
      : PropObject(std::make_shared<kit::Core>(nullptr, 0),
                   std::make_shared<kit::BagSource>(
                       std::move(bag), kit::BagSource::Rules{.writable = true, .read_only = std::move(read_only)})) {}
  // One that leaves the copying to the support object, as a provider may (D-24).
  STDMETHODIMP CopyTo(ULONG, LPCIID, LPSPropTagArray, ULONG_PTR, LPMAPIPROGRESS, LPCIID, LPVOID, ULONG,
                      LPSPropProblemArray*) override {
    return MAPI_E_CALL_FAILED;
  }
  kit::PropertyBag bag() { return static_cast<kit::BagSource&>(source()).bag(); }
};

kit::com_ptr<Thing> thing(kit::PropertyBag bag, std::vector<ULONG> read_only = {}) {
  return kit::make_object<Thing>(std::move(bag), std::move(read_only));
}

TEST_F(SupportObject, CopiesAndMovesTheObjectsOfAStore) {  // D-23
  const auto from = thing({{PR_DISPLAY_NAME_W, "x"}, {PR_ROWID, 4}, {PR_COMMENT_W, "c"}});
  const auto to = thing({}, {PR_ROWID});
  const auto without = kit::make_tags(std::vector<ULONG>{PR_COMMENT_A});
  kit::mapi_ptr<SPropProblemArray> problems;
  EXPECT_EQ(store_->DoCopyTo(&IID_IMAPIProp, from.get(), 0, nullptr, without.get(), 0, nullptr, &IID_IMAPIProp,
                             to.get(), 0, kit::out(problems)),
            S_OK);
  EXPECT_EQ(to->bag(), (kit::PropertyBag{{PR_DISPLAY_NAME_W, "x"}}));
  ASSERT_TRUE(problems);
  ASSERT_EQ(problems->cProblem, 1U);
  EXPECT_EQ(problems->aProblem[0].scode, MAPI_E_COMPUTED);
  const auto comment = kit::make_tags(std::vector<ULONG>{PR_COMMENT_W});
  EXPECT_EQ(store_->DoCopyProps(&IID_IMAPIProp, from.get(), comment.get(), 0, nullptr, &IID_IMAPIProp, to.get(),
                                MAPI_MOVE, kit::out(problems)),
            S_OK);
  EXPECT_FALSE(problems);
  EXPECT_EQ(to->bag().text(PR_COMMENT_W), "c");
  EXPECT_FALSE(from->bag().has(PR_COMMENT_W));
}

TEST_F(SupportObject, RefusesCopiesThatMakeNoSense) {  // D-23, D-24
  const auto from = thing({{PR_COMMENT_W, "new"}});
  const auto to = thing({{PR_COMMENT_W, "old"}});
  const auto copy = [&](LPCIID source_iid, void* source, LPCIID target_iid, void* target, ULONG flags,
                        LPSPropTagArray exclude = nullptr) {
    SPropProblemArray garbage = {};
    LPSPropProblemArray problems = &garbage;
    const HRESULT code =
        store_->DoCopyTo(source_iid, source, 0, nullptr, exclude, 0, nullptr, target_iid, target, flags, &problems);
    EXPECT_EQ(problems, nullptr) << "problems come with S_OK alone";
    return code;
  };
  const IID* prop = &IID_IMAPIProp;
  EXPECT_EQ(copy(nullptr, from.get(), prop, to.get(), 0), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(copy(prop, from.get(), nullptr, to.get(), 0), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(copy(prop, from.get(), prop, to.get(), 0, kit::make_tags({}).get()), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(copy(&IID_IMessage, from.get(), prop, to.get(), 0), MAPI_E_INTERFACE_NOT_SUPPORTED);
  EXPECT_EQ(copy(prop, from.get(), &IID_IMessage, to.get(), 0), MAPI_E_INTERFACE_NOT_SUPPORTED);
  EXPECT_EQ(copy(prop, from.get(), prop, from.get(), 0), MAPI_E_NO_ACCESS);
  EXPECT_EQ(copy(prop, from.get(), prop, to.get(), MAPI_DECLINE_OK), MAPI_E_DECLINE_COPY);
  EXPECT_EQ(to->bag().text(PR_COMMENT_W), "old");
  EXPECT_EQ(copy(prop, from.get(), prop, to.get(), 0), S_OK);
  EXPECT_EQ(to->bag().text(PR_COMMENT_W), "new");
}

TEST_F(SupportObject, CopiesWhatIsNotThereYetWhenNothingMayBeReplaced) {  // D-23
  const auto from = thing({{PR_COMMENT_W, "new"}, {PR_ROWID, 4}});
  const auto to = thing({{PR_COMMENT_W, "old"}});
  kit::mapi_ptr<SPropProblemArray> problems;
  ASSERT_EQ(store_->DoCopyTo(&IID_IMAPIProp, from.get(), 0, nullptr, nullptr, 0, nullptr, &IID_IMAPIProp, to.get(),
                             MAPI_NOREPLACE | MAPI_MOVE, kit::out(problems)),
            S_OK);
  EXPECT_EQ(to->bag(), (kit::PropertyBag{{PR_COMMENT_W, "old"}, {PR_ROWID, 4}}));
  EXPECT_EQ(from->bag(), (kit::PropertyBag{{PR_COMMENT_W, "new"}})) << "what was not moved is where it was";
  ASSERT_TRUE(problems);
  ASSERT_EQ(problems->cProblem, 1U);
  EXPECT_EQ(problems->aProblem[0].ulPropTag, PR_COMMENT_W);
  EXPECT_EQ(problems->aProblem[0].scode, MAPI_E_COLLISION);
  const auto tags = kit::make_tags(std::vector<ULONG>{PR_ROWID, PR_COMMENT_A});
  ASSERT_EQ(store_->DoCopyProps(&IID_IMAPIProp, from.get(), tags.get(), 0, nullptr, &IID_IMAPIProp, to.get(),
                                MAPI_NOREPLACE, kit::out(problems)),
            S_OK);
  EXPECT_EQ(to->bag().text(PR_COMMENT_W), "old");
  ASSERT_TRUE(problems);
  ASSERT_EQ(problems->cProblem, 2U);
  EXPECT_EQ(problems->aProblem[1].ulIndex, 1U);
  EXPECT_EQ(problems->aProblem[1].scode, MAPI_E_COLLISION);
}

TEST_F(SupportObject, EndsItsProgressObjects) {  // J-73
  auto book = logon(Kind::address_book, MAPI_AB_PROVIDER);
  kit::com_ptr<IMAPIProgress> progress;
  ASSERT_EQ(book->DoProgressDialog(0, MAPI_TOP_LEVEL, progress.put()), S_OK);
  book.reset();
  EXPECT_EQ(progress->Progress(1000, 1, 1), MAPI_E_INVALID_OBJECT);
}

TEST_F(SupportObject, HandsOutTheAllocatorsAndFreshUids) {  // A-30, D-12
  for (const auto& [flavour, support] : all()) {
    static_cast<void>(flavour);
    LPALLOCATEBUFFER allocate = nullptr;
    LPALLOCATEMORE more = nullptr;
    LPFREEBUFFER free_buffer = nullptr;
    ASSERT_EQ(support->GetMemAllocRoutines(&allocate, &more, &free_buffer), S_OK);
    EXPECT_EQ(allocate, kit::allocators().allocate);
    EXPECT_EQ(free_buffer, kit::allocators().free);
    MAPIUID one = {};
    MAPIUID two = {};
    EXPECT_EQ(support->NewUID(&one), S_OK);
    EXPECT_EQ(support->NewUID(&two), S_OK);
    EXPECT_NE(std::memcmp(&one, &two, sizeof one), 0);
    kit::com_ptr<IMAPISupport> configuration;
    EXPECT_EQ(support->GetSvcConfigSupportObj(0, configuration.put()), S_OK);  // D-13
    EXPECT_TRUE(configuration);
  }
}

TEST_F(SupportObject, WrapsStoreIdentifiersWithItsLibrarysName) {  // D-19, F-18
  std::vector<BYTE> id = folder_id();
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> wrapped;
  ASSERT_EQ(store_->WrapStoreEntryID(static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), &size,
                                     kit::out(wrapped)),
            S_OK);
  const auto unwrapped = unwrap_store_id(view_of(size, wrapped.get()));
  ASSERT_TRUE(unwrapped);
  EXPECT_EQ(unwrapped->dll_name, "spi_example");
  EXPECT_EQ(unwrapped->private_id, copy_of(std::as_bytes(std::span(id))));
  ULONG again_size = 0;
  kit::mapi_ptr<ENTRYID> again;
  ASSERT_EQ(store_->WrapStoreEntryID(size, wrapped.get(), &again_size, kit::out(again)), S_OK);
  EXPECT_EQ(again_size, size) << "wrapping twice changes nothing";
}

TEST_F(SupportObject, RefusesFlagsThatItDoesNotKnow) {  // O-7
  std::vector<BYTE> id = folder_id();
  auto* entry = reinterpret_cast<LPENTRYID>(id.data());
  const auto size = static_cast<ULONG>(id.size());
  ULONG number = 0;
  kit::com_ptr<IUnknown> object;
  EXPECT_EQ(store_->OpenEntry(size, entry, nullptr, 0x00800000U, &number, object.put()), MAPI_E_UNKNOWN_FLAGS);
  EXPECT_EQ(store_->CompareEntryIDs(size, entry, size, entry, 1, &number), MAPI_E_UNKNOWN_FLAGS);
}

TEST_F(SupportObject, LeavesTheListThatItWasGiven) {
  ADRLIST mine = {};
  LPADRLIST list = &mine;
  EXPECT_EQ(address_book_->Address(nullptr, nullptr, &list), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(list, &mine);
}

TEST_F(SupportObject, MakesOneOffs) {  // D-20
  char name[] = "Ann";
  char type[] = "SMTP";
  char address[] = "ann@example.org";
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> id;
  ASSERT_EQ(transport_->CreateOneOff(reinterpret_cast<LPTSTR>(name), reinterpret_cast<LPTSTR>(type),
                                     reinterpret_cast<LPTSTR>(address), 0, &size, kit::out(id)),
            S_OK);
  EXPECT_TRUE(kit::is_one_off(view_of(size, id.get())));
}

TEST_F(SupportObject, OpensTheAddressBookAndItsOneOffTable) {  // D-21, D-28
  kit::com_ptr<IAddrBook> book;
  EXPECT_EQ(store_->OpenAddressBook(nullptr, 0, book.put()), S_OK);
  EXPECT_TRUE(book);
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(address_book_->GetOneOffTable(0, table.put()), S_OK);
  EXPECT_TRUE(table);
}

TEST_F(SupportObject, KeepsTheWordsOfItsLastFailure) {  // D-6
  ASSERT_EQ(store_->SpoolerYield(0), MAPI_E_NO_SUPPORT);
  kit::mapi_ptr<MAPIERROR> error;
  ASSERT_EQ(store_->GetLastError(MAPI_E_NO_SUPPORT, 0, kit::out(error)), S_OK);
  ASSERT_TRUE(error);
  EXPECT_THAT(reinterpret_cast<const char*>(error->lpszError), HasSubstr("SpoolerYield"));
}

TEST_F(SupportObject, EndsWhatItRegisteredWithItsLastReference) {  // D-9, J-25
  MAPIUID uid = {{42}};
  SPropValue column = {};
  column.ulPropTag = PR_DISPLAY_NAME_A;
  char name[] = "row";
  column.Value.lpszA = name;
  auto book = logon(Kind::address_book, MAPI_AB_PROVIDER);
  ASSERT_EQ(book->SetProviderUID(&uid, 0), S_OK);
  ASSERT_EQ(book->ModifyStatusRow(1, &column, 0), S_OK);
  ASSERT_EQ(book->ModifyStatusRow(1, &column, 0), S_OK);  // another row (D-8)
  EXPECT_EQ(session_->status().rows().size(), 3U + 2U);

  book.reset();

  EXPECT_EQ(session_->status().rows().size(), 3U);
  EXPECT_EQ(session_->router().route(uid), nullptr);
}

TEST_F(SupportObject, MergesColumnsIntoItsRow) {  // D-8
  SPropValue column = {};
  column.ulPropTag = PR_STATUS_CODE;
  column.Value.l = STATUS_AVAILABLE;
  ASSERT_EQ(store_->ModifyStatusRow(1, &column, STATUSROW_UPDATE), S_OK) << "an update without a row makes one";
  column.Value.l = STATUS_OFFLINE;
  ASSERT_EQ(store_->ModifyStatusRow(1, &column, STATUSROW_UPDATE), S_OK);
  EXPECT_EQ(session_->status().rows().size(), 4U);
  EXPECT_EQ(session_->status().rows().row_at(3)->number(PR_STATUS_CODE), static_cast<int>(STATUS_OFFLINE));
}

TEST_F(SupportObject, NamesItsLogonAndTheLedger) {
  kit::com_ptr<IPostroomHost> host = store_.as<IPostroomHost>();
  ASSERT_TRUE(host);
  ULONG number = 0;
  EXPECT_EQ(host->GetLogonNumber(&number), S_OK);
  EXPECT_NE(number, 0U);
  kit::com_ptr<IPostroomLedger> ledger;
  EXPECT_EQ(host->OpenLedger(ledger.put()), S_OK);
  EXPECT_TRUE(ledger);
}

// Its maker has the result and has not entered it yet when the session's time for such logons is over.
TEST_F(SupportObject, OfALogonThatHasJustSucceededGoesWithTheOthers) {  // J-15, J-113
  const auto entry = session_->use().providers(MAPI_AB_PROVIDER).at(0);
  const auto provider = session_->starts().provider(Kind::address_book, entry.dll_name);
  const auto logon = session_->new_logon(provider, entry);
  kit::com_ptr<IABLogon> result;
  {
    const auto support = make_support(logon);
    char name[] = "Alice";
    ULONG size = 0;
    LPBYTE security = nullptr;
    kit::mapi_ptr<MAPIERROR> error;
    ASSERT_EQ(logon->log_on("IABProvider::Logon", provider->address_book(),
                            [&] {
                              return provider->address_book()->Logon(support.get(), 0, reinterpret_cast<LPTSTR>(name),
                                                                     AB_NO_DIALOG, &size, &security, kit::out(error),
                                                                     result.put());
                            }),
              S_OK);
  }
  ASSERT_TRUE(logon->succeeded(std::move(result)));
  session_->log_off_forgotten();
  EXPECT_TRUE(logon->ended());
  EXPECT_THAT(ending_calls(),
              testing::IsSupersetOf({"IABLogon::Logoff", "IABLogon::Release", "IABProvider::Shutdown"}));
  session_->enter(logon);
  EXPECT_TRUE(session_->logons().empty()) << "it came too late";
}

}  // namespace
}  // namespace postroom::session
