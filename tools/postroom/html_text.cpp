// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/html_text.hpp"

#include <postroom/text.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace postroom::tool {
namespace {

struct Entity {
  std::string_view name;
  std::string_view text;
};
constexpr auto kEntities = std::to_array<Entity>({
    {"amp", "&"},   {"lt", "<"},     {"gt", ">"},     {"quot", "\""},  {"apos", "'"},   {"nbsp", " "},
    {"copy", "©"},  {"reg", "®"},    {"euro", "€"},   {"ndash", "–"},  {"mdash", "—"},  {"hellip", "…"},
    {"lsquo", "‘"}, {"rsquo", "’"},  {"ldquo", "“"},  {"rdquo", "”"},  {"bull", "•"},   {"middot", "·"},
    {"auml", "ä"},  {"ouml", "ö"},   {"uuml", "ü"},   {"Auml", "Ä"},   {"Ouml", "Ö"},   {"Uuml", "Ü"},
    {"szlig", "ß"}, {"eacute", "é"}, {"egrave", "è"}, {"agrave", "à"}, {"ccedil", "ç"}, {"pound", "£"},
});

constexpr auto kBlocks = std::to_array<std::string_view>(
    {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "hr", "pre"});

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  return result;
}

// The text of "&name;" at `at`, and how long it is; a lone & stays.
std::string entity(std::string_view html, std::size_t at, std::size_t& length) {
  const std::size_t end = html.find(';', at);
  length = 1;
  if (end == std::string_view::npos || end - at > 10) return "&";
  const std::string name(html.substr(at + 1, end - at - 1));
  if (name.starts_with('#')) {
    const bool hexadecimal = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    const unsigned long code = std::strtoul(name.c_str() + (hexadecimal ? 2 : 1), nullptr, hexadecimal ? 16 : 10);
    if (code == 0 || code > 0x10FFFF) return "&";
    length = end + 1 - at;
    return kit::to_utf8(std::wstring(1, static_cast<wchar_t>(code)));
  }
  const auto* found = std::ranges::find(kEntities, name, &Entity::name);
  if (found == kEntities.end()) return "&";
  length = end + 1 - at;
  return std::string(found->text);
}

class Writer {
 public:
  void text(std::string_view piece) {
    for (const char c : piece) {
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        blank_ = true;
      } else {
        if (blank_ && !result_.empty() && result_.back() != '\n') result_.push_back(' ');
        blank_ = false;
        result_.push_back(c);
      }
    }
  }
  void line() {
    if (!result_.empty() && !result_.ends_with("\n\n")) result_.push_back('\n');
    blank_ = false;
  }
  std::string take() { return kit::valid_utf8(result_); }

 private:
  std::string result_;
  bool blank_ = false;
};

// Where the element whose content is not text ends.
std::size_t after_element(std::string_view html, std::size_t at, const std::string& name) {
  const std::string closing = "</" + name;
  for (std::size_t end = html.find("</", at); end != std::string_view::npos; end = html.find("</", end + 2)) {
    if (lower(html.substr(end, closing.size())) == closing) return end;
  }
  return html.size();
}

}  // namespace

std::string html_text(std::string_view html) {
  Writer writer;
  for (std::size_t at = 0; at < html.size();) {
    if (html[at] == '&') {
      std::size_t length = 0;
      writer.text(entity(html, at, length));
      at += length;
    } else if (html[at] != '<') {
      const std::size_t end = std::min(html.find_first_of("<&", at), html.size());
      writer.text(html.substr(at, end - at));
      at = end;
    } else if (html.substr(at, 4) == "<!--") {
      const std::size_t end = html.find("-->", at);
      at = end == std::string_view::npos ? html.size() : end + 3;
    } else {
      const std::size_t end = std::min(html.find('>', at), html.size());
      const std::size_t begin = at + (html.substr(at, 2) == "</" ? 2 : 1);
      const std::string name = lower(html.substr(begin, std::min(html.find_first_of(" \t\r\n/>", begin), end) - begin));
      if (std::ranges::find(kBlocks, name) != kBlocks.end()) writer.line();
      at = std::min(end + 1, html.size());
      if (name == "script" || name == "style" || name == "head") at = after_element(html, at, name);
    }
  }
  return writer.take();
}

}  // namespace postroom::tool
