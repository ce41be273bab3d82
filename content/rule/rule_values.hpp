// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "content/rule/rule_bytes.hpp"
#include "content/rule/rules.hpp"

#include <map>
#include <set>
#include <utility>

namespace postroom::content {

// Tags and values of a rule, and the named ids that are met on the way.
class RuleValueWriter : public RuleWriter {
 public:
  // Text has the tag of Unicode text.
  void tag(ULONG tag);
  void value(const kit::PropertyValue& value);  // with its tag before it
  // What is written so far, behind the names of the ids in it.
  std::string with_names(const NamesOfIds& names) const;

 private:
  template <class T>
  void many(const std::vector<T>& values, ULONG type);
  void one(const kit::PropertyValue::Variant& value, ULONG type);

  std::set<std::uint16_t> named_;
};

// The names that stand before a rule, by the rule's own ids; `rest` is what follows them.
struct RuleNames {
  explicit RuleNames(std::string_view bytes);

  std::map<std::uint16_t, kit::PropertyName> names;
  std::string_view rest;
};

using RuleIds = std::map<std::uint16_t, std::uint16_t>;  // the rule's own, and what they are here

class RuleValueReader : public RuleReader {
 public:
  // Reads what follows the names; `ids` says what its named ids are, and must outlive the reader.
  RuleValueReader(std::string_view bytes, const RuleIds& ids) : RuleReader(bytes), ids_(ids) {}

  ULONG tag();
  kit::PropertyValue value();
  // The rule's own ids that were met.
  const std::set<std::uint16_t>& used() const noexcept { return used_; }

 private:
  template <class T, class Read>
  std::vector<T> many(std::size_t smallest, Read&& read);
  kit::PropertyValue::Variant of_type(ULONG type);
  kit::PropertyValue::Variant many_of_type(ULONG type);

  std::set<std::uint16_t> used_;
  const RuleIds& ids_;
};

// The ids here of the names that are used, all of them asked for at once.
RuleIds resolved(const RuleNames& names, const std::set<std::uint16_t>& used, const IdsOfNames& ids);

// What `read` makes of a Reader, which is a RuleValueReader. A name that is asked for may be made, and a store has few
// ids for names: the rule is read with its own ids first, so that only a whole one's names are asked for, and of them
// only those that it uses.
template <class Reader, class Read>
auto read_rule(std::string_view bytes, const IdsOfNames& ids, const Read& read) {
  const RuleNames names(bytes);
  RuleIds same;
  for (const auto& [id, name] : names.names) same[id] = id;
  Reader first(names.rest, same);
  auto result = read(first);
  first.require_end();
  if (first.used().empty()) return result;
  const RuleIds here = resolved(names, first.used(), ids);
  Reader second(names.rest, here);
  return read(second);
}

}  // namespace postroom::content
