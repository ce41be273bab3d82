// SPDX-License-Identifier: Apache-2.0
#include <postroom/store/object_id.hpp>

#include <postroom/failure.hpp>

#include <sys/random.h>

namespace postroom::kit::store {

ObjectId ObjectId::make() {
  ObjectId id;
  if (getrandom(id.bytes.data(), id.bytes.size(), 0) != static_cast<ssize_t>(id.bytes.size())) {
    fail(MAPI_E_CALL_FAILED, "the system gave no random bytes for an identifier");
  }
  return id;
}

}  // namespace postroom::kit::store
