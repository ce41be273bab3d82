// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/checked/owner.hpp"

#include <postroom/com_ptr.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace postroom::checked {

class Face;
class Proxy;

// Who calls an interface: clients (and the runtime for them), or only the runtime. What the runtime calls it may call
// while the object's last Release runs, since a store that is its own logon is logged off from inside it (J-49).
enum class CalledBy { client, runtime };

// An interface that has proxies.
struct FaceType {
  const IID* iid;
  const char* name;
  const FaceType* base;  // null for IUnknown
  CalledBy called_by;
  Face& (*make)(Proxy& proxy, const FaceType& type, kit::com_ptr<IUnknown>&& object);

  bool is_or_derives_from(const FaceType& other) const noexcept {
    const FaceType* type = this;
    while (type != nullptr && type != &other) type = type->base;
    return type != nullptr;
  }
};

// One provider's object, as everybody but its provider sees it: one identity, one count, a face for each interface.
//
// Behind each reference on the proxy it holds one on the object, so that a provider that goes by its count (a store in
// StoreLogoff, J-44) sees what it would see; counts_for_object() says until when. With its own last reference it gives
// the last of them back, and is dead.
// It is never freed: a dead one answers MAPI_E_INVALID_OBJECT and says who let it go. Thread-safe.
class Proxy {
 public:
  // Begins with one reference, and without a face.
  Proxy(std::shared_ptr<Owner> owner, const void* obtained_by) noexcept;
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  Owner& owner() const noexcept { return *owner_; }
  const std::shared_ptr<Owner>& shared_owner() const noexcept { return owner_; }
  ULONG references() const noexcept { return references_.load(std::memory_order_relaxed); }
  bool alive() const noexcept { return references() != 0; }
  // Its provider made it invalid, or its logon has ended: it answers MAPI_E_INVALID_OBJECT, rightly.
  bool ended() const noexcept { return invalid() || owner_->closed(); }
  // In a child of fork and after a fast shutdown nothing is released any more (J-98), and of an abandoned provider
  // nothing either (J-114).
  bool may_call_provider() const noexcept;
  // Whether a client's reference still counts for the object. When its logon has ended it does not: the provider was to
  // make the object invalid (J-23), and one that forgot it may have freed what the object's Release uses. Where a kit
  // is behind the object, and for a store, which outlives its logon until its last Release (J-47, J-51), counting goes
  // on.
  bool counts_for_object() const noexcept;
  bool invalid() const noexcept { return invalid_.load(std::memory_order_acquire); }
  // Its provider made the object invalid, by the interface pointer `object`. REQUIRES: the registry's lock.
  void make_invalid(const void* object) noexcept;
  // Whether the library has to stay for it: a client holds it, or its last Release may be running. Of what was
  // made invalid only the runtime's code is left. REQUIRES: the registry's lock.
  bool keeps_library() const noexcept;

  // Adds a reference, without one on the object, unless the last one is gone.
  bool try_acquire() noexcept;
  // Gives one back; false when there was none. The last one ends the proxy, and calls the provider's Release. `left` is
  // the count left, after the last what the provider's Release answered.
  bool let_go(ULONG& left) noexcept;
  void let_go() noexcept {
    ULONG left = 0;
    static_cast<void>(let_go(left));
  }
  // A client's Release, at this address: the last one to be named when somebody calls after it.
  void note_release(const void* caller) noexcept { released_by_.store(caller, std::memory_order_relaxed); }

  // Says once, on standard error, that `method` was called when nobody held it any more; every time in the trace.
  void report_breach(const Face& face, const char* method, const void* caller) noexcept;

  // The first face stands for IUnknown, of those that clients call if it has one: the runtime's are called when the
  // object's end has begun.
  Face& identity() const noexcept { return *identity_.load(std::memory_order_acquire); }
  // Kept by the registry, under its lock.
  std::vector<Face*>& faces() noexcept { return faces_; }
  void add(Face& face);
  std::vector<const void*>& keys() noexcept { return keys_; }

  // Enters it, as the first interface that clients call. What only the runtime calls is no client's to leak.
  void enter_in_ledger(const Face& face) noexcept;
  // Its owner belongs to another: the ledger shows it there.
  void enter_in_ledger_anew() noexcept;
  const void* obtained_by() const noexcept { return obtained_by_; }

 private:
  ULONG end() noexcept;
  void choose_identity(Face& latest) noexcept;
  bool is_store() const noexcept { return store_.load(std::memory_order_acquire); }

  const std::shared_ptr<Owner> owner_;
  const void* const obtained_by_;
  std::atomic<ULONG> references_{1};
  std::atomic<bool> invalid_{false};
  std::atomic<bool> store_{false};  // it has an IMsgStore among its faces
  std::atomic<bool> breach_reported_{false};
  std::atomic<const void*> released_by_{nullptr};
  std::atomic<bool> entered_{false};
  std::atomic<ULONG_PTR> token_{0};
  std::atomic<Face*> identity_{nullptr};
  std::vector<Face*> faces_;       // never freed, like the proxy; guarded by the registry
  std::vector<const void*> keys_;  // by what the registry finds it; guarded by the registry
};

// One interface of a proxy: what is the same for all of them. IUnknown is implemented here.
//
// The references that it holds on the object are counted, because they come and go with the client's; the last one
// stays until the proxy ends, so that the interface pointer is good as long as the proxy. One that only the runtime
// calls gives up its last earlier, and is then borrowed, as the runtime borrows it (J-49).
class Face {
 public:
  // `outside` is the interface pointer that this is a part of.
  Face(Proxy& proxy, const FaceType& type, kit::com_ptr<IUnknown> object, IUnknown* outside) noexcept
      : proxy_(proxy), type_(type), outside_(outside), object_(object.detach()) {}
  Face(const Face&) = delete;
  Face& operator=(const Face&) = delete;

  Proxy& proxy() const noexcept { return proxy_; }
  const FaceType& type() const noexcept { return type_; }
  IUnknown* outside() const noexcept { return outside_; }
  // The provider's own interface pointer; null once the proxy is dead.
  IUnknown* object() const noexcept { return object_.load(std::memory_order_acquire); }

  HRESULT query(REFIID iid, void** result, const void* caller);
  ULONG add_ref(const void* caller) noexcept;
  ULONG release(const void* caller) noexcept;

  // This interface pointer was made invalid: the runtime's code is behind it.
  void make_invalid() noexcept { invalid_.store(true, std::memory_order_release); }
  bool invalid() const noexcept { return invalid_.load(std::memory_order_acquire); }
  bool holds_object() const noexcept { return held_.load(std::memory_order_acquire) != 0; }

  // The reference on it becomes one on the object, as its provider knows it. False when nothing of the provider may be
  // called.
  bool exchange_reference() noexcept;

  // A reference on the object that came with one on the proxy.
  void keep(kit::com_ptr<IUnknown> object) noexcept;

 private:
  friend class Proxy;
  // The client's reference on the proxy got, or loses, the one on the object that belongs to it.
  void follow_add_ref() noexcept;
  void follow_release() noexcept;
  // One of the references that are held, if it may go before the proxy does.
  bool take_spare() noexcept;
  bool counts() const noexcept;
  // What the runtime calls it releases itself, and what MakeInvalid left has code of the runtime's.
  bool counts_after_the_end() const noexcept { return type_.called_by == CalledBy::runtime || invalid(); }
  // Gives back all of them, or keeps them for good. The pointer stays, for calls from inside the last Release.
  ULONG give_back(bool counts) noexcept;
  void forget_object() noexcept { object_.store(nullptr, std::memory_order_release); }

  Proxy& proxy_;
  const FaceType& type_;
  IUnknown* const outside_;
  std::atomic<IUnknown*> object_;
  std::atomic<ULONG> held_{1};  // references on object_
  std::atomic<bool> invalid_{false};
  const IUnknown* never_given_back_ = nullptr;  // reachable for who looks for leaks
};

}  // namespace postroom::checked
