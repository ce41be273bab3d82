// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/com_ptr.hpp>
#include <postroom/core.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::addressbook {

// What the integrated address book needs of its session, which implements it.
//
// Thread-safe. No call is made with a lock of the address book held, so that the session may lock and call providers.
class Host {
 public:
  // The session's core: behind its gate stand the objects of the address book, so that a leaked one answers
  // MAPI_E_INVALID_OBJECT once the session is logged off (J-33, J-79).
  virtual std::shared_ptr<kit::Core> core() = 0;

  // The address-book logons in order of logon, each held for the caller's use; starts the providers that are not
  // started (C-14). Those that failed are left out.
  virtual std::vector<kit::com_ptr<IABLogon>> logons() = 0;
  // The first logon that registered the identifier's MAPIUID (F-9), or null. Starts the providers, too.
  virtual kit::com_ptr<IABLogon> route(std::span<const std::byte> entry) = 0;

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
