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

// The address in the slab of `cell` where its last cell of 4096 bytes will be.
char* last_place(Cell* cell) {
  const auto slab = reinterpret_cast<std::uintptr_t>(cell) / kSlabSize * kSlabSize;
  return reinterpret_cast<char*>(slab + kSlabSize - 4096);
}

TEST(Cells, AreNotFoundWhereNoneWasCutYet) {
  std::vector<Cell*> cells;  // until there is one in a slab that is not cut up
  do {
    cells.push_back(allocate_cell(class_of(4096)));
    ASSERT_NE(cells.back(), nullptr);
  } while (place_of(last_place(cells.back())).cell != nullptr && cells.size() < 1000);
  EXPECT_EQ(place_of(cells.back()).cell, cells.back());
  EXPECT_TRUE(place_of(last_place(cells.back())).in_slab);
  EXPECT_EQ(place_of(last_place(cells.back())).cell, nullptr);
  EXPECT_FALSE(place_of(&cells).in_slab);
  for (Cell* cell : cells) free_cell(cell);
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
