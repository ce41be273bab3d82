// SPDX-License-Identifier: Apache-2.0
#include "tests/profile/fixture.hpp"

#include "runtime/profile/uid.hpp"
#include "tests/support/test_memory.hpp"

#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace postroom::profile {
namespace {

namespace fs = std::filesystem;

fs::path fresh_home() {
  const char* base = std::getenv("POSTROOM_TEST_HOMES");
  fs::path folder = base != nullptr ? base : fs::temp_directory_path();
  std::string name = (folder / "postroom-profile-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return name;
}

}  // namespace

ProfileTest::ProfileTest() : home_(fresh_home()) {
  kit::set_allocators(test::test_memory());
  blocks_before_ = test::live_blocks();
  setenv("POSTROOM_HOME", home_.c_str(), 1);
  const fs::path own = fs::path(std::getenv("POSTROOM_TEST_SOURCE")) / "runtime" / "profile" / "mapisvc.d";
  setenv("POSTROOM_INF_PATH", own.c_str(), 1);
}

ProfileTest::~ProfileTest() {
  EXPECT_EQ(test::live_blocks(), blocks_before_) << "MAPI memory was not freed";
  fs::remove_all(home_);
}

void ProfileTest::write_inf(const std::string& name, const std::string& contents) const {
  fs::create_directories(home_ / "mapisvc.d");
  std::ofstream(home_ / "mapisvc.d" / name) << contents;
}

std::string ProfileTest::bytes_on_disk() const {
  std::ostringstream all;
  for (const auto& entry : fs::directory_iterator(home_)) {
    if (entry.is_regular_file()) all << std::ifstream(entry.path(), std::ios::binary).rdbuf();
  }
  return all.str();
}

kit::com_ptr<IMsgServiceAdmin> ProfileTest::services(const char* profile) {
  kit::com_ptr<IMsgServiceAdmin> result;
  EXPECT_EQ(admin()->CreateProfile(text(profile), nullptr, 0, MAPI_DEFAULT_SERVICES), S_OK);
  EXPECT_EQ(admin()->AdminServices(text(profile), nullptr, 0, 0, result.put()), S_OK);
  return result;
}

std::vector<kit::PropertyBag> rows_of(IMAPITable* table) {
  kit::rows_ptr rows;
  SRowSet* raw = nullptr;
  EXPECT_EQ(table->QueryRows(1000, 0, &raw), S_OK);
  if (raw == nullptr) return {};
  rows.reset(raw);
  return kit::bags_from(*rows);
}

std::vector<kit::PropertyBag> services_of(IMsgServiceAdmin* admin) {
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(admin->GetMsgServiceTable(MAPI_UNICODE, table.put()), S_OK);
  return rows_of(table.get());
}

std::vector<kit::PropertyBag> providers_of(IMsgServiceAdmin* admin) {
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(admin->GetProviderTable(MAPI_UNICODE, table.put()), S_OK);
  return rows_of(table.get());
}

MAPIUID uid_of(const kit::PropertyBag& row, ULONG tag) {
  return uid_from(row.binary(tag));
}

kit::PropertyValue get(IMAPIProp* object, ULONG tag) {
  SizedSPropTagArray(1, tags) = {1, {tag}};
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  const HRESULT result = object->GetProps(reinterpret_cast<LPSPropTagArray>(&tags), 0, &count, kit::out(values));
  if (FAILED(result) || count != 1) return kit::PropertyValue::of_error(tag, result);
  return kit::PropertyValue::from(values.get()[0]);
}

HRESULT set(IMAPIProp* object, const kit::PropertyValue& value) {
  const auto values = kit::make_values(std::span<const kit::PropertyValue>(&value, 1));
  kit::mapi_ptr<SPropProblemArray> problems;
  const HRESULT result = object->SetProps(1, values.get(), kit::out(problems));
  if (FAILED(result) || !problems) return result;
  return problems->aProblem[0].scode;
}

std::string failure_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const kit::Failure& failure) {
    return failure.what();
  }
  return "no failure";
}

}  // namespace postroom::profile
