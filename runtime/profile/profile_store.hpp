// SPDX-License-Identifier: Apache-2.0
//
// All profiles of the user: one SQLite file that every process of the user shares.
//
// A ProfileStore is one per file and process; open() returns the one that is open already. Thread-safe. Errors are
// kit::Failure; a damaged or unreadable file is reported with its path and never overwritten.
// Contract: B-1 … B-14, B-43, J-90.
#pragma once

#include "runtime/profile/profile.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::profile {

class Database;
class ProcessClaim;
class Seal;
class SectionLocks;
class Transaction;

struct ProfileEntry {
  std::string name;
  bool is_default = false;
  bool app = false;  // hidden from the table unless asked for (B-11)
};

// What a deferred DeleteProfile or RenameProfile answers at once (B-5, B-7): done, or done when the last session ends.
enum class Outcome { done, deferred };

class ProfileStore : public std::enable_shared_from_this<ProfileStore> {
 public:
  // The user's profiles: paths.hpp says where. Creates the file (mode 0600) and its folders when there are none.
  static std::shared_ptr<ProfileStore> open();
  static std::shared_ptr<ProfileStore> open(const std::filesystem::path& file);
  ~ProfileStore();
  ProfileStore(const ProfileStore&) = delete;
  ProfileStore& operator=(const ProfileStore&) = delete;

  const std::filesystem::path& file() const noexcept { return file_; }

  // Profiles by name, without those marked for deletion.
  std::vector<ProfileEntry> profiles();
  bool exists(std::string_view name);
  std::optional<std::string> default_profile();
  // Null clears. MAPI_E_NOT_FOUND for an unknown profile, MAPI_E_CALL_FAILED for an app profile (B-9).
  void set_default_profile(std::optional<std::string_view> name);

  // An empty profile; message services are added through service_setup.hpp. MAPI_E_NO_ACCESS when the name is taken
  // (B-4), MAPI_E_INVALID_PARAMETER when it is not a profile's name (B-2).
  std::shared_ptr<Profile> create(std::string_view name, bool app = false);

  // A profile for administration: it does not count as a use. MAPI_E_NOT_FOUND.
  std::shared_ptr<Profile> find(std::string_view name);

  // A profile for a session, counted until ProfileUse::end(). MAPI_E_NOT_FOUND.
  std::unique_ptr<ProfileUse> use(std::string_view name);

  // Deletes now, or marks the profile and deletes it when its last use ends, in whatever process (B-5). The message
  // services' entry functions are told before the data goes. `even_app` is MAPI_APP_PROFILE (B-11).
  Outcome remove(std::string_view name, bool even_app = false);
  Outcome rename(std::string_view name, std::string_view new_name, bool even_app = false);  // B-7
  void copy(std::string_view name, std::string_view new_name, bool even_app = false);       // B-8

  // Finishes what processes left undone that ended without ending their uses: their temporary sections and what
  // waited for them. use() and remove() do this by themselves.
  void settle();

 private:
  friend class Profile;
  friend class ProfileUse;
  friend class SectionSource;
  friend class ServiceSetup;
  explicit ProfileStore(const std::filesystem::path& file);

  ProcessClaim& claim() const;
  std::shared_ptr<Profile> handle(ProfileId id);
  // Deletes what was marked and renames what waited, of profiles that nobody uses.
  void finish_deferred();
  bool remove_one_marked();
  void end_use(UseId use, ProfileId profile);
  bool has_ended();
  std::vector<UseId> forget_ended(Transaction& transaction);
  void are_forgotten(const std::vector<UseId>& uses);

  const std::filesystem::path file_;
  const std::unique_ptr<Database> database_;
  const std::unique_ptr<SectionLocks> locks_;
  const std::unique_ptr<Seal> seal_;
  kit::Mutex mutex_;
  std::vector<UseId> ended_ POSTROOM_GUARDED_BY(mutex_);  // and not yet deleted from the database
};

}  // namespace postroom::profile
