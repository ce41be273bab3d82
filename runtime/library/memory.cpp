// SPDX-License-Identifier: Apache-2.0
#include "runtime/library/memory.hpp"

#include "runtime/library/export.hpp"
#include "runtime/library/library.hpp"
#include "runtime/lifecycle/symbols.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

namespace postroom::library {
namespace {

// What stands before each block. The tag is last, next to the block: it is what an overrun to the left hits first,
// and what the C library overwrites last in a block that was freed.
struct alignas(std::max_align_t) Header {
  std::atomic<Header*> next{nullptr};  // the blocks linked to a head, newest first
  std::size_t size = 0;
  std::uint64_t reserved = 0;
  std::uint64_t tag = 0;

  void* block() noexcept { return this + 1; }
};
static_assert(sizeof(Header) == 32 && alignof(Header) == 16, "a block is 16-byte aligned (A-21)");

constexpr std::uint64_t kHead = 0x9d41'4850'6f73'7431;    // from MAPIAllocateBuffer
constexpr std::uint64_t kLinked = 0x9d41'4c50'6f73'7432;  // from MAPIAllocateMore
constexpr std::uint64_t kFreed = 0x9d41'4650'6f73'7433;

// The tag before a pointer that may not be ours; the read is unchecked by design.
__attribute__((no_sanitize("address", "thread"))) std::uint64_t tag_before(const void* pointer) noexcept {
  if (reinterpret_cast<std::uintptr_t>(pointer) % alignof(Header) != 0) return 0;
  const volatile std::uint64_t* tag = static_cast<const std::uint64_t*>(pointer) - 1;
  return *tag;
}

Header* header_of(void* block) noexcept {
  return static_cast<Header*>(block) - 1;
}

Header* make_block(ULONG size, std::uint64_t tag) noexcept {
  void* memory = std::malloc(sizeof(Header) + std::max<std::size_t>(size, 1));
  if (memory == nullptr) return nullptr;
  auto* header = new (memory) Header;
  header->size = size;
  header->tag = tag;
  return header;
}

void free_block(Header* header) noexcept {
  *const_cast<volatile std::uint64_t*>(&header->tag) = kFreed;  // else the store is dead and goes away
  std::free(header);
}

const char* misuse(std::uint64_t tag) noexcept {
  if (tag == kLinked) return "a block of MAPIAllocateMore, which goes with the block it is linked to";
  if (tag == kFreed) return "a block that was freed already";
  return "no block of MAPIAllocateBuffer";
}

// A caller's bug: freed twice, a linked block freed alone, a foreign pointer. Debug mode (POSTROOM_DEBUG=1) says whose
// it is and stops here, otherwise the pointer is left alone and the call succeeds.
SCODE tolerate_misuse(const void* block, std::uint64_t tag, const void* caller) noexcept {
  if (!Library::debug_mode()) return S_OK;
  try {
    std::fprintf(stderr, "postroom: MAPIFreeBuffer(%p), called by %s: this is %s\n", block,
                 lifecycle::Symbols().describe(caller).c_str(), misuse(tag));
  } catch (const std::bad_alloc&) {  // then without words
  }
  __builtin_trap();
}

}  // namespace

POSTROOM_EXPORT SCODE STDMETHODCALLTYPE MAPIAllocateBuffer(ULONG size, LPVOID* block) {
  if (block == nullptr) return MAPI_E_INVALID_PARAMETER;
  *block = nullptr;
  if (!Library::memory_ready()) return MAPI_E_NOT_INITIALIZED;
  Header* header = make_block(size, kHead);
  if (header == nullptr) return MAPI_E_NOT_ENOUGH_MEMORY;
  *block = header->block();
  return S_OK;
}

POSTROOM_EXPORT SCODE STDMETHODCALLTYPE MAPIAllocateMore(ULONG size, LPVOID head, LPVOID* block) {
  if (block == nullptr) return MAPI_E_INVALID_PARAMETER;
  *block = nullptr;
  if (!Library::memory_ready()) return MAPI_E_NOT_INITIALIZED;
  if (head == nullptr || tag_before(head) != kHead) return MAPI_E_INVALID_PARAMETER;
  Header* header = make_block(size, kLinked);
  if (header == nullptr) return MAPI_E_NOT_ENOUGH_MEMORY;
  std::atomic<Header*>& chain = header_of(head)->next;
  Header* first = chain.load(std::memory_order_relaxed);
  do {
    header->next.store(first, std::memory_order_relaxed);
  } while (!chain.compare_exchange_weak(first, header, std::memory_order_release, std::memory_order_relaxed));
  *block = header->block();
  return S_OK;
}

POSTROOM_EXPORT ULONG STDAPICALLTYPE MAPIFreeBuffer(LPVOID block) {
  if (block == nullptr) return S_OK;
  if (const std::uint64_t tag = tag_before(block); tag != kHead) {
    return static_cast<ULONG>(tolerate_misuse(block, tag, __builtin_return_address(0)));
  }
  for (Header* header = header_of(block); header != nullptr;) {
    Header* next = header->next.load(std::memory_order_acquire);
    free_block(header);
    header = next;
  }
  return S_OK;
}

POSTROOM_EXPORT SCODE STDMETHODCALLTYPE MAPIReallocateBuffer(LPVOID block, ULONG size, LPVOID* resized) {
  if (resized == nullptr) return MAPI_E_INVALID_PARAMETER;
  *resized = nullptr;
  if (block == nullptr) return MAPIAllocateBuffer(size, resized);
  if (tag_before(block) != kHead) return MAPI_E_INVALID_PARAMETER;
  const SCODE allocated = MAPIAllocateBuffer(size, resized);
  if (allocated != S_OK) return allocated;
  // The new block takes over what was linked to the old one: pointers into those stay right.
  Header* old = header_of(block);
  std::memcpy(*resized, block, std::min<std::size_t>(size, old->size));
  header_of(*resized)->next.store(old->next.load(std::memory_order_acquire), std::memory_order_release);
  free_block(old);
  return S_OK;
}

bool is_smaller_block(const void* block, std::size_t size) noexcept {
  return tag_before(block) == kHead && header_of(const_cast<void*>(block))->size < size;
}

kit::Allocators allocator_triple() noexcept {
  return {MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer};
}

}  // namespace postroom::library
