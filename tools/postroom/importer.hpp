// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/postroom/mail_source.hpp"
#include "tools/postroom/session.hpp"

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace postroom::tool {

struct ImportCounts {
  std::size_t imported = 0;
  std::size_t known = 0;             // already there from an earlier import
  std::vector<std::string> refused;  // each a sentence that names what it was
  bool interrupted = false;
};

// Imports mail into one folder. Each message is saved as a whole or not at all; one that is there already, by the
// digest that its import left with it, is passed over, so an import may be repeated and interrupted; what its mailbox
// has come to say of it since is then not taken over. One thread.
//
// Messages are saved with MAPI_DEFERRED_ERRORS (M-24), so that a store may write many in one transaction, and the
// folder after each kGroup of them: what SaveChanges of the folder acknowledged is durable, and only then a message
// counts as imported. Those of a group that was cut short are imported the next time.
class Importer {
 public:
  explicit Importer(kit::com_ptr<IMAPIFolder> folder);

  // Imports all messages of a source (for_each_mail). `progress` is called with the bytes read so far. Throws Failure
  // for what ends an import; what came in before is counted and stays.
  void import(const std::string& source, const std::function<void(std::size_t)>& progress);

  const ImportCounts& counts() const { return counts_; }

 private:
  bool import_one(const SourceMail& mail);
  // Saves it as a new message of the folder.
  void save(const SourceMail& mail, std::string digest);
  // Marks a saved message as one that is to be deleted (MSGSTATUS_DELMARKED), which is a matter of its folder.
  void mark_deleted(IMessage* message);
  // Makes the group durable, and only then counts it.
  void finish_group();
  // The same when something has failed: a store tries the messages of such a group one by one, and those that are in
  // the folder count.
  void save_what_can_be();
  // Calls `use` with the digest of each message that was imported into the folder.
  void for_each_digest(const std::function<void(std::string)>& use);

  kit::com_ptr<IMAPIFolder> folder_;
  ULONG digest_tag_ = 0;  // the named property that keeps the digest
  std::unordered_set<std::string> known_;
  std::vector<std::string> group_;  // digests of messages saved and not known to be durable
  ImportCounts counts_;
};

}  // namespace postroom::tool
