// SPDX-License-Identifier: Apache-2.0
#include "runtime/spooler/backoff.hpp"

#include <algorithm>

namespace postroom::spooler {

lifecycle::Duration backoff(unsigned failures, std::chrono::seconds asked, std::uint64_t random) noexcept {
  using std::chrono::milliseconds;
  constexpr milliseconds kFirst = std::chrono::seconds(30);
  constexpr milliseconds kLongest = std::chrono::hours(1);
  const milliseconds whole = std::min(kLongest, kFirst * (std::int64_t{1} << std::min(failures, 8U)));
  const milliseconds jitter(static_cast<std::int64_t>(random % static_cast<std::uint64_t>(whole.count() / 2)));
  return std::max<milliseconds>(whole - jitter, asked);
}

}  // namespace postroom::spooler
