// SPDX-License-Identifier: Apache-2.0
//
// One profile: its message services, their providers, and the profile sections that hold everybody's configuration.
//
// Profile is a handle; it keeps no data of its own, so every call sees what any process has written. Thread-safe.
// ProfileUse is a session's claim on a profile, and what that session saw of it at logon.
// Errors are kit::Failure. Contract: B-13 … B-24, B-26, C-23, D-10, D-11, E-24, G-4, J-90.
#pragma once

#include <postroom/com_ptr.hpp>
#include <postroom/core.hpp>
#include <postroom/mutex.hpp>
#include <postroom/property_bag.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::profile {

class ProfileStore;

// MAPI_FORCE_ACCESS. Its value is documented, but MAPI's headers leave it to each program to define it.
inline constexpr ULONG kForceAccess = 0x00080000;

using ProfileId = std::int64_t;
using UseId = std::int64_t;

struct ProviderEntry {
  MAPIUID section{};  // PR_PROVIDER_UID: the provider's own section
  MAPIUID service{};  // PR_SERVICE_UID: the section of the message service it belongs to
  std::string dll_name;
  std::string display_name;
  std::string provider_display;
  std::string service_name;
  ULONG resource_type = 0;  // MAPI_STORE_PROVIDER, MAPI_AB_PROVIDER, MAPI_TRANSPORT_PROVIDER, …
  ULONG resource_flags = 0;
  ULONG ordinal = 0;  // zero-based, in profile order among all providers
};

struct ServiceEntry {
  MAPIUID section{};
  std::string name;  // as in mapisvc.inf
  std::string display_name;
  std::string dll_name;  // where its entry function is; empty when it has none (B-48)
  std::string entry_name;
  std::vector<std::string> support_files;
  ULONG resource_flags = 0;
};

// On whose behalf a section is opened: providers' sections are closed to clients without MAPI_FORCE_ACCESS (B-21).
enum class Opener { client, provider, service };

class Profile {
 public:
  ProfileStore& store() const noexcept { return *store_; }
  ProfileId id() const noexcept { return id_; }
  std::string name() const;

  // In profile order (B-13): as MsgServiceTransportOrder set it; otherwise as created, with transports flagged
  // STATUS_XP_PREFER_LAST behind the others. Without those marked for deletion. Type 0 is every provider.
  std::vector<ProviderEntry> providers(ULONG resource_type = 0) const;
  std::vector<ServiceEntry> services() const;
  // What a service has besides its providers' sections (B-50).
  std::vector<MAPIUID> extra_sections(const MAPIUID& service) const;

  // Opens a section; with MAPI_MODIFY an unknown one is made, otherwise MAPI_E_NOT_FOUND (B-20). Many readers or one
  // writer in this process, or MAPI_E_NO_ACCESS (B-19), until the object is released or `use` (if any) ends.
  // `core` is whose gate the object stands behind: the session's, the admin object's.
  // Flags: MAPI_MODIFY, MAPI_FORCE_ACCESS, MAPI_DEFERRED_ERRORS.
  kit::com_ptr<IProfSect> open_section(std::shared_ptr<kit::Core> core, const MAPIUID& uid, ULONG flags, Opener opener,
                                       UseId use = 0) const;

  // What a section holds, for the runtime's own reading, whoever has it open (B-19 is between clients and providers).
  // Secure properties are left out; no such section gives no properties.
  kit::PropertyBag properties(const MAPIUID& uid) const;

  // The provider whose store is opened by default: the one flagged STATUS_DEFAULT_STORE, or else the first store in
  // profile order that may be it (no STATUS_NO_DEFAULT_STORE). None when set_default_store() said so.
  std::optional<MAPIUID> default_store() const;
  // MAPI_E_NOT_FOUND unless it is a store provider of this profile. No provider: there is no default store (C-44).
  void set_default_store(const std::optional<MAPIUID>& provider) const;

  // Values that the runtime keeps with a profile beside its sections, as the address book's settings (G-4): not
  // reachable through any IProfSect. Written at once. No value removes.
  std::optional<std::string> setting(std::string_view name) const;
  void set_setting(std::string_view name, std::optional<std::string_view> value) const;

 private:
  friend class ProfileStore;
  Profile(std::shared_ptr<ProfileStore> store, ProfileId id);

  const std::shared_ptr<ProfileStore> store_;
  const ProfileId id_;
};

// Ends by itself when destroyed, but a session calls end() as the very last step of its Logoff (J-90). A use whose
// process dies ends with the process.
class ProfileUse {
 public:
  ~ProfileUse();
  ProfileUse(const ProfileUse&) = delete;
  ProfileUse& operator=(const ProfileUse&) = delete;

  Profile& profile() const noexcept { return *profile_; }
  UseId id() const noexcept { return id_; }

  // As of logon: what is administered meanwhile shows at the next one (B-26). Same order as Profile::providers; type 0
  // is every provider.
  std::vector<ProviderEntry> providers(ULONG resource_type = 0) const;

  // As Profile::open_section, and the section's lock ends with this use even if the object is leaked.
  kit::com_ptr<IProfSect> open_section(std::shared_ptr<kit::Core> core, const MAPIUID& uid, ULONG flags,
                                       Opener opener) const;

  // A section for a provider that is not in the profile (a store opened from a foreign entry identifier), flagged
  // STATUS_TEMP_SECTION. It goes when this use ends, unless make_permanent() was called (D-11, E-24).
  ProviderEntry create_temporary(const std::string& dll_name, ULONG resource_type);
  void make_permanent(const MAPIUID& section);

  // Drops section locks, temporary sections and the use; then deletes or renames the profile if that waited for this.
  // Idempotent. What fails is left for settle().
  void end() noexcept;

 private:
  friend class ProfileStore;
  ProfileUse(std::shared_ptr<Profile> profile, UseId id);

  const std::shared_ptr<Profile> profile_;
  const UseId id_;
  std::atomic<bool> ended_{false};
  const int process_;
  mutable kit::Mutex mutex_;
  std::vector<ProviderEntry> providers_ POSTROOM_GUARDED_BY(mutex_);
};

}  // namespace postroom::profile
