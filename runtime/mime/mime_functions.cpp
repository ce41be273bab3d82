// SPDX-License-Identifier: Apache-2.0
#include "content/mime.hpp"
#include "runtime/library/export.hpp"

#include <postroom/postroom.h>
#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>

#include <cstring>
#include <string>

namespace {

using namespace postroom;

// What went wrong as a MAPIERROR in one block (O-9).
LPMAPIERROR describe(const std::string& what) {
  auto error = kit::make_mapi<MAPIERROR>();
  auto* text = static_cast<char*>(kit::allocate_more(what.size() + 1, error.get()));
  std::memcpy(text, what.c_str(), what.size() + 1);
  error->ulVersion = MAPI_ERROR_VERSION;
  error->lpszError = reinterpret_cast<LPTSTR>(text);
  return error.release();
}

template <class Work>
HRESULT guarded(LPMAPIERROR* error, Work&& work) {
  if (error != nullptr) *error = nullptr;
  try {
    work();
    return S_OK;
  } catch (...) {
    std::string what;
    const HRESULT code = kit::current_failure(what);
    try {
      if (error != nullptr && !what.empty()) *error = describe(what);
    } catch (const kit::Failure&) {  // no memory for the words; the code says enough
    }
    return code;
  }
}

}  // namespace

POSTROOM_EXPORT HRESULT postroom_message_from_mime(LPMESSAGE message, const void* bytes, size_t size, ULONG flags,
                                                   LPMAPIERROR* error) {
  return guarded(error, [&] {
    kit::require_flags(flags, POSTROOM_MIME_DRAFT);
    kit::require(bytes != nullptr || size == 0, "no bytes to read");
    content::from_mime({static_cast<const char*>(bytes), size}, message,
                       {.delivery_time = std::nullopt, .as_draft = (flags & POSTROOM_MIME_DRAFT) != 0});
  });
}

POSTROOM_EXPORT HRESULT postroom_message_to_mime(LPMESSAGE message, ULONG flags, LPSTREAM stream, LPMAPIERROR* error) {
  return guarded(error, [&] {
    kit::require_flags(flags, POSTROOM_MIME_INCLUDE_BCC | POSTROOM_MIME_CRLF);
    kit::require(stream != nullptr, "no stream to write to");
    const std::string mime = content::to_mime(
        message, {.include_bcc = (flags & POSTROOM_MIME_INCLUDE_BCC) != 0, .crlf = (flags & POSTROOM_MIME_CRLF) != 0});
    kit::check(stream->Write(mime.data(), static_cast<ULONG>(mime.size()), nullptr), "cannot write the message");
  });
}
