// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/client_calls.hpp"

#include <postroom/mutex.hpp>

#include <functional>
#include <vector>

// Where the linker put the beginning of this library, the end of its code and the end of its data.
extern "C" __attribute__((visibility("hidden"))) const char __ehdr_start;
extern "C" __attribute__((visibility("hidden"))) const char etext;
extern "C" __attribute__((visibility("hidden"))) const char _end;  // NOLINT(bugprone-reserved-identifier)

namespace postroom::lifecycle {
namespace {

struct Clients {
  kit::Mutex mutex;
  std::vector<std::weak_ptr<kit::Core>> cores POSTROOM_GUARDED_BY(mutex);
};

Clients& clients() noexcept {
  static auto* const only = new Clients;  // never freed, like the ledger that asks
  return *only;
}

}  // namespace

void enter_client(const std::shared_ptr<kit::Core>& client) {
  Clients& known = clients();
  const kit::Lock lock(known.mutex);
  std::erase_if(known.cores, [](const auto& core) { return core.expired(); });
  known.cores.push_back(client);
}

const void* client_call_of_this_thread() noexcept {
  Clients& known = clients();
  const kit::Lock lock(known.mutex);
  for (const auto& client : known.cores) {
    const auto core = client.lock();  // if it is the last reference, then of a core that does nothing when it goes
    const void* caller = core ? core->gate().outermost_caller() : nullptr;
    if (caller != nullptr) return caller;
  }
  return nullptr;
}

bool is_of_the_runtime(const void* address) noexcept {
  const std::less<const void*> before;
  return !before(address, &__ehdr_start) && before(address, &etext);
}

bool is_data_of_the_runtime(const void* address) noexcept {
  const std::less<const void*> before;
  return !before(address, &__ehdr_start) && before(address, &_end);
}

}  // namespace postroom::lifecycle
