// SPDX-License-Identifier: Apache-2.0
#include "providers/store/stream_writer.hpp"

#include "providers/store/schema.hpp"

#include <postroom/failure.hpp>

#include <algorithm>

namespace postroom::store {
namespace {

constexpr std::size_t kTailsMost = 64;
constexpr std::int64_t kChunksMost = std::int64_t{1} << kChunkBits;

}  // namespace

std::int64_t StreamWriter::create_content() {
  if (next_content_ == 0) next_content_ = connection_.number("SELECT max(key) FROM content") + 1;
  const std::int64_t key = next_content_++;
  connection_.prepare("INSERT INTO content (key, size, uses) VALUES (?, 0, 1)").bind(1, key).run();
  return key;
}

void StreamWriter::truncate(std::int64_t object, ULONG tag) {
  tails_.erase({object, tag});
  remove(object, tag);
  if (tails_.size() >= kTailsMost) flush();
  const std::int64_t content = create_content();
  connection_.prepare("INSERT INTO stream VALUES (?, ?, ?)")
      .bind(1, object)
      .bind(2, std::int64_t{tag})
      .bind(3, content)
      .run();
  tails_[{object, tag}] = {content, 0, {}, false};
}

StreamWriter::Tail& StreamWriter::open(std::int64_t object, ULONG tag) {
  const auto found = tails_.find({object, tag});
  if (found != tails_.end()) return found->second;
  if (tails_.size() >= kTailsMost) flush();
  Tail tail;
  std::int64_t uses = 0;
  {
    Statement statement = connection_.prepare(
        "SELECT c.key, c.size, c.uses FROM stream s JOIN content c ON c.key = s.content "
        "WHERE s.object = ? AND s.tag = ?");
    if (!statement.bind(1, object).bind(2, std::int64_t{tag}).step()) {
      kit::fail(MAPI_E_NOT_FOUND, "an object of " + connection_.path() + " has no such stream");
    }
    tail.content = statement.number(0);
    tail.size = static_cast<std::uint64_t>(statement.number(1));
    uses = statement.number(2);
  }
  if (uses > 1) tail.content = own_copy(object, tag, tail.content, tail.size);
  if (tail.size % kChunk != 0) {
    Statement statement = connection_.prepare("SELECT bytes FROM chunk WHERE key = ?");
    statement.bind(1, (tail.content << kChunkBits) + static_cast<std::int64_t>(tail.size / kChunk));
    if (!statement.step() || statement.bytes(0).size() != tail.size % kChunk) {
      connection_.damaged("the end of a big value is lost");
    }
    tail.bytes = statement.bytes(0);
  }
  return tails_[{object, tag}] = std::move(tail);
}

std::int64_t StreamWriter::own_copy(std::int64_t object, ULONG tag, std::int64_t shared, std::uint64_t size) {
  const std::int64_t copy = create_content();
  connection_.prepare("INSERT INTO chunk SELECT key - ?1 + ?2, bytes FROM chunk WHERE key BETWEEN ?1 AND ?3")
      .bind(1, shared << kChunkBits)
      .bind(2, copy << kChunkBits)
      .bind(3, (shared << kChunkBits) + kChunksMost - 1)
      .run();
  connection_.prepare("UPDATE content SET size = ? WHERE key = ?")
      .bind(1, static_cast<std::int64_t>(size))
      .bind(2, copy)
      .run();
  connection_.prepare("UPDATE content SET uses = uses - 1 WHERE key = ?").bind(1, shared).run();
  connection_.prepare("UPDATE stream SET content = ? WHERE object = ? AND tag = ?")
      .bind(1, copy)
      .bind(2, object)
      .bind(3, std::int64_t{tag})
      .run();
  return copy;
}

void StreamWriter::append(std::int64_t object, ULONG tag, std::string_view bytes) {
  Tail& tail = open(object, tag);
  while (!bytes.empty()) {
    const std::uint64_t number = tail.size / kChunk;
    if (number >= static_cast<std::uint64_t>(kChunksMost))
      kit::fail(MAPI_E_TOO_BIG, "a value is too big for the store");
    const std::string_view piece = bytes.substr(0, kChunk - tail.bytes.size());
    tail.dirty = true;
    tail.size += piece.size();
    bytes.remove_prefix(piece.size());
    if (tail.bytes.empty() && piece.size() == kChunk) {
      write_chunk(tail, number, piece);
    } else {
      tail.bytes += piece;
      if (tail.bytes.size() < kChunk) continue;
      write_chunk(tail, number, tail.bytes);
      tail.bytes.clear();
    }
  }
}

void StreamWriter::write_chunk(const Tail& tail, std::uint64_t number, std::string_view bytes) {
  connection_.prepare("INSERT OR REPLACE INTO chunk VALUES (?, ?)")
      .bind(1, (tail.content << kChunkBits) + static_cast<std::int64_t>(number))
      .bind(2, bytes)
      .run();
}

bool StreamWriter::copy(std::int64_t from, std::int64_t to, ULONG tag) {
  std::int64_t content = 0;
  {
    Statement statement = connection_.prepare("SELECT content FROM stream WHERE object = ? AND tag = ?");
    if (!statement.bind(1, from).bind(2, std::int64_t{tag}).step()) return false;
    content = statement.number(0);
  }
  if (from == to) return true;
  connection_.prepare("UPDATE content SET uses = uses + 1 WHERE key = ?").bind(1, content).run();
  tails_.erase({from, tag});  // it is shared now
  remove(to, tag);
  connection_.prepare("INSERT INTO stream VALUES (?, ?, ?)")
      .bind(1, to)
      .bind(2, std::int64_t{tag})
      .bind(3, content)
      .run();
  return true;
}

void StreamWriter::remove(std::int64_t object, ULONG tag) {
  tails_.erase({object, tag});
  std::int64_t content = 0;
  {
    Statement statement = connection_.prepare("SELECT content FROM stream WHERE object = ? AND tag = ?");
    if (!statement.bind(1, object).bind(2, std::int64_t{tag}).step()) return;
    content = statement.number(0);
  }
  connection_.prepare("DELETE FROM stream WHERE object = ? AND tag = ?")
      .bind(1, object)
      .bind(2, std::int64_t{tag})
      .run();
  release(content);
}

std::vector<ULONG> StreamWriter::tags(std::int64_t object) {
  std::vector<ULONG> result;
  Statement statement = connection_.prepare("SELECT tag FROM stream WHERE object = ?");
  statement.bind(1, object);
  while (statement.step()) result.push_back(static_cast<ULONG>(statement.number(0)));
  return result;
}

void StreamWriter::release(std::int64_t content) {
  connection_.prepare("UPDATE content SET uses = uses - 1 WHERE key = ?").bind(1, content).run();
  Statement statement = connection_.prepare("DELETE FROM content WHERE key = ? AND uses < 1 RETURNING key");
  if (!statement.bind(1, content).step()) return;
  connection_.prepare("DELETE FROM chunk WHERE key BETWEEN ? AND ?")
      .bind(1, content << kChunkBits)
      .bind(2, (content << kChunkBits) + kChunksMost - 1)
      .run();
}

void StreamWriter::flush(Tail& tail) {
  if (!tail.dirty) return;
  if (!tail.bytes.empty()) write_chunk(tail, tail.size / kChunk, tail.bytes);
  connection_.prepare("UPDATE content SET size = ? WHERE key = ?")
      .bind(1, static_cast<std::int64_t>(tail.size))
      .bind(2, tail.content)
      .run();
  tail.dirty = false;
}

void StreamWriter::flush() {
  for (auto& [name, tail] : tails_) flush(tail);
  tails_.clear();
}

}  // namespace postroom::store
