// SPDX-License-Identifier: Apache-2.0
// The address book's entry function: an address-book provider of the kit over a SQLite file.
#include "providers/book/location.hpp"
#include "providers/book/sqlite_backend.hpp"

#include <postroom/book/provider.hpp>
#include <postroom/provider/service_entry.hpp>

#include <mapispi.h>
#include <mapitags.h>

namespace {

// {5B1F6C22-8A0D-4D0F-9C57-2E6D1B3A9A01}: in every entry identifier of every book, so it never changes (F-8).
constexpr MAPIUID kProviderUid = {
    {0x22, 0x6C, 0x1F, 0x5B, 0x0D, 0x8A, 0x0F, 0x4D, 0x9C, 0x57, 0x2E, 0x6D, 0x1B, 0x3A, 0x9A, 0x01}};

postroom::kit::book::Definition definition() {
  using namespace postroom;
  kit::book::Definition result;
  result.uid = kProviderUid;
  result.provider_display = "Postroom address book";
  result.defaults = [](const kit::PropertyBag& section) {
    kit::PropertyBag missing;
    if (section.text(book::PR_BOOK_PATH).empty()) {
      missing.set(book::PR_BOOK_PATH, book::default_location(section.text(PR_PROFILE_NAME_W)).string());
    }
    return missing;
  };
  result.open = [](const kit::PropertyBag& section) {
    return std::make_unique<book::SqliteBook>(std::string(section.text(book::PR_BOOK_PATH)),
                                              section.binary(PR_RECORD_KEY));
  };
  return result;
}

}  // namespace

extern "C" MAPI_VISIBLE HRESULT STDAPICALLTYPE ABProviderInit(HINSTANCE, LPMALLOC, LPALLOCATEBUFFER allocate,
                                                              LPALLOCATEMORE allocate_more, LPFREEBUFFER free,
                                                              ULONG flags, ULONG mapi_version, ULONG* provider_version,
                                                              LPABPROVIDER* provider) {
  return postroom::kit::provider::provider_init<postroom::kit::book::BookProvider>(
      {allocate, allocate_more, free}, flags, mapi_version, provider_version, provider, definition());
}

extern "C" MAPI_VISIBLE HRESULT STDAPICALLTYPE ServiceEntry(HINSTANCE, LPMALLOC, LPMAPISUP support, ULONG_PTR,
                                                            ULONG flags, ULONG context, ULONG count,
                                                            LPSPropValue properties, LPPROVIDERADMIN admin,
                                                            LPMAPIERROR* error) {
  static constexpr ULONG kSettings[] = {postroom::book::PR_BOOK_PATH};
  static constexpr ULONG kBound[] = {PR_RECORD_KEY};
  return postroom::kit::provider::service_entry({support, flags, context, {properties, count}, admin, error},
                                                {.settings = kSettings, .bound = kBound});
}
