// SPDX-License-Identifier: Apache-2.0
// Named properties (M-44 … M-46).
#include <postroom/prop_object.hpp>
#include <postroom/text.hpp>

#include "kit/property/named_range.hpp"

#include <algorithm>
#include <cstring>
#include <cwchar>

namespace postroom::kit {
namespace {

constexpr std::size_t kMaximumNames = 32768;

[[noreturn]] void no_names() {
  fail(MAPI_E_NO_SUPPORT, "the object has no named properties");
}

template <class T>
T* linked(std::size_t count, void* head) {
  return static_cast<T*>(allocate_more(count * sizeof(T), head));
}

LPMAPINAMEID make_name(const PropertyName& name, void* head) {
  auto* result = linked<MAPINAMEID>(1, head);
  *result = {};
  result->lpguid = linked<GUID>(1, head);
  *result->lpguid = name.set;
  if (name.text) {
    const std::wstring wide = to_wide(*name.text);
    result->ulKind = MNID_STRING;
    result->Kind.lpwstrName = linked<wchar_t>(wide.size() + 1, head);
    std::wmemcpy(result->Kind.lpwstrName, wide.c_str(), wide.size() + 1);
  } else {
    result->ulKind = MNID_ID;
    result->Kind.lID = name.number;
  }
  return result;
}

// Ids below 0x8000 have the names that PS_MAPI gives them: their own numbers.
std::vector<std::optional<PropertyName>> names_for(PropertySource& source, std::span<const std::uint16_t> ids) {
  std::vector<std::uint16_t> named;
  for (const std::uint16_t id : ids) {
    if (id >= kFirstNamedId) named.push_back(id);
  }
  const std::vector<std::optional<PropertyName>> known = source.names_of(named);
  std::vector<std::optional<PropertyName>> names;
  std::size_t next = 0;
  for (const std::uint16_t id : ids) {
    if (id >= kFirstNamedId) {
      names.push_back(next < known.size() ? known[next] : std::nullopt);
      ++next;
    } else {
      names.push_back(PropertyName{PS_MAPI, std::nullopt, id});
    }
  }
  return names;
}

}  // namespace

PropertyName PropertyName::from(const MAPINAMEID* name) {
  require(name != nullptr && name->lpguid != nullptr, "a property name is null");
  PropertyName result;
  result.set = *name->lpguid;
  if (name->ulKind == MNID_STRING) {
    require(name->Kind.lpwstrName != nullptr, "a property name has no text");
    result.text = to_utf8(name->Kind.lpwstrName);
  } else {
    require(name->ulKind == MNID_ID, "a property name is of unknown kind");
    result.number = name->Kind.lID;
  }
  return result;
}

bool operator==(const PropertyName& a, const PropertyName& b) noexcept {
  return a.set == b.set && a.text == b.text && (a.text.has_value() || a.number == b.number);
}

std::vector<std::uint16_t> PropertySource::ids_of(std::span<const PropertyName>, bool) {
  no_names();
}
std::vector<std::optional<PropertyName>> PropertySource::names_of(std::span<const std::uint16_t>) {
  no_names();
}
std::vector<std::uint16_t> PropertySource::named_ids() {
  no_names();
}

HRESULT PropMethods::get_names_from_ids(LPSPropTagArray* tags, LPGUID set, ULONG flags, ULONG* count,
                                        LPMAPINAMEID** names) {
  require(tags != nullptr && count != nullptr && names != nullptr, "an out parameter is null");
  *count = 0;
  *names = nullptr;
  require_flags(flags, MAPI_NO_STRINGS | MAPI_NO_IDS);
  const bool all = *tags == nullptr;
  std::vector<std::uint16_t> ids;
  if (all) {
    ids = source_->named_ids();
  } else {
    for (const ULONG tag : tags_from(*tags)) ids.push_back(static_cast<std::uint16_t>(id_of(tag)));
  }
  if ((flags & MAPI_NO_STRINGS) != 0 && (flags & MAPI_NO_IDS) != 0) return S_OK;
  std::vector<std::optional<PropertyName>> found = names_for(*source_, ids);
  const auto unwanted = [&](const std::optional<PropertyName>& name) {
    return !name || (set != nullptr && name->set != *set) ||
           (name->text ? (flags & MAPI_NO_STRINGS) != 0 : (flags & MAPI_NO_IDS) != 0);
  };
  mapi_ptr<SPropTagArray> listed;
  if (all) {  // only what fits the set and the flags
    std::vector<ULONG> kept_tags;
    std::vector<std::optional<PropertyName>> kept;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (unwanted(found[i])) continue;
      kept_tags.push_back(PROP_TAG(PT_UNSPECIFIED, ids[i]));
      kept.push_back(std::move(found[i]));
    }
    found = std::move(kept);
    listed = make_tags(kept_tags);
  }
  auto array = make_mapi<LPMAPINAMEID>(std::max<std::size_t>(found.size(), 1) * sizeof(LPMAPINAMEID));
  bool missing = false;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (unwanted(found[i])) {
      missing = true;
    } else {
      array.get()[i] = make_name(*found[i], array.get());
    }
  }
  if (all) *tags = listed.release();
  *count = static_cast<ULONG>(found.size());
  *names = array.release();
  return missing ? MAPI_W_ERRORS_RETURNED : S_OK;
}

HRESULT PropMethods::get_ids_from_names(ULONG count, LPMAPINAMEID* names, ULONG flags, LPSPropTagArray* tags) {
  require(tags != nullptr, "the out parameter is null");
  *tags = nullptr;
  require_flags(flags, MAPI_CREATE);
  std::vector<ULONG> result;
  if (count == 0 || names == nullptr) {  // all there are
    for (const std::uint16_t id : source_->named_ids()) result.push_back(PROP_TAG(PT_UNSPECIFIED, id));
    *tags = make_tags(result).release();
    return S_OK;
  }
  if (count > kMaximumNames) fail(MAPI_E_TOO_BIG, "too many names at once");
  std::vector<PropertyName> wanted;
  wanted.reserve(count);
  for (ULONG i = 0; i < count; ++i) wanted.push_back(PropertyName::from(names[i]));
  const bool create = (flags & MAPI_CREATE) != 0;
  const auto is_number = [](const PropertyName& name) {
    return name.set == PS_MAPI && !name.text && name.number > 0 && name.number < kFirstNamedId;
  };
  std::vector<PropertyName> named;
  std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(named),
               [&](const auto& name) { return !is_number(name); });
  const std::vector<std::uint16_t> ids = source_->ids_of(named, create);
  bool missing = false;
  std::size_t next = 0;
  for (const PropertyName& name : wanted) {
    std::uint16_t id = 0;
    if (is_number(name)) {
      id = static_cast<std::uint16_t>(name.number);
    } else if (next < ids.size()) {
      id = ids[next++];
    }
    missing = missing || id == 0;
    result.push_back(id == 0 ? PROP_TAG(PT_ERROR, 0) : PROP_TAG(PT_UNSPECIFIED, id));
  }
  *tags = make_tags(result).release();
  return missing ? MAPI_W_ERRORS_RETURNED : S_OK;
}

}  // namespace postroom::kit
