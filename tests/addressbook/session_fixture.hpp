// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/com_ptr.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>
#include <mapix.h>

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace postroom::test {

// A session on a profile of its own that has nothing but an address book, through the runtime and the real provider.
class AddressBookSession : public testing::Test {
 protected:
  AddressBookSession();
  ~AddressBookSession() override;

  void log_on();
  void log_off();

  // Opens the entry as what it is.
  template <class T>
  kit::com_ptr<T> open(std::string_view entry, ULONG flags = 0) {
    kit::com_ptr<T> object;
    ULONG type = 0;
    EXPECT_EQ(book_->OpenEntry(static_cast<ULONG>(entry.size()), id(entry), &kit::iid_of<T>(), flags, &type,
                               object.put_unknown()),
              S_OK);
    return object;
  }
  kit::com_ptr<IABContainer> personal();
  std::string add(const std::string& name, const std::string& address);
  // Resolves names; the list is in names_.
  HRESULT resolve(const std::vector<std::string>& names, ULONG flags = MAPI_UNICODE);
  kit::PropertyBag resolved(std::size_t i) const { return kit::PropertyBag::from(names_->aEntries[i]); }

  static LPENTRYID id(std::string_view entry) {
    return entry.empty() ? nullptr : reinterpret_cast<LPENTRYID>(const_cast<char*>(entry.data()));
  }
  static std::vector<kit::PropertyBag> rows_of(IMAPITable& table);
  static kit::PropertyBag properties_of(IMAPIProp& object);

  std::string profile_;
  kit::com_ptr<IMAPISession> session_;
  kit::com_ptr<IAddrBook> book_;
  kit::adrlist_ptr names_;
};

}  // namespace postroom::test
