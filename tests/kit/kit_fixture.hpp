// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/test_memory.hpp"

#include <postroom/core.hpp>
#include <postroom/mapi_ptr.hpp>

#include <gtest/gtest.h>

#include <memory>

namespace postroom::test {

// A logon's core and MAPI memory. At the end of each test all MAPI memory must be freed.
class KitTest : public ::testing::Test {
 protected:
  KitTest() {
    kit::set_allocators(test_memory());
    blocks_before_ = live_blocks();
  }
  ~KitTest() override { EXPECT_EQ(live_blocks(), blocks_before_) << "MAPI memory was not freed"; }

  std::shared_ptr<kit::Core> core_ = std::make_shared<kit::Core>(kit::com_ptr<IPostroomLedger>(), 1);

 private:
  std::size_t blocks_before_ = 0;
};

}  // namespace postroom::test
