// SPDX-License-Identifier: Apache-2.0
#include "runtime/checked/registry.hpp"

#include "runtime/checked/clients.hpp"
#include "runtime/lifecycle/client_calls.hpp"

#include <cxxabi.h>

#include <algorithm>
#include <utility>

namespace postroom::checked {
namespace {

kit::com_ptr<IUnknown> identity_of(IUnknown* object) {
  kit::com_ptr<IUnknown> identity = interface_of(object, IID_IUnknown);
  return identity ? identity : kit::com_ptr<IUnknown>::share(object);  // against the rules; the pointer will do
}

Face* suitable_face(Proxy& proxy, const IUnknown* object, const FaceType& type) noexcept {
  for (Face* face : proxy.faces()) {
    if (face->object() == object && face->type().is_or_derives_from(type)) return face;
  }
  return nullptr;
}

// An object tells by its methods whose it is.
bool is_the_runtimes(const IUnknown* object) noexcept {
  return lifecycle::is_data_of_the_runtime(*reinterpret_cast<const void* const*>(object));
}

// Whether `proxy` is the one of what `owner` got now; then with a reference on it. One that was made invalid is of an
// object that has gone.
bool stands_for(Proxy& proxy, const Arrived& how, const Owner& owner) noexcept {
  const Owner& its = proxy.owner();
  const bool same = &its.first() == &owner.first();
  const bool open = how.may_be_open && its.provider() != nullptr && its.provider() == owner.provider() && !its.closed();
  return (same || open) && !proxy.invalid() && proxy.try_acquire();
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

Proxy* Registry::acquire(const void* object, const Arrived& how, const Owner& owner) noexcept {
  const auto [first, last] = proxies_.equal_range(object);
  const auto found =
      std::find_if(first, last, [&](const auto& entry) { return stands_for(*entry.second, how, owner); });
  return found != last ? found->second : nullptr;
}

Face* Registry::acquire_known(IUnknown* object, const Arrived& how, const Owner& owner) noexcept {
  const FaceType* const type = face_type(how.iid);
  if (type == nullptr) return nullptr;
  Proxy* proxy = nullptr;
  {
    const kit::Lock lock(mutex_);
    proxy = acquire(object, how, owner);
    if (proxy == nullptr) return nullptr;
    Face* const face = suitable_face(*proxy, object, *type);
    if (face != nullptr && suffices(face->type(), how)) return face;
  }
  proxy->let_go();
  return nullptr;
}

void Registry::know(const void* object, Proxy& proxy) {
  std::vector<const void*>& keys = proxy.keys();
  if (std::find(keys.begin(), keys.end(), object) != keys.end()) return;
  keys.reserve(keys.size() + 1);
  proxies_.emplace(object, &proxy);
  keys.push_back(object);
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
    proxy = acquire(arrival.identity.get(), arrival.how, *arrival.owner);
    if (proxy == nullptr) proxy = acquire(arrival.object, arrival.how, *arrival.owner);
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

IUnknown* Registry::watch(IUnknown* object, const Arrived& how, const std::shared_ptr<Owner>& owner,
                          const void* caller) {
  auto owned = kit::com_ptr<IUnknown>::attach(object);
  try {
    // A provider passed on what it was given.
    if (face_at(object) != nullptr || is_the_runtimes(object)) return owned.detach();
    Face* face = acquire_known(object, how, *owner);
    if (face != nullptr) {
      face->keep(std::move(owned));
      return face->outside();
    }
    const FaceType* const type = natural_type(object, how);
    if (type == nullptr) return owned.detach();
    Arrival arrival{object, owned, identity_of(object), type, how, owner, client_call(caller)};
    face = &face_for(arrival);
    if (arrival.reference) face->keep(std::move(arrival.reference));
    face->proxy().enter_in_ledger(*face);
    return face->outside();
  } catch (const abi::__forced_unwind&) {
    throw;
  } catch (...) {  // no memory to watch it with: the caller gets the object itself
    return owned.detach();
  }
}

std::vector<Proxy*> Registry::acquire_all(const void* object) {
  std::vector<Proxy*> all;
  const kit::Lock lock(mutex_);
  const auto [first, last] = proxies_.equal_range(object);
  all.reserve(static_cast<std::size_t>(std::distance(first, last)));
  std::for_each(first, last, [&](const auto& entry) {
    if (entry.second->try_acquire()) all.push_back(entry.second);
  });
  return all;
}

void Registry::make_invalid(Proxy& proxy, const void* object) noexcept {
  const kit::Lock lock(mutex_);
  proxy.make_invalid(object);
}

void Registry::forget(Proxy& proxy) noexcept {
  const kit::Lock lock(mutex_);
  for (const void* key : proxy.keys()) {
    const auto [first, last] = proxies_.equal_range(key);
    const auto found = std::find_if(first, last, [&](const auto& entry) { return entry.second == &proxy; });
    if (found != last) proxies_.erase(found);
  }
}

std::vector<Proxy*> Registry::live_of(const void* library) const {
  std::vector<Proxy*> live;
  const kit::Lock lock(mutex_);
  for (const auto& [object, proxy] : proxies_) {
    if (proxy->owner().library() == library && proxy->keeps_library()) live.push_back(proxy);
  }
  return live;
}

std::vector<Proxy*> Registry::live_of_owner(const Owner& owner) const {
  std::vector<Proxy*> live;
  const kit::Lock lock(mutex_);
  for (const auto& [object, proxy] : proxies_) {
    if (&proxy->owner() == &owner && proxy->alive()) live.push_back(proxy);
  }
  return live;
}

}  // namespace postroom::checked
