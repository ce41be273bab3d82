// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/service_catalogue.hpp"

#include <postroom/failure.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mapitags.h>
#include <mapix.h>
#include <rapidcheck.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace postroom::profile {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kTwoServices = R"(
; a comment
[Services]
AB=Default Address Book
MsgService=My Own Service

[Default Services]
AB=Default Address Book

[AB]
PR_DISPLAY_NAME=Address Book
Providers=AB Provider
PR_SERVICE_DLL_NAME=AB.DLL
PR_SERVICE_ENTRY_NAME=DABServiceEntry
PR_RESOURCE_FLAGS=SERVICE_NO_PRIMARY_IDENTITY | SERVICE_SINGLE_COPY

[AB Provider]
PR_PROVIDER_DLL_NAME=AB.DLL
PR_RESOURCE_TYPE=MAPI_AB_PROVIDER
6600001e=/a path/to a file
PR_STATUS_CODE=4

[MsgService]
Providers=Prov1, Prov2 ,Prov3
Sections=Special
PR_SERVICE_SUPPORT_FILES=A.DLL, B.DLL
66040003=00000000

[Prov1]
PR_RESOURCE_TYPE=MAPI_STORE_PROVIDER
[Prov2]
PR_RESOURCE_TYPE=MAPI_TRANSPORT_PROVIDER
[Prov3]
PR_RESOURCE_TYPE=0x22

[Special]
UID=13DB0C8AA05101A9BB0000AA002FC45A
66020003=01000000
66000003=00040000
)";

ServiceCatalogue catalogue_of(std::string_view text) {
  ServiceCatalogue catalogue;
  catalogue.add(parse_inf(text, "test.inf"));
  return catalogue;
}

std::string error_of(std::string_view text) {
  try {
    catalogue_of(text);
  } catch (const InfError& error) {
    return error.what();
  }
  return "no error";
}

TEST(MapisvcInf, LinksServicesToProvidersAndExtraSections) {  // B-49, B-50
  const ServiceCatalogue catalogue = catalogue_of(kTwoServices);
  const ServiceDefinition& service = catalogue.service("MsgService");
  ASSERT_EQ(service.providers.size(), 3U);
  EXPECT_EQ(service.providers[1].name, "Prov2");
  EXPECT_EQ(service.providers[1].properties.number(PR_RESOURCE_TYPE), MAPI_TRANSPORT_PROVIDER);
  ASSERT_EQ(service.extras.size(), 1U);
  EXPECT_EQ(service.extras[0].uid.ab[0], 0x13);
  EXPECT_EQ(service.extras[0].properties.number(0x66000003), 0x0400) << "the bytes are in memory order";
  EXPECT_THAT(service.properties.find(PR_SERVICE_SUPPORT_FILES_W)->strings(), ElementsAre("A.DLL", "B.DLL"));
}

TEST(MapisvcInf, ReadsSymbolsNumbersAndNumericTags) {  // B-50, B-51
  const ServiceCatalogue catalogue = catalogue_of(kTwoServices);
  const ServiceDefinition& service = catalogue.service("ab");
  EXPECT_EQ(service.name, "AB");
  EXPECT_EQ(service.display_name, "Default Address Book");
  EXPECT_EQ(service.properties.number(PR_RESOURCE_FLAGS), SERVICE_NO_PRIMARY_IDENTITY | SERVICE_SINGLE_COPY);
  EXPECT_EQ(service.providers.at(0).properties.text(0x6600001F), "/a path/to a file");
}

TEST(MapisvcInf, IgnoresStatusCodeAndUnknownNames) {  // B-52
  EXPECT_FALSE(catalogue_of(kTwoServices).service("AB").providers.at(0).properties.has(PR_STATUS_CODE));
  const ServiceCatalogue catalogue = catalogue_of(
      "[Services]\nS=x\n[S]\nProviders=P\nPR_OF_THE_FUTURE=1\nPR_RESOURCE_FLAGS=NEW_FLAG|SERVICE_SINGLE_COPY\n[P]\n");
  EXPECT_EQ(catalogue.service("S").properties.number(PR_RESOURCE_FLAGS), SERVICE_SINGLE_COPY);
  EXPECT_EQ(catalogue.service("S").properties.size(), 1U);
}

TEST(MapisvcInf, NamesDefaultServicesInOrder) {  // B-4
  EXPECT_THAT(catalogue_of(kTwoServices).default_services(), ElementsAre("AB"));
}

TEST(MapisvcInf, ErrorsNameFileAndLine) {
  EXPECT_EQ(error_of("[Services]\nS=x\n"), "test.inf:2: there is no section [S]");
  EXPECT_EQ(error_of("hello\n"), "test.inf:1: an entry before the first [section]");
  EXPECT_EQ(error_of("[A\n"), "test.inf:1: a section's name must end with ']'");
  EXPECT_EQ(error_of("[A]\nword\n"), "test.inf:2: expected [section] or name=value");
  EXPECT_EQ(error_of("[Services]\nS=x\n[S]\n"), "test.inf:3: [S] names no provider (Providers=…)");
  EXPECT_EQ(error_of("[Services]\nS=x\n[S]\nProviders=P\n[P]\nPR_RESOURCE_TYPE=12z\n"),
            "test.inf:6: not a number: 12z");
  EXPECT_EQ(error_of("[Services]\nS=x\n[S]\nProviders=P\n[P]\n66000102=abc\n"),
            "test.inf:6: expected pairs of hexadecimal digits");
  EXPECT_THAT(error_of("[Services]\nS=x\n[S]\nProviders=P\nSections=E\n[P]\n[E]\nUID=12\n"),
              HasSubstr("test.inf:8: a UID has 32"));
  EXPECT_THAT(error_of(std::string(2U << 20U, 'x')), HasSubstr("larger than"));
}

TEST(MapisvcInf, ReadsMarksLineEndsAndQuotes) {
  const InfFile file = parse_inf("\xEF\xBB\xBF[A]\r\nx = \" two  \"\r\n\r\n[a]\r\ny=2", "test.inf");
  ASSERT_EQ(file.sections.size(), 1U);
  EXPECT_EQ(file.find("A")->find("X")->value, " two  ");
  EXPECT_EQ(file.find("A")->find("y")->value, "2");
}

TEST(MapisvcInf, FirstFolderWinsAndABadFileSpoilsNoOther) {
  const std::filesystem::path base = std::filesystem::path(std::getenv("POSTROOM_HOME")) / "inf";
  std::filesystem::remove_all(base);
  for (const char* folder : {"one", "two"}) std::filesystem::create_directories(base / folder);
  std::ofstream(base / "one" / "a.inf") << "[Services]\nS=first\n[S]\nProviders=P\n[P]\n";
  std::ofstream(base / "one" / "b.inf") << "[Services\n";
  std::ofstream(base / "two" / "c.INF") << "[Services]\nS=second\nT=t\n[S]\nProviders=P\n[T]\nProviders=P\n[P]\n";
  const std::vector<std::filesystem::path> folders = {base / "one", base / "missing", base / "two"};
  const ServiceCatalogue catalogue = ServiceCatalogue::load(folders);
  EXPECT_EQ(catalogue.service("S").display_name, "first");
  EXPECT_EQ(catalogue.service("T").display_name, "t");
  try {
    catalogue.service("U");
    FAIL() << "there is no such service";
  } catch (const kit::Failure& failure) {
    EXPECT_EQ(failure.code(), MAPI_E_NOT_FOUND);  // B-27
    EXPECT_THAT(failure.what(), HasSubstr("b.inf:1: "));
  }
}

TEST(MapisvcInf, PostroomsOwnServicesAreWellFormed) {
  std::ifstream stream(std::filesystem::path(std::getenv("POSTROOM_TEST_SOURCE")) /
                       "runtime/profile/mapisvc.d/postroom.inf");
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const ServiceCatalogue catalogue = catalogue_of(text);
  EXPECT_THAT(catalogue.default_services(), ElementsAre("POSTROOM_STORE", "POSTROOM_BOOK", "POSTROOM_MAILDIR"));
  EXPECT_EQ(catalogue.services().size(), 4U);
  for (const ServiceDefinition& service : catalogue.services()) {
    for (const ProviderDefinition& provider : service.providers) {
      EXPECT_FALSE(provider.properties.text(PR_PROVIDER_DLL_NAME_W).empty()) << provider.name;
      EXPECT_NE(provider.properties.number(PR_RESOURCE_TYPE), 0) << provider.name;
    }
  }
}

TEST(MapisvcInf, AnyTextGivesAFileOrAnInfError) {
  const bool held = rc::check([](const std::vector<std::string>& lines) {
    std::string text = "[Services]\nS=s\n[S]\nProviders=P\n[P]\n";
    for (const std::string& line : lines) text += line + "\n";
    try {
      catalogue_of(text);
    } catch (const InfError&) {
    }
  });
  EXPECT_TRUE(held);
}

TEST(MapisvcInf, WhatIsWrittenIsRead) {
  const bool held = rc::check([](std::uint32_t number, const std::string& text) {
    std::string clean;
    for (const char c : text) {
      if (c > ' ' && c < 127 && c != '"' && c != '|') clean.push_back(c);
    }
    const InfFile file =
        parse_inf("[S]\nPR_DISPLAY_NAME=" + clean + "\nPR_RESOURCE_FLAGS=" + std::to_string(number) + "\n", "test.inf");
    const auto name = parse_property(file.sections[0].entries[0], "test.inf");
    const auto flags = parse_property(file.sections[0].entries[1], "test.inf");
    RC_ASSERT(name->text() == clean);
    RC_ASSERT(static_cast<std::uint32_t>(flags->number()) == number);
  });
  EXPECT_TRUE(held);
}

}  // namespace
}  // namespace postroom::profile
