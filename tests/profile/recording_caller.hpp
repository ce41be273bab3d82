// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/profile/entry_caller.hpp"
#include "runtime/profile/profile.hpp"

#include <functional>
#include <string>
#include <vector>

namespace postroom::profile {

// Stands in for the library loader: remembers which entry functions were called, and answers what the test says.
class RecordingCaller final : public ServiceEntryCaller {
 public:
  RecordingCaller() { set_service_entry_caller(this); }
  ~RecordingCaller() { set_service_entry_caller(nullptr); }

  ServiceEntryResult call(const ServiceEntryCall& call) noexcept override {
    if (call.dll_name.starts_with("postroom_")) return {};  // a default service of the build, beside the test's own
    calls.push_back(call.entry_name + " " + context_name(call.context));
    return answer ? answer(call) : ServiceEntryResult{};
  }

  std::vector<std::string> calls;
  std::function<ServiceEntryResult(const ServiceEntryCall&)> answer;

 private:
  static std::string context_name(ULONG context) {
    constexpr const char* kNames[] = {"?",      "INSTALL",   "CREATE",          "CONFIGURE",
                                      "DELETE", "UNINSTALL", "PROVIDER_CREATE", "PROVIDER_DELETE"};
    return context < std::size(kNames) ? kNames[context] : "?";
  }
};

}  // namespace postroom::profile
