// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapix.h>

#include <string>
#include <vector>

namespace postroom::tool {

// One row of a session's status table.
struct StatusRow {
  std::string name;
  std::string provider;
  LONG resource_type = 0;
  LONG status = 0;
  std::string text;
};
std::vector<StatusRow> status_rows(IMAPISession* session);

// What the transports and the spooler say of themselves, each with its name: why mail does not go out.
std::vector<std::string> words_of_transports(IMAPISession* session);

std::string kind_of(const StatusRow& row);   // "store", "transport", …
std::string state_of(const StatusRow& row);  // "available, inbound, outbound"

}  // namespace postroom::tool
