// SPDX-License-Identifier: Apache-2.0
#include "runtime/library/provider_library.hpp"

#include "runtime/checked/checked.hpp"
#include "runtime/library/entry_call.hpp"
#include "runtime/library/lab_faults.hpp"
#include "runtime/library/library_file.hpp"
#include "runtime/library/memory.hpp"
#include "runtime/lifecycle/abandonment.hpp"
#include "runtime/lifecycle/bounded_calls.hpp"
#include "runtime/lifecycle/code_address.hpp"
#include "runtime/lifecycle/ledger.hpp"
#include "runtime/lifecycle/live_table.hpp"
#include "runtime/lifecycle/provider_call.hpp"
#include "runtime/lifecycle/runtime_thread.hpp"
#include "runtime/lifecycle/trace.hpp"

#include <postroom/failure.hpp>

#include <dlfcn.h>
#include <link.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace postroom::library {
namespace {

using lifecycle::LibraryState;

// The SPI version that the runtime speaks and the oldest it can work with.
constexpr ULONG kSpiVersion = CURRENT_SPI_VERSION;
constexpr ULONG kOldestSpiVersion = 0x00010000;

bool is_file(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

std::string text_of_version(ULONG version) {
  return std::to_string(version >> 24U) + "." + std::to_string((version >> 16U) & 0xFFU) + "." +
         std::to_string(version & 0xFFFFU);
}

template <class Interface>
struct EntryFunction;
template <>
struct EntryFunction<IMSProvider> {
  using type = MSPROVIDERINIT;
};
template <>
struct EntryFunction<IABProvider> {
  using type = ABPROVIDERINIT;
};
template <>
struct EntryFunction<IXPProvider> {
  using type = XPPROVIDERINIT;
};

std::string last_loader_error() {
  const char* text = ::dlerror();
  return text != nullptr ? text : "unknown reason";
}

}  // namespace

std::string_view library_base_name(std::string_view dll_name) noexcept {
  const auto slash = dll_name.find_last_of("/\\");
  if (slash != std::string_view::npos) dll_name.remove_prefix(slash + 1);
  constexpr std::string_view kSuffix = ".dll";
  if (dll_name.size() > kSuffix.size()) {
    const std::string_view end = dll_name.substr(dll_name.size() - kSuffix.size());
    const bool same = std::equal(end.begin(), end.end(), kSuffix.begin(), [](char a, char b) {
      return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
    });
    if (same) dll_name.remove_suffix(kSuffix.size());
  }
  return dll_name;
}

namespace {

// Providers lie in a folder beside libpostroom.so.
std::string folder_beside_library() {
  return lifecycle::own_folder().empty() ? std::string() : lifecycle::own_folder() + "/postroom";
}

// A call of the dynamic linker that runs a library's own code: `postroom status` shows it.
class LinkerCall {
 public:
  LinkerCall(std::string_view library, const char* function) noexcept
      : slot_(live::table().call_begin({0, 0, 0, library}, function)) {}
  ~LinkerCall() { live::table().call_end(slot_); }
  LinkerCall(const LinkerCall&) = delete;
  LinkerCall& operator=(const LinkerCall&) = delete;

 private:
  const std::uint32_t slot_;
};

struct CloseLibrary {
  void operator()(void* handle) const noexcept { ::dlclose(handle); }
};
using Handle = std::unique_ptr<void, CloseLibrary>;

struct Loaded {
  Handle handle;  // null when there is no such file
  ProviderLibrary::Entries entries;
};

Loaded load(const std::string& name, const std::string& path) {
  const EntryCall running;
  const LinkerCall loading(name, "dlopen");
  if (!is_file(path)) return {};
  if (is_cut_off(path)) {
    kit::fail(MAPI_E_CALL_FAILED, "The provider library " + path + " cannot be loaded: the end of the file is missing");
  }
  Handle handle(::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL));
  if (!handle) {
    kit::fail(MAPI_E_CALL_FAILED, "The provider library " + path + " cannot be loaded: " + last_loader_error());
  }
  const auto exported = [&](const char* symbol) { return ::dlsym(handle.get(), symbol); };
  const ProviderLibrary::Entries entries{exported("MSProviderInit"), exported("ABProviderInit"),
                                         exported("XPProviderInit")};
  return {std::move(handle), entries};
}

}  // namespace

std::vector<std::string> library_candidates(const std::string& dll_name) {
  const std::string file = "lib" + std::string(library_base_name(dll_name)) + ".so";
  std::vector<std::string> candidates;
  const auto add = [&](std::string_view folder) {
    // A relative folder would be searched from wherever the program happens to stand.
    if (!folder.empty() && folder.front() == '/') candidates.push_back(std::string(folder) + "/" + file);
  };
  if (const auto slash = dll_name.rfind('/'); slash != std::string::npos) add(dll_name.substr(0, slash));
  if (const char* path = std::getenv("POSTROOM_PROVIDER_PATH")) {
    std::string_view rest = path;
    while (!rest.empty()) {
      const auto colon = std::min(rest.find(':'), rest.size());
      add(rest.substr(0, colon));
      rest.remove_prefix(std::min(colon + 1, rest.size()));
    }
  }
  const std::string beside = folder_beside_library();
  add(beside);
  if (beside != POSTROOM_PROVIDER_DIR) add(POSTROOM_PROVIDER_DIR);
  return candidates;
}

ProviderLibrary::ProviderLibrary(std::string name, std::string path, void* handle, const Entries& entries)
    : name_(std::move(name)), path_(std::move(path)), entries_(entries), handle_(handle) {
  state_.advance(LibraryState::loaded);
  trace::record(trace::Event::library_loaded, {0, 0, 0, name_}, {.detail = path_, .object = handle_});
}

void* ProviderLibrary::address(const char* symbol) const noexcept {
  ::dlerror();
  return ::dlsym(handle_, symbol);
}

template <class Interface>
kit::com_ptr<Interface> ProviderLibrary::make_provider(const char* entry_name, void* address) {
  using Entry = typename EntryFunction<Interface>::type;
  auto* const entry = reinterpret_cast<Entry*>(address);
  if (entry == nullptr) {
    kit::fail(MAPI_E_NOT_INITIALIZED,
              "The provider library " + path_ + " lacks its entry function " + entry_name + ".");
  }
  const EntryCall running;
  const kit::Allocators triple = provider_allocator_triple(name_);
  ULONG version = 0;
  kit::com_ptr<Interface> provider;
  const HRESULT code = lifecycle::provider_call({0, 0, 0, name_}, entry_name, nullptr, [&] {
    return entry(static_cast<HINSTANCE>(handle_), default_malloc(), triple.allocate, triple.allocate_more, triple.free,
                 0, kSpiVersion, &version, provider.put());
  });
  if (code == MAPI_E_VERSION) {
    kit::fail(MAPI_E_VERSION, "The provider library " + path_ + " speaks version " + text_of_version(version) +
                                  " of the service provider interface; this runtime speaks " +
                                  text_of_version(kSpiVersion) + ".");
  }
  kit::check(code, std::string(entry_name) + " of " + path_ + " failed with " + kit::hresult_name(code) + ".");
  if (!provider)
    kit::fail(MAPI_E_CALL_FAILED, std::string(entry_name) + " of " + path_ + " returned no provider object.");
  if (version < kOldestSpiVersion) {  // released at once, by the com_ptr
    kit::fail(MAPI_E_VERSION, "The provider library " + path_ + " speaks version " + text_of_version(version) +
                                  " of the service provider interface, which is too old.");
  }
  return provider;
}

kit::com_ptr<IMSProvider> ProviderLibrary::make_store_provider() {
  return make_provider<IMSProvider>("MSProviderInit", entries_.store);
}
kit::com_ptr<IABProvider> ProviderLibrary::make_address_book_provider() {
  return make_provider<IABProvider>("ABProviderInit", entries_.address_book);
}
kit::com_ptr<IXPProvider> ProviderLibrary::make_transport_provider() {
  return make_provider<IXPProvider>("XPProviderInit", entries_.transport);
}

void ProviderLibrary::quarantine(std::string reason) {
  const kit::Lock lock(mutex_);
  if (quarantine_.empty()) quarantine_ = std::move(reason);
}

void ProviderLibrary::keep(std::string reason) {
  const kit::Lock lock(mutex_);
  if (kept_for_.empty()) kept_for_ = std::move(reason);
}

void ProviderLibrary::require_not_quarantined() const {
  const kit::Lock lock(mutex_);
  if (quarantine_.empty()) return;
  kit::fail(MAPI_E_FAILONEPROVIDER, "The provider library " + path_ + " is quarantined: " + quarantine_ + ".");
}

void ProviderLibraries::quarantine(const std::string& name, const std::string& reason) {
  std::vector<std::shared_ptr<ProviderLibrary>> libraries;
  {
    const kit::Lock lock(mutex_);
    libraries = libraries_;
  }
  for (const auto& library : libraries) {
    if (library->name() == name) library->quarantine(reason);
  }
}

const void* ProviderLibrary::any_code() const noexcept {
  link_map* map = nullptr;
  return ::dlinfo(handle_, RTLD_DI_LINKMAP, &map) == 0 ? map->l_ld : nullptr;
}

std::string ProviderLibrary::kept_by() const {
  {
    const kit::Lock lock(mutex_);
    if (!quarantine_.empty()) return quarantine_;
    if (!kept_for_.empty()) return kept_for_;
  }
  if (EntryCall::any()) return "an entry function that has not returned";
  if (lifecycle::RuntimeThread::any_outlived()) return "a thread that has called it, perhaps, and has not ended";
  const std::vector<lifecycle::LiveObject> objects = lifecycle::ledger().objects_in_library(any_code());
  if (objects.empty()) return checked::held_of(this);
  std::string text = lifecycle::describe(objects.front(), name_);
  if (objects.size() > 1) text = std::to_string(objects.size()) + " objects, first " + text;
  return text;
}

void ProviderLibrary::close() noexcept {
  void* const handle = std::exchange(handle_, nullptr);
  {
    const LinkerCall closing(name_, "dlclose");
    ::dlclose(handle);
  }
  state_.advance(LibraryState::unloaded);
  trace::record(trace::Event::library_unloaded, {0, 0, 0, name_}, {.detail = path_, .object = handle});
}

// For its lifetime nobody else opens the library of this path; whoever came before has found it or failed.
class ProviderLibraries::Opening {
 public:
  Opening(ProviderLibraries& libraries, const std::string& path) : libraries_(libraries), path_(path) {
    const kit::Lock lock(libraries_.mutex_);
    while (libraries_.opening_.count(path) != 0) libraries_.opened_.wait(libraries_.mutex_);
    libraries_.opening_.insert(path);
  }
  ~Opening() {
    const kit::Lock lock(libraries_.mutex_);
    libraries_.opening_.erase(path_);
    libraries_.opened_.notify_all();
  }
  Opening(const Opening&) = delete;
  Opening& operator=(const Opening&) = delete;

 private:
  ProviderLibraries& libraries_;
  const std::string& path_;
};

template <class Wanted>
std::shared_ptr<ProviderLibrary> ProviderLibraries::find(Wanted&& wanted) const {
  const auto known = std::find_if(libraries_.begin(), libraries_.end(), [&](const auto& one) { return wanted(*one); });
  return known != libraries_.end() ? *known : nullptr;
}

// Constructors of a library may hang, and then hold up nobody who needs another one that is loaded (J-114).
std::shared_ptr<ProviderLibrary> ProviderLibraries::open_file(const std::string& name, const std::string& path) {
  const Opening opening(*this, path);
  ULONG unloads = 0;
  {
    const kit::Lock lock(mutex_);
    if (auto known = find([&](const ProviderLibrary& one) { return one.path() == path; })) return known;
    require_linker();
    unloads = unloads_;
  }
  auto [handle, entries] = load(name, path);
  if (!handle) return nullptr;
  const kit::Lock lock(mutex_);
  if (unloads != unloads_) kit::fail(MAPI_E_END_OF_SESSION, "MAPI was ended while " + path + " was being loaded.");
  if (auto same = find([&](const ProviderLibrary& one) { return one.handle_ == handle.get(); })) {
    return same;  // under two names
  }
  libraries_.push_back(std::make_shared<ProviderLibrary>(name, path, handle.get(), entries));
  static_cast<void>(handle.release());  // the library's now
  return libraries_.back();
}

// While the destructors of a library hang, who loads another one waits for them, too.
void ProviderLibraries::require_linker() const {
  const std::shared_ptr<ProviderLibrary> stuck = stuck_.lock();
  if (!stuck) return;
  kit::fail(MAPI_E_FAILONEPROVIDER,
            "No provider library can be loaded: the unloading of " + stuck->path() + " has not returned.");
}

std::shared_ptr<ProviderLibrary> ProviderLibraries::open(const std::string& dll_name) {
  const std::string name(library_base_name(dll_name));
  std::string searched;
  for (const std::string& path : library_candidates(dll_name)) {
    if (auto library = open_file(name, path)) return library;
    searched += (searched.empty() ? "" : ", ") + path;
  }
  kit::fail(MAPI_E_NOT_FOUND, "The provider library \"" + dll_name + "\" does not exist. Searched: " + searched + ".");
}

void ProviderLibraries::unload_all(const lifecycle::Allowance& allowance) noexcept {
  std::vector<std::shared_ptr<ProviderLibrary>> closing;
  {
    const kit::Lock lock(mutex_);
    ++unloads_;
    closing.swap(libraries_);
  }
  std::vector<std::shared_ptr<ProviderLibrary>> kept;
  std::weak_ptr<ProviderLibrary> stuck;
  lifecycle::BoundedCalls calls(allowance);
  for (; !closing.empty(); closing.pop_back()) {
    const std::shared_ptr<ProviderLibrary>& library = closing.back();
    void* const handle = library->handle_;
    std::string keeper = library->kept_by();
    if (keeper.empty() && stuck.lock()) keeper = "the unloading of another library, which has not returned";
    if (!keeper.empty()) {
      library->state_.advance(LibraryState::kept);
      kept.insert(kept.begin(), library);
    } else if (calls.run([library] { library->close(); })) {
      continue;
    } else {  // its destructors hang; what is left of it is its thread's (J-114)
      keeper = lifecycle::record_abandoned_call({0, 0, 0, library->name()});
      stuck = library;
    }
    trace::record(trace::Event::library_kept, {0, 0, 0, library->name()}, {.detail = keeper, .object = handle});
  }
  const kit::Lock lock(mutex_);
  libraries_.insert(libraries_.begin(), kept.begin(), kept.end());
  stuck_ = std::move(stuck);
}

}  // namespace postroom::library
