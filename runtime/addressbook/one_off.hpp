// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/one_off.hpp>

namespace postroom::addressbook {

using kit::create_one_off;
using kit::encode_one_off;
using kit::is_one_off;
using kit::one_off_from_text;
using kit::one_off_search_key;
using kit::OneOff;
using kit::parse_one_off;

}  // namespace postroom::addressbook
