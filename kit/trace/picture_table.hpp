// SPDX-License-Identifier: Apache-2.0
//
// How the tables of the picture are written: by column, each a list of numbers.
#pragma once

#include <kit/trace/json_members.hpp>

#include <cstdint>
#include <map>
#include <string>

namespace postroom::trace {

class Column {
 public:
  void add(std::int64_t value) {
    if (!text_.empty()) text_ += ',';
    text_ += std::to_string(value);
  }
  std::string text() const { return "[" + text_ + "]"; }

 private:
  std::string text_;
};

// The columns of one table, by name.
class Table {
 public:
  Column& operator[](const char* name) { return columns_[name]; }
  std::string text() const {
    std::string text;
    {
      Members members(text);
      for (const auto& [name, column] : columns_) {
        members.key(name.c_str());
        text += column.text();
      }
    }
    return text;
  }

 private:
  std::map<std::string, Column> columns_;
};

}  // namespace postroom::trace
