// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/inf_properties.hpp"

#include <mapihook.h>
#include <mapitags.h>
#include <mapix.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>

namespace postroom::profile {
namespace {

struct Named {
  std::string_view name;
  ULONG value;
};

#define POSTROOM_TAG(name) \
  Named {                  \
#name, name            \
  }

constexpr Named kTags[] = {
    POSTROOM_TAG(PR_DISPLAY_NAME),
    POSTROOM_TAG(PR_COMMENT),
    POSTROOM_TAG(PR_ENTRYID),
    POSTROOM_TAG(PR_RECORD_KEY),
    POSTROOM_TAG(PR_SEARCH_KEY),
    POSTROOM_TAG(PR_MDB_PROVIDER),
    POSTROOM_TAG(PR_DEFAULT_STORE),
    POSTROOM_TAG(PR_AB_PROVIDER_ID),
    POSTROOM_TAG(PR_PROVIDER_DISPLAY),
    POSTROOM_TAG(PR_PROVIDER_DLL_NAME),
    POSTROOM_TAG(PR_PROVIDER_UID),
    POSTROOM_TAG(PR_PROVIDER_ORDINAL),
    POSTROOM_TAG(PR_RESOURCE_FLAGS),
    POSTROOM_TAG(PR_RESOURCE_TYPE),
    POSTROOM_TAG(PR_RESOURCE_METHODS),
    POSTROOM_TAG(PR_RESOURCE_PATH),
    POSTROOM_TAG(PR_SERVICE_NAME),
    POSTROOM_TAG(PR_SERVICE_DLL_NAME),
    POSTROOM_TAG(PR_SERVICE_ENTRY_NAME),
    POSTROOM_TAG(PR_SERVICE_UID),
    POSTROOM_TAG(PR_SERVICE_EXTRA_UIDS),
    POSTROOM_TAG(PR_SERVICE_SUPPORT_FILES),
    POSTROOM_TAG(PR_SERVICE_DELETE_FILES),
    POSTROOM_TAG(PR_IDENTITY_DISPLAY),
    POSTROOM_TAG(PR_IDENTITY_ENTRYID),
    POSTROOM_TAG(PR_IDENTITY_SEARCH_KEY),
    POSTROOM_TAG(PR_SENDER_NAME),
    POSTROOM_TAG(PR_SENDER_EMAIL_ADDRESS),
    POSTROOM_TAG(PR_SENDER_ADDRTYPE),
    POSTROOM_TAG(PR_EMAIL_ADDRESS),
    POSTROOM_TAG(PR_ADDRTYPE),
    POSTROOM_TAG(PR_ACCOUNT),
    POSTROOM_TAG(PR_SEND_RICH_INFO),
};

constexpr Named kSymbols[] = {
    POSTROOM_TAG(MAPI_STORE_PROVIDER),
    POSTROOM_TAG(MAPI_AB),
    POSTROOM_TAG(MAPI_AB_PROVIDER),
    POSTROOM_TAG(MAPI_TRANSPORT_PROVIDER),
    POSTROOM_TAG(MAPI_SPOOLER),
    POSTROOM_TAG(MAPI_PROFILE_PROVIDER),
    POSTROOM_TAG(MAPI_SUBSYSTEM),
    POSTROOM_TAG(MAPI_HOOK_PROVIDER),
    POSTROOM_TAG(SERVICE_DEFAULT_STORE),
    POSTROOM_TAG(SERVICE_SINGLE_COPY),
    POSTROOM_TAG(SERVICE_CREATE_WITH_STORE),
    POSTROOM_TAG(SERVICE_PRIMARY_IDENTITY),
    POSTROOM_TAG(SERVICE_NO_PRIMARY_IDENTITY),
    POSTROOM_TAG(STATUS_DEFAULT_OUTBOUND),
    POSTROOM_TAG(STATUS_DEFAULT_STORE),
    POSTROOM_TAG(STATUS_PRIMARY_IDENTITY),
    POSTROOM_TAG(STATUS_SIMPLE_STORE),
    POSTROOM_TAG(STATUS_XP_PREFER_LAST),
    POSTROOM_TAG(STATUS_NO_PRIMARY_IDENTITY),
    POSTROOM_TAG(STATUS_NO_DEFAULT_STORE),
    POSTROOM_TAG(STATUS_TEMP_SECTION),
    POSTROOM_TAG(STATUS_OWN_STORE),
    POSTROOM_TAG(STATUS_NEED_IPM_TREE),
    POSTROOM_TAG(STATUS_PRIMARY_STORE),
    POSTROOM_TAG(STATUS_SECONDARY_STORE),
    POSTROOM_TAG(HOOK_INBOUND),
    POSTROOM_TAG(HOOK_OUTBOUND),
};
#undef POSTROOM_TAG

template <std::size_t N>
const Named* find(const Named (&table)[N], std::string_view name) {
  const auto found = std::ranges::find_if(table, [&](const Named& named) { return same_name(named.name, name); });
  return found == std::end(table) ? nullptr : &*found;
}

bool all_hex(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

std::string from_hex(std::string_view digits) {
  std::string bytes(digits.size() / 2, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    unsigned value = 0;
    std::from_chars(&digits[2 * i], &digits[2 * i] + 2, value, 16);
    bytes[i] = static_cast<char>(value);
  }
  return bytes;
}

std::optional<std::int64_t> number(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const bool hex = text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
  if (hex) text.remove_prefix(2);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, hex ? 16 : 10);
  if (error != std::errc() || end != text.data() + text.size() || value > INT64_MAX) return std::nullopt;
  return negative ? -static_cast<std::int64_t>(value) : static_cast<std::int64_t>(value);
}

class ValueParser {
 public:
  ValueParser(const InfEntry& entry, std::string_view file) : entry_(entry), file_(file) {}

  // Numbers and symbols with '|' between them; a symbol that is not known adds nothing.
  std::int64_t flags(std::int64_t lowest, std::int64_t highest) const {
    std::int64_t all = 0;
    std::string_view rest = entry_.value;
    while (!rest.empty()) {
      const std::size_t bar = rest.find('|');
      std::string_view part = rest.substr(0, bar);
      rest.remove_prefix(bar == std::string_view::npos ? rest.size() : bar + 1);
      part.remove_prefix(std::min(part.size(), part.find_first_not_of(" \t")));
      part = part.substr(0, part.find_last_not_of(" \t") + 1);
      if (part.empty()) continue;
      if (const Named* symbol = find(kSymbols, part)) {
        all |= symbol->value;
      } else if (const auto value = number(part)) {
        if (*value < lowest || *value > highest) fail("a number that its property cannot hold");
        all |= *value;
      } else if (part.front() == '-' || (part.front() >= '0' && part.front() <= '9')) {
        fail("not a number: " + std::string(part));
      }
    }
    return all;
  }

  bool boolean() const {
    if (same_name(entry_.value, "TRUE")) return true;
    if (same_name(entry_.value, "FALSE")) return false;
    const auto value = number(entry_.value);
    if (!value) fail("expected TRUE or FALSE");
    return *value != 0;
  }

  std::string binary() const {
    if (!entry_.value.empty() && (!all_hex(entry_.value) || entry_.value.size() % 2 != 0)) {
      fail("expected pairs of hexadecimal digits");
    }
    return from_hex(entry_.value);
  }

  [[noreturn]] void fail(const std::string& what) const { throw InfError(file_, entry_.line, what); }

 private:
  const InfEntry& entry_;
  std::string_view file_;
};

}  // namespace

std::optional<kit::PropertyValue> parse_property(const InfEntry& entry, std::string_view file) {
  const bool numeric = entry.name.size() == 8 && all_hex(entry.name);
  ULONG tag = 0;
  if (numeric) {
    std::from_chars(entry.name.data(), entry.name.data() + entry.name.size(), tag, 16);
  } else if (const Named* named = find(kTags, entry.name)) {
    tag = named->value;
  } else {
    return std::nullopt;
  }
  if (tag == PR_STATUS_CODE) return std::nullopt;  // B-52
  tag = kit::canonical_tag(tag);

  const ValueParser parser(entry, file);
  switch (kit::type_of(tag)) {
    case PT_UNICODE:
      return kit::PropertyValue(tag, entry.value);
    case PT_MV_UNICODE:
      return kit::PropertyValue(tag, split_list(entry.value));
    case PT_LONG:
      if (numeric && entry.value.size() == 8 && all_hex(entry.value)) {
        std::int32_t value = 0;
        std::memcpy(&value, from_hex(entry.value).data(), sizeof value);
        return kit::PropertyValue(tag, value);
      }
      return kit::PropertyValue(tag, static_cast<std::int32_t>(parser.flags(INT32_MIN, UINT32_MAX)));
    case PT_I2:
      return kit::PropertyValue(tag, static_cast<std::int16_t>(parser.flags(INT16_MIN, UINT16_MAX)));
    case PT_I8:
      return kit::PropertyValue(tag, parser.flags(INT64_MIN, INT64_MAX));
    case PT_BOOLEAN:
      return kit::PropertyValue(tag, parser.boolean());
    case PT_BINARY:
      return kit::PropertyValue(tag, parser.binary());
    default:
      parser.fail("properties of this type cannot be set here: " + entry.name);
  }
}

std::optional<MAPIUID> parse_uid(std::string_view digits) {
  MAPIUID uid{};
  if (digits.size() != 2 * sizeof uid || !all_hex(digits)) return std::nullopt;
  std::memcpy(&uid, from_hex(digits).data(), sizeof uid);
  return uid;
}

}  // namespace postroom::profile
