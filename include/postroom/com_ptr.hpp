// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/interfaces.hpp>

#include <cstddef>
#include <utility>

namespace postroom::kit {

// Owns one reference on a COM object. The only place, beside kit::Object, where AddRef and Release are called.
//
// As thread-safe as a raw pointer: one com_ptr belongs to one thread at a time; the object may be shared.
template <class T>
class com_ptr {
 public:
  com_ptr() noexcept = default;
  com_ptr(std::nullptr_t) noexcept {}  // NOLINT(google-explicit-constructor)
  com_ptr(const com_ptr& other) noexcept : pointer_(other.pointer_) { add_ref(); }
  com_ptr(com_ptr&& other) noexcept : pointer_(std::exchange(other.pointer_, nullptr)) {}
  template <class U>
  requires std::is_convertible_v<U*, T*> com_ptr(const com_ptr<U>& other)
  noexcept : pointer_(other.get()) {  // NOLINT(google-explicit-constructor)
    add_ref();
  }
  template <class U>
  requires std::is_convertible_v<U*, T*> com_ptr(com_ptr<U>&& other)
  noexcept : pointer_(other.detach()) {}  // NOLINT(google-explicit-constructor)
  ~com_ptr() { reset(); }

  com_ptr& operator=(com_ptr other) noexcept {
    std::swap(pointer_, other.pointer_);
    return *this;
  }

  // Takes over a reference that the caller owns, as from an out parameter.
  [[nodiscard]] static com_ptr attach(T* owned) noexcept {
    com_ptr result;
    result.pointer_ = owned;
    return result;
  }
  // Adds a reference of its own to a borrowed pointer, as from an in parameter.
  [[nodiscard]] static com_ptr share(T* borrowed) noexcept {
    com_ptr result;
    result.pointer_ = borrowed;
    result.add_ref();
    return result;
  }

  T* get() const noexcept { return pointer_; }
  T* operator->() const noexcept { return pointer_; }
  T& operator*() const noexcept { return *pointer_; }
  explicit operator bool() const noexcept { return pointer_ != nullptr; }

  // Gives the reference away, as into an out parameter.
  [[nodiscard]] T* detach() noexcept { return std::exchange(pointer_, nullptr); }
  // Releases the reference and returns what Release answered (diagnostic only, A-31); 0 for an empty pointer.
  ULONG reset() noexcept {
    T* old = std::exchange(pointer_, nullptr);
    return old == nullptr ? 0 : old->Release();
  }

  // Receives an out parameter; what was owned before is released.
  T** put() noexcept {
    reset();
    return &pointer_;
  }
  // The same for the untyped parameters of OpenEntry, OpenProperty and QueryInterface.
  LPUNKNOWN* put_unknown() noexcept { return reinterpret_cast<LPUNKNOWN*>(put()); }
  void** put_void() noexcept { return reinterpret_cast<void**>(put()); }

  // The object's interface U, or empty when it has none.
  template <class U>
  com_ptr<U> as() const noexcept {
    com_ptr<U> result;
    if (pointer_ != nullptr) static_cast<void>(pointer_->QueryInterface(iid_of<U>(), result.put_void()));
    return result;
  }

  friend bool operator==(const com_ptr& a, const com_ptr& b) noexcept { return a.pointer_ == b.pointer_; }

 private:
  void add_ref() noexcept {
    if (pointer_ != nullptr) pointer_->AddRef();
  }

  T* pointer_ = nullptr;
};

}  // namespace postroom::kit
