// SPDX-License-Identifier: Apache-2.0
#include "runtime/checked/checked.hpp"

#include "runtime/checked/clients.hpp"
#include "runtime/checked/registry.hpp"
#include "runtime/library/library.hpp"
#include "runtime/lifecycle/client_calls.hpp"
#include "runtime/lifecycle/ledger.hpp"

#include <postroom/mutex.hpp>

#include <cstdlib>
#include <string_view>
#include <unordered_map>

namespace postroom::checked {
namespace {

constinit std::atomic<bool> is_on{false};

struct Logons {
  kit::Mutex mutex;
  std::unordered_map<std::uint32_t, std::weak_ptr<Owner>> owners POSTROOM_GUARDED_BY(mutex);  // by logon
};

Logons& logons() noexcept {
  static auto* const only = new Logons;  // never freed: a call on a proxy may come at any time
  return *only;
}

const std::shared_ptr<kit::Core>& clients_core() noexcept {
  static const auto* const core = [] {
    auto* made = new std::shared_ptr(std::make_shared<kit::Core>(nullptr, 0));  // never freed, like the proxies
    lifecycle::enter_client(*made);
    return made;
  }();
  return *core;
}

// In a child of fork the registry's lock may be another thread's for good.
bool works() noexcept {
  return on() && !library::Library::instance().over();
}

}  // namespace

void choose() noexcept {
#ifdef POSTROOM_BENCH_WITHOUT_CHECKED  // bench/shutdown.py measures what it costs while it is off
  return;
#endif
  if (on()) return;
  const char* wanted = ::secure_getenv("POSTROOM_CHECK");
  const std::string_view choice = wanted != nullptr ? wanted : "";
  if (choice.empty() || choice == "0") return;
  clients();
  is_on.store(true, std::memory_order_release);
}

bool on() noexcept {
#ifdef POSTROOM_BENCH_WITHOUT_CHECKED
  return false;
#endif
  return is_on.load(std::memory_order_acquire);
}

kit::Core& clients() noexcept {
  return *clients_core();
}

const void* client_call(const void* caller) noexcept {
  if (caller != nullptr && !lifecycle::is_of_the_runtime(caller)) return caller;
  const void* const client = lifecycle::client_call_of_this_thread();
  return client != nullptr ? client : caller;
}

std::shared_ptr<Owner> make_owner(const trace::Subject& subject, const void* library, std::shared_ptr<Owner> provider) {
  if (!on()) return nullptr;
  auto owner = std::make_shared<Owner>(subject, library, std::move(provider));
  if (subject.logon == 0) return owner;
  Logons& known = logons();
  const kit::Lock lock(known.mutex);
  std::erase_if(known.owners, [](const auto& entry) { return entry.second.expired(); });
  known.owners[subject.logon] = owner;
  return owner;
}

void belongs_to(const std::shared_ptr<Owner>& owner, const std::shared_ptr<Owner>& first) {
  if (!owner || !first) return;
  owner->belongs_to(first);
  for (Proxy* proxy : registry().live_of_owner(*owner)) proxy->enter_in_ledger_anew();
}

std::shared_ptr<Owner> owner_of_logon(std::uint32_t logon) noexcept {
  Logons& known = logons();
  const kit::Lock lock(known.mutex);
  const auto found = known.owners.find(logon);
  return found != known.owners.end() ? found->second.lock() : nullptr;
}

void note_own_ledger(std::uint32_t logon) noexcept {
  if (!on()) return;
  if (const auto owner = owner_of_logon(logon)) owner->note_own_ledger();
}

IUnknown* watch(IUnknown* object, REFIID iid, const std::shared_ptr<Owner>& owner) {
  return owner && object != nullptr ? registry().watch(object, {iid}, owner, nullptr) : object;
}

bool is_proxy(const void* object) noexcept {
  return works() && registry().face_at(object) != nullptr;
}

Invalidation::Invalidation(const void* object) : object_(object) {
  if (works()) proxies_ = registry().acquire_all(object);
}

Invalidation::~Invalidation() {
  for (Proxy* proxy : proxies_) proxy->let_go();
}

void Invalidation::done() noexcept {
  for (Proxy* proxy : proxies_) registry().make_invalid(*proxy, object_);
}

IUnknown* for_provider(IUnknown* object, const void* library) noexcept {
  if (!works() || object == nullptr) return object;
  Face* const face = registry().face_at(object);
  if (face == nullptr || face->proxy().owner().library() != library || face->proxy().ended()) return object;
  IUnknown* const own = face->object();
  return face->exchange_reference() ? own : object;
}

std::string held_of(const void* library) {
  if (!on()) return {};
  const std::vector<Proxy*> live = registry().live_of(library);
  for (Proxy* proxy : live) {
    const Face& face = proxy->identity();
    lifecycle::LiveObject object;
    object.type = face.type().name;
    object.object = face.outside();
    object.references = proxy->references();
    object.obtained_by = proxy->obtained_by();
    object.logon = proxy->owner().subject().logon;
    return lifecycle::describe(object, proxy->owner().subject().name) +
           (proxy->alive() ? "" : ", whose last Release has not returned");
  }
  return {};
}

}  // namespace postroom::checked
