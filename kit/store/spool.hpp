// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace postroom::kit::store {

// Bytes of a big value until the message is saved: in memory while they are few, then in a file without a name, which
// goes when the last owner does. One thread at a time. Throws Failure(MAPI_E_NOT_ENOUGH_DISK) and MAPI_E_DISK_ERROR.
class Spool {
 public:
  static constexpr std::size_t kInMemory = 1U << 20U;

  Spool() = default;
  explicit Spool(std::string bytes) : memory_(std::move(bytes)), size_(memory_.size()) {}
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  std::uint64_t size() const noexcept { return size_; }
  std::size_t read(std::uint64_t offset, std::span<char> buffer) const;
  void write(std::uint64_t offset, std::string_view bytes);  // a gap reads as zeros
  void resize(std::uint64_t size);
  std::shared_ptr<Spool> copy() const;

 private:
  void spill();

  std::string memory_;
  std::uint64_t size_ = 0;
  int file_ = -1;
};

}  // namespace postroom::kit::store
