// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/section.hpp"

#include "runtime/profile/database.hpp"
#include "runtime/profile/section_source.hpp"
#include "runtime/profile/uid.hpp"

#include <postroom/failure.hpp>

#include <utility>

namespace postroom::profile {
namespace {

using Kind = Transaction::Kind;

constexpr ULONG kKnownFlags = MAPI_MODIFY | MAPI_DEFERRED_ERRORS | kForceAccess;

class Section final : public kit::PropObject<Section, IProfSect> {
 public:
  static constexpr const char* kTypeName = "IProfSect";
  Section(std::shared_ptr<kit::Core> core, std::shared_ptr<kit::PropertySource> source)
      : PropObject(std::move(core), std::move(source)) {}
};

const MAPIUID& profile_instance() noexcept {
  return reinterpret_cast<const MAPIUID&>(MUID_PROFILE_INSTANCE);
}

// An unknown section comes into being when it is opened to be written (B-20).
SectionRow create(Database& database, ProfileId profile, const MAPIUID& uid) {
  Transaction transaction(database, Kind::write);
  SectionRows sections(transaction, profile);
  if (auto existing = sections.find(uid)) return std::move(*existing);  // another process was faster
  SectionRow row;
  row.uid = uid;
  row.position = sections.next_position();
  sections.insert(row);
  transaction.commit();
  return row;
}

void require_access(const SectionRow& row, ULONG flags, Opener opener) {
  const bool client = opener == Opener::client;
  if (row.doomed && client) kit::fail(MAPI_E_NOT_FOUND, "the profile section " + uid_text(row.uid) + " is deleted");
  if (row.kind == SectionKind::provider && client && (flags & kForceAccess) == 0) {
    kit::fail(MAPI_E_NO_ACCESS, "the profile section " + uid_text(row.uid) + " belongs to a provider");  // B-21
  }
  if (row.kind == SectionKind::profile && (flags & MAPI_MODIFY) != 0) {
    kit::fail(MAPI_E_NO_ACCESS, "what identifies the profile cannot be changed");
  }
}

}  // namespace

kit::com_ptr<IProfSect> open_section(std::shared_ptr<Profile> profile, Database& database,
                                     std::shared_ptr<kit::Core> core, const MAPIUID& uid, ULONG flags, Opener opener,
                                     UseId use) {
  kit::require_flags(flags, kKnownFlags);
  const bool write = (flags & MAPI_MODIFY) != 0;
  SectionRow row;
  if (same_uid(uid, profile_instance())) {
    row.uid = uid;
    row.kind = SectionKind::profile;
  } else {
    std::optional<SectionRow> found;
    {
      Transaction transaction(database, Kind::read);
      found = SectionRows(transaction, profile->id()).find(uid);
    }
    if (!found && write) found = create(database, profile->id(), uid);
    if (!found) kit::fail(MAPI_E_NOT_FOUND, "the profile has no section " + uid_text(uid));
    row = std::move(*found);
  }
  require_access(row, flags, opener);
  auto source = std::make_shared<SectionSource>(std::move(profile), row,
                                                SectionSource::Access{.write = write, .opener = opener, .use = use});
  return kit::make_object<Section>(std::move(core), std::move(source));
}

}  // namespace postroom::profile
