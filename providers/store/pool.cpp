// SPDX-License-Identifier: Apache-2.0
#include "providers/store/pool.hpp"

#include <postroom/failure.hpp>

#include <algorithm>
#include <utility>

namespace postroom::store {

Pool::Pool(std::string path, Connection::Mode mode) : path_(std::move(path)), mode_(mode) {}

Pool::~Pool() = default;

Pool::Lease::~Lease() {
  if (connection_ == nullptr) return;
  const bool usable = connection_->roll_back();
  pool_->give_back(connection_, writing_, usable);
}

Pool::Lease Pool::reader() {
  {
    const kit::Lock lock(mutex_);
    if (cancelled_.load()) cancelled();
    if (!idle_readers_.empty()) {
      Connection* connection = idle_readers_.back();
      idle_readers_.pop_back();
      return {*this, connection, false};
    }
  }
  return {*this, open(), false};
}

Pool::Lease Pool::writer() {
  Connection* connection = nullptr;
  {
    const kit::Lock lock(mutex_);
    while (writing_ && !cancelled_.load()) writer_free_.wait(mutex_);
    if (cancelled_.load()) cancelled();
    writing_ = true;
    connection = std::exchange(idle_writer_, nullptr);
  }
  if (connection != nullptr) return {*this, connection, true};
  try {
    return {*this, open(), true};
  } catch (...) {
    give_back(nullptr, true, true);
    throw;
  }
}

Connection* Pool::open() {
  auto fresh = std::make_unique<Connection>(path_, mode_, cancelled_);
  const kit::Lock lock(mutex_);
  connections_.push_back(std::move(fresh));
  return connections_.back().get();
}

void Pool::give_back(Connection* connection, bool writing, bool usable) noexcept {
  std::unique_ptr<Connection> useless;  // closed without the mutex
  const kit::Lock lock(mutex_);
  if (!usable) {
    const auto found = std::ranges::find(connections_, connection, &std::unique_ptr<Connection>::get);
    useless = std::move(*found);
    connections_.erase(found);
  } else if (!writing) {
    idle_readers_.push_back(connection);
  } else {
    idle_writer_ = connection;
  }
  if (writing) {
    writing_ = false;
    writer_free_.notify_one();
  }
}

void Pool::interrupt() noexcept {
  cancelled_.store(true);
  const kit::Lock lock(mutex_);
  for (const auto& connection : connections_) connection->interrupt();
  writer_free_.notify_all();
}

void Pool::cancelled() const {
  kit::fail(MAPI_E_CANCEL, "the store " + path_ + " is being logged off");
}

}  // namespace postroom::store
