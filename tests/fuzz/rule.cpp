// SPDX-License-Identifier: Apache-2.0
// Feeds the readers of rules with anything; what they take must come out as the same bytes the second time, and so must
// MAPI's structures that are made of it.
#include "runtime/mapiutil/rule_structures.hpp"

#include <postroom/allocators.hpp>
#include <postroom/failure.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

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

// MAPI memory: each block a malloc, so that AddressSanitizer sees what is done beyond it.
struct Block {
  Block* next = nullptr;
};
SCODE allocate(ULONG size, LPVOID* block) {
  auto* fresh = static_cast<Block*>(std::malloc(sizeof(Block) + size));
  *fresh = {};
  *block = fresh + 1;
  return S_OK;
}
SCODE allocate_more(ULONG size, LPVOID head, LPVOID* block) {
  allocate(size, block);
  Block& first = static_cast<Block*>(head)[-1];
  static_cast<Block*>(*block)[-1].next = std::exchange(first.next, static_cast<Block*>(*block) - 1);
  return S_OK;
}
ULONG free_all(LPVOID head) {
  Block* block = head == nullptr ? nullptr : static_cast<Block*>(head) - 1;
  while (block != nullptr) std::free(std::exchange(block, block->next));
  return S_OK;
}

bool is_refusal(HRESULT code) {
  return code == MAPI_E_CORRUPT_DATA || code == MAPI_E_TOO_COMPLEX || code == MAPI_E_VERSION;
}

// `make` makes MAPI's structure of what was read, `pack` writes such a one.
template <class Read, class Write, class Make, class Pack>
void read(std::string_view bytes, Read&& read, Write&& write, Make&& make, Pack&& pack) {
  known.clear();
  std::string once;
  try {
    once = write(read(bytes, ids_of), names_of);
  } catch (const kit::Failure& failure) {
    if (!is_refusal(failure.code())) std::abort();
    return;
  }
  const auto again = read(once, ids_of);
  if (write(again, names_of) != once) std::abort();
  const auto structure = make(again);
  std::string packed;
  try {
    packed = pack(*structure, names_of);
  } catch (const kit::Failure& failure) {
    // Bytes may hold a condition that cannot be evaluated, and MAPI's form may not.
    if (failure.code() != MAPI_E_TOO_COMPLEX && failure.code() != MAPI_E_INVALID_PARAMETER) std::abort();
    return;
  }
  if (packed != once) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  kit::set_allocators({allocate, allocate_more, free_all});
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read(
      bytes, content::unpack_condition, content::pack_condition,
      [](const kit::Restriction& condition) { return condition.to_mapi(PT_UNICODE); }, mapiutil::pack_condition);
  read(bytes, content::unpack_actions, content::pack_actions, mapiutil::make_actions, mapiutil::pack_actions);
  return 0;
}
