// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapicode.h>
#include <mapidefs.h>

#include <exception>
#include <string>
#include <string_view>

namespace postroom::kit {

// What went wrong, on its way to the boundary of an interface method, which turns it into the HRESULT and keeps
// the text for GetLastError (O-8 … O-11).
//
// `what` is a sentence for the user in UTF-8 that names the thing it is about; `context` says where (a path, a
// statement), for the trace.
class Failure : public std::exception {
 public:
  explicit Failure(HRESULT code, std::string what = {}, std::string context = {})
      : code_(code), what_(std::move(what)), context_(std::move(context)) {}

  HRESULT code() const noexcept { return code_; }
  const char* what() const noexcept override { return what_.c_str(); }
  const std::string& context() const noexcept { return context_; }

 private:
  HRESULT code_;
  std::string what_;
  std::string context_;
};

// Throws a Failure.
[[noreturn]] void fail(HRESULT code, std::string what = {}, std::string context = {});

// Throws Failure(code, what) unless `code` is a success, warnings included (O-2); returns it otherwise.
HRESULT check(HRESULT code, std::string_view what = {});

// MAPI_E_INVALID_PARAMETER unless `condition` holds; `what` names the parameter.
void require(bool condition, const char* what);

// MAPI_E_UNKNOWN_FLAGS when `flags` has a bit outside `known` (O-7).
void require_flags(ULONG flags, ULONG known);

// The HRESULT of the exception being handled: its own for Failure, MAPI_E_NOT_ENOUGH_MEMORY for bad_alloc,
// MAPI_E_CALL_FAILED for any other; the text goes to `what`. Rethrows a forced unwind (thread cancellation).
HRESULT current_failure(std::string& what);

// The documented name of a code ("MAPI_E_NOT_FOUND"), or its number in hexadecimal.
std::string hresult_name(HRESULT code);

}  // namespace postroom::kit
