// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/leaks.hpp"

#include "runtime/lifecycle/ledger.hpp"
#include "runtime/lifecycle/stacks.hpp"
#include "runtime/lifecycle/trace.hpp"

#include <postroom/mutex.hpp>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace postroom::lifecycle {
namespace {

constinit std::atomic<bool> prints{false};

// Logons that have ended and of which something was held then. A logon leaves when nothing is held any more.
struct Remembered {
  kit::Mutex mutex;
  std::vector<EndedLogon> logons POSTROOM_GUARDED_BY(mutex);  // by number
};

Remembered& remembered() noexcept {
  static auto* const only = new Remembered;  // never freed: what is leaked may outlive MAPIUninitialize
  return *only;
}

std::vector<HeldObjects> held_of(const std::vector<EndedLogon>& ended) {
  std::vector<std::uint32_t> numbers;
  for (const EndedLogon& logon : ended) numbers.push_back(logon.number);
  std::vector<HeldObjects> held = ledger().held_of(numbers);
  std::erase_if(held, [](const HeldObjects& objects) { return std::string_view(objects.type) == "IMAPISession"; });
  return held;
}

const EndedLogon& logon_of(const HeldObjects& held, const std::vector<EndedLogon>& ended) {
  return *std::ranges::lower_bound(ended, held.logon, {}, &EndedLogon::number);
}

// "2 IMessage of logon 5 (postroom_store)"
std::string what_is_held(const HeldObjects& held, const EndedLogon& logon) {
  std::string text = std::to_string(held.count) + " " + held.type;
  if (logon.whose == "session") return text + " of session " + std::to_string(logon.session);
  if (logon.session == 0) return text + " of " + logon.whose;
  return text + " of logon " + std::to_string(logon.number) + " (" + logon.whose + ")";
}

std::string lines_of(const std::vector<HeldObjects>& held, const std::vector<EndedLogon>& ended) {
  Symbols symbols;
  std::string text;
  for (const HeldObjects& objects : held) {
    text += "  " + what_is_held(objects, logon_of(objects, ended));
    if (objects.obtained_by != nullptr) text += ", obtained by " + symbols.describe(objects.obtained_by);
    text += '\n';
    if (objects.stack != nullptr) text += stack_lines(symbols, *objects.stack, objects.obtained_by);
  }
  return text;
}

std::size_t count_of(const std::vector<HeldObjects>& held) {
  std::size_t count = 0;
  for (const HeldObjects& objects : held) count += objects.count;
  return count;
}

void trace_leaks(const std::vector<HeldObjects>& held, const std::vector<EndedLogon>& ended) {
  for (const HeldObjects& objects : held) {
    const EndedLogon& logon = logon_of(objects, ended);
    std::string detail = what_is_held(objects, logon);
    if (objects.obtained_by != nullptr) detail += ", obtained by " + describe_address(objects.obtained_by);
    trace::record(trace::Event::leak, {logon.session, logon.number, 0, logon.whose},
                  {.method = objects.type,
                   .detail = detail,
                   .object = objects.object,
                   .answer = static_cast<std::uint32_t>(objects.count)});
  }
}

void remember(const std::vector<HeldObjects>& held, const std::vector<EndedLogon>& ended) {
  Remembered& book = remembered();
  const kit::Lock lock(book.mutex);
  for (const HeldObjects& objects : held) {
    const EndedLogon& logon = logon_of(objects, ended);
    const auto place = std::ranges::lower_bound(book.logons, logon.number, {}, &EndedLogon::number);
    if (place == book.logons.end() || place->number != logon.number) book.logons.insert(place, logon);
  }
}

}  // namespace

void report_leaks(std::vector<EndedLogon> ended, const std::string& of_what) noexcept {
  try {
    std::ranges::sort(ended, {}, &EndedLogon::number);
    const std::vector<HeldObjects> held = held_of(ended);
    if (held.empty()) return;
    trace_leaks(held, ended);
    remember(held, ended);
    if (!prints.load(std::memory_order_relaxed)) return;
    const std::size_t count = count_of(held);
    const std::string text = "postroom: " + std::to_string(count) + (count == 1 ? " object" : " objects") + " of " +
                             of_what + (count == 1 ? " is" : " are") + " still held:\n" + lines_of(held, ended);
    std::fputs(text.c_str(), stderr);
  } catch (...) {  // no memory for a report: the session ends without one
  }
}

std::size_t leaked_objects(std::string* lines) {
  Remembered& book = remembered();
  std::vector<EndedLogon> ended;
  {
    const kit::Lock lock(book.mutex);
    ended = book.logons;
  }
  const std::vector<HeldObjects> held = held_of(ended);
  {
    const kit::Lock lock(book.mutex);
    std::erase_if(book.logons, [&](const EndedLogon& logon) {  // but not those that came meanwhile
      return std::ranges::binary_search(ended, logon.number, {}, &EndedLogon::number) &&
             std::ranges::find(held, logon.number, &HeldObjects::logon) == held.end();
    });
  }
  if (lines != nullptr) *lines = lines_of(held, ended);
  return count_of(held);
}

void choose_leak_report() noexcept {
  const char* wanted = ::secure_getenv("POSTROOM_LEAKS");
  const std::string_view choice = wanted != nullptr ? wanted : "";
  prints.store(!choice.empty() && choice != "0", std::memory_order_relaxed);
  if (choice == "stacks") ledger().capture_stacks();
}

}  // namespace postroom::lifecycle
