// SPDX-License-Identifier: Apache-2.0
#include "tests/book/book_session.hpp"

#include <dlfcn.h>

#include <gtest/gtest.h>

#include <cstdlib>

namespace postroom::test {
namespace {

namespace fs = std::filesystem;

LPABPROVIDERINIT entry_function() {
  const fs::path library = fs::path(std::getenv("POSTROOM_TEST_BUILD")) / "lib" / "postroom" / "libpostroom_book.so";
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    ADD_FAILURE() << dlerror();
    return nullptr;
  }
  return reinterpret_cast<LPABPROVIDERINIT>(dlsym(handle, "ABProviderInit"));
}

}  // namespace

HRESULT init_provider(ULONG mapi_version, ULONG* provider_version, LPABPROVIDER* provider) {
  const kit::Allocators& memory = test_memory();
  kit::set_allocators(memory);
  return entry_function()(nullptr, nullptr, memory.allocate, memory.allocate_more, memory.free, 0, mapi_version,
                          provider_version, provider);
}

BookSession::BookSession(const std::string& profile)
    : profile_(profile), file_(fs::path(std::getenv("POSTROOM_HOME")) / "books" / (profile + ".sqlite")) {
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(file_.string() + suffix);
  ULONG version = 0;
  EXPECT_EQ(init_provider(CURRENT_SPI_VERSION, &version, provider_.put()), S_OK);
}

BookSession::~BookSession() {
  if (provider_) {
    ULONG flags = 0;
    provider_->Shutdown(&flags);
  }
}

kit::com_ptr<IABLogon> BookSession::log_on(FakeSupport& support, HRESULT expected) {
  support.section().properties().set(PR_PROFILE_NAME_W, profile_);
  kit::com_ptr<IABLogon> logon;
  ULONG security_size = 77;
  BYTE blob = 0;
  LPBYTE security = &blob;
  kit::mapi_ptr<MAPIERROR> error;
  const HRESULT result =
      provider_->Logon(&support, 0, nullptr, AB_NO_DIALOG, &security_size, &security, kit::out(error), logon.put());
  EXPECT_EQ(result, expected);
  EXPECT_EQ(security_size, 0U);  // C-29
  EXPECT_EQ(security, nullptr);
  error_ = error ? reinterpret_cast<const char*>(error->lpszError) : "";
  support.runtime_releases();
  return logon;
}

kit::com_ptr<IABContainer> personal_book(IABLogon& logon) {
  kit::com_ptr<IABContainer> root;
  ULONG type = 0;
  EXPECT_EQ(logon.OpenEntry(0, nullptr, nullptr, 0, &type, root.put_unknown()), S_OK);
  EXPECT_EQ(type, static_cast<ULONG>(MAPI_ABCONT));
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(root->GetHierarchyTable(MAPI_UNICODE, table.put()), S_OK);
  const std::vector<kit::PropertyBag> rows = all_rows(*table);
  EXPECT_EQ(rows.size(), 1U);
  std::string id(rows.at(0).binary(PR_ENTRYID));
  kit::com_ptr<IABContainer> container;
  EXPECT_EQ(logon.OpenEntry(static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr,
                            MAPI_BEST_ACCESS, &type, container.put_unknown()),
            S_OK);
  return container;
}

std::string add_person(IABContainer& container, const std::string& name, const std::string& address,
                       ULONG create_flags) {
  kit::com_ptr<IMAPIProp> person;
  EXPECT_EQ(container.CreateEntry(0, nullptr, create_flags, person.put()), S_OK);
  kit::PropertyBag bag;
  bag.set(PR_DISPLAY_NAME_W, name);
  bag.set(PR_EMAIL_ADDRESS_W, address);
  const auto values = kit::make_values(bag);
  EXPECT_EQ(person->SetProps(static_cast<ULONG>(bag.size()), values.get(), nullptr), S_OK);
  EXPECT_EQ(person->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  return std::string(properties_of(*person).binary(PR_ENTRYID));
}

kit::adrlist_ptr names_to_resolve(const std::vector<std::string>& names) {
  kit::RowSetBuilder list(names.size());
  for (const std::string& name : names) {
    kit::PropertyBag bag;
    bag.set(PR_DISPLAY_NAME_W, name);
    bag.set(PR_RECIPIENT_TYPE, static_cast<LONG>(MAPI_CC));
    list.add(bag);
  }
  return std::move(list).finish_addresses();
}

std::vector<ULONG> resolve(IABContainer& container, ADRLIST& names, HRESULT expected) {
  std::vector<ULONG> block(1 + names.cEntries, MAPI_UNRESOLVED);
  block[0] = names.cEntries;
  EXPECT_EQ(container.ResolveNames(nullptr, MAPI_UNICODE, &names, reinterpret_cast<LPFlagList>(block.data())),
            expected);
  return {block.begin() + 1, block.end()};
}

kit::PropertyBag properties_of(IMAPIProp& object) {
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  EXPECT_TRUE(SUCCEEDED(object.GetProps(nullptr, MAPI_UNICODE, &count, kit::out(values))));
  kit::PropertyBag bag;
  for (ULONG i = 0; i < count; ++i) {
    if (kit::type_of(values.get()[i].ulPropTag) != PT_OBJECT) bag.set(kit::PropertyValue::from(values.get()[i]));
  }
  return bag;
}

std::vector<kit::PropertyBag> all_rows(IMAPITable& table) {
  std::vector<kit::PropertyBag> result;
  for (;;) {
    kit::rows_ptr rows;
    SRowSet* raw = nullptr;
    EXPECT_EQ(table.QueryRows(50, 0, &raw), S_OK);
    rows.reset(raw);
    if (!rows || rows->cRows == 0) return result;
    for (kit::PropertyBag& bag : kit::bags_from(*rows)) result.push_back(std::move(bag));
  }
}

}  // namespace postroom::test
