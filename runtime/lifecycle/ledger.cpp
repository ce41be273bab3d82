// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/ledger.hpp"

#include "runtime/lifecycle/acting_thread.hpp"
#include "runtime/lifecycle/client_calls.hpp"
#include "runtime/lifecycle/code_address.hpp"
#include "runtime/lifecycle/stacks.hpp"
#include "runtime/lifecycle/trace.hpp"

#include <postroom/mutex.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <memory>
#include <new>
#include <unordered_map>
#include <utility>

namespace postroom::lifecycle {
namespace {

// A live object. Its address is the token. What a walk over all of them reads comes first, in one cache line.
struct Entry {
  Entry* next = nullptr;
  const char* type = nullptr;
  const void* obtained_by = nullptr;
  const Stack* stack = nullptr;
  ULONG logon = 0;
  std::uint32_t shard = 0;
  Entry* previous = nullptr;
  const void* object = nullptr;
  const std::atomic<ULONG>* references = nullptr;
};

// What makes two held objects alike.
struct Likeness {
  const char* type;
  std::uint32_t logon;
  const void* obtained_by;
  const Stack* stack;
  bool operator==(const Likeness&) const = default;
};
struct LikenessHash {
  std::size_t operator()(const Likeness& likeness) const noexcept {
    std::size_t hash = reinterpret_cast<std::uintptr_t>(likeness.type);
    for (const std::uintptr_t part :
         {std::uintptr_t{likeness.logon}, reinterpret_cast<std::uintptr_t>(likeness.obtained_by),
          reinterpret_cast<std::uintptr_t>(likeness.stack)}) {
      hash = (hash ^ part) * 0x9E3779B97F4A7C15ULL;
    }
    return hash;
  }
};

const char* library_of(const void* address) noexcept {
  const auto module = module_of(address);
  return module ? module->file : "";
}

const void* base_of(const void* address) noexcept {
  const auto module = module_of(address);
  return module ? module->base : nullptr;
}

// The child of a fork has the locks as they were, and not the threads that held some of them: it waits for none.
constinit std::atomic<bool> in_forked_child{false};

class LedgerObject final : public Ledger {
 public:
  // Its lifetime is the process's: the count is a courtesy to callers that look at it.
  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void** result) override {
    if (result == nullptr) return MAPI_E_INVALID_PARAMETER;
    *result = nullptr;
    if (!kit::has_iid<IPostroomLedger>(iid)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    *result = static_cast<IPostroomLedger*>(this);
    AddRef();
    return S_OK;
  }
  ULONG STDMETHODCALLTYPE AddRef() override { return references_.fetch_add(1, std::memory_order_relaxed) + 1; }
  ULONG STDMETHODCALLTYPE Release() override { return references_.fetch_sub(1, std::memory_order_relaxed) - 1; }

  ULONG_PTR STDMETHODCALLTYPE Enter(const char* type, const void* object, const void* references,
                                    const void* obtained_by, ULONG logon) override {
#ifdef POSTROOM_BENCH_WITHOUT_LEDGER  // bench/shutdown.cpp measures what the rest costs
    return kUnknown;
#endif
    if (in_forked_child.load(std::memory_order_relaxed)) return kUnknown;
    if (obtained_by == nullptr || is_of_the_runtime(obtained_by)) {
      const void* const client = client_call_of_this_thread();
      if (client != nullptr) obtained_by = client;
    }
    auto* entry = new (std::nothrow) Entry;
    if (entry == nullptr) return kUnknown;  // no memory for a name; the object itself is none the worse
    entry->type = type;
    entry->obtained_by = obtained_by;
    entry->logon = logon;
    entry->object = object;
    entry->references = static_cast<const std::atomic<ULONG>*>(references);
    if (Stacks* stacks = stacks_.load(std::memory_order_acquire)) entry->stack = stacks->capture();
    entry->shard = static_cast<std::uint32_t>(next_shard_.fetch_add(1, std::memory_order_relaxed) % kShards);
    Shard& shard = shards_[entry->shard];
    {
      const kit::Lock lock(shard.mutex);
      entry->next = shard.first;
      if (shard.first != nullptr) shard.first->previous = entry;
      shard.first = entry;
      ++shard.count;
    }
    trace::record(trace::Event::object_entered, {0, logon, 0, {}}, {.method = type, .object = object});
    return reinterpret_cast<ULONG_PTR>(entry);
  }

  void STDMETHODCALLTYPE Remove(ULONG_PTR token) override {
    if (token == 0 || token == kUnknown || in_forked_child.load(std::memory_order_relaxed)) return;
    const std::unique_ptr<Entry> entry(reinterpret_cast<Entry*>(token));
    Shard& shard = shards_[entry->shard];
    {
      const kit::Lock lock(shard.mutex);
      (entry->previous != nullptr ? entry->previous->next : shard.first) = entry->next;
      if (entry->next != nullptr) entry->next->previous = entry->previous;
      --shard.count;
    }
    trace::record(trace::Event::object_left, {0, entry->logon, 0, {}},
                  {.method = entry->type, .object = entry->object});
  }

  void STDMETHODCALLTYPE Note(ULONG logon, const char* event, const char* detail) override {
    trace::record(trace::Event::note, {0, logon, 0, {}},
                  {.method = event == nullptr ? "" : event, .detail = detail == nullptr ? "" : detail});
  }

  ULONG_PTR STDMETHODCALLTYPE GetPrincipal() override {
    return acting_thread();
  }

  std::vector<LiveObject> objects_of_logon(std::uint32_t logon) const override {
    return objects(find([=](const Entry& entry) { return entry.logon == logon; }));
  }

  std::vector<LiveObject> objects_in_library(const void* address) const override {
    const void* base = base_of(address);
    if (base == nullptr) return {};
    // The name of a type is a literal of the library that the type is compiled into.
    std::vector<Found> found = find([](const Entry&) { return true; });
    std::erase_if(found, [=](const Found& one) { return base_of(one.type) != base; });
    return objects(std::move(found));
  }

  std::vector<LiveObject> all_objects() const override {
    return objects(find([](const Entry&) { return true; }));
  }

  std::vector<HeldObjects> held_of(std::span<const std::uint32_t> logons) const override {
    std::unordered_map<Likeness, HeldObjects, LikenessHash> kinds;
    Likeness last{};
    HeldObjects* of_last = nullptr;  // what a loop in the client obtained lies together
    for (const Shard& shard : shards_) {
      const kit::Lock lock(shard.mutex);
      for (const Entry* entry = shard.first; entry != nullptr; entry = entry->next) {
        const Likeness likeness{entry->type, entry->logon, entry->obtained_by, entry->stack};
        if (of_last == nullptr || !(likeness == last)) {
          if (!std::binary_search(logons.begin(), logons.end(), entry->logon)) continue;
          last = likeness;
          of_last = &kinds[likeness];
          *of_last = {entry->type, entry->logon, entry->obtained_by, entry->stack, of_last->count, entry->object};
        }
        ++of_last->count;
      }
    }
    std::vector<HeldObjects> result;
    result.reserve(kinds.size());
    for (auto& [likeness, held] : kinds) result.push_back(held);
    std::ranges::sort(result, [](const HeldObjects& one, const HeldObjects& other) {
      return std::pair(one.logon, other.count) < std::pair(other.logon, one.count);
    });
    return result;
  }

  void capture_stacks() noexcept override {
    if (stacks_.load(std::memory_order_acquire) != nullptr) return;
    auto* fresh = new (std::nothrow) Stacks;
    Stacks* none = nullptr;
    if (!stacks_.compare_exchange_strong(none, fresh, std::memory_order_acq_rel)) delete fresh;
  }

  std::size_t count() const noexcept override {
    std::size_t total = 0;
    for (const Shard& shard : shards_) {
      const kit::Lock lock(shard.mutex);
      total += shard.count;
    }
    return total;
  }

 private:
  static constexpr std::size_t kShards = 16;
  static constexpr ULONG_PTR kUnknown = 1;  // no address of an Entry

  struct alignas(64) Shard {
    mutable kit::Mutex mutex;  // guards the list that begins here
    Entry* first POSTROOM_GUARDED_BY(mutex) = nullptr;
    std::size_t count POSTROOM_GUARDED_BY(mutex) = 0;
  };

  struct Found {
    LiveObject object;
    const void* type;  // where its name lies
  };

  // Copies what `wanted` asks for.
  template <class Wanted>
  std::vector<Found> find(Wanted&& wanted) const {
    std::vector<Found> found;
    for (const Shard& shard : shards_) {
      const kit::Lock lock(shard.mutex);
      for (const Entry* entry = shard.first; entry != nullptr; entry = entry->next) {
        if (!wanted(*entry)) continue;
        const ULONG references = entry->references == nullptr ? 0 : entry->references->load(std::memory_order_relaxed);
        found.push_back({{entry->type, entry->object, references, entry->obtained_by, entry->logon, {}}, entry->type});
      }
    }
    for (Found& one : found) one.object.library = library_of(one.type);
    return found;
  }

  static std::vector<LiveObject> objects(std::vector<Found>&& found) {
    std::vector<LiveObject> result;
    result.reserve(found.size());
    for (Found& one : found) result.push_back(std::move(one.object));
    return result;
  }

  std::array<Shard, kShards> shards_;
  std::atomic<std::size_t> next_shard_{0};
  std::atomic<ULONG> references_{1};
  std::atomic<Stacks*> stacks_{nullptr};  // never freed, like the ledger
};

std::string file_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

Ledger& ledger() noexcept {
  static Ledger* const only = new LedgerObject;  // never freed: its pointer outlives every session
  return *only;
}

void end_ledger_in_forked_child() noexcept {
  in_forked_child.store(true, std::memory_order_relaxed);
}

std::string describe_address(const void* address) {
  std::array<char, 32> text{};
  const auto module = module_of(address);
  if (!module) {
    std::snprintf(text.data(), text.size(), "%p", address);
    return text.data();
  }
  std::snprintf(text.data(), text.size(), "+0x%lx",
                static_cast<unsigned long>(static_cast<const char*>(address) - static_cast<const char*>(module->base)));
  return file_name(module->file) + text.data();
}

std::string describe(const LiveObject& object, const std::string& provider) {
  std::string result = object.type;
  if (object.logon != 0) {
    result += " of logon " + std::to_string(object.logon);
    if (!provider.empty()) result += " (" + provider + ")";
  } else {
    result += " of the runtime";
  }
  result += ", " + std::to_string(object.references) + (object.references == 1 ? " reference" : " references");
  if (object.obtained_by != nullptr) result += ", obtained by " + describe_address(object.obtained_by);
  return result;
}

}  // namespace postroom::lifecycle
