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
  static auto* const only = new CheckedBlocks;  // never freed: blocks may outlive MAPI
  return *only;
}

void* CheckedBlocks::allocate(std::size_t size, bool linked, const MemoryCall& call) {
  void* memory = std::malloc(size + 2 * kGuard);
  if (memory == nullptr) throw std::bad_alloc();
  auto* const block = static_cast<unsigned char*>(memory) + kGuard;
  std::memset(memory, kGuardByte, kGuard);
  std::memset(block, kFreshByte, size);
  std::memset(block + size, kGuardByte, kGuard);
  try {
    Block& entry = blocks_[block];
    entry.size = size;
    entry.linked = linked;
    entry.allocated = origin(call);
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

// Reports what was overwritten of a block and beside it.
void CheckedBlocks::look_at(const void* address, const Block& block, std::vector<Finding>& found) {
  const unsigned char* const start = start_of(address);
  const unsigned char* const end = start + kGuard + block.size;
  const auto add = [&](const char* what) {
    found.push_back(
        {address, "the block of " + counted(block.size, "byte") + " at " + hexadecimal(address) + what, block});
  };
  if (!is_all(end, kGuard, kGuardByte)) add(" was written to beyond its end");
  if (!is_all(start, kGuard, kGuardByte)) add(" was written to before its start");
  if (block.freed && !is_all(start + kGuard, block.size, kFreedByte)) add(" was written to after it was freed");
}

void CheckedBlocks::free(void* address, const Origin& freed_by, std::vector<Finding>& found) {
  Block& block = blocks_.at(address);
  look_at(address, block, found);
  kept_.push_back(address);
  std::memset(start_of(address), kGuardByte, kGuard);  // what was found is not found again
  std::memset(address, kFreedByte, block.size);
  std::memset(static_cast<unsigned char*>(address) + block.size, kGuardByte, kGuard);
  block.freed = freed_by;
  kept_bytes_ += kept_size(block.size);
  for (void* linked : std::exchange(block.links, {})) free(linked, freed_by, found);
}

void CheckedBlocks::let_go_oldest(std::vector<Finding>& found) {
  void* const address = kept_.front();
  const auto place = blocks_.find(address);
  look_at(address, place->second, found);
  kept_bytes_ -= kept_size(place->second.size);
  kept_.pop_front();
  blocks_.erase(place);
  std::free(start_of(address));
}

void* CheckedBlocks::allocate_head(std::size_t size, const MemoryCall& call) noexcept {
  try {
    const kit::Lock lock(mutex_);
    return allocate(size, false, call);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

SCODE CheckedBlocks::allocate_more(std::size_t size, void* head, void** block, const MemoryCall& call) noexcept {
  try {
    kit::Lock lock(mutex_);
    if (const Kind kind = kind_of(head); kind != Kind::head) {
      const Finding finding = misuse(head, kind);
      const Origin here = origin(call);
      lock.unlock();
      report(finding, call, here);
      return MAPI_E_INVALID_PARAMETER;
    }
    blocks_.at(head).links.reserve(blocks_.at(head).links.size() + 1);
    *block = allocate(size, true, call);
    blocks_.at(head).links.push_back(*block);
    return S_OK;
  } catch (const std::bad_alloc&) {
    return MAPI_E_NOT_ENOUGH_MEMORY;
  }
}

Kind CheckedBlocks::free_head(void* block, const MemoryCall& call) noexcept {
  Kind kind = Kind::none;
  try {
    Origin here;
    std::vector<Finding> found;
    {
      const kit::Lock lock(mutex_);
      here = origin(call);
      kind = kind_of(block);
      if (kind == Kind::head) {
        free(block, here, found);
      } else {
        found.push_back(misuse(block, kind));
      }
      while (kept_bytes_ > kMostKept) let_go_oldest(found);
    }
    for (const Finding& finding : found) report(finding, call, here);
  } catch (const std::bad_alloc&) {  // then without words, and what is left of the chain is a leak
  }
  return kind;
}

SCODE CheckedBlocks::reallocate_head(void* block, std::size_t size, void** resized, const MemoryCall& call) noexcept {
  try {
    Origin here;
    std::vector<Finding> found;
    {
      kit::Lock lock(mutex_);
      here = origin(call);
      if (const Kind kind = kind_of(block); kind != Kind::head) {
        const Finding finding = misuse(block, kind);
        lock.unlock();
        report(finding, call, here);
        return MAPI_E_INVALID_PARAMETER;
      }
      void* const fresh = allocate(size, false, call);
      Block& old = blocks_.at(block);
      std::memcpy(fresh, block, std::min(size, old.size));
      blocks_.at(fresh).links = std::exchange(old.links, {});
      *resized = fresh;
      free(block, here, found);
    }
    for (const Finding& finding : found) report(finding, call, here);
    return S_OK;
  } catch (const std::bad_alloc&) {
    return MAPI_E_NOT_ENOUGH_MEMORY;
  }
}

std::optional<std::size_t> CheckedBlocks::size_of_head(const void* block) const noexcept {
  const kit::Lock lock(mutex_);
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
      const kit::Lock lock(mutex_);
      while (!kept_.empty()) let_go_oldest(found);
      for (const auto& [address, block] : blocks_) {
        if (!block.reported) look_at(address, block, found);
      }
      leaks = take_leaks();
    }
    for (const Finding& finding : found) report(finding, {"MAPIUninitialize", nullptr}, {});
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
