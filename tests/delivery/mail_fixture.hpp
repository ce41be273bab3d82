// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "session_fixture.hpp"

#include <postroom/property_bag.hpp>

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::test {

// Profiles made of the default services, whose owners write to each other: "alice" is alice@postroom.local. At the end
// of every test the checker's rules must hold and no provider may be mapped (SessionTest).
class MailTest : public SessionTest {
 protected:
  // A client of a profile with its default store open for changes.
  struct Client {
    kit::com_ptr<IMAPISession> session;
    kit::com_ptr<IMsgStore> store;

    kit::com_ptr<IMAPIFolder> folder(ULONG tag) const;  // PR_IPM_OUTBOX_ENTRYID and its like
    kit::com_ptr<IMAPIFolder> inbox() const;
    // Subjects of a folder's messages, sorted.
    std::vector<std::string> subjects(IMAPIFolder& in) const;
    // The names of the recipients of the first message in a folder, in their order.
    std::vector<std::string> recipients_of_first(IMAPIFolder& in) const;
    std::vector<std::string> received() const { return subjects(*inbox()); }

    // Submits a message; it is moved to the sent mail afterwards.
    void send(const std::vector<std::string>& recipients, const std::string& subject) const;
    // The same to any recipients; MAPI_TO unless they say otherwise.
    void send(std::vector<kit::PropertyBag> recipients, const std::string& subject) const;
    // Lets go of everything and logs off.
    void leave();
  };

  void make_mail_profile(const std::string& name);
  Client enter(const std::string& profile);

  // A distribution list in the session's personal address book, with these entries in it; as a recipient.
  static kit::PropertyBag make_list(IMAPISession& session, const std::string& name,
                                    std::initializer_list<std::string_view> members);

  // Asks until it is so; false after thirty seconds.
  static bool eventually(const std::function<bool()>& so);
};

}  // namespace postroom::test
