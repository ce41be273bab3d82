// SPDX-License-Identifier: Apache-2.0
//
// Where each event of a trace stands in the picture: a lane for each session, logon, provider object and library, and
// for the spooler. No text of its own but names; needs no libpostroom.
#pragma once

#include <kit/trace/history.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace postroom::trace {

enum class LaneKind { process, library, session, spooler, logon, provider };

struct Lane {
  LaneKind kind = LaneKind::process;
  std::uint32_t session = 0;  // whose group it stands in; 0: the process's
  std::uint32_t number = 0;   // of the logon or provider object
  ProviderKind provider_kind = ProviderKind::none;
  std::string provider;  // what a filter by provider goes by; empty: of no provider
  bool spoolers = false;
};

// The lanes in the order in which they are shown: the clients' sessions, the spooler's, then libraries and the process.
// The history must outlive it.
class Lanes {
 public:
  explicit Lanes(const History& history);

  const std::vector<Lane>& all() const noexcept { return lanes_; }
  std::size_t of(const Entry& entry) const;
  std::size_t of_library(const std::string& name) const { return index_.at({LaneKind::library, 0, name}); }
  std::size_t of_session(std::uint32_t session) const;

 private:
  struct Key {
    LaneKind kind;
    std::uint32_t number;
    std::string name;
    auto operator<=>(const Key&) const = default;
  };

  Key key_of(const Entry& entry) const;
  Lane lane_of(const Key& key) const;

  const History& history_;
  std::vector<Lane> lanes_;
  std::map<Key, std::size_t> index_;
};

}  // namespace postroom::trace
