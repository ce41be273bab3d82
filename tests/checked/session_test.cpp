// SPDX-License-Identifier: Apache-2.0
//
// Sessions in checked mode, with the provider that is written on the bare service provider interface: what the runtime
// otherwise can say of the kit's objects only, it says of this provider's.
#include "../support/forked_child.hpp"
#include "session_fixture.hpp"

#include <postroom/postroom.h>

#include <mapispi.h>

#include <dlfcn.h>

#include <cstdlib>
#include <stdexcept>

namespace postroom::test {
namespace {

using kit::com_ptr;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class CheckedSession : public SessionTest {
 protected:
  CheckedSession() {
    setenv("POSTROOM_CHECK", "1", 1);
    setenv("POSTROOM_LEAKS", "1", 1);
  }
  ~CheckedSession() override {
    unsetenv("POSTROOM_LEAKS");
    unsetenv("POSTROOM_TEST_FAULT");
  }

  com_ptr<IMAPISession> log_on_to_store(const std::string& dll_name = "spi_example", ULONG faults = kNoFault) {
    Services services;
    services.dll_name = dll_name;
    services.store = faults;
    services.with_address_book = false;
    services.with_transport = false;
    make_profile("Alice", services);
    return log_on("Alice");
  }

  static com_ptr<IMAPIFolder> root_of(IMsgStore& store) {
    com_ptr<IMAPIFolder> folder;
    ULONG type = 0;
    EXPECT_EQ(store.OpenEntry(0, nullptr, nullptr, 0, &type, folder.put_unknown()), S_OK);
    return folder;
  }

  // A root folder that the client has released, and calls nevertheless.
  static IMAPIFolder* released_root_of(IMsgStore& store) {
    auto folder = root_of(store);
    IMAPIFolder* const released = folder.get();
    folder.reset();
    return released;
  }

  // Gives the support object of the example's latest logon of a kind.
  static IMAPISupport* (*support_function())(int) {
    const std::string file = std::string(std::getenv("POSTROOM_TEST_BUILD")) + "/lib/postroom-test/libspi_example.so";
    void* const library = dlopen(file.c_str(), RTLD_NOW | RTLD_NOLOAD);
    if (library == nullptr) throw std::runtime_error("the example provider is not loaded");
    dlclose(library);
    return reinterpret_cast<IMAPISupport* (*)(int)>(dlsym(library, "spi_example_support"));
  }

  static HRESULT get_props(IMAPIProp& object) {
    ULONG count = 0;
    kit::mapi_ptr<SPropValue> values;
    return object.GetProps(nullptr, 0, &count, kit::out(values));
  }

  static std::string log_off(IMAPISession& session) {
    ::testing::internal::CaptureStderr();
    EXPECT_EQ(session.Logoff(0, 0, 0), S_OK);
    return ::testing::internal::GetCapturedStderr();
  }
};

TEST_F(CheckedSession, NamesALeakedFolderOfABareProviderAndWhoObtainedIt) {  // design 6, step 5
  auto session = log_on_to_store();
  auto store = open_store(*session);
  auto folder = root_of(*store);
  store.reset();

  const std::string said = log_off(*session);

  EXPECT_THAT(said,
              AllOf(HasSubstr("1 object of session "), ContainsRegex("1 IMAPIFolder of logon [0-9]+ .spi_example., "
                                                                     "obtained by checked_session_test.0x")));
  EXPECT_EQ(count(trace::Event::leak), 1U);
  EXPECT_EQ(get_props(*folder), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(folder.reset(), 0U);
}

TEST_F(CheckedSession, RefusesALeakedObjectThatItsProviderForgotToEnd) {  // J-23, J-73
  setenv("POSTROOM_TEST_FAULT", "folder-survives", 1);
  auto session = log_on_to_store("spi_faulty");
  auto store = open_store(*session);
  auto folder = root_of(*store);
  EXPECT_EQ(get_props(*folder), S_OK);

  const std::string said = log_off(*session);

  EXPECT_THAT(said, AllOf(HasSubstr("1 IMAPIFolder of logon"), HasSubstr("1 IMsgStore of logon")));
  EXPECT_EQ(get_props(*folder), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(get_props(*store), MAPI_E_INVALID_OBJECT);
  folder.reset();
  store.reset();
}

TEST_F(CheckedSession, ClosesALibraryWhoseLeakedObjectsWereMadeInvalid) {  // A-40, J-73
  auto session = log_on_to_store();
  auto store = open_store(*session);
  auto folder = root_of(*store);
  store.reset();
  log_off(*session);
  session.reset();

  uninitialise();  // the fixture sees to it that the library has gone

  EXPECT_EQ(get_props(*folder), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(folder.reset(), 0U);
}

TEST_F(CheckedSession, KeepsALibraryWhoseObjectsAreHeldAndSaysSo) {
  setenv("POSTROOM_TEST_FAULT", "folder-survives", 1);
  auto session = log_on_to_store("spi_faulty");
  auto store = open_store(*session);
  auto folder = root_of(*store);
  store.reset();
  log_off(*session);
  session.reset();
  expect_kept_library();

  uninitialise();

  std::string keeper;
  for (const trace::Entry& entry : events()) {
    if (entry.is(trace::Event::library_kept)) keeper = entry.detail;
  }
  EXPECT_THAT(keeper, ContainsRegex("IMAPIFolder of logon [0-9]+ .spi_faulty., 1 reference, obtained by "
                                    "checked_session_test.0x"));
  EXPECT_EQ(folder.reset(), 0U) << "its code is still there";
}

TEST_F(CheckedSession, RefusesACallAfterReleaseAndNamesBothPlaces) {
  auto session = log_on_to_store();
  auto store = open_store(*session);
  IMAPIFolder* const released = released_root_of(*store);

  ::testing::internal::CaptureStderr();
  EXPECT_EQ(get_props(*released), MAPI_E_INVALID_OBJECT);
  const std::string said = ::testing::internal::GetCapturedStderr();

  EXPECT_THAT(said, ContainsRegex("IMAPIFolder::GetProps was called after the object's last Release, by "
                                  "checked_session_test.0x.* released by checked_session_test.0x.* obtained by "
                                  "checked_session_test.0x"));
  EXPECT_EQ(count(trace::Event::object_breach), 1U);
  expect_broken({"A-26"});  // the checker names it, too
  store.reset();
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
}

TEST_F(CheckedSession, SaysNothingInAChildOfFork) {  // its locks may be another thread's for good
  auto session = log_on_to_store();
  auto store = open_store(*session);
  IMAPIFolder* const released = released_root_of(*store);

  ::testing::internal::CaptureStderr();
  EXPECT_EQ(exit_code_of_child([&] { return released->Release() == 0; }), 0);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), IsEmpty());
}

TEST_F(CheckedSession, RefusesToMakeAnotherProvidersObjectInvalid) {
  auto session = log_on_to_store();
  auto store = open_store(*session);
  const auto folder = root_of(*store);
  const auto support_of = support_function();
  EXPECT_EQ(support_of(1)->MakeInvalid(0, folder.get(), 1, 30), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(get_props(*folder), S_OK);
}

TEST_F(CheckedSession, OpensAStoreTwiceAsOneObject) {  // C-31
  auto session = log_on_to_store();
  auto one = open_store(*session);
  auto two = open_store(*session);
  EXPECT_EQ(one.get(), two.get());
  one.reset();
  EXPECT_EQ(root_of(*two).reset(), 0U);
  two.reset();
  EXPECT_THAT(log_off(*session), IsEmpty());
}

TEST_F(CheckedSession, EndsAStoreThatItsProviderKeptAndGaveAgainWithItsFirstLogon) {  // C-31, J-73
  setenv("POSTROOM_TEST_FAULT", "child-holds-store", 1);
  auto session = log_on_to_store("spi_faulty");
  auto store = open_store(*session);
  auto folder = root_of(*store);
  IMsgStore* const released = store.get();
  store.reset();
  auto again = open_store(*session);
  EXPECT_NE(again.get(), released) << "nobody had that one any more";
  EXPECT_EQ(again.as<IMsgStore>().get(), again.get());
  folder.reset();

  const std::string said = log_off(*session);

  EXPECT_THAT(said, HasSubstr("1 IMsgStore of logon"));
  EXPECT_EQ(again.as<IMsgStore>().get(), nullptr) << "the provider itself would give it";
  again.reset();
}

TEST_F(CheckedSession, GivesAProviderItsOwnObjectsAsItKnowsThem) {  // D-18
  auto session = log_on_to_store();
  auto store = open_store(*session);
  auto id = folder_id();
  com_ptr<IMAPIFolder> own;
  ULONG type = 0;
  ASSERT_EQ(support_function()(1)->OpenEntry(static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()),
                                             nullptr, 0, &type, own.put_unknown()),
            S_OK);
  Dl_info info{};
  ASSERT_NE(dladdr(*reinterpret_cast<void**>(own.get()), &info), 0);
  EXPECT_THAT(info.dli_fname, HasSubstr("libspi_example.so")) << "whose methods it has";
  EXPECT_EQ(get_props(*own), S_OK);
  EXPECT_EQ(own.reset(), 0U);
  store.reset();
  EXPECT_THAT(log_off(*session), IsEmpty());
}

TEST_F(CheckedSession, EndsAStoreThatIsItsOwnLogonByItsLastRelease) {
  auto session = log_on_to_store("spi_example", kOneIdentity);
  auto store = open_store(*session, 0, MDB_NO_DIALOG | MDB_NO_MAIL);
  store.reset();
  EXPECT_EQ(count(trace::Event::one_identity), 1U);
  EXPECT_EQ(count(trace::Event::support_teardown, "by_release"), 1U);
  EXPECT_EQ(count(trace::Event::object_breach), 0U);
  EXPECT_THAT(log_off(*session), IsEmpty());
}

}  // namespace
}  // namespace postroom::test
