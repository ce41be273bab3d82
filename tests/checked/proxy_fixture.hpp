// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "thing.hpp"

#include "runtime/checked/checked.hpp"
#include "runtime/lifecycle/trace.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/trace_reader.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mapispi.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace postroom::test {

inline constexpr std::size_t kCopyTo = 10;      // slots
inline constexpr std::size_t kDestination = 6;  // lpDestObj of CopyTo, counted from 0
inline constexpr std::size_t kIMSLogonLogoff = 4;

// Objects of the test's own as the provider's, and proxies of them.
class CheckedProxy : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    setenv("POSTROOM_CHECK", "1", 1);
    checked::choose();
  }

  std::shared_ptr<checked::Owner> make_owner(const int& library, std::shared_ptr<checked::Owner> provider = nullptr) {
    static std::uint32_t logon = 8000;
    return checked::make_owner(trace::Subject(1, ++logon, 1, "things"), &library, std::move(provider));
  }

  template <class I>
  kit::com_ptr<I> watched(Thing& thing, const std::shared_ptr<checked::Owner>& owner) {
    return checked::watch(kit::com_ptr<I>::attach(reinterpret_cast<I*>(thing.reference())), owner);
  }
  template <class I>
  kit::com_ptr<I> watched(Thing& thing) {
    return watched<I>(thing, owner_);
  }

  static std::vector<trace::Entry> events(trace::Event event) {
    const std::string file =
        (std::filesystem::temp_directory_path() / ("checked-" + std::to_string(getpid()))).string();
    EXPECT_EQ(trace::write_snapshot(file.c_str()), S_OK);
    auto entries = trace::read_file(file).entries;
    std::filesystem::remove(file);
    std::erase_if(entries, [&](const trace::Entry& entry) { return !entry.is(event); });
    return entries;
  }

  // As IMAPISupport::MakeInvalid does.
  static void make_invalid(Thing& thing) {
    checked::Invalidation watched(thing.pointer());
    watched.done();
  }

  // What is said on standard error while `body` runs.
  template <class Body>
  static std::string said(Body&& body) {
    ::testing::internal::CaptureStderr();
    body();
    return ::testing::internal::GetCapturedStderr();
  }

  const int library_ = 0;
  const int other_library_ = 0;
  const std::shared_ptr<checked::Owner> owner_ = make_owner(library_);
};

}  // namespace postroom::test
