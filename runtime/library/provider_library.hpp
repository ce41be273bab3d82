// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/lifecycle/deadline.hpp"
#include "runtime/lifecycle/kind.hpp"
#include "runtime/lifecycle/states.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/mutex.hpp>

#include <mapispi.h>

#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::library {

// A provider's shared library, opened once per process and closed only by the last MAPIUninitialize.
//
// Thread-safe. Its functions may be called as long as it is held.
class ProviderLibrary {
 public:
  // What the library exports of the entry functions of providers, looked up when it was loaded: later, the dynamic
  // linker may be busy with a library that hangs.
  struct Entries {
    void* store = nullptr;
    void* address_book = nullptr;
    void* transport = nullptr;
  };
  ProviderLibrary(std::string name, std::string path, void* handle, const Entries& entries);
  ProviderLibrary(const ProviderLibrary&) = delete;
  ProviderLibrary& operator=(const ProviderLibrary&) = delete;

  const std::string& name() const noexcept { return name_; }  // "postroom_store": what the trace calls it
  const std::string& path() const noexcept { return path_; }

  const void* any_code() const noexcept;  // an address inside it

  // Its provider objects, counted from their entry functions to their Shutdown; true when the last has had it.
  void provider_has_come() noexcept { providers_.fetch_add(1, std::memory_order_acq_rel); }
  bool provider_has_gone() noexcept { return providers_.fetch_sub(1, std::memory_order_acq_rel) == 1; }

  // The exported function `symbol`, or null.
  template <class Function>
  Function* function(const char* symbol) const noexcept {
    return reinterpret_cast<Function*>(address(symbol));
  }

  // MSProviderInit and its fellows with the version handshake (A-37 … A-39): a fresh provider object. Throws
  // kit::Failure: MAPI_E_NOT_INITIALIZED without the entry function, MAPI_E_VERSION, or what the function answered.
  kit::com_ptr<IMSProvider> make_store_provider();
  kit::com_ptr<IABProvider> make_address_book_provider();
  kit::com_ptr<IXPProvider> make_transport_provider();

  // A call into it overran its deadline: the code may still run, so it is never closed (J-114).
  void quarantine(std::string reason);
  // Somebody whom nothing ends holds an object of it: it is never closed, and is used as before (J-114).
  void keep(std::string reason);
  // Throws MAPI_E_FAILONEPROVIDER when it is quarantined.
  void require_not_quarantined() const;

 private:
  friend class ProviderLibraries;
  void* address(const char* symbol) const noexcept;
  template <class Interface>
  kit::com_ptr<Interface> make_provider(const char* entry_name, void* address);
  // What keeps it from being closed; empty when nothing does.
  std::string kept_by() const;
  void close() noexcept;  // runs the library's destructors, which may hang

  const std::string name_;
  const std::string path_;
  const Entries entries_;
  void* handle_;
  lifecycle::Machine<lifecycle::LibraryState> state_{lifecycle::LibraryState::not_loaded};
  std::atomic<int> providers_{0};
  mutable kit::Mutex mutex_;
  std::string quarantine_ POSTROOM_GUARDED_BY(mutex_);
  std::string kept_for_ POSTROOM_GUARDED_BY(mutex_);
};

// The provider libraries of the process. Thread-safe.
class ProviderLibraries {
 public:
  // The library that a profile names `dll_name` (A-32 … A-35), opened when it is not. Throws kit::Failure:
  // MAPI_E_NOT_FOUND when there is no such file, MAPI_E_CALL_FAILED when it is damaged, MAPI_E_END_OF_SESSION when all
  // were unloaded while this one was being opened, and MAPI_E_FAILONEPROVIDER while the unloading of one hangs; the
  // text names file and cause.
  std::shared_ptr<ProviderLibrary> open(const std::string& dll_name);

  // Quarantines the library of this name, if it is open.
  void quarantine(const std::string& name, const std::string& reason);

  // Closes what nothing keeps, newest first, and reports what is kept. A kept library is found again by open().
  // Returns within `allowance`, whatever the destructors of libraries do, which run on another thread (J-114).
  // REQUIRES: no session is alive.
  void unload_all(const lifecycle::Allowance& allowance) noexcept;

 private:
  class Opening;
  template <class Wanted>
  std::shared_ptr<ProviderLibrary> find(Wanted&& wanted) const POSTROOM_REQUIRES(mutex_);
  std::shared_ptr<ProviderLibrary> open_file(const std::string& name, const std::string& path);
  void require_linker() const POSTROOM_REQUIRES(mutex_);

  kit::Mutex mutex_;  // not held while dlopen or dlclose runs
  kit::Condition opened_ POSTROOM_GUARDED_BY(mutex_);
  std::set<std::string> opening_ POSTROOM_GUARDED_BY(mutex_);                            // paths
  std::vector<std::shared_ptr<ProviderLibrary>> libraries_ POSTROOM_GUARDED_BY(mutex_);  // in the order of loading
  std::weak_ptr<ProviderLibrary> stuck_ POSTROOM_GUARDED_BY(mutex_);  // whose unloading had not returned in time
  ULONG unloads_ POSTROOM_GUARDED_BY(mutex_) = 0;
};

// The base name of a registered DLL name: without directory and ".dll".
std::string_view library_base_name(std::string_view dll_name) noexcept;

// Where the file of `dll_name` may lie, best first: its own directory when it names one, then each directory of
// POSTROOM_PROVIDER_PATH, then "postroom" beside libpostroom.so and the installed one; never the current directory
//
std::vector<std::string> library_candidates(const std::string& dll_name);

}  // namespace postroom::library
