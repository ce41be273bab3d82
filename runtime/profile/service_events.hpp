// SPDX-License-Identifier: Apache-2.0
//
// Telling message services, through their entry functions, what happens to them (B-27 … B-32, B-40, B-41, B-44).
//
// Calls out: no lock and no transaction is held. A service without entry function is told nothing.
#pragma once

#include "runtime/profile/entry_caller.hpp"
#include "runtime/profile/profile.hpp"

#include <optional>

namespace postroom::profile {

struct ServiceEvent {
  ULONG context = 0;  // MSG_SERVICE_CREATE …
  ULONG_PTR ui_param = 0;
  ULONG flags = 0;
  std::span<const SPropValue> properties;
};

// What the entry function of a service answered; null when it has none.
std::optional<ServiceEntryResult> tell_service(const std::shared_ptr<Profile>& profile, const ServiceEntry& service,
                                               const ServiceEvent& event);

// MSG_SERVICE_DELETE to every service of a profile that is about to go (B-5); their answers do not matter (B-31).
void tell_services_of_deletion(const std::shared_ptr<Profile>& profile) noexcept;

}  // namespace postroom::profile
