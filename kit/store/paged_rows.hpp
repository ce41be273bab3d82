// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kit/store/events.hpp"

#include <postroom/store/backend.hpp>
#include <postroom/table.hpp>

#include <memory>
#include <optional>

namespace postroom::kit::store {

class StoreCore;

// What makes a message's row of a table: the columns asked for, and PR_INSTANCE_KEY.
PropertyBag message_cells(const StoreCore& core, const Row& row, std::span<const ULONG> columns);

// The messages of a folder as the backend lists them by itself, page by page: nothing is kept here, and a table on a
// million messages opens at once (design 7). See TableRows for who may call it from where.
//
// REQUIRES: pushdown() said yes to all of `restriction` and `order`.
class PagedRows final : public TableRows {
 public:
  PagedRows(std::shared_ptr<StoreCore> core, Container container, const ObjectId& owner,
            std::optional<Restriction> restriction, SortOrder order, std::weak_ptr<TableListener> listener);
  ~PagedRows() override;

  std::vector<TableRow> read(const TablePlace& from, TableDirection direction, std::size_t limit,
                             std::span<const ULONG> columns) override;
  Count count() override;
  std::optional<std::uint64_t> rows_before(const TablePlace& place) override;
  std::optional<TableRow> find(const TablePlace& from, TableDirection direction, const Restriction& what) override;
  std::optional<TableRow> row(const std::string& key) override;

 private:
  class Listing;

  const std::shared_ptr<Listing> listing_;
};

}  // namespace postroom::kit::store
