// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/support.hpp"

#include <algorithm>
#include <iterator>

namespace postroom::session {
namespace {

constexpr unsigned bit(Flavour flavour) {
  return 1U << static_cast<unsigned>(flavour);
}
constexpr unsigned kAb = bit(Flavour::address_book);
constexpr unsigned kMs = bit(Flavour::store);
constexpr unsigned kXp = bit(Flavour::transport);
constexpr unsigned kCfg = bit(Flavour::configuration);

struct Available {
  std::string_view method;
  unsigned flavours;
};

// D-3, sorted by name. UpdatePAB and Preprocess are slots without a flavour (P-2).
constexpr Available kAvailable[] = {
    {"Address", kAb},
    {"CompareEntryIDs", kAb | kMs | kXp},  // D-4
    {"CompleteMsg", kMs},
    {"CopyFolder", kMs},
    {"CopyMessages", kMs},
    {"CreateOneOff", kAb | kMs | kXp},
    {"Details", kAb},
    {"DoConfigPropsheet", kAb | kMs | kXp | kCfg},
    {"DoCopyProps", kMs},
    {"DoCopyTo", kMs},
    {"DoProgressDialog", kAb | kMs},
    {"DoSentMail", kMs},
    {"ExpandRecips", kMs},
    {"GetLastError", kAb | kMs | kXp | kCfg},
    {"GetMemAllocRoutines", kAb | kMs | kXp | kCfg},
    {"GetOneOffTable", kAb},
    {"GetSvcConfigSupportObj", kAb | kMs | kXp | kCfg},
    {"IStorageFromStream", kAb | kMs | kXp},
    {"MakeInvalid", kAb | kMs | kXp | kCfg},
    {"ModifyProfile", kMs},
    {"ModifyStatusRow", kAb | kMs | kXp},
    {"NewEntry", kAb},
    {"NewUID", kAb | kMs | kXp | kCfg},
    {"Notify", kAb | kMs | kXp},
    {"OpenAddressBook", kAb | kMs | kXp},
    {"OpenEntry", kAb | kMs | kXp},
    {"OpenProfileSection", kAb | kMs | kXp | kCfg},
    {"OpenTemplateID", kAb},
    {"PrepareSubmit", kMs},
    {"ReadReceipt", kMs},
    {"RegisterPreprocessor", kXp},
    {"SetProviderUID", kAb | kMs},
    {"SpoolerNotify", kMs | kXp},
    {"SpoolerYield", kXp},
    {"StatusRecips", kXp},
    {"StoreLogoffTransports", kMs},
    {"Subscribe", kAb | kMs | kXp},
    {"Unsubscribe", kAb | kMs | kXp},
    {"WrapStoreEntryID", kAb | kMs | kXp},
};
static_assert(std::is_sorted(std::begin(kAvailable), std::end(kAvailable),
                             [](const Available& a, const Available& b) { return a.method < b.method; }));

}  // namespace

unsigned flavours_with(std::string_view method) noexcept {
  const auto* found = std::lower_bound(std::begin(kAvailable), std::end(kAvailable), method,
                                       [](const Available& a, std::string_view name) { return a.method < name; });
  return found != std::end(kAvailable) && found->method == method ? found->flavours : 0;
}

}  // namespace postroom::session
