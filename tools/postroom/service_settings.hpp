// SPDX-License-Identifier: Apache-2.0
//
// Settings of message services as a user writes them: NAME=VALUE.
#pragma once

#include <postroom/property.hpp>

#include <string>
#include <vector>

namespace postroom::tool {

// The properties that the settings mean to the service. NAME is one of the service's own names (docs/transports.md), or
// a property tag of eight hexadecimal digits for any service; nothing behind the "=" takes the setting back (PT_NULL).
// Throws Failure(MAPI_E_INVALID_PARAMETER, MAPI_E_INVALID_TYPE) with a sentence that says what can be written.
std::vector<kit::PropertyValue> parse_settings(const std::string& service, const std::vector<std::string>& settings);

}  // namespace postroom::tool
