// SPDX-License-Identifier: Apache-2.0
#include "runtime/checked/checked.hpp"

#include "runtime/checked/clients.hpp"
#include "runtime/checked/registry.hpp"
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

std::shared_ptr<Owner> make_owner(const trace::Subject& subject, const void* library) {
  if (!on()) return nullptr;
  auto owner = std::make_shared<Owner>(subject, library);
  if (subject.logon == 0) return owner;
  Logons& known = logons();
  const kit::Lock lock(known.mutex);
  std::erase_if(known.owners, [](const auto& entry) { return entry.second.expired(); });
  known.owners[subject.logon] = owner;
  return owner;
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

IUnknown* watch(IUnknown* object, REFIID iid, const std::shared_ptr<Owner>& owner) noexcept {
  return owner && object != nullptr ? registry().watch(object, iid, owner, nullptr) : object;
}

bool is_proxy(const void* object) noexcept {
  return on() && registry().face_at(object) != nullptr;
}

void make_invalid(const void* object) noexcept {
  if (on()) registry().make_invalid(object);
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
    return lifecycle::describe(object, proxy->owner().subject().name);
  }
  return {};
}

}  // namespace postroom::checked
