// SPDX-License-Identifier: Apache-2.0
//
// What stores and transports tell the spooler through their support objects (D-32, D-36 … D-39).
#include "runtime/spooler/reports.hpp"
#include "runtime/spooler/spooler.hpp"

#include "runtime/lifecycle/trace.hpp"

#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>

#include <algorithm>

namespace postroom::spooler {

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
  if ((flags & NOTIFY_CRITICAL_ERROR) != 0) {  // from this moment on, whatever is posted already (J-67)
    if (const auto transport = transport_of(logon)) transport->silence();
  }
  post_work([=](Spooler& self) { self.handle_notice(logon, flags, message, error); });
  return S_OK;
}

void Spooler::handle_notice(ULONG logon, ULONG flags, const std::vector<BYTE>& message, const std::string& error) {
  const LinePtr line = line_of(logon);
  if (!line || line->state == Line::State::critical) return;
  if ((flags & NOTIFY_CRITICAL_ERROR) != 0) return transport_failed(line, error);
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
      ask_again(wait);
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

// It is only called to be released, and that at once (J-67). What it had goes to others, or waits until it is there
// again.
void Spooler::transport_failed(const LinePtr& line, const std::string& error) {
  line->state = Line::State::critical;
  line->failure = error;
  line->addressing = {};
  line->outbound = line->inbound = line->mail_waiting = line->flushing = false;
  line->transport->silence();
  line->transport->release();
  trace::record(trace::Event::note, {0, line->transport->number(), 0, line->transport->entry().display_name},
                {.method = "transport failed", .detail = error});
  for (auto& [key, wait] : waits_) {
    if (wait.deferred_to == line) ask_again(wait);
  }
  for (const JobPtr& job : std::vector<JobPtr>(jobs_)) {
    if (job->line == line && !job->running) advance(job);
  }
  publish_address_types();
  show_status();
  pump();
}

// A message that its transport had deferred may be offered, as a deferred one (H-26). Its time in vain begins now.
void Spooler::ask_again(Wait& wait) {
  wait.not_before = {};
  wait.deferred_to = nullptr;
  wait.failures = std::max(wait.failures, 1U);
  wait.first_failure = executor_.clock().now();
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

}  // namespace postroom::spooler
