// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/allocators.hpp>

#include <mapiutil.h>
#include <mapix.h>

#include <gtest/gtest.h>

namespace postroom::test {

// MAPI, initialised for the length of a test; the kit that is linked into the test allocates with it, too.
class Initialised : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
    kit::set_allocators({MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer});
  }
  void TearDown() override { MAPIUninitialize(); }
};

}  // namespace postroom::test
