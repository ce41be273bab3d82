// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/failure.hpp>
#include <postroom/prop_object.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace postroom::test {

// Refuses what a test wants refused, unless it comes as a stream, and to give large values but as streams (M-37). Gives
// nothing that a test wants kept back, and deletes nothing that a test wants kept.
class ReluctantSource final : public kit::BagSource {
 public:
  ReluctantSource() : BagSource({}, {.writable = true}) {}
  void set(kit::PropertyValue value) override {
    if (std::ranges::count(refused, value.tag()) != 0 && value.tag() != opened_) kit::fail(refusal);
    written.push_back(value.tag());
    BagSource::set(std::move(value));
  }
  std::optional<kit::PropertyValue> get(ULONG tag) override {
    if (std::ranges::count(kept_back, tag) != 0) kit::fail(MAPI_E_NO_ACCESS);
    auto value = BagSource::get(tag);
    if (value && value->size() > 4096 && !is_streaming_) kit::fail(MAPI_E_NOT_ENOUGH_MEMORY);
    return value;
  }
  std::shared_ptr<kit::StreamSource> stream(ULONG tag, bool writable, bool create) override {
    if (writable && are_streams_refused) kit::fail(MAPI_E_NO_SUPPORT);
    is_streaming_ = true;
    if (writable) opened_ = tag;
    auto bytes = BagSource::stream(tag, writable, create);
    is_streaming_ = false;
    return bytes;
  }
  void erase(ULONG tag) override {
    if (std::ranges::count(kept, tag) != 0) kit::fail(MAPI_E_NO_ACCESS);
    BagSource::erase(tag);
  }

  std::vector<ULONG> refused;
  HRESULT refusal = MAPI_E_NO_ACCESS;
  bool are_streams_refused = false;
  std::vector<ULONG> kept_back;
  std::vector<ULONG> kept;
  std::vector<ULONG> written;  // in this order

 private:
  bool is_streaming_ = false;
  ULONG opened_ = 0;  // as a stream to write, which is taken
};

}  // namespace postroom::test
