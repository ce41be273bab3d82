// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/spooler/fake_host.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

namespace postroom::test {

// A spooler of one session on the fake store, in simulated time.
class SpoolerFixture : public testing::Test {
 protected:
  static constexpr ULONG kSession = 7;
  static constexpr ULONG kStoreLogon = 70;

  SpoolerFixture() {
    kit::set_allocators(test_memory());
    folder = std::filesystem::temp_directory_path() / ("postroom-spooler-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    spooler = std::make_shared<spooler::Spooler>(host, executor, folder);
  }
  ~SpoolerFixture() override {
    spooler.reset();
    std::filesystem::remove_all(folder);
  }

  spooler::OpenedStore opened(ULONG session = kSession, ULONG logon = kStoreLogon) const {
    spooler::OpenedStore store;
    store.session = session;
    store.logon = logon;
    store.dll_name = "fake";
    store.entry_id = {1, 2, 3};
    store.is_default = true;
    return store;
  }

  // A session begins and its default store is opened.
  void begin() {
    spooler->session_started();
    spooler->store_opened(opened());
    executor.run();
  }
  // The session's end, as the conductor does it.
  void end(spooler::Duration budget = std::chrono::seconds(5)) {
    spooler->quiesce({kSession, true}, executor.allowance(budget));
    const lifecycle::Allowance allowance = executor.allowance(budget);
    spooler->log_off_transports(allowance);
    spooler->shut_down_transports(allowance);
    spooler->end(allowance);
  }
  std::size_t count(const std::string& call) const {
    return static_cast<std::size_t>(std::count(host.log.begin(), host.log.end(), call));
  }
  bool queued(const std::string& id) const { return host.store->find(id)->queued; }
  bool locked(const std::string& id) const { return host.store->find(id)->locked; }

  std::filesystem::path folder;
  SimulatedExecutor executor;
  FakeHost host;
  std::shared_ptr<spooler::Spooler> spooler;
};

}  // namespace postroom::test
