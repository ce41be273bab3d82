// SPDX-License-Identifier: Apache-2.0
#include "runtime/addressbook/containers.hpp"

#include "kit/text/hexadecimal.hpp"
#include "runtime/addressbook/entry_ids.hpp"
#include "runtime/addressbook/objects.hpp"

#include <postroom/failure.hpp>

#include <mapitags.h>

#include <algorithm>
#include <optional>

namespace postroom::addressbook {
namespace {

constexpr std::string_view kPersonal = "address-book.personal";
constexpr std::string_view kDefault = "address-book.default-directory";
constexpr std::string_view kSearchPath = "address-book.search-path";

// Settings are text: identifiers in hexadecimal, separated by blanks.
std::string from_hex(std::string_view text) {
  const auto digit = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10) & 0xFU; };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes += static_cast<char>(digit(text[i]) << 4U | digit(text[i + 1]));
  }
  return bytes;
}

std::vector<std::string> identifiers(std::string_view setting) {
  std::vector<std::string> result;
  while (!setting.empty()) {
    const std::string_view one = setting.substr(0, setting.find(' '));
    result.push_back(from_hex(one));
    setting.remove_prefix(std::min(setting.size(), one.size() + 1));
  }
  return result;
}

using Containers = std::vector<kit::PropertyBag>;

std::string id_of(const kit::PropertyBag& container) {
  return std::string(container.binary(PR_ENTRYID));
}

bool has_flag(const kit::PropertyBag& container, LONG flag) {
  return (container.number(PR_CONTAINER_FLAGS) & flag) != 0;
}

// The kinds of container are values, not bits, in the middle of PR_DISPLAY_TYPE.
bool is_global(const kit::PropertyBag& container) {
  return (static_cast<ULONG>(container.number(PR_DISPLAY_TYPE)) & 0x00FF0000U) == DT_GLOBAL;
}

const kit::PropertyBag* with_id(AddressBook& book, const Containers& containers, std::string_view entry) {
  for (const kit::PropertyBag& container : containers) {
    if (container.binary(PR_ENTRYID) == entry) return &container;
  }
  for (const kit::PropertyBag& container : containers) {  // not the same bytes, and yet the same container (F-5)
    try {
      if (book.same_entry(as_span(container.binary(PR_ENTRYID)), as_span(entry), 0)) return &container;
    } catch (const kit::Failure&) {
    }
  }
  return nullptr;
}

// The container that a setting names, if it is there.
const kit::PropertyBag* stored(AddressBook& book, const Containers& containers, std::string_view name) {
  const std::optional<std::string> setting = book.host().setting(name);
  return setting ? with_id(book, containers, from_hex(*setting)) : nullptr;
}

const kit::PropertyBag* personal(AddressBook& book, const Containers& containers) {
  if (const kit::PropertyBag* found = stored(book, containers, kPersonal)) return found;
  const auto found = std::find_if(containers.begin(), containers.end(),
                                  [](const auto& container) { return has_flag(container, AB_MODIFIABLE); });
  return found == containers.end() ? nullptr : &*found;
}

const kit::PropertyBag* standard(AddressBook& book, const Containers& containers) {
  if (const kit::PropertyBag* found = stored(book, containers, kDefault)) return found;
  const kit::PropertyBag* own = personal(book, containers);
  const auto found = std::find_if(containers.begin(), containers.end(), [&](const auto& container) {
    return &container != own && has_flag(container, AB_RECIPIENTS) && !has_flag(container, AB_NOT_DEFAULT);
  });
  return found == containers.end() ? own : &*found;
}

// The container must be one that the book can open.
void check_container(AddressBook& book, std::string_view entry) {
  kit::com_ptr<IUnknown> object;
  ULONG type = 0;
  kit::check(book.open_entry(as_span(entry), nullptr, 0, &type, object.put()), "the container cannot be opened");
  if (type != MAPI_ABCONT) kit::fail(MAPI_E_INVALID_PARAMETER, "the entry identifier is not that of a container");
}

}  // namespace

std::string personal_container(AddressBook& book) {
  const Containers containers = top_containers(book);
  const kit::PropertyBag* found = personal(book, containers);
  return found == nullptr ? std::string() : id_of(*found);
}

std::string default_container(AddressBook& book) {
  const Containers containers = top_containers(book);
  const kit::PropertyBag* found = standard(book, containers);
  return found == nullptr ? std::string() : id_of(*found);
}

void set_personal_container(AddressBook& book, std::string_view entry) {
  kit::require(!entry.empty(), "lpEntryID is null");
  check_container(book, entry);
  book.host().set_setting(kPersonal, kit::hexadecimal(entry));
}

void set_default_container(AddressBook& book, std::string_view entry) {
  if (entry.empty()) return book.host().set_setting(kDefault, std::nullopt);
  check_container(book, entry);
  book.host().set_setting(kDefault, kit::hexadecimal(entry));
}

std::vector<kit::PropertyBag> search_path(AddressBook& book) {
  const Containers containers = top_containers(book);
  Containers path;
  const auto add = [&](const kit::PropertyBag* container) {
    if (container == nullptr) return;
    const auto same = [&](const auto& one) { return one.binary(PR_ENTRYID) == container->binary(PR_ENTRYID); };
    if (std::none_of(path.begin(), path.end(), same)) path.push_back(*container);
  };
  if (const std::optional<std::string> setting = book.host().setting(kSearchPath)) {
    for (const std::string& entry : identifiers(*setting)) add(with_id(book, containers, entry));
    return path;
  }
  const auto writable = std::find_if(containers.begin(), containers.end(),
                                     [](const auto& container) { return has_flag(container, AB_MODIFIABLE); });
  if (writable != containers.end()) add(&*writable);
  bool any_global = false;
  for (const kit::PropertyBag& container : containers) {
    if (!is_global(container)) continue;
    any_global = true;
    add(&container);
  }
  if (!any_global) add(standard(book, containers));
  return path;
}

std::array<kit::PropertyValue, 5> search_path_row(const kit::PropertyBag& container) {
  return {kit::PropertyValue(PR_ENTRYID, container.binary(PR_ENTRYID)),
          kit::PropertyValue(PR_DISPLAY_NAME_W, container.text(PR_DISPLAY_NAME_W)),
          kit::PropertyValue(PR_DISPLAY_TYPE, container.number(PR_DISPLAY_TYPE)),
          kit::PropertyValue(PR_OBJECT_TYPE, static_cast<LONG>(MAPI_ABCONT)),
          kit::PropertyValue(PR_CONTAINER_FLAGS, container.number(PR_CONTAINER_FLAGS))};
}

void set_search_path(AddressBook& book, const SRowSet& path) {
  std::string setting;
  for (ULONG i = 0; i < path.cRows; ++i) {
    const SRow& row = path.aRow[i];
    if (row.cValues == 0 || row.lpProps == nullptr || row.lpProps[0].ulPropTag != PR_ENTRYID) {
      kit::fail(MAPI_E_MISSING_REQUIRED_COLUMN, "the first property of each row of a search path is PR_ENTRYID");
    }
    if (!setting.empty()) setting += ' ';
    setting += kit::hexadecimal(kit::entry_id(row.lpProps[0].Value.bin.cb, row.lpProps[0].Value.bin.lpb));
  }
  book.host().set_setting(kSearchPath, setting);
}

}  // namespace postroom::addressbook
