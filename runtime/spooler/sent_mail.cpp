// SPDX-License-Identifier: Apache-2.0
#include "runtime/spooler/sent_mail.hpp"

#include "kit/transport/message_properties.hpp"

#include <postroom/failure.hpp>

#include <mapitags.h>

namespace postroom::spooler {

using kit::check;

void do_sent_mail(kit::com_ptr<IMessage> message, const OpenFolder& open_folder) {
  kit::require(static_cast<bool>(message), "lpMessage is null");
  const kit::PropertyBag wishes = kit::transport::read_properties(
      *message, {PR_ENTRYID, PR_PARENT_ENTRYID, PR_SENTMAIL_ENTRYID, PR_DELETE_AFTER_SUBMIT});
  const auto bytes = [&](ULONG tag) {
    const std::string_view value = wishes.binary(tag);
    return std::vector<BYTE>(value.begin(), value.end());
  };
  std::vector<BYTE> id = bytes(PR_ENTRYID);
  const std::vector<BYTE> parent = bytes(PR_PARENT_ENTRYID);
  const std::vector<BYTE> sent_mail = bytes(PR_SENTMAIL_ENTRYID);
  const bool deleted = wishes.boolean(PR_DELETE_AFTER_SUBMIT);
  message.reset();  // it moves or goes: nobody may hold it (D-33)
  if (!deleted && (sent_mail.empty() || sent_mail == parent)) return;
  if (id.empty() || parent.empty()) kit::fail(MAPI_E_CORRUPT_DATA, "a sent message has no place in its store");

  const kit::com_ptr<IMAPIFolder> folder = open_folder(parent);
  SBinary binary{static_cast<ULONG>(id.size()), id.data()};
  ENTRYLIST list{1, &binary};
  if (deleted) {  // which makes moving it first pointless (H-36)
    check(folder->DeleteMessages(&list, 0, nullptr, 0), "the sent message cannot be deleted");
    return;
  }
  const kit::com_ptr<IMAPIFolder> target = open_folder(sent_mail);
  check(folder->CopyMessages(&list, nullptr, target.get(), 0, nullptr, MESSAGE_MOVE),
        "the sent message cannot be moved to its folder");
}

}  // namespace postroom::spooler
