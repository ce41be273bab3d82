// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/failure.hpp>

#include <string>
#include <utility>

namespace postroom::mapiutil {

// The body of an exported C function: what it throws becomes its answer.
template <class Body>
HRESULT boundary(Body&& body) {
  try {
    return std::forward<Body>(body)();
  } catch (...) {
    std::string what;
    return kit::current_failure(what);
  }
}

}  // namespace postroom::mapiutil
