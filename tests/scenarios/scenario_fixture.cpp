// SPDX-License-Identifier: Apache-2.0
#include "scenario_fixture.hpp"
#include "../support/tchar_text.hpp"

#include <postroom/postroom.h>
#include <postroom/one_off.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/text.hpp>
#include <postroom/trace_check.hpp>

#include <mapitags.h>
#include <mapiutil.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>

namespace postroom::test {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kPatience{60};

fs::path fresh_home() {
  const char* set = std::getenv("POSTROOM_TEST_BUILD");
  const fs::path base = set != nullptr ? fs::path(set) / "homes" / "scenarios_test" : fs::temp_directory_path();
  fs::create_directories(base);
  std::string name = (base / "home-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return name;
}

LPENTRYID as_entry_id(std::string& id) {
  return reinterpret_cast<LPENTRYID>(id.data());
}

std::string file_bytes(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<kit::PropertyBag> all_rows(IMAPITable& table, std::initializer_list<ULONG> tags) {
  const auto columns = kit::make_tags(std::vector<ULONG>(tags));
  SRowSet* raw = nullptr;
  EXPECT_EQ(HrQueryAllRows(&table, columns.get(), nullptr, nullptr, 0, &raw), S_OK);
  const kit::rows_ptr rows(raw);
  return rows ? kit::bags_from(*rows) : std::vector<kit::PropertyBag>();
}

void set(IMAPIProp& object, const kit::PropertyBag& bag) {
  const auto values = kit::make_values(bag);
  EXPECT_EQ(object.SetProps(static_cast<ULONG>(bag.size()), values.get(), nullptr), S_OK);
}

kit::PropertyBag recipient(const std::string& address) {
  const std::vector<std::byte> id = kit::encode_one_off({address, "SMTP", address});
  return {{PR_RECIPIENT_TYPE, MAPI_TO},
          {PR_DISPLAY_NAME_W, address},
          {PR_ADDRTYPE_W, std::string("SMTP")},
          {PR_EMAIL_ADDRESS_W, address},
          {PR_ENTRYID, std::string(reinterpret_cast<const char*>(id.data()), id.size())}};
}

std::string text_of(const kit::mapi_ptr<MAPIERROR>& error) {
  return error && error->lpszError != nullptr ? reinterpret_cast<const char*>(error->lpszError) : "";
}

}  // namespace

ScenarioTest::ScenarioTest() : home_(fresh_home()) {
  setenv("POSTROOM_HOME", home_.c_str(), 1);
  setenv("POSTROOM_INF_PATH", (home_ / "inf").c_str(), 1);
  fs::create_directories(home_ / "inf");
  const trace::Trace trace = trace_of_test();
  first_event_ = trace.entries.empty() ? 0 : trace.entries.back().number + 1;
}

ScenarioTest::~ScenarioTest() {
  fs::remove_all(home_);
}

void ScenarioTest::TearDown() {
  uninitialise();
  const trace::Trace trace = trace_of_test();
  ASSERT_FALSE(trace.entries.empty());
  const trace::Report report = trace::check(trace);
  EXPECT_TRUE(report.judged);
  for (const trace::RuleReport& rule : report.rules) {
    EXPECT_EQ(rule.violations.empty(), broken_.count(rule.rule) == 0) << rule.rule << "\n" << to_text(report, trace);
  }
}

void ScenarioTest::initialise() {
  if (initialised_) return;
  MAPIINIT_0 parameters = {MAPI_INIT_VERSION, MAPI_MULTITHREAD_NOTIFICATIONS};
  ASSERT_EQ(MAPIInitialize(&parameters), S_OK);
  kit::set_allocators({MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer});
  initialised_ = true;
}

void ScenarioTest::uninitialise() {
  if (!initialised_) return;
  MAPIUninitialize();
  initialised_ = false;
  EXPECT_FALSE(provider_is_mapped()) << "A-40";
}

void ScenarioTest::make_profile(const std::string& name) {
  initialise();
  kit::com_ptr<IProfAdmin> admin;
  ASSERT_EQ(MAPIAdminProfiles(0, admin.put()), S_OK);
  ASSERT_EQ(admin->CreateProfile(text(name), nullptr, 0, MAPI_DEFAULT_SERVICES), S_OK);
}

void ScenarioTest::add_service(const std::string& profile, const std::string& service,
                               const kit::PropertyBag& settings) {
  kit::com_ptr<IProfAdmin> admin;
  ASSERT_EQ(MAPIAdminProfiles(0, admin.put()), S_OK);
  kit::com_ptr<IMsgServiceAdmin> services;
  ASSERT_EQ(admin->AdminServices(text(profile), nullptr, 0, 0, services.put()), S_OK);
  const auto services2 = services.as<IMsgServiceAdmin2>();
  ASSERT_TRUE(services2);
  MAPIUID uid{};
  std::string name = service;
  ASSERT_EQ(services2->CreateMsgServiceEx(name.data(), nullptr, 0, 0, &uid), S_OK);
  if (settings.empty()) return;
  const auto values = kit::make_values(settings);
  ASSERT_EQ(services->ConfigureMsgService(&uid, 0, 0, static_cast<ULONG>(settings.size()), values.get()), S_OK);
}

void ScenarioTest::describe_service(const std::string& service, const std::string& inf) {
  std::ofstream(home_ / "inf" / (service + ".inf")) << "[Services]\n" << service << "=" << service << "\n" << inf;
}

kit::com_ptr<IMAPISession> ScenarioTest::log_on(const std::string& profile, ULONG flags) {
  kit::com_ptr<IMAPISession> session;
  EXPECT_EQ(MAPILogonEx(0, text(profile), nullptr, MAPI_EXTENDED | MAPI_NEW_SESSION | flags, session.put()), S_OK);
  return session;
}

std::vector<std::string> ScenarioTest::store_ids(IMAPISession& session) {
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(session.GetMsgStoresTable(MAPI_UNICODE, table.put()), S_OK);
  std::vector<std::string> ids;
  if (!table) return ids;
  for (const kit::PropertyBag& row : all_rows(*table, {PR_ENTRYID, PR_DEFAULT_STORE})) {
    ids.emplace(row.boolean(PR_DEFAULT_STORE) ? ids.begin() : ids.end(), row.binary(PR_ENTRYID));
  }
  return ids;
}

HRESULT ScenarioTest::try_open_store(IMAPISession& session, std::string id, kit::com_ptr<IMsgStore>& store,
                                     ULONG flags) {
  return session.OpenMsgStore(0, static_cast<ULONG>(id.size()), as_entry_id(id), nullptr, flags, store.put());
}

kit::com_ptr<IMsgStore> ScenarioTest::open_store(IMAPISession& session, std::size_t index, ULONG flags) {
  const std::vector<std::string> ids = store_ids(session);
  kit::com_ptr<IMsgStore> store;
  if (index >= ids.size()) {
    ADD_FAILURE() << "the message store table has no row " << index;
    return store;
  }
  EXPECT_EQ(try_open_store(session, ids[index], store, flags), S_OK) << error_text(session, MAPI_E_LOGON_FAILED);
  return store;
}

HRESULT ScenarioTest::open_entry(IMAPISession& session, std::string id, kit::com_ptr<IUnknown>& entry) {
  ULONG type = 0;
  return session.OpenEntry(static_cast<ULONG>(id.size()), as_entry_id(id), nullptr, 0, &type, entry.put());
}

kit::PropertyBag ScenarioTest::properties(IMAPIProp& object, std::initializer_list<ULONG> tags) {
  const auto asked = kit::make_tags(std::vector<ULONG>(tags));
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  EXPECT_TRUE(SUCCEEDED(object.GetProps(asked.get(), MAPI_UNICODE, &count, kit::out(values))));
  return kit::PropertyBag::from(std::span<const SPropValue>(values.get(), values ? count : 0));
}

std::string ScenarioTest::inbox_id(IMsgStore& store) {
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> id;
  std::string note = "IPM.Note";
  EXPECT_EQ(store.GetReceiveFolder(text(note), 0, &size, kit::out(id), nullptr), S_OK);
  return {reinterpret_cast<const char*>(id.get()), size};
}

kit::com_ptr<IMAPIFolder> ScenarioTest::open_folder(IMsgStore& store, std::string id) {
  ULONG type = 0;
  kit::com_ptr<IMAPIFolder> folder;
  EXPECT_EQ(store.OpenEntry(static_cast<ULONG>(id.size()), as_entry_id(id), &IID_IMAPIFolder, MAPI_BEST_ACCESS, &type,
                            folder.put_unknown()),
            S_OK);
  return folder;
}

kit::com_ptr<IMAPIFolder> ScenarioTest::special_folder(IMsgStore& store, ULONG tag) {
  return open_folder(store, std::string(properties(store, {tag}).binary(tag)));
}

std::vector<kit::PropertyBag> ScenarioTest::rows(IMAPIFolder& folder) {
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(folder.GetContentsTable(MAPI_UNICODE, table.put()), S_OK);
  if (!table) return {};
  return all_rows(*table, {PR_ENTRYID, PR_SUBJECT_W, PR_MESSAGE_FLAGS, PR_DISPLAY_TO_W});
}

std::vector<std::string> ScenarioTest::subjects(IMAPIFolder& folder) {
  std::vector<std::string> subjects;
  for (const kit::PropertyBag& row : rows(folder)) subjects.emplace_back(row.text(PR_SUBJECT_W));
  return subjects;
}

void ScenarioTest::import_sample(IMAPIFolder& folder, const std::string& file) {
  const std::string bytes = file_bytes(fs::path(std::getenv("POSTROOM_TEST_SOURCE")) / "samples" / file);
  ASSERT_FALSE(bytes.empty()) << file;
  kit::com_ptr<IMessage> message;
  ASSERT_EQ(folder.CreateMessage(nullptr, 0, message.put()), S_OK);
  kit::mapi_ptr<MAPIERROR> error;
  ASSERT_EQ(postroom_message_from_mime(message.get(), bytes.data(), bytes.size(), 0, kit::out(error)), S_OK)
      << text_of(error);
  ASSERT_EQ(message->SaveChanges(0), S_OK);
}

HRESULT ScenarioTest::put_message(IMAPIFolder& folder, const std::string& subject, const std::string& body,
                                  std::string* error) {
  kit::com_ptr<IMessage> message;
  HRESULT code = folder.CreateMessage(nullptr, 0, message.put());
  if (FAILED(code)) return code;
  set(*message, {{PR_MESSAGE_CLASS_W, std::string("IPM.Note")}, {PR_SUBJECT_W, subject}, {PR_BODY_W, body}});
  code = message->SaveChanges(0);
  if (FAILED(code) && error != nullptr) {
    kit::mapi_ptr<MAPIERROR> said;
    EXPECT_EQ(message->GetLastError(code, 0, kit::out(said)), S_OK);
    *error = text_of(said);
  }
  return code;
}

void ScenarioTest::submit(IMsgStore& store, const std::string& to, const std::string& subject) {
  const auto outbox = special_folder(store, PR_IPM_OUTBOX_ENTRYID);
  ASSERT_TRUE(outbox);
  kit::com_ptr<IMessage> message;
  ASSERT_EQ(outbox->CreateMessage(nullptr, 0, message.put()), S_OK);
  kit::RowSetBuilder list(1);
  list.add(recipient(to + "@postroom.local"));
  const auto addresses = std::move(list).finish_addresses();
  ASSERT_EQ(message->ModifyRecipients(MODRECIP_ADD, addresses.get()), S_OK);
  set(*message, {{PR_MESSAGE_CLASS_W, std::string("IPM.Note")},
                 {PR_SUBJECT_W, subject},
                 {PR_BODY_W, "The body of " + subject + ".\r\n"},
                 {PR_SENTMAIL_ENTRYID,
                  std::string(properties(store, {PR_IPM_SENTMAIL_ENTRYID}).binary(PR_IPM_SENTMAIL_ENTRYID))}});
  ASSERT_EQ(message->SubmitMessage(0), S_OK);
}

HRESULT ScenarioTest::flush_spooler(IMAPISession& session, ULONG flags) {
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(session.GetStatusTable(0, table.put()), S_OK);
  std::string id;
  for (const kit::PropertyBag& row : all_rows(*table, {PR_ENTRYID, PR_RESOURCE_TYPE})) {
    if (row.number(PR_RESOURCE_TYPE) == MAPI_SPOOLER) id = row.binary(PR_ENTRYID);
  }
  ULONG type = 0;
  kit::com_ptr<IMAPIStatus> spooler;
  EXPECT_EQ(session.OpenEntry(static_cast<ULONG>(id.size()), as_entry_id(id), &IID_IMAPIStatus, 0, &type,
                              spooler.put_unknown()),
            S_OK);
  return spooler->FlushQueues(0, 0, nullptr, flags);
}

void ScenarioTest::flush_until(IMAPISession& session, IMsgStore& store, const std::function<bool(IMAPIFolder&)>& done) {
  static_cast<void>(flush_spooler(session, FLUSH_UPLOAD | FLUSH_ASYNC_OK));  // it may be busy sending
  const auto outbox = special_folder(store, PR_IPM_OUTBOX_ENTRYID);
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!done(*outbox)) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "a message is still in the Outbox";
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void ScenarioTest::flush(IMAPISession& session, IMsgStore& store) {
  flush_until(session, store, [](IMAPIFolder& outbox) { return subjects(outbox).empty(); });
}

void ScenarioTest::flush_all_but_drafts(IMAPISession& session, IMsgStore& store) {
  flush_until(session, store, [](IMAPIFolder& outbox) {
    const auto messages = rows(outbox);
    return std::all_of(messages.begin(), messages.end(), [](const kit::PropertyBag& message) {
      return (message.number(PR_MESSAGE_FLAGS) & (MSGFLAG_SUBMIT | MSGFLAG_UNSENT)) == MSGFLAG_UNSENT;
    });
  });
}

std::vector<std::string> ScenarioTest::maildir(const std::string& mailbox) const {
  std::vector<std::string> messages;
  for (const char* part : {"new", "cur"}) {
    const fs::path folder = home_ / "mail" / mailbox / part;
    if (!fs::exists(folder)) continue;
    for (const auto& file : fs::directory_iterator(folder)) messages.push_back(file_bytes(file.path()));
  }
  return messages;
}

trace::Trace ScenarioTest::trace_of_test() const {
  const std::string file = (home_ / "trace").string();
  EXPECT_EQ(postroom_trace_write(file.c_str()), S_OK);
  trace::Trace trace = trace::read_file(file);
  std::erase_if(trace.entries, [&](const trace::Entry& entry) {
    return entry.ring != trace::Ring::lifecycle || entry.number < first_event_;
  });
  // Of the rest, what was overwritten was other tests' or was counted by the reader.
  if (!trace.entries.empty()) trace.lost[0].overwritten = trace.entries.front().number - first_event_;
  return trace;
}

std::vector<trace::Entry> ScenarioTest::events() const {
  return trace_of_test().entries;
}

std::size_t ScenarioTest::count(trace::Event event, std::string_view detail) const {
  const auto entries = events();
  return static_cast<std::size_t>(std::count_if(entries.begin(), entries.end(), [&](const trace::Entry& entry) {
    return entry.is(event) && (detail.empty() || entry.detail == detail || entry.method == detail);
  }));
}

std::uint32_t ScenarioTest::first_session() const {
  for (const trace::Entry& entry : events()) {
    if (entry.is(trace::Event::session_logon) && entry.session != 0) return entry.session;
  }
  return 0;
}

std::vector<std::string> ScenarioTest::ending_calls(std::uint32_t session) const {
  std::vector<std::string> names;
  for (const trace::Entry& entry : events()) {
    if (!entry.is(trace::Event::call_begin) || (session != 0 && entry.session != session)) continue;
    const std::string method = entry.method.substr(entry.method.find("::") + 2);
    if (entry.method.rfind("IMsgStore", 0) != 0 &&
        (method == "Logoff" || method == "TransportLogoff" || method == "Release" || method == "Shutdown")) {
      names.push_back(entry.method);
    }
  }
  return names;
}

std::vector<std::string> ScenarioTest::steps_of_stores(std::uint32_t session) const {
  std::vector<std::string> steps;
  for (const trace::Entry& entry : events()) {
    if (entry.session != session || entry.name != "postroom_store") continue;
    if (entry.is(trace::Event::store_logoff_transports) || entry.is(trace::Event::uid_removed) ||
        entry.is(trace::Event::row_removed)) {
      steps.push_back(entry.event_name);
    } else if (entry.is(trace::Event::call_begin) && entry.method.rfind("IMSLogon::", 0) == 0 &&
               (entry.method == "IMSLogon::Logoff" || entry.method == "IMSLogon::Release")) {
      steps.push_back(entry.method);
    }
  }
  return steps;
}

std::uint64_t ScenarioTest::applied(const std::string& rule) const {
  for (const trace::RuleReport& report : trace::check(trace_of_test()).rules) {
    if (report.rule == rule) return report.applied;
  }
  return 0;
}

bool ScenarioTest::provider_is_mapped() {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    if (line.find("libspi_") != std::string::npos || line.find("/libpostroom_") != std::string::npos) return true;
  }
  return false;
}

std::size_t ScenarioTest::open_descriptors() {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()));
}

std::string ScenarioTest::error_text(IMAPISession& session, HRESULT code) {
  kit::mapi_ptr<MAPIERROR> error;
  EXPECT_EQ(session.GetLastError(code, 0, kit::out(error)), S_OK);
  return text_of(error);
}

}  // namespace postroom::test
