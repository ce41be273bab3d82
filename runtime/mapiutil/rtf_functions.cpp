// SPDX-License-Identifier: Apache-2.0
//
// WrapCompressedRTFStream and WrapCompressedRTFStreamEx: PR_RTF_COMPRESSED as a stream of RTF, or of what the RTF was
// made from. RTFSync: PR_RTF_COMPRESSED and PR_BODY say the same.
#include "content/rtf/code_pages.hpp"
#include "content/rtf/rtf_text.hpp"
#include "runtime/library/export.hpp"
#include "runtime/mapiutil/block.hpp"
#include "runtime/mapiutil/boundary.hpp"
#include "runtime/mapiutil/rtf_stream.hpp"
#include "runtime/mapiutil/rtf_sync.hpp"

#include <postroom/stream.hpp>

#include <mapiutil.h>

namespace {

using namespace postroom;
using kit::require;
using mapiutil::boundary;
using mapiutil::require_initialised;

std::string rtf_of(LPSTREAM compressed) {
  return content::decompress_rtf(kit::read_all(compressed, content::kLargestCompressedRtf));
}

kit::com_ptr<IStream> wrap(LPSTREAM compressed, ULONG flags) {
  require_initialised();
  if ((flags & MAPI_MODIFY) == 0) return mapiutil::make_rtf_reader(rtf_of(compressed));
  const bool as_it_is = (flags & STORE_UNCOMPRESSED_RTF) != 0;
  return mapiutil::make_rtf_writer(kit::com_ptr<IStream>::share(compressed),
                                   as_it_is ? content::RtfStorage::as_it_is : content::RtfStorage::compressed);
}

// In the code page that is asked for, else in the message's, else in UTF-8.
std::string encoded(const content::NativeBody& body, const RTF_WCSINFO& info) {
  constexpr ULONG kUtf8 = 65001;
  const bool references = body.origin == content::RtfOrigin::html;
  if (info.ulOutCodePage != 0) {
    auto bytes = content::encode_code_page(body.content, info.ulOutCodePage, references);
    if (!bytes) kit::fail(MAPI_E_UNKNOWN_CPID, "ulOutCodePage " + std::to_string(info.ulOutCodePage) + " is unknown");
    return *std::move(bytes);
  }
  const ULONG wished = info.ulInCodePage == 0 ? kUtf8 : info.ulInCodePage;
  return content::encode_code_page(body.content, wished, references).value_or(body.content);
}

kit::com_ptr<IStream> wrap_native(LPSTREAM compressed, const RTF_WCSINFO& info, ULONG& type) {
  require_initialised();
  content::NativeBody body = content::native_body(rtf_of(compressed));
  if (body.origin == content::RtfOrigin::rtf) {
    type = MAPI_NATIVE_BODY_TYPE_RTF;
    return mapiutil::make_rtf_reader(std::move(body.content));
  }
  auto stream = mapiutil::make_rtf_reader(encoded(body, info));
  type = body.origin == content::RtfOrigin::html ? MAPI_NATIVE_BODY_TYPE_HTML : MAPI_NATIVE_BODY_TYPE_PLAINTEXT;
  return stream;
}

}  // namespace

POSTROOM_EXPORT HRESULT WrapCompressedRTFStream(LPSTREAM compressed, ULONG flags, LPSTREAM* rtf) {
  return boundary([&]() -> HRESULT {
    require(rtf != nullptr, "lpUncompressedRTFStream is null");
    *rtf = nullptr;
    require(compressed != nullptr, "lpCompressedRTFStream is null");
    kit::require_flags(flags, MAPI_MODIFY | STORE_UNCOMPRESSED_RTF);
    *rtf = wrap(compressed, flags).detach();
    return S_OK;
  });
}

POSTROOM_EXPORT HRESULT WrapCompressedRTFStreamEx(LPSTREAM compressed, const RTF_WCSINFO* info, LPSTREAM* rtf,
                                                  RTF_WCSRETINFO* result) {
  return boundary([&]() -> HRESULT {
    require(rtf != nullptr, "ppUncompressedRTFStream is null");
    *rtf = nullptr;
    require(compressed != nullptr, "pCompressedRTFStream is null");
    require(info != nullptr && info->size >= sizeof(RTF_WCSINFO), "pWCSInfo is null, or its size is wrong");
    require(result != nullptr && result->size >= sizeof(RTF_WCSRETINFO), "pRetInfo is null, or its size is wrong");
    kit::require_flags(info->ulFlags, MAPI_MODIFY | STORE_UNCOMPRESSED_RTF | MAPI_NATIVE_BODY);
    if ((info->ulFlags & MAPI_NATIVE_BODY) != 0) {
      require((info->ulFlags & MAPI_MODIFY) == 0, "MAPI_NATIVE_BODY and MAPI_MODIFY exclude each other");
      *rtf = wrap_native(compressed, *info, result->ulStreamFlags).detach();
      return S_OK;
    }
    *rtf = wrap(compressed, info->ulFlags).detach();
    result->ulStreamFlags = 0;
    return S_OK;
  });
}

POSTROOM_EXPORT HRESULT RTFSync(LPMESSAGE message, ULONG flags, BOOL* updated) {
  return boundary([&]() -> HRESULT {
    require(updated != nullptr, "lpfMessageUpdated is null");
    *updated = FALSE;
    require(message != nullptr, "lpMessage is null");
    kit::require_flags(flags, RTF_SYNC_RTF_CHANGED | RTF_SYNC_BODY_CHANGED);
    require_initialised();
    *updated = mapiutil::synchronise_rtf(message, flags) ? TRUE : FALSE;
    return S_OK;
  });
}
