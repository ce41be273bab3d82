// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/spooler/spooler.hpp"
#include "tests/spooler/fake_store.hpp"
#include "tests/spooler/simulated_executor.hpp"
#include "tests/support/test_memory.hpp"

#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace postroom::test {

// What a scripted transport does with messages, and what it saw.
struct TransportScript {
  std::string name;
  std::vector<std::string> types{"SMTP"};
  HRESULT start_result = S_OK;
  ULONG logon_flags = LOGON_SP_POLL;
  // Answers SubmitMessage; by default every recipient that it is shown is delivered.
  std::function<HRESULT(IMessage&, ULONG_PTR* reference, ULONG_PTR* seconds)> on_submit;
  std::deque<ULONG> end_flags;   // EndMessage's answers, then 0
  std::deque<std::string> mail;  // subjects; the class follows a '|'
  std::function<void()> on_poll;
  HRESULT start_message_result = S_OK;
  std::function<void()> on_start_message;
  std::function<void()> on_flush;
  std::function<void()> on_logoff;
  std::function<void(ULONG flags)> on_notify;
  std::vector<std::string> aborted;    // the messages of NOTIFY_ABORT_DEFERRED
  std::vector<std::string> delivered;  // addresses
  std::vector<ULONG> submit_flags;
  ULONG number = 0;
  ULONG logon_order = 0;  // by default the order of add_transport
};

// The addresses that a transport is asked to serve, and that it then takes.
std::vector<std::string> take_recipients(IMessage& message, std::size_t limit = 1000);

// A host over scripts: transports and one store, and a log of every call in order.
class FakeHost final : public spooler::Host {
 public:
  std::vector<std::shared_ptr<TransportScript>> scripts;
  std::shared_ptr<FakeStoreData> store = std::make_shared<FakeStoreData>();
  std::vector<std::string> log;  // "maildir.SubmitMessage", "store.log_off", …
  ULONG status = 0;
  std::string status_text;
  bool elsewhere = false;  // another process has the store open
  spooler::Patience patient;

  std::shared_ptr<TransportScript> add_transport(const std::string& name);

  std::vector<spooler::TransportEntry> transports() override;
  std::unique_ptr<spooler::TransportLink> start(const spooler::TransportEntry& transport, ULONG flags) override;
  std::unique_ptr<spooler::StoreLink> log_on(const spooler::OpenedStore& opened) override;
  bool open_elsewhere(const spooler::OpenedStore&) override { return elsewhere; }
  spooler::Patience patience() const override { return patient; }
  kit::com_ptr<IAddrBook> open_address_book() override { return {}; }
  std::string profile_name() const override { return "Alice"; }
  void update_status_row(ULONG code, const std::string& text) override {
    status = code;
    status_text = text;
  }

 private:
  ULONG numbers_ = 100;
};

}  // namespace postroom::test
