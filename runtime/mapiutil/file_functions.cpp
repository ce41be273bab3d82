// SPDX-License-Identifier: Apache-2.0
//
// OpenStreamOnFile and OpenStreamOnFileW: a file as a stream.
#include "runtime/library/export.hpp"
#include "runtime/lifecycle/free_core.hpp"
#include "runtime/mapiutil/block.hpp"
#include "runtime/mapiutil/boundary.hpp"
#include "runtime/mapiutil/file_source.hpp"

#include <postroom/text.hpp>

#include <mapiutil.h>

#include <optional>
#include <string>
#include <system_error>

namespace {

using namespace postroom;
using kit::require;
using mapiutil::boundary;

constexpr ULONG kFlags = SOF_UNIQUEFILENAME | STGM_CREATE | STGM_DELETEONRELEASE | STGM_READ | STGM_READWRITE;
constexpr std::string_view kPrefix = "SOF";
constexpr std::size_t kLongestPrefix = 3;

// What the caller says, text as bytes of file names.
struct Request {
  ULONG flags = 0;
  std::optional<std::string> name;
  std::optional<std::string> prefix;

  bool has(ULONG flag) const noexcept { return (flags & flag) == flag; }
};

void check(const Request& request) {
  kit::require_flags(request.flags, kFlags);
  require(!request.has(STGM_CREATE) || request.has(STGM_READWRITE), "STGM_CREATE needs STGM_READWRITE");
  require(!request.has(SOF_UNIQUEFILENAME) || request.has(STGM_CREATE), "SOF_UNIQUEFILENAME needs STGM_CREATE");
  require(request.name.has_value() || request.has(STGM_CREATE | STGM_DELETEONRELEASE),
          "without a file name there must be STGM_CREATE and STGM_DELETEONRELEASE");
}

std::filesystem::path temporary_folder() {
  std::error_code none;
  std::filesystem::path folder = std::filesystem::temp_directory_path(none);
  return none ? std::filesystem::path(".") : folder;
}

std::shared_ptr<kit::StreamSource> open_unique(const Request& request) {
  const std::string prefix = request.prefix.value_or(std::string(kPrefix));
  require(kit::to_wide(prefix).size() <= kLongestPrefix, "lpszPrefix has more than three characters");
  require(prefix.find('/') == std::string::npos, "lpszPrefix has a slash in it");
  return mapiutil::create_unique_file(request.name ? std::filesystem::path(*request.name) : temporary_folder(), prefix,
                                      request.has(STGM_DELETEONRELEASE));
}

std::shared_ptr<kit::StreamSource> open_named(const Request& request) {
  const mapiutil::FileUse use = request.has(STGM_CREATE)      ? mapiutil::FileUse::replace
                                : request.has(STGM_READWRITE) ? mapiutil::FileUse::change
                                                              : mapiutil::FileUse::read;
  return mapiutil::open_file(*request.name, use, request.has(STGM_DELETEONRELEASE));
}

kit::com_ptr<IStream> open(const Request& request) {
  check(request);
  mapiutil::require_initialised();
  const bool unique = request.has(SOF_UNIQUEFILENAME) || !request.name;
  return kit::make_stream(lifecycle::free_core(), unique ? open_unique(request) : open_named(request),
                          request.has(STGM_READWRITE) ? kit::StreamMode::read_write : kit::StreamMode::read_only);
}

std::optional<std::string> bytes_of(LPCSTR text) {
  return text == nullptr ? std::nullopt : std::optional<std::string>(text);
}
std::optional<std::string> bytes_of(LPCWSTR text) {
  return text == nullptr ? std::nullopt : std::optional(kit::to_utf8(text));
}

template <class Text>
HRESULT open_stream(LPALLOCATEBUFFER allocate, LPFREEBUFFER free, ULONG flags, Text name, Text prefix,
                    LPSTREAM* stream) {
  return boundary([&]() -> HRESULT {
    require(stream != nullptr, "lppStream is null");
    *stream = nullptr;
    require(allocate != nullptr && free != nullptr, "an allocation function is null");
    *stream = open({flags, bytes_of(name), bytes_of(prefix)}).detach();
    return S_OK;
  });
}

}  // namespace

POSTROOM_EXPORT HRESULT OpenStreamOnFile(LPALLOCATEBUFFER allocate, LPFREEBUFFER free, ULONG flags, LPCSTR name,
                                         LPCSTR prefix, LPSTREAM* stream) {
  return open_stream(allocate, free, flags, name, prefix, stream);
}

POSTROOM_EXPORT HRESULT OpenStreamOnFileW(LPALLOCATEBUFFER allocate, LPFREEBUFFER free, ULONG flags, LPCWSTR name,
                                          LPCWSTR prefix, LPSTREAM* stream) {
  return open_stream(allocate, free, flags, name, prefix, stream);
}
