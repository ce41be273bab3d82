// SPDX-License-Identifier: Apache-2.0
//
// Scenario 11 with the build's own providers: a client leaks an object of every kind. Each answers
// MAPI_E_INVALID_OBJECT after Logoff, is named with its logon and the call that obtained it, and is gone when the
// client releases it after all.
#include "scenario_fixture.hpp"

#include <postroom/postroom.h>
#include <postroom/property_arrays.hpp>

#include <mapiaux.h>
#include <mapitags.h>
#include <mapiutil.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace postroom::test {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

HRESULT any_call(IMAPIProp& object) {
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  return object.GetProps(nullptr, 0, &count, kit::out(values));
}

HRESULT any_call(IMAPITable& table) {
  ULONG count = 0;
  return table.GetRowCount(0, &count);
}

class Leaks : public ScenarioTest {
 protected:
  void SetUp() override {
    setenv("POSTROOM_LEAKS", "1", 1);
    make_profile("alice");
  }
  void TearDown() override {
    unsetenv("POSTROOM_LEAKS");
    ScenarioTest::TearDown();
  }

  // Everything that a client can hold of a session; what is leaked is in properties_ and tables_.
  void take_one_of_each(IMAPISession& session) {
    auto store = open_store(session);
    auto folder = inbox(*store);
    kit::com_ptr<IMessage> message;
    ASSERT_EQ(folder->CreateMessage(nullptr, 0, message.put()), S_OK);
    kit::com_ptr<IAttach> attachment;
    ULONG number = 0;
    ASSERT_EQ(message->CreateAttach(nullptr, 0, &number, attachment.put()), S_OK);
    ASSERT_EQ(message->OpenProperty(PR_BODY_W, &IID_IStream, 0, MAPI_CREATE | MAPI_MODIFY, stream_.put_unknown()),
              S_OK);
    take_table([&](auto** table) { return folder->GetContentsTable(0, table); });
    take_table([&](auto** table) { return folder->GetHierarchyTable(0, table); });
    take_table([&](auto** table) { return message->GetRecipientTable(0, table); });
    take_table([&](auto** table) { return session.GetMsgStoresTable(0, table); });
    take_table([&](auto** table) { return session.GetStatusTable(0, table); });
    take_status_objects(session);
    kit::com_ptr<IAddrBook> book;
    ASSERT_EQ(session.OpenAddressBook(0, nullptr, AB_NO_DIALOG, book.put()), S_OK);
    ASSERT_EQ(session.AdminServices(0, admin_.put()), S_OK);
    take_table([&](auto** table) { return admin_->GetMsgServiceTable(0, table); });
    kit::com_ptr<IProfSect> section;
    MAPIUID profile;
    std::memcpy(&profile, &MUID_PROFILE_INSTANCE, sizeof profile);
    ASSERT_EQ(session.OpenProfileSection(&profile, nullptr, 0, section.put()), S_OK);
    for (auto object : {store.as<IMAPIProp>(), folder.as<IMAPIProp>(), message.as<IMAPIProp>(),
                        attachment.as<IMAPIProp>(), book.as<IMAPIProp>(), section.as<IMAPIProp>()}) {
      properties_.push_back(std::move(object));
    }
  }

  void release_all() {
    stream_.reset();
    admin_.reset();
    tables_.clear();
    properties_.clear();
  }

  // The types that the trace calls leaked, each once.
  std::vector<std::string> leaked_types() const {
    std::vector<std::string> types;
    for (const trace::Entry& entry : events()) {
      if (entry.is(trace::Event::leak)) types.push_back(entry.method);
    }
    std::ranges::sort(types);
    types.erase(std::ranges::unique(types).begin(), types.end());
    return types;
  }

  static std::string lines_of_leaks() {
    kit::mapi_ptr<char> lines;
    postroom_leaked_objects(kit::out(lines));
    return lines ? lines.get() : "";
  }

  kit::com_ptr<IStream> stream_;
  kit::com_ptr<IMsgServiceAdmin> admin_;
  std::vector<kit::com_ptr<IMAPITable>> tables_;
  std::vector<kit::com_ptr<IMAPIProp>> properties_;

 private:
  template <class Open>
  void take_table(Open&& open) {
    kit::com_ptr<IMAPITable> table;
    ASSERT_EQ(open(table.put()), S_OK);
    tables_.push_back(std::move(table));
  }

  void take_status_objects(IMAPISession& session) {
    SRowSet* raw = nullptr;
    SizedSPropTagArray(1, columns) = {1, {PR_ENTRYID}};
    ASSERT_EQ(
        HrQueryAllRows(tables_.back().get(), reinterpret_cast<LPSPropTagArray>(&columns), nullptr, nullptr, 0, &raw),
        S_OK);
    const kit::rows_ptr rows(raw);
    for (ULONG i = 0; i < rows->cRows; ++i) {
      const SBinary& id = rows->aRow[i].lpProps[0].Value.bin;
      kit::com_ptr<IMAPIStatus> status;
      ULONG type = 0;
      ASSERT_EQ(session.OpenEntry(id.cb, reinterpret_cast<LPENTRYID>(id.lpb), nullptr, 0, &type, status.put_unknown()),
                S_OK);
      properties_.push_back(status.as<IMAPIProp>());
    }
  }
};

TEST_F(Leaks, Scenario11_AnswerInvalidObjectAndAreNamedAtLogoff) {  // J-11, J-26, J-47, J-73, J-79
  auto session = log_on("alice");
  take_one_of_each(*session);
  testing::internal::CaptureStderr();

  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);

  const std::string said = testing::internal::GetCapturedStderr();
  for (const auto& object : properties_) EXPECT_EQ(any_call(*object), MAPI_E_INVALID_OBJECT);
  for (const auto& table : tables_) EXPECT_EQ(any_call(*table), MAPI_E_INVALID_OBJECT);
  char byte = 0;
  EXPECT_EQ(stream_->Read(&byte, 1, nullptr), MAPI_E_INVALID_OBJECT);
  kit::com_ptr<IMAPITable> none;
  EXPECT_EQ(admin_->GetMsgServiceTable(0, none.put()), MAPI_E_INVALID_OBJECT);

  EXPECT_THAT(leaked_types(), IsSupersetOf({"IAddrBook", "IAttach", "IMAPIFolder", "IMAPIStatus", "IMAPITable",
                                            "IMessage", "IMsgStore", "IMsgServiceAdmin", "IProfSect", "IStream"}));
  EXPECT_THAT(leaked_types(), Not(IsSupersetOf({"IMAPISession"}))) << "which is released after Logoff (J-5)";
  EXPECT_THAT(said, HasSubstr("(alice) are still held:\n"));
  EXPECT_THAT(said, ContainsRegex("1 IMAPIFolder of logon [0-9]+ .postroom_store., obtained by scenarios_test.0x"));
  EXPECT_THAT(said, ContainsRegex("1 IMsgStore of logon [0-9]+ .postroom_store., obtained by scenarios_test.0x"))
      << "the client's call, though the runtime lies between";
  EXPECT_THAT(said, ContainsRegex("1 IAddrBook of session [0-9]+, obtained by [^\n]*take_one_of_each"));
  EXPECT_THAT(said, ContainsRegex("IMAPIStatus of logon [0-9]+ .postroom_book."));

  EXPECT_EQ(postroom_leaked_objects(nullptr), properties_.size() + tables_.size() + 2);
  EXPECT_THAT(lines_of_leaks(), HasSubstr("1 IMessage of logon "));
  release_all();
  EXPECT_EQ(postroom_leaked_objects(nullptr), 0U);
  EXPECT_THAT(lines_of_leaks(), IsEmpty());
}

TEST_F(Leaks, AreNoneOfAClientThatReleasesEverythingFirst) {  // J-10
  testing::internal::CaptureStderr();
  auto session = log_on("alice");
  take_one_of_each(*session);
  release_all();
  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);
  session.reset();
  uninitialise();
  EXPECT_THAT(testing::internal::GetCapturedStderr(), IsEmpty());
  EXPECT_EQ(count(trace::Event::leak), 0U);
  EXPECT_EQ(postroom_leaked_objects(nullptr), 0U);
}

TEST_F(Leaks, OfProfileAdministrationAreNamedByTheLastUninitialize) {  // J-71, J-79
  kit::com_ptr<IProfAdmin> profiles;
  ASSERT_EQ(MAPIAdminProfiles(0, profiles.put()), S_OK);
  testing::internal::CaptureStderr();
  uninitialise();
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              AllOf(HasSubstr("1 object of MAPI is still held:\n"), HasSubstr("  1 IProfAdmin of MAPI")));
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(profiles->GetProfileTable(0, table.put()), MAPI_E_INVALID_OBJECT);
  profiles.reset();
  EXPECT_EQ(postroom_leaked_objects(nullptr), 0U);
}

TEST_F(Leaks, AreSaidInTheTraceThoughNobodyAskedToPrintThem) {
  setenv("POSTROOM_LEAKS", "0", 1);
  uninitialise();
  initialise();
  auto session = log_on("alice", MAPI_NO_MAIL);
  auto store = open_store(*session);
  testing::internal::CaptureStderr();
  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), IsEmpty());
  EXPECT_THAT(leaked_types(), testing::ElementsAre("IMsgStore"));
  store.reset();
}

}  // namespace
}  // namespace postroom::test
