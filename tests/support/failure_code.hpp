// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/failure.hpp>

#include <functional>

namespace postroom::test {

// What `body` failed with, or S_OK.
inline HRESULT code_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const kit::Failure& failure) {
    return failure.code();
  }
  return S_OK;
}

}  // namespace postroom::test
