// SPDX-License-Identifier: Apache-2.0
//
// The lifecycle `entry`: a library is loaded and its entry functions are called, without a session.
#include "tools/postroom/lab/client.hpp"

#include <mapispi.h>
#include <mapix.h>
#include <postroom/com_ptr.hpp>
#include <postroom/failure.hpp>

#include "tools/postroom/lab/observations.hpp"

#include <dlfcn.h>

namespace postroom::tool::providerlab {
namespace {

using kit::com_ptr;

// Two provider objects, as the entry function gives them, without a session.
template <class Interface, class Entry>
void check_entry(void* library, const char* symbol, Observations& seen) {
  auto* const entry = reinterpret_cast<Entry*>(dlsym(library, symbol));
  if (entry == nullptr) return;
  com_ptr<Interface> made[2];
  for (com_ptr<Interface>& object : made) {
    ULONG version = 0;
    const HRESULT code = entry(nullptr, nullptr, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, 0,
                               CURRENT_SPI_VERSION, &version, object.put());
    if (SUCCEEDED(code) && !object) seen.broken("A-26", std::string(symbol) + " answers S_OK and gives no object");
  }
  if (made[0] && made[0].get() == made[1].get()) seen.broken("A-39", std::string(symbol) + " gave one object twice");
}

}  // namespace

void probe(const std::string& file, const std::string& observations) {
  Observations seen(observations);
  void* const library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return seen.write({{"error", dlerror()}});
  nlohmann::json exports = nlohmann::json::array();
  for (const char* symbol : {"MSProviderInit", "ABProviderInit", "XPProviderInit", "ServiceEntry"}) {
    if (dlsym(library, symbol) != nullptr) exports.push_back(symbol);
  }
  seen.write({{"exports", exports}});
  kit::check(MAPIInitialize(nullptr), "MAPIInitialize failed");
  check_entry<IMSProvider, MSPROVIDERINIT>(library, "MSProviderInit", seen);
  check_entry<IABProvider, ABPROVIDERINIT>(library, "ABProviderInit", seen);
  check_entry<IXPProvider, XPPROVIDERINIT>(library, "XPProviderInit", seen);
  MAPIUninitialize();
}

}  // namespace postroom::tool::providerlab
