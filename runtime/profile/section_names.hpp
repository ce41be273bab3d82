// SPDX-License-Identifier: Apache-2.0
//
// Rows of services' and providers' sections as what they say.
#pragma once

#include "runtime/profile/section_rows.hpp"

namespace postroom::profile {

ServiceEntry service_entry(const SectionRow& row);
// Without ordinal and the service's name, which are not the section's.
ProviderEntry provider_entry(const SectionRow& row);

// All providers in profile order, with their services' names.
std::vector<ProviderEntry> provider_entries(SectionRows& sections);

}  // namespace postroom::profile
