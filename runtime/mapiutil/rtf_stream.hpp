// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "content/rtf/compressed_rtf.hpp"

#include <postroom/com_ptr.hpp>

#include <objidl.h>

#include <string>

namespace postroom::mapiutil {

// Streams of RTF over a stream of compressed RTF, as WrapCompressedRTFStream answers them: they are read or written
// from the beginning to the end, once. Clone, LockRegion, Revert, Seek, SetSize, Stat and UnlockRegion answer
// MAPI_E_NO_SUPPORT, as documented. Thread-safe.

// Reads `rtf`; Write answers MAPI_E_NO_ACCESS.
kit::com_ptr<IStream> make_rtf_reader(std::string rtf);

// Takes the whole RTF anew; Read answers MAPI_E_NO_ACCESS. Commit, and else the last Release, replaces all that
// `compressed` has by it and commits that, too. Nothing is replaced when nothing was written. A Commit that fails
// leaves `compressed` as it was (by its Revert) and may be repeated; the last Release does not repeat it, and when its
// own commit fails only the trace says so (a note "RTF not stored").
kit::com_ptr<IStream> make_rtf_writer(kit::com_ptr<IStream> compressed, content::RtfStorage storage);

}  // namespace postroom::mapiutil
