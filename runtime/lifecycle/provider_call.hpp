// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/lifecycle/acting_thread.hpp"
#include "runtime/lifecycle/trace.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/failure.hpp>

#include <cxxabi.h>

#include <utility>

namespace postroom::lifecycle {

// What unwinds a thread that ends is no C++ exception, and has no object: a reference to it is caught all the same, and
// UndefinedBehaviorSanitizer takes it for one to null.
#define POSTROOM_CATCHES_THREAD_END __attribute__((no_sanitize("undefined")))

// Makes one call on a provider: the trace sees its begin and its end under the name that MAPI gives the method, and an
// exception that escapes the provider is a failed call (J-114). Every call of the runtime into a provider's library
// goes through here.
//
// `body` makes the call and returns its HRESULT; what it captures by reference must outlive the call.
// `answer`, when it is not null, is where the body leaves the flags that came back, for the trace.
// REQUIRES: the calling thread holds no lock (J-102).
template <class Body>
POSTROOM_CATCHES_THREAD_END HRESULT provider_call(const trace::Subject& subject, const char* method, const void* object,
                                                  Body&& body, ULONG request = 0, const ULONG* answer = nullptr) {
  trace::Call call(subject, method, object, request);
  try {
    const HRESULT code = std::forward<Body>(body)();
    return call.returned(code, answer == nullptr ? 0 : *answer);
  } catch (const abi::__forced_unwind&) {
    call.threw("the end of its thread");  // pthread_exit, or a cancellation
    stay_on_own_thread();
    throw;
  } catch (const std::exception& escaped) {
    call.threw(escaped.what());
  } catch (...) {
    call.threw("an exception of unknown type");
  }
  return MAPI_E_CALL_FAILED;
}

// The Release that gives a reference of the runtime back, as a traced call. What the provider answers means nothing
// the trace keeps it as a hint at what still holds the object (J-27).
template <class Interface>
void provider_release(const trace::Subject& subject, const char* method, kit::com_ptr<Interface>& object) {
  if (!object) return;
  ULONG left = 0;
  const auto release = [&]() -> HRESULT {
    left = object.reset();
    return S_OK;
  };
  provider_call(subject, method, object.get(), release, 0, &left);
}

}  // namespace postroom::lifecycle
