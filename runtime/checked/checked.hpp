// SPDX-License-Identifier: Apache-2.0
//
// Checked mode (docs/checked.md): between the runtime and a provider stands a proxy of each of the provider's objects,
// which watches every call and refuses the impossible. This is all that the rest of the runtime knows of it.
//
// Every function may be called from any thread; none calls a provider but where it says so. While checked mode is off,
// each is a load of one flag.
#pragma once

#include "runtime/checked/owner.hpp"

#include <postroom/com_ptr.hpp>

#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace postroom::checked {

class Proxy;

// Reads POSTROOM_CHECK, in the MAPIInitialize that starts MAPI. Once on, it stays on until the process ends, since
// clients may hold proxies for as long as they like.
void choose() noexcept;
bool on() noexcept;

// The owner of a provider object's or a logon's objects; null while checked mode is off. A logon's is found by the
// number of its subject for as long as it lives, so that what the provider's logon method returns gets it.
// `provider` is the owner of the logon's provider object.
std::shared_ptr<Owner> make_owner(const trace::Subject& subject, const void* library,
                                  std::shared_ptr<Owner> provider = nullptr);
// What `owner`, whose logon never was, got belongs to `first`, whose logon goes on (C-31, C-32). Both may be null.
void belongs_to(const std::shared_ptr<Owner>& owner, const std::shared_ptr<Owner>& first);

// Takes the reference on a provider's object over and gives one on its proxy back; asks the object for its identity.
// Returns the object itself when `owner` is null.
IUnknown* watch(IUnknown* object, REFIID iid, const std::shared_ptr<Owner>& owner);
template <class I>
kit::com_ptr<I> watch(kit::com_ptr<I> object, const std::shared_ptr<Owner>& owner) {
  if (!owner || !object) return object;
  // A proxy's interface lies where its IUnknown does: MAPI's interfaces inherit from one another, and only so.
  return kit::com_ptr<I>::attach(static_cast<I*>(watch(object.detach(), kit::iid_of<I>(), owner)));
}

// The provider of this logon enters its objects in the ledger itself.
void note_own_ledger(std::uint32_t logon) noexcept;

// Whether this is a proxy, of which IMAPISupport::MakeInvalid can take nothing over.
bool is_proxy(const void* object) noexcept;
// IMAPISupport::MakeInvalid at work on `object`, as its provider knows it. The object's proxies stay until the end of
// this, so that they are still the object's when it is done.
class Invalidation {
 public:
  explicit Invalidation(const void* object);
  ~Invalidation();
  Invalidation(const Invalidation&) = delete;
  Invalidation& operator=(const Invalidation&) = delete;

  // The object is invalid: from here on its proxies answer MAPI_E_INVALID_OBJECT (J-73).
  void done() noexcept;

 private:
  const void* const object_;
  std::vector<Proxy*> proxies_;
};

// The reference on `object` that a provider of `library` is to get: when the object is a proxy of one of the library's
// own, on that one, as the library knows it. Takes the reference over.
IUnknown* for_provider(IUnknown* object, const void* library) noexcept;

// What a client still holds of the provider library that owners know as `library`; empty when nothing would run the
// library's code.
std::string held_of(const void* library);

}  // namespace postroom::checked
