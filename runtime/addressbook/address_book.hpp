// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/addressbook/host.hpp"

#include <postroom/mutex.hpp>

#include <map>
#include <memory>
#include <vector>

namespace postroom::addressbook {

// The integrated address book of one session: all address-book providers as one hierarchy (G-1 … G-17).
//
// A session has one, made before its first OpenAddressBook; IAddrBook objects are shells over it. Thread-safe. Errors
// are kit::Failure. Nothing of a provider is held between calls but the one-off tables and the connections of Advise,
// and release_provider_objects() lets go of those.
class AddressBook : public std::enable_shared_from_this<AddressBook> {
 public:
  explicit AddressBook(std::shared_ptr<Host> host);
  ~AddressBook();
  AddressBook(const AddressBook&) = delete;
  AddressBook& operator=(const AddressBook&) = delete;

  // A new IAddrBook; it holds this object and the host.
  kit::com_ptr<IAddrBook> open();

  // Does the identifier name something of the address book itself: its root or a one-off recipient? For the session's
  // and the support objects' OpenEntry and CompareEntryIDs (F-10).
  static bool owns(std::span<const std::byte> entry) noexcept;

  // OpenEntry of IAddrBook (G-2): the empty identifier is the root; one-offs are opened here, all else by its
  // provider. Returns the provider's answer; throws Failure for what is wrong before that.
  HRESULT open_entry(std::span<const std::byte> entry, LPCIID iid, ULONG flags, ULONG* type, LPUNKNOWN* object);

  // CompareEntryIDs (F-12): the answer of the provider that both belong to.
  bool same_entry(std::span<const std::byte> entry1, std::span<const std::byte> entry2, ULONG flags);

  // The templates of all providers and the runtime's own (D-28, G-28).
  kit::com_ptr<IMAPITable> one_off_table(ULONG flags);

  // What ValidateState of the subsystem and the address book does: cached one-off tables are dropped (E-14, G-29).
  void validate() noexcept { release_provider_tables(); }

  // Drops the one-off tables of providers; the next one_off_table() opens them anew.
  void release_provider_tables() noexcept;
  // Ends all that is held of providers: tables and connections of Advise. The session calls it in Logoff, before the
  // first IABLogon::Logoff (G-29, J-33, J-82).
  void release_provider_objects() noexcept;

  Host& host() const noexcept { return *host_; }

  // Connections of IAddrBook::Advise, on providers and on the session.
  ULONG_PTR advise(std::span<const std::byte> entry, ULONG event_mask, IMAPIAdviseSink* sink);
  void unadvise(ULONG_PTR connection);

 private:
  struct Connection {
    BookLogonPtr logon;  // null: a registration with the session
    ULONG_PTR number = 0;
  };

  // A provider's one-off table, open as long as the provider is (G-29).
  struct OneOffTable {
    BookLogonPtr logon;
    kit::com_ptr<IMAPITable> table;
  };
  std::vector<OneOffTable> one_off_tables();

  static HRESULT end(const Connection& connection);

  const std::shared_ptr<Host> host_;
  kit::Mutex mutex_;
  std::vector<OneOffTable> one_off_tables_ POSTROOM_GUARDED_BY(mutex_);
  bool one_off_tables_open_ POSTROOM_GUARDED_BY(mutex_) = false;
  std::map<ULONG_PTR, Connection> connections_ POSTROOM_GUARDED_BY(mutex_);
  ULONG_PTR next_connection_ POSTROOM_GUARDED_BY(mutex_) = 1;
};

}  // namespace postroom::addressbook
