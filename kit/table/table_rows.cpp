// SPDX-License-Identifier: Apache-2.0
// What a list of rows can do once it can be read in both directions.
#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/table.hpp>

#include <mapitags.h>

#include <algorithm>
#include <iterator>
#include <limits>

namespace postroom::kit {
namespace {

constexpr std::size_t kPage = 256;

// The columns that are properties.
std::vector<ULONG> wanted(std::span<const ULONG> columns) {
  std::vector<ULONG> wanted;
  std::ranges::copy_if(columns, std::back_inserter(wanted), [](ULONG tag) { return id_of(tag) != PROP_ID_NULL; });
  return wanted;
}

}  // namespace

TableRows::Page TableRows::page(const TablePlace& from, std::size_t limit, std::span<const ULONG> columns, ULONG width,
                                bool advance) {
  std::vector<TableRow> found;
  if (limit != 0) found = read(from, TableDirection::forward, limit, wanted(columns));
  RowSetBuilder rows(found.size());
  for (const TableRow& row : found) rows.add(make_row(*row.cells, columns, width), columns.size());
  if (found.empty()) return {std::move(rows).finish(), from};
  return {std::move(rows).finish(), advance ? found.back().after() : found.front().before()};
}

TableRows::Move TableRows::move(const TablePlace& from, std::int64_t rows) {
  Move result{from, 0};
  const bool forward = rows >= 0;
  const auto wanted = forward ? static_cast<std::uint64_t>(rows) : std::uint64_t{0} - static_cast<std::uint64_t>(rows);
  for (std::uint64_t passed = 0; passed < wanted;) {
    const std::size_t limit = std::min<std::uint64_t>(wanted - passed, kPage);
    const auto page = read(result.place, forward ? TableDirection::forward : TableDirection::backward, limit, {});
    if (page.empty()) {
      result.place = forward ? TablePlace::end() : TablePlace::beginning();
      break;
    }
    passed += page.size();
    result.rows = forward ? static_cast<std::int64_t>(passed) : -static_cast<std::int64_t>(passed);
    result.place = forward ? page.back().after() : page.back().before();
  }
  return result;
}

std::optional<std::uint64_t> TableRows::rows_before(const TablePlace& place) {
  if (place.side == TablePlace::Side::beginning) return 0;
  return std::nullopt;
}

TablePlace TableRows::approximate(ULONG numerator, ULONG denominator) {
  // Only two 32-bit numbers are multiplied, and a count beyond 32 bits is cut.
  const auto rows = std::min<std::uint64_t>(count().rows, std::numeric_limits<ULONG>::max());
  return move(TablePlace::beginning(), static_cast<std::int64_t>(rows * numerator / denominator)).place;
}

std::optional<TableRow> TableRows::find(const TablePlace& from, TableDirection direction, const Restriction& what) {
  what.refuse_sub_objects();  // rows are bags here
  const std::vector<ULONG> columns = what.columns();
  for (TablePlace place = from;;) {
    auto page = read(place, direction, kPage, columns);
    if (page.empty()) return std::nullopt;
    for (TableRow& row : page) {
      if (what.matches(*row.cells)) return std::move(row);
    }
    place = direction == TableDirection::forward ? page.back().after() : page.back().before();
  }
}

std::optional<TableRow> TableRows::row(const std::string& key) {
  return find(TablePlace::beginning(), TableDirection::forward, Restriction::equals({PR_INSTANCE_KEY, key}));
}

std::uint64_t TableRows::expand(const std::string&) {
  fail(MAPI_E_NOT_FOUND, "the table has no heading rows");
}

std::uint64_t TableRows::collapse(const std::string&) {
  fail(MAPI_E_NOT_FOUND, "the table has no heading rows");
}

PropertyBag TableRows::collapse_state(const std::string&) {
  fail(MAPI_E_NO_SUPPORT, "the table is not sorted by categories");
}

TablePlace TableRows::set_collapse_state(const PropertyBag&) {
  fail(MAPI_E_NO_SUPPORT, "the table is not sorted by categories");
}

}  // namespace postroom::kit
