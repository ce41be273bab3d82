// SPDX-License-Identifier: Apache-2.0
#include "runtime/checked/proxy.hpp"

#include "runtime/checked/call.hpp"
#include "runtime/checked/clients.hpp"
#include "runtime/checked/registry.hpp"
#include "runtime/library/library.hpp"
#include "runtime/lifecycle/client_calls.hpp"
#include "runtime/lifecycle/ledger.hpp"
#include "runtime/lifecycle/symbols.hpp"

#include <algorithm>
#include <cstdio>
#include <string>

namespace postroom::checked {
namespace {

constexpr std::chrono::nanoseconds kNoTime{0};

std::string sentence(const Face& face, const char* method, const void* caller, const void* released_by) {
  lifecycle::Symbols symbols;
  return std::string("postroom: ") + face.type().name + "::" + method +
         " was called after the object's last Release, by " + symbols.describe(caller) + "; released by " +
         symbols.describe(released_by) +
         (face.proxy().obtained_by() != nullptr ? "; obtained by " + symbols.describe(face.proxy().obtained_by())
                                                : "") +
         ". It was refused with MAPI_E_INVALID_OBJECT.\n";
}

}  // namespace

Proxy::Proxy(std::shared_ptr<Owner> owner, const void* obtained_by) noexcept
    : owner_(std::move(owner)), obtained_by_(obtained_by) {}

bool Proxy::may_call_provider() const noexcept {
  return !owner_->abandoned() && !library::Library::instance().over();
}

bool Proxy::counts_for_object() const noexcept {
  return may_call_provider() && (!owner_->closed() || owner_->has_own_ledger() || is_store());
}

bool Proxy::try_acquire() noexcept {
  ULONG now = references_.load(std::memory_order_relaxed);
  while (now != 0 && !references_.compare_exchange_weak(now, now + 1, std::memory_order_acq_rel)) {
  }
  return now != 0;
}

bool Proxy::let_go(ULONG& left) noexcept {
  ULONG now = references_.load(std::memory_order_relaxed);
  while (now != 0 && !references_.compare_exchange_weak(now, now - 1, std::memory_order_acq_rel)) {
  }
  left = now > 1 ? now - 1 : 0;
  if (now == 1) left = end();
  return now != 0;
}

ULONG Proxy::end() noexcept {
  const bool over = library::Library::instance().over();  // in a child of fork, locks may be another thread's for good
  const bool may_call = may_call_provider();
  const bool at_work = counts_for_object();  // asked before the last Release, which may be what ends the logon
  ULONG left = 0;
  for (Face* face : faces_) {
    if (face->holds_object()) left = face->give_back(may_call && (at_work || face->counts_after_the_end()));
  }
  if (!over) registry().forget(*this);  // only now: the library stays mapped while its Release runs
  for (Face* face : faces_) face->forget_object();
  const ULONG_PTR token = token_.exchange(0, std::memory_order_acq_rel);
  if (token != 0 && !over) lifecycle::ledger().Remove(token);
  return left;
}

void Proxy::make_invalid(const void* object) noexcept {
  invalid_.store(true, std::memory_order_release);
  for (Face* face : faces_) {
    if (face->object() == object) face->make_invalid();
  }
}

bool Proxy::keeps_library() const noexcept {
  return std::any_of(faces_.begin(), faces_.end(),
                     [this](const Face* face) { return !face->invalid() && (face->holds_object() || !alive()); });
}

void Proxy::add(Face& face) {
  faces_.push_back(&face);
  choose_identity(face);
  if (*face.type().iid == IID_IMsgStore) store_.store(true, std::memory_order_release);
}

void Proxy::choose_identity(Face& latest) noexcept {
  const Face* const now = identity_.load(std::memory_order_acquire);
  const bool better =
      now != nullptr && now->type().called_by == CalledBy::runtime && latest.type().called_by == CalledBy::client;
  if (now == nullptr || better) identity_.store(&latest, std::memory_order_release);
}

void Proxy::enter_in_ledger_anew() noexcept {
  const ULONG_PTR token = token_.exchange(0, std::memory_order_acq_rel);
  if (token == 0) return;
  lifecycle::ledger().Remove(token);
  entered_.store(false, std::memory_order_release);
  enter_in_ledger(identity());
}

void Proxy::enter_in_ledger(const Face& face) noexcept {
  if (owner_->has_own_ledger() || owner_->subject().logon == 0 || face.type().called_by == CalledBy::runtime) return;
  if (entered_.exchange(true, std::memory_order_acq_rel)) return;
  token_.store(
      lifecycle::ledger().Enter(face.type().name, face.outside(), &references_, obtained_by_, owner_->subject().logon),
      std::memory_order_release);
}

void Proxy::report_breach(const Face& face, const char* method, const void* caller) noexcept {
  if (library::Library::instance().over()) return;  // a child of fork: locks may be another thread's for good
  caller = client_call(caller);
  try {
    const void* const released_by = released_by_.load(std::memory_order_acquire);
    trace::record(trace::Event::object_breach, owner_->subject(),
                  {.method = std::string(face.type().name) + "::" + method,
                   .detail = "called by " + lifecycle::describe_address(caller) + ", released by " +
                             lifecycle::describe_address(released_by),
                   .object = face.outside(),
                   .hresult = MAPI_E_INVALID_OBJECT});
    if (breach_reported_.exchange(true, std::memory_order_acq_rel)) return;
    std::fputs(sentence(face, method, caller, released_by).c_str(), stderr);
  } catch (...) {  // no memory for a report: the call is refused all the same
  }
}

// ---- IUnknown

void Face::keep(kit::com_ptr<IUnknown> object) noexcept {
  static_cast<void>(object.detach());
  held_.fetch_add(1, std::memory_order_acq_rel);
}

bool Face::counts() const noexcept {
  return proxy_.counts_for_object() || (proxy_.may_call_provider() && counts_after_the_end());
}

void Face::follow_add_ref() noexcept {
  if (!counts()) return;
  keep(kit::com_ptr<IUnknown>::share(object()));
  // Another thread's Release came between this one's reference on the proxy and that on the object.
  if (held_.load(std::memory_order_acquire) > proxy_.references()) follow_release();
}

bool Face::take_spare() noexcept {
  const bool last_may_go = type_.called_by == CalledBy::runtime && proxy_.references() > 1;
  const ULONG stay = last_may_go ? 0 : 1;
  ULONG now = held_.load(std::memory_order_acquire);
  while (now > stay && !held_.compare_exchange_weak(now, now - 1, std::memory_order_acq_rel)) {
  }
  return now > stay;
}

void Face::follow_release() noexcept {
  if (!take_spare()) return;
  auto spare = kit::com_ptr<IUnknown>::attach(object());
  if (!counts()) static_cast<void>(spare.detach());
}

ULONG Face::give_back(bool counts) noexcept {
  if (!counts) never_given_back_ = object();
  ULONG left = 0;
  for (ULONG held = held_.exchange(0, std::memory_order_acq_rel); held != 0 && counts; --held) {
    left = kit::com_ptr<IUnknown>::attach(object()).reset();
  }
  return left;
}

// The other logon may end just now; its provider is then called once more, inside its own library's call.
bool Face::exchange_reference() noexcept {
  if (!counts()) return false;
  static_cast<void>(kit::com_ptr<IUnknown>::share(object()).detach());
  follow_release();
  proxy_.let_go();
  return true;
}

ULONG Face::add_ref(const void* caller) noexcept {
  if (!proxy_.try_acquire()) {
    proxy_.report_breach(*this, "AddRef", caller);
    return 0;
  }
  follow_add_ref();
  const ULONG now = proxy_.references();
  record_call(*this, "AddRef", S_OK, now, kNoTime);
  return now;
}

ULONG Face::release(const void* caller) noexcept {
  const auto begun = std::chrono::steady_clock::now();
  if (proxy_.alive()) {
    if (!library::Library::instance().over()) proxy_.note_release(client_call(caller));
    follow_release();  // while the reference on the proxy still keeps it
  }
  ULONG left = 0;
  if (!proxy_.let_go(left)) {
    proxy_.report_breach(*this, "Release", caller);
    return 0;
  }
  record_call(*this, "Release", S_OK, proxy_.references(), std::chrono::steady_clock::now() - begun);
  return left;
}

HRESULT Face::query(REFIID iid, void** result, const void* caller) {
  if (result == nullptr) return MAPI_E_INVALID_PARAMETER;
  const bool identity_asked = iid == IID_IUnknown;
  if (identity_asked && proxy_.try_acquire()) {  // always there (J-74), and always the same
    Face& identity = proxy_.identity();
    identity.follow_add_ref();
    record_call(*this, "QueryInterface", S_OK, proxy_.references(), kNoTime);
    *result = identity.outside();
    return S_OK;
  }
  // A client has a logon's face by QueryInterface only, and is a client there, too.
  const bool by_runtime = type_.called_by == CalledBy::runtime && lifecycle::is_of_the_runtime(caller);
  Call call(*this, "QueryInterface", caller, by_runtime ? CalledBy::runtime : CalledBy::client);
  if (!call.admitted()) {
    *result = nullptr;
    return call.refusal();
  }
  return call.finish(call.object()->QueryInterface(iid, call.out(result, &iid, iid)));
}

}  // namespace postroom::checked
