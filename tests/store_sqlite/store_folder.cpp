// SPDX-License-Identifier: Apache-2.0
#include "tests/store_sqlite/store_folder.hpp"

#include "providers/store/medium.hpp"

#include <mapitags.h>
#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace postroom::store::testing {

using namespace kit::store;

StoreFolder::StoreFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "postroom-store-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for the test");
  path_ = pattern;
}

StoreFolder::~StoreFolder() {
  std::error_code ignored;
  std::filesystem::permissions(path_, std::filesystem::perms::owner_all, ignored);
  std::filesystem::remove_all(path_, ignored);
}

std::shared_ptr<StoreBackend> StoreFolder::open(const std::string& name, Access access, Absent absent) const {
  return SqliteMedium().open(file(name), access, absent);
}

ObjectId add_folder(StoreBackend& store, const ObjectId& parent, const std::string& name) {
  const ObjectId id = ObjectId::make();
  const auto transaction = store.write();
  transaction->create(id, ObjectType::folder, parent, false);
  transaction->set_properties(id, pack({{PR_DISPLAY_NAME_W, name}}));
  transaction->commit();
  return id;
}

ObjectId add_message(StoreBackend& store, const ObjectId& folder, const kit::PropertyBag& properties,
                     std::uint32_t flags) {
  const ObjectId id = ObjectId::make();
  const auto transaction = store.write();
  transaction->create(id, ObjectType::message, folder, false);
  transaction->set_properties(id, pack(properties));
  transaction->set_flags(id, flags);
  transaction->commit();
  return id;
}

void run_sql(const std::string& file, const std::string& sql) {
  sqlite3* database = nullptr;
  char* error = nullptr;
  int result = sqlite3_open(file.c_str(), &database);
  if (result == SQLITE_OK) result = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &error);
  const std::string words = error == nullptr ? "" : error;
  sqlite3_free(error);
  sqlite3_close(database);
  if (result != SQLITE_OK) throw std::runtime_error(file + ": " + words);
}

}  // namespace postroom::store::testing
