// SPDX-License-Identifier: Apache-2.0
#include "runtime/memory/checked_blocks.hpp"

#include "runtime/lifecycle/ledger.hpp"
#include "runtime/lifecycle/trace.hpp"

#include <mapicode.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace postroom::memory {
namespace {

constexpr std::size_t kGuard = 16;             // bytes on either side of a block
constexpr std::size_t kMostKept = 32U << 20U;  // bytes of freed blocks, and of what is known of them

constexpr unsigned char kGuardByte = 0xB7;
constexpr unsigned char kFreshByte = 0xA5;
constexpr unsigned char kFreedByte = 0x5F;

// About what a block that is kept takes.
constexpr std::size_t kept_size(std::size_t size) noexcept {
  return size + 2 * kGuard + 160;
}

unsigned char* start_of(const void* block) noexcept {
  return static_cast<unsigned char*>(const_cast<void*>(block)) - kGuard;
}

void set_guards(void* block, std::size_t size) noexcept {
  std::memset(start_of(block), kGuardByte, kGuard);
  std::memset(static_cast<unsigned char*>(block) + size, kGuardByte, kGuard);
}

bool is_all(const unsigned char* bytes, std::size_t count, unsigned char byte) noexcept {
  return std::all_of(bytes, bytes + count, [=](unsigned char each) { return each == byte; });
}

std::string counted(std::size_t count, const char* noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string hexadecimal(const void* address) {
  char text[32];
  std::snprintf(text, sizeof text, "%p", address);
  return text;
}

const char* words_of(Kind kind) noexcept {
  switch (kind) {
    case Kind::linked:
      return "this is a block of MAPIAllocateMore, which goes with the block it is linked to";
    case Kind::freed:
      return "this is a block that was freed already";
    default:
      return "this is no block of MAPIAllocateBuffer";
  }
}

}  // namespace

CheckedBlocks& CheckedBlocks::instance() noexcept {
  // Never destroyed, because blocks may outlive MAPI, and made without memory: every process that forks has it.
  alignas(CheckedBlocks) static std::byte storage[sizeof(CheckedBlocks)];
  static auto* const only = new (storage) CheckedBlocks;
  return *only;
}

void* CheckedBlocks::allocate(std::size_t size, bool linked, const MemoryCall& call, std::vector<Finding>& found) {
  void* memory = std::malloc(size + 2 * kGuard);
  if (memory == nullptr) {
    let_go(0, found);
    memory = std::malloc(size + 2 * kGuard);
  }
  if (memory == nullptr) throw std::bad_alloc();
  auto* const block = static_cast<unsigned char*>(memory) + kGuard;
  set_guards(block, size);
  std::memset(block, kFreshByte, size);
  try {
    Block entry;
    entry.size = size;
    entry.linked = linked;
    entry.place.push_back(block);
    entry.allocated = origin(call);
    blocks_.emplace(block, std::move(entry));
  } catch (...) {
    std::free(memory);
    throw;
  }
  return block;
}

Kind CheckedBlocks::kind_of(const void* block) const noexcept {
  const auto found = blocks_.find(block);
  if (found == blocks_.end()) return Kind::none;
  if (found->second.freed) return Kind::freed;
  return found->second.linked ? Kind::linked : Kind::head;
}

CheckedBlocks::Finding CheckedBlocks::misuse(const void* block, Kind kind) const {
  const auto found = blocks_.find(block);
  return {block, words_of(kind), found == blocks_.end() ? std::nullopt : std::optional(found->second)};
}

// Finds what was overwritten of a block and beside it. The guards are whole again, so that nothing is found twice.
void CheckedBlocks::look_at(void* address, const Block& block, std::vector<Finding>& found) noexcept {
  const unsigned char* const start = start_of(address);
  const unsigned char* const end = start + kGuard + block.size;
  const auto add = [&](const char* what) {
    try {
      found.push_back(
          {address, "the block of " + counted(block.size, "byte") + " at " + hexadecimal(address) + what, block});
    } catch (const std::bad_alloc&) {  // then without words
    }
  };
  if (!is_all(end, kGuard, kGuardByte)) add(" was written to beyond its end");
  if (!is_all(start, kGuard, kGuardByte)) add(" was written to before its start");
  if (block.freed && !is_all(start + kGuard, block.size, kFreedByte)) add(" was written to after it was freed");
  set_guards(address, block.size);
}

void CheckedBlocks::free(void* address, const Origin& freed_by, std::vector<Finding>& found) noexcept {
  Block& block = blocks_.find(address)->second;
  look_at(address, block, found);
  std::memset(address, kFreedByte, block.size);
  block.freed = freed_by;
  kept_.splice(kept_.end(), block.place);
  kept_bytes_ += kept_size(block.size);
  for (void* linked : std::exchange(block.links, {})) free(linked, freed_by, found);
}

// The oldest first, until no more bytes are kept than `most_kept`.
void CheckedBlocks::let_go(std::size_t most_kept, std::vector<Finding>& found) noexcept {
  while (kept_bytes_ > most_kept) {
    void* const address = kept_.front();
    const auto place = blocks_.find(address);
    look_at(address, place->second, found);
    kept_bytes_ -= kept_size(place->second.size);
    kept_.pop_front();
    blocks_.erase(place);
    std::free(start_of(address));
  }
}

void* CheckedBlocks::allocate_head(std::size_t size, const MemoryCall& call) noexcept {
  void* block = nullptr;
  std::vector<Finding> found;
  try {
    const ForkLock lock(mutex_);
    block = allocate(size, false, call, found);
  } catch (const std::bad_alloc&) {
  }
  report(found, call, {});
  return block;
}

template <class Work>
SCODE CheckedBlocks::with_head(void* head, const MemoryCall& call, const Work& work) noexcept {
  SCODE result = MAPI_E_NOT_ENOUGH_MEMORY;
  Origin here;
  std::vector<Finding> found;
  try {
    const ForkLock lock(mutex_);
    here = origin(call);
    if (const Kind kind = kind_of(head); kind != Kind::head) {
      result = MAPI_E_INVALID_PARAMETER;
      found.push_back(misuse(head, kind));
    } else {
      work(here, found);
      result = S_OK;
    }
  } catch (const std::bad_alloc&) {
  }
  report(found, call, here);
  return result;
}

SCODE CheckedBlocks::allocate_more(std::size_t size, void* head, void** block, const MemoryCall& call) noexcept {
  return with_head(head, call, [&](const Origin&, std::vector<Finding>& found) POSTROOM_REQUIRES(mutex_) {
    std::vector<void*>& links = blocks_.find(head)->second.links;
    links.push_back(nullptr);
    try {
      *block = allocate(size, true, call, found);
    } catch (...) {
      links.pop_back();
      throw;
    }
    links.back() = *block;
  });
}

Kind CheckedBlocks::free_head(void* block, const MemoryCall& call) noexcept {
  Kind kind = Kind::none;
  Origin here;
  std::vector<Finding> found;
  try {
    const ForkLock lock(mutex_);
    here = origin(call);
    kind = kind_of(block);
    if (kind == Kind::head) {
      free(block, here, found);
    } else {
      found.push_back(misuse(block, kind));
    }
    let_go(kMostKept, found);
  } catch (const std::bad_alloc&) {  // then without words
  }
  report(found, call, here);
  return kind;
}

SCODE CheckedBlocks::reallocate_head(void* block, std::size_t size, void** resized, const MemoryCall& call) noexcept {
  return with_head(block, call, [&](const Origin& here, std::vector<Finding>& found) POSTROOM_REQUIRES(mutex_) {
    void* const fresh = allocate(size, false, call, found);
    Block& old = blocks_.find(block)->second;
    std::memcpy(fresh, block, std::min(size, old.size));
    blocks_.find(fresh)->second.links = std::exchange(old.links, {});
    free(block, here, found);
    let_go(kMostKept, found);
    *resized = fresh;
  });
}

std::optional<std::size_t> CheckedBlocks::size_of_head(const void* block) const noexcept {
  const ForkLock lock(mutex_);
  if (kind_of(block) != Kind::head) return {};
  return blocks_.find(block)->second.size;
}

std::vector<CheckedBlocks::Leak> CheckedBlocks::take_leaks() {
  std::vector<Leak> leaks;
  for (auto& [address, block] : blocks_) {
    if (block.linked || block.freed || std::exchange(block.reported, true)) continue;
    auto leak = std::ranges::find_if(leaks, [&, &entry = block](const Leak& each) {
      return each.allocated.caller == entry.allocated.caller && each.allocated.stack == entry.allocated.stack;
    });
    if (leak == leaks.end()) leak = leaks.insert(leak, Leak{block.allocated, address});
    ++leak->heads;
    leak->links += block.links.size();
    leak->bytes += block.size;
    for (const void* linked : block.links) leak->bytes += blocks_.at(linked).size;
  }
  std::ranges::sort(leaks, std::greater{}, &Leak::bytes);
  return leaks;
}

void CheckedBlocks::report_end() noexcept {
  try {
    std::vector<Finding> found;
    std::vector<Leak> leaks;
    {
      const ForkLock lock(mutex_);
      let_go(0, found);
      for (const auto& [address, block] : blocks_) look_at(const_cast<void*>(address), block, found);
      leaks = take_leaks();
    }
    report(found, {"MAPIUninitialize", nullptr}, {});
    report(leaks);
  } catch (const std::bad_alloc&) {  // then without words
  }
}

void CheckedBlocks::report(const Finding& finding, const MemoryCall& call, const Origin& here) const noexcept {
  try {
    lifecycle::Symbols symbols;
    std::string text = std::string("postroom: ") + call.function;
    if (call.caller != nullptr) {
      text += "(" + hexadecimal(finding.address) + "), called by " + symbols.describe(call.caller);
    }
    text += ": " + finding.what + '\n';
    const auto add = [&](const char* what, const Origin& origin) {
      if (what != nullptr) text += std::string("    ") + what + " " + symbols.describe(origin.caller) + '\n';
      if (origin.stack != nullptr) text += lifecycle::stack_lines(symbols, *origin.stack, origin.caller);
    };
    add(nullptr, here);
    if (finding.block) add("allocated by", finding.block->allocated);
    if (finding.block && finding.block->freed) add("freed by", *finding.block->freed);
    std::fputs(text.c_str(), stderr);
    std::string detail = finding.what;
    if (call.caller != nullptr) detail += ", called by " + lifecycle::describe_address(call.caller);
    trace::record(trace::Event::memory_misused, {},
                  {.method = call.function, .detail = detail, .object = finding.address});
  } catch (const std::bad_alloc&) {  // then without words
  }
}

void CheckedBlocks::report(const std::vector<Finding>& findings, const MemoryCall& call,
                           const Origin& here) const noexcept {
  for (const Finding& finding : findings) report(finding, call, here);
}

void CheckedBlocks::report(const std::vector<Leak>& leaks) const noexcept {
  if (leaks.empty()) return;
  try {
    lifecycle::Symbols symbols;
    std::string lines;
    std::size_t heads = 0;
    std::size_t bytes = 0;
    for (const Leak& leak : leaks) {
      heads += leak.heads;
      bytes += leak.bytes;
      std::string what = counted(leak.heads, "block");
      if (leak.links != 0) what += " with " + std::to_string(leak.links) + " linked";
      what += ", " + counted(leak.bytes, "byte") + ", allocated by ";
      lines += "  " + what + symbols.describe(leak.allocated.caller) + '\n';
      if (leak.allocated.stack != nullptr) {
        lines += lifecycle::stack_lines(symbols, *leak.allocated.stack, leak.allocated.caller);
      }
      trace::record(trace::Event::memory_leaked, {},
                    {.detail = what + lifecycle::describe_address(leak.allocated.caller),
                     .object = leak.one,
                     .answer = static_cast<std::uint32_t>(leak.heads)});
    }
    const std::string text = "postroom: " + counted(heads, "block") + " of MAPI memory (" + counted(bytes, "byte") +
                             (heads == 1 ? ") was" : ") were") + " not freed:\n" + lines;
    std::fputs(text.c_str(), stderr);
  } catch (const std::bad_alloc&) {  // then without words
  }
}

}  // namespace postroom::memory
