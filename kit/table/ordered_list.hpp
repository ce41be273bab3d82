// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <numeric>
#include <type_traits>
#include <utility>
#include <vector>

namespace postroom::kit {

// The weight of items that count one each.
struct OneEach {
  template <class Item>
  constexpr std::size_t operator()(const Item&) const noexcept {
    return 1;
  }
};

// Items in order, reached by rank and by value. An insertion or a removal moves at most a chunk, so that keeping a
// million rows in order costs a logarithm of comparisons and a few thousand bytes of copying.
//
// `Before` is a strict order of items; no two may be equal in it. `Weight` says how many ranks an item takes up, one
// unless said otherwise: a rank is the weight of all that is before. A change that throws has changed
// nothing. Not thread-safe.
template <class Item, class Before, class Weight = OneEach>
class OrderedList {
 public:
  explicit OrderedList(Before before) : before_(std::move(before)) {}

  // REQUIRES: the items are in order.
  void assign(std::vector<Item> items) {
    std::vector<Chunk> chunks;
    std::vector<std::size_t> weights;
    std::size_t weight = 0;
    chunks.reserve(items.size() / kFilled + 1);
    weights.reserve(items.size() / kFilled + 1);
    for (std::size_t at = 0; at < items.size(); at += kFilled) {
      const auto begin = items.begin() + static_cast<std::ptrdiff_t>(at);
      const auto end = items.begin() + static_cast<std::ptrdiff_t>(std::min(at + kFilled, items.size()));
      Chunk& chunk = chunks.emplace_back();
      if (items.size() > kFilled) chunk.reserve(kFull + 1);  // or the first insertion into each of them would move it
      chunk.assign(std::make_move_iterator(begin), std::make_move_iterator(end));
      weights.push_back(weight_of(chunk));
      weight += weights.back();
    }
    chunks_ = std::move(chunks);
    weights_ = std::move(weights);
    size_ = items.size();
    weight_ = weight;
  }

  std::size_t size() const noexcept { return size_; }
  // Of all items.
  std::size_t weight() const noexcept { return weight_; }

  // REQUIRES: rank < weight().
  const Item& at(std::size_t rank) const {
    Position place = at_rank(rank);
    return chunks_[place.chunk][place.index];
  }

  // REQUIRES: size() is not 0.
  const Item& last() const { return chunks_.back().back(); }

  // Calls `visit` with each item from the one at `rank` on, and with how many of its ranks come before `rank`, until
  // it answers false.
  template <class Visit>
  void walk(std::size_t rank, Visit visit) const {
    if (rank >= weight_) return;
    for (Position place = at_rank(rank); place.chunk < chunks_.size(); ++place.chunk, place.index = 0) {
      const Chunk& chunk = chunks_[place.chunk];
      for (; place.index < chunk.size(); ++place.index, rank = 0) {
        if (!visit(chunk[place.index], rank)) return;
      }
    }
  }
  // Calls `visit` for up to `limit` items from `rank` on.
  template <class Visit>
  void for_each(std::size_t rank, std::size_t limit, Visit visit) const {
    if (limit == 0) return;
    walk(rank, [&](const Item& item, std::size_t) {
      visit(item);
      return --limit != 0;
    });
  }

  // The same from the first item on for which `is_before` is false, which is true for the items before it and for no
  // other: for who has a place and need not know its rank, which takes a look at each chunk.
  template <class Predicate, class Visit>
  void for_each_from(Predicate is_before, std::size_t limit, Visit visit) const {
    if (limit != 0) visit_from(partition(is_before), limit, visit);
  }

  // The weight of the items before `item`, and of those that are before or equal to it.
  std::size_t lower_rank(const Item& item) const { return rank_of(lower(item)); }
  std::size_t upper_rank(const Item& item) const {
    const Position place = lower(item);
    return rank_of(place) + (holds(place, item) ? Weight()(chunks_[place.chunk][place.index]) : 0);
  }
  // The same for a place that a predicate says: it is true for the items before it, and for no other.
  template <class Predicate>
  std::size_t rank_after(Predicate is_before) const {
    return rank_of(partition(is_before));
  }

  // The item that is equal in the order, or null. The pointer is good until the list changes.
  const Item* find(const Item& item) const {
    const Position place = lower(item);
    return holds(place, item) ? &chunks_[place.chunk][place.index] : nullptr;
  }
  // The item before the place of `item`, or null when that is first.
  const Item* before(const Item& item) const { return before(lower(item)); }
  // The items beside a place that a predicate says; null where there is none.
  struct Neighbours {
    const Item* before;
    const Item* after;
  };
  template <class Predicate>
  Neighbours around(Predicate is_before) const {
    const Position place = partition(is_before);
    return {before(place), place.chunk < chunks_.size() ? &chunks_[place.chunk][place.index] : nullptr};
  }

  // REQUIRES: find(item) is null.
  void insert(Item item) {
    const std::size_t weight = Weight()(item);
    Position place = lower(item);
    if (place.chunk == chunks_.size()) {  // behind all others, as most that are added: chunks fill up in turn
      if (chunks_.empty() || chunks_.back().size() >= kFull) {
        append_chunk(std::move(item), weight);
        return;
      }
      place = {chunks_.size() - 1, chunks_.back().size()};
    } else if (chunks_[place.chunk].size() >= kFull) {
      place = split(place);
    }
    Chunk& chunk = chunks_[place.chunk];
    make_room(chunk);
    chunk.insert(chunk.begin() + static_cast<std::ptrdiff_t>(place.index), std::move(item));
    weights_[place.chunk] += weight;
    count(weight);
  }

  // Removes the item that is equal in the order; false when there is none.
  bool erase(const Item& item) {
    const Position place = lower(item);
    if (!holds(place, item)) return false;
    Chunk& chunk = chunks_[place.chunk];
    const auto at = chunk.begin() + static_cast<std::ptrdiff_t>(place.index);
    const std::size_t weight = Weight()(*at);
    --size_;
    weight_ -= weight;
    weights_[place.chunk] -= weight;
    chunk.erase(at);
    if (chunk.empty()) {
      drop_chunk(place.chunk);
    } else if (place.chunk == 0 || !join(place.chunk - 1)) {
      static_cast<void>(join(place.chunk));
    }
    return true;
  }

  // Puts an item in the place of the one that is equal in the order. REQUIRES: find(item) is not null, and its weight
  // is the same.
  void replace(Item item) {
    const Position place = lower(item);
    chunks_[place.chunk][place.index] = std::move(item);
  }

  // Takes note of an item's new weight; `former` is the one that it had. Does nothing with one that is not there, as
  // when there was no memory to put it in.
  void reweigh(const Item& item, std::size_t former) {
    const Position place = lower(item);
    if (!holds(place, item)) return;
    const std::size_t gain = Weight()(item) - former;  // below 0: modulo 2^n
    weights_[place.chunk] += gain;
    weight_ += gain;
  }

 private:
  static constexpr std::size_t kFull = 512;
  static constexpr std::size_t kFilled = 384;
  static constexpr std::size_t kThin = 192;  // two chunks with no more than this are one
  static constexpr bool kOneEach = std::is_same_v<Weight, OneEach>;
  using Chunk = std::vector<Item>;
  static_assert(std::is_nothrow_move_constructible_v<Item> && std::is_nothrow_move_assignable_v<Item>);
  struct Position {
    std::size_t chunk;
    std::size_t index;
  };

  // The item at `rank`, which becomes how many of its ranks come before that. REQUIRES: rank < weight().
  Position at_rank(std::size_t& rank) const {
    Position place{0, 0};
    while (rank >= weights_[place.chunk]) rank -= weights_[place.chunk++];
    if constexpr (kOneEach) {
      place.index = std::exchange(rank, 0);
    } else {
      for (std::size_t weight = 0; rank >= (weight = Weight()(chunks_[place.chunk][place.index])); ++place.index) {
        rank -= weight;
      }
    }
    return place;
  }
  // Up to `limit` items, which is not 0.
  template <class Visit>
  void visit_from(Position place, std::size_t limit, Visit visit) const {
    for (; place.chunk < chunks_.size(); ++place.chunk, place.index = 0) {
      const Chunk& chunk = chunks_[place.chunk];
      for (; place.index < chunk.size(); ++place.index) {
        visit(chunk[place.index]);
        if (--limit == 0) return;
      }
    }
  }
  // The first item for which `is_before` is false; the end is {number of chunks, 0}.
  template <class Predicate>
  Position partition(Predicate is_before) const {
    if (chunks_.empty() || is_before(chunks_.back().back())) return {chunks_.size(), 0};
    const auto chunk =
        std::partition_point(chunks_.begin(), chunks_.end(), [&](const Chunk& one) { return is_before(one.back()); });
    if (chunk == chunks_.end()) return {chunks_.size(), 0};
    const auto at = std::partition_point(chunk->begin(), chunk->end(), is_before);
    return {static_cast<std::size_t>(chunk - chunks_.begin()), static_cast<std::size_t>(at - chunk->begin())};
  }
  Position lower(const Item& item) const {
    return partition([&](const Item& one) { return before_(one, item); });
  }
  bool holds(Position place, const Item& item) const {
    return place.chunk < chunks_.size() && !before_(item, chunks_[place.chunk][place.index]);
  }
  const Item* before(Position place) const {
    if (place.index != 0) return &chunks_[place.chunk][place.index - 1];
    return place.chunk == 0 ? nullptr : &chunks_[place.chunk - 1].back();  // also when `place` is the end
  }
  std::size_t rank_of(Position place) const {
    const auto chunks = weights_.begin() + static_cast<std::ptrdiff_t>(place.chunk);
    std::size_t rank = std::accumulate(weights_.begin(), chunks, std::size_t{0});
    if constexpr (kOneEach) return rank + place.index;
    for (std::size_t i = 0; i < place.index; ++i) rank += Weight()(chunks_[place.chunk][i]);
    return rank;
  }
  static std::size_t weight_of(const Chunk& chunk) {
    if constexpr (kOneEach) return chunk.size();
    return std::accumulate(chunk.begin(), chunk.end(), std::size_t{0},
                           [](std::size_t sum, const Item& item) { return sum + Weight()(item); });
  }
  // Of a chunk that may grow, all that it may need, and not twice what it has: a list of a few items has a small one.
  static void make_room(Chunk& chunk) {
    if (chunk.size() == chunk.capacity() && chunk.size() >= kFull / 4) chunk.reserve(kFull + 1);
  }
  // Room for one more chunk, so that it comes to its place without fail.
  void make_room_for_chunk() {
    if (chunks_.size() == chunks_.capacity()) chunks_.reserve(2 * chunks_.size() + 1);
    if (weights_.size() == weights_.capacity()) weights_.reserve(2 * weights_.size() + 1);
  }
  void append_chunk(Item item, std::size_t weight) {
    make_room_for_chunk();
    Chunk chunk;
    chunk.push_back(std::move(item));
    chunks_.push_back(std::move(chunk));
    weights_.push_back(weight);
    count(weight);
  }
  void drop_chunk(std::size_t which) noexcept {
    chunks_.erase(chunks_.begin() + static_cast<std::ptrdiff_t>(which));
    weights_.erase(weights_.begin() + static_cast<std::ptrdiff_t>(which));
  }
  // Puts the items of the next chunk into this one when both are thin, so that a list does not keep the room of items
  // that went. False when they stay two: where that would need memory, too, for it must not fail.
  bool join(std::size_t which) noexcept {
    if (which + 1 >= chunks_.size()) return false;
    Chunk& chunk = chunks_[which];
    Chunk& next = chunks_[which + 1];
    const std::size_t together = chunk.size() + next.size();
    if (together > kThin || together > std::max(chunk.capacity(), next.capacity())) return false;
    if (chunk.capacity() >= together) {
      chunk.insert(chunk.end(), std::make_move_iterator(next.begin()), std::make_move_iterator(next.end()));
    } else {
      next.insert(next.begin(), std::make_move_iterator(chunk.begin()), std::make_move_iterator(chunk.end()));
      chunk.swap(next);
    }
    weights_[which] += weights_[which + 1];
    drop_chunk(which + 1);
    return true;
  }
  // Makes two of a full chunk, and says where the place is then.
  Position split(Position place) {
    make_room_for_chunk();
    Chunk& first = chunks_[place.chunk];
    const std::size_t half = first.size() / 2;
    const auto middle = first.begin() + static_cast<std::ptrdiff_t>(half);
    Chunk second(middle, first.end());  // a copy: what comes behind it cannot fail
    const auto next = static_cast<std::ptrdiff_t>(place.chunk) + 1;
    first.erase(middle, first.end());
    const std::size_t moved = weight_of(second);
    weights_[place.chunk] -= moved;
    weights_.insert(weights_.begin() + next, moved);
    chunks_.insert(chunks_.begin() + next, std::move(second));
    return place.index <= half ? place : Position{place.chunk + 1, place.index - half};
  }
  void count(std::size_t weight) noexcept {
    ++size_;
    weight_ += weight;
  }

  Before before_;
  std::vector<Chunk> chunks_;         // none is empty between calls
  std::vector<std::size_t> weights_;  // of each chunk
  std::size_t size_ = 0;
  std::size_t weight_ = 0;
};

}  // namespace postroom::kit
