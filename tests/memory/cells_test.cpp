// SPDX-License-Identifier: Apache-2.0
#include "runtime/memory/cells.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <thread>
#include <vector>

namespace postroom::memory {
namespace {

TEST(Cells, HoldWhatTheirClassSays) {
  for (std::size_t size = 1; size <= kLargestCell; ++size) {
    const std::uint8_t size_class = class_of(size);
    ASSERT_GE(kCellSizes[size_class], size);
    ASSERT_TRUE(size_class == 0 || kCellSizes[size_class - 1] < size) << "a smaller one would do";
  }
}

TEST(Cells, AreFoundFromAnyAddressInThem) {
  for (std::uint8_t size_class = 0; size_class < kClasses; ++size_class) {
    Cell* cell = allocate_cell(size_class);
    ASSERT_NE(cell, nullptr);
    for (std::size_t offset = 0; offset < kCellSizes[size_class]; ++offset) {
      const Place place = place_of(reinterpret_cast<char*>(cell) + offset);
      ASSERT_TRUE(place.in_slab);
      ASSERT_EQ(place.cell, cell);
      ASSERT_EQ(place.offset, offset);
    }
    free_cell(cell);
  }
}

TEST(Cells, AreNotFoundWhereNoneWasCutYet) {
  Cell* cell = allocate_cell(class_of(4096));
  char* const slab = reinterpret_cast<char*>(reinterpret_cast<std::uintptr_t>(cell) / kSlabSize * kSlabSize);
  std::set<Cell*> found;
  for (std::size_t offset = 0; offset < kSlabSize; offset += 4096) found.insert(place_of(slab + offset).cell);
  EXPECT_TRUE(found.contains(nullptr)) << "fewer than all are cut for the first one";
  EXPECT_TRUE(found.contains(cell));
  EXPECT_FALSE(place_of(&found).in_slab);
  free_cell(cell);
}

TEST(Cells, OfAThreadThatEndsGoBackWithTheirSlabs) {
  const std::size_t before = bytes_in_slabs();
  std::thread([] {
    std::vector<Cell*> cells;
    for (int i = 0; i < 10'000; ++i) cells.push_back(allocate_cell(class_of(1000)));
    EXPECT_GE(bytes_in_slabs(), 10'000U * 1000U);
    for (Cell* cell : cells) free_cell(cell);
  }).join();
  EXPECT_EQ(bytes_in_slabs(), before);
}

TEST(Cells, OfASlabThatServedAnotherSizeAreWholeAndFree) {
  for (const std::size_t size : {64U, 96U, 4096U, 192U}) {
    std::thread([&] {
      std::vector<Cell*> cells;
      for (int i = 0; i < 2000; ++i) {
        Cell* cell = allocate_cell(class_of(size));
        EXPECT_EQ(cell->state, 0);
        EXPECT_EQ(kCellSizes[cell->size_class], size);
        std::memset(reinterpret_cast<char*>(cell) + sizeof(Cell), 0xFF, size - sizeof(Cell));
        cells.push_back(cell);
      }
      EXPECT_EQ(std::set<Cell*>(cells.begin(), cells.end()).size(), cells.size());
      for (Cell* cell : cells) free_cell(cell);
    }).join();
  }
}

}  // namespace
}  // namespace postroom::memory
