// SPDX-License-Identifier: Apache-2.0
//
// Properties on their way into and out of somebody else's object: a status row, a message, a recipient.
#pragma once

#include <postroom/mapi_ptr.hpp>

#include <mapidefs.h>

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::kit::transport {

// Owned properties to be handed to SetProps, ModifyStatusRow or ModifyRecipients. Not thread-safe. A tag that is
// there already is replaced. The pointers in values() live until the list changes.
class PropertyList {
 public:
  PropertyList() = default;
  PropertyList(const PropertyList&) = delete;
  PropertyList& operator=(const PropertyList&) = delete;

  // `tag` has the type PT_LONG, PT_BOOLEAN, PT_UNICODE, PT_BINARY or PT_SYSTIME respectively.
  void set(ULONG tag, ULONG value);
  void set_bool(ULONG tag, bool value);
  void set_text(ULONG tag, std::string_view utf8);
  void set_bytes(ULONG tag, const void* bytes, std::size_t size);
  void set_time(ULONG tag, FILETIME time);
  // A copy; types that own memory of other kinds than these are left out.
  void set_copy(const SPropValue& value);

  ULONG count() const noexcept { return static_cast<ULONG>(values_.size()); }
  SPropValue* values() noexcept { return values_.data(); }

  // A deep copy in one MAPI block, as a row of an SRowSet or ADRLIST owns it.
  mapi_ptr<SPropValue> to_mapi() const;

 private:
  SPropValue& slot(ULONG tag);

  std::vector<SPropValue> values_;
  std::deque<std::wstring> wide_;
  std::deque<std::string> narrow_;
};

// Properties that somebody else owns. Not thread-safe.
class PropertyView {
 public:
  PropertyView(const SPropValue* values, ULONG count) noexcept : values_(values), count_(count) {}

  // By identifier, whatever the type; null for PT_ERROR and what is not there.
  const SPropValue* find(ULONG tag) const noexcept;
  std::optional<ULONG> number(ULONG tag) const noexcept;
  std::optional<bool> boolean(ULONG tag) const noexcept;
  std::optional<std::string> text(ULONG tag) const;
  std::vector<BYTE> bytes(ULONG tag) const;
  std::optional<FILETIME> time(ULONG tag) const noexcept;

 private:
  const SPropValue* values_;
  ULONG count_;
};

// What GetProps answered; a call that failed is like properties that are not there.
class ReadProperties {
 public:
  ReadProperties(IMAPIProp& object, std::initializer_list<ULONG> tags);
  const PropertyView* operator->() const noexcept { return &view_; }
  const PropertyView& view() const noexcept { return view_; }

 private:
  mapi_ptr<SPropValue> values_;
  PropertyView view_{nullptr, 0};
};

// The time of day as MAPI counts it: 100 ns since 1601.
FILETIME file_time_now() noexcept;

}  // namespace postroom::kit::transport
