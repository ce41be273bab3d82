// SPDX-License-Identifier: Apache-2.0
//
// Properties as they stand in the book's file: the kit's packed form (postroom/store/bag.hpp).
#pragma once

#include <postroom/property_bag.hpp>

#include <string>

namespace postroom::book {

// Throws Failure(MAPI_E_TYPE_NO_SUPPORT) for a type that is not kept (PT_OBJECT).
std::string pack(const kit::PropertyBag& properties);

// Throws Failure(MAPI_E_CORRUPT_DATA) when `block` is not what pack() made.
kit::PropertyBag unpack(std::string block);

}  // namespace postroom::book
