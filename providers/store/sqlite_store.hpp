// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "providers/store/pool.hpp"
#include "providers/store/registration.hpp"

#include <postroom/store/backend.hpp>

#include <memory>
#include <optional>
#include <string>

namespace postroom::store {

// A store in one SQLite file (design 7): WAL, synchronous=FULL, so that what commit() acknowledged survives kill -9
// and power loss. Thread-safe, as backend.hpp says.
class SqliteStore final : public kit::store::StoreBackend {
 public:
  // An empty file is as good as none: one that was a store once, and is to be found again, is not made anew.
  SqliteStore(const std::string& path, kit::store::Access access, kit::store::Absent absent);

  const kit::store::Identity& identity() const noexcept override { return identity_; }
  kit::store::Capabilities capabilities() const noexcept override;
  kit::store::Pushdown pushdown(kit::store::Container container, const kit::store::Query& query) const override;
  std::unique_ptr<kit::store::Snapshot> read() override;
  std::unique_ptr<kit::store::Transaction> write() override;
  void interrupt() noexcept override { pool_->interrupt(); }
  kit::store::Changes changes_since(kit::store::ChangeNumber since) override;
  kit::store::ChangeNumber latest() override;
  kit::store::Integrity check(const std::function<bool(double)>& progress) override;

 private:
  void create(const std::string& path);
  void open(const std::string& path, Connection::Mode mode, kit::store::Absent absent);
  void identify(Connection& connection, const std::string& path);

  std::unique_ptr<Pool> pool_;
  bool read_only_ = false;
  kit::store::Identity identity_;
  std::optional<Registration> registration_;
};

}  // namespace postroom::store
