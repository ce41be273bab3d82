// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/com_ptr.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/property_bag.hpp>
#include <postroom/trace_reader.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mapix.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postroom::test {

// A home of its own with real profiles: those of MAPI_DEFAULT_SERVICES, that is postroom_store, postroom_book and
// postroom_maildir. Every test ends with the last MAPIUninitialize, after which no provider may be mapped and
// every rule of the trace's checker must hold.
class ScenarioTest : public ::testing::Test {
 protected:
  ScenarioTest();
  ~ScenarioTest() override;
  void TearDown() override;

  // The rules that a faulty provider of this test breaks: the check of its trace has to find these, and no other.
  void expect_broken(std::set<std::string> rules) { broken_ = std::move(rules); }

  void initialise();
  void uninitialise();

  // A profile with the default services, and the profile's service more.
  void make_profile(const std::string& name);
  void add_service(const std::string& profile, const std::string& service, const kit::PropertyBag& settings = {});
  // What [Services] of a mapisvc.inf of the test's own says; for add_service().
  void describe_service(const std::string& service, const std::string& inf);

  // Logs on, in a session of its own.
  kit::com_ptr<IMAPISession> log_on(const std::string& profile, ULONG flags = 0);
  // The identifiers of the profile's stores, the default store first.
  static std::vector<std::string> store_ids(IMAPISession& session);
  static HRESULT try_open_store(IMAPISession& session, std::string id, kit::com_ptr<IMsgStore>& store,
                                ULONG flags = MDB_NO_DIALOG | MDB_WRITE);
  static kit::com_ptr<IMsgStore> open_store(IMAPISession& session, std::size_t index = 0,
                                            ULONG flags = MDB_NO_DIALOG | MDB_WRITE);
  // Opens an entry of the session, whatever it is.
  static HRESULT open_entry(IMAPISession& session, std::string id, kit::com_ptr<IUnknown>& entry);

  static kit::PropertyBag properties(IMAPIProp& object, std::initializer_list<ULONG> tags);
  static std::string inbox_id(IMsgStore& store);
  static kit::com_ptr<IMAPIFolder> open_folder(IMsgStore& store, std::string id);
  static kit::com_ptr<IMAPIFolder> inbox(IMsgStore& store) { return open_folder(store, inbox_id(store)); }
  static kit::com_ptr<IMAPIFolder> special_folder(IMsgStore& store, ULONG tag);
  // The rows of a folder: subject, flags, recipients as the table shows them.
  static std::vector<kit::PropertyBag> rows(IMAPIFolder& folder);
  static std::vector<std::string> subjects(IMAPIFolder& folder);
  // Puts the Internet message in `file` of samples/ into the folder.
  static void import_sample(IMAPIFolder& folder, const std::string& file);
  static HRESULT put_message(IMAPIFolder& folder, const std::string& subject, const std::string& body,
                             std::string* error = nullptr);
  // Submits a message to `to`@postroom.local.
  static void submit(IMsgStore& store, const std::string& to, const std::string& subject);
  // IMAPIStatus::FlushQueues of the spooler's row.
  static HRESULT flush_spooler(IMAPISession& session, ULONG flags);
  // Asks the spooler to send, and waits until the Outbox is empty.
  static void flush(IMAPISession& session, IMsgStore& store);
  // The same, but leaves alone what is not submitted: a client that was killed between saving a message and submitting
  // it left a draft.
  static void flush_all_but_drafts(IMAPISession& session, IMsgStore& store);
  // The bytes of what lies in the Maildir of `mailbox`.
  std::vector<std::string> maildir(const std::string& mailbox) const;

  // What was recorded since the test began.
  std::vector<trace::Entry> events() const;
  std::size_t count(trace::Event event, std::string_view detail = {}) const;
  // The number of the first session of the test: a client's.
  std::uint32_t first_session() const;
  // The calls that end something, of the session with this number or of all (0), by their MAPI names.
  std::vector<std::string> ending_calls(std::uint32_t session = 0) const;
  // The names of the events about ending stores, of the session with this number.
  std::vector<std::string> steps_of_stores(std::uint32_t session) const;
  // How often a rule of the checker had something to say.
  std::uint64_t applied(const std::string& rule) const;

  static bool provider_is_mapped();
  static std::size_t open_descriptors();
  static std::string error_text(IMAPISession& session, HRESULT code);

  const std::filesystem::path& home() const noexcept { return home_; }

 private:
  std::set<std::string> broken_;
  static void flush_until(IMAPISession& session, IMsgStore& store, const std::function<bool(IMAPIFolder&)>& done);

  trace::Trace trace_of_test() const;

  std::filesystem::path home_;
  std::uint64_t first_event_ = 0;
  bool initialised_ = false;
};

}  // namespace postroom::test
