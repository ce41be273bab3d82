// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/transport/backend.hpp>
#include <postroom/transport/settings.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace postroom::test {

// A medium in memory. It knows what became of everything; a test sets what it answers.
struct FakeMedium {
  std::vector<std::string> address_types{"SMTP"};
  std::map<std::string, kit::transport::Outcome> outcomes;  // by address; delivered when it is not here
  std::vector<std::string> strangers;                       // addresses it does not serve
  std::function<void(const kit::transport::Outgoing&)> on_send;
  std::vector<std::string> sent;    // "sender -> recipient"
  std::deque<std::string> waiting;  // subjects of arriving messages; "broken" cannot be read
  std::vector<std::string> saved;
  std::vector<std::string> set_aside;
  std::vector<std::string> calls;  // "watch", "unwatch", "interrupt", "disconnect", "disconnect in a hurry", "gone"
  std::function<void()> arrived;
  HRESULT logon_failure = S_OK;
  std::string profile_name;
};

// The medium that the next logons use; kit::transport::LogOn is a plain function.
inline FakeMedium*& fake_medium() {
  static FakeMedium* medium = nullptr;
  return medium;
}

std::shared_ptr<kit::transport::Backend> log_on_to_fake_medium(const kit::transport::Settings& settings, ULONG flags);

}  // namespace postroom::test
