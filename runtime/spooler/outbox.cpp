// SPDX-License-Identifier: Apache-2.0
#include "runtime/spooler/outbox.hpp"

#include "runtime/lifecycle/acting_thread.hpp"
#include "runtime/lifecycle/provider_call.hpp"
#include "runtime/spooler/inbound.hpp"

#include <postroom/failure.hpp>
#include <postroom/object.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <algorithm>
#include <functional>

namespace postroom::spooler {
namespace {

using kit::check;
using kit::com_ptr;

// Tells the desk that a queue has changed.
class QueueSink final : public kit::Object<QueueSink, IMAPIAdviseSink> {
 public:
  static constexpr const char* kTypeName = "IMAPIAdviseSink (outgoing queue)";
  explicit QueueSink(std::function<void()> changed)
      : Object(std::make_shared<kit::Core>(nullptr, 0)), changed_(std::move(changed)) {}

  void end() noexcept { core().gate().close(); }

  STDMETHODIMP_(ULONG) OnNotify(ULONG, LPNOTIFICATION) override {
    static_cast<void>(call([&]() -> HRESULT {
      changed_();
      return S_OK;
    }));
    return 0;
  }

 private:
  const std::function<void()> changed_;
};

// For what must not throw: a failure of the store does not matter. A store that ends the desk's thread (pthread_exit)
// finds it staying where it is, instead of ending the process.
template <class Body>
POSTROOM_CATCHES_THREAD_END void try_to(const Body& body) {
  try {
    body();
  } catch (const abi::__forced_unwind&) {
    lifecycle::stay_on_own_thread();
    throw;
  } catch (...) {
    std::string what;
    static_cast<void>(kit::current_failure(what));
  }
}

}  // namespace

Outbox::Outbox(Host& host, const OpenedStore& store, std::function<void()> changed)
    : opened_(store), link_(host.log_on(store)) {
  try {
    const com_ptr<QueueSink> sink = kit::make_object<QueueSink>(std::move(changed));
    sink_ = sink;
    check(link_->store().GetOutgoingQueue(0, queue_.put()), "the outgoing queue cannot be opened");
    check(queue_->Advise(fnevTableModified, sink_.get(), &connection_), "the outgoing queue cannot be watched");
  } catch (...) {
    end();
    throw;
  }
}

Outbox::~Outbox() {
  end();
}

std::vector<Queued> Outbox::queue() {
  com_ptr<IMAPITable> table = queue_;
  if (anew_) {
    table.reset();
    check(link_->store().GetOutgoingQueue(0, table.put()), "the outgoing queue cannot be opened");
  }
  SizedSPropTagArray(4, columns) = {4, {PR_ENTRYID, PR_CLIENT_SUBMIT_TIME, PR_DEFERRED_SEND_TIME, PR_SUBMIT_FLAGS}};
  check(table->SetColumns(reinterpret_cast<SPropTagArray*>(&columns), 0), "the outgoing queue has no such columns");
  check(table->SeekRow(BOOKMARK_BEGINNING, 0, nullptr), "the outgoing queue cannot be read");
  std::vector<Queued> queued;
  for (;;) {
    SRowSet* raw = nullptr;
    check(table->QueryRows(200, 0, &raw), "the outgoing queue cannot be read");
    const kit::rows_ptr rows(raw);
    if (rows->cRows == 0) break;
    for (const kit::PropertyBag& row : kit::bags_from(*rows)) {
      const std::string_view id = row.binary(PR_ENTRYID);
      if (id.empty()) continue;
      queued.push_back({{id.begin(), id.end()}, row.ticks(PR_CLIENT_SUBMIT_TIME), row.ticks(PR_DEFERRED_SEND_TIME)});
    }
  }
  std::stable_sort(queued.begin(), queued.end(),
                   [](const Queued& a, const Queued& b) { return a.submitted < b.submitted; });
  return queued;
}

com_ptr<IMessage> Outbox::open(const std::vector<BYTE>& id, ULONG flags) {
  std::vector<BYTE> copy = id;
  com_ptr<IMessage> message;
  ULONG type = 0;
  check(link_->store().OpenEntry(static_cast<ULONG>(copy.size()), reinterpret_cast<ENTRYID*>(copy.data()), nullptr,
                                 flags, &type, message.put_unknown()),
        "a queued message cannot be opened");
  return message;
}

com_ptr<IMessage> Outbox::claim(const std::vector<BYTE>& id) {
  com_ptr<IMessage> message = open(id, MAPI_MODIFY);
  check(link_->store().SetLockState(message.get(), MSG_LOCKED), "a queued message cannot be locked");
  return message;
}

void Outbox::unlock(const std::vector<BYTE>& id) noexcept {
  try_to([&] {  // else it stays locked, and is claimed again by the next attempt: the lock is the spooler's own
    const com_ptr<IMessage> message = open(id, MAPI_MODIFY);
    check(link_->store().SetLockState(message.get(), MSG_UNLOCKED));
  });
}

void Outbox::finish(const std::vector<BYTE>& id) {
  std::vector<BYTE> copy = id;
  check(link_->store().FinishedMsg(0, static_cast<ULONG>(copy.size()), reinterpret_cast<ENTRYID*>(copy.data())),
        "a sent message cannot be taken from the queue");
}

void Outbox::announce(const std::vector<BYTE>& id) noexcept {
  try_to([&] { notify_new_mail(link_->store(), *open(id, 0)); });  // it may be gone meanwhile
}

void Outbox::end() noexcept {
  if (sink_) static_cast<QueueSink*>(sink_.get())->end();
  try_to([&] {
    if (queue_ && connection_ != 0) static_cast<void>(queue_->Unadvise(connection_));
    connection_ = 0;
    queue_.reset();
    sink_.reset();
  });
  if (link_) link_->log_off();
}

}  // namespace postroom::spooler
