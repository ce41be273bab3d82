// SPDX-License-Identifier: Apache-2.0
// Restrictions against an evaluator that does the obvious thing, on rows and restrictions of every kind.
#include "tests/kit/any_property.hpp"
#include "tests/kit/any_restriction.hpp"
#include "tests/kit/kit_fixture.hpp"

#include "kit/property/restriction_visit.hpp"

#include <postroom/property_bag.hpp>

#include <mapitags.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cctype>

using namespace postroom;
using namespace postroom::kit;

namespace {

constexpr ULONG kNumbers = PROP_TAG(PT_MV_LONG, 0x6600);
constexpr ULONG kWords = PROP_TAG(PT_MV_UNICODE, 0x6601);
const std::vector<ULONG> kTags = {PR_MESSAGE_FLAGS, PR_MESSAGE_SIZE, PR_SUBJECT_W,     PR_BODY_W, PR_ENTRYID,
                                  PR_HASATTACH,     kNumbers,        PR_CREATION_TIME, kWords};

// Few different values, so that many are equal: words of ASCII, whose order is easily told.
std::string any_word() {
  return *rc::gen::container<std::string>(test::any_number<std::size_t>(0, 3), rc::gen::element('a', 'A', 'b', 'B'));
}

PropertyValue small_value(ULONG tag) {
  switch (type_of(tag)) {
    case PT_LONG:
      return {tag, test::any_number(-2, 3)};
    case PT_BOOLEAN:
      return {tag, *rc::gen::arbitrary<bool>()};
    case PT_SYSTIME:
      return {tag, filetime_of(*rc::gen::element<std::uint64_t>(0, 1, ~0ULL))};
    case PT_MV_LONG:
      return {tag, *rc::gen::container<std::vector<std::int32_t>>(test::any_number<std::size_t>(1, 4),
                                                                  rc::gen::inRange(-1, 2))};
    case PT_MV_UNICODE: {
      std::vector<std::string> words(test::any_number<std::size_t>(1, 3));
      for (std::string& word : words) word = any_word();
      return {tag, std::move(words)};
    }
    default:
      return {tag, any_word()};
  }
}

PropertyBag any_row() {
  PropertyBag row;
  for (const ULONG tag : kTags) {
    if (*rc::gen::weightedElement<bool>({{3, true}, {1, false}})) row.set(small_value(tag));
  }
  return row;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

template <class T>
int three_way(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

int text_way(const std::string& a, const std::string& b) {
  const int order = three_way(lower(a), lower(b));
  return order != 0 ? order : three_way(a, b);
}

// A missing element comes before any other (L-24).
template <class T, class Way>
int tuple_way(const std::vector<T>& a, const std::vector<T>& b, Way&& way) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (const int order = way(a[i], b[i]); order != 0) return order;
  }
  return three_way(a.size(), b.size());
}

int naive_order(const PropertyValue& a, const PropertyValue& b) {
  switch (a.type()) {
    case PT_LONG:
      return three_way(a.number(), b.number());
    case PT_BOOLEAN:
      return three_way(int{a.boolean()}, int{b.boolean()});
    case PT_SYSTIME:
      return three_way(a.ticks(), b.ticks());
    case PT_UNICODE:
      return text_way(std::string(a.text()), std::string(b.text()));
    case PT_BINARY:
      return three_way(a.binary(), b.binary());
    case PT_MV_LONG:
      return tuple_way(a.numbers(), b.numbers(), three_way<std::int32_t>);
    default:
      return tuple_way(a.strings(), b.strings(), text_way);
  }
}

bool naive_relation(ULONG relation, int order) {
  const bool wanted[] = {order<0, order <= 0, order> 0, order >= 0, order == 0, order != 0};
  return wanted[relation];
}

bool naive_content(const Restriction::Content& node, const PropertyValue& value) {
  const bool bytes = value.type() == PT_BINARY;
  std::string text(bytes ? value.binary() : value.text());
  std::string sought(bytes ? node.value.binary() : node.value.text());
  if (!bytes && (node.fuzzy & (FL_IGNORECASE | FL_LOOSE)) != 0) {
    text = lower(text);
    sought = lower(sought);
  }
  if ((node.fuzzy & FL_SUBSTRING) != 0) return text.find(sought) != std::string::npos;
  if ((node.fuzzy & FL_PREFIX) != 0) return text.substr(0, sought.size()) == sought;
  return text == sought;
}

std::size_t naive_size(const PropertyValue& value) {
  switch (value.type()) {
    case PT_LONG:
      return 4;
    case PT_BOOLEAN:
      return 2;
    case PT_SYSTIME:
      return 8;
    case PT_UNICODE:
      return value.text().size();
    case PT_BINARY:
      return value.binary().size();
    case PT_MV_LONG:
      return 4 * value.count();
    default: {
      std::string all;
      for (const std::string& one : value.strings()) all += one;
      return all.size();
    }
  }
}

bool naive(const Restriction& restriction, const PropertyBag& row) {
  return std::visit(
      Overloaded{[&](const Restriction::And& node) {
                   return std::ranges::count_if(node.parts, [&](const auto& part) { return naive(part, row); }) ==
                          static_cast<std::ptrdiff_t>(node.parts.size());
                 },
                 [&](const Restriction::Or& node) {
                   return std::ranges::count_if(node.parts, [&](const auto& part) { return naive(part, row); }) > 0;
                 },
                 [&](const Restriction::Not& node) { return !naive(*node.inner, row); },
                 [&](const Restriction::Content& node) {
                   return row.has(node.tag) && naive_content(node, *row.find(node.tag));
                 },
                 [&](const Restriction::Property& node) {
                   const PropertyValue* value = row.find(node.tag);
                   if (value == nullptr) return false;  // L-21
                   if (value->type() == node.value.type()) {
                     return naive_relation(node.relation, naive_order(*value, node.value));
                   }
                   for (std::size_t i = 0; i < value->count(); ++i) {
                     if (naive_relation(node.relation, naive_order(value->element(i), node.value))) return true;
                   }
                   return false;
                 },
                 [&](const Restriction::Compare& node) {
                   return row.has(node.left) && row.has(node.right) &&
                          naive_relation(node.relation, naive_order(*row.find(node.left), *row.find(node.right)));
                 },
                 [&](const Restriction::Bitmask& node) {
                   if (!row.has(node.tag)) return false;
                   const bool zero = (static_cast<ULONG>(row.number(node.tag)) & node.mask) == 0;
                   return node.must_be_zero ? zero : !zero;
                 },
                 [&](const Restriction::Size& node) {
                   return row.has(node.tag) && naive_relation(node.relation, three_way(naive_size(*row.find(node.tag)),
                                                                                       std::size_t{node.bytes}));
                 },
                 [&](const Restriction::Exist& node) { return row.has(node.tag); },
                 [&](const Restriction::Sub&) { return false; },
                 [&](const Restriction::Comment& node) { return node.inner == nullptr || naive(*node.inner, row); }},
      restriction.node());
}

class RestrictionModelTest : public test::KitTest {};

RC_GTEST_FIXTURE_PROP(RestrictionModelTest, IsTrueWhereTheObviousEvaluationSaysSo, ()) {
  for (int i = 0; i < 20; ++i) {
    const Restriction restriction = test::any_restriction(kTags, small_value);
    for (int k = 0; k < 10; ++k) {
      const PropertyBag row = any_row();
      RC_ASSERT(restriction.matches(row) == naive(restriction, row));
    }
  }
}

// What was checked on its way in and out through MAPI's form means the same.
RC_GTEST_FIXTURE_PROP(RestrictionModelTest, ComesBackFromMapisFormAsItWas, ()) {
  const Restriction restriction = test::any_restriction(kTags, small_value);
  for (const ULONG width : {PT_UNICODE, PT_STRING8}) {
    const Restriction again = Restriction::from(*restriction.to_mapi(width));
    const PropertyBag row = any_row();
    RC_ASSERT(again.matches(row) == restriction.matches(row));
    if (width == PT_UNICODE) RC_ASSERT(test::describe(again) == test::describe(restriction));
  }
}

}  // namespace
