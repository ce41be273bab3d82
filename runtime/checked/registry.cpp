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

Proxy* Registry::acquire(const void* object) noexcept {
  const auto found = proxies_.find(object);
  return found != proxies_.end() && found->second->try_acquire() ? found->second : nullptr;
}

Face* Registry::acquire_known(const void* object, const FaceType& type) noexcept {
  Proxy* unsuitable = nullptr;
  {
    const kit::Lock lock(mutex_);
    Proxy* const proxy = acquire(object);
    if (proxy == nullptr) return nullptr;
    if (Face* face = suitable_face(*proxy, static_cast<const IUnknown*>(object), type)) return face;
    unsuitable = proxy;
  }
  unsuitable->let_go();
  return nullptr;
}

void Registry::know(const void* object, Proxy& proxy) {
  proxy.keys().reserve(proxy.keys().size() + 1);
  proxies_[object] = &proxy;  // it may still name one that is about to end
  proxy.keys().push_back(object);
}

IUnknown* Registry::watch(IUnknown* object, REFIID iid, const std::shared_ptr<Owner>& owner,
                          const void* caller) noexcept {
  auto owned = kit::com_ptr<IUnknown>::attach(object);
  Proxy* proxy = nullptr;
  Face* face = nullptr;
  bool is_new = false;
  try {
    if (face_at(object) != nullptr) return owned.detach();  // a provider passed on what it was given
    const FaceType* const asked = face_type(iid);
    if (asked != nullptr) face = acquire_known(object, *asked);
    if (face != nullptr) return face->outside();
    const FaceType* const type = natural_type(object, iid);
    if (type == nullptr) return owned.detach();
    const kit::com_ptr<IUnknown> identity = identity_of(object);
    kit::com_ptr<IUnknown> for_face = owned;
    const void* const obtained_by = client_call(caller);

    const kit::Lock lock(mutex_);
    proxy = acquire(identity.get());
    if (proxy == nullptr) proxy = acquire(object);
    if (proxy == nullptr) {
      proxy = new Proxy(owner, obtained_by);
      is_new = true;
      know(identity.get(), *proxy);
    }
    face = suitable_face(*proxy, object, *type);
    if (face == nullptr) {
      proxy->faces().reserve(proxy->faces().size() + 1);
      if (identity.get() != object) know(object, *proxy);
      face = &type->make(*proxy, *type, std::move(for_face));
      proxy->add(*face);
      faces_.emplace(face->outside(), face);
    }
  } catch (...) {  // no memory to watch it with: the caller gets the object itself
    if (proxy != nullptr) proxy->let_go();
    return owned.detach();
  }
  if (is_new) proxy->enter_in_ledger();
  return face->outside();
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
