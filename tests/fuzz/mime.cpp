// SPDX-License-Identifier: Apache-2.0
// Feeds the reader of Internet messages with anything; what it reads can be written, and what is written can be read.
#include "content/mime/mail.hpp"

#include <postroom/failure.hpp>

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace postroom;
  content::Mail mail;
  try {
    mail = content::parse_mime({reinterpret_cast<const char*>(data), size});
  } catch (const kit::Failure& failure) {
    if (failure.code() != MAPI_E_CORRUPT_DATA) std::abort();
    return 0;
  }
  const content::Mail again = content::parse_mime("X-Fuzz: 1\n" + content::build_mime(mail, true));
  if (again.attachments.size() != mail.attachments.size()) std::abort();  // nothing is dropped
  return 0;
}
