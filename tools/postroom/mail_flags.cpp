// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/mail_flags.hpp"

#include <mapicanon.h>

#include "tools/postroom/properties.hpp"

#include <strings.h>

#include <array>
#include <utility>

namespace postroom::tool {
namespace {

// PR_LAST_VERB_EXECUTED: the documented verbs of mail.
constexpr LONG kReplied = 102;
constexpr LONG kRepliedToAll = 103;
constexpr LONG kForwarded = 104;
// PR_FLAG_STATUS: flagged and not yet done.
constexpr LONG kFollowUp = 2;

constexpr std::string_view kStatus = "Status";
constexpr std::string_view kMoreStatus = "X-Status";

struct Letter {
  char letter;
  bool MailFlags::*flag;
};
constexpr std::array kMaildir = {Letter{'D', &MailFlags::draft},     Letter{'F', &MailFlags::flagged},
                                 Letter{'P', &MailFlags::forwarded}, Letter{'R', &MailFlags::answered},
                                 Letter{'S', &MailFlags::read},      Letter{'T', &MailFlags::deleted}};
constexpr std::array kMbox = {Letter{'A', &MailFlags::answered}, Letter{'D', &MailFlags::deleted},
                              Letter{'F', &MailFlags::flagged}, Letter{'P', &MailFlags::forwarded},
                              Letter{'T', &MailFlags::draft}};
constexpr std::array kStatusLetters = {Letter{'R', &MailFlags::read}};

template <class Letters>
void read_letters(std::string_view text, const Letters& letters, MailFlags& flags) {
  for (const Letter& each : letters) {
    if (text.find(each.letter) != std::string_view::npos) flags.*each.flag = true;
  }
}

template <class Letters>
std::string letters_of(const MailFlags& flags, const Letters& letters) {
  std::string text;
  for (const Letter& each : letters) {
    if (flags.*each.flag) text += each.letter;
  }
  return text;
}

bool is_field(std::string_view line, std::string_view name) {
  return line.size() > name.size() && line[name.size()] == ':' &&
         strncasecmp(line.data(), name.data(), name.size()) == 0;
}

// Calls `use` with each line of the header and its end, until it returns false.
template <class Use>
void each_header_line(std::string_view message, Use&& use) {
  for (std::size_t at = 0; at < message.size();) {
    const std::size_t end = std::min(message.find('\n', at), message.size() - 1) + 1;
    const std::string_view line = message.substr(at, end - at);
    if (line == "\n" || line == "\r\n" || !use(line)) return;
    at = end;
  }
}

// The folder "cur" or "new" of a Maildir: the other one is beside it.
bool is_in(const std::filesystem::path& file, const char* folder, const char* other) {
  const std::filesystem::path parent = file.parent_path();
  std::error_code error;
  return parent.filename() == folder && std::filesystem::is_directory(parent.parent_path() / other, error);
}

}  // namespace

MailFlags maildir_flags(const std::filesystem::path& file) {
  if (is_in(file, "new", "cur")) return {};
  if (!is_in(file, "cur", "new")) return kOldMail;
  MailFlags flags;
  const std::string name = file.filename();
  if (const std::size_t letters = name.rfind(":2,"); letters != std::string::npos) {
    read_letters(std::string_view(name).substr(letters + 3), kMaildir, flags);
  }
  return flags;
}

std::string maildir_letters(const MailFlags& flags) {
  return letters_of(flags, kMaildir);
}

bool has_status(std::string_view message) {
  bool found = false;
  each_header_line(message, [&](std::string_view line) {
    found = is_field(line, kStatus) || is_field(line, kMoreStatus);
    return !found;
  });
  return found;
}

MailFlags take_status(std::string& message) {
  MailFlags flags;
  std::string rest;
  std::size_t header = 0;
  each_header_line(message, [&](std::string_view line) {
    header += line.size();
    const std::string_view value = line.substr(line.find(':') + 1);
    if (is_field(line, kStatus)) {
      read_letters(value, kStatusLetters, flags);
    } else if (is_field(line, kMoreStatus)) {
      read_letters(value, kMbox, flags);
    } else {
      rest += line;
    }
    return true;
  });
  message.replace(0, header, rest);
  return flags;
}

std::string status_fields(const MailFlags& flags) {
  // "O": not new to the mbox any more, which is all that a message without an "R" there can say.
  const std::string more = letters_of(flags, kMbox);
  return std::string(kStatus) + (flags.read ? ": RO\n" : ": O\n") +
         (more.empty() ? "" : std::string(kMoreStatus) + ": " + more + "\n");
}

void set_flags(IMessage* message, const MailFlags& flags) {
  std::vector<SPropValue> values;
  const auto add = [&](ULONG tag, LONG number) {
    values.emplace_back().ulPropTag = tag;
    values.back().Value.l = number;
  };
  add(PR_MESSAGE_FLAGS, static_cast<LONG>((flags.read ? MSGFLAG_READ : 0) | (flags.draft ? MSGFLAG_UNSENT : 0)));
  // There is one last verb: of a message that was answered and forwarded, the icon says the former.
  if (flags.answered || flags.forwarded) {
    add(PR_LAST_VERB_EXECUTED, flags.forwarded ? kForwarded : kReplied);
    add(PR_ICON_INDEX, static_cast<LONG>(flags.answered ? ICON_INDEX_REPLIED_MAIL : ICON_INDEX_FORWARDED_MAIL));
  }
  if (flags.flagged) add(PR_FLAG_STATUS, kFollowUp);
  check(message->SetProps(static_cast<ULONG>(values.size()), values.data(), nullptr), message,
        "mark the message as its mailbox does");
}

MailFlags flags_of(IMessage* message) {
  const Properties values =
      get_properties(message, {PR_MESSAGE_FLAGS, PR_MSG_STATUS, PR_LAST_VERB_EXECUTED, PR_ICON_INDEX, PR_FLAG_STATUS});
  const auto bits = static_cast<ULONG>(values.number(PR_MESSAGE_FLAGS));
  const LONG verb = values.number(PR_LAST_VERB_EXECUTED);
  const auto icon = static_cast<ULONG>(values.number(PR_ICON_INDEX));
  MailFlags flags;
  flags.read = (bits & MSGFLAG_READ) != 0;
  flags.draft = (bits & MSGFLAG_UNSENT) != 0;
  flags.answered = verb == kReplied || verb == kRepliedToAll || icon == ICON_INDEX_REPLIED_MAIL;
  flags.forwarded = verb == kForwarded || icon == ICON_INDEX_FORWARDED_MAIL;
  flags.flagged = values.number(PR_FLAG_STATUS) == kFollowUp;
  flags.deleted = (static_cast<ULONG>(values.number(PR_MSG_STATUS)) & MSGSTATUS_DELMARKED) != 0;
  return flags;
}

}  // namespace postroom::tool
