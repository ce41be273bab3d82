// SPDX-License-Identifier: Apache-2.0
#include "runtime/spooler/spooler.hpp"

#include "runtime/lifecycle/trace.hpp"
#include "runtime/profile/paths.hpp"
#include "runtime/spooler/reports.hpp"

#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>

#include <algorithm>
#include <cstring>

namespace postroom::spooler {
namespace {

constexpr auto kTakeOver = std::chrono::seconds(2);  // how often to ask for the lock that another process has
constexpr auto kRound = std::chrono::seconds(60);    // how often to poll, and to look into queues nobody told of

bool same_store(const OpenedStore& a, const OpenedStore& b) {
  return a.dll_name == b.dll_name && a.entry_id == b.entry_id &&
         std::memcmp(&a.section, &b.section, sizeof a.section) == 0;
}

}  // namespace

Spooler::Spooler(Host& host, Executor& executor, std::filesystem::path lock_folder)
    : host_(host), executor_(executor), lock_folder_(std::move(lock_folder)) {}

Spooler::~Spooler() = default;

void Spooler::post(void (Spooler::*work)()) {
  post_work([work](Spooler& self) { (self.*work)(); });
}

// --- the life of sessions ---

void Spooler::session_started(ULONG session) {
  {
    const kit::Lock lock(mutex_);
    if (!sessions_.insert(session).second || desk_) return;
    desk_ = executor_.make_lane("spooler");
    started_.store(false, std::memory_order_release);
  }
  post(&Spooler::begin);
}

bool Spooler::wait_until_started(Deadline deadline) {
  return executor_.wait([this] { return started_.load(std::memory_order_acquire); }, deadline);
}

// One process spools for a profile; the others ask now and then whether it has ended (design 5).
void Spooler::begin() {
  if (stopping_) return;
  if (!lock_) lock_ = std::make_unique<SpoolLock>(lock_folder_, host_.profile_name());
  if (!lock_->try_lock()) {
    started_.store(true, std::memory_order_release);  // there is nothing to wait for here
    executor_.wake();
    std::shared_ptr<Lane> desk;
    {
      const kit::Lock lock(mutex_);
      desk = desk_;
    }
    if (desk) {
      desk->post_at(executor_.clock().now() + kTakeOver, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->begin();
      });
    }
    return;
  }
  trace::record(trace::Event::spooler_started, {}, {.detail = host_.profile_name()});
  start_transports();
}

void Spooler::start_transports() {
  const std::vector<TransportEntry> entries = host_.transports();
  for (const TransportEntry& entry : entries) {
    const auto line = std::make_shared<Line>();
    line->transport = std::make_shared<Transport>(host_, executor_, entry);
    lines_.push_back(line);
  }
  starting_ = static_cast<unsigned>(lines_.size());
  for (const LinePtr& line : lines_) {
    line->transport->start([weak = weak_from_this(), line](std::string failure, Addressing addressing) {
      if (const auto self = weak.lock()) {
        self->post_work([line, failure = std::move(failure), addressing = std::move(addressing)](Spooler& spooler) {
          spooler.transport_started(line, failure, addressing);
        });
      }
    });
  }
  if (starting_ == 0) {
    started_.store(true, std::memory_order_release);
    executor_.wake();
  }
  show_status();
  tick();
}

void Spooler::transport_started(const LinePtr& line, const std::string& failure, Addressing addressing) {
  if (failure.empty()) {
    line->state = Line::State::ready;
    line->addressing = std::move(addressing);
    const kit::Lock lock(mutex_);
    transports_.push_back(line->transport);
  } else {
    line->state = Line::State::failed;
    trace::record(trace::Event::note, {0, 0, 0, line->transport->entry().display_name},
                  {.method = "transport not started", .detail = failure});
  }
  publish_address_types();
  if (--starting_ == 0) {
    started_.store(true, std::memory_order_release);
    executor_.wake();
  }
  update_traffic();
  show_status();
  pump();
}

void Spooler::publish_address_types() {
  std::vector<std::string> types;
  for (const LinePtr& line : lines_) {
    for (const std::string& type : line->addressing.types) {
      if (std::find(types.begin(), types.end(), type) == types.end()) types.push_back(type);
    }
  }
  const kit::Lock lock(mutex_);
  address_types_ = std::move(types);
}

std::vector<std::string> Spooler::address_types() {
  const kit::Lock lock(mutex_);
  return address_types_;
}

HRESULT Spooler::on_transport_thread(ULONG logon, const std::function<HRESULT()>& body) {
  constexpr auto kPatience = std::chrono::seconds(30);  // a message may be on its way
  const auto transport = transport_of(logon);
  return transport ? transport->run(body, Deadline::in(kPatience, executor_.clock())) : MAPI_E_NOT_FOUND;
}

// --- stores ---

void Spooler::store_opened(const OpenedStore& store) {
  post_work([store](Spooler& self) { self.open_store(store); });
}

void Spooler::open_store(const OpenedStore& opened) {
  if (stopping_) return;
  for (const StorePtr& store : stores_) {
    if (store->mode != Store::Mode::closing && same_store(store->opened, opened)) {
      store->clients.push_back({opened.session, opened.logon});
      store->mode = Store::Mode::open;
      store->opened.is_default = store->opened.is_default || opened.is_default;
      update_traffic();
      return;
    }
  }
  const auto store = std::make_shared<Store>();
  store->opened = opened;
  store->clients.push_back({opened.session, opened.logon});
  try {
    store->outbox = std::make_unique<Outbox>(host_, opened, [weak = weak_from_this(), watched = std::weak_ptr(store)] {
      if (const auto self = weak.lock()) {
        self->post_work([watched](Spooler& spooler) {
          if (const StorePtr changed = watched.lock()) changed->changed = true;
          spooler.pump();
        });
      }
    });
  } catch (const kit::Failure& failure) {
    trace::record(trace::Event::note, {opened.session, opened.logon, 0, opened.dll_name},
                  {.method = "spooler logon failed", .detail = failure.what(), .hresult = failure.code()});
  }
  stores_.push_back(store);
  update_traffic();
  pump();
}

void Spooler::store_closed(ULONG logon) {
  post_work([logon](Spooler& self) { self.close_store(logon); });
}

void Spooler::close_store(ULONG logon) {
  const StorePtr store = store_of(logon);
  if (!store) return;
  std::erase_if(store->clients, [&](const Client& client) { return client.logon == logon; });
  if (!store->clients.empty()) return;
  // What a StoreLogoff left to be finished is finished on the spooler's own logon (J-40).
  if (store->mode == Store::Mode::open) {
    store->mode = Store::Mode::closing;
    cancel(store);
  }
  update_traffic();
  settle_stores();
}

void Spooler::default_store_changed(const OpenedStore& changed) {
  post_work([changed](Spooler& self) {
    for (const StorePtr& store : self.stores_) store->opened.is_default = same_store(store->opened, changed);
    self.update_traffic();
    self.pump();
  });
}

Spooler::StorePtr Spooler::store_of(ULONG logon) const {
  for (const StorePtr& store : stores_) {
    for (const Client& client : store->clients) {
      if (client.logon == logon) return store;
    }
  }
  return nullptr;
}

Spooler::StorePtr Spooler::default_store() const {
  for (const StorePtr& store : stores_) {
    if (store->opened.is_default && store->mode == Store::Mode::open && store->outbox) return store;
  }
  return nullptr;
}

// --- notices ---

HRESULT Spooler::store_notifies(ULONG logon, ULONG flags, const std::vector<BYTE>& message, const std::vector<BYTE>&) {
  if ((flags & ~(NOTIFY_READYTOSEND | NOTIFY_NEWMAIL_RECEIVED)) != 0) return MAPI_E_UNKNOWN_FLAGS;  // D-36
  post_work([logon, flags, message](Spooler& self) {
    const StorePtr store = self.store_of(logon);
    if (!store || !store->outbox) return;
    if ((flags & NOTIFY_NEWMAIL_RECEIVED) != 0) store->outbox->announce(message);
    store->changed = true;
    self.pump();
  });
  if ((flags & NOTIFY_READYTOSEND) != 0) {
    // Returns when all transports are logged on and their types known (H-8), unless the spooler itself is asking.
    std::shared_ptr<Lane> desk;
    {
      const kit::Lock lock(mutex_);
      desk = desk_;
    }
    if (desk && !desk->inside()) wait_until_started(Deadline::in(std::chrono::seconds(30), executor_.clock()));
  }
  return S_OK;
}

HRESULT Spooler::transport_notifies(ULONG logon, ULONG flags, const std::vector<BYTE>& message,
                                    const std::string& error) {
  constexpr ULONG kKnown = NOTIFY_NEWMAIL | NOTIFY_READYTOSEND | NOTIFY_SENTDEFERRED | NOTIFY_CRITSEC | NOTIFY_NONCRIT |
                           NOTIFY_CONFIG_CHANGE | NOTIFY_CRITICAL_ERROR;
  if ((flags & ~kKnown) != 0) return MAPI_E_UNKNOWN_FLAGS;
  if ((flags & NOTIFY_SENTDEFERRED) != 0 && (flags & NOTIFY_CRITICAL_ERROR) != 0) return MAPI_E_INVALID_PARAMETER;
  post_work([=](Spooler& self) { self.handle_notice(logon, flags, message, error); });
  return S_OK;
}

void Spooler::handle_notice(ULONG logon, ULONG flags, const std::vector<BYTE>& message, const std::string& error) {
  const LinePtr line = line_of(logon);
  if (!line || line->state == Line::State::critical) return;
  if ((flags & NOTIFY_CRITICAL_ERROR) != 0) {
    // From now on it is only called to be released, which waits for the session's end (J-67).
    line->state = Line::State::critical;
    line->addressing = {};
    trace::record(trace::Event::note, {0, logon, 0, line->transport->entry().display_name},
                  {.method = "transport failed", .detail = error});
    publish_address_types();
    show_status();
    return;
  }
  if ((flags & NOTIFY_CRITSEC) != 0) line->critical_section = true;
  if ((flags & NOTIFY_NONCRIT) != 0) line->critical_section = false;
  if ((flags & NOTIFY_NEWMAIL) != 0 && line->inbound) {  // ignored after END_INBOUND (I-2)
    line->mail_waiting = true;
    line->poll_first = false;
  }
  if ((flags & NOTIFY_READYTOSEND) != 0 && line->outbound) {
    for (auto& [key, wait] : waits_) {
      if (!wait.deferred_to && !wait.finished) wait.not_before = {};
    }
    for (const StorePtr& store : stores_) store->changed = true;
  }
  if ((flags & NOTIFY_SENTDEFERRED) != 0) {
    for (auto& [key, wait] : waits_) {
      if (key.second != message || wait.deferred_to != line) continue;
      wait.not_before = {};
      wait.deferred_to = nullptr;
      wait.failures = std::max(wait.failures, 1U);  // so that it is offered as deferred (H-26)
    }
  }
  if ((flags & NOTIFY_CONFIG_CHANGE) != 0) {
    line->transport->ask_address_types([weak = weak_from_this(), line](Addressing addressing) {
      if (const auto self = weak.lock()) {
        self->post_work([line, addressing = std::move(addressing)](Spooler& spooler) {
          if (line->state == Line::State::ready) line->addressing = addressing;
          spooler.publish_address_types();
          spooler.pump();
        });
      }
    });
  }
  pump();
}

HRESULT Spooler::transport_yields(ULONG logon) {
  const std::shared_ptr<Transport> transport = transport_of(logon);
  return transport && transport->cancelled() ? MAPI_W_CANCEL_MESSAGE : S_OK;
}

HRESULT Spooler::transport_reports(ULONG logon, IMessage& message, const ADRLIST& recipients) {
  const std::shared_ptr<Transport> transport = transport_of(logon);
  const std::shared_ptr<Attempt> attempt = transport ? transport->current() : nullptr;
  if (!attempt || !attempt->store) return MAPI_E_NO_SUPPORT;
  report_recipients(*attempt->store, message, kit::bags_from(recipients));
  return S_OK;
}

HRESULT Spooler::complete_message(ULONG logon, const std::vector<BYTE>& message) {
  post_work([logon, message](Spooler& self) {
    const StorePtr store = self.store_of(logon);
    if (store && store->outbox) store->outbox->finish(message);
  });
  return S_OK;
}

// --- what clients ask ---

HRESULT Spooler::flush(const Flush& request, Deadline deadline) {
  constexpr ULONG kKnown = FLUSH_UPLOAD | FLUSH_DOWNLOAD | FLUSH_FORCE | FLUSH_NO_UI | FLUSH_ASYNC_OK;
  if ((request.flags & ~kKnown) != 0) return MAPI_E_UNKNOWN_FLAGS;
  const auto flushed = std::make_shared<std::vector<LinePtr>>();
  const bool begun = ask(deadline, [request, flushed](Spooler& self) {
    for (const LinePtr& line : self.lines_) {
      if (line->state != Line::State::ready) continue;
      if (request.transport != 0 && line->transport->number() != request.transport) continue;
      line->transport->flush(request.flags & ~FLUSH_ASYNC_OK);  // profile order (N-15)
      line->mail_waiting = line->inbound;
      line->inbound_not_before = {};
      flushed->push_back(line);
    }
    for (auto& [key, wait] : self.waits_) {
      if (!wait.deferred_to) wait.not_before = {};
    }
    for (const StorePtr& store : self.stores_) store->changed = true;
    self.pump();
  });
  if (!begun) return MAPI_E_TIMEOUT;
  if (flushed->empty()) return MAPI_E_NOT_FOUND;
  if ((request.flags & FLUSH_ASYNC_OK) != 0) return S_OK;
  HRESULT result = S_OK;
  const auto idle = std::make_shared<std::atomic<bool>>(false);
  do {
    const bool answered = ask(deadline, [idle, flushed](Spooler& self) {
      self.pump();
      bool all = self.jobs_.empty();
      for (const LinePtr& line : *flushed) all = all && !line->busy && line->transport->idle() && !line->mail_waiting;
      idle->store(all, std::memory_order_release);
    });
    if (!answered) result = MAPI_E_TIMEOUT;
    if (!idle->load(std::memory_order_acquire)) {
      static_cast<void>(executor_.wait([] { return false; }, deadline.at_most(std::chrono::milliseconds(20))));
    }
  } while (!FAILED(result) && !idle->load(std::memory_order_acquire) && !deadline.expired());
  if (!idle->load(std::memory_order_acquire)) result = MAPI_E_TIMEOUT;
  for (const LinePtr& line : *flushed) {
    line->transport->notify(NOTIFY_END_OUTBOUND_FLUSH | NOTIFY_END_INBOUND_FLUSH);  // H-40
  }
  return result;
}

HRESULT Spooler::validate(ULONG flags) {
  constexpr ULONG kKnown = SUPPRESS_UI | CONFIG_CHANGED | REFRESH_XP_HEADER_CACHE | PROCESS_XP_HEADER_CACHE |
                           FORCE_XP_CONNECT | FORCE_XP_DISCONNECT | ABORT_XP_HEADER_OPERATION | SHOW_XP_SESSION_UI;
  if ((flags & ~kKnown) != 0) return MAPI_E_UNKNOWN_FLAGS;
  post_work([flags](Spooler& self) {
    for (const LinePtr& line : self.lines_) {
      if (line->state != Line::State::ready) continue;
      if ((flags & CONFIG_CHANGED) != 0) self.handle_notice(line->transport->number(), NOTIFY_CONFIG_CHANGE, {}, {});
      line->transport->validate(flags & ~CONFIG_CHANGED);  // N-16
    }
  });
  return S_OK;
}

// --- transports ---

Spooler::LinePtr Spooler::line_of(ULONG number) const {
  for (const LinePtr& line : lines_) {
    if (number != 0 && line->transport->number() == number) return line;
  }
  return nullptr;
}

std::shared_ptr<Transport> Spooler::transport_of(ULONG number) const {
  const kit::Lock lock(mutex_);
  for (const auto& transport : transports_) {
    if (transport->number() == number) return transport;
  }
  return nullptr;
}

// Traffic is enabled once there is a store that mail can come from, or go to (C-15, I-2).
void Spooler::update_traffic() {
  const bool out = !stopping_ && std::any_of(stores_.begin(), stores_.end(), [](const StorePtr& store) {
    return store->outbox && store->mode != Store::Mode::closing;
  });
  const bool in = !stopping_ && default_store() != nullptr;
  for (const LinePtr& line : lines_) {
    if (line->state != Line::State::ready) continue;
    ULONG flags = 0;
    if (out != line->outbound) flags |= out ? NOTIFY_BEGIN_OUTBOUND : NOTIFY_END_OUTBOUND;
    if (in != line->inbound) flags |= in ? NOTIFY_BEGIN_INBOUND : NOTIFY_END_INBOUND;
    if (flags == 0) continue;
    line->outbound = out;
    line->inbound = in;
    if (line->busy) {
      line->transport->notify_now(flags);  // its thread is in the middle of a message (N-9)
    } else {
      line->transport->notify(flags);
    }
    // Whatever came while nobody looked.
    line->mail_waiting = in && (line->transport->logon_flags() & LOGON_SP_POLL) != 0;
    line->poll_first = line->mail_waiting;
  }
}

void Spooler::show_status() {
  std::size_t ready = 0;
  for (const LinePtr& line : lines_) ready += line->state == Line::State::ready ? 1 : 0;
  const ULONG code = stopping_ ? STATUS_OFFLINE : ready == 0 && !lines_.empty() ? STATUS_FAILURE : STATUS_AVAILABLE;
  host_.update_status_row(code, std::to_string(ready) + " of " + std::to_string(lines_.size()) + " transports ready");
}

// Now and then everything is looked at, whether anybody said so or not: Poll (N-14), and queues whose store told
// nobody. Who has nothing to do then may use the time (N-13).
void Spooler::tick() {
  if (stopping_) return;
  for (const LinePtr& line : lines_) {
    const bool wants = (line->transport->logon_flags() & LOGON_SP_IDLE) != 0;
    if (wants && line->state == Line::State::ready && !line->busy && !line->critical_section && jobs_.empty()) {
      line->transport->idle_time();
    }
  }
  for (const StorePtr& store : stores_) store->changed = true;
  for (const LinePtr& line : lines_) {
    const bool polls = (line->transport->logon_flags() & LOGON_SP_POLL) != 0;
    if (line->state != Line::State::ready || !line->inbound || !polls || line->mail_waiting) continue;
    line->mail_waiting = true;
    line->poll_first = true;
  }
  pump();
  std::shared_ptr<Lane> desk;
  {
    const kit::Lock lock(mutex_);
    desk = desk_;
  }
  if (!desk) return;
  desk->post_at(executor_.clock().now() + kRound, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->tick();
  });
}

void Spooler::wake_at(Instant when) {
  if (when >= next_wake_) return;
  next_wake_ = when;
  std::shared_ptr<Lane> desk;
  {
    const kit::Lock lock(mutex_);
    desk = desk_;
  }
  if (!desk) return;
  desk->post_at(when, [weak = weak_from_this(), when] {
    const auto self = weak.lock();
    if (self && self->next_wake_ == when) {  // else an earlier one took its place
      self->next_wake_ = Instant::max();
      for (const StorePtr& store : self->stores_) store->changed = true;
      self->pump();
    }
  });
}

std::shared_ptr<Control> make_spooler(Host& host) {
  return std::make_shared<Spooler>(host, Executor::threads(), profile::runtime_folder());
}

}  // namespace postroom::spooler
