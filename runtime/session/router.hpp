// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/mutex.hpp>

#include <mapidefs.h>

#include <memory>
#include <vector>

namespace postroom::session {

class Logon;

// Which logon answers for which MAPIUID (F-9): the first that registered it; when that one goes, the next.
//
// Thread-safe. A logon registers from inside its provider's logon method; until that has succeeded nothing is routed
// to it. Its registrations end together, when its support object does (J-25).
class Router {
 public:
  // Appends, duplicates included (D-7).
  void add(const MAPIUID& uid, std::shared_ptr<Logon> logon);

  // Takes out all of a logon's MAPIUIDs and returns them, in the order in which they were added.
  std::vector<MAPIUID> remove(const Logon& logon) noexcept;

  // Null when nobody is responsible.
  std::shared_ptr<Logon> route(const MAPIUID& uid) const;

 private:
  struct Entry {
    MAPIUID uid;
    std::shared_ptr<Logon> logon;
  };

  mutable kit::Mutex mutex_;
  std::vector<Entry> entries_ POSTROOM_GUARDED_BY(mutex_);
};

}  // namespace postroom::session
