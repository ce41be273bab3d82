// SPDX-License-Identifier: Apache-2.0
#include "runtime/mapiutil/rtf_stream.hpp"

#include "runtime/lifecycle/free_core.hpp"

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
      const std::string_view bytes = next(size.QuadPart);
      if (read != nullptr) read->QuadPart = bytes.size();
      kit::write_all(target, bytes);
      if (written != nullptr) written->QuadPart = bytes.size();
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

  void last_release() noexcept { static_cast<void>(Commit(STGC_DEFAULT)); }

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
      std::string rtf;
      {  // the compressed stream is another's: no lock is held while it is called
        const kit::Lock lock(mutex_);
        if (!std::exchange(is_dirty_, false)) return S_OK;
        rtf = rtf_;
      }
      try {
        replace(content::compress_rtf(rtf, storage_), flags);
      } catch (...) {
        const kit::Lock lock(mutex_);
        is_dirty_ = true;
        throw;
      }
      return S_OK;
    });
  }

 private:
  void replace(const std::string& bytes, DWORD flags) {
    kit::check(compressed_->Seek({}, STREAM_SEEK_SET, nullptr), "the compressed stream cannot be rewound");
    kit::check(compressed_->SetSize({}), "the compressed stream cannot be emptied");
    kit::write_all(compressed_.get(), bytes);
    kit::check(compressed_->Commit(flags), "the compressed stream cannot be committed");
  }

  const kit::com_ptr<IStream> compressed_;
  const content::RtfStorage storage_;
  kit::Mutex mutex_;
  std::string rtf_ POSTROOM_GUARDED_BY(mutex_);
  bool is_dirty_ POSTROOM_GUARDED_BY(mutex_) = false;
};

}  // namespace

kit::com_ptr<IStream> make_rtf_reader(std::string rtf) {
  return kit::make_object<RtfReader>(std::move(rtf));
}

kit::com_ptr<IStream> make_rtf_writer(kit::com_ptr<IStream> compressed, content::RtfStorage storage) {
  return kit::make_object<RtfWriter>(std::move(compressed), storage);
}

}  // namespace postroom::mapiutil
