// SPDX-License-Identifier: Apache-2.0
//
// HrValidateIPMSubtree, on a real store that has lost folders, and on one that pretends to have none.
#include "scenario_fixture.hpp"

#include <postroom/property_arrays.hpp>

#include <mapitags.h>
#include <mapiutil.h>

#include <set>

namespace postroom::test {
namespace {

using kit::com_ptr;
using kit::PropertyBag;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

constexpr ULONG kInboxEntry = PROP_TAG(PT_BINARY, PROP_ID_NULL);
constexpr ULONG kInboxInBag = PR_ENTRYID;  // a bag has no property without an id
constexpr LONG kLeast = FOLDER_IPM_SUBTREE_VALID | FOLDER_FINDER_VALID | FOLDER_IPM_WASTEBASKET_VALID;
constexpr LONG kFull = 0xFF;

// A store before which there is another: it says of some folders that they are not valid, and remembers what it is
// told. All else is the other's answer.
class ForgetfulStore final : public IMsgStore {
 public:
  ForgetfulStore(IMsgStore& real, LONG forgotten) : real_(real), forgotten_(forgotten) {}

  PropertyBag told;                                   // by SetProps
  std::vector<std::pair<std::string, bool>> receive;  // class, and whether an entry came with it
  bool refuses = false;
  ULONG questions = 0;  // GetProps

  STDMETHODIMP QueryInterface(REFIID iid, LPVOID* object) override {
    *object = iid == IID_IMsgStore || iid == IID_IUnknown ? this : nullptr;
    return *object != nullptr ? S_OK : MAPI_E_INTERFACE_NOT_SUPPORTED;
  }
  STDMETHODIMP_(ULONG) AddRef() override { return 2; }
  STDMETHODIMP_(ULONG) Release() override { return 1; }
  STDMETHODIMP GetLastError(HRESULT, ULONG, LPMAPIERROR* error) override {
    *error = nullptr;
    return S_OK;
  }

  STDMETHODIMP GetProps(LPSPropTagArray tags, ULONG flags, ULONG* count, LPSPropValue* values) override {
    ++questions;
    const HRESULT code = real_.GetProps(tags, flags, count, values);
    for (ULONG i = 0; SUCCEEDED(code) && i < *count; ++i) {
      SPropValue& value = (*values)[i];
      if (value.ulPropTag == PR_VALID_FOLDER_MASK) value.Value.l &= ~forgotten_;
    }
    return code;
  }
  STDMETHODIMP SetProps(ULONG count, LPSPropValue values, LPSPropProblemArray* problems) override {
    *problems = nullptr;
    if (refuses) return MAPI_E_NO_ACCESS;
    told = PropertyBag::from(std::span(values, count));
    return S_OK;
  }
  STDMETHODIMP SetReceiveFolder(LPTSTR message_class, ULONG, ULONG size, LPENTRYID entry) override {
    receive.emplace_back(reinterpret_cast<const char*>(message_class), size != 0 && entry != nullptr);
    return S_OK;
  }
  STDMETHODIMP GetReceiveFolder(LPTSTR message_class, ULONG flags, ULONG* size, LPENTRYID* entry,
                                LPTSTR* explicit_class) override {
    return real_.GetReceiveFolder(message_class, flags, size, entry, explicit_class);
  }
  STDMETHODIMP OpenEntry(ULONG size, LPENTRYID entry, LPCIID iid, ULONG flags, ULONG* type,
                         LPUNKNOWN* object) override {
    return real_.OpenEntry(size, entry, iid, flags, type, object);
  }

  STDMETHODIMP SaveChanges(ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetPropList(ULONG, LPSPropTagArray*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP OpenProperty(ULONG, LPCIID, ULONG, ULONG, LPUNKNOWN*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP DeleteProps(LPSPropTagArray, LPSPropProblemArray*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP CopyTo(ULONG, LPCIID, LPSPropTagArray, ULONG_PTR, LPMAPIPROGRESS, LPCIID, LPVOID, ULONG,
                      LPSPropProblemArray*) override {
    return MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP CopyProps(LPSPropTagArray, ULONG_PTR, LPMAPIPROGRESS, LPCIID, LPVOID, ULONG,
                         LPSPropProblemArray*) override {
    return MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP GetNamesFromIDs(LPSPropTagArray*, LPGUID, ULONG, ULONG*, LPMAPINAMEID**) override {
    return MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP GetIDsFromNames(ULONG, LPMAPINAMEID*, ULONG, LPSPropTagArray*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP Advise(ULONG, LPENTRYID, ULONG, LPMAPIADVISESINK, ULONG_PTR*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP Unadvise(ULONG_PTR) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP CompareEntryIDs(ULONG, LPENTRYID, ULONG, LPENTRYID, ULONG, ULONG*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetReceiveFolderTable(ULONG, LPMAPITABLE*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP StoreLogoff(ULONG*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP AbortSubmit(ULONG, LPENTRYID, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetOutgoingQueue(ULONG, LPMAPITABLE*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SetLockState(LPMESSAGE, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP FinishedMsg(ULONG, ULONG, LPENTRYID) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP NotifyNewMail(LPNOTIFICATION) override { return MAPI_E_NO_SUPPORT; }

 private:
  IMsgStore& real_;
  const LONG forgotten_;
};

class StandardFolders : public ScenarioTest {
 protected:
  StandardFolders() {
    make_profile("alice");
    session_ = log_on("alice", MAPI_NO_MAIL);  // the spooler would find the folders missing, too
    store_ = open_store(*session_);
  }
  ~StandardFolders() override {
    store_.reset();
    session_.reset();
  }
  void TearDown() override {
    store_.reset();
    EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK);
    session_.reset();
    ScenarioTest::TearDown();
  }

  static PropertyBag validate(IMsgStore& store, ULONG flags, HRESULT expected = S_OK) {
    ULONG count = 0;
    kit::mapi_ptr<SPropValue> values;
    EXPECT_EQ(HrValidateIPMSubtree(&store, flags, &count, kit::out(values), nullptr), expected);
    for (ULONG i = 0; i < count; ++i) {
      SPropValue& value = values.get()[i];
      if (value.ulPropTag == kInboxEntry) value.ulPropTag = kInboxInBag;
    }
    return values ? PropertyBag::from(std::span(values.get(), count)) : PropertyBag();
  }
  LONG mask() { return properties(*store_, {PR_VALID_FOLDER_MASK}).number(PR_VALID_FOLDER_MASK); }
  // Makes the store forget the folder, and deletes it.
  void lose(ULONG tag) {
    std::string entry(properties(*store_, {tag}).binary(tag));
    SizedSPropTagArray(1, tags) = {1, {tag}};
    ASSERT_EQ(store_->DeleteProps(reinterpret_cast<LPSPropTagArray>(&tags), nullptr), S_OK);
    const auto root = open_folder(*store_, {});
    const auto subtree = special_folder(*store_, PR_IPM_SUBTREE_ENTRYID);
    auto* id = reinterpret_cast<LPENTRYID>(entry.data());
    const auto size = static_cast<ULONG>(entry.size());
    if (FAILED(root->DeleteFolder(size, id, 0, nullptr, DEL_FOLDERS | DEL_MESSAGES))) {
      ASSERT_EQ(subtree->DeleteFolder(size, id, 0, nullptr, DEL_FOLDERS | DEL_MESSAGES), S_OK);
    }
  }

  com_ptr<IMAPISession> session_;
  com_ptr<IMsgStore> store_;
};

TEST_F(StandardFolders, AreNamedWhenNothingIsMissing) {  // C-41
  EXPECT_THAT(validate(*store_, 0).tags(), UnorderedElementsAre(PR_VALID_FOLDER_MASK, PR_IPM_SUBTREE_ENTRYID,
                                                                PR_FINDER_ENTRYID, PR_IPM_WASTEBASKET_ENTRYID));
  const PropertyBag full = validate(*store_, MAPI_FULL_IPM_TREE | MAPI_FORCE_CREATE);
  EXPECT_EQ(full.size(), 9U);
  EXPECT_EQ(full.number(PR_VALID_FOLDER_MASK), kFull);
  EXPECT_EQ(full.binary(kInboxInBag), inbox_id(*store_)) << "the Inbox has no tag of its own";
  EXPECT_EQ(HrValidateIPMSubtree(store_.get(), 0, nullptr, nullptr, nullptr), S_OK) << "the caller wants no answer";
}

TEST_F(StandardFolders, AreMadeAnewAndTheStoreIsTold) {  // C-41, M-50
  lose(PR_FINDER_ENTRYID);
  lose(PR_IPM_OUTBOX_ENTRYID);
  ASSERT_EQ(mask(), kFull & ~(FOLDER_FINDER_VALID | FOLDER_IPM_OUTBOX_VALID));

  const PropertyBag least = validate(*store_, 0);
  EXPECT_EQ(mask(), kFull & ~FOLDER_IPM_OUTBOX_VALID) << "the Outbox belongs to the full tree";
  EXPECT_EQ(properties(*store_, {PR_FINDER_ENTRYID}).binary(PR_FINDER_ENTRYID), least.binary(PR_FINDER_ENTRYID));
  validate(*store_, MAPI_FULL_IPM_TREE);
  EXPECT_EQ(mask(), kFull);
  const auto outbox = special_folder(*store_, PR_IPM_OUTBOX_ENTRYID);
  EXPECT_EQ(properties(*outbox, {PR_DISPLAY_NAME_W}).text(PR_DISPLAY_NAME_W), "Outbox");
  EXPECT_EQ(properties(*outbox, {PR_PARENT_ENTRYID}).binary(PR_PARENT_ENTRYID),
            properties(*store_, {PR_IPM_SUBTREE_ENTRYID}).binary(PR_IPM_SUBTREE_ENTRYID));
}

TEST_F(StandardFolders, OfAStoreThatHasNoneAreAllMade) {  // C-41, I-14
  ForgetfulStore store(*store_, kFull);
  const PropertyBag answer = validate(store, MAPI_FULL_IPM_TREE);
  EXPECT_EQ(store.told.number(PR_VALID_FOLDER_MASK), kFull);
  EXPECT_EQ(store.told.size(), 8U) << "seven entry identifiers and the mask";
  EXPECT_FALSE(store.told.has(PR_ENTRYID)) << "the store learns the Inbox as the folder that receives";
  EXPECT_THAT(store.receive, ElementsAre(std::pair("IPM", true), std::pair("REPORT", true), std::pair("", true)));
  EXPECT_EQ(answer.size(), 9U);
  std::set<std::string> folders;
  for (const auto& value : answer.values()) {
    if (value.tag() != PR_VALID_FOLDER_MASK) folders.emplace(value.binary());
  }
  EXPECT_EQ(folders.size(), 8U) << "each is a folder of its own";

  ForgetfulStore half(*store_, kFull);
  validate(half, 0);
  EXPECT_EQ(half.told.number(PR_VALID_FOLDER_MASK), kLeast);
  EXPECT_TRUE(half.receive.empty());
}

TEST_F(StandardFolders, ThatAreThereAreFoundByTheirNames) {  // C-41
  ForgetfulStore store(*store_, FOLDER_IPM_SENTMAIL_VALID);
  validate(store, MAPI_FULL_IPM_TREE);
  EXPECT_EQ(store.told.binary(PR_IPM_SENTMAIL_ENTRYID),
            properties(*store_, {PR_IPM_SENTMAIL_ENTRYID}).binary(PR_IPM_SENTMAIL_ENTRYID))
      << "a second Sent Items would be one too many";
}

TEST_F(StandardFolders, ThatCannotBeToldAreAnError) {  // C-41
  ForgetfulStore store(*store_, FOLDER_FINDER_VALID);
  store.refuses = true;
  EXPECT_TRUE(validate(store, 0, MAPI_E_NO_ACCESS).empty());
  EXPECT_TRUE(validate(store, 0x8000, MAPI_E_UNKNOWN_FLAGS).empty());
  LPSPropValue values = nullptr;
  EXPECT_EQ(HrValidateIPMSubtree(nullptr, 0, nullptr, nullptr, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(HrValidateIPMSubtree(store_.get(), 0, nullptr, &values, nullptr), MAPI_E_INVALID_PARAMETER);
}

TEST_F(StandardFolders, AreCheckedWhenAStoreForMailOpens) {  // C-41
  EXPECT_EQ(count(trace::Event::call_begin, "HrValidateIPMSubtree"), 1U) << "the fixture's OpenMsgStore";
  store_.reset();
  store_ = open_store(*session_, 0, MDB_NO_DIALOG | MDB_WRITE | MDB_NO_MAIL);
  ASSERT_TRUE(store_);
  EXPECT_EQ(count(trace::Event::call_begin, "HrValidateIPMSubtree"), 1U);
}

}  // namespace
}  // namespace postroom::test
