// SPDX-License-Identifier: Apache-2.0
//
// How IMsgServiceAdmin::CopyMsgService finds the profile behind the object that it is to copy into.
#pragma once

#include "runtime/profile/profile.hpp"

#include <postroom/interfaces.hpp>

namespace postroom::profile {

// {0DA1D6F5-6F1C-4C58-9D35-50057A0017C1}
inline constexpr IID IID_IProfileHolder = {
    0x0da1d6f5, 0x6f1c, 0x4c58, {0x9d, 0x35, 0x50, 0x05, 0x7a, 0x00, 0x17, 0xc1}};

// Only objects of this library have it.
class IProfileHolder : public IUnknown {
 public:
  virtual const std::shared_ptr<Profile>& held_profile() const noexcept = 0;
};

}  // namespace postroom::profile

namespace postroom::kit {
template <>
struct interface_traits<profile::IProfileHolder> {
  static constexpr const IID* iid = &profile::IID_IProfileHolder;
  using base = IUnknown;
};
}  // namespace postroom::kit
