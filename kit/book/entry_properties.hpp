// SPDX-License-Identifier: Apache-2.0
//
// What the base adds to the properties that a backend keeps: identifiers, keys and types (G-3, G-16, G-19).
#pragma once

#include "kit/book/book_core.hpp"

#include <span>
#include <string_view>

namespace postroom::kit::book {

// All properties of a person or list, computed ones included, as tables, recipients and objects show them.
PropertyBag entry_properties(const BookCore& core, const Entry& entry);

// A container's properties, and those of the provider's root; as objects and hierarchy tables show them.
PropertyBag container_properties(const BookCore& core, const Container& container);
PropertyBag root_properties(const BookCore& core);

// The columns of a contents table unless SetColumns says otherwise.
std::span<const ULONG> contents_columns() noexcept;
// What a resolved name carries at least (G-16): text tags are PT_UNICODE.
std::span<const ULONG> recipient_columns() noexcept;

// Is the property one that the base computes, so that nobody can set it?
bool is_computed(ULONG tag) noexcept;

}  // namespace postroom::kit::book
