// SPDX-License-Identifier: Apache-2.0
//
// A home of its own for each test, MAPI memory that counts, and short ways to ask administration objects.
#pragma once

#include "runtime/profile/admin.hpp"
#include "runtime/profile/profile_store.hpp"

#include "tests/support/failure_code.hpp"
#include "tests/support/tchar_text.hpp"

#include <postroom/mapi_ptr.hpp>
#include <postroom/property_bag.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace postroom::profile {

class ProfileTest : public ::testing::Test {
 protected:
  ProfileTest();
  ~ProfileTest() override;

  const std::filesystem::path& home() const noexcept { return home_; }
  std::filesystem::path database() const { return home_ / "profiles.sqlite"; }
  // A drop-in file of this test's home.
  void write_inf(const std::string& name, const std::string& text) const;
  // Everything that the store keeps, in whatever file.
  std::string bytes_on_disk() const;

  static std::shared_ptr<kit::Core> core() { return std::make_shared<kit::Core>(nullptr, 0); }
  static std::shared_ptr<ProfileStore> store() { return ProfileStore::open(); }
  static kit::com_ptr<IProfAdmin> admin() { return make_profile_admin(core(), store()); }
  // Administration of a new profile with the default services.
  static kit::com_ptr<IMsgServiceAdmin> services(const char* profile);

 private:
  std::filesystem::path home_;
  std::size_t blocks_before_;
};

// For the many LPTSTR parameters.
std::vector<kit::PropertyBag> rows_of(IMAPITable* table);
std::vector<kit::PropertyBag> services_of(IMsgServiceAdmin* admin);
std::vector<kit::PropertyBag> providers_of(IMsgServiceAdmin* admin);
MAPIUID uid_of(const kit::PropertyBag& row, ULONG tag);

// One property of an object, or PT_ERROR.
kit::PropertyValue get(IMAPIProp* object, ULONG tag);
// Sets one property; what its problem says, S_OK without one.
HRESULT set(IMAPIProp* object, const kit::PropertyValue& value);

using test::code_of;
using test::text;

// The text of the Failure that `body` throws.
std::string failure_of(const std::function<void()>& body);

}  // namespace postroom::profile
