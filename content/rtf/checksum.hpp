// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace postroom::content {

// The checksum of compressed RTF (MS-OXRTFCP 2.1.3.2): CRC-32 with the reflected polynomial 0xEDB88320, but begun with
// 0 and without the final complement. `from` is the checksum of what comes before `bytes`.
std::uint32_t rtf_checksum(std::string_view bytes, std::uint32_t from = 0) noexcept;

}  // namespace postroom::content
