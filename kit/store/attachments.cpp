// SPDX-License-Identifier: Apache-2.0
//
// The attachments of an open message (M-26, M-31, M-32).
#include "kit/store/attachment_draft.hpp"
#include "kit/store/message_draft.hpp"
#include "kit/store/store_core.hpp"

#include <mapitags.h>

#include <algorithm>
#include <array>

namespace postroom::kit::store {
namespace {

constexpr std::array kAttachmentTable{
    PR_ATTACH_NUM,  PR_INSTANCE_KEY,   PR_RECORD_KEY,        PR_RENDERING_POSITION,     PR_ATTACH_METHOD,
    PR_ATTACH_SIZE, PR_DISPLAY_NAME_W, PR_ATTACH_FILENAME_W, PR_ATTACH_LONG_FILENAME_W, PR_ATTACH_MIME_TAG_W};

}  // namespace

void MessageDraft::load_attachments() {
  if (!content_.attachments) {
    content_.attachments = store::load_attachments(*core().read(), id_);
  }
  if (!content_.attachments->empty()) {
    next_number_ = std::max(next_number_, content_.attachments->rbegin()->first + 1);
  }
}

PropertyBag MessageDraft::attachment_row(const AttachmentContent& attachment) const {
  PropertyBag row = attachment.properties;
  row.erase(PR_ATTACH_DATA_BIN);
  row.set(PR_ATTACH_NUM, attachment.number);
  row.set(PR_INSTANCE_KEY, attachment.id.view());
  row.set(PR_RECORD_KEY, attachment.id.view());
  row.set(PR_OBJECT_TYPE, MAPI_ATTACH);
  row.set(PR_ATTACH_SIZE, std::min<std::uint64_t>(attachment.size(), 0x7FFFFFFF));
  return row;
}

std::shared_ptr<MemoryTable> MessageDraft::attachment_table() {
  std::vector<PropertyBag> rows;
  {
    const Lock lock(mutex_);
    require_alive();
    if (attachment_table_ != nullptr) return attachment_table_;
    load_attachments();
    for (const auto& [number, each] : *content_.attachments) {
      if (each.stored) rows.push_back(attachment_row(each));
    }
  }
  auto table = MemoryTable::create(PR_ATTACH_NUM, {kAttachmentTable.begin(), kAttachmentTable.end()});
  table->put(std::move(rows));
  const Lock lock(mutex_);
  if (attachment_table_ == nullptr) attachment_table_ = std::move(table);
  return attachment_table_;
}

std::shared_ptr<AttachmentDraft> MessageDraft::create_attachment() {
  auto self = std::static_pointer_cast<MessageDraft>(shared_from_this());
  AttachmentContent fresh;
  {
    const Lock lock(mutex_);
    require_writable();
    load_attachments();
    fresh.id = ObjectId::make();
    fresh.number = next_number_++;
    open_attachments_.insert(fresh.number);
  }
  const std::uint64_t now = now_ticks();
  fresh.properties.set(PR_CREATION_TIME, now);
  fresh.properties.set(PR_LAST_MODIFICATION_TIME, now);
  return std::make_shared<AttachmentDraft>(std::move(self), std::move(fresh), true);
}

std::shared_ptr<AttachmentDraft> MessageDraft::open_attachment(ULONG number, bool writable) {
  auto self = std::static_pointer_cast<MessageDraft>(shared_from_this());
  AttachmentContent content;
  {
    const Lock lock(mutex_);
    require_alive();
    if (writable) require_writable();
    load_attachments();
    const auto found = content_.attachments->find(number);
    if (found == content_.attachments->end()) fail(MAPI_E_NOT_FOUND, "the message has no such attachment");
    if (!open_attachments_.insert(number).second) fail(MAPI_E_NO_ACCESS, "the attachment is open already");  // M-32
    content = found->second;
  }
  return std::make_shared<AttachmentDraft>(std::move(self), std::move(content), writable);
}

void MessageDraft::delete_attachment(ULONG number) {
  const Lock lock(mutex_);
  require_writable();
  load_attachments();
  if (content_.attachments->erase(number) == 0) fail(MAPI_E_NOT_FOUND, "the message has no such attachment");
  dirty_ = true;
}

std::vector<ULONG> MessageDraft::attachment_numbers() {
  const Lock lock(mutex_);
  require_alive();
  load_attachments();
  std::vector<ULONG> numbers;
  for (const auto& [number, each] : *content_.attachments) numbers.push_back(number);
  return numbers;
}

void MessageDraft::put_attachment(AttachmentContent attachment) {
  const Lock lock(mutex_);
  require_writable();
  load_attachments();
  const ULONG number = attachment.number;
  (*content_.attachments)[number] = std::move(attachment);
  dirty_ = true;
}

void MessageDraft::close_attachment(ULONG number) noexcept {
  const Lock lock(mutex_);
  open_attachments_.erase(number);
}

}  // namespace postroom::kit::store
