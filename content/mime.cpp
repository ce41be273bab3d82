// SPDX-License-Identifier: Apache-2.0
#include "content/mime.hpp"

#include "content/message/mail_message.hpp"
#include "content/mime/header_fields.hpp"
#include "content/mime/mail.hpp"

#include <postroom/failure.hpp>

namespace postroom::content {

namespace {
constexpr std::size_t kLargest = std::size_t{1} << 30U;
}

void from_mime(std::string_view bytes, IMessage* message, const FromMimeOptions& options) {
  kit::require(message != nullptr, "no message to fill");
  if (bytes.size() > kLargest) kit::fail(MAPI_E_TOO_BIG, "the message is larger than 1 GiB");
  write_message(parse_mime(bytes), message, options.delivery_time, options.as_draft);
}

std::string to_mime(IMessage* message, const ToMimeOptions& options) {
  kit::require(message != nullptr, "no message to read");
  const std::string mime = build_mime(read_message(message), options.include_bcc);
  return options.crlf ? with_crlf(mime) : mime;
}

}  // namespace postroom::content
