// SPDX-License-Identifier: Apache-2.0
//
// Which proxy stands for which object: two calls that give the same object give the same proxy while it lives.
#pragma once

#include "runtime/checked/proxy.hpp"

#include <postroom/mutex.hpp>

#include <span>
#include <unordered_map>

namespace postroom::checked {

// Thread-safe; its lock is never held while a provider is called.
class Registry {
 public:
  // Takes `object`'s reference over and returns a reference on its proxy's interface `iid`: the live proxy, or a new
  // one for `owner`. What is a proxy already, whose interface has none, or what there is no memory for, is returned as
  // it is.
  IUnknown* watch(IUnknown* object, REFIID iid, const std::shared_ptr<Owner>& owner, const void* caller) noexcept;

  // The face whose interface pointer this is; null for anything else. Faces stay valid for good.
  Face* face_at(const void* pointer) const noexcept;
  // Of the object whose interface pointer this is, as its provider knows it.
  void make_invalid(const void* object) noexcept;
  // The proxy is about to end: its object is found no more.
  void forget(Proxy& proxy) noexcept;
  std::vector<Proxy*> live_of(const void* library) const;

 private:
  // An object on its way out of a provider.
  struct Arrival {
    IUnknown* object;
    kit::com_ptr<IUnknown> reference;  // for the face that may be made
    kit::com_ptr<IUnknown> identity;
    const FaceType* type;
    const std::shared_ptr<Owner>& owner;
    const void* obtained_by;
  };

  Face* acquire_known(IUnknown* object, const FaceType& type, const Owner& owner) noexcept;
  Face& face_for(Arrival& arrival);
  Face& add_face(Proxy& proxy, Arrival& arrival) POSTROOM_REQUIRES(mutex_);
  Proxy* acquire(const void* object, const Owner& owner) noexcept POSTROOM_REQUIRES(mutex_);
  void know(const void* object, Proxy& proxy) POSTROOM_REQUIRES(mutex_);

  mutable kit::Mutex mutex_;
  std::unordered_map<const void*, Face*> faces_ POSTROOM_GUARDED_BY(mutex_);     // by interface pointer; only grows
  std::unordered_map<const void*, Proxy*> proxies_ POSTROOM_GUARDED_BY(mutex_);  // live ones, by the object's pointers
};

// The process's. Never freed, like the proxies.
Registry& registry() noexcept;

// The interfaces that have proxies.
std::span<const FaceType* const> face_types() noexcept;
// The interface that has this identifier; null when it has no proxies.
const FaceType* face_type(REFIID iid) noexcept;
// What `object`, which was asked for as `asked`, really is: a client that opens a message as IMAPIProp finds the
// methods of IMessage behind the pointer too. Asks the object; null when it is to be passed unwatched.
const FaceType* natural_type(IUnknown* object, REFIID asked) noexcept;

}  // namespace postroom::checked
