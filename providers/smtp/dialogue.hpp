// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::smtp {

// What a server said to one command: RFC 5321's three digits, and its text without them. 0: nothing yet.
struct Reply {
  int code = 0;
  std::string text;

  bool accepted() const noexcept { return code >= 200 && code < 400; }
  bool for_now() const noexcept { return code >= 400 && code < 500; }
  bool for_good() const noexcept { return code >= 500 && code < 600; }
};

// Listens to the commands and replies of one message's transfer and keeps the reply to each part of it: libcurl answers
// for the whole transfer only, but each recipient has a fate of his own (H-25).
//
// Fed with the lines as they go over the wire, in order; commands may come in parts. Not thread-safe.
class Dialogue {
 public:
  void sent(std::string_view bytes);
  void received(std::string_view bytes);

  const Reply& sender() const noexcept { return sender_; }
  // In the order of the RCPT commands; shorter than the recipients when the transfer ended before.
  const std::vector<Reply>& recipients() const noexcept { return recipients_; }
  const Reply& data() const noexcept { return data_; }
  // To the whole message: the server has taken responsibility when it accepted.
  const Reply& message() const noexcept { return message_; }
  // The last of all, for errors before any of these.
  const Reply& last() const noexcept { return last_; }

 private:
  enum class Part { other, sender, recipient, data, message };

  void command(std::string_view line);
  void reply(std::string_view line);

  Part part_ = Part::other;
  std::string out_;  // a command that is not complete yet
  std::string in_;
  std::string lines_;  // of a reply with several lines
  Reply sender_;
  std::vector<Reply> recipients_;
  Reply data_;
  Reply message_;
  Reply last_;
};

}  // namespace postroom::smtp
