// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapix.h>

#include <gtest/gtest.h>

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>

namespace postroom::test {

class MapiMemory : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(MAPIInitialize(nullptr), S_OK); }
  void TearDown() override { MAPIUninitialize(); }

  static void* head_of(ULONG size) {
    void* block = nullptr;
    EXPECT_EQ(MAPIAllocateBuffer(size, &block), S_OK);
    return block;
  }
  static void* linked_to(void* head, ULONG size) {
    void* block = nullptr;
    EXPECT_EQ(MAPIAllocateMore(size, head, &block), S_OK);
    return block;
  }
};

// A page that can be read, between two that cannot.
class FencedPage {
 public:
  FencedPage() {
    block_ = static_cast<char*>(mmap(nullptr, 3 * kPage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    mprotect(page(), kPage, PROT_READ | PROT_WRITE);
  }
  ~FencedPage() { munmap(block_, 3 * kPage); }
  FencedPage(const FencedPage&) = delete;
  FencedPage& operator=(const FencedPage&) = delete;

  char* page() const { return block_ + kPage; }
  char* forbidden() const { return block_ + 2 * kPage; }

 private:
  const std::size_t kPage = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  char* block_ = nullptr;
};

}  // namespace postroom::test
