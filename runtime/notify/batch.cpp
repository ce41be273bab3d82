// SPDX-License-Identifier: Apache-2.0
#include "runtime/notify/batch.hpp"

#include "runtime/mapiutil/flat_copy.hpp"

#include <algorithm>
#include <utility>

namespace postroom::notify {

Batch::Batch(std::span<const NOTIFICATION> notifications)
    : block_(new std::byte[mapiutil::flat_size(notifications)]),
      notifications_(mapiutil::flat_copy(notifications, block_.get()), notifications.size()) {}

Selection::Selection(std::shared_ptr<const Batch> batch, ULONG mask) : batch_(std::move(batch)) {
  const auto wanted = [mask](const NOTIFICATION& one) { return (one.ulEventType & mask) != 0; };
  const std::span<NOTIFICATION> all = batch_->all();
  all_ = !all.empty() && std::all_of(all.begin(), all.end(), wanted);
  if (!all_) std::copy_if(all.begin(), all.end(), std::back_inserter(chosen_), wanted);
}

ULONG Selection::deliver(IMAPIAdviseSink& sink) {
  return sink.OnNotify(size(), all_ ? batch_->all().data() : chosen_.data());
}

}  // namespace postroom::notify
