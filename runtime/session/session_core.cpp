// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/session_core.hpp"

#include "runtime/lifecycle/abandonment.hpp"
#include "runtime/lifecycle/acting_thread.hpp"
#include "runtime/lifecycle/live_table.hpp"
#include "runtime/lifecycle/thread_activity.hpp"
#include "runtime/notify/engine.hpp"
#include "runtime/profile/settings.hpp"

#include <postroom/failure.hpp>

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace postroom::session {

using lifecycle::Deadline;
using lifecycle::SessionState;
using trace::Event;

namespace {

lifecycle::Budget departure_budget(const std::string& profile) {
  const profile::Settings settings = profile::read_settings(profile);
  return {settings.call_budget, settings.session_budget};
}

// A logon that came later may be entered earlier: they are made on several threads (J-18).
void insert_in_order(std::vector<std::shared_ptr<Logon>>& logons, std::shared_ptr<Logon> logon) {
  const auto earlier = [](const std::shared_ptr<Logon>& one, const std::shared_ptr<Logon>& other) {
    return one->logon_order() < other->logon_order();
  };
  const auto place = std::upper_bound(logons.begin(), logons.end(), logon, earlier);
  logons.insert(place, std::move(logon));
}

}  // namespace

std::shared_ptr<SessionCore> SessionCore::begin(std::unique_ptr<profile::ProfileUse> use, ULONG flags, Role role) {
  std::shared_ptr<SessionCore> session(new SessionCore(std::move(use), flags, role));
  const auto begins = [&] {
    trace::record(Event::session_logon, session->subject(), {.detail = session->profile_name(), .request = flags});
    trace::state_changed(session->subject(), SessionState::active);
  };
  if (role == Role::spooler) return begins(), session;  // it ends with its last client
  if ((flags & MAPI_NO_MAIL) == 0) {
    auto mail = Mail::join(*session, begins);
    if (!mail) return nullptr;
    session->mail_ = std::move(mail);
  } else {
    begins();
  }
  try {
    library::Library::instance().enter(session);  // whoever finds it there finds it whole
  } catch (...) {
    session->log_off_forgotten();
    throw;
  }
  return session;
}

SessionCore::SessionCore(std::unique_ptr<profile::ProfileUse> use, ULONG flags, Role role)
    : number_(trace::next_session_number()),
      flags_(flags),
      role_(role),
      budget_(departure_budget(use->profile().name())),
      use_(std::move(use)),
      profile_name_(use_->profile().name()),
      live_slot_(live::table().add_session(number_, profile_name_)),
      status_(*this, profile_name_, (flags & MAPI_NO_MAIL) == 0),
      message_stores_(*this),
      sinks_(*this),
      starts_(std::make_unique<ProviderStarts>(*this)),
      mail_(Mail::none(*this)) {}

SessionCore::~SessionCore() {
  live::table().remove_session(live_slot_);
}

// ---- its clients

void SessionCore::join(std::shared_ptr<kit::Core> client) {
  const kit::Lock lock(mutex_);
  if (!active() || last_has_left_) kit::fail(MAPI_E_INVALID_OBJECT);
  clients_.push_back(std::move(client));
}

void SessionCore::leave(const std::shared_ptr<kit::Core>& client, ULONG flags,
                        const lifecycle::Allowance& allowance) noexcept {
  const lifecycle::EndedLogon ended{client->logon_number(), "session", number_};
  bool last = false;
  {
    const kit::Lock lock(mutex_);
    std::erase_if(clients_, [&](const auto& known) { return known == client; });
    last = clients_.empty();
    if (last) {
      last_has_left_ = true;  // nobody joins what is about to end (J-88)
      ended_.push_back(ended);
    }
  }
  end_sinks_of(client, last, (flags & MAPI_LOGOFF_SHARED) != 0, allowance);
  if (!last) return account({ended});  // the session's own objects; those of its stores may be another sharer's (J-88)
  log_off(flags, allowance);
}

// Providers are asked to end what they tell the client, on another thread: one that hangs holds nobody up (J-114).
void SessionCore::end_sinks_of(const std::shared_ptr<kit::Core>& client, bool last, bool end_shared,
                               const lifecycle::Allowance& allowance) noexcept {
  auto books = open_address_books();
  std::erase_if(books, [&](const auto& book) { return !book->host().belongs_to(*client); });
  lifecycle::BoundedCalls calls(allowance);
  const auto end = [self = shared_from_this(), client, last, end_shared, books, deadline = calls.deadline(),
                    caller = std::this_thread::get_id()] {
    for (const auto& book : books) book->release_provider_objects();  // its sinks go with it (J-88)
    self->sinks_.client_leaves(*client, last, end_shared, deadline, caller);
  };
  if (books.empty() && !sinks_.any_of(*client)) {
    end();
  } else {
    run_or_give_up(calls, "IMAPIAdviseSink::Release", end);
  }
}

// ---- its logons

std::shared_ptr<Logon> SessionCore::new_logon(std::shared_ptr<ProviderObject> provider,
                                              const profile::ProviderEntry& entry) {
  auto logon = std::make_shared<Logon>(shared_from_this(), std::move(provider), entry, role_);
  const kit::Lock lock(mutex_);
  std::erase_if(made_, [](const auto& known) { return known.expired(); });
  made_.push_back(logon);
  return logon;
}

void SessionCore::enter(std::shared_ptr<Logon> logon) {
  const kit::Lock lock(mutex_);
  enter_locked(std::move(logon));
}

// A logoff may have entered it already, and have ended it since (J-113).
void SessionCore::enter_locked(std::shared_ptr<Logon> logon) {
  if (logon->ended() || std::find(logons_.begin(), logons_.end(), logon) != logons_.end()) return;
  insert_in_order(logons_, std::move(logon));
}

void SessionCore::left(const Logon& logon) noexcept {
  std::shared_ptr<Logon> gone;  // its destructor must not run under the lock
  {
    const kit::Lock lock(mutex_);
    const auto known = std::find_if(logons_.begin(), logons_.end(), [&](const auto& l) { return l.get() == &logon; });
    if (known == logons_.end()) return;
    gone = std::move(*known);
    logons_.erase(known);
    ended_.push_back({logon.number(), logon.provider().name(), number_});
  }
  if (logon.kind() == Kind::store && logon.role() == Role::client) mail_->control().store_closed(logon.number());
}

std::vector<std::shared_ptr<Logon>> SessionCore::logons() const {
  const kit::Lock lock(mutex_);
  return logons_;
}

std::vector<std::shared_ptr<Logon>> SessionCore::logons(Kind kind) const {
  auto logons = this->logons();
  std::erase_if(logons, [&](const auto& logon) { return logon->kind() != kind; });
  return logons;
}

std::shared_ptr<Logon> SessionCore::find_logon(ULONG number) const {
  const kit::Lock lock(mutex_);
  const auto found =
      std::find_if(logons_.begin(), logons_.end(), [&](const auto& logon) { return logon->number() == number; });
  return found != logons_.end() ? *found : nullptr;
}

// ---- the address book

std::shared_ptr<addressbook::AddressBook> SessionCore::address_book(const std::shared_ptr<kit::Core>& core) {
  auto book = std::make_shared<addressbook::AddressBook>(make_address_book_host(weak_from_this(), core));
  const kit::Lock lock(mutex_);
  std::erase_if(address_books_, [](const auto& known) { return known.expired(); });
  address_books_.push_back(book);
  return book;
}

// ---- its end

void SessionCore::log_off_forgotten() noexcept {
  std::vector<std::shared_ptr<kit::Core>> clients;
  {
    const kit::Lock lock(mutex_);
    clients = std::exchange(clients_, {});
    last_has_left_ = true;
    for (const auto& client : clients) ended_.push_back({client->logon_number(), "session", number_});
  }
  for (const auto& client : clients) client->gate().close();
  // Calls of other threads that are inside the session have left before its providers go (J-102).
  const lifecycle::Allowance allowance(budget_, lifecycle::Clock::of_process());
  const Deadline deadline = allowance.next();
  for (const auto& client : clients) client->gate().wait([&] { return deadline.expired(); });
  log_off(0, allowance);
}

bool SessionCore::begin_logoff() noexcept {
  const kit::Lock lock(mutex_);
  if (!state_.advance(SessionState::logging_off)) return false;
  logoff_thread_ = lifecycle::acting_thread();
  return true;
}

void SessionCore::log_off(ULONG flags, const lifecycle::Allowance& allowance) noexcept {
  const std::shared_ptr<SessionCore> self = shared_from_this();  // until the last line
  lifecycle::BoundedCalls calls(allowance);
  if (!begin_departure(flags, calls)) return wait_until_dead();
  conductor(calls).conduct();
  mail_->leave(calls);
  end_departure(calls);
}

bool SessionCore::begin_departure(ULONG flags, lifecycle::BoundedCalls& calls) noexcept {
  if (!begin_logoff()) return false;
  live::table().set_state(live_slot_, SessionState::logging_off);
  trace::record(Event::session_logoff_begin, subject(), {.request = flags});
  trace::state_changed(subject(), SessionState::logging_off);
  close_the_doors(calls);
  release_provider_objects(calls);
  return true;
}

lifecycle::Conductor SessionCore::conductor(lifecycle::BoundedCalls& calls) noexcept {
  const auto logons = departing_logons();
  const auto providers = starts_->providers();
  return {{logons.begin(), logons.end()}, {providers.begin(), providers.end()}, *mail_, calls};
}

// Those that live, whatever has become of them. Their destructors must not run under the lock.
std::vector<std::shared_ptr<Logon>> SessionCore::made_logons() const {
  std::vector<std::shared_ptr<Logon>> living;
  const kit::Lock lock(mutex_);
  for (const auto& known : made_) {
    if (auto logon = known.lock()) living.push_back(std::move(logon));
  }
  return living;
}

// The session's logons, and the stores that their clients have ended: whoever is still inside one holds its logon.
std::vector<std::shared_ptr<Logon>> SessionCore::departing_logons() {
  const auto made = made_logons();
  {
    const kit::Lock lock(mutex_);
    for (const auto& logon : made) {
      if (logon->is_on()) enter_locked(logon);  // it has just succeeded, and who made it comes too late to say so
    }
  }
  auto departing = logons();
  for (auto logon : made) {
    const bool known = std::find(departing.begin(), departing.end(), logon) != departing.end();
    if (!known && logon->ends_by_release()) insert_in_order(departing, std::move(logon));
  }
  return departing;
}

void SessionCore::end_departure(lifecycle::BoundedCalls& calls) noexcept {
  end_notifications(calls);
  std::vector<lifecycle::EndedLogon> ended;
  {
    const kit::Lock lock(mutex_);
    ended = std::exchange(ended_, {});
  }
  account(std::move(ended));
  use_->end();  // J-90
  library::Library::instance().leave(*this);

  const kit::Lock lock(mutex_);
  state_.advance(SessionState::dead);
  live::table().set_state(live_slot_, SessionState::dead);
  trace::state_changed(subject(), SessionState::dead);
  trace::record(Event::session_logoff_end, subject());
  dead_.notify_all();
}

// No new logon begins, and those that are half done are waited for, to be logged off with the others (J-102, J-113).
void SessionCore::close_the_doors(const lifecycle::BoundedCalls& calls) noexcept {
  logons_gate_.close();
  const Deadline logons = calls.deadline();
  const auto waited_enough = [&] { return logons.expired() || starts_->given_up(); };
  if (!logons_gate_.wait(waited_enough, lifecycle::acting_thread())) give_up_half_finished_logons();
  const Deadline sinks = calls.deadline();
  notify::engine().drain(number_, [&] { return sinks.expired(); });  // what is queued is still told (J-82)
}

void SessionCore::give_up_half_finished_logons() noexcept {
  for (const auto& logon : made_logons()) {
    if (logon->half_finished()) logon->abandon();
  }
  starts_->abandon();
}

// Several providers are called in there, or a sink of the client's: what overran is what that thread is inside of, and
// not another client's call, however long that has been running (J-114). `last`: the call that the table of running
// calls does not show.
void SessionCore::run_or_give_up(lifecycle::BoundedCalls& calls, const char* last,
                                 std::function<void()> body) noexcept {
  const auto thread = std::make_shared<std::atomic<std::uint32_t>>(0);
  const auto noted = [thread, body = std::move(body)] {
    thread->store(static_cast<std::uint32_t>(gettid()));
    body();
  };
  if (calls.run(noted)) return;
  for (const live::Call& call : live::table().calls()) {
    if (call.thread != *thread) continue;
    if (const auto logon = find_logon(call.logon)) return logon->abandon();
  }
  if (*thread == 0) {
    lifecycle::record_abandoned_call(subject());
  } else {
    trace::record(Event::call_abandoned, subject(), {.method = last, .detail = lifecycle::what_thread_does(*thread)});
  }
}

std::vector<std::shared_ptr<addressbook::AddressBook>> SessionCore::open_address_books() const {
  std::vector<std::shared_ptr<addressbook::AddressBook>> open;
  const kit::Lock lock(mutex_);
  for (const auto& known : address_books_) {
    if (auto book = known.lock()) open.push_back(std::move(book));
  }
  return open;
}

void SessionCore::validate_address_books() noexcept {
  for (const auto& book : open_address_books()) book->validate();
}

// Nothing of an address-book provider is held when its logoff method is called (G-29, J-33).
void SessionCore::release_provider_objects(lifecycle::BoundedCalls& calls) noexcept {
  for (auto& book : open_address_books()) {
    run_or_give_up(calls, "IUnknown::Release", [book = std::move(book)] { book->release_provider_objects(); });
  }
}

lifecycle::Allowance SessionCore::late_allowance() {
  constexpr auto kMoment = std::chrono::milliseconds(1);  // what does not hang needs no more
  const auto as_long_as = [](lifecycle::Duration time) {
    return lifecycle::Allowance({time, time}, lifecycle::Clock::of_process());
  };
  const kit::Lock lock(mutex_);
  if (active()) return as_long_as(budget_.call);
  if (!late_) late_ = as_long_as(budget_.call);
  return late_->end.expired() ? as_long_as(kMoment) : *late_;
}

// Every sink is released once, and nothing is delivered after Logoff has returned (J-82). A sink that hangs in its
// Release, too, does so on another thread (J-114).
void SessionCore::end_notifications(lifecycle::BoundedCalls& calls) noexcept {
  if (notify::engine().any_of_session(number_)) {
    lifecycle::BoundedCalls late(late_allowance());
    lifecycle::BoundedCalls& in_time = calls.allowance().end.expired() ? late : calls;
    const auto give_up = [subject = subject(), told = std::make_shared<std::atomic<bool>>(false)](const char* method) {
      if (told->exchange(true)) return;
      trace::record(Event::call_abandoned, subject,
                    {.method = method, .detail = "a sink of the client's has not returned"});
    };
    const auto end = [session = number_, deadline = in_time.deadline(), caller = std::this_thread::get_id(), give_up] {
      if (!notify::engine().cancel_session(
              session, [&] { return deadline.expired(); }, caller)) {
        give_up("IMAPIAdviseSink::OnNotify");
      }
    };
    if (!in_time.run(end)) give_up("IMAPIAdviseSink::Release");
  }
  status_.clear();
  message_stores_.clear();
}

// What outlived its logon is named: the client still owes its Release (J-11).
void SessionCore::account(std::vector<lifecycle::EndedLogon> ended) noexcept {
  lifecycle::report_leaks(std::move(ended), "session " + std::to_string(number_) + " (" + profile_name_ + ")");
}

void SessionCore::wait_until_dead() noexcept {
  const kit::Lock lock(mutex_);
  if (logoff_thread_ == lifecycle::acting_thread()) return;  // from inside a provider's logoff method
  while (!state_.is(SessionState::dead)) dead_.wait(mutex_);
}

}  // namespace postroom::session
