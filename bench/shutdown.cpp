// SPDX-License-Identifier: Apache-2.0
// What ending costs. POSTROOM_HOME has a default profile; measure.py makes it and compares what is printed.
//
//   objects N…     Logoff with N folders still open, and their Release after it, in nanoseconds an object, beside the
//                  floor: freeing blocks of the sizes that such an object has, in the same order.
//   gate           closing a gate with a thousand and with a million objects behind it, in nanoseconds.
//   session COUNT  Logoff of a clean session with an address book, a store and a transport, in microseconds, without
//                  and with what the kernel took to write files through (fsync).
//   message COUNT  opening and releasing a message, in nanoseconds.
#include <postroom/com_ptr.hpp>
#include <postroom/object.hpp>

#include <mapitags.h>
#include <mapiutil.h>
#include <mapix.h>

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using postroom::kit::com_ptr;
using Clock = std::chrono::steady_clock;

double nanoseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::nano>(Clock::now() - start).count();
}

// While it records, what this thread's operator new gave and operator delete did not get back.
struct Kept {
  bool recording = false;
  std::vector<std::pair<void*, std::size_t>> blocks;
};
Kept kept;

// What the kernel took to write files through, in nanoseconds.
std::atomic<long> written_through{0};

long timed_call(long number, int descriptor) {
  const auto start = Clock::now();
  const long result = syscall(number, descriptor);
  written_through += static_cast<long>(nanoseconds_since(start));
  return result;
}

}  // namespace

// The libraries of the process call these.
void* operator new(std::size_t size) {
  void* block = std::malloc(size);
  if (block == nullptr) throw std::bad_alloc();
  if (std::exchange(kept.recording, false)) {
    kept.blocks.emplace_back(block, size);
    kept.recording = true;
  }
  return block;
}
void operator delete(void* block) noexcept {
  if (std::exchange(kept.recording, false)) {
    std::erase_if(kept.blocks, [&](const auto& known) { return known.first == block; });
    kept.recording = true;
  }
  std::free(block);
}
void operator delete(void* block, std::size_t) noexcept {
  operator delete(block);
}
extern "C" int fsync(int descriptor) {
  return static_cast<int>(timed_call(SYS_fsync, descriptor));
}
extern "C" int fdatasync(int descriptor) {
  return static_cast<int>(timed_call(SYS_fdatasync, descriptor));
}

namespace {

void must(HRESULT code, const char* doing) {
  if (FAILED(code)) {
    char number[16];
    std::snprintf(number, sizeof number, "%08X", static_cast<unsigned>(code));
    throw std::runtime_error(std::string(doing) + " failed: " + number);
  }
}

com_ptr<IMAPISession> log_on(ULONG flags) {
  com_ptr<IMAPISession> session;
  must(MAPILogonEx(0, nullptr, nullptr, MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_USE_DEFAULT | flags, session.put()),
       "MAPILogonEx");
  return session;
}

com_ptr<IMsgStore> default_store(IMAPISession& session) {
  com_ptr<IMAPITable> table;
  must(session.GetMsgStoresTable(0, table.put()), "the stores table");
  SizedSPropTagArray(1, columns) = {1, {PR_ENTRYID}};
  LPSRowSet rows = nullptr;
  must(HrQueryAllRows(table.get(), reinterpret_cast<LPSPropTagArray>(&columns), nullptr, nullptr, 1, &rows), "rows");
  const SBinary& id = rows->aRow[0].lpProps[0].Value.bin;
  com_ptr<IMsgStore> store;
  must(session.OpenMsgStore(0, id.cb, reinterpret_cast<LPENTRYID>(id.lpb), nullptr, MDB_NO_DIALOG | MDB_WRITE,
                            store.put()),
       "the store");
  FreeProws(rows);
  return store;
}

// An entry identifier of the store's, and how to open it.
struct Entry {
  ULONG size = 0;
  LPENTRYID id = nullptr;

  Entry() = default;
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;
  ~Entry() { MAPIFreeBuffer(id); }
};

template <class I>
com_ptr<I> open(IMsgStore& store, const Entry& entry) {
  com_ptr<I> object;
  ULONG type = 0;
  must(store.OpenEntry(entry.size, entry.id, nullptr, MAPI_BEST_ACCESS, &type,
                       reinterpret_cast<LPUNKNOWN*>(object.put())),
       "OpenEntry");
  return object;
}

double median(std::vector<double> times) {
  std::ranges::nth_element(times, times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2));
  return times[times.size() / 2];
}

// ---- objects

double logoff(IMAPISession& session) {
  const auto start = Clock::now();
  must(session.Logoff(0, 0, 0), "Logoff");
  return nanoseconds_since(start);
}

double clean_logoff() {
  auto session = log_on(MAPI_NO_MAIL);
  default_store(*session).reset();
  return logoff(*session);
}

double floor_of(std::size_t count, const std::vector<std::size_t>& of_one) {
  std::vector<void*> blocks;
  blocks.reserve(count * of_one.size());
  for (std::size_t i = 0; i < count; ++i) {
    for (const std::size_t size : of_one) {
      blocks.push_back(std::malloc(size));
      std::memset(blocks.back(), 1, size);
    }
  }
  const auto start = Clock::now();
  for (void* block : blocks) std::free(block);
  return nanoseconds_since(start) / static_cast<double>(count);
}

// The blocks that one more open folder consists of: its shell, its properties' source, the ledger's entry.
std::vector<std::size_t> blocks_of_folder(IMsgStore& store, const Entry& entry) {
  const auto warm = open<IMAPIFolder>(store, entry);
  kept.blocks.clear();
  kept.recording = true;
  const auto folder = open<IMAPIFolder>(store, entry);
  kept.recording = false;
  std::vector<std::size_t> sizes;
  for (const auto& [block, size] : kept.blocks) sizes.push_back(size);
  return sizes;
}

// What ending a session with `count` open folders takes, and their Release after it, in nanoseconds.
struct Ending {
  double logoff = std::numeric_limits<double>::max();
  double release = std::numeric_limits<double>::max();
};

Ending end_with(std::size_t count, std::vector<std::size_t>& of_one) {
  auto session = log_on(MAPI_NO_MAIL);
  auto store = default_store(*session);
  Entry entry;
  must(store->GetReceiveFolder(nullptr, 0, &entry.size, &entry.id, nullptr), "the receive folder");
  if (of_one.empty()) of_one = blocks_of_folder(*store, entry);
  std::vector<com_ptr<IMAPIFolder>> held;
  held.reserve(count);
  for (std::size_t i = 0; i < count; ++i) held.push_back(open<IMAPIFolder>(*store, entry));
  store.reset();
  Ending ending;
  ending.logoff = logoff(*session);
  const auto start = Clock::now();
  held.clear();
  ending.release = nanoseconds_since(start);
  return ending;
}

// Logoff waits for the scheduler here and there, which a thousand objects are little beside: the least of many sessions
// with objects is compared with the least of as many without.
void measure_objects(std::size_t count) {
  const std::size_t rounds = std::clamp<std::size_t>(500'000 / count, 3, 100);
  MAPIInitialize(nullptr);
  std::vector<std::size_t> of_one;
  double clean = clean_logoff();
  Ending best;
  double floor = std::numeric_limits<double>::max();
  for (std::size_t i = 0; i < rounds; ++i) {
    clean = std::min(clean, clean_logoff());
    const Ending ending = end_with(count, of_one);
    best = {std::min(best.logoff, ending.logoff), std::min(best.release, ending.release)};
    floor = std::min(floor, floor_of(count, of_one));
  }
  MAPIUninitialize();
  const auto each = static_cast<double>(count);
  std::printf("objects %zu %.2f %.2f %.2f\n", count, std::max(0.0, best.logoff - clean) / each, best.release / each,
              floor);
}

// ---- gate

class Shell final : public postroom::kit::Object<Shell, IMAPIProgress> {
 public:
  static constexpr const char* kTypeName = "IMAPIProgress";
  explicit Shell(std::shared_ptr<postroom::kit::Core> core) : Object(std::move(core)) {}
  STDMETHODIMP Progress(ULONG, ULONG, ULONG) override { return S_OK; }
  STDMETHODIMP GetFlags(ULONG*) override { return S_OK; }
  STDMETHODIMP GetMax(ULONG*) override { return S_OK; }
  STDMETHODIMP GetMin(ULONG*) override { return S_OK; }
  STDMETHODIMP SetLimits(LPULONG, LPULONG, LPULONG) override { return S_OK; }
};

double close_with(std::size_t count) {
  std::vector<double> times;
  for (int round = 0; round < 7; ++round) {
    const auto core = std::make_shared<postroom::kit::Core>(nullptr, 0);
    std::vector<com_ptr<Shell>> held;
    held.reserve(count);
    for (std::size_t i = 0; i < count; ++i) held.push_back(postroom::kit::make_object<Shell>(core));
    { const postroom::kit::Gate::Pass pass(core->gate(), nullptr); }  // a gate in use is at hand
    const auto start = Clock::now();
    core->gate().close();
    times.push_back(nanoseconds_since(start));
  }
  return median(times);
}

// ---- session

void measure_sessions(int count) {
  std::vector<double> own;
  std::vector<double> whole;
  MAPIInitialize(nullptr);
  for (int i = 0; i < count + 3; ++i) {
    auto session = log_on(0);
    com_ptr<IAddrBook> book;
    must(session->OpenAddressBook(0, nullptr, AB_NO_DIALOG, book.put()), "the address book");
    book.reset();
    auto store = default_store(*session);
    com_ptr<IMAPITable> status;
    must(session->GetStatusTable(0, status.put()), "the status table");  // waits for the transport (C-16)
    status.reset();
    store.reset();
    written_through = 0;
    const double took = logoff(*session);
    if (i < 3) continue;  // what a first session makes
    whole.push_back(took / 1000);
    own.push_back((took - static_cast<double>(written_through.load())) / 1000);
  }
  MAPIUninitialize();
  std::printf("session %.1f %.1f\n", median(own), median(whole));
}

// ---- message

void measure_message(int count) {
  MAPIInitialize(nullptr);
  auto session = log_on(MAPI_NO_MAIL);
  auto store = default_store(*session);
  Entry inbox;
  must(store->GetReceiveFolder(nullptr, 0, &inbox.size, &inbox.id, nullptr), "the receive folder");
  auto folder = open<IMAPIFolder>(*store, inbox);
  com_ptr<IMessage> message;
  must(folder->CreateMessage(nullptr, 0, message.put()), "CreateMessage");
  SPropValue subject = {};
  subject.ulPropTag = PR_SUBJECT_A;
  subject.Value.lpszA = const_cast<char*>("measured");
  must(message->SetProps(1, &subject, nullptr), "SetProps");
  must(message->SaveChanges(KEEP_OPEN_READONLY), "SaveChanges");
  LPSPropValue id = nullptr;
  must(HrGetOneProp(message.get(), PR_ENTRYID, &id), "the entry identifier");
  message.reset();
  Entry entry;
  entry.size = id->Value.bin.cb;
  must(MAPIAllocateBuffer(entry.size, reinterpret_cast<void**>(&entry.id)), "memory");
  std::memcpy(entry.id, id->Value.bin.lpb, entry.size);
  MAPIFreeBuffer(id);
  for (int i = 0; i < count / 10; ++i) open<IMessage>(*store, entry).reset();
  const auto start = Clock::now();
  for (int i = 0; i < count; ++i) open<IMessage>(*store, entry).reset();
  std::printf("message %.1f\n", nanoseconds_since(start) / count);
  folder.reset();
  store.reset();
  must(session->Logoff(0, 0, 0), "Logoff");
  session.reset();
  MAPIUninitialize();
}

}  // namespace

int main(int argument_count, char** arguments) try {
  const std::string what = argument_count > 1 ? arguments[1] : "";
  if (what == "objects") {
    for (int i = 2; i < argument_count; ++i) measure_objects(std::strtoul(arguments[i], nullptr, 10));
  } else if (what == "gate") {
    for (const std::size_t count : {1000U, 1000000U}) std::printf("gate %zu %.1f\n", count, close_with(count));
  } else if (what == "session") {
    measure_sessions(argument_count > 2 ? std::atoi(arguments[2]) : 100);
  } else if (what == "message") {
    measure_message(argument_count > 2 ? std::atoi(arguments[2]) : 5000);
  } else {
    std::fputs("usage: POSTROOM_HOME=FOLDER bench_shutdown objects N… | gate | session COUNT | message COUNT\n",
               stderr);
    return 2;
  }
} catch (const std::exception& failure) {
  std::fprintf(stderr, "bench_shutdown: %s\n", failure.what());
  return 1;
}
