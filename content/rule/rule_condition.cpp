// SPDX-License-Identifier: Apache-2.0
#include "content/rule/rule_values.hpp"
#include "content/rule/rules.hpp"

#include "kit/property/restriction_visit.hpp"

#include <memory>

namespace postroom::content {
namespace {

using kit::Restriction;

using kit::Overloaded;

// MS-OXCDATA 2.12: the type in one byte, and what the type needs.
class ConditionWriter : public RuleValueWriter {
 public:
  void write(const Restriction& restriction) {
    std::visit(Overloaded{[&](const Restriction::And& node) { list(RES_AND, node.parts); },
                          [&](const Restriction::Or& node) { list(RES_OR, node.parts); },
                          [&](const Restriction::Not& node) {
                            type(RES_NOT);
                            write(*node.inner);
                          },
                          [&](const Restriction::Content& node) {
                            type(RES_CONTENT);
                            number(std::uint32_t{node.fuzzy});
                            tag(node.tag);
                            value(node.value);
                          },
                          [&](const Restriction::Property& node) {
                            type(RES_PROPERTY);
                            relation(node.relation);
                            tag(node.tag);
                            value(node.value);
                          },
                          [&](const Restriction::Compare& node) {
                            type(RES_COMPAREPROPS);
                            relation(node.relation);
                            tag(node.left);
                            tag(node.right);
                          },
                          [&](const Restriction::Bitmask& node) {
                            type(RES_BITMASK);
                            number(static_cast<std::uint8_t>(node.must_be_zero ? BMR_EQZ : BMR_NEZ));
                            tag(node.tag);
                            number(std::uint32_t{node.mask});
                          },
                          [&](const Restriction::Size& node) {
                            type(RES_SIZE);
                            relation(node.relation);
                            tag(node.tag);
                            number(std::uint32_t{node.bytes});
                          },
                          [&](const Restriction::Exist& node) {
                            type(RES_EXIST);
                            tag(node.tag);
                          },
                          [&](const Restriction::Sub& node) {
                            type(RES_SUBRESTRICTION);
                            number(std::uint32_t{node.sub_object});
                            write(*node.inner);
                          },
                          [&](const Restriction::Comment& node) { comment(node); }},
               restriction.node());
  }

 private:
  void type(ULONG type) { number(static_cast<std::uint8_t>(type)); }
  void relation(ULONG relation) { number(static_cast<std::uint8_t>(relation)); }
  void list(ULONG of, const std::vector<Restriction>& parts) {
    type(of);
    number(static_cast<std::uint32_t>(parts.size()));
    for (const Restriction& part : parts) write(part);
  }
  void comment(const Restriction::Comment& node) {
    if (node.properties.size() > 0xFF) kit::fail(MAPI_E_TOO_COMPLEX, "a comment with more than 255 properties");
    type(RES_COMMENT);
    number(static_cast<std::uint8_t>(node.properties.size()));
    for (const kit::PropertyValue& property : node.properties) value(property);
    number(std::uint8_t{node.inner != nullptr});
    if (node.inner) write(*node.inner);
  }
};

class ConditionReader : public RuleValueReader {
 public:
  using RuleValueReader::RuleValueReader;

  Restriction read(std::size_t depth = 0) {
    if (depth >= Restriction::kMaximumDepth || ++nodes_ > Restriction::kMaximumNodes) {
      kit::fail(MAPI_E_TOO_COMPLEX, "the condition is too large");
    }
    switch (number<std::uint8_t>()) {
      case RES_AND:
        return Restriction(Restriction::And{list(depth)});
      case RES_OR:
        return Restriction(Restriction::Or{list(depth)});
      case RES_NOT:
        return Restriction(Restriction::Not{inner(depth)});
      case RES_CONTENT:
        return content();
      case RES_PROPERTY: {
        const ULONG how = relation();
        const ULONG of = tag();
        return Restriction(Restriction::Property{how, of, value()});
      }
      case RES_COMPAREPROPS: {
        const ULONG how = relation();
        const ULONG left = tag();
        return Restriction(Restriction::Compare{how, left, tag()});
      }
      case RES_BITMASK: {
        const auto how = number<std::uint8_t>();
        if (how > BMR_NEZ) damaged();
        const ULONG of = tag();
        return Restriction(Restriction::Bitmask{how == BMR_EQZ, of, number<std::uint32_t>()});
      }
      case RES_SIZE: {
        const ULONG how = relation();
        const ULONG of = tag();
        return Restriction(Restriction::Size{how, of, number<std::uint32_t>()});
      }
      case RES_EXIST:
        return Restriction(Restriction::Exist{tag()});
      case RES_SUBRESTRICTION: {
        const ULONG sub_object = number<std::uint32_t>();
        return Restriction(Restriction::Sub{sub_object, inner(depth)});
      }
      case RES_COMMENT:
        return comment(depth);
      case RES_COUNT:
      case RES_ANNOTATION:
        kit::fail(MAPI_E_TOO_COMPLEX, "the condition has a restriction of a type that is not supported");
      default:
        damaged();
    }
  }

 private:
  ULONG relation() {
    const auto relation = number<std::uint8_t>();
    if (relation > RELOP_NE) kit::fail(MAPI_E_TOO_COMPLEX, "the condition compares in a way that is not supported");
    return relation;
  }
  std::vector<Restriction> list(std::size_t depth) {
    const std::size_t many = count(1);
    std::vector<Restriction> parts;
    for (std::size_t i = 0; i < many; ++i) parts.push_back(read(depth + 1));
    return parts;
  }
  std::shared_ptr<const Restriction> inner(std::size_t depth) {
    return std::make_shared<const Restriction>(read(depth + 1));
  }
  Restriction content() {
    const ULONG fuzzy = number<std::uint32_t>();
    const ULONG of = tag();
    kit::PropertyValue sought = value();
    if (sought.type() != PT_UNICODE && sought.type() != PT_BINARY) damaged();
    return Restriction(Restriction::Content{fuzzy, of, std::move(sought), {}});
  }
  Restriction comment(std::size_t depth) {
    Restriction::Comment comment;
    const auto many = number<std::uint8_t>();
    for (int i = 0; i < many; ++i) comment.properties.set(value());
    if (number<std::uint8_t>() != 0) comment.inner = inner(depth);
    return Restriction(std::move(comment));
  }

  std::size_t nodes_ = 0;
};

}  // namespace

std::string pack_condition(const Restriction& condition, const NamesOfIds& names) {
  ConditionWriter writer;
  writer.write(condition);
  return writer.with_names(names);
}

Restriction unpack_condition(std::string_view bytes, const IdsOfNames& ids) {
  return read_rule<ConditionReader>(bytes, ids, [](ConditionReader& reader) { return reader.read(); });
}

}  // namespace postroom::content
