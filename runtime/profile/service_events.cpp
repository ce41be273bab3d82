// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/service_events.hpp"

#include "runtime/profile/admin.hpp"
#include "runtime/profile/profile_store.hpp"

#include <postroom/failure.hpp>

#include <atomic>

namespace postroom::profile {
namespace {

constinit std::atomic<ServiceEntryCaller*> caller{nullptr};

}  // namespace

void set_service_entry_caller(ServiceEntryCaller* fresh) noexcept {
  caller.store(fresh, std::memory_order_release);
}

ServiceEntryCaller* service_entry_caller() noexcept {
  return caller.load(std::memory_order_acquire);
}

std::optional<ServiceEntryResult> tell_service(const std::shared_ptr<Profile>& profile, const ServiceEntry& service,
                                               const ServiceEvent& event) {
  ServiceEntryCaller* calls = service_entry_caller();
  if (calls == nullptr || service.dll_name.empty() || service.entry_name.empty()) return std::nullopt;
  // The administration object that the function gets has a core of its own: it is good for this call only (B-45).
  const auto core = std::make_shared<kit::Core>(nullptr, 0);
  const auto admin = make_provider_admin(core, profile, service.section, true);
  ServiceEntryCall call{.profile = profile,
                        .service = service.section,
                        .dll_name = service.dll_name,
                        .entry_name = service.entry_name,
                        .context = event.context,
                        .ui_param = event.ui_param,
                        .flags = event.flags,
                        .properties = event.properties,
                        .provider_admin = admin.get()};
  ServiceEntryResult result = calls->call(call);
  core->gate().close();
  return result;
}

void tell_services_of_deletion(const std::shared_ptr<Profile>& profile) noexcept {
  try {
    for (const ServiceEntry& service : profile->services()) {
      tell_service(profile, service, {.context = MSG_SERVICE_DELETE, .properties = {}});
    }
  } catch (...) {  // a profile that cannot be read is deleted all the same
  }
}

}  // namespace postroom::profile
