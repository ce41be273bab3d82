// SPDX-License-Identifier: Apache-2.0
// The objects of the service provider interface, from the provider libraries of the build, without a runtime.
#include "tests/coverage/living_objects.hpp"

#include "tests/support/fake_ledger.hpp"
#include "tests/support/fake_support.hpp"

#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>

#include <gtest/gtest.h>
#include <mapitags.h>
#include <mapiutil.h>

#include <dlfcn.h>

#include <cstdlib>

namespace postroom::test {
namespace {

namespace fs = std::filesystem;
using kit::com_ptr;

template <class Init, class Provider>
com_ptr<Provider> init_provider(const char* library, const char* function) {
  const fs::path path = fs::path(std::getenv("POSTROOM_TEST_BUILD")) / "lib/postroom" / library;
  void* const handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);  // stays: its threads are the runtime's business
  if (handle == nullptr) kit::fail(MAPI_E_NOT_FOUND, dlerror());
  com_ptr<Provider> provider;
  ULONG version = 0;
  kit::check(reinterpret_cast<Init*>(dlsym(handle, function))(nullptr, nullptr, MAPIAllocateBuffer, MAPIAllocateMore,
                                                              MAPIFreeBuffer, 0, CURRENT_SPI_VERSION, &version,
                                                              provider.put()));
  return provider;
}

// A provider and a logon of it, with the support object that it was given. Members go in reverse order: the logon, then
// its provider, then what both called.
template <class Provider, class Logon>
struct LoggedOn {
  FakeLedger ledger;
  FakeSupport support{&ledger};
  com_ptr<Provider> provider;
  com_ptr<Logon> logon;
  com_ptr<IMsgStore> store;

  void end() {
    ULONG zero = 0;
    if constexpr (std::is_same_v<Logon, IABLogon>) {
      logon->Logoff(0);
    } else if constexpr (std::is_same_v<Logon, IMSLogon>) {
      logon->Logoff(&zero);
    } else {
      logon->TransportLogoff(0);
    }
    provider->Shutdown(&zero);
  }
};
using Store = LoggedOn<IMSProvider, IMSLogon>;
using Book = LoggedOn<IABProvider, IABLogon>;
using Transport = LoggedOn<IXPProvider, IXPLogon>;

std::shared_ptr<Store> log_on_to_store(bool spooler) {
  auto made = std::make_shared<Store>();
  made->support.section().properties().set(PR_PROFILE_NAME_W, std::string(spooler ? "spooler" : "client"));
  made->provider = init_provider<MSPROVIDERINIT, IMSProvider>("libpostroom_store.so", "MSProviderInit");
  kit::check(spooler ? made->provider->SpoolerLogon(&made->support, 0, nullptr, 0, nullptr, MDB_WRITE, nullptr, 0,
                                                    nullptr, nullptr, made->logon.put(), made->store.put())
                     : made->provider->Logon(&made->support, 0, nullptr, 0, nullptr, MDB_WRITE, nullptr, nullptr,
                                             nullptr, nullptr, made->logon.put(), made->store.put()));
  made->support.runtime_releases();
  return made;
}

std::shared_ptr<Book> log_on_to_book() {
  auto made = std::make_shared<Book>();
  made->support.section().properties().set(PR_PROFILE_NAME_W, std::string("coverage-book"));
  made->provider = init_provider<ABPROVIDERINIT, IABProvider>("libpostroom_book.so", "ABProviderInit");
  ULONG size = 0;
  LPBYTE security = nullptr;
  kit::check(
      made->provider->Logon(&made->support, 0, nullptr, AB_NO_DIALOG, &size, &security, nullptr, made->logon.put()));
  made->support.runtime_releases();
  return made;
}

std::shared_ptr<Transport> log_on_to_transport() {
  auto made = std::make_shared<Transport>();
  made->support.section().properties().set(PR_PROFILE_NAME_W, std::string("coverage"));
  made->provider = init_provider<XPPROVIDERINIT, IXPProvider>("libpostroom_maildir.so", "XPProviderInit");
  ULONG flags = LOGON_NO_DIALOG;
  char profile[] = "coverage";
  kit::check(made->provider->TransportLogon(&made->support, 0, reinterpret_cast<LPTSTR>(profile), &flags, nullptr,
                                            made->logon.put()));
  made->support.runtime_releases();
  return made;
}

template <class Owner, class I>
Live part(std::string name, const std::shared_ptr<Owner>& owner, const com_ptr<I>& object) {
  if (!object) ADD_FAILURE() << "there is no " << name;
  return {std::move(name), object.get(), std::make_shared<std::pair<std::shared_ptr<Owner>, com_ptr<I>>>(owner, object),
          [owner] { owner->end(); }};
}

}  // namespace

void LivingObjects::add_provider_makers() {
  makers_["IMSProvider"] = [] {
    const auto made = log_on_to_store(false);
    return Objects{part("store provider", made, made->provider)};
  };
  makers_["IMSLogon"] = [] {
    const auto made = log_on_to_store(false);
    return Objects{part("store logon", made, made->logon)};
  };
  makers_["IMsgStore"] = [this] {
    const auto made = log_on_to_store(true);
    return Objects{{"store", store_.get(), std::make_shared<com_ptr<IMsgStore>>(store_), {}},
                   part("spooler's store", made, made->store)};
  };
  makers_["IABProvider"] = [] {
    const auto made = log_on_to_book();
    return Objects{part("address book provider", made, made->provider)};
  };
  makers_["IABLogon"] = [] {
    const auto made = log_on_to_book();
    return Objects{part("address book logon", made, made->logon)};
  };
  makers_["IXPProvider"] = [] {
    const auto made = log_on_to_transport();
    return Objects{part("transport provider", made, made->provider)};
  };
  makers_["IXPLogon"] = [] {
    const auto made = log_on_to_transport();
    return Objects{part("transport logon", made, made->logon)};
  };
  makers_["IMAPIProviderShutdown"] = [] {
    const auto made = log_on_to_book();
    return Objects{part("address book provider", made, made->provider.as<IMAPIProviderShutdown>())};
  };
}

}  // namespace postroom::test
