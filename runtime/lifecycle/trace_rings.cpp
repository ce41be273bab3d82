// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/trace_rings.hpp"

#include <kit/trace/fixed_text.hpp>
#include <kit/trace/seqlock.hpp>

#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <ctime>

namespace postroom::trace {
namespace {

namespace seqlock = kit::seqlock;
using Words = std::uint64_t[kRecordWords];

constexpr std::uint64_t kTableOffset = kHeaderPage;
constexpr std::uint64_t kTableBytes = (kEventCount * sizeof(EventName) + kHeaderPage - 1) / kHeaderPage * kHeaderPage;

std::uint64_t nanoseconds(clockid_t clock) noexcept {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(now.tv_nsec);
}

std::uint64_t even(std::uint64_t number) noexcept {
  return 2 * number + 2;
}

// A text of a record begins at a word, and its words follow.
template <std::size_t Offset, std::size_t Size>
void put_text_words(std::uint64_t* place, const Words& words, const char (&text)[Size]) noexcept {
  static_assert(Offset % sizeof(std::uint64_t) == 0 && Size % sizeof(std::uint64_t) == 0);
  constexpr std::size_t first = Offset / sizeof(std::uint64_t);
  const std::size_t said = strnlen(text, Size - 1) / sizeof(std::uint64_t) + 1;  // with the closing zero
  seqlock::put(place, std::span(words).first(first + said), first);
}

}  // namespace

std::size_t Rings::bytes(const Shape& shape) noexcept {
  return kTableOffset + kTableBytes + (shape.lifecycle_capacity + shape.object_capacity) * sizeof(Record);
}

Rings::Rings(std::byte* block, const Shape& shape) noexcept
    : block_(block), size_(bytes(shape)), header_(new (block) FileHeader{}) {
  FileHeader& header = *header_;
  header.version = kFileVersion;
  header.byte_order = kByteOrder;
  header.header_size = sizeof(FileHeader);
  header.record_size = sizeof(Record);
  header.ring_count = kRings;
  header.event_count = kEventCount;
  header.event_table = kTableOffset;
  header.started_realtime = nanoseconds(CLOCK_REALTIME);
  header.started = nanoseconds(CLOCK_MONOTONIC);
  header.process = static_cast<std::uint32_t>(getpid());
  kit::put_text(header.program, program_invocation_short_name);
  header.rings[0] = {kTableOffset + kTableBytes, shape.lifecycle_capacity, 0, 0};
  header.rings[1] = {header.rings[0].offset + shape.lifecycle_capacity * sizeof(Record), shape.object_capacity, 0, 0};
  auto* names = reinterpret_cast<EventName*>(block + kTableOffset);
  for (std::size_t i = 0; i < kEventCount; ++i) kit::put_text(names[i].name, kEvents[i].name);
  std::memcpy(header.magic, kFileMagic, sizeof(kFileMagic));  // last: a file without it was never finished
}

std::uint64_t* Rings::slot(Ring ring, std::uint64_t number) const noexcept {
  const RingHeader& header = ring_header(ring);
  const std::uint64_t index = number & (header.capacity - 1);
  return reinterpret_cast<std::uint64_t*>(block_ + header.offset + index * sizeof(Record));
}

void Rings::append(Ring ring, const Record& record) noexcept {
  RingHeader& header = ring_header(ring);
  const std::uint64_t number = seqlock::Word(header.next).fetch_add(1, std::memory_order_relaxed);
  std::uint64_t* const place = slot(ring, number);
  const std::uint64_t seen = seqlock::Word(place[0]).load(std::memory_order_relaxed);
  if (!seqlock::is_whole(seen) || seen >= even(number) || !seqlock::begin(place, seen, even(number) - 1)) {
    seqlock::Word(header.dropped).fetch_add(1, std::memory_order_relaxed);
    return;
  }
  Words words;
  std::memcpy(words, &record, sizeof(words));
  // Most events are about objects and say little: what is not written need not come into the cache.
  seqlock::put(place, std::span(words).first(offsetof(Record, name) / sizeof(std::uint64_t)));
  put_text_words<offsetof(Record, name)>(place, words, record.name);
  put_text_words<offsetof(Record, method)>(place, words, record.method);
  put_text_words<offsetof(Record, detail)>(place, words, record.detail);
  seqlock::end(place, even(number));
}

bool Rings::copy(Ring ring, std::uint64_t number, Record& record) const noexcept {
  Words words;
  if (!seqlock::get(slot(ring, number), words) || words[0] != even(number)) return false;
  std::memcpy(&record, words, sizeof(record));
  return true;
}

std::uint64_t Rings::next(Ring ring) const noexcept {
  return seqlock::Word(ring_header(ring).next).load(std::memory_order_acquire);
}

std::uint64_t Rings::dropped(Ring ring) const noexcept {
  return seqlock::Word(ring_header(ring).dropped).load(std::memory_order_relaxed);
}

}  // namespace postroom::trace
