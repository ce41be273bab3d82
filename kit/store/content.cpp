// SPDX-License-Identifier: Apache-2.0
#include "kit/store/content.hpp"

#include "kit/store/store_core.hpp"

#include <mapitags.h>

#include <algorithm>
#include <array>
#include <set>

namespace postroom::kit::store {
namespace {

constexpr std::size_t kChunk = 65536;
constexpr std::size_t kContentPage = 256;

class BigReader final : public StreamSource {
 public:
  BigReader(std::shared_ptr<StoreCore> core, ULONG tag, BigValue value)
      : core_(std::move(core)), tag_(tag), value_(std::move(value)) {}

  std::uint64_t size() override { return value_.size; }
  std::size_t read(std::uint64_t offset, std::span<char> buffer) override {
    if (value_.spool != nullptr) return value_.spool->read(offset, buffer);
    const auto snapshot = core_->read();
    return snapshot->read_stream(value_.owner, tag_, offset, buffer);
  }

 private:
  const std::shared_ptr<StoreCore> core_;
  const ULONG tag_;
  const BigValue value_;
};

void write_big(Transaction& transaction, const ObjectId& id, ULONG tag, const BigValue& value) {
  if (value.spool == nullptr) {
    if (value.owner != id) transaction.copy_stream(value.owner, id, tag);
    return;
  }
  transaction.truncate_stream(id, tag);
  std::array<char, kChunk> buffer;
  for (std::uint64_t at = 0; at < value.size;) {
    const std::size_t count = value.spool->read(at, buffer);
    if (count == 0) break;
    transaction.append_stream(id, tag, {buffer.data(), count});
    at += count;
  }
}

void write_recipients(Transaction& transaction, const ObjectId& id, const std::vector<Recipient>& recipients) {
  std::map<std::uint32_t, std::string> before;
  for (const Recipient& each : transaction.recipients(id)) before[each.row] = each.properties.block();
  for (const Recipient& each : recipients) {
    const auto known = before.find(each.row);
    if (known == before.end() || known->second != each.properties.block()) transaction.put_recipient(id, each);
    if (known != before.end()) before.erase(known);
  }
  for (const auto& [row, block] : before) transaction.remove_recipient(id, row);
}

void write_attachment(Transaction& transaction, const ObjectId& message, const AttachmentContent& attachment) {
  // Its client may have saved it once already and kept it open.
  if (!attachment.stored && !transaction.find(attachment.id)) {
    transaction.create(attachment.id, ObjectType::attachment, message, false);
  }
  write_content(transaction, attachment.id, attachment);
  const std::optional<ObjectId> before = transaction.embedded(attachment.id);
  if (attachment.embedded == nullptr) {
    if (before && attachment.properties.number(PR_ATTACH_METHOD) != ATTACH_EMBEDDED_MSG) transaction.remove(*before);
    return;
  }
  const ObjectId embedded = before ? *before : ObjectId::make();
  if (!before) transaction.create(embedded, ObjectType::message, attachment.id, false);
  write_message(transaction, embedded, *attachment.embedded, !before);
}

std::vector<Row> all_rows(Snapshot& snapshot, Container container, const ObjectId& owner) {
  std::vector<Row> result;
  const Query query;
  for (std::string from;;) {
    std::vector<Row> page = snapshot.rows(container, owner, query, from, Direction::forward, kContentPage);
    if (page.empty()) return result;
    from = page.back().position;
    std::ranges::move(page, std::back_inserter(result));
  }
}

void remove_other_attachments(Transaction& transaction, const ObjectId& message,
                              const std::map<ULONG, AttachmentContent>& attachments) {
  std::set<ObjectId> kept;
  for (const auto& [number, attachment] : attachments) kept.insert(attachment.id);
  for (const Row& row : all_rows(transaction, Container::attachments, message)) {
    if (!kept.contains(row.info.id)) transaction.remove(row.info.id);
  }
}

}  // namespace

bool Content::has(ULONG tag) const noexcept {
  return properties.find_id(tag) != nullptr ||
         std::ranges::any_of(big, [&](const auto& each) { return id_of(each.first) == id_of(tag); });
}

void Content::erase(ULONG tag) {
  properties.erase(tag);
  std::erase_if(big, [&](const auto& each) { return id_of(each.first) == id_of(tag); });
}

void Content::set(PropertyValue value) {
  erase(value.tag());
  if ((value.type() == PT_UNICODE || value.type() == PT_BINARY) && value.size() > kBigValue) {
    const std::string& bytes = std::get<std::string>(value.variant());
    big[value.tag()] = {bytes.size(), {}, std::make_shared<Spool>(bytes)};
  } else {
    properties.set(std::move(value));
  }
}

std::uint64_t Content::size() const noexcept {
  std::uint64_t total = 0;
  for (const PropertyValue& value : properties) total += 8 + value.size();
  for (const auto& [tag, value] : big) total += 8 + value.size;
  return total;
}

Content load_content(Snapshot& snapshot, const ObjectId& id) {
  const Bag bag = snapshot.properties(id);
  Content result{unpack(bag), {}};
  for (const auto& [tag, size] : apart_sizes(bag)) result.big[tag] = {size, id, nullptr};
  return result;
}

std::map<ULONG, AttachmentContent> load_attachments(Snapshot& snapshot, const ObjectId& message) {
  std::map<ULONG, AttachmentContent> result;
  for (const Row& row : all_rows(snapshot, Container::attachments, message)) {
    AttachmentContent attachment;
    static_cast<Content&>(attachment) = load_content(snapshot, row.info.id);
    attachment.id = row.info.id;
    attachment.number = static_cast<ULONG>(attachment.properties.number(PR_ATTACH_NUM));
    attachment.stored = true;
    result.emplace(attachment.number, std::move(attachment));
  }
  return result;
}

MessageContent load_whole(Snapshot& snapshot, const ObjectId& id) {
  MessageContent result;
  static_cast<Content&>(result) = load_content(snapshot, id);
  result.recipients = snapshot.recipients(id);
  result.attachments = load_attachments(snapshot, id);
  for (auto& [number, attachment] : *result.attachments) {
    if (const auto embedded = snapshot.embedded(attachment.id)) {
      attachment.embedded = std::make_shared<const MessageContent>(load_whole(snapshot, *embedded));
    }
  }
  return result;
}

void write_content(Transaction& transaction, const ObjectId& id, const Content& content) {
  ApartSizes apart;
  for (const auto& [tag, value] : content.big) {
    write_big(transaction, id, tag, value);
    apart[tag] = value.size;
  }
  transaction.set_properties(id, pack(content.properties, apart));
}

void write_message(Transaction& transaction, const ObjectId& id, const MessageContent& content, bool fresh) {
  write_content(transaction, id, content);
  if (content.recipients) write_recipients(transaction, id, *content.recipients);
  if (!content.attachments) return;
  if (!fresh) remove_other_attachments(transaction, id, *content.attachments);
  for (const auto& [number, attachment] : *content.attachments) {
    if (!attachment.stored || attachment.changed) write_attachment(transaction, id, attachment);
  }
}

void renew_ids(MessageContent& content) {
  if (!content.attachments) return;
  for (auto& [number, attachment] : *content.attachments) {
    attachment.id = ObjectId::make();
    attachment.stored = false;
    if (attachment.embedded == nullptr) continue;
    auto embedded = std::make_shared<MessageContent>(*attachment.embedded);
    renew_ids(*embedded);
    attachment.embedded = std::move(embedded);
  }
}

void settle(Content& content, const ObjectId& id) {
  for (auto& [tag, value] : content.big) value = {value.size, id, nullptr};
}

void settle(MessageContent& content, const ObjectId& id) {
  settle(static_cast<Content&>(content), id);
  if (!content.attachments) return;
  for (auto& [number, attachment] : *content.attachments) {
    settle(attachment, attachment.id);
    attachment.stored = true;
    attachment.changed = false;
    attachment.embedded = nullptr;  // it is in the store now
  }
}

std::shared_ptr<StreamSource> open_big(std::shared_ptr<StoreCore> core, ULONG tag, BigValue value) {
  return std::make_shared<BigReader>(std::move(core), tag, std::move(value));
}

std::string read_big(Snapshot& snapshot, ULONG tag, const BigValue& value) {
  std::string result(value.size, '\0');
  const std::size_t count =
      value.spool != nullptr ? value.spool->read(0, result) : snapshot.read_stream(value.owner, tag, 0, result);
  result.resize(count);
  return result;
}

}  // namespace postroom::kit::store
