// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/postroom/session.hpp"

#include <memory>
#include <vector>

namespace postroom::tool {

class NewMailSink;

// Listens for new mail in the session's default store (fnevNewMail) from its making until its end or stop(). One
// thread, the one that dispatches notifications. The session outlives it.
class NewMail {
 public:
  explicit NewMail(Session& session);
  ~NewMail();  // stops; what goes wrong then is lost
  NewMail(const NewMail&) = delete;
  NewMail& operator=(const NewMail&) = delete;

  // The entry identifiers of what was announced since the last call.
  std::vector<EntryId> take();
  // Ends the registration (J-80). Throws Failure.
  void stop();

 private:
  kit::com_ptr<IMsgStore> store_;
  kit::com_ptr<NewMailSink> sink_;
  ULONG_PTR connection_ = 0;
};

}  // namespace postroom::tool
