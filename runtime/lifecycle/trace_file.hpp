// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/lifecycle/trace_rings.hpp"

#include <mapidefs.h>

#include <string>

namespace postroom::trace {

// Maps `bytes` of zeros as a file at `path`, "%p" in it replaced by the process id. A trace file that no living
// process writes is replaced; when one does, the file is `path`.PID; any other file is left alone. All space is
// reserved, so that a full disk shows here and not as a signal later. Null, and `why` says it, when that fails; what
// is mapped stays so until the process ends, and a lock on the file says that it is in use.
std::byte* map_trace_file(std::string path, std::size_t bytes, std::string& why);

// Writes a copy of the rings to `path`, replacing it as a whole.
HRESULT write_trace_file(const Rings& rings, const std::string& path);

}  // namespace postroom::trace
