// SPDX-License-Identifier: Apache-2.0
#include "tests/support/test_memory.hpp"

#include <mapicode.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace postroom::test {
namespace {

struct alignas(16) Head {
  std::atomic<Head*> linked{nullptr};
};

std::atomic<std::size_t> live{0};

Head* head_of(void* block) noexcept {
  return static_cast<Head*>(block) - 1;
}

SCODE STDMETHODCALLTYPE allocate(ULONG size, LPVOID* block) {
  void* raw = std::malloc(sizeof(Head) + size);
  if (raw == nullptr) return MAPI_E_NOT_ENOUGH_MEMORY;
  *block = new (raw) Head + 1;
  ++live;
  return S_OK;
}

SCODE STDMETHODCALLTYPE allocate_more(ULONG size, LPVOID head, LPVOID* block) {
  if (allocate(size, block) != S_OK) return MAPI_E_NOT_ENOUGH_MEMORY;
  Head* added = head_of(*block);
  Head* first = head_of(head)->linked.load();
  do {
    added->linked.store(first);
  } while (!head_of(head)->linked.compare_exchange_weak(first, added));
  return S_OK;
}

ULONG STDMETHODCALLTYPE free_block(LPVOID block) {
  if (block == nullptr) return S_OK;
  for (Head* head = head_of(block); head != nullptr;) {
    Head* next = head->linked.load();
    std::free(head);
    --live;
    head = next;
  }
  return S_OK;
}

constexpr kit::Allocators kTriple{allocate, allocate_more, free_block};

}  // namespace

const kit::Allocators& test_memory() noexcept {
  return kTriple;
}

std::size_t live_blocks() noexcept {
  return live.load();
}

}  // namespace postroom::test
