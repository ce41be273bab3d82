// SPDX-License-Identifier: Apache-2.0
// Feeds the parsers of entry identifiers with anything: of a store, of its objects, of a wrapped store, of both in one.
// What parses is made again byte for byte; what does not is refused with one of the two codes for it (F-13).
#include "kit/store/entry_id.hpp"
#include "runtime/mapiutil/compound_entry_id.hpp"
#include "runtime/session/wrapped_store_id.hpp"

#include <postroom/failure.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace {

using namespace postroom;

// The first 20 bytes of an identifier say whose it is; the fuzzer is given them.
constexpr char kOwner[17] = "owner of the ids";

template <class Parse>
void parse_or_refuse(Parse&& parse) {
  try {
    parse();
  } catch (const kit::Failure& failure) {
    if (failure.code() != MAPI_E_INVALID_ENTRYID && failure.code() != MAPI_E_UNKNOWN_ENTRYID) std::abort();
  }
}

void store_ids(const std::string& entry) {
  const auto size = static_cast<ULONG>(entry.size());
  const auto key = kit::store::RecordKey::from(kOwner);
  MAPIUID uid;
  std::memcpy(&uid, kOwner, sizeof uid);
  parse_or_refuse([&] {
    const auto object = kit::store::parse_object_entry(key, size, entry.data());
    const std::string again = kit::store::make_object_entry(key, object.type, object.id);
    if (again.size() != entry.size()) std::abort();
  });
  parse_or_refuse([&] {
    const auto store = kit::store::parse_store_entry(uid, size, entry.data());
    const std::string again = kit::store::make_store_entry(uid, store.record_key, store.place);
    if (again.size() != entry.size()) std::abort();
  });
}

void wrapped_id(session::EntryIdView entry) {
  const auto unwrapped = session::unwrap_store_id(entry);
  if (!unwrapped) return;
  const session::EntryId again = session::wrap_store_id(unwrapped->dll_name, unwrapped->private_id);
  if (session::is_wrapped_store_id(unwrapped->private_id)) return;  // wrapped twice: the inner one stays
  const auto twice = session::unwrap_store_id(again);
  if (!twice || twice->dll_name != unwrapped->dll_name || twice->private_id != unwrapped->private_id) std::abort();
}

void compound_id(const std::string& bytes) {
  const auto parts = mapiutil::CompoundEntryId::from(bytes);
  if (parts && (parts->bytes() != bytes || parts->record_key.empty())) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  wrapped_id({bytes, size});
  static_cast<void>(session::provider_uid_of({bytes, size}));
  const std::string raw(reinterpret_cast<const char*>(data), size);
  compound_id(raw);
  store_ids(raw);
  store_ids(std::string(4, '\0') + std::string(kOwner, 16) + raw);
  return 0;
}
