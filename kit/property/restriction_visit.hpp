// SPDX-License-Identifier: Apache-2.0
//
// What the sources share that walk over a restriction.
#pragma once

#include <mapicode.h>
#include <mapidefs.h>

#include "postroom/failure.hpp"

namespace postroom::kit {

// One visitor made of a lambda for each alternative.
template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

// Does a relation, RELOP_LT … RELOP_NE, hold of two values that stand so to each other?
constexpr bool holds(ULONG relation, int order) noexcept {
  switch (relation) {
    case RELOP_LT:
      return order < 0;
    case RELOP_LE:
      return order <= 0;
    case RELOP_GT:
      return order > 0;
    case RELOP_GE:
      return order >= 0;
    case RELOP_EQ:
      return order == 0;
    default:
      return order != 0;
  }
}

// A restriction that is deeper or larger than the limits allow (L-21), or that compares what cannot be compared.
[[noreturn]] inline void too_complex(const char* what) {
  fail(MAPI_E_TOO_COMPLEX, what);
}

}  // namespace postroom::kit
