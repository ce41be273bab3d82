// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapidefs.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <vector>

namespace postroom::test {

// A provider's object that is nothing but a vtable and a count: it has every method of every interface, and each notes
// its slot and what it was given. Only its count is for several threads.
class Thing {
  const void* const* methods_;  // the vtable pointer: `this` is an interface pointer because it comes first

 public:
  static constexpr std::size_t kArguments = 13;

  // QueryInterface gives itself for each of `iids`, and for IUnknown.
  explicit Thing(std::vector<const IID*> iids);
  Thing(const Thing&) = delete;
  Thing& operator=(const Thing&) = delete;

  // A new reference on it, as an out parameter gives it.
  IUnknown* reference();
  IUnknown* pointer() { return reinterpret_cast<IUnknown*>(this); }
  ULONG references() const { return references_; }

  // From now on its methods set the output at argument `index` (0: the first) to a new reference on `given`.
  void give(std::size_t index, Thing& given) { gives_[index] = &given; }
  void give_nothing() { gives_.clear(); }
  // It has this interface at another address.
  void also(const IID& iid, Thing& other) { others_[&iid] = &other; }

  std::size_t slot = 0;  // of the last method that was called; 0: none
  std::array<ULONG_PTR, kArguments> arguments{};
  HRESULT answer = S_OK;
  std::function<void()> inside;      // runs inside each method
  std::function<void()> in_query;    // runs inside QueryInterface
  std::function<void()> in_release;  // runs inside the last Release

  HRESULT query(REFIID iid, void** result);
  ULONG add_ref() { return ++references_; }
  ULONG release();
  HRESULT called(std::size_t which, const std::array<ULONG_PTR, kArguments>& given);

 private:
  std::atomic<ULONG> references_{0};
  std::vector<const IID*> iids_;
  std::map<std::size_t, Thing*> gives_;
  std::map<const IID*, Thing*> others_;
};

// Calls the method in a slot of an interface, whatever its parameters are.
HRESULT call_slot(IUnknown* object, std::size_t slot, const std::array<ULONG_PTR, Thing::kArguments>& arguments);

}  // namespace postroom::test
