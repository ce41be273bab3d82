// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <fstream>
#include <string>

namespace postroom::tool::providerlab {

// What the process that runs a lifecycle tells the lab: a file with a line of JSON for each.
class Observations {
 public:
  explicit Observations(const std::string& file) : file_(file, std::ios::app) {}
  void broken(const char* rule, const std::string& what) { write({{"rule", rule}, {"what", what}}); }
  void not_done(const std::string& why) { write({{"not_done", why}}); }
  void write(const nlohmann::json& line) { file_ << line.dump() << std::endl; }

 private:
  std::ofstream file_;
};

}  // namespace postroom::tool::providerlab
