// SPDX-License-Identifier: Apache-2.0
#include "kit/book/objects.hpp"

#include "kit/book/container_node.hpp"
#include "kit/book/entry_properties.hpp"

#include <postroom/failure.hpp>

#include <mapitags.h>

namespace postroom::kit::book {
namespace {

class Person final : public PropObject<Person, IMailUser> {
 public:
  static constexpr const char* kTypeName = "IMailUser";
  Person(std::shared_ptr<Core> core, std::shared_ptr<PropertySource> source)
      : PropObject(std::move(core), std::move(source)) {}
};

// IABContainer and IDistList have the same methods; what they do is their node's.
template <class Derived, class Interface>
class ContainerObject : public PropObject<Derived, Interface> {
 public:
  STDMETHODIMP GetContentsTable(ULONG flags, LPMAPITABLE* table) override {
    return this->call([&]() -> HRESULT {
      require(table != nullptr, "lppTable is null");
      *table = nullptr;
      *table = node_->contents(flags).detach();
      return S_OK;
    });
  }
  STDMETHODIMP GetHierarchyTable(ULONG flags, LPMAPITABLE* table) override {
    return this->call([&]() -> HRESULT {
      require(table != nullptr, "lppTable is null");
      *table = nullptr;
      *table = node_->hierarchy(flags).detach();
      return S_OK;
    });
  }
  STDMETHODIMP OpenEntry(ULONG size, LPENTRYID entry, LPCIID iid, ULONG flags, ULONG* type,
                         LPUNKNOWN* object) override {
    return this->call([&]() -> HRESULT {
      require(object != nullptr && type != nullptr, "an output parameter is null");
      *object = nullptr;
      return node_->open_entry(entry_id(size, entry), iid, flags, type, object);
    });
  }
  STDMETHODIMP SetSearchCriteria(LPSRestriction, LPENTRYLIST, ULONG) override {
    return this->call([&]() -> HRESULT { return MAPI_E_NO_SUPPORT; });  // G-27
  }
  STDMETHODIMP GetSearchCriteria(ULONG, LPSRestriction* restriction, LPENTRYLIST* containers, ULONG* state) override {
    return this->call([&]() -> HRESULT {
      if (restriction != nullptr) *restriction = nullptr;
      if (containers != nullptr) *containers = nullptr;
      if (state != nullptr) *state = 0;
      return MAPI_E_NO_SUPPORT;
    });
  }
  STDMETHODIMP CreateEntry(ULONG size, LPENTRYID entry, ULONG create_flags, LPMAPIPROP* object) override {
    return this->call([&]() -> HRESULT {
      require(object != nullptr, "lppMAPIPropEntry is null");
      *object = nullptr;
      require_flags(create_flags, CREATE_CHECK_DUP_STRICT | CREATE_CHECK_DUP_LOOSE | CREATE_REPLACE);
      *object = node_->create_entry(entry_id(size, entry), create_flags).detach();
      return S_OK;
    });
  }
  STDMETHODIMP CopyEntries(LPENTRYLIST entries, ULONG_PTR, LPMAPIPROGRESS progress, ULONG flags) override {
    return this->call([&]() -> HRESULT {
      require(entries != nullptr, "lpEntries is null");
      // AB_NO_DIALOG has the value of CREATE_CHECK_DUP_STRICT, and no dialog is ever shown: the bit means the latter.
      require_flags(flags, CREATE_CHECK_DUP_STRICT | CREATE_CHECK_DUP_LOOSE | CREATE_REPLACE);
      return node_->copy_entries(*entries, progress, flags);
    });
  }
  STDMETHODIMP DeleteEntries(LPENTRYLIST entries, ULONG flags) override {
    return this->call([&]() -> HRESULT {
      require(entries != nullptr, "lpEntries is null");
      require_flags(flags, 0);
      return node_->delete_entries(*entries);
    });
  }
  STDMETHODIMP ResolveNames(LPSPropTagArray columns, ULONG flags, LPADRLIST names, LPFlagList resolved) override {
    return this->call([&]() -> HRESULT {
      node_->resolve_names(columns, flags, names, resolved);
      return S_OK;
    });
  }

 protected:
  ContainerObject(std::shared_ptr<Core> core, std::shared_ptr<PropertySource> source,
                  std::unique_ptr<ContainerNode> node)
      : PropObject<Derived, Interface>(std::move(core), std::move(source)), node_(std::move(node)) {}
  ~ContainerObject() = default;

  // PR_CONTAINER_CONTENTS and PR_CONTAINER_HIERARCHY give the tables.
  com_ptr<IUnknown> open_property(ULONG tag, REFIID iid, ULONG options, ULONG flags) override {
    if (has_iid<IMAPITable>(iid)) {
      if (id_of(tag) == id_of(PR_CONTAINER_CONTENTS)) return node_->contents(options & MAPI_UNICODE);
      if (id_of(tag) == id_of(PR_CONTAINER_HIERARCHY)) return node_->hierarchy(options & MAPI_UNICODE);
    }
    return PropHooks::open_property(tag, iid, options, flags);
  }

 private:
  const std::unique_ptr<ContainerNode> node_;
};

class AddressContainer final : public ContainerObject<AddressContainer, IABContainer> {
 public:
  static constexpr const char* kTypeName = "IABContainer";
  AddressContainer(std::shared_ptr<Core> core, PropertyBag bag, std::unique_ptr<ContainerNode> node)
      : ContainerObject(std::move(core), std::make_shared<BagSource>(std::move(bag)), std::move(node)) {}
};

class List final : public ContainerObject<List, IDistList> {
 public:
  static constexpr const char* kTypeName = "IDistList";
  List(std::shared_ptr<Core> core, std::shared_ptr<PropertySource> source, std::unique_ptr<ContainerNode> node)
      : ContainerObject(std::move(core), std::move(source), std::move(node)) {}
};

com_ptr<IUnknown> as_asked(com_ptr<IUnknown> object, LPCIID iid) {
  if (iid == nullptr) return object;
  com_ptr<IUnknown> asked;
  check(object->QueryInterface(*iid, asked.put_void()), "the address book entry lacks the interface asked for");
  return asked;
}

com_ptr<IUnknown> open_container(const std::shared_ptr<BookCore>& core, const EntryId& id) {
  if (id.kind == EntryKind::root) {
    PropertyBag bag = root_properties(*core);
    bag.set(PropertyValue(PR_CONTAINER_HIERARCHY));
    bag.set(PR_ACCESS_LEVEL, LONG{0});
    return make_object<AddressContainer>(core, std::move(bag), root_node(core));
  }
  const Container container = core->container(id.object);
  PropertyBag bag = container_properties(*core, container);
  bag.set(PropertyValue(PR_CONTAINER_CONTENTS));
  bag.set(PR_ACCESS_LEVEL, static_cast<LONG>(container.modifiable ? MAPI_MODIFY : 0));
  return make_object<AddressContainer>(core, std::move(bag), container_node(core, id.object));
}

}  // namespace

com_ptr<IMAPIProp> make_entry_object(const std::shared_ptr<BookCore>& core, std::shared_ptr<EntrySource> source) {
  const Entry entry = source->entry();
  if (entry.kind != EntryKind::list) return make_object<Person>(core, std::move(source));
  return make_object<List>(core, std::move(source), list_node(core, entry));
}

com_ptr<IMAPIProp> make_person(const std::shared_ptr<BookCore>& core, std::shared_ptr<PropertySource> source) {
  return make_object<Person>(core, std::move(source));
}

com_ptr<IMAPIProp> make_list(const std::shared_ptr<BookCore>& core, std::shared_ptr<PropertySource> source,
                             std::unique_ptr<ContainerNode> node) {
  return make_object<List>(core, std::move(source), std::move(node));
}

com_ptr<IUnknown> open_entry(const std::shared_ptr<BookCore>& core, std::string_view entry, LPCIID iid, ULONG flags,
                             ULONG* type) {
  // Which copy of a server's list may answer, and whether only that list may: a book of this kind has neither.
  constexpr ULONG kOfServers = MAPI_CACHE_ONLY | MAPI_NO_CACHE | MAPI_GAL_ONLY;
  require_flags(flags, MAPI_MODIFY | MAPI_BEST_ACCESS | MAPI_DEFERRED_ERRORS | MAPI_UNICODE | kOfServers);
  const EntryId id = entry.empty() ? EntryId{} : core->decode(entry);
  if (id.kind == EntryKind::root || id.kind == EntryKind::container) {
    const bool modifiable = id.kind == EntryKind::container && core->modifiable(id.object);
    if ((flags & MAPI_MODIFY) != 0 && !modifiable) {
      fail(MAPI_E_NO_ACCESS, "the address book container cannot be changed");
    }
    com_ptr<IUnknown> object = as_asked(open_container(core, id), iid);
    *type = MAPI_ABCONT;
    return object;
  }
  if (id.kind != EntryKind::person && id.kind != EntryKind::list) {
    fail(MAPI_E_NOT_FOUND, "a template for new entries cannot be opened");
  }
  Entry found = core->entry(id.object);
  const bool modifiable = core->modifiable(found.container);
  if ((flags & MAPI_MODIFY) != 0 && !modifiable) {
    fail(MAPI_E_NO_ACCESS, "the address book entry cannot be changed");
  }
  const bool writable = modifiable && (flags & (MAPI_MODIFY | MAPI_BEST_ACCESS)) != 0;
  const ULONG object_type = found.kind == EntryKind::list ? MAPI_DISTLIST : MAPI_MAILUSER;
  com_ptr<IUnknown> object =
      as_asked(make_entry_object(core, std::make_shared<EntrySource>(core, std::move(found), writable)), iid);
  *type = object_type;
  return object;
}

}  // namespace postroom::kit::book
