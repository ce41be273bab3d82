// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/store/test_medium.hpp"
#include "tests/support/fake_support.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/store/provider.hpp>

#include <mapitags.h>

#include <memory>
#include <string>
#include <vector>

namespace postroom::test {

// A store logon, as the runtime has it: the logon object, and the store object, which is the client's.
struct LoggedOn {
  kit::com_ptr<IMSLogon> logon;
  kit::com_ptr<IMsgStore> store;
};

// The store provider over the medium that is linked in, driven as a runtime drives it.
class StoreSession {
 public:
  StoreSession();
  ~StoreSession();

  TestMedium& medium() noexcept { return *medium_; }
  IMSProvider* provider() noexcept { return provider_.get(); }
  void release_provider() { provider_.reset(); }

  // Logon to the store at `place`, which the profile section of `support` names; the support object is then the
  // provider's alone. Its last Release comes back to IMSLogon::Logoff, as the runtime's does (J-49).
  LoggedOn log_on(FakeSupport& support, const std::string& place = "one", ULONG flags = MDB_WRITE);
  LoggedOn spooler_log_on(FakeSupport& support, const std::string& place = "one");
  // The bare call.
  HRESULT try_log_on(FakeSupport& support, const std::string& place, ULONG flags, LoggedOn& result);

 private:
  const std::unique_ptr<TestMedium> medium_ = make_test_medium();
  kit::com_ptr<kit::store::Provider> provider_;
};

// Shorthands for clients. Each fails the running test when the call does.
kit::PropertyBag props_of(IMAPIProp& object, std::vector<ULONG> tags);
void set_props(IMAPIProp& object, const kit::PropertyBag& values);
std::string entry_of(IMAPIProp& object);
kit::com_ptr<IMAPIFolder> open_folder(IMsgStore& store, const std::string& entry, ULONG flags = MAPI_MODIFY);
kit::com_ptr<IMessage> open_message(IMsgStore& store, const std::string& entry, ULONG flags = MAPI_MODIFY);
kit::com_ptr<IMAPIFolder> inbox_of(IMsgStore& store);
kit::com_ptr<IMAPIFolder> special_folder(IMsgStore& store, ULONG tag);
kit::com_ptr<IMessage> new_message(IMAPIFolder& folder, const std::string& subject);
// A saved one; its entry identifier.
std::string put_message(IMAPIFolder& folder, const std::string& subject);
void add_recipient(IMessage& message, const std::string& name, const std::string& address, LONG type = MAPI_TO);
std::vector<kit::PropertyBag> rows_of(IMAPITable& table);
std::vector<kit::PropertyBag> contents_of(IMAPIFolder& folder, ULONG flags = 0);
std::vector<std::string> subjects_of(IMAPIFolder& folder, ULONG flags = 0);
std::vector<std::string> subfolders_of(IMAPIFolder& folder, ULONG flags = 0);
ENTRYID* entry_pointer(const std::string& entry);
ULONG entry_size(const std::string& entry);

// A list of entry identifiers, for the batch methods of folders.
class Entries {
 public:
  explicit Entries(std::vector<std::string> entries);
  LPENTRYLIST get() noexcept { return &list_; }

 private:
  std::vector<std::string> entries_;
  std::vector<SBinary> binaries_;
  ENTRYLIST list_{};
};

}  // namespace postroom::test
