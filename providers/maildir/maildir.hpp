// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::maildir {

// One Maildir: a folder with tmp/, new/ and cur/, into which several programs write and from which several read, with
// no lock. A message is written and synchronised in tmp/ and then renamed into new/, so it is there as a whole or not
// at all, power loss included.
//
// Thread-safe: it keeps nothing but its path. Failures are kit::Failure and name the path.
class Maildir {
 public:
  explicit Maildir(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const std::filesystem::path& folder() const noexcept { return folder_; }
  std::filesystem::path arrivals() const { return folder_ / "new"; }

  bool exists() const noexcept;
  // Makes it and its parents, readable by the owner only; nothing happens when it is there.
  void create() const;

  // Delivers a message. Durable when it returns.
  void deliver(std::string_view message) const;

  // The names of what waits in new/, oldest first.
  std::vector<std::string> waiting() const;
  // Empty when it is gone meanwhile.
  std::optional<std::string> read(const std::string& name) const;
  // Moves a message from new/ to cur/, not yet seen. Durable when it returns. Nothing happens when it is gone.
  void mark_taken(const std::string& name) const;
  // Moves a message from new/ to the subfolder .Damaged, with what is wrong beside it.
  void set_aside(const std::string& name, const std::string& why) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace postroom::maildir
