// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/com_ptr.hpp>

#include <string>
#include <string_view>

namespace postroom::kit::transport {

// The transport's own profile section, read at logon (C-21). A value that is missing is its default; texts are UTF-8.
//
// Used during TransportLogon only, on its thread.
class Settings {
 public:
  // `section` may be null: everything is its default.
  Settings(com_ptr<IMAPIProp> section, std::string profile_name)
      : section_(std::move(section)), profile_name_(std::move(profile_name)) {}

  const std::string& profile_name() const noexcept { return profile_name_; }
  std::string text(ULONG tag, std::string_view otherwise) const;
  ULONG number(ULONG tag, ULONG otherwise) const;

 private:
  com_ptr<IMAPIProp> section_;
  std::string profile_name_;
};

}  // namespace postroom::kit::transport
