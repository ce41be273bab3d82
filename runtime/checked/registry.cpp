// SPDX-License-Identifier: Apache-2.0
#include "runtime/checked/registry.hpp"

#include "runtime/lifecycle/client_calls.hpp"

#include <utility>

namespace postroom::checked {
namespace {

kit::com_ptr<IUnknown> identity_of(IUnknown* object) noexcept {
  kit::com_ptr<IUnknown> identity;
  if (FAILED(object->QueryInterface(IID_IUnknown, identity.put_void())) || !identity) {
    return kit::com_ptr<IUnknown>::share(object);  // against the rules; the pointer will do
  }
  return identity;
}

Face* suitable_face(Proxy& proxy, const IUnknown* object, const FaceType& type) noexcept {
  for (Face* face : proxy.faces()) {
    if (face->object() == object && face->type().is_or_derives_from(type)) return face;
  }
  return nullptr;
}

// Where the client called from, when the proxy's caller is the runtime.
const void* client_call(const void* caller) noexcept {
  if (caller != nullptr && !lifecycle::is_of_the_runtime(caller)) return caller;
  const void* const client = lifecycle::client_call_of_this_thread();
  return client != nullptr ? client : caller;
}

}  // namespace

Registry& registry() noexcept {
  static auto* const only = new Registry;
  return *only;
}

Face* Registry::face_at(const void* pointer) const noexcept {
  const kit::Lock lock(mutex_);
  const auto found = faces_.find(pointer);
  return found != faces_.end() ? found->second : nullptr;
}

// A proxy of a logon that has ended stands for nothing new.
Proxy* Registry::acquire(const void* object, const Owner& owner) noexcept {
  const auto found = proxies_.find(object);
  if (found == proxies_.end() || (found->second->owner().closed() && !owner.closed())) return nullptr;
  return found->second->try_acquire() ? found->second : nullptr;
}

Face* Registry::acquire_known(IUnknown* object, const FaceType& type, const Owner& owner) noexcept {
  Proxy* proxy = nullptr;
  {
    const kit::Lock lock(mutex_);
    proxy = acquire(object, owner);
    if (proxy == nullptr) return nullptr;
    if (Face* face = suitable_face(*proxy, object, type)) return face;
  }
  proxy->let_go();
  return nullptr;
}

void Registry::know(const void* object, Proxy& proxy) {
  proxy.keys().reserve(proxy.keys().size() + 1);
  proxies_[object] = &proxy;  // it may still name one that is about to end
  proxy.keys().push_back(object);
}

Face& Registry::add_face(Proxy& proxy, Arrival& arrival) {
  proxy.faces().reserve(proxy.faces().size() + 1);
  know(arrival.object, proxy);
  Face& face = arrival.type->make(proxy, *arrival.type, std::move(arrival.reference));
  proxy.add(face);
  faces_.emplace(face.outside(), &face);
  return face;
}

Face& Registry::face_for(Arrival& arrival) {
  Proxy* proxy = nullptr;
  try {
    const kit::Lock lock(mutex_);
    proxy = acquire(arrival.identity.get(), *arrival.owner);
    if (proxy == nullptr) proxy = acquire(arrival.object, *arrival.owner);
    if (proxy == nullptr) {
      proxy = new Proxy(arrival.owner, arrival.obtained_by);
      know(arrival.identity.get(), *proxy);
    }
    Face* const face = suitable_face(*proxy, arrival.object, *arrival.type);
    return face != nullptr ? *face : add_face(*proxy, arrival);
  } catch (...) {
    if (proxy != nullptr) proxy->let_go();
    throw;
  }
}

IUnknown* Registry::watch(IUnknown* object, REFIID iid, const std::shared_ptr<Owner>& owner,
                          const void* caller) noexcept {
  auto owned = kit::com_ptr<IUnknown>::attach(object);
  try {
    if (face_at(object) != nullptr) return owned.detach();  // a provider passed on what it was given
    const FaceType* const asked = face_type(iid);
    Face* face = asked != nullptr ? acquire_known(object, *asked, *owner) : nullptr;
    if (face != nullptr) {
      face->keep(std::move(owned));
      return face->outside();
    }
    const FaceType* const type = natural_type(object, iid);
    if (type == nullptr) return owned.detach();
    Arrival arrival{object, owned, identity_of(object), type, owner, client_call(caller)};
    face = &face_for(arrival);
    if (arrival.reference) face->keep(std::move(arrival.reference));
    face->proxy().enter_in_ledger(*face);
    return face->outside();
  } catch (...) {  // no memory to watch it with: the caller gets the object itself
    return owned.detach();
  }
}

void Registry::make_invalid(const void* object) noexcept {
  const kit::Lock lock(mutex_);
  const auto found = proxies_.find(object);
  if (found != proxies_.end()) found->second->make_invalid();
}

void Registry::forget(Proxy& proxy) noexcept {
  const kit::Lock lock(mutex_);
  for (const void* key : proxy.keys()) {
    const auto found = proxies_.find(key);
    if (found != proxies_.end() && found->second == &proxy) proxies_.erase(found);
  }
}

std::vector<Proxy*> Registry::live_of(const void* library) const {
  std::vector<Proxy*> live;
  const kit::Lock lock(mutex_);
  for (const auto& [object, proxy] : proxies_) {
    if (proxy->owner().library() == library && proxy->alive() && !proxy->invalid()) live.push_back(proxy);
  }
  return live;
}

}  // namespace postroom::checked
