// SPDX-License-Identifier: Apache-2.0
#include "runtime/library/memory.hpp"

#include "runtime/library/export.hpp"
#include "runtime/library/library.hpp"
#include "runtime/lifecycle/stacks.hpp"
#include "runtime/lifecycle/symbols.hpp"
#include "runtime/memory/cells.hpp"
#include "runtime/memory/chains.hpp"
#include "runtime/memory/checked_blocks.hpp"
#include "runtime/memory/fork.hpp"

#include <dlfcn.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string_view>

namespace postroom::library {
namespace {

using memory::CheckedBlocks;
using memory::Kind;

constinit std::atomic<bool> checks{false};
constinit std::atomic<bool> stops_at_misuse{false};

bool checking() noexcept {
  return checks.load(std::memory_order_relaxed);
}

// Where blocks lie together in arenas, neither sees where one ends.
bool under_sanitizer_or_valgrind() noexcept {
  const char* preloaded = ::secure_getenv("LD_PRELOAD");
  const auto has = [](const char* function) { return ::dlsym(RTLD_DEFAULT, function) != nullptr; };
  return has("__asan_init") || has("__tsan_init") || has("__lsan_init") || has("__msan_init") || has("__hwasan_init") ||
         (preloaded != nullptr && std::string_view(preloaded).find("/vgpreload") != std::string_view::npos);
}

const char* words_of(Kind kind) noexcept {
  if (kind == Kind::linked) return "a block of MAPIAllocateMore, which goes with the block it is linked to";
  if (kind == Kind::freed) return "a block that was freed already";
  return "no block of MAPIAllocateBuffer";
}

// A caller's bug: freed twice, a linked block freed alone, a foreign pointer. With POSTROOM_DEBUG=1 the program stops
// here and is told which; otherwise the pointer is left alone and the call succeeds.
SCODE tolerate_misuse(const void* block, Kind kind, const void* caller) noexcept {
  if (!stops_at_misuse.load(std::memory_order_relaxed)) return S_OK;
  if (!checking()) {  // which has said it
    try {
      std::fprintf(stderr, "postroom: MAPIFreeBuffer(%p), called by %s: this is %s\n", block,
                   lifecycle::Symbols().describe(caller).c_str(), words_of(kind));
    } catch (const std::bad_alloc&) {  // then without words
    }
  }
  __builtin_trap();
}

SCODE allocate(ULONG size, LPVOID* block, const memory::MemoryCall& call) noexcept {
  *block = checking() ? CheckedBlocks::instance().allocate_head(size, call) : memory::allocate_head(size);
  return *block == nullptr ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK;
}

}  // namespace

void choose_memory() noexcept {
  const char* debug = ::secure_getenv("POSTROOM_DEBUG");
  stops_at_misuse = debug != nullptr && std::string_view(debug) == "1";
  static const bool once = [] {
    const char* wanted = ::secure_getenv("POSTROOM_MEMORY");
    const std::string_view choice = wanted == nullptr ? "" : wanted;
    if (!choice.empty() && choice != "arena" && choice != "malloc" && choice != "check") {
      std::fprintf(stderr, "postroom: POSTROOM_MEMORY is '%s', which is none of arena, malloc and check: passed over\n",
                   wanted);
    }
    if (choice == "check") lifecycle::Stacks::prepare();
    checks = choice == "check";
    memory::prepare_caches();
    memory::set_blocks_apart(choice == "malloc" || (choice != "arena" && under_sanitizer_or_valgrind()));
    memory::prepare_for_forks();
    return true;
  }();
  static_cast<void>(once);
}

void report_memory() noexcept {
  if (checking()) CheckedBlocks::instance().report_end();
}

POSTROOM_EXPORT SCODE STDMETHODCALLTYPE MAPIAllocateBuffer(ULONG size, LPVOID* block) {
  if (block == nullptr) return MAPI_E_INVALID_PARAMETER;
  *block = nullptr;
  if (!Library::memory_ready()) return MAPI_E_NOT_INITIALIZED;
  return allocate(size, block, {"MAPIAllocateBuffer", __builtin_return_address(0)});
}

POSTROOM_EXPORT SCODE STDMETHODCALLTYPE MAPIAllocateMore(ULONG size, LPVOID head, LPVOID* block) {
  if (block == nullptr) return MAPI_E_INVALID_PARAMETER;
  *block = nullptr;
  if (!Library::memory_ready()) return MAPI_E_NOT_INITIALIZED;
  if (checking()) {
    return CheckedBlocks::instance().allocate_more(size, head, block,
                                                   {"MAPIAllocateMore", __builtin_return_address(0)});
  }
  return memory::allocate_more(size, head, block);
}

POSTROOM_EXPORT ULONG STDAPICALLTYPE MAPIFreeBuffer(LPVOID block) {
  if (block == nullptr) return S_OK;
  const void* const caller = __builtin_return_address(0);
  const Kind kind =
      checking() ? CheckedBlocks::instance().free_head(block, {"MAPIFreeBuffer", caller}) : memory::free_head(block);
  return kind == Kind::head ? S_OK : static_cast<ULONG>(tolerate_misuse(block, kind, caller));
}

POSTROOM_EXPORT SCODE STDMETHODCALLTYPE MAPIReallocateBuffer(LPVOID block, ULONG size, LPVOID* resized) {
  if (resized == nullptr) return MAPI_E_INVALID_PARAMETER;
  *resized = nullptr;
  if (!Library::memory_ready()) return MAPI_E_NOT_INITIALIZED;
  const memory::MemoryCall call{"MAPIReallocateBuffer", __builtin_return_address(0)};
  if (block == nullptr) return allocate(size, resized, call);
  return checking() ? CheckedBlocks::instance().reallocate_head(block, size, resized, call)
                    : memory::reallocate_head(block, size, resized);
}

bool is_smaller_block(const void* block, std::size_t size) noexcept {
  const auto asked = checking() ? CheckedBlocks::instance().size_of_head(block) : memory::size_of_head(block);
  return asked && *asked < size;
}

kit::Allocators allocator_triple() noexcept {
  return {MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer};
}

}  // namespace postroom::library
