// SPDX-License-Identifier: Apache-2.0
//
// The two functions that free what is allocated entry by entry. What they forgot would be named when MAPI ends.
#include "checked_fixture.hpp"

#include <mapiutil.h>

#include <gmock/gmock.h>

#include <cstring>

namespace postroom::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RowSets : public CheckedBlocks {
 protected:
  // The array of an entry with one property, whose text is linked to it.
  static SPropValue* properties() {
    auto* values = static_cast<SPropValue*>(head_of(sizeof(SPropValue)));
    auto* text = static_cast<char*>(linked_to(values, 6));
    std::strcpy(text, "Alice");
    values->ulPropTag = PR_DISPLAY_NAME_A;
    values->Value.lpszA = text;
    return values;
  }
  // Zeros, so that an entry has no properties until it is given some.
  template <class Set>
  static Set* set_of(ULONG size) {
    auto* set = static_cast<Set*>(head_of(size));
    std::memset(static_cast<void*>(set), 0, size);
    return set;
  }
};

TEST_F(RowSets, AreFreedRowByRow) {
  auto* rows = set_of<SRowSet>(CbNewSRowSet(3));
  rows->cRows = 3;
  for (const int with_properties : {0, 2}) {
    rows->aRow[with_properties].cValues = 1;
    rows->aRow[with_properties].lpProps = properties();
  }
  EXPECT_THAT(said([&] { FreeProws(rows); }), IsEmpty());
  EXPECT_THAT(said([&] { MAPIFreeBuffer(rows); }), HasSubstr("freed already"));
  EXPECT_THAT(said_at_the_end(), IsEmpty());
}

TEST_F(RowSets, OfAddressesAreFreedEntryByEntry) {
  auto* list = set_of<ADRLIST>(CbNewADRLIST(3));
  list->cEntries = 3;
  for (const int with_properties : {0, 2}) {
    list->aEntries[with_properties].cValues = 1;
    list->aEntries[with_properties].rgPropVals = properties();
  }
  EXPECT_THAT(said([&] { FreePadrlist(list); }), IsEmpty());
  EXPECT_THAT(said([&] { MAPIFreeBuffer(list); }), HasSubstr("freed already"));
  EXPECT_THAT(said_at_the_end(), IsEmpty());
}

TEST_F(RowSets, MayBeNone) {
  EXPECT_THAT(said([] {
                FreeProws(nullptr);
                FreePadrlist(nullptr);
              }),
              IsEmpty());
}

}  // namespace
}  // namespace postroom::test
