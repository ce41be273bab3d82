// SPDX-License-Identifier: Apache-2.0
#include "kit/store/sent_messages.hpp"

#include "kit/store/private_tags.hpp"

#include <postroom/property_bag.hpp>

#include <string>

namespace postroom::kit::store {
namespace {

void write(Transaction& transaction, const std::vector<ObjectId>& messages) {
  const Bag before = transaction.properties(kStoreObject);
  PropertyBag store = unpack(before);
  if (messages.empty()) {
    store.erase(kSentMessagesTag);
  } else {
    std::vector<std::string> values;
    for (const ObjectId& each : messages) values.emplace_back(each.view());
    store.set({kSentMessagesTag, std::move(values)});
  }
  transaction.set_properties(kStoreObject, pack(store, apart_sizes(before)));
}

}  // namespace

std::vector<ObjectId> sent_messages(Snapshot& snapshot) {
  std::vector<ObjectId> result;
  const Bag store = snapshot.properties(kStoreObject);
  const auto value = store.find(kSentMessagesTag);
  for (std::size_t i = 0; value && i < element_count(*value); ++i) {
    const std::string_view each = element(*value, i).data;
    if (each.size() == sizeof(ObjectId)) result.push_back(ObjectId::from(each.data()));
  }
  return result;
}

void add_sent_message(Transaction& transaction, const ObjectId& message) {
  std::vector<ObjectId> messages = sent_messages(transaction);
  std::erase(messages, message);
  messages.push_back(message);
  write(transaction, messages);
}

void remove_sent_message(Transaction& transaction, const ObjectId& message) {
  std::vector<ObjectId> messages = sent_messages(transaction);
  if (std::erase(messages, message) != 0) write(transaction, messages);
}

}  // namespace postroom::kit::store
