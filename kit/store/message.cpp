// SPDX-License-Identifier: Apache-2.0
#include "kit/store/message.hpp"

#include "kit/copying/whole_copy.hpp"
#include "kit/store/read_flags.hpp"
#include "kit/store/store_core.hpp"
#include "kit/store/table_options.hpp"

#include <postroom/progress.hpp>

#include <mapitags.h>

#include <array>

namespace postroom::kit::store {
namespace {

constexpr ULONG kOpenFlags = MAPI_MODIFY | MAPI_BEST_ACCESS | MAPI_DEFERRED_ERRORS;

// The columns of a recipient that go with it to another message.
adrlist_ptr recipients_for_copy(const std::vector<Recipient>& recipients) {
  RowSetBuilder builder(recipients.size());
  for (const Recipient& each : recipients) builder.add(unpack(each.properties));
  return std::move(builder).finish_addresses();
}

}  // namespace

Message::Message(std::shared_ptr<MessageDraft> draft)
    : PropObject(draft->shared_core(), draft), draft_(std::move(draft)) {}

com_ptr<IMAPITable> Message::recipient_table(ULONG flags) {
  require_flags(flags, MAPI_UNICODE | MAPI_DEFERRED_ERRORS);
  return draft_->recipient_table()->view(shared_core(), table_options(draft_->shared_core(), flags));
}

com_ptr<IMAPITable> Message::attachment_table(ULONG flags) {
  require_flags(flags, MAPI_UNICODE | MAPI_DEFERRED_ERRORS);
  TableViewOptions options = table_options(draft_->shared_core(), flags);
  options.bookmarks = false;                                                // L-15
  options.order = SortOrder({{PR_RENDERING_POSITION, TABLE_SORT_ASCEND}});  // M-31
  return draft_->attachment_table()->view(shared_core(), std::move(options));
}

STDMETHODIMP Message::GetAttachmentTable(ULONG flags, LPMAPITABLE* table) {
  return call([&]() -> HRESULT {
    require(table != nullptr, "lppTable is null");
    *table = nullptr;
    *table = attachment_table(flags).detach();
    return S_OK;
  });
}

STDMETHODIMP Message::OpenAttach(ULONG number, LPCIID iid, ULONG flags, LPATTACH* attachment) {
  return call([&]() -> HRESULT {
    require(attachment != nullptr, "lppAttach is null");
    *attachment = nullptr;
    require_flags(flags, kOpenFlags);
    if (iid != nullptr && !has_iid<IAttach>(*iid)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    const bool best = (flags & MAPI_BEST_ACCESS) != 0 && draft_->writable();  // F-15
    *attachment = make_object<Attachment>(draft_->open_attachment(number, (flags & MAPI_MODIFY) != 0 || best)).detach();
    return S_OK;
  });
}

STDMETHODIMP Message::CreateAttach(LPCIID iid, ULONG flags, ULONG* number, LPATTACH* attachment) {
  return call([&]() -> HRESULT {
    require(attachment != nullptr && number != nullptr, "an out parameter is null");
    *attachment = nullptr;
    require_flags(flags, MAPI_DEFERRED_ERRORS);
    if (iid != nullptr && !has_iid<IAttach>(*iid)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    auto draft = draft_->create_attachment();
    *number = draft->number();
    *attachment = make_object<Attachment>(std::move(draft)).detach();
    return S_OK;
  });
}

STDMETHODIMP Message::DeleteAttach(ULONG number, ULONG_PTR, LPMAPIPROGRESS client, ULONG flags) {
  return call([&]() -> HRESULT {
    require_flags(flags, ATTACH_DIALOG);
    Progress progress(Progress::asked_for(client, flags, ATTACH_DIALOG), 1);
    draft_->delete_attachment(number);
    progress.done();
    return S_OK;
  });
}

STDMETHODIMP Message::GetRecipientTable(ULONG flags, LPMAPITABLE* table) {
  return call([&]() -> HRESULT {
    require(table != nullptr, "lppTable is null");
    *table = nullptr;
    *table = recipient_table(flags).detach();
    return S_OK;
  });
}

STDMETHODIMP Message::ModifyRecipients(ULONG flags, LPADRLIST list) {
  return call([&]() -> HRESULT {
    draft_->modify_recipients(flags, list);
    return S_OK;
  });
}

STDMETHODIMP Message::SubmitMessage(ULONG flags) {
  return call([&]() -> HRESULT {
    require_flags(flags, FORCE_SUBMIT);
    submit(*draft_, this);
    return S_OK;
  });
}

STDMETHODIMP Message::SetReadFlag(ULONG flags) {
  return call([&]() -> HRESULT {
    check_read_flags(flags);
    set_read_flag(*draft_, this, flags);
    return S_OK;
  });
}

com_ptr<IUnknown> Message::open_property(ULONG tag, REFIID iid, ULONG options, ULONG flags) {
  if (tag != PR_MESSAGE_RECIPIENTS && tag != PR_MESSAGE_ATTACHMENTS) {
    return PropHooks::open_property(tag, iid, options, flags);
  }
  if (iid != IID_IMAPITable) fail(MAPI_E_INTERFACE_NOT_SUPPORTED, "recipients and attachments are opened as tables");
  return tag == PR_MESSAGE_RECIPIENTS ? recipient_table(options & MAPI_UNICODE)
                                      : attachment_table(options & MAPI_UNICODE);
}

bool Message::copy_object(ULONG tag, IMAPIProp* destination, std::span<const IID> exclude, IMAPIProgress* progress,
                          ULONG flags) {
  const com_ptr<IMessage> target = com_ptr<IMAPIProp>::share(destination).as<IMessage>();
  if (!target) fail(MAPI_E_INTERFACE_NOT_SUPPORTED, "recipients and attachments go to messages only");
  if (tag == PR_MESSAGE_RECIPIENTS) {
    const adrlist_ptr list = recipients_for_copy(draft_->recipients());
    if (list->cEntries != 0) check(target->ModifyRecipients(MODRECIP_ADD, list.get()));
    return true;
  }
  if (tag != PR_MESSAGE_ATTACHMENTS) return PropHooks::copy_object(tag, destination, exclude, progress, flags);
  if (excludes<IAttach>(exclude)) return false;
  const auto open = [&](ULONG number) -> com_ptr<IAttach> {
    return make_object<Attachment>(draft_->open_attachment(number, false));
  };
  copy_attachments(draft_->attachment_numbers(), open, *target, progress);
  return true;
}

Attachment::Attachment(std::shared_ptr<AttachmentDraft> draft)
    : PropObject(draft->shared_core(), draft), draft_(std::move(draft)) {}

com_ptr<IUnknown> Attachment::open_property(ULONG tag, REFIID iid, ULONG options, ULONG flags) {
  if (tag != PR_ATTACH_DATA_OBJ || !has_iid<IMessage>(iid)) return PropHooks::open_property(tag, iid, options, flags);
  const bool create = (flags & MAPI_CREATE) != 0;
  const bool modify = create || (flags & MAPI_MODIFY) != 0;  // M-40
  return make_object<Message>(draft_->open_embedded(modify, create));
}

bool Attachment::copy_object(ULONG tag, IMAPIProp* destination, std::span<const IID> exclude, IMAPIProgress* progress,
                             ULONG flags) {
  if (tag != PR_ATTACH_DATA_OBJ) return PropHooks::copy_object(tag, destination, exclude, progress, flags);
  if (excludes<IMessage>(exclude)) return false;
  copy_embedded(*make_object<Message>(draft_->open_embedded(false, false)), *destination, progress);
  return true;
}

}  // namespace postroom::kit::store
