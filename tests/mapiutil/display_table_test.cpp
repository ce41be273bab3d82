// SPDX-License-Identifier: Apache-2.0
#include "initialised.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/text.hpp>

#include <mapitags.h>

#include <cstring>
#include <string>
#include <vector>

namespace postroom {
namespace {

// A page with a label, an edit control beside it and a button, as programs have them: narrow text.
struct Page {
  SizedDtblPage(8, 8, page) = {{sizeof(DTBLPAGE), 0, 0, 7}, "General", "Behind"};
  SizedDtblLabel(6, label) = {{sizeof(DTBLLABEL), 0}, "&Name"};
  SizedDtblEdit(2, edit) = {{sizeof(DTBLEDIT), 0, 20, PR_DISPLAY_NAME_A}, "*"};
  DTBLLBX list = {MAPI_NO_HBAR, 0, PR_BODY_A};
  char id[4] = "id7";
  char filter[8] = "[a-z]";
  char component[8] = "Help";
  DTCTL controls[4] = {};
  DTPAGE whole{};

  Page() {
    controls[0].ulCtlType = DTCT_PAGE;
    controls[0].ctl.lppage = &page.dtblpage;
    controls[1].ulCtlType = DTCT_LABEL;
    controls[1].ctl.lplabel = &label.dtbllabel;
    controls[2].ulCtlType = DTCT_EDIT;
    controls[2].ulCtlFlags = DT_EDITABLE;
    controls[2].ctl.lpedit = &edit.dtbledit;
    controls[2].lpszFilter = reinterpret_cast<LPTSTR>(filter);
    controls[3].ulCtlType = DTCT_LBX;
    controls[3].ctl.lplbx = &list;
    controls[3].lpbNotif = reinterpret_cast<LPBYTE>(id);
    controls[3].cbNotif = 3;
    whole.cctl = 4;
    whole.lpszComponent = reinterpret_cast<LPTSTR>(component);
    whole.lpctl = controls;
  }
};

class BuildDisplayTableFunction : public test::Initialised {
 protected:
  void TearDown() override {
    view_.reset();
    data_.reset();
    Initialised::TearDown();
  }

  HRESULT build(ULONG flags = 0, HINSTANCE resources = nullptr) {
    return BuildDisplayTable(MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, nullptr, resources, 1, &page_.whole,
                             flags, view_.put(), data_.put());
  }
  std::vector<kit::PropertyBag> rows() {
    SRowSet* raw = nullptr;
    EXPECT_EQ(HrQueryAllRows(view_.get(), nullptr, nullptr, nullptr, 0, &raw), S_OK);
    const kit::rows_ptr rows(raw);
    return kit::bags_from(*rows);
  }
  // The text at a member of a row's structure.
  static std::string text_at(const kit::PropertyBag& row, std::size_t member, ULONG flags = 0) {
    const std::string_view bytes = row.binary(PR_CONTROL_STRUCTURE);
    ULONG offset = 0;
    std::memcpy(&offset, bytes.data() + member, sizeof offset);
    return offset == 0 ? "" : kit::from_lptstr(bytes.data() + offset, flags);
  }

  Page page_;
  kit::com_ptr<IMAPITable> view_;
  kit::com_ptr<ITableData> data_;
};

TEST_F(BuildDisplayTableFunction, MakesARowOfEachControl) {
  ASSERT_EQ(build(), S_OK);
  const std::vector<kit::PropertyBag> all = rows();
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].number(PR_CONTROL_TYPE), static_cast<LONG>(DTCT_PAGE));
  EXPECT_EQ(all[2].number(PR_CONTROL_FLAGS), static_cast<LONG>(DT_EDITABLE));
  EXPECT_EQ(all[3].binary(PR_CONTROL_ID), "id7");
  EXPECT_TRUE(all[1].has(PR_CONTROL_ID));
  DTBLLBX list{};
  ASSERT_EQ(all[3].binary(PR_CONTROL_STRUCTURE).size(), sizeof list);
  std::memcpy(&list, all[3].binary(PR_CONTROL_STRUCTURE).data(), sizeof list);
  EXPECT_EQ(list.ulPRTableName, PR_BODY_A);
}

TEST_F(BuildDisplayTableFunction, KeepsTextBehindItsStructure) {
  ASSERT_EQ(build(), S_OK);
  const std::vector<kit::PropertyBag> all = rows();
  EXPECT_EQ(text_at(all[0], offsetof(DTBLPAGE, ulbLpszLabel)), "General");
  EXPECT_EQ(text_at(all[0], offsetof(DTBLPAGE, ulbLpszComponent)), "Help");
  EXPECT_EQ(text_at(all[1], offsetof(DTBLLABEL, ulbLpszLabelName)), "&Name");
  EXPECT_EQ(text_at(all[2], offsetof(DTBLEDIT, ulbLpszCharsAllowed)), "[a-z]") << "the control's filter";
  page_.controls[2].lpszFilter = nullptr;
  page_.whole.lpszComponent = nullptr;
  page_.whole.ulItemID = 12;  // a resource, of which there are none
  ASSERT_EQ(build(), S_OK);
  EXPECT_EQ(text_at(rows()[2], offsetof(DTBLEDIT, ulbLpszCharsAllowed)), "*");
}

TEST_F(BuildDisplayTableFunction, TakesTheComponentBehindThePageThatNamesNoOther) {
  page_.page.dtblpage.ulbLpszComponent = offsetof(decltype(page_.page), lpszComponent);
  ASSERT_EQ(build(), S_OK);
  EXPECT_EQ(text_at(rows()[0], offsetof(DTBLPAGE, ulbLpszComponent)), "Help");
  page_.whole.lpszComponent = nullptr;
  ASSERT_EQ(build(), S_OK);
  EXPECT_EQ(text_at(rows()[0], offsetof(DTBLPAGE, ulbLpszComponent)), "Behind");
  ASSERT_EQ(build(MAPI_UNICODE), S_OK);
  EXPECT_EQ(text_at(rows()[0], offsetof(DTBLPAGE, ulbLpszComponent), MAPI_UNICODE), "Behind");
  page_.whole.lpszComponent = reinterpret_cast<LPTSTR>(std::uintptr_t{12});  // a resource, of which there are none
  ASSERT_EQ(build(), S_OK);
  EXPECT_EQ(text_at(rows()[0], offsetof(DTBLPAGE, ulbLpszComponent)), "");
  page_.whole.lpszComponent = nullptr;
  int resources = 0;
  ASSERT_EQ(build(0, reinterpret_cast<HINSTANCE>(&resources)), S_OK);
  EXPECT_EQ(text_at(rows()[0], offsetof(DTBLPAGE, ulbLpszComponent)), "") << "nothing is behind a bare structure";
}

// The bytes that follow them here are no text of theirs.
TEST_F(BuildDisplayTableFunction, TakesBareStructuresFromACallerWithResources) {
  struct {
    DTBLPAGE page = {sizeof(DTBLPAGE), 0, 0, 0};
    char behind_page[16] = "no title";
    DTBLLABEL label = {sizeof(DTBLLABEL), 0};
    char behind_label[16] = "no label";
    DTBLEDIT edit = {sizeof(DTBLEDIT), 0, 20, PR_DISPLAY_NAME_A};
    char behind_edit[16] = "no filter";
  } bare;
  page_.controls[0].ctl.lppage = &bare.page;
  page_.controls[1].ctl.lplabel = &bare.label;
  page_.controls[2].ctl.lpedit = &bare.edit;
  page_.controls[2].lpszFilter = nullptr;
  int resources = 0;
  ASSERT_EQ(build(0, reinterpret_cast<HINSTANCE>(&resources)), S_OK);
  const std::vector<kit::PropertyBag> all = rows();
  EXPECT_EQ(text_at(all[0], offsetof(DTBLPAGE, ulbLpszLabel)), "");
  EXPECT_EQ(text_at(all[0], offsetof(DTBLPAGE, ulbLpszComponent)), "Help");
  EXPECT_EQ(text_at(all[1], offsetof(DTBLLABEL, ulbLpszLabelName)), "");
  EXPECT_EQ(text_at(all[2], offsetof(DTBLEDIT, ulbLpszCharsAllowed)), "");
  EXPECT_EQ(all[1].binary(PR_CONTROL_STRUCTURE).size(), sizeof(DTBLLABEL));
}

TEST_F(BuildDisplayTableFunction, WritesTextAsWideAsItIsGiven) {
  wchar_t filter[] = L"[\u00E9]";
  page_.controls[2].lpszFilter = reinterpret_cast<LPTSTR>(filter);
  page_.whole.lpszComponent = nullptr;
  ASSERT_EQ(build(MAPI_UNICODE), S_OK);
  const std::vector<kit::PropertyBag> all = rows();
  EXPECT_EQ(text_at(all[2], offsetof(DTBLEDIT, ulbLpszCharsAllowed), MAPI_UNICODE), "[\u00E9]");
  EXPECT_EQ(text_at(all[1], offsetof(DTBLLABEL, ulbLpszLabelName), MAPI_UNICODE), "&Name");
  DTBLEDIT edit{};
  std::memcpy(&edit, all[2].binary(PR_CONTROL_STRUCTURE).data(), sizeof edit);
  EXPECT_EQ(edit.ulFlags & MAPI_UNICODE, MAPI_UNICODE);
  EXPECT_EQ(edit.ulNumCharsAllowed, 20U);
}

TEST_F(BuildDisplayTableFunction, PutsTheControlBesideItsLabelAndTheNextBelow) {
  ASSERT_EQ(build(), S_OK);
  const std::vector<kit::PropertyBag> all = rows();
  EXPECT_EQ(all[1].number(PR_YPOS), all[2].number(PR_YPOS));
  EXPECT_LE(all[1].number(PR_XPOS) + all[1].number(PR_DELTAX), all[2].number(PR_XPOS));
  EXPECT_GE(all[3].number(PR_YPOS), all[2].number(PR_YPOS) + all[2].number(PR_DELTAY));
  for (std::size_t i = 1; i < all.size(); ++i) {
    EXPECT_GT(all[i].number(PR_DELTAX), 0);
    EXPECT_LE(all[i].number(PR_XPOS) + all[i].number(PR_DELTAX), 200);
  }
}

TEST_F(BuildDisplayTableFunction, LetsTheProviderChangeTheRows) {
  ASSERT_EQ(build(), S_OK);
  ASSERT_NE(data_.get(), nullptr);
  SPropValue index{};
  index.ulPropTag = PR_ROWID;
  index.Value.l = 3;
  EXPECT_EQ(data_->HrDeleteRow(&index), S_OK);
  EXPECT_EQ(rows().size(), 3U);
  LPMAPITABLE alone = nullptr;
  EXPECT_EQ(BuildDisplayTable(MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, nullptr, nullptr, 1, &page_.whole,
                              0, &alone, nullptr),
            S_OK);
  view_ = kit::com_ptr<IMAPITable>::attach(alone);
  EXPECT_EQ(rows().size(), 4U) << "the view needs no table data";
}

TEST_F(BuildDisplayTableFunction, RefusesWhatIsNoPage) {
  EXPECT_EQ(build(MAPI_MODIFY), MAPI_E_UNKNOWN_FLAGS);
  page_.controls[1].ulCtlType = 99;
  EXPECT_EQ(build(), MAPI_E_INVALID_PARAMETER);
  page_.controls[1].ulCtlType = DTCT_LABEL;
  page_.controls[1].ctl.lpv = nullptr;
  EXPECT_EQ(build(), MAPI_E_INVALID_PARAMETER);
  page_.whole.lpctl = nullptr;
  EXPECT_EQ(build(), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(view_.get(), nullptr);
  EXPECT_EQ(data_.get(), nullptr);
  EXPECT_EQ(BuildDisplayTable(MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, nullptr, nullptr, 1, nullptr, 0,
                              view_.put(), nullptr),
            MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(BuildDisplayTable(MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, nullptr, nullptr, 1, &page_.whole,
                              0, nullptr, nullptr),
            MAPI_E_INVALID_PARAMETER);
}

}  // namespace
}  // namespace postroom
