// SPDX-License-Identifier: Apache-2.0
#include "runtime/spooler/spooler.hpp"

#include "runtime/lifecycle/trace.hpp"
#include "runtime/profile/paths.hpp"

#include <postroom/failure.hpp>

#include <algorithm>

namespace postroom::spooler {
namespace {

// How often to ask for the lock that another process has: the next one has taken over within two seconds (design 5).
constexpr auto kTakeOver = std::chrono::seconds(1);
constexpr auto kRound = std::chrono::seconds(60);  // how often to poll, and to look into queues nobody told of

}  // namespace

Spooler::Spooler(Host& host, Executor& executor, std::filesystem::path lock_folder)
    : host_(host), executor_(executor), lock_folder_(std::move(lock_folder)) {}

Spooler::~Spooler() = default;

void Spooler::post(void (Spooler::*work)()) {
  post_work([work](Spooler& self) { (self.*work)(); });
}

// --- the life of sessions ---

void Spooler::session_started() {
  {
    const kit::Lock lock(mutex_);
    if (desk_) return;
    desk_ = executor_.make_lane_for("the spooler", "spooler");
    started_.store(false, std::memory_order_release);
  }
  post(&Spooler::begin);
}

bool Spooler::wait_until_started(Deadline deadline, const std::function<bool()>& pointless) {
  const auto started = [this] { return started_.load(std::memory_order_acquire); };
  static_cast<void>(executor_.wait([&] { return started() || pointless(); }, deadline));
  return started();
}

// One process spools for a profile; the others ask now and then whether it has ended (design 5). What keeps this one
// from it, with the lock or before, is shown and tried again: the profile stays free for another process, and nobody
// waits.
void Spooler::begin() {
  if (stopping_) return;
  try {
    if (!lock_) lock_ = std::make_unique<SpoolLock>(lock_folder_, host_.profile_name());
    if (!lock_->try_lock()) return begin_later({});
    lines_ = make_lines();
  } catch (...) {
    if (lock_) lock_->unlock();
    std::string what;
    static_cast<void>(kit::current_failure(what));
    return begin_later(what.empty() ? "there is no memory" : what);
  }
  failure_.clear();
  trace::record(trace::Event::spooler_started, {}, {.detail = host_.profile_name()});
  // What the process that spooled before left behind is told to nobody: its queues are read afresh.
  for (const StorePtr& store : stores_) {
    if (store->outbox) store->outbox->read_anew();
    store->changed = true;
  }
  start_transports();
}

// `failure` says why it has not begun; empty: another process spools.
void Spooler::begin_later(const std::string& failure) {
  if (failure != failure_) {
    failure_ = failure;
    if (!failure.empty()) trace::record(trace::Event::note, {}, {.method = "spooler not started", .detail = failure});
    show_status();
  }
  there_is_nothing_to_wait_for();
  later(kTakeOver, &Spooler::begin);
}

void Spooler::there_is_nothing_to_wait_for() {
  started_.store(true, std::memory_order_release);
  executor_.wake();
}

// All or none: each transport has its thread before the first one starts.
std::vector<Spooler::LinePtr> Spooler::make_lines() {
  std::vector<LinePtr> lines;
  for (const TransportEntry& entry : host_.transports()) {
    const auto line = std::make_shared<Line>();
    line->transport = std::make_shared<Transport>(host_, executor_, entry);
    lines.push_back(line);
  }
  return lines;
}

void Spooler::start_transports() {
  for (const LinePtr& line : lines_) start(line);
  if (starting_ == 0) there_is_nothing_to_wait_for();
  show_status();
  tick();
  look_after_others();
}

// A transport's first logon, or another one after it has failed (E-14).
void Spooler::start(const LinePtr& line) {
  ++starting_;
  line->state = Line::State::starting;
  line->transport->start([weak = weak_from_this(), line](std::string failure, Addressing addressing) {
    if (const auto self = weak.lock()) {
      self->post_work([line, failure = std::move(failure), addressing = std::move(addressing)](Spooler& spooler) {
        spooler.transport_started(line, failure, addressing);
      });
    }
  });
}

// Has a transport not had its chance to be there yet? Another logon of one that has failed holds up no mail.
bool Spooler::is_beginning() const {
  return std::any_of(lines_.begin(), lines_.end(), [](const LinePtr& line) {
    return line->state == Line::State::starting && !line->has_been_started;
  });
}

void Spooler::transport_started(const LinePtr& line, const std::string& failure, Addressing addressing) {
  line->has_been_started = true;
  line->failure = failure;
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
  if (--starting_ == 0) there_is_nothing_to_wait_for();
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
    if (transport->number() == number && !transport->silent()) return transport;
  }
  return nullptr;
}

void Spooler::show_status() {
  if (!failure_.empty()) {
    return host_.update_status_row(STATUS_FAILURE, "no mail is moved, until this is mended: " + failure_);
  }
  std::size_t ready = 0;
  std::string failures;
  for (const LinePtr& line : lines_) {
    ready += line->state == Line::State::ready ? 1 : 0;
    if (!line->failure.empty()) failures += "; " + line->transport->entry().display_name + ": " + line->failure;
  }
  const ULONG code = stopping_ ? STATUS_OFFLINE : ready == 0 && !lines_.empty() ? STATUS_FAILURE : STATUS_AVAILABLE;
  const std::string count = std::to_string(ready) + " of " + std::to_string(lines_.size()) + " transports ready";
  host_.update_status_row(code, count + failures);
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
  later(kRound, &Spooler::tick);
}

// Runs `work` on the desk after a while, unless the spooler has ended by then.
void Spooler::later(Duration delay, void (Spooler::*work)()) {
  std::shared_ptr<Lane> desk;
  {
    const kit::Lock lock(mutex_);
    desk = desk_;
  }
  if (!desk) return;
  desk->post_at(executor_.clock().now() + delay, [weak = weak_from_this(), work] {
    if (const auto self = weak.lock()) (*self.*work)();
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
