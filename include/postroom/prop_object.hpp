// SPDX-License-Identifier: Apache-2.0
//
// IMAPIProp, once, for every object that has properties: messages, folders, users, profile sections, status objects.
//
//   class Section final : public kit::PropObject<Section, IProfSect> {
//    public:
//     static constexpr const char* kTypeName = "IProfSect";
//     Section(std::shared_ptr<Core> core, std::shared_ptr<PropertySource> source)
//         : PropObject(std::move(core), std::move(source)) {}
//   };
//
// The object's data are a PropertySource: a BagSource below, or one of the provider's own. A Derived that has more to
// offer overrides the hooks of PropObject. Contract M-37 … M-46, D-23, O-14.
#pragma once

#include <postroom/mutex.hpp>
#include <postroom/object.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/stream.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace postroom::kit {

// The name of a named property: a property set, and a number or a text in it.
struct PropertyName {
  GUID set{};
  std::optional<std::string> text;  // UTF-8; without it the name is `number`
  std::int32_t number = 0;

  static PropertyName from(const MAPINAMEID* name);  // throws MAPI_E_INVALID_PARAMETER
  friend bool operator==(const PropertyName& a, const PropertyName& b) noexcept;
};

// Properties that are read. See PropertySource for what may be thrown.
class PropertyReader {
 public:
  virtual ~PropertyReader() = default;

  // The property with the id of `tag`, whatever its type, computed ones included; nothing when there is none. A value
  // too big for GetProps throws MAPI_E_NOT_ENOUGH_MEMORY (M-37) and is had by stream(). A PT_OBJECT property gives
  // PropertyValue(tag) (M-18).
  virtual std::optional<PropertyValue> get(ULONG tag) = 0;
  // All properties that the object has now, computed and PT_OBJECT ones included.
  virtual std::vector<ULONG> list() = 0;

 protected:
  PropertyReader() = default;
  PropertyReader(const PropertyReader&) = delete;
  PropertyReader& operator=(const PropertyReader&) = delete;
};

// What an object's properties are and who may change them.
//
// Thread-safe: two threads may be inside at once. Everything may throw Failure; for a call about one property the
// failure is that property's PT_ERROR or problem, for the others it is the method's.
class PropertySource : public PropertyReader, public std::enable_shared_from_this<PropertySource> {
 public:
  // The properties as one call reads them that reads several: an object that asks its medium for each get() answers
  // here with one that has asked once. It may hold the medium, so it ends with the call. Null, unless overridden: the
  // source itself serves.
  virtual std::unique_ptr<PropertyReader> reader() { return nullptr; }

  // May properties be changed at all? When not, SetProps, DeleteProps and OpenProperty to write are refused with
  // MAPI_E_NO_ACCESS.
  virtual bool writable() { return false; }
  // Throws MAPI_E_COMPUTED for what the provider computes, MAPI_E_NO_ACCESS, MAPI_E_UNEXPECTED_ID for a named id
  // where there are no names (M-46), …
  virtual void set(PropertyValue value);
  virtual void erase(ULONG tag);  // MAPI_E_NOT_FOUND when there is none

  // All that one call of SetProps or DeleteProps changes; an object that writes its medium at each change makes one
  // transaction of it. What set() or erase() would refuse is left out and answered, by its place in the call, with the
  // code; what makes all of it fail is thrown, and nothing is changed. Unless overridden: one after the other.
  using Refusals = std::vector<std::pair<std::size_t, HRESULT>>;
  virtual Refusals set_all(std::vector<PropertyValue> values);
  virtual Refusals erase_all(std::span<const ULONG> tags);
  // Called once after the sets and erases of one method call; an object without transactions makes them durable here.
  virtual void changed() {}

  // SaveChanges with its flags, all known to be valid (M-24). An object without transactions has nothing to do.
  virtual void save(ULONG flags) { static_cast<void>(flags); }

  // The bytes of a text or binary property, to be read or, when `writable`, replaced; text as UTF-8. Unless
  // overridden: through get() and, at commit, set(), in memory.
  // `create`: there need be no such property, and the value that is there is discarded (M-40).
  // Throws MAPI_E_NOT_FOUND.
  // REQUIRES: the source is owned by shared_ptr.
  virtual std::shared_ptr<StreamSource> stream(ULONG tag, bool writable, bool create);

  // Named properties (M-44). Unless overridden there are none: MAPI_E_NO_SUPPORT.
  // The ids of `names`, in order; 0 for a name that has none and is not to be created.
  virtual std::vector<std::uint16_t> ids_of(std::span<const PropertyName> names, bool create);
  // The name of each id; nothing for an unknown one.
  virtual std::vector<std::optional<PropertyName>> names_of(std::span<const std::uint16_t> ids);
  // All ids that have a name.
  virtual std::vector<std::uint16_t> named_ids();

 protected:
  PropertySource() = default;

  // Does `change(i)` for all i below `count`, and answers those that were refused with a Failure.
  template <class Change>
  static Refusals each(std::size_t count, Change&& change) {
    Refusals refused;
    for (std::size_t i = 0; i < count; ++i) {
      try {
        change(i);
      } catch (const Failure& failure) {
        refused.emplace_back(i, failure.code());
      }
    }
    return refused;
  }
};

// Properties in memory, with rules: for status objects, profile sections, users, and whatever saves as a whole.
class BagSource : public PropertySource {
 public:
  struct Rules {
    bool writable = false;
    std::vector<ULONG> read_only = {};                                             // set or erased: MAPI_E_COMPUTED
    std::map<ULONG, std::function<std::optional<PropertyValue>()>> computed = {};  // by tag; read-only, always listed
    std::function<void(const PropertyBag&, ULONG)> on_save = {};  // SaveChanges, with its flags; may throw
    std::function<void(const PropertyBag&)> on_change = {};       // after each call that set or erased; may throw
  };
  BagSource(PropertyBag bag, Rules rules);
  explicit BagSource(PropertyBag bag) : BagSource(std::move(bag), Rules()) {}
  ~BagSource() override;

  PropertyBag bag() const;
  void replace(PropertyBag bag);

  std::optional<PropertyValue> get(ULONG tag) override;
  std::vector<ULONG> list() override;
  bool writable() override;
  void set(PropertyValue value) override;
  void erase(ULONG tag) override;
  void changed() override;
  void save(ULONG flags) override;

 private:
  bool fixed(ULONG tag) const noexcept;

  const Rules rules_;
  mutable Mutex mutex_;
  PropertyBag bag_ POSTROOM_GUARDED_BY(mutex_);
};

// Do the interfaces that a CopyTo excludes take in objects with interface I? An interface excludes those that derive
// from it, too (M-41).
template <class I>
bool excludes(std::span<const IID> excluded) noexcept {
  return std::any_of(excluded.begin(), excluded.end(), [](const IID& iid) { return has_iid<I>(iid); });
}

// What a PropObject's class may add to its source. Called inside the object's methods; may throw.
class PropHooks {
 public:
  // OpenProperty for anything but a stream on text or binary: tables, embedded messages, PT_OBJECT. The reference goes
  // to the client. Unless overridden: MAPI_E_INTERFACE_NOT_SUPPORTED for a property that exists, MAPI_E_NOT_FOUND.
  virtual com_ptr<IUnknown> open_property(ULONG tag, REFIID iid, ULONG options, ULONG flags);
  // CopyTo and CopyProps: copies the PT_OBJECT property `tag` (recipients, attachments, contents) whole to
  // `destination`. `exclude` are the interfaces not to be used: parts that have one of them are left out without a
  // word (excludes()). `progress` is told of it (progress.hpp). Answers whether a move is to take the property away:
  // not when some of it was left out, nor when the parts have moved one by one. Unless overridden: a problem,
  // MAPI_E_NO_SUPPORT.
  virtual bool copy_object(ULONG tag, IMAPIProp* destination, std::span<const IID> exclude, IMAPIProgress* progress,
                           ULONG flags);

 protected:
  PropHooks() = default;
  ~PropHooks() = default;
};

// The methods of IMAPIProp, for any object. Bodies only: gate and exceptions are PropObject's.
class PropMethods {
 public:
  PropMethods(std::shared_ptr<PropertySource> source, PropHooks& hooks);

  PropertySource& source() const noexcept { return *source_; }

  HRESULT save_changes(ULONG flags);
  HRESULT get_props(const SPropTagArray* tags, ULONG flags, ULONG* count, LPSPropValue* values);
  HRESULT get_prop_list(ULONG flags, LPSPropTagArray* tags);
  HRESULT open_property(const std::shared_ptr<Core>& core, ULONG tag, LPCIID iid, ULONG options, ULONG flags,
                        LPUNKNOWN* object);
  HRESULT set_props(ULONG count, const SPropValue* values, LPSPropProblemArray* problems);
  HRESULT delete_props(const SPropTagArray* tags, LPSPropProblemArray* problems);
  // `self` is the object's own identity.
  HRESULT copy_to(IUnknown* self, ULONG exclude_count, LPCIID exclude, const SPropTagArray* exclude_tags,
                  LPMAPIPROGRESS progress, LPCIID iid, LPVOID destination, ULONG flags, LPSPropProblemArray* problems);
  HRESULT copy_props(IUnknown* self, const SPropTagArray* tags, LPMAPIPROGRESS progress, LPCIID iid, LPVOID destination,
                     ULONG flags, LPSPropProblemArray* problems);
  HRESULT get_names_from_ids(LPSPropTagArray* tags, LPGUID set, ULONG flags, ULONG* count, LPMAPINAMEID** names);
  HRESULT get_ids_from_names(ULONG count, LPMAPINAMEID* names, ULONG flags, LPSPropTagArray* tags);

 private:
  class Copy;

  const std::shared_ptr<PropertySource> source_;
  PropHooks& hooks_;
};

// An object whose first interface is IMAPIProp or derives from it. See the head of this file.
template <class Derived, class... Interfaces>
class PropObject : public Object<Derived, Interfaces...>, protected PropHooks {
  using Base = Object<Derived, Interfaces...>;

 public:
  STDMETHODIMP GetLastError(HRESULT result, ULONG flags, LPMAPIERROR* error) override {
    return this->last_error(result, flags, error);
  }
  STDMETHODIMP SaveChanges(ULONG flags) override {
    return this->call([&] { return methods_.save_changes(flags); });
  }
  STDMETHODIMP GetProps(LPSPropTagArray tags, ULONG flags, ULONG* count, LPSPropValue* values) override {
    return this->call([&] { return methods_.get_props(tags, flags, count, values); });
  }
  STDMETHODIMP GetPropList(ULONG flags, LPSPropTagArray* tags) override {
    return this->call([&] { return methods_.get_prop_list(flags, tags); });
  }
  STDMETHODIMP OpenProperty(ULONG tag, LPCIID iid, ULONG options, ULONG flags, LPUNKNOWN* object) override {
    return this->call([&] { return methods_.open_property(core_, tag, iid, options, flags, object); });
  }
  STDMETHODIMP SetProps(ULONG count, LPSPropValue values, LPSPropProblemArray* problems) override {
    return this->call([&] { return methods_.set_props(count, values, problems); });
  }
  STDMETHODIMP DeleteProps(LPSPropTagArray tags, LPSPropProblemArray* problems) override {
    return this->call([&] { return methods_.delete_props(tags, problems); });
  }
  STDMETHODIMP CopyTo(ULONG exclude_count, LPCIID exclude, LPSPropTagArray exclude_tags, ULONG_PTR,
                      LPMAPIPROGRESS progress, LPCIID iid, LPVOID destination, ULONG flags,
                      LPSPropProblemArray* problems) override {
    return this->call([&] {
      return methods_.copy_to(unknown(), exclude_count, exclude, exclude_tags, progress, iid, destination, flags,
                              problems);
    });
  }
  STDMETHODIMP CopyProps(LPSPropTagArray tags, ULONG_PTR, LPMAPIPROGRESS progress, LPCIID iid, LPVOID destination,
                         ULONG flags, LPSPropProblemArray* problems) override {
    return this->call(
        [&] { return methods_.copy_props(unknown(), tags, progress, iid, destination, flags, problems); });
  }
  STDMETHODIMP GetNamesFromIDs(LPSPropTagArray* tags, LPGUID set, ULONG flags, ULONG* count,
                               LPMAPINAMEID** names) override {
    return this->call([&] { return methods_.get_names_from_ids(tags, set, flags, count, names); });
  }
  STDMETHODIMP GetIDsFromNames(ULONG count, LPMAPINAMEID* names, ULONG flags, LPSPropTagArray* tags) override {
    return this->call([&] { return methods_.get_ids_from_names(count, names, flags, tags); });
  }

 protected:
  PropObject(std::shared_ptr<Core> core, std::shared_ptr<PropertySource> source)
      : Base(core), core_(std::move(core)), methods_(std::move(source), *this) {}
  ~PropObject() = default;

  const std::shared_ptr<Core>& shared_core() const noexcept { return core_; }
  PropMethods& methods() noexcept { return methods_; }
  PropertySource& source() const noexcept { return methods_.source(); }
  IUnknown* unknown() noexcept { return static_cast<IUnknown*>(this->identity()); }

 private:
  const std::shared_ptr<Core> core_;
  PropMethods methods_;
};

}  // namespace postroom::kit
