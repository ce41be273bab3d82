// SPDX-License-Identifier: Apache-2.0
//
// What an address book's medium must be able to do. A backend knows people, distribution lists and where they are
// kept, and nothing of MAPI's objects, flags and rules: those are the base's (kit/book), once for every backend.
//
// The model. A book has containers, in an order of its own; a container has entries: people and distribution lists. An
// entry has an id that is never reused and a bag of properties; a list has members besides.
//
// Threads. Any thread, concurrently. A write is all or nothing, and durable when it returns.
//
// Errors. Every method but those marked noexcept may throw kit::Failure, and nothing else of its own making:
//   MAPI_E_NOT_FOUND         the entry or container named in the call does not exist
//   MAPI_E_NO_ACCESS         a write in a book that cannot be written
//   MAPI_E_NOT_ENOUGH_DISK   no room on the medium;  MAPI_E_DISK_ERROR: it failed
//   MAPI_E_CORRUPT_STORE     what is on the medium makes no sense: reported, never guessed at
//   MAPI_E_CANCEL            after interrupt()
//   MAPI_E_TIMEOUT           another process kept the medium for too long
#pragma once

#include <postroom/property_bag.hpp>
#include <postroom/store/object_id.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::kit::book {

using store::ObjectId;

// What an identifier names. The values are persisted, and stand in entry identifiers.
enum class EntryKind : std::uint8_t {
  root = 0,  // the provider's root, parent of its containers; its id is zero
  container = 1,
  person = 2,  // IMailUser
  list = 3,    // IDistList
  // What CreateEntry makes an empty entry from: PR_DEF_CREATE_MAILUSER and PR_DEF_CREATE_DL. Their ids are zero.
  person_template = 4,
  list_template = 5,
};

struct Container {
  ObjectId id;
  std::string name;
  std::string comment;
  ULONG display_type = 0;   // DT_LOCAL, DT_GLOBAL, DT_MODIFIABLE, … (G-7)
  bool modifiable = false;  // AB_MODIFIABLE: entries can be made, changed and removed (G-23)
};

// Properties that the base computes (identifiers, keys, object and display type, access) are never in the bag. What
// is: PR_DISPLAY_NAME, PR_ADDRTYPE, PR_EMAIL_ADDRESS, and whatever a client has set.
struct Entry {
  ObjectId id;
  EntryKind kind = EntryKind::person;
  ObjectId container;
  PropertyBag properties;
};

// A member of a distribution list: anybody with an entry identifier, of this book or not, and what a recipient needs
// of them (PR_DISPLAY_NAME, PR_ADDRTYPE, PR_EMAIL_ADDRESS, PR_OBJECT_TYPE, PR_DISPLAY_TYPE, PR_SEARCH_KEY) as it was
// when they were added.
struct Member {
  std::string entry_id;
  PropertyBag properties;
};

class BookBackend {
 public:
  virtual ~BookBackend() = default;

  virtual std::vector<Container> containers() = 0;

  // Nothing when there is no such entry.
  virtual std::optional<Entry> find(const ObjectId& id) = 0;

  // Calls `take` for each entry of a container in the order of PR_DISPLAY_NAME (kit::text_order), until it answers
  // false.
  virtual void list(const ObjectId& container, const std::function<bool(Entry)>& take) = 0;

  // Ambiguous name resolution (G-15): the entries of a container in which every word of `name` begins a word of the
  // display name, given name, surname, e-mail address or account, without regard to case and accents. At most `limit`;
  // those come first whose display name, address or account is all of `name`, and Match says so.
  struct Match {
    Entry entry;
    bool exact = false;
  };
  virtual std::vector<Match> resolve(const ObjectId& container, std::string_view name, std::size_t limit) = 0;

  virtual std::vector<Member> members(const ObjectId& list) = 0;

  // Writes: each is done whole or not at all. create() takes an id that the base made; `members` are a list's.
  virtual void create(const Entry& entry, std::span<const Member> members) = 0;
  virtual void change(const ObjectId& id, const PropertyBag& properties) = 0;
  // The entry with this id is another one from now on: neither properties nor members stay.
  virtual void replace(const Entry& entry, std::span<const Member> members) = 0;
  // Entries that are not there any more are passed over; returns how many were removed. Memberships elsewhere stay.
  virtual std::size_t remove(std::span<const ObjectId> entries) = 0;
  // Replaces the members of a list, in this order.
  virtual void set_members(const ObjectId& list, std::span<const Member> members) = 0;

  // What tells this book from every other for as long as it lives: the base keeps it in the provider's profile section,
  // as PR_RECORD_KEY, so that a book that was there once is known to be gone, and is not made anew. Empty: it has none.
  virtual std::string record_key() { return {}; }

  // Counts writes to the book by anybody; what differs from last time says that tables should be read anew.
  virtual std::uint64_t version() = 0;

  // Makes calls that are inside fail soon with MAPI_E_CANCEL, and all later ones. Once, at logoff.
  virtual void interrupt() noexcept = 0;
};

}  // namespace postroom::kit::book
