// SPDX-License-Identifier: Apache-2.0
#include "kit/store/attachment_draft.hpp"

#include "kit/store/message_draft.hpp"
#include "kit/store/private_tags.hpp"
#include "kit/store/store_core.hpp"

#include <mapitags.h>

#include <algorithm>
#include <array>

namespace postroom::kit::store {
namespace {

constexpr std::array kComputed{PR_OBJECT_TYPE,      PR_ATTACH_NUM,        PR_RECORD_KEY,        PR_INSTANCE_KEY,
                               PR_ACCESS,           PR_ACCESS_LEVEL,      PR_ATTACH_SIZE,       PR_STORE_ENTRYID,
                               PR_STORE_RECORD_KEY, PR_MAPPING_SIGNATURE, PR_STORE_SUPPORT_MASK};

}  // namespace

AttachmentDraft::AttachmentDraft(std::shared_ptr<MessageDraft> message, AttachmentContent content, bool writable)
    : Draft(message->shared_core(), writable),
      id_(content.id),
      number_(content.number),
      message_(std::move(message)),
      content_(std::move(content)),
      dirty_(!content_.stored) {}

AttachmentDraft::~AttachmentDraft() {
  message_->close_attachment(number_);
}

std::optional<PropertyValue> AttachmentDraft::computed(ULONG tag) {
  switch (id_of(tag)) {
    case id_of(PR_OBJECT_TYPE):
      return PropertyValue(PR_OBJECT_TYPE, MAPI_ATTACH);
    case id_of(PR_ATTACH_NUM):
      return PropertyValue(PR_ATTACH_NUM, number_);
    case id_of(PR_RECORD_KEY):
      return PropertyValue(PR_RECORD_KEY, id_.view());
    case id_of(PR_INSTANCE_KEY):
      return PropertyValue(PR_INSTANCE_KEY, id_.view());
    case id_of(PR_ACCESS):
      return PropertyValue(PR_ACCESS, MAPI_ACCESS_READ | (writable_ ? MAPI_ACCESS_MODIFY | MAPI_ACCESS_DELETE : 0));
    case id_of(PR_ACCESS_LEVEL):
      return PropertyValue(PR_ACCESS_LEVEL, writable_ ? MAPI_MODIFY : 0);
    case id_of(PR_ATTACH_SIZE):
      return PropertyValue(PR_ATTACH_SIZE, std::min<std::uint64_t>(content_.size(), 0x7FFFFFFF));
    case id_of(PR_STORE_ENTRYID):
      return PropertyValue(PR_STORE_ENTRYID, core().store_entry());
    case id_of(PR_STORE_RECORD_KEY):
      return PropertyValue(PR_STORE_RECORD_KEY, core().identity().record_key.view());
    case id_of(PR_MAPPING_SIGNATURE):
      return PropertyValue(PR_MAPPING_SIGNATURE, core().identity().record_key.view());
    case id_of(PR_STORE_SUPPORT_MASK):
      return PropertyValue(PR_STORE_SUPPORT_MASK, core().support_mask());
    case id_of(PR_ATTACH_DATA_OBJ):
      // PR_ATTACH_DATA_BIN has the same id: this is the object only where the method says so.
      if (content_.properties.number(PR_ATTACH_METHOD) == ATTACH_EMBEDDED_MSG) return PropertyValue(PR_ATTACH_DATA_OBJ);
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

std::vector<ULONG> AttachmentDraft::computed_tags() {
  std::vector<ULONG> tags(kComputed.begin(), kComputed.end());
  if (content_.properties.number(PR_ATTACH_METHOD) == ATTACH_EMBEDDED_MSG) tags.push_back(PR_ATTACH_DATA_OBJ);
  return tags;
}

bool AttachmentDraft::before_set(const PropertyValue& value) {
  before_erase(value.tag());
  return false;
}

void AttachmentDraft::before_erase(ULONG tag) {
  if (is_private(tag) || std::ranges::any_of(kComputed, [&](ULONG each) { return id_of(each) == id_of(tag); })) {
    fail(MAPI_E_COMPUTED, "the store computes the property");
  }
}

void AttachmentDraft::save(ULONG flags) {
  AttachmentContent copy;
  {
    const Lock lock(mutex_);
    require_alive();
    if (!writable_) {
      if (!dirty_) return;
      fail(MAPI_E_NO_ACCESS, "the attachment was opened read-only");
    }
    if ((flags & KEEP_OPEN_READONLY) != 0) writable_ = false;
    if (!dirty_ && (flags & FORCE_SAVE) == 0) return;
    content_.properties.set(PR_ATTACH_NUM, number_);
    if (!content_.has(PR_RENDERING_POSITION)) content_.properties.set(PR_RENDERING_POSITION, -1);
    content_.changed = true;
    copy = content_;
    dirty_ = false;
  }
  message_->put_attachment(std::move(copy));
}

std::shared_ptr<MessageDraft> AttachmentDraft::open_embedded(bool writable, bool create) {
  MessageContent content;
  std::optional<ObjectInfo> stored;
  {
    const Lock lock(mutex_);
    require_alive();
    if (writable) require_writable();
    const bool embeds = content_.properties.number(PR_ATTACH_METHOD) == ATTACH_EMBEDDED_MSG;
    if (!create && content_.embedded != nullptr) {
      content = *content_.embedded;
    } else if (!create) {
      if (!embeds || !content_.stored) fail(MAPI_E_NOT_FOUND, "the attachment has no embedded message");
      const auto snapshot = core().read();
      const auto id = snapshot->embedded(id_);
      if (!id) fail(MAPI_E_NOT_FOUND, "the attachment has no embedded message");
      stored = snapshot->find(*id);
      static_cast<Content&>(content) = load_content(*snapshot, *id);
    } else if (!embeds) {
      content_.set(PropertyValue(PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG));
      dirty_ = true;
    }
  }
  return MessageDraft::of_embedded(std::static_pointer_cast<AttachmentDraft>(shared_from_this()), std::move(content),
                                   stored, writable);
}

void AttachmentDraft::put_embedded(MessageContent embedded) {
  const Lock lock(mutex_);
  require_writable();
  content_.embedded = std::make_shared<const MessageContent>(std::move(embedded));
  dirty_ = true;
}

}  // namespace postroom::kit::store
