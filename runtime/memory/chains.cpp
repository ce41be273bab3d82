// SPDX-License-Identifier: Apache-2.0
#include "runtime/memory/chains.hpp"

#include "runtime/memory/cells.hpp"
#include "runtime/memory/fork_mutex.hpp"

#include <mapicode.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

namespace postroom::memory {
namespace {

// The states of a cell in use, and of the mallocs that take the place of one. The cell's `next` is the next piece of
// the chain; the head's is the first one.
constexpr std::uint8_t kHead = 1;      // begins a chain: a Chain, then the block of MAPIAllocateBuffer
constexpr std::uint8_t kHeadOnly = 2;  // likewise, and no other block is in its cell
constexpr std::uint8_t kPiece = 3;     // further room of a chain
constexpr std::uint8_t kWasHead = 4;   // likewise: a head that was reallocated, whose cell has other blocks
constexpr std::uint8_t kApart = 255;   // for size_class: it is a malloc

// `room` bytes are left at `cursor`; `size` is what the head was asked for with.
struct Chain : Cell {
  std::uintptr_t owner = 0;  // the thread that may use cursor and room
  char* cursor = nullptr;

  char* block() noexcept { return reinterpret_cast<char*>(this + 1); }
};
static_assert(sizeof(Chain) == 32);
static_assert(sizeof(std::size_t) == 8, "a ULONG and a header cannot overflow");

constexpr std::size_t kSmallestShared = 384;
constexpr std::size_t kLargestShared = 2048;  // what is larger gets a piece to itself, which no others share

constinit std::atomic<bool> blocks_apart{false};

bool apart() noexcept {
  return blocks_apart.load(std::memory_order_relaxed);
}

constexpr std::size_t rounded(std::size_t size) noexcept {
  return (std::max<std::size_t>(size, 1) + 15) & ~std::size_t{15};
}

char* after(Cell* cell) noexcept {
  return reinterpret_cast<char*>(cell + 1);
}

Kind kind_at(const Place& place) noexcept {
  if (place.cell == nullptr) return Kind::freed;
  const std::uint8_t state = place.cell->state.load(std::memory_order_relaxed);
  if (state == kHead || state == kHeadOnly) return place.offset == sizeof(Chain) ? Kind::head : Kind::linked;
  if (state == kWasHead) return place.offset == sizeof(Chain) ? Kind::freed : Kind::linked;
  return state == kPiece ? Kind::linked : Kind::freed;
}

// The chain that a head begins; null when the block is no head. Most heads are in a cell.
inline Chain* chain_of(const void* head) noexcept {
  const Place place = place_of(head);
  const Kind kind = place.in_slab ? kind_at(place) : kind_of_entered(head);
  return kind == Kind::head ? static_cast<Chain*>(const_cast<void*>(head)) - 1 : nullptr;
}

// A malloc of its own for `size` bytes behind `header` bytes, entered as `kind`.
template <class Header>
Header* allocate_apart(std::size_t size, std::uint8_t state, Kind kind) noexcept {
  void* memory = std::malloc(sizeof(Header) + std::max<std::size_t>(size, 1));
  if (memory == nullptr) return nullptr;
  auto* header = new (memory) Header;
  if (!enter_block(header + 1, kind)) {
    std::free(memory);
    return nullptr;
  }
  header->size_class = kApart;
  header->state.store(state, std::memory_order_relaxed);
  return header;
}

Chain* allocate_chain(std::size_t size) noexcept {
  const std::size_t needed = sizeof(Chain) + rounded(size);
  Cell* cell = needed <= kLargestCell && !apart() ? allocate_cell(class_of(needed)) : nullptr;
  if (cell == nullptr) return allocate_apart<Chain>(size, kHead, Kind::head);
  const std::uint8_t size_class = cell->size_class;
  auto* chain = new (cell) Chain;
  chain->size_class = size_class;
  chain->cursor = chain->block() + rounded(size);
  chain->room = static_cast<std::uint16_t>(kCellSizes[size_class] - needed);
  chain->state.store(kHead, std::memory_order_relaxed);
  return chain;
}

void push(Chain& chain, Cell* piece) noexcept {
  Cell* first = chain.next.load(std::memory_order_relaxed);
  do {
    piece->next.store(first, std::memory_order_relaxed);
  } while (!chain.next.compare_exchange_weak(first, piece, std::memory_order_release, std::memory_order_relaxed));
}

// A piece for one block that shares it with nobody.
void* link_single(Chain& chain, std::size_t size) noexcept {
  const std::size_t needed = sizeof(Cell) + rounded(size);
  Cell* piece = needed <= kLargestCell && !apart() ? allocate_cell(class_of(needed)) : nullptr;
  if (piece == nullptr) piece = allocate_apart<Cell>(size, kPiece, Kind::linked);
  if (piece == nullptr) return nullptr;
  piece->state.store(kPiece, std::memory_order_relaxed);
  push(chain, piece);
  return after(piece);
}

// Twice the size of the last one, so that a chain of any length has few, and enough for several blocks of a few bytes.
std::uint8_t class_of_next_piece(const Chain& chain, std::size_t needed) noexcept {
  const Place last = chain.cursor == nullptr ? Place{} : place_of(chain.cursor - 1);
  const std::size_t twice = last.cell == nullptr ? 0 : 2U * kCellSizes[last.cell->size_class];
  return class_of(std::max(needed, std::clamp(twice, kSmallestShared, kLargestShared)));
}

// A piece with room for further blocks. The owner calls.
void* link_with_room(Chain& chain, std::size_t size) noexcept {
  const std::size_t taken = rounded(size);
  Cell* piece = allocate_cell(class_of_next_piece(chain, sizeof(Cell) + taken));
  if (piece == nullptr) return link_single(chain, size);
  piece->state.store(kPiece, std::memory_order_relaxed);
  push(chain, piece);
  const std::size_t room = kCellSizes[piece->size_class] - sizeof(Cell) - taken;
  if (room > chain.room) {
    chain.cursor = after(piece) + taken;
    chain.room = static_cast<std::uint16_t>(room);
  }
  return after(piece);
}

void* link_block(Chain& chain, std::size_t size) noexcept {
  if (chain.owner != this_thread()) return link_single(chain, size);
  const std::size_t taken = rounded(size);
  if (taken <= chain.room) [[likely]] {
    char* block = chain.cursor;
    chain.cursor += taken;
    chain.room = static_cast<std::uint16_t>(chain.room - taken);
    return block;
  }
  return sizeof(Cell) + taken > kLargestShared || apart() ? link_single(chain, size) : link_with_room(chain, size);
}

char* end_of_head(Chain& chain) noexcept {
  return chain.block() + rounded(chain.size);
}

// Whether what is linked to the chain has filled the head's cell, or begun to, or has gone on elsewhere.
bool has_grown(Chain& chain) noexcept {
  return chain.size_class == kApart ? chain.cursor != nullptr : chain.cursor != end_of_head(chain);
}

// Whether a block that is linked to the chain may lie behind the head, in the same cell.
bool shares_cell(Chain& chain) noexcept {
  if (chain.size_class == kApart || chain.state.load(std::memory_order_relaxed) == kHeadOnly) return false;
  return has_grown(chain) && end_of_head(chain) != reinterpret_cast<char*>(&chain) + kCellSizes[chain.size_class];
}

// Ends a head in a cell: whoever finds its state as it was may free it, and no other.
bool take_out(Cell& head) noexcept {
  std::uint8_t state = head.state.load(std::memory_order_relaxed);
  return (state == kHead || state == kHeadOnly) &&
         head.state.compare_exchange_strong(state, 0, std::memory_order_acquire, std::memory_order_relaxed);
}

void free_head_alone(Chain* chain) noexcept {
  if (chain->size_class == kApart) return std::free(chain);
  free_cell(chain);
}

// Puts a cell in front of `cells`; a malloc is freed at once.
void gather(Cell* piece, Cell*& cells) noexcept {
  if (piece->size_class == kApart) {
    remove_block(piece + 1, Kind::linked);
    return std::free(piece);
  }
  piece->next.store(cells, std::memory_order_relaxed);
  cells = piece;
}

// Frees the head, which has been taken out, and all that is linked to it; its cells together.
void free_chain(Chain* chain) noexcept {
  Cell* cells = nullptr;
  Cell* piece = chain->next.load(std::memory_order_acquire);
  while (piece != nullptr) {
    Cell* next = piece->next.load(std::memory_order_acquire);
    gather(piece, cells);
    piece = next;
  }
  if (chain->size_class == kApart) {
    std::free(chain);
  } else {
    chain->next.store(cells, std::memory_order_relaxed);
    cells = chain;
  }
  free_cells(cells);
}

// Hands all that is linked to `old` over to `fresh`, which is new, and ends `old`.
void move_links(Chain* old, Chain* fresh) noexcept {
  const bool kept = shares_cell(*old);
  if (has_grown(*old)) {  // not into the new head's cell, which would have to be kept in its turn
    fresh->cursor = old->cursor;
    fresh->room = old->room;
    fresh->state.store(kHeadOnly, std::memory_order_relaxed);
  }
  if (old->size_class == kApart) remove_block(old->block(), Kind::head);
  if (kept) {
    old->state.store(kWasHead, std::memory_order_relaxed);
    fresh->next.store(old, std::memory_order_release);
    return;
  }
  fresh->next.store(old->next.load(std::memory_order_acquire), std::memory_order_release);
  free_head_alone(old);
}

}  // namespace

void set_blocks_apart(bool apart) noexcept {
  blocks_apart.store(apart, std::memory_order_relaxed);
}

void* allocate_head(std::size_t size) noexcept {
  Chain* chain = allocate_chain(size);
  if (chain == nullptr) return nullptr;
  chain->size = static_cast<std::uint32_t>(size);
  chain->owner = this_thread();
  return chain->block();
}

SCODE allocate_more(std::size_t size, void* head, void** block) noexcept {
  Chain* chain = chain_of(head);
  if (chain == nullptr) [[unlikely]]
    return MAPI_E_INVALID_PARAMETER;
  void* linked = link_block(*chain, size);
  if (linked == nullptr) [[unlikely]]
    return MAPI_E_NOT_ENOUGH_MEMORY;
  *block = linked;
  return S_OK;
}

Kind free_head(void* block) noexcept {
  if (const Place place = place_of(block); place.in_slab) {
    if (const Kind kind = kind_at(place); kind != Kind::head) return kind;
    if (!take_out(*place.cell)) return Kind::freed;
  } else if (!remove_block(block, Kind::head)) {  // whoever takes it out may free it
    return kind_of_entered(block);
  }
  free_chain(static_cast<Chain*>(block) - 1);
  return Kind::head;
}

SCODE reallocate_head(void* block, std::size_t size, void** resized) noexcept {
  Chain* old = chain_of(block);
  if (old == nullptr) return MAPI_E_INVALID_PARAMETER;
  void* fresh = allocate_head(size);
  if (fresh == nullptr) return MAPI_E_NOT_ENOUGH_MEMORY;
  std::memcpy(fresh, block, std::min<std::size_t>(size, old->size));
  move_links(old, static_cast<Chain*>(fresh) - 1);
  *resized = fresh;
  return S_OK;
}

std::optional<std::size_t> size_of_head(const void* block) noexcept {
  const Chain* chain = chain_of(block);
  if (chain == nullptr) return {};
  return chain->size;
}

}  // namespace postroom::memory
