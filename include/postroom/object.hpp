// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/core.hpp>
#include <postroom/failure.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace postroom::kit {

// A COM object: a shell over its logon's core. IUnknown is implemented here, once.
//
//   class Folder final : public Object<Folder, IMAPIFolder> {
//    public:
//     static constexpr const char* kTypeName = "IMAPIFolder";   // what the ledger calls it
//     STDMETHODIMP EmptyFolder(…) override { return call([&] { …; return S_OK; }); }
//
// Made with make_object<Folder>(core, …), which returns the first reference. Every method but AddRef and Release goes
// through call(): once the gate is closed it answers MAPI_E_INVALID_OBJECT (J-73), in the child of a fork
// MAPI_E_NOT_INITIALIZED, and no exception leaves it.
//
// One identity for all interfaces; not aggregatable. AddRef and Release are safe from any thread, also after
// logoff. A Derived that has a duty when its last reference goes defines `void last_release() noexcept`; it runs
// outside the gate, before the destructor, with a reference held so that it may hand the object out and take it back.
template <class Derived, class... Interfaces>
class Object : public Interfaces... {
 public:
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void** result) override {
    if (result == nullptr) return MAPI_E_INVALID_PARAMETER;
    *result = nullptr;
    if (iid == IID_IUnknown) {
      *result = identity();
    } else if (core_->gate().closed() || core_->gate().in_forked_child()) {
      return core_->refusal();  // J-74
    } else {
      static_cast<void>(((has_iid<Interfaces>(iid) ? (*result = static_cast<Interfaces*>(this), true) : false) || ...));
      if (*result == nullptr) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    }
    AddRef();
    return S_OK;
  }

  ULONG STDMETHODCALLTYPE AddRef() override { return references_.fetch_add(1, std::memory_order_relaxed) + 1; }

  ULONG STDMETHODCALLTYPE Release() override {
    const ULONG left = references_.fetch_sub(1, std::memory_order_acq_rel) - 1;
    if (left != 0) return left;
    if constexpr (requires(Derived & self) { self.last_release(); }) {
      references_.store(kDying, std::memory_order_relaxed);
      static_cast<Derived*>(this)->last_release();
    }
    delete static_cast<Derived*>(this);
    return 0;
  }

  // For who knows the object and holds no reference on it, under a lock that keeps it from being deleted: takes one,
  // unless the last has been given back, whose Release may still be at work.
  bool share_if_alive() noexcept {
    ULONG references = references_.load(std::memory_order_relaxed);
    while (references != 0 && references < kDying) {
      if (references_.compare_exchange_weak(references, references + 1, std::memory_order_relaxed)) return true;
    }
    return false;
  }

  Core& core() const noexcept { return *core_; }

 protected:
  explicit Object(std::shared_ptr<Core> core) : core_(std::move(core)) {
    if (IPostroomLedger* ledger = core_->ledger()) {
      token_ = ledger->Enter(Derived::kTypeName, identity(), &references_, core_->gate().outermost_caller(),
                             core_->logon_number());
    }
  }
  ~Object() {
    if (token_ != 0) core_->ledger()->Remove(token_);
  }

  // Runs an interface method's body, which returns its HRESULT or throws.
  template <class Body>
  [[gnu::always_inline]] HRESULT call(Body&& body) {
    const Gate::Pass pass(core_->gate(), __builtin_return_address(0));
    if (!pass) [[unlikely]]
      return core_->refusal();
    try {
      return std::forward<Body>(body)();
    } catch (...) {
      return failed();
    }
  }

  // Implements IMAPIProp::GetLastError and its likes.
  HRESULT last_error(HRESULT code, ULONG flags, LPMAPIERROR* error) {
    return call([&] { return core_->last_error(identity(), code, flags, error); });
  }

  const void* identity() const noexcept {
    return static_cast<const IUnknown*>(static_cast<const std::tuple_element_t<0, std::tuple<Interfaces...>>*>(this));
  }
  void* identity() noexcept {
    return static_cast<IUnknown*>(static_cast<std::tuple_element_t<0, std::tuple<Interfaces...>>*>(this));
  }
  ULONG references() const noexcept { return references_.load(std::memory_order_relaxed); }

 private:
  [[gnu::noinline]] HRESULT failed() {
    std::string what;
    const HRESULT code = current_failure(what);
    core_->note_failure(identity(), code, what.c_str());
    return code;
  }

  static constexpr ULONG kDying = 0x40000000;  // far from zero, so that last_release() may use the object

  std::atomic<ULONG> references_{1};
  ULONG_PTR token_ = 0;
  const std::shared_ptr<Core> core_;
};

// Makes an object and returns its first reference.
template <class T, class... Arguments>
com_ptr<T> make_object(Arguments&&... arguments) {
  return com_ptr<T>::attach(new T(std::forward<Arguments>(arguments)...));
}

}  // namespace postroom::kit
