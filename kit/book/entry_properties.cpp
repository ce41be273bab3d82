// SPDX-License-Identifier: Apache-2.0
#include "kit/book/entry_properties.hpp"

#include <postroom/one_off.hpp>

#include <mapitags.h>

#include <algorithm>
#include <array>

namespace postroom::kit::book {
namespace {

constexpr std::array kContentsColumns = {ULONG{PR_ENTRYID},      ULONG{PR_DISPLAY_NAME_W},
                                         ULONG{PR_ADDRTYPE_W},   ULONG{PR_EMAIL_ADDRESS_W},
                                         ULONG{PR_OBJECT_TYPE},  ULONG{PR_DISPLAY_TYPE},
                                         ULONG{PR_INSTANCE_KEY}, ULONG{PR_RECORD_KEY},
                                         ULONG{PR_SEARCH_KEY},   ULONG{PR_TRANSMITABLE_DISPLAY_NAME_W}};

constexpr std::array kRecipientColumns = {ULONG{PR_ADDRTYPE_W},
                                          ULONG{PR_DISPLAY_NAME_W},
                                          ULONG{PR_EMAIL_ADDRESS_W},
                                          ULONG{PR_ENTRYID},
                                          ULONG{PR_OBJECT_TYPE},
                                          ULONG{PR_SEARCH_KEY},
                                          ULONG{PR_TRANSMITABLE_DISPLAY_NAME_W},
                                          ULONG{PR_DISPLAY_TYPE}};

constexpr std::array kComputed = {ULONG{PR_ENTRYID},         ULONG{PR_RECORD_KEY},
                                  ULONG{PR_INSTANCE_KEY},    ULONG{PR_SEARCH_KEY},
                                  ULONG{PR_OBJECT_TYPE},     ULONG{PR_DISPLAY_TYPE},
                                  ULONG{PR_ACCESS_LEVEL},    ULONG{PR_PARENT_ENTRYID},
                                  ULONG{PR_CONTAINER_FLAGS}, ULONG{PR_TRANSMITABLE_DISPLAY_NAME_W}};

PropertyBag folder_properties(const std::string& id, const std::string& name, ULONG flags) {
  PropertyBag bag;
  bag.set(PR_ENTRYID, id);
  bag.set(PR_RECORD_KEY, id);
  bag.set(PR_INSTANCE_KEY, id);
  bag.set(PR_OBJECT_TYPE, static_cast<LONG>(MAPI_ABCONT));
  bag.set(PR_DISPLAY_NAME_W, name);
  bag.set(PR_CONTAINER_FLAGS, static_cast<LONG>(flags));
  bag.set(PR_STATUS, LONG{0});
  bag.set(PR_DEPTH, LONG{0});
  return bag;
}

}  // namespace

PropertyBag entry_properties(const BookCore& core, const Entry& entry) {
  PropertyBag bag = entry.properties;
  const bool is_list = entry.kind == EntryKind::list;
  if (!bag.has(PR_ADDRTYPE_W)) {
    bag.set(PR_ADDRTYPE_W, is_list ? "MAPIPDL" : "SMTP");  // G-20
  }
  const std::string name(bag.text(PR_DISPLAY_NAME_W));
  bag.set(PR_TRANSMITABLE_DISPLAY_NAME_W, name);
  bag.set(PR_OBJECT_TYPE, static_cast<LONG>(is_list ? MAPI_DISTLIST : MAPI_MAILUSER));
  bag.set(PR_DISPLAY_TYPE, static_cast<LONG>(is_list ? DT_PRIVATE_DISTLIST : DT_MAILUSER));
  // An entry that is not saved has no id yet (G-23).
  if (!entry.id.is_zero()) {
    const std::string id = core.encode(entry.kind, entry.id);
    bag.set(PR_ENTRYID, id);
    bag.set(PR_RECORD_KEY, id);
    bag.set(PR_INSTANCE_KEY, id);
    const std::string_view address = is_list ? std::string_view(name) : bag.text(PR_EMAIL_ADDRESS_W);
    bag.set(PR_SEARCH_KEY, address.empty() ? id : one_off_search_key(bag.text(PR_ADDRTYPE_W), address));
  }
  bag.set(PR_PARENT_ENTRYID, core.encode(EntryKind::container, entry.container));
  return bag;
}

PropertyBag container_properties(const BookCore& core, const Container& container) {
  PropertyBag bag =
      folder_properties(core.encode(EntryKind::container, container.id), container.name,
                        static_cast<ULONG>(AB_RECIPIENTS) | (container.modifiable ? AB_MODIFIABLE : AB_UNMODIFIABLE));
  bag.set(PR_DISPLAY_TYPE, static_cast<LONG>(container.display_type));
  bag.set(PR_COMMENT_W, container.comment);
  bag.set(PR_AB_PROVIDER_ID, core.uid());
  bag.set(PR_PARENT_ENTRYID, core.encode(EntryKind::root));
  if (container.modifiable) {
    bag.set(PR_DEF_CREATE_MAILUSER, core.encode(EntryKind::person_template));
    bag.set(PR_DEF_CREATE_DL, core.encode(EntryKind::list_template));
  }
  return bag;
}

PropertyBag root_properties(const BookCore& core) {
  PropertyBag bag =
      folder_properties(core.encode(EntryKind::root), "", static_cast<ULONG>(AB_SUBCONTAINERS) | AB_UNMODIFIABLE);
  bag.set(PR_DISPLAY_TYPE, static_cast<LONG>(DT_NOT_SPECIFIC));
  bag.set(PR_AB_PROVIDER_ID, core.uid());
  return bag;
}

std::span<const ULONG> contents_columns() noexcept {
  return kContentsColumns;
}

std::span<const ULONG> recipient_columns() noexcept {
  return kRecipientColumns;
}

bool is_computed(ULONG tag) noexcept {
  return std::any_of(kComputed.begin(), kComputed.end(), [&](ULONG one) { return id_of(one) == id_of(tag); });
}

}  // namespace postroom::kit::book
