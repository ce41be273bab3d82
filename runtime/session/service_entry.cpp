// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/service_entry.hpp"

#include "runtime/library/entry_call.hpp"
#include "runtime/library/library.hpp"
#include "runtime/library/memory.hpp"
#include "runtime/lifecycle/provider_call.hpp"
#include "runtime/profile/entry_caller.hpp"
#include "runtime/session/provider_error.hpp"
#include "runtime/session/support_core.hpp"

#include <postroom/failure.hpp>

#include <vector>

namespace postroom::session {
namespace {

using profile::ServiceEntryCall;
using profile::ServiceEntryResult;

ServiceEntryResult call_entry(const ServiceEntryCall& call) {
  const auto library = library::Library::instance().providers().open(call.dll_name);
  auto* const entry = library->function<MSGSERVICEENTRY>(call.entry_name.c_str());
  if (entry == nullptr) {
    return {MAPI_E_NOT_INITIALIZED,
            "The provider library " + library->path() + " lacks the entry function " + call.entry_name + "."};
  }
  const ConfigurationSupport configuration = make_configuration_support(call.profile, call.service, library->name());
  std::vector<SPropValue> properties(call.properties.begin(), call.properties.end());
  ProviderError error;
  const library::EntryCall running;
  const HRESULT code = lifecycle::provider_call(
      {0, 0, 0, library->name()}, "MSGSERVICEENTRY", nullptr,
      [&] {
        return entry(nullptr, library::default_malloc(), configuration.support.get(), call.ui_param, call.flags,
                     call.context, static_cast<ULONG>(properties.size()),
                     properties.empty() ? nullptr : properties.data(), call.provider_admin, error.put());
      },
      call.context);
  configuration.core->end_support();  // a support object that is kept is dead (D-1)
  return {code, error.text()};
}

class EntryCaller final : public profile::ServiceEntryCaller {
 public:
  ServiceEntryResult call(const ServiceEntryCall& call) noexcept override {
    try {
      return call_entry(call);
    } catch (...) {
      ServiceEntryResult result;
      result.code = kit::current_failure(result.error);
      return result;
    }
  }
};

}  // namespace

void serve_profile_administration() noexcept {
  static auto* const caller = new EntryCaller;  // never freed
  profile::set_service_entry_caller(caller);
}

}  // namespace postroom::session
