// SPDX-License-Identifier: Apache-2.0
#include "kit/store/draft.hpp"

#include "kit/store/private_tags.hpp"
#include "kit/store/store_core.hpp"

#include <array>

namespace postroom::kit::store {

// A big value of a draft while a stream writes it. What was committed is part of the draft's content and is not
// changed any more: the next write goes to a copy.
class DraftStream final : public StreamSource {
 public:
  DraftStream(std::shared_ptr<Draft> draft, ULONG tag, std::shared_ptr<Spool> spool, bool committed)
      : draft_(std::move(draft)), tag_(tag), spool_(std::move(spool)), committed_(spool_), shared_(committed) {}

  std::uint64_t size() override { return spool_->size(); }
  std::size_t read(std::uint64_t offset, std::span<char> buffer) override { return spool_->read(offset, buffer); }
  void write(std::uint64_t offset, std::span<const char> bytes) override {
    own();
    spool_->write(offset, {bytes.data(), bytes.size()});
  }
  void resize(std::uint64_t size) override {
    own();
    spool_->resize(size);
  }
  void commit() override {
    const Lock lock(draft_->mutex_);
    draft_->require_writable();
    Content& content = draft_->content();
    content.erase(tag_);
    if (spool_->size() > kBigValue) {
      content.big[tag_] = {spool_->size(), {}, spool_};
    } else {
      std::string bytes(spool_->size(), '\0');
      spool_->read(0, bytes);
      PropertyValue value(tag_, bytes);
      if (!draft_->before_set(value)) content.properties.set(std::move(value));
    }
    draft_->touched();
    committed_ = spool_;
    shared_ = true;
  }
  void revert() override {
    spool_ = committed_;
    shared_ = true;
  }

 private:
  void own() {
    if (!shared_) return;
    spool_ = spool_->copy();
    shared_ = false;
  }

  const std::shared_ptr<Draft> draft_;
  const ULONG tag_;
  std::shared_ptr<Spool> spool_;
  std::shared_ptr<Spool> committed_;
  bool shared_;
};

Draft::Draft(std::shared_ptr<StoreCore> core, bool writable) : writable_(writable), core_(std::move(core)) {}

Draft::~Draft() = default;

void Draft::end(HRESULT code) noexcept {
  const Lock lock(mutex_);
  dead_ = code;
}

void Draft::require_alive() const {
  if (dead_ != S_OK) fail(dead_, "the message was submitted, and only Release may follow");
}

void Draft::require_writable() const {
  require_alive();
  if (!writable_) fail(MAPI_E_NO_ACCESS, "the object was opened read-only");
}

std::optional<PropertyValue> Draft::get(ULONG tag) {
  const Lock lock(mutex_);
  require_alive();
  if (auto value = computed(tag)) return value;
  if (is_private(tag)) return std::nullopt;
  const Content& from = content();
  if (const PropertyValue* value = from.properties.find_id(tag)) return *value;
  for (const auto& [big_tag, value] : from.big) {
    if (id_of(big_tag) == id_of(tag)) {
      fail(MAPI_E_NOT_ENOUGH_MEMORY, "the value is read with OpenProperty only");  // M-37
    }
  }
  return std::nullopt;
}

std::vector<ULONG> Draft::list() {
  const Lock lock(mutex_);
  require_alive();
  std::vector<ULONG> tags = computed_tags();
  const std::size_t own = tags.size();
  const auto add = [&](ULONG tag) {
    for (std::size_t i = 0; i < own; ++i) {
      if (id_of(tags[i]) == id_of(tag)) return;
    }
    if (!is_private(tag)) tags.push_back(tag);
  };
  for (const PropertyValue& value : content().properties) add(value.tag());
  for (const auto& [tag, value] : content().big) add(tag);
  return tags;
}

bool Draft::writable() {
  const Lock lock(mutex_);
  require_alive();
  return writable_;
}

void Draft::set(PropertyValue value) {
  const Lock lock(mutex_);
  require_writable();
  if (!before_set(value)) content().set(std::move(value));
  touched();
}

void Draft::erase(ULONG tag) {
  const Lock lock(mutex_);
  require_writable();
  before_erase(tag);
  if (!content().has(tag)) fail(MAPI_E_NOT_FOUND, "the object has no such property");
  content().erase(tag);
  touched();
}

std::shared_ptr<StreamSource> Draft::stream(ULONG tag, bool writable, bool create) {
  const Lock lock(mutex_);
  require_alive();
  if (writable) require_writable();
  const Content& from = content();
  BigValue big;
  std::string bytes;
  ULONG stored = canonical_tag(tag);
  bool found = false;
  if (const auto value = computed(tag)) {
    if (writable) fail(MAPI_E_COMPUTED, "the property is computed");
    stored = value->tag();
    const std::string* held = std::get_if<std::string>(&value->variant());
    if (held == nullptr) fail(MAPI_E_NOT_FOUND, "the property is no stream");
    return std::make_shared<MemorySource>(*held);
  }
  for (const auto& [big_tag, value] : from.big) {
    if (id_of(big_tag) != id_of(tag)) continue;
    found = true;
    big = value;
    stored = big_tag;
  }
  if (const PropertyValue* value = from.properties.find_id(tag)) {
    const std::string* held = std::get_if<std::string>(&value->variant());
    if (held != nullptr) {
      found = true;
      bytes = *held;
      stored = value->tag();
    }
  }
  if (!found && !create) fail(MAPI_E_NOT_FOUND, "the object has no such property");
  if (!writable) {
    if (big.size != 0) return open_big(core_, stored, std::move(big));
    return std::make_shared<MemorySource>(std::move(bytes));
  }
  auto spool = std::make_shared<Spool>(create ? std::string() : std::move(bytes));
  if (create) {  // M-40: what is there is discarded
    stored = canonical_tag(tag);
  } else if (big.size != 0) {
    const auto reader = open_big(core_, stored, std::move(big));
    std::array<char, 65536> buffer;
    // NOLINTNEXTLINE(bugprone-infinite-loop): every round reads the count anew
    for (std::uint64_t at = 0; const std::size_t count = reader->read(at, buffer); at += count) {
      spool->write(at, {buffer.data(), count});
    }
  }
  return std::make_shared<DraftStream>(std::static_pointer_cast<Draft>(shared_from_this()), stored, std::move(spool),
                                       !create);
}

std::vector<std::uint16_t> Draft::ids_of(std::span<const PropertyName> names, bool create) {
  return core_->names().ids_of(names, create);
}

std::vector<std::optional<PropertyName>> Draft::names_of(std::span<const std::uint16_t> ids) {
  return core_->names().names_of(ids);
}

std::vector<std::uint16_t> Draft::named_ids() {
  return core_->names().all();
}

}  // namespace postroom::kit::store
