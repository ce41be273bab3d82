// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/spooler/control.hpp"
#include "runtime/spooler/executor.hpp"
#include "runtime/spooler/outbox.hpp"
#include "runtime/spooler/recipients.hpp"
#include "runtime/spooler/spool_lock.hpp"
#include "runtime/spooler/transport.hpp"

#include <postroom/mutex.hpp>

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace postroom::spooler {

// The spooler of a profile in this process: takes messages from the outgoing queues of the stores that its sessions
// have open, offers them to the transports in their order, and takes arriving mail into the default store.
//
// One thread, the desk, decides everything and alone touches what is marked so; each transport has a thread of its own
// (N-2). Control's methods may be called from any thread: they post to the desk and, where the caller needs an answer,
// wait for it with a deadline. No lock is held while a store, a transport or the host is called.
//
// A message is claimed by a lock in its store, sent to each recipient's transport in turn, and finished there; whatever
// ends the process in between, it is whole in the queue, and who had it already is noted in it.
//
// Contract: C-15, C-16, H-18 … H-43, I-1 … I-5, J-36 … J-40, J-54 … J-68, N-1 … N-23.
class Spooler final : public Control, public std::enable_shared_from_this<Spooler> {
 public:
  // `lock_folder` holds the file that decides which process spools. Both references outlive the spooler.
  Spooler(Host& host, Executor& executor, std::filesystem::path lock_folder);
  ~Spooler() override;

  void session_started() override;
  using Control::wait_until_started;
  bool wait_until_started(Deadline deadline, const std::function<bool()>& pointless) override;
  void store_opened(const OpenedStore& store) override;
  void store_closed(ULONG logon) override;
  ULONG store_logoff(const StoreLogoff& request, Deadline deadline) override;
  void default_store_changed(const MAPIUID& section) override;
  HRESULT store_notifies(ULONG logon, ULONG flags, const std::vector<BYTE>& message,
                         const std::vector<BYTE>& folder) override;
  HRESULT transport_notifies(ULONG logon, ULONG flags, const std::vector<BYTE>& message,
                             const std::string& error) override;
  HRESULT transport_yields(ULONG logon) override;
  HRESULT transport_reports(ULONG logon, IMessage& message, const ADRLIST& recipients) override;
  HRESULT complete_message(ULONG logon, const std::vector<BYTE>& message) override;
  HRESULT flush(const Flush& request, Deadline deadline) override;
  HRESULT validate(ULONG flags) override;
  std::vector<std::string> address_types() override;
  HRESULT on_transport_thread(ULONG logon, const std::function<HRESULT()>& body) override;
  void quiesce(const Leaver& who, const Allowance& allowance) override;
  void log_off_transports(const Allowance& allowance) override;
  void shut_down_transports(const Allowance& allowance) override;
  bool end(const Allowance& allowance) override;
  bool hold(Deadline deadline) override;
  void let_go() override;

 private:
  // --- what the desk knows; touched there only ---

  struct Client {
    ULONG session = 0;
    ULONG logon = 0;
  };
  struct Line;
  using LinePtr = std::shared_ptr<Line>;

  // A StoreLogoff. PURGE and ABORT return only when the store has ended (J-36, J-38).
  struct Farewell {
    std::atomic<bool> decided{false};  // by the desk, or by who waited too long for it
    std::atomic<bool> over{false};
    std::atomic<ULONG> answer{LOGOFF_COMPLETE};
  };
  // A store that sessions have open.
  struct Store {
    enum class Mode {
      open,     // messages are taken from it and put into it
      drain,    // its queue is emptied, then it ends (LOGOFF_NO_WAIT, LOGOFF_PURGE)
      running,  // what runs is finished, then it ends (LOGOFF_ORDERLY)
      closing,  // nothing more (LOGOFF_ABORT, the session's end)
    };
    OpenedStore opened;
    std::vector<Client> clients;
    std::unique_ptr<Outbox> outbox;  // null when the spooler could not log on, and after its end
    Mode mode = Mode::open;
    bool changed = true;  // the queue is not as `rows` says
    std::vector<Queued> rows;
    unsigned arriving = 0;         // transports that are putting mail into it, or poll whether there is any
    bool purging = false;          // LOGOFF_PURGE: the transports that its messages involve flush
    std::vector<LinePtr> flushed;  // … which these were asked to
    unsigned flushing = 0;         // … and this many are still inside FlushQueues
    std::vector<std::shared_ptr<Farewell>> farewells;
  };
  using StorePtr = std::shared_ptr<Store>;

  // A transport.
  struct Line {
    enum class State { starting, ready, failed, critical };
    std::shared_ptr<Transport> transport;
    State state = State::starting;
    std::string failure;            // why it is failed or critical
    bool has_been_started = false;  // its first logon is over, however it ended
    Addressing addressing;
    bool busy = false;
    bool outbound = false;
    bool inbound = false;
    bool mail_waiting = false;
    bool poll_first = false;
    bool critical_section = false;  // no Idle, no Poll (I-3)
    bool flushing = false;          // FlushQueues was called, and its end not told (H-40, J-59)
    bool received_last = false;
    unsigned failures = 0;
    Instant inbound_not_before{};
    StorePtr receiving_into;
  };

  // A message that is claimed.
  struct Job {
    StorePtr store;
    std::vector<BYTE> id;
    kit::com_ptr<IMessage> message;
    Recipients recipients;
    LinePtr line;          // whose turn it is
    bool running = false;  // the transport has it now
    bool deferred = false;
    unsigned restarts = 0;
    std::shared_ptr<Attempt> attempt;
  };
  using JobPtr = std::shared_ptr<Job>;

  // A message that waits for another attempt.
  struct Wait {
    Instant not_before{};
    Instant first_failure{};
    unsigned failures = 0;
    bool finished = false;  // sent, but the store has not let it go yet
    LinePtr deferred_to;    // END_DONT_RESEND: that transport will ask for it (H-28)
  };
  using Key = std::pair<const Store*, std::vector<BYTE>>;

  // A flush of transports, one after the other (H-40).
  struct FlushRun {
    enum class Step { call, upload, download, end };
    std::vector<LinePtr> lines;  // still to be flushed, in profile order
    ULONG flags = 0;
    Step step = Step::call;
    bool returned = false;  // what the first line was last asked for is done
    std::atomic<bool> over{false};
    std::atomic<HRESULT> result{S_OK};
  };

  // The end of a session's mail, as far as it has come.
  struct Quieting : Leaver {
    explicit Quieting(const Leaver& who) noexcept : Leaver(who) {}
    std::vector<StorePtr> stores;  // which nobody has open any more
    std::atomic<bool> settled{false};
  };

  // spooler.cpp
  void post(void (Spooler::*work)());
  template <class Work>
  void post_work(Work work);
  template <class Work>
  bool ask(Deadline deadline, Work work);  // runs `work` on the desk and waits; false when the deadline came first
  void begin();
  void begin_later(const std::string& failure);
  void there_is_nothing_to_wait_for();
  std::vector<LinePtr> make_lines();
  void start_transports();
  void start(const LinePtr& line);
  bool is_beginning() const;
  void transport_started(const LinePtr& line, const std::string& failure, Addressing addressing);
  void publish_address_types();
  LinePtr line_of(ULONG number) const;
  std::shared_ptr<Transport> transport_of(ULONG number) const;  // any thread
  void show_status();
  void tick();
  void later(Duration delay, void (Spooler::*work)());
  void wake_at(Instant when);

  // spooled_stores.cpp
  void open_store(const OpenedStore& store);
  void close_store(ULONG logon);
  bool is_kept_for_others(const Store& store);
  void look_after_others();
  StorePtr store_of(ULONG logon) const;
  StorePtr default_store() const;

  // notices.cpp
  void handle_notice(ULONG logon, ULONG flags, const std::vector<BYTE>& message, const std::string& error);
  void transport_failed(const LinePtr& line, const std::string& error);
  void ask_again(Wait& wait);

  // traffic.cpp
  void update_traffic();
  void start_receiving(const LinePtr& line);
  void received(const LinePtr& line, const Received& round);

  // flushing.cpp
  bool advance_flushes();
  bool advance_flush(FlushRun& run);
  bool sends(const LinePtr& line) const;
  static void end_flush(FlushRun& run, HRESULT result);
  void end_flushes();
  void flush_for(const StorePtr& store, const LinePtr& line);

  // outbound.cpp
  void pump();
  void give_work(const LinePtr& line);
  bool takes_from(const Store& store) const;
  void look_into(const StorePtr& store);
  void begin_job(const StorePtr& store, const Queued& queued);
  void advance(const JobPtr& job);
  void offer(const JobPtr& job);
  void submitted(const JobPtr& job);
  void nobody_left(const JobPtr& job);
  bool overdue(const Job& job) const;
  void give_up(const JobPtr& job, const char* why);
  void complete(const JobPtr& job);
  void defer(const JobPtr& job, std::chrono::seconds asked, HRESULT why, const std::string& text);
  void put_back(const JobPtr& job) noexcept;
  void note_failure(const Key& key, std::chrono::seconds asked, HRESULT why, const std::string& text);
  std::vector<Addressing> addressings() const;
  std::size_t claim_limit() const;

  // store_logoff.cpp
  void log_off_store(const StorePtr& store, ULONG request);
  ULONG activity(const StorePtr& store) const;
  bool busy(const Store& store) const;
  bool is_claimed(const Store& store, const Queued& queued) const;
  bool is_due(const Store& store, const Queued& queued) const;
  bool has_ready(const Store& store) const;
  void cancel(const StorePtr& store);
  void put_back_waiting(const StorePtr& store);
  void settle_stores();
  void end_store(const StorePtr& store);
  void dismiss(Store& store, ULONG answer);

  // stopping.cpp
  std::vector<std::shared_ptr<Transport>> logged_on() const;  // any thread
  bool is_desk(const Lane* lane) const;                       // any thread; null: is there none?
  bool draining() const;
  void await_drain(Deadline deadline);
  bool quiet() const;
  void begin_quiet(Quieting& quieting);
  void finish_quiet(Quieting& quieting);
  void give_up_starts();
  void end_held_up_stores();
  bool is_settled(const Quieting& quieting) const;
  void wait_quiet(const std::shared_ptr<Quieting>& quieting, Deadline deadline);

  // holding.cpp
  bool wait_until_idle(Deadline deadline);

  Host& host_;
  Executor& executor_;
  const std::filesystem::path lock_folder_;

  std::vector<LinePtr> lines_;  // in profile order
  std::vector<StorePtr> stores_;
  std::vector<JobPtr> jobs_;
  std::map<Key, Wait> waits_;
  std::vector<std::shared_ptr<FlushRun>> flushes_;  // the first one runs
  std::unique_ptr<SpoolLock> lock_;
  std::string failure_;  // what keeps the spooler from beginning, and what to do about it
  unsigned starting_ = 0;
  bool leaving_ = false;  // the last session logs off: only what a StoreLogoff left to be sent is still sent (J-40)
  bool stopping_ = false;
  Instant next_wake_ = Instant::max();

  // --- what every thread may ask ---

  std::atomic<bool> started_{false};
  enum class Hold { none, begins_nothing, still };  // still: the desk answers nobody (holding.cpp)
  std::atomic<Hold> hold_{Hold::none};
  std::atomic<bool> drained_{false};
  mutable kit::Mutex mutex_;  // never held while calling out
  std::shared_ptr<Lane> desk_ POSTROOM_GUARDED_BY(mutex_);
  std::vector<std::shared_ptr<Transport>> transports_ POSTROOM_GUARDED_BY(mutex_);  // in order of logon
  std::vector<std::string> address_types_ POSTROOM_GUARDED_BY(mutex_);
};

// Posts work that holds the spooler only as long as it exists.
template <class Work>
void Spooler::post_work(Work work) {
  std::shared_ptr<Lane> desk;
  {
    const kit::Lock lock(mutex_);
    desk = desk_;
  }
  if (!desk) return;
  desk->post([weak = weak_from_this(), work = std::move(work)]() mutable {
    if (const std::shared_ptr<Spooler> self = weak.lock()) work(*self);
  });
}

template <class Work>
bool Spooler::ask(Deadline deadline, Work work) {
  std::shared_ptr<Lane> desk;
  {
    const kit::Lock lock(mutex_);
    desk = desk_;
  }
  if (!desk) return false;
  if (desk->inside()) {
    work(*this);
    return true;
  }
  const auto done = std::make_shared<std::atomic<bool>>(false);
  post_work([done, work = std::move(work), &executor = executor_](Spooler& self) mutable {
    work(self);
    done->store(true, std::memory_order_release);
    executor.wake();
  });
  const auto is_done = [done] { return done->load(std::memory_order_acquire); };
  // A desk that has been closed meanwhile has dropped the work; one that is held answers nobody.
  static_cast<void>(executor_.wait(
      [&] { return is_done() || !is_desk(desk.get()) || hold_.load(std::memory_order_acquire) == Hold::still; },
      deadline));
  return is_done();
}

}  // namespace postroom::spooler
