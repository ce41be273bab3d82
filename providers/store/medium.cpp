// SPDX-License-Identifier: Apache-2.0
#include "providers/store/medium.hpp"

#include "providers/store/file_places.hpp"
#include "providers/store/sqlite_store.hpp"

namespace postroom::store {
namespace {

// PR_MDB_PROVIDER; never to change (F-8).
constexpr MAPIUID kProvider = {
    {0x9c, 0x1f, 0x5a, 0x27, 0xe0, 0x6b, 0x4d, 0x52, 0xa3, 0x84, 0x0d, 0x79, 0xc6, 0x31, 0xf8, 0x4e}};

}  // namespace

const MAPIUID& SqliteMedium::provider_uid() const noexcept {
  return kProvider;
}

std::string SqliteMedium::place(IProfSect& section) {
  return store_file(section);
}

std::shared_ptr<kit::store::StoreBackend> SqliteMedium::open(const std::string& place, kit::store::Access access,
                                                             kit::store::Absent absent) {
  return std::make_shared<SqliteStore>(place, access, absent);
}

}  // namespace postroom::store
