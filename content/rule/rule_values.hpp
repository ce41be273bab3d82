// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "content/rule/rule_bytes.hpp"
#include "content/rule/rules.hpp"

#include <map>

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

  std::vector<std::uint16_t> named_;  // each once
};

class RuleValueReader : public RuleReader {
 public:
  // Reads the names first.
  RuleValueReader(std::string_view bytes, const IdsOfNames& ids);

  ULONG tag();
  kit::PropertyValue value();

 private:
  template <class T, class Read>
  std::vector<T> many(std::size_t smallest, Read&& read);
  kit::PropertyValue::Variant of_type(ULONG type);
  kit::PropertyValue::Variant many_of_type(ULONG type);

  std::map<std::uint16_t, std::uint16_t> ids_;  // the rule's own, and what they are here
};

}  // namespace postroom::content
