// SPDX-License-Identifier: Apache-2.0
//
// IMAPISupport::MakeInvalid as a provider on the bare service provider interface calls it: on objects that are a vtable
// pointer and a count in MAPI memory, whose own code must not run any more.
#include "session_fixture.hpp"

#include <postroom/failure.hpp>

#include <mapispi.h>

#include <dlfcn.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <new>
#include <thread>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

namespace postroom::test {
namespace {

constexpr ULONG kSlots = 64;

// A provider's object. Every slot of its vtable counts that it was called.
struct Thing {
  const void* const* methods;
  ULONG references;
  ULONG more;
};

int calls_of_the_providers_code = 0;

HRESULT STDMETHODCALLTYPE providers_method(void*) {
  ++calls_of_the_providers_code;
  return S_OK;
}

const void* const* providers_methods() {
  static const auto table = [] {
    std::array<const void*, kSlots> methods;
    methods.fill(reinterpret_cast<const void*>(&providers_method));
    return methods;
  }();
  return table.data();
}

Thing* make_thing(ULONG size = sizeof(Thing)) {
  void* block = nullptr;
  EXPECT_EQ(MAPIAllocateBuffer(size, &block), S_OK);
  auto* thing = static_cast<Thing*>(block);
  thing->methods = providers_methods();
  return thing;
}

// Calls slot `index` with more arguments than any method has; the caller cleans up.
HRESULT call_slot(Thing* thing, ULONG index) {
  using Method = HRESULT(STDMETHODCALLTYPE*)(void*, ULONG_PTR, ULONG_PTR, ULONG_PTR, ULONG_PTR, ULONG_PTR, ULONG_PTR,
                                             ULONG_PTR, ULONG_PTR, ULONG_PTR, ULONG_PTR, ULONG_PTR);
  const auto method = reinterpret_cast<Method>(const_cast<void*>(thing->methods[index]));
  return method(thing, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
}

IUnknown& unknown(Thing* thing) {
  return *reinterpret_cast<IUnknown*>(thing);
}

bool is_freed([[maybe_unused]] const void* block) {
#if defined(__SANITIZE_ADDRESS__)
  return __asan_address_is_poisoned(block) != 0;
#else
  return true;  // only AddressSanitizer knows
#endif
}

// A provider's object that takes its child along when it goes.
struct Parent {
  const void* const* methods;
  IMAPISupport* support;
  Thing* child;
};

ULONG STDMETHODCALLTYPE release_of_parent(void* object) {
  auto* const parent = static_cast<Parent*>(object);
  EXPECT_EQ(parent->support->MakeInvalid(0, parent->child, 1, 29), S_OK);
  MAPIFreeBuffer(parent);
  return 0;
}

class MakeInvalid : public SessionTest {
 protected:
  void SetUp() override {
    calls_of_the_providers_code = 0;
    make_profile("Alice");
    session_ = log_on("Alice");
    kit::com_ptr<IAddrBook> book;
    ASSERT_EQ(session_->OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
    store_ = open_store(*session_);
    kit::com_ptr<IMAPITable> status;
    ASSERT_EQ(session_->GetStatusTable(0, status.put()), S_OK);  // waits for the transport (C-16)
    const auto library =
        std::filesystem::path(std::getenv("POSTROOM_TEST_BUILD")) / "lib/postroom-test/libspi_example.so";
    void* const handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD);
    ASSERT_NE(handle, nullptr);
    const auto support_of = reinterpret_cast<IMAPISupport* (*)(int)>(dlsym(handle, "spi_example_support"));
    for (int kind = 0; kind < 3; ++kind) {
      supports_.push_back(kit::com_ptr<IMAPISupport>::share(support_of(kind)));
      ASSERT_TRUE(supports_.back());
    }
    kit::com_ptr<IMAPISupport> configuration;
    ASSERT_EQ(supports_[0]->GetSvcConfigSupportObj(0, configuration.put()), S_OK);
    supports_.push_back(std::move(configuration));
    dlclose(handle);
  }
  void TearDown() override {
    supports_.clear();
    store_.reset();
    if (session_) session_->Logoff(0, 0, 0);
    session_.reset();
    SessionTest::TearDown();
  }

  kit::com_ptr<IMAPISession> session_;
  kit::com_ptr<IMsgStore> store_;
  std::vector<kit::com_ptr<IMAPISupport>> supports_;  // the address book's, the store's, the transport's, configuration
};

TEST_F(MakeInvalid, IsInEverySupportObjectAndReplacesEveryMethod) {  // J-72, J-73, J-77
  for (const auto& support : supports_) {
    Thing* const thing = make_thing();
    EXPECT_EQ(support->MakeInvalid(0, thing, 1, kSlots), S_OK);
    for (ULONG slot = 3; slot < kSlots; ++slot) EXPECT_EQ(call_slot(thing, slot), MAPI_E_INVALID_OBJECT) << slot;
    EXPECT_EQ(unknown(thing).Release(), 0U);
  }
  EXPECT_EQ(calls_of_the_providers_code, 0);
}

TEST_F(MakeInvalid, RefusesWhatIsNoObjectThatItCouldTake) {  // J-72
  IMAPISupport& support = *supports_[1];
  Thing* const thing = make_thing();
  EXPECT_EQ(support.MakeInvalid(0, nullptr, 1, 3), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(support.MakeInvalid(0, thing, 0, 3), MAPI_E_INVALID_PARAMETER) << "nobody holds it";
  EXPECT_EQ(support.MakeInvalid(0, thing, 1, 2), MAPI_E_INVALID_PARAMETER) << "less than IUnknown";
  EXPECT_EQ(support.MakeInvalid(0, thing, 1, kSlots + 1), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(support.MakeInvalid(1, thing, 1, 3), MAPI_E_UNKNOWN_FLAGS);
  Thing* const small = make_thing(8);
  EXPECT_EQ(support.MakeInvalid(0, small, 1, 3), MAPI_E_INVALID_PARAMETER) << "no room for a pointer and a count";
  EXPECT_EQ(call_slot(thing, 5), S_OK) << "it is as it was";
  EXPECT_EQ(call_slot(small, 5), S_OK);
  MAPIFreeBuffer(small);
  MAPIFreeBuffer(thing);
}

TEST_F(MakeInvalid, LeavesIUnknownOnTheRuntimesOwnCount) {  // J-74
  Thing* const thing = make_thing();
  ASSERT_EQ(supports_[1]->MakeInvalid(0, thing, 2, 29), S_OK);
  void* other = thing;
  EXPECT_EQ(unknown(thing).QueryInterface(IID_IMAPIFolder, &other), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(other, nullptr);
  EXPECT_EQ(unknown(thing).QueryInterface(IID_IUnknown, &other), S_OK);
  EXPECT_EQ(other, thing);
  EXPECT_EQ(unknown(thing).AddRef(), 4U);
  for (ULONG left = 3; left > 0; --left) EXPECT_EQ(unknown(thing).Release(), left);
  EXPECT_EQ(unknown(thing).Release(), 0U);
  EXPECT_EQ(calls_of_the_providers_code, 0);
}

TEST_F(MakeInvalid, KeepsTheBlockUntilTheLastReleaseAndFreesItOnceWithWhatIsLinkedToIt) {  // J-75, J-76
  Thing* const thing = make_thing();
  void* linked = nullptr;
  ASSERT_EQ(MAPIAllocateMore(100, thing, &linked), S_OK);
  ASSERT_EQ(supports_[2]->MakeInvalid(0, thing, 2, 18), S_OK);
  EXPECT_EQ(unknown(thing).Release(), 1U);
#if defined(__SANITIZE_ADDRESS__)
  EXPECT_FALSE(is_freed(thing)) << "clients still hold its address";
#endif
  EXPECT_EQ(call_slot(thing, 17), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(unknown(thing).Release(), 0U);
  EXPECT_TRUE(is_freed(thing));
  EXPECT_TRUE(is_freed(linked));
}

TEST_F(MakeInvalid, CountsOnManyThreads) {  // J-74, J-100
  Thing* const thing = make_thing();
  ASSERT_EQ(supports_[1]->MakeInvalid(0, thing, 1, 29), S_OK);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 1000; ++j) {
        unknown(thing).AddRef();
        EXPECT_EQ(call_slot(thing, 20), MAPI_E_INVALID_OBJECT);
        unknown(thing).Release();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(unknown(thing).Release(), 0U);
}

TEST_F(MakeInvalid, TakesOneSubObjectOfAnObjectThatHasSeveral) {  // J-77
  struct Two {
    Thing first;
    Thing second;
  };
  void* block = nullptr;
  ASSERT_EQ(MAPIAllocateBuffer(sizeof(Two), &block), S_OK);
  auto* two = static_cast<Two*>(block);
  two->first.methods = two->second.methods = providers_methods();
  ASSERT_EQ(supports_[1]->MakeInvalid(0, &two->first, 1, 29), S_OK);
  EXPECT_EQ(call_slot(&two->first, 3), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(call_slot(&two->second, 3), S_OK) << "its vtable pointer was not given";
  EXPECT_EQ(unknown(&two->first).Release(), 0U);
}

TEST_F(MakeInvalid, MayTakeTheChildrenOfAReleasedParentAtOnce) {  // J-78
  const std::array<const void*, 3> methods{nullptr, nullptr, reinterpret_cast<const void*>(&release_of_parent)};
  void* block = nullptr;
  ASSERT_EQ(MAPIAllocateBuffer(sizeof(Parent), &block), S_OK);
  Thing* const child = make_thing();
  auto* const parent = new (block) Parent{methods.data(), supports_[1].get(), child};
  EXPECT_EQ(call_slot(child, 3), S_OK);
  EXPECT_EQ(reinterpret_cast<IUnknown*>(parent)->Release(), 0U);
  EXPECT_EQ(call_slot(child, 3), MAPI_E_INVALID_OBJECT);
  kit::com_ptr<IUnknown> folder;
  ULONG type = 0;
  EXPECT_EQ(store_->OpenEntry(0, nullptr, nullptr, 0, &type, folder.put()), S_OK) << "the logon is as it was";
  EXPECT_EQ(unknown(child).Release(), 0U);
}

TEST_F(MakeInvalid, IsOverWithTheSupportObjectButWhatItTookStaysDead) {  // J-24, J-76
  expect_broken({"J-24"});
  Thing* const before = make_thing();
  ASSERT_EQ(supports_[0]->MakeInvalid(0, before, 1, 29), S_OK);
  store_.reset();
  ASSERT_EQ(session_->Logoff(0, 0, 0), S_OK);

  Thing* const after = make_thing();
  for (const auto& support : supports_) EXPECT_EQ(support->MakeInvalid(0, after, 1, 29), MAPI_E_INVALID_OBJECT);
  MAPIFreeBuffer(after);
  EXPECT_EQ(call_slot(before, 28), MAPI_E_INVALID_OBJECT);
  supports_.clear();
  uninitialise();
  EXPECT_EQ(call_slot(before, 28), MAPI_E_INVALID_OBJECT) << "its code is the runtime's (J-71)";
  EXPECT_EQ(unknown(before).Release(), 0U);
}

}  // namespace
}  // namespace postroom::test
