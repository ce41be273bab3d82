// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/fake_support.hpp"
#include "tests/support/test_memory.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/property_arrays.hpp>

#include <mapispi.h>
#include <mapitags.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::test {

// The address-book provider, loaded from its shared library as the runtime loads it, with a support object that
// remembers. One object is one provider object; log_on() may be called again for another logon.
class BookSession {
 public:
  // The book's file is made in a folder of its own for each name.
  explicit BookSession(const std::string& profile);
  ~BookSession();

  kit::com_ptr<IABLogon> log_on(FakeSupport& support, HRESULT expected = S_OK);
  IABProvider* provider() const noexcept { return provider_.get(); }
  void release_provider() noexcept { provider_.reset(); }
  const std::filesystem::path& file() const noexcept { return file_; }
  // The text that the last log_on() failed with.
  const std::string& error() const noexcept { return error_; }

 private:
  std::string profile_;
  std::filesystem::path file_;
  kit::com_ptr<IABProvider> provider_;
  std::string error_;
};

// The entry function of the library; every call makes a fresh provider object.
HRESULT init_provider(ULONG mapi_version, ULONG* provider_version, LPABPROVIDER* provider);

// The one container that a new book has.
kit::com_ptr<IABContainer> personal_book(IABLogon& logon);

// Makes a person and saves them; returns their entry identifier.
std::string add_person(IABContainer& container, const std::string& name, const std::string& address,
                       ULONG create_flags = 0);

// A list of names to resolve, each with PR_DISPLAY_NAME and PR_RECIPIENT_TYPE.
kit::adrlist_ptr names_to_resolve(const std::vector<std::string>& names);

// Resolves and returns the flags.
std::vector<ULONG> resolve(IABContainer& container, ADRLIST& names, HRESULT expected = S_OK);

kit::PropertyBag properties_of(IMAPIProp& object);
std::vector<kit::PropertyBag> all_rows(IMAPITable& table);

}  // namespace postroom::test
