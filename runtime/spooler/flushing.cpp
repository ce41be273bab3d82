// SPDX-License-Identifier: Apache-2.0
//
// Flushes: transports are told to connect, everything that waits is sent and received, and they are told that it is
// over; one transport after the other, so that they may share a line (H-40 … H-43). What asks the transports for
// something, but sends nothing itself, is here, too.
#include "runtime/spooler/spooler.hpp"

#include <algorithm>
#include <utility>

namespace postroom::spooler {
namespace {

constexpr ULONG kEndOfFlush = NOTIFY_END_INBOUND_FLUSH | NOTIFY_END_OUTBOUND_FLUSH;

// Neither direction named means both.
bool uploads(ULONG flags) {
  return (flags & (FLUSH_UPLOAD | FLUSH_DOWNLOAD)) != FLUSH_DOWNLOAD;
}
bool downloads(ULONG flags) {
  return (flags & (FLUSH_UPLOAD | FLUSH_DOWNLOAD)) != FLUSH_UPLOAD;
}

}  // namespace

HRESULT Spooler::flush(const Flush& request, Deadline deadline) {
  constexpr ULONG kKnown = FLUSH_UPLOAD | FLUSH_DOWNLOAD | FLUSH_FORCE | FLUSH_NO_UI | FLUSH_ASYNC_OK;
  if ((request.flags & ~kKnown) != 0) return MAPI_E_UNKNOWN_FLAGS;
  const auto run = std::make_shared<FlushRun>();
  run->flags = request.flags & ~FLUSH_ASYNC_OK;
  const bool begun = ask(deadline, [run, transport = request.transport](Spooler& self) {
    for (const LinePtr& line : self.lines_) {  // in profile order (N-15)
      if (line->state != Line::State::ready) continue;
      if (transport == 0 || line->transport->number() == transport) run->lines.push_back(line);
    }
    if (run->lines.empty() || self.stopping_) return end_flush(*run, MAPI_E_NOT_FOUND);
    for (auto& [key, wait] : self.waits_) {
      if (!wait.deferred_to) wait.not_before = {};
    }
    for (const StorePtr& store : self.stores_) store->changed = true;
    self.flushes_.push_back(run);
    self.advance_flushes();  // first it is told, then it gets messages
    self.pump();
  });
  if (!begun) return MAPI_E_TIMEOUT;
  if ((request.flags & FLUSH_ASYNC_OK) != 0 && !run->over.load(std::memory_order_acquire)) return S_OK;
  if (executor_.wait([run] { return run->over.load(std::memory_order_acquire); }, deadline)) return run->result;
  post_work([run](Spooler& self) {  // nobody waits for it any more (H-42)
    if (run->over) return;
    const bool has_the_line = !self.flushes_.empty() && self.flushes_.front() == run && !run->lines.empty();
    if (has_the_line && std::exchange(run->lines.front()->flushing, false)) {
      run->lines.front()->transport->notify(kEndOfFlush);
    }
    run->lines.clear();
    self.pump();
  });
  return MAPI_E_TIMEOUT;
}

void Spooler::end_flush(FlushRun& run, HRESULT result) {
  run.result.store(result, std::memory_order_relaxed);
  run.over.store(true, std::memory_order_release);
}

// Takes the flushes as far as they go now; true when that made something to do.
bool Spooler::advance_flushes() {
  bool moved = false;
  while (!flushes_.empty() && advance_flush(*flushes_.front())) {
    moved = true;
    if (!flushes_.front()->lines.empty()) continue;
    end_flush(*flushes_.front(), S_OK);
    flushes_.erase(flushes_.begin());
    executor_.wake();
  }
  return moved;
}

// One step of H-40; false while there is something to wait for.
bool Spooler::advance_flush(FlushRun& run) {
  if (run.lines.empty()) return true;
  const LinePtr line = run.lines.front();
  const auto next_line = [&] {
    line->flushing = false;
    run.lines.erase(run.lines.begin());
    run.step = FlushRun::Step::call;
    return true;
  };
  const auto returned = [weak = weak_from_this(), of = flushes_.front()] {
    if (const auto self = weak.lock()) {
      self->post_work([of](Spooler& spooler) {
        of->returned = true;
        spooler.pump();
      });
    }
  };
  if (line->state != Line::State::ready) return next_line();
  switch (run.step) {
    case FlushRun::Step::call:
      line->flushing = true;
      run.returned = false;
      run.step = FlushRun::Step::upload;
      line->transport->flush(run.flags, returned);
      return true;
    case FlushRun::Step::upload:
      if (!run.returned) return false;
      if (uploads(run.flags)) {
        if (sends(line)) return false;
        line->transport->notify(NOTIFY_END_OUTBOUND_FLUSH);
      }
      run.step = FlushRun::Step::download;
      if (downloads(run.flags)) {
        line->mail_waiting = line->inbound;
        line->inbound_not_before = {};
      }
      return true;
    case FlushRun::Step::download:
      if (downloads(run.flags)) {
        const bool more = line->mail_waiting && line->inbound && !line->critical_section &&
                          line->inbound_not_before <= executor_.clock().now();
        if (line->busy || more) return false;
        line->transport->notify(NOTIFY_END_INBOUND_FLUSH);
      }
      run.returned = false;
      run.step = FlushRun::Step::end;
      line->transport->then(returned);  // the next one may need the resource that this one lets go of
      return true;
    case FlushRun::Step::end:
      return run.returned && next_line();
  }
  return false;
}

// Has this transport a message, or may it still get one of those that are due?
bool Spooler::sends(const LinePtr& line) const {
  const auto may_give = [&](const StorePtr& store) {
    return takes_from(*store) && std::any_of(store->rows.begin(), store->rows.end(), [&](const Queued& row) {
             return !is_claimed(*store, row) && is_due(*store, row);
           });
  };
  return std::any_of(jobs_.begin(), jobs_.end(), [&](const JobPtr& job) { return job->line == line; }) ||
         std::any_of(stores_.begin(), stores_.end(), may_give);
}

// The spooler ends in the middle of it: both flags in one call, whatever the transport was doing (H-43, J-59).
void Spooler::end_flushes() {
  for (const std::shared_ptr<FlushRun>& run : flushes_) end_flush(*run, MAPI_E_CANCEL);
  flushes_.clear();
  for (const LinePtr& line : lines_) {
    if (!std::exchange(line->flushing, false) || line->state != Line::State::ready) continue;
    if (line->transport->idle()) {
      line->transport->notify(kEndOfFlush);
    } else {
      line->transport->notify_now(kEndOfFlush);
    }
  }
  executor_.wake();
}

// LOGOFF_PURGE: a transport that gets a message of the store, or has deferred one, is asked once to push out (J-36).
void Spooler::flush_for(const StorePtr& store, const LinePtr& line) {
  if (!store->purging || line->state != Line::State::ready) return;
  if (std::find(store->flushed.begin(), store->flushed.end(), line) != store->flushed.end()) return;
  store->flushed.push_back(line);
  ++store->flushing;
  line->flushing = true;
  line->transport->flush(FLUSH_UPLOAD | FLUSH_NO_UI, [weak = weak_from_this(), store] {
    if (const auto self = weak.lock()) {
      self->post_work([store](Spooler& spooler) {
        --store->flushing;
        store->changed = true;
        spooler.pump();
      });
    }
  });
}

HRESULT Spooler::validate(ULONG flags) {
  constexpr ULONG kKnown = SUPPRESS_UI | CONFIG_CHANGED | REFRESH_XP_HEADER_CACHE | PROCESS_XP_HEADER_CACHE |
                           FORCE_XP_CONNECT | FORCE_XP_DISCONNECT | ABORT_XP_HEADER_OPERATION | SHOW_XP_SESSION_UI;
  if ((flags & ~kKnown) != 0) return MAPI_E_UNKNOWN_FLAGS;
  post_work([flags](Spooler& self) {
    if (self.stopping_) return;
    for (const LinePtr& line : self.lines_) {
      if (line->state == Line::State::failed && line->transport->idle()) self.start(line);  // E-14
      if (line->state != Line::State::ready) continue;
      if ((flags & CONFIG_CHANGED) != 0) self.handle_notice(line->transport->number(), NOTIFY_CONFIG_CHANGE, {}, {});
      line->transport->validate(flags & ~CONFIG_CHANGED);  // N-16
    }
  });
  return S_OK;
}

}  // namespace postroom::spooler
