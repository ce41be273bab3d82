// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/lifecycle/trace.hpp"

#include <atomic>

namespace postroom::checked {

// Whose objects proxies stand for: a logon's, or a provider object's own before any logon.
//
// Thread-safe. Shared by its proxies, which stay until the process ends, and the runtime's Logon or ProviderObject.
class Owner {
 public:
  // `library` tells provider libraries apart; it is not looked into.
  Owner(const trace::Subject& subject, const void* library) noexcept : subject_(subject), library_(library) {}

  const trace::Subject& subject() const noexcept { return subject_; }
  const void* library() const noexcept { return library_; }

  // The logon has ended: what a client holds of it answers MAPI_E_INVALID_OBJECT from here on (J-73).
  void close() noexcept { closed_.store(!stays_open_.load(std::memory_order_acquire), std::memory_order_release); }
  // What it gave belongs to a logon that goes on (C-31), and close() does nothing. By who closes it.
  void stay_open() noexcept { stays_open_.store(true, std::memory_order_release); }
  bool closed() const noexcept { return closed_.load(std::memory_order_acquire); }

  // A call overran its deadline: nothing of the provider is called any more, not even Release (J-114).
  void abandon() noexcept { abandoned_.store(true, std::memory_order_release); }
  bool abandoned() const noexcept { return abandoned_.load(std::memory_order_acquire); }

  // The provider enters its objects in the ledger itself, by its kit; their proxies are then not entered besides.
  void note_own_ledger() noexcept { own_ledger_.store(true, std::memory_order_release); }
  bool has_own_ledger() const noexcept { return own_ledger_.load(std::memory_order_acquire); }

 private:
  const trace::Subject subject_;
  const void* const library_;
  std::atomic<bool> stays_open_{false};
  std::atomic<bool> closed_{false};
  std::atomic<bool> abandoned_{false};
  std::atomic<bool> own_ledger_{false};
};

}  // namespace postroom::checked
