// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/com_ptr.hpp>
#include <postroom/core.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::addressbook {

// An address-book provider at work. Every call into its library goes through here: the session sees it in the trace and
// takes an exception that escapes for a failed call (J-114). Thread-safe; holds no reference on the provider's object.
class BookLogon {
 public:
  virtual ~BookLogon() = default;

  // Calls the logon object: `body` gets it and returns what it answers. MAPI_E_UNKNOWN_ENTRYID once it is logged off.
  template <class Body>
  HRESULT call(const char* method, Body&& body) {
    return run(method, [&](IABLogon& logon) { return body(logon); });
  }
  // Calls another object of the provider's, which `body` has.
  template <class Body>
  HRESULT call_on(const void* object, const char* method, Body&& body) {
    return run_on(object, method, [&] { return body(); });
  }
  virtual bool is(const BookLogon& other) const noexcept = 0;

 protected:
  virtual HRESULT run(const char* method, const std::function<HRESULT(IABLogon&)>& body) = 0;
  virtual HRESULT run_on(const void* object, const char* method, const std::function<HRESULT()>& body) = 0;
};
using BookLogonPtr = std::shared_ptr<BookLogon>;

// What the integrated address book needs of its session, which implements it.
//
// Thread-safe. No call is made with a lock of the address book held, so that the session may lock and call providers.
class Host {
 public:
  // The session's core: behind its gate stand the objects of the address book, so that a leaked one answers
  // MAPI_E_INVALID_OBJECT once the session is logged off (J-33, J-79).
  virtual std::shared_ptr<kit::Core> core() = 0;
  virtual bool belongs_to(const kit::Core& core) const noexcept = 0;

  // The address-book logons in order of logon; starts the providers that are not started (C-14). Those that failed are
  // left out.
  virtual std::vector<BookLogonPtr> logons() = 0;
  // The first logon that registered the identifier's MAPIUID (F-9), or null. Starts the providers, too.
  virtual BookLogonPtr route(std::span<const std::byte> entry) = 0;

  // The address book's settings in the profile, written at once (G-4): Profile::setting.
  virtual std::optional<std::string> setting(std::string_view name) = 0;
  virtual void set_setting(std::string_view name, std::optional<std::string_view> value) = 0;

  // Registrations for the address book as a whole: critical errors only (K-3, K-4). Numbers come from the session.
  virtual ULONG_PTR advise(ULONG event_mask, IMAPIAdviseSink* sink) = 0;
  virtual void unadvise(ULONG_PTR connection) = 0;

 protected:
  ~Host() = default;
};

}  // namespace postroom::addressbook
