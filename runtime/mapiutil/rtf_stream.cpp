// SPDX-License-Identifier: Apache-2.0
#include "runtime/mapiutil/rtf_stream.hpp"

#include "runtime/lifecycle/free_core.hpp"
#include "runtime/lifecycle/trace.hpp"

#include <postroom/mutex.hpp>
#include <postroom/object.hpp>
#include <postroom/stream.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

namespace postroom::mapiutil {
namespace {

using kit::require;

// What the two streams have in common: nothing moves in them but forward.
template <class Derived>
class ForwardStream : public kit::Object<Derived, IStream> {
 public:
  using kit::Object<Derived, IStream>::Object;
  static constexpr const char* kTypeName = "IStream";

  STDMETHODIMP Seek(LARGE_INTEGER, DWORD, ULARGE_INTEGER*) override { return unsupported(); }
  STDMETHODIMP SetSize(ULARGE_INTEGER) override { return unsupported(); }
  STDMETHODIMP Revert() override { return unsupported(); }
  STDMETHODIMP LockRegion(ULARGE_INTEGER, ULARGE_INTEGER, DWORD) override { return unsupported(); }
  STDMETHODIMP UnlockRegion(ULARGE_INTEGER, ULARGE_INTEGER, DWORD) override { return unsupported(); }
  STDMETHODIMP Stat(STATSTG*, DWORD) override { return unsupported(); }
  STDMETHODIMP Clone(IStream** clone) override {
    if (clone != nullptr) *clone = nullptr;
    return unsupported();
  }

 private:
  HRESULT unsupported() {
    return this->call([]() -> HRESULT { return MAPI_E_NO_SUPPORT; });
  }
};

class RtfReader final : public ForwardStream<RtfReader> {
 public:
  explicit RtfReader(std::string rtf) : ForwardStream(lifecycle::free_core()), rtf_(std::move(rtf)) {}

  STDMETHODIMP Read(void* buffer, ULONG size, ULONG* read) override {
    return call([&]() -> HRESULT {
      if (read != nullptr) *read = 0;
      require(buffer != nullptr || size == 0, "the buffer is null");
      const std::string_view bytes = next(size);
      if (!bytes.empty()) std::memcpy(buffer, bytes.data(), bytes.size());
      if (read != nullptr) *read = static_cast<ULONG>(bytes.size());
      return S_OK;
    });
  }

  STDMETHODIMP Write(const void*, ULONG, ULONG* written) override {
    return call([&]() -> HRESULT {
      if (written != nullptr) *written = 0;
      return MAPI_E_NO_ACCESS;
    });
  }

  STDMETHODIMP CopyTo(IStream* target, ULARGE_INTEGER size, ULARGE_INTEGER* read, ULARGE_INTEGER* written) override {
    return call([&]() -> HRESULT {
      if (read != nullptr) read->QuadPart = 0;
      if (written != nullptr) written->QuadPart = 0;
      require(target != nullptr, "the target stream is null");
      constexpr std::uint64_t kChunk = 65536;  // what a target that fails has cost at most
      for (std::uint64_t left = size.QuadPart; left != 0;) {
        const std::string_view bytes = next(std::min(left, kChunk));
        if (bytes.empty()) break;
        left -= bytes.size();
        if (read != nullptr) read->QuadPart += bytes.size();
        kit::write_all(target, bytes);
        if (written != nullptr) written->QuadPart += bytes.size();
      }
      return S_OK;
    });
  }

  STDMETHODIMP Commit(DWORD) override {
    return call([]() -> HRESULT { return S_OK; });
  }

 private:
  // Up to `size` of the bytes that nobody has read yet.
  std::string_view next(std::uint64_t size) {
    const kit::Lock lock(mutex_);
    const std::string_view bytes = std::string_view(rtf_).substr(position_, std::min<std::uint64_t>(size, rtf_.size()));
    position_ += bytes.size();
    return bytes;
  }

  const std::string rtf_;
  kit::Mutex mutex_;
  std::size_t position_ POSTROOM_GUARDED_BY(mutex_) = 0;
};

class RtfWriter final : public ForwardStream<RtfWriter> {
 public:
  RtfWriter(kit::com_ptr<IStream> compressed, content::RtfStorage storage)
      : ForwardStream(lifecycle::free_core()), compressed_(std::move(compressed)), storage_(storage) {}

  // Nobody hears what becomes of it; the trace does. After a Commit that failed the client knows, and nothing is tried.
  void last_release() noexcept {
    if (has_failed()) return;
    const HRESULT code = Commit(STGC_DEFAULT);
    if (FAILED(code)) trace::record(trace::Event::note, {}, {.method = "RTF not stored", .hresult = code});
  }

  STDMETHODIMP Read(void*, ULONG, ULONG* read) override {
    return call([&]() -> HRESULT {
      if (read != nullptr) *read = 0;
      return MAPI_E_NO_ACCESS;
    });
  }

  STDMETHODIMP Write(const void* bytes, ULONG size, ULONG* written) override {
    return call([&]() -> HRESULT {
      if (written != nullptr) *written = 0;
      require(bytes != nullptr || size == 0, "the buffer is null");
      const kit::Lock lock(mutex_);
      if (size > content::kLargestRtf - rtf_.size()) kit::fail(MAPI_E_TOO_BIG, "the RTF is larger than 1 GiB");
      rtf_.append(static_cast<const char*>(bytes), size);
      is_dirty_ = true;
      has_failed_ = false;
      if (written != nullptr) *written = size;
      return S_OK;
    });
  }

  STDMETHODIMP CopyTo(IStream*, ULARGE_INTEGER, ULARGE_INTEGER* read, ULARGE_INTEGER* written) override {
    return call([&]() -> HRESULT {
      if (read != nullptr) read->QuadPart = 0;
      if (written != nullptr) written->QuadPart = 0;
      return MAPI_E_NO_ACCESS;
    });
  }

  STDMETHODIMP Commit(DWORD flags) override {
    return call([&]() -> HRESULT {
      Committing committing(*this);
      if (!committing.needed()) return S_OK;
      replace(content::compress_rtf(committing.rtf(), storage_), flags);
      committing.succeeded();
      return S_OK;
    });
  }

 private:
  // One commit at a time: the compressed stream is another's, so no lock is held while it is called, and whoever
  // commits meanwhile waits for the outcome.
  class Committing {
   public:
    explicit Committing(RtfWriter& writer) : writer_(writer) {
      const kit::Lock lock(writer_.mutex_);
      while (writer_.is_committing_) writer_.committed_.wait(writer_.mutex_);
      if (!writer_.is_dirty_) return;
      rtf_ = writer_.rtf_;
      needed_ = writer_.is_committing_ = true;
      writer_.is_dirty_ = false;
    }
    ~Committing() {
      if (!needed_) return;
      const kit::Lock lock(writer_.mutex_);
      writer_.is_committing_ = false;
      writer_.has_failed_ = !has_succeeded_;
      if (!has_succeeded_) writer_.is_dirty_ = true;
      writer_.committed_.notify_all();
    }
    Committing(const Committing&) = delete;
    Committing& operator=(const Committing&) = delete;

    bool needed() const noexcept { return needed_; }
    const std::string& rtf() const noexcept { return rtf_; }
    void succeeded() noexcept { has_succeeded_ = true; }

   private:
    RtfWriter& writer_;
    std::string rtf_;  // as it is when the commit begins
    bool needed_ = false;
    bool has_succeeded_ = false;
  };

  bool has_failed() noexcept {
    const kit::Lock lock(mutex_);
    return has_failed_;
  }

  // What was there stays there when it cannot be replaced: its own last Release would commit half of the new.
  void replace(const std::string& bytes, DWORD flags) {
    try {
      kit::check(compressed_->Seek({}, STREAM_SEEK_SET, nullptr), "the compressed stream cannot be rewound");
      kit::check(compressed_->SetSize({}), "the compressed stream cannot be emptied");
      kit::write_all(compressed_.get(), bytes);
      kit::check(compressed_->Commit(flags), "the compressed stream cannot be committed");
    } catch (...) {
      static_cast<void>(compressed_->Revert());  // the first failure is the one to tell
      throw;
    }
  }

  const kit::com_ptr<IStream> compressed_;
  const content::RtfStorage storage_;
  kit::Mutex mutex_;
  std::string rtf_ POSTROOM_GUARDED_BY(mutex_);
  bool is_dirty_ POSTROOM_GUARDED_BY(mutex_) = false;  // there is something that no commit has begun with
  bool is_committing_ POSTROOM_GUARDED_BY(mutex_) = false;
  bool has_failed_ POSTROOM_GUARDED_BY(mutex_) = false;  // the last commit
  kit::Condition committed_ POSTROOM_GUARDED_BY(mutex_);
};

}  // namespace

kit::com_ptr<IStream> make_rtf_reader(std::string rtf) {
  return kit::make_object<RtfReader>(std::move(rtf));
}

kit::com_ptr<IStream> make_rtf_writer(kit::com_ptr<IStream> compressed, content::RtfStorage storage) {
  return kit::make_object<RtfWriter>(std::move(compressed), storage);
}

}  // namespace postroom::mapiutil
