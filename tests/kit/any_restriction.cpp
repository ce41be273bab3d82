// SPDX-License-Identifier: Apache-2.0
#include "tests/kit/any_restriction.hpp"

#include "tests/kit/any_property.hpp"

#include "kit/property/restriction_visit.hpp"

#include <postroom/store/bag.hpp>

#include <mapitags.h>

#include <memory>
#include <sstream>

namespace postroom::test {

using kit::PropertyValue;
using kit::Restriction;

namespace {

std::vector<ULONG> of_types(std::span<const ULONG> tags, std::initializer_list<ULONG> types) {
  std::vector<ULONG> found;
  for (const ULONG tag : tags) {
    for (const ULONG type : types) {
      if (kit::type_of(tag) == type) found.push_back(tag);
    }
  }
  return found;
}

ULONG one_of(std::span<const ULONG> tags) {
  return *rc::gen::elementOf(std::vector<ULONG>(tags.begin(), tags.end()));
}

std::vector<Restriction> parts(std::span<const ULONG> tags, const AnyValue& value, int depth) {
  std::vector<Restriction> parts;
  const int count = test::any_number(0, 4);
  for (int i = 0; i < count; ++i) parts.push_back(any_restriction(tags, value, depth));
  return parts;
}

std::shared_ptr<const Restriction> inner(std::span<const ULONG> tags, const AnyValue& value, int depth) {
  return std::make_shared<const Restriction>(any_restriction(tags, value, depth));
}

Restriction content(std::span<const ULONG> tags, const AnyValue& value) {
  const std::vector<ULONG> sought = of_types(tags, {PT_UNICODE, PT_BINARY});
  if (sought.empty()) return Restriction(Restriction::Exist{one_of(tags)});
  const ULONG tag = one_of(sought);
  const ULONG level = *rc::gen::element<ULONG>(FL_FULLSTRING, FL_SUBSTRING, FL_PREFIX);
  const ULONG folding = *rc::gen::element<ULONG>(0, FL_IGNORECASE, FL_IGNORENONSPACE, FL_LOOSE);
  return Restriction(Restriction::Content{level | folding, tag, value(tag), {}});
}

// A multivalue is compared with a tuple, or each of its values with one.
Restriction property(std::span<const ULONG> tags, const AnyValue& value) {
  const ULONG tag = one_of(tags);
  const bool each = kit::is_multivalue(tag) && *rc::gen::arbitrary<bool>();
  return Restriction(Restriction::Property{test::any_number<ULONG>(RELOP_LT, RELOP_NE + 1), tag,
                                           value(each ? tag & ~static_cast<ULONG>(MV_FLAG) : tag)});
}

Restriction compare(std::span<const ULONG> tags) {
  const ULONG left = one_of(tags);
  const std::vector<ULONG> same = of_types(tags, {kit::type_of(left)});
  return Restriction(Restriction::Compare{test::any_number<ULONG>(RELOP_LT, RELOP_NE + 1), left, one_of(same)});
}

Restriction bitmask(std::span<const ULONG> tags) {
  const std::vector<ULONG> numbers = of_types(tags, {PT_LONG});
  if (numbers.empty()) return Restriction(Restriction::Exist{one_of(tags)});
  return Restriction(
      Restriction::Bitmask{*rc::gen::arbitrary<bool>(), one_of(numbers), *rc::gen::arbitrary<std::uint32_t>()});
}

Restriction comment(std::span<const ULONG> tags, const AnyValue& value, int depth) {
  Restriction::Comment comment;
  if (*rc::gen::arbitrary<bool>()) comment.properties.set({PR_COMMENT_W, *any_text()});
  if (*rc::gen::arbitrary<bool>()) comment.inner = inner(tags, value, depth);
  return Restriction(std::move(comment));
}

std::string value_text(const PropertyValue& value) {
  kit::PropertyBag bag;
  bag.set(value);
  return std::string(kit::store::pack(bag).block());
}

}  // namespace

Restriction any_restriction(std::span<const ULONG> tags, const AnyValue& value, int depth) {
  switch (test::any_number(depth > 0 ? 0 : 4, 10)) {
    case 0:
      return Restriction(Restriction::And{parts(tags, value, depth - 1)});
    case 1:
      return Restriction(Restriction::Or{parts(tags, value, depth - 1)});
    case 2:
      return Restriction(Restriction::Not{inner(tags, value, depth - 1)});
    case 3:
      return comment(tags, value, depth - 1);
    case 4:
      return content(tags, value);
    case 5:
      return property(tags, value);
    case 6:
      return compare(tags);
    case 7:
      return bitmask(tags);
    case 8:
      return Restriction(Restriction::Size{test::any_number<ULONG>(RELOP_LT, RELOP_NE + 1), one_of(tags),
                                           test::any_number<ULONG>(0, 20)});
    default:
      return Restriction(Restriction::Exist{one_of(tags)});
  }
}

Restriction any_restriction(std::span<const ULONG> tags, int depth) {
  const AnyValue any = [](ULONG tag) { return PropertyValue::from_variant(tag, any_value(kit::type_of(tag))); };
  return any_restriction(tags, any, depth);
}

std::string describe(const Restriction& restriction) {
  std::ostringstream out;
  const auto list = [&](const char* name, const std::vector<Restriction>& parts) {
    out << name << '(';
    for (const Restriction& part : parts) out << describe(part) << ' ';
    out << ')';
  };
  out << std::hex;
  std::visit(
      kit::Overloaded{[&](const Restriction::And& node) { list("and", node.parts); },
                      [&](const Restriction::Or& node) { list("or", node.parts); },
                      [&](const Restriction::Not& node) { out << "not(" << describe(*node.inner) << ')'; },
                      [&](const Restriction::Content& node) {
                        out << "content(" << node.fuzzy << ' ' << node.tag << ' ' << value_text(node.value) << ')';
                      },
                      [&](const Restriction::Property& node) {
                        out << "property(" << node.relation << ' ' << node.tag << ' ' << value_text(node.value) << ')';
                      },
                      [&](const Restriction::Compare& node) {
                        out << "compare(" << node.relation << ' ' << node.left << ' ' << node.right << ')';
                      },
                      [&](const Restriction::Bitmask& node) {
                        out << "mask(" << node.must_be_zero << ' ' << node.tag << ' ' << node.mask << ')';
                      },
                      [&](const Restriction::Size& node) {
                        out << "size(" << node.relation << ' ' << node.tag << ' ' << node.bytes << ')';
                      },
                      [&](const Restriction::Exist& node) { out << "exist(" << node.tag << ')'; },
                      [&](const Restriction::Sub& node) {
                        out << "sub(" << node.sub_object << ' ' << describe(*node.inner) << ')';
                      },
                      [&](const Restriction::Comment& node) {
                        out << "comment(" << kit::store::pack(node.properties).block() << ' '
                            << (node.inner ? describe(*node.inner) : "") << ')';
                      }},
      restriction.node());
  return out.str();
}

}  // namespace postroom::test
