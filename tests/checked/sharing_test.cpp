// SPDX-License-Identifier: Apache-2.0
//
// Whose a proxy is: objects that several logons give, stores that are opened again, and objects that go round.
#include "proxy_fixture.hpp"

#include "runtime/checked/clients.hpp"
#include "runtime/checked/registry.hpp"
#include "runtime/lifecycle/ledger.hpp"

#include <dlfcn.h>

#include <stdexcept>

namespace postroom::test {
namespace {

using kit::com_ptr;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::size_t kOpenEntryOfAContainer = 16;  // slots
constexpr std::size_t kOpenTemplateID = 10;

class CheckedSharing : public CheckedProxy {
 protected:
  // What a container's OpenEntry gives a client that names no interface, and says to be of this type.
  com_ptr<IUnknown> opened(Thing& thing, ULONG says_type) {
    Thing container({&IID_IMAPIFolder});
    const auto folder = watched<IMAPIFolder>(container);
    container.give(5, thing);
    com_ptr<IUnknown> object;
    EXPECT_EQ(folder->OpenEntry(0, nullptr, nullptr, 0, &says_type, object.put()), S_OK);
    EXPECT_EQ(container.slot, kOpenEntryOfAContainer);
    return object;
  }
  static const char* face_of(const com_ptr<IUnknown>& object) {
    checked::Face* const face = checked::registry().face_at(object.get());
    return face != nullptr ? face->type().name : "none";
  }
  com_ptr<IMAPIProp> template_of(Thing& logon_object, IMAPIProp* data) {
    const auto logon = watched<IABLogon>(logon_object);
    com_ptr<IMAPIProp> made;
    EXPECT_EQ(logon->OpenTemplateID(0, nullptr, 0, data, &IID_IMAPIProp, made.put(), nullptr), S_OK);
    EXPECT_EQ(logon_object.slot, kOpenTemplateID);
    return made;
  }
};

TEST_F(CheckedSharing, EndsTheLogonsProxyAndNoOtherLogons) {
  Thing singleton({&IID_IMAPITable});
  const auto other = make_owner(library_);
  const auto one = watched<IMAPITable>(singleton);
  const auto two = watched<IMAPITable>(singleton, other);
  EXPECT_NE(one.get(), two.get());
  owner_->close();
  EXPECT_EQ(one->Abort(), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(two->Abort(), S_OK);
  EXPECT_EQ(watched<IMAPITable>(singleton, other).get(), two.get());
}

TEST_F(CheckedSharing, MakesEveryLogonsProxyInvalid) {  // J-73
  Thing singleton({&IID_IMAPITable});
  const auto one = watched<IMAPITable>(singleton);
  const auto two = watched<IMAPITable>(singleton, make_owner(library_));
  make_invalid(singleton);
  EXPECT_EQ(one->Abort(), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(two->Abort(), MAPI_E_INVALID_OBJECT);
}

TEST_F(CheckedSharing, OpensAStoreAgainAsTheSameProxyWithinOneProviderObject) {  // C-31
  const auto provider = checked::make_owner(trace::Subject(1, 0, 1, "things"), &library_);
  Thing store({&IID_IMsgStore});
  const auto first = watched<IMsgStore>(store, make_owner(library_, provider));
  const auto open = [&](const std::shared_ptr<checked::Owner>& owner) {
    return com_ptr<IUnknown>::attach(
        checked::registry().watch(store.reference(), {IID_IMsgStore, false, 0, true}, owner, nullptr));
  };
  EXPECT_EQ(open(make_owner(library_, provider)).get(), first.get());
  EXPECT_NE(open(make_owner(library_, checked::make_owner(trace::Subject(2, 0, 2, "things"), &library_))).get(),
            first.get());
}

TEST_F(CheckedSharing, EndsAStoreThatWasOpenedAgainWithItsFirstLogon) {  // C-31, C-32
  Thing again({&IID_IMsgStore});
  const auto opening = make_owner(library_);
  const auto store = watched<IMsgStore>(again, opening);
  checked::belongs_to(opening, owner_);
  opening->close();
  EXPECT_EQ(store->SaveChanges(0), S_OK) << "its opening is no logon of its own";
  EXPECT_EQ(lifecycle::ledger().objects_of_logon(owner_->subject().logon).size(), 1U);
  owner_->close();
  EXPECT_EQ(store->SaveChanges(0), MAPI_E_INVALID_OBJECT);
}

TEST_F(CheckedSharing, GivesUpAStoreThatWasOpenedAgainWithItsFirstLogon) {  // J-114
  Thing again({&IID_IMsgStore});
  const auto opening = make_owner(library_);
  auto store = watched<IMsgStore>(again, opening);
  checked::belongs_to(opening, owner_);
  owner_->abandon();
  EXPECT_EQ(store->SaveChanges(0), MAPI_E_INVALID_OBJECT);
  store.reset();
  EXPECT_EQ(again.slot, 0U);
  EXPECT_EQ(again.references(), 1U);
}

TEST_F(CheckedSharing, GivesUpALogonWithItsProvider) {  // J-114
  const auto provider = checked::make_owner(trace::Subject(1, 0, 1, "things"), &library_);
  Thing thing({&IID_IMessage});
  auto message = watched<IMessage>(thing, make_owner(library_, provider));
  provider->abandon();
  EXPECT_EQ(message->SaveChanges(0), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(thing.slot, 0U);
  message.reset();
  EXPECT_EQ(thing.references(), 1U);
}

TEST_F(CheckedSharing, ExchangesAProviderOwnProxyForTheObject) {
  Thing thing({&IID_IMailUser});
  auto* const proxy = watched<IMailUser>(thing).detach();
  EXPECT_EQ(checked::for_provider(proxy, &other_library_), proxy);
  IUnknown* const own = checked::for_provider(proxy, &library_);
  EXPECT_EQ(own, thing.pointer());
  EXPECT_EQ(thing.references(), 1U);
  static_cast<void>(said([&] { EXPECT_EQ(proxy->SaveChanges(0), MAPI_E_INVALID_OBJECT) << "it still was held"; }));
  own->Release();
  EXPECT_EQ(thing.references(), 0U);
}

TEST_F(CheckedSharing, GivesTheCallersOwnArgumentBackAsItWasGiven) {  // IABLogon::OpenTemplateID
  Thing logon({&IID_IABLogon});
  Thing clients({&IID_IMAPIProp});
  logon.give(5, clients);
  auto made = template_of(logon, reinterpret_cast<IMAPIProp*>(clients.pointer()));
  EXPECT_EQ(static_cast<void*>(made.get()), clients.pointer());
  made.reset();
  EXPECT_EQ(clients.references(), 0U);
}

TEST_F(CheckedSharing, GivesTheCallersProxyBackForTheObjectThatWasUnwrapped) {
  Thing logon({&IID_IABLogon});
  Thing own({&IID_IMAPIProp});
  auto data = watched<IMAPIProp>(own, make_owner(library_));  // of another logon
  logon.give(5, own);
  auto made = template_of(logon, data.get());
  EXPECT_EQ(made.get(), data.get());
  made.reset();
  EXPECT_EQ(own.references(), 1U);
  data.reset();
  EXPECT_EQ(own.references(), 0U);
}

TEST_F(CheckedSharing, LeavesTheRuntimesOwnObjectsAlone) {
  class Own final : public IUnknown {
   public:
    STDMETHODIMP QueryInterface(REFIID, void** result) override {
      *result = this;
      return S_OK;
    }
    STDMETHODIMP_(ULONG) AddRef() override { return 1; }
    STDMETHODIMP_(ULONG) Release() override { return 1; }
  } own;  // its table of methods lies where the runtime's do: the test is linked with it
  EXPECT_EQ(checked::watch(&own, IID_IMessage, owner_), &own);
}

TEST_F(CheckedSharing, TakesWhatNobodyNamedForWhatItSaysToBe) {
  Thing silent({});
  EXPECT_STREQ(face_of(opened(silent, MAPI_FOLDER)), "IMAPIFolder");
  Thing telling({&IID_IMessage, &IID_IMAPIProp});
  EXPECT_STREQ(face_of(opened(telling, 0)), "IMessage");
}

TEST_F(CheckedSharing, PassesWhatNobodyNamedAndNothingTells) {  // a face of three methods would be a wild jump away
  Thing silent({});
  EXPECT_EQ(opened(silent, 0).get(), silent.pointer());
  Thing half({&IID_IMAPIProp});
  EXPECT_EQ(opened(half, 0).get(), half.pointer());
}

TEST_F(CheckedSharing, GivesAWiderFaceToWhoNamesNoInterfaceThanToWhoAskedForIUnknown) {
  Thing thing({});
  const auto narrow = com_ptr<IUnknown>::attach(checked::watch(thing.reference(), IID_IUnknown, owner_));
  EXPECT_STREQ(face_of(narrow), "IUnknown");
  EXPECT_STREQ(face_of(opened(thing, MAPI_FOLDER)), "IMAPIFolder");
}

TEST_F(CheckedSharing, KeepsTheLibraryWhileOneOfItsInterfacesIsNotInvalid) {
  class Two {  // an object with interfaces at two addresses, of which MakeInvalid replaces one
   public:
    Thing store{{&IID_IMsgStore}};
    Thing status{{&IID_IMAPIStatus}};
  } object;
  const auto store = watched<IMsgStore>(object.store);
  object.store.also(IID_IMAPIStatus, object.status);
  object.status.also(IID_IUnknown, object.store);
  const auto status = store.as<IMAPIStatus>();
  make_invalid(object.store);
  EXPECT_EQ(status->SaveChanges(0), MAPI_E_INVALID_OBJECT);
  EXPECT_THAT(checked::held_of(&library_), Not(IsEmpty()));
  make_invalid(object.status);
  EXPECT_THAT(checked::held_of(&library_), IsEmpty());
}

TEST_F(CheckedSharing, KeepsTheLibraryWhileALastReleaseRuns) {
  Thing thing({&IID_IMessage});
  auto proxy = watched<IMessage>(thing);
  std::string held;
  thing.in_release = [&] { held = checked::held_of(&library_); };
  proxy.reset();
  EXPECT_THAT(held, AllOf(HasSubstr("IMessage"), HasSubstr("whose last Release has not returned")));
  EXPECT_THAT(checked::held_of(&library_), IsEmpty());
}

TEST_F(CheckedSharing, IsNotTheInvalidOnesForANewObjectAtTheSameAddress) {
  Thing thing({&IID_IMessage});
  const auto old = watched<IMessage>(thing);
  make_invalid(thing);
  const auto fresh = watched<IMessage>(thing);
  EXPECT_NE(fresh.get(), old.get());
  EXPECT_EQ(fresh->SaveChanges(0), S_OK);
}

TEST_F(CheckedSharing, HoldsTheProxiesWhileAnObjectIsMadeInvalid) {
  Thing thing({&IID_IMessage});
  auto proxy = watched<IMessage>(thing);
  IMessage* const pointer = proxy.get();
  checked::Invalidation watched_object(thing.pointer());
  proxy.reset();
  EXPECT_EQ(thing.references(), 1U) << "another object may stand at its address";
  watched_object.done();
  EXPECT_EQ(pointer->SaveChanges(0), MAPI_E_INVALID_OBJECT);
}

TEST_F(CheckedSharing, HasAClientsFaceForItsIdentity) {  // of a store that is its own logon the logon comes first
  Thing thing({&IID_IMsgStore, &IID_IMSLogon});
  const auto logon = watched<IMSLogon>(thing);
  const auto store = watched<IMsgStore>(thing);
  const auto identity = store.as<IUnknown>();
  EXPECT_EQ(static_cast<void*>(identity.get()), store.get());
  owner_->close();
  EXPECT_EQ(identity.as<IMsgStore>().get(), nullptr) << "its logon has ended";
  EXPECT_EQ(identity.as<IUnknown>().get(), identity.get());
}

TEST_F(CheckedSharing, TakesAnObjectThatThrowsWhenAskedForOneWithoutTheInterface) {
  Thing thing({&IID_IMAPIProp, &IID_IMessage});
  thing.in_query = [] { throw std::runtime_error("out of QueryInterface"); };
  auto proxy = watched<IMAPIProp>(thing);
  thing.in_query = {};
  EXPECT_TRUE(checked::is_proxy(proxy.get()));
  EXPECT_EQ(proxy->SaveChanges(0), S_OK);
  proxy.reset();
  EXPECT_EQ(thing.references(), 0U);
}

TEST_F(CheckedSharing, NamesTheClientWhenTheRuntimeReleasesForIt) {  // here the test's own calls are the runtime's
  Thing thing({&IID_IMessage});
  auto proxy = watched<IMessage>(thing);
  IMessage* const dead = proxy.get();
  {
    const kit::Gate::Pass of_the_client(checked::clients().gate(), dlsym(RTLD_DEFAULT, "getpid"));
    proxy.reset();
  }
  EXPECT_THAT(said([&] { EXPECT_EQ(dead->SaveChanges(0), MAPI_E_INVALID_OBJECT); }), HasSubstr("released by libc"));
}

}  // namespace
}  // namespace postroom::test
