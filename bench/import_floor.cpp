// SPDX-License-Identifier: Apache-2.0
// The least an import can cost: read each file, let GMime parse it and decode every part, and insert its bytes in a
// SQLite table, all in one transaction.
//
// usage: bench_import_floor DATABASE FILE…     prints how many files it read
#include <gmime/gmime.h>
#include <sqlite3.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

namespace {

void decode(GMimeObject*, GMimeObject* part, gpointer) {
  if (!GMIME_IS_PART(part)) return;
  GMimeDataWrapper* content = g_mime_part_get_content(GMIME_PART(part));
  if (content == nullptr) return;
  GMimeStream* nowhere = g_mime_stream_mem_new();
  g_mime_data_wrapper_write_to_stream(content, nowhere);
  g_object_unref(nowhere);
}

bool parse(const std::string& bytes) {
  GMimeStream* stream = g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size());
  GMimeParser* parser = g_mime_parser_new_with_stream(stream);
  GMimeMessage* message = g_mime_parser_construct_message(parser, nullptr);
  if (message != nullptr) {
    g_mime_message_foreach(message, decode, nullptr);
    g_object_unref(message);
  }
  g_object_unref(parser);
  g_object_unref(stream);
  return message != nullptr;
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count < 3) {
    std::fputs("usage: bench_import_floor DATABASE FILE...\n", stderr);
    return 2;
  }
  g_mime_init();
  sqlite3* database = nullptr;
  sqlite3_stmt* insert = nullptr;
  if (sqlite3_open(arguments[1], &database) != SQLITE_OK ||
      sqlite3_exec(database,
                   "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                   "CREATE TABLE message (key INTEGER PRIMARY KEY, bytes BLOB); BEGIN",
                   nullptr, nullptr, nullptr) != SQLITE_OK ||
      sqlite3_prepare_v2(database, "INSERT INTO message (bytes) VALUES (?)", -1, &insert, nullptr) != SQLITE_OK) {
    std::fprintf(stderr, "bench_import_floor: %s\n", sqlite3_errmsg(database));
    return 1;
  }
  int read = 0;
  for (int i = 2; i < argument_count; ++i) {
    std::ifstream file(arguments[i], std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!parse(bytes)) continue;
    sqlite3_bind_blob(insert, 1, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
    if (sqlite3_step(insert) != SQLITE_DONE) return 1;
    sqlite3_reset(insert);
    ++read;
  }
  sqlite3_finalize(insert);
  const bool kept = sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK;
  sqlite3_close(database);
  std::printf("%d\n", read);
  return kept ? 0 : 1;
}
