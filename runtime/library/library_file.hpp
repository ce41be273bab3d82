// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace postroom::library {

// Does the file end before the parts that the loader would map, as after an interrupted copy? dlopen does not look: it
// maps beyond the end and the process dies of SIGBUS. What is no library at all is the loader's to say. Any thread.
bool is_cut_off(const std::string& path);

}  // namespace postroom::library
