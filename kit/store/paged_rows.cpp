// SPDX-License-Identifier: Apache-2.0
#include "kit/store/paged_rows.hpp"

#include "kit/store/object_columns.hpp"
#include "kit/store/private_tags.hpp"
#include "kit/store/store_core.hpp"

#include <mapitags.h>

namespace postroom::kit::store {
namespace {

using Position = std::string;

const Position& position_of(const TablePlace& place) {
  return *static_cast<const Position*>(place.anchor.get());
}

bool is_beside(const TablePlace& place) noexcept {
  return place.side == TablePlace::Side::before || place.side == TablePlace::Side::after;
}

// The value of a restriction that asks for one row by its instance key, as FindRow must support (L-16).
const std::string* instance_key(const Restriction& what) {
  const auto* property = std::get_if<Restriction::Property>(&what.node());
  if (property == nullptr || property->relation != RELOP_EQ || property->tag != PR_INSTANCE_KEY) return nullptr;
  return std::get_if<std::string>(&property->value.variant());
}

}  // namespace

PropertyBag message_cells(const StoreCore& core, const Row& row, std::span<const ULONG> columns) {
  PropertyBag cells{{PR_INSTANCE_KEY, row.info.id.view()}};
  for (const ULONG tag : columns) {
    if (auto value = message_column(core, row.info, tag)) {
      cells.set(std::move(*value));
    } else if (const auto kept = row.properties.find(tag); kept && !kept->apart && !is_private(tag)) {
      cells.set(value_of(*kept));
    }
  }
  return cells;
}

// What is listed, and how: shared by the rows and by the events, which may still be coming while the rows go.
class PagedRows::Listing final : public EventListener {
 public:
  Listing(std::shared_ptr<StoreCore> core, Container container, const ObjectId& owner,
          std::optional<Restriction> restriction, SortOrder order, std::weak_ptr<TableListener> listener)
      : core_(std::move(core)),
        container_(container),
        owner_(owner),
        restriction_(std::move(restriction)),
        order_(std::move(order)),
        listener_(std::move(listener)) {}

  StoreCore& core() const noexcept { return *core_; }

  Query query(std::span<const ULONG> columns) const {
    return {columns, restriction_ ? &*restriction_ : nullptr, order_.empty() ? nullptr : &order_};
  }

  std::vector<Row> rows(Snapshot& snapshot, std::string_view from, Direction direction, std::size_t limit,
                        std::span<const ULONG> columns) const {
    return snapshot.rows(container_, owner_, query(columns), from, direction, limit);
  }
  std::uint64_t count(Snapshot& snapshot) const { return snapshot.count(container_, owner_, query({})); }
  std::uint64_t count_before(Snapshot& snapshot, std::string_view position) const {
    return snapshot.count_before(container_, owner_, query({}), position);
  }
  std::optional<Row> row(Snapshot& snapshot, const ObjectId& id, std::span<const ULONG> columns) const {
    return snapshot.row(container_, owner_, query(columns), id);
  }

  TableRow table_row(const Row& row, std::span<const ULONG> columns) const {
    return {std::string(row.info.id.view()), std::make_shared<const Position>(row.position),
            std::make_shared<const PropertyBag>(message_cells(*core_, row, columns))};
  }

  void store_changed(std::span<const StoreEvent> events) noexcept override {
    const std::shared_ptr<TableListener> listener = listener_.lock();
    if (listener == nullptr) return;
    try {
      std::vector<TableChange> changes;
      for (const StoreEvent& event : events) add(event, changes);
      if (!changes.empty()) listener->table_changed(changes);
    } catch (...) {  // the store was logged off meanwhile: nobody can look at the table any more
    }
  }

 private:
  void add(const StoreEvent& event, std::vector<TableChange>& changes) const {
    if (event.type != ObjectType::message) return;
    const bool here = event.parent == owner_;
    const bool was_here = event.event == fnevObjectMoved && event.old_parent == owner_;
    if (!here && !was_here) return;
    if (container_ != Container::deleted_messages && event.associated != (container_ == Container::associated)) return;
    const bool gone = event.event == fnevObjectDeleted || (was_here && !here);
    // With a restriction nobody knows what was in the list before, and rows that are hidden have no events (K-16).
    if (restriction_ || container_ == Container::deleted_messages) {
      TableChange change;
      change.event = TABLE_CHANGED;
      changes.push_back(std::move(change));
      return;
    }
    TableChange change;
    change.key = std::string(event.id.view());
    if (gone) {
      change.event = TABLE_ROW_DELETED;
    } else {
      const auto snapshot = core_->read();
      const auto now = row(*snapshot, event.id, contents_table_columns());
      if (!now) return;  // gone again; its own event follows
      const auto before = rows(*snapshot, now->position, Direction::backward, 1, {});
      change.event = event.event == fnevObjectModified ? TABLE_ROW_MODIFIED : TABLE_ROW_ADDED;
      if (!before.empty()) change.prior = std::string(before.front().info.id.view());
      change.cells = table_row(*now, contents_table_columns()).cells;
    }
    changes.push_back(std::move(change));
  }

  const std::shared_ptr<StoreCore> core_;
  const Container container_;
  const ObjectId owner_;
  const std::optional<Restriction> restriction_;
  const SortOrder order_;
  const std::weak_ptr<TableListener> listener_;
};

PagedRows::PagedRows(std::shared_ptr<StoreCore> core, Container container, const ObjectId& owner,
                     std::optional<Restriction> restriction, SortOrder order, std::weak_ptr<TableListener> listener)
    : listing_(std::make_shared<Listing>(std::move(core), container, owner, std::move(restriction), std::move(order),
                                         std::move(listener))) {
  listing_->core().events().listen(listing_);
}

PagedRows::~PagedRows() = default;

std::vector<TableRow> PagedRows::read(const TablePlace& from, TableDirection direction, std::size_t limit,
                                      std::span<const ULONG> columns) {
  const bool forward = direction == TableDirection::forward;
  if (from.side == (forward ? TablePlace::Side::end : TablePlace::Side::beginning)) return {};
  const auto snapshot = listing_->core().read();
  Position start;
  if (is_beside(from)) {
    start = position_of(from);
    const bool inclusive = (from.side == TablePlace::Side::before) == forward;
    if (inclusive) {
      // The backend reads beyond a position: step over the row first, the other way.
      const auto other = listing_->rows(*snapshot, start, forward ? Direction::backward : Direction::forward, 1, {});
      start = other.empty() ? Position() : other.front().position;
    }
  }
  std::vector<TableRow> result;
  const auto rows =
      listing_->rows(*snapshot, start, forward ? Direction::forward : Direction::backward, limit, columns);
  result.reserve(rows.size());
  for (const Row& row : rows) result.push_back(listing_->table_row(row, columns));
  return result;
}

TableRows::Count PagedRows::count() {
  return {listing_->count(*listing_->core().read()), true};
}

std::optional<std::uint64_t> PagedRows::rows_before(const TablePlace& place) {
  const auto snapshot = listing_->core().read();
  if (place.side == TablePlace::Side::beginning) return 0;
  if (place.side == TablePlace::Side::end) return listing_->count(*snapshot);
  std::uint64_t before = listing_->count_before(*snapshot, position_of(place));
  if (place.side == TablePlace::Side::after && listing_->row(*snapshot, ObjectId::from(place.key.data()), {})) ++before;
  return before;
}

std::optional<TableRow> PagedRows::find(const TablePlace& from, TableDirection direction, const Restriction& what) {
  const std::string* key = instance_key(what);
  if (key != nullptr && direction == TableDirection::forward && from.side == TablePlace::Side::beginning) {
    return row(*key);
  }
  return TableRows::find(from, direction, what);
}

std::optional<TableRow> PagedRows::row(const std::string& key) {
  if (key.size() != sizeof(ObjectId)) return std::nullopt;
  const auto snapshot = listing_->core().read();
  const auto found = listing_->row(*snapshot, ObjectId::from(key.data()), contents_table_columns());
  if (!found) return std::nullopt;
  return listing_->table_row(*found, contents_table_columns());
}

}  // namespace postroom::kit::store
