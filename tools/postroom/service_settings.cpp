// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/service_settings.hpp"

#include <postroom/store/profile.hpp>
#include <postroom/transport/profile.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

namespace postroom::tool {
namespace {

struct NamedSetting {
  std::string_view service;
  std::string_view name;
  ULONG tag;
};

constexpr std::array kNamed = {
    NamedSetting{"POSTROOM_STORE", "path", store::PR_STORE_PATH_W},
    NamedSetting{"POSTROOM_BOOK", "path", PROP_TAG(PT_UNICODE, 0x6600)},
    NamedSetting{"POSTROOM_MAILDIR", "root", transport::PR_MAILDIR_ROOT_W},
    NamedSetting{"POSTROOM_MAILDIR", "domain", transport::PR_MAILDIR_DOMAIN_W},
    NamedSetting{"POSTROOM_MAILDIR", "mailbox", transport::PR_MAILDIR_MAILBOX_W},
    NamedSetting{"POSTROOM_SMTP", "host", transport::PR_SMTP_HOST_W},
    NamedSetting{"POSTROOM_SMTP", "port", transport::PR_SMTP_PORT},
    NamedSetting{"POSTROOM_SMTP", "tls", transport::PR_SMTP_TLS},
    NamedSetting{"POSTROOM_SMTP", "sender", transport::PR_SMTP_SENDER_W},
    NamedSetting{"POSTROOM_SMTP", "name", transport::PR_SMTP_SENDER_NAME_W},
    NamedSetting{"POSTROOM_SMTP", "user", transport::PR_SMTP_USER_W},
    NamedSetting{"POSTROOM_SMTP", "password", transport::PR_SMTP_PASSWORD_W},
    NamedSetting{"POSTROOM_SMTP", "ca_file", transport::PR_SMTP_CA_FILE_W},
};

// The names of the service's settings: "host, port, tls"; empty when it has none.
std::string names_of(std::string_view service) {
  std::string names;
  for (const NamedSetting& setting : kNamed) {
    if (setting.service == service) names.append(names.empty() ? "" : ", ").append(setting.name);
  }
  return names;
}

template <class Number>
std::optional<Number> whole_number(std::string_view text, int base) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

std::optional<ULONG> tag_of(std::string_view service, std::string_view name) {
  const auto named =
      std::ranges::find_if(kNamed, [&](const NamedSetting& s) { return s.service == service && s.name == name; });
  if (named != kNamed.end()) return named->tag;
  return name.size() == 8 ? whole_number<ULONG>(name, 16) : std::nullopt;
}

LONG number_in(const std::string& setting, std::string_view word) {
  const bool hexadecimal = word.starts_with("0x");
  const auto number = whole_number<LONG>(hexadecimal ? word.substr(2) : word, hexadecimal ? 16 : 10);
  if (!number) throw WrongCall(filled(_("'%1': this setting is a number, as 25 or 0x19"), setting));
  return *number;
}

bool truth_in(const std::string& setting, std::string_view word) {
  if (word == "1" || word == "true" || word == "yes") return true;
  if (word == "0" || word == "false" || word == "no") return false;
  throw WrongCall(filled(_("'%1': this setting is yes or no"), setting));
}

kit::PropertyValue value_of(ULONG tag, const std::string& setting, std::string_view word) {
  if (word.empty()) return kit::PropertyValue(kit::with_type(tag, PT_NULL));
  switch (PROP_TYPE(tag)) {
    case PT_UNICODE:
      return {tag, word};
    case PT_LONG:
      return {tag, number_in(setting, word)};
    case PT_BOOLEAN:
      return {tag, truth_in(setting, word)};
    default:
      throw WrongCall(filled(_("'%1': a setting is text (001f), a number (0003) or yes/no (000b)"), setting));
  }
}

kit::PropertyValue parsed(const std::string& service, const std::string& setting) {
  const std::size_t equals = setting.find('=');
  const auto tag =
      equals == std::string::npos ? std::nullopt : tag_of(service, std::string_view(setting).substr(0, equals));
  if (tag) return value_of(*tag, setting, std::string_view(setting).substr(equals + 1));
  const std::string names = names_of(service);
  throw WrongCall(
      names.empty()
          ? filled(_("'%1' is no setting: write a property tag of 8 hex digits, =, and the value"), setting)
          : filled(_("'%1' is no setting of %2: write NAME=VALUE with one of the names %3, or a property tag of "
                     "8 hex digits"),
                   setting, service, names));
}

}  // namespace

std::optional<ULONG> main_setting(std::string_view service) {
  const auto first = std::ranges::find_if(kNamed, [&](const NamedSetting& s) { return s.service == service; });
  return first == kNamed.end() ? std::nullopt : std::optional(first->tag);
}

std::vector<kit::PropertyValue> parse_settings(const std::string& service, const std::vector<std::string>& settings) {
  std::vector<kit::PropertyValue> values;
  for (const std::string& setting : settings) values.push_back(parsed(service, setting));
  return values;
}

}  // namespace postroom::tool
