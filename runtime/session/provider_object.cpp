// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/provider_object.hpp"

#include "runtime/library/library.hpp"
#include "runtime/lifecycle/provider_call.hpp"

namespace postroom::session {

using lifecycle::ProviderState;

std::shared_ptr<ProviderObject> ProviderObject::start(Kind kind, const std::string& dll_name, ULONG session) {
  auto library = library::Library::instance().providers().open(dll_name);
  if (library->quarantined()) {
    kit::fail(MAPI_E_FAILONEPROVIDER,
              "The provider library " + library->path() + " is quarantined: a call into it hangs.");
  }
  Object object;
  switch (kind) {
    case Kind::address_book:
      object = library->make_address_book_provider();
      break;
    case Kind::store:
      object = library->make_store_provider();
      break;
    case Kind::transport:
      object = library->make_transport_provider();
      break;
  }
  return std::shared_ptr<ProviderObject>(
      new ProviderObject(kind, dll_name, session, std::move(library), std::move(object)));
}

ProviderObject::ProviderObject(Kind kind, std::string dll_name, ULONG session,
                               std::shared_ptr<library::ProviderLibrary> library, Object object)
    : kind_(kind),
      dll_name_(std::move(dll_name)),
      session_(session),
      number_(trace::next_provider_number()),
      library_(std::move(library)),
      object_(std::move(object)) {
  trace::state_changed(subject(), ProviderState::initialised);
}

void ProviderObject::shut_down() noexcept {
  if (!state_.advance(ProviderState::shut_down)) return;
  const lifecycle::ProviderMethods& methods = lifecycle::provider_methods(kind_);
  std::visit(
      [&](auto& object) {
        lifecycle::provider_call(subject(), methods.shutdown, object.get(), [&] { return object->Shutdown(&zero_); });
        trace::state_changed(subject(), ProviderState::shut_down);
        lifecycle::provider_release(subject(), methods.release, object);
      },
      object_);
  state_.advance(ProviderState::released);
  trace::state_changed(subject(), ProviderState::released);
}

}  // namespace postroom::session
