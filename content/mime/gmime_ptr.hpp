// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmime/gmime.h>

#include <memory>
#include <string>
#include <string_view>

namespace postroom::content {

// GMime is used through this header only: it makes sure of the library and owns its objects.

// Starts GMime once and pins it: it keeps registries and threads of its own, so it is never unloaded (design 4).
void use_gmime();

struct ObjectUnref {
  void operator()(void* object) const noexcept { g_object_unref(object); }
};
// Owns one GObject reference.
template <class T>
using gmime_ptr = std::unique_ptr<T, ObjectUnref>;

struct GFree {
  void operator()(void* block) const noexcept { g_free(block); }
};
using gchar_ptr = std::unique_ptr<char, GFree>;

inline std::string to_string(const char* text) {
  return text == nullptr ? std::string() : std::string(text);
}
inline std::string to_string(const gchar_ptr& text) {
  return to_string(text.get());
}

// The bytes that `write(stream)` puts into a stream.
template <class Write>
std::string bytes_written(Write&& write) {
  const gmime_ptr<GMimeStream> stream(g_mime_stream_mem_new());
  write(stream.get());
  g_mime_stream_flush(stream.get());
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

}  // namespace postroom::content
