// SPDX-License-Identifier: Apache-2.0
//
// The mail that the lab's client sends, so that the spooler, the stores and the transports have something in motion.
#pragma once

#include <mapix.h>
#include <postroom/com_ptr.hpp>

#include <string>
#include <vector>

namespace postroom::tool::providerlab {

// Makes the session's first message store the default one, which is where mail arrives; it is not open yet. What it
// answers does not matter: a store that cannot be the default one gets no mail.
void choose_default_store(IMAPISession& session);

// The spooler's status object, which has the transports do what they are asked to. Throws Failure.
kit::com_ptr<IMAPIStatus> spooler_of(IMAPISession& session);

// What the transport has been told to begin, by calls that have returned; this process's own trace says it.
struct Traffic {
  bool inbound = false;
  bool outbound = false;
};
Traffic traffic_begun();

// What a client does with mail, in one session with one store. Every method may throw Failure, and be called on several
// threads at once.
class Mail {
 public:
  // `recipient`: whom to write to, an address of a type that a transport of the session has; empty: the session's own
  // identity, or an address of each type that is nobody's.
  Mail(IMAPISession& session, IMsgStore& store, const std::string& recipient);

  // Writes a message into the Outbox and submits it.
  void submit();
  // Returns when the transports have had what was submitted, and brought what they had.
  void flush();
  // Waits until a transport has been given a message, the first of this process; false when none was.
  bool wait_until_submitted();

 private:
  struct Address {
    std::string type;
    std::string address;
  };
  std::vector<Address> addresses(const std::string& recipient) const;

  IMAPISession& session_;
  kit::com_ptr<IAddrBook> book_;
  kit::com_ptr<IMAPIFolder> outbox_;
  std::vector<Address> recipients_;
};

}  // namespace postroom::tool::providerlab
