// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/importer.hpp"

#include <postroom/postroom.h>
#include <sodium.h>
#include <postroom/failure.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/mail_source.hpp"

#include <array>
#include <utility>

namespace postroom::tool {
namespace {

// {6C1A2E5B-4B0F-4F0E-9C55-50057A00D16E}: the property set of what the command line keeps with a message.
constexpr GUID kPostroomTool = {0x6c1a2e5b, 0x4b0f, 0x4f0e, {0x9c, 0x55, 0x50, 0x05, 0x7a, 0x00, 0xd1, 0x6e}};

constexpr std::size_t kGroup = 64;

ULONG digest_tag(IMAPIProp* object) {
  GUID set = kPostroomTool;
  std::wstring text = L"ImportDigest";
  MAPINAMEID name{};
  name.lpguid = &set;
  name.ulKind = MNID_STRING;
  name.Kind.lpwstrName = text.data();
  LPMAPINAMEID names = &name;
  kit::mapi_ptr<SPropTagArray> tags;
  check(object->GetIDsFromNames(1, &names, MAPI_CREATE, kit::out(tags)), object, "name a property");
  return CHANGE_PROP_TYPE(tags->aulPropTag[0], PT_BINARY);
}

std::string digest_of(std::string_view bytes) {
  std::array<unsigned char, 16> digest;
  crypto_generichash(digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                     nullptr, 0);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

Importer::Importer(kit::com_ptr<IMAPIFolder> folder)
    : folder_(std::move(folder)), digest_tag_(digest_tag(folder_.get())) {
  for_each_digest([&](std::string digest) { known_.insert(std::move(digest)); });
}

void Importer::for_each_digest(const std::function<void(std::string)>& use) {
  kit::com_ptr<IMAPITable> table;
  check(folder_->GetContentsTable(MAPI_UNICODE, table.put()), folder_.get(), "list messages");
  for_each_row(table.get(), {digest_tag_}, [&](const Values& row) {
    if (std::string digest = row.binary(digest_tag_); !digest.empty()) use(std::move(digest));
    return true;
  });
}

bool Importer::import_one(const SourceMail& mail) {
  if (interrupted()) {
    counts_.interrupted = true;
    return false;
  }
  std::string digest = digest_of(mail.bytes);
  if (known_.contains(digest)) {
    ++counts_.known;
    return true;
  }
  try {
    save(mail, std::move(digest));
  } catch (const kit::Failure& failure) {
    // One bad message does not end an import; a full disk or a lost store would fail every one.
    if (failure.code() == MAPI_E_NOT_ENOUGH_DISK || failure.code() == MAPI_E_DISK_ERROR ||
        failure.code() == MAPI_E_INVALID_OBJECT)
      throw;
    counts_.refused.push_back(mail.origin + ": " + failure.what());
  }
  return true;
}

void Importer::save(const SourceMail& mail, std::string digest) {
  kit::com_ptr<IMessage> message;
  check(folder_->CreateMessage(nullptr, MAPI_DEFERRED_ERRORS, message.put()), folder_.get(), "create a message");
  kit::mapi_ptr<MAPIERROR> error;
  const HRESULT code = postroom_message_from_mime(message.get(), mail.bytes.data(), mail.bytes.size(),
                                                  mail.flags.draft ? POSTROOM_MIME_DRAFT : 0, kit::out(error));
  if (FAILED(code)) kit::fail(code, error ? reinterpret_cast<const char*>(error->lpszError) : kit::hresult_name(code));
  SPropValue value{};
  value.ulPropTag = digest_tag_;
  value.Value.bin = {static_cast<ULONG>(digest.size()), reinterpret_cast<LPBYTE>(digest.data())};
  check(message->SetProps(1, &value, nullptr), message.get(), "mark the message as imported");
  set_flags(message.get(), mail.flags);
  check(message->SaveChanges(mail.flags.deleted ? KEEP_OPEN_READWRITE : MAPI_DEFERRED_ERRORS), message.get(),
        "save the message");
  if (mail.flags.deleted) mark_deleted(message.get());
  group_.push_back(digest);
  known_.insert(std::move(digest));
}

void Importer::mark_deleted(IMessage* message) {
  EntryId id = get_properties(message, {PR_ENTRYID}).binary(PR_ENTRYID);
  check(folder_->SetMessageStatus(static_cast<ULONG>(id.size()), as_entry_id(id), MSGSTATUS_DELMARKED,
                                  MSGSTATUS_DELMARKED, nullptr),
        folder_.get(), "mark the message for deletion");
}

void Importer::finish_group() {
  if (group_.empty()) return;
  check(folder_->SaveChanges(0), folder_.get(), "save the messages");
  counts_.imported += std::exchange(group_, {}).size();
}

void Importer::save_what_can_be() {
  if (group_.empty()) return;
  static_cast<void>(folder_->SaveChanges(0));
  const std::unordered_set<std::string> wanted(group_.begin(), group_.end());
  group_.clear();
  for_each_digest([&](const std::string& digest) { counts_.imported += wanted.contains(digest) ? 1 : 0; });
}

void Importer::import(const std::string& source, const std::function<void(std::size_t)>& progress) {
  std::size_t read = 0;
  const auto take = [&](const SourceMail& mail) {
    read += mail.bytes.size();
    progress(read);
    const bool go_on = import_one(mail);
    if (group_.size() >= kGroup) finish_group();
    return go_on;
  };
  try {
    for_each_mail(source, take, [&](const std::string& why) { counts_.refused.push_back(why); });
    finish_group();
  } catch (const kit::Failure&) {
    save_what_can_be();
    throw;
  }
}

}  // namespace postroom::tool
