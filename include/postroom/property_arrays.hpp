// SPDX-License-Identifier: Apache-2.0
//
// MAPI's arrays of properties, built in MAPI memory: values, tags, problems and rows. What is returned belongs to the
// caller; give it away with release(). Everything here may be called from any thread and throws Failure.
#pragma once

#include <postroom/mapi_ptr.hpp>
#include <postroom/property_bag.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace postroom::kit {

// ---- Values ----

// The values in one block, text with the width PT_UNICODE or PT_STRING8. An empty list is a block nevertheless.
mapi_ptr<SPropValue> make_values(std::span<const PropertyValue> values, ULONG width = PT_UNICODE);
// The same for PropertyBag.
inline mapi_ptr<SPropValue> make_values(const PropertyBag& bag, ULONG width = PT_UNICODE) {
  return make_values(bag.values(), width);
}

// What `columns` ask of `bag`, in their order and their types: absent is PT_ERROR with MAPI_E_NOT_FOUND, a reserved
// slot PR_NULL (L-2, L-6), PT_UNSPECIFIED is resolved and then text has `width`.
mapi_ptr<SPropValue> make_row(const PropertyBag& bag, std::span<const ULONG> columns, ULONG width = PT_UNICODE);
// The same for one cell.
PropertyValue cell(const PropertyBag& bag, ULONG column);

// Bytes in MAPI memory, for PR_ENTRYID out parameters and the like; null when empty.
mapi_ptr<ENTRYID> make_entry_id(std::string_view bytes);
// The bytes of an in parameter. Throws MAPI_E_INVALID_PARAMETER when `size` is not 0 and `bytes` is null.
std::string_view entry_id(ULONG size, const void* bytes);

// ---- Tags ----

// Throws MAPI_E_INVALID_PARAMETER beyond this many tags in one array.
inline constexpr ULONG kMaximumTags = 0x10000;

std::vector<ULONG> tags_from(const SPropTagArray* tags);  // null gives none
mapi_ptr<SPropTagArray> make_tags(std::span<const ULONG> tags);
// Has `tags` (null: none) the id of `tag`?
bool lists(const SPropTagArray* tags, ULONG tag) noexcept;

// ---- Problems ----

// The problems of SetProps, DeleteProps, CopyTo and CopyProps (M-42, O-14).
class Problems {
 public:
  void add(ULONG index, ULONG tag, SCODE code) { problems_.push_back({index, tag, code}); }
  bool empty() const noexcept { return problems_.empty(); }
  std::span<const SPropProblem> list() const noexcept { return problems_; }
  // Hands an array to `target`, which may be null, when there are problems; null otherwise.
  void give(LPSPropProblemArray* target) const;

 private:
  std::vector<SPropProblem> problems_;
};

// ---- Rows ----

// Builds an SRowSet or ADRLIST: the set and each row are blocks of their own. A half-built set frees itself.
class RowSetBuilder {
 public:
  // For at most `capacity` rows.
  explicit RowSetBuilder(std::size_t capacity);

  // Adds a row of `count` values that was built with make_values() or make_row().
  void add(mapi_ptr<SPropValue> values, std::size_t count) noexcept;
  void add(std::span<const PropertyValue> values, ULONG width = PT_UNICODE) {
    add(make_values(values, width), values.size());
  }
  void add(const PropertyBag& row, ULONG width = PT_UNICODE) { add(row.values(), width); }
  std::size_t size() const noexcept { return rows_->cRows; }

  rows_ptr finish() && noexcept { return std::move(rows_); }
  // The layouts are interchangeable.
  adrlist_ptr finish_addresses() && noexcept { return adrlist_ptr(reinterpret_cast<ADRLIST*>(rows_.release())); }

 private:
  std::size_t capacity_;
  rows_ptr rows_;
};

// Copies all rows of a set out of MAPI memory.
std::vector<PropertyBag> bags_from(const SRowSet& rows);
std::vector<PropertyBag> bags_from(const ADRLIST& addresses);

}  // namespace postroom::kit
