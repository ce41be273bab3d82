// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/logon.hpp"

#include "runtime/lifecycle/abandonment.hpp"
#include "runtime/lifecycle/acting_thread.hpp"
#include "runtime/lifecycle/ledger.hpp"
#include "runtime/lifecycle/live_table.hpp"
#include "runtime/lifecycle/provider_call.hpp"
#include "runtime/notify/engine.hpp"
#include "runtime/profile/profile_store.hpp"
#include "runtime/profile/uid.hpp"
#include "runtime/session/session_core.hpp"

#include <postroom/failure.hpp>

#include <unistd.h>

#include <bit>

namespace postroom::session {

using lifecycle::LogonState;
using trace::Event;

namespace {

// What MAPI calls to end a logon, by kind; all flags are zero (J-28, J-56).
HRESULT logoff_method(Kind kind, IUnknown* logon, ULONG& zero) {
  switch (kind) {
    case Kind::address_book:
      return static_cast<IABLogon*>(logon)->Logoff(0);
    case Kind::store:
      return static_cast<IMSLogon*>(logon)->Logoff(&zero);
    case Kind::transport:
      return static_cast<IXPLogon*>(logon)->TransportLogoff(0);
  }
  return MAPI_E_NO_SUPPORT;
}

}  // namespace

Logon::Logon(std::shared_ptr<SessionCore> session, std::shared_ptr<ProviderObject> provider,
             profile::ProviderEntry entry, Role role)
    : SupportCore(kit::com_ptr<IPostroomLedger>::share(&lifecycle::ledger()), trace::next_logon_number()),
      session_(session),
      provider_(std::move(provider)),
      entry_(std::move(entry)),
      role_(role),
      checked_(checked::make_owner(subject(), &provider_->library(), provider_->checked_owner())) {
  const char* const kind = lifecycle::provider_methods(this->kind()).kind;
  live_slot_ = live::table().add_logon(subject(), role == Role::spooler ? std::string(kind) + "*" : kind);
  trace::state_changed(subject(), LogonState::logging_on);
}

Logon::~Logon() {
  live::table().remove_logon(live_slot_);
}

std::string_view Logon::library() const noexcept {
  return library::library_base_name(entry_.dll_name);
}

Flavour Logon::flavour() const noexcept {
  switch (provider_->kind()) {
    case Kind::address_book:
      return Flavour::address_book;
    case Kind::store:
      return Flavour::store;
    default:
      return Flavour::transport;
  }
}

bool Logon::move_to(LogonState state) noexcept {
  if (!state_.advance(state)) return false;
  live::table().set_state(live_slot_, state);
  trace::state_changed(subject(), state);
  return true;
}

bool Logon::ended() const noexcept {
  return state_.is(LogonState::released) || state_.is(LogonState::abandoned);
}

// ---- its beginning

bool Logon::succeeded(Object object, IMsgStore* store) {
  kit::com_ptr<IMSLogon> store_itself;
  {
    const kit::Lock lock(mutex_);
    object_ = std::move(object);
    if (auto* logon = std::get_if<kit::com_ptr<IMSLogon>>(&object_)) {
      store_logon_ = logon->get();
      one_identity_ = store != nullptr && logon->as<IUnknown>() == kit::com_ptr<IMsgStore>::share(store).as<IUnknown>();
      if (one_identity_) store_itself = std::move(*logon);
    }
  }
  if (!move_to(LogonState::logged_on)) {
    static_cast<void>(store_itself.detach());  // it came too late; with object_ it stays as it is
    return false;
  }
  if (store_itself) {
    // A reference of ours would keep the store from its last Release, and J-49 from ever running.
    trace::record(Event::one_identity, subject(), {.object = store_logon_});
    store_itself.reset();
  }
  return true;
}

void Logon::note_answer(const char* method, HRESULT code, IUnknown* object, const IMsgStore* store,
                        IMAPISupport& support) const noexcept {
  std::uint32_t gave = 0;
  if (object != nullptr) gave |= trace::kGaveLogon;
  if (store != nullptr) gave |= trace::kGaveStore;
  if (kept_by_provider(support)) gave |= trace::kKeptSupport;
  trace::record(Event::logon_answered, subject(),
                {.method = method, .object = object, .answer = gave, .hresult = code});
}

void Logon::note_order() noexcept {
  static std::atomic<ULONG> last{0};
  order_ = last.fetch_add(1, std::memory_order_acq_rel) + 1;
}

void Logon::belongs_to(const Logon* first) {
  checked::belongs_to(checked_, first != nullptr ? first->checked_ : provider_->checked_owner());
  failed();
}

void Logon::failed() noexcept {
  end_registrations();
  static_cast<void>(registrations_gone_by(lifecycle::Deadline::never()));
  move_to(LogonState::released);
}

// ---- calls on it

HRESULT Logon::run(const char* method, const std::function<HRESULT(IUnknown*)>& body) {
  const kit::Gate::Pass inside(calls_inside_, nullptr);
  if (!inside) return MAPI_E_UNKNOWN_ENTRYID;
  kit::com_ptr<IUnknown> held;
  IUnknown* target = nullptr;
  {
    const kit::Lock lock(mutex_);
    if (!is_on()) return MAPI_E_UNKNOWN_ENTRYID;
    if (one_identity_) {
      target = store_logon_;  // borrowed: the store's last Release waits for this call
    } else {
      held = std::visit([](const auto& object) { return kit::com_ptr<IUnknown>::share(object.get()); }, object_);
      target = held.get();
    }
  }
  if (target == nullptr) return MAPI_E_UNKNOWN_ENTRYID;
  return lifecycle::provider_call(subject(), method, target, [&] {
    const kit::com_ptr<IUnknown> until_it_returns = std::move(held);  // within the call, so that the trace tells (J-27)
    return body(target);
  });
}

// ---- its end

bool Logon::claim(Teardown teardown) noexcept {
  Teardown none = Teardown::none;
  if (!teardown_.compare_exchange_strong(none, teardown, std::memory_order_acq_rel)) return false;
  ending_thread_.store(lifecycle::acting_thread(), std::memory_order_release);
  return true;
}

void Logon::log_off(lifecycle::DepartureCalls& calls) noexcept {
  if (!end_by_session(calls)) await_end_by_release(calls);
  if (support_is_released_by(calls.deadline())) return;
  provider_->abandon(subject(), lifecycle::record_abandoned_call(subject(), support_that_hangs()));
}

bool Logon::end_by_session(lifecycle::DepartureCalls& calls) noexcept {
  // Taken before the claim: whoever wins the claim by Release waits for this pass before the store is freed.
  const kit::Gate::Pass keeps_the_store_alive(calls_inside_, nullptr);
  if (!claim(Teardown::by_session)) return false;
  if (kind() == Kind::store) release_transports(calls.deadline());
  if (!end_object(calls)) abandon();
  return true;
}

// The client's Release waits for no call that is inside, but the provider is not to be shut down beside one (J-15).
void Logon::await_end_by_release(lifecycle::DepartureCalls& calls) noexcept {
  if (!wait_until_ended(calls.deadline())) return abandon();
  if (abandoned() || is_empty_by(calls.deadline())) return;
  provider_->abandon(subject(), lifecycle::record_abandoned_call(subject()));
}

bool Logon::end_object(lifecycle::DepartureCalls& calls) noexcept {
  if (!call_logoff_method(calls)) return false;
  if (!end_registrations_by(calls)) return false;  // whatever the provider did about its support object (J-21)
  if (!release_object(calls)) return false;
  finish();
  return true;
}

void Logon::abandon() noexcept {
  {
    const kit::Lock lock(mutex_);  // a call that returns just now has taken object_ by then, or leaves it alone
    if (!move_to(LogonState::abandoned)) return;
  }
  if (checked_) checked_->abandon();
  lifecycle::keep_for_ever(shared_from_this());  // and with it the logon object, which is not released
  provider_->abandon(subject(), lifecycle::record_abandoned_call(subject(), sink_that_hangs()));
  end_registrations_aside();
  if (const auto session = session_.lock()) session->left(*this);
  const kit::Lock lock(mutex_);
  changed_.notify_all();
}

void Logon::support_released() noexcept {
  {
    const kit::Lock lock(mutex_);
    releasing_thread_number_.store(static_cast<std::uint32_t>(::gettid()), std::memory_order_release);
    releasing_thread_.store(lifecycle::acting_thread(), std::memory_order_release);
  }
  end_with_support();
}

void Logon::support_gone() noexcept {
  const kit::Lock lock(mutex_);
  releasing_thread_.store(0, std::memory_order_release);
  changed_.notify_all();
}

void Logon::end_with_support() noexcept {
  if (ended()) {  // C-31, J-114, or a client's Release that raced the end (J-50)
    trace::record(Event::support_outlived, subject());
    return end_registrations();
  }
  if (state_.is(LogonState::logging_on)) {  // C-31, C-50
    end_registrations();
    static_cast<void>(registrations_gone_by(lifecycle::Deadline::never()));
    return;
  }
  // Only a store ends by the release of its support object, and only once it has been logged on (J-49).
  const bool ends_here = kind() == Kind::store && is_on() && claim(Teardown::by_release);
  const bool by_session = teardown_.load(std::memory_order_acquire) == Teardown::by_session;
  trace::record(Event::support_teardown, subject(), {.detail = by_session ? "by_session" : "by_release"});
  end_registrations();  // steps 1 and 2, which are over when this returns (J-65)
  static_cast<void>(registrations_gone_by(lifecycle::Deadline::never()));
  if (one_identity_) {  // the object dies when this returns: nobody may be inside, unless the call was given up
    static_cast<void>(is_empty_by(lifecycle::Deadline::never()));
  }
  if (ends_here) {
    lifecycle::DirectCalls calls;  // on the releasing thread, which is the client's: nobody else waits (J-114)
    end_object(calls);             // steps 3 and 4
  }
  trace::record(Event::support_released, subject());
}

void Logon::end_registrations() noexcept {
  if (registrations_ended_.exchange(true)) return;
  registrations_thread_.store(static_cast<std::uint32_t>(::gettid()), std::memory_order_release);
  struct Gone {
    Logon& logon;
    ~Gone() {
      const kit::Lock lock(logon.mutex_);
      logon.registrations_gone_.store(true, std::memory_order_release);
      logon.changed_.notify_all();
    }
  } const gone{*this};
  end_support();  // no support method may be called any more (J-24)
  if (checked_) checked_->close();
  const auto session = session_.lock();
  if (!session) return;
  for (const MAPIUID& uid : session->router().remove(*this)) {
    trace::record(Event::uid_removed, subject(), {.detail = profile::uid_text(uid)});
  }
  session->status().remove(*this);
  notify::engine().cancel({session->number(), number()},
                          [] { return true; });  // running OnNotify calls may finish (K-8)
}

bool Logon::end_registrations_by(lifecycle::DepartureCalls& calls) noexcept {
  const bool begun = registrations_ended_.load(std::memory_order_acquire);
  if (!begun && !calls.run([self = shared_from_this()] { self->end_registrations(); })) return false;
  return registrations_gone_by(calls.deadline());
}

// Of a logon that is given up. A sink that hangs in its Release gets as long as a call, and is left alone then (J-114).
void Logon::end_registrations_aside() noexcept {
  if (registrations_ended_.load(std::memory_order_acquire)) return;
  const auto session = session_.lock();
  const lifecycle::Budget budget;
  lifecycle::BoundedCalls aside(session
                                    ? session->late_allowance()
                                    : lifecycle::Allowance({budget.call, budget.call}, lifecycle::Clock::of_process()));
  static_cast<void>(aside.run([self = shared_from_this()] { self->end_registrations(); }));
}

lifecycle::Holdup Logon::sink_that_hangs() const noexcept {
  if (registrations_gone_.load(std::memory_order_acquire)) return {};
  return {"IMAPIAdviseSink::Release", registrations_thread_.load(std::memory_order_acquire)};
}

bool Logon::registrations_gone_by(lifecycle::Deadline deadline) noexcept {
  // From inside, by a sink that they release: there is nothing to wait for.
  if (registrations_thread_.load(std::memory_order_acquire) == static_cast<std::uint32_t>(::gettid())) return true;
  const auto gone = [this] { return registrations_gone_.load(std::memory_order_acquire); };
  return wait_for([&] { return gone() || abandoned(); }, deadline) && gone();
}

void Logon::release_transports(lifecycle::Deadline deadline) noexcept {
  try {
    store_logoff_transports(LOGOFF_ABORT, deadline, "by the session's end");  // J-54
  } catch (...) {  // no memory: the transports are off already, the spooler is quiet (J-17)
  }
  note_transports_released();
}

void Logon::note_transports_released() noexcept {
  const kit::Lock lock(transports_mutex_);
  if (!transports_released_.exchange(true)) trace::record(Event::store_transports_released, subject());
}

ULONG Logon::store_logoff_transports(ULONG request, lifecycle::Deadline deadline, const char* on_whose_behalf) {
  constexpr ULONG kRequests = LOGOFF_NO_WAIT | LOGOFF_ORDERLY | LOGOFF_PURGE | LOGOFF_ABORT | LOGOFF_QUIET;
  kit::require_flags(request, kRequests);
  kit::require(std::has_single_bit(request), "StoreLogoffTransports takes exactly one request");  // J-42
  ULONG answer = LOGOFF_COMPLETE;
  if (!transports_released_) {  // J-46
    const auto session = session_.lock();
    // The spooler's own logon would wait for itself (J-55); a store that it never knew has nothing to wait for (J-106).
    if (session && announced_ && role_ == Role::client) {
      answer = session->mail().control().store_logoff({number(), request}, deadline);
    }
  }
  trace::record(Event::store_logoff_transports, subject(),
                {.detail = on_whose_behalf, .request = request, .answer = answer});
  if ((answer & LOGOFF_COMPLETE) != 0) note_transports_released();
  return answer;
}

IUnknown* Logon::object_to_end() noexcept {
  const kit::Lock lock(mutex_);
  if (abandoned()) return nullptr;  // nothing of it is called any more (J-114)
  if (one_identity_) return store_logon_;
  return std::visit([](const auto& held) -> IUnknown* { return held.get(); }, object_);
}

// Another provider may be inside this one, through its support object, and no gate of a client's knows of it (J-102).
bool Logon::is_empty_by(lifecycle::Deadline deadline) noexcept {
  calls_inside_.close();
  return calls_inside_.wait([&] { return deadline.expired() || abandoned(); }, lifecycle::acting_thread());
}

bool Logon::call_logoff_method(lifecycle::DepartureCalls& calls) noexcept {
  if (!move_to(LogonState::logging_off)) return false;  // given up meanwhile: nobody waits for its calls (J-114)
  if (ends_by_release()) {
    // A client's last Release is not held up: its thread may hold what the call inside waits for. The session's logoff
    // waits for that call instead. The exception is a store that is its own logon: it would die beside the call, so its
    // Release has waited by now (end_with_support()), until the call left or was given up.
    calls_inside_.close();
  } else if (!is_empty_by(calls.deadline())) {
    return false;
  }
  IUnknown* const object = object_to_end();
  if (object == nullptr) return false;  // given up meanwhile
  const bool returned = calls.run([self = shared_from_this(), object] {
    lifecycle::provider_call(self->subject(), lifecycle::provider_methods(self->kind()).logoff, object,
                             [&] { return logoff_method(self->kind(), object, self->zero_); });
  });
  return returned && move_to(LogonState::logged_off);
}

bool Logon::release_object(lifecycle::DepartureCalls& calls) noexcept {
  const auto held = std::make_shared<Object>();  // owned jointly with the call, which empties it
  {
    const kit::Lock lock(mutex_);
    if (abandoned()) return false;
    *held = std::exchange(object_, Object());
  }
  return calls.run([self = shared_from_this(), held] {
    std::visit(
        [&](auto& logon) {
          lifecycle::provider_release(self->subject(), lifecycle::provider_methods(self->kind()).logon_release, logon);
        },
        *held);
  });
}

void Logon::finish() noexcept {
  claim_.reset();
  if (const auto session = session_.lock()) session->left(*this);
  const kit::Lock lock(mutex_);
  move_to(LogonState::released);
  changed_.notify_all();
}

template <class Done>
bool Logon::wait_for(const Done& done, lifecycle::Deadline deadline) noexcept {
  const kit::Lock lock(mutex_);
  while (!done()) {
    if (deadline.expired()) return false;
    changed_.wait_until(mutex_, std::chrono::steady_clock::now() + deadline.patience());
  }
  return true;
}

bool Logon::wait_until_ended(lifecycle::Deadline deadline) noexcept {
  if (ending_thread_.load(std::memory_order_acquire) == lifecycle::acting_thread()) return true;
  return wait_for([this] { return ended(); }, deadline);
}

// Of a store that is its own logon, the runtime holds the last Release up until the logoff method has returned. It is
// in the provider, and is to have left the runtime before the provider is shut down (J-15).
bool Logon::support_is_released_by(lifecycle::Deadline deadline) noexcept {
  const std::uintptr_t self = lifecycle::acting_thread();
  const auto released = [&] {
    const std::uintptr_t thread = releasing_thread_.load(std::memory_order_acquire);
    return thread == 0 || thread == self || abandoned();  // nobody waits for what was given up
  };
  return wait_for(released, deadline);
}

lifecycle::Holdup Logon::support_that_hangs() const noexcept {
  return {"IMAPISupport::Release", releasing_thread_number_.load(std::memory_order_acquire)};
}

// ---- what its support object needs

kit::com_ptr<IProfSect> Logon::open_section(const MAPIUID* uid, ULONG flags) {
  const auto session = session_.lock();
  if (!session) kit::fail(MAPI_E_INVALID_OBJECT);
  return session->use().open_section(shared_from_this(), uid != nullptr ? *uid : entry_.section, flags,
                                     profile::Opener::provider);
}

kit::com_ptr<IMAPISupport> Logon::configuration_support() {
  const auto session = session_.lock();
  if (!session) kit::fail(MAPI_E_INVALID_OBJECT);
  return lend(make_configuration_support(session->use().profile().store().find(session->profile_name()), entry_.service,
                                         library()));
}

}  // namespace postroom::session
