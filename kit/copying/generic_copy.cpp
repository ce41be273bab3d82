// SPDX-License-Identifier: Apache-2.0
#include "kit/copying/generic_copy.hpp"

#include "kit/copying/batch.hpp"
#include "kit/copying/folders.hpp"
#include "kit/copying/object_source.hpp"
#include "kit/copying/whole_copy.hpp"

#include <postroom/mapi_ptr.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>

namespace postroom::kit {
namespace {

// The rows of a table, with all that it has of each.
std::vector<PropertyBag> whole_rows(IMAPITable& table) {
  mapi_ptr<SPropTagArray> columns;
  check(table.QueryColumns(TBL_ALL_COLUMNS, out(columns)));
  check(table.SetColumns(columns.get(), 0));
  return rows_from(table);
}

void copy_recipients(IMessage& source, IMessage& target) {
  com_ptr<IMAPITable> table;
  check(source.GetRecipientTable(MAPI_UNICODE, table.put()));
  const std::vector<PropertyBag> rows = whole_rows(*table);
  if (rows.empty()) return;
  RowSetBuilder list(rows.size());
  for (PropertyBag row : rows) {
    row.erase(PR_ROWID);  // M-29
    row.erase(PR_INSTANCE_KEY);
    list.add(row);
  }
  check(target.ModifyRecipients(MODRECIP_ADD, std::move(list).finish_addresses().get()));
}

std::vector<ULONG> attachment_numbers(IMessage& message) {
  com_ptr<IMAPITable> table;
  check(message.GetAttachmentTable(0, table.put()));
  SizedSPropTagArray(1, columns) = {1, {PR_ATTACH_NUM}};
  check(table->SetColumns(reinterpret_cast<LPSPropTagArray>(&columns), 0));
  std::vector<ULONG> numbers;
  for (const PropertyBag& row : rows_from(*table)) {
    const PropertyValue* number = row.find(PR_ATTACH_NUM);
    if (number == nullptr) fail(MAPI_E_CORRUPT_DATA, "an attachment of the message that is copied has no number");
    numbers.push_back(static_cast<ULONG>(number->number()));
  }
  return numbers;
}

com_ptr<IAttach> open_attachment(IMessage& message, ULONG number) {
  com_ptr<IAttach> attachment;
  check(message.OpenAttach(number, nullptr, 0, attachment.put()));
  return attachment;
}

// The parts of anybody's message, attachment or folder, each by the interface that reaches it.
class Parts final : public PropHooks {
 public:
  Parts(com_ptr<IMAPIProp> source, const SameEntry& same) : source_(std::move(source)), same_(same) {}

  bool copy_object(ULONG tag, IMAPIProp* destination, std::span<const IID> exclude, IMAPIProgress* progress,
                   ULONG flags) override {
    const auto target = com_ptr<IMAPIProp>::share(destination);
    const auto message = source_.as<IMessage>();
    const auto folder = source_.as<IMAPIFolder>();
    if (const auto to = target.as<IMessage>(); message && to) return of_message(tag, *message, *to, exclude, progress);
    if (const auto to = target.as<IMAPIFolder>(); folder && to) {
      return of_folder(tag, *folder, *to, exclude, progress, (flags & MAPI_MOVE) != 0);
    }
    if (tag != PR_ATTACH_DATA_OBJ) return PropHooks::copy_object(tag, destination, exclude, progress, flags);
    if (excludes<IMessage>(exclude)) return false;
    com_ptr<IMessage> embedded;
    check(source_->OpenProperty(PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0, embedded.put_unknown()));
    copy_embedded(*embedded, *destination, progress);
    return true;
  }

 private:
  bool of_message(ULONG tag, IMessage& from, IMessage& to, std::span<const IID> exclude, IMAPIProgress* progress) {
    if (tag == PR_MESSAGE_RECIPIENTS) {
      copy_recipients(from, to);
      return true;
    }
    if (tag != PR_MESSAGE_ATTACHMENTS) fail(MAPI_E_NO_SUPPORT, "a message has no such part");
    if (excludes<IAttach>(exclude)) return false;
    copy_attachments(
        attachment_numbers(from), [&](ULONG number) { return open_attachment(from, number); }, to, progress);
    return true;
  }

  // What is moved of it goes one by one, and what arrives meanwhile stays.
  bool of_folder(ULONG tag, IMAPIFolder& from, IMAPIFolder& to, std::span<const IID> exclude, IMAPIProgress* progress,
                 bool move) {
    if (tag == PR_CONTAINER_HIERARCHY) {
      copy_subfolders(from, to, progress, move, same_);
      return false;
    }
    if (tag != PR_CONTAINER_CONTENTS && tag != PR_FOLDER_ASSOCIATED_CONTENTS) {
      fail(MAPI_E_NO_SUPPORT, "a folder has no such part");
    }
    if (excludes<IMessage>(exclude)) return false;
    const EntryIds entries = tag == PR_CONTAINER_CONTENTS ? messages_in(from, 0) : hidden_in(from);
    copy_listed(from, entries, to, progress, move);
    return false;
  }

  const com_ptr<IMAPIProp> source_;
  const SameEntry& same_;
};

void refuse_cycle(const com_ptr<IMAPIProp>& source, LPVOID destination, const SameEntry& same) {
  const auto from = source.as<IMAPIFolder>();
  const auto to = com_ptr<IUnknown>::share(static_cast<IUnknown*>(destination)).as<IMAPIFolder>();
  if (from && to && is_within(*to, entry_of(*from), same)) {
    fail(MAPI_E_FOLDER_CYCLE, "the folder would be below itself");
  }
}

// Flags of the copy itself: a client that is told is told whatever the caller asked for.
ULONG copy_flags(IMAPIProgress* client, ULONG flags) {
  return client != nullptr ? flags | MAPI_DIALOG : flags;
}

}  // namespace

bool same_bytes(std::string_view one, std::string_view other) {
  return one == other;
}

HRESULT generic_copy_to(IMAPIProp& source, std::span<const IID> exclude, const SPropTagArray* exclude_tags,
                        IMAPIProgress* client, LPCIID iid, LPVOID destination, ULONG flags,
                        LPSPropProblemArray* problems, const SameEntry& same) {
  if (problems != nullptr) *problems = nullptr;
  require(destination != nullptr, "the destination is null");
  const auto from = com_ptr<IMAPIProp>::share(&source);
  const auto self = from.as<IUnknown>();
  const auto properties = std::make_shared<ObjectSource>(from);
  Parts parts(from, same);
  if (self != com_ptr<IUnknown>::share(static_cast<IUnknown*>(destination)).as<IUnknown>() &&
      !lists(exclude_tags, PR_CONTAINER_HIERARCHY)) {
    refuse_cycle(from, destination, same);
  }
  return PropMethods(properties, parts)
      .copy_to(self.get(), static_cast<ULONG>(exclude.size()), exclude.data(), exclude_tags, client, iid, destination,
               copy_flags(client, flags), problems);
}

HRESULT generic_copy_props(IMAPIProp& source, const SPropTagArray* tags, IMAPIProgress* client, LPCIID iid,
                           LPVOID destination, ULONG flags, LPSPropProblemArray* problems, const SameEntry& same) {
  if (problems != nullptr) *problems = nullptr;
  require(destination != nullptr, "the destination is null");
  const auto from = com_ptr<IMAPIProp>::share(&source);
  const auto self = from.as<IUnknown>();
  const auto properties = std::make_shared<ObjectSource>(from);
  Parts parts(from, same);
  if (self != com_ptr<IUnknown>::share(static_cast<IUnknown*>(destination)).as<IUnknown>() &&
      lists(tags, PR_CONTAINER_HIERARCHY)) {
    refuse_cycle(from, destination, same);
  }
  return PropMethods(properties, parts)
      .copy_props(self.get(), tags, client, iid, destination, copy_flags(client, flags), problems);
}

}  // namespace postroom::kit
