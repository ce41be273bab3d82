// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/property_bag.hpp>

#include <mapidefs.h>

#include <filesystem>
#include <string_view>

namespace postroom::book {

// The book's file, a property of the provider's profile section (private range, M-43).
inline constexpr ULONG PR_BOOK_PATH = PROP_TAG(PT_UNICODE, 0x6600);

// Where the book of a profile is kept unless its section says otherwise: books/NAME.sqlite in $POSTROOM_HOME, or in
// $XDG_DATA_HOME/postroom, or in ~/.local/share/postroom. What cannot stand in a file's name is written as %HH.
std::filesystem::path default_location(std::string_view profile);

}  // namespace postroom::book
