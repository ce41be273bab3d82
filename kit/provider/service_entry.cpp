// SPDX-License-Identifier: Apache-2.0
#include <postroom/provider/service_entry.hpp>

#include <postroom/com_ptr.hpp>
#include <postroom/core.hpp>
#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <vector>

namespace postroom::kit::provider {
namespace {

std::string tag_text(ULONG tag) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "0x%08X", static_cast<unsigned>(tag));
  return text.data();
}

// What is to change in each section: values to set and ids to remove.
struct Change {
  std::vector<PropertyValue> values;
  std::vector<ULONG> removed;
};

Change change_of(std::span<const SPropValue> properties, const ServiceRules& rules) {
  const std::span<const ULONG> settings = rules.settings;
  Change change;
  bool another_medium = false;
  for (const SPropValue& property : properties) {
    const auto same_id = [&](ULONG tag) { return id_of(tag) == id_of(property.ulPropTag); };
    const auto known = std::ranges::find_if(settings, same_id);
    const ULONG tag = known != settings.end() ? *known : (same_id(PR_DISPLAY_NAME_W) ? PR_DISPLAY_NAME_W : 0);
    another_medium |= known != settings.end();
    if (tag == 0) fail(MAPI_E_INVALID_PARAMETER, "this service has no setting " + tag_text(property.ulPropTag));
    if (type_of(property.ulPropTag) == PT_NULL) {
      change.removed.push_back(tag);
    } else if (canonical_tag(property.ulPropTag) != canonical_tag(tag)) {
      fail(MAPI_E_INVALID_TYPE,
           "the setting " + tag_text(tag) + " has another type than " + tag_text(property.ulPropTag));
    } else {
      change.values.push_back(PropertyValue::from(property));
    }
  }
  if (another_medium) change.removed.insert(change.removed.end(), rules.bound.begin(), rules.bound.end());
  return change;
}

// The identifiers of the sections of the service's providers; its extra sections have no PR_RESOURCE_TYPE (B-38).
std::vector<MAPIUID> provider_sections(IProviderAdmin* admin) {
  com_ptr<IMAPITable> table;
  check(admin->GetProviderTable(0, table.put()), "the providers of the service cannot be listed");
  SizedSPropTagArray(2, columns) = {2, {PR_PROVIDER_UID, PR_RESOURCE_TYPE}};
  check(table->SetColumns(reinterpret_cast<LPSPropTagArray>(&columns), 0), "the providers of the service");
  std::vector<MAPIUID> sections;
  for (;;) {
    SRowSet* raw = nullptr;
    check(table->QueryRows(50, 0, &raw), "the providers of the service");
    const rows_ptr rows(raw);
    if (rows->cRows == 0) return sections;
    for (const PropertyBag& row : bags_from(*rows)) {
      const std::string_view uid = row.binary(PR_PROVIDER_UID);
      if (uid.size() != sizeof(MAPIUID) || !row.has(PR_RESOURCE_TYPE)) continue;
      std::copy(uid.begin(), uid.end(), reinterpret_cast<char*>(&sections.emplace_back()));
    }
  }
}

// What the section holds of what the service may set, secure properties included, which have to be asked for.
PropertyBag settings_in(IProfSect* section, std::span<const ULONG> settings) {
  std::vector<ULONG> tags(settings.begin(), settings.end());
  tags.push_back(PR_DISPLAY_NAME_W);
  const auto asked = make_tags(tags);
  ULONG count = 0;
  mapi_ptr<SPropValue> values;
  check(section->GetProps(asked.get(), MAPI_UNICODE, &count, out(values)), "the provider's section cannot be read");
  return PropertyBag::from(std::span<const SPropValue>(values.get(), count));
}

void require_no_problem(const mapi_ptr<SPropProblemArray>& problems) {
  if (!problems || problems->cProblem == 0) return;
  const SPropProblem& first = problems->aProblem[0];
  fail(first.scode, "the setting " + tag_text(first.ulPropTag) + " is refused: " + hresult_name(first.scode));
}

void write(IProfSect* section, const Change& change) {
  if (!change.values.empty()) {
    const auto values = make_values(change.values);
    mapi_ptr<SPropProblemArray> problems;
    check(section->SetProps(static_cast<ULONG>(change.values.size()), values.get(), out(problems)),
          "the provider's section cannot be written");
    require_no_problem(problems);
  }
  if (!change.removed.empty()) {  // what was never there is no problem
    const auto tags = make_tags(change.removed);
    check(section->DeleteProps(tags.get(), nullptr), "the provider's section cannot be written");
  }
}

void configure(const ServiceEntryArguments& arguments, const ServiceRules& rules) {
  require(arguments.admin != nullptr, "lpProviderAdmin is null");
  const Change change = change_of(arguments.properties, rules);
  std::vector<com_ptr<IProfSect>> sections;
  for (MAPIUID uid : provider_sections(arguments.admin)) {
    const ULONG mode = arguments.properties.empty() ? 0 : MAPI_MODIFY;
    com_ptr<IProfSect> section;
    check(arguments.admin->OpenProfileSection(&uid, nullptr, mode, section.put()),
          "the provider's section cannot be opened: it may be in use");
    PropertyBag after = settings_in(section.get(), rules.settings);
    for (const PropertyValue& value : change.values) after.set(value);
    for (const ULONG tag : change.removed) after.erase(tag);
    if (rules.validate != nullptr) rules.validate(after);
    sections.push_back(std::move(section));
  }
  for (const auto& section : sections) write(section.get(), change);  // only now that nothing speaks against it
}

void run(const ServiceEntryArguments& arguments, const ServiceRules& rules) {
  switch (arguments.context) {
    case MSG_SERVICE_CONFIGURE:
      if ((arguments.flags & SERVICE_UI_ALWAYS) != 0) {
        fail(MAPI_E_NO_SUPPORT, "this service has no user interface; it is configured by properties");
      }
      configure(arguments, rules);
      break;
    case MSG_SERVICE_INSTALL:
    case MSG_SERVICE_CREATE:  // it is configured afterwards (B-29)
    case MSG_SERVICE_DELETE:
    case MSG_SERVICE_UNINSTALL:
      break;
    default:
      fail(MAPI_E_NO_SUPPORT, "the service does not support this operation");  // B-44
  }
}

}  // namespace

HRESULT service_entry(const ServiceEntryArguments& arguments, const ServiceRules& rules) noexcept {
  if (arguments.error != nullptr) *arguments.error = nullptr;
  if (arguments.support == nullptr) return MAPI_E_INVALID_PARAMETER;
  Allocators triple;
  const HRESULT routines =
      arguments.support->GetMemAllocRoutines(&triple.allocate, &triple.allocate_more, &triple.free);
  if (FAILED(routines)) return routines;
  set_allocators(triple);
  HRESULT code = S_OK;
  try {
    std::string what;
    try {
      run(arguments, rules);
      return S_OK;
    } catch (...) {
      code = current_failure(what);
    }
    if (arguments.error == nullptr) return code;
    Core core(nullptr, 0);  // which knows how to make a MAPIERROR (B-47)
    core.note_failure(&core, code, what.c_str());
    static_cast<void>(core.last_error(&core, code, arguments.flags & MAPI_UNICODE, arguments.error));
  } catch (...) {  // the text is lost, the code is not
  }
  return code;
}

}  // namespace postroom::kit::provider
