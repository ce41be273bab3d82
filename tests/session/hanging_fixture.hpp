// SPDX-License-Identifier: Apache-2.0
//
// Providers whose calls a test holds up, and the time that it turns by hand.
#pragma once

#include "tests/session/hand_turned_clock.hpp"
#include "tests/session/session_fixture.hpp"
#include "tests/spi/example.hpp"

#include <postroom/live_status.hpp>

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <utility>

namespace postroom::test {

inline lifecycle::HandTurnedClock& clock_of_sessions() {
  static auto* const clock = [] {
    auto* made = new lifecycle::HandTurnedClock;  // never freed: a late call may still look at it
    lifecycle::Clock::set_of_process(*made);
    return made;
  }();
  return *clock;
}

// Waits for something that another thread does; a guard against a test that hangs, not a measure of time.
template <class Condition>
bool eventually(Condition&& condition) {
  for (int i = 0; i < 60'000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

class HangingProvider : public SessionTest {
 protected:
  HangingProvider() { clock_of_sessions(); }

  // A profile whose providers live in a library of this test's own.
  void make_hanging_profile(bool with_transport = true, ULONG faults_of_store = kNoFault) {
    const char* const build = std::getenv("POSTROOM_TEST_BUILD");
    ASSERT_NE(build, nullptr);
    static int copies = 0;
    name_ = "hangs_" + std::to_string(++copies);
    file_ = home() / ("lib" + name_ + ".so");
    std::filesystem::copy_file(std::filesystem::path(build) / "lib/postroom-test/libspi_example.so", file_);
    Services services;
    services.dll_name = (home() / name_).string();
    services.with_transport = with_transport;
    services.store = faults_of_store;
    make_profile("Alice", services);
  }

  // A session with a logon of each kind, and nothing of the spooler's in the store.
  void log_on_everywhere() {
    session_ = log_on("Alice");
    ASSERT_TRUE(session_);
    kit::com_ptr<IAddrBook> book;
    ASSERT_EQ(session_->OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
    store_ = open_store(*session_, 0, MDB_NO_DIALOG | MDB_NO_MAIL);
    ASSERT_TRUE(store_);
    kit::com_ptr<IMAPITable> status;
    ASSERT_EQ(session_->GetStatusTable(0, status.put()), S_OK);  // waits for the transport (C-16)
  }

  // A session whose transport does not come back from TransportLogon.
  void log_on_while_the_transport_hangs() {
    make_hanging_profile();
    session_ = log_on("Alice");
    session_->Logoff(0, 0, 0);  // the library is loaded now, and can be told to hang
    session_.reset();
    hang(example::kInTransportLogon);
    session_ = log_on("Alice");
    ASSERT_TRUE(eventually([&] { return hanging() > 0; }));
  }

  // A library that hangs where an Obstacle tells it to.
  std::filesystem::path stuck_library() {
    const auto file = home() / "libstuck.so";
    std::filesystem::copy_file(
        std::filesystem::path(std::getenv("POSTROOM_TEST_BUILD")) / "lib/postroom-test/libspi_stuck.so", file);
    return file;
  }
  // A profile with a store whose library has no entry function, and hangs so.
  void make_stuck_profile() {
    stuck_library();
    Services services;
    services.dll_name = (home() / "stuck").string();
    services.with_transport = false;
    services.with_address_book = false;
    make_profile("Alice", services);
  }
  HRESULT open_first_store(IMAPISession& session) {
    auto id = store_id(session);
    kit::com_ptr<IMsgStore> store;
    return session.OpenMsgStore(0, static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr,
                                MDB_NO_DIALOG, store.put());
  }
  // Does another process see the dynamic linker at work on that library?
  static bool status_shows(const char* function) {
    const auto process = live::read_process(live::runtime_folder() + "/" + std::to_string(getpid()));
    return process && std::any_of(process->calls.begin(), process->calls.end(), [&](const live::Call& call) {
             return call.method == function && call.name == "stuck";
           });
  }

  template <class Function>
  Function* function(const char* symbol) {
    if (library_ == nullptr) library_ = dlopen(file_.c_str(), RTLD_NOW | RTLD_NOLOAD);
    if (library_ == nullptr) library_ = dlopen(file_.c_str(), RTLD_NOW);
    void*& address = functions_[symbol];  // looked up once: later, the dynamic linker may be what hangs
    if (address == nullptr) address = dlsym(library_, symbol);
    return reinterpret_cast<Function*>(address);
  }
  void hang(ULONG places) { function<void(ULONG)>("spi_example_hang")(places); }
  int hanging() { return function<int()>("spi_example_hanging")(); }

  // Logs off while `place` hangs, turning the clock whenever a call does.
  HRESULT log_off_while_it_hangs() {
    std::atomic<bool> returned{false};
    HRESULT result = E_FAIL;
    std::thread client([&] {
      result = session_->Logoff(0, 0, 0);
      returned = true;
    });
    EXPECT_TRUE(eventually([&] { return hanging() > 0 || returned; })) << "nothing hangs";
    inspect();
    turn_clock_until(returned);
    EXPECT_TRUE(returned) << "Logoff hangs with its provider";
    if (!returned) hang(0);
    client.join();
    return result;
  }
  // As long as a session's logoff may take, and a little longer.
  static void turn_clock_until(const std::atomic<bool>& returned) {
    for (int turns = 0; !returned && turns < 12; ++turns) {
      clock_of_sessions().advance(std::chrono::seconds(5));
      for (int i = 0; i < 1'000 && !returned; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  // What another process would see while the call hangs.
  virtual void inspect() {}

  std::size_t ends(const std::string& method) const {
    const auto calls = ending_calls();
    return static_cast<std::size_t>(std::count(calls.begin(), calls.end(), method));
  }
  std::vector<std::string> abandoned_calls() const {
    std::vector<std::string> methods;
    for (const auto& entry : events()) {
      if (entry.is(trace::Event::call_abandoned)) methods.push_back(entry.method);
    }
    return methods;
  }
  std::string detail_of(trace::Event event) const {
    for (const auto& entry : events()) {
      if (entry.is(event)) return entry.detail;
    }
    return {};
  }

  void let_go_and_wait() {
    hang(0);
    EXPECT_TRUE(eventually([&] { return hanging() == 0; }));
    // The call returns into the runtime: nothing says when, so what must not happen gets time to.
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }

  void TearDown() override {
    if (library_ != nullptr) hang(0);
    store_.reset();
    session_.reset();
    SessionTest::TearDown();
    if (library_ != nullptr) dlclose(library_);
  }

  std::string name_;
  std::filesystem::path file_;
  void* library_ = nullptr;
  std::map<std::string, void*> functions_;
  kit::com_ptr<IMAPISession> session_;
  kit::com_ptr<IMsgStore> store_;
};

// A file that a library waits for to go, as `variable` of its environment names it.
class Obstacle {
 public:
  Obstacle(const char* variable, std::filesystem::path file) : variable_(variable), file_(std::move(file)) {
    std::ofstream(file_).put('x');
    setenv(variable_, file_.c_str(), 1);
  }
  ~Obstacle() {
    remove();
    unsetenv(variable_);
  }
  Obstacle(const Obstacle&) = delete;
  Obstacle& operator=(const Obstacle&) = delete;
  void remove() const { std::filesystem::remove(file_); }

 private:
  const char* const variable_;
  const std::filesystem::path file_;
};

// A sink whose last Release does not return until it is told.
class SinkHeldUp final : public IMAPIAdviseSink {
 public:
  SinkHeldUp() = default;
  ~SinkHeldUp() {  // a thread that was left to itself is still on its way out
    while (inside && !left_) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  SinkHeldUp(const SinkHeldUp&) = delete;
  SinkHeldUp& operator=(const SinkHeldUp&) = delete;
  STDMETHODIMP QueryInterface(REFIID, void** result) override {
    *result = nullptr;
    return MAPI_E_INTERFACE_NOT_SUPPORTED;
  }
  STDMETHODIMP_(ULONG) AddRef() override { return ++references_; }
  STDMETHODIMP_(ULONG) Release() override {
    const ULONG left = --references_;
    if (left == 0) {
      inside = true;
      while (!go_on) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      left_ = true;
    }
    return left;
  }
  STDMETHODIMP_(ULONG) OnNotify(ULONG, LPNOTIFICATION) override { return 0; }

  std::atomic<bool> inside{false};
  std::atomic<bool> go_on{false};

 private:
  std::atomic<bool> left_{false};
  std::atomic<ULONG> references_{0};
};

// A call that may hang, on a thread of its own, which is joined at the end.
class OnAThread {
 public:
  explicit OnAThread(std::function<void()> body)
      : thread_([this, body = std::move(body)] {
          body();
          returned_ = true;
        }) {}
  ~OnAThread() { thread_.join(); }
  OnAThread(const OnAThread&) = delete;
  OnAThread& operator=(const OnAThread&) = delete;

  const std::atomic<bool>& returned() const noexcept { return returned_; }

 private:
  std::atomic<bool> returned_{false};
  std::thread thread_;
};

// The session's Logoff.
class LoggingOff : public OnAThread {
 public:
  explicit LoggingOff(IMAPISession& session) : OnAThread([&session] { EXPECT_EQ(session.Logoff(0, 0, 0), S_OK); }) {}
};

}  // namespace postroom::test
