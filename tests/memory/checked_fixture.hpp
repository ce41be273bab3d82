// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "memory_fixture.hpp"

#include <postroom/postroom.h>
#include <postroom/trace_reader.hpp>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace postroom::test {

// MAPI memory with POSTROOM_MEMORY=check, which is set for the whole program.
class CheckedBlocks : public MapiMemory {
 protected:
  // What is said on standard error while `body` runs.
  static std::string said(const std::function<void()>& body) {
    testing::internal::CaptureStderr();
    body();
    return testing::internal::GetCapturedStderr();
  }
  static std::string said_at_the_end() {
    const std::string text = said(MAPIUninitialize);
    EXPECT_EQ(MAPIInitialize(nullptr), S_OK);
    return text;
  }
  static std::vector<trace::Entry> traced(trace::Event event) {
    const std::string file = std::filesystem::path(getenv("POSTROOM_HOME")) / "memory-trace";
    EXPECT_EQ(postroom_trace_write(file.c_str()), S_OK);
    std::vector<trace::Entry> entries = trace::read_file(file).entries;
    std::erase_if(entries, [=](const trace::Entry& entry) { return !entry.is(event); });
    return entries;
  }
};

}  // namespace postroom::test
