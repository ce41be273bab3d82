// SPDX-License-Identifier: Apache-2.0
//
// The properties of a section as the bytes that the database keeps: the kit's packed bag.
#pragma once

#include <postroom/store/bag.hpp>

#include <string>

namespace postroom::profile {

inline std::string pack(const kit::PropertyBag& bag) {
  return kit::store::pack(bag).block();
}

// MAPI_E_CORRUPT_DATA when the bytes are not what pack() makes.
inline kit::PropertyBag unpack(std::string bytes) {
  return kit::store::unpack(kit::store::Bag(std::move(bytes)));
}

}  // namespace postroom::profile
