// SPDX-License-Identifier: Apache-2.0
#include "content/mime/encoded_words.hpp"

#include "content/mime/gmime_ptr.hpp"
#include "kit/text/ascii.hpp"

#include <algorithm>
#include <optional>

namespace postroom::content {
namespace {

struct Word {
  std::string charset;
  std::string bytes;  // decoded, still in the character set
  std::size_t end = 0;
};

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::string decode_q(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escaped =
        text[i] == '=' && i + 2 < text.size() && digit_of(text[i + 1]) >= 0 && digit_of(text[i + 2]) >= 0;
    if (escaped) {
      bytes.push_back(static_cast<char>(digit_of(text[i + 1]) * 16 + digit_of(text[i + 2])));
      i += 2;
    } else {
      bytes.push_back(text[i] == '_' ? ' ' : text[i]);
    }
  }
  return bytes;
}

std::string decode_b(std::string_view text) {
  std::string bytes(text.size(), '\0');
  GMimeEncoding state;
  g_mime_encoding_init_decode(&state, GMIME_CONTENT_ENCODING_BASE64);
  bytes.resize(g_mime_encoding_step(&state, text.data(), text.size(), bytes.data()));
  return bytes;
}

std::string encode_b(const std::string& bytes) {
  const gchar_ptr text(g_base64_encode(reinterpret_cast<const guchar*>(bytes.data()), bytes.size()));
  return to_string(text);
}

// The encoded word that begins at `at`, "=?charset?B?text?=".
std::optional<Word> word_at(std::string_view header, std::size_t at) {
  if (header.substr(at, 2) != "=?") return std::nullopt;
  const std::size_t charset_end = header.find('?', at + 2);
  if (charset_end == std::string_view::npos || charset_end + 2 >= header.size() || header[charset_end + 2] != '?')
    return std::nullopt;
  const std::size_t text = charset_end + 3;
  const std::size_t end = header.find("?=", text);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view inside = header.substr(text, end - text);
  if (header.substr(at, end - at).find_first_of(" \t\r\n") != std::string_view::npos) return std::nullopt;
  const char encoding = header[charset_end + 1];
  Word word{std::string(header.substr(at + 2, charset_end - at - 2)), {}, end + 2};
  if (encoding == 'B' || encoding == 'b') {
    word.bytes = decode_b(inside);
  } else if (encoding == 'Q' || encoding == 'q') {
    word.bytes = decode_q(inside);
  } else {
    return std::nullopt;
  }
  return word;
}

}  // namespace

std::string join_encoded_words(std::string_view header) {
  std::string result;
  for (std::size_t at = 0; at < header.size();) {
    const std::size_t plain = at;
    at = std::min(header.find("=?", plain), header.size());
    result.append(header.substr(plain, at - plain));
    if (at == header.size()) break;
    std::optional<Word> word = word_at(header, at);
    if (!word) {
      result.push_back(header[at++]);
      continue;
    }
    const std::size_t first_end = word->end;
    for (;;) {
      const std::size_t next = header.find_first_not_of(" \t\r\n", word->end);
      if (next == std::string_view::npos || next == word->end) break;
      const std::optional<Word> following = word_at(header, next);
      if (!following || following->charset != word->charset) break;
      word->bytes += following->bytes;
      word->end = following->end;
    }
    const std::string_view as_it_came = header.substr(at, first_end - at);
    if (word->end == first_end && kit::is_all_ascii(as_it_came)) {
      result.append(as_it_came);
    } else {  // also one with bytes beyond ASCII, which would be read by a guess before the word is decoded
      result += "=?" + word->charset + "?B?" + encode_b(word->bytes) + "?=";
    }
    at = word->end;
  }
  return result;
}

}  // namespace postroom::content
