// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/com_ptr.hpp>

#include <mapix.h>

#include <atomic>
#include <random>
#include <string>
#include <vector>

namespace postroom::test {

// What the threads of a round share. The store is null when its only reference is the thread's that will end it.
struct Workplace {
  kit::com_ptr<IMAPISession> session;
  kit::com_ptr<IMsgStore> store;
  kit::com_ptr<IMAPIFolder> folder;  // of the store
  kit::com_ptr<IAddrBook> book;
};

// How many of the sinks below are alive in the process.
std::size_t live_sinks() noexcept;

// A client's thread: it reads, writes, advises, opens and releases at random, as its seed has it. Used by one thread.
class Worker {
 public:
  Worker(Workplace place, std::uint32_t seed);
  ~Worker();

  // One thing at random. The answer is what a client may get at work: a result, a refusal that has a reason of its own,
  // or the end of the session (allowed()).
  HRESULT step();

  // One call on each object that is held, the shared ones and the worker's own: the answers.
  std::vector<HRESULT> call_everything_of_the_store();
  std::vector<HRESULT> call_everything_of_the_session();

  static bool allowed(HRESULT code) noexcept;

 private:
  HRESULT read_properties();
  HRESULT read_table();
  HRESULT read_message();
  HRESULT write_message();
  HRESULT delete_message();
  HRESULT advise();
  HRESULT unadvise();
  HRESULT open_tables();
  HRESULT open_session_objects();
  HRESULT resolve();
  HRESULT release();
  bool first_entry(std::string& entry, HRESULT& code);
  std::size_t any(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_); }

  const Workplace place_;
  std::mt19937 random_;
  std::vector<kit::com_ptr<IMAPITable>> store_tables_;
  std::vector<kit::com_ptr<IMessage>> messages_;
  std::vector<kit::com_ptr<IStream>> streams_;
  std::vector<kit::com_ptr<IMAPITable>> session_tables_;
  std::vector<std::pair<kit::com_ptr<IMAPITable>, ULONG_PTR>> advised_;
};

}  // namespace postroom::test
