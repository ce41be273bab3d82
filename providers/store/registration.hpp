// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/store/object_id.hpp>

#include <string>

namespace postroom::store {

// Says which file a record key belongs to while a store is open, to this process and to all others of the user.
//
// A store that was copied with its file has the record key of the original, so that entry identifiers could mean
// either of them: the copy is refused, by name, as long as the original is open (design 5). The register is one file
// for each record key, with what tells the store's file apart, under a shared lock of everybody who has it open; a
// lock ends with its process, so nothing of it is left behind by a crash.
class Registration {
 public:
  // Throws MAPI_E_FAILONEPROVIDER, naming both files, when another file with this record key is open.
  Registration(const kit::store::RecordKey& record_key, const std::string& medium, const std::string& path);
  ~Registration();
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;

 private:
  int file_ = -1;
};

}  // namespace postroom::store
