// SPDX-License-Identifier: Apache-2.0
#include "content/message/object_properties.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/stream.hpp>
#include <postroom/text.hpp>

#include <cstring>

namespace postroom::content {
namespace {

void complete(IMAPIProp* object, const SPropValue& value, ULONG asked, kit::PropertyBag& bag) {
  if (PROP_TYPE(value.ulPropTag) != PT_ERROR) return bag.set(kit::PropertyValue::from(value));
  if (value.Value.err == MAPI_E_NOT_FOUND || value.Value.err == MAPI_E_UNEXPECTED_TYPE) return;
  // Who took what cannot be read now for what is not there would lose it, or write over it.
  if (value.Value.err != MAPI_E_NOT_ENOUGH_MEMORY) kit::fail(value.Value.err, "cannot read a property of the message");
  const std::string bytes = stream_of(object, asked);
  if (PROP_TYPE(asked) == PT_UNICODE) {
    std::wstring wide(bytes.size() / sizeof(wchar_t), L'\0');
    std::memcpy(wide.data(), bytes.data(), wide.size() * sizeof(wchar_t));
    while (!wide.empty() && wide.back() == L'\0') wide.pop_back();
    bag.set(asked, kit::to_utf8(wide));
  } else {
    bag.set(asked, bytes);
  }
}

bool is_too_large(HRESULT code) noexcept {
  return code == MAPI_E_NOT_ENOUGH_MEMORY || code == MAPI_E_TOO_BIG;
}
bool can_be_streamed(const kit::PropertyValue& value) noexcept {
  return value.type() == PT_UNICODE || value.type() == PT_BINARY;
}

void write_value(IMAPIProp* object, const kit::PropertyValue& value) {
  if (value.type() == PT_BINARY) return write_stream(object, value.tag(), value.binary());
  const std::wstring wide = kit::to_wide(value.text());
  write_stream(object, value.tag(), {reinterpret_cast<const char*>(wide.data()), wide.size() * sizeof(wchar_t)});
}

// The largest of those that can be streamed, or null.
const kit::PropertyValue* largest(const kit::PropertyBag& bag) {
  const kit::PropertyValue* found = nullptr;
  for (const kit::PropertyValue& value : bag) {
    if (can_be_streamed(value) && (found == nullptr || found->size() < value.size())) found = &value;
  }
  return found;
}

// What is left of the problems when what is too large has been streamed.
std::vector<SPropProblem> stream_large(IMAPIProp* object, const kit::PropertyBag& bag,
                                       const SPropProblemArray& problems) {
  std::vector<SPropProblem> left;
  for (const SPropProblem& problem : std::span(problems.aProblem, problems.cProblem)) {
    const kit::PropertyValue* value = bag.find_id(problem.ulPropTag);
    const bool is_streamed = value != nullptr && can_be_streamed(*value) && is_too_large(problem.scode);
    try {
      is_streamed ? write_value(object, *value) : left.push_back(problem);
    } catch (const kit::Failure& failure) {
      left.push_back({problem.ulIndex, problem.ulPropTag, failure.code()});
    }
  }
  return left;
}

}  // namespace

std::string stream_of(IMAPIProp* object, ULONG tag, std::uint64_t limit) {
  kit::com_ptr<IStream> stream;
  kit::check(object->OpenProperty(tag, &IID_IStream, 0, 0, stream.put_unknown()), "cannot open a large property");
  return kit::read_all(stream.get(), limit);
}

kit::PropertyBag properties_of(IMAPIProp* object, std::span<const ULONG> tags) {
  const auto asked = kit::make_tags(tags);
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  kit::check(object->GetProps(asked.get(), MAPI_UNICODE, &count, kit::out(values)), "cannot read the message");
  kit::PropertyBag bag;
  for (ULONG i = 0; i < count && i < tags.size(); ++i) complete(object, values.get()[i], tags[i], bag);
  return bag;
}

void write_stream(IMAPIProp* object, ULONG tag, std::string_view bytes) {
  constexpr const char* kFailure = "cannot write a large property";
  kit::com_ptr<IStream> stream;
  kit::check(object->OpenProperty(tag, &IID_IStream, STGM_WRITE, MAPI_CREATE | MAPI_MODIFY, stream.put_unknown()),
             kFailure);
  kit::write_all(stream.get(), bytes);
  kit::check(stream->Commit(STGC_DEFAULT), kFailure);
}

std::vector<SPropProblem> set_properties(IMAPIProp* object, const kit::PropertyBag& bag) {
  if (bag.empty()) return {};
  const auto values = kit::make_values(bag);
  kit::mapi_ptr<SPropProblemArray> problems;
  const HRESULT answer = object->SetProps(static_cast<ULONG>(bag.size()), values.get(), kit::out(problems));
  if (const kit::PropertyValue* value = largest(bag); is_too_large(answer) && value != nullptr) {
    write_value(object, *value);
    kit::PropertyBag rest = bag;
    rest.erase(value->tag());
    return set_properties(object, rest);
  }
  kit::check(answer, "cannot set the properties of the message");
  return problems ? stream_large(object, bag, *problems) : std::vector<SPropProblem>();
}

}  // namespace postroom::content
