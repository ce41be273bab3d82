// SPDX-License-Identifier: Apache-2.0
#include <kit/trace/rules_behind.hpp>

#include <algorithm>
#include <array>
#include <iterator>

namespace postroom::trace {
namespace {

using Rules = std::vector<std::string_view>;
constexpr std::size_t kMost = 8;  // rules behind one event

void add(Rules& rules, const std::array<std::string_view, kMost>& more) {
  std::copy_if(more.begin(), more.end(), std::back_inserter(rules),
               [](std::string_view rule) { return !rule.empty(); });
}

// The end of a method's name, and what calls of it show. A name is looked for from the top.
struct OfCalls {
  std::string_view method;
  std::array<std::string_view, kMost> rules;
};
constexpr OfCalls kOfCalls[] = {
    {"IABProvider::Logon", {"C-13", "A-26", "A-27", "C-37", "F-1"}},
    {"IMSProvider::Logon", {"C-13", "C-30", "A-26", "A-27", "C-37", "F-1"}},
    {"IMSProvider::SpoolerLogon", {"C-33", "C-17", "J-55"}},
    {"IXPProvider::TransportLogon", {"C-19", "A-27", "C-37", "E-2", "F-24"}},
    {"IXPLogon::AddressTypes", {"C-19", "J-62"}},
    {"IXPLogon::TransportNotify", {"J-57", "J-58", "J-67", "E-2"}},
    {"IMsgStore::StoreLogoff", {"J-35", "J-41"}},
    {"Logon::TransportLogoff", {"J-13", "J-17", "J-18", "J-57", "J-23", "J-24"}},
    {"IMSLogon::Logoff", {"J-13", "J-17", "J-18", "J-54", "J-23", "J-24"}},
    {"Logon::Logoff", {"J-13", "J-17", "J-18", "J-23", "J-24"}},
    {"Logon::Release", {"J-14", "J-15", "J-27"}},
    {"IMSProvider::Shutdown", {"J-15", "J-14", "J-18", "J-53", "J-19", "J-23", "J-112"}},
    {"Provider::Shutdown", {"J-15", "J-14", "J-18", "J-19", "J-23", "J-112"}},
    {"Provider::Release", {"J-14", "J-16"}},
    {"ProviderInit", {"A-39", "A-11"}},
    {"DoFastShutdown", {"J-98", "J-92"}},
};

struct OfEvents {
  Event event;
  std::array<std::string_view, kMost> rules;
};
constexpr OfEvents kOfEvents[] = {
    {Event::call_abandoned, {"J-114"}},
    {Event::call_threw, {"J-114"}},
    {Event::provider_made, {"A-39", "C-18"}},
    {Event::library_loaded, {"A-40", "J-16"}},
    {Event::library_unloaded, {"A-40", "J-16"}},
    {Event::library_kept, {"A-40", "J-16"}},
    {Event::mapi_initialize, {"A-1", "A-11"}},
    {Event::mapi_uninitialize_begin, {"A-40", "J-71"}},
    {Event::mapi_uninitialize_end, {"A-40", "A-1", "J-71"}},
    {Event::uninitialize_ignored, {"A-1"}},
    {Event::session_logon, {"C-13", "J-71"}},
    {Event::session_logoff_begin, {"J-18", "J-17"}},
    {Event::session_logoff_end, {"J-12", "J-21", "J-25", "J-68"}},
    {Event::spooler_quiesced, {"J-17"}},
    {Event::spooler_stopped, {"J-68"}},
    {Event::spooler_notify, {"D-36", "D-37"}},
    {Event::logon_answered, {"C-20", "C-21", "C-30", "C-31", "C-33", "C-50", "A-27"}},
    {Event::one_identity, {"J-14"}},
    {Event::uid_added, {"D-7", "F-1", "F-24"}},
    {Event::uid_removed, {"J-25", "J-49"}},
    {Event::row_added, {"E-2", "C-48"}},
    {Event::row_removed, {"J-25", "J-65", "J-49"}},
    {Event::support_refused, {"D-3", "F-24"}},
    {Event::support_released, {"J-24", "J-49", "J-65"}},
    {Event::support_outlived, {"J-24"}},
    {Event::support_called_late, {"J-24"}},
    {Event::support_teardown, {"J-49", "J-45", "J-50"}},
    {Event::store_logoff_transports, {"J-46", "J-35", "J-37", "J-38", "J-39", "J-55"}},
    {Event::store_transports_released, {"J-45", "J-46"}},
    {Event::message_claimed, {"F-1"}},
    {Event::address_types_compared, {"J-62"}},
    {Event::subscribe, {"J-82"}},
    {Event::sink_released, {"J-82"}},
    {Event::object_breach, {"A-26"}},
};

bool is_of_a_call(Event event) {
  return event == Event::call_begin || event == Event::call_end || event == Event::call_abandoned ||
         event == Event::call_threw;
}

}  // namespace

Rules rules_behind(const Entry& entry) {
  Rules rules;
  if (!entry.event) return rules;
  for (const OfEvents& known : kOfEvents) {
    if (known.event == *entry.event) add(rules, known.rules);
  }
  if (!is_of_a_call(*entry.event)) return rules;
  for (const OfCalls& known : kOfCalls) {
    if (!std::string_view(entry.method).ends_with(known.method)) continue;
    add(rules, known.rules);
    break;
  }
  return rules;
}

}  // namespace postroom::trace
