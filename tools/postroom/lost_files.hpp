// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapix.h>

#include <string>
#include <vector>

namespace postroom::tool {

// A file of a message store or an address book that the profile knows to have been there, and that is there no more.
struct LostFile {
  std::string file;
  std::string what;  // a sentence that names it
};

// Those of a profile. Reads the profile only: no provider is loaded and no file opened. REQUIRES: a Mapi is alive.
// Throws Failure when it cannot be read.
std::vector<LostFile> lost_files(IMsgServiceAdmin* services);

}  // namespace postroom::tool
