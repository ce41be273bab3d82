// SPDX-License-Identifier: Apache-2.0
//
// One-off entry identifiers: a recipient that stands in no directory, whole inside its identifier (F-20 … F-23).
// Pure functions; any thread. What is parsed comes from anywhere, so every length is checked and bounded.
#pragma once

#include <mapidefs.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::kit {

// Longer identifiers are not taken for one-offs: no address is that long.
inline constexpr std::size_t kLongestOneOff = 16 * 1024;

struct OneOff {
  std::string name;  // all text is UTF-8
  std::string type;
  std::string address;
  bool unicode = true;    // the strings are UTF-16 in the identifier, else 8-bit
  bool rich_info = true;  // PR_SEND_RICH_INFO (F-22)
};

// Is `entry` an identifier with the one-off UID? It may still be malformed.
bool is_one_off(std::span<const std::byte> entry) noexcept;

// Reads an identifier; empty when it is not a one-off or malformed. Up to three zero bytes after the last string are
// forgiven: some programs pad.
std::optional<OneOff> parse_one_off(std::span<const std::byte> entry);

// Writes an identifier: no padding, the length ends at the last NUL. Throws Failure(MAPI_E_STRING_TOO_LONG) beyond
// kLongestOneOff; what follows a NUL inside a text is cut off.
std::vector<std::byte> encode_one_off(const OneOff& one_off);

// The search key: TYPE ":" ADDRESS NUL, ASCII letters upper-cased, terminator included (F-21).
std::string one_off_search_key(std::string_view type, std::string_view address);

// Recognises what a user typed: `Display[TYPE:address]`, `x@y.z` and `Display <x@y.z>`; empty for anything else. A
// backslash quotes the next character, `\xHH` is any byte (F-23).
std::optional<OneOff> one_off_from_text(std::string_view text);

// CreateOneOff of IAddrBook and IMAPISupport (D-20). `flags`: MAPI_UNICODE (the parameters and the identifier) and
// MAPI_SEND_NO_RICH_INFO. Allocates *entry with MAPIAllocateBuffer's fellow of this library; throws Failure.
void create_one_off(const void* name, const void* type, const void* address, ULONG flags, ULONG* size,
                    LPENTRYID* entry);

}  // namespace postroom::kit
