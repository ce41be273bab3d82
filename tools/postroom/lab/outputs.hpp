// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapidefs.h>
#include <postroom/failure.hpp>

#include "tools/postroom/lab/observations.hpp"

#include <string>

namespace postroom::tool::providerlab {

// Makes a call with one output, `call(T** output) -> HRESULT`, and looks at what becomes of that: a call that succeeds
// gives its result, one that fails leaves the output alone or sets it to null. Returns the result, which
// the caller owns as the method says; null when there is none that may be used. `answer`: what the method answered.
template <class T, class Call>
T* asked(Observations& seen, const std::string& method, const Call& call, HRESULT* answer = nullptr) {
  T* const untouched = reinterpret_cast<T*>(&seen);  // a pointer that is nobody's to give
  T* output = untouched;
  const HRESULT code = call(&output);
  if (answer != nullptr) *answer = code;
  if (FAILED(code)) {
    if (output != nullptr && output != untouched) {
      seen.broken("A-27", method + " fails with " + kit::hresult_name(code) + " and sets its output");
    }
    return nullptr;
  }
  if (output != nullptr && output != untouched) return output;
  seen.broken("A-26", method + " answers " + kit::hresult_name(code) + " and gives no result");
  return nullptr;
}

}  // namespace postroom::tool::providerlab
