// SPDX-License-Identifier: Apache-2.0
#include "kit/book/entry_source.hpp"

#include "kit/book/entry_properties.hpp"

#include <postroom/failure.hpp>

#include <mapitags.h>

namespace postroom::kit::book {
namespace {

constexpr std::size_t kLookAt = 64;  // as many of the same name are enough to find a duplicate among

bool same_text(const PropertyBag& a, const PropertyBag& b, ULONG tag) {
  return fold_case(a.text(tag)) == fold_case(b.text(tag));
}

}  // namespace

std::optional<Entry> find_duplicate(BookCore& core, const Entry& entry, ULONG create_flags) {
  if ((create_flags & (CREATE_CHECK_DUP_STRICT | CREATE_CHECK_DUP_LOOSE)) == 0) return std::nullopt;
  const std::string_view name = entry.properties.text(PR_DISPLAY_NAME_W);
  const PropertyBag wanted = entry_properties(core, entry);
  for (BookBackend::Match& match : core.backend()->resolve(entry.container, name, kLookAt)) {
    const Entry& other = match.entry;
    if (other.id == entry.id || other.kind != entry.kind) continue;
    const PropertyBag there = entry_properties(core, other);
    if (!same_text(there, wanted, PR_DISPLAY_NAME_W)) continue;
    if ((create_flags & CREATE_CHECK_DUP_LOOSE) != 0 ||
        (same_text(there, wanted, PR_EMAIL_ADDRESS_W) && same_text(there, wanted, PR_ADDRTYPE_W))) {
      return std::move(match.entry);
    }
  }
  return std::nullopt;
}

EntrySource::EntrySource(std::shared_ptr<BookCore> core, Entry entry, bool writable)
    : core_(std::move(core)), writable_(writable), entry_(std::move(entry)) {}

std::shared_ptr<EntrySource> EntrySource::make_new(std::shared_ptr<BookCore> core, Entry entry, ULONG create_flags,
                                                   std::vector<Member> members) {
  entry.id = {};
  auto source = std::make_shared<EntrySource>(std::move(core), std::move(entry), true);
  source->create_flags_ = create_flags;
  source->members_ = std::move(members);
  const Lock lock(source->mutex_);
  source->changed_ = true;
  return source;
}

Entry EntrySource::entry() const {
  const Lock lock(mutex_);
  return entry_;
}

PropertyBag EntrySource::all() const {
  const Entry now = entry();
  PropertyBag bag = entry_properties(*core_, now);
  bag.set(PR_ACCESS_LEVEL, static_cast<LONG>(writable_ ? MAPI_MODIFY : 0));  // F-15
  if (now.kind == EntryKind::list) bag.set(PropertyValue(PR_CONTAINER_CONTENTS));
  return bag;
}

std::optional<PropertyValue> EntrySource::get(ULONG tag) {
  const PropertyBag bag = all();
  const PropertyValue* found = bag.find_id(tag);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

std::vector<ULONG> EntrySource::list() {
  return all().tags();
}

void EntrySource::set(PropertyValue value) {
  if (is_computed(value.tag())) fail(MAPI_E_COMPUTED, "the address book computes this property");
  if (value.id() >= 0x8000) fail(MAPI_E_UNEXPECTED_ID, "the address book has no named properties");  // M-46
  const Lock lock(mutex_);
  entry_.properties.set(std::move(value));
  changed_ = true;
}

void EntrySource::erase(ULONG tag) {
  if (is_computed(tag)) fail(MAPI_E_COMPUTED, "the address book computes this property");
  const Lock lock(mutex_);
  if (!entry_.properties.erase(tag)) fail(MAPI_E_NOT_FOUND, "there is no such property");
  changed_ = true;
}

void EntrySource::save_new(Entry& entry) {
  if (entry.properties.text(PR_DISPLAY_NAME_W).empty()) {
    const std::string address(entry.properties.text(PR_EMAIL_ADDRESS_W));
    if (address.empty()) fail(MAPI_E_MISSING_REQUIRED_COLUMN, "an address book entry needs a display name");
    entry.properties.set(PR_DISPLAY_NAME_W, address);
  }
  if (const std::optional<Entry> duplicate = find_duplicate(*core_, entry, create_flags_)) {
    if ((create_flags_ & CREATE_REPLACE) == 0) {
      fail(MAPI_E_COLLISION, "the address book has an entry like \"" +
                                 std::string(entry.properties.text(PR_DISPLAY_NAME_W)) + "\" already");
    }
    entry.id = duplicate->id;
    core_->backend()->replace(entry, members_);
  } else {
    entry.id = ObjectId::make();
    core_->backend()->create(entry, members_);
  }
}

void EntrySource::save(ULONG) {
  Entry saved;
  {
    const Lock lock(mutex_);
    if (!changed_) return;
    saved = entry_;
    changed_ = false;
  }
  try {
    if (saved.id.is_zero()) {
      save_new(saved);
    } else {
      core_->backend()->change(saved.id, saved.properties);
    }
  } catch (...) {
    const Lock lock(mutex_);
    changed_ = true;
    throw;
  }
  {
    const Lock lock(mutex_);
    entry_.id = saved.id;
    if (!entry_.properties.has(PR_DISPLAY_NAME_W)) {
      entry_.properties.set(PR_DISPLAY_NAME_W, saved.properties.text(PR_DISPLAY_NAME_W));
    }
  }
  core_->tell_changed(saved);
}

}  // namespace postroom::kit::book
