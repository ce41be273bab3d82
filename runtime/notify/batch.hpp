// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapidefs.h>

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace postroom::notify {

// A deep copy of the notifications of one Notify call, shared by all that it is queued for. Immutable, so any thread
// may read it; sinks get pointers into it, valid until OnNotify returns (K-23).
class Batch {
 public:
  // Throws Failure(MAPI_E_INVALID_PARAMETER) for a malformed notification (D-16).
  explicit Batch(std::span<const NOTIFICATION> notifications);

  std::span<NOTIFICATION> all() const noexcept { return notifications_; }

 private:
  std::unique_ptr<std::byte[]> block_;
  std::span<NOTIFICATION> notifications_;
};

// Those of a batch that one registration asked for, in their order (K-22).
class Selection {
 public:
  Selection(std::shared_ptr<const Batch> batch, ULONG mask);

  bool empty() const noexcept { return chosen_.empty() && !all_; }
  // Hands them to `sink`, which returns what OnNotify returned.
  ULONG deliver(IMAPIAdviseSink& sink);
  ULONG size() const noexcept { return static_cast<ULONG>(all_ ? batch_->all().size() : chosen_.size()); }

 private:
  std::shared_ptr<const Batch> batch_;
  bool all_ = false;
  std::vector<NOTIFICATION> chosen_;  // shallow: what they point to is the batch's
};

}  // namespace postroom::notify
