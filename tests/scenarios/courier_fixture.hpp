// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario_fixture.hpp"

#include <functional>
#include <thread>

namespace postroom::test {

// A scenario with the transport of tests/courier beside the build's own: the test says when it takes a message, and
// what it does instead.
class CourierTest : public ScenarioTest {
 protected:
  CourierTest();

  // "alice", of the default services and the courier.
  void make_courier_profile();
  // Logs on, and waits until the transports have (C-16).
  kit::com_ptr<IMAPISession> log_on_with_transports();
  // Submits a message to somebody whom only the courier reaches.
  static void send(IMsgStore& store, const std::string& subject);

  // The files by which the courier is governed.
  void put(const std::string& file, const std::string& text = "") const;
  void remove(const std::string& file) const;
  std::vector<std::string> lines(const std::string& file) const;
  std::vector<std::string> calls() const { return lines("calls"); }
  std::vector<std::string> accepted() const;  // subjects, in order
  // The flags of the courier's TransportNotify calls that have `flag` set.
  std::vector<ULONG> notices_with(ULONG flag) const;
  bool was_called(const std::string& call) const;

  // Waits until it is so, with a guard that only a hang can meet.
  static bool eventually(const std::function<bool()>& so);

  // The flags of the messages in the Outbox of alice, as a session without mail sees them. Each is taken back, which
  // the store refuses for one that is locked (H-5).
  void expect_whole_in_the_queue(const std::vector<std::string>& subjects);
};

}  // namespace postroom::test
