// SPDX-License-Identifier: Apache-2.0
//
// How the spooler leaves one store (J-36 … J-40, J-55). Each request is a mode, in which the store goes on until it may
// end; the answer says at once what the store was doing, and only PURGE and ABORT wait for the end.
#include "runtime/spooler/spooler.hpp"

#include <postroom/failure.hpp>

#include <algorithm>
#include <utility>

namespace postroom::spooler {
namespace {

constexpr ULONG kActive = LOGOFF_INBOUND | LOGOFF_OUTBOUND;

}  // namespace

bool Spooler::busy(const Store& store) const {
  return store.arriving != 0 || std::any_of(jobs_.begin(), jobs_.end(), [&](const JobPtr& job) {
           return job->running && job->store.get() == &store;
         });
}

// The activity bits of J-37. A transport that polls keeps the store, but no message is coming in.
ULONG Spooler::activity(const StorePtr& store) const {
  ULONG bits = 0;
  for (const LinePtr& line : lines_) {
    if (line->receiving_into == store && line->transport->receiving()) bits |= LOGOFF_INBOUND;
  }
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

bool Spooler::is_claimed(const Store& store, const Queued& queued) const {
  return std::any_of(jobs_.begin(), jobs_.end(),
                     [&](const JobPtr& job) { return job->store.get() == &store && job->id == queued.id; });
}

// Could the message be claimed now? One that failed waits for its time, one that its transport deferred for the
// transport.
bool Spooler::is_due(const Store& store, const Queued& queued) const {
  if (queued.send_at > kit::now_ticks()) return false;  // H-21
  const auto wait = waits_.find({&store, queued.id});
  if (wait == waits_.end()) return true;
  return !wait->second.finished && !wait->second.deferred_to && wait->second.not_before <= executor_.clock().now();
}

// Is there anything left in a drain that could be sent now?
bool Spooler::has_ready(const Store& store) const {
  if (store.mode != Store::Mode::drain || !store.outbox) return false;
  if (store.flushing != 0 || is_beginning()) return true;  // nobody knows yet
  return takes_from(store) && std::any_of(store.rows.begin(), store.rows.end(), [&](const Queued& row) {
           return is_claimed(store, row) || is_due(store, row);
         });
}

// Tells the transports that are busy with this store (null: with any) to stop, and puts back what only waits.
void Spooler::cancel(const StorePtr& store) {
  for (const JobPtr& job : jobs_) {
    if (job->running && (!store || job->store == store)) job->line->transport->cancel();
  }
  for (const LinePtr& line : lines_) {
    if (line->receiving_into && (!store || line->receiving_into == store)) line->transport->cancel();
  }
  put_back_waiting(store);
}

// What is claimed and has not been given to a transport is whole in the queue again.
void Spooler::put_back_waiting(const StorePtr& store) {
  for (const JobPtr& job : std::vector<JobPtr>(jobs_)) {
    if (!job->running && (!store || job->store == store)) put_back(job);
  }
}

// Ends the stores whose time has come. When the spooler itself ends, finish_quiet() does: transports hear of it first.
void Spooler::settle_stores() {
  if (!stopping_) {
    for (const StorePtr& store : std::vector<StorePtr>(stores_)) {
      if (store->mode != Store::Mode::open && !busy(*store) && !has_ready(*store)) end_store(store);
    }
  }
  if (!draining()) drained_.store(true, std::memory_order_release);
  executor_.wake();
}

void Spooler::end_store(const StorePtr& store) {
  put_back_waiting(store);
  for (auto& [key, wait] : waits_) {
    if (key.first == store.get() && wait.deferred_to && wait.deferred_to->state == Line::State::ready) {
      wait.deferred_to->transport->abort_deferred(key.second);  // J-58
    }
  }
  std::erase_if(waits_, [&](const auto& entry) { return entry.first.first == store.get(); });
  for (const LinePtr& line : store->flushed) {
    if (std::exchange(line->flushing, false)) line->transport->notify(NOTIFY_END_OUTBOUND_FLUSH);  // H-40
  }
  const ULONG left = store->purging ? activity(store) & LOGOFF_OUTBOUND_QUEUE : 0;  // what could not be pushed out
  std::erase(stores_, store);
  if (store->outbox) store->outbox->end();  // J-55
  store->outbox.reset();
  dismiss(*store, LOGOFF_COMPLETE | left);
  update_traffic();
}

// Those who waited for the store's end may go.
void Spooler::dismiss(Store& store, ULONG answer) {
  for (const std::shared_ptr<Farewell>& farewell : store.farewells) {
    farewell->answer.store(answer, std::memory_order_relaxed);
    farewell->over.store(true, std::memory_order_release);
  }
  store.farewells.clear();
  executor_.wake();
}

// What one request changes (J-36).
void Spooler::log_off_store(const StorePtr& store, ULONG request) {
  switch (request) {
    case LOGOFF_QUIET:
      store->mode = Store::Mode::closing;
      break;
    case LOGOFF_ABORT:
      store->mode = Store::Mode::closing;
      cancel(store);
      break;
    case LOGOFF_ORDERLY:
      store->mode = Store::Mode::running;
      put_back_waiting(store);
      break;
    case LOGOFF_PURGE:
      store->purging = true;
      store->mode = Store::Mode::drain;
      store->changed = true;
      for (auto& [key, wait] : waits_) {
        if (key.first != store.get()) continue;
        if (wait.deferred_to) {
          flush_for(store, LinePtr(wait.deferred_to));
        } else if (!wait.finished) {
          wait.not_before = {};  // each gets one more attempt
        }
      }
      for (const JobPtr& job : jobs_) {
        if (job->store == store && job->line) flush_for(store, job->line);
      }
      break;
    default:  // LOGOFF_NO_WAIT
      store->mode = Store::Mode::drain;
      store->changed = true;
      break;
  }
}

// StoreLogoffTransports of a client's store. All but PURGE, which returns only after completion, have their bound also
// when the desk hangs in a provider. What it has been told by then it does when it is back.
ULONG Spooler::store_logoff(const StoreLogoff& request, Deadline deadline) {
  if (request.request != LOGOFF_PURGE) deadline = deadline.at_most(host_.patience().quiet);
  const auto farewell = std::make_shared<Farewell>();
  const auto bits = std::make_shared<ULONG>(0);
  const bool answered = ask(deadline, [=, wanted = request.request, logon = request.logon](Spooler& self) {
    const auto answer = [&](ULONG word) {
      farewell->answer.store(word, std::memory_order_relaxed);
      farewell->over.store(true, std::memory_order_release);
    };
    const StorePtr store = self.store_of(logon);
    if (!store) return answer(LOGOFF_COMPLETE);  // J-106
    // Another session or another process goes on with the store, and its transports with it (J-43).
    if (store->clients.size() > 1 || self.host_.open_elsewhere(store->opened)) return answer(LOGOFF_COMPLETE);
    *bits = self.activity(store);
    if (wanted == LOGOFF_QUIET && (*bits & kActive) != 0) return answer(*bits);  // nothing changes
    if (farewell->decided.exchange(true)) return;  // nobody waits, and QUIET has been refused
    if ((wanted & (LOGOFF_PURGE | LOGOFF_ABORT)) != 0) store->farewells.push_back(farewell);
    self.log_off_store(store, wanted);
    if ((wanted & (LOGOFF_PURGE | LOGOFF_ABORT)) == 0) answer(LOGOFF_COMPLETE | *bits);  // asynchronous (J-39)
    self.update_traffic();
    self.pump();
  });
  // The desk hangs in a provider. The store must go all the same (J-38, J-39), but for QUIET: what is under way there,
  // nobody can say. Only this or the desk decides, so that a refused one changes nothing later.
  if (!answered && request.request == LOGOFF_QUIET && !is_desk(nullptr) && !farewell->decided.exchange(true)) return 0;
  if (!answered) return LOGOFF_COMPLETE;
  const auto is_over = [farewell] { return farewell->over.load(std::memory_order_acquire); };
  static_cast<void>(executor_.wait([&] { return is_over() || is_desk(nullptr); }, deadline));
  return is_over() ? farewell->answer.load(std::memory_order_relaxed) : LOGOFF_COMPLETE | (*bits & kActive);
}

}  // namespace postroom::spooler
