// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "story.hpp"

#include <mapicode.h>

namespace postroom::test {

inline const Who kFailing{4, 2, "store"};       // a logon on another store, which fails
inline const Who kAgain{5, 2, "store"};         // the store opened once more
inline const Who kSpooled{6, 5, "store", 2};    // the spooler's own logon on the store
inline const Who kCarrier{7, 6, "maildir", 2};  // the transport, under the spooler's session

// A session in which every rule of a normal life has something to say: a client's, with a logon that fails, a store
// that is opened twice, and the spooler's session beside it.
class WholeStory : public Story {
 public:
  WholeStory() {
    using trace::Event;
    event(Event::mapi_initialize, {0, 0, {}, 0}).answer = 1;
    event(Event::session_logon).detail = "alice";
    event(Event::subscribe).answer = 31;
    make("ABProviderInit", kBook, 0xab);
    log_on("IABProvider::Logon", kBook, trace::kGaveLogon | trace::kKeptSupport, 0x1ab);
    make("MSProviderInit", kStore, 0x35);
    log_on("IMSProvider::Logon", kStore, trace::kGaveLogon | trace::kGaveStore | trace::kKeptSupport, 0x135);
    event(Event::object_called, kStore).method = "IMAPIFolder::GetProps";
    call("IMSProvider::Logon", kFailing, MAPI_E_FAILONEPROVIDER);
    answered("IMSProvider::Logon", kFailing, 0, 0).hresult = MAPI_E_FAILONEPROVIDER;
    state("logon", "released", kFailing);
    call("IMSProvider::Logon", kAgain);
    answered("IMSProvider::Logon", kAgain, trace::kGaveStore, 0);
    state("logon", "released", kAgain);
    event(Event::session_logon, {0, 0, {}, 2}).detail = "alice";
    make("XPProviderInit", kCarrier, 0x99);
    log_on("IXPProvider::TransportLogon", kCarrier, trace::kGaveLogon | trace::kKeptSupport, 0x199, false);
    call("IXPLogon::AddressTypes", kCarrier);
    notify_transport(0x3);
    make("MSProviderInit", kSpooled, 0x36);
    log_on("IMSProvider::SpoolerLogon", kSpooled, trace::kGaveLogon | trace::kGaveStore | trace::kKeptSupport, 0x136,
           false, false);
    event(Event::spooler_notify, kStore).request = 2;
    event(Event::spooler_notify, kCarrier).request = 1;
    event(Event::message_claimed, {kSpooled.logon, 0, {}, 0}).detail = "00000000" + kUid + "01";
    event(Event::session_logoff_begin);
    notify_transport(0x30000);
    notify_transport(0x40000000);
    end_spoolers_store();
    log_off("IABLogon::Logoff", "IABLogon::Release", kBook);
    store_logoff_transports(kStore, 8, 0x10000);
    event(Event::store_transports_released, kStore);
    log_off("IMSLogon::Logoff", "IMSLogon::Release", kStore);
    event(Event::session_logoff_begin, {0, 0, {}, 2});
    event(Event::address_types_compared, kCarrier);
    log_off("IXPLogon::TransportLogoff", "IXPLogon::Release", kCarrier, 0, false);
    for (const auto& [prefix, who] : {std::pair("IAB", kBook), {"IMS", kStore}, {"IMS", kSpooled}, {"IXP", kCarrier}}) {
      const Who provider{0, who.provider, who.name, who.session};
      call(prefix + std::string("Provider::Shutdown"), provider);
      call(prefix + std::string("Provider::Release"), provider);
    }
    event(Event::session_logoff_end, {0, 0, {}, 2});
    event(Event::spooler_stopped, {0, 0, {}, 0});
    event(Event::unsubscribe).answer = 31;
    event(Event::sink_released).answer = 31;
    event(Event::session_logoff_end);
    uninitialise_begin(0);
    uninitialise_end(0);
  }

  // Where the first event of this name about this logon is; the trace's end when there is none.
  std::size_t at(trace::Event what, std::uint32_t logon = 0) const {
    const auto found = std::find_if(trace.entries.begin(), trace.entries.end(), [&](const trace::Entry& entry) {
      return entry.is(what) && (logon == 0 || entry.logon == logon);
    });
    return static_cast<std::size_t>(found - trace.entries.begin());
  }
  trace::Entry& entry(trace::Event what, std::uint32_t logon = 0) { return trace.entries[at(what, logon)]; }
  // The end of the first call of `method`, which holds no other call of that name.
  trace::Entry& end_of(const std::string& method) {
    return *std::find_if(trace.entries.begin(), trace.entries.end(), [&](const trace::Entry& entry) {
      return entry.is(trace::Event::call_end) && entry.method == method;
    });
  }
  // Takes what was told last to right before `to`.
  void last_before(std::size_t to, std::size_t count = 1) { move_before(trace.entries.size() - count, count, to); }
  // Tells an event inside the first call of `method`.
  trace::Entry& inside(const std::string& method, trace::Event what, const Who& who) {
    event(what, who);
    const std::size_t place = begin_of(method) + 1;
    last_before(place);
    return trace.entries[place];
  }
  // A call on another thread around the first call of `method`.
  void call_beside(const std::string& method, const std::string& beside, const Who& who) {
    event(trace::Event::call_end, who, 101).method = beside;
    last_before(begin_of(method) + 2);
    event(trace::Event::call_begin, who, 101).method = beside;
    last_before(begin_of(method));
  }

  static inline const std::string kUid = "0123456789abcdef0123456789abcdef";

 private:
  void make(const std::string& function, const Who& who, std::uint64_t object) {
    call(function, {0, 0, who.name, 0});
    trace::Entry& made = event(trace::Event::provider_made, {0, who.provider, who.name, who.session});
    made.method = function;
    made.object = object;
    state("provider", "initialised", {0, who.provider, who.name, who.session});
  }
  trace::Entry& answered(const std::string& method, const Who& who, std::uint32_t gave, std::uint64_t object) {
    trace::Entry& entry = event(trace::Event::logon_answered, who);
    entry.method = method;
    entry.answer = gave;
    entry.object = object;
    return entry;
  }
  void log_on(const std::string& method, const Who& who, std::uint32_t gave, std::uint64_t object, bool with_uid = true,
              bool with_row = true) {
    call(method, who, 0, [&] {
      if (with_uid) event(trace::Event::uid_added, who).detail = kUid;
      if (with_row) event(trace::Event::row_added, who);
    });
    answered(method, who, gave, object);
    state("logon", "logged-on", who);
  }
  void tear_down(const Who& who, bool with_uid = true) {
    teardown(who, "by_session");
    if (with_uid) event(trace::Event::uid_removed, who);
    event(trace::Event::row_removed, who);
    event(trace::Event::support_released, who);
  }
  void log_off(const std::string& method, const std::string& release, const Who& who, std::int32_t answer = 0,
               bool with_uid = true) {
    call(method, who, answer, [&] { tear_down(who, with_uid); });
    call(release, who);
  }
  void notify_transport(std::uint32_t flags) { call("IXPLogon::TransportNotify", kCarrier, 0, {}, flags); }
  void end_spoolers_store() {
    using trace::Event;
    const auto ask = [&] {
      store_logoff_transports(kSpooled, 2, 0x10000);
      event(Event::store_transports_released, kSpooled);
    };
    call("IMsgStore::StoreLogoff", kSpooled, 0, ask, 2);
    trace.entries.back().answer = 0x10000;
    teardown(kSpooled, "by_release");
    call("IMSLogon::Logoff", kSpooled);
    call("IMSLogon::Release", kSpooled);
    event(Event::support_released, kSpooled);
  }
};

}  // namespace postroom::test
