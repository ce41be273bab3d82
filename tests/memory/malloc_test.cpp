// SPDX-License-Identifier: Apache-2.0
#include "memory_fixture.hpp"

#include <mapiutil.h>

#include <cstring>

namespace postroom::test {
namespace {

TEST_F(MapiMemory, HasAnAllocatorForObjectsToo) {  // MAPIGetDefaultMalloc
  IMalloc* const allocator = MAPIGetDefaultMalloc();
  ASSERT_NE(allocator, nullptr);
  EXPECT_EQ(MAPIGetDefaultMalloc(), allocator);
  allocator->AddRef();
  auto* block = static_cast<char*>(allocator->Alloc(20));
  ASSERT_NE(block, nullptr);
  EXPECT_GE(allocator->GetSize(block), 20U);
  EXPECT_NE(allocator->DidAlloc(block), 0) << "0 would say that it is not from there";
  std::strcpy(block, "kept");
  block = static_cast<char*>(allocator->Realloc(block, 2000));
  ASSERT_NE(block, nullptr);
  EXPECT_GE(allocator->GetSize(block), 2000U);
  EXPECT_STREQ(block, "kept");
  allocator->Free(block);
  allocator->Free(nullptr);
  allocator->HeapMinimize();
  allocator->Release();
}

TEST_F(MapiMemory, HasAnAllocatorThatIsAnObject) {
  IMalloc* const allocator = MAPIGetDefaultMalloc();
  void* same = nullptr;
  ASSERT_EQ(allocator->QueryInterface(IID_IUnknown, &same), S_OK);
  EXPECT_EQ(same, allocator);
  allocator->Release();
  EXPECT_EQ(allocator->QueryInterface(IID_IMAPISession, &same), MAPI_E_INTERFACE_NOT_SUPPORTED);
  EXPECT_EQ(same, nullptr);
}

}  // namespace
}  // namespace postroom::test
