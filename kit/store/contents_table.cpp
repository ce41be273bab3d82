// SPDX-License-Identifier: Apache-2.0
#include "kit/store/contents_table.hpp"

#include "kit/store/live_rows.hpp"
#include "kit/store/object_columns.hpp"
#include "kit/store/paged_rows.hpp"
#include "kit/store/private_tags.hpp"
#include "kit/store/store_core.hpp"

#include <mapitags.h>

#include <algorithm>

namespace postroom::kit::store {
namespace {

constexpr std::size_t kTablePage = 1024;

std::vector<ULONG> to_vector(std::span<const ULONG> tags) {
  return {tags.begin(), tags.end()};
}

// A message as a row of a contents table.
PropertyBag message_row(const StoreCore& core, const Row& row) {
  PropertyBag result = unpack(row.properties);
  for (const ULONG tag : message_columns()) {
    if (auto value = message_column(core, row.info, tag)) result.set(std::move(*value));
  }
  return result;
}

// Rows of one container of messages.
class MessageRows : public LiveRows {
 public:
  MessageRows(std::shared_ptr<StoreCore> core, Container container, const ObjectId& owner)
      : LiveRows(std::move(core), to_vector(contents_table_columns())), container_(container), owner_(owner) {}

 protected:
  virtual PropertyBag make_row(const Row& row) { return message_row(core(), row); }

  std::vector<PropertyBag> read_all(Snapshot& snapshot) override {
    std::vector<PropertyBag> result;
    const Query query;
    for (std::string from;;) {
      const std::vector<Row> page = snapshot.rows(container_, owner_, query, from, Direction::forward, kTablePage);
      if (page.empty()) return result;
      from = page.back().position;
      for (const Row& row : page) result.push_back(make_row(row));
    }
  }

  bool concerns(const StoreEvent& event, std::vector<ObjectId>& ids) override {
    if (event.type != ObjectType::message || (event.parent != owner_ && event.old_parent != owner_)) return false;
    ids.push_back(event.id);
    if (!event.old_id.is_zero() && event.old_id != event.id) ids.push_back(event.old_id);
    return true;
  }

  std::optional<PropertyBag> read_one(Snapshot& snapshot, const ObjectId& id) override {
    const std::optional<Row> row = snapshot.row(container_, owner_, Query(), id);
    if (!row) return std::nullopt;
    return make_row(*row);
  }

 private:
  const Container container_;
  const ObjectId owner_;
};

// The contents table of a folder: paged where the backend can, in memory where it cannot.
class Contents final : public TableModel {
 public:
  Contents(std::shared_ptr<StoreCore> core, Container container, const ObjectId& owner)
      : core_(std::move(core)),
        container_(container),
        owner_(owner),
        in_memory_(std::make_shared<MessageRows>(core_, container, owner)) {}

  std::vector<ULONG> columns() override {
    std::vector<ULONG> result = to_vector(contents_table_columns());
    for (const ULONG tag : message_columns()) {
      if (std::ranges::find(result, tag) == result.end()) result.push_back(tag);
    }
    return result;
  }
  std::vector<ULONG> default_columns() override { return to_vector(contents_table_columns()); }

  std::unique_ptr<TableRows> open(const Restriction* restriction, const SortOrder& order,
                                  std::weak_ptr<TableListener> listener) override {
    Query query;
    query.restriction = restriction;
    query.order = order.empty() ? nullptr : &order;
    const Pushdown can = core_->backend()->pushdown(container_, query);
    const bool paged =
        (restriction == nullptr || can.restriction) && (query.order == nullptr || can.order) && order.categories() == 0;
    if (!paged) return in_memory_->open(restriction, order, std::move(listener));
    return std::make_unique<PagedRows>(core_, container_, owner_,
                                       restriction == nullptr ? std::nullopt : std::optional(*restriction), order,
                                       std::move(listener));
  }

 private:
  const std::shared_ptr<StoreCore> core_;
  const Container container_;
  const ObjectId owner_;
  const std::shared_ptr<MessageRows> in_memory_;
};

// The outgoing queue, in the order of submission (H-4, H-18).
class QueueRows final : public MessageRows {
 public:
  explicit QueueRows(std::shared_ptr<StoreCore> core) : MessageRows(std::move(core), Container::queue, kStoreObject) {}

  std::vector<ULONG> default_columns() override {
    return {PR_ENTRYID,      PR_INSTANCE_KEY,  PR_CLIENT_SUBMIT_TIME, PR_DISPLAY_BCC_W,  PR_DISPLAY_CC_W,
            PR_DISPLAY_TO_W, PR_MESSAGE_FLAGS, PR_MESSAGE_SIZE,       PR_PRIORITY,       PR_SENDER_NAME_W,
            PR_SUBJECT_W,    PR_SUBMIT_FLAGS,  PR_PARENT_ENTRYID,     PR_MESSAGE_CLASS_W};
  }

 private:
  PropertyBag make_row(const Row& row) override {
    PropertyBag result = message_row(core(), row);
    result.set(PR_SUBMIT_FLAGS, row.queued.submit_flags | (row.queued.claimed ? SUBMITFLAG_LOCKED : 0));
    return result;
  }
  bool concerns(const StoreEvent& event, std::vector<ObjectId>& ids) override {
    if (event.type != ObjectType::message || event.event == fnevObjectCopied) return false;
    ids.push_back(event.id);
    return true;
  }
};

// The subfolders of a folder, or all below it.
class FolderRows final : public LiveRows {
 public:
  FolderRows(std::shared_ptr<StoreCore> core, const ObjectId& folder, bool deep)
      : LiveRows(std::move(core), to_vector(hierarchy_table_columns())), folder_(folder), deep_(deep) {}

 private:
  std::vector<PropertyBag> read_all(Snapshot& snapshot) override {
    std::vector<PropertyBag> result;
    add(snapshot, folder_, 0, result);
    return result;
  }

  bool concerns(const StoreEvent& event, std::vector<ObjectId>&) override { return event.type == ObjectType::folder; }

  std::optional<PropertyBag> read_one(Snapshot&, const ObjectId&) override { return std::nullopt; }

  // Depth first, so that a folder's rows follow it; the children of the folder itself have depth 0 (M-17).
  void add(Snapshot& snapshot, const ObjectId& parent, LONG depth, std::vector<PropertyBag>& to) {
    const Query query;
    for (std::string from;;) {
      const std::vector<Row> page =
          snapshot.rows(Container::folders, parent, query, from, Direction::forward, kTablePage);
      if (page.empty()) return;
      from = page.back().position;
      for (const Row& row : page) {
        PropertyBag& cells = to.emplace_back(unpack(row.properties));
        for (const ULONG tag : folder_columns()) {
          if (auto value = folder_column(core(), snapshot, row.info, tag)) cells.set(std::move(*value));
        }
        cells.set(PR_DEPTH, depth);
        if (deep_) add(snapshot, row.info.id, depth + 1, to);
      }
    }
  }

  const ObjectId folder_;
  const bool deep_;
};

}  // namespace

std::shared_ptr<TableModel> make_contents_model(std::shared_ptr<StoreCore> core, Container container,
                                                const ObjectId& owner) {
  return std::make_shared<Contents>(std::move(core), container, owner);
}

std::shared_ptr<TableModel> make_queue_model(std::shared_ptr<StoreCore> core) {
  return std::make_shared<QueueRows>(std::move(core));
}

std::shared_ptr<TableModel> make_hierarchy_model(std::shared_ptr<StoreCore> core, const ObjectId& folder, bool deep) {
  return std::make_shared<FolderRows>(std::move(core), folder, deep);
}

}  // namespace postroom::kit::store
