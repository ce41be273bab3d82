// SPDX-License-Identifier: Apache-2.0
//
// The tables of a store's file. Objects are rows of one table; what contents tables sort and restrict by are columns
// of it, and all their properties one packed bag beside it (design 7).
//
//   store      one row: who the store is
//   object     every object, by `key`; `parent` is a key, `list` says in which set of its parent's it stands and
//              `arrival` where; a message has the columns of message_columns.hpp
//   bag        the properties of an object, and the recipients of a message
//   folder     how much is in a folder, kept by every transaction; and its name for looking it up
//   stream     a big value of an object: which content it is
//   content    big bytes, in chunks of kChunk but the last; several streams may be one content
//   queue      the outgoing queue, by order of submission
//   name       named properties
//   change     what each commit changed, by its number; the oldest are dropped
//
// Stateless; for one connection at a time.
#pragma once

#include "providers/store/connection.hpp"

#include <cstddef>
#include <cstdint>

namespace postroom::store {

inline constexpr std::int64_t kApplication = 0x506F7374;  // "Post"
inline constexpr std::int64_t kVersion = 1;

// Bytes of a chunk of a content. Chunk n of content c has the key c · 2^kChunkBits + n.
inline constexpr std::size_t kChunk = 65536;
inline constexpr unsigned kChunkBits = 24;

// The store's and the root folder's keys.
inline constexpr std::int64_t kStoreKey = 1;
inline constexpr std::int64_t kRootKey = 2;

// `arrival` of an object: the number of the commit that put it there, and its place in that commit. An attachment has
// its PR_ATTACH_NUM in place of the commit.
inline constexpr unsigned kArrivalBits = 24;

// How many commits the feed of changes reaches back at least.
inline constexpr std::int64_t kChangesKept = 65536;

// In which set of its parent's an object stands. Persisted.
enum class List : std::uint8_t {
  none = 0,  // the store and the root folder
  folders = 1,
  messages = 2,
  associated = 3,
  deleted = 4,
  attachments = 5,
  embedded = 6,
};

// What a file is, before anything is written to it.
enum class Kind : std::uint8_t { empty, store, newer, foreign };
Kind recognise(Connection& connection);

// Makes an empty file a store, unless somebody else has just done it.
void create_schema(Connection& connection);

}  // namespace postroom::store
