// SPDX-License-Identifier: Apache-2.0
// A whole session: initialise, log on without mail, open the default store, read the Inbox's count, log off and
// uninitialise. The aim is twice the floor. The floor is the same without MAPI: load the provider libraries, open and
// close the same databases, ask them what the session asks, unload. Warm, MAPI stays initialised around the cycles, the
// libraries stay loaded and the profiles open, for the floor too; cold, they do not. The floor writes nothing; a
// session notes in the profiles that it is there, and that it has gone. Floor and subject take turns, and the medians
// count.
//
// usage: bench_session_cycle PROVIDER-FOLDER [CYCLES]   POSTROOM_HOME has a default profile
// Prints one line for each: name, microseconds, floor in microseconds.
#include <postroom/com_ptr.hpp>
#include <postroom/mapi_ptr.hpp>

#include <mapitags.h>
#include <mapiutil.h>
#include <mapix.h>

#include <dlfcn.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using postroom::kit::com_ptr;
using Clock = std::chrono::steady_clock;

void must(HRESULT code, const char* doing) {
  if (FAILED(code)) {
    char number[16];
    std::snprintf(number, sizeof number, "%08X", static_cast<unsigned>(code));
    throw std::runtime_error(std::string(doing) + " failed: " + number);
  }
}

com_ptr<IMsgStore> default_store(IMAPISession* session) {
  com_ptr<IMAPITable> table;
  must(session->GetMsgStoresTable(0, table.put()), "the stores table");
  SizedSPropTagArray(2, columns) = {2, {PR_ENTRYID, PR_DEFAULT_STORE}};
  LPSRowSet rows = nullptr;
  must(HrQueryAllRows(table.get(), reinterpret_cast<LPSPropTagArray>(&columns), nullptr, nullptr, 0, &rows), "rows");
  com_ptr<IMsgStore> store;
  for (ULONG i = 0; i < rows->cRows; ++i) {
    const SPropValue* values = rows->aRow[i].lpProps;
    if (values[1].ulPropTag != PR_DEFAULT_STORE || values[1].Value.b == 0) continue;
    const SBinary& id = values[0].Value.bin;
    must(session->OpenMsgStore(0, id.cb, reinterpret_cast<LPENTRYID>(id.lpb), nullptr,
                               MDB_NO_DIALOG | MDB_NO_MAIL | MDB_WRITE | MAPI_BEST_ACCESS, store.put()),
         "the store");
  }
  FreeProws(rows);
  if (!store) throw std::runtime_error("the profile has no default store");
  return store;
}

LONG inbox_count(IMsgStore* store) {
  ULONG size = 0;
  LPENTRYID id = nullptr;
  must(store->GetReceiveFolder(nullptr, 0, &size, &id, nullptr), "the receive folder");
  com_ptr<IMAPIFolder> inbox;
  ULONG type = 0;
  const HRESULT opened = store->OpenEntry(size, id, nullptr, 0, &type, reinterpret_cast<LPUNKNOWN*>(inbox.put()));
  MAPIFreeBuffer(id);
  must(opened, "the Inbox");
  LPSPropValue count = nullptr;
  must(HrGetOneProp(inbox.get(), PR_CONTENT_COUNT, &count), "the count");
  const LONG result = count->Value.l;
  MAPIFreeBuffer(count);
  return result;
}

LONG session_cycle() {
  must(MAPIInitialize(nullptr), "MAPIInitialize");
  com_ptr<IMAPISession> session;
  must(MAPILogonEx(0, nullptr, nullptr, MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_USE_DEFAULT | MAPI_NO_MAIL,
                   session.put()),
       "MAPILogonEx");
  com_ptr<IMsgStore> store = default_store(session.get());
  const LONG count = inbox_count(store.get());
  store.reset();
  must(session->Logoff(0, 0, 0), "Logoff");
  session.reset();
  MAPIUninitialize();
  return count;
}

using Files = std::vector<std::filesystem::path>;

Files libraries_in(const std::string& folder) {
  Files found;
  for (const auto& each : std::filesystem::directory_iterator(folder)) {
    const std::string name = each.path().filename().string();
    // What a session without mail loads.
    if (name == "libpostroom_store.so" || name == "libpostroom_book.so") found.push_back(each.path());
  }
  return found;
}

// A database that a session opens, and what a session asks it.
struct Database {
  std::filesystem::path file;
  std::vector<const char*> queries;
  sqlite3* kept = nullptr;  // open already, as a session finds it
};

sqlite3* open_database(const std::filesystem::path& file) {
  sqlite3* database = nullptr;
  sqlite3_open(file.c_str(), &database);
  // Else the floor would move into the file what a session has left in the log, and pay for it.
  sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  return database;
}

// Every database is asked what it is (the book is asked nothing else), and what else it has a table for.
std::vector<const char*> queries_for(sqlite3* database) {
  std::vector<const char*> queries;
  for (const char* sql :
       {"SELECT count(*) FROM sqlite_schema", "SELECT id, name FROM profile WHERE is_default = 1",
        "SELECT uid, kind, service, bag, sealed FROM section", "SELECT record_key, root FROM store",
        "SELECT properties, recipients FROM bag WHERE key = 1", "SELECT messages, unread FROM folder"}) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, nullptr) == SQLITE_OK) queries.push_back(sql);
    sqlite3_finalize(statement);
  }
  return queries;
}

std::vector<Database> databases_in(const std::string& home) {
  std::vector<Database> found;
  for (const auto& each : std::filesystem::recursive_directory_iterator(home)) {
    const std::string extension = each.path().extension().string();
    if (!each.is_regular_file() || each.file_size() < 512 || extension.ends_with("-wal") || extension.ends_with("-shm"))
      continue;
    sqlite3* database = open_database(each.path());
    auto queries = queries_for(database);
    if (!queries.empty()) found.push_back({each.path(), std::move(queries)});
    sqlite3_close(database);
  }
  return found;
}

void ask(sqlite3* database, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(database, sql, -1, &statement, nullptr);
  while (sqlite3_step(statement) == SQLITE_ROW) {
  }
  sqlite3_finalize(statement);
}

void floor_cycle(const Files& libraries, const std::vector<Database>& databases) {
  std::vector<void*> loaded;
  for (const auto& each : libraries) loaded.push_back(dlopen(each.c_str(), RTLD_NOW | RTLD_LOCAL));
  for (const Database& each : databases) {
    sqlite3* database = each.kept != nullptr ? each.kept : open_database(each.file);
    for (const char* sql : each.queries) ask(database, sql);
    if (each.kept == nullptr) sqlite3_close(database);
  }
  for (void* each : loaded) {
    if (each != nullptr) dlclose(each);
  }
}

template <class Action>
double microseconds(Action action) {
  const auto start = Clock::now();
  action();
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

double median(std::vector<double> times) {
  std::ranges::nth_element(times, times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2));
  return times[times.size() / 2];
}

void measure(const char* name, const Files& libraries, const std::vector<Database>& databases, int cycles) {
  std::vector<double> subject;
  std::vector<double> floor;
  for (int i = 0; i < cycles; ++i) {
    floor.push_back(microseconds([&] { floor_cycle(libraries, databases); }));
    subject.push_back(microseconds([] { session_cycle(); }));
  }
  std::printf("session_cycle_%s %.1f %.1f\n", name, median(subject), median(floor));
}

}  // namespace

int main(int argument_count, char** arguments) try {
  const char* home = std::getenv("POSTROOM_HOME");
  if (argument_count < 2 || home == nullptr) {
    std::fputs("usage: POSTROOM_HOME=FOLDER bench_session_cycle PROVIDER-FOLDER [CYCLES]\n", stderr);
    return 2;
  }
  const int cycles = argument_count > 2 ? std::max(1, std::atoi(arguments[2])) : 200;
  const Files libraries = libraries_in(arguments[1]);
  session_cycle();  // makes what a first session makes
  std::vector<Database> databases = databases_in(home);
  measure("cold", libraries, databases, cycles);
  for (const auto& each : libraries) static_cast<void>(dlopen(each.c_str(), RTLD_NOW | RTLD_LOCAL));  // kept
  must(MAPIInitialize(nullptr), "MAPIInitialize");
  session_cycle();
  for (Database& each : databases) {
    if (each.file.filename() == "profiles.sqlite") each.kept = open_database(each.file);
  }
  measure("warm", libraries, databases, cycles);
  for (const Database& each : databases) sqlite3_close(each.kept);
  MAPIUninitialize();
} catch (const std::exception& failure) {
  std::fprintf(stderr, "bench_session_cycle: %s\n", failure.what());
  return 1;
}
