// SPDX-License-Identifier: Apache-2.0
#include <postroom/object.hpp>
#include <postroom/stream.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <limits>

namespace postroom::kit {
namespace {

constexpr std::size_t kChunk = 65536;

// What a stream and its clones share. The mutex makes them take turns at the source.
struct Shared {
  explicit Shared(std::shared_ptr<StreamSource> bytes, StreamMode how) : source(std::move(bytes)), mode(how) {}

  const std::shared_ptr<StreamSource> source;
  const StreamMode mode;
  std::atomic<int> streams{0};
  Mutex mutex;
  bool dirty POSTROOM_GUARDED_BY(mutex) = false;  // written to since the last commit
};

class Stream final : public Object<Stream, IStream> {
 public:
  static constexpr const char* kTypeName = "IStream";

  Stream(const std::shared_ptr<Core>& core, std::shared_ptr<Shared> shared, std::uint64_t position)
      : Object(core), core_(core), shared_(std::move(shared)), position_(position) {
    shared_->streams.fetch_add(1, std::memory_order_relaxed);
  }

  void last_release() noexcept {
    if (shared_->streams.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    static_cast<void>(call([&]() -> HRESULT {
      const Lock lock(shared_->mutex);
      if (shared_->dirty) shared_->source->commit();
      shared_->dirty = false;
      return S_OK;
    }));
  }

  STDMETHODIMP Read(void* buffer, ULONG size, ULONG* read) override {
    return call([&]() -> HRESULT {
      if (read != nullptr) *read = 0;
      require(buffer != nullptr || size == 0, "the buffer is null");
      const Lock lock(shared_->mutex);
      const std::size_t got = shared_->source->read(position_, {static_cast<char*>(buffer), size});
      position_ += got;
      if (read != nullptr) *read = static_cast<ULONG>(got);
      return S_OK;
    });
  }

  STDMETHODIMP Write(const void* bytes, ULONG size, ULONG* written) override {
    return call([&]() -> HRESULT {
      if (written != nullptr) *written = 0;
      require(bytes != nullptr || size == 0, "the buffer is null");
      require_writable();
      const Lock lock(shared_->mutex);
      shared_->source->write(position_, {static_cast<const char*>(bytes), size});
      shared_->dirty = true;
      position_ += size;
      if (written != nullptr) *written = size;
      return S_OK;
    });
  }

  STDMETHODIMP Seek(LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER* new_position) override {
    return call([&]() -> HRESULT {
      const Lock lock(shared_->mutex);
      std::uint64_t from = 0;
      switch (origin) {
        case STREAM_SEEK_SET:
          break;
        case STREAM_SEEK_CUR:
          from = position_;
          break;
        case STREAM_SEEK_END:
          from = shared_->source->size();
          break;
        default:
          fail(MAPI_E_INVALID_PARAMETER, "an unknown origin of Seek");
      }
      const std::int64_t by = move.QuadPart;
      if (by < 0 ? from < std::uint64_t{0} - static_cast<std::uint64_t>(by)
                 : static_cast<std::uint64_t>(by) > std::numeric_limits<std::int64_t>::max() - from) {
        fail(STG_E_INVALIDFUNCTION, "a seek out of the stream");
      }
      position_ = from + static_cast<std::uint64_t>(by);
      if (new_position != nullptr) new_position->QuadPart = position_;
      return S_OK;
    });
  }

  STDMETHODIMP SetSize(ULARGE_INTEGER size) override {
    return call([&]() -> HRESULT {
      require_writable();
      const Lock lock(shared_->mutex);
      shared_->source->resize(size.QuadPart);
      shared_->dirty = true;
      return S_OK;
    });
  }

  STDMETHODIMP CopyTo(IStream* target, ULARGE_INTEGER size, ULARGE_INTEGER* read, ULARGE_INTEGER* written) override {
    return call([&]() -> HRESULT {
      if (read != nullptr) read->QuadPart = 0;
      if (written != nullptr) written->QuadPart = 0;
      require(target != nullptr, "the target stream is null");
      std::string chunk(kChunk, '\0');
      std::uint64_t left = size.QuadPart;
      for (bool is_first = true; left != 0; is_first = false) {
        std::size_t got = 0;
        {  // the target may be a clone of this stream
          const Lock lock(shared_->mutex);
          if (is_first) left = std::min(left, known_to_be_left());
          got = shared_->source->read(position_, {chunk.data(), std::min<std::uint64_t>(left, chunk.size())});
          position_ += got;
        }
        if (got == 0) break;
        left -= got;
        if (read != nullptr) read->QuadPart += got;
        write_all(target, std::string_view(chunk).substr(0, got));
        if (written != nullptr) written->QuadPart += got;
      }
      return S_OK;
    });
  }

  STDMETHODIMP Commit(DWORD) override {
    return call([&]() -> HRESULT {
      const Lock lock(shared_->mutex);
      if (shared_->mode == StreamMode::read_only) return S_OK;
      shared_->source->commit();
      shared_->dirty = false;
      return S_OK;
    });
  }

  STDMETHODIMP Revert() override {
    return call([&]() -> HRESULT {
      const Lock lock(shared_->mutex);
      if (shared_->dirty) shared_->source->revert();
      shared_->dirty = false;
      return S_OK;
    });
  }

  // The object that the property belongs to is the unit of change; this is what OLE has a stream say without locks.
  STDMETHODIMP LockRegion(ULARGE_INTEGER, ULARGE_INTEGER, DWORD) override {
    return call([]() -> HRESULT { return STG_E_INVALIDFUNCTION; });
  }
  STDMETHODIMP UnlockRegion(ULARGE_INTEGER, ULARGE_INTEGER, DWORD) override {
    return call([]() -> HRESULT { return STG_E_INVALIDFUNCTION; });
  }

  STDMETHODIMP Stat(STATSTG* stat, DWORD) override {
    return call([&]() -> HRESULT {
      require(stat != nullptr, "the STATSTG is null");
      *stat = {};
      stat->type = STGTY_STREAM;
      stat->grfMode = shared_->mode == StreamMode::read_only ? STGM_READ : STGM_READWRITE;
      const Lock lock(shared_->mutex);
      stat->cbSize.QuadPart = shared_->source->size();
      return S_OK;
    });
  }

  STDMETHODIMP Clone(IStream** clone) override {
    return call([&]() -> HRESULT {
      require(clone != nullptr, "the out parameter is null");
      *clone = nullptr;
      std::uint64_t position = 0;
      {
        const Lock lock(shared_->mutex);
        position = position_;
      }
      *clone = make_object<Stream>(core_, shared_, position).detach();
      return S_OK;
    });
  }

 private:
  // What is copied is what there is at the start: a clone that it goes to may make the stream longer all along. A
  // source may have more than it says it has, as a file of /proc has; that one ends by itself.
  std::uint64_t known_to_be_left() const POSTROOM_REQUIRES(shared_->mutex) {
    const std::uint64_t size = shared_->source->size();
    return size > position_ ? size - position_ : std::numeric_limits<std::uint64_t>::max();
  }

  void require_writable() const {
    if (shared_->mode == StreamMode::read_only) fail(MAPI_E_NO_ACCESS, "the stream was opened to be read");
  }

  const std::shared_ptr<Core> core_;
  const std::shared_ptr<Shared> shared_;
  std::uint64_t position_ POSTROOM_GUARDED_BY(shared_->mutex);
};

[[noreturn]] void read_only() {
  fail(MAPI_E_NO_ACCESS, "the value cannot be changed");
}

}  // namespace

void StreamSource::write(std::uint64_t, std::span<const char>) {
  read_only();
}
void StreamSource::resize(std::uint64_t) {
  read_only();
}

std::size_t MemorySource::read(std::uint64_t offset, std::span<char> buffer) {
  if (offset >= bytes_.size()) return 0;
  const std::size_t size = std::min<std::uint64_t>(buffer.size(), bytes_.size() - offset);
  std::memcpy(buffer.data(), bytes_.data() + offset, size);
  return size;
}

void MemorySource::write(std::uint64_t offset, std::span<const char> bytes) {
  if (bytes.empty()) return;
  if (offset > limit_ || bytes.size() > limit_ - offset) fail(MAPI_E_TOO_BIG, "the stream would grow too large");
  if (offset + bytes.size() > bytes_.size()) bytes_.resize(offset + bytes.size());
  std::memcpy(bytes_.data() + offset, bytes.data(), bytes.size());
}

void MemorySource::resize(std::uint64_t size) {
  if (size > limit_) fail(MAPI_E_TOO_BIG, "the stream would grow too large");
  bytes_.resize(size);
}

void MemorySource::commit() {
  if (on_commit_) on_commit_(bytes_);
  committed_ = bytes_;
}

com_ptr<IStream> make_stream(std::shared_ptr<Core> core, std::shared_ptr<StreamSource> source, StreamMode mode) {
  return make_object<Stream>(core, std::make_shared<Shared>(std::move(source), mode), 0);
}

com_ptr<IStream> make_memory_stream(std::shared_ptr<Core> core, std::string bytes,
                                    std::function<void(const std::string&)> on_commit) {
  const StreamMode mode = on_commit ? StreamMode::read_write : StreamMode::read_only;
  return make_stream(std::move(core), std::make_shared<MemorySource>(std::move(bytes), std::move(on_commit)), mode);
}

std::string read_all(IStream* stream, std::uint64_t limit) {
  std::string bytes;
  std::string chunk(kChunk, '\0');
  for (;;) {
    ULONG got = 0;
    check(stream->Read(chunk.data(), static_cast<ULONG>(chunk.size()), &got), "a stream could not be read");
    if (got == 0) return bytes;
    if (got > chunk.size() || got > limit - bytes.size()) fail(MAPI_E_TOO_BIG, "the stream is too long");
    bytes.append(chunk, 0, got);
  }
}

void write_all(IStream* stream, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto size = static_cast<ULONG>(std::min<std::size_t>(bytes.size(), 1U << 30U));
    ULONG written = 0;
    check(stream->Write(bytes.data(), size, &written), "a stream could not be written");
    if (written == 0 || written > size) fail(MAPI_E_CALL_FAILED, "a stream took no more bytes");
    bytes.remove_prefix(written);
  }
}

}  // namespace postroom::kit
