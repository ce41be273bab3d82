// SPDX-License-Identifier: Apache-2.0
//
// What the two directions of compressed RTF share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace postroom::content::rtf_wire {

// MS-OXRTFCP 2.1.3.1.1: little-endian COMPSIZE (of what follows it), RAWSIZE, COMPTYPE, CRC.
constexpr std::size_t kHeader = 16;
constexpr std::size_t kCountedHeader = 12;           // the part of the header that COMPSIZE counts
constexpr std::uint32_t kCompressed = 0x75465A4C;    // "LZFu"
constexpr std::uint32_t kUncompressed = 0x414C454D;  // "MELA"

// A token is a byte of RTF, or a reference: twelve bits of where in the dictionary, four of how long less two. A
// control byte says of the eight tokens after it which is which, beginning with its lowest bit.
constexpr std::size_t kWindow = 4096;
constexpr std::size_t kShortest = 2;
constexpr std::size_t kLongest = kShortest + 15;
constexpr std::size_t kTokensOfControl = 8;

// What the dictionary holds before the first byte (MS-OXRTFCP 2.1.2.1).
constexpr std::string_view kDictionary =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    "MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
static_assert(kDictionary.size() == 207);

}  // namespace postroom::content::rtf_wire
