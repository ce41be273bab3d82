// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "providers/store/pool.hpp"
#include "providers/store/reading.hpp"

namespace postroom::store {

// A snapshot: a read transaction on a connection of its own. One thread at a time.
class SqliteSnapshot final : public kit::store::Snapshot {
 public:
  explicit SqliteSnapshot(Pool::Lease lease) : lease_(std::move(lease)), reading_(*lease_) {
    lease_->prepare("BEGIN").run();
  }

  std::optional<ObjectInfo> find(const ObjectId& id) override {
    const auto record = reading_.find(id);
    return record ? std::optional(record->info) : std::nullopt;
  }
  Bag properties(const ObjectId& id) override { return reading_.properties(reading_.get(id)); }
  std::size_t read_stream(const ObjectId& id, ULONG tag, std::uint64_t offset, std::span<char> buffer) override {
    return reading_.read_stream(reading_.get(id), tag, offset, buffer);
  }
  std::vector<kit::store::Row> rows(Container container, const ObjectId& owner, const kit::store::Query& query,
                                    std::string_view from, kit::store::Direction direction,
                                    std::size_t limit) override {
    return reading_.rows(container, owner, query, from, direction, limit);
  }
  std::uint64_t count(Container container, const ObjectId& owner, const kit::store::Query& query) override {
    return reading_.count(container, owner, query);
  }
  std::uint64_t count_before(Container container, const ObjectId& owner, const kit::store::Query& query,
                             std::string_view position) override {
    return reading_.count_before(container, owner, query, position);
  }
  std::optional<kit::store::Row> row(Container container, const ObjectId& owner, const kit::store::Query& query,
                                     const ObjectId& id) override {
    return reading_.row(container, owner, query, id);
  }
  kit::store::FolderCounts counts(const ObjectId& folder) override {
    return reading_.counts(reading_.get(folder, ObjectType::folder));
  }
  std::optional<ObjectId> child_folder(const ObjectId& parent, std::string_view name) override {
    return reading_.child_folder(reading_.get(parent, ObjectType::folder), name);
  }
  std::optional<ObjectId> embedded(const ObjectId& attachment) override {
    return reading_.embedded(reading_.get(attachment));
  }
  std::vector<kit::store::Recipient> recipients(const ObjectId& message) override {
    return reading_.recipients(reading_.get(message, ObjectType::message));
  }
  std::optional<kit::store::QueueEntry> queue_entry(const ObjectId& message) override {
    return reading_.queue_entry(reading_.get(message));
  }
  std::vector<kit::store::NamedProperty> named_properties() override { return reading_.named_properties(); }
  std::optional<std::uint16_t> find_name(const PropertyName& name) override { return reading_.find_name(name); }

 private:
  Pool::Lease lease_;
  Reading reading_;
};

}  // namespace postroom::store
