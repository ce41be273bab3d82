// SPDX-License-Identifier: Apache-2.0
#include "kit/store/folder_copy.hpp"

#include "kit/store/content.hpp"
#include "kit/store/events.hpp"
#include "kit/store/folder_batches.hpp"
#include "kit/store/special_folders.hpp"
#include "kit/store/store_core.hpp"

#include <mapitags.h>

namespace postroom::kit::store {
namespace {

// What is to be copied. Read at once, so that folders that are moved meanwhile, even into their own copy, make no end.
struct Tree {
  ObjectId folder;
  std::vector<ObjectId> messages;  // the associated ones, too
  std::vector<Tree> subfolders;

  std::size_t items() const noexcept { return messages.size() + subfolders.size(); }
};

Tree tree_of(Snapshot& snapshot, const ObjectId& folder, bool deep) {
  Tree tree{folder, ids_in(snapshot, Container::messages, folder), {}};
  const std::vector<ObjectId> associated = ids_in(snapshot, Container::associated, folder);
  tree.messages.insert(tree.messages.end(), associated.begin(), associated.end());
  if (!deep) return tree;
  for (const ObjectId& child : ids_in(snapshot, Container::folders, folder)) {
    tree.subfolders.push_back(tree_of(snapshot, child, deep));
  }
  return tree;
}

// The transactions of a copy: one for all of it, or one for each step.
class Steps {
 public:
  Steps(StoreCore& core, bool several) : core_(core), several_(several) {}

  Transaction& transaction() {
    if (!transaction_) transaction_.emplace(core_.write());
    return **transaction_;
  }
  void add(const StoreEvent& event) { events_.push_back(event); }
  // Only who sees a copy before it is whole is told of what is in it.
  void add_inner(const StoreEvent& event) {
    if (several_) events_.push_back(event);
  }
  void end_step(std::initializer_list<ObjectId> changed_folders) {
    if (several_) end(changed_folders);
  }
  void end(std::initializer_list<ObjectId> changed_folders) {
    if (!transaction_) return;
    (*transaction_)->commit();
    transaction_.reset();
    publish(core_, std::exchange(events_, {}), changed_folders);
  }

 private:
  StoreCore& core_;
  const bool several_;
  std::optional<Held<Transaction>> transaction_;
  std::vector<StoreEvent> events_;
};

void copy_message_to(Steps& steps, const ObjectId& id, const ObjectId& to) {
  const auto info = steps.transaction().find(id);
  if (!info) return;  // deleted since the copy began
  const ObjectId copy = copy_message(steps.transaction(), *info, to);
  steps.add_inner({fnevObjectCopied, ObjectType::message, copy, to, id, info->parent, info->associated});
}

// The copy; nothing when the folder was deleted since the copy began.
std::optional<ObjectId> copy_folder_to(Steps& steps, const ObjectId& id, const ObjectId& to) {
  Transaction& transaction = steps.transaction();
  const auto info = transaction.find(id);
  if (!info) return std::nullopt;
  const ObjectId copy = ObjectId::make();
  transaction.create(copy, ObjectType::folder, to, false);
  write_content(transaction, copy, load_content(transaction, id));
  steps.add_inner({fnevObjectCopied, ObjectType::folder, copy, to, id, info->parent, false});
  return copy;
}

void copy_contents(Steps& steps, const Tree& from, const ObjectId& to, Progress& progress) {
  progress.in_steps(from.messages, [&](std::span<const ObjectId> some) {
    for (const ObjectId& id : some) copy_message_to(steps, id, to);
    steps.end_step({to});
  });
  for (const Tree& child : from.subfolders) {
    const auto copy = copy_folder_to(steps, child.folder, to);
    steps.end_step({to});
    if (copy) {
      Progress inner(progress.part(), child.items());
      copy_contents(steps, child, *copy, inner);
    }
    progress.done();
  }
}

// The folder's content, with the new name, when it may go where it is to go.
Content checked_content(StoreCore& core, Snapshot& snapshot, const ObjectId& parent, const ObjectId& folder,
                        const ObjectId& destination, const std::string& name, bool move) {
  check_leaving(core, snapshot, parent, folder, move);
  if (!snapshot.find(destination)) fail(MAPI_E_NOT_FOUND, "the destination folder does not exist");
  if (is_below(snapshot, destination, folder)) fail(MAPI_E_FOLDER_CYCLE, "the folder would be below itself");
  Content content = load_content(snapshot, folder);
  if (!name.empty()) content.set(PropertyValue(PR_DISPLAY_NAME_W, name));
  const auto clash = snapshot.child_folder(destination, content.properties.text(PR_DISPLAY_NAME_W));
  if (clash && (!move || *clash != folder)) fail(MAPI_E_COLLISION, "a folder with this name exists");
  return content;
}

void move_folder(StoreCore& core, const ObjectId& parent, const ObjectId& folder, const ObjectId& destination,
                 const std::string& name) {
  Steps steps(core, false);
  Transaction& transaction = steps.transaction();
  const Content content = checked_content(core, transaction, parent, folder, destination, name, true);
  transaction.move(folder, destination);
  if (!name.empty()) write_content(transaction, folder, content);
  steps.add({fnevObjectMoved, ObjectType::folder, folder, destination, folder, parent, false});
  steps.end({parent, destination});
}

}  // namespace

void check_leaving(StoreCore& core, Snapshot& snapshot, const ObjectId& parent, const ObjectId& folder, bool move) {
  const auto info = snapshot.find(folder);
  if (!info || info->type != ObjectType::folder || info->parent != parent) {
    fail(MAPI_E_NOT_FOUND, "the folder is not in this folder");
  }
  if (move && is_special(snapshot, core.identity(), folder)) {
    fail(MAPI_E_NO_ACCESS, "the store needs the folder where it is");
  }
}

HRESULT copy_folder(StoreCore& core, const ObjectId& parent, const ObjectId& folder, const ObjectId& destination,
                    const std::string& name, IMAPIProgress* client, ULONG flags) {
  if ((flags & FOLDER_MOVE) != 0) {
    Progress progress(client, 1);
    move_folder(core, parent, folder, destination, name);
    progress.done();
    return S_OK;
  }
  const bool deep = (flags & COPY_SUBFOLDERS) != 0;
  Tree tree;
  if (client != nullptr) tree = tree_of(*core.read(), folder, deep);
  Progress progress(client, std::max<std::size_t>(tree.items(), 1));
  Steps steps(core, client != nullptr);
  Content content = checked_content(core, steps.transaction(), parent, folder, destination, name, false);
  if (client == nullptr) tree = tree_of(steps.transaction(), folder, deep);
  content.properties.set(PR_FOLDER_TYPE, FOLDER_GENERIC);
  const ObjectId copy = ObjectId::make();
  steps.transaction().create(copy, ObjectType::folder, destination, false);
  write_content(steps.transaction(), copy, content);
  steps.add({fnevObjectCopied, ObjectType::folder, copy, destination, folder, parent, false});
  steps.end_step({parent, destination});
  copy_contents(steps, tree, copy, progress);
  steps.end({parent, destination});
  if (tree.items() == 0) progress.done();
  return S_OK;
}

}  // namespace postroom::kit::store
