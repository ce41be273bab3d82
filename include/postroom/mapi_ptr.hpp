// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/allocators.hpp>

#include <cstring>
#include <memory>
#include <utility>

namespace postroom::kit {

struct MapiFree {
  void operator()(void* block) const noexcept { allocators().free(block); }
};

// Owns a block of MAPI memory and all that MAPIAllocateMore linked to it.
template <class T>
using mapi_ptr = std::unique_ptr<T, MapiFree>;

// A zeroed block of `size` bytes, at least that of T, that holds a T (a structure with a trailing array).
template <class T>
mapi_ptr<T> make_mapi(std::size_t size = sizeof(T)) {
  void* block = allocate(size);
  std::memset(block, 0, size);
  return mapi_ptr<T>(static_cast<T*>(block));
}

// Receives an out parameter: `api(&count, out(value))`. What the pointer owned before is freed first.
template <class T>
class MapiOut {
 public:
  explicit MapiOut(mapi_ptr<T>& target) noexcept : target_(target) { target_.reset(); }
  MapiOut(const MapiOut&) = delete;
  MapiOut& operator=(const MapiOut&) = delete;
  ~MapiOut() { target_.reset(raw_); }
  operator T**() noexcept { return &raw_; }  // NOLINT(google-explicit-constructor): the point of the class

 private:
  mapi_ptr<T>& target_;
  T* raw_ = nullptr;
};

template <class T>
MapiOut<T> out(mapi_ptr<T>& target) noexcept {
  return MapiOut<T>(target);
}

// Owns an SRowSet or ADRLIST, whose rows are blocks of their own.
struct RowsFree {
  void operator()(SRowSet* rows) const noexcept {
    for (ULONG i = 0; i < rows->cRows; ++i) {
      if (rows->aRow[i].lpProps != nullptr) allocators().free(rows->aRow[i].lpProps);
    }
    allocators().free(rows);
  }
  void operator()(ADRLIST* list) const noexcept {
    for (ULONG i = 0; i < list->cEntries; ++i) {
      if (list->aEntries[i].rgPropVals != nullptr) allocators().free(list->aEntries[i].rgPropVals);
    }
    allocators().free(list);
  }
};
using rows_ptr = std::unique_ptr<SRowSet, RowsFree>;
using adrlist_ptr = std::unique_ptr<ADRLIST, RowsFree>;

}  // namespace postroom::kit
