// SPDX-License-Identifier: Apache-2.0
//
// How a session's mail ends, and with the last session the spooler (J-40, J-57 … J-68).
#include "runtime/spooler/spooler.hpp"

#include "runtime/lifecycle/abandonment.hpp"
#include "runtime/lifecycle/trace.hpp"

#include <algorithm>
#include <utility>

namespace postroom::spooler {

bool Spooler::is_desk(const Lane* lane) const {
  const kit::Lock lock(mutex_);
  return desk_.get() == lane;
}

// Is a store there only because a StoreLogoff left something to be done?
bool Spooler::draining() const {
  return std::any_of(stores_.begin(), stores_.end(), [](const StorePtr& store) {
    return store->mode == Store::Mode::drain || store->mode == Store::Mode::running;
  });
}

// What StoreLogoffs left to be sent gets its time before the last session's mail goes quiet; nothing else is begun.
void Spooler::await_drain(Deadline deadline) {
  const bool asked = ask(deadline, [](Spooler& self) {
    self.leaving_ = self.draining();
    self.drained_.store(!self.leaving_, std::memory_order_release);
    if (self.leaving_) self.update_traffic();
  });
  if (!asked) return;
  static_cast<void>(executor_.wait([this] { return drained_.load(std::memory_order_acquire); }, deadline));
}

// No message is in transit and no call is posted.
bool Spooler::quiet() const {
  return std::all_of(lines_.begin(), lines_.end(),
                     [](const LinePtr& line) { return !line->busy && line->transport->idle(); }) &&
         std::none_of(stores_.begin(), stores_.end(), [&](const StorePtr& store) { return busy(*store); });
}

bool Spooler::is_settled(const Quieting& quieting) const {
  if (quieting.last) return quiet() && starting_ == 0;
  return std::none_of(quieting.stores.begin(), quieting.stores.end(),
                      [&](const StorePtr& store) { return busy(*store); });
}

void Spooler::begin_quiet(Quieting& quieting) {
  if (quieting.last) {
    stopping_ = true;
    for (const LinePtr& line : lines_) line->transport->cancel_start();  // J-8
    end_flushes();                                                       // J-59
    update_traffic();                                                    // END_INBOUND | END_OUTBOUND (J-57)
    show_status();
  }
  for (const StorePtr& store : stores_) {
    const bool had_clients = !store->clients.empty();
    std::erase_if(store->clients, [&](const Client& client) { return client.session == quieting.session; });
    if (store->mode == Store::Mode::open) {
      const bool leaves = quieting.last || (had_clients && store->clients.empty() && !is_kept_for_others(*store));
      if (!leaves) continue;
      store->mode = Store::Mode::running;
      quieting.stores.push_back(store);
    } else if (quieting.last) {
      store->mode = Store::Mode::closing;  // a drain whose time is over (J-40)
      cancel(store);
    }
  }
  // What is claimed and waits for its turn goes back at once.
  for (const StorePtr& store : quieting.stores) put_back_waiting(store);
  settle_stores();
}

void Spooler::finish_quiet(Quieting& quieting) {
  const auto leaves = [&](const StorePtr& store) {
    return quieting.last || std::find(quieting.stores.begin(), quieting.stores.end(), store) != quieting.stores.end();
  };
  for (const StorePtr& store : std::vector<StorePtr>(stores_)) {
    if (!leaves(store)) continue;
    store->mode = Store::Mode::closing;
    if (!busy(*store)) end_store(store);
  }
  if (quieting.last) trace::record(trace::Event::spooler_quiesced);
}

// Asks the desk until nothing that matters runs any more, or the last session has ended the desk meanwhile.
void Spooler::wait_quiet(const std::shared_ptr<Quieting>& quieting, Deadline deadline) {
  const auto transports = logged_on();
  do {
    static_cast<void>(ask(deadline, [quieting](Spooler& self) {
      quieting->settled.store(self.is_settled(*quieting), std::memory_order_release);
    }));
    if (quieting->settled.load(std::memory_order_acquire) || is_desk(nullptr)) return;
    static_cast<void>(executor_.wait(
        [&] { return std::all_of(transports.begin(), transports.end(), [](const auto& one) { return one->idle(); }); },
        deadline.at_most(std::chrono::milliseconds(50))));
  } while (!deadline.expired());
}

// A transport that has not come back from its start has had its time: nothing that follows waits for it again (J-113).
void Spooler::give_up_starts() {
  bool any = false;
  for (const LinePtr& line : lines_) {
    // One that has failed is not idle when it took its thread along.
    const bool starts = line->state == Line::State::starting || line->state == Line::State::failed;
    if (!starts || line->transport->idle()) continue;
    line->transport->abandon();
    any = true;
  }
  if (any) host_.give_up_starts();
}

void Spooler::quiesce(const Leaver& who, const Allowance& allowance) {
  const auto quieting = std::make_shared<Quieting>(who);
  if (quieting->last) await_drain(allowance.end.half().at_most(host_.patience().drain));
  const Deadline until = allowance.next();
  static_cast<void>(ask(until, [quieting](Spooler& self) { self.begin_quiet(*quieting); }));
  wait_quiet(quieting, until.half());  // running messages may finish: cancelling at once makes duplicates (J-60)
  if (!quieting->settled.load(std::memory_order_acquire)) {
    static_cast<void>(ask(until, [quieting](Spooler& self) {
      for (const StorePtr& store : quieting->stores) self.cancel(store);
    }));
    wait_quiet(quieting, until);
  }
  static_cast<void>(ask(allowance.next(), [quieting](Spooler& self) { self.finish_quiet(*quieting); }));
  if (!quieting->last) return;
  // ABORT_DEFERRED notices are on their way to the transports' threads, unless one hangs there.
  if (quieting->settled.load(std::memory_order_acquire)) wait_quiet(quieting, allowance.next());
  // A desk that does not answer cannot say which they are: then all that are half done.
  if (!ask(allowance.next(), [](Spooler& self) { self.give_up_starts(); })) host_.give_up_starts();
  // A transport that is still inside a call cannot be called to log off: its thread is the only one it is called on.
  for (const auto& transport : logged_on()) {
    if (!transport->idle()) transport->abandon();  // J-114
  }
  const auto nothing_is_released = [transports = logged_on()] {
    return std::none_of(transports.begin(), transports.end(), [](const auto& one) { return one->letting_go(); });
  };
  static_cast<void>(executor_.wait(nothing_is_released, allowance.next()));
  if (!ask(allowance.next(), [](Spooler& self) { self.end_held_up_stores(); })) {
    // The desk itself is inside a store. Its logons are logged off by the session, and what it has of them is kept with
    // it (end()).
    trace::record(trace::Event::note, {}, {.method = "spooler does not answer", .detail = "it is inside a store"});
  }
}

// A transport that was given up keeps what it has of a store, its message first of all: nobody releases that any more,
// and its code stays (J-114). The store itself ends now, while its provider may still be called (J-15), with the
// message in its queue (J-60).
void Spooler::end_held_up_stores() {
  for (const LinePtr& line : lines_) {
    const StorePtr& store = line->receiving_into;
    if (store && store->outbox && line->transport->abandoned()) store->outbox->keep_library();
  }
  put_back_waiting(nullptr);  // these nobody has
  for (const JobPtr& job : std::exchange(jobs_, {})) {
    lifecycle::keep_for_ever(job);
    if (!job->store->outbox) continue;
    job->store->outbox->unlock(job->id);
    job->store->outbox->keep_library();
  }
  for (const StorePtr& store : std::vector<StorePtr>(stores_)) end_store(store);
}

std::vector<std::shared_ptr<Transport>> Spooler::logged_on() const {
  std::vector<std::shared_ptr<Transport>> transports;
  {
    const kit::Lock lock(mutex_);
    transports = transports_;
  }
  // The desk hears of them when all that follows a logon is done, which may be in another order (J-18).
  std::stable_sort(transports.begin(), transports.end(),
                   [](const auto& a, const auto& b) { return a->logon_order() < b->logon_order(); });
  return transports;
}

void Spooler::log_off_transports(const Allowance& allowance) {
  // What AddressTypes gave is discarded first (J-62).
  static_cast<void>(ask(allowance.next(), [](Spooler& self) {
    for (const LinePtr& line : self.lines_) line->addressing = {};
    self.publish_address_types();
  }));
  const auto transports = logged_on();
  for (auto transport = transports.rbegin(); transport != transports.rend(); ++transport) {
    if ((*transport)->abandoned()) continue;
    if (!(*transport)->log_off(allowance.next())) (*transport)->abandon();
  }
}

void Spooler::shut_down_transports(const Allowance& allowance) {
  const auto transports = logged_on();
  for (auto transport = transports.rbegin(); transport != transports.rend(); ++transport) {
    if ((*transport)->abandoned()) continue;
    if (!(*transport)->shut_down(allowance.next())) (*transport)->abandon();
  }
}

bool Spooler::end(const Allowance& allowance) {
  std::shared_ptr<Lane> desk;
  {
    const kit::Lock lock(mutex_);
    desk = std::move(desk_);
    desk_ = nullptr;
  }
  if (!desk) return true;
  bool ended = desk->close(allowance.next());
  std::vector<LinePtr> lines;
  if (ended) {  // the desk's own is nobody's now
    lines = std::move(lines_);
    lines_.clear();
    stores_.clear();
    jobs_.clear();
    waits_.clear();
    flushes_.clear();
    lock_.reset();
    failure_.clear();
    starting_ = 0;
    leaving_ = stopping_ = false;
    next_wake_ = Instant::max();
  }
  for (const LinePtr& line : lines) ended = line->transport->close(allowance.next()) && ended;
  {
    const kit::Lock lock(mutex_);
    transports_.clear();
    address_types_.clear();
  }
  executor_.wake();
  trace::record(trace::Event::spooler_stopped);
  return ended;
}

}  // namespace postroom::spooler
