// SPDX-License-Identifier: Apache-2.0
#include "kit/book/container_node.hpp"

#include "kit/book/entry_properties.hpp"
#include "kit/book/objects.hpp"
#include "kit/book/resolve.hpp"

#include <postroom/failure.hpp>
#include <postroom/progress.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <algorithm>
#include <array>

namespace postroom::kit::book {
namespace {

constexpr ULONG kTableFlags = MAPI_UNICODE | MAPI_DEFERRED_ERRORS;

[[noreturn]] void unsupported(const char* what) {
  fail(MAPI_E_NO_SUPPORT, what);
}

std::string_view bytes_of_binary(const SBinary& binary) {
  return entry_id(binary.cb, binary.lpb);
}

// All properties of an object that are worth keeping in an entry made from it.
PropertyBag kept_properties(IMAPIProp& from) {
  ULONG count = 0;
  mapi_ptr<SPropValue> values;
  check(from.GetProps(nullptr, MAPI_UNICODE, &count, out(values)), "the entry's properties cannot be read");
  PropertyBag kept;
  for (const PropertyValue& value : PropertyBag::from(std::span<const SPropValue>(values.get(), count))) {
    if (!is_computed(value.tag()) && value.id() < 0x8000 && value.type() != PT_OBJECT) kept.set(value);
  }
  return kept;
}

// An entry of this book or of anybody's, to be read.
com_ptr<IMAPIProp> open_anybody(const std::shared_ptr<BookCore>& core, std::string_view entry, ULONG* type) {
  if (try_decode(core->uid(), entry)) return open_entry(core, entry, nullptr, 0, type).as<IMAPIProp>();
  com_ptr<IUnknown> object;
  const mapi_ptr<ENTRYID> copy = make_entry_id(entry);
  check(core->support()->OpenEntry(static_cast<ULONG>(entry.size()), copy.get(), nullptr, 0, type, object.put()),
        "the entry cannot be opened");
  com_ptr<IMAPIProp> properties = object.as<IMAPIProp>();
  if (!properties) fail(MAPI_E_INTERFACE_NOT_SUPPORTED, "the entry has no properties");
  return properties;
}

// Who is in a distribution list, whoever's it is; nobody in any other entry.
std::vector<Member> members_of(const com_ptr<IMAPIProp>& entry) {
  constexpr LONG kRowsAtOnce = 64;
  const auto list = entry.as<IDistList>();
  if (!list) return {};
  com_ptr<IMAPITable> table;
  check(list->GetContentsTable(MAPI_UNICODE, table.put()), "the list's members cannot be read");
  check(table->SetColumns(make_tags(recipient_columns()).get(), 0), "the list's members cannot be read");
  std::vector<Member> members;
  for (;;) {
    SRowSet* raw = nullptr;
    check(table->QueryRows(kRowsAtOnce, 0, &raw), "the list's members cannot be read");
    const rows_ptr rows(raw);
    if (!rows || rows->cRows == 0) return members;
    for (PropertyBag& row : bags_from(*rows)) {
      Member member{std::string(row.binary(PR_ENTRYID)), std::move(row)};
      member.properties.erase(PR_ENTRYID);
      members.push_back(std::move(member));
    }
  }
}

// A table that nobody keeps up to date.
com_ptr<IMAPITable> as_it_is_now(std::shared_ptr<Core> core, MemoryTable& table, ULONG flags) {
  TableViewOptions options;
  options.flags = flags & MAPI_UNICODE;
  return table.view(std::move(core), std::move(options));
}

class RootNode final : public ContainerNode {
 public:
  using ContainerNode::ContainerNode;

  com_ptr<IMAPITable> hierarchy(ULONG flags) override {
    require_flags(flags, kTableFlags | CONVENIENT_DEPTH);
    const auto table = MemoryTable::create(
        PR_INSTANCE_KEY, {PR_COMMENT_W, PR_DEPTH, PR_DISPLAY_NAME_W, PR_DISPLAY_TYPE, PR_ENTRYID, PR_INSTANCE_KEY,
                          PR_OBJECT_TYPE, PR_STATUS, PR_CONTAINER_FLAGS, PR_AB_PROVIDER_ID});  // G-3
    std::vector<PropertyBag> rows;
    for (const Container& container : core().backend()->containers()) {
      rows.push_back(container_properties(core(), container));
    }
    table->put(std::move(rows));
    return as_it_is_now(shared_core(), *table, flags);
  }
};

class AddressNode final : public ContainerNode {
 public:
  AddressNode(std::shared_ptr<BookCore> core, const ObjectId& container)
      : ContainerNode(std::move(core)), container_(container) {}

  com_ptr<IMAPITable> contents(ULONG flags) override {
    require_flags(flags, kTableFlags);
    TableViewOptions options;
    options.flags = flags & MAPI_UNICODE;
    options.order = SortOrder({{PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND}});
    options.notifier = core().notifier();
    return core().contents(container_)->view(shared_core(), std::move(options));
  }

  com_ptr<IMAPIProp> create_entry(std::string_view entry, ULONG create_flags) override {
    if (!core().modifiable(container_)) fail(MAPI_E_NO_ACCESS, "the address book container cannot be changed");
    Entry made;
    std::vector<Member> members;
    made.container = container_;
    const std::optional<EntryId> ours = try_decode(core().uid(), entry);
    if (ours && ours->kind == EntryKind::list_template) {
      made.kind = EntryKind::list;
    } else if (!entry.empty() && !(ours && ours->kind == EntryKind::person_template)) {
      made = copied(entry, members);  // an entry from anywhere: it is copied into this container
    }
    return make_entry_object(shared_core(),
                             EntrySource::make_new(shared_core(), std::move(made), create_flags, std::move(members)));
  }

  HRESULT copy_entries(const ENTRYLIST& entries, IMAPIProgress* client, ULONG flags) override {
    if (!core().modifiable(container_)) fail(MAPI_E_NO_ACCESS, "the address book container cannot be changed");
    Progress progress(client, entries.cValues);
    bool all = true;
    for (ULONG i = 0; i < entries.cValues; ++i) {
      try {
        std::vector<Member> members;
        Entry copy = copied(bytes_of_binary(entries.lpbin[i]), members);
        EntrySource::make_new(shared_core(), std::move(copy), flags, std::move(members))->save(0);
      } catch (const Failure& failure) {
        all = all && failure.code() == MAPI_E_COLLISION;  // a duplicate that is skipped is no failure (G-24)
      }
      progress.done();
    }
    return all ? S_OK : MAPI_W_PARTIAL_COMPLETION;
  }

  HRESULT delete_entries(const ENTRYLIST& entries) override {
    if (!core().modifiable(container_)) fail(MAPI_E_NO_ACCESS, "the address book container cannot be changed");
    std::vector<ObjectId> here;
    for (ULONG i = 0; i < entries.cValues; ++i) {
      const std::optional<EntryId> id = try_decode(core().uid(), bytes_of_binary(entries.lpbin[i]));
      if (!id) continue;
      const std::optional<Entry> entry = core().backend()->find(id->object);
      if (entry && entry->container == container_) here.push_back(id->object);
    }
    const std::size_t removed = core().backend()->remove(here);
    core().tell_removed(container_, here);
    return removed == entries.cValues ? S_OK : MAPI_W_PARTIAL_COMPLETION;
  }

  void resolve_names(const SPropTagArray* columns, ULONG flags, ADRLIST* names, FlagList* resolved) override {
    require(names != nullptr && resolved != nullptr, "lpAdrList or lpFlagList is null");
    require(names->cEntries == resolved->cFlags, "lpAdrList and lpFlagList differ in length");
    require_flags(flags, MAPI_UNICODE);
    book::resolve_names(core(), container_, columns, flags, *names, *resolved);
  }

 private:
  Entry copied(std::string_view entry, std::vector<Member>& members) const {
    ULONG type = 0;
    const com_ptr<IMAPIProp> from = open_anybody(shared_core(), entry, &type);
    Entry copy;
    copy.container = container_;
    copy.kind = type == MAPI_DISTLIST ? EntryKind::list : EntryKind::person;
    copy.properties = kept_properties(*from);
    members = members_of(from);
    return copy;
  }

  const ObjectId container_;
};

// A list that is being made a member of another one, whoever's it is: it has the members that it has where it is.
class MemberListNode final : public ContainerNode {
 public:
  MemberListNode(std::shared_ptr<BookCore> core, std::string_view entry)
      : ContainerNode(std::move(core)), entry_(entry) {}

  com_ptr<IMAPITable> contents(ULONG flags) override {
    com_ptr<IMAPITable> table;
    check(list()->GetContentsTable(flags, table.put()), "the list's members cannot be read");
    return table;
  }
  HRESULT open_entry(std::string_view entry, LPCIID iid, ULONG flags, ULONG* type, LPUNKNOWN* object) override {
    const mapi_ptr<ENTRYID> copy = make_entry_id(entry);
    return list()->OpenEntry(static_cast<ULONG>(entry.size()), copy.get(), iid, flags, type, object);
  }

 private:
  com_ptr<IDistList> list() const {
    ULONG type = 0;
    com_ptr<IDistList> list = open_anybody(shared_core(), entry_, &type).as<IDistList>();
    if (!list) fail(MAPI_E_OBJECT_CHANGED, "the member is no distribution list any more");
    return list;
  }

  const std::string entry_;
};

class ListNode final : public ContainerNode {
 public:
  ListNode(std::shared_ptr<BookCore> core, const Entry& list)
      : ContainerNode(std::move(core)), list_(list.id), container_(list.container) {}

  com_ptr<IMAPITable> contents(ULONG flags) override {
    require_flags(flags, kTableFlags);
    const std::span<const ULONG> columns = contents_columns();
    const auto table = MemoryTable::create(PR_INSTANCE_KEY, {columns.begin(), columns.end()});
    std::vector<PropertyBag> rows;
    for (const Member& member : members()) rows.push_back(row_of(member));
    table->put(std::move(rows));
    return as_it_is_now(shared_core(), *table, flags);
  }

  HRESULT open_entry(std::string_view entry, LPCIID iid, ULONG flags, ULONG* type, LPUNKNOWN* object) override {
    if (entry.empty() || try_decode(core().uid(), entry)) {
      return ContainerNode::open_entry(entry, iid, flags, type, object);
    }
    // A member from elsewhere is opened by whoever it belongs to.
    const mapi_ptr<ENTRYID> copy = make_entry_id(entry);
    return core().support()->OpenEntry(static_cast<ULONG>(entry.size()), copy.get(), iid, flags, type, object);
  }

  // Makes an existing entry a member, at SaveChanges of what is returned.
  com_ptr<IMAPIProp> create_entry(std::string_view entry, ULONG) override {
    writable();
    const std::optional<EntryId> ours = try_decode(core().uid(), entry);
    if (entry.empty() || (ours && ours->object.is_zero())) {
      unsupported("a member of a distribution list is an entry that exists already");
    }
    BagSource::Rules rules;
    rules.on_save = [core = shared_core(), node = ListNode(*this), member = member_of(entry)](
                        const PropertyBag&, ULONG) { node.add(member); };
    PropertyBag bag = member_of(entry).properties;
    bag.set(PR_ENTRYID, entry);
    const bool is_list = bag.number(PR_OBJECT_TYPE) == MAPI_DISTLIST;
    auto source = std::make_shared<BagSource>(std::move(bag), std::move(rules));
    if (!is_list) return make_person(shared_core(), std::move(source));
    return make_list(shared_core(), std::move(source), std::make_unique<MemberListNode>(shared_core(), entry));
  }

  HRESULT copy_entries(const ENTRYLIST& entries, IMAPIProgress* client, ULONG) override {
    writable();
    Progress progress(client, entries.cValues);
    bool all = true;
    for (ULONG i = 0; i < entries.cValues; ++i) {
      try {
        add(member_of(bytes_of_binary(entries.lpbin[i])));
      } catch (const Failure&) {
        all = false;
      }
      progress.done();
    }
    return all ? S_OK : MAPI_W_PARTIAL_COMPLETION;
  }

  HRESULT delete_entries(const ENTRYLIST& entries) override {
    writable();
    std::vector<Member> all = members();
    std::size_t removed = 0;
    for (ULONG i = 0; i < entries.cValues; ++i) {
      const std::string_view id = bytes_of_binary(entries.lpbin[i]);
      removed += std::erase_if(all, [&](const Member& member) { return member.entry_id == id; });
    }
    core().backend()->set_members(list_, all);
    return removed >= entries.cValues ? S_OK : MAPI_W_PARTIAL_COMPLETION;
  }

 private:
  ListNode(const ListNode& other)
      : ContainerNode(other.shared_core()), list_(other.list_), container_(other.container_) {}

  void writable() const {
    if (list_.is_zero()) fail(MAPI_E_OBJECT_CHANGED, "the distribution list has not been saved yet");
    if (!core().modifiable(container_)) fail(MAPI_E_NO_ACCESS, "the distribution list cannot be changed");
  }

  std::vector<Member> members() const {
    return list_.is_zero() ? std::vector<Member>() : core().backend()->members(list_);
  }

  Member member_of(std::string_view entry) const {
    ULONG type = 0;
    const com_ptr<IMAPIProp> from = open_anybody(shared_core(), entry, &type);
    Member member;
    member.entry_id = entry;
    ULONG count = 0;
    mapi_ptr<SPropValue> values;
    const mapi_ptr<SPropTagArray> tags = make_tags(recipient_columns());
    check(from->GetProps(tags.get(), MAPI_UNICODE, &count, out(values)), "the member's properties cannot be read");
    member.properties = PropertyBag::from(std::span<const SPropValue>(values.get(), count));
    member.properties.erase(PR_ENTRYID);
    return member;
  }

  void add(const Member& member) const {
    std::vector<Member> all = members();
    std::erase_if(all, [&](const Member& one) { return one.entry_id == member.entry_id; });
    all.push_back(member);
    core().backend()->set_members(list_, all);
  }

  // A member of this book as it is now, anybody else as they were when they were added.
  PropertyBag row_of(const Member& member) const {
    const std::optional<EntryId> ours = try_decode(core().uid(), member.entry_id);
    if (ours) {
      if (const std::optional<Entry> entry = core().backend()->find(ours->object)) {
        return entry_properties(core(), *entry);
      }
    }
    PropertyBag row = member.properties;
    row.set(PR_ENTRYID, member.entry_id);
    row.set(PR_RECORD_KEY, member.entry_id);
    row.set(PR_INSTANCE_KEY, member.entry_id);
    return row;
  }

  const ObjectId list_;
  const ObjectId container_;
};

}  // namespace

com_ptr<IMAPITable> ContainerNode::contents(ULONG) {
  unsupported("this container has no contents");
}

com_ptr<IMAPITable> ContainerNode::hierarchy(ULONG) {
  unsupported("this container has no containers in it");
}

HRESULT ContainerNode::open_entry(std::string_view entry, LPCIID iid, ULONG flags, ULONG* type, LPUNKNOWN* object) {
  *object = book::open_entry(core_, entry, iid, flags, type).detach();
  return S_OK;
}

com_ptr<IMAPIProp> ContainerNode::create_entry(std::string_view, ULONG) {
  unsupported("nothing can be created in this container");
}

HRESULT ContainerNode::copy_entries(const ENTRYLIST&, IMAPIProgress*, ULONG) {
  unsupported("nothing can be copied to this container");
}

HRESULT ContainerNode::delete_entries(const ENTRYLIST&) {
  unsupported("nothing can be deleted in this container");
}

void ContainerNode::resolve_names(const SPropTagArray*, ULONG, ADRLIST*, FlagList*) {
  unsupported("names are not resolved in this container");
}

std::unique_ptr<ContainerNode> root_node(std::shared_ptr<BookCore> core) {
  return std::make_unique<RootNode>(std::move(core));
}

std::unique_ptr<ContainerNode> container_node(std::shared_ptr<BookCore> core, const ObjectId& container) {
  return std::make_unique<AddressNode>(std::move(core), container);
}

std::unique_ptr<ContainerNode> list_node(std::shared_ptr<BookCore> core, const Entry& list) {
  return std::make_unique<ListNode>(std::move(core), list);
}

}  // namespace postroom::kit::book
