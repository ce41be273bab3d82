// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kit/book/book_core.hpp"

#include <postroom/prop_object.hpp>

#include <memory>

namespace postroom::kit::book {

// The properties of one person or list, transacted: what is set is kept here until SaveChanges writes it.
//
// An entry that CreateEntry made is new: it gets its identifier, and is checked for duplicates, at its first
// SaveChanges (G-23). Thread-safe.
class EntrySource final : public PropertySource {
 public:
  // An entry that is there.
  EntrySource(std::shared_ptr<BookCore> core, Entry entry, bool writable);
  // A new one in entry.container. `create_flags`: CREATE_CHECK_DUP_STRICT, CREATE_CHECK_DUP_LOOSE, CREATE_REPLACE.
  // `members`: what a list is saved with at first.
  static std::shared_ptr<EntrySource> make_new(std::shared_ptr<BookCore> core, Entry entry, ULONG create_flags,
                                               std::vector<Member> members = {});

  Entry entry() const;

  std::optional<PropertyValue> get(ULONG tag) override;
  std::vector<ULONG> list() override;
  bool writable() override { return writable_; }
  void set(PropertyValue value) override;
  void erase(ULONG tag) override;
  void save(ULONG flags) override;

 private:
  PropertyBag all() const;
  void save_new(Entry& entry);

  const std::shared_ptr<BookCore> core_;
  const bool writable_;
  ULONG create_flags_ = 0;
  std::vector<Member> members_;
  mutable Mutex mutex_;
  Entry entry_ POSTROOM_GUARDED_BY(mutex_);
  bool changed_ POSTROOM_GUARDED_BY(mutex_) = false;
};

// The entry that `entry` would repeat, as `create_flags` define a duplicate: LOOSE, one of the same display name;
// STRICT, one of the same display name, address type and address. Nothing when there is none or nobody asked.
std::optional<Entry> find_duplicate(BookCore& core, const Entry& entry, ULONG create_flags);

}  // namespace postroom::kit::book
