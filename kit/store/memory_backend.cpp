// SPDX-License-Identifier: Apache-2.0
#include "kit/store/memory_backend.hpp"

#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/text.hpp>

#include <mapitags.h>

#include <algorithm>
#include <cstring>

namespace postroom::kit::store {
namespace {

constexpr MAPIUID kProvider = {
    {0x3d, 0x52, 0x0e, 0x91, 0x7a, 0x44, 0x4b, 0x0c, 0x9b, 0x21, 0x66, 0x0f, 0x5e, 0xd8, 0x13, 0x07}};

// Reads and writes one state. A snapshot's is somebody else's too and is only read.
class MemoryTransaction final : public Transaction {
 public:
  // A snapshot.
  explicit MemoryTransaction(const std::shared_ptr<const MemoryState>& state) : state_(*state) {}
  // A transaction, which holds the writer's mutex until it ends.
  MemoryTransaction(std::shared_ptr<MemoryMedium::Store> store, const std::shared_ptr<const MemoryState>& state)
      : state_(*state), store_(std::move(store)) {}
  ~MemoryTransaction() override {
    if (store_ != nullptr) unlock();
  }

  std::optional<ObjectInfo> find(const ObjectId& id) override {
    if (id == kStoreObject && !state_.objects.contains(id)) return ObjectInfo{};
    const auto found = state_.objects.find(id);
    if (found == state_.objects.end()) return std::nullopt;
    return found->second->info;
  }

  Bag properties(const ObjectId& id) override {
    if (id == kStoreObject && !state_.objects.contains(id)) return {};
    return object(id).properties;
  }

  std::size_t read_stream(const ObjectId& id, ULONG tag, std::uint64_t offset, std::span<char> buffer) override {
    const MemoryObject& owner = object(id);
    const auto found = owner.streams.find(tag);
    if (found == owner.streams.end()) fail(MAPI_E_NOT_FOUND, "the object has no such stream");
    if (offset >= found->second.size()) return 0;
    const std::size_t count = std::min<std::size_t>(buffer.size(), found->second.size() - offset);
    std::memcpy(buffer.data(), found->second.data() + offset, count);
    return count;
  }

  std::vector<Row> rows(Container container, const ObjectId& owner, const Query& query, std::string_view from,
                        Direction direction, std::size_t limit) override {
    std::vector<Row> all = list(container, owner, query);
    const auto first = from.empty()
                           ? (direction == Direction::forward ? all.begin() : all.end())
                           : std::lower_bound(all.begin(), all.end(), from,
                                              [](const Row& row, std::string_view at) { return row.position < at; });
    if (direction == Direction::forward) {
      auto start = first;
      if (start != all.end() && start->position == from) ++start;
      const auto end = start + static_cast<std::ptrdiff_t>(std::min<std::size_t>(limit, all.end() - start));
      return {start, end};
    }
    const auto start = first - static_cast<std::ptrdiff_t>(std::min<std::size_t>(limit, first - all.begin()));
    return {std::make_reverse_iterator(first), std::make_reverse_iterator(start)};
  }

  std::uint64_t count(Container container, const ObjectId& owner, const Query& query) override {
    return list(container, owner, query).size();
  }

  std::uint64_t count_before(Container container, const ObjectId& owner, const Query& query,
                             std::string_view position) override {
    const std::vector<Row> all = list(container, owner, query);
    return static_cast<std::uint64_t>(
        std::ranges::count_if(all, [&](const Row& row) { return row.position < position; }));
  }

  std::optional<Row> row(Container container, const ObjectId& owner, const Query& query, const ObjectId& id) override {
    for (Row& row : list(container, owner, query)) {
      if (row.info.id == id) return std::move(row);
    }
    return std::nullopt;
  }

  FolderCounts counts(const ObjectId& folder) override {
    static_cast<void>(object(folder));
    FolderCounts result;
    for (const auto& [id, each] : state_.objects) {
      const ObjectInfo& info = each->info;
      if (info.parent != folder || id == folder) continue;
      if (info.type == ObjectType::folder) {
        ++result.folders;
      } else if (info.deleted) {
        ++result.deleted;
      } else if (info.associated) {
        ++result.associated;
      } else {
        ++result.messages;
        if ((info.flags & MSGFLAG_READ) == 0) ++result.unread;
      }
    }
    return result;
  }

  std::optional<ObjectId> child_folder(const ObjectId& parent, std::string_view name) override {
    const auto same = [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); };
    for (const auto& [id, each] : state_.objects) {
      if (each->info.type != ObjectType::folder || each->info.parent != parent) continue;
      const auto found = each->properties.find(PR_DISPLAY_NAME_W);
      if (found && std::ranges::equal(found->text(), name, same)) return id;
    }
    return std::nullopt;
  }

  std::optional<ObjectId> embedded(const ObjectId& attachment) override {
    for (const auto& [id, each] : state_.objects) {
      if (each->info.type == ObjectType::message && each->info.parent == attachment) return id;
    }
    return std::nullopt;
  }

  std::vector<Recipient> recipients(const ObjectId& message) override {
    std::vector<Recipient> result;
    for (const auto& [row, bag] : object(message).recipients) result.push_back({row, bag});
    return result;
  }

  std::optional<QueueEntry> queue_entry(const ObjectId& message) override {
    const auto found = state_.queue.find(message);
    if (found == state_.queue.end()) return std::nullopt;
    return found->second;
  }

  std::vector<NamedProperty> named_properties() override { return state_.names; }

  std::optional<std::uint16_t> find_name(const PropertyName& name) override {
    for (const NamedProperty& each : state_.names) {
      if (each.name == name) return each.id;
    }
    return std::nullopt;
  }

  void create(const ObjectId& id, ObjectType type, const ObjectId& parent, bool associated) override {
    if (state_.objects.contains(id)) fail(MAPI_E_COLLISION, "an object with this id exists");
    static_cast<void>(object(parent));
    auto fresh = std::make_shared<MemoryObject>();
    fresh->info.id = id;
    fresh->info.type = type;
    fresh->info.parent = parent;
    fresh->info.associated = associated;
    fresh->info.change = fresh->info.version = next();
    fresh->arrival = state_.next_arrival++;
    note(ChangeKind::created, fresh->info);
    state_.objects[id] = std::move(fresh);
  }

  void set_properties(const ObjectId& id, const Bag& properties) override {
    MemoryObject& owner = change(id, ChangeKind::changed);
    owner.info.version = next();
    owner.properties = properties;
    std::erase_if(owner.streams, [&](const auto& stream) {
      const auto value = properties.find(stream.first);
      return !value || !value->apart;
    });
  }

  void truncate_stream(const ObjectId& id, ULONG tag) override { change(id, ChangeKind::changed).streams[tag].clear(); }
  void append_stream(const ObjectId& id, ULONG tag, std::string_view bytes) override {
    change(id, ChangeKind::changed).streams[tag] += bytes;
  }
  void copy_stream(const ObjectId& from, const ObjectId& to, ULONG tag) override {
    std::string bytes = object(from).streams.at(tag);
    change(to, ChangeKind::changed).streams[tag] = std::move(bytes);
  }

  void put_recipient(const ObjectId& message, const Recipient& recipient) override {
    MemoryObject& owner = change(message, ChangeKind::changed);
    owner.info.version = next();
    owner.recipients[recipient.row] = recipient.properties;
  }
  void remove_recipient(const ObjectId& message, std::uint32_t row) override {
    MemoryObject& owner = change(message, ChangeKind::changed);
    owner.info.version = next();
    if (owner.recipients.erase(row) == 0) fail(MAPI_E_NOT_FOUND, "the message has no such recipient");
  }

  void set_flags(const ObjectId& message, std::uint32_t flags) override {
    change(message, ChangeKind::flagged).info.flags = flags;
  }
  void set_status(const ObjectId& message, std::uint32_t status) override {
    change(message, ChangeKind::flagged).info.status = status;
  }

  void move(const ObjectId& id, const ObjectId& parent) override {
    static_cast<void>(object(parent));
    const ObjectId old = object(id).info.parent;
    MemoryObject& moved = change(id, ChangeKind::moved);
    moved.info.parent = parent;
    moved.arrival = state_.next_arrival++;
    state_.changes.back().parent = parent;
    state_.changes.back().old_parent = old;
  }

  void remove(const ObjectId& id) override {
    const ObjectInfo info = object(id).info;
    std::vector<ObjectId> below;
    for (const auto& [child, each] : state_.objects) {
      if (each->info.parent == id && child != id && child != kStoreObject) below.push_back(child);
    }
    for (const ObjectId& child : below) remove(child);
    note(ChangeKind::removed, info);
    state_.queue.erase(id);
    state_.objects.erase(id);
  }

  void set_deleted(const ObjectId& message, bool deleted) override {
    change(message, ChangeKind::changed).info.deleted = deleted;
  }

  void enqueue(const ObjectId& message, std::uint32_t submit_flags) override {
    change(message, ChangeKind::queued);
    const auto [place, fresh] = state_.queue.try_emplace(message);
    if (fresh) place->second.sequence = state_.next_sequence++;
    place->second.submit_flags = submit_flags;
  }
  bool claim(const ObjectId& message) override {
    QueueEntry& entry = queued(message);
    if (entry.claimed) return false;
    change(message, ChangeKind::queued);
    entry.claimed = true;
    return true;
  }
  void release_claim(const ObjectId& message) override {
    queued(message).claimed = false;
    change(message, ChangeKind::queued);
  }
  void finish(const ObjectId& message) override {
    static_cast<void>(queued(message));
    change(message, ChangeKind::queued);
    state_.queue.erase(message);
  }

  std::uint16_t add_name(const PropertyName& name) override {
    if (const auto known = find_name(name)) return *known;
    if (state_.names.size() > 0xFFFE - 0x8000) fail(MAPI_E_TABLE_TOO_BIG, "the store has no room for another name");
    const auto id = static_cast<std::uint16_t>(0x8000 + state_.names.size());
    state_.names.push_back({id, name});
    return id;
  }

  ChangeNumber commit() override {
    state_.latest = next();
    auto fresh = std::make_shared<const MemoryState>(state_);
    const Lock lock(store_->mutex);
    store_->state = std::move(fresh);
    return state_.latest;
  }

 private:
  void unlock() POSTROOM_NO_THREAD_SAFETY_ANALYSIS { store_->writer.unlock(); }
  ChangeNumber next() const { return state_.latest + 1; }

  const MemoryObject& object(const ObjectId& id) const {
    const auto found = state_.objects.find(id);
    if (found == state_.objects.end()) fail(MAPI_E_NOT_FOUND, "the object does not exist");
    return *found->second;
  }

  QueueEntry& queued(const ObjectId& message) {
    const auto found = state_.queue.find(message);
    if (found == state_.queue.end()) fail(MAPI_E_NOT_FOUND, "the message is not in the queue");
    return found->second;
  }

  // The object, for changing: a copy of its own takes the place of the shared one.
  MemoryObject& change(const ObjectId& id, ChangeKind kind) {
    if (id == kStoreObject && !state_.objects.contains(id)) {
      state_.objects[id] = std::make_shared<const MemoryObject>();
    }
    auto copy = std::make_shared<MemoryObject>(object(id));
    copy->info.change = next();
    note(kind, copy->info);
    MemoryObject& result = *copy;
    state_.objects[id] = std::move(copy);
    return result;
  }

  void note(ChangeKind kind, const ObjectInfo& info) {
    state_.changes.push_back({next(), kind, info.type, info.id, info.parent, {}, info.associated});
  }

  static bool lists(Container container, const ObjectInfo& info) {
    const bool message = info.type == ObjectType::message;
    switch (container) {
      case Container::folders:
        return info.type == ObjectType::folder;
      case Container::messages:
        return message && !info.associated && !info.deleted;
      case Container::associated:
        return message && info.associated && !info.deleted;
      case Container::deleted_messages:
        return message && info.deleted;
      case Container::attachments:
        return info.type == ObjectType::attachment;
      case Container::queue:
        return false;
    }
    return false;
  }

  // In order of arrival, or of submission: pushdown() refuses all others.
  std::vector<Row> list(Container container, const ObjectId& owner, const Query&) {
    std::vector<Row> result;
    const auto add = [&](const MemoryObject& each, std::uint64_t place) {
      Row row{each.info, each.properties, std::string(8, '\0'), {}};
      for (std::size_t i = 0; i < 8; ++i) row.position[i] = static_cast<char>(place >> (56 - 8 * i));
      if (const auto entry = queue_entry(each.info.id)) row.queued = *entry;
      result.push_back(std::move(row));
    };
    if (container == Container::queue) {
      for (const auto& [id, entry] : state_.queue) add(object(id), entry.sequence);
    } else {
      for (const auto& [id, each] : state_.objects) {
        if (each->info.parent == owner && id != owner && id != kStoreObject && lists(container, each->info)) {
          add(*each, each->arrival);
        }
      }
    }
    std::ranges::sort(result, {}, &Row::position);
    return result;
  }

  MemoryState state_;
  const std::shared_ptr<MemoryMedium::Store> store_;
};

}  // namespace

const MAPIUID& MemoryMedium::provider_uid() const noexcept {
  return kProvider;
}

std::string MemoryMedium::place(IProfSect& section) {
  SizedSPropTagArray(1, tags) = {1, {PR_DISPLAY_NAME_W}};
  ULONG count = 0;
  mapi_ptr<SPropValue> values;
  check(section.GetProps(reinterpret_cast<LPSPropTagArray>(&tags), MAPI_UNICODE, &count, out(values)));
  if (values->ulPropTag != PR_DISPLAY_NAME_W) fail(MAPI_E_UNCONFIGURED, "the profile names no store");
  return to_utf8(values->Value.lpszW);
}

std::shared_ptr<StoreBackend> MemoryMedium::open(const std::string& place, Access access, Absent absent) {
  const Lock lock(mutex_);
  if (absent == Absent::refused && !stores_.contains(place)) {
    fail(MAPI_E_NOT_FOUND, "the message store " + place + " is gone");
  }
  std::shared_ptr<Store>& store = stores_[place];
  if (store == nullptr) {
    auto fresh = std::make_shared<Store>();
    fresh->identity = {RecordKey::make(), ObjectId::make(), place, place};
    auto root = std::make_shared<MemoryObject>();
    root->info.id = fresh->identity.root;
    root->info.type = ObjectType::folder;
    auto state = std::make_shared<MemoryState>();
    state->objects[root->info.id] = root;
    {
      const Lock state_lock(fresh->mutex);
      fresh->state = state;
    }
    store = fresh;
  }
  return std::make_shared<MemoryBackend>(store, access);
}

void MemoryMedium::copy(const std::string& original, const std::string& copy) {
  const Lock lock(mutex_);
  const std::shared_ptr<Store> from = stores_.at(original);
  auto twin = std::make_shared<Store>();
  twin->identity = {from->identity.record_key, from->identity.root, copy, copy};
  const Lock from_lock(from->mutex);
  const Lock twin_lock(twin->mutex);
  twin->state = from->state;
  stores_[copy] = twin;
}

void MemoryMedium::lose(const std::string& place) {
  const Lock lock(mutex_);
  stores_.erase(place);
}

bool MemoryMedium::has(const std::string& place) {
  const Lock lock(mutex_);
  return stores_.contains(place);
}

void MemoryBackend::pass() const {
  if (interrupted_.load()) fail(MAPI_E_CANCEL, "the store is being logged off");
}

std::shared_ptr<const MemoryState> MemoryBackend::state() const {
  const Lock lock(store_->mutex);
  return store_->state;
}

Capabilities MemoryBackend::capabilities() const noexcept {
  Capabilities result;
  result.read_only = access_ == Access::read_only;
  result.soft_delete = true;
  return result;
}

Pushdown MemoryBackend::pushdown(Container, const Query& query) const {
  return {query.restriction == nullptr, query.order == nullptr};
}

std::unique_ptr<Snapshot> MemoryBackend::read() {
  pass();
  return std::make_unique<MemoryTransaction>(state());
}

std::unique_ptr<Transaction> MemoryBackend::write() POSTROOM_NO_THREAD_SAFETY_ANALYSIS {
  pass();
  if (access_ == Access::read_only) fail(MAPI_E_NO_ACCESS, "the store was opened read-only");
  store_->writer.lock();
  return std::make_unique<MemoryTransaction>(store_, state());
}

Changes MemoryBackend::changes_since(ChangeNumber since) {
  pass();
  const auto now = state();
  Changes result;
  result.latest = now->latest;
  for (const Change& change : now->changes) {
    if (change.number > since) result.changes.push_back(change);
  }
  return result;
}

ChangeNumber MemoryBackend::latest() {
  return state()->latest;
}

Integrity MemoryBackend::check(const std::function<bool(double)>&) {
  return {};
}

}  // namespace postroom::kit::store
