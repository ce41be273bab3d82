// SPDX-License-Identifier: Apache-2.0
//
// Which way mail may go, and mail that arrives (I-1 … I-5, J-57).
#include "runtime/spooler/backoff.hpp"
#include "runtime/spooler/spooler.hpp"

#include "runtime/lifecycle/trace.hpp"

#include <algorithm>
#include <utility>

namespace postroom::spooler {

// Traffic is enabled once there is a store that mail can come from, or go to (C-15, I-2).
void Spooler::update_traffic() {
  const bool out = !stopping_ && std::any_of(stores_.begin(), stores_.end(), [](const StorePtr& store) {
    return store->outbox && store->mode != Store::Mode::closing;
  });
  const bool in = !stopping_ && !leaving_ && default_store() != nullptr;
  for (const LinePtr& line : lines_) {
    if (line->state != Line::State::ready) continue;
    ULONG flags = 0;
    if (out != line->outbound) flags |= out ? NOTIFY_BEGIN_OUTBOUND : NOTIFY_END_OUTBOUND;
    if (in != line->inbound) flags |= in ? NOTIFY_BEGIN_INBOUND : NOTIFY_END_INBOUND;
    if (flags == 0) continue;
    line->outbound = out;
    line->inbound = in;
    if (!in) line->transport->end_round();
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

void Spooler::start_receiving(const LinePtr& line) {
  const StorePtr store = default_store();
  if (!store) return;
  line->busy = true;
  line->mail_waiting = false;
  line->received_last = true;
  line->receiving_into = store;
  ++store->arriving;
  const bool poll = std::exchange(line->poll_first, false);
  line->transport->receive(store->outbox->store(), poll, [weak = weak_from_this(), line](Received round) {
    if (const auto self = weak.lock()) {
      self->post_work([line, round = std::move(round)](Spooler& spooler) { spooler.received(line, round); });
    }
  });
}

void Spooler::received(const LinePtr& line, const Received& round) {
  line->busy = false;
  if (const StorePtr store = std::move(line->receiving_into)) --store->arriving;
  line->receiving_into = nullptr;
  for (const std::string& id : round.ids) {
    trace::record(trace::Event::message_delivered, {0, line->transport->number(), 0, {}}, {.detail = id});
  }
  if (line->state != Line::State::ready) {
    // It failed in the middle of it, and is released (J-67).
  } else if (FAILED(round.result)) {
    // The transport keeps the mail; it is asked again, later and later.
    line->inbound_not_before =
        executor_.clock().now() + backoff(line->failures++, std::chrono::seconds(0), executor_.random());
    line->mail_waiting = true;
    trace::record(trace::Event::note, {0, line->transport->number(), 0, line->transport->entry().display_name},
                  {.method = "mail not received", .detail = round.failure, .hresult = round.result});
    wake_at(line->inbound_not_before);
  } else {
    line->failures = 0;
    if (round.more) line->mail_waiting = true;
  }
  pump();
}

}  // namespace postroom::spooler
