// SPDX-License-Identifier: Apache-2.0
//
// Eight threads read, write, advise, open and release at random while another ends what they work with: the session's
// Logoff, StoreLogoff with the store's Release, the last MAPIUninitialize. Whatever the moment, nobody waits for ever,
// no call crashes, and after the end every call answers MAPI_E_INVALID_OBJECT. The sanitizers watch memory and threads.
//
// POSTROOM_HAMMER_ROUNDS and POSTROOM_HAMMER_SEED choose the number of rounds of each way and where they begin; a
// failure names its seed.
#include "tests/hammer/worker.hpp"
#include "tests/scenarios/scenario_fixture.hpp"

#include <postroom/failure.hpp>

#include <mapitags.h>
#include <mapiutil.h>

#include <cstdlib>
#include <thread>

namespace postroom::test {
namespace {

constexpr int kThreads = 8;

std::uint32_t number_from(const char* variable, std::uint32_t otherwise) {
  const char* set = std::getenv(variable);
  return set != nullptr ? static_cast<std::uint32_t>(std::strtoul(set, nullptr, 10)) : otherwise;
}

class Hammer : public ScenarioTest {
 protected:
  void SetUp() override {
    ASSERT_EQ(ScInitMapiUtil(0), S_OK);  // the threads allocate also when MAPI is uninitialised
    make_profile("alice");
    auto session = log_on("alice", MAPI_NO_MAIL);
    auto store = open_store(*session);
    for (int i = 0; i < 5; ++i) {
      ASSERT_EQ(put_message(*inbox(*store), "message " + std::to_string(i), "a body"), S_OK);
    }
    store.reset();
    ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);
  }
  void TearDown() override {
    ScenarioTest::TearDown();
    DeinitMapiUtil();
  }

  // One round: threads work in `place` until `end` has returned, then each calls all that it holds.
  template <class End>
  void round(std::uint32_t seed, Workplace place, bool session_ends, End&& end) {
    std::atomic<bool> ended{false};
    std::atomic<int> steps{0};
    std::vector<std::thread> threads;
    for (std::uint32_t i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] {
        Worker worker(place, seed * kThreads + i);
        while (!ended.load(std::memory_order_acquire)) {
          const HRESULT code = worker.step();
          ++steps;
          if (!Worker::allowed(code)) ADD_FAILURE() << "seed " << seed << ": " << kit::hresult_name(code);
        }
        for (const HRESULT code : worker.call_everything_of_the_store()) {
          EXPECT_EQ(kit::hresult_name(code), "MAPI_E_INVALID_OBJECT") << "seed " << seed;
        }
        if (!session_ends) return;
        for (const HRESULT code : worker.call_everything_of_the_session()) {
          EXPECT_EQ(kit::hresult_name(code), "MAPI_E_INVALID_OBJECT") << "seed " << seed;
        }
      });
    }
    std::mt19937 random(seed);
    while (steps < kThreads) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 20000));
    end();
    ended.store(true, std::memory_order_release);
    for (std::thread& thread : threads) thread.join();
  }

  Workplace workplace(const kit::com_ptr<IMAPISession>& session, const kit::com_ptr<IMsgStore>& store) {
    Workplace place{session, store, inbox(*store), {}};
    EXPECT_EQ(session->OpenAddressBook(0, nullptr, AB_NO_DIALOG, place.book.put()), S_OK);
    return place;
  }

  template <class Round>
  void rounds(Round&& one) {
    const std::uint32_t count = number_from("POSTROOM_HAMMER_ROUNDS", 40);
    const std::uint32_t first = number_from("POSTROOM_HAMMER_SEED", 1);
    for (std::uint32_t seed = first; seed < first + count && !HasFailure(); ++seed) {
      one(seed);
      EXPECT_EQ(live_sinks(), 0U) << "seed " << seed << ": each sink is released once (J-82)";
    }
  }
};

TEST_F(Hammer, WhileTheSessionLogsOff) {  // J-11, J-51, J-73, J-77, J-100, J-102
  rounds([&](std::uint32_t seed) {
    const bool mail = seed % 4 == 0;
    auto session = log_on("alice", mail ? 0 : MAPI_NO_MAIL);
    auto store = open_store(*session);
    round(seed, workplace(session, store), true, [&] { EXPECT_EQ(session->Logoff(0, 0, 0), S_OK); });
  });
}

TEST_F(Hammer, WhileTheStoreIsLoggedOffAndReleased) {  // J-47, J-49, J-52, J-77
  rounds([&](std::uint32_t seed) {
    auto session = log_on("alice", MAPI_NO_MAIL);
    auto store = open_store(*session);
    Workplace place = workplace(session, store);
    place.store.reset();  // so that the last Release is the one below
    round(seed, std::move(place), false, [&] {
      ULONG flags = LOGOFF_ABORT;
      if (seed % 2 == 0) {
        EXPECT_EQ(store->StoreLogoff(&flags), S_OK);
      }
      store.reset();
    });
    kit::com_ptr<IMAPITable> table;
    EXPECT_EQ(session->GetMsgStoresTable(0, table.put()), S_OK) << "the session goes on (J-2)";
    table.reset();
    EXPECT_TRUE(open_store(*session));
    EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
  });
}

TEST_F(Hammer, WhileMapiIsUninitialised) {  // J-71, A-40
  rounds([&](std::uint32_t seed) {
    {
      auto session = log_on("alice", MAPI_NO_MAIL);
      auto store = open_store(*session);
      round(seed, workplace(session, store), true, [] { MAPIUninitialize(); });
    }
    MAPIINIT_0 parameters = {MAPI_INIT_VERSION, MAPI_MULTITHREAD_NOTIFICATIONS};
    ASSERT_EQ(MAPIInitialize(&parameters), S_OK);
  });
}

}  // namespace
}  // namespace postroom::test
