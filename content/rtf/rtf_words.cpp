// SPDX-License-Identifier: Apache-2.0
#include "content/rtf/rtf_words.hpp"

#include <algorithm>
#include <array>

namespace postroom::content {
namespace {

struct Named {
  std::string_view name;
  RtfWord word;
};

// By name.
constexpr auto kWords = std::to_array<Named>({
    {"aftncn", {RtfMeaning::skipped_group, 0}},
    {"aftnsep", {RtfMeaning::skipped_group, 0}},
    {"aftnsepc", {RtfMeaning::skipped_group, 0}},
    {"annotation", {RtfMeaning::skipped_group, 0}},
    {"ansi", {RtfMeaning::character_set, 1252}},
    {"ansicpg", {RtfMeaning::document_code_page, 0}},
    {"atnauthor", {RtfMeaning::skipped_group, 0}},
    {"atnid", {RtfMeaning::skipped_group, 0}},
    {"bkmkend", {RtfMeaning::skipped_group, 0}},
    {"bkmkstart", {RtfMeaning::skipped_group, 0}},
    {"bullet", {RtfMeaning::character, 0x2022}},
    {"cell", {RtfMeaning::character, 0x09}},
    {"colorschememapping", {RtfMeaning::skipped_group, 0}},
    {"colortbl", {RtfMeaning::skipped_group, 0}},
    {"column", {RtfMeaning::line_end, 0}},
    {"cpg", {RtfMeaning::font_code_page, 0}},
    {"datastore", {RtfMeaning::skipped_group, 0}},
    {"deff", {RtfMeaning::default_font, 0}},
    {"deleted", {RtfMeaning::invisible, 2}},
    {"emdash", {RtfMeaning::character, 0x2014}},
    {"emspace", {RtfMeaning::character, 0x2003}},
    {"endash", {RtfMeaning::character, 0x2013}},
    {"enspace", {RtfMeaning::character, 0x2002}},
    {"f", {RtfMeaning::font, 0}},
    {"fcharset", {RtfMeaning::font_charset, 0}},
    {"filetbl", {RtfMeaning::skipped_group, 0}},
    {"fldinst", {RtfMeaning::skipped_group, 0}},
    {"fonttbl", {RtfMeaning::font_table, 0}},
    {"footer", {RtfMeaning::skipped_group, 0}},
    {"footerf", {RtfMeaning::skipped_group, 0}},
    {"footerl", {RtfMeaning::skipped_group, 0}},
    {"footerr", {RtfMeaning::skipped_group, 0}},
    {"footnote", {RtfMeaning::skipped_group, 0}},
    {"fromhtml", {RtfMeaning::from_html, 0}},
    {"fromtext", {RtfMeaning::from_text, 0}},
    {"ftncn", {RtfMeaning::skipped_group, 0}},
    {"ftnsep", {RtfMeaning::skipped_group, 0}},
    {"ftnsepc", {RtfMeaning::skipped_group, 0}},
    {"generator", {RtfMeaning::skipped_group, 0}},
    {"header", {RtfMeaning::skipped_group, 0}},
    {"headerf", {RtfMeaning::skipped_group, 0}},
    {"headerl", {RtfMeaning::skipped_group, 0}},
    {"headerr", {RtfMeaning::skipped_group, 0}},
    {"htmlrtf", {RtfMeaning::html_rtf, 0}},
    {"htmltag", {RtfMeaning::html_tag, 0}},
    {"info", {RtfMeaning::skipped_group, 0}},
    {"latentstyles", {RtfMeaning::skipped_group, 0}},
    {"ldblquote", {RtfMeaning::character, 0x201C}},
    {"line", {RtfMeaning::line_end, 0}},
    {"listoverridetable", {RtfMeaning::skipped_group, 0}},
    {"listtable", {RtfMeaning::skipped_group, 0}},
    {"listtext", {RtfMeaning::list_text, 0}},
    {"lquote", {RtfMeaning::character, 0x2018}},
    {"ltrmark", {RtfMeaning::character, 0x200E}},
    {"mac", {RtfMeaning::character_set, 10000}},
    {"mhtmltag", {RtfMeaning::skipped_group, 0}},
    {"nestcell", {RtfMeaning::character, 0x09}},
    {"nestrow", {RtfMeaning::line_end, 0}},
    {"nesttableprops", {RtfMeaning::skipped_group, 0}},
    {"nonesttables", {RtfMeaning::skipped_group, 0}},
    {"nonshppict", {RtfMeaning::skipped_group, 0}},
    {"objclass", {RtfMeaning::skipped_group, 0}},
    {"objdata", {RtfMeaning::skipped_group, 0}},
    {"objname", {RtfMeaning::skipped_group, 0}},
    {"page", {RtfMeaning::line_end, 0}},
    {"par", {RtfMeaning::line_end, 0}},
    {"pc", {RtfMeaning::character_set, 437}},
    {"pca", {RtfMeaning::character_set, 850}},
    {"pgdsctbl", {RtfMeaning::skipped_group, 0}},
    {"pict", {RtfMeaning::skipped_group, 0}},
    {"plain", {RtfMeaning::plain, 0}},
    {"pntext", {RtfMeaning::list_text, 0}},
    {"private", {RtfMeaning::skipped_group, 0}},
    {"qmspace", {RtfMeaning::character, 0x2005}},
    {"rdblquote", {RtfMeaning::character, 0x201D}},
    {"revtbl", {RtfMeaning::skipped_group, 0}},
    {"row", {RtfMeaning::line_end, 0}},
    {"rquote", {RtfMeaning::character, 0x2019}},
    {"rsidtbl", {RtfMeaning::skipped_group, 0}},
    {"rtlmark", {RtfMeaning::character, 0x200F}},
    {"rxe", {RtfMeaning::skipped_group, 0}},
    {"sect", {RtfMeaning::line_end, 0}},
    {"sp", {RtfMeaning::skipped_group, 0}},
    {"stylesheet", {RtfMeaning::skipped_group, 0}},
    {"tab", {RtfMeaning::character, 0x09}},
    {"tc", {RtfMeaning::skipped_group, 0}},
    {"tcn", {RtfMeaning::skipped_group, 0}},
    {"template", {RtfMeaning::skipped_group, 0}},
    {"themedata", {RtfMeaning::skipped_group, 0}},
    {"txe", {RtfMeaning::skipped_group, 0}},
    {"u", {RtfMeaning::unicode, 0}},
    {"uc", {RtfMeaning::replacements, 0}},
    {"v", {RtfMeaning::invisible, 1}},
    {"xe", {RtfMeaning::skipped_group, 0}},
    {"zwbo", {RtfMeaning::character, 0x200B}},
    {"zwj", {RtfMeaning::character, 0x200D}},
    {"zwnbo", {RtfMeaning::character, 0x2060}},
    {"zwnj", {RtfMeaning::character, 0x200C}},
});
static_assert(std::ranges::is_sorted(kWords, {}, &Named::name));

}  // namespace

RtfWord rtf_word(std::string_view name) noexcept {
  const auto* found = std::ranges::lower_bound(kWords, name, {}, &Named::name);
  return found != kWords.end() && found->name == name ? found->word : RtfWord{};
}

}  // namespace postroom::content
