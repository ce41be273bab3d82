// SPDX-License-Identifier: Apache-2.0
#include <postroom/failure.hpp>
#include <postroom/trace_reader.hpp>

#include <array>
#include <cinttypes>
#include <cstdio>

namespace postroom::trace {
namespace {

void append_quoted(std::string& to, std::string_view text) {
  to += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      to += '\\';
      to += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
      to += escape.data();
    } else {
      to += c;
    }
  }
  to += '"';
}

// Writes the members of one JSON object.
class Members {
 public:
  explicit Members(std::string& to) : to_(to) { to_ += '{'; }
  ~Members() { to_ += '}'; }
  Members(const Members&) = delete;
  Members& operator=(const Members&) = delete;

  void text(const char* name, std::string_view value) {
    if (value.empty()) return;
    key(name);
    append_quoted(to_, value);
  }
  void number(const char* name, std::uint64_t value) {
    if (value == 0) return;
    key(name);
    to_ += std::to_string(value);
  }
  void hexadecimal(const char* name, std::uint64_t value) {
    if (value == 0) return;
    std::array<char, 24> text_of{};
    std::snprintf(text_of.data(), text_of.size(), "0x%" PRIx64, value);
    text(name, text_of.data());
  }
  void key(const char* name) {
    if (!first_) to_ += ',';
    first_ = false;
    append_quoted(to_, name);
    to_ += ':';
  }

 private:
  std::string& to_;
  bool first_ = true;
};

// What went in and came out, after the name of the call.
std::string outcome(const Entry& entry) {
  std::array<char, 64> text{};
  std::string result;
  if (entry.request != 0) {
    std::snprintf(text.data(), text.size(), " request 0x%x", entry.request);
    result += text.data();
  }
  if (entry.answer != 0) {
    std::snprintf(text.data(), text.size(), " answer 0x%x", entry.answer);
    result += text.data();
  }
  if (entry.is(Event::call_end) || entry.hresult != 0) result += " " + kit::hresult_name(entry.hresult);
  return result;
}

}  // namespace

std::string to_json(const Entry& entry) {
  std::string line;
  {
    Members members(line);
    members.key("t");
    line += std::to_string(entry.time);
    members.number("thread", entry.thread);
    members.text("event", entry.event_name);
    members.number("session", entry.session);
    members.number("logon", entry.logon);
    members.number("provider", entry.provider);
    members.text("name", entry.name);
    members.text("method", entry.method);
    members.hexadecimal("object", entry.object);
    members.hexadecimal("request", entry.request);
    members.hexadecimal("answer", entry.answer);
    if (entry.hresult != 0 || entry.is(Event::call_end)) members.text("hresult", kit::hresult_name(entry.hresult));
    members.text("detail", entry.detail);
  }
  return line;
}

std::string to_text(const Entry& entry, std::uint64_t started) {
  std::array<char, 96> head{};
  const double seconds = (static_cast<double>(entry.time) - static_cast<double>(started)) / 1e9;
  std::snprintf(head.data(), head.size(), "%12.6f  %7u  ", seconds, entry.thread);
  std::string line = head.data();
  const bool is_call = entry.is(Event::call_begin) || entry.is(Event::call_end);
  if (is_call) {
    line += (entry.is(Event::call_begin) ? "-> " : "<- ") + entry.method;
  } else {
    line += entry.event_name;
    if (!entry.method.empty()) line += " " + entry.method;
  }
  line += outcome(entry);
  if (!entry.detail.empty()) line += "  " + entry.detail;
  if (!entry.name.empty() || entry.session != 0) {
    line += "  [";
    if (!entry.name.empty()) line += entry.name;
    if (entry.logon != 0) line += (line.back() == '[' ? "logon " : " logon ") + std::to_string(entry.logon);
    if (entry.session != 0) line += (line.back() == '[' ? "session " : " session ") + std::to_string(entry.session);
    line += "]";
  }
  return line;
}

std::string to_chrome(const Trace& trace) {
  std::string text = "{\"traceEvents\":[";
  bool first = true;
  for (const Entry& entry : trace.entries) {
    text += first ? "\n" : ",\n";
    first = false;
    const bool begins = entry.is(Event::call_begin);
    const bool ends = entry.is(Event::call_end);
    Members members(text);
    members.text("name", begins || ends ? entry.method : entry.event_name);
    members.text("ph", begins ? "B" : ends ? "E" : "i");
    if (!begins && !ends) members.text("s", "t");
    members.key("ts");
    std::array<char, 48> microseconds{};
    std::snprintf(microseconds.data(), microseconds.size(), "%" PRIu64 ".%03" PRIu64, entry.time / 1000,
                  entry.time % 1000);
    text += microseconds.data();
    members.number("pid", trace.process);
    members.number("tid", entry.thread);
    members.key("args");
    text += to_json(entry);
  }
  text += "\n]}\n";
  return text;
}

}  // namespace postroom::trace
