// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace postroom::kit {

// Items in order, reached by rank and by value. An insertion or a removal moves at most a chunk, so that keeping a
// million rows in order costs a logarithm of comparisons and a few thousand bytes of copying.
//
// `Before` is a strict order of items; no two may be equal in it. Not thread-safe.
template <class Item, class Before>
class OrderedList {
 public:
  explicit OrderedList(Before before) : before_(std::move(before)) {}

  // REQUIRES: the items are in order.
  void assign(std::vector<Item> items) {
    chunks_.clear();
    size_ = items.size();
    chunks_.reserve(size_ / kFilled + 1);
    for (std::size_t at = 0; at < size_; at += kFilled) {
      const std::size_t end = std::min(at + kFilled, size_);
      Chunk chunk;
      chunk.reserve(kFull + 1);
      std::move(items.begin() + static_cast<std::ptrdiff_t>(at), items.begin() + static_cast<std::ptrdiff_t>(end),
                std::back_inserter(chunk));
      chunks_.push_back(std::move(chunk));
    }
  }

  std::size_t size() const noexcept { return size_; }

  // REQUIRES: rank < size().
  const Item& at(std::size_t rank) const {
    std::size_t chunk = 0;
    while (rank >= chunks_[chunk].size()) rank -= chunks_[chunk++].size();
    return chunks_[chunk][rank];
  }

  // Calls `visit` for up to `limit` items from `rank` on.
  template <class Visit>
  void for_each(std::size_t rank, std::size_t limit, Visit visit) const {
    if (rank >= size_) return;
    std::size_t chunk = 0;
    while (rank >= chunks_[chunk].size()) rank -= chunks_[chunk++].size();
    for (; limit != 0 && chunk < chunks_.size(); ++chunk, rank = 0) {
      for (; rank < chunks_[chunk].size() && limit != 0; ++rank, --limit) visit(chunks_[chunk][rank]);
    }
  }

  // How many items are before `item`, and how many are before or equal to it.
  std::size_t lower_rank(const Item& item) const {
    const Position place = lower(item);
    return rank_of(place);
  }
  std::size_t upper_rank(const Item& item) const {
    const Position place = lower(item);
    return rank_of(place) + (holds(place, item) ? 1 : 0);
  }

  // The item that is equal in the order, or null. The pointer is good until the list changes.
  const Item* find(const Item& item) const {
    const Position place = lower(item);
    return holds(place, item) ? &chunks_[place.chunk][place.index] : nullptr;
  }
  // The item before the place of `item`, or null when that is first.
  const Item* before(const Item& item) const {
    const Position place = lower(item);
    if (place.index != 0) return &chunks_[place.chunk][place.index - 1];
    return place.chunk == 0 ? nullptr : &chunks_[place.chunk - 1].back();  // also when `place` is the end
  }

  // REQUIRES: find(item) is null.
  void insert(Item item) {
    Position place = lower(item);
    if (place.chunk == chunks_.size()) {  // behind all others, as most that are added: chunks fill up in turn
      if (chunks_.empty() || chunks_.back().size() >= kFilled) chunks_.emplace_back().reserve(kFull + 1);
      chunks_.back().push_back(std::move(item));
      ++size_;
      return;
    }
    Chunk& chunk = chunks_[place.chunk];
    chunk.insert(chunk.begin() + static_cast<std::ptrdiff_t>(place.index), std::move(item));
    ++size_;
    if (chunk.size() > kFull) split(place.chunk);
  }

  // Removes the item that is equal in the order; false when there is none.
  bool erase(const Item& item) {
    const Position place = lower(item);
    if (!holds(place, item)) return false;
    Chunk& chunk = chunks_[place.chunk];
    chunk.erase(chunk.begin() + static_cast<std::ptrdiff_t>(place.index));
    --size_;
    if (chunk.empty()) chunks_.erase(chunks_.begin() + static_cast<std::ptrdiff_t>(place.chunk));
    return true;
  }

 private:
  static constexpr std::size_t kFull = 512;
  static constexpr std::size_t kFilled = 384;
  using Chunk = std::vector<Item>;
  struct Position {
    std::size_t chunk;
    std::size_t index;
  };

  // The first item that is not before `item`; the end is {number of chunks, 0}.
  Position lower(const Item& item) const {
    if (chunks_.empty() || before_(chunks_.back().back(), item)) return {chunks_.size(), 0};
    const auto chunk = std::partition_point(chunks_.begin(), chunks_.end(),
                                            [&](const Chunk& one) { return before_(one.back(), item); });
    if (chunk == chunks_.end()) return {chunks_.size(), 0};
    const auto at =
        std::partition_point(chunk->begin(), chunk->end(), [&](const Item& one) { return before_(one, item); });
    return {static_cast<std::size_t>(chunk - chunks_.begin()), static_cast<std::size_t>(at - chunk->begin())};
  }
  bool holds(Position place, const Item& item) const {
    return place.chunk < chunks_.size() && !before_(item, chunks_[place.chunk][place.index]);
  }
  std::size_t rank_of(Position place) const {
    std::size_t rank = place.index;
    for (std::size_t i = 0; i < place.chunk; ++i) rank += chunks_[i].size();
    return rank;
  }
  void split(std::size_t index) {
    Chunk second;
    second.reserve(kFull + 1);
    Chunk& first = chunks_[index];
    const auto middle = first.begin() + static_cast<std::ptrdiff_t>(first.size() / 2);
    second.assign(std::make_move_iterator(middle), std::make_move_iterator(first.end()));
    first.erase(middle, first.end());
    chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(index) + 1, std::move(second));
  }

  Before before_;
  std::vector<Chunk> chunks_;  // none is empty between calls
  std::size_t size_ = 0;
};

}  // namespace postroom::kit
