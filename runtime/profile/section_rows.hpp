// SPDX-License-Identifier: Apache-2.0
//
// Profile sections as rows of the database (B-14). Functions on a Transaction that the caller holds.
#pragma once

#include "runtime/profile/database.hpp"
#include "runtime/profile/profile.hpp"

#include <postroom/property_bag.hpp>

#include <optional>
#include <vector>

namespace postroom::profile {

// Whose section it is. The value is stored.
enum class SectionKind : int {
  own = 0,       // nobody's but who knows its identifier: made by OpenProfileSection with MAPI_MODIFY (B-20)
  service = 1,   // a message service's
  provider = 2,  // a service provider's
  extra = 3,     // another one of a message service, from `Sections=` of mapisvc.inf (B-50)
  profile = 4,   // MUID_PROFILE_INSTANCE (B-23): never stored
};

struct SectionRow {
  MAPIUID uid{};
  SectionKind kind = SectionKind::own;
  MAPIUID service{};  // for providers and extra sections
  std::int64_t position = 0;
  bool doomed = false;  // deleted for everybody but the sessions that run
  UseId use = 0;        // a temporary section: it goes with this use
  kit::PropertyBag bag;
  Bytes sealed;  // the secure properties, packed and sealed; empty when there are none
};

class SectionRows {
 public:
  SectionRows(Transaction& transaction, ProfileId profile) : transaction_(transaction), profile_(profile) {}

  std::optional<SectionRow> find(const MAPIUID& uid);
  // In profile order (B-13), without doomed ones and without temporary ones.
  std::vector<SectionRow> of_kind(SectionKind kind);
  // Those of one service, doomed ones too when asked for.
  std::vector<SectionRow> of_service(const MAPIUID& service, SectionKind kind, bool even_doomed = false);

  void insert(const SectionRow& row);
  void write(const SectionRow& row);  // bag, sealed, position and use of an existing one
  void remove(const MAPIUID& uid);
  // Dooms the section when sessions use the profile, removes it otherwise; true when it was removed.
  bool retire(const MAPIUID& uid);
  std::int64_t next_position();

 private:
  std::vector<SectionRow> read(Statement& statement);

  Transaction& transaction_;
  const ProfileId profile_;
};

bool in_use(Transaction& transaction, ProfileId profile);

// Does the file hold sealed properties already? Then its key was made before, and a new one beside them would hide that
// it is lost.
bool has_sealed(Transaction& transaction);

}  // namespace postroom::profile
