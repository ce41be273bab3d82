// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/trace_record.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace postroom::trace {

// The two rings in one block of memory that has the shape of a trace file: an anonymous block, or the file itself.
//
// Many threads append, any thread copies out, without a lock. A writer that comes to a place where another is still
// writing (it would have to be a whole ring behind) gives its event up, and that is counted.
class Rings {
 public:
  struct Shape {
    std::uint64_t lifecycle_capacity;
    std::uint64_t object_capacity;
  };
  static std::size_t bytes(const Shape& shape) noexcept;

  // Lays out `block`, bytes(shape) of zeros that outlive this object.
  Rings(std::byte* block, const Shape& shape) noexcept;

  void append(Ring ring, const Record& record) noexcept;

  const FileHeader& header() const noexcept { return *header_; }
  std::span<const std::byte> block() const noexcept { return {block_, size_}; }

  // Copies record `number` of the ring when it is there and whole.
  bool copy(Ring ring, std::uint64_t number, Record& record) const noexcept;
  std::uint64_t next(Ring ring) const noexcept;
  std::uint64_t dropped(Ring ring) const noexcept;

 private:
  std::uint64_t* slot(Ring ring, std::uint64_t number) const noexcept;
  RingHeader& ring_header(Ring ring) const noexcept { return header_->rings[static_cast<std::size_t>(ring)]; }

  std::byte* block_;
  std::size_t size_;
  FileHeader* header_;
};

}  // namespace postroom::trace
