// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kit/store/draft.hpp"

#include <memory>

namespace postroom::kit::store {

class MessageDraft;

// The working copy of an open attachment. Its SaveChanges makes it part of the message's working copy, and the
// message's makes both part of the store (M-26). See Draft for threads and owners.
class AttachmentDraft final : public Draft {
 public:
  AttachmentDraft(std::shared_ptr<MessageDraft> message, AttachmentContent content, bool writable);
  // Lets the message hand it out again (M-32).
  ~AttachmentDraft() override;

  const ObjectId& id() const noexcept { return id_; }
  ULONG number() const noexcept { return number_; }

  void save(ULONG flags) override;

  // The embedded message, opened (`create`: a new one takes its place). MAPI_E_NOT_FOUND when there is none.
  std::shared_ptr<MessageDraft> open_embedded(bool writable, bool create);
  // The embedded message's SaveChanges.
  void put_embedded(MessageContent embedded);

 protected:
  Content& content() override POSTROOM_REQUIRES(mutex_) { return content_; }
  std::optional<PropertyValue> computed(ULONG tag) override POSTROOM_REQUIRES(mutex_);
  std::vector<ULONG> computed_tags() override POSTROOM_REQUIRES(mutex_);
  bool before_set(const PropertyValue& value) override POSTROOM_REQUIRES(mutex_);
  void before_erase(ULONG tag) override POSTROOM_REQUIRES(mutex_);
  void touched() override POSTROOM_REQUIRES(mutex_) { dirty_ = true; }

 private:
  const ObjectId id_;
  const ULONG number_;
  const std::shared_ptr<MessageDraft> message_;
  AttachmentContent content_ POSTROOM_GUARDED_BY(mutex_);
  bool dirty_ POSTROOM_GUARDED_BY(mutex_);
};

}  // namespace postroom::kit::store
