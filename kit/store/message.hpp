// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kit/store/attachment_draft.hpp"
#include "kit/store/message_draft.hpp"

#include <postroom/prop_object.hpp>

#include <memory>

namespace postroom::kit::store {

// An open message. Any thread; what it does to the message stays in its working copy until SaveChanges (M-6).
class Message final : public PropObject<Message, IMessage> {
 public:
  static constexpr const char* kTypeName = "IMessage";
  explicit Message(std::shared_ptr<MessageDraft> draft);

  STDMETHODIMP GetAttachmentTable(ULONG flags, LPMAPITABLE* table) override;
  STDMETHODIMP OpenAttach(ULONG number, LPCIID iid, ULONG flags, LPATTACH* attachment) override;
  STDMETHODIMP CreateAttach(LPCIID iid, ULONG flags, ULONG* number, LPATTACH* attachment) override;
  STDMETHODIMP DeleteAttach(ULONG number, ULONG_PTR ui_param, LPMAPIPROGRESS progress, ULONG flags) override;
  STDMETHODIMP GetRecipientTable(ULONG flags, LPMAPITABLE* table) override;
  STDMETHODIMP ModifyRecipients(ULONG flags, LPADRLIST list) override;
  STDMETHODIMP SubmitMessage(ULONG flags) override;
  STDMETHODIMP SetReadFlag(ULONG flags) override;

 private:
  com_ptr<IUnknown> open_property(ULONG tag, REFIID iid, ULONG options, ULONG flags) override;
  bool copy_object(ULONG tag, IMAPIProp* destination, std::span<const IID> exclude, IMAPIProgress* progress,
                   ULONG flags) override;
  com_ptr<IMAPITable> recipient_table(ULONG flags);
  com_ptr<IMAPITable> attachment_table(ULONG flags);

  const std::shared_ptr<MessageDraft> draft_;
};

// An open attachment. Any thread; transacted like messages.
class Attachment final : public PropObject<Attachment, IAttach> {
 public:
  static constexpr const char* kTypeName = "IAttach";
  explicit Attachment(std::shared_ptr<AttachmentDraft> draft);

 private:
  com_ptr<IUnknown> open_property(ULONG tag, REFIID iid, ULONG options, ULONG flags) override;
  bool copy_object(ULONG tag, IMAPIProp* destination, std::span<const IID> exclude, IMAPIProgress* progress,
                   ULONG flags) override;

  const std::shared_ptr<AttachmentDraft> draft_;
};

// Puts a message in the outgoing queue, and ends it for its client (H-1 … H-16). `message` is the shell of `draft`.
// REQUIRES: no lock is held: the support object is called.
void submit(MessageDraft& draft, IMessage* message);

}  // namespace postroom::kit::store
