// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/uid.hpp"
#include "tests/profile/fixture.hpp"
#include "tests/profile/recording_caller.hpp"
#include "tests/support/fake_support.hpp"

#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/provider/service_entry.hpp>

#include <gmock/gmock.h>
#include <mapitags.h>

#include <array>

namespace postroom::profile {
namespace {

using kit::provider::service_entry;
using ::testing::HasSubstr;

constexpr ULONG kServer = PROP_TAG(PT_UNICODE, 0x6600);
constexpr ULONG kPort = PROP_TAG(PT_LONG, 0x6601);
constexpr ULONG kServicePassword = PROP_TAG(PT_UNICODE, 0x67F0);
constexpr std::array<ULONG, 3> kSettings = {kServer, kPort, kServicePassword};
constexpr std::array<ULONG, 1> kBound = {PR_RECORD_KEY};

void validate(const kit::PropertyBag& section) {
  if (section.text(kServer).empty()) kit::fail(MAPI_E_UNCONFIGURED, "no server is named");
}

// A service whose provider library exports the kit's service entry.
class ServiceEntryTest : public ProfileTest {
 protected:
  ServiceEntryTest() {
    write_inf("mail.inf",
              "[Services]\nMAIL=Mail\n[MAIL]\nProviders=P, Q\nSections=E\nPR_SERVICE_DLL_NAME=mail\n"
              "PR_SERVICE_ENTRY_NAME=ServiceEntry\n"
              "[P]\nPR_PROVIDER_DLL_NAME=mail\nPR_RESOURCE_TYPE=MAPI_TRANSPORT_PROVIDER\n"
              "[Q]\nPR_PROVIDER_DLL_NAME=mail\nPR_RESOURCE_TYPE=MAPI_STORE_PROVIDER\n"
              "[E]\nUID=13DB0C8AA05101A9BB0000AA002FC45A\n");
    unsetenv("POSTROOM_INF_PATH");
    caller_.answer = [this](const ServiceEntryCall& call) {
      kit::mapi_ptr<MAPIERROR> error;
      const HRESULT code = service_entry({.support = &support_,
                                          .flags = call.flags,
                                          .context = call.context,
                                          .properties = call.properties,
                                          .admin = call.provider_admin,
                                          .error = kit::MapiOut<MAPIERROR>(error)},
                                         {.settings = kSettings, .bound = kBound, .validate = &validate});
      return ServiceEntryResult{code, error ? reinterpret_cast<const char*>(error->lpszError) : ""};
    };
    store()->create("p");
    EXPECT_EQ(admin()->AdminServices(text("p"), nullptr, 0, 0, services_.put()), S_OK);
    EXPECT_EQ(services_.as<IMsgServiceAdmin2>()->CreateMsgServiceEx(text("MAIL"), nullptr, 0, 0, &service_), S_OK);
  }

  HRESULT configure(const kit::PropertyBag& properties, ULONG flags = 0) {
    const auto made = kit::make_values(properties);
    return services_->ConfigureMsgService(&service_, 0, flags, static_cast<ULONG>(properties.size()), made.get());
  }
  kit::PropertyValue setting(std::size_t provider, ULONG tag) {
    const auto profile = store()->find("p");
    const auto section = profile->open_section(core(), profile->providers().at(provider).section, 0, Opener::provider);
    return get(section.get(), tag);
  }
  std::string last_error(HRESULT code) {
    kit::mapi_ptr<MAPIERROR> error;
    EXPECT_EQ(services_->GetLastError(code, 0, kit::out(error)), S_OK);
    return error ? reinterpret_cast<const char*>(error->lpszError) : "";
  }

  test::FakeSupport support_;
  RecordingCaller caller_;
  kit::com_ptr<IMsgServiceAdmin> services_;
  MAPIUID service_{};
};

TEST_F(ServiceEntryTest, WritesTheSettingsIntoEveryProvidersSection) {  // B-29, B-32
  EXPECT_EQ(configure({{kServer, "smtp.example.org"}, {kPort, 587}, {kServicePassword, "secret"}}), S_OK);
  for (const std::size_t provider : {0U, 1U}) {
    EXPECT_EQ(setting(provider, kServer).text(), "smtp.example.org");
    EXPECT_EQ(setting(provider, kPort).number(), 587);
    EXPECT_EQ(setting(provider, kServicePassword).text(), "secret");
  }
}

TEST_F(ServiceEntryTest, ChangesOneSettingAndKeepsTheOthers) {
  EXPECT_EQ(configure({{kServer, "one"}, {kServicePassword, "secret"}}), S_OK);
  EXPECT_EQ(configure({{kServer, "two"}}), S_OK);
  EXPECT_EQ(setting(0, kServer).text(), "two");
  EXPECT_EQ(setting(0, kServicePassword).text(), "secret");
}

TEST_F(ServiceEntryTest, ForgetsWhatWasBoundToASettingThatIsSet) {
  const auto knows = [&](std::size_t provider) { return setting(provider, PR_RECORD_KEY).tag() == PR_RECORD_KEY; };
  EXPECT_EQ(configure({{kServer, "one"}}), S_OK);
  {
    const auto profile = store()->find("p");
    const auto section =
        profile->open_section(core(), profile->providers().at(0).section, MAPI_MODIFY, Opener::provider);
    const kit::PropertyBag key{{PR_RECORD_KEY, std::string_view("key")}};
    ASSERT_EQ(section->SetProps(1, kit::make_values(key).get(), nullptr), S_OK);
  }
  EXPECT_EQ(configure({{PR_DISPLAY_NAME_W, "Mail of mine"}}), S_OK);
  EXPECT_TRUE(knows(0)) << "a name is no setting";
  EXPECT_EQ(configure({{kServer, "two"}}), S_OK);
  EXPECT_FALSE(knows(0));
}

TEST_F(ServiceEntryTest, RemovesASettingByAnAbsentValue) {
  EXPECT_EQ(configure({{kServer, "one"}, {kPort, 25}}), S_OK);
  SPropValue absent{};
  absent.ulPropTag = PROP_TAG(PT_NULL, PROP_ID(kPort));
  EXPECT_EQ(services_->ConfigureMsgService(&service_, 0, 0, 1, &absent), S_OK);
  EXPECT_EQ(setting(0, kPort).number(), MAPI_E_NOT_FOUND);
}

TEST_F(ServiceEntryTest, RefusesWhatItDoesNotKnowAndSaysSo) {
  EXPECT_EQ(configure({{kServer, "one"}, {PROP_TAG(PT_LONG, 0x6677), 1}}), MAPI_E_INVALID_PARAMETER);
  EXPECT_THAT(last_error(MAPI_E_INVALID_PARAMETER), HasSubstr("0x66770003"));
  EXPECT_EQ(setting(0, kServer).number(), MAPI_E_NOT_FOUND) << "all or none";
  EXPECT_EQ(configure({{PROP_TAG(PT_LONG, 0x6600), 1}}), MAPI_E_INVALID_TYPE);
}

TEST_F(ServiceEntryTest, ChangesNothingWhenTheWholeMakesNoSense) {
  EXPECT_EQ(configure({{kPort, 25}}), MAPI_E_UNCONFIGURED);
  EXPECT_EQ(last_error(MAPI_E_UNCONFIGURED), "no server is named");  // B-32, B-47
  EXPECT_EQ(setting(0, kPort).number(), MAPI_E_NOT_FOUND);
}

TEST_F(ServiceEntryTest, HasNoUserInterfaceAndAddsNoProviders) {  // B-44
  EXPECT_EQ(configure({}, SERVICE_UI_ALWAYS), MAPI_E_NO_SUPPORT);
  for (const ULONG context : {MSG_SERVICE_INSTALL, MSG_SERVICE_CREATE, MSG_SERVICE_DELETE, MSG_SERVICE_UNINSTALL}) {
    EXPECT_EQ(service_entry({.support = &support_, .context = context, .properties = {}}, {}), S_OK);
  }
  for (const ULONG context : {MSG_SERVICE_PROVIDER_CREATE, MSG_SERVICE_PROVIDER_DELETE, 99U}) {
    EXPECT_EQ(service_entry({.support = &support_, .context = context, .properties = {}}, {}), MAPI_E_NO_SUPPORT);
  }
}

}  // namespace
}  // namespace postroom::profile
