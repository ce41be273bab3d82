// SPDX-License-Identifier: Apache-2.0
#include "tests/support/memory_book.hpp"

#include <postroom/failure.hpp>
#include <postroom/property.hpp>

#include <mapitags.h>

#include <algorithm>

namespace postroom::test {

using kit::book::Container;
using kit::book::Entry;
using kit::book::Member;
using kit::book::ObjectId;

std::unique_lock<std::mutex> MemoryBook::enter() {
  std::unique_lock<std::mutex> lock(mutex_);
  if (failing) kit::fail(MAPI_E_NETWORK_ERROR, "the directory cannot be reached");
  return lock;
}

ObjectId MemoryBook::add_container(const std::string& name, ULONG display_type, bool modifiable) {
  const std::lock_guard lock(mutex_);
  containers_.push_back({ObjectId::make(), name, "", display_type, modifiable});
  return containers_.back().id;
}

void MemoryBook::add_person(const ObjectId& container, const std::string& name, const std::string& address) {
  Entry entry;
  entry.id = ObjectId::make();
  entry.container = container;
  entry.properties.set(PR_DISPLAY_NAME_W, name);
  entry.properties.set(PR_EMAIL_ADDRESS_W, address);
  create(entry, {});
}

std::vector<Container> MemoryBook::containers() {
  const auto lock = enter();
  return containers_;
}

std::optional<Entry> MemoryBook::find(const ObjectId& id) {
  const auto lock = enter();
  for (const Entry& entry : entries_) {
    if (entry.id == id) return entry;
  }
  return std::nullopt;
}

void MemoryBook::list(const ObjectId& container, const std::function<bool(Entry)>& take) {
  std::vector<Entry> here;
  {
    const auto lock = enter();
    for (const Entry& entry : entries_) {
      if (entry.container == container) here.push_back(entry);
    }
  }
  std::stable_sort(here.begin(), here.end(), [](const Entry& a, const Entry& b) {
    return kit::text_order(a.properties.text(PR_DISPLAY_NAME_W), b.properties.text(PR_DISPLAY_NAME_W)) < 0;
  });
  for (Entry& entry : here) {
    if (!take(std::move(entry))) return;
  }
}

std::vector<MemoryBook::Match> MemoryBook::resolve(const ObjectId& container, std::string_view name,
                                                   std::size_t limit) {
  const auto lock = enter();
  const std::string sought = kit::fold_text(name, true, true);
  std::vector<Match> matches;
  for (const Entry& entry : entries_) {
    const std::string known = kit::fold_text(entry.properties.text(PR_DISPLAY_NAME_W), true, true);
    if (entry.container == container && known.starts_with(sought)) matches.push_back({entry, known == sought});
  }
  std::stable_partition(matches.begin(), matches.end(), [](const Match& match) { return match.exact; });
  if (matches.size() > limit) matches.resize(limit);
  return matches;
}

std::vector<Member> MemoryBook::members(const ObjectId& list) {
  const auto lock = enter();
  return members_[list];
}

void MemoryBook::create(const Entry& entry, std::span<const Member> members) {
  const auto lock = enter();
  entries_.push_back(entry);
  members_[entry.id].assign(members.begin(), members.end());
  ++version_;
}

void MemoryBook::change(const ObjectId& id, const kit::PropertyBag& properties) {
  const auto lock = enter();
  for (Entry& entry : entries_) {
    if (entry.id == id) entry.properties = properties;
  }
  ++version_;
}

void MemoryBook::replace(const Entry& entry, std::span<const Member> members) {
  change(entry.id, entry.properties);
  set_members(entry.id, members);
}

std::size_t MemoryBook::remove(std::span<const ObjectId> entries) {
  const auto lock = enter();
  ++version_;
  return std::erase_if(
      entries_, [&](const Entry& one) { return std::find(entries.begin(), entries.end(), one.id) != entries.end(); });
}

void MemoryBook::set_members(const ObjectId& list, std::span<const Member> members) {
  const auto lock = enter();
  members_[list].assign(members.begin(), members.end());
  ++version_;
}

std::uint64_t MemoryBook::version() {
  const auto lock = enter();
  return version_;
}

}  // namespace postroom::test
