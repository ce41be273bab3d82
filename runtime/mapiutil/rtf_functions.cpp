// SPDX-License-Identifier: Apache-2.0
//
// WrapCompressedRTFStream and WrapCompressedRTFStreamEx: PR_RTF_COMPRESSED as a stream of RTF.
#include "runtime/library/export.hpp"
#include "runtime/library/library.hpp"
#include "runtime/mapiutil/boundary.hpp"
#include "runtime/mapiutil/rtf_stream.hpp"

#include <postroom/stream.hpp>

#include <mapiutil.h>

namespace {

using namespace postroom;
using kit::require;
using mapiutil::boundary;

kit::com_ptr<IStream> wrap(LPSTREAM compressed, ULONG flags) {
  if (!library::Library::memory_ready())
    kit::fail(MAPI_E_NOT_INITIALIZED, "neither MAPIInitialize nor ScInitMapiUtil has been called");
  if ((flags & MAPI_MODIFY) == 0) {
    return mapiutil::make_rtf_reader(
        content::decompress_rtf(kit::read_all(compressed, content::kLargestCompressedRtf)));
  }
  const bool as_it_is = (flags & STORE_UNCOMPRESSED_RTF) != 0;
  return mapiutil::make_rtf_writer(kit::com_ptr<IStream>::share(compressed),
                                   as_it_is ? content::RtfStorage::as_it_is : content::RtfStorage::compressed);
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

// The code pages matter to a native body only, and that is not taken out of the RTF: MAPI_NATIVE_BODY answers
// MAPI_E_NO_SUPPORT.
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
      return MAPI_E_NO_SUPPORT;
    }
    *rtf = wrap(compressed, info->ulFlags).detach();
    result->ulStreamFlags = 0;
    return S_OK;
  });
}
