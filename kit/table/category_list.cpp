// SPDX-License-Identifier: Apache-2.0
#include <kit/table/category_list.hpp>
#include <postroom/failure.hpp>
#include <postroom/store/bag.hpp>

#include <mapitags.h>

#include <algorithm>
#include <map>
#include <utility>

namespace postroom::kit {
namespace {

// What tells the keys of headings from those of rows, which are shorter or come from elsewhere.
constexpr std::string_view kHeadingKey = "\x9D\x2B\x0F\xC4\x71\xE8\x5A\x36";

// A state of headings. A category is a byte for its level, and the values of its columns packed.
constexpr ULONG kRowKey = PROP_TAG(PT_BINARY, 0x6600);       // of the row that it was asked for
constexpr ULONG kRowIsLeaf = PROP_TAG(PT_BOOLEAN, 0x6601);   // it was no heading
constexpr ULONG kRowCategory = PROP_TAG(PT_BINARY, 0x6602);  // what it is in, or the heading's
constexpr ULONG kExpanded = PROP_TAG(PT_MV_BINARY, 0x6603);  // the categories that are not as the order says
constexpr ULONG kCollapsed = PROP_TAG(PT_MV_BINARY, 0x6604);

std::string packed(const Category& category) {
  return static_cast<char>(category.level) + store::pack(category.values->unpack()).block();
}

}  // namespace

// A row that was added or modified, where it is now.
struct MemoryTable::CategoryList::Shown {
  std::size_t rank;
  ULONG event;
  std::string key;
  SharedBag cells;
};

MemoryTable::CategoryList::CategoryList(std::shared_ptr<State> state, const Restriction* restriction,
                                        const SortOrder& order, std::weak_ptr<TableListener> listener)
    : List(std::move(state), restriction, std::move(listener)),
      levels_(category_levels(order)),
      expanded_levels_(order.expanded()),
      rows_(AsSorted(order.of_rows())),
      top_(CategoryBefore{&levels_.front()}),
      paths_(CategoryPathBefore{&levels_.back()}) {}

// ---- Where categories are ----

bool MemoryTable::CategoryList::in_category(const PackedRow& cells, const Category& category) const {
  return compare(levels_[category.level].path, cells, *category.values) == 0;
}

// The category is an ancestor of one of the two between which the cells would stand.
Category* MemoryTable::CategoryList::category_of(const CategoryPaths& paths, const PackedRow& cells,
                                                 std::size_t level) const {
  const SortOrder& path = levels_.back().path;
  const SortPrefix prefix = sort_prefix(cells, path.keys().front());
  const auto [before, after] = paths.around([&](const Category* one) {
    if (one->prefix != prefix) return one->prefix < prefix;
    return compare(path, *one->values, cells) < 0;
  });
  for (Category* const* candidate : {after, before}) {
    if (candidate == nullptr) continue;
    Category* category = (*candidate)->ancestor(level);
    if (in_category(cells, *category)) return category;
  }
  return nullptr;
}

// The category itself, or the one with its values that there is now, or null.
Category* MemoryTable::CategoryList::live(Category& category) const {
  return category.alive ? &category : category_of(*category.values, category.level);
}

Siblings& MemoryTable::CategoryList::siblings(const Category& category) {
  return category.parent == nullptr ? top_ : *category.parent->children;
}

bool MemoryTable::CategoryList::is_before_rows(const RowList<AsSorted>::Item& item, const Category& category) const {
  if (item.prefix != category.prefix) return item.prefix < category.prefix;
  return compare(levels_[category.level].path, *item.row, *category.values) < 0;
}

std::size_t MemoryTable::CategoryList::first_row(const Category& category) const {
  return rows_.rank_after([&](const auto& item) { return is_before_rows(item, category); });
}

MemoryTable::CategoryList::Spot MemoryTable::CategoryList::spot(Category& category) const {
  const Siblings* siblings = &top_;
  std::size_t rank = 0;
  if (category.parent != nullptr) {
    const Spot above = spot(*category.parent);
    if (above.heading == nullptr) return above;
    rank = above.rank + 1;
    if (!above.heading->expanded) return {rank, nullptr};
    siblings = &*above.heading->children;
  }
  Category* now = live(category);
  return {rank + siblings->lower_rank(now != nullptr ? now : &category), now};
}

// Of the row, or of what is next when it is hidden or gone; `behind`: after the row, if it is there.
std::size_t MemoryTable::CategoryList::rank_of_row(PackedRow* row, Category& category, bool behind) const {
  const Spot at = spot(category);
  if (at.heading == nullptr) return at.rank;
  if (!at.heading->expanded) return at.rank + 1;
  return at.rank + 1 + (behind ? rows_.upper_rank(row) : rows_.lower_rank(row)) - first_row(*at.heading);
}

std::size_t MemoryTable::CategoryList::rank_beside(const TablePlace& place) const {
  const RowAnchor& anchor = anchor_of(place);
  const bool behind = place.side == TablePlace::Side::after;
  if (anchor.row) return rank_of_row(anchor.row.get(), *anchor.category, behind);
  const Spot at = spot(*anchor.category);
  return at.rank + (behind && at.heading != nullptr ? 1 : 0);
}

// ---- Reading ----

PropertyBag MemoryTable::CategoryList::given() const {
  return {{PR_ROW_TYPE, TBL_LEAF_ROW}, {PR_DEPTH, levels_.size()}};
}

SharedBag MemoryTable::CategoryList::bag(const Seen& seen) const {
  if (seen.heading != nullptr) return std::make_shared<const PropertyBag>(seen.heading->heading());
  PropertyBag cells = seen.row->unpack();
  cells.merge(given());
  return std::make_shared<const PropertyBag>(std::move(cells));
}

// The rows of an expanded category of the last level, from the one with so many before it on. The first is found by its
// place and not by its rank, which takes a look at each chunk of the list: there may be as many categories as rows.
void MemoryTable::CategoryList::visit_rows(Category& category, std::size_t begin, std::size_t limit,
                                           const Visit& visit) const {
  const auto visit_row = [&](PackedRow* row) { visit({.row = row, .category = &category}); };
  if (begin == 0) {
    rows_.for_each_from([&](const auto& item) { return is_before_rows(item, category); }, limit, visit_row);
  } else {
    rows_.for_each(first_row(category) + begin, limit, visit_row);
  }
}

void MemoryTable::CategoryList::gather(const Siblings& siblings, std::size_t offset, std::size_t& left,
                                       const Visit& visit) const {
  siblings.walk(offset, [&](Category* category, std::size_t passed) {
    if (passed == 0) {
      visit({.heading = category});
      --left;
    }
    const std::size_t begin = passed == 0 ? 0 : passed - 1;
    if (left == 0 || !category->expanded) return left != 0;
    if (category->children) {
      gather(*category->children, begin, left, visit);
    } else {
      const std::size_t count = std::min(left, category->figures.rows - begin);
      visit_rows(*category, begin, count, visit);
      left -= count;
    }
    return left != 0;
  });
}

void MemoryTable::CategoryList::visit(std::size_t rank, std::size_t limit, const Visit& visit) const {
  if (limit != 0) gather(top_, rank, limit, visit);
}

MemoryTable::List::Seen MemoryTable::CategoryList::find_key(const std::string& key) const {
  if (const auto at = by_key_.find(key); at != by_key_.end()) {
    return at->second->visible() ? Seen{.heading = at->second.get()} : Seen();
  }
  PackedRow* const row = row_of_key(key);
  if (row == nullptr || !rows_.holds(row)) return {};
  Category* category = category_of(*row, levels_.size() - 1);
  if (category == nullptr) return {};  // memory was short when the list was made
  return category->open() ? Seen{.row = row, .category = category} : Seen();
}

// ---- Following changes ----

std::shared_ptr<Category> MemoryTable::CategoryList::make(const PackedRow& cells, std::shared_ptr<Category> parent,
                                                          std::size_t level) {
  auto category = std::make_shared<Category>();
  category->parent = std::move(parent);
  category->level = level;
  category->expanded = level < expanded_levels_;
  PropertyBag values;
  for (const SortOrder::Key& key : levels_[level].path.keys()) {
    if (const RowShape::Column* column = cells.shape->find(key.tag)) values.set(cells.value(*column));
  }
  category->values = packer().own(values);
  category->prefix = sort_prefix(cells, levels_.front().keys.keys().front());
  if (level + 1 < levels_.size()) category->children.emplace(CategoryBefore{&levels_[level + 1]});
  if (levels_[level].values != nullptr) category->ordered.emplace(AsSorted(levels_[level].values));
  return category;
}

Category* MemoryTable::CategoryList::enter(const PackedRow& cells, std::vector<Touched>& touched) {
  std::shared_ptr<Category> category;
  std::size_t level = levels_.size();
  while (category == nullptr && level > 0) {
    if (Category* known = category_of(cells, --level)) category = known->shared_from_this();
  }
  for (level = category == nullptr ? 0 : level + 1; level < levels_.size(); ++level) {
    category = make(cells, std::move(category), level);
    category->key = std::string(kHeadingKey) + fresh_key();
    by_key_.emplace(category->key, category);
    touched.push_back({category, {}, true});
  }
  if (!touched.empty()) paths_.insert(category.get());
  return category.get();
}

void MemoryTable::CategoryList::touch(Category* category, std::vector<Touched>& touched) {
  for (; category != nullptr; category = category->parent.get()) {
    if (std::any_of(touched.begin(), touched.end(), [&](const Touched& one) { return one.category.get() == category; }))
      continue;
    touched.push_back({category->shared_from_this(), category->figures, false});
  }
}

void MemoryTable::CategoryList::enroll(Category* category, PackedRow* row, bool in) {
  for (; category != nullptr; category = category->parent.get()) {
    category->figures.add(*row, in ? 1 : std::size_t(-1));
    if (!category->ordered) continue;
    if (row->shape->find(levels_[category->level].by.keys().front().tag) == nullptr) continue;
    if (in) {
      category->ordered->insert(row);
    } else {
      category->ordered->erase(row);
    }
  }
}

PropertyBag MemoryTable::CategoryList::extreme(const Category& category) const {
  if (!category.ordered || category.ordered->size() == 0) return {};
  const SortOrder::Key& key = levels_[category.level].by.keys().front();
  const bool greatest = (key.order & TABLE_SORT_CATEG_MAX) != 0;
  const PackedRow* row = category.ordered->at(greatest ? category.ordered->size() - 1 : 0);
  return {row->value(*row->shape->find(key.tag))};
}

// Brings a heading to where its rows want it, after those below it.
void MemoryTable::CategoryList::settle(Touched& touched) {
  Category& category = *touched.category;
  Siblings& list = siblings(category);
  if (category.figures.rows == 0) {
    list.erase(&category);
    if (!category.children) paths_.erase(&category);
    category.alive = false;
    by_key_.erase(category.key);
    return;
  }
  PropertyBag now = extreme(category);
  const bool moves = touched.fresh || now != category.figures.extreme;
  if (!moves) {
    const std::size_t former = std::exchange(category.weight, category.present_weight());
    list.reweigh(&category, former);
    return;
  }
  Category* const* before = touched.fresh ? nullptr : list.before(&category);
  const Category* const neighbour = before == nullptr ? nullptr : *before;
  if (!touched.fresh) list.erase(&category);
  category.figures.extreme = std::move(now);
  category.weight = category.present_weight();
  list.insert(&category);
  before = list.before(&category);
  touched.moved = !touched.fresh && neighbour != (before == nullptr ? nullptr : *before);
}

void MemoryTable::CategoryList::follow(const RowChange& change) {
  PackedRow* const old_row = change.old_row();
  PackedRow* const new_row = change.new_row();
  const bool was = old_row != nullptr && rows_.erase(old_row);
  const bool is = new_row != nullptr && shows(*new_row);
  if (!was && !is) return;
  Category* const from = was ? category_of(*old_row, levels_.size() - 1) : nullptr;
  const bool was_shown = from != nullptr && from->open();
  std::vector<Touched> touched;
  Category* const to = is ? enter(*new_row, touched) : nullptr;
  touch(from, touched);
  touch(to, touched);
  if (from != nullptr) enroll(from, old_row, false);
  if (to != nullptr) {
    rows_.insert(new_row);
    enroll(to, new_row, true);
  }
  std::stable_sort(touched.begin(), touched.end(),
                   [](const Touched& a, const Touched& b) { return a.category->level > b.category->level; });
  for (Touched& one : touched) settle(one);
  if (tells_no_more()) return;
  const bool stays_shown = was_shown && to != nullptr && to->open() && old_row->key() == new_row->key();
  if (was_shown && !stays_shown) note(TABLE_ROW_DELETED, old_row->key());
  std::vector<Shown> shown;
  if (to != nullptr && to->open()) {
    shown.push_back({rank_of_row(new_row, *to, false), stays_shown ? TABLE_ROW_MODIFIED : TABLE_ROW_ADDED,
                     std::string(new_row->key()), bag({.row = new_row, .category = to})});
  }
  tell(touched, std::move(shown));
}

// What became of headings, and then the rows of `shown`. Told from the top, each behind a row that the listener has
// in its place by then; what it is told to take away goes first.
void MemoryTable::CategoryList::tell(const std::vector<Touched>& touched, std::vector<Shown> shown) {
  for (const Touched& one : touched) {
    Category& category = *one.category;
    if (!category.visible()) continue;
    if (!category.alive) {
      note(TABLE_ROW_DELETED, category.key);
    } else if (one.moved && category.expanded) {  // with all that is below it
      note(TABLE_CHANGED, {});
      return;
    } else if (one.fresh || one.before != category.figures) {
      shown.push_back({spot(category).rank, one.fresh ? TABLE_ROW_ADDED : TABLE_ROW_MODIFIED, category.key,
                       std::make_shared<const PropertyBag>(category.heading())});
    }
  }
  std::sort(shown.begin(), shown.end(), [](const Shown& a, const Shown& b) { return a.rank < b.rank; });
  for (Shown& row : shown) {
    TableChange& change = note(row.event, row.key);
    change.cells = std::move(row.cells);
    if (row.rank != 0) visit(row.rank - 1, 1, [&](const Seen& prior) { change.prior = key_of(prior); });
  }
}

void MemoryTable::CategoryList::assign(const std::vector<PackedRow*>& rows) {
  const auto former = std::exchange(by_key_, {});
  const CategoryPaths former_paths = std::exchange(paths_, CategoryPaths(CategoryPathBefore{&levels_.back()}));
  for (const auto& [key, category] : former) {
    category->alive = false;  // a cursor may hold it still, and is not to hold all its rows
    category->children.reset();
    category->ordered.reset();
  }
  top_ = Siblings(CategoryBefore{&levels_.front()});
  rows_.assign(rows);
  std::vector<std::vector<Category*>> made(levels_.size());
  std::vector<std::shared_ptr<Category>> open;  // the categories of the row before
  rows_.for_each(0, rows_.size(), [&](PackedRow* row) {
    std::size_t level = 0;
    while (level < open.size() && compare(levels_[level].keys, *row, *open[level]->values) == 0) ++level;
    open.resize(level);
    for (; level < levels_.size(); ++level) {
      auto category = make(*row, level == 0 ? nullptr : open.back(), level);
      if (const Category* same = category_of(former_paths, *row, level)) {  // the heading stays what it was
        category->key = same->key;
        category->expanded = same->expanded;
      } else {
        category->key = std::string(kHeadingKey) + fresh_key();
      }
      by_key_.emplace(category->key, category);
      made[level].push_back(category.get());
      open.push_back(std::move(category));
    }
    enroll(open.back().get(), row, true);
  });
  for (std::size_t level = levels_.size(); level-- > 0;) {
    for (Category* category : made[level]) {
      if (!category->children) paths_.insert(category);
      category->figures.extreme = extreme(*category);
      category->weight = category->present_weight();
      siblings(*category).insert(category);
    }
  }
}

// ---- Expanding and collapsing ----

void MemoryTable::CategoryList::set_expanded(Category& category, bool expanded) {
  category.expanded = expanded;
  for (Category* at = &category; at != nullptr; at = at->parent.get()) {
    const std::size_t former = std::exchange(at->weight, at->present_weight());
    siblings(*at).reweigh(at, former);
  }
}

Category& MemoryTable::CategoryList::heading(const std::string& key) {
  const auto at = by_key_.find(key);
  if (at == by_key_.end() || !at->second->visible()) fail(MAPI_E_NOT_FOUND, "there is no heading row with this key");
  return *at->second;
}

std::uint64_t MemoryTable::CategoryList::expand(const std::string& key) {
  const Lock lock(state_->mutex_);
  Category& category = heading(key);
  if (category.expanded) return 0;
  set_expanded(category, true);
  return category.below();
}

std::uint64_t MemoryTable::CategoryList::collapse(const std::string& key) {
  const Lock lock(state_->mutex_);
  Category& category = heading(key);
  if (!category.expanded) return 0;
  set_expanded(category, false);
  return category.below();
}

PropertyBag MemoryTable::CategoryList::collapse_state(const std::string& key) {
  const Lock lock(state_->mutex_);
  const Seen row = find_key(key);
  if (row.row == nullptr && row.heading == nullptr) fail(MAPI_E_NOT_FOUND, "there is no row with this key");
  const Category& of = row.row != nullptr ? *row.category : *row.heading;
  PropertyBag state{{kRowKey, key}, {kRowIsLeaf, row.row != nullptr}, {kRowCategory, packed(of)}};
  std::vector<std::string> expanded;
  std::vector<std::string> collapsed;
  for (const auto& [unused, category] : by_key_) {
    if (category->expanded == (category->level < expanded_levels_)) continue;
    (category->expanded ? expanded : collapsed).push_back(packed(*category));
  }
  state.set(kExpanded, std::move(expanded));
  state.set(kCollapsed, std::move(collapsed));
  return state;
}

// The category that packed() made these bytes of, or the nearest above it that there is; null when there is none.
Category* MemoryTable::CategoryList::unpacked(std::string_view bytes) const {
  if (bytes.empty() || static_cast<std::size_t>(bytes.front()) >= levels_.size()) {
    fail(MAPI_E_CORRUPT_DATA, "a category of no level");
  }
  const PropertyBag given = store::unpack(store::Bag(std::string(bytes.substr(1))));
  PropertyBag own;  // what else a client has put there is nothing to the table
  for (const SortOrder::Key& key : levels_.back().path.keys()) {
    if (const PropertyValue* value = given.find(key.tag)) own.set(*value);
  }
  const OwnRow values = packer().own(own);
  for (auto level = static_cast<std::size_t>(bytes.front()) + 1; level-- > 0;) {
    if (Category* category = category_of(*values, level)) return category;
  }
  return nullptr;
}

TablePlace MemoryTable::CategoryList::set_collapse_state(const PropertyBag& state) {
  const Lock lock(state_->mutex_);
  std::map<Category*, bool> differ;
  for (const ULONG tag : {kExpanded, kCollapsed}) {
    const PropertyValue* categories = state.find(tag);
    if (categories == nullptr) continue;
    for (const std::string& bytes : categories->strings()) {
      Category* category = unpacked(bytes);
      if (category != nullptr && category->level == static_cast<std::size_t>(bytes.front())) {
        differ[category] = tag == kExpanded;
      }
    }
  }
  const std::string_view row_category = state.binary(kRowCategory);
  Category* category = unpacked(row_category);
  for (const auto& [unused, one] : by_key_) {
    const auto other = differ.find(one.get());
    const bool expanded = other != differ.end() ? other->second : one->level < expanded_levels_;
    if (one->expanded != expanded) set_expanded(*one, expanded);
  }
  const Seen row = find_key(std::string(state.binary(kRowKey)));
  if (row.row != nullptr || row.heading != nullptr) return beside(row, TablePlace::Side::before);
  if (category == nullptr) return TablePlace::beginning();
  const Spot at = spot(*category);
  const bool is_heading =
      !state.boolean(kRowIsLeaf) && category->level == static_cast<std::size_t>(row_category.front());
  return place(at.heading == nullptr || is_heading ? at.rank : at.rank + 1);
}

}  // namespace postroom::kit
