// SPDX-License-Identifier: Apache-2.0
//
// The spooler at work: which message goes to which transport next, and what its answer means (H-22 … H-28).
#include "runtime/spooler/backoff.hpp"
#include "runtime/spooler/message_id.hpp"
#include "runtime/spooler/reports.hpp"
#include "runtime/spooler/spooler.hpp"

#include "runtime/lifecycle/trace.hpp"

#include <postroom/failure.hpp>

#include <mapitags.h>

#include <algorithm>
#include <utility>

namespace postroom::spooler {
namespace {

// A message that could not be sent in this time is reported to its sender.
constexpr auto kGiveUpAfter = std::chrono::hours(5 * 24);
// A store that said a message is finished and still shows it is asked again after this.
constexpr auto kLinger = std::chrono::seconds(30);
constexpr unsigned kMaximumRestarts = 3;  // END_RESEND_NOW, one after another

}  // namespace

// Gives every idle transport something to do. Called whenever anything changed; doing nothing is cheap.
void Spooler::pump() {
  if (hold_.load(std::memory_order_acquire) != Hold::none) return;
  while (!stopping_) {
    for (const StorePtr& store : stores_) look_into(store);
    for (const LinePtr& line : lines_) give_work(line);
    if (!advance_flushes()) break;
  }
  settle_stores();
}

void Spooler::give_work(const LinePtr& line) {
  if (line->state != Line::State::ready || line->busy) return;
  const bool arriving = line->inbound && line->mail_waiting && !line->critical_section &&
                        line->inbound_not_before <= executor_.clock().now();
  const auto waiting =
      std::find_if(jobs_.begin(), jobs_.end(), [&](const JobPtr& job) { return !job->running && job->line == line; });
  // In turn, so that neither direction starves the other.
  if (arriving && (waiting == jobs_.end() || !line->received_last)) {
    start_receiving(line);
  } else if (waiting != jobs_.end()) {
    offer(JobPtr(*waiting));
  }
}

// How many messages are claimed at a time: enough to keep every transport busy, few enough that a client can still
// take back what waits (H-5).
std::size_t Spooler::claim_limit() const {
  return 2 * std::max<std::size_t>(1, lines_.size());
}

// Are messages taken from this store now? Not before every transport has had its chance to be there.
bool Spooler::takes_from(const Store& store) const {
  const bool taking = store.mode == Store::Mode::drain || (store.mode == Store::Mode::open && !leaving_);
  return store.outbox && taking && !is_beginning() &&
         std::any_of(lines_.begin(), lines_.end(), [](const LinePtr& line) { return line->outbound; });
}

void Spooler::look_into(const StorePtr& store) {
  if (!takes_from(*store)) return;
  if (store->changed) {
    try {
      store->rows = store->outbox->queue();
      store->changed = false;
      // What has left the queue needs no more waiting for.
      std::erase_if(waits_, [&](const auto& entry) {
        return entry.first.first == store.get() &&
               std::none_of(store->rows.begin(), store->rows.end(),
                            [&](const Queued& row) { return row.id == entry.first.second; });
      });
    } catch (const kit::Failure& failure) {
      trace::record(trace::Event::note, {0, store->outbox->number(), 0, {}},
                    {.method = "queue not read", .detail = failure.what(), .hresult = failure.code()});
      store->rows.clear();
      wake_at(executor_.clock().now() + kLinger);
      return;
    }
  }
  const Instant now = executor_.clock().now();
  const std::uint64_t wall = kit::now_ticks();
  const std::vector<Queued> rows = store->rows;  // a message may end, and change the queue, while we look
  for (const Queued& queued : rows) {
    if (jobs_.size() >= claim_limit()) return;
    if (is_claimed(*store, queued)) continue;
    if (queued.send_at > wall) {  // younger messages pass it (H-21)
      wake_at(now + std::chrono::nanoseconds((queued.send_at - wall) * 100));
      continue;
    }
    if (const auto wait = waits_.find({store.get(), queued.id}); wait != waits_.end()) {
      if (wait->second.deferred_to) continue;
      if (wait->second.not_before > now) {
        wake_at(wait->second.not_before);
        continue;
      }
    }
    begin_job(store, queued);
  }
}

void Spooler::begin_job(const StorePtr& store, const Queued& queued) {
  const auto job = std::make_shared<Job>();
  job->store = store;
  job->id = queued.id;
  const auto wait = waits_.find({store.get(), queued.id});
  job->deferred = wait != waits_.end() && wait->second.failures != 0;
  try {
    job->message = store->outbox->claim(queued.id);
    job->recipients.load(*job->message);
  } catch (...) {
    // A damaged message stops neither the others nor the spooler's end: it is tried again later and later.
    std::string what;
    const HRESULT code = kit::current_failure(what);
    if (std::exchange(job->message, nullptr)) store->outbox->unlock(queued.id);
    note_failure({store.get(), queued.id}, std::chrono::seconds(0), code, what);
    return;
  }
  trace::record(trace::Event::message_claimed, {0, store->outbox->number(), 0, {}}, {.detail = hex(job->id)});
  jobs_.push_back(job);
  advance(job);
}

std::vector<Addressing> Spooler::addressings() const {
  std::vector<Addressing> all;
  for (const LinePtr& line : lines_) {
    all.push_back(line->state == Line::State::ready && line->outbound ? line->addressing : Addressing{});
  }
  return all;
}

// Takes a claimed message one step further: into the line for the next transport, or out of the queue. pump() offers
// it when its turn comes.
void Spooler::advance(const JobPtr& job) {
  job->line = nullptr;
  try {
    if (job->recipients.all_served()) return complete(job);
    if (job->deferred && overdue(*job)) return give_up(job, "The message could not be sent for five days.");
    const std::vector<Addressing> all = addressings();
    const int next = job->recipients.next_transport(all);
    if (next < 0) return nobody_left(job);
    job->line = lines_[static_cast<std::size_t>(next)];
    flush_for(job->store, job->line);
  } catch (const kit::Failure& failure) {
    defer(job, std::chrono::seconds(0), failure.code(), failure.what());
  }
}

void Spooler::offer(const JobPtr& job) {
  const LinePtr line = job->line;
  const auto index = static_cast<std::size_t>(std::find(lines_.begin(), lines_.end(), line) - lines_.begin());
  try {
    job->recipients.offer_to(index, addressings(), *job->message);
  } catch (const kit::Failure& failure) {
    defer(job, std::chrono::seconds(0), failure.code(), failure.what());
    return;
  }
  job->attempt = std::make_shared<Attempt>();
  job->attempt->store = job->store->outbox->store();
  job->attempt->message = job->message;
  job->attempt->flags = job->deferred ? BEGIN_DEFERRED : 0;
  job->running = true;
  line->busy = true;
  line->received_last = false;
  trace::record(trace::Event::message_offered, {0, line->transport->number(), 0, line->transport->entry().display_name},
                {.detail = hex(job->id), .request = job->attempt->flags});
  line->transport->submit(job->attempt, [weak = weak_from_this(), job] {
    if (const auto self = weak.lock()) {
      self->post_work([job](Spooler& spooler) { spooler.submitted(job); });
    }
  });
}

// What the transport's answer means (H-27, H-28).
void Spooler::submitted(const JobPtr& job) {
  const LinePtr line = job->line;
  line->busy = false;
  if (std::find(jobs_.begin(), jobs_.end(), job) == jobs_.end()) return;  // given up with its transport, and its store
  const std::shared_ptr<Attempt> attempt = std::move(job->attempt);
  const auto index = static_cast<std::size_t>(std::find(lines_.begin(), lines_.end(), line) - lines_.begin());
  job->running = false;
  const HRESULT result = attempt->result;
  const ULONG end = attempt->end_flags.load(std::memory_order_acquire);
  const std::chrono::seconds asked(static_cast<std::int64_t>(
      std::min<ULONG_PTR>(attempt->return_parameter.load(std::memory_order_acquire), 7 * 24 * 3600)));
  attempt->message.reset();
  attempt->store.reset();
  trace::record(trace::Event::message_answered,
                {0, line->transport->number(), 0, line->transport->entry().display_name},
                {.detail = hex(job->id), .answer = end, .hresult = result});
  const std::string text = line->transport->entry().display_name + ": " + kit::hresult_name(result);

  if (stopping_ || job->store->mode == Store::Mode::closing) {
    // Done, or back in the queue as a whole: who has the message already is noted in it (J-60).
    try {
      job->recipients.load(*job->message);
      if (!FAILED(result) && end == 0 && job->recipients.all_served()) {
        complete(job);
        return pump();
      }
    } catch (const kit::Failure&) {  // then it stays queued
    }
    put_back(job);
    return pump();
  }
  try {
    if (!FAILED(result)) {
      if ((end & END_DONT_RESEND) != 0) {
        waits_[{job->store.get(), job->id}].deferred_to = line;
        put_back(job);
      } else if ((end & END_RESEND_LATER) != 0) {
        defer(job, asked, S_OK, text);
      } else if ((end & END_RESEND_NOW) != 0 && ++job->restarts <= kMaximumRestarts) {
        job->recipients.not_tried(index);
        advance(job);
      } else {
        kit::check(job->message->SaveChanges(KEEP_OPEN_READWRITE), "a sent message cannot be saved");
        job->recipients.load(*job->message);
        advance(job);
      }
    } else if (result == MAPI_E_NOT_ME) {
      job->recipients.load(*job->message);
      advance(job);
    } else {
      defer(job, asked, result, text);
    }
  } catch (const kit::Failure& failure) {
    defer(job, std::chrono::seconds(0), failure.code(), failure.what());
  }
  pump();
}

// No transport is left for somebody: a transport that is not there now may come back (H-39); when all that could be
// asked were asked, the sender is told (H-31).
void Spooler::nobody_left(const JobPtr& job) {
  const bool absent = std::any_of(lines_.begin(), lines_.end(), [](const LinePtr& line) {
    return line->state == Line::State::starting || line->state == Line::State::failed ||
           line->state == Line::State::critical;
  });
  if (absent && !overdue(*job)) {
    defer(job, std::chrono::seconds(0), MAPI_E_NOT_FOUND, "no transport is there for a recipient");
  } else {
    give_up(job, "No transport delivers to this address.");
  }
}

// Has the message been tried in vain for longer than its sender should wait to hear of it?
bool Spooler::overdue(const Job& job) const {
  const auto wait = waits_.find({job.store.get(), job.id});
  return wait != waits_.end() && wait->second.failures != 0 &&
         executor_.clock().now() - wait->second.first_failure >= kGiveUpAfter;
}

// Reports the recipients who still wait, and is done with the message.
void Spooler::give_up(const JobPtr& job, const char* why) {
  std::vector<kit::PropertyBag> reported = job->recipients.waiting();
  for (kit::PropertyBag& row : reported) row.set(PR_REPORT_TEXT_W, why);
  {
    const kit::com_ptr<IMsgStore> store = job->store->outbox->store();
    report_recipients(*store, *job->message, reported);
  }
  job->recipients.give_up(*job->message);
  complete(job);
}

void Spooler::complete(const JobPtr& job) {
  job->message.reset();  // the store needs the only reference (H-34)
  const Key key{job->store.get(), job->id};
  std::erase(jobs_, job);
  try {
    job->store->outbox->finish(job->id);
  } catch (const kit::Failure& failure) {
    job->store->outbox->unlock(job->id);  // whole in the queue; who had it is noted in it
    note_failure(key, std::chrono::seconds(0), failure.code(), failure.what());
    return;
  }
  trace::record(trace::Event::message_finished, {0, job->store->outbox->number(), 0, {}}, {.detail = hex(job->id)});
  Wait& wait = waits_[key];
  wait = {};
  wait.finished = true;
  wait.not_before = executor_.clock().now() + kLinger;
  job->store->changed = true;
}

void Spooler::defer(const JobPtr& job, std::chrono::seconds asked, HRESULT why, const std::string& text) {
  const Key key{job->store.get(), job->id};
  put_back(job);
  note_failure(key, asked, why, text);
}

// The message goes back to the queue, unlocked; what was not saved is dropped (H-27).
void Spooler::put_back(const JobPtr& job) noexcept {
  job->message.reset();  // before unlocking, which would save it
  if (job->store->outbox) job->store->outbox->unlock(job->id);
  std::erase(jobs_, job);
}

void Spooler::note_failure(const Key& key, std::chrono::seconds asked, HRESULT why, const std::string& text) {
  const Instant now = executor_.clock().now();
  Wait& wait = waits_[key];
  if (wait.failures == 0) wait.first_failure = now;
  wait.not_before = now + backoff(wait.failures, asked, executor_.random());
  ++wait.failures;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(wait.not_before - now).count();
  const std::string detail = hex(key.second) + " again in " + std::to_string(seconds) + " s: " + text;
  const ULONG number = key.first->outbox ? key.first->outbox->number() : 0;
  trace::record(trace::Event::message_deferred, {0, number, 0, {}}, {.detail = detail, .hresult = why});
  wake_at(wait.not_before);
}

}  // namespace postroom::spooler
