// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/settings.hpp"

#include "runtime/profile/paths.hpp"

#include <postroom/failure.hpp>

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>

namespace postroom::profile {
namespace {

constexpr std::int64_t kLongestBudget = 24 * 60 * 60 * 1000;  // a day, in milliseconds

void set_fast_shutdown(Settings& settings, std::int64_t value) {
  settings.fast_shutdown = static_cast<FastShutdown>(value);
}
void set_call_budget(Settings& settings, std::int64_t value) {
  settings.call_budget = std::chrono::milliseconds(value);
}
void set_session_budget(Settings& settings, std::int64_t value) {
  settings.session_budget = std::chrono::milliseconds(value);
}
void set_drain_budget(Settings& settings, std::int64_t value) {
  settings.drain_budget = std::chrono::milliseconds(value);
}

// A key of [shutdown]. All of them are whole numbers from zero.
struct Key {
  const char* name;
  const char* variable;
  std::int64_t largest;
  bool of_profile;  // may differ from profile to profile
  void (*set)(Settings&, std::int64_t);
};

constexpr std::array kKeys{
    Key{"fast_shutdown_behavior", "POSTROOM_FAST_SHUTDOWN_BEHAVIOR", 2, false, set_fast_shutdown},
    Key{"call_budget_ms", "POSTROOM_CALL_BUDGET_MS", kLongestBudget, true, set_call_budget},
    Key{"session_budget_ms", "POSTROOM_SESSION_BUDGET_MS", kLongestBudget, true, set_session_budget},
    Key{"drain_budget_ms", "POSTROOM_DRAIN_BUDGET_MS", kLongestBudget, true, set_drain_budget},
};

std::string allowed(const Key& key) {
  return "is not a whole number from 0 to " + std::to_string(key.largest);
}

class SettingsReader {
 public:
  explicit SettingsReader(Settings& settings) : settings_(settings), file_(config_file().string()) {}

  void read_file(std::string_view profile) {
    const std::optional<std::string> text = whole_file();
    if (!text) return;
    const toml::parse_result parsed = toml::parse(*text, file_);
    if (!parsed) {
      complain(place(parsed.error().source()), std::string(parsed.error().description()));
      return;
    }
    for (const auto& [name, node] : parsed.table()) {
      if (name == "shutdown") {
        read_shutdown(node, false);
      } else if (name != "profile") {
        complain_of(node, "\"" + std::string(name.str()) + "\" is not known");
      }
    }
    if (const toml::node* profiles = parsed.table().get("profile")) read_profiles(*profiles, profile);
  }

  void read_environment() {
    for (const Key& key : kKeys) {
      const char* text = std::getenv(key.variable);
      if (text == nullptr || *text == '\0') continue;
      std::int64_t value = -1;
      const char* const end = text + std::strlen(text);
      const auto [rest, error] = std::from_chars(text, end, value);
      if (error == std::errc() && rest == end && fits(key, value)) {
        key.set(settings_, value);
      } else {
        settings_.complaints.push_back(std::string(key.variable) + ": " + text + " " + allowed(key));
      }
    }
  }

 private:
  // Nothing when there is no file, or when it cannot be read.
  std::optional<std::string> whole_file() {
    std::ifstream stream(file_, std::ios::binary);
    if (!stream) {
      if (errno != ENOENT && errno != ENOTDIR) complain("", std::strerror(errno));
      return std::nullopt;
    }
    try {
      return std::string{std::istreambuf_iterator<char>(stream), {}};
    } catch (const std::ios_base::failure& unreadable) {  // a folder, for example
      complain("", unreadable.what());
      return std::nullopt;
    }
  }

  static bool fits(const Key& key, std::int64_t value) { return value >= 0 && value <= key.largest; }

  static std::string place(const toml::source_region& region) { return ":" + std::to_string(region.begin.line); }

  void complain(const std::string& where, const std::string& what) {
    settings_.complaints.push_back(file_ + where + ": " + what);
  }
  void complain_of(const toml::node& node, const std::string& what) { complain(place(node.source()), what); }

  // What is wrong in the part of another profile is that profile's matter.
  void read_profiles(const toml::node& node, std::string_view profile) {
    const toml::table* profiles = node.as_table();
    if (profiles == nullptr) return complain_of(node, "\"profile\" is not a table of profiles");
    const toml::node* own = profile.empty() ? nullptr : profiles->get(profile);
    if (own == nullptr) return;
    if (!own->is_table()) return complain_of(*own, "a profile's settings are not a table");
    for (const auto& [name, part] : *own->as_table()) {
      if (name == "shutdown") {
        read_shutdown(part, true);
      } else {
        complain_of(part, "\"" + std::string(name.str()) + "\" is not known in the settings of a profile");
      }
    }
  }

  void read_shutdown(const toml::node& node, bool of_profile) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return complain_of(node, "\"shutdown\" is not a table");
    for (const auto& [name, value] : *table) {
      const auto key = std::find_if(kKeys.begin(), kKeys.end(),
                                    [&key_name = name](const Key& known) { return key_name == known.name; });
      if (key == kKeys.end()) {
        complain_of(value, "\"" + std::string(name.str()) + "\" is not known in [shutdown]");
      } else if (of_profile && !key->of_profile) {
        complain_of(value, "\"" + std::string(name.str()) + "\" is a setting of the user, not of a profile");
      } else if (const auto number = value.value_exact<std::int64_t>(); number && fits(*key, *number)) {
        key->set(settings_, *number);
      } else {
        complain_of(value, "\"" + std::string(name.str()) + "\" " + allowed(*key));
      }
    }
  }

  Settings& settings_;
  const std::string file_;
};

}  // namespace

Settings read_settings(std::string_view profile) {
  Settings settings;
  try {
    SettingsReader reader(settings);
    reader.read_file(profile);
    reader.read_environment();
  } catch (...) {
    std::string what;
    kit::current_failure(what);
    settings.complaints.push_back(what);
  }
  return settings;
}

}  // namespace postroom::profile
