// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/spooler/host.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace postroom::spooler {

// A message that waits in a store's outgoing queue.
struct Queued {
  std::vector<BYTE> id;
  std::uint64_t submitted = 0;  // in ticks
  std::uint64_t send_at = 0;    // PR_DEFERRED_SEND_TIME: not before (H-21)
};

// A store as the spooler has it: a logon of its own, the outgoing queue, and the clients whose logons it stands for.
//
// Used on the spooler's desk only. Throws kit::Failure unless it says otherwise.
class Outbox {
 public:
  // Logs on to the store and watches its queue; `changed` may be called from any thread until end().
  Outbox(Host& host, const OpenedStore& store, std::function<void()> changed);
  ~Outbox();
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  const OpenedStore& opened() const noexcept { return opened_; }
  ULONG number() const noexcept { return link_->number(); }
  // A reference for one job; none may be left when end() is called.
  kit::com_ptr<IMsgStore> store() const { return kit::com_ptr<IMsgStore>::share(&link_->store()); }

  // From now on the queue is read from the store each time: another process puts messages into it, of which the watched
  // table is not told.
  void read_anew() noexcept { anew_ = true; }
  // The queue as it is now, in order of submission (H-4).
  std::vector<Queued> queue();

  // Opens a queued message and locks it for the spooler (H-19).
  kit::com_ptr<IMessage> claim(const std::vector<BYTE>& id);
  // Gives a claimed message back to the queue as it was last saved. Nobody has it open, unless a transport that was
  // given up does.
  void unlock(const std::vector<BYTE>& id) noexcept;
  // The message, which is locked and which nobody holds open, is done with (H-34).
  void finish(const std::vector<BYTE>& id);
  // Tells the store of mail that came by itself (I-19).
  void announce(const std::vector<BYTE>& message) noexcept;

  // As StoreLink's.
  void keep_library() noexcept { link_->keep_library(); }
  // Lets go of the queue and ends the spooler's logon (J-55). Once.
  void end() noexcept;

 private:
  kit::com_ptr<IMessage> open(const std::vector<BYTE>& id, ULONG flags);

  const OpenedStore opened_;
  std::unique_ptr<StoreLink> link_;
  kit::com_ptr<IMAPITable> queue_;
  kit::com_ptr<IMAPIAdviseSink> sink_;
  ULONG_PTR connection_ = 0;
  bool anew_ = false;
};

}  // namespace postroom::spooler
