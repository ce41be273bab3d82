// SPDX-License-Identifier: Apache-2.0
//
// Flushes, step by step (H-40 … H-43), and transports that fail for good (J-67).
#include "tests/spooler/spooler_fixture.hpp"

#include <mapitags.h>

namespace postroom::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

class AFlush : public SpoolerFixture {
 protected:
  HRESULT flush(ULONG flags = 0) { return spooler->flush({0, flags}, executor.in(1h)); }
};

TEST_F(AFlush, SendsThenReceivesAndTellsTheTransportOfEachEnd) {  // H-40
  const auto transport = host.add_transport("xp");
  transport->logon_flags = 0;
  begin();
  transport->on_submit = [](IMessage&, ULONG_PTR*, ULONG_PTR*) { return MAPI_E_BUSY; };
  host.store->submit({"bob@postroom.local"});
  executor.run();
  transport->on_submit = nullptr;
  transport->mail = {"Hello"};
  host.log.clear();
  EXPECT_EQ(flush(), S_OK);
  EXPECT_THAT(host.log, ElementsAre("xp.FlushQueues", "xp.SubmitMessage", "xp.EndMessage",
                                    "xp.TransportNotify END_OUTBOUND_FLUSH", "xp.StartMessage", "xp.StartMessage",
                                    "xp.TransportNotify END_INBOUND_FLUSH"));
  end();
}

TEST_F(AFlush, TakesOneTransportAfterTheOtherInTheirOrder) {  // H-40, N-15
  host.add_transport("first");
  host.add_transport("second");
  begin();
  host.log.clear();
  EXPECT_EQ(flush(FLUSH_UPLOAD), S_OK);
  EXPECT_THAT(host.log, ElementsAre("first.FlushQueues", "first.TransportNotify END_OUTBOUND_FLUSH",
                                    "second.FlushQueues", "second.TransportNotify END_OUTBOUND_FLUSH"));
  end();
}

TEST_F(AFlush, EndsThoughAMessageCannotBeSentNow) {
  const auto transport = host.add_transport("xp");
  begin();
  transport->on_submit = [](IMessage&, ULONG_PTR*, ULONG_PTR*) { return MAPI_E_NETWORK_ERROR; };
  const std::string id = host.store->submit({"bob@postroom.local"});
  EXPECT_EQ(spooler->flush({0, FLUSH_UPLOAD}, spooler::Deadline::never(executor.clock())), S_OK);
  EXPECT_TRUE(queued(id));
  end();
}

TEST_F(AFlush, ThatIsNotAwaitedIsEndedAllTheSame) {
  host.add_transport("xp");
  begin();
  host.log.clear();
  EXPECT_EQ(flush(FLUSH_UPLOAD | FLUSH_ASYNC_OK), S_OK);
  executor.run();
  EXPECT_EQ(count("xp.TransportNotify END_OUTBOUND_FLUSH"), 1U);
  end();
}

TEST_F(AFlush, OfNoTransportFindsNone) {
  begin();
  EXPECT_EQ(flush(), MAPI_E_NOT_FOUND);
  EXPECT_EQ(flush(0x80000), MAPI_E_UNKNOWN_FLAGS);
  end();
}

class Validating : public SpoolerFixture {};

TEST_F(Validating, LogsTransportsOnThatCouldNotBefore) {  // E-14
  const auto transport = host.add_transport("xp");
  transport->start_result = MAPI_E_FAILONEPROVIDER;
  const std::string id = host.store->submit({"bob@postroom.local"});
  begin();
  EXPECT_EQ(host.status, static_cast<ULONG>(STATUS_FAILURE));
  EXPECT_THAT(host.status_text, ::testing::StartsWith("0 of 1 transports ready; xp: "));
  EXPECT_EQ(spooler->validate(0), S_OK);
  executor.run();
  EXPECT_EQ(count("xp.TransportLogon"), 2U) << "it fails once more, and nothing else happens";
  EXPECT_EQ(host.status, static_cast<ULONG>(STATUS_FAILURE));
  transport->start_result = S_OK;
  EXPECT_EQ(spooler->validate(0), S_OK);
  executor.run();
  EXPECT_EQ(host.status, static_cast<ULONG>(STATUS_AVAILABLE));
  EXPECT_EQ(host.status_text, "1 of 1 transports ready");
  EXPECT_THAT(spooler->address_types(), ElementsAre("SMTP"));
  EXPECT_THAT(transport->delivered, ElementsAre("bob@postroom.local"));
  EXPECT_FALSE(queued(id));
  EXPECT_EQ(spooler->validate(0), S_OK);
  executor.run();
  EXPECT_EQ(count("xp.TransportLogon"), 3U) << "one that is logged on is asked, not logged on twice";
  end();
  EXPECT_EQ(count("xp.TransportLogoff"), 1U);
}

class ACriticalError : public SpoolerFixture {
 protected:
  void fail(const TransportScript& transport) {
    spooler->transport_notifies(transport.number, NOTIFY_CRITICAL_ERROR, {}, "the line is cut");
  }
};

TEST_F(ACriticalError, ReleasesTheTransportAtOnceAndCallsNothingElse) {  // J-67
  const auto transport = host.add_transport("xp");
  begin();
  host.log.clear();
  fail(*transport);
  executor.run();
  EXPECT_THAT(host.log, ElementsAre("xp.TransportLogoff", "xp.Release", "xp.Shutdown"));
  EXPECT_THAT(spooler->address_types(), IsEmpty());
  host.log.clear();
  const std::string id = host.store->submit({"bob@postroom.local"});
  EXPECT_EQ(spooler->flush({0, FLUSH_UPLOAD}, executor.in(1s)), MAPI_E_NOT_FOUND);
  EXPECT_EQ(spooler->on_transport_thread(transport->number, [] { return S_OK; }), MAPI_E_NOT_FOUND);
  executor.run_for(1h);
  EXPECT_TRUE(queued(id));
  EXPECT_FALSE(locked(id));
  end();
  EXPECT_EQ(count("xp.TransportLogoff") + count("xp.Shutdown") + count("xp.SubmitMessage"), 0U);
}

TEST_F(ACriticalError, InTheMiddleOfAMessageIsNotFollowedByEndMessage) {  // J-67
  const auto transport = host.add_transport("xp");
  const auto other = host.add_transport("other");
  begin();
  transport->on_submit = [&](IMessage&, ULONG_PTR*, ULONG_PTR*) {
    fail(*transport);
    return S_OK;
  };
  const std::string id = host.store->submit({"bob@postroom.local"});
  executor.run();
  EXPECT_EQ(count("xp.EndMessage"), 0U);
  EXPECT_EQ(count("xp.Shutdown"), 1U);
  executor.run_for(1h);
  EXPECT_THAT(other->delivered, ElementsAre("bob@postroom.local"));
  EXPECT_FALSE(queued(id));
  end();
}

TEST_F(ACriticalError, FreesWhatTheTransportHadDeferred) {  // J-67, H-39
  const auto transport = host.add_transport("xp");
  const auto other = host.add_transport("other");
  transport->end_flags = {END_DONT_RESEND};
  transport->on_submit = [](IMessage&, ULONG_PTR*, ULONG_PTR*) { return S_OK; };
  const std::string id = host.store->submit({"bob@postroom.local"});
  begin();
  EXPECT_TRUE(queued(id));
  fail(*transport);
  executor.run_for(1h);
  EXPECT_THAT(other->delivered, ElementsAre("bob@postroom.local"));
  EXPECT_EQ(count("xp.TransportNotify ABORT_DEFERRED"), 0U);
  end();
}

}  // namespace
}  // namespace postroom::test
