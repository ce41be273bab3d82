// SPDX-License-Identifier: Apache-2.0
//
// What a proxy promises, seen from both sides: with objects of the test's own as the provider's.
#include "proxy_fixture.hpp"

#include "runtime/checked/checked.hpp"
#include "runtime/checked/registry.hpp"
#include "runtime/lifecycle/ledger.hpp"
#include "runtime/lifecycle/trace.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/host.hpp>
#include <postroom/trace_reader.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mapispi.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <thread>

namespace postroom::test {
namespace {

using kit::com_ptr;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(CheckedProxy, IsTheSameForTheSameObjectWhileItLives) {
  Thing thing({&IID_IMessage});
  auto one = watched<IMessage>(thing);
  const auto two = watched<IMessage>(thing);
  EXPECT_EQ(one.get(), two.get());
  one.reset();
  EXPECT_EQ(two->SaveChanges(0), S_OK);
}

TEST_F(CheckedProxy, IsAnotherOnceTheLastReferenceHasGone) {
  Thing thing({&IID_IMessage});
  auto one = watched<IMessage>(thing);
  IMessage* const dead = one.get();
  one.reset();
  EXPECT_EQ(thing.references(), 0U);
  const auto two = watched<IMessage>(thing);
  EXPECT_NE(two.get(), dead);
  EXPECT_EQ(two->SaveChanges(0), S_OK);
}

TEST_F(CheckedProxy, HasOneIdentityForAllItsInterfaces) {
  Thing thing({&IID_IMsgStore, &IID_IMSLogon});
  const auto store = watched<IMsgStore>(thing);
  const auto logon = watched<IMSLogon>(thing);
  EXPECT_EQ(store.as<IUnknown>().get(), logon.as<IUnknown>().get());
  EXPECT_EQ(logon.as<IMsgStore>().get(), store.get());
  EXPECT_EQ(store.as<IMAPIFolder>().get(), nullptr);
}

TEST_F(CheckedProxy, GivesTheReferencesBackWithItsLastOne) {
  Thing thing({&IID_IMsgStore, &IID_IMSLogon});
  auto store = watched<IMsgStore>(thing);
  auto logon = watched<IMSLogon>(thing);
  EXPECT_EQ(thing.references(), 2U);
  EXPECT_EQ(logon.reset(), 1U);
  EXPECT_EQ(thing.references(), 1U) << "the runtime's borrowed logon holds nothing";
  EXPECT_EQ(store.reset(), 0U);
  EXPECT_EQ(thing.references(), 0U);
}

TEST_F(CheckedProxy, HoldsAsManyReferencesAsItHas) {  // J-44: a store in StoreLogoff goes by its count
  Thing thing({&IID_IMsgStore});
  auto one = watched<IMsgStore>(thing);
  EXPECT_EQ(thing.references(), 1U);
  auto two = watched<IMsgStore>(thing);
  EXPECT_EQ(thing.references(), 2U);
  auto three = one;
  auto four = two.as<IMsgStore>();
  auto five = three.as<IUnknown>();
  EXPECT_EQ(thing.references(), 5U);
  thing.inside = [&] { EXPECT_EQ(thing.references(), 5U) << "a call has no reference of its own"; };
  EXPECT_EQ(one->SaveChanges(0), S_OK);
  for (auto* each : {&one, &two, &three, &four}) each->reset();
  EXPECT_EQ(thing.references(), 1U);
  five.reset();
  EXPECT_EQ(thing.references(), 0U);
}

TEST_F(CheckedProxy, AnswersWhatTheLastReleaseOfTheProviderAnswered) {  // the trace keeps it as a hint
  Thing thing({&IID_IMessage});
  static_cast<void>(thing.reference());  // somebody else's
  auto proxy = watched<IMessage>(thing);
  EXPECT_EQ(proxy.reset(), 1U);
}

TEST_F(CheckedProxy, IsTheObjectsNaturalInterfaceBehindABaseOne) {
  Thing thing({&IID_IMessage, &IID_IMAPIProp});
  const auto properties = watched<IMAPIProp>(thing);
  EXPECT_EQ(static_cast<IMAPIProp*>(properties.as<IMessage>().get()), properties.get());
}

TEST_F(CheckedProxy, RefusesACallAfterTheLastReleaseAndSaysWhoLetGo) {
  Thing thing({&IID_IMessage});
  auto proxy = watched<IMessage>(thing);
  IMessage* const dead = proxy.get();
  proxy.reset();
  const auto before = events(trace::Event::object_breach).size();
  const std::string text = said([&] {
    EXPECT_EQ(dead->SaveChanges(0), MAPI_E_INVALID_OBJECT);
    EXPECT_EQ(dead->SaveChanges(0), MAPI_E_INVALID_OBJECT);
  });
  EXPECT_EQ(thing.slot, 0U) << "the provider was called";
  EXPECT_THAT(text, AllOf(HasSubstr("IMessage::SaveChanges was called after the object's last Release, by "),
                          HasSubstr("released by "), HasSubstr("checked_test+0x")));
  EXPECT_EQ(text.find("SaveChanges"), text.rfind("SaveChanges")) << "said more than once";
  const auto breaches = events(trace::Event::object_breach);
  ASSERT_EQ(breaches.size(), before + 2);
  EXPECT_EQ(breaches.back().method, "IMessage::SaveChanges");
  EXPECT_EQ(breaches.back().hresult, MAPI_E_INVALID_OBJECT);
  EXPECT_THAT(breaches.back().detail, HasSubstr("released by checked_test+0x"));
}

TEST_F(CheckedProxy, RefusesEveryMethodOfIUnknownAfterTheLastRelease) {
  Thing thing({&IID_IMessage});
  auto proxy = watched<IMessage>(thing);
  IUnknown* const dead = proxy.get();
  proxy.reset();
  void* result = &thing;
  const std::string text = said([&] {
    EXPECT_EQ(dead->Release(), 0U);
    EXPECT_EQ(dead->AddRef(), 0U);
    EXPECT_EQ(dead->QueryInterface(IID_IUnknown, &result), MAPI_E_INVALID_OBJECT);
  });
  EXPECT_EQ(result, nullptr);
  EXPECT_EQ(thing.references(), 0U) << "released once too often";
  EXPECT_THAT(text, HasSubstr("IMessage::Release was called after"));
}

TEST_F(CheckedProxy, GoesBackToItsProviderAsTheObjectItself) {
  Thing source({&IID_IMessage});
  Thing target({&IID_IMessage});
  const auto from = watched<IMessage>(source);
  const auto to = watched<IMessage>(target, make_owner(library_));  // another logon of the same library
  EXPECT_EQ(from->CopyTo(0, nullptr, nullptr, 0, nullptr, &IID_IMessage, to.get(), 0, nullptr), S_OK);
  EXPECT_EQ(source.arguments[kDestination], reinterpret_cast<ULONG_PTR>(target.pointer()));
}

TEST_F(CheckedProxy, OfEveryKindGoesBackAsTheObjectItself) {
  Thing source({&IID_IMessage});
  const auto from = watched<IMessage>(source);
  for (const checked::FaceType* type : checked::face_types()) {
    Thing target({type->iid});
    const auto to = com_ptr<IUnknown>::attach(checked::watch(target.reference(), *type->iid, owner_));
    ASSERT_TRUE(checked::is_proxy(to.get())) << type->name;
    EXPECT_EQ(from->CopyTo(0, nullptr, nullptr, 0, nullptr, type->iid, to.get(), 0, nullptr), S_OK);
    EXPECT_EQ(source.arguments[kDestination], reinterpret_cast<ULONG_PTR>(target.pointer())) << type->name;
  }
}

TEST_F(CheckedProxy, StaysAProxyForAnotherProvider) {
  Thing source({&IID_IMessage});
  Thing target({&IID_IMessage});
  const auto from = watched<IMessage>(source);
  const auto to = watched<IMessage>(target, make_owner(other_library_));
  EXPECT_EQ(from->CopyTo(0, nullptr, nullptr, 0, nullptr, &IID_IMessage, to.get(), 0, nullptr), S_OK);
  EXPECT_EQ(source.slot, kCopyTo);
  EXPECT_EQ(source.arguments[kDestination], reinterpret_cast<ULONG_PTR>(to.get()));
}

TEST_F(CheckedProxy, LeavesAClientsOwnObjectAlone) {
  Thing source({&IID_IMessage});
  Thing clients({&IID_IMessage});
  const auto from = watched<IMessage>(source);
  EXPECT_EQ(from->CopyTo(0, nullptr, nullptr, 0, nullptr, &IID_IMessage, clients.pointer(), 0, nullptr), S_OK);
  EXPECT_EQ(source.arguments[kDestination], reinterpret_cast<ULONG_PTR>(clients.pointer()));
}

TEST_F(CheckedProxy, ThatIsReleasedGoesToItsProviderAsOneThatRefuses) {
  Thing source({&IID_IMessage});
  Thing target({&IID_IMessage});
  const auto from = watched<IMessage>(source);
  auto to = watched<IMessage>(target);
  IMessage* const dead = to.get();
  to.reset();
  source.inside = [&] {
    auto* const given = reinterpret_cast<IMessage*>(source.arguments[kDestination]);
    EXPECT_EQ(given->SaveChanges(0), MAPI_E_INVALID_OBJECT);
  };
  const std::string text =
      said([&] { EXPECT_EQ(from->CopyTo(0, nullptr, nullptr, 0, nullptr, &IID_IMessage, dead, 0, nullptr), S_OK); });
  EXPECT_EQ(target.slot, 0U);
  EXPECT_THAT(text, HasSubstr("IMessage::SaveChanges was called after"));
}

TEST_F(CheckedProxy, IsNotWrappedAgain) {
  Thing thing({&IID_IMessage});
  const auto proxy = watched<IMessage>(thing);
  const auto again = checked::watch(proxy, make_owner(other_library_));
  EXPECT_EQ(again.get(), proxy.get());
}

TEST_F(CheckedProxy, PassesAnInterfaceThatItDoesNotKnow) {
  Thing thing({&IID_IMessage, &IID_IPostroomHost});
  const auto proxy = watched<IMessage>(thing);
  const auto own = proxy.as<IPostroomHost>();
  EXPECT_EQ(static_cast<void*>(own.get()), static_cast<void*>(thing.pointer()));
}

TEST_F(CheckedProxy, OfALogonThatHasEndedAnswersInvalidObject) {  // J-73, J-74
  Thing thing({&IID_IMessage});
  const auto proxy = watched<IMessage>(thing);
  owner_->close();
  std::string text = said([&] { EXPECT_EQ(proxy->SaveChanges(0), MAPI_E_INVALID_OBJECT); });
  EXPECT_EQ(thing.slot, 0U);
  EXPECT_THAT(text, IsEmpty()) << "the client did nothing that it must not";
  EXPECT_EQ(proxy.as<IMAPIProp>().get(), nullptr);
  EXPECT_EQ(proxy.as<IUnknown>().get(), proxy.get());
}

TEST_F(CheckedProxy, OfALogonThatHasEndedStandsForNothingThatAnotherOneGives) {
  Thing thing({&IID_IMessage});
  const auto old = watched<IMessage>(thing);
  owner_->close();
  const auto fresh = watched<IMessage>(thing, make_owner(library_));
  EXPECT_NE(fresh.get(), old.get());
  EXPECT_EQ(fresh->SaveChanges(0), S_OK);
  EXPECT_EQ(old->SaveChanges(0), MAPI_E_INVALID_OBJECT);
}

TEST_F(CheckedProxy, ThatItsProviderMadeInvalidAnswersInvalidObject) {  // J-73
  Thing thing({&IID_IMessage});
  auto proxy = watched<IMessage>(thing);
  make_invalid(thing);
  EXPECT_EQ(proxy->SaveChanges(0), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(thing.slot, 0U);
  EXPECT_EQ(proxy->AddRef(), 2U);
  EXPECT_EQ(proxy->Release(), 1U);
  proxy.reset();
  EXPECT_EQ(thing.references(), 0U) << "what MakeInvalid left is released, too";
}

TEST_F(CheckedProxy, OfAnAbandonedProviderReleasesNothing) {  // J-114
  Thing thing({&IID_IMessage});
  auto proxy = watched<IMessage>(thing);
  owner_->abandon();
  owner_->close();
  proxy.reset();
  EXPECT_EQ(thing.references(), 1U);
}

TEST_F(CheckedProxy, OfALogonIsCalledFromInsideTheLastRelease) {  // as a store that is its own logon is
  Thing thing({&IID_IMsgStore, &IID_IMSLogon});
  auto store = watched<IMsgStore>(thing);
  auto logon = watched<IMSLogon>(thing);
  IMSLogon* const borrowed = logon.get();
  IMsgStore* const dying = store.get();
  logon.reset();
  thing.in_release = [&] {
    ULONG zero = 0;
    EXPECT_EQ(borrowed->Logoff(&zero), S_OK);
    EXPECT_EQ(dying->SaveChanges(0), MAPI_E_INVALID_OBJECT) << "that is a client's call";
  };
  static_cast<void>(said([&] { store.reset(); }));
  EXPECT_EQ(thing.slot, kIMSLogonLogoff);
  ULONG zero = 0;
  static_cast<void>(said([&] { EXPECT_EQ(borrowed->Logoff(&zero), MAPI_E_INVALID_OBJECT); }));
}

TEST_F(CheckedProxy, HoldsWhatIsCalled) {
  Thing thing({&IID_IMessage});
  auto proxy = watched<IMessage>(thing);
  thing.inside = [&] {
    proxy.reset();
    EXPECT_EQ(thing.references(), 1U) << "released from under a call";
  };
  EXPECT_EQ(proxy->SaveChanges(0), S_OK);
  EXPECT_EQ(thing.references(), 0U);
}

TEST_F(CheckedProxy, LetsAnExceptionPass) {  // the runtime's caller turns it into a failed call
  Thing thing({&IID_IMSLogon});
  const auto logon = watched<IMSLogon>(thing);
  thing.inside = [] { throw std::runtime_error("out of the provider"); };
  ULONG zero = 0;
  EXPECT_THROW(logon->Logoff(&zero), std::runtime_error);
  thing.inside = {};
  EXPECT_EQ(logon->Logoff(&zero), S_OK);
}

TEST_F(CheckedProxy, RecordsEachCall) {
  Thing thing({&IID_IMessage});
  const auto proxy = watched<IMessage>(thing);
  const auto second = proxy;
  thing.answer = MAPI_E_NO_ACCESS;
  thing.inside = [] { std::this_thread::sleep_for(std::chrono::milliseconds(2)); };
  EXPECT_EQ(proxy->SaveChanges(0), MAPI_E_NO_ACCESS);
  const auto called = events(trace::Event::object_called);
  ASSERT_FALSE(called.empty());
  EXPECT_EQ(called.back().method, "IMessage::SaveChanges");
  EXPECT_EQ(called.back().hresult, MAPI_E_NO_ACCESS);
  EXPECT_EQ(called.back().object, reinterpret_cast<std::uint64_t>(proxy.get()));
  EXPECT_EQ(called.back().request, 2U) << "references held";
  EXPECT_GE(called.back().answer, 2'000'000U) << "nanoseconds";
  EXPECT_EQ(called.back().logon, owner_->subject().logon);
}

TEST_F(CheckedProxy, IsInTheLedgerUnderItsLogon) {  // design 6, step 5
  Thing thing({&IID_IMAPIFolder});
  auto proxy = watched<IMAPIFolder>(thing);
  const auto objects = lifecycle::ledger().objects_of_logon(owner_->subject().logon);
  ASSERT_EQ(objects.size(), 1U);
  EXPECT_EQ(objects.front().type, "IMAPIFolder");
  EXPECT_EQ(objects.front().references, 1U);
  proxy.reset();
  EXPECT_TRUE(lifecycle::ledger().objects_of_logon(owner_->subject().logon).empty());
}

TEST_F(CheckedProxy, IsNotInTheLedgerBesideWhatAKitEnters) {
  owner_->note_own_ledger();
  Thing thing({&IID_IMAPIFolder});
  const auto proxy = watched<IMAPIFolder>(thing);
  EXPECT_TRUE(lifecycle::ledger().objects_of_logon(owner_->subject().logon).empty());
}

TEST_F(CheckedProxy, OfALogonThatHasEndedReleasesNothing) {  // J-11: what a provider forgot may not be touched
  Thing thing({&IID_IMAPIFolder});
  auto proxy = watched<IMAPIFolder>(thing);
  auto second = proxy;
  EXPECT_EQ(thing.references(), 2U);
  owner_->close();
  EXPECT_EQ(second.reset(), 1U);
  EXPECT_EQ(proxy.reset(), 0U);
  EXPECT_EQ(thing.references(), 2U);
}

TEST_F(CheckedProxy, OfALogonThatHasEndedReleasesAStore) {  // J-47, J-51: it outlives its logon
  Thing thing({&IID_IMsgStore});
  auto store = watched<IMsgStore>(thing);
  auto second = store;
  owner_->close();
  second.reset();
  EXPECT_EQ(thing.references(), 1U);
  store.reset();
  EXPECT_EQ(thing.references(), 0U);
}

TEST_F(CheckedProxy, OfALogonThatHasEndedReleasesWhatMakeInvalidLeft) {  // J-75
  Thing thing({&IID_IMAPIFolder});
  auto proxy = watched<IMAPIFolder>(thing);
  auto second = proxy;
  make_invalid(thing);
  owner_->close();
  second.reset();
  proxy.reset();
  EXPECT_EQ(thing.references(), 0U);
}

TEST_F(CheckedProxy, OfAnAbandonedLogonStillNamesWhoReleasedIt) {  // J-114
  Thing thing({&IID_IMessage});
  auto proxy = watched<IMessage>(thing);
  IMessage* const pointer = proxy.get();
  owner_->abandon();
  proxy.reset();
  const std::string told = said([&] { EXPECT_EQ(pointer->SaveChanges(0), MAPI_E_INVALID_OBJECT); });
  EXPECT_THAT(told, HasSubstr("released by checked_test+0x"));
}

TEST_F(CheckedProxy, OfALogonThatHasEndedReleasesWhatAKitIsBehind) {
  owner_->note_own_ledger();
  Thing thing({&IID_IMAPIFolder});
  auto proxy = watched<IMAPIFolder>(thing);
  owner_->close();
  auto second = proxy;
  EXPECT_EQ(thing.references(), 2U);
  second.reset();
  proxy.reset();
  EXPECT_EQ(thing.references(), 0U);
}

TEST_F(CheckedProxy, OfALogonObjectIsReleasedByTheRuntimeAfterItsEnd) {  // J-14
  Thing thing({&IID_IABLogon});
  auto logon = watched<IABLogon>(thing);
  owner_->close();
  EXPECT_EQ(logon->Logoff(0), S_OK);
  logon.reset();
  EXPECT_EQ(thing.references(), 0U);
}

TEST_F(CheckedProxy, KeepsTheLibraryOfWhatIsHeld) {
  Thing thing({&IID_IMAPIFolder});
  EXPECT_THAT(checked::held_of(&library_), IsEmpty());
  auto proxy = watched<IMAPIFolder>(thing);
  EXPECT_THAT(checked::held_of(&library_),
              AllOf(HasSubstr("IMAPIFolder of logon "), HasSubstr("(things), 1 reference")));
  EXPECT_THAT(checked::held_of(&other_library_), IsEmpty());
  make_invalid(thing);  // from here on no code of the library runs for it
  EXPECT_THAT(checked::held_of(&library_), IsEmpty());
}

TEST_F(CheckedProxy, IsCountedRightByManyThreads) {
  Thing object({});
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 500; ++k) {
        const auto proxy = com_ptr<IUnknown>::attach(checked::watch(object.reference(), IID_IUnknown, owner_));
        EXPECT_TRUE(checked::is_proxy(proxy.get()));
        EXPECT_EQ(proxy.as<IUnknown>().get(), proxy.get());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(object.references(), 0U);
  EXPECT_TRUE(lifecycle::ledger().objects_of_logon(owner_->subject().logon).empty());
}

}  // namespace
}  // namespace postroom::test
