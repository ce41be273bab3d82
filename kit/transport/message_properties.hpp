// SPDX-License-Identifier: Apache-2.0
//
// Somebody else's messages and recipients as property bags. Every function throws Failure.
#pragma once

#include <postroom/property_bag.hpp>

#include <initializer_list>
#include <vector>

namespace postroom::kit::transport {

// What the object has of `tags`, text as UTF-8. What it has not, or will not say, is not in the bag.
PropertyBag read_properties(IMAPIProp& object, std::initializer_list<ULONG> tags);

// Sets all of them; `what` says in an error what was to be noted. Nothing happens for an empty bag.
void set_properties(IMAPIProp& object, const PropertyBag& properties, const char* what);

// The recipients with all their columns, so that one can be written back whole.
std::vector<PropertyBag> read_recipients(IMessage& message);

// ModifyRecipients with MODRECIP_ADD or MODRECIP_MODIFY, by PR_ROWID. Nothing happens without rows.
void write_recipients(IMessage& message, ULONG mode, const std::vector<PropertyBag>& rows);

}  // namespace postroom::kit::transport
