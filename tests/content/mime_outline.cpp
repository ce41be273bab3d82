// SPDX-License-Identifier: Apache-2.0
//
// Prints what parse_mime made of each file as one JSON line, for a comparison with other readers. Content is
// hexadecimal.
#include "content/mime/mail.hpp"
#include "kit/text/hexadecimal.hpp"

#include <nlohmann/json.hpp>
#include <postroom/failure.hpp>

#include <cstdio>
#include <fstream>
#include <iterator>

namespace {

using postroom::content::Mail;

nlohmann::json mailboxes(const std::vector<postroom::content::Mailbox>& list) {
  nlohmann::json result = nlohmann::json::array();
  for (const auto& mailbox : list) result.push_back({mailbox.name, mailbox.address});
  return result;
}

nlohmann::json outline(const Mail& mail) {
  nlohmann::json attachments = nlohmann::json::array();
  for (const auto& attachment : mail.attachments) {
    attachments.push_back({{"type", attachment.mime_type},
                           {"name", attachment.file_name},
                           {"size", attachment.data.size()},
                           {"charset", attachment.charset},
                           {"data", postroom::kit::hexadecimal(attachment.data)},
                           {"message", attachment.message ? outline(*attachment.message) : nlohmann::json()}});
  }
  nlohmann::json to = nlohmann::json::array();
  for (const auto& mailbox : mail.to) to.push_back(mailbox.address);
  return {{"subject", mail.subject},
          {"from", mail.from ? mail.from->address : ""},
          {"to", to},
          {"mailboxes",
           {{"from", mailboxes(mail.from ? std::vector{*mail.from} : std::vector<postroom::content::Mailbox>())},
            {"to", mailboxes(mail.to)},
            {"cc", mailboxes(mail.cc)},
            {"bcc", mailboxes(mail.bcc)}}},
          {"text", mail.text.value_or("")},
          {"html", mail.html ? mail.html->bytes.size() : 0},
          {"html_charset", mail.html ? mail.html->charset : ""},
          {"html_data", postroom::kit::hexadecimal(mail.html ? mail.html->bytes : "")},
          {"attachments", attachments}};
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    nlohmann::json line = {{"file", argv[i]}};
    try {
      line["mail"] = outline(postroom::content::parse_mime(bytes));
    } catch (const postroom::kit::Failure& failure) {
      line["refused"] = failure.what();
    }
    std::puts(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  }
  return 0;
}
