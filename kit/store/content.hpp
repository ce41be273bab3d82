// SPDX-License-Identifier: Apache-2.0
//
// What a message or an attachment is made of, as a value: what an open message works on until it is saved (M-6), and
// what is written when one is saved or copied. Values of more than kBigValue bytes stay where they are.
#pragma once

#include "kit/store/spool.hpp"

#include <postroom/property_bag.hpp>
#include <postroom/store/backend.hpp>
#include <postroom/stream.hpp>

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace postroom::kit::store {

class StoreCore;

// The bytes of a big value: a stream of an object in the store, or a spool. Never changed once it is part of a content.
struct BigValue {
  std::uint64_t size = 0;
  ObjectId owner;  // in the store, unless `spool` is there
  std::shared_ptr<const Spool> spool;
};

struct Content {
  PropertyBag properties;
  std::map<ULONG, BigValue> big;  // by tag; such a property is not among `properties`

  bool has(ULONG tag) const noexcept;
  void erase(ULONG tag);
  // Puts a property, in a spool of its own when it is big.
  void set(PropertyValue value);
  std::uint64_t size() const noexcept;  // in bytes, roughly
};

struct MessageContent;

struct AttachmentContent : Content {
  ObjectId id;
  ULONG number = 0;                                // PR_ATTACH_NUM
  bool stored = false;                             // the store has it
  bool changed = false;                            // and what it has is not this
  std::shared_ptr<const MessageContent> embedded;  // null when there is none, or while it is only in the store
};

struct MessageContent : Content {
  std::optional<std::vector<Recipient>> recipients;               // nothing: as in the store
  std::optional<std::map<ULONG, AttachmentContent>> attachments;  // likewise
};

// Reading. The properties of an object; a message's without recipients and attachments, which have functions of their
// own; or all of a message, embedded messages included.
Content load_content(Snapshot& snapshot, const ObjectId& id);
MessageContent load_whole(Snapshot& snapshot, const ObjectId& id);
std::map<ULONG, AttachmentContent> load_attachments(Snapshot& snapshot, const ObjectId& message);

// Writing: makes the object `id`, which exists, have this content. Recipients and attachments that are not there are
// left as they are; attachments of the store that are not in the content are removed. A `fresh` object has just been
// created: nothing of it need be looked for.
void write_content(Transaction& transaction, const ObjectId& id, const Content& content);
void write_message(Transaction& transaction, const ObjectId& id, const MessageContent& content, bool fresh);

// Makes the content that of a message of its own: every object in it gets a new id, and nothing is stored yet (F-7).
void renew_ids(MessageContent& content);

// Marks all of it as stored under `id`, so that the next save writes only what changes from here on.
void settle(MessageContent& content, const ObjectId& id);
void settle(Content& content, const ObjectId& id);

// The bytes of a big value, to be read.
std::shared_ptr<StreamSource> open_big(std::shared_ptr<StoreCore> core, ULONG tag, BigValue value);
// All of them.
std::string read_big(Snapshot& snapshot, ULONG tag, const BigValue& value);

}  // namespace postroom::kit::store
