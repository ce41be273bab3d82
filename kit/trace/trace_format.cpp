// SPDX-License-Identifier: Apache-2.0
#include <postroom/failure.hpp>
#include <postroom/trace_reader.hpp>

#include <kit/trace/json_members.hpp>

#include <array>
#include <cstdio>

namespace postroom::trace {
namespace {

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

}  // namespace postroom::trace
