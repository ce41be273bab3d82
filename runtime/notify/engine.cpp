// SPDX-License-Identifier: Apache-2.0
#include "runtime/notify/engine.hpp"

#include "runtime/notify/engine_state.hpp"
#include "runtime/notify/thread_sink.hpp"

#include <postroom/postroom.h>

#include <string>

namespace postroom::notify {
namespace {

std::string text_of(std::span<const std::byte> key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

}  // namespace

Engine::Engine() : state_(std::make_shared<State>()) {}

Engine::~Engine() {
  stop();
}

void Engine::start(Delivery delivery) {
  state_->start(delivery);
}
void Engine::stop(const Expired& expired, Thread caller) {
  state_->stop(expired, caller);
}
bool Engine::started() const noexcept {
  return state_->started();
}

ULONG Engine::subscribe(Owner owner, std::span<const std::byte> key, ULONG mask, ULONG flags, IMAPIAdviseSink* sink) {
  return state_->subscribe(owner, text_of(key), mask, flags, sink);
}

HRESULT Engine::unsubscribe(Owner owner, ULONG connection) noexcept {
  // Expired at once: a Release that must wait for OnNotify is left to the frame (D-17).
  return state_->unsubscribe(
      owner, connection, [] { return true; }, std::this_thread::get_id());
}
void Engine::unsubscribe_and_wait(Owner owner, ULONG connection, const Expired& expired, Thread caller) noexcept {
  static_cast<void>(state_->unsubscribe(owner, connection, expired, caller));
}

HRESULT Engine::notify(std::span<const std::byte> key, std::span<const NOTIFICATION> notifications, ULONG* flags) {
  return state_->notify(text_of(key), notifications, flags);
}
HRESULT Engine::notify(ULONG connection, std::span<const NOTIFICATION> notifications) {
  return state_->notify(connection, notifications);
}

void Engine::pump() {
  state_->pump(false);
}
void Engine::dispatch() {
  state_->pump(true);
}

void Engine::drain(std::uint32_t session, const Expired& expired, Thread caller) {
  state_->drain(session, expired, caller);
}
bool Engine::cancel(Owner owner, const Expired& expired, Thread caller) {
  return state_->cancel_owner(owner, expired, caller);
}
bool Engine::cancel_session(std::uint32_t session, const Expired& expired, Thread caller) {
  return state_->cancel_session(session, expired, caller);
}

bool Engine::any_of_session(std::uint32_t session) const noexcept {
  return state_->any_of_session(session);
}

int Engine::descriptor() const noexcept {
  return state_->descriptor();
}

IMAPIAdviseSink* Engine::bind_to_this_thread(IMAPIAdviseSink* sink) {
  return make_thread_sink(state_, sink).detach();
}

std::size_t Engine::registrations() const noexcept {
  return state_->registrations();
}

Engine& engine() noexcept {
  static Engine* const only = new Engine;  // never destroyed: sinks of a client may outlive everything
  return *only;
}

}  // namespace postroom::notify

extern "C" [[gnu::visibility("default")]] int postroom_notification_fd(void) {
  return postroom::notify::engine().descriptor();
}
