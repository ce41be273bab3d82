// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kit/store/draft.hpp"
#include "kit/store/events.hpp"
#include "kit/store/writers.hpp"

#include <postroom/memory_table.hpp>

#include <memory>
#include <optional>
#include <set>

namespace postroom::kit::store {

class AttachmentDraft;

// The working copy of an open message: of a folder, or embedded in an attachment. See Draft for threads and owners.
// Contract M-23 … M-36.
class MessageDraft final : public Draft {
 public:
  // A message of the store. `info` and `content` are from one snapshot.
  static std::shared_ptr<MessageDraft> of_stored(std::shared_ptr<StoreCore> core, const ObjectInfo& info,
                                                 Content content, bool writable);
  // A new message in `folder`: the store knows nothing of it before the first save (M-23).
  static std::shared_ptr<MessageDraft> of_new(std::shared_ptr<StoreCore> core, const ObjectId& folder, bool associated);
  // The message in an attachment; `content` is empty for a new one, and `stored` says where the rest of it is.
  static std::shared_ptr<MessageDraft> of_embedded(std::shared_ptr<AttachmentDraft> attachment, MessageContent content,
                                                   std::optional<ObjectInfo> stored, bool writable);

  MessageDraft(const std::shared_ptr<StoreCore>& core, ObjectInfo info, MessageContent content, bool in_store,
               bool writable, std::shared_ptr<AttachmentDraft> attachment);
  ~MessageDraft() override;

  const ObjectId& id() const noexcept { return id_; }
  bool is_embedded() const noexcept { return attachment_ != nullptr; }
  ObjectInfo info() const;
  bool in_store() const;

  // SaveChanges (M-24, M-25).
  void save(ULONG flags) override;

  // Recipients (M-29, M-30). The table is one for all views and follows the working copy.
  void modify_recipients(ULONG flags, const ADRLIST* list);
  std::shared_ptr<MemoryTable> recipient_table();
  std::vector<Recipient> recipients();

  // Attachments (M-26, M-31, M-32). The table shows what was saved with the message.
  std::shared_ptr<MemoryTable> attachment_table();
  std::shared_ptr<AttachmentDraft> create_attachment();
  std::shared_ptr<AttachmentDraft> open_attachment(ULONG number, bool writable);
  void delete_attachment(ULONG number);
  std::vector<ULONG> attachment_numbers();
  // An attachment draft's SaveChanges, and its end.
  void put_attachment(AttachmentContent attachment);
  void close_attachment(ULONG number) noexcept;

  // Puts the message into the outgoing queue, saving what is unsaved, in one transaction; ends the draft (H-1, H-2).
  void enqueue(std::uint32_t submit_flags);

  // What DeferredSaves does with a message that was saved deferred: writes it, and, when the transaction has committed,
  // takes that over and adds what is to be told.
  void write_deferred(Transaction& transaction);
  void was_written(ChangeNumber commit, std::vector<StoreEvent>& events);

  // Takes over flags that another call has written into the store.
  void set_flags(std::uint32_t flags);
  // Changes the flags of a message that is not in the store yet, or of the working copy: MSGFLAG_READ and its likes.
  void set_status(std::uint32_t status);

 protected:
  Content& content() override POSTROOM_REQUIRES(mutex_) { return content_; }
  std::optional<PropertyValue> computed(ULONG tag) override POSTROOM_REQUIRES(mutex_);
  std::vector<ULONG> computed_tags() override POSTROOM_REQUIRES(mutex_);
  bool before_set(const PropertyValue& value) override POSTROOM_REQUIRES(mutex_);
  void before_erase(ULONG tag) override POSTROOM_REQUIRES(mutex_);
  void touched() override POSTROOM_REQUIRES(mutex_) { dirty_ = true; }

 private:
  void load_recipients() POSTROOM_REQUIRES(mutex_);
  void load_attachments() POSTROOM_REQUIRES(mutex_);
  void refresh_computed() POSTROOM_REQUIRES(mutex_);
  void refresh_display_names() POSTROOM_REQUIRES(mutex_);
  // Both in `transaction`; what it wrote is taken over when it has committed.
  void write_to(Transaction& transaction, ULONG flags) POSTROOM_REQUIRES(mutex_);
  bool written(ChangeNumber commit) POSTROOM_REQUIRES(mutex_);  // true: it was not in the store before
  bool save_deferred(ULONG flags);                              // false when the message must be saved at once
  void publish(const StoreEvent& event);
  PropertyBag recipient_row(const Recipient& recipient) const;
  PropertyBag attachment_row(const AttachmentContent& attachment) const;

  const ObjectId id_;
  const std::shared_ptr<AttachmentDraft> attachment_;  // that it is embedded in, or null
  const std::unique_ptr<Writers::Token> token_;        // while it is open for writing
  ObjectInfo info_ POSTROOM_GUARDED_BY(mutex_);
  MessageContent content_ POSTROOM_GUARDED_BY(mutex_);
  bool in_store_ POSTROOM_GUARDED_BY(mutex_);
  bool dirty_ POSTROOM_GUARDED_BY(mutex_);
  bool saved_once_ POSTROOM_GUARDED_BY(mutex_);
  std::uint32_t next_row_ POSTROOM_GUARDED_BY(mutex_) = 0;
  ULONG next_number_ POSTROOM_GUARDED_BY(mutex_) = 0;
  std::set<ULONG> open_attachments_ POSTROOM_GUARDED_BY(mutex_);
  std::shared_ptr<MemoryTable> recipient_table_ POSTROOM_GUARDED_BY(mutex_);
  std::shared_ptr<MemoryTable> attachment_table_ POSTROOM_GUARDED_BY(mutex_);
};

}  // namespace postroom::kit::store
