// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace postroom::tool {

// A file of a message store or an address book that a profile knows to have been there, and that is there no more.
struct LostFile {
  std::string file;
  std::string what;  // a sentence that names it and its profile
};

// Those of all profiles. Reads profiles only: no provider is loaded and no file opened. REQUIRES: a Mapi is alive.
// Throws Failure when the profiles cannot be read.
std::vector<LostFile> lost_files();

}  // namespace postroom::tool
