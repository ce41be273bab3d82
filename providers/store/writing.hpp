// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "providers/store/pool.hpp"
#include "providers/store/reading.hpp"
#include "providers/store/stream_writer.hpp"

#include <array>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

namespace postroom::store {

// A transaction. What it changes is gathered in memory, one entry for each object, and written in as few statements as
// possible: at the end, or when something is asked that only the file can answer. One thread at a time.
//
// SQLite's write lock is held from the start, so that nothing that was read can change (backend.hpp).
class Writing final : public kit::store::Transaction {
 public:
  explicit Writing(Pool::Lease lease);
  ~Writing() override;

  std::optional<ObjectInfo> find(const ObjectId& id) override;
  Bag properties(const ObjectId& id) override;
  std::size_t read_stream(const ObjectId& id, ULONG tag, std::uint64_t offset, std::span<char> buffer) override;
  std::vector<kit::store::Row> rows(Container container, const ObjectId& owner, const kit::store::Query& query,
                                    std::string_view from, kit::store::Direction direction, std::size_t limit) override;
  std::uint64_t count(Container container, const ObjectId& owner, const kit::store::Query& query) override;
  std::uint64_t count_before(Container container, const ObjectId& owner, const kit::store::Query& query,
                             std::string_view position) override;
  std::optional<kit::store::Row> row(Container container, const ObjectId& owner, const kit::store::Query& query,
                                     const ObjectId& id) override;
  kit::store::FolderCounts counts(const ObjectId& folder) override;
  std::optional<ObjectId> child_folder(const ObjectId& parent, std::string_view name) override;
  std::optional<ObjectId> embedded(const ObjectId& attachment) override;
  std::vector<kit::store::Recipient> recipients(const ObjectId& message) override;
  std::optional<kit::store::QueueEntry> queue_entry(const ObjectId& message) override;
  std::vector<kit::store::NamedProperty> named_properties() override;
  std::optional<std::uint16_t> find_name(const PropertyName& name) override;

  void create(const ObjectId& id, ObjectType type, const ObjectId& parent, bool associated) override;
  void set_properties(const ObjectId& id, const Bag& properties) override;
  void truncate_stream(const ObjectId& id, ULONG tag) override;
  void append_stream(const ObjectId& id, ULONG tag, std::string_view bytes) override;
  void copy_stream(const ObjectId& from, const ObjectId& to, ULONG tag) override;
  void put_recipient(const ObjectId& message, const kit::store::Recipient& recipient) override;
  void remove_recipient(const ObjectId& message, std::uint32_t row) override;
  void set_flags(const ObjectId& message, std::uint32_t flags) override;
  void set_status(const ObjectId& message, std::uint32_t status) override;
  void move(const ObjectId& id, const ObjectId& parent) override;
  void remove(const ObjectId& id) override;
  void set_deleted(const ObjectId& message, bool deleted) override;
  void enqueue(const ObjectId& message, std::uint32_t submit_flags) override;
  bool claim(const ObjectId& message) override;
  void release_claim(const ObjectId& message) override;
  void finish(const ObjectId& message) override;
  std::uint16_t add_name(const PropertyName& name) override;
  kit::store::ChangeNumber commit() override;

 private:
  // How a folder counts an object.
  struct Counted {
    std::int64_t folder = 0;
    List list = List::none;
    bool unread = false;
  };
  // An object that this transaction has looked at or changed. What is not `dirty` is as in the file.
  struct Entry {
    Record record;
    Counted counted;  // in the file's counts
    bool fresh = false;
    bool row_dirty = false;
    bool bag_dirty = false;
    bool recipients_dirty = false;
    bool moved = false;
    bool has_streams = true;  // perhaps, in the file or in this transaction; surely not when it is fresh and had none
    unsigned noted = 0;       // kinds of change, a bit each
    std::optional<Bag> bag;
    std::optional<std::vector<kit::store::Recipient>> recipients;
  };
  using Counts = std::array<std::int64_t, 5>;  // in the order of the columns of the table `folder`

  Entry& entry(const ObjectId& id);
  Entry& entry(const ObjectId& id, ObjectType type);
  Entry& queued(const ObjectId& message);
  void note(Entry& entry, kit::store::ChangeKind kind);
  void changed(Entry& entry, kit::store::ChangeKind kind);
  void content_changed(Entry& entry);
  const Bag& bag_of(Entry& entry);
  std::vector<kit::store::Recipient>& recipients_of(Entry& entry);
  std::int64_t next_arrival();
  void refuse_cycle(const Entry& folder, const Entry& new_parent);

  // Everything that is only in memory goes to the file.
  void flush();
  void flush_row(Entry& entry);
  void flush_folder(Entry& entry);
  void insert(Entry& entry);
  void update(Entry& entry);
  void count(Entry& entry);
  void add_counts(const Counted& counted, std::int64_t sign);
  void write_counts();
  void remove_row(const Record& record);
  void write_changes();

  Pool::Lease lease_;
  Reading reading_;
  StreamWriter streams_;
  kit::store::ChangeNumber number_ = 0;  // of this commit
  std::int64_t next_key_ = 0;            // 0: not known yet
  std::int64_t arrivals_ = 0;
  std::unordered_map<ObjectId, Entry, kit::store::ObjectIdHash> entries_;
  std::vector<ObjectId> dirty_;  // in the order in which they became so
  std::map<std::int64_t, Counts> counts_;
  std::vector<kit::store::Change> changes_;
};

}  // namespace postroom::store
