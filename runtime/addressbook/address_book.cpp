// SPDX-License-Identifier: Apache-2.0
#include "runtime/addressbook/address_book.hpp"

#include "runtime/addressbook/addr_book_object.hpp"
#include "runtime/addressbook/entry_ids.hpp"
#include "runtime/addressbook/objects.hpp"
#include "runtime/addressbook/one_off.hpp"

#include <postroom/failure.hpp>
#include <postroom/memory_table.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <algorithm>
#include <utility>

namespace postroom::addressbook {
namespace {

constexpr std::size_t kShortest = 20;  // flags and MAPIUID

ENTRYID* pointer(std::span<const std::byte> entry) noexcept {
  return reinterpret_cast<ENTRYID*>(const_cast<std::byte*>(entry.data()));
}

// What IAddrBook promises of an object whatever the provider does: a pointer to the interface that was asked for.
HRESULT hand_out(kit::com_ptr<IUnknown> object, LPCIID iid, ULONG object_type, ULONG* type, LPUNKNOWN* result) {
  kit::com_ptr<IUnknown> asked = std::move(object);
  if (iid != nullptr) {
    const kit::com_ptr<IUnknown> own = std::exchange(asked, nullptr);
    kit::check(own->QueryInterface(*iid, asked.put_void()), "the address book entry lacks the interface asked for");
  }
  if (type != nullptr) *type = object_type;
  *result = asked.detach();
  return S_OK;
}

}  // namespace

AddressBook::AddressBook(std::shared_ptr<Host> host) : host_(std::move(host)) {}

AddressBook::~AddressBook() = default;

kit::com_ptr<IAddrBook> AddressBook::open() {
  return make_addr_book(shared_from_this());
}

bool AddressBook::owns(std::span<const std::byte> entry) noexcept {
  return is_root(entry) || is_one_off(entry);
}

HRESULT AddressBook::open_entry(std::span<const std::byte> entry, LPCIID iid, ULONG flags, ULONG* type,
                                LPUNKNOWN* object) {
  *object = nullptr;
  if (type != nullptr) *type = 0;
  kit::require_flags(flags, MAPI_MODIFY | MAPI_BEST_ACCESS | MAPI_DEFERRED_ERRORS | MAPI_UNICODE | MAPI_CACHE_ONLY |
                                MAPI_NO_CACHE | MAPI_GAL_ONLY);  // the last three are the provider's to follow
  if (entry.empty() || is_root(entry)) {                         // G-2, F-11
    if ((flags & MAPI_MODIFY) != 0) kit::fail(MAPI_E_NO_ACCESS, "the address book's root cannot be changed");
    return hand_out(make_root(shared_from_this()), iid, MAPI_ABCONT, type, object);
  }
  if (entry.size() < kShortest) kit::fail(MAPI_E_INVALID_ENTRYID, "the entry identifier is too short");
  if (is_one_off(entry)) {
    const std::optional<OneOff> one_off = parse_one_off(entry);
    if (!one_off) kit::fail(MAPI_E_INVALID_ENTRYID, "the one-off entry identifier is malformed");
    if ((flags & MAPI_MODIFY) != 0) kit::fail(MAPI_E_NO_ACCESS, "a one-off recipient cannot be changed");
    return hand_out(make_one_off_user(host_->core(), *one_off, as_view(entry)), iid, MAPI_MAILUSER, type, object);
  }
  const BookLogonPtr logon = host_->route(entry);
  if (!logon) kit::fail(MAPI_E_UNKNOWN_ENTRYID, "no address book of this session knows the entry identifier");
  ULONG provider_type = 0;
  const HRESULT result = logon->call("IABLogon::OpenEntry", [&](IABLogon& provider) {
    return provider.OpenEntry(static_cast<ULONG>(entry.size()), pointer(entry), iid, flags,
                              type != nullptr ? type : &provider_type, object);
  });
  if (FAILED(result)) *object = nullptr;
  return result;
}

bool AddressBook::same_entry(std::span<const std::byte> entry1, std::span<const std::byte> entry2, ULONG flags) {
  kit::require_flags(flags, 0);
  if (entry1.size() < kShortest || entry2.size() < kShortest) {
    kit::fail(MAPI_E_INVALID_ENTRYID, "the entry identifier is too short");
  }
  if (owns(entry1) && owns(entry2)) {
    if (is_root(entry1) || is_root(entry2)) return is_root(entry1) == is_root(entry2);
    const std::optional<OneOff> first = parse_one_off(entry1);
    const std::optional<OneOff> second = parse_one_off(entry2);
    if (!first || !second) kit::fail(MAPI_E_INVALID_ENTRYID, "the one-off entry identifier is malformed");
    // The same recipient in either width of text.
    return first->name == second->name &&
           one_off_search_key(first->type, first->address) == one_off_search_key(second->type, second->address);
  }
  const BookLogonPtr logon = host_->route(entry1);
  const BookLogonPtr other = host_->route(entry2);
  if (!logon || !other || !logon->is(*other)) {  // F-12
    kit::fail(MAPI_E_UNKNOWN_ENTRYID, "no address book of this session knows both entry identifiers");
  }
  ULONG same = 0;
  kit::check(logon->call("IABLogon::CompareEntryIDs",
                         [&](IABLogon& provider) {
                           return provider.CompareEntryIDs(static_cast<ULONG>(entry1.size()), pointer(entry1),
                                                           static_cast<ULONG>(entry2.size()), pointer(entry2), flags,
                                                           &same);
                         }),
             "the address book cannot compare the entry identifiers");
  return same != 0;
}

std::vector<AddressBook::OneOffTable> AddressBook::one_off_tables() {
  {
    const kit::Lock lock(mutex_);
    if (one_off_tables_open_) return one_off_tables_;
  }
  std::vector<OneOffTable> tables;
  for (const BookLogonPtr& logon : host_->logons()) {
    OneOffTable one{logon, {}};
    const HRESULT result = logon->call("IABLogon::GetOneOffTable", [&](IABLogon& provider) {
      return provider.GetOneOffTable(MAPI_UNICODE, one.table.put());
    });
    if (SUCCEEDED(result) && one.table) tables.push_back(std::move(one));
  }
  const kit::Lock lock(mutex_);
  one_off_tables_open_ = true;
  return one_off_tables_ = tables;
}

kit::com_ptr<IMAPITable> AddressBook::one_off_table(ULONG flags) {
  kit::require_flags(flags, MAPI_UNICODE | MAPI_DEFERRED_ERRORS);
  const auto merged =
      kit::MemoryTable::create(PR_INSTANCE_KEY, {PR_ADDRTYPE_W, PR_DEPTH, PR_DISPLAY_NAME_W, PR_DISPLAY_TYPE,
                                                 PR_ENTRYID, PR_INSTANCE_KEY, PR_SELECTABLE});  // G-28
  for (const OneOffTable& one : one_off_tables()) {
    IMAPITable& table = *one.table;
    static_cast<void>(one.logon->call_on(&table, "IMAPITable::SeekRow",
                                         [&] { return table.SeekRow(BOOKMARK_BEGINNING, 0, nullptr); }));
    for (;;) {
      SRowSet* raw = nullptr;
      const HRESULT result =
          one.logon->call_on(&table, "IMAPITable::QueryRows", [&] { return table.QueryRows(kRowsAtOnce, 0, &raw); });
      const kit::rows_ptr rows(raw);
      if (FAILED(result) || !rows || rows->cRows == 0) break;
      for (kit::PropertyBag& row : kit::bags_from(*rows)) merged->put(std::move(row));
    }
  }
  kit::TableViewOptions options;
  options.flags = flags & MAPI_UNICODE;
  return merged->view(host_->core(), std::move(options));
}

// The tables are the provider's: their Release is a call into its library, too.
void AddressBook::release_provider_tables() noexcept {
  std::vector<OneOffTable> tables;
  {
    const kit::Lock lock(mutex_);
    tables.swap(one_off_tables_);
    one_off_tables_open_ = false;
  }
  for (OneOffTable& one : tables) {
    static_cast<void>(one.logon->call_on(one.table.get(), "IMAPITable::Release", [&] {
      one.table.reset();
      return S_OK;
    }));
  }
}

void AddressBook::release_provider_objects() noexcept {
  release_provider_tables();
  std::map<ULONG_PTR, Connection> connections;
  {
    const kit::Lock lock(mutex_);
    connections.swap(connections_);
  }
  for (const auto& [number, connection] : connections) {
    if (connection.logon) static_cast<void>(end(connection));
  }
}

HRESULT AddressBook::end(const Connection& connection) {
  return connection.logon->call("IABLogon::Unadvise",
                                [&](IABLogon& provider) { return provider.Unadvise(connection.number); });
}

ULONG_PTR AddressBook::advise(std::span<const std::byte> entry, ULONG event_mask, IMAPIAdviseSink* sink) {
  Connection connection;
  if (entry.empty()) {  // K-3, K-4
    connection.number = host_->advise(event_mask, sink);
  } else {
    connection.logon = host_->route(entry);
    if (!connection.logon) {
      kit::fail(MAPI_E_UNKNOWN_ENTRYID, "no address book of this session knows the entry identifier");
    }
    kit::check(connection.logon->call("IABLogon::Advise",
                                      [&](IABLogon& provider) {
                                        return provider.Advise(static_cast<ULONG>(entry.size()), pointer(entry),
                                                               event_mask, sink, &connection.number);
                                      }),
               "the address book does not notify of this entry");
  }
  const kit::Lock lock(mutex_);
  connections_.emplace(next_connection_, std::move(connection));
  return next_connection_++;
}

void AddressBook::unadvise(ULONG_PTR number) {
  kit::require(number != 0, "ulConnection is 0");  // K-9
  Connection connection;
  {
    const kit::Lock lock(mutex_);
    const auto found = connections_.find(number);
    if (found == connections_.end()) kit::fail(MAPI_E_NOT_FOUND, "there is no such connection");
    connection = std::move(found->second);
    connections_.erase(found);
  }
  if (connection.logon) {
    kit::check(end(connection));
  } else {
    host_->unadvise(connection.number);
  }
}

}  // namespace postroom::addressbook
