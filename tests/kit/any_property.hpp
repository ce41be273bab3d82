// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/property.hpp>

#include <rapidcheck.h>

#include <vector>

namespace postroom::test {

// All types that a value can have, PT_NULL and PT_OBJECT excepted.
std::vector<ULONG> value_types();

// A value of the type, whatever it may be; multivalues have at least one. Draws from RapidCheck's current case.
kit::PropertyValue::Variant any_value(ULONG type);
kit::PropertyValue any_property();
// Well-formed text without zeros.
rc::Gen<std::string> any_text();

// A number from `first` to before `end`, each as likely in every case: RapidCheck's own begins with the first ones.
template <class T>
T any_number(T first, T end) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(first, end));
}

}  // namespace postroom::test
