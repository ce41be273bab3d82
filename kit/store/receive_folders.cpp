// SPDX-License-Identifier: Apache-2.0
#include "kit/store/receive_folders.hpp"

#include "kit/store/private_tags.hpp"
#include "kit/store/store_core.hpp"

#include <postroom/memory_table.hpp>

#include <mapitags.h>

#include <algorithm>

namespace postroom::kit::store {
namespace {

constexpr std::size_t kLongestClass = 255;  // I-22

using Associations = std::vector<ReceiveFolder>;

PropertyValue to_property(const Associations& associations) {
  std::vector<std::string> values;
  for (const ReceiveFolder& each : associations) {
    values.push_back(std::string(each.folder.view()) + each.message_class);
  }
  return {kReceiveFoldersTag, std::move(values)};
}

Associations read(Snapshot& snapshot) {
  Associations result;
  const Bag store = snapshot.properties(kStoreObject);
  const auto value = store.find(kReceiveFoldersTag);
  for (std::size_t i = 0; value && i < element_count(*value); ++i) {
    const std::string_view each = element(*value, i).data;
    if (each.size() < sizeof(ObjectId)) continue;
    result.push_back({std::string(each.substr(sizeof(ObjectId))), ObjectId::from(each.data())});
  }
  return result;
}

bool begins(std::string_view whole, std::string_view part) noexcept {
  if (part.empty()) return true;
  return whole.starts_with(part) && (whole.size() == part.size() || whole[part.size()] == '.');
}

void check_class(const std::string& message_class) {  // I-22
  const bool plain = std::ranges::all_of(message_class, [](char c) { return c >= 32 && c <= 126; });
  require(plain && message_class.size() <= kLongestClass && !message_class.ends_with('.'), "a malformed message class");
}

}  // namespace

ReceiveFolder receive_folder(StoreCore& core, const std::string& message_class) {
  check_class(message_class);
  const auto snapshot = core.read();
  ReceiveFolder best{{}, core.identity().root};  // where even the default was removed (I-15)
  for (const ReceiveFolder& each : read(*snapshot)) {
    if (begins(message_class, each.message_class) && each.message_class.size() >= best.message_class.size() &&
        snapshot->find(each.folder)) {
      best = each;
    }
  }
  return best;
}

void set_receive_folder(StoreCore& core, const std::string& message_class, const std::optional<ObjectId>& folder) {
  check_class(message_class);
  const auto transaction = core.write();
  if (folder) {
    const auto info = transaction->find(*folder);
    if (!info || info->type != ObjectType::folder) fail(MAPI_E_NOT_FOUND, "the receive folder does not exist");
  }
  Associations now = read(*transaction);
  std::erase_if(now, [&](const ReceiveFolder& each) { return each.message_class == message_class; });
  if (folder) now.push_back({message_class, *folder});
  const Bag before = transaction->properties(kStoreObject);
  PropertyBag store = unpack(before);
  if (now.empty()) {
    store.erase(kReceiveFoldersTag);
  } else {
    store.set(to_property(now));
  }
  transaction->set_properties(kStoreObject, pack(store, apart_sizes(before)));
  transaction->commit();
}

com_ptr<IMAPITable> receive_folder_table(const std::shared_ptr<StoreCore>& core, ULONG flags) {
  require_flags(flags, MAPI_UNICODE | MAPI_DEFERRED_ERRORS);
  const auto table = MemoryTable::create(PR_INSTANCE_KEY, {PR_ENTRYID, PR_MESSAGE_CLASS_W, PR_RECORD_KEY});
  std::vector<PropertyBag> rows;
  for (const ReceiveFolder& each : read(*core->read())) {
    rows.push_back({{PR_ENTRYID, core->entry(ObjectType::folder, each.folder)},
                    {PR_MESSAGE_CLASS_W, each.message_class},
                    {PR_RECORD_KEY, each.folder.view()},
                    {PR_INSTANCE_KEY, "class " + each.message_class}});
  }
  table->put(std::move(rows));
  TableViewOptions options;  // as it is now: nobody is told of changes
  options.flags = flags & MAPI_UNICODE;
  return table->view(core, std::move(options));
}

PropertyValue default_receive_folders(const ObjectId& inbox, const ObjectId& root) {
  return to_property({{"", inbox}, {"IPM", inbox}, {"Report", inbox}, {"REPORT", inbox}, {"IPC", root}});
}

}  // namespace postroom::kit::store
