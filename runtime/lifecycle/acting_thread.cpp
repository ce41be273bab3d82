// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/acting_thread.hpp"

#include "runtime/lifecycle/runtime_thread.hpp"

#include <pthread.h>
#include <unistd.h>

#include <utility>

namespace postroom::lifecycle {
namespace {

pthread_key_t make_key() noexcept {
  pthread_key_t made = 0;
  pthread_key_create(&made, nullptr);
  return made;
}

pthread_key_t principal_key() noexcept {
  static const pthread_key_t key = make_key();
  return key;
}

pthread_key_t own_key() noexcept {
  static const pthread_key_t key = make_key();
  return key;
}

std::uintptr_t principal() noexcept {
  return reinterpret_cast<std::uintptr_t>(pthread_getspecific(principal_key()));
}

void set_principal(std::uintptr_t thread) noexcept {
  pthread_setspecific(principal_key(), reinterpret_cast<void*>(thread));
}

}  // namespace

std::uintptr_t acting_thread() noexcept {
  const std::uintptr_t other = principal();
  return other != 0 ? other : this_thread();
}

ActingFor::ActingFor(std::uintptr_t thread) noexcept : before_(principal()) {
  set_principal(thread);
}

ActingFor::~ActingFor() {
  set_principal(before_);
}

OwnThread::OwnThread() noexcept {
  pthread_setspecific(own_key(), this);
}

OwnThread::~OwnThread() {
  pthread_setspecific(own_key(), nullptr);
}

LastWord::LastWord(std::function<void()> word) : thread_(static_cast<OwnThread*>(pthread_getspecific(own_key()))) {
  if (thread_ != nullptr) thread_->last_word_ = std::move(word);
}

LastWord::~LastWord() {
  if (thread_ != nullptr) thread_->last_word_ = nullptr;
}

void stay_on_own_thread() noexcept {
  auto* const own = static_cast<OwnThread*>(pthread_getspecific(own_key()));
  if (own == nullptr) return;
  if (const auto word = std::exchange(own->last_word_, nullptr)) word();
  runtime_thread_stays();
  for (;;) ::pause();
}

}  // namespace postroom::lifecycle
