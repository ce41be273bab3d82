// SPDX-License-Identifier: Apache-2.0
//
// Names and ids of named properties, as somebody's object has them (M-44). Each function throws what the object
// answers.
#pragma once

#include <postroom/prop_object.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace postroom::kit {

// The object's id of each name, in order; one that is new is made (MAPI_CREATE). 0 for a name that got none.
std::vector<std::uint16_t> ids_in(IMAPIProp* object, std::span<const PropertyName> names);

// The object's name of each id, in order; nothing for an unknown one.
std::vector<std::optional<PropertyName>> names_in(IMAPIProp* object, std::span<const std::uint16_t> ids);

}  // namespace postroom::kit
