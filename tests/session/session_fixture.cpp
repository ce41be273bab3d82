// SPDX-License-Identifier: Apache-2.0
#include "session_fixture.hpp"
#include "../support/tchar_text.hpp"

#include <postroom/postroom.h>
#include <postroom/text.hpp>
#include <postroom/trace_check.hpp>

#include <mapitags.h>
#include <mapiutil.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace postroom::test {
namespace {

namespace fs = std::filesystem;

fs::path fresh_home() {
  const fs::path base = std::getenv("POSTROOM_HOME") != nullptr ? fs::path(std::getenv("POSTROOM_HOME")).parent_path()
                                                                : fs::temp_directory_path();
  fs::create_directories(base);
  std::string name = (base / "session-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return name;
}

std::vector<BYTE> store_uid(int index) {
  return {0x0b, 0x5a, 0x11, 0x00, 0x53, 0x50, 0x49, 0x4d, 0x53, 0, 0, 0, 0, 0, 0, static_cast<BYTE>(index)};
}

std::vector<BYTE> private_id(int index, BYTE object) {
  std::vector<BYTE> id(4);
  const std::vector<BYTE> uid = store_uid(index);
  id.insert(id.end(), uid.begin(), uid.end());
  id.insert(id.end(), {object, 0, 0, 0});
  return id;
}

std::string hex(const std::vector<BYTE>& bytes) {
  std::string digits;
  char pair[3];
  for (const BYTE b : bytes) {
    std::snprintf(pair, sizeof pair, "%02x", b);
    digits += pair;
  }
  return digits;
}

std::string provider_section(const std::string& name, const std::string& type, const std::string& dll, ULONG faults) {
  return "[" + name + "]\nPR_PROVIDER_DLL_NAME=" + dll + "\nPR_RESOURCE_TYPE=" + type + "\nPR_DISPLAY_NAME=" + name +
         "\nPR_PROVIDER_DISPLAY=Example\nPR_RESOURCE_FLAGS=0\n66010003=" + std::to_string(faults) + "\n";
}

}  // namespace

SessionTest::SessionTest() : home_(fresh_home()) {
  setenv("POSTROOM_HOME", home_.c_str(), 1);
  setenv("POSTROOM_INF_PATH", (home_ / "inf").c_str(), 1);
  fs::create_directories(home_ / "inf");
  const auto before = events();
  first_event_ = before.empty() ? 0 : before.back().number + 1;
}

SessionTest::~SessionTest() {
  fs::remove_all(home_);
}

void SessionTest::TearDown() {
  uninitialise();
  EXPECT_EQ(provider_is_mapped(), kept_) << "A-40";
  trace::Trace trace;
  trace.entries = events();
  // A long test makes more events than the ring keeps; what it began with is then not judged.
  auto& lost = trace.lost[static_cast<std::size_t>(trace::Ring::lifecycle)];
  if (!trace.entries.empty()) lost.overwritten = trace.entries.front().number - first_event_;
  const trace::Report report = trace::check(trace);
  EXPECT_TRUE(report.judged);
  for (const trace::RuleReport& rule : report.rules) {
    EXPECT_EQ(rule.violations.empty(), broken_.count(rule.rule) == 0) << rule.rule << "\n" << to_text(report, trace);
  }
}

void SessionTest::initialise() {
  if (initialised_) return;
  MAPIINIT_0 parameters = {MAPI_INIT_VERSION, MAPI_MULTITHREAD_NOTIFICATIONS};
  ASSERT_EQ(MAPIInitialize(&parameters), S_OK);
  kit::set_allocators({MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer});
  initialised_ = true;
}

void SessionTest::uninitialise() {
  if (initialised_) MAPIUninitialize();
  initialised_ = false;
}

void SessionTest::make_profile(const std::string& name, const Services& services) {
  initialise();
  const std::string service = "SERVICE_" + name;
  std::string providers;
  std::string sections;
  const auto add = [&](const std::string& provider, const std::string& type, ULONG faults) {
    providers += (providers.empty() ? "" : ", ") + provider;
    sections += provider_section(provider, type, services.dll_name, faults);
  };
  if (services.with_address_book) add(service + "_AB", "MAPI_AB_PROVIDER", services.address_book);
  for (int i = 0; i < services.stores; ++i) {
    add(service + "_MS" + std::to_string(i), "MAPI_STORE_PROVIDER", services.store);
    sections += "PR_ENTRYID=" + hex(private_id(i, 0)) + "\n";
  }
  if (services.with_transport) add(service + "_XP", "MAPI_TRANSPORT_PROVIDER", services.transport);
  std::ofstream(home_ / "inf" / (name + ".inf"))
      << "[Services]\n"
      << service << "=Example\n[" << service << "]\nPR_DISPLAY_NAME=Example\nProviders=" << providers << "\n"
      << sections;
  kit::com_ptr<IProfAdmin> admin;
  ASSERT_EQ(MAPIAdminProfiles(0, admin.put()), S_OK);
  ASSERT_EQ(admin->CreateProfile(text(name), nullptr, 0, 0), S_OK);
  kit::com_ptr<IMsgServiceAdmin> service_admin;
  ASSERT_EQ(admin->AdminServices(text(name), nullptr, 0, 0, service_admin.put()), S_OK);
  ASSERT_EQ(service_admin->CreateMsgService(text(service), nullptr, 0, 0), S_OK);
}

kit::com_ptr<IMAPISession> SessionTest::log_on(const std::string& profile, ULONG flags) {
  kit::com_ptr<IMAPISession> session;
  EXPECT_EQ(MAPILogonEx(0, text(profile), nullptr, flags, session.put()), S_OK);
  return session;
}

std::vector<BYTE> SessionTest::store_id(IMAPISession& session, int index) {
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(session.GetMsgStoresTable(MAPI_UNICODE, table.put()), S_OK);
  if (!table) return {};
  SizedSPropTagArray(1, columns) = {1, {PR_ENTRYID}};
  EXPECT_EQ(table->SetColumns(reinterpret_cast<LPSPropTagArray>(&columns), 0), S_OK);
  SRowSet* raw = nullptr;
  EXPECT_EQ(table->QueryRows(100, 0, &raw), S_OK);
  const kit::rows_ptr rows(raw);
  if (!rows || rows->cRows <= static_cast<ULONG>(index)) {
    ADD_FAILURE() << "the message store table has no row " << index;
    return {};
  }
  const SPropValue& id = rows->aRow[index].lpProps[0];
  EXPECT_EQ(id.ulPropTag, PR_ENTRYID);
  return {id.Value.bin.lpb, id.Value.bin.lpb + id.Value.bin.cb};
}

kit::com_ptr<IMsgStore> SessionTest::open_store(IMAPISession& session, int index, ULONG flags) {
  std::vector<BYTE> id = store_id(session, index);
  kit::com_ptr<IMsgStore> store;
  EXPECT_EQ(session.OpenMsgStore(0, static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr,
                                 flags, store.put()),
            S_OK);
  return store;
}

std::vector<BYTE> SessionTest::folder_id(int index) {
  return private_id(index, 1);
}

void SessionTest::flush_all_queues(IMAPISession& session, ULONG flags) {
  kit::com_ptr<IMAPITable> table;
  ASSERT_EQ(session.GetStatusTable(0, table.put()), S_OK);
  SizedSPropTagArray(2, columns) = {2, {PR_ENTRYID, PR_RESOURCE_TYPE}};
  ASSERT_EQ(table->SetColumns(reinterpret_cast<LPSPropTagArray>(&columns), 0), S_OK);
  SRowSet* raw = nullptr;
  ASSERT_EQ(table->QueryRows(100, 0, &raw), S_OK);
  const kit::rows_ptr rows(raw);
  for (ULONG i = 0; i < rows->cRows; ++i) {
    const SPropValue* row = rows->aRow[i].lpProps;
    if (row[1].Value.l != static_cast<LONG>(MAPI_SPOOLER)) continue;
    ULONG type = 0;
    kit::com_ptr<IMAPIStatus> spooler;
    ASSERT_EQ(session.OpenEntry(row[0].Value.bin.cb, reinterpret_cast<LPENTRYID>(row[0].Value.bin.lpb), nullptr, 0,
                                &type, spooler.put_unknown()),
              S_OK);
    EXPECT_EQ(spooler->FlushQueues(0, 0, nullptr, FLUSH_UPLOAD | FLUSH_NO_UI | flags), S_OK);
    return;
  }
  ADD_FAILURE() << "the spooler has no status row";
}

std::vector<trace::Entry> SessionTest::events() const {
  const std::string file = (home_ / "trace").string();
  if (postroom_trace_write(file.c_str()) != S_OK) return {};
  std::vector<trace::Entry> entries = trace::read_file(file).entries;
  std::erase_if(entries, [&](const trace::Entry& entry) {
    return entry.ring != trace::Ring::lifecycle || entry.number < first_event_;
  });
  return entries;
}

std::vector<std::string> SessionTest::calls(std::size_t since) const {
  std::vector<std::string> names;
  const auto entries = events();
  for (std::size_t i = since; i < entries.size(); ++i) {
    if (entries[i].is(trace::Event::call_begin)) names.push_back(entries[i].method);
  }
  return names;
}

std::vector<std::string> SessionTest::ending_calls() const {
  auto names = calls();
  std::erase_if(names, [](const std::string& name) {
    const std::string method = name.substr(name.find("::") == std::string::npos ? 0 : name.find("::") + 2);
    return name.rfind("IMsgStore", 0) == 0 ||
           (method != "Logoff" && method != "TransportLogoff" && method != "Release" && method != "Shutdown");
  });
  return names;
}

std::size_t SessionTest::count(trace::Event event, std::string_view detail) const {
  const auto entries = events();
  return static_cast<std::size_t>(std::count_if(entries.begin(), entries.end(), [&](const trace::Entry& entry) {
    return entry.is(event) && (detail.empty() || entry.detail == detail || entry.method == detail);
  }));
}

std::uint32_t SessionTest::first_session() const {
  for (const trace::Entry& entry : events()) {
    if (entry.is(trace::Event::session_logon) && entry.session != 0) return entry.session;
  }
  return 0;
}

bool SessionTest::provider_is_mapped() {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    if (line.find("libspi_") != std::string::npos || line.find("/postroom/lib") != std::string::npos) return true;
  }
  return false;
}

std::string SessionTest::error_text(IMAPISession& session, HRESULT code) {
  kit::mapi_ptr<MAPIERROR> error;
  const HRESULT asked = session.GetLastError(code, 0, kit::out(error));
  if (FAILED(asked) || !error) return {};
  return reinterpret_cast<const char*>(error->lpszError);
}

}  // namespace postroom::test
