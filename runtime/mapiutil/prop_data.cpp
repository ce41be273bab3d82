// SPDX-License-Identifier: Apache-2.0
//
// CreateIProp: IPropData, properties in memory with rights for each (L-42 … L-44).
#include "runtime/library/export.hpp"
#include "runtime/lifecycle/free_core.hpp"
#include "runtime/mapiutil/boundary.hpp"
#include "runtime/mapiutil/creation.hpp"

#include <postroom/mutex.hpp>
#include <postroom/prop_object.hpp>
#include <postroom/property_arrays.hpp>

#include <mapiutil.h>

#include <map>
#include <utility>

namespace postroom::mapiutil {
namespace {

using kit::PropertyValue;
using kit::require;

// The properties, and what may be and was done to each. Access is known by property id.
class GuardedProperties final : public kit::PropertySource {
 public:
  std::optional<PropertyValue> get(ULONG tag) override {
    const kit::Lock lock(mutex_);
    const PropertyValue* found = bag_.find_id(tag);
    return found == nullptr ? std::nullopt : std::optional(*found);
  }
  std::vector<ULONG> list() override {
    const kit::Lock lock(mutex_);
    return bag_.tags();
  }
  bool writable() override {
    const kit::Lock lock(mutex_);
    return writable_;
  }
  void set(PropertyValue value) override {
    const kit::Lock lock(mutex_);
    note_change(value.tag());
    bag_.set(std::move(value));
  }
  void erase(ULONG tag) override {
    const kit::Lock lock(mutex_);
    const PropertyValue* found = bag_.find_id(tag);
    if (found == nullptr) kit::fail(MAPI_E_NOT_FOUND);
    State& state = note_change(found->tag());
    state.deleted = true;
    state.tag = found->tag();
    bag_.erase(tag);
  }

  void set_object_access(ULONG access) {
    require(access == IPROP_READONLY || access == IPROP_READWRITE, "ulAccess is not one access level");
    const kit::Lock lock(mutex_);
    writable_ = access == IPROP_READWRITE;
  }

  void set_access(const SPropTagArray& tags, const ULONG* access) {
    const kit::Lock lock(mutex_);
    if (!writable_) kit::fail(MAPI_E_NO_ACCESS, "the object is read-only");
    for (ULONG i = 0; i < tags.cValues; ++i) require(is_sensible(access[i]), "contradictory access flags");
    for (ULONG i = 0; i < tags.cValues; ++i) {
      State& state = states_[kit::id_of(tags.aulPropTag[i])];
      if ((access[i] & (IPROP_READONLY | IPROP_READWRITE)) != 0) state.read_only = (access[i] & IPROP_READONLY) != 0;
      if ((access[i] & (IPROP_CLEAN | IPROP_DIRTY)) != 0) state.dirty = (access[i] & IPROP_DIRTY) != 0;
    }
  }

  // The flags of the property, or nothing when it was deleted.
  std::optional<ULONG> access(ULONG tag) const {
    const kit::Lock lock(mutex_);
    const auto found = states_.find(kit::id_of(tag));
    if (found == states_.end()) return IPROP_READWRITE;
    if (found->second.deleted) return std::nullopt;
    if (found->second.dirty) return IPROP_DIRTY;  // alone (L-43)
    return found->second.read_only ? IPROP_READONLY : IPROP_READWRITE;
  }

  // All that are there, and those that were deleted.
  std::vector<ULONG> list_with_deleted() const {
    const kit::Lock lock(mutex_);
    std::vector<ULONG> tags = bag_.tags();
    for (const auto& [id, state] : states_) {
      if (state.deleted) tags.push_back(state.tag);
    }
    return tags;
  }

  void add_object(ULONG tag) {
    const kit::Lock lock(mutex_);
    note_change(tag);
    bag_.set(PropertyValue(tag));
  }

 private:
  struct State {
    bool read_only = false;
    bool dirty = false;
    bool deleted = false;
    ULONG tag = 0;  // of a deleted one
  };

  static bool is_sensible(ULONG access) {
    constexpr ULONG kLevel = IPROP_READONLY | IPROP_READWRITE;
    constexpr ULONG kStatus = IPROP_CLEAN | IPROP_DIRTY;
    return (access & ~(kLevel | kStatus)) == 0 && (access & kLevel) != kLevel && (access & kStatus) != kStatus;
  }

  State& note_change(ULONG tag) POSTROOM_REQUIRES(mutex_) {
    State& state = states_[kit::id_of(tag)];
    if (state.read_only) kit::fail(MAPI_E_NO_ACCESS, "the property is read-only");
    state.dirty = true;
    state.deleted = false;
    return state;
  }

  mutable kit::Mutex mutex_;
  bool writable_ POSTROOM_GUARDED_BY(mutex_) = true;
  kit::PropertyBag bag_ POSTROOM_GUARDED_BY(mutex_);
  std::map<ULONG, State> states_ POSTROOM_GUARDED_BY(mutex_);
};

class PropData final : public kit::PropObject<PropData, IPropData> {
 public:
  static constexpr const char* kTypeName = "IPropData";

  explicit PropData(std::shared_ptr<GuardedProperties> properties)
      : PropObject(lifecycle::free_core(), properties), properties_(std::move(properties)) {}

  STDMETHODIMP HrSetObjAccess(ULONG access) override {
    return call([&]() -> HRESULT {
      properties_->set_object_access(access);
      return S_OK;
    });
  }

  STDMETHODIMP HrSetPropAccess(LPSPropTagArray tags, ULONG* access) override {
    return call([&]() -> HRESULT {
      require(tags != nullptr && access != nullptr, "lpPropTagArray or rgulAccess is null");
      properties_->set_access(*tags, access);
      return S_OK;
    });
  }

  STDMETHODIMP HrGetPropAccess(LPSPropTagArray* tags, ULONG** access) override {
    return call([&]() -> HRESULT {
      require(access != nullptr, "lprgulAccess is null");
      *access = nullptr;
      require(tags != nullptr, "lppPropTagArray is null");
      kit::mapi_ptr<SPropTagArray> listed;
      if (*tags == nullptr) listed = kit::make_tags(properties_->list_with_deleted());
      SPropTagArray& asked = listed ? *listed : **tags;
      auto flags = kit::make_mapi<ULONG>(std::max<std::size_t>(asked.cValues, 1) * sizeof(ULONG));
      for (ULONG i = 0; i < asked.cValues; ++i) {
        const std::optional<ULONG> one = properties_->access(asked.aulPropTag[i]);
        flags.get()[i] = one.value_or(IPROP_DIRTY);
        if (!one && !listed) asked.aulPropTag[i] = 0;  // L-43
      }
      if (listed) *tags = listed.release();
      *access = flags.release();
      return S_OK;
    });
  }

  STDMETHODIMP HrAddObjProps(LPSPropTagArray tags, LPSPropProblemArray* problems) override {
    return call([&]() -> HRESULT {
      if (problems != nullptr) *problems = nullptr;
      require(tags != nullptr, "lppPropTagArray is null");
      for (ULONG i = 0; i < tags->cValues; ++i) {
        if (kit::type_of(tags->aulPropTag[i]) != PT_OBJECT) return MAPI_E_INVALID_TYPE;  // L-44
      }
      if (!properties_->writable()) return MAPI_E_NO_ACCESS;
      kit::Problems failed;
      for (ULONG i = 0; i < tags->cValues; ++i) {
        try {
          properties_->add_object(tags->aulPropTag[i]);
        } catch (const kit::Failure& failure) {
          failed.add(i, tags->aulPropTag[i], failure.code());
        }
      }
      failed.give(problems);
      return failed.empty() ? S_OK : MAPI_W_PARTIAL_COMPLETION;
    });
  }

 private:
  const std::shared_ptr<GuardedProperties> properties_;
};

}  // namespace
}  // namespace postroom::mapiutil

POSTROOM_EXPORT SCODE CreateIProp(LPCIID iid, ALLOCATEBUFFER* allocate, ALLOCATEMORE* allocate_more, FREEBUFFER* free,
                                  LPVOID reserved, LPPROPDATA* data) {
  using namespace postroom;
  return mapiutil::boundary([&]() -> HRESULT {
    kit::require(data != nullptr, "lppPropData is null");
    *data = nullptr;
    mapiutil::check_creation(iid, IID_IMAPIPropData, {allocate, allocate_more, free}, reserved);
    *data = kit::make_object<mapiutil::PropData>(std::make_shared<mapiutil::GuardedProperties>()).detach();
    return S_OK;
  });
}
