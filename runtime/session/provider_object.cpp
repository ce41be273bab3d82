// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/provider_object.hpp"

#include "runtime/idle/idle_engine.hpp"
#include "runtime/library/entry_call.hpp"
#include "runtime/library/library.hpp"
#include "runtime/lifecycle/abandonment.hpp"
#include "runtime/lifecycle/provider_call.hpp"

#include <chrono>
#include <thread>

namespace postroom::session {

using lifecycle::ProviderState;

std::shared_ptr<ProviderObject> ProviderObject::start(Kind kind, const std::string& dll_name, ULONG session,
                                                      const std::function<bool()>& pointless) {
  const library::EntryCall running;  // from the loading on, so that nobody closes the library in between (J-69)
  auto library = library::Library::instance().providers().open(dll_name);
  library->require_not_quarantined();
  if (pointless()) kit::fail(MAPI_E_END_OF_SESSION);  // its constructors have hung, and it was given up (J-114)
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
      checked_(checked::make_owner(subject(), library_.get())),
      object_(std::visit([this](auto& made) { return Object(checked::watch(std::move(made), checked_)); }, object)) {
  library_->provider_has_come();
  trace::record(trace::Event::provider_made, subject(),
                {.method = lifecycle::provider_methods(kind_).entry, .object = held().get()});
  trace::state_changed(subject(), ProviderState::initialised);
}

void ProviderObject::shut_down(lifecycle::DepartureCalls& calls) noexcept {
  if (state_.is(ProviderState::abandoned)) return;
  const lifecycle::Deadline deadline = calls.deadline();
  while (lifecycle::call_is_running(subject())) {  // the code of a call that nobody waits for any more
    if (state_.is(ProviderState::abandoned)) return;
    if (deadline.expired()) return abandon(subject(), lifecycle::record_abandoned_call(subject()));
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  if (!state_.advance(ProviderState::shut_down)) return;
  if (call_shutdown(calls)) release(calls);
}

// Another thread may have given the provider up meanwhile; that this call overran, too, is told all the same (J-114).
bool ProviderObject::returns_in_time(lifecycle::DepartureCalls& calls, std::function<void()> body) noexcept {
  if (calls.run(std::move(body))) return true;
  abandon(subject(), lifecycle::record_abandoned_call(subject()));
  return false;
}

bool ProviderObject::call_shutdown(lifecycle::DepartureCalls& calls) noexcept {
  const bool returned = returns_in_time(calls, [self = shared_from_this()] {
    std::visit(
        [&](auto& object) {
          lifecycle::provider_call(self->subject(), lifecycle::provider_methods(self->kind_).shutdown, object.get(),
                                   [&] { return object->Shutdown(&self->zero_); });
        },
        self->object_);
  });
  if (returned) {
    if (!state_.is(ProviderState::abandoned)) trace::state_changed(subject(), ProviderState::shut_down);
    end_idle_routines(calls);
  }
  return returned && !state_.is(ProviderState::abandoned);
}

// No idle routine of a provider runs after its Shutdown (J-110). One that a thread of the provider's own registered is
// known by its code, and goes with the last provider of the library.
void ProviderObject::end_idle_routines(lifecycle::DepartureCalls& calls) noexcept {
  const void* const code = library_->provider_has_gone() ? library_->any_code() : nullptr;
  if (code == nullptr && !idle::idle_engine().any_of(number_)) return;
  if (calls.run([number = number_, code] { idle::idle_engine().remove_those_of(number, code); })) return;
  abandon(subject(),
          lifecycle::record_abandoned_call(subject(), {"idle routine", idle::idle_engine().runner_of(number_, code)}));
}

kit::com_ptr<IUnknown> ProviderObject::held() const {
  const kit::Lock lock(mutex_);
  return std::visit([](const auto& object) { return kit::com_ptr<IUnknown>::share(object.get()); }, object_);
}

void ProviderObject::release(lifecycle::DepartureCalls& calls) noexcept {
  const bool returned = returns_in_time(calls, [self = shared_from_this()] {
    Object object;
    {
      const kit::Lock lock(self->mutex_);
      object = std::exchange(self->object_, Object());
    }
    std::visit(
        [&](auto& last) {
          lifecycle::provider_release(self->subject(), lifecycle::provider_methods(self->kind_).release, last);
        },
        object);
  });
  if (!returned || !state_.advance(ProviderState::released)) return;
  if (checked_) checked_->close();
  trace::state_changed(subject(), ProviderState::released);
}

void ProviderObject::abandon(const trace::Subject& subject, const std::string& why) noexcept {
  library_->quarantine(why);
  if (!state_.advance(ProviderState::abandoned)) return;  // it was abandoned before
  if (checked_) checked_->abandon();
  lifecycle::keep_for_ever(shared_from_this());
  idle::idle_engine().forget(number_);
  trace::state_changed(trace::Subject(subject.session, 0, number_, library_->name()), ProviderState::abandoned);
}

}  // namespace postroom::session
