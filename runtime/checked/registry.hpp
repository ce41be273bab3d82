// SPDX-License-Identifier: Apache-2.0
//
// Which proxy stands for which object: two calls that give the same object give the same proxy while it lives.
#pragma once

#include "runtime/checked/proxy.hpp"

#include <postroom/mutex.hpp>

#include <span>
#include <unordered_map>

namespace postroom::checked {

// How an object came out of a provider.
struct Arrived {
  REFIID iid;
  // The caller named no interface: he takes the pointer for what the object is, of which `object_type` (MAPI_FOLDER …;
  // 0 when it is not said) and the object itself tell.
  bool unnamed = false;
  ULONG object_type = 0;
  // It may be a store that another logon of its provider object has open, which it then is (C-31).
  bool may_be_open = false;
};

// Thread-safe; its lock is never held while a provider is called. An object that several logons gave has a proxy for
// each, so that one logon's end is no other's.
class Registry {
 public:
  // Takes `object`'s reference over and returns a reference on its proxy's interface `iid`: the live proxy, or a new
  // one for `owner`. What is a proxy already, whose interface has none, or what there is no memory for, is returned as
  // it is, and so is an object of the runtime's own.
  IUnknown* watch(IUnknown* object, const Arrived& how, const std::shared_ptr<Owner>& owner, const void* caller);

  // The face whose interface pointer this is; null for anything else. Faces stay valid for good.
  Face* face_at(const void* pointer) const noexcept;
  // A reference on each proxy of the object whose interface pointer this is, as its provider knows it.
  std::vector<Proxy*> acquire_all(const void* object);
  // Its provider has made the object of this proxy invalid, by this interface pointer.
  void make_invalid(Proxy& proxy, const void* object) noexcept;
  // The proxy has ended, its last Release has returned: it is found no more.
  void forget(Proxy& proxy) noexcept;
  // Proxies whose objects still can run code of the library, also by a last Release that has not returned.
  std::vector<Proxy*> live_of(const void* library) const;
  std::vector<Proxy*> live_of_owner(const Owner& owner) const;

 private:
  // An object on its way out of a provider.
  struct Arrival {
    IUnknown* object;
    kit::com_ptr<IUnknown> reference;  // for the face that may be made
    kit::com_ptr<IUnknown> identity;
    const FaceType* type;
    const Arrived& how;
    const std::shared_ptr<Owner>& owner;
    const void* obtained_by;
  };

  Face* acquire_known(IUnknown* object, const Arrived& how, const Owner& owner) noexcept;
  Face& face_for(Arrival& arrival);
  Face& add_face(Proxy& proxy, Arrival& arrival) POSTROOM_REQUIRES(mutex_);
  Proxy* acquire(const void* object, const Arrived& how, const Owner& owner) noexcept POSTROOM_REQUIRES(mutex_);
  void know(const void* object, Proxy& proxy) POSTROOM_REQUIRES(mutex_);

  mutable kit::Mutex mutex_;
  std::unordered_map<const void*, Face*> faces_ POSTROOM_GUARDED_BY(mutex_);  // by interface pointer; only grows
  // By the object's pointers: the live ones, and those whose last Release has not returned.
  std::unordered_multimap<const void*, Proxy*> proxies_ POSTROOM_GUARDED_BY(mutex_);
};

// The process's. Never freed, like the proxies.
Registry& registry() noexcept;

// The interfaces that have proxies.
std::span<const FaceType* const> face_types() noexcept;
// The interface that has this identifier; null when it has no proxies.
const FaceType* face_type(REFIID iid) noexcept;
// What `object` really is: a client that opens a message as IMAPIProp finds the methods of IMessage behind the pointer
// too. Asks the object; null when it is to be passed unwatched.
const FaceType* natural_type(IUnknown* object, const Arrived& how);
// Whether `type` will do, without asking the object.
bool suffices(const FaceType& type, const Arrived& how) noexcept;
// The object's interface, or null when it has none; an exception of the object's is no interface either.
kit::com_ptr<IUnknown> interface_of(IUnknown* object, REFIID iid);

}  // namespace postroom::checked
