// SPDX-License-Identifier: Apache-2.0
//
// Folders that go from one store of a session to another, with real mail in them (D-22, M-16).
#include "../support/recording_progress.hpp"
#include "scenario_fixture.hpp"

#include <postroom/property_arrays.hpp>
#include <postroom/store/profile.hpp>

#include <mapitags.h>

#include <algorithm>

namespace postroom::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// All that a message says, and what is attached to it.
kit::PropertyBag said_by(IMAPIProp& object) {
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  EXPECT_FALSE(FAILED(object.GetProps(nullptr, MAPI_UNICODE, &count, kit::out(values))));
  kit::PropertyBag bag = kit::PropertyBag::from(std::span<const SPropValue>(values.get(), count));
  for (const ULONG tag : {PR_ENTRYID, PR_RECORD_KEY, PR_INSTANCE_KEY, PR_PARENT_ENTRYID, PR_STORE_ENTRYID,
                          PR_STORE_RECORD_KEY, PR_MAPPING_SIGNATURE, PR_CREATION_TIME, PR_LAST_MODIFICATION_TIME}) {
    bag.erase(tag);
  }
  return bag;
}

class FoldersOfTwoStores : public ScenarioTest {
 protected:
  void SetUp() override {
    make_profile("alice");
    add_service("alice", "POSTROOM_STORE", {{store::PR_STORE_PATH_W, std::string("second.sqlite")}});
    session_ = log_on("alice");
    here_ = open_store(*session_, 0);
    there_ = open_store(*session_, 1);
    inbox_ = inbox(*here_);
    target_ = special_folder(*there_, PR_IPM_SUBTREE_ENTRYID);
    projects_ = create(*inbox_, L"Projects");
    for (const char* file : {"06-two-attachments.eml", "07-nested-message.eml"}) import_sample(*projects_, file);
    import_sample(*create(*projects_, L"Letters"), "09-cyrillic-utf8.eml");
  }
  void TearDown() override {
    for (auto* folder : {&inbox_, &target_, &projects_}) folder->reset();
    here_.reset();
    there_.reset();
    EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK);
    session_.reset();
    ScenarioTest::TearDown();
  }
  static kit::com_ptr<IMAPIFolder> create(IMAPIFolder& parent, const std::wstring& name) {
    kit::com_ptr<IMAPIFolder> folder;
    EXPECT_EQ(parent.CreateFolder(FOLDER_GENERIC, reinterpret_cast<LPTSTR>(const_cast<wchar_t*>(name.c_str())), nullptr,
                                  nullptr, MAPI_UNICODE, folder.put()),
              S_OK);
    return folder;
  }
  static std::vector<std::string> names_below(IMAPIFolder& folder) {
    kit::com_ptr<IMAPITable> table;
    EXPECT_EQ(folder.GetHierarchyTable(MAPI_UNICODE, table.put()), S_OK);
    LPSRowSet raw = nullptr;
    EXPECT_EQ(table->QueryRows(100, 0, &raw), S_OK);
    const kit::rows_ptr rows(raw);
    std::vector<std::string> names;
    for (const kit::PropertyBag& row : kit::bags_from(*rows)) names.emplace_back(row.text(PR_DISPLAY_NAME_W));
    return names;
  }
  kit::com_ptr<IMAPIFolder> below(IMsgStore& store, IMAPIFolder& parent, const std::string& name) {
    kit::com_ptr<IMAPITable> table;
    EXPECT_EQ(parent.GetHierarchyTable(MAPI_UNICODE, table.put()), S_OK);
    LPSRowSet raw = nullptr;
    EXPECT_EQ(table->QueryRows(100, 0, &raw), S_OK);
    const kit::rows_ptr rows(raw);
    for (const kit::PropertyBag& row : kit::bags_from(*rows)) {
      if (row.text(PR_DISPLAY_NAME_W) == name) return open_folder(store, std::string(row.binary(PR_ENTRYID)));
    }
    ADD_FAILURE() << "there is no folder " << name;
    return {};
  }
  std::vector<kit::PropertyBag> messages_of(IMAPIFolder& folder) {
    std::vector<kit::PropertyBag> result;
    for (const kit::PropertyBag& row : rows(folder)) {
      kit::com_ptr<IUnknown> entry;
      EXPECT_EQ(open_entry(*session_, std::string(row.binary(PR_ENTRYID)), entry), S_OK);
      result.push_back(said_by(*entry.as<IMessage>()));
    }
    return result;
  }
  HRESULT copy(ULONG flags, IMAPIProgress* client = nullptr) {
    std::string entry(properties(*projects_, {PR_ENTRYID}).binary(PR_ENTRYID));
    return inbox_->CopyFolder(static_cast<ULONG>(entry.size()), reinterpret_cast<LPENTRYID>(entry.data()),
                              &IID_IMAPIFolder, target_.get(), nullptr, 0, client, flags);
  }

  kit::com_ptr<IMAPISession> session_;
  kit::com_ptr<IMsgStore> here_;
  kit::com_ptr<IMsgStore> there_;
  kit::com_ptr<IMAPIFolder> inbox_;
  kit::com_ptr<IMAPIFolder> target_;
  kit::com_ptr<IMAPIFolder> projects_;
};

TEST_F(FoldersOfTwoStores, AreCopiedPropertyByProperty) {  // D-22, M-16
  RecordingProgress client;
  ASSERT_EQ(copy(COPY_SUBFOLDERS | FOLDER_DIALOG, &client), S_OK);
  const auto made = below(*there_, *target_, "Projects");
  ASSERT_TRUE(made);
  EXPECT_EQ(messages_of(*made), messages_of(*projects_));
  EXPECT_EQ(messages_of(*made).size(), 2U);
  EXPECT_EQ(messages_of(*below(*there_, *made, "Letters")), messages_of(*below(*here_, *projects_, "Letters")));
  EXPECT_TRUE(std::ranges::is_sorted(client.values));
  EXPECT_EQ(client.calls.back(), "Progress 1000 3 3");
}

TEST_F(FoldersOfTwoStores, ExchangeMessages) {  // D-22
  const auto before = messages_of(*projects_);
  std::vector<std::string> entries;
  for (const kit::PropertyBag& row : rows(*projects_)) entries.emplace_back(row.binary(PR_ENTRYID));
  std::vector<SBinary> binaries;
  binaries.reserve(entries.size());
  for (std::string& each : entries) {
    binaries.push_back({static_cast<ULONG>(each.size()), reinterpret_cast<LPBYTE>(each.data())});
  }
  ENTRYLIST list{static_cast<ULONG>(binaries.size()), binaries.data()};
  ASSERT_EQ(projects_->CopyMessages(&list, &IID_IMAPIFolder, target_.get(), 0, nullptr, MESSAGE_MOVE), S_OK);
  EXPECT_THAT(messages_of(*projects_), IsEmpty());
  EXPECT_EQ(messages_of(*target_), before);
}

TEST_F(FoldersOfTwoStores, AreMoved) {  // D-22, M-16
  const auto before = messages_of(*projects_);
  ASSERT_EQ(copy(FOLDER_MOVE), S_OK);
  EXPECT_THAT(names_below(*inbox_), IsEmpty());
  const auto made = below(*there_, *target_, "Projects");
  ASSERT_TRUE(made);
  EXPECT_EQ(messages_of(*made), before);
  EXPECT_THAT(names_below(*made), ElementsAre("Letters"));
}

}  // namespace
}  // namespace postroom::test
