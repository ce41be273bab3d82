// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "providers/store/connection.hpp"

#include <mapidefs.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postroom::store {

// Writes the big values of objects, in chunks, within one transaction. A stream is a reference to a content, which
// several streams may share; who writes to a shared one gets a copy first. One thread at a time.
class StreamWriter {
 public:
  explicit StreamWriter(Connection& connection) noexcept : connection_(connection) {}

  void truncate(std::int64_t object, ULONG tag);
  void append(std::int64_t object, ULONG tag, std::string_view bytes);
  // REQUIRES: flushed. False when `from` has no such stream.
  bool copy(std::int64_t from, std::int64_t to, ULONG tag);
  // Ends one stream, or all of an object.
  void remove(std::int64_t object, ULONG tag);
  void remove_all(std::int64_t object) {
    remove_unless(object, [](ULONG) { return false; });
  }
  // Ends those of the object's streams for whose tag `keep` is false.
  template <class Keep>
  void remove_unless(std::int64_t object, Keep keep) {
    for (const ULONG tag : tags(object)) {
      if (!keep(tag)) remove(object, tag);
    }
  }

  void flush();

 private:
  // The end of a content that is being written.
  struct Tail {
    std::int64_t content = 0;
    std::uint64_t size = 0;
    std::string bytes;  // of the last chunk, while it is not full
    bool dirty = false;
  };
  using Name = std::pair<std::int64_t, ULONG>;

  std::vector<ULONG> tags(std::int64_t object);
  Tail& open(std::int64_t object, ULONG tag);
  std::int64_t create_content();
  std::int64_t own_copy(std::int64_t object, ULONG tag, std::int64_t shared, std::uint64_t size);
  void write_chunk(const Tail& tail, std::uint64_t number, std::string_view bytes);
  void release(std::int64_t content);
  void flush(Tail& tail);

  Connection& connection_;
  std::int64_t next_content_ = 0;  // 0: not known yet
  std::map<Name, Tail> tails_;
};

}  // namespace postroom::store
