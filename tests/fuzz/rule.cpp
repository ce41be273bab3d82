// SPDX-License-Identifier: Apache-2.0
// Feeds the readers of rules with anything; what they take must come out as the same bytes the second time.
#include "content/rule/rules.hpp"

#include <postroom/failure.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace postroom;

// An object that names its properties as they come: the ids are the places of the names.
std::vector<kit::PropertyName> known;

std::uint16_t id_of(const kit::PropertyName& name) {
  const auto found = std::find_if(known.begin(), known.end(), [&](const kit::PropertyName& other) {
    return other.set == name.set && other.text == name.text && other.number == name.number;
  });
  const auto place = static_cast<std::size_t>(found - known.begin());
  if (found == known.end()) known.push_back(name);
  return static_cast<std::uint16_t>(0x8000 + place);
}
std::vector<std::uint16_t> ids_of(std::span<const kit::PropertyName> names) {
  std::vector<std::uint16_t> ids;
  for (const kit::PropertyName& name : names) ids.push_back(id_of(name));
  return ids;
}
std::vector<std::optional<kit::PropertyName>> names_of(std::span<const std::uint16_t> ids) {
  std::vector<std::optional<kit::PropertyName>> names;
  for (const std::uint16_t id : ids) names.emplace_back(known.at(id - 0x8000));
  return names;
}

template <class Read, class Write>
void read(std::string_view bytes, Read&& read, Write&& write) {
  known.clear();
  std::string once;
  try {
    once = write(read(bytes, ids_of), names_of);
  } catch (const kit::Failure& failure) {
    if (failure.code() != MAPI_E_CORRUPT_DATA && failure.code() != MAPI_E_TOO_COMPLEX &&
        failure.code() != MAPI_E_VERSION) {
      std::abort();
    }
    return;
  }
  if (write(read(once, ids_of), names_of) != once) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read(bytes, content::unpack_condition, content::pack_condition);
  read(bytes, content::unpack_actions, content::pack_actions);
  return 0;
}
