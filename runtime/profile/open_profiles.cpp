// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/open_profiles.hpp"

#include <postroom/mutex.hpp>

namespace postroom::profile {
namespace {

struct Open {
  kit::Mutex mutex;
  std::shared_ptr<ProfileStore> profiles POSTROOM_GUARDED_BY(mutex);
};

Open& held() noexcept {
  static auto* const instance = new Open;  // never destroyed
  return *instance;
}

}  // namespace

void keep_profiles_open(std::shared_ptr<ProfileStore> profiles) {
  const kit::Lock lock(held().mutex);
  held().profiles.swap(profiles);  // those before close after the lock
}

void let_profiles_go() noexcept {
  std::shared_ptr<ProfileStore> last;
  const kit::Lock lock(held().mutex);
  last.swap(held().profiles);
}

}  // namespace postroom::profile
