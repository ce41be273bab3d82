// SPDX-License-Identifier: Apache-2.0
// Feeds the trace reader, the checker and the writers of text with anything: whatever happens is a Failure.
#include <postroom/failure.hpp>
#include <postroom/trace_check.hpp>
#include <postroom/trace_reader.hpp>

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace postroom;
  try {
    const trace::Trace trace = trace::read_bytes({reinterpret_cast<const std::byte*>(data), size});
    trace::to_text(trace::check(trace), trace);
    trace::to_chrome(trace);
    for (const trace::Entry& entry : trace.entries) trace::to_text(entry, trace.started);
  } catch (const kit::Failure&) {
  }
  return 0;
}
