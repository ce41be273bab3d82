// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/fake_message.hpp"
#include "tests/support/fake_table.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace postroom::test {

// A store in memory, as far as the spooler looks into one: messages in folders, the outgoing queue, lock states.
// Folders are named; "Inbox" receives, and classes of `receive_folders` have folders of their own.
struct FakeStoreData : FakeTable::Sinks {
  struct Message {
    std::shared_ptr<FakeMessageData> data;
    std::string folder;
    bool queued = false;
    bool locked = false;
    std::weak_ptr<int> open;  // alive while an object is open on it
  };

  std::map<std::string, Message> messages;  // by identifier
  std::map<std::string, std::string> receive_folders;
  std::vector<std::string> finished;   // identifiers, as FinishedMsg came
  std::vector<std::string> announced;  // identifiers, as NotifyNewMail came
  std::vector<std::string> unopenable;
  HRESULT finish_result = S_OK;
  std::function<void(const char* method)> on_call;  // of those that a message takes on its way in
  unsigned made = 0;

  // Puts a message into the outgoing queue and tells the sinks.
  std::string submit(const std::vector<std::string>& recipients, const std::string& subject = "Hello");
  const Message* find(const std::string& id) const;
  // Messages in a folder that were saved, by subject.
  std::vector<std::string> subjects(const std::string& folder) const;
  void changed();
  void note(const char* method) const {
    if (on_call) on_call(method);
  }

  ULONG_PTR advise(kit::com_ptr<IMAPIAdviseSink> sink) override;
  void unadvise(ULONG_PTR connection) override { sinks.erase(connection); }
  std::vector<kit::PropertyBag> rows() override;

  std::map<ULONG_PTR, kit::com_ptr<IMAPIAdviseSink>> sinks;
  ULONG_PTR connections = 0;
};

kit::com_ptr<IMsgStore> make_fake_store(std::shared_ptr<FakeStoreData> data);

}  // namespace postroom::test
