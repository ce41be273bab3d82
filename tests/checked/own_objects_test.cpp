// SPDX-License-Identifier: Apache-2.0
//
// The build's own providers in checked mode: each kind of object is known to its provider when a client hands it back.
#include "tests/coverage/living_objects.hpp"

#include <gtest/gtest.h>
#include <mapidefs.h>

namespace postroom::test {
namespace {

// Copying an object onto itself is refused by who sees that it is itself: with the proxy in its place the provider
// would find another object there, and copy.
TEST(OwnObjects, OfEachKindAreKnownToTheirProvider) {
  for (const char* interface :
       {"IMAPIFolder", "IMessage", "IAttach", "IMailUser", "IDistList", "IABContainer", "IMAPIStatus"}) {
    const auto objects = living_objects().make(interface);
    EXPECT_FALSE(objects.empty()) << interface;
    for (const Live& live : objects) {
      auto* const object = static_cast<IMAPIProp*>(live.pointer);
      EXPECT_EQ(object->CopyTo(0, nullptr, nullptr, 0, nullptr, &IID_IMAPIProp, object, 0, nullptr), MAPI_E_NO_ACCESS)
          << interface << ", " << live.name;
    }
  }
}

}  // namespace
}  // namespace postroom::test
