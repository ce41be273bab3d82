// SPDX-License-Identifier: Apache-2.0
#include "content/rtf/code_pages.hpp"
#include "content/rtf/rtf_text.hpp"
#include "content/rtf/significant_text.hpp"

#include "tests/support/failure_code.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <postroom/text.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <tuple>
#include <vector>

namespace postroom::content {
namespace {

std::string shown(std::string_view rtf) {
  return read_rtf(rtf).text;
}

HRESULT refusal_of_rtf(std::string_view rtf, std::size_t limit = kLargestRtf) {
  return test::code_of([&] { static_cast<void>(read_rtf(rtf, limit)); });
}

TEST(ReadRtf, AnswersTheTextWithoutItsLooks) {
  EXPECT_EQ(shown("{\\rtf1\\ansi\\pard {\\b bold} and \\i not\\i0\\par next\\tab line\\line end}"),
            "bold and not\r\nnext\tline\r\nend");
  EXPECT_EQ(shown("{\\rtf1 line\r\nends mean\n nothing}"), "lineends mean nothing");
  EXPECT_EQ(shown("{\\rtf1 \\{braces\\} and \\\\}"), "{braces} and \\");
  EXPECT_EQ(shown("{\\rtf1 a\\\r\nb\\\nc}"), "a\r\nb\r\nc") << "a backslash before a line end is \\par";
  EXPECT_EQ(shown("{\\rtf1 a\\\tb}"), "a\tb") << "a backslash before a tab is \\tab";
  EXPECT_EQ(shown("{\\rtf1 a\\~b\\_c\\-d\\emdash e\\ldblquote f}"), "a\u00A0b\u2011cd\u2014e\u201Cf");
}

TEST(ReadRtf, EndsAWordWhereItsNumberOrItsSpaceEnds) {
  EXPECT_EQ(shown("{\\rtf1\\fs20-1}"), "-1");
  EXPECT_EQ(shown("{\\rtf1\\li-20x}"), "x");
  EXPECT_EQ(shown("{\\rtf1\\b  two}"), " two");
  EXPECT_EQ(shown("{\\rtf1\\unknownword99999999999999999999 x}"), "x");
}

TEST(ReadRtf, LeavesOutWhatIsNotText) {
  EXPECT_EQ(shown("{\\rtf1{\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red1;}{\\stylesheet{Normal;}}{\\info{\\title T}}x}"),
            "x");
  EXPECT_EQ(shown("{\\rtf1 a{\\*\\unheardof b{\\b c}}d}"), "ad");
  EXPECT_EQ(shown("{\\rtf1 a{\\pict\\pngblip 89504e47}b{\\header h}c{\\footnote f}}"), "abc");
  EXPECT_EQ(shown("{\\rtf1{\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt link}}}"), "link");
  EXPECT_EQ(shown("{\\rtf1 a{\\pict\\bin5 }}{\\\\x}b}"), "ab") << "the bytes of \\bin are none of RTF";
  EXPECT_EQ(shown("{\\rtf1 a}b"), "a");
}

TEST(ReadRtf, KnowsTheCodePageOfTheDocumentAndOfItsFonts) {
  EXPECT_EQ(shown("{\\rtf1\\ansi\\'e4\\'80}"), "ä€");
  EXPECT_EQ(shown("{\\rtf1\\mac\\'8a}"), "ä");
  EXPECT_EQ(shown("{\\rtf1\\ansi\\ansicpg1251 \\'cf\\'f0}"), "Пр");
  EXPECT_EQ(shown("{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 B;}}"
                  "\\f0\\'e4{\\f1\\'cf}\\'e4\\f1\\'f0\\plain\\'e4}"),
            "äПäрä");
  EXPECT_EQ(shown("{\\rtf1\\deff1{\\fonttbl{\\f1\\fcharset204 B;}}\\'cf}"), "П") << "the default font's";
  EXPECT_EQ(shown("{\\rtf1\\ansicpg932 \\'83A\\'83\\'43}"), "アイ") << "the second byte may be written as it is";
  EXPECT_EQ(shown("{\\rtf1\\ansicpg936 \\'81\\'40}"), "丂") << "all of GBK";
  EXPECT_EQ(shown("{\\rtf1\\ansicpg65001 \\'c3\\'a4}"), "ä");
  EXPECT_EQ(shown("{\\rtf1\\ansicpg99999 \\'e4}"), "ä") << "an unknown one is windows-1252";
  EXPECT_EQ(shown("{\\rtf1\\ansicpg99999 \\'c3\\'a4}"), "ä") << "or UTF-8, where it may be";
  EXPECT_EQ(shown("{\\rtf1\\ansicpg50221 \x1b$B;3ED\x1b(B}"), "山田") << "bytes of ASCII that are none";
  EXPECT_EQ(shown("{\\rtf1\\ansicpg932 \\'82\\par x}"), "\uFFFD\r\nx");
}

TEST(ReadRtf, KnowsTheCharacterSetOfEachFont) {
  const std::vector<std::tuple<int, std::string, std::string>> fonts = {
      {0, "\\'e4", "ä"},         {2, "\\'e4", "ä"},         {77, "\\'8a", "ä"},        {78, "\\'83\\'41", "ア"},
      {79, "\\'b0\\'a1", "가"},  {80, "\\'b0\\'a1", "啊"},  {81, "\\'a4\\'40", "一"},  {128, "\\'83\\'41", "ア"},
      {129, "\\'b0\\'a1", "가"}, {134, "\\'b0\\'a1", "啊"}, {136, "\\'a4\\'40", "一"}, {161, "\\'e1", "α"},
      {162, "\\'fe", "ş"},       {163, "\\'fe", "₫"},       {177, "\\'e0", "א"},       {178, "\\'c8", "ب"},
      {186, "\\'fe", "ž"},       {204, "\\'cf", "П"},       {222, "\\'a1", "ก"},       {238, "\\'b9", "ą"},
      {254, "\\'9b", "¢"},       {255, "\\'9b", "ø"}};
  for (const auto& [charset, bytes, text] : fonts) {
    EXPECT_EQ(shown("{\\rtf1\\ansicpg" + std::string(charset == 161 ? "1251" : "1253") + "{\\fonttbl{\\f0\\fcharset" +
                    std::to_string(charset) + " A;}}\\f0 " + bytes + "}"),
              text)
        << charset;
  }
  EXPECT_EQ(code_page_of_font(130), 0U) << "Johab, of which there is no converter";
}

TEST(ReadRtf, KnowsTheCodePagesOfTheMacintosh) {
  EXPECT_EQ(shown("{\\rtf1\\ansicpg10006 \\'e1}"), "α");
  EXPECT_EQ(shown("{\\rtf1\\ansicpg10007 \\'80}"), "А");
  EXPECT_EQ(shown("{\\rtf1\\ansicpg10029 \\'8a}"), "ä");
  EXPECT_EQ(shown("{\\rtf1\\ansicpg10081 \\'8a}"), "ä");
  EXPECT_EQ(shown("{\\rtf1\\ansicpg720 \\'a0}"), "ب");
  EXPECT_EQ(shown("{\\rtf1\\ansicpg866 \\'80}"), "А");
}

TEST(ReadRtf, ShowsNoHiddenAndNoDeletedText) {
  EXPECT_EQ(shown("{\\rtf1 a{\\v b}c\\v d\\v0 e\\v1 f\\plain g}"), "aceg");
  EXPECT_EQ(shown("{\\rtf1 a{\\deleted b}c\\deleted d\\v0 e\\deleted0 f}"), "acf");
  EXPECT_EQ(shown("{\\rtf1 {\\v\\par\\u8364?\\'e4}b}"), "b");
}

TEST(ReadRtf, ReadsUnicodeAndNotWhatStandsForIt) {
  EXPECT_EQ(shown("{\\rtf1 \\u8364?5}"), "€5");
  EXPECT_EQ(shown("{\\rtf1 \\u8364\\'805}"), "€5");
  EXPECT_EQ(shown("{\\rtf1\\uc0 \\u8364 5}"), "€5");
  EXPECT_EQ(shown("{\\rtf1\\uc2 \\u8364 EU5{\\uc1\\u8364 ?}}"), "€5€");
  EXPECT_EQ(shown("{\\rtf1 \\u8364}5"), "€") << "the group's end is not passed over";
  EXPECT_EQ(shown("{\\rtf1 \\u-10179?\\u-8704?}"), "\U0001F600");
  EXPECT_EQ(shown("{\\rtf1 \\u55357?\\u56832?}"), "\U0001F600");
  EXPECT_EQ(shown("{\\rtf1 \\u-10179?x\\u-8704?}"), "\uFFFDx\uFFFD");
  EXPECT_EQ(shown("{\\rtf1 a\\u0?\\'00b}"), "ab") << "a zero would end the text";
  EXPECT_EQ(shown("{\\rtf1\\ansicpg65000 a+AAA-b\\'e4+AOQ-}").find('\0'), std::string::npos) << "in UTF-7, too";
  EXPECT_EQ(shown("{\\rtf1\\ansicpg65000 a+AAA-b}"), "ab");
  EXPECT_EQ(shown("{\\rtf1 a\\u b}"), "ab") << "nothing stands for a character that is not named";
}

TEST(ReadRtf, TakesWhatIsCutOff) {
  EXPECT_EQ(shown("{\\rtf1 a{\\b b"), "ab");
  EXPECT_EQ(shown("{\\rtf1 a\\"), "a");
  EXPECT_EQ(shown("{\\rtf1 a\\'"), "a");
  EXPECT_EQ(shown("{\\rtf1 a\\'e"), "ae");
  EXPECT_EQ(shown("{\\rtf1 a\\bin99999999 b"), "a");
}

TEST(ReadRtf, RefusesWhatIsNoRtfAndWhatIsTooMuch) {
  EXPECT_EQ(refusal_of_rtf(""), MAPI_E_CORRUPT_DATA);
  EXPECT_EQ(refusal_of_rtf("text"), MAPI_E_CORRUPT_DATA);
  std::string deep = "{\\rtf1";
  for (std::size_t i = 1; i < kDeepestRtf; ++i) deep += '{';
  EXPECT_EQ(refusal_of_rtf(deep), S_OK);
  EXPECT_EQ(refusal_of_rtf(deep + "{"), MAPI_E_TOO_COMPLEX);
  EXPECT_EQ(refusal_of_rtf("{\\rtf1 four}", 4), S_OK);
  EXPECT_EQ(refusal_of_rtf("{\\rtf1 fives}", 4), MAPI_E_TOO_BIG);
  EXPECT_EQ(refusal_of_rtf("{\\rtf1 \\'e4\\'e4}", 3), MAPI_E_TOO_BIG) << "in UTF-8";
  EXPECT_EQ(refusal_of_rtf("{\\rtf1\\uc0 \\u-10179\\u-10179\\u-10179}", 9), S_OK);
  EXPECT_EQ(refusal_of_rtf("{\\rtf1\\uc0 \\u-10179\\u-10179\\u-10179}", 8), MAPI_E_TOO_BIG) << "halves of pairs count";
}

TEST(NativeBody, IsTheHtmlThatTheRtfCarries) {
  const NativeBody body = native_body(
      "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl{\\f0 Arial;}}\\pard\\plain "
      "{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 {\\*\\htmltag84 <b title=\"\\'e4\">}\\htmlrtf {\\b \\htmlrtf0 a"
      "{\\*\\htmltag92 </b>}\\htmlrtf }\\htmlrtf0 {\\*\\htmltag84 &nbsp;}\\htmlrtf \\'a0\\htmlrtf0 "
      "{\\pntext 1.\\tab}{\\*\\mhtmltag64 <other>}b\\htmlrtf\\par}\\htmlrtf0 {\\*\\htmltag72 </p>\\par }}");
  EXPECT_EQ(body.origin, RtfOrigin::html);
  EXPECT_EQ(body.content, "<p><b title=\"ä\">a</b>&nbsp;b</p>\r\n");
}

TEST(NativeBody, IsShownByAReaderThatKnowsNoHtml) {
  EXPECT_EQ(shown("{\\rtf1\\fromhtml1{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 a\\htmlrtf\\par}\\htmlrtf0 "
                  "{\\*\\htmltag84 &nbsp;}\\htmlrtf \\'a0\\htmlrtf0}"),
            "a\r\n\u00A0");
}

TEST(NativeBody, IsTextOrTheRtfItself) {
  const NativeBody text = native_body("{\\rtf1\\ansi\\fromtext{\\fonttbl{\\f0 A;}}a\\par b}");
  EXPECT_EQ(text.origin, RtfOrigin::plain_text);
  EXPECT_EQ(text.content, "a\r\nb");
  const std::string late = "{\\rtf1\\ansi{\\fonttbl{\\f0 A;}}\\fromhtml1 a}";
  EXPECT_EQ(native_body(late).origin, RtfOrigin::rtf) << "it says so before the font table or not at all";
  EXPECT_EQ(native_body(late).content, late);
  EXPECT_EQ(native_body("{\\rtf1\\fromhtml0 a}").origin, RtfOrigin::rtf);
}

// RTF may name as many as it likes.
TEST(CodePages, KeepAFewConverters) {
  CodePageDecoder decoder;
  for (std::uint32_t page = 60000; page < 65000; ++page) EXPECT_EQ(decoder.decode("\xe9", page), "\u00E9");
  for (std::uint32_t page = 70000; page < 75000; ++page) EXPECT_EQ(decoder.decode("\xe9", page), "\u00E9");
  EXPECT_EQ(decoder.kept(), 0U) << "unknown pages share one";
  std::size_t most = 0;
  for (std::uint32_t page = 400; page < 1300; ++page) {
    EXPECT_FALSE(decoder.decode("\xe9", page).empty());
    most = std::max(most, decoder.kept());
  }
  EXPECT_EQ(most, CodePageDecoder::kMostKept);
  EXPECT_EQ(decoder.decode("\xe1", 1253), "\u03B1") << "after many others";
}

TEST(CodePages, ReferToWhatTheyLack) {
  EXPECT_EQ(encode_code_page("ä€Ж", 1252, true), "\xE4\x80&#1046;");
  EXPECT_EQ(encode_code_page("Ж", 1251, true), "\xC6");
  EXPECT_EQ(encode_code_page("ä", 65001, true), "ä");
  EXPECT_EQ(encode_code_page("aЖ", 1252, false), "a?");
  EXPECT_FALSE(encode_code_page("a", 99999, true).has_value());
}

TEST(RtfOfText, IsReadAsTheText) {
  const std::string rtf = rtf_of_text("a\tb\r\nc\nd\re{}\\ä€\U0001F600\x01");
  EXPECT_EQ(shown(rtf), "a\tb\r\nc\r\nd\r\ne{}\\ä€\U0001F600");
  EXPECT_EQ(native_body(rtf).origin, RtfOrigin::plain_text);
}

// Of every plane, zero and surrogates excepted.
rc::Gen<std::string> any_text() {
  const auto characters = rc::gen::container<std::wstring>(
      rc::gen::oneOf(rc::gen::elementOf(std::wstring(L"ab {}\\\t\u2011'-")), rc::gen::inRange<wchar_t>(0x20, 0x7F),
                     rc::gen::inRange<wchar_t>(0xA0, 0xD800), rc::gen::inRange<wchar_t>(0xE000, 0x110000)));
  return rc::gen::map(characters, [](const std::wstring& wide) { return kit::to_utf8(wide); });
}

RC_GTEST_PROP(RtfOfText, IsReadAsAnyText, ()) {
  const std::string text = *any_text();
  RC_ASSERT(shown(rtf_of_text(text)) == text);
}

std::filesystem::path corpus() {
  const char* root = std::getenv("POSTROOM_TEST_SOURCE");
  return std::filesystem::path(root == nullptr ? "." : root) /
         "../shared/corpus/rtf/rtf-to-html/src/test/resources/test-messages";
}

std::string contents_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// White space differs between writers of the same HTML.
std::string without_space(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') result += c;
  }
  return result;
}

TEST(RtfCorpus, CarriesTheHtmlThatItsAuthorsFoundInIt) {
  if (!std::filesystem::exists(corpus())) GTEST_SKIP() << "no corpus at " << corpus();
  int read = 0;
  for (const auto& entry : std::filesystem::directory_iterator(corpus() / "input")) {
    const NativeBody body = native_body(contents_of(entry.path()));
    EXPECT_FALSE(significant_text(shown(contents_of(entry.path()))).characters.empty()) << entry.path();
    if (body.origin != RtfOrigin::html) continue;
    std::string name = entry.path().stem().string();
    if (!name.ends_with("-test")) name += "-test";
    ++read;
    EXPECT_EQ(without_space(body.content), without_space(contents_of(corpus() / "output/outlook" / (name + ".html"))))
        << name;
  }
  EXPECT_GE(read, 9);
}

}  // namespace
}  // namespace postroom::content
