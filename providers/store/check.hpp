// SPDX-License-Identifier: Apache-2.0
//
// Reads a whole store and says what is wrong with it. Nothing is written and nothing is mended: what to do about a
// fault is the user's to decide.
#pragma once

#include "providers/store/connection.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace postroom::store {

// Something wrong. `kind` is a word for programs (orphan, count, bag, stream, queue, index, sqlite, …), `text` a
// sentence for people that names the object.
struct Finding {
  std::string kind;
  std::string text;
};

struct CheckReport {
  std::uint64_t folders = 0;
  std::uint64_t messages = 0;  // embedded ones included
  std::uint64_t attachments = 0;
  std::uint64_t big_bytes = 0;  // in streams, shared ones once
  std::uint64_t waiting = 0;    // messages in the outgoing queue
  std::uint64_t claimed = 0;    // of those, taken by a spooler; with none at work, one that ended while it was sending
  std::vector<Finding> findings;

  bool sound() const noexcept { return findings.empty(); }
};

// At most so many findings of one kind are written out; the last of them says how many more there are.
inline constexpr std::size_t kFindingsMost = 100;

// Checks the store on `connection`, in one read transaction. `progress` is called with a share of 0 … 1 and stops the
// check with false. Throws only MAPI_E_CANCEL; what cannot be read is a finding.
CheckReport check_store(Connection& connection, const std::function<bool(double)>& progress);

// Checks a file without changing a byte of it; a store that nobody has open leaves nothing beside it either. Throws
// kit::Failure: MAPI_E_NOT_FOUND, MAPI_E_CORRUPT_STORE when it is no store, MAPI_E_VERSION, MAPI_E_NO_ACCESS.
CheckReport check_file(const std::string& path);

}  // namespace postroom::store
