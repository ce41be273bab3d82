// SPDX-License-Identifier: Apache-2.0
// Feeds the readers of rules with anything; what they take must come out as the same bytes the second time.
#include "content/rule/rules.hpp"

#include <postroom/failure.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace postroom;

// The ids are the places of the names.
std::vector<kit::PropertyName> known;

std::vector<std::uint16_t> ids_of(std::span<const kit::PropertyName> names) {
  std::vector<std::uint16_t> ids;
  for (const kit::PropertyName& name : names) {
    ids.push_back(static_cast<std::uint16_t>(0x8000 + known.size() % 0x7000));
    known.push_back(name);
  }
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
  known.clear();
  if (write(read(once, ids_of), names_of) != once) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read(bytes, content::unpack_condition, content::pack_condition);
  read(bytes, content::unpack_actions, content::pack_actions);
  return 0;
}
