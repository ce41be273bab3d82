// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "providers/store/connection.hpp"

#include <postroom/mutex.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace postroom::store {

// The connections of one open store: as many for reading as threads read at once, and one for writing, whose users
// wait for each other in the order in which they come to it, as far as the mutex has one.
//
// Thread-safe. Throws kit::Failure: MAPI_E_CANCEL after interrupt(), and what opening a connection may.
class Pool {
 public:
  Pool(std::string path, Connection::Mode mode);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // A connection in use, until the end of its scope.
  class Lease {
   public:
    Lease(Pool& pool, Connection* connection, bool writing) noexcept
        : pool_(&pool), connection_(connection), writing_(writing) {}
    Lease(Lease&& other) noexcept : pool_(other.pool_), connection_(other.connection_), writing_(other.writing_) {
      other.connection_ = nullptr;
    }
    Lease& operator=(Lease&&) = delete;
    // Rolls back what is still open.
    ~Lease();

    Connection& operator*() const noexcept { return *connection_; }
    Connection* operator->() const noexcept { return connection_; }

   private:
    Pool* pool_;
    Connection* connection_;
    bool writing_;
  };

  Lease reader();
  Lease writer();  // waits until the one before is done

  void interrupt() noexcept;
  bool interrupted() const noexcept { return cancelled_.load(); }

 private:
  void give_back(Connection* connection, bool writing, bool usable) noexcept;
  Connection* open();
  [[noreturn]] void cancelled() const;

  const std::string path_;
  const Connection::Mode mode_;
  std::atomic<bool> cancelled_{false};
  kit::Mutex mutex_;  // held for moments only, never while SQLite is at work
  kit::Condition writer_free_;
  std::vector<std::unique_ptr<Connection>> connections_ POSTROOM_GUARDED_BY(mutex_);  // all there are
  std::vector<Connection*> idle_readers_ POSTROOM_GUARDED_BY(mutex_);
  Connection* idle_writer_ POSTROOM_GUARDED_BY(mutex_) = nullptr;
  bool writing_ POSTROOM_GUARDED_BY(mutex_) = false;
};

}  // namespace postroom::store
