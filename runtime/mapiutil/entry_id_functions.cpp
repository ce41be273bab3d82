// SPDX-License-Identifier: Apache-2.0
//
// MAPI's C functions that make text of entry identifiers and entry identifiers of text, and those that put a store and
// a message of it into one identifier and take them apart again.
#include "runtime/library/export.hpp"
#include "runtime/mapiutil/block.hpp"
#include "runtime/mapiutil/boundary.hpp"
#include "runtime/mapiutil/compound_entry_id.hpp"
#include "runtime/mapiutil/hexadecimal.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/property_bag.hpp>

#include <mapitags.h>
#include <mapiutil.h>

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace postroom;
using kit::require;
using mapiutil::boundary;
using mapiutil::CompoundEntryId;
using mapiutil::from_hexadecimal;
using mapiutil::make_block;
using mapiutil::to_hexadecimal;

// Of an entry identifier; the flags are there even when nothing follows them.
constexpr std::size_t kShortest = offsetof(ENTRYID, ab);
constexpr std::size_t kLongestEntryId = 1U << 20U;

std::string_view view(std::size_t size, const void* bytes) {
  if (bytes == nullptr || size < kShortest || size > kLongestEntryId)
    kit::fail(MAPI_E_INVALID_ENTRYID, "no entry identifier");
  return {static_cast<const char*>(bytes), size};
}

template <class Char>
HRESULT text_from_entry_id(ULONG size, const ENTRYID* entry_id, Char** text) {
  return boundary([&]() -> HRESULT {
    require(text != nullptr, "lpsz is null");
    *text = nullptr;
    const std::string_view bytes = view(size, entry_id);
    auto result = make_block<Char>((bytes.size() * 2 + 1) * sizeof(Char));
    to_hexadecimal(reinterpret_cast<const BYTE*>(bytes.data()), static_cast<int>(bytes.size()), result.get());
    *text = result.release();
    return S_OK;
  });
}

template <class Char>
HRESULT entry_id_from_text(const Char* text, ULONG* size, LPENTRYID* entry_id) {
  return boundary([&]() -> HRESULT {
    require(size != nullptr && entry_id != nullptr, "lpcb or lppEntryID is null");
    *size = 0;
    *entry_id = nullptr;
    const std::size_t length = text == nullptr ? 0 : std::basic_string_view<Char>(text).size() / 2;
    if (length < kShortest || length > kLongestEntryId) return MAPI_E_INVALID_ENTRYID;
    auto result = make_block<ENTRYID>(length);
    if (!from_hexadecimal(text, reinterpret_cast<BYTE*>(result.get()), length)) return MAPI_E_INVALID_ENTRYID;
    *size = static_cast<ULONG>(length);
    *entry_id = result.release();
    return S_OK;
  });
}

// An entry identifier that a function gives its caller.
struct Out {
  ULONG* size;
  LPENTRYID* entry_id;

  void clear() const {
    require(size != nullptr && entry_id != nullptr, "the place for an entry identifier is null");
    *size = 0;
    *entry_id = nullptr;
  }
  void give(kit::mapi_ptr<ENTRYID> made, std::size_t bytes) const noexcept {
    *size = static_cast<ULONG>(bytes);
    *entry_id = made.release();
  }
};

kit::mapi_ptr<ENTRYID> copy_of(std::string_view bytes) {
  auto result = make_block<ENTRYID>(bytes.size());
  std::memcpy(result.get(), bytes.data(), bytes.size());
  return result;
}

std::string composed(ULONG key_size, const BYTE* key, std::string_view message) {
  if (key_size == 0) return std::string(message);
  require(key != nullptr && key_size <= kLongestEntryId, "the store's record key is null, or too long");
  std::string bytes = CompoundEntryId{{reinterpret_cast<const char*>(key), key_size}, std::string(message)}.bytes();
  if (bytes.size() > kLongestEntryId)
    kit::fail(MAPI_E_INVALID_ENTRYID, "the record key and the identifier are too long");
  return bytes;
}

// The store of the session's profile that has the record key.
std::string store_with(IMAPISession& session, const std::string& record_key) {
  kit::com_ptr<IMAPITable> stores;
  kit::check(session.GetMsgStoresTable(0, stores.put()), "the message stores cannot be listed");
  SizedSPropTagArray(2, columns) = {2, {PR_ENTRYID, PR_RECORD_KEY}};
  SRowSet* raw = nullptr;
  kit::check(HrQueryAllRows(stores.get(), reinterpret_cast<LPSPropTagArray>(&columns), nullptr, nullptr, 0, &raw));
  const kit::rows_ptr rows(raw);
  for (const kit::PropertyBag& row : kit::bags_from(*rows)) {
    if (row.binary(PR_RECORD_KEY) == record_key) return std::string(row.binary(PR_ENTRYID));
  }
  kit::fail(MAPI_E_NOT_FOUND, "the profile has no message store with the record key of the identifier");
}

HRESULT decompose(IMAPISession* session, std::string_view entry_id, Out store, Out message) {
  const auto compound = CompoundEntryId::from(entry_id);
  if (!compound) {
    message.give(copy_of(entry_id), entry_id.size());
    return S_OK;
  }
  require(session != nullptr, "lpSession is null");
  const std::string store_id = store_with(*session, compound->record_key);
  auto store_copy = copy_of(store_id);
  message.give(copy_of(view(compound->message.size(), compound->message.data())), compound->message.size());
  store.give(std::move(store_copy), store_id.size());
  return S_OK;
}

template <class Char>
HRESULT compose_text(ULONG key_size, const BYTE* key, ULONG size, const ENTRYID* message, Char** text) {
  return boundary([&]() -> HRESULT {
    require(text != nullptr, "lpszMsgID is null");
    *text = nullptr;
    const std::string bytes = composed(key_size, key, view(size, message));
    return text_from_entry_id(static_cast<ULONG>(bytes.size()), reinterpret_cast<const ENTRYID*>(bytes.data()), text);
  });
}

template <class Char>
HRESULT decompose_text(IMAPISession* session, const Char* text, Out store, Out message) {
  return boundary([&]() -> HRESULT {
    store.clear();
    message.clear();
    ULONG size = 0;
    kit::mapi_ptr<ENTRYID> entry_id;
    kit::check(entry_id_from_text(text, &size, kit::out(entry_id)), "no entry identifier as text");
    return decompose(session, view(size, entry_id.get()), store, message);
  });
}

}  // namespace

#undef HrSzFromEntryID
#undef HrEntryIDFromSz
#undef HrComposeMsgID
#undef HrDecomposeMsgID

POSTROOM_EXPORT HRESULT HrSzFromEntryID(ULONG size, LPENTRYID entry_id, LPSTR* text) {
  return text_from_entry_id(size, entry_id, text);
}
POSTROOM_EXPORT HRESULT HrSzFromEntryIDW(ULONG size, LPENTRYID entry_id, LPWSTR* text) {
  return text_from_entry_id(size, entry_id, text);
}
POSTROOM_EXPORT HRESULT HrEntryIDFromSz(LPSTR text, ULONG* size, LPENTRYID* entry_id) {
  return entry_id_from_text(text, size, entry_id);
}
POSTROOM_EXPORT HRESULT HrEntryIDFromSzW(LPWSTR text, ULONG* size, LPENTRYID* entry_id) {
  return entry_id_from_text(text, size, entry_id);
}

POSTROOM_EXPORT HRESULT HrComposeEID(LPMAPISESSION, ULONG key_size, LPBYTE key, ULONG message_size, LPENTRYID message,
                                     ULONG* size, LPENTRYID* entry_id) {
  return boundary([&]() -> HRESULT {
    const Out result{size, entry_id};
    result.clear();
    const std::string bytes = composed(key_size, key, view(message_size, message));
    result.give(copy_of(bytes), bytes.size());
    return S_OK;
  });
}

// The page says that the identifier given is released; a caller's memory stays the caller's, as everywhere else.
POSTROOM_EXPORT HRESULT HrDecomposeEID(LPMAPISESSION session, ULONG size, LPENTRYID entry_id, ULONG* store_size,
                                       LPENTRYID* store, ULONG* message_size, LPENTRYID* message) {
  return boundary([&]() -> HRESULT {
    const Out store_out{store_size, store};
    const Out message_out{message_size, message};
    store_out.clear();
    message_out.clear();
    return decompose(session, view(size, entry_id), store_out, message_out);
  });
}

POSTROOM_EXPORT HRESULT HrComposeMsgID(LPMAPISESSION, ULONG key_size, LPBYTE key, ULONG message_size, LPENTRYID message,
                                       LPSTR* text) {
  return compose_text(key_size, key, message_size, message, text);
}
POSTROOM_EXPORT HRESULT HrComposeMsgIDW(LPMAPISESSION, ULONG key_size, LPBYTE key, ULONG message_size,
                                        LPENTRYID message, LPWSTR* text) {
  return compose_text(key_size, key, message_size, message, text);
}
POSTROOM_EXPORT HRESULT HrDecomposeMsgID(LPMAPISESSION session, LPSTR text, ULONG* store_size, LPENTRYID* store,
                                         ULONG* message_size, LPENTRYID* message) {
  return decompose_text(session, text, {store_size, store}, {message_size, message});
}
POSTROOM_EXPORT HRESULT HrDecomposeMsgIDW(LPMAPISESSION session, LPWSTR text, ULONG* store_size, LPENTRYID* store,
                                          ULONG* message_size, LPENTRYID* message) {
  return decompose_text(session, text, {store_size, store}, {message_size, message});
}
