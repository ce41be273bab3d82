// SPDX-License-Identifier: Apache-2.0
//
// Settings of message services as a user writes them: NAME=VALUE.
#pragma once

#include <postroom/property.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::tool {

// The properties that the settings mean to the service. NAME is one of the service's own names (docs/transports.md), or
// a property tag of eight hexadecimal digits for any service; nothing behind the "=" takes the setting back (PT_NULL).
// Throws WrongCall with a sentence that says what can be written.
std::vector<kit::PropertyValue> parse_settings(const std::string& service, const std::vector<std::string>& settings);

// The setting that says where the service keeps or takes what it has; none for a service that is not Postroom's own.
std::optional<ULONG> main_setting(std::string_view service);

}  // namespace postroom::tool
