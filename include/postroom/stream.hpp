// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/core.hpp>
#include <postroom/mutex.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace postroom::kit {

// The bytes behind an IStream: in memory, or wherever a store keeps big values.
//
// Shared by a stream and its clones. The stream calls it from one thread at a time. Every call may throw Failure.
class StreamSource {
 public:
  virtual ~StreamSource() = default;

  virtual std::uint64_t size() = 0;
  // Bytes from `offset` on; how many there were: fewer than asked for only at the end.
  virtual std::size_t read(std::uint64_t offset, std::span<char> buffer) = 0;

  // Unless overridden a source is read-only: these throw Failure(MAPI_E_NO_ACCESS). A write beyond the end fills the
  // gap with zeros.
  virtual void write(std::uint64_t offset, std::span<const char> bytes);
  virtual void resize(std::uint64_t size);
  // Makes what was written so far the value. Also called, without a chance to report an error, when the last stream on
  // a source that was written to goes without Commit: a direct stream keeps what was written.
  virtual void commit() {}
  // Goes back to the last commit.
  virtual void revert() {}

 protected:
  StreamSource() = default;
  StreamSource(const StreamSource&) = delete;
  StreamSource& operator=(const StreamSource&) = delete;
};

// Bytes in memory. `on_commit` receives all of them.
class MemorySource final : public StreamSource {
 public:
  static constexpr std::uint64_t kDefaultLimit = 1ULL << 30U;

  explicit MemorySource(std::string bytes, std::function<void(const std::string&)> on_commit = {},
                        std::uint64_t limit = kDefaultLimit)
      : bytes_(std::move(bytes)), committed_(bytes_), on_commit_(std::move(on_commit)), limit_(limit) {}

  std::uint64_t size() override { return bytes_.size(); }
  std::size_t read(std::uint64_t offset, std::span<char> buffer) override;
  void write(std::uint64_t offset, std::span<const char> bytes) override;
  void resize(std::uint64_t size) override;  // MAPI_E_TOO_BIG beyond the limit
  void commit() override;
  void revert() override { bytes_ = committed_; }

 private:
  std::string bytes_;
  std::string committed_;
  const std::function<void(const std::string&)> on_commit_;
  const std::uint64_t limit_;
};

enum class StreamMode : std::uint8_t { read_only, read_write };

// An IStream over `source`. Thread-safe. Clone shares the source and has a position of its own. Seek before the
// beginning fails; LockRegion and UnlockRegion answer MAPI_E_NO_SUPPORT; writing in read-only mode MAPI_E_NO_ACCESS.
com_ptr<IStream> make_stream(std::shared_ptr<Core> core, std::shared_ptr<StreamSource> source, StreamMode mode);

// The same over bytes in memory. With `on_commit` it can be written; without it is read-only.
com_ptr<IStream> make_memory_stream(std::shared_ptr<Core> core, std::string bytes,
                                    std::function<void(const std::string&)> on_commit = {});

// All that an IStream has from its position on. Throws Failure(MAPI_E_TOO_BIG) beyond `limit`.
std::string read_all(IStream* stream, std::uint64_t limit = MemorySource::kDefaultLimit);
// Writes all of `bytes`.
void write_all(IStream* stream, std::string_view bytes);

}  // namespace postroom::kit
