// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/lifecycle/trace.hpp"

#include <atomic>
#include <memory>
#include <utility>

namespace postroom::checked {

// Whose objects proxies stand for: a logon's, or a provider object's own before any logon.
//
// Thread-safe. Shared by its proxies, which stay until the process ends, and the runtime's Logon or ProviderObject.
class Owner {
 public:
  // `library` tells provider libraries apart; it is not looked into. `provider` owns the objects of the provider object
  // that a logon is of; null for that one itself.
  Owner(const trace::Subject& subject, const void* library, std::shared_ptr<Owner> provider = nullptr) noexcept
      : subject_(subject), library_(library), provider_(std::move(provider)) {}

  const trace::Subject& subject() const noexcept { return first().subject_; }
  const void* library() const noexcept { return library_; }
  const Owner* provider() const noexcept { return provider_.get(); }

  // What it gave belongs to a logon that goes on (C-31, C-32): from here on it is what `first` is, for good. By the one
  // thread that began it, once.
  void belongs_to(std::shared_ptr<Owner> first) noexcept {
    kept_ = std::move(first);
    first_.store(kept_.get(), std::memory_order_release);
  }
  // Itself, or the owner that it belongs to.
  const Owner& first() const noexcept {
    const Owner* const first = first_.load(std::memory_order_acquire);
    return first != nullptr ? first->first() : *this;
  }

  // The logon has ended: what a client holds of it answers MAPI_E_INVALID_OBJECT from here on (J-73).
  void close() noexcept { closed_.store(true, std::memory_order_release); }
  bool closed() const noexcept { return first().closed_.load(std::memory_order_acquire); }

  // A call overran its deadline: nothing of the provider is called any more, not even Release (J-114).
  void abandon() noexcept { abandoned_.store(true, std::memory_order_release); }
  // So it is with a logon whose provider was given up.
  bool abandoned() const noexcept {
    const Owner& owner = first();
    return owner.abandoned_.load(std::memory_order_acquire) || (owner.provider_ && owner.provider_->abandoned());
  }

  // The provider enters its objects in the ledger itself, by its kit; their proxies are then not entered besides.
  void note_own_ledger() noexcept { own_ledger_.store(true, std::memory_order_release); }
  bool has_own_ledger() const noexcept { return first().own_ledger_.load(std::memory_order_acquire); }

 private:
  const trace::Subject subject_;
  const void* const library_;
  const std::shared_ptr<Owner> provider_;
  std::shared_ptr<Owner> kept_;  // keeps first_
  std::atomic<const Owner*> first_{nullptr};
  std::atomic<bool> closed_{false};
  std::atomic<bool> abandoned_{false};
  std::atomic<bool> own_ledger_{false};
};

}  // namespace postroom::checked
