// SPDX-License-Identifier: Apache-2.0
#include "kit/copying/object_source.hpp"

#include <postroom/property_arrays.hpp>
#include <postroom/property_names.hpp>
#include <postroom/text.hpp>

#include <mapitags.h>

#include <algorithm>
#include <cstring>

namespace postroom::kit {
namespace {

// The bytes of an IStream of a provider's, read where the copy wants them.
class OpenedStream final : public StreamSource {
 public:
  explicit OpenedStream(com_ptr<IStream> stream) : stream_(std::move(stream)) {}

  std::uint64_t size() override {
    STATSTG stat = {};
    check(stream_->Stat(&stat, STATFLAG_NONAME));
    return stat.cbSize.QuadPart;
  }
  std::size_t read(std::uint64_t offset, std::span<char> buffer) override {
    if (offset != at_) {
      LARGE_INTEGER to = {};
      to.QuadPart = static_cast<std::int64_t>(offset);
      check(stream_->Seek(to, STREAM_SEEK_SET, nullptr));
      at_ = offset;
    }
    std::size_t got = 0;
    while (got < buffer.size()) {
      ULONG part = 0;
      check(stream_->Read(buffer.data() + got, static_cast<ULONG>(buffer.size() - got), &part));
      if (part == 0) break;
      got += part;
    }
    at_ += got;
    return got;
  }

 private:
  const com_ptr<IStream> stream_;
  std::uint64_t at_ = 0;
};

}  // namespace

void ObjectSource::ask(const std::vector<ULONG>& tags) {
  if (tags.empty()) return;
  ULONG count = 0;
  mapi_ptr<SPropValue> found;
  check(object_->GetProps(make_tags(tags).get(), MAPI_UNICODE, &count, out(found)),
        "the properties of the object that is copied cannot be read");
  for (ULONG i = 0; i < count && i < tags.size(); ++i) {
    const SPropValue& value = found.get()[i];
    const ULONG id = id_of(tags[i]);
    if (type_of(value.ulPropTag) == PT_ERROR) {
      failures_[id] = value.Value.err;
      continue;
    }
    try {
      values_.set(PropertyValue::from(value));
    } catch (const Failure& failure) {
      failures_[id] = failure.code();
    }
  }
}

std::vector<ULONG> ObjectSource::list() {
  if (!list_) {
    mapi_ptr<SPropTagArray> tags;
    check(object_->GetPropList(MAPI_UNICODE, out(tags)),
          "the properties of the object that is copied cannot be listed");
    list_ = tags_from(tags.get());
    for (ULONG& tag : *list_) tag = canonical_tag(tag);
    add_parts();
    std::vector<ULONG> small;
    std::ranges::copy_if(*list_, std::back_inserter(small), [](ULONG tag) { return type_of(tag) != PT_OBJECT; });
    ask(small);
  }
  return *list_;
}

std::optional<PropertyValue> ObjectSource::get(ULONG tag) {
  const auto known = [&] { return values_.find_id(tag) != nullptr || failures_.contains(id_of(tag)); };
  if (!known()) ask({tag});
  if (const PropertyValue* value = values_.find_id(tag)) return *value;
  const auto failed = failures_.find(id_of(tag));
  if (failed == failures_.end() || failed->second == MAPI_E_NOT_FOUND) return std::nullopt;
  fail(failed->second, "a property of the object that is copied cannot be read");
}

// That GetPropList names the parts is a recommendation (M-18), and a copy is not whole without them.
void ObjectSource::add_parts() {
  const auto add = [&](ULONG tag) {
    const auto same_id = [&](ULONG listed) { return id_of(listed) == id_of(tag); };
    if (std::ranges::none_of(*list_, same_id)) list_->push_back(tag);
  };
  if (object_.as<IMessage>()) {
    add(PR_MESSAGE_RECIPIENTS);
    add(PR_MESSAGE_ATTACHMENTS);
  } else if (object_.as<IMAPIFolder>()) {
    add(PR_CONTAINER_CONTENTS);
    add(PR_FOLDER_ASSOCIATED_CONTENTS);
    add(PR_CONTAINER_HIERARCHY);
  } else if (object_.as<IAttach>()) {
    const std::optional<PropertyValue> method = get(PR_ATTACH_METHOD);
    if (method && method->tag() == PR_ATTACH_METHOD && method->number() == ATTACH_EMBEDDED_MSG) add(PR_ATTACH_DATA_OBJ);
  }
}

void ObjectSource::erase(ULONG tag) {
  mapi_ptr<SPropProblemArray> problems;
  check(object_->DeleteProps(make_tags(std::vector{tag}).get(), out(problems)));
  if (problems && problems->cProblem != 0) fail(problems->aProblem[0].scode, "a moved property cannot be deleted");
}

std::shared_ptr<StreamSource> ObjectSource::stream(ULONG tag, bool, bool) {
  com_ptr<IStream> stream;
  check(object_->OpenProperty(tag, &IID_IStream, STGM_READ, 0, stream.put_unknown()));
  if (type_of(tag) != PT_UNICODE) return std::make_shared<OpenedStream>(std::move(stream));
  const std::string bytes = read_all(stream.get());
  std::wstring text(bytes.size() / sizeof(wchar_t), L'\0');
  std::memcpy(text.data(), bytes.data(), text.size() * sizeof(wchar_t));
  return std::make_shared<MemorySource>(to_utf8(text));
}

std::vector<std::optional<PropertyName>> ObjectSource::names_of(std::span<const std::uint16_t> ids) {
  return names_in(object_.get(), ids);
}

}  // namespace postroom::kit
