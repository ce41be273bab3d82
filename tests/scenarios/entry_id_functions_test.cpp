// SPDX-License-Identifier: Apache-2.0
//
// HrComposeEID and its kin: a message and its store in one entry identifier, or in one text.
#include "scenario_fixture.hpp"

#include <postroom/store/profile.hpp>

#include <mapitags.h>
#include <mapiutil.h>

namespace postroom::test {
namespace {

constexpr char kMessage[] = "\0\0\0\0 a message's own";

class CompoundEntryIdentifier : public ScenarioTest {
 protected:
  void SetUp() override {
    initialise();
    make_profile("alice");
    add_service("alice", "POSTROOM_STORE", {{store::PR_STORE_PATH_W, std::string("second.sqlite")}});
    session_ = log_on("alice", MAPI_NO_MAIL);
    ASSERT_TRUE(session_);
  }
  void TearDown() override {
    session_.reset();
    ScenarioTest::TearDown();
  }

  std::string record_key(std::size_t store) {
    return std::string(properties(*open_store(*session_, store), {PR_RECORD_KEY}).binary(PR_RECORD_KEY));
  }
  std::string compose(std::string key) {
    ULONG size = 0;
    kit::mapi_ptr<ENTRYID> made;
    EXPECT_EQ(HrComposeEID(session_.get(), static_cast<ULONG>(key.size()), reinterpret_cast<BYTE*>(key.data()),
                           sizeof kMessage, message(), &size, kit::out(made)),
              S_OK);
    return {reinterpret_cast<const char*>(made.get()), size};
  }
  HRESULT decompose(std::string id) {
    return HrDecomposeEID(session_.get(), static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()),
                          &store_size_, kit::out(store_), &message_size_, kit::out(message_));
  }
  static LPENTRYID message() { return reinterpret_cast<LPENTRYID>(const_cast<char*>(kMessage)); }
  static std::string own() { return {kMessage, sizeof kMessage}; }
  std::string found_store() const { return {reinterpret_cast<const char*>(store_.get()), store_size_}; }
  std::string found_message() const { return {reinterpret_cast<const char*>(message_.get()), message_size_}; }

  kit::com_ptr<IMAPISession> session_;
  ULONG store_size_ = 7;
  ULONG message_size_ = 7;
  kit::mapi_ptr<ENTRYID> store_;
  kit::mapi_ptr<ENTRYID> message_;
};

TEST_F(CompoundEntryIdentifier, FindsTheStoreByItsRecordKey) {  // HrComposeEID, HrDecomposeEID
  const std::string keys[] = {record_key(0), record_key(1)};
  const std::vector<std::string> stores = store_ids(*session_);
  ASSERT_EQ(stores.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    ASSERT_EQ(decompose(compose(keys[i])), S_OK);
    EXPECT_EQ(found_store(), stores[i]);
    EXPECT_EQ(found_message(), own());
  }
}

TEST_F(CompoundEntryIdentifier, IsTheMessagesOwnWithoutAStore) {
  EXPECT_EQ(compose({}), own());
  ASSERT_EQ(decompose(own()), S_OK);
  EXPECT_EQ(found_store(), "");
  EXPECT_FALSE(store_);
  EXPECT_EQ(found_message(), own());
}

TEST_F(CompoundEntryIdentifier, OfAStoreThatTheProfileHasNotIsNotFound) {
  EXPECT_EQ(decompose(compose("elsewhere")), MAPI_E_NOT_FOUND);
  EXPECT_EQ(store_size_, 0U);
  EXPECT_EQ(message_size_, 0U);
  EXPECT_FALSE(store_);
  EXPECT_FALSE(message_);
}

TEST_F(CompoundEntryIdentifier, IsNeverLongerThanWhatIsTakenApart) {
  std::string longest(1U << 20U, '\0');
  BYTE key[16] = {};
  ULONG size = 7;
  kit::mapi_ptr<ENTRYID> made;
  const auto compose = [&] {
    return HrComposeEID(session_.get(), sizeof key, key, static_cast<ULONG>(longest.size()),
                        reinterpret_cast<LPENTRYID>(longest.data()), &size, kit::out(made));
  };
  EXPECT_EQ(compose(), MAPI_E_INVALID_ENTRYID);
  EXPECT_EQ(size, 0U);
  longest.resize(longest.size() - 40);  // flags, MAPIUID, size and key
  ASSERT_EQ(compose(), S_OK);
  EXPECT_EQ(decompose({reinterpret_cast<const char*>(made.get()), size}), MAPI_E_NOT_FOUND);  // read; no such store
}

TEST_F(CompoundEntryIdentifier, ThatIsDamagedIsAnyonesIdentifier) {
  const std::string whole = compose("key");
  std::string huge = whole;
  huge[23] = '\x7f';  // the key would be longer than the identifier
  ASSERT_EQ(decompose(huge), S_OK);
  EXPECT_EQ(found_message(), huge);
  ASSERT_EQ(decompose(whole.substr(0, 22)), S_OK);
  EXPECT_EQ(found_message(), whole.substr(0, 22));
}

TEST_F(CompoundEntryIdentifier, GoesThroughText) {  // HrComposeMsgID, HrDecomposeMsgID
  std::string key = record_key(1);
  kit::mapi_ptr<char> text;
  ASSERT_EQ(HrComposeMsgID(session_.get(), static_cast<ULONG>(key.size()), reinterpret_cast<BYTE*>(key.data()),
                           sizeof kMessage, message(), kit::out(text)),
            S_OK);
  ASSERT_EQ(
      HrDecomposeMsgID(session_.get(), text.get(), &store_size_, kit::out(store_), &message_size_, kit::out(message_)),
      S_OK);
  EXPECT_EQ(found_store(), store_ids(*session_)[1]);
  EXPECT_EQ(found_message(), own());

  kit::mapi_ptr<wchar_t> wide;
  ASSERT_EQ(HrComposeMsgIDW(session_.get(), 0, nullptr, sizeof kMessage, message(), kit::out(wide)), S_OK);
  ASSERT_EQ(
      HrDecomposeMsgIDW(session_.get(), wide.get(), &store_size_, kit::out(store_), &message_size_, kit::out(message_)),
      S_OK);
  EXPECT_EQ(store_size_, 0U);
  EXPECT_EQ(found_message(), own());
}

TEST_F(CompoundEntryIdentifier, IsRefusedWhenItIsNone) {
  char text[] = "no digits";
  EXPECT_EQ(HrDecomposeMsgID(session_.get(), text, &store_size_, kit::out(store_), &message_size_, kit::out(message_)),
            MAPI_E_INVALID_ENTRYID);
  EXPECT_EQ(message_size_, 0U);
  EXPECT_EQ(decompose("abc"), MAPI_E_INVALID_ENTRYID);
  ULONG size = 7;
  kit::mapi_ptr<ENTRYID> made;
  EXPECT_EQ(HrComposeEID(session_.get(), 4, nullptr, sizeof kMessage, message(), &size, kit::out(made)),
            MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(HrComposeEID(session_.get(), 0, nullptr, 0, nullptr, &size, kit::out(made)), MAPI_E_INVALID_ENTRYID);
  EXPECT_EQ(size, 0U);
  EXPECT_EQ(HrComposeEID(session_.get(), 0, nullptr, sizeof kMessage, message(), nullptr, kit::out(made)),
            MAPI_E_INVALID_PARAMETER);
}

}  // namespace
}  // namespace postroom::test
