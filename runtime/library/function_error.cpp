// SPDX-License-Identifier: Apache-2.0
#include "runtime/library/function_error.hpp"

#include "runtime/library/export.hpp"
#include "runtime/library/memory.hpp"

#include <postroom/postroom.h>
#include <postroom/core.hpp>
#include <postroom/failure.hpp>

#include <string>

namespace postroom::library {
namespace {

// Remembers the newest failures by thread, as an object's core does.
kit::Core& functions() noexcept {
  static auto* const core = new kit::Core(nullptr, 0);  // never destroyed
  return *core;
}

constexpr char kFunctions = 0;  // its address stands for "all functions" where a core wants an object

}  // namespace

HRESULT function_failed() {
  std::string what;
  const HRESULT code = kit::current_failure(what);
  functions().note_failure(&kFunctions, code, what.c_str());
  return code;
}

POSTROOM_EXPORT HRESULT postroom_last_error(HRESULT code, ULONG flags, LPMAPIERROR* error) {
  kit::set_allocators(allocator_triple());  // also when it was MAPIInitialize that failed
  try {
    return functions().last_error(&kFunctions, code, flags, error);
  } catch (...) {
    std::string what;
    return kit::current_failure(what);
  }
}

}  // namespace postroom::library
