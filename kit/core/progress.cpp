// SPDX-License-Identifier: Apache-2.0
#include <postroom/progress.hpp>

#include <postroom/failure.hpp>

namespace postroom::kit {
namespace {

constexpr ULONG kWhole = 1000;

// Whether the client's object did what it was asked to. Throws when the client wants no more.
bool answered(HRESULT code) {
  if (code == MAPI_E_USER_CANCEL) fail(MAPI_E_USER_CANCEL, "the operation was cancelled through its progress object");
  return SUCCEEDED(code);
}

void set_limits(IMAPIProgress& client, std::uint64_t lowest, std::uint64_t highest, ULONG flags) {
  auto low = static_cast<ULONG>(lowest);
  auto high = static_cast<ULONG>(highest);
  answered(client.SetLimits(&low, &high, &flags));
}

}  // namespace

Progress::Progress(IMAPIProgress* client, std::size_t items) : client_(client), items_(items) {
  if (client_ == nullptr) return;
  ULONG flags = 0;
  if (!answered(client_->GetFlags(&flags))) {
    client_ = nullptr;
    return;
  }
  top_level_ = (flags & MAPI_TOP_LEVEL) != 0;
  if (top_level_) {
    highest_ = kWhole;
    set_limits(*client_, 0, kWhole, MAPI_TOP_LEVEL);
    if (items_ == 0) static_cast<void>(client_->Progress(kWhole, 0, 0));  // no item will tell of the end
    return;
  }
  ULONG low = 0;
  ULONG high = 0;
  if (!answered(client_->GetMin(&low)) || !answered(client_->GetMax(&high)) || high < low) {
    client_ = nullptr;
    return;
  }
  lowest_ = low;
  highest_ = high;
}

std::uint64_t Progress::value_at(std::size_t items) const noexcept {
  if (items >= items_) return highest_;
  return lowest_ + (highest_ - lowest_) * items / items_;
}

IMAPIProgress* Progress::part(std::size_t items) {
  if (client_ == nullptr) return nullptr;
  const std::uint64_t end = value_at(done_ + items);
  // The end of the last part is not yet the end of the operation, which alone is told as the maximum.
  set_limits(*client_, value_at(done_), top_level_ && end == highest_ ? end - 1 : end, 0);
  return client_;
}

void Progress::done(std::size_t items) {
  done_ += items;
  if (client_ == nullptr) return;
  const HRESULT code = top_level_ ? client_->Progress(static_cast<ULONG>(value_at(done_)), static_cast<ULONG>(done_),
                                                      static_cast<ULONG>(items_))
                                  : client_->Progress(static_cast<ULONG>(value_at(done_)), 0, 0);
  if (top_level_ && done_ >= items_) return;
  answered(code);
}

}  // namespace postroom::kit
