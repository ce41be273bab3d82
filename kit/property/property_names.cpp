// SPDX-License-Identifier: Apache-2.0
#include <postroom/property_names.hpp>

#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/text.hpp>

namespace postroom::kit {

namespace {

// 0 for each name that has none, and gets none.
std::vector<std::uint16_t> ask(IMAPIProp* object, std::span<const PropertyName> names, ULONG flags) {
  std::vector<GUID> sets(names.size());
  std::vector<std::wstring> texts(names.size());
  std::vector<MAPINAMEID> structures(names.size());
  std::vector<LPMAPINAMEID> pointers(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    MAPINAMEID& structure = structures[i];
    sets[i] = names[i].set;
    structure.lpguid = &sets[i];
    structure.ulKind = names[i].text ? MNID_STRING : MNID_ID;
    if (names[i].text) {
      texts[i] = to_wide(*names[i].text);
      structure.Kind.lpwstrName = texts[i].data();
    } else {
      structure.Kind.lID = names[i].number;
    }
    pointers[i] = &structure;
  }
  mapi_ptr<SPropTagArray> tags;
  const HRESULT answer =
      object->GetIDsFromNames(static_cast<ULONG>(pointers.size()), pointers.data(), flags, out(tags));
  std::vector<std::uint16_t> ids(names.size());
  if (answer == MAPI_E_NOT_FOUND) return ids;  // some objects say so when they have none of them
  check(answer, "the object takes no named properties");
  for (std::size_t i = 0; tags && i < ids.size() && i < tags->cValues; ++i) {
    ids[i] = static_cast<std::uint16_t>(id_of(tags->aulPropTag[i]));
  }
  return ids;
}

}  // namespace

std::vector<std::uint16_t> ids_in(IMAPIProp* object, std::span<const PropertyName> names) {
  if (names.empty()) return {};
  std::vector<std::uint16_t> ids = ask(object, names, 0);
  std::vector<PropertyName> missing;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (ids[i] == 0) missing.push_back(names[i]);
  }
  if (missing.empty()) return ids;
  const std::vector<std::uint16_t> made = ask(object, missing, MAPI_CREATE);
  std::size_t next = 0;
  for (std::uint16_t& id : ids) {
    if (id == 0) id = made[next++];
  }
  return ids;
}

std::vector<std::optional<PropertyName>> names_in(IMAPIProp* object, std::span<const std::uint16_t> ids) {
  std::vector<std::optional<PropertyName>> names(ids.size());
  if (ids.empty()) return names;
  std::vector<ULONG> asked;
  for (const std::uint16_t id : ids) asked.push_back(PROP_TAG(PT_UNSPECIFIED, id));
  const auto tags = make_tags(asked);
  LPSPropTagArray array = tags.get();
  ULONG count = 0;
  mapi_ptr<LPMAPINAMEID> found;
  check(object->GetNamesFromIDs(&array, nullptr, 0, &count, out(found)), "the object has no named properties");
  for (ULONG i = 0; found && i < count && i < names.size(); ++i) {
    if (found.get()[i] != nullptr) names[i] = PropertyName::from(found.get()[i]);
  }
  return names;
}

}  // namespace postroom::kit
