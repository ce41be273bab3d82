// SPDX-License-Identifier: Apache-2.0
//
// How the spooler leaves a store, and how it ends (J-36 … J-40, J-54 … J-68).
#include "runtime/spooler/spooler.hpp"

#include "runtime/lifecycle/trace.hpp"

#include <algorithm>

namespace postroom::spooler {
namespace {

constexpr ULONG kRequests = LOGOFF_NO_WAIT | LOGOFF_ORDERLY | LOGOFF_PURGE | LOGOFF_ABORT | LOGOFF_QUIET;

}  // namespace

bool Spooler::last_session(ULONG session) const {
  const kit::Lock lock(mutex_);
  return sessions_.size() == 1 && sessions_.count(session) != 0;
}

bool Spooler::busy(const Store& store) const {
  return store.arriving != 0 || std::any_of(jobs_.begin(), jobs_.end(), [&](const JobPtr& job) {
           return job->running && job->store.get() == &store;
         });
}

// The activity bits of J-37.
ULONG Spooler::activity(const StorePtr& store) {
  ULONG bits = store->arriving != 0 ? LOGOFF_INBOUND : 0;
  for (const JobPtr& job : jobs_) {
    if (job->store == store && job->running) bits |= LOGOFF_OUTBOUND;
  }
  if (store->outbox) {
    try {
      if (!store->outbox->queue().empty()) bits |= LOGOFF_OUTBOUND_QUEUE;
    } catch (const std::exception&) {  // a queue that cannot be read holds nobody up
    }
  }
  return bits;
}

// Tells the transports that are busy with this store (null: with any) to stop, and puts back what only waits.
void Spooler::cancel(const StorePtr& store) {
  const std::vector<JobPtr> jobs = jobs_;
  for (const JobPtr& job : jobs) {
    if (store && job->store != store) continue;
    if (job->running) {
      job->line->transport->cancel();
    } else {
      put_back(job);
    }
  }
  for (const LinePtr& line : lines_) {
    if (line->receiving_into && (!store || line->receiving_into == store)) line->transport->cancel();
  }
}

// Ends the stores whose time has come. When the spooler itself ends, finish_quiet() does: transports hear of it first.
void Spooler::settle_stores() {
  executor_.wake();
  if (stopping_) return;
  for (const StorePtr& store : std::vector<StorePtr>(stores_)) {
    if (store->mode == Store::Mode::open || busy(*store)) continue;
    const bool queue_waits = store->mode == Store::Mode::drain && store->outbox &&
                             std::any_of(store->rows.begin(), store->rows.end(), [&](const Queued& row) {
                               const auto wait = waits_.find({store.get(), row.id});
                               return wait == waits_.end() || (!wait->second.finished && wait->second.failures == 0);
                             });
    if (queue_waits) continue;
    end_store(store);
  }
}

void Spooler::end_store(const StorePtr& store) {
  for (const JobPtr& job : std::vector<JobPtr>(jobs_)) {
    if (job->store == store && !job->running) put_back(job);
  }
  for (auto& [key, wait] : waits_) {
    if (key.first == store.get() && wait.deferred_to && wait.deferred_to->state == Line::State::ready) {
      wait.deferred_to->transport->abort_deferred(key.second);  // J-58
    }
  }
  std::erase_if(waits_, [&](const auto& entry) { return entry.first.first == store.get(); });
  std::erase(stores_, store);
  if (store->outbox) store->outbox->end();  // J-55
  store->outbox.reset();
  update_traffic();
}

// StoreLogoffTransports of a client's store.
ULONG Spooler::store_logoff(const StoreLogoff& request, Deadline deadline) {
  struct Answer {
    ULONG bits = LOGOFF_COMPLETE;
    StorePtr awaited;
  };
  const auto answer = std::make_shared<Answer>();
  const ULONG wanted = request.request & kRequests;
  const bool answered = ask(deadline, [answer, wanted, logon = request.logon](Spooler& self) {
    const StorePtr store = self.store_of(logon);
    if (!store) return;                     // J-106
    if (store->clients.size() > 1) return;  // another session goes on with it: the transports stay (J-43)
    const ULONG bits = self.activity(store);
    switch (wanted) {
      case LOGOFF_QUIET:
        if ((bits & (LOGOFF_INBOUND | LOGOFF_OUTBOUND)) != 0) {
          answer->bits = bits;  // nothing changes
          return;
        }
        store->mode = Store::Mode::closing;
        break;
      case LOGOFF_ABORT:
        store->mode = Store::Mode::closing;
        self.cancel(store);
        answer->awaited = store;
        break;
      case LOGOFF_ORDERLY:
        store->mode = Store::Mode::running;
        for (const JobPtr& job : std::vector<JobPtr>(self.jobs_)) {
          if (job->store == store && !job->running) self.put_back(job);
        }
        break;
      case LOGOFF_PURGE:
        for (const LinePtr& line : self.lines_) {
          if (line->state == Line::State::ready) line->transport->flush(FLUSH_UPLOAD | FLUSH_NO_UI);
        }
        for (auto& [key, wait] : self.waits_) {
          if (key.first == store.get() && !wait.deferred_to) wait = {};
        }
        answer->awaited = store;
        [[fallthrough]];
      default:  // LOGOFF_NO_WAIT
        store->mode = Store::Mode::drain;
        store->changed = true;
        break;
    }
    answer->bits = LOGOFF_COMPLETE | bits;
    self.update_traffic();
    self.pump();
    self.settle_stores();
  });
  if (!answered) return LOGOFF_COMPLETE;  // the desk hangs in a provider: the store must go all the same (J-38)
  if (!answer->awaited) return answer->bits;
  // Asked on the desk each time: that is where stores end.
  const auto gone = std::make_shared<std::atomic<bool>>(false);
  const auto left = std::make_shared<std::atomic<ULONG>>(0);
  do {
    static_cast<void>(ask(deadline, [answer, gone, left](Spooler& self) {
      const bool there = std::find(self.stores_.begin(), self.stores_.end(), answer->awaited) != self.stores_.end();
      gone->store(!there, std::memory_order_release);
      if (there) left->store(self.activity(answer->awaited), std::memory_order_release);
    }));
    if (gone->load(std::memory_order_acquire)) return LOGOFF_COMPLETE;
    static_cast<void>(executor_.wait([] { return false; }, deadline.at_most(std::chrono::milliseconds(10))));
  } while (!deadline.expired());
  return LOGOFF_COMPLETE | left->load(std::memory_order_acquire);
}

// --- the session's end ---

// No message is in transit and no call is posted.
bool Spooler::quiet() const {
  return std::all_of(lines_.begin(), lines_.end(),
                     [](const LinePtr& line) { return !line->busy && line->transport->idle(); }) &&
         std::none_of(stores_.begin(), stores_.end(), [&](const StorePtr& store) { return busy(*store); });
}

void Spooler::begin_quiet(ULONG session, bool last) {
  if (last) {
    stopping_ = true;
    for (const LinePtr& line : lines_) line->transport->cancel_start();  // J-8
    update_traffic();                                                    // END_INBOUND | END_OUTBOUND (J-57)
    show_status();
  }
  for (const StorePtr& store : stores_) {
    std::erase_if(store->clients, [&](const Client& client) { return client.session == session; });
    if (last || store->clients.empty()) {
      if (store->mode == Store::Mode::open) store->mode = Store::Mode::running;
    }
  }
  // What is claimed and waits for its turn goes back at once.
  for (const JobPtr& job : std::vector<JobPtr>(jobs_)) {
    if (!job->running && (last || job->store->mode == Store::Mode::running)) put_back(job);
  }
  settle_stores();
}

void Spooler::finish_quiet(bool last) {
  for (const StorePtr& store : std::vector<StorePtr>(stores_)) {
    if (last || store->clients.empty()) {
      store->mode = Store::Mode::closing;
      if (!busy(*store)) end_store(store);
    }
  }
  if (last) trace::record(trace::Event::spooler_quiesced);
}

void Spooler::quiesce(ULONG session, Deadline deadline) {
  const bool last = last_session(session);
  const auto settled = std::make_shared<std::atomic<bool>>(false);
  const auto transports = logged_on();
  // Asks the desk until nothing that matters runs any more.
  const auto wait_quiet = [&](Deadline until) {
    do {
      static_cast<void>(ask(until, [settled, last](Spooler& self) {
        const bool stores = std::none_of(self.stores_.begin(), self.stores_.end(), [&](const StorePtr& store) {
          return store->clients.empty() && self.busy(*store);
        });
        settled->store(stores && (!last || (self.quiet() && self.starting_ == 0)), std::memory_order_release);
      }));
      if (settled->load(std::memory_order_acquire)) return;
      static_cast<void>(executor_.wait(
          [&] {
            return std::all_of(transports.begin(), transports.end(), [](const auto& one) { return one->idle(); });
          },
          until.at_most(std::chrono::milliseconds(50))));
    } while (!until.expired());
  };
  static_cast<void>(ask(deadline, [session, last](Spooler& self) { self.begin_quiet(session, last); }));
  wait_quiet(deadline.half());  // running messages may finish: cancelling at once makes duplicates (J-60)
  if (!settled->load(std::memory_order_acquire)) {
    static_cast<void>(ask(deadline, [last](Spooler& self) {
      for (const StorePtr& store : std::vector<StorePtr>(self.stores_)) {
        if (last || store->clients.empty()) self.cancel(store);
      }
    }));
    wait_quiet(deadline);
  }
  static_cast<void>(ask(deadline, [last](Spooler& self) { self.finish_quiet(last); }));
  if (!last) return;
  wait_quiet(deadline);  // ABORT_DEFERRED notices are on their way to the transports' threads
  // A transport that is still inside a call cannot be called to log off: its thread is the only one it is called on.
  for (const auto& transport : transports) {
    if (!transport->idle()) transport->abandon();  // J-114
  }
}

std::vector<std::shared_ptr<Transport>> Spooler::logged_on() const {
  const kit::Lock lock(mutex_);
  return transports_;
}

void Spooler::log_off_transports(ULONG session, const Allowance& allowance) {
  if (!last_session(session)) return;
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

void Spooler::shut_down_transports(ULONG session, const Allowance& allowance) {
  if (!last_session(session)) return;
  const auto transports = logged_on();
  for (auto transport = transports.rbegin(); transport != transports.rend(); ++transport) {
    if ((*transport)->abandoned()) continue;
    if (!(*transport)->shut_down(allowance.next())) (*transport)->abandon();
  }
}

bool Spooler::session_ended(ULONG session, const Allowance& allowance) {
  const bool last = last_session(session);
  std::shared_ptr<Lane> desk;
  {
    const kit::Lock lock(mutex_);
    sessions_.erase(session);
    if (!last) return true;
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
    lock_.reset();
    starting_ = 0;
    stopping_ = false;
    next_wake_ = Instant::max();
  }
  for (const LinePtr& line : lines) ended = line->transport->close(allowance.next()) && ended;
  {
    const kit::Lock lock(mutex_);
    transports_.clear();
    address_types_.clear();
  }
  trace::record(trace::Event::spooler_stopped);
  return ended;
}

}  // namespace postroom::spooler
