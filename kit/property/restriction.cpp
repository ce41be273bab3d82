// SPDX-License-Identifier: Apache-2.0
#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/restriction.hpp>

#include "kit/property/content_match.hpp"
#include "kit/property/restriction_visit.hpp"

#include <mapitags.h>

#include <algorithm>
#include <string_view>

namespace postroom::kit {
namespace {

// Calls `test` for the value, or for each value of a multivalue until one answers true.
template <class Test>
bool any_value(const PropertyValue& value, Test test) {
  if (!is_multivalue(value.tag())) return test(value);
  for (std::size_t i = 0; i < value.count(); ++i) {
    if (test(value.element(i))) return true;
  }
  return false;
}

std::string_view bytes_in(const PropertyValue& value) {
  return value.type() == PT_UNICODE ? value.text() : value.type() == PT_BINARY ? value.binary() : std::string_view();
}

bool is_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         c == '_' || c == '@' || c == '.' || c == '-' || c == '+';
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    while (at < text.size() && is_word(text[at])) ++at;
    if (at > begin) {
      result.push_back(text.substr(begin, at - begin));
    } else {
      ++at;
    }
  }
  return result;
}

// Calls `visit` with each restriction that stands directly in this one and is about the same row. That of a sub-object
// restriction is not.
template <class Visit>
void for_each_part(const Restriction& restriction, Visit visit) {
  std::visit(Overloaded{
                 [&](const Restriction::And& node) { std::ranges::for_each(node.parts, visit); },
                 [&](const Restriction::Or& node) { std::ranges::for_each(node.parts, visit); },
                 [&](const Restriction::Not& node) { visit(*node.inner); },
                 [&](const Restriction::Comment& node) {
                   if (node.inner != nullptr) visit(*node.inner);
                 },
                 [](const auto&) {},
             },
             restriction.node());
}

void add_columns(const Restriction& restriction, std::vector<ULONG>& tags) {
  const auto add = [&](ULONG tag) {
    if (std::find(tags.begin(), tags.end(), tag) == tags.end()) tags.push_back(tag);
  };
  for_each_part(restriction, [&](const Restriction& part) { add_columns(part, tags); });
  std::visit(Overloaded{
                 [&](const Restriction::Compare& node) {
                   add(node.left);
                   add(node.right);
                 },
                 [&](const auto& node) {
                   if constexpr (requires { node.tag; }) add(node.tag);
                 },
             },
             restriction.node());
}

[[noreturn]] void no_sub_objects() {
  too_complex("this table knows nothing of recipients and attachments");
}

}  // namespace

bool RowReader::any_sub_object(ULONG, const Restriction&) const {
  no_sub_objects();
}

bool RowReader::answers_to(std::string_view name) const {
  const std::string wanted = fold_text(name, true, true);
  const auto wanted_words = words(wanted);
  if (wanted_words.empty()) return false;
  std::string known;
  for (const ULONG tag : {PR_DISPLAY_NAME_W, PR_ACCOUNT_W, PR_EMAIL_ADDRESS_W}) {
    if (const PropertyValue* value = find(tag); value != nullptr) {
      known += ' ';
      known += fold_text(value->text(), true, true);
    }
  }
  const auto known_words = words(known);
  return std::all_of(wanted_words.begin(), wanted_words.end(), [&](std::string_view word) {
    return std::any_of(known_words.begin(), known_words.end(),
                       [&](std::string_view candidate) { return candidate.starts_with(word); });
  });
}

Restriction::Restriction(Node node) {
  if (auto* content = std::get_if<Content>(&node)) content->folded = folded_content(content->fuzzy, content->value);
  node_ = std::make_shared<const Node>(std::move(node));
}

Restriction Restriction::equals(PropertyValue value) {
  const ULONG tag = value.tag();
  return Restriction(Property{RELOP_EQ, tag, std::move(value)});
}

bool Restriction::matches(const RowReader& row) const {
  return std::visit(Overloaded{
                        [&](const And& node) {
                          return std::all_of(node.parts.begin(), node.parts.end(),
                                             [&](const auto& part) { return part.matches(row); });
                        },
                        [&](const Or& node) {
                          return std::any_of(node.parts.begin(), node.parts.end(),
                                             [&](const auto& part) { return part.matches(row); });
                        },
                        [&](const Not& node) { return !node.inner->matches(row); },
                        [&](const Content& node) {
                          const PropertyValue* value = row.find(node.tag);
                          return value != nullptr && any_value(*value, [&](const PropertyValue& one) {
                                   return content_matches(node, one.type(), bytes_in(one));
                                 });
                        },
                        [&](const Property& node) {
                          if (id_of(node.tag) == id_of(PR_ANR_W) && node.value.type() == PT_UNICODE) {
                            return row.answers_to(node.value.text());
                          }
                          const PropertyValue* value = row.find(node.tag);
                          if (value == nullptr) return false;
                          if (is_multivalue(node.value.tag())) return holds(node.relation, compare(*value, node.value));
                          return any_value(*value, [&](const PropertyValue& one) {
                            return holds(node.relation, compare(one, node.value));
                          });
                        },
                        [&](const Compare& node) {
                          const PropertyValue* found = row.find(node.left);
                          if (found == nullptr) return false;
                          const PropertyValue left = *found;  // the pointer is good until the next find()
                          const PropertyValue* right = row.find(node.right);
                          return right != nullptr && holds(node.relation, compare(left, *right));
                        },
                        [&](const Bitmask& node) {
                          const PropertyValue* value = row.find(node.tag);
                          if (value == nullptr) return false;
                          return ((static_cast<ULONG>(value->number()) & node.mask) == 0) == node.must_be_zero;
                        },
                        [&](const Size& node) {
                          const PropertyValue* value = row.find(node.tag);
                          if (value == nullptr) return false;
                          const std::size_t size = value->size();
                          return holds(node.relation, size < node.bytes ? -1 : size > node.bytes ? 1 : 0);
                        },
                        [&](const Exist& node) { return row.find(node.tag) != nullptr; },
                        [&](const Sub& node) { return row.any_sub_object(node.sub_object, *node.inner); },
                        [&](const Comment& node) { return node.inner == nullptr || node.inner->matches(row); },
                    },
                    *node_);
}

void Restriction::refuse_sub_objects() const {
  if (std::holds_alternative<Sub>(node())) no_sub_objects();
  for_each_part(*this, [](const Restriction& part) { part.refuse_sub_objects(); });
}

std::vector<ULONG> Restriction::columns() const {
  std::vector<ULONG> tags;
  add_columns(*this, tags);
  return tags;
}

}  // namespace postroom::kit
