// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/property_bag.hpp>

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace postroom::spooler {

// What a transport said it serves (N-4, N-5). Copied: the arrays are the transport's until TransportLogoff (J-62).
struct Addressing {
  bool any_type = false;  // a null array: every type
  std::vector<std::string> types;
  std::vector<MAPIUID> uids;
};

// The recipients of one message that is being sent, and whose turn it is.
//
// PR_RESPONSIBILITY says who still waits: FALSE until a transport has taken the recipient. A transport must see FALSE
// for its own recipients only and TRUE for all others (H-25). The others are marked as held back in a property of the
// spooler's own, in the same write: whatever happens, a later attempt finds and frees them, so nobody is lost.
//
// Not thread-safe. Throws kit::Failure.
class Recipients {
 public:
  // Set in a recipient's row while another transport has the message.
  static constexpr ULONG kHeldBack = PROP_TAG(PT_BOOLEAN, 0x66F0);

  // Reads the recipients anew; who was tried by whom is kept.
  void load(IMessage& message);

  bool all_served() const noexcept;
  // Those still waiting, as rows with all their columns.
  std::vector<kit::PropertyBag> waiting() const;

  // The transport whose turn it is for the first recipient that waits: by MAPIUID in priority order, then by address
  // type in priority order (H-23), less those that were tried. -1 when nobody is left for anyone.
  int next_transport(const std::vector<Addressing>& in_priority_order) const;

  // Shows the transport its recipients, all others as served (H-25); notes that it was tried. Writes and saves only
  // what changes.
  void offer_to(std::size_t transport, const std::vector<Addressing>& in_priority_order, IMessage& message);
  // The transport is not to count as tried: it asked to come again.
  void not_tried(std::size_t transport);

  // Responsibility for those still waiting is taken by the spooler, which reports them (H-31).
  void give_up(IMessage& message);

 private:
  struct Row {
    ULONG row_id = 0;
    kit::PropertyBag properties;
    bool served = false;
    bool held_back = false;  // as the message has it now
  };

  int next_transport(const Row& row, const std::vector<Addressing>& in_priority_order) const;
  bool tried(ULONG row_id, std::size_t transport) const;

  std::vector<Row> rows_;
  std::set<std::pair<ULONG, std::size_t>> tried_;  // recipient and transport
};

}  // namespace postroom::spooler
