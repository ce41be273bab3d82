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
  if (value.Value.err == MAPI_E_NOT_FOUND) return;
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

std::vector<SPropProblem> set_properties(IMAPIProp* object, const kit::PropertyBag& bag) {
  if (bag.empty()) return {};
  const auto values = kit::make_values(bag);
  kit::mapi_ptr<SPropProblemArray> problems;
  kit::check(object->SetProps(static_cast<ULONG>(bag.size()), values.get(), kit::out(problems)),
             "cannot set the properties of the message");
  if (!problems) return {};
  return {problems->aProblem, problems->aProblem + problems->cProblem};
}

}  // namespace postroom::content
