// SPDX-License-Identifier: Apache-2.0
//
// ScCreateConversationIndex: PR_CONVERSATION_INDEX, by which the messages of a conversation sort as a tree. A header of
// 22 bytes (a 1, the time in five bytes, a GUID) begins it, and every reply adds five bytes to what it replies to.
#include "runtime/library/export.hpp"
#include "runtime/mapiutil/block.hpp"
#include "runtime/mapiutil/boundary.hpp"
#include "runtime/profile/uid.hpp"

#include <postroom/mapi_ptr.hpp>
#include <postroom/property.hpp>

#include <mapiutil.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>

namespace {

using namespace postroom;
using mapiutil::make_block;

constexpr std::size_t kHeader = 22;
constexpr std::size_t kChild = 5;
constexpr std::size_t kLongest = 32767;  // what fits PR_CONVERSATION_INDEX everywhere: thousands of replies
constexpr int kTimeUnit = 16;            // the header has the bits of a FILETIME from here on, its 1 the highest

void append(std::string& index, std::uint64_t number, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) index += static_cast<char>(number >> (8 * i));
}

std::string begun(std::uint64_t now) {
  std::string index(1, '\1');
  append(index, now >> kTimeUnit, 5);
  return index + profile::uid_bytes(profile::new_uid());
}

// When the conversation began, to what the header tells of it.
std::uint64_t beginning(const std::string& index) {
  std::uint64_t time = 0;
  for (std::size_t i = 0; i < 6; ++i) time = time << 8U | static_cast<unsigned char>(index[i]);
  return time << kTimeUnit;
}

// The time since the beginning in 31 bits: fine below 2^49 ticks (21 months), and coarse, with the highest bit set, for
// what is longer. Then eight bits of chance, for two replies in one moment.
void append_reply(std::string& index, std::uint64_t now) {
  const std::uint64_t began = beginning(index);
  const std::uint64_t since = now > began ? now - began : 0;
  const bool is_fine = since >> 49U == 0;
  const std::uint64_t code = is_fine ? since >> 18U : (since >> 23U & 0x7FFFFFFFU) | 0x80000000U;
  append(index, code, 4);
  append(index, profile::new_uid().ab[0], 1);
}

bool is_index(std::span<const BYTE> parent) {
  return parent.size() >= kHeader && parent.size() <= kLongest && (parent.size() - kHeader) % kChild == 0 &&
         parent[0] == 1;
}

// A parent from the wire may be anything, and a reply to it is still a message: it begins a conversation then.
std::string next_index(std::span<const BYTE> parent) {
  const std::uint64_t now = kit::now_ticks();
  if (!is_index(parent)) return begun(now);
  std::string index(parent.begin(), parent.end());
  if (index.size() + kChild <= kLongest) append_reply(index, now);
  return index;
}

}  // namespace

POSTROOM_EXPORT SCODE ScCreateConversationIndex(ULONG parent_size, LPBYTE parent, ULONG* size, LPBYTE* index) {
  return mapiutil::boundary([&]() -> HRESULT {
    kit::require(size != nullptr && index != nullptr, "lpcbConvIndex or lppbConvIndex is null");
    *size = 0;
    *index = nullptr;
    kit::require(parent_size == 0 || parent != nullptr, "lpbParent is null though it has bytes");
    const std::string bytes = next_index({parent, parent_size});
    auto result = make_block<BYTE>(bytes.size());
    std::copy(bytes.begin(), bytes.end(), result.get());
    *size = static_cast<ULONG>(bytes.size());
    *index = result.release();
    return S_OK;
  });
}
