// SPDX-License-Identifier: Apache-2.0
// Messages on their way to somebody else's folder: an original goes only when all of it has arrived.
#include "tests/mapiutil/plain_message.hpp"
#include "tests/store/store_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>

namespace postroom::test {
namespace {

using kit::com_ptr;
using testing::ElementsAre;
using testing::IsEmpty;

// Properties of which some are refused.
class Refusing final : public kit::PropertySource {
 public:
  explicit Refusing(std::map<ULONG, HRESULT> refused) : refused_(std::move(refused)) {}

  std::optional<kit::PropertyValue> get(ULONG tag) override {
    const kit::PropertyValue* found = taken.find_id(tag);
    return found == nullptr ? std::nullopt : std::optional(*found);
  }
  std::vector<ULONG> list() override { return taken.tags(); }
  bool writable() override { return true; }
  void set(kit::PropertyValue value) override {
    if (const auto at = refused_.find(value.tag()); at != refused_.end()) kit::fail(at->second);
    taken.set(std::move(value));
  }

  kit::PropertyBag taken;

 private:
  const std::map<ULONG, HRESULT> refused_;
};

// A folder that only takes one message, and does something first, which may fail.
class PlainFolder final : public kit::PropObject<PlainFolder, IMAPIFolder> {
 public:
  static constexpr const char* kTypeName = "IMAPIFolder";
  PlainFolder(com_ptr<IMessage> next, std::function<HRESULT()> first)
      : PropObject(std::make_shared<kit::Core>(nullptr, 0), std::make_shared<kit::BagSource>(kit::PropertyBag())),
        next_(std::move(next)),
        first_(std::move(first)) {}

  STDMETHODIMP CreateMessage(LPCIID, ULONG, LPMESSAGE* message) override {
    if (const HRESULT code = first_(); FAILED(code)) return code;
    *message = com_ptr<IMessage>(next_).detach();
    return S_OK;
  }
  STDMETHODIMP GetContentsTable(ULONG, LPMAPITABLE*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetHierarchyTable(ULONG, LPMAPITABLE*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP OpenEntry(ULONG, LPENTRYID, LPCIID, ULONG, ULONG*, LPUNKNOWN*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SetSearchCriteria(LPSRestriction, LPENTRYLIST, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetSearchCriteria(ULONG, LPSRestriction*, LPENTRYLIST*, ULONG*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP CopyMessages(LPENTRYLIST, LPCIID, LPVOID, ULONG_PTR, LPMAPIPROGRESS, ULONG) override {
    return MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP DeleteMessages(LPENTRYLIST, ULONG_PTR, LPMAPIPROGRESS, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP CreateFolder(ULONG, LPTSTR, LPTSTR, LPCIID, ULONG, LPMAPIFOLDER*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP CopyFolder(ULONG, LPENTRYID, LPCIID, LPVOID, LPTSTR, ULONG_PTR, LPMAPIPROGRESS, ULONG) override {
    return MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP DeleteFolder(ULONG, LPENTRYID, ULONG_PTR, LPMAPIPROGRESS, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SetReadFlags(LPENTRYLIST, ULONG_PTR, LPMAPIPROGRESS, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetMessageStatus(ULONG, LPENTRYID, ULONG, ULONG*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SetMessageStatus(ULONG, LPENTRYID, ULONG, ULONG, ULONG*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SaveContentsSort(LPSSortOrderSet, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP EmptyFolder(ULONG_PTR, LPMAPIPROGRESS, ULONG) override { return MAPI_E_NO_SUPPORT; }

 private:
  const com_ptr<IMessage> next_;
  const std::function<HRESULT()> first_;
};

class AMessageMovedAway : public testing::Test {
 protected:
  AMessageMovedAway() : open_(session_.log_on(support_)), inbox_(inbox_of(*open_.store)) {
    message_ = new_message(*inbox_, "x");
    set_props(*message_, {{PR_BODY_W, "what matters"}});
    EXPECT_EQ(message_->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  }

  // Moves the message to a folder that refuses properties with codes of its own.
  HRESULT move(std::map<ULONG, HRESULT> refused, const std::function<void(IMessage&)>& meanwhile = {}) {
    const std::string entry = entry_of(*message_);
    message_.reset();
    arrived_ = std::make_shared<Refusing>(std::move(refused));
    const auto folder = kit::make_object<PlainFolder>(kit::make_object<PlainMessage>(arrived_), [&] {
      if (meanwhile) meanwhile(*open_message(*open_.store, entry));
      return S_OK;
    });
    SBinary one = {entry_size(entry), reinterpret_cast<LPBYTE>(entry_pointer(entry))};
    ENTRYLIST list = {1, &one};
    return inbox_->CopyMessages(&list, nullptr, folder.get(), 0, nullptr, MESSAGE_MOVE);
  }

  FakeSupport support_;
  StoreSession session_;
  LoggedOn open_;
  com_ptr<IMAPIFolder> inbox_;
  com_ptr<IMessage> message_;
  std::shared_ptr<Refusing> arrived_;
};

TEST_F(AMessageMovedAway, GoesOnceAllOfItHasArrived) {  // M-41: what the destination computes is no loss
  EXPECT_EQ(move({{PR_CREATION_TIME, MAPI_E_COMPUTED}, {PR_LAST_MODIFICATION_TIME, MAPI_E_NO_ACCESS}}), S_OK);
  EXPECT_EQ(arrived_->taken.text(PR_BODY_W), "what matters");
  EXPECT_THAT(subjects_of(*inbox_), IsEmpty());
}

TEST_F(AMessageMovedAway, StaysWhenAPropertyDidNotArrive) {
  EXPECT_EQ(move({{PR_BODY_W, MAPI_E_BAD_CHARWIDTH}}), MAPI_E_BAD_CHARWIDTH);
  EXPECT_THAT(subjects_of(*inbox_), ElementsAre("x"));
}

TEST_F(AMessageMovedAway, StaysWhenItsBodyIsRefused) {  // M-41
  EXPECT_EQ(move({{PR_BODY_W, MAPI_E_NO_ACCESS}}), MAPI_E_NO_ACCESS);
  EXPECT_THAT(subjects_of(*inbox_), ElementsAre("x"));
}

TEST_F(AMessageMovedAway, StaysWhenSomebodyHasSavedItMeanwhile) {  // M-25
  const HRESULT code = move({}, [](IMessage& message) {
    set_props(message, {{PR_SUBJECT_W, "newer"}});
    ASSERT_EQ(message.SaveChanges(0), S_OK);
  });
  EXPECT_NE(code, S_OK);
  EXPECT_THAT(subjects_of(*inbox_), ElementsAre("newer"));
}

TEST_F(AMessageMovedAway, IsInOnePlaceWhenTheNextOneFindsNoRoom) {  // M-14
  Entries messages({entry_of(*message_), put_message(*inbox_, "y")});
  message_.reset();
  int asked = 0;
  const auto folder = kit::make_object<PlainFolder>(
      kit::make_object<PlainMessage>(std::make_shared<Refusing>(std::map<ULONG, HRESULT>())),
      [&] { return asked++ == 0 ? S_OK : MAPI_E_NOT_ENOUGH_DISK; });
  EXPECT_EQ(inbox_->CopyMessages(messages.get(), nullptr, folder.get(), 0, nullptr, MESSAGE_MOVE),
            MAPI_E_NOT_ENOUGH_DISK);
  EXPECT_THAT(subjects_of(*inbox_), ElementsAre("y"));
}

TEST_F(AMessageMovedAway, StaysWhenItsAttachmentsDidNotArrive) {
  com_ptr<IAttach> attachment;
  ULONG number = 0;
  ASSERT_EQ(message_->CreateAttach(nullptr, 0, &number, attachment.put()), S_OK);
  ASSERT_EQ(attachment->SaveChanges(0), S_OK);
  ASSERT_EQ(message_->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  attachment.reset();
  EXPECT_EQ(move({}), MAPI_E_NO_SUPPORT);  // what the destination says of attachments
  EXPECT_THAT(subjects_of(*inbox_), ElementsAre("x"));
}

}  // namespace
}  // namespace postroom::test
