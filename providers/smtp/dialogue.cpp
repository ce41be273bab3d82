// SPDX-License-Identifier: Apache-2.0
#include "providers/smtp/dialogue.hpp"

#include <algorithm>

namespace postroom::smtp {
namespace {

// Calls `with` for each complete line in `buffer` and leaves the rest.
template <class With>
void each_line(std::string& buffer, With with) {
  std::size_t start = 0;
  for (std::size_t end = buffer.find('\n'); end != std::string::npos; end = buffer.find('\n', start)) {
    std::string_view line(buffer.data() + start, end - start);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    with(line);
    start = end + 1;
  }
  buffer.erase(0, start);
}

bool begins(std::string_view line, std::string_view with) {
  return line.size() >= with.size() && std::equal(with.begin(), with.end(), line.begin(), [](char a, char b) {
           return a == (b >= 'a' && b <= 'z' ? static_cast<char>(b - 32) : b);
         });
}

}  // namespace

void Dialogue::sent(std::string_view bytes) {
  out_ += bytes;
  each_line(out_, [this](std::string_view line) { command(line); });
}

void Dialogue::received(std::string_view bytes) {
  in_ += bytes;
  each_line(in_, [this](std::string_view line) { reply(line); });
}

void Dialogue::command(std::string_view line) {
  if (begins(line, "MAIL FROM:")) {
    part_ = Part::sender;
  } else if (begins(line, "RCPT TO:")) {
    part_ = Part::recipient;
    recipients_.emplace_back();
  } else if (line.size() == 4 && begins(line, "DATA")) {
    part_ = Part::data;
  } else {
    part_ = Part::other;
  }
}

void Dialogue::reply(std::string_view line) {
  const bool digits =
      line.size() >= 3 && std::all_of(line.begin(), line.begin() + 3, [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return;
  const std::string_view text = line.size() > 4 ? line.substr(4) : std::string_view();
  if (!lines_.empty() && !text.empty()) lines_ += ' ';
  lines_ += text;
  if (line.size() > 3 && line[3] == '-') return;  // more lines follow
  Reply reply{(line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0'), std::move(lines_)};
  lines_.clear();
  last_ = reply;
  switch (part_) {
    case Part::sender:
      sender_ = std::move(reply);
      break;
    case Part::recipient:
      recipients_.back() = std::move(reply);
      break;
    case Part::data:
      data_ = std::move(reply);
      if (data_.code / 100 == 3) part_ = Part::message;  // what comes next answers the message itself
      break;
    case Part::message:
      message_ = std::move(reply);
      part_ = Part::other;
      break;
    case Part::other:
      break;
  }
}

}  // namespace postroom::smtp
