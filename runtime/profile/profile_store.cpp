// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/profile_store.hpp"

#include "runtime/profile/database.hpp"
#include "runtime/profile/paths.hpp"
#include "runtime/profile/process_claim.hpp"
#include "runtime/profile/profile_name.hpp"
#include "runtime/profile/seal.hpp"
#include "runtime/profile/section_locks.hpp"
#include "runtime/profile/section_rows.hpp"
#include "runtime/profile/service_events.hpp"
#include "runtime/profile/uid.hpp"

#include <postroom/failure.hpp>

#include <algorithm>
#include <map>

namespace postroom::profile {
namespace {

using Kind = Transaction::Kind;

std::filesystem::path beside(const std::filesystem::path& file, const char* extension) {
  std::filesystem::path other = file;
  return other.replace_extension(extension);
}

struct ProfileRow {
  ProfileId id = 0;
  bool app = false;
};

std::optional<ProfileRow> find_row(Transaction& transaction, std::string_view name) {
  Statement statement(transaction, "SELECT id, app FROM profile WHERE name = ? AND doomed = 0");
  statement.bind(name);
  if (!statement.step()) return std::nullopt;
  return ProfileRow{statement.integer(0), statement.integer(1) != 0};
}

ProfileRow require_row(Transaction& transaction, std::string_view name) {
  const auto row = find_row(transaction, name);
  if (!row) kit::fail(MAPI_E_NOT_FOUND, "no profile is named \"" + std::string(name) + "\"");
  return *row;
}

// For operations that app profiles are immune to (B-11).
ProfileRow require_row(Transaction& transaction, std::string_view name, bool even_app) {
  const ProfileRow row = require_row(transaction, name);
  if (row.app && !even_app) {
    kit::fail(MAPI_E_NO_ACCESS, "the profile \"" + std::string(name) + "\" belongs to an application");
  }
  return row;
}

// A name that a profile has, or will have once it is no longer used.
void require_free(Transaction& transaction, std::string_view name) {
  Statement statement(transaction, "SELECT 1 FROM profile WHERE doomed = 0 AND (name = ?1 OR new_name = ?1)");
  statement.bind(name);
  if (statement.step()) kit::fail(MAPI_E_NO_ACCESS, "a profile named \"" + std::string(name) + "\" exists already");
}

ProfileId insert_profile(Transaction& transaction, std::string_view name, bool app) {
  const std::string search_key = uid_bytes(new_uid());  // B-23
  Statement(transaction, "INSERT INTO profile (name, app, search_key) VALUES (?, ?, ?)")
      .bind(name, app, Blob{search_key})
      .run();
  return transaction.last_id();
}

}  // namespace

std::shared_ptr<ProfileStore> ProfileStore::open() {
  return open(profiles_file());
}

std::shared_ptr<ProfileStore> ProfileStore::open(const std::filesystem::path& file) {
  static auto& mutex = *new kit::Mutex;
  static auto& stores = *new std::map<std::string, std::weak_ptr<ProfileStore>>;
  std::shared_ptr<ProfileStore> store;
  {
    const kit::Lock lock(mutex);
    std::weak_ptr<ProfileStore>& known = stores[file.string()];
    store = known.lock();
    if (store && store->database_->is_at_its_place()) return store;
    store.reset(new ProfileStore(file));
    known = store;
  }
  store->settle();
  return store;
}

ProfileStore::ProfileStore(const std::filesystem::path& file)
    : file_(file),
      database_(std::make_unique<Database>(file)),
      locks_(std::make_unique<SectionLocks>()),
      seal_(std::make_unique<Seal>(beside(file, ".key"))) {}

ProfileStore::~ProfileStore() = default;

ProcessClaim& ProfileStore::claim() const {
  return ProcessClaim::of(beside(file_, ".processes"));
}

std::shared_ptr<Profile> ProfileStore::handle(ProfileId id) {
  return std::shared_ptr<Profile>(new Profile(shared_from_this(), id));
}

std::vector<ProfileEntry> ProfileStore::profiles() {
  Transaction transaction(*database_, Kind::read);
  Statement statement(transaction, "SELECT name, is_default, app FROM profile WHERE doomed = 0 ORDER BY name");
  std::vector<ProfileEntry> entries;
  while (statement.step()) {
    entries.push_back({statement.text(0), statement.integer(1) != 0, statement.integer(2) != 0});
  }
  return entries;
}

bool ProfileStore::exists(std::string_view name) {
  Transaction transaction(*database_, Kind::read);
  return find_row(transaction, name).has_value();
}

std::optional<std::string> ProfileStore::default_profile() {
  Transaction transaction(*database_, Kind::read);
  Statement statement(transaction, "SELECT name FROM profile WHERE is_default = 1 AND doomed = 0");
  if (!statement.step()) return std::nullopt;
  return statement.text(0);
}

void ProfileStore::set_default_profile(std::optional<std::string_view> name) {
  Transaction transaction(*database_, Kind::write);
  ProfileRow row;
  if (name) row = require_row(transaction, *name);
  if (row.app) kit::fail(MAPI_E_CALL_FAILED, "the profile of an application cannot be the default one");
  Statement(transaction, "UPDATE profile SET is_default = (id = ?)").bind(row.id).run();
  transaction.commit();
}

std::shared_ptr<Profile> ProfileStore::create(std::string_view name, bool app) {
  require_profile_name(name);
  Transaction transaction(*database_, Kind::write);
  require_free(transaction, name);
  const ProfileId id = insert_profile(transaction, name, app);
  transaction.commit();
  return handle(id);
}

std::shared_ptr<Profile> ProfileStore::find(std::string_view name) {
  Transaction transaction(*database_, Kind::read);
  return handle(require_row(transaction, name).id);
}

std::unique_ptr<ProfileUse> ProfileStore::use(std::string_view name) {
  settle();
  const std::int64_t process = claim().process();
  std::shared_ptr<Profile> profile;
  UseId use = 0;
  {
    Transaction transaction(*database_, Kind::passing);
    profile = handle(require_row(transaction, name).id);
    Statement(transaction, "INSERT OR IGNORE INTO process (id) VALUES (?)").bind(process).run();
    Statement(transaction, "INSERT INTO session_use (profile, process) VALUES (?, ?)")
        .bind(profile->id(), process)
        .run();
    use = transaction.last_id();
    transaction.commit();
  }
  return std::unique_ptr<ProfileUse>(new ProfileUse(std::move(profile), use));
}

Outcome ProfileStore::remove(std::string_view name, bool even_app) {
  settle();
  bool used = false;
  {
    Transaction transaction(*database_, Kind::write);
    const ProfileRow row = require_row(transaction, name, even_app);
    used = in_use(transaction, row.id);
    Statement(transaction, "UPDATE profile SET doomed = 1, is_default = 0, new_name = NULL WHERE id = ?")
        .bind(row.id)
        .run();
    transaction.commit();
  }
  if (used) return Outcome::deferred;
  finish_deferred();
  return Outcome::done;
}

Outcome ProfileStore::rename(std::string_view name, std::string_view new_name, bool even_app) {
  require_profile_name(new_name);
  settle();
  Transaction transaction(*database_, Kind::write);
  const ProfileRow row = require_row(transaction, name, even_app);
  const bool used = in_use(transaction, row.id);
  if (name == new_name) {  // also how a rename that waits is taken back
    Statement(transaction, "UPDATE profile SET new_name = NULL WHERE id = ?").bind(row.id).run();
  } else {
    require_free(transaction, new_name);
    Statement(transaction, used ? "UPDATE profile SET new_name = ? WHERE id = ?"
                                : "UPDATE profile SET new_name = NULL, name = ? WHERE id = ?")
        .bind(new_name, row.id)
        .run();
  }
  transaction.commit();
  return used && name != new_name ? Outcome::deferred : Outcome::done;
}

void ProfileStore::copy(std::string_view name, std::string_view new_name, bool even_app) {
  require_profile_name(new_name);
  Transaction transaction(*database_, Kind::write);
  const ProfileRow row = require_row(transaction, name, even_app);
  require_free(transaction, new_name);
  const ProfileId copy = insert_profile(transaction, new_name, row.app);
  Statement(transaction,
            "INSERT INTO section (profile, uid, kind, service, position, bag, sealed) "
            "SELECT ?1, uid, kind, service, position, bag, sealed FROM section "
            "WHERE profile = ?2 AND doomed = 0 AND session_use IS NULL")
      .bind(copy, row.id)
      .run();
  Statement(transaction, "INSERT INTO setting SELECT ?1, name, value FROM setting WHERE profile = ?2")
      .bind(copy, row.id)
      .run();
  transaction.commit();
}

bool ProfileStore::has_ended() {
  const kit::Lock lock(mutex_);
  return !ended_.empty();
}

void ProfileStore::settle() {
  const ProcessClaim& own = claim();
  {
    Transaction transaction(*database_, Kind::read);
    bool dead = has_ended();
    Statement statement(transaction, "SELECT id FROM process");
    while (statement.step()) dead = dead || !own.lives(statement.integer(0));
    Statement waiting(transaction,
                      "SELECT 1 FROM profile WHERE doomed = 1 OR new_name IS NOT NULL UNION ALL "
                      "SELECT 1 FROM section WHERE doomed = 1");
    if (!dead && !waiting.step()) return;
  }
  {
    Transaction transaction(*database_, Kind::passing);
    std::vector<std::int64_t> dead;
    Statement statement(transaction, "SELECT id FROM process");
    while (statement.step()) {
      if (!own.lives(statement.integer(0))) dead.push_back(statement.integer(0));
    }
    const std::vector<UseId> forgotten = forget_ended(transaction);
    for (const std::int64_t process : dead) {  // its uses and their temporary sections go with it
      Statement(transaction, "DELETE FROM process WHERE id = ?").bind(process).run();
    }
    transaction.commit();
    are_forgotten(forgotten);
  }
  finish_deferred();
}

void ProfileStore::finish_deferred() {
  {
    Transaction transaction(*database_, Kind::write);
    constexpr const char* kUnused = " AND NOT EXISTS (SELECT 1 FROM session_use WHERE profile = ";
    Statement(transaction, ("DELETE FROM section WHERE doomed = 1" + std::string(kUnused) + "section.profile)").c_str())
        .run();
    Statement(transaction, ("UPDATE OR IGNORE profile SET name = new_name, new_name = NULL WHERE doomed = 0 AND "
                            "new_name IS NOT NULL" +
                            std::string(kUnused) + "profile.id)")
                               .c_str())
        .run();
    transaction.commit();
  }
  while (remove_one_marked()) {
  }
}

// Of several processes one removes a profile: the one whose number stands in its row. When that one dies the row has
// no number any more, and the next that looks begins again.
bool ProfileStore::remove_one_marked() {
  std::shared_ptr<Profile> profile;
  const std::int64_t process = claim().process();
  {
    Transaction transaction(*database_, Kind::write);
    Statement statement(transaction,
                        "SELECT id FROM profile WHERE doomed = 1 AND remover IS NULL AND NOT EXISTS "
                        "(SELECT 1 FROM session_use WHERE profile = profile.id)");
    if (!statement.step()) return false;
    profile = handle(statement.integer(0));
    Statement(transaction, "INSERT OR IGNORE INTO process (id) VALUES (?)").bind(process).run();
    Statement(transaction, "UPDATE profile SET remover = ? WHERE id = ?").bind(process, profile->id()).run();
    transaction.commit();
  }
  tell_services_of_deletion(profile);  // without a lock: this calls out (B-5)
  Transaction transaction(*database_, Kind::write);
  Statement(transaction, "DELETE FROM profile WHERE id = ?").bind(profile->id()).run();
  transaction.commit();
  return true;
}

void ProfileStore::end_use(UseId use, ProfileId profile) {
  locks_->release_use(use);
  {
    const kit::Lock lock(mutex_);
    ended_.push_back(use);
  }
  bool last = false;
  {
    Transaction transaction(*database_, Kind::passing);
    const std::vector<UseId> forgotten = forget_ended(transaction);
    last = !in_use(transaction, profile);
    transaction.commit();
    are_forgotten(forgotten);
  }
  if (last) settle();  // J-90
}

// Should the database be out of reach when a session ends, the use is forgotten by whatever writes next.
std::vector<UseId> ProfileStore::forget_ended(Transaction& transaction) {
  std::vector<UseId> ended;
  {
    const kit::Lock lock(mutex_);
    ended = ended_;
  }
  for (const UseId use : ended) Statement(transaction, "DELETE FROM session_use WHERE id = ?").bind(use).run();
  return ended;
}

void ProfileStore::are_forgotten(const std::vector<UseId>& uses) {
  const kit::Lock lock(mutex_);
  std::erase_if(ended_, [&](UseId use) { return std::ranges::find(uses, use) != uses.end(); });
}

}  // namespace postroom::profile
