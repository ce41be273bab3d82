// SPDX-License-Identifier: Apache-2.0
#include <kit/trace/picture_lanes.hpp>

#include <algorithm>
#include <set>
#include <tuple>

namespace postroom::trace {
namespace {

bool is_of_library(const Entry& entry) {
  return entry.is(Event::library_loaded) || entry.is(Event::library_unloaded) || entry.is(Event::library_kept);
}

bool is_of_spooler(const Entry& entry) {
  return entry.event_name.starts_with("spooler_") || entry.event_name.starts_with("message_");
}

}  // namespace

Lanes::Lanes(const History& history) : history_(history) {
  std::set<Key> keys;
  for (const LibraryHistory& library : history.libraries) keys.insert({LaneKind::library, 0, library.name});
  for (const Entry& entry : history.trace.entries) keys.insert(key_of(entry));
  std::vector<std::pair<Lane, Key>> found;
  for (const Key& key : keys) found.emplace_back(lane_of(key), key);
  const auto place = [](const Lane& lane) {
    // The process's own group comes last, the spooler's before it; in a group the session, the spooler, then each
    // provider's logons and its object, in the order in which a logoff takes the kinds (J-17).
    const bool of_provider = lane.kind == LaneKind::logon || lane.kind == LaneKind::provider;
    return std::tuple(lane.session == 0, lane.spoolers, lane.session, of_provider,
                      of_provider ? lane.provider_kind : ProviderKind::none,
                      of_provider ? lane.provider : std::string(), lane.kind == LaneKind::library ? 0 : 1, lane.kind,
                      lane.provider, lane.number);
  };
  std::sort(found.begin(), found.end(), [&](const auto& a, const auto& b) { return place(a.first) < place(b.first); });
  for (auto& [lane, key] : found) {
    index_.emplace(key, lanes_.size());
    lanes_.push_back(std::move(lane));
  }
}

std::size_t Lanes::of(const Entry& entry) const {
  return index_.at(key_of(entry));
}

std::size_t Lanes::of_session(std::uint32_t session) const {
  const auto found = index_.find({LaneKind::session, session, {}});
  return found != index_.end() ? found->second : lanes_.size();
}

Lanes::Key Lanes::key_of(const Entry& entry) const {
  if (is_of_library(entry)) return {LaneKind::library, 0, entry.name};
  if (entry.logon != 0) return {LaneKind::logon, entry.logon, {}};
  if (entry.provider != 0) return {LaneKind::provider, entry.provider, {}};
  if (is_of_spooler(entry)) return {LaneKind::spooler, entry.session, {}};
  if (entry.session != 0) return {LaneKind::session, entry.session, {}};
  return {LaneKind::process, 0, {}};
}

Lane Lanes::lane_of(const Key& key) const {
  Lane lane;
  lane.kind = key.kind;
  const auto of_provider = [&](const auto& found, const auto& none) {
    lane.number = key.number;
    if (found == none) return;
    lane.session = found->second.session;
    lane.provider_kind = found->second.kind;
    lane.provider = found->second.name;
  };
  if (key.kind == LaneKind::library) lane.provider = key.name;
  if (key.kind == LaneKind::session || key.kind == LaneKind::spooler) lane.session = key.number;
  if (key.kind == LaneKind::logon) of_provider(history_.logons.find(key.number), history_.logons.end());
  if (key.kind == LaneKind::provider) of_provider(history_.providers.find(key.number), history_.providers.end());
  const auto session = history_.sessions.find(lane.session);
  lane.spoolers = session != history_.sessions.end() && session->second.spoolers;
  return lane;
}

}  // namespace postroom::trace
