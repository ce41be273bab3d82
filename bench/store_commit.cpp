// SPDX-License-Identifier: Apache-2.0
//
// What it costs to save a message in a SQLite store, against the floor: one INSERT of the message's bytes in a
// database of the same settings, committed as often. And what it costs to show the first page of a sorted folder.
//
// usage: bench_store_commit [FOLDER [MESSAGES]]   FOLDER (default: .) is on the disk to be measured
#include "providers/store/medium.hpp"

#include <postroom/property_bag.hpp>
#include <postroom/sort_order.hpp>

#include <mapitags.h>
#include <sqlite3.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace {

using namespace postroom;
using namespace postroom::kit::store;

const std::string kBody(2500, 'b');
const std::string kHeaders(1200, 'h');

template <class Action>
double seconds(Action action) {
  const auto start = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double insert_bytes(const std::string& file, int count) {
  sqlite3* database = nullptr;
  sqlite3_stmt* insert = nullptr;
  if (sqlite3_open(file.c_str(), &database) != SQLITE_OK ||
      sqlite3_exec(database,
                   "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;"
                   "CREATE TABLE message (key INTEGER PRIMARY KEY, bytes BLOB)",
                   nullptr, nullptr, nullptr) != SQLITE_OK ||
      sqlite3_prepare_v2(database, "INSERT INTO message (bytes) VALUES (?)", -1, &insert, nullptr) != SQLITE_OK) {
    throw std::runtime_error(sqlite3_errmsg(database));
  }
  const std::string bytes = kHeaders + kBody;
  const double time = seconds([&] {
    for (int i = 0; i < count; ++i) {
      sqlite3_bind_blob(insert, 1, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
      sqlite3_step(insert);
      sqlite3_reset(insert);
    }
  });
  sqlite3_finalize(insert);
  sqlite3_close(database);
  return time;
}

ObjectId make_inbox(StoreBackend& store) {
  const ObjectId inbox = ObjectId::make();
  const auto transaction = store.write();
  transaction->create(inbox, ObjectType::folder, store.identity().root, false);
  transaction->set_properties(inbox, pack({{PR_DISPLAY_NAME_W, "Inbox"}}));
  transaction->commit();
  return inbox;
}

void save_message(StoreBackend& store, const ObjectId& inbox, int i) {
  const std::int64_t time = 133000000000000000 + std::int64_t{i} * 10000000;
  kit::PropertyBag bag{{PR_SUBJECT_W, "Re: report number " + std::to_string(i * 7919LL % 100003)},
                       {PR_SENDER_NAME_W, "Sender " + std::to_string(i % 500)},
                       {PR_MESSAGE_CLASS_W, "IPM.Note"},
                       {PR_DISPLAY_TO_W, "Ann; Bob"},
                       {PR_MESSAGE_SIZE, 4000 + i % 3000},
                       {PR_BODY_W, kBody},
                       {PR_TRANSPORT_MESSAGE_HEADERS_W, kHeaders},
                       {PR_MESSAGE_DELIVERY_TIME, time},
                       {PR_CLIENT_SUBMIT_TIME, time},
                       {PR_LAST_MODIFICATION_TIME, time}};
  const ObjectId id = ObjectId::make();
  const auto transaction = store.write();
  transaction->create(id, ObjectType::message, inbox, false);
  transaction->set_properties(id, pack(bag));
  transaction->put_recipient(id, {0, pack({{PR_DISPLAY_NAME_W, "Ann"}, {PR_EMAIL_ADDRESS_W, "ann@example.org"}})});
  transaction->put_recipient(id, {1, pack({{PR_DISPLAY_NAME_W, "Bob"}, {PR_EMAIL_ADDRESS_W, "bob@example.org"}})});
  transaction->commit();
}

double first_page(StoreBackend& store, const ObjectId& inbox) {
  const kit::SortOrder order({{PR_SUBJECT_W, TABLE_SORT_DESCEND}});
  Query query;
  query.order = &order;
  constexpr int kTimes = 200;
  return seconds([&] {
           for (int i = 0; i < kTimes; ++i) {
             if (store.read()->rows(Container::messages, inbox, query, {}, Direction::forward, 50).empty())
               std::abort();
           }
         }) /
         kTimes;
}

}  // namespace

int main(int argument_count, char** arguments) {
  const std::string folder =
      std::string(argument_count > 1 ? arguments[1] : ".") + "/bench-store-" + std::to_string(getpid());
  const int count = argument_count > 2 ? std::atoi(arguments[2]) : 5000;
  std::filesystem::create_directories(folder);
  setenv("POSTROOM_HOME", folder.c_str(), 1);
  {
    const double floor = insert_bytes(folder + "/floor", count);
    const auto store = store::SqliteMedium().open(folder + "/store", Access::read_write, Absent::made);
    const ObjectId inbox = make_inbox(*store);
    const double saved = seconds([&] {
      for (int i = 0; i < count; ++i) save_message(*store, inbox, i);
    });
    std::printf("floor   %8.1f us a message, %8.0f/s\n", floor / count * 1e6, count / floor);
    std::printf("save    %8.1f us a message, %8.0f/s, %.2f times the floor\n", saved / count * 1e6, count / saved,
                saved / floor);
    std::printf("page    %8.1f us for the first 50 of %d by subject\n", first_page(*store, inbox) * 1e6, count);
  }
  std::filesystem::remove_all(folder);
}
