// SPDX-License-Identifier: Apache-2.0
#include "tests/transport/transport_fixture.hpp"

#include <mapitags.h>

#include <gmock/gmock.h>

namespace postroom::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using TransportLogon = TransportFixture;

TEST_F(TransportLogon, PublishesARowWithItsIdentityAndPolls) {  // C-48, E-3, E-20, I-1
  log_on();
  EXPECT_EQ(logon_flags, LOGON_SP_POLL);
  ASSERT_EQ(support.rows().size(), 1U);
  const PropertyMap row = support.rows().front();
  EXPECT_EQ(row.text(PR_DISPLAY_NAME_W), "Fake medium");
  EXPECT_EQ(row.number(PR_STATUS_CODE), STATUS_AVAILABLE);
  EXPECT_EQ(row.text(PR_IDENTITY_DISPLAY_W), "Alice");
  EXPECT_TRUE(row.has(PR_IDENTITY_ENTRYID));
  EXPECT_TRUE(row.has(PR_IDENTITY_SEARCH_KEY));
  EXPECT_EQ(medium.profile_name, "Alice");
}

TEST_F(TransportLogon, ThatFailsSaysWhyAndKeepsNothing) {  // C-50, O-13
  medium.logon_failure = MAPI_E_LOGON_FAILED;
  ULONG flags = 0;
  MAPIERROR* raw = nullptr;
  EXPECT_EQ(provider->TransportLogon(&support, 0, nullptr, &flags, &raw, logon.put()), MAPI_E_LOGON_FAILED);
  const kit::mapi_ptr<MAPIERROR> error(raw);
  ASSERT_NE(error, nullptr);
  EXPECT_STREQ(reinterpret_cast<const char*>(error->lpszError), "the fake medium refuses");
  EXPECT_EQ(support.references(), 1U);
}

TEST_F(TransportLogon, AnswersTheSameAddressTypesForAsLongAsItLives) {  // N-4, N-6
  log_on();
  ULONG flags = 9;
  ULONG types = 9;
  ULONG uids = 9;
  LPTSTR* first = nullptr;
  LPMAPIUID* uid = nullptr;
  ASSERT_EQ(logon->AddressTypes(&flags, &types, &first, &uids, &uid), S_OK);
  ASSERT_EQ(types, 1U);
  EXPECT_STREQ(reinterpret_cast<const char*>(first[0]), "SMTP");
  EXPECT_EQ(uids, 0U);
  LPTSTR* second = nullptr;
  ASSERT_EQ(logon->AddressTypes(&flags, &types, &second, &uids, &uid), S_OK);
  EXPECT_EQ(first, second);
}

TEST_F(TransportLogon, HasNoOptions) {  // N-8
  log_on();
  ULONG flags = 7;
  ULONG count = 7;
  OPTIONDATA* options = nullptr;
  EXPECT_EQ(logon->RegisterOptions(&flags, &count, &options), S_OK);
  EXPECT_EQ(flags, 0U);
  EXPECT_EQ(count, 0U);
}

TEST_F(TransportLogon, KnowsNoFlagsWhereNoneAreDefined) {  // O-7
  log_on();
  EXPECT_EQ(logon->Idle(1), MAPI_E_UNKNOWN_FLAGS);
  EXPECT_EQ(logon->StartMessage(1, nullptr, nullptr), MAPI_E_UNKNOWN_FLAGS);
}

TEST_F(TransportLogon, ChangesItsRowBeforeTransportNotifyReturns) {  // N-9, N-10
  log_on();
  EXPECT_EQ(notify(NOTIFY_BEGIN_INBOUND | NOTIFY_BEGIN_OUTBOUND), S_OK);
  EXPECT_EQ(support.rows().front().number(PR_STATUS_CODE),
            STATUS_AVAILABLE | STATUS_INBOUND_ENABLED | STATUS_OUTBOUND_ENABLED);
  EXPECT_THAT(medium.calls, ElementsAre("watch"));
  EXPECT_EQ(notify(NOTIFY_END_INBOUND | NOTIFY_END_OUTBOUND), S_OK);
  EXPECT_EQ(support.rows().front().number(PR_STATUS_CODE), STATUS_AVAILABLE);
  EXPECT_THAT(medium.calls, ElementsAre("watch", "unwatch"));
}

TEST_F(TransportLogon, RefusesAPairAtOnceAndFlagsThatItDoesNotKnow) {  // I-2, O-7
  log_on();
  EXPECT_EQ(notify(NOTIFY_BEGIN_INBOUND | NOTIFY_END_INBOUND), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(notify(0x00400000), MAPI_E_UNKNOWN_FLAGS);
}

TEST_F(TransportLogon, OffersOneStatusObjectThatDiesWithIt) {  // E-11, E-12, J-27, J-64
  log_on();
  kit::com_ptr<IMAPIStatus> first;
  kit::com_ptr<IMAPIStatus> second;
  ULONG type = 0;
  ASSERT_EQ(logon->OpenStatusEntry(nullptr, MAPI_MODIFY, &type, first.put()), S_OK);
  ASSERT_EQ(logon->OpenStatusEntry(nullptr, 0, &type, second.put()), S_OK);
  EXPECT_EQ(first, second);
  EXPECT_EQ(type, static_cast<ULONG>(MAPI_STATUS));
  EXPECT_EQ(first->FlushQueues(0, 0, nullptr, FLUSH_UPLOAD), S_OK);
  EXPECT_EQ(support.rows().front().number(PR_STATUS_CODE), STATUS_AVAILABLE | STATUS_OUTBOUND_FLUSH);  // E-18
  EXPECT_EQ(first->ChangePassword(nullptr, nullptr, 0), MAPI_E_NO_SUPPORT);                            // E-8
  EXPECT_EQ(logon->TransportLogoff(0), S_OK);
  EXPECT_EQ(first->ValidateState(0, 0), MAPI_E_INVALID_OBJECT);
  first.reset();
  second.reset();
  logon.reset();
  EXPECT_THAT(ledger.live_types(), IsEmpty());
}

TEST_F(TransportLogon, IsOneObjectWithOneInterface) {
  log_on();
  kit::com_ptr<IUnknown> unknown;
  ASSERT_EQ(logon->QueryInterface(IID_IUnknown, unknown.put_void()), S_OK);
  kit::com_ptr<IXPLogon> again;
  ASSERT_EQ(unknown->QueryInterface(IID_IXPLogon, again.put_void()), S_OK);
  EXPECT_EQ(again, logon);
  kit::com_ptr<IMAPIProp> none;
  EXPECT_EQ(logon->QueryInterface(IID_IMAPIProp, none.put_void()), MAPI_E_INTERFACE_NOT_SUPPORTED);
  kit::com_ptr<IMAPIProviderShutdown> fast;
  ASSERT_EQ(provider->QueryInterface(IID_IMAPIProviderShutdown, fast.put_void()), S_OK);
  EXPECT_EQ(fast->QueryFastShutdown(), S_OK);  // J-98
}

TEST_F(TransportLogon, PutsOffNewMailWhenTheProcessIsGoingToEnd) {  // J-98, J-99
  log_on();
  medium.waiting = {"hello"};
  const auto fast = provider.as<IMAPIProviderShutdown>();
  EXPECT_EQ(fast->NotifyProcessShutdown(), S_OK);
  ULONG incoming = 7;
  EXPECT_EQ(logon->Poll(&incoming), S_OK);
  EXPECT_EQ(incoming, 0U);

  // The session goes on after all.
  submit(std::make_shared<FakeMessageData>());
  EXPECT_EQ(logon->Poll(&incoming), S_OK);
  EXPECT_EQ(incoming, 1U);
}

TEST_F(TransportLogon, StopsAtAFastShutdownAndStaysConnected) {  // J-98
  log_on();
  ASSERT_EQ(notify(NOTIFY_BEGIN_INBOUND), S_OK);
  medium.calls.clear();
  EXPECT_EQ(provider.as<IMAPIProviderShutdown>()->DoFastShutdown(), S_OK);
  EXPECT_THAT(medium.calls, testing::ElementsAre("unwatch", "interrupt")) << "no logoff method's work is done";
}

TEST_F(TransportLogon, LivesBesideOthersOnOneProvider) {  // N-21, C-36
  log_on();
  FakeSupport other_support;
  kit::com_ptr<IXPLogon> other;
  ULONG flags = 0;
  ASSERT_EQ(provider->TransportLogon(&other_support, 0, nullptr, &flags, nullptr, other.put()), S_OK);
  other_support.runtime_releases();
  EXPECT_EQ(other->TransportLogoff(0), S_OK);
  EXPECT_TRUE(other_support.released());
  EXPECT_FALSE(support.released());
  EXPECT_EQ(logon->Idle(0), S_OK);
  EXPECT_EQ(other->Idle(0), MAPI_E_INVALID_OBJECT);
}

TEST_F(TransportLogon, ValidatesItsStateWithoutConnecting) {  // E-15, E-16, N-16
  log_on();
  EXPECT_EQ(logon->ValidateState(0, SUPPRESS_UI), S_OK);
  EXPECT_EQ(logon->ValidateState(0, 0x0100), MAPI_E_UNKNOWN_FLAGS);
  EXPECT_EQ(logon->ValidateState(0, FORCE_XP_CONNECT), MAPI_E_NO_SUPPORT);  // no remote transport
  EXPECT_EQ(support.count("SpoolerNotify"), 0U);
  EXPECT_EQ(logon->ValidateState(0, CONFIG_CHANGED), S_OK);
  EXPECT_EQ(support.count("SpoolerNotify"), 1U);
  EXPECT_THAT(medium.calls, IsEmpty());
}

TEST_F(TransportLogon, FlushesUpwardAsOutboundAndDownwardAsInbound) {  // E-18, N-15, N-12
  log_on();
  EXPECT_EQ(logon->FlushQueues(0, 0, nullptr, FLUSH_DOWNLOAD), S_OK);
  EXPECT_EQ(support.rows().front().number(PR_STATUS_CODE), STATUS_AVAILABLE | STATUS_INBOUND_FLUSH);
  EXPECT_EQ(notify(NOTIFY_END_INBOUND_FLUSH), S_OK);
  EXPECT_EQ(logon->FlushQueues(0, 0, nullptr, FLUSH_UPLOAD), S_OK);
  EXPECT_EQ(support.rows().front().number(PR_STATUS_CODE), STATUS_AVAILABLE | STATUS_OUTBOUND_FLUSH);
  EXPECT_EQ(logon->FlushQueues(0, 0, nullptr, 0x1000), MAPI_E_UNKNOWN_FLAGS);
}

using TransportLogoff = TransportFixture;

TEST_F(TransportLogoff, StopsWorkThenFreesAndReleasesTheSupportObjectLast) {  // J-63
  log_on();
  ASSERT_EQ(notify(NOTIFY_BEGIN_INBOUND), S_OK);
  std::vector<std::string> before;
  support.on_last_release = [&] { before = medium.calls; };
  EXPECT_EQ(logon->TransportLogoff(0), S_OK);
  EXPECT_TRUE(support.released());
  EXPECT_THAT(before, ElementsAre("watch", "interrupt", "disconnect", "gone"));
  EXPECT_EQ(support.calls_after_release(), 0U);  // J-24
  EXPECT_EQ(logon->Poll(nullptr), MAPI_E_INVALID_OBJECT);
  logon.reset();
  EXPECT_EQ(support.calls_after_release(), 0U);
}

TEST_F(TransportLogoff, InAHurryDoesNotWaitForTheNetwork) {  // J-56
  log_on();
  EXPECT_EQ(logon->TransportLogoff(LOGOFF_HURRY), S_OK);
  EXPECT_THAT(medium.calls, ElementsAre("interrupt", "disconnect in a hurry", "gone"));
}

TEST_F(TransportLogoff, Scenario20_IsDoneByAReleaseThatComesWithoutIt) {  // J-29
  log_on();
  logon.reset();
  EXPECT_TRUE(support.released());
  EXPECT_THAT(medium.calls, ElementsAre("interrupt", "disconnect", "gone"));
  EXPECT_EQ(support.calls_after_release(), 0U);
}

TEST_F(TransportLogoff, IsDoneByAShutdownThatComesWithoutIt) {  // J-15, J-29
  log_on();
  ULONG zero = 0;
  EXPECT_EQ(provider->Shutdown(&zero), S_OK);
  EXPECT_TRUE(support.released());
  logon.reset();
}

TEST_F(TransportLogoff, MayComeInTheMiddleOfAMessage) {  // J-61
  log_on();
  const auto data = std::make_shared<FakeMessageData>();
  data->add_recipient("bob@postroom.local");
  bool asked = false;
  medium.on_send = [&](const kit::transport::Outgoing& outgoing) {
    EXPECT_EQ(logon->TransportLogoff(0), S_OK);  // from inside its own call: must not wait for itself
    asked = outgoing.cancel.requested();
    throw kit::Failure(MAPI_E_USER_CANCEL, "cancelled");
  };
  EXPECT_EQ(submit(data), MAPI_E_USER_CANCEL);
  EXPECT_TRUE(asked);
  EXPECT_FALSE(data->served(0));
  EXPECT_EQ(support.calls_after_release(), 0U);
}

}  // namespace
}  // namespace postroom::test
