// SPDX-License-Identifier: Apache-2.0
//
// The default store of a session that has its mail from a spooler of the test.
#include "runtime/library/library.hpp"
#include "runtime/profile/profile_store.hpp"
#include "runtime/session/session.hpp"
#include "runtime/session/session_core.hpp"
#include "tests/session/session_fixture.hpp"

#include <cstring>
#include <optional>

namespace postroom::session {
namespace {

class Hearing final : public spooler::NoMail {
 public:
  void default_store_changed(const MAPIUID& section) override { heard = section; }

  std::optional<MAPIUID> heard;
};

class DefaultStore : public test::SessionTest {};

TEST_F(DefaultStore, IsTheSpoolersAtOnce) {  // C-44: what arrives goes to the new one
  Services services;
  services.stores = 2;
  make_profile("Alice", services);
  Hearing spooler;
  const auto core =
      SessionCore::begin(profile::ProfileStore::open()->use("Alice"), MAPI_EXTENDED | MAPI_NO_MAIL, Role::client);
  core->mail().lend(spooler);
  const auto session = Session::join(core);
  std::vector<BYTE> second = store_id(*session, 1);
  ASSERT_EQ(session->SetDefaultStore(MAPI_DEFAULT_STORE, static_cast<ULONG>(second.size()),
                                     reinterpret_cast<LPENTRYID>(second.data())),
            S_OK);
  ASSERT_TRUE(spooler.heard);
  const MAPIUID expected = core->use().providers(MAPI_STORE_PROVIDER).at(1).section;
  EXPECT_EQ(std::memcmp(&*spooler.heard, &expected, sizeof expected), 0);
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
}

}  // namespace
}  // namespace postroom::session
