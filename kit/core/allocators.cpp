// SPDX-License-Identifier: Apache-2.0
#include <postroom/allocators.hpp>
#include <postroom/failure.hpp>

#include <limits>

namespace postroom::kit {
namespace {

constinit Allocators stored;

ULONG checked(std::size_t size) {
  if (size > std::numeric_limits<LONG>::max())
    fail(MAPI_E_NOT_ENOUGH_MEMORY, "more memory asked for than MAPI can give");
  return static_cast<ULONG>(size);
}

}  // namespace

void set_allocators(const Allocators& triple) noexcept {
  // Two threads may load one provider at the same time; both bring the same values.
  __atomic_store_n(&stored.allocate, triple.allocate, __ATOMIC_RELAXED);
  __atomic_store_n(&stored.allocate_more, triple.allocate_more, __ATOMIC_RELAXED);
  __atomic_store_n(&stored.free, triple.free, __ATOMIC_RELEASE);
}

Allocators allocators() noexcept {
  Allocators triple;
  triple.free = __atomic_load_n(&stored.free, __ATOMIC_ACQUIRE);
  triple.allocate = __atomic_load_n(&stored.allocate, __ATOMIC_RELAXED);
  triple.allocate_more = __atomic_load_n(&stored.allocate_more, __ATOMIC_RELAXED);
  return triple;
}

void* allocate(std::size_t size) {
  void* block = nullptr;
  if (allocators().allocate(checked(size), &block) != S_OK) fail(MAPI_E_NOT_ENOUGH_MEMORY, "out of memory");
  return block;
}

void* allocate_more(std::size_t size, void* head) {
  void* block = nullptr;
  if (allocators().allocate_more(checked(size), head, &block) != S_OK) fail(MAPI_E_NOT_ENOUGH_MEMORY, "out of memory");
  return block;
}

}  // namespace postroom::kit
