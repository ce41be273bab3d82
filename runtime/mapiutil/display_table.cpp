// SPDX-License-Identifier: Apache-2.0
//
// BuildDisplayTable: property pages, described in structures, as a table of their controls.
//
// A library of this system has no dialog resources, from which the documented function reads titles and places. Titles
// are those that the structures carry themselves, for a caller that names no library of such resources; one that does
// may give bare structures, with nothing behind them. Each control gets a line of the page, but one that follows a
// label stands beside it.
#include "runtime/library/export.hpp"
#include "runtime/mapiutil/boundary.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/text.hpp>

#include <mapitags.h>
#include <mapiutil.h>

#include <cstring>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace postroom;
using kit::require;
using mapiutil::boundary;

// Dialog units; a page has about 200 by 180.
constexpr LONG kMargin = 4;
constexpr LONG kLine = 14;
constexpr LONG kHeight = 12;
constexpr LONG kBesideLabel = 68;
constexpr LONG kRight = 196;

constexpr std::uintptr_t kGreatestResourceId = 0xFFFF;

// What the types of controls have in common: those that carry text begin with where it is and with flags that say how
// wide it is.
struct Form {
  std::size_t size = 0;
  bool has_text = false;
};
struct TextHead {
  ULONG offset;
  ULONG flags;
};

Form form_of(ULONG type) {
  switch (type) {
    case DTCT_LABEL:
      return {sizeof(DTBLLABEL), true};
    case DTCT_EDIT:
      return {sizeof(DTBLEDIT), true};
    case DTCT_LBX:
      return {sizeof(DTBLLBX), false};
    case DTCT_COMBOBOX:
      return {sizeof(DTBLCOMBOBOX), true};
    case DTCT_DDLBX:
      return {sizeof(DTBLDDLBX), false};
    case DTCT_CHECKBOX:
      return {sizeof(DTBLCHECKBOX), true};
    case DTCT_GROUPBOX:
      return {sizeof(DTBLGROUPBOX), true};
    case DTCT_BUTTON:
      return {sizeof(DTBLBUTTON), true};
    case DTCT_PAGE:
      return {sizeof(DTBLPAGE), true};
    case DTCT_RADIOBUTTON:
      return {sizeof(DTBLRADIOBUTTON), true};
    case DTCT_MVLISTBOX:
      return {sizeof(DTBLMVLISTBOX), false};
    case DTCT_MVDDLBX:
      return {sizeof(DTBLMVDDLBX), false};
    default:
      kit::fail(MAPI_E_INVALID_PARAMETER, "a control has an unknown type");
  }
}

// PR_CONTROL_STRUCTURE: a structure and the texts that it points to, by their distance from its beginning.
class Structure {
 public:
  Structure(const DTCTL& control, const Form& form)
      : source_(static_cast<const char*>(control.ctl.lpv)), bytes_(source_, form.size) {
    if (form.has_text) std::memcpy(&head_, source_, sizeof head_);
  }

  // The text at a member of the structure, in the width that the structure says; empty where the member is zero.
  std::string own_text(ULONG offset) const {
    return offset == 0 ? std::string() : kit::from_lptstr(source_ + offset, head_.flags);
  }
  ULONG text_offset() const noexcept { return head_.offset; }

  // All texts of a structure have one width.
  void set_width(ULONG flags) {
    head_.flags = (head_.flags & ~MAPI_UNICODE) | (flags & MAPI_UNICODE);
    std::memcpy(bytes_.data() + offsetof(TextHead, flags), &head_.flags, sizeof head_.flags);
  }
  void set_text(std::size_t member, const std::string& text) {
    ULONG offset = 0;
    if (!text.empty()) {
      bytes_.resize((bytes_.size() + sizeof(wchar_t) - 1) / sizeof(wchar_t) * sizeof(wchar_t));
      offset = static_cast<ULONG>(bytes_.size());
      append(text);
    }
    std::memcpy(bytes_.data() + member, &offset, sizeof offset);
  }
  const std::string& bytes() const noexcept { return bytes_; }

 private:
  void append(const std::string& text) {
    if ((head_.flags & MAPI_UNICODE) == 0) {
      bytes_.append(text.c_str(), text.size() + 1);
    } else {
      const std::wstring wide = kit::to_wide(text);
      bytes_.append(reinterpret_cast<const char*>(wide.c_str()), (wide.size() + 1) * sizeof(wchar_t));
    }
  }

  const char* source_;
  std::string bytes_;
  TextHead head_{};
};

// What the caller says of all pages.
struct Given {
  ULONG flags = 0;              // the width of filters and components, and of all texts in the table
  bool texts_are_there = true;  // behind the structures
};

std::string text_of(const DTCTL& control, const Structure& structure, const Given& given) {
  const bool filters = control.ulCtlType == DTCT_EDIT || control.ulCtlType == DTCT_COMBOBOX;
  if (filters && control.lpszFilter != nullptr) return kit::from_lptstr(control.lpszFilter, given.flags);
  return given.texts_are_there ? structure.own_text(structure.text_offset()) : std::string();
}

// The component whose help belongs to the page: the caller's, else what is behind the structure; a number would name a
// resource.
std::string component_of(const DTPAGE& page, const DTBLPAGE& source, const Structure& structure, const Given& given) {
  const auto component = reinterpret_cast<std::uintptr_t>(page.lpszComponent);
  if (component > kGreatestResourceId) return kit::from_lptstr(page.lpszComponent, given.flags);
  const bool is_behind = component == 0 && given.texts_are_there;
  return is_behind ? structure.own_text(source.ulbLpszComponent) : std::string();
}

std::string structure_of(const DTPAGE& page, const DTCTL& control, const Given& given) {
  require(control.ctl.lpv != nullptr, "a control has no structure");
  const Form form = form_of(control.ulCtlType);
  Structure structure(control, form);
  if (!form.has_text) return structure.bytes();
  const bool is_page = control.ulCtlType == DTCT_PAGE;
  const std::string text = text_of(control, structure, given);
  const std::string component = is_page ? component_of(page, *control.ctl.lppage, structure, given) : std::string();
  structure.set_width(given.flags);
  structure.set_text(offsetof(TextHead, offset), text);
  if (is_page) structure.set_text(offsetof(DTBLPAGE, ulbLpszComponent), component);
  return structure.bytes();
}

struct Place {
  LONG x = 0;
  LONG y = 0;
  LONG width = 0;
  LONG height = 0;
};

// Where the controls of one page stand, in their order. The page itself has no extent.
class Layout {
 public:
  Place next(ULONG type) noexcept {
    if (type == DTCT_PAGE) return {};
    const bool beside = std::exchange(after_label_, type == DTCT_LABEL) && type != DTCT_LABEL;
    if (beside) return {kBesideLabel, y_, kRight - kBesideLabel, kHeight};
    y_ = std::exchange(next_y_, next_y_ + kLine);
    return {kMargin, y_, (type == DTCT_LABEL ? kBesideLabel : kRight) - kMargin, kHeight};
  }

 private:
  LONG y_ = 0;
  LONG next_y_ = kMargin;
  bool after_label_ = false;
};

std::vector<kit::PropertyBag> rows_of(const DTPAGE& page, const Given& given) {
  require(page.cctl == 0 || page.lpctl != nullptr, "a page has no controls");
  std::vector<kit::PropertyBag> rows;
  Layout layout;
  for (const DTCTL& control : std::span(page.lpctl, page.cctl)) {
    const Place place = layout.next(control.ulCtlType);
    rows.push_back({{PR_XPOS, place.x},
                    {PR_YPOS, place.y},
                    {PR_DELTAX, place.width},
                    {PR_DELTAY, place.height},
                    {PR_CONTROL_TYPE, control.ulCtlType},
                    {PR_CONTROL_FLAGS, control.ulCtlFlags},
                    {PR_CONTROL_STRUCTURE, structure_of(page, control, given)},
                    {PR_CONTROL_ID, kit::entry_id(control.cbNotif, control.lpbNotif)}});
  }
  return rows;
}

void fill(ITableData* table, std::span<const DTPAGE> pages, const Given& given) {
  std::vector<kit::PropertyBag> rows;
  for (const DTPAGE& page : pages) {
    for (kit::PropertyBag& row : rows_of(page, given)) {
      row.set(PR_ROWID, rows.size());
      rows.push_back(std::move(row));
    }
  }
  kit::RowSetBuilder builder(rows.size());
  for (const kit::PropertyBag& row : rows) builder.add(row);
  kit::check(table->HrModifyRows(0, std::move(builder).finish().get()), "the controls make no table");
}

}  // namespace

POSTROOM_EXPORT HRESULT BuildDisplayTable(LPALLOCATEBUFFER allocate, LPALLOCATEMORE allocate_more, LPFREEBUFFER free,
                                          LPMALLOC, HINSTANCE resources, UINT count, LPDTPAGE pages, ULONG flags,
                                          LPMAPITABLE* view, LPTABLEDATA* table) {
  return boundary([&]() -> HRESULT {
    require(view != nullptr, "lppTable is null");
    *view = nullptr;
    if (table != nullptr) *table = nullptr;
    require(count == 0 || pages != nullptr, "lpPage is null");
    kit::require_flags(flags, MAPI_UNICODE);
    SizedSPropTagArray(9, columns) = {9,
                                      {PR_XPOS, PR_YPOS, PR_DELTAX, PR_DELTAY, PR_CONTROL_TYPE, PR_CONTROL_FLAGS,
                                       PR_CONTROL_STRUCTURE, PR_CONTROL_ID, PR_ROWID}};
    kit::com_ptr<ITableData> data;
    kit::check(CreateTable(nullptr, allocate, allocate_more, free, nullptr, TBLTYPE_DYNAMIC, PR_ROWID,
                           reinterpret_cast<LPSPropTagArray>(&columns), data.put()),
               "no table for the controls");
    fill(data.get(), std::span<const DTPAGE>(pages, count), {flags, resources == nullptr});
    kit::check(data->HrGetView(nullptr, nullptr, 0, view), "no view of the controls");
    if (table != nullptr) *table = data.detach();
    return S_OK;
  });
}
