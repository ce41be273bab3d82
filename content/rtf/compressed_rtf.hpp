// SPDX-License-Identifier: Apache-2.0
//
// Compressed RTF, the form of PR_RTF_COMPRESSED (MS-OXRTFCP): a header of 16 bytes, and RTF that is packed with the
// 4096 bytes before it as its dictionary ("LZFu"), or stored as it is ("MELA").
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace postroom::content {

inline constexpr std::size_t kLargestRtf = std::size_t{1} << 30U;

// No stream for that much RTF is larger: nine bytes for eight, a header and an end.
inline constexpr std::size_t kLargestCompressedRtf = kLargestRtf / 8 * 9 + 32;

enum class RtfStorage : std::uint8_t { compressed, as_it_is };

// The RTF of a compressed stream. The checksum is always verified, and what a header claims is measured against the
// bytes that are there before any memory is taken for it; bytes after the end that the header names do not matter.
//
// Throws Failure(MAPI_E_CORRUPT_DATA) for what is no compressed RTF, or not all of it, and Failure(MAPI_E_TOO_BIG) for
// more than `limit` bytes of RTF.
std::string decompress_rtf(std::string_view stream, std::size_t limit = kLargestRtf);

// The whole stream for `rtf`. The time it takes is linear in its size, whatever it holds. Throws
// Failure(MAPI_E_TOO_BIG) for more than kLargestRtf bytes.
std::string compress_rtf(std::string_view rtf, RtfStorage storage = RtfStorage::compressed);

}  // namespace postroom::content
