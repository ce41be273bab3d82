// SPDX-License-Identifier: Apache-2.0
#include "runtime/spooler/transport.hpp"

#include "runtime/lifecycle/abandonment.hpp"
#include "runtime/lifecycle/acting_thread.hpp"
#include "runtime/lifecycle/trace.hpp"

#include <postroom/failure.hpp>
#include <postroom/text.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

namespace postroom::spooler {
namespace {

// A pointer for an IXPLogon parameter into an argument that another thread may read meanwhile (H-29).
ULONG_PTR* raw(std::atomic<ULONG_PTR>& value) {
  return reinterpret_cast<ULONG_PTR*>(&value);
}
ULONG* raw(std::atomic<ULONG>& value) {
  return reinterpret_cast<ULONG*>(&value);
}

ULONG references_of(IUnknown& object) {
  object.AddRef();          // counted by hand: the count itself is asked for
  return object.Release();  // counted by hand: the same
}

// What ends the traffic that these flags of TransportNotify begin.
ULONG ends_of(ULONG beginnings) noexcept {
  return ((beginnings & NOTIFY_BEGIN_INBOUND) != 0 ? NOTIFY_END_INBOUND : 0U) |
         ((beginnings & NOTIFY_BEGIN_OUTBOUND) != 0 ? NOTIFY_END_OUTBOUND : 0U);
}

}  // namespace

// TransportNotify's words, which outlive the call (J-114).
struct Transport::Notice {
  ULONG flags = 0;
  std::vector<BYTE> id;
  SBinary binary{};
  ULONG_PTR reference = 0;
  LPVOID data = nullptr;
};

Transport::Transport(Host& host, Executor& executor, TransportEntry entry)
    : host_(host),
      executor_(executor),
      entry_(std::move(entry)),
      lane_(executor.make_lane_for(entry_.display_name, "transport")) {}

void Transport::post(std::function<void(Transport&)> work) {
  post_on(*lane_, std::move(work));
}

// Counts the work until it is over, so that idle() can be waited for.
void Transport::post_on(Lane& lane, std::function<void(Transport&)> work) {
  posted_.fetch_add(1, std::memory_order_acq_rel);
  struct Posted {
    std::shared_ptr<Transport> self;
    explicit Posted(std::shared_ptr<Transport> transport) : self(std::move(transport)) {}
    Posted(const Posted&) = delete;
    Posted& operator=(const Posted&) = delete;
    ~Posted() {
      self->posted_.fetch_sub(1, std::memory_order_acq_rel);
      self->executor_.wake();
    }
  };
  lane.post([posted = std::make_shared<Posted>(shared_from_this()), work = std::move(work)] { work(*posted->self); });
}

Lane& Transport::notices() {
  const kit::Lock lock(mutex_);
  if (!notices_) notices_ = executor_.make_lane("notices");
  return *notices_;
}

HRESULT Transport::call(const char* method, const std::function<HRESULT(IXPLogon&)>& body, ULONG request) {
  return link_ && !silent() ? link_->call(method, body, request) : MAPI_E_CALL_FAILED;
}

HRESULT Transport::run(std::function<HRESULT()> body, Deadline deadline) {
  if (lane_->inside()) return silent() ? MAPI_E_NOT_FOUND : body();
  const auto answer = std::make_shared<std::atomic<HRESULT>>(MAPI_E_TIMEOUT);
  post_and_wait(
      [answer, body = std::move(body)](Transport& self) { answer->store(self.silent() ? MAPI_E_NOT_FOUND : body()); },
      deadline);
  return answer->load();
}

bool Transport::post_and_wait(std::function<void(Transport&)> work, Deadline deadline) {
  const auto done = std::make_shared<std::atomic<bool>>(false);
  post([done, work = std::move(work)](Transport& self) {
    work(self);
    done->store(true, std::memory_order_release);
  });
  return executor_.wait([done] { return done->load(std::memory_order_acquire); }, deadline);
}

void Transport::start(std::function<void(std::string, Addressing)> done) {
  post([done = std::move(done)](Transport& self) {
    if (self.start_cancelled_.load(std::memory_order_acquire)) {
      done("the session ended first", {});
      return;
    }
    // Whoever wants to see all transports started waits for as long as it takes (C-16).
    const lifecycle::LastWord ended([&] { done("the transport ended its thread while it was being started", {}); });
    try {
      self.link_ = self.host_.start(self.entry_, LOGON_NO_INBOUND | LOGON_NO_OUTBOUND);  // C-15
    } catch (...) {
      std::string what;
      static_cast<void>(kit::current_failure(what));
      done(what.empty() ? "the transport cannot log on" : what, {});
      return;
    }
    self.logon_flags_.store(self.link_->logon_flags(), std::memory_order_release);
    self.number_.store(self.link_->number(), std::memory_order_seq_cst);
    if (self.abandoned()) self.link_->abandon();  // of this and who gives up, at least one sees the other
    done({}, self.read_address_types());
  });
}

// AddressTypes' words and arrays, and what was in those then.
struct Transport::AddressTypesAnswer {
  ULONG flags = 0;
  ULONG type_count = 0;
  LPTSTR* types = nullptr;
  ULONG uid_count = 0;
  LPMAPIUID* uids = nullptr;
  Addressing addressing;

  Addressing read() const {
    Addressing found;
    found.any_type = types == nullptr && uids == nullptr;  // N-5
    for (ULONG i = 0; types != nullptr && i < type_count; ++i) {
      std::string type = kit::from_lptstr(types[i], flags);
      if (!type.empty()) found.types.push_back(std::move(type));
    }
    for (ULONG i = 0; uids != nullptr && i < uid_count; ++i) found.uids.push_back(*uids[i]);
    return found;
  }
};

Addressing Transport::read_address_types() {
  const auto answer = std::make_shared<AddressTypesAnswer>();
  const HRESULT result = call("IXPLogon::AddressTypes", [answer](IXPLogon& logon) {
    return logon.AddressTypes(&answer->flags, &answer->type_count, &answer->types, &answer->uid_count, &answer->uids);
  });
  if (FAILED(result)) return {};
  answer->addressing = answer->read();
  // In the lab all that it ever gave is looked at, else only its latest word counts.
  if (!host_.watches_providers()) address_types_.clear();
  address_types_.push_back(answer);
  // Undocumented but there: called once, its answer does not matter (N-8).
  struct Options {
    ULONG flags = 0;
    ULONG count = 0;
    LPOPTIONDATA options = nullptr;
  };
  const auto options = std::make_shared<Options>();
  static_cast<void>(call("IXPLogon::RegisterOptions", [options](IXPLogon& logon) {
    return logon.RegisterOptions(&options->flags, &options->count, &options->options);
  }));
  return answer->addressing;
}

// In the lab: what was freed or written over shows before the transport may do either (J-62).
void Transport::compare_address_types() const {
  const auto same_uids = [](const std::vector<MAPIUID>& a, const std::vector<MAPIUID>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const MAPIUID& x, const MAPIUID& y) { return std::memcmp(&x, &y, sizeof x) == 0; });
  };
  const bool same = std::all_of(address_types_.begin(), address_types_.end(), [&](const auto& answer) {
    const Addressing now = answer->read();
    const Addressing& then = answer->addressing;
    return now.types == then.types && same_uids(now.uids, then.uids);
  });
  trace::record(trace::Event::address_types_compared, {0, number(), 0, entry_.display_name},
                {.hresult = same ? S_OK : S_FALSE});
}

void Transport::ask_address_types(std::function<void(Addressing)> done) {
  post([done = std::move(done)](Transport& self) {
    if (self.link_) done(self.read_address_types());
  });
}

void Transport::give(const std::shared_ptr<Notice>& notice) {
  const auto tell = [notice](IXPLogon& logon) { return logon.TransportNotify(&notice->flags, &notice->data); };
  static_cast<void>(call("IXPLogon::TransportNotify", tell, notice->flags));
}

void Transport::notify(ULONG flags) {
  post([flags, turn = turn_.fetch_add(1, std::memory_order_acq_rel)](Transport& self) {
    const ULONG timely = flags & ~self.overtaken(turn);
    if (timely == 0) return;
    self.give(std::make_shared<Notice>(Notice{.flags = timely}));
    // An end may have come between the look and the call, or during it: then it is told again, behind the beginning.
    const ULONG over = timely & self.overtaken(turn);
    if (over != 0) self.give(std::make_shared<Notice>(Notice{.flags = ends_of(over)}));
  });
}

// The beginnings that were given up after `turn`, by a notice that did not wait for its place behind them: whatever is
// told last has to be what counts (J-57).
ULONG Transport::overtaken(ULONG turn) const noexcept {
  ULONG flags = 0;
  if (inbound_ended_.load(std::memory_order_acquire) > turn) flags |= NOTIFY_BEGIN_INBOUND;
  if (outbound_ended_.load(std::memory_order_acquire) > turn) flags |= NOTIFY_BEGIN_OUTBOUND;
  return flags;
}

void Transport::notify_now(ULONG flags) {
  const ULONG turn = turn_.fetch_add(1, std::memory_order_acq_rel);
  if ((flags & NOTIFY_END_INBOUND) != 0) inbound_ended_.store(turn, std::memory_order_release);
  if ((flags & NOTIFY_END_OUTBOUND) != 0) outbound_ended_.store(turn, std::memory_order_release);
  post_on(notices(), [flags](Transport& self) { self.give(std::make_shared<Notice>(Notice{.flags = flags})); });
}

void Transport::abort_deferred(std::vector<BYTE> message) {
  post([message = std::move(message)](Transport& self) {
    const auto notice = std::make_shared<Notice>(Notice{.flags = NOTIFY_ABORT_DEFERRED, .id = message});
    notice->binary = {static_cast<ULONG>(notice->id.size()), notice->id.data()};
    notice->data = &notice->binary;
    self.give(notice);
  });
}

void Transport::flush(ULONG flags, std::function<void()> done) {
  post([flags, done = std::move(done)](Transport& self) {
    static_cast<void>(
        self.call("IXPLogon::FlushQueues", [&](IXPLogon& logon) { return logon.FlushQueues(0, 0, nullptr, flags); }));
    done();
  });
}

void Transport::then(std::function<void()> done) {
  post([done = std::move(done)](Transport&) { done(); });
}

void Transport::idle_time() {
  post([](Transport& self) {
    static_cast<void>(self.call("IXPLogon::Idle", [](IXPLogon& logon) { return logon.Idle(0); }));
  });
}

void Transport::validate(ULONG flags) {
  post([flags](Transport& self) {
    static_cast<void>(
        self.call("IXPLogon::ValidateState", [&](IXPLogon& logon) { return logon.ValidateState(0, flags); }));
  });
}

// In the lab, too: the transport has let go of the message when it has given it back (H-28).
void Transport::carry(const std::shared_ptr<Attempt>& attempt) {
  const bool watched = host_.watches_providers();
  const ULONG before = watched ? references_of(*attempt->message.get()) : 0;
  const char* latest = "IXPLogon::SubmitMessage";
  attempt->result = call(latest, [attempt](IXPLogon& logon) {
    return logon.SubmitMessage(attempt->flags, attempt->message.get(), raw(attempt->reference),
                               raw(attempt->return_parameter));
  });
  // Not after MAPI_E_BUSY and MAPI_E_NOT_ME (H-27), and not after a critical error: then the message stays (J-67).
  if (!FAILED(attempt->result)) {
    latest = "IXPLogon::EndMessage";
    const HRESULT end = call(latest, [attempt](IXPLogon& logon) {
      return logon.EndMessage(attempt->reference.load(std::memory_order_acquire), raw(attempt->end_flags));
    });
    if (FAILED(end)) attempt->result = end;
  }
  if (!watched || abandoned()) return;
  const ULONG after = references_of(*attempt->message.get());
  if (after <= before) return;
  trace::record(trace::Event::message_kept, {0, number(), 0, entry_.display_name},
                {.method = latest, .answer = after - before});
}

void Transport::submit(std::shared_ptr<Attempt> attempt, std::function<void()> done) {
  {
    const kit::Lock lock(mutex_);
    current_ = attempt;
  }
  stopped_.store(false, std::memory_order_release);
  cancelled_.store(false, std::memory_order_release);
  post([attempt, done = std::move(done)](Transport& self) {
    if (self.stopped_.load(std::memory_order_acquire)) {  // before it had begun
      attempt->result = MAPI_E_USER_CANCEL;
    } else {
      self.carry(attempt);
    }
    {
      const kit::Lock lock(self.mutex_);
      self.current_.reset();
    }
    done();
  });
}

void Transport::receive(kit::com_ptr<IMsgStore> store, bool poll, std::function<void(Received)> done) {
  stopped_.store(false, std::memory_order_release);
  cancelled_.store(false, std::memory_order_release);
  round_ended_.store(false, std::memory_order_release);
  // Shared: std::function copies what it holds, and the store must be let go before `done` is told.
  post([held = std::make_shared<kit::com_ptr<IMsgStore>>(std::move(store)), poll,
        done = std::move(done)](Transport& self) {
    Received received;
    bool expected = true;
    if (poll) {
      const auto incoming = std::make_shared<ULONG>(0);
      const HRESULT result =
          self.call("IXPLogon::Poll", [incoming](IXPLogon& logon) { return logon.Poll(incoming.get()); });
      expected = !FAILED(result) && *incoming != 0;
    }
    self.receiving_.store(expected, std::memory_order_release);
    while (expected && self.goes_on() && received.messages < kRound) {
      const Arrival arrival = receive_message(*self.link_, *held, self.inbound_reference_, self);
      if (arrival.what == Arrival::What::nothing) break;
      if (arrival.what == Arrival::What::failure) {
        received.result = arrival.result;
        received.failure = arrival.detail;
        break;
      }
      ++received.messages;
      received.ids.push_back(arrival.detail);
    }
    self.receiving_.store(false, std::memory_order_release);
    received.more = received.messages == kRound || !self.goes_on();
    self.let_go(std::make_shared<kit::com_ptr<IMsgStore>>(std::move(*held)));
    done(std::move(received));
  });
}

// Of this and who gives up, at least one sees the other.
void Transport::let_go(std::shared_ptr<void> what) noexcept {
  letting_go_.store(true, std::memory_order_seq_cst);
  if (abandoned()) lifecycle::keep_for_ever(what);  // the store may have ended meanwhile (J-114)
  what.reset();
  letting_go_.store(false, std::memory_order_seq_cst);
  executor_.wake();
}

void Transport::cancel() {
  stopped_.store(true, std::memory_order_release);
  const std::shared_ptr<Attempt> meant = current();
  if (!meant && !receiving_.load(std::memory_order_acquire)) return;
  post_on(notices(), [meant](Transport& self) {
    if (self.current() != meant) return;  // it was over before the notice could be given
    self.cancelled_.store(true, std::memory_order_release);
    const auto notice = std::make_shared<Notice>(Notice{.flags = NOTIFY_CANCEL_MESSAGE});
    notice->reference = (meant ? meant->reference : self.inbound_reference_).load(std::memory_order_acquire);
    notice->data = &notice->reference;  // P-8
    self.give(notice);
  });
}

std::shared_ptr<Attempt> Transport::current() const {
  const kit::Lock lock(mutex_);
  return current_;
}

void Transport::end_logon() {
  if (!address_types_.empty() && !abandoned() && host_.watches_providers()) compare_address_types();
  address_types_.clear();  // discarded before TransportLogoff (J-62)
  silence();
  if (link_ && !abandoned()) link_->log_off();
}

void Transport::release() {
  post([](Transport& self) {
    self.end_logon();
    if (self.link_) self.link_->shut_down();
  });
}

bool Transport::log_off(Deadline deadline) {
  return post_and_wait([](Transport& self) { self.end_logon(); }, deadline);
}

void Transport::abandon() noexcept {
  abandoned_.store(true, std::memory_order_seq_cst);
  silence();
  if (number() != 0) link_->abandon();  // else it is still logging on, and the session gives that up (J-113)
}

bool Transport::shut_down(Deadline deadline) {
  return post_and_wait(
      [](Transport& self) {
        if (self.link_ && !self.abandoned()) self.link_->shut_down();
      },
      deadline);
}

bool Transport::close(Deadline deadline) noexcept {
  std::shared_ptr<Lane> notices;
  {
    const kit::Lock lock(mutex_);
    notices = notices_;
  }
  const Deadline until = abandoned() ? Deadline::in(Duration(1)) : deadline;
  const bool quiet = !notices || notices->close(until);
  return lane_->close(until) && quiet;
}

}  // namespace postroom::spooler
