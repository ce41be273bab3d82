// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/com_ptr.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/trace_reader.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mapix.h>

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postroom::test {

// What the example provider can be told to do wrong (tests/spi/example.hpp).
enum Fault : ULONG {
  kNoFault = 0,
  kLogoffFails = 0x0001,
  kOneIdentity = 0x0002,
  kLogonFails = 0x0004,
  kPasswordMissing = 0x0008,
  kLogoffThrows = 0x0010,
  kForgetsTransports = 0x0020,
  kForgetsSupport = 0x0040,
  kFastAgrees = 0x00010000,
  kFastRefuses = 0x00020000,
  kFastFails = 0x00040000,
  kFastThrows = 0x00080000,
  kUsesIdle = 0x00100000,
  kForgetsIdle = 0x00200000,
  kSendsNothing = 0x00400000,
};

// A home of its own, profiles made of the example provider, and the trace as the test saw it. Every test ends with the
// last MAPIUninitialize, after which no provider may be mapped and every rule of the checker must hold.
class SessionTest : public ::testing::Test {
 protected:
  struct Services {
    ULONG address_book = kNoFault;  // faults of each
    ULONG store = kNoFault;
    ULONG transport = kNoFault;
    int stores = 1;
    bool with_address_book = true;
    bool with_transport = true;
    std::string dll_name = "spi_example";
  };

  SessionTest();
  ~SessionTest() override;

  // The rules that a faulty provider of this test breaks: the check of its trace has to find these, and no other.
  void expect_broken(std::set<std::string> rules) { broken_ = std::move(rules); }

  // Initialises MAPI when it is not; TearDown does the rest.
  void initialise();
  void uninitialise();
  bool initialised() const noexcept { return initialised_; }

  // A profile with one message service.
  void make_profile(const std::string& name, const Services& services);
  void make_profile(const std::string& name) { make_profile(name, Services()); }

  // Logs on, in a session of its own unless `flags` say otherwise.
  kit::com_ptr<IMAPISession> log_on(const std::string& profile, ULONG flags = MAPI_EXTENDED | MAPI_NEW_SESSION);

  // The wrapped entry identifier of the profile's store number `index`, as its message store table shows it.
  std::vector<BYTE> store_id(IMAPISession& session, int index = 0);
  kit::com_ptr<IMsgStore> open_store(IMAPISession& session, int index = 0, ULONG flags = MDB_NO_DIALOG);
  // The entry identifier of the root folder of store number `index`.
  static std::vector<BYTE> folder_id(int index = 0);
  // FlushQueues of the spooler, to send what there is; `flags` as well.
  static void flush_all_queues(IMAPISession& session, ULONG flags = FLUSH_ASYNC_OK);

  // What was recorded since the test began.
  std::vector<trace::Entry> events() const;
  // The calls on providers, by their MAPI names, in order; `since` is a position in events().
  std::vector<std::string> calls(std::size_t since = 0) const;
  // The same, but only the calls that end something: Logoff, Release, Shutdown.
  std::vector<std::string> ending_calls() const;
  std::size_t count(trace::Event event, std::string_view detail = {}) const;

  // The number of the first session of the test: a client's.
  std::uint32_t first_session() const;

  static bool provider_is_mapped();
  // The text that GetLastError has for `code`.
  static std::string error_text(IMAPISession& session, HRESULT code);

  const std::filesystem::path& home() const noexcept { return home_; }

  void TearDown() override;
  void expect_kept_library() noexcept { kept_ = true; }

 private:
  std::set<std::string> broken_;
  std::filesystem::path home_;
  std::uint64_t first_event_ = 0;
  bool initialised_ = false;
  bool kept_ = false;
};

}  // namespace postroom::test
