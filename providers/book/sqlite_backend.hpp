// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "providers/book/database.hpp"

#include <postroom/book/backend.hpp>
#include <postroom/mutex.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace postroom::book {

// An address book in a SQLite file (WAL, synchronous=FULL): what a write acknowledged survives a crash.
//
// The file is made on first use, with one modifiable container, "Personal Address Book", whose id is the book's record
// key: no other book has it. A file that is damaged or is
// no address book is refused by name, and nothing in it is touched. Several processes may have it open.
class SqliteBook final : public kit::book::BookBackend {
 public:
  // `known`: the record key of the book that is expected there. Then nothing is made, and a file that is gone, or holds
  // another book, is MAPI_E_NOT_FOUND. Empty: whatever is there, or a new book.
  SqliteBook(const std::filesystem::path& path, std::string_view known);

  std::vector<kit::book::Container> containers() override;
  std::optional<kit::book::Entry> find(const kit::book::ObjectId& id) override;
  void list(const kit::book::ObjectId& container, const std::function<bool(kit::book::Entry)>& take) override;
  std::vector<Match> resolve(const kit::book::ObjectId& container, std::string_view name, std::size_t limit) override;
  std::vector<kit::book::Member> members(const kit::book::ObjectId& list) override;
  void create(const kit::book::Entry& entry, std::span<const kit::book::Member> members) override;
  void change(const kit::book::ObjectId& id, const kit::PropertyBag& properties) override;
  void replace(const kit::book::Entry& entry, std::span<const kit::book::Member> members) override;
  std::size_t remove(std::span<const kit::book::ObjectId> entries) override;
  void set_members(const kit::book::ObjectId& list, std::span<const kit::book::Member> members) override;
  std::string record_key() override { return record_key_; }
  std::uint64_t version() override;
  void interrupt() noexcept override { database_.interrupt(); }

 private:
  struct Page;

  void prepare_file(bool may_be_new) POSTROOM_REQUIRES(mutex_);
  void make_schema() POSTROOM_REQUIRES(mutex_);
  void identify(std::string_view known) POSTROOM_REQUIRES(mutex_);
  void index(std::int64_t number, const kit::PropertyBag& properties) POSTROOM_REQUIRES(mutex_);
  std::int64_t number_of(const kit::book::ObjectId& id) POSTROOM_REQUIRES(mutex_);
  void write_properties(std::int64_t number, const kit::PropertyBag& properties) POSTROOM_REQUIRES(mutex_);
  void write_members(std::int64_t list, std::span<const kit::book::Member> members) POSTROOM_REQUIRES(mutex_);
  void count_write() POSTROOM_REQUIRES(mutex_);

  kit::Mutex mutex_;        // one call at a time in the database; never held while calling out
  Database database_;       // guarded by mutex_, but for interrupt()
  std::string record_key_;  // set once, by the constructor
};

}  // namespace postroom::book
