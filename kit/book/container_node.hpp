// SPDX-License-Identifier: Apache-2.0
//
// What the container methods of IABContainer and IDistList do, for each thing that contains: the provider's root, a
// container, a distribution list. Bodies only: gate and exceptions are the shells' (objects.hpp).
#pragma once

#include "kit/book/book_core.hpp"

#include <memory>

namespace postroom::kit::book {

// Thread-safe; stateless but for what it names. What a method does not override is not supported there.
class ContainerNode {
 public:
  explicit ContainerNode(std::shared_ptr<BookCore> core) : core_(std::move(core)) {}
  virtual ~ContainerNode() = default;
  ContainerNode(const ContainerNode&) = delete;
  ContainerNode& operator=(const ContainerNode&) = delete;

  virtual com_ptr<IMAPITable> contents(ULONG flags);
  virtual com_ptr<IMAPITable> hierarchy(ULONG flags);
  // OpenEntry: of the provider's own entries only, unless overridden. The empty identifier is the provider's root.
  virtual HRESULT open_entry(std::string_view entry, LPCIID iid, ULONG flags, ULONG* type, LPUNKNOWN* object);
  virtual com_ptr<IMAPIProp> create_entry(std::string_view entry, ULONG create_flags);
  virtual HRESULT copy_entries(const ENTRYLIST& entries, IMAPIProgress* client, ULONG flags);
  virtual HRESULT delete_entries(const ENTRYLIST& entries);
  // Looks at its arguments itself, so that a node without it says so whatever they are.
  virtual void resolve_names(const SPropTagArray* columns, ULONG flags, ADRLIST* names, FlagList* resolved);

 protected:
  BookCore& core() const noexcept { return *core_; }
  const std::shared_ptr<BookCore>& shared_core() const noexcept { return core_; }

 private:
  const std::shared_ptr<BookCore> core_;
};

std::unique_ptr<ContainerNode> root_node(std::shared_ptr<BookCore> core);
std::unique_ptr<ContainerNode> container_node(std::shared_ptr<BookCore> core, const ObjectId& container);
std::unique_ptr<ContainerNode> list_node(std::shared_ptr<BookCore> core, const Entry& list);

}  // namespace postroom::kit::book
