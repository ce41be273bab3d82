// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/session_core.hpp"

#include "runtime/lifecycle/ledger.hpp"
#include "runtime/lifecycle/live_table.hpp"
#include "runtime/notify/engine.hpp"
#include "runtime/session/this_thread.hpp"

#include <postroom/failure.hpp>

#include <algorithm>

namespace postroom::session {

using lifecycle::Deadline;
using lifecycle::SessionState;
using trace::Event;

std::shared_ptr<SessionCore> SessionCore::begin(std::unique_ptr<profile::ProfileUse> use, ULONG flags, Role role) {
  std::shared_ptr<SessionCore> session(new SessionCore(std::move(use), flags, role));
  if (role == Role::client) library::Library::instance().enter(session);  // the spooler's ends with its last client
  trace::record(Event::session_logon, session->subject(), {.detail = session->profile_name(), .request = flags});
  trace::state_changed(session->subject(), SessionState::active);
  const bool has_mail = role == Role::client && (flags & MAPI_NO_MAIL) == 0;
  try {
    if (has_mail) session->mail_ = Mail::join(*session);
  } catch (...) {
    library::Library::instance().leave(*session);
    throw;
  }
  return session;
}

SessionCore::SessionCore(std::unique_ptr<profile::ProfileUse> use, ULONG flags, Role role)
    : number_(trace::next_session_number()),
      flags_(flags),
      role_(role),
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
  if (!active()) kit::fail(MAPI_E_INVALID_OBJECT);
  clients_.push_back(std::move(client));
}

void SessionCore::leave(const kit::Core& client, ULONG flags) noexcept {
  bool last = false;
  {
    const kit::Lock lock(mutex_);
    std::erase_if(clients_, [&](const auto& known) { return known.get() == &client; });
    last = clients_.empty();
  }
  sinks_.client_leaves(client, (flags & MAPI_LOGOFF_SHARED) != 0);
  if (last) log_off(flags);
}

// ---- its logons

void SessionCore::enter(std::shared_ptr<Logon> logon) {
  const kit::Lock lock(mutex_);
  logons_.push_back(std::move(logon));
}

void SessionCore::left(const Logon& logon) noexcept {
  std::shared_ptr<Logon> gone;  // its destructor must not run under the lock
  {
    const kit::Lock lock(mutex_);
    const auto known = std::find_if(logons_.begin(), logons_.end(), [&](const auto& l) { return l.get() == &logon; });
    if (known == logons_.end()) return;
    gone = std::move(*known);
    logons_.erase(known);
    ended_logons_.push_back(logon.number());
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
  }
  for (const auto& client : clients) client->gate().close();
  log_off(0);
}

bool SessionCore::begin_logoff() noexcept {
  const kit::Lock lock(mutex_);
  if (!state_.advance(SessionState::logging_off)) return false;
  logoff_thread_ = this_thread();
  return true;
}

void SessionCore::log_off(ULONG flags) noexcept {
  const std::shared_ptr<SessionCore> self = shared_from_this();  // until the last line
  const lifecycle::Budget budget;
  const Deadline deadline = Deadline::in(budget.total);
  if (!begin_departure(flags, deadline)) return wait_until_dead();
  conductor(budget).conduct();
  mail_->leave(deadline);
  end_departure(deadline);
}

bool SessionCore::begin_departure(ULONG flags, Deadline deadline) noexcept {
  if (!begin_logoff()) return false;
  live::table().set_state(live_slot_, SessionState::logging_off);
  trace::record(Event::session_logoff_begin, subject(), {.request = flags});
  trace::state_changed(subject(), SessionState::logging_off);
  close_the_doors(deadline);
  release_provider_objects();
  return true;
}

lifecycle::Conductor SessionCore::conductor(lifecycle::Budget budget) noexcept {
  const auto logons = this->logons();
  const auto providers = starts_->providers();
  return {{logons.begin(), logons.end()}, {providers.begin(), providers.end()}, *mail_, budget};
}

void SessionCore::end_departure(Deadline deadline) noexcept {
  end_notifications(deadline);
  account();
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
void SessionCore::close_the_doors(Deadline deadline) noexcept {
  logons_gate_.close();
  logons_gate_.wait([&] { return deadline.expired(); });
  notify::engine().drain(number_, [&] { return deadline.expired(); });  // what is queued is still told (J-82)
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
void SessionCore::release_provider_objects() noexcept {
  for (const auto& book : open_address_books()) book->release_provider_objects();
}

// Every sink is released once, and nothing is delivered after Logoff has returned (J-82).
void SessionCore::end_notifications(Deadline deadline) noexcept {
  notify::engine().cancel_session(number_, [&] { return deadline.expired(); });
  status_.clear();
  message_stores_.clear();
}

// What outlived its logon is named in the trace: the client still owes its Release (J-11).
void SessionCore::account() noexcept {
  std::vector<ULONG> ended;
  {
    const kit::Lock lock(mutex_);
    ended = std::exchange(ended_logons_, {});
  }
  for (const ULONG logon : ended) {
    for (const lifecycle::LiveObject& object : lifecycle::ledger().objects_of_logon(logon)) {
      trace::record(Event::leak, {number_, logon, 0, {}},
                    {.detail = lifecycle::describe(object, {}), .object = object.object});
    }
  }
}

void SessionCore::wait_until_dead() noexcept {
  const kit::Lock lock(mutex_);
  if (logoff_thread_ == this_thread()) return;  // from inside a provider's logoff method
  while (!state_.is(SessionState::dead)) dead_.wait(mutex_);
}

}  // namespace postroom::session
