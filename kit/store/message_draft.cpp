// SPDX-License-Identifier: Apache-2.0
#include "kit/store/message_draft.hpp"

#include "kit/store/attachment_draft.hpp"
#include "kit/store/object_columns.hpp"
#include "kit/store/store_core.hpp"

#include <mapitags.h>

#include <algorithm>

namespace postroom::kit::store {
namespace {

// M-28: what a client may set, and only before the first save.
constexpr std::uint32_t kSettableFlags =
    MSGFLAG_READ | MSGFLAG_UNMODIFIED | MSGFLAG_UNSENT | MSGFLAG_FROMME | MSGFLAG_RESEND;

// What SetReadFlag changes in the store at once, whatever becomes of the working copy (M-33).
constexpr std::uint32_t kFlagsOfTheStore = MSGFLAG_READ | MSGFLAG_RN_PENDING | MSGFLAG_NRN_PENDING;

// A message that the spooler makes is one that arrives: unread and unmodified (I-20). A client's is being written.
ObjectInfo fresh_info(const ObjectId& parent, bool associated, bool arriving) {
  ObjectInfo info;
  info.id = ObjectId::make();
  info.type = ObjectType::message;
  info.parent = parent;
  info.associated = associated;
  info.flags = MSGFLAG_UNMODIFIED | (arriving ? 0 : MSGFLAG_UNSENT | MSGFLAG_READ);
  return info;
}

MessageContent fresh_content() {
  MessageContent content;
  const std::uint64_t now = now_ticks();
  content.properties.set(PR_SEARCH_KEY, ObjectId::make().view());  // F-25: there from the start
  content.properties.set(PR_CREATION_TIME, now);
  content.properties.set(PR_LAST_MODIFICATION_TIME, now);
  content.recipients.emplace();
  content.attachments.emplace();
  return content;
}

// "RE: " and the like: up to three letters or digits, a colon and a space.
std::size_t prefix_length(std::string_view subject) noexcept {
  const std::size_t colon = subject.substr(0, 4).find(':');
  if (colon == std::string_view::npos || colon == 0 || subject.size() <= colon + 1 || subject[colon + 1] != ' ')
    return 0;
  return std::ranges::all_of(subject.substr(0, colon),
                             [](unsigned char c) { return std::isalnum(c) != 0 || c >= 0x80; })
             ? colon + 2
             : 0;
}

}  // namespace

MessageDraft::MessageDraft(const std::shared_ptr<StoreCore>& core, ObjectInfo info, MessageContent content,
                           bool in_store, bool writable, std::shared_ptr<AttachmentDraft> attachment)
    : Draft(core, writable),
      id_(info.id),
      attachment_(std::move(attachment)),
      token_(writable ? std::make_unique<Writers::Token>(core->writers(), info.id) : nullptr),
      info_(info),
      content_(std::move(content)),
      in_store_(in_store),
      dirty_(!in_store),
      saved_once_(in_store) {}

MessageDraft::~MessageDraft() = default;

std::shared_ptr<MessageDraft> MessageDraft::of_stored(std::shared_ptr<StoreCore> core, const ObjectInfo& info,
                                                      Content content, bool writable) {
  MessageContent whole;
  static_cast<Content&>(whole) = std::move(content);
  return std::make_shared<MessageDraft>(std::move(core), info, std::move(whole), true, writable, nullptr);
}

std::shared_ptr<MessageDraft> MessageDraft::of_new(std::shared_ptr<StoreCore> core, const ObjectId& folder,
                                                   bool associated) {
  const ObjectInfo info = fresh_info(folder, associated, core->is_spooler());
  return std::make_shared<MessageDraft>(std::move(core), info, fresh_content(), false, true, nullptr);
}

std::shared_ptr<MessageDraft> MessageDraft::of_embedded(std::shared_ptr<AttachmentDraft> attachment,
                                                        MessageContent content, std::optional<ObjectInfo> stored,
                                                        bool writable) {
  std::shared_ptr<StoreCore> core = attachment->shared_core();
  const bool fresh = content.properties.empty();
  const ObjectInfo info = stored ? *stored : fresh_info(attachment->id(), false, false);
  return std::make_shared<MessageDraft>(std::move(core), info, fresh ? fresh_content() : std::move(content),
                                        stored.has_value(), writable, std::move(attachment));
}

ObjectInfo MessageDraft::info() const {
  const Lock lock(mutex_);
  require_alive();
  return info_;
}

bool MessageDraft::in_store() const {
  const Lock lock(mutex_);
  return in_store_;
}

void MessageDraft::set_flags(std::uint32_t flags) {
  const Lock lock(mutex_);
  info_.flags = flags;
}

void MessageDraft::set_status(std::uint32_t status) {
  const Lock lock(mutex_);
  info_.status = status;
}

std::optional<PropertyValue> MessageDraft::computed(ULONG tag) {
  switch (id_of(tag)) {
    case id_of(PR_MESSAGE_RECIPIENTS):
      return PropertyValue(PR_MESSAGE_RECIPIENTS);
    case id_of(PR_MESSAGE_ATTACHMENTS):
      return PropertyValue(PR_MESSAGE_ATTACHMENTS);
    case id_of(PR_ACCESS_LEVEL):
      return PropertyValue(PR_ACCESS_LEVEL, writable_ ? MAPI_MODIFY : 0);
    case id_of(PR_ACCESS):
      if (!writable_) return PropertyValue(PR_ACCESS, MAPI_ACCESS_READ);
      break;
    case id_of(PR_ENTRYID):
    case id_of(PR_PARENT_ENTRYID):
      if (is_embedded()) return std::nullopt;  // it is reached through its attachment only
      break;
    default:
      break;
  }
  return message_column(core(), info_, tag);
}

std::vector<ULONG> MessageDraft::computed_tags() {
  std::vector<ULONG> tags{PR_MESSAGE_RECIPIENTS, PR_MESSAGE_ATTACHMENTS, PR_ACCESS_LEVEL};
  for (const ULONG tag : message_columns()) {
    if (!is_embedded() || (tag != PR_ENTRYID && tag != PR_PARENT_ENTRYID)) tags.push_back(tag);
  }
  return tags;
}

bool MessageDraft::before_set(const PropertyValue& value) {
  if (id_of(PR_MESSAGE_FLAGS) == value.id()) {
    if (saved_once_) fail(MAPI_E_COMPUTED, "the message flags are set with SetReadFlag after the first save");  // M-28
    info_.flags = (info_.flags & ~kSettableFlags) | (static_cast<std::uint32_t>(value.number()) & kSettableFlags);
    return true;
  }
  if (is_computed_of_message(value.tag())) fail(MAPI_E_COMPUTED, "the store computes the property");
  if (value.tag() == PR_SUBJECT_W) {
    const std::size_t prefix = prefix_length(value.text());
    content_.set(PropertyValue(PR_SUBJECT_PREFIX_W, value.text().substr(0, prefix)));
    content_.set(PropertyValue(PR_NORMALIZED_SUBJECT_W, value.text().substr(prefix)));
  }
  return false;
}

void MessageDraft::before_erase(ULONG tag) {
  if (is_computed_of_message(tag)) fail(MAPI_E_COMPUTED, "the store computes the property");
}

// What is recomputed at each save (M-27).
void MessageDraft::refresh_computed() {
  refresh_display_names();
  if (content_.attachments) {
    info_.flags &= ~MSGFLAG_HASATTACH;
    if (!content_.attachments->empty()) info_.flags |= MSGFLAG_HASATTACH;
  }
  if (saved_once_) info_.flags &= ~MSGFLAG_UNMODIFIED;
  PropertyBag& own = content_.properties;
  if (own.text(PR_MESSAGE_CLASS_W).empty()) own.set(PR_MESSAGE_CLASS_W, "IPM");  // M-36
  own.set(PR_LAST_MODIFICATION_TIME, now_ticks());
  std::uint64_t size = content_.size();
  if (content_.recipients) {
    for (const Recipient& each : *content_.recipients) size += each.properties.block().size();
  }
  if (content_.attachments) {
    for (const auto& [number, each] : *content_.attachments) size += each.size();
  } else if (in_store_) {
    // Attachments were not touched: what they weigh is what is left of the old size.
    size = std::max<std::uint64_t>(size, static_cast<std::uint64_t>(own.number64(PR_MESSAGE_SIZE)));
  }
  own.set(PR_MESSAGE_SIZE, static_cast<std::int64_t>(std::min<std::uint64_t>(size, 0x7FFFFFFF)));
}

void MessageDraft::write_to(Transaction& transaction, ULONG flags) {
  if (in_store_) {
    const auto now = transaction.find(id_);
    if (!now) fail(MAPI_E_OBJECT_DELETED, "the message was deleted meanwhile");  // M-25
    if (now->version != info_.version && (flags & FORCE_SAVE) == 0) {
      fail(MAPI_E_OBJECT_CHANGED, "the message was changed meanwhile");
    }
    info_.parent = now->parent;
    info_.status = now->status;
    info_.flags = (info_.flags & ~kFlagsOfTheStore) | (now->flags & kFlagsOfTheStore);
  } else {
    if (!transaction.find(info_.parent)) {
      fail(MAPI_E_OBJECT_DELETED, "the folder of the message was deleted meanwhile");
    }
    transaction.create(id_, ObjectType::message, info_.parent, info_.associated);
  }
  refresh_computed();
  write_message(transaction, id_, content_, !in_store_);
  transaction.set_flags(id_, info_.flags);
}

bool MessageDraft::written(ChangeNumber commit) {
  info_.version = info_.change = commit;
  settle(content_, id_);
  dirty_ = false;
  saved_once_ = true;
  return !std::exchange(in_store_, true);
}

void MessageDraft::enqueue(std::uint32_t submit_flags) {
  StoreEvent event{fnevObjectModified, ObjectType::message, id_, {}, {}, {}, false};
  core().deferred_saves().write_out();
  {
    const Lock lock(mutex_);
    require_writable();
    const std::uint32_t before = info_.flags;
    try {
      info_.flags |= MSGFLAG_SUBMIT | MSGFLAG_UNSENT;
      const auto transaction = core().write();
      write_to(*transaction, 0);
      transaction->enqueue(id_, submit_flags);
      if (written(transaction->commit())) event.event = fnevObjectCreated;
    } catch (...) {
      info_.flags = before;  // the message stays open, as it was (H-2)
      throw;
    }
    event.parent = info_.parent;
  }
  end(MAPI_E_INVALID_OBJECT);
  publish(event);
}

// M-24: without KEEP_OPEN_… only Release may follow, so a new message can wait for others to be written with.
bool MessageDraft::save_deferred(ULONG flags) {
  constexpr ULONG kAsked = MAPI_DEFERRED_ERRORS | KEEP_OPEN_READONLY | KEEP_OPEN_READWRITE;
  std::uint64_t size = 0;
  {
    const Lock lock(mutex_);
    require_alive();
    if ((flags & kAsked) != MAPI_DEFERRED_ERRORS || !writable_ || in_store_ || is_embedded()) return false;
    writable_ = dirty_ = false;
    size = content_.size();
    for (const auto& [number, each] : *content_.attachments) size += each.size();
  }
  core().deferred_saves().add(std::static_pointer_cast<MessageDraft>(shared_from_this()), size);
  return true;
}

void MessageDraft::write_deferred(Transaction& transaction) {
  const Lock lock(mutex_);
  write_to(transaction, 0);
}

void MessageDraft::was_written(ChangeNumber commit, std::vector<StoreEvent>& events) {
  const Lock lock(mutex_);
  written(commit);
  events.push_back({fnevObjectCreated, ObjectType::message, id_, info_.parent, {}, {}, info_.associated});
  const ObjectId& parent = info_.parent;
  if (std::ranges::any_of(events, [&](const StoreEvent& each) { return each.id == parent; })) return;
  events.push_back({fnevObjectModified, ObjectType::folder, info_.parent, {}, {}, {}, false});  // K-13
}

void MessageDraft::save(ULONG flags) {
  if (save_deferred(flags)) return;
  core().deferred_saves().write_out();  // before them: it calls sinks, and the mutex is not held yet
  StoreEvent event;
  MessageContent embedded;
  std::vector<PropertyBag> attachments;
  std::shared_ptr<MemoryTable> table;
  {
    const Lock lock(mutex_);
    require_alive();
    if (!writable_) {
      if (!dirty_) return;
      fail(MAPI_E_NO_ACCESS, "the message was opened read-only");
    }
    if (dirty_ || (flags & FORCE_SAVE) != 0) {
      if (is_embedded()) {
        load_recipients();
        load_attachments();
        refresh_computed();
        embedded = content_;
        dirty_ = false;
      } else {
        const auto transaction = core().write();
        write_to(*transaction, flags);
        const bool fresh = written(transaction->commit());
        event = {fresh ? fnevObjectCreated : fnevObjectModified,
                 ObjectType::message,
                 id_,
                 info_.parent,
                 {},
                 {},
                 info_.associated};
      }
      saved_once_ = true;
    }
    if (attachment_table_ != nullptr) {
      table = attachment_table_;
      for (const auto& [number, each] : *content_.attachments) attachments.push_back(attachment_row(each));
    }
    if ((flags & KEEP_OPEN_READONLY) != 0) writable_ = false;
  }
  if (table != nullptr) table->replace_all(std::move(attachments));
  if (!embedded.properties.empty()) attachment_->put_embedded(std::move(embedded));
  if (event.id == id_) publish(event);
}

// A new message also changes the counts of its folder (K-13).
void MessageDraft::publish(const StoreEvent& event) {
  const StoreEvent events[] = {event, {fnevObjectModified, ObjectType::folder, event.parent, {}, {}, {}, false}};
  core().events().publish(std::span(events).first(event.event == fnevObjectCreated ? 2 : 1));
}

}  // namespace postroom::kit::store
