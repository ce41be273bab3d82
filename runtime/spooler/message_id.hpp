// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kit/text/hexadecimal.hpp"

#include <mapidefs.h>

#include <string>
#include <string_view>
#include <vector>

namespace postroom::spooler {

// An entry identifier as the trace shows it.
inline std::string hex(std::string_view bytes) {
  return kit::hexadecimal(bytes);
}

inline std::string hex(const std::vector<BYTE>& bytes) {
  return hex(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

}  // namespace postroom::spooler
