// SPDX-License-Identifier: Apache-2.0
#include "content/mime/charset.hpp"

#include "kit/text/ascii.hpp"

#include <postroom/failure.hpp>
#include <postroom/text.hpp>

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucnv_err.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

namespace postroom::content {
namespace {

struct CodePage {
  std::uint32_t number;
  std::string_view name;  // lower case; the first of a number is the preferred one
};

constexpr auto kCodePages = std::to_array<CodePage>({
    {65001, "utf-8"},        {65001, "utf8"},         {20127, "us-ascii"},    {20127, "ascii"},
    {28591, "iso-8859-1"},   {28591, "latin1"},       {28592, "iso-8859-2"},  {28593, "iso-8859-3"},
    {28594, "iso-8859-4"},   {28595, "iso-8859-5"},   {28596, "iso-8859-6"},  {28597, "iso-8859-7"},
    {28598, "iso-8859-8"},   {38598, "iso-8859-8-i"}, {28599, "iso-8859-9"},  {28603, "iso-8859-13"},
    {28605, "iso-8859-15"},  {1250, "windows-1250"},  {1251, "windows-1251"}, {1252, "windows-1252"},
    {1252, "cp1252"},        {1253, "windows-1253"},  {1254, "windows-1254"}, {1255, "windows-1255"},
    {1256, "windows-1256"},  {1257, "windows-1257"},  {1258, "windows-1258"}, {874, "windows-874"},
    {874, "tis-620"},        {932, "shift_jis"},      {936, "gb2312"},        {936, "gbk"},
    {949, "ks_c_5601-1987"}, {950, "big5"},           {20866, "koi8-r"},      {21866, "koi8-u"},
    {50220, "iso-2022-jp"},  {50225, "iso-2022-kr"},  {51932, "euc-jp"},      {51949, "euc-kr"},
    {52936, "hz-gb-2312"},   {54936, "gb18030"},      {65000, "utf-7"},       {1200, "utf-16le"},
    {1201, "utf-16be"},      {10000, "macintosh"},    {437, "ibm437"},        {850, "ibm850"},
});

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  return result;
}

struct ConverterClose {
  void operator()(UConverter* converter) const noexcept { ucnv_close(converter); }
};
using converter_ptr = std::unique_ptr<UConverter, ConverterClose>;

// ICU's own substitute is a control character (U+001A) for some bytes of some sets.
void replace_unknown(const void*, UConverterToUnicodeArgs* args, const char*, std::int32_t,
                     UConverterCallbackReason reason, UErrorCode* status) {
  if (reason > UCNV_IRREGULAR) return;
  *status = U_ZERO_ERROR;
  constexpr UChar kReplacement = 0xFFFD;
  ucnv_cbToUWriteUChars(args, &kReplacement, 1, 0, status);
}

converter_ptr open_converter(const std::string& charset) {
  UErrorCode status = U_ZERO_ERROR;
  converter_ptr converter(ucnv_open(charset.c_str(), &status));
  return U_SUCCESS(status) ? std::move(converter) : nullptr;
}

converter_ptr open_decoder(const std::string& charset) {
  converter_ptr converter = open_converter(charset);
  UErrorCode status = U_ZERO_ERROR;
  if (converter) ucnv_setToUCallBack(converter.get(), replace_unknown, nullptr, nullptr, nullptr, &status);
  return converter;
}

// Throws Failure(MAPI_E_CALL_FAILED) when ICU converts no further: what it answered so far is not the text.
std::string convert(UConverter* from, UConverter* to, std::string_view bytes) {
  if (from == nullptr || to == nullptr) kit::fail(MAPI_E_CALL_FAILED, "ICU lacks a converter of Unicode");
  UErrorCode status = U_ZERO_ERROR;
  std::string result;
  std::array<UChar, 1024> pivot;
  UChar* pivot_source = pivot.data();
  UChar* pivot_target = pivot.data();
  std::array<char, 4096> chunk;
  const char* source = bytes.data();
  const char* const end = bytes.data() + bytes.size();
  bool reset = true;
  do {
    status = U_ZERO_ERROR;
    char* target = chunk.data();
    ucnv_convertEx(to, from, &target, chunk.data() + chunk.size(), &source, end, pivot.data(), &pivot_source,
                   &pivot_target, pivot.data() + pivot.size(), reset, true, &status);
    reset = false;
    result.append(chunk.data(), static_cast<std::size_t>(target - chunk.data()));
  } while (status == U_BUFFER_OVERFLOW_ERROR);
  if (U_FAILURE(status))
    kit::fail(MAPI_E_CALL_FAILED, std::string("ICU cannot convert a text: ") + u_errorName(status));
  return result;
}

// A converter that is opened when it is needed first; null for a set that ICU lacks.
class LateDecoder {
 public:
  explicit LateDecoder(std::string charset) : charset_(std::move(charset)) {}
  UConverter* get() {
    if (!std::exchange(tried_, true)) converter_ = open_decoder(charset_);
    return converter_.get();
  }

 private:
  const std::string charset_;
  bool tried_ = false;
  converter_ptr converter_;
};

// Latin-1 in mail is windows-1252 in practice: the C1 controls it would otherwise mean are never written.
std::string decoder_name(const std::string& name) {
  return name == "iso-8859-1" || name == "latin1" ? "windows-1252" : name;
}

}  // namespace

bool is_valid_utf8(std::string_view bytes) noexcept {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const auto lead = static_cast<unsigned char>(bytes[at]);
    if (lead < 0x80) {
      ++at;
      continue;
    }
    const std::size_t length = lead >= 0xF0 && lead <= 0xF4  ? 4
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                               : lead >= 0xC2 && lead < 0xE0 ? 2
                                                             : 0;
    if (length == 0 || at + length > bytes.size()) return false;
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    const bool bad_second = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second >= 0xA0) ||
                            (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second >= 0x90);
    if (bad_second) return false;
    for (std::size_t i = 1; i < length; ++i) {
      if ((static_cast<unsigned char>(bytes[at + i]) & 0xC0U) != 0x80) return false;
    }
    at += length;
  }
  return true;
}

struct TextDecoder::Converters {
  explicit Converters(std::string_view charset) : name(lower(charset)), named(decoder_name(name)) {}

  std::string convert_from(UConverter* from, std::string_view bytes) { return convert(from, utf8.get(), bytes); }
  std::string guess(std::string_view bytes) {
    if (is_valid_utf8(bytes)) return std::string(bytes);
    return windows.get() != nullptr ? convert_from(windows.get(), bytes) : kit::valid_utf8(bytes);
  }

  const std::string name;
  LateDecoder named;
  LateDecoder windows{"windows-1252"};
  LateDecoder utf8{"UTF-8"};
};

TextDecoder::TextDecoder(std::string_view charset) : converters_(std::make_unique<Converters>(charset)) {}
TextDecoder::TextDecoder(TextDecoder&& other) noexcept = default;
TextDecoder::~TextDecoder() = default;

bool TextDecoder::is_known() {
  return converters_->named.get() != nullptr;
}

std::string TextDecoder::decode(std::string_view bytes) {
  const std::string& name = converters_->name;
  const bool ascii = name.empty() || name == "us-ascii" || name == "ascii" || name == "ansi_x3.4-1968";
  if (kit::is_all_ascii(bytes) && (ascii || name == "utf-8" || name.starts_with("iso-8859-")))
    return std::string(bytes);
  if (ascii || name == "unknown-8bit" || name == "x-unknown" || name == "utf-8" || name == "utf8") {
    return converters_->guess(bytes);
  }
  UConverter* named = converters_->named.get();
  return named != nullptr ? converters_->convert_from(named, bytes) : converters_->guess(bytes);
}

std::string decode_text(std::string_view bytes, std::string_view charset) {
  return TextDecoder(charset).decode(bytes);
}

std::optional<std::string> encode_text(std::string_view utf8, std::string_view charset, bool references) {
  const std::string name = lower(charset);
  if (name == "utf-8" || name == "utf8") return std::string(utf8);
  const converter_ptr to = open_converter(name);
  if (name.empty() || !to) return std::nullopt;
  UErrorCode status = U_ZERO_ERROR;
  if (references) {
    ucnv_setFromUCallBack(to.get(), UCNV_FROM_U_CALLBACK_ESCAPE, UCNV_ESCAPE_XML_DEC, nullptr, nullptr, &status);
  } else {
    ucnv_setSubstString(to.get(), u"?", 1, &status);  // the set's own is a control character in some
  }
  return convert(open_converter("UTF-8").get(), to.get(), utf8);
}

std::uint32_t code_page_of(std::string_view charset) {
  const std::string name = lower(charset);
  const auto* found = std::ranges::find(kCodePages, name, &CodePage::name);
  return found == kCodePages.end() ? 0 : found->number;
}

std::string_view charset_of(std::uint32_t code_page) {
  const auto* found = std::ranges::find(kCodePages, code_page, &CodePage::number);
  return found == kCodePages.end() ? std::string_view{} : found->name;
}

}  // namespace postroom::content
