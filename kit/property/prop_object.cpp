// SPDX-License-Identifier: Apache-2.0
#include <postroom/prop_object.hpp>
#include <postroom/text.hpp>

#include <algorithm>
#include <cstring>

namespace postroom::kit {
namespace {

// The stored tag of the property with the id of `tag`, or 0.
ULONG stored_tag(PropertySource& source, ULONG tag) {
  const std::vector<ULONG> tags = source.list();
  const auto at = std::find_if(tags.begin(), tags.end(), [&](ULONG listed) { return id_of(listed) == id_of(tag); });
  return at == tags.end() ? 0 : *at;
}

// One answer of GetProps, and the width its text is wanted in.
struct Answer {
  PropertyValue value;
  ULONG width;
};

Answer answer(PropertyReader& source, ULONG asked, ULONG open_width) {
  const ULONG width = is_text(asked) ? text_type((asked & 1U) != 0 ? MAPI_UNICODE : 0) : open_width;
  if (id_of(asked) == PROP_ID_NULL) return {PropertyValue(), width};
  try {
    std::optional<PropertyValue> value = source.get(asked);
    if (!value) return {PropertyValue::of_error(asked, MAPI_E_NOT_FOUND), width};
    if (value->is_error()) return {PropertyValue::of_error(asked, value->number()), width};
    if (!answers(value->tag(), asked)) return {PropertyValue::of_error(asked, MAPI_E_UNEXPECTED_TYPE), width};
    if (value->count() == 0) return {PropertyValue::of_error(asked, MAPI_E_NOT_FOUND), width};  // M-37
    return {*std::move(value), width};
  } catch (const Failure& failure) {
    return {PropertyValue::of_error(asked, failure.code()), width};
  }
}

mapi_ptr<SPropValue> make_answers(std::span<const Answer> answers) {
  std::size_t size = answers.size() * sizeof(SPropValue);
  for (const Answer& one : answers) size += one.value.extra_size(one.width);
  auto* block = static_cast<std::byte*>(allocate(size));
  mapi_ptr<SPropValue> result(reinterpret_cast<SPropValue*>(block));
  std::byte* space = block + answers.size() * sizeof(SPropValue);
  for (std::size_t i = 0; i < answers.size(); ++i) answers[i].value.copy_to(result.get()[i], space, answers[i].width);
  return result;
}

bool is_empty_multivalue(const SPropValue& value) {
  return is_multivalue(value.ulPropTag) && value.Value.MVl.cValues == 0;  // the count comes first in all of them
}

// UTF-8 underneath, wchar_t for the client: a stream on a PT_UNICODE property (design 4).
std::shared_ptr<StreamSource> widened(const std::shared_ptr<StreamSource>& utf8, bool writable) {
  std::string text(utf8->size(), '\0');
  text.resize(utf8->read(0, text));
  const std::wstring wide = to_wide(text);
  std::string bytes(reinterpret_cast<const char*>(wide.data()), wide.size() * sizeof(wchar_t));
  if (!writable) return std::make_shared<MemorySource>(std::move(bytes));
  return std::make_shared<MemorySource>(std::move(bytes), [utf8](const std::string& written) {
    std::wstring changed(written.size() / sizeof(wchar_t), L'\0');
    std::memcpy(changed.data(), written.data(), changed.size() * sizeof(wchar_t));
    if (const auto zero = changed.find(L'\0'); zero != std::wstring::npos) changed.resize(zero);
    const std::string narrow = to_utf8(changed);
    utf8->resize(0);
    utf8->write(0, narrow);
    utf8->commit();
  });
}

}  // namespace

void PropertySource::set(
    PropertyValue) {  // NOLINT(performance-unnecessary-value-param): those who store it take it over
  fail(MAPI_E_NO_ACCESS, "the object is read-only");
}
void PropertySource::erase(ULONG) {
  fail(MAPI_E_NO_ACCESS, "the object is read-only");
}

PropertySource::Refusals PropertySource::set_all(std::vector<PropertyValue> values) {
  return each(values.size(), [&](std::size_t i) { set(std::move(values[i])); });
}
PropertySource::Refusals PropertySource::erase_all(std::span<const ULONG> tags) {
  return each(tags.size(), [&](std::size_t i) { erase(tags[i]); });
}

std::shared_ptr<StreamSource> PropertySource::stream(ULONG tag, bool to_write, bool create) {
  const ULONG type = type_of(canonical_tag(tag));
  std::string bytes;
  if (!create) {
    const std::optional<PropertyValue> value = get(tag);
    if (!value) fail(MAPI_E_NOT_FOUND, "there is no such property");
    if (!answers(value->tag(), tag)) fail(MAPI_E_UNEXPECTED_TYPE, "the property is of another type");
    bytes = type == PT_BINARY ? value->binary() : value->text();
  }
  if (!to_write) return std::make_shared<MemorySource>(std::move(bytes));
  if (create) {
    set(PropertyValue(tag, std::string_view()));
    changed();
  }
  return std::make_shared<MemorySource>(std::move(bytes), [self = shared_from_this(), tag](const std::string& written) {
    self->set(PropertyValue(tag, written));
    self->changed();
  });
}

com_ptr<IUnknown> PropHooks::open_property(ULONG, REFIID, ULONG, ULONG) {
  fail(MAPI_E_INTERFACE_NOT_SUPPORTED, "the property has no such interface");
}

bool PropHooks::copy_object(ULONG, IMAPIProp*, std::span<const IID>, IMAPIProgress*, ULONG) {
  fail(MAPI_E_NO_SUPPORT, "the object cannot be copied");
}

PropMethods::PropMethods(std::shared_ptr<PropertySource> source, PropHooks& hooks)
    : source_(std::move(source)), hooks_(hooks) {}

HRESULT PropMethods::save_changes(ULONG flags) {
  require_flags(flags, KEEP_OPEN_READONLY | KEEP_OPEN_READWRITE | FORCE_SAVE | MAPI_DEFERRED_ERRORS);
  source_->save(flags);
  return S_OK;
}

HRESULT PropMethods::get_props(const SPropTagArray* tags, ULONG flags, ULONG* count, LPSPropValue* values) {
  require(count != nullptr && values != nullptr, "an out parameter is null");
  *count = 0;
  *values = nullptr;
  require_flags(flags, MAPI_UNICODE);
  require(tags == nullptr || tags->cValues != 0, "the list of properties is empty");  // M-37
  const std::unique_ptr<PropertyReader> once = source_->reader();
  PropertyReader& reader = once != nullptr ? *once : *source_;
  const std::vector<ULONG> asked = tags == nullptr ? reader.list() : tags_from(tags);
  if (asked.empty()) return S_OK;
  std::vector<Answer> answers;
  answers.reserve(asked.size());
  bool errors = false;
  for (const ULONG tag : asked) {
    // A list of our own leaves the width open.
    answers.push_back(answer(reader, tags == nullptr ? with_width(tag, text_type(flags)) : tag, text_type(flags)));
    errors = errors || answers.back().value.is_error();
  }
  *values = make_answers(answers).release();
  *count = static_cast<ULONG>(answers.size());
  return errors ? MAPI_W_ERRORS_RETURNED : S_OK;
}

HRESULT PropMethods::get_prop_list(ULONG flags, LPSPropTagArray* tags) {
  require(tags != nullptr, "the out parameter is null");
  *tags = nullptr;
  require_flags(flags, MAPI_UNICODE);
  std::vector<ULONG> list = source_->list();
  for (ULONG& tag : list) tag = with_width(tag, text_type(flags));
  *tags = make_tags(list).release();
  return S_OK;
}

HRESULT PropMethods::open_property(const std::shared_ptr<Core>& core, ULONG tag, LPCIID iid, ULONG options, ULONG flags,
                                   LPUNKNOWN* object) {
  require(object != nullptr, "the out parameter is null");
  *object = nullptr;
  require(iid != nullptr, "the interface identifier is null");
  require(type_of(tag) != PT_UNSPECIFIED, "the type of the property is left open");  // M-40
  require_flags(flags, MAPI_CREATE | MAPI_MODIFY | MAPI_DEFERRED_ERRORS);
  const bool create = (flags & MAPI_CREATE) != 0;
  const bool writable = create || (flags & MAPI_MODIFY) != 0;
  if (writable && !source_->writable()) fail(MAPI_E_NO_ACCESS, "the object is read-only");
  const ULONG type = type_of(canonical_tag(tag));
  if ((*iid == IID_IStream || *iid == IID_ISequentialStream) && (type == PT_UNICODE || type == PT_BINARY)) {
    const ULONG stored = stored_tag(*source_, tag);
    if (!create && stored == 0) fail(MAPI_E_NOT_FOUND, "there is no such property");
    if (!create && !answers(stored, tag)) fail(MAPI_E_UNEXPECTED_TYPE, "the property is of another type");
    std::shared_ptr<StreamSource> bytes = source_->stream(canonical_tag(tag), writable, create);
    if (type_of(tag) == PT_UNICODE) bytes = widened(bytes, writable);
    *object = make_stream(core, std::move(bytes), writable ? StreamMode::read_write : StreamMode::read_only).detach();
    return S_OK;
  }
  if (!create && type != PT_OBJECT && stored_tag(*source_, tag) == 0) {
    fail(MAPI_E_NOT_FOUND, "there is no such property");
  }
  *object = hooks_.open_property(tag, *iid, options, create ? flags | MAPI_MODIFY : flags).detach();
  return S_OK;
}

HRESULT PropMethods::set_props(ULONG count, const SPropValue* values, LPSPropProblemArray* problems) {
  if (problems != nullptr) *problems = nullptr;
  require(count != 0 && values != nullptr, "there are no values");
  require(count <= kMaximumTags, "too many values");
  const std::span all(values, count);
  const auto ignored = [](const SPropValue& value) {
    return id_of(value.ulPropTag) == PROP_ID_NULL || type_of(value.ulPropTag) == PT_ERROR;
  };
  for (const SPropValue& value : all) {  // M-38: nothing is set when one of these is there
    if (ignored(value)) continue;
    require(type_of(value.ulPropTag) != PT_OBJECT, "a PT_OBJECT property cannot be set");
    require(!is_empty_multivalue(value), "a multivalue without values cannot be set");
  }
  if (!source_->writable()) fail(MAPI_E_NO_ACCESS, "the object is read-only");
  std::vector<PropertyValue> accepted;
  std::vector<std::size_t> places;  // of those in the call
  PropertySource::Refusals refused;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (ignored(all[i])) continue;
    try {
      if (id_of(all[i].ulPropTag) == PROP_ID_INVALID) fail(MAPI_E_UNEXPECTED_ID, "0xFFFF names no property");  // M-43
      accepted.push_back(PropertyValue::from(all[i]));
      places.push_back(i);
    } catch (const Failure& failure) {
      refused.emplace_back(i, failure.code());
    }
  }
  if (!accepted.empty()) {
    const auto by_source = source_->set_all(std::move(accepted));
    for (const auto& [at, code] : by_source) refused.emplace_back(places[at], code);
    if (by_source.size() < places.size()) source_->changed();
  }
  std::ranges::sort(refused);
  Problems found;
  for (const auto& [at, code] : refused) found.add(static_cast<ULONG>(at), all[at].ulPropTag, code);
  found.give(problems);
  return S_OK;
}

HRESULT PropMethods::delete_props(const SPropTagArray* tags, LPSPropProblemArray* problems) {
  if (problems != nullptr) *problems = nullptr;
  require(tags != nullptr && tags->cValues != 0, "there are no properties to delete");
  if (!source_->writable()) fail(MAPI_E_NO_ACCESS, "the object is read-only");  // M-39
  const std::vector<ULONG> all = tags_from(tags);
  Problems found;
  for (const auto& [at, code] : source_->erase_all(all)) found.add(static_cast<ULONG>(at), all[at], code);
  if (found.list().size() < all.size()) source_->changed();
  found.give(problems);
  return S_OK;
}

}  // namespace postroom::kit
