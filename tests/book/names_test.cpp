// SPDX-License-Identifier: Apache-2.0
// Names: ambiguous name resolution, and recipients made ready for sending.
#include "tests/book/book_session.hpp"

#include <postroom/restriction.hpp>

#include <gtest/gtest.h>

namespace postroom::test {
namespace {

class BookNames : public testing::Test {
 protected:
  BookNames() : session_(testing::UnitTest::GetInstance()->current_test_info()->name()) {
    logon_ = session_.log_on(support_);
    container_ = personal_book(*logon_);
    alice_ = add_person(*container_, "Alice Liddell", "alice@wonderland.example");
    bob_ = add_person(*container_, "Bob Example", "bob@example.org");
    bobby_ = add_person(*container_, "Bobby Tables", "bobby@school.test");
    add_person(*container_, "Zoë Łukasiewicz", "zoe@example.org");
    add_person(*container_, "Дмитрий Менделеев", "dm@example.org");
    add_person(*container_, "田中 太郎", "tanaka@example.jp");
  }

  ULONG flag_of(const std::string& name) {
    auto names = names_to_resolve({name});
    return resolve(*container_, *names).at(0);
  }
  std::string address_of(const std::string& name) {
    auto names = names_to_resolve({name});
    resolve(*container_, *names);
    return std::string(kit::PropertyBag::from(names->aEntries[0]).text(PR_EMAIL_ADDRESS_W));
  }

  FakeSupport support_;
  BookSession session_;
  kit::com_ptr<IABLogon> logon_;
  kit::com_ptr<IABContainer> container_;
  std::string alice_;
  std::string bob_;
  std::string bobby_;
};

TEST_F(BookNames, ResolveWhenEveryWordBeginsAWordOfTheEntry) {  // G-15
  EXPECT_EQ(address_of("alice"), "alice@wonderland.example");
  EXPECT_EQ(address_of("lid ali"), "alice@wonderland.example");
  EXPECT_EQ(address_of("WONDER"), "alice@wonderland.example");
  EXPECT_EQ(address_of("bob@example.org"), "bob@example.org");
  EXPECT_EQ(flag_of("ice"), static_cast<ULONG>(MAPI_UNRESOLVED));
  EXPECT_EQ(flag_of("alice nobody"), static_cast<ULONG>(MAPI_UNRESOLVED));
  EXPECT_EQ(flag_of("@@ !"), static_cast<ULONG>(MAPI_UNRESOLVED));
}

TEST_F(BookNames, AreAmbiguousWhenTheyMeanSeveral) {  // G-12
  EXPECT_EQ(flag_of("bob"), static_cast<ULONG>(MAPI_AMBIGUOUS));
  EXPECT_EQ(flag_of("example"), static_cast<ULONG>(MAPI_AMBIGUOUS));
  EXPECT_EQ(address_of("bob exa"), "bob@example.org");
}

TEST_F(BookNames, MeanWhoBearsExactlyThatName) {
  add_person(*container_, "Bob", "bob@short.example");
  EXPECT_EQ(address_of("bob"), "bob@short.example");
  add_person(*container_, "Bob", "other@short.example");
  EXPECT_EQ(flag_of("bob"), static_cast<ULONG>(MAPI_AMBIGUOUS));
}

TEST_F(BookNames, AreFoundWithoutRegardToAccentsAndCase) {
  EXPECT_EQ(address_of("zoe"), "zoe@example.org");
  EXPECT_EQ(address_of("ZOË"), "zoe@example.org");
}

TEST_F(BookNames, AreFoundInOtherScripts) {
  EXPECT_EQ(address_of("менд"), "dm@example.org");
  EXPECT_EQ(address_of("МЕНДЕЛЕЕВ дмитрий"), "dm@example.org");
  EXPECT_EQ(address_of("田中"), "tanaka@example.jp");
}

TEST_F(BookNames, KeepTheNumberOfEntriesAndLeaveTheAmbiguousAlone) {  // G-12
  auto names = names_to_resolve({"alice", "bob", "nobody", "bobby"});
  const SPropValue* const ambiguous = names->aEntries[1].rgPropVals;
  const SPropValue* const unknown = names->aEntries[2].rgPropVals;
  const std::vector<ULONG> flags = resolve(*container_, *names);
  EXPECT_EQ(flags, (std::vector<ULONG>{MAPI_RESOLVED, MAPI_AMBIGUOUS, MAPI_UNRESOLVED, MAPI_RESOLVED}));
  EXPECT_EQ(names->cEntries, 4U);
  EXPECT_EQ(names->aEntries[1].rgPropVals, ambiguous);
  EXPECT_EQ(names->aEntries[2].rgPropVals, unknown);
  const kit::PropertyBag alice = kit::PropertyBag::from(names->aEntries[0]);
  EXPECT_EQ(alice.binary(PR_ENTRYID), alice_);
  EXPECT_EQ(alice.text(PR_DISPLAY_NAME_W), "Alice Liddell");
  EXPECT_EQ(alice.number(PR_RECIPIENT_TYPE), MAPI_CC);  // what the client had put there stays
  for (const ULONG tag : {PR_ADDRTYPE_W, PR_EMAIL_ADDRESS_W, PR_TRANSMITABLE_DISPLAY_NAME_W}) {
    EXPECT_TRUE(alice.has(tag));  // G-16
  }
  EXPECT_TRUE(alice.has(PR_SEARCH_KEY));
  EXPECT_EQ(alice.number(PR_OBJECT_TYPE), MAPI_MAILUSER);
}

TEST_F(BookNames, PassOverWhatIsResolvedOrAmbiguousAlready) {  // G-12
  auto names = names_to_resolve({"alice", "alice", "alice"});
  std::vector<ULONG> block = {3, MAPI_RESOLVED, MAPI_AMBIGUOUS, MAPI_UNRESOLVED};
  EXPECT_EQ(container_->ResolveNames(nullptr, MAPI_UNICODE, names.get(), reinterpret_cast<LPFlagList>(block.data())),
            S_OK);
  EXPECT_EQ(block, (std::vector<ULONG>{3, MAPI_RESOLVED, MAPI_AMBIGUOUS, MAPI_RESOLVED}));
  EXPECT_EQ(names->aEntries[0].cValues, 2U);
  EXPECT_EQ(names->aEntries[1].cValues, 2U);
}

TEST_F(BookNames, GiveTheColumnsAskedForFirstAndTheMissingAsErrors) {  // G-12
  auto names = names_to_resolve({"alice"});
  SizedSPropTagArray(3, columns) = {3, {PR_EMAIL_ADDRESS_A, PR_MOBILE_TELEPHONE_NUMBER_W, PR_ENTRYID}};
  std::vector<ULONG> block = {1, MAPI_UNRESOLVED};
  ASSERT_EQ(container_->ResolveNames(reinterpret_cast<LPSPropTagArray>(&columns), 0, names.get(),
                                     reinterpret_cast<LPFlagList>(block.data())),
            S_OK);
  const ADRENTRY& entry = names->aEntries[0];
  ASSERT_GE(entry.cValues, 3U);
  EXPECT_EQ(entry.rgPropVals[0].ulPropTag, static_cast<ULONG>(PR_EMAIL_ADDRESS_A));
  EXPECT_STREQ(entry.rgPropVals[0].Value.lpszA, "alice@wonderland.example");
  EXPECT_EQ(entry.rgPropVals[1].ulPropTag, kit::error_tag(PR_MOBILE_TELEPHONE_NUMBER_W));
  EXPECT_EQ(entry.rgPropVals[1].Value.err, MAPI_E_NOT_FOUND);
  EXPECT_EQ(entry.rgPropVals[2].ulPropTag, static_cast<ULONG>(PR_ENTRYID));
  for (ULONG i = 0; i < entry.cValues; ++i) {  // without MAPI_UNICODE all other text is 8-bit
    if (i == 1) continue;                      // the error, under the type asked for
    EXPECT_NE(kit::type_of(entry.rgPropVals[i].ulPropTag), static_cast<ULONG>(PT_UNICODE)) << i;
  }
}

TEST_F(BookNames, RefuseFlagsThatDoNotFitTheList) {
  auto names = names_to_resolve({"alice", "bob"});
  std::vector<ULONG> block = {1, MAPI_UNRESOLVED};
  EXPECT_EQ(container_->ResolveNames(nullptr, 0, names.get(), reinterpret_cast<LPFlagList>(block.data())),
            MAPI_E_INVALID_PARAMETER);
}

TEST_F(BookNames, AreARestrictionOnTheContentsTableToo) {  // G-15
  kit::com_ptr<IMAPITable> table;
  ASSERT_EQ(container_->GetContentsTable(MAPI_UNICODE, table.put()), S_OK);
  EXPECT_EQ(all_rows(*table).size(), 6U);
  const kit::Restriction anr = kit::Restriction::equals(kit::PropertyValue(PR_ANR_W, "bob"));
  ASSERT_EQ(table->Restrict(anr.to_mapi().get(), 0), S_OK);
  const std::vector<kit::PropertyBag> rows = all_rows(*table);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].text(PR_DISPLAY_NAME_W), "Bob Example");
  EXPECT_EQ(rows[1].text(PR_DISPLAY_NAME_W), "Bobby Tables");
}

TEST_F(BookNames, PrepareGivesWhatIsAskedForAndTheListWins) {  // G-17, G-18
  kit::RowSetBuilder builder(3);
  kit::PropertyBag known;
  known.set(PR_RECIPIENT_TYPE, static_cast<LONG>(MAPI_TO));
  known.set(PR_DISPLAY_NAME_W, "My friend Alice");
  known.set(PR_ENTRYID, alice_);
  builder.add(known);
  kit::PropertyBag unresolved;
  unresolved.set(PR_DISPLAY_NAME_W, "bob");
  builder.add(unresolved);
  kit::PropertyBag foreign;
  foreign.set(PR_ENTRYID, std::string(40, '\7'));
  builder.add(foreign);
  auto list = std::move(builder).finish_addresses();
  const SPropValue* const others[] = {list->aEntries[1].rgPropVals, list->aEntries[2].rgPropVals};
  SizedSPropTagArray(3, columns) = {3, {PR_EMAIL_ADDRESS_W, PR_DISPLAY_NAME_W, PR_TITLE_W}};
  ASSERT_EQ(logon_->PrepareRecips(0, reinterpret_cast<LPSPropTagArray>(&columns), list.get()), S_OK);
  EXPECT_EQ(list->cEntries, 3U);
  const ADRENTRY& entry = list->aEntries[0];
  ASSERT_EQ(entry.cValues, 5U);  // each property once
  EXPECT_EQ(entry.rgPropVals[0].ulPropTag, static_cast<ULONG>(PR_EMAIL_ADDRESS_W));
  EXPECT_STREQ(entry.rgPropVals[0].Value.lpszW, L"alice@wonderland.example");
  EXPECT_EQ(entry.rgPropVals[1].ulPropTag, static_cast<ULONG>(PR_DISPLAY_NAME_W));
  EXPECT_STREQ(entry.rgPropVals[1].Value.lpszW, L"My friend Alice");
  EXPECT_EQ(entry.rgPropVals[2].ulPropTag, kit::error_tag(PR_TITLE_W));
  EXPECT_EQ(list->aEntries[1].rgPropVals, others[0]);
  EXPECT_EQ(list->aEntries[2].rgPropVals, others[1]);
}

}  // namespace
}  // namespace postroom::test
