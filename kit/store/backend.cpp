// SPDX-License-Identifier: Apache-2.0
#include <postroom/store/backend.hpp>

#include <cstring>

namespace postroom::kit::store {

bool PropertyName::operator==(const PropertyName& other) const noexcept {
  return std::memcmp(&set, &other.set, sizeof set) == 0 && text == other.text && (text || number == other.number);
}

}  // namespace postroom::kit::store
