// SPDX-License-Identifier: Apache-2.0
#include "content/rtf/rtf_text.hpp"

#include "content/rtf/code_pages.hpp"
#include "content/rtf/rtf_tokens.hpp"
#include "content/rtf/rtf_words.hpp"

#include "kit/text/utf16.hpp"

#include <postroom/failure.hpp>
#include <postroom/text.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace postroom::content {
namespace {

constexpr std::string_view kBeginning = "{\\rtf";
constexpr std::uint32_t kUnnamedCodePage = 1252;
constexpr std::size_t kMostFonts = 32768;  // as many as \f can name; the rest of a longer table does not matter
constexpr int kTokensOfHead = 16;          // MS-OXRTFEX: what the RTF was made from stands before the font table

enum class Reading : std::uint8_t { shown, html };

// The text as it grows. Bytes wait until it is known that none of another code page belongs to them: a character may
// take several, written in different ways.
class TextBuilder {
 public:
  explicit TextBuilder(std::size_t limit) noexcept : limit_(limit) {}

  void put_bytes(std::string_view bytes, std::uint32_t code_page) {
    if (code_page != code_page_) flush();
    code_page_ = code_page;
    if (high_ != 0) flush();
    require_room(bytes.size());
    waiting_ += bytes;
  }
  void put(std::string_view utf8) {
    flush();
    require_room(utf8.size());
    text_ += utf8;
  }
  // A unit of UTF-16; zero is no text.
  void put_unit(std::uint32_t unit) {
    if (unit == 0) return;
    if (kit::is_low_surrogate(unit) && high_ != 0) {
      put_character(kit::character_of(std::exchange(high_, 0), unit));
    } else if (kit::is_high_surrogate(unit)) {
      flush();
      high_ = unit;
    } else {
      put_character(unit);
    }
  }
  void put_character(std::uint32_t character) {
    const auto wide = static_cast<wchar_t>(character);
    put(kit::to_utf8(std::wstring_view(&wide, 1)));
  }
  std::string finish() && {
    flush();
    return std::move(text_);
  }

 private:
  void flush() {
    if (high_ == 0 && waiting_.empty()) return;
    if (std::exchange(high_, 0) != 0) text_ += kit::to_utf8(L"\xFFFD");  // half of a surrogate pair
    std::string decoded = decoder_.decode(waiting_, code_page_);
    std::erase(decoded, '\0');  // of a zero byte, or of several that say zero (UTF-7)
    text_ += decoded;
    waiting_.clear();
    require_room(0);  // decoding may make more of it
  }
  void require_room(std::size_t bytes) const {
    const std::size_t size = text_.size() + waiting_.size();
    if (size > limit_ || bytes > limit_ - size) kit::fail(MAPI_E_TOO_BIG, "the text of the RTF is too large");
  }

  const std::size_t limit_;
  std::string text_;
  std::string waiting_;
  CodePageDecoder decoder_;
  std::uint32_t code_page_ = kUnnamedCodePage;
  std::uint32_t high_ = 0;  // the first half of a surrogate pair
};

class RtfReader {
 public:
  RtfReader(std::string_view rtf, Reading reading, std::size_t limit) noexcept
      : rtf_(rtf), reading_(reading), tokens_(rtf), text_(limit) {}

  RtfText read() {
    for (;;) {
      const RtfToken token = tokens_.next();
      if (token.kind == RtfToken::Kind::end) {
        result_.end = rtf_.size();
        break;
      }
      take(token);
      if (groups_.empty()) {
        result_.end = token.offset;
        break;
      }
    }
    if (!first_text_) result_.first_text = result_.end;
    result_.text = std::move(text_).finish();
    return std::move(result_);
  }

 private:
  enum class Content : std::uint8_t { text, nothing, font_table };

  // What a group inherits from the one around it.
  struct Group {
    Content content = Content::text;
    bool in_tag = false;          // a piece of HTML
    bool hidden = false;          // \htmlrtf
    std::uint32_t invisible = 0;  // which of \v and \deleted are on
    std::int32_t replacements = 1;
    std::int32_t font = 0;
    std::uint32_t code_page = kUnnamedCodePage;
  };

  Group& group() noexcept { return groups_.back(); }

  void take(const RtfToken& token) {
    switch (token.kind) {
      case RtfToken::Kind::open:
        return open();
      case RtfToken::Kind::close:
        return close();
      case RtfToken::Kind::text:
        return take_text(token);
      default:
        break;
    }
    if (to_skip_ > 0) {  // it stands for a character of Unicode, which has been read
      --to_skip_;
      return;
    }
    const bool optional = std::exchange(is_optional_, false);
    if (token.kind == RtfToken::Kind::hexadecimal) {
      const char byte = static_cast<char>(token.number);
      put_bytes({&byte, 1}, token.offset);
    } else if (token.kind == RtfToken::Kind::symbol) {
      take_symbol(token);
    } else {
      take_word(token, optional);
    }
  }

  void open() {
    if (groups_.size() >= kDeepestRtf) kit::fail(MAPI_E_TOO_COMPLEX, "the RTF has too many groups inside groups");
    groups_.push_back(groups_.empty() ? Group{} : groups_.back());
    to_skip_ = 0;
    is_optional_ = false;
  }

  void close() {
    const bool was_font_table = group().content == Content::font_table;
    groups_.pop_back();
    to_skip_ = 0;
    is_optional_ = false;
    if (was_font_table && !groups_.empty()) use_font(group().font);  // it could not be looked up before
  }

  void take_text(const RtfToken& token) {
    const std::size_t skipped = std::min<std::size_t>(static_cast<std::size_t>(to_skip_), token.text.size());
    to_skip_ -= static_cast<std::int32_t>(skipped);
    is_optional_ = false;
    put_bytes(token.text.substr(skipped), token.offset + skipped);
  }

  void take_symbol(const RtfToken& token) {
    switch (token.number) {
      case '*':
        is_optional_ = true;
        return;
      case '\t':
        return put('\t', token.offset);
      case '~':
        return put(0xA0, token.offset);
      case '_':
        return put(0x2011, token.offset);
      case '\r':
      case '\n':
        return put_line_end();
      case '\\':
      case '{':
      case '}': {
        const char byte = static_cast<char>(token.number);
        return put_bytes({&byte, 1}, token.offset);
      }
      default:
        return;
    }
  }

  void take_word(const RtfToken& token, bool optional) {
    const RtfWord word = rtf_word(token.text);
    if (word.meaning == RtfMeaning::html_tag && reading_ == Reading::html) {
      group().in_tag = true;
      return;
    }
    // A group that may be passed over by who does not know it.
    if (optional || word.meaning == RtfMeaning::html_tag) group().content = Content::nothing;
    take_meaning(word, token);
  }

  void take_meaning(const RtfWord& word, const RtfToken& token) {
    switch (word.meaning) {
      case RtfMeaning::character:
        return put(word.value, token.offset);
      case RtfMeaning::line_end:
        return put_line_end();
      case RtfMeaning::skipped_group:
        group().content = Content::nothing;
        return;
      case RtfMeaning::list_text:
        if (reading_ == Reading::html) group().content = Content::nothing;
        return;
      case RtfMeaning::unicode:
        return token.has_number ? put_unit(token) : void();
      case RtfMeaning::replacements:
        group().replacements = std::max(token.number, 0);
        return;
      case RtfMeaning::html_rtf:
        if (reading_ == Reading::html) group().hidden = is_on(token);
        return;
      case RtfMeaning::invisible:
        // HTML says by itself what it hides.
        if (reading_ == Reading::html) return;
        group().invisible = is_on(token) ? group().invisible | word.value : group().invisible & ~word.value;
        return;
      default:
        return take_font(word, token);
    }
  }

  void take_font(const RtfWord& word, const RtfToken& token) {
    switch (word.meaning) {
      case RtfMeaning::font_table:
        if (group().content == Content::text) group().content = Content::font_table;
        return;
      case RtfMeaning::font:
        return group().content == Content::font_table ? static_cast<void>(described_font_ = token.number)
                                                      : use_font(token.number);
      case RtfMeaning::font_charset:
        return describe_font(code_page_of_font(token.number));
      case RtfMeaning::font_code_page:
        return describe_font(static_cast<std::uint32_t>(std::max(token.number, 0)));
      case RtfMeaning::default_font:
        default_font_ = token.number;
        return use_font(default_font_);
      case RtfMeaning::plain:
        group().invisible = 0;
        return use_font(default_font_);
      case RtfMeaning::document_code_page:
        document_code_page_ = static_cast<std::uint32_t>(std::max(token.number, 0));
        return use_font(group().font);
      case RtfMeaning::character_set:
        document_code_page_ = word.value;
        return use_font(group().font);
      default:
        return;
    }
  }

  static bool is_on(const RtfToken& token) noexcept { return !token.has_number || token.number != 0; }

  void describe_font(std::uint32_t code_page) {
    if (group().content != Content::font_table || code_page == 0) return;
    if (code_pages_.size() < kMostFonts) code_pages_[described_font_] = code_page;
  }

  void use_font(std::int32_t font) {
    const auto found = code_pages_.find(font);
    group().font = font;
    group().code_page = found == code_pages_.end() ? document_code_page_ : found->second;
  }

  // HTML is written in the code page of the document, whatever font is shown around it.
  std::uint32_t code_page() noexcept { return group().in_tag ? document_code_page_ : group().code_page; }
  bool shows() noexcept { return group().content == Content::text && !group().hidden && group().invisible == 0; }

  void put_bytes(std::string_view bytes, std::size_t offset) {
    if (!shows() || bytes.empty()) return;
    note_text(offset, std::ranges::any_of(bytes, [](char c) { return c != ' '; }));
    text_.put_bytes(bytes, code_page());
  }
  void put(std::uint32_t character, std::size_t offset) {
    if (!shows()) return;
    note_text(offset, character != '\t');
    if (character < 0x80) {  // a byte in every code page: it interrupts nothing
      const char byte = static_cast<char>(character);
      text_.put_bytes({&byte, 1}, code_page());
    } else {
      text_.put_character(character);
    }
  }
  void put_line_end() {
    if (shows()) text_.put_bytes("\r\n", code_page());
  }
  void put_unit(const RtfToken& token) {
    to_skip_ = group().replacements;
    if (!shows()) return;
    note_text(token.offset, true);
    text_.put_unit(static_cast<std::uint32_t>(token.number) & 0xFFFFU);
  }
  void note_text(std::size_t offset, bool is_text) noexcept {
    if (!is_text || first_text_) return;
    first_text_ = true;
    result_.first_text = offset;
  }

  const std::string_view rtf_;
  const Reading reading_;
  RtfTokens tokens_;
  TextBuilder text_;
  RtfText result_;
  bool first_text_ = false;
  std::vector<Group> groups_;
  std::int32_t to_skip_ = 0;  // how many characters after \u stand for it
  bool is_optional_ = false;  // \* was just read
  std::uint32_t document_code_page_ = kUnnamedCodePage;
  std::int32_t default_font_ = 0;
  std::int32_t described_font_ = 0;
  std::map<std::int32_t, std::uint32_t> code_pages_;  // of fonts that have one
};

void require_rtf(std::string_view rtf) {
  if (!rtf.starts_with(kBeginning)) kit::fail(MAPI_E_CORRUPT_DATA, "this is no RTF: it does not begin with {\\rtf");
}

}  // namespace

RtfOrigin origin_of_rtf(std::string_view rtf) noexcept {
  RtfTokens tokens(rtf);
  for (int i = 0; i < kTokensOfHead; ++i) {
    const RtfToken token = tokens.next();
    if (token.kind == RtfToken::Kind::end) break;
    if (token.kind != RtfToken::Kind::word) continue;
    const RtfMeaning meaning = rtf_word(token.text).meaning;
    if (meaning == RtfMeaning::font_table) break;
    if (meaning == RtfMeaning::from_text) return RtfOrigin::plain_text;
    if (meaning == RtfMeaning::from_html && token.number == 1) return RtfOrigin::html;
  }
  return RtfOrigin::rtf;
}

RtfText read_rtf(std::string_view rtf, std::size_t limit) {
  require_rtf(rtf);
  return RtfReader(rtf, Reading::shown, limit).read();
}

NativeBody native_body(std::string_view rtf, std::size_t limit) {
  require_rtf(rtf);
  const RtfOrigin origin = origin_of_rtf(rtf);
  switch (origin) {
    case RtfOrigin::html:
      return {origin, RtfReader(rtf, Reading::html, limit).read().text};
    case RtfOrigin::plain_text:
      return {origin, RtfReader(rtf, Reading::shown, limit).read().text};
    default:
      return {origin, std::string(rtf)};
  }
}

}  // namespace postroom::content
