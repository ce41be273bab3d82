// SPDX-License-Identifier: Apache-2.0
#include "courier_fixture.hpp"

#include <postroom/one_off.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>

namespace postroom::test {

namespace fs = std::filesystem;

CourierTest::CourierTest() {
  fs::create_directories(home() / "courier");
  setenv("POSTROOM_COURIER", (home() / "courier").c_str(), 1);
}

void CourierTest::make_courier_profile() {
  describe_service("COURIER",
                   "[COURIER]\nProviders=COURIER_XP\n[COURIER_XP]\nPR_PROVIDER_DLL_NAME=spi_courier\n"
                   "PR_RESOURCE_TYPE=MAPI_TRANSPORT_PROVIDER\nPR_DISPLAY_NAME=Courier\nPR_PROVIDER_DISPLAY=Courier\n"
                   "PR_RESOURCE_FLAGS=0\n");
  make_profile("alice");
  add_service("alice", "COURIER");
}

kit::com_ptr<IMAPISession> CourierTest::log_on_with_transports() {
  auto session = log_on("alice");
  kit::com_ptr<IMAPITable> status;
  EXPECT_EQ(session->GetStatusTable(0, status.put()), S_OK);
  return session;
}

void CourierTest::send(IMsgStore& store, const std::string& subject) {
  const auto outbox = special_folder(store, PR_IPM_OUTBOX_ENTRYID);
  kit::com_ptr<IMessage> message;
  ASSERT_EQ(outbox->CreateMessage(nullptr, 0, message.put()), S_OK);
  const std::vector<std::byte> id = kit::encode_one_off({"Bob", "COURIER", "bob"});
  kit::RowSetBuilder list(1);
  list.add({{PR_RECIPIENT_TYPE, MAPI_TO},
            {PR_DISPLAY_NAME_W, std::string("Bob")},
            {PR_ADDRTYPE_W, std::string("COURIER")},
            {PR_EMAIL_ADDRESS_W, std::string("bob")},
            {PR_ENTRYID, std::string(reinterpret_cast<const char*>(id.data()), id.size())}});
  const auto addresses = std::move(list).finish_addresses();
  ASSERT_EQ(message->ModifyRecipients(MODRECIP_ADD, addresses.get()), S_OK);
  const std::string sent_mail(properties(store, {PR_IPM_SENTMAIL_ENTRYID}).binary(PR_IPM_SENTMAIL_ENTRYID));
  const kit::PropertyBag bag{
      {PR_MESSAGE_CLASS_W, std::string("IPM.Note")}, {PR_SUBJECT_W, subject}, {PR_SENTMAIL_ENTRYID, sent_mail}};
  const auto values = kit::make_values(bag);
  ASSERT_EQ(message->SetProps(static_cast<ULONG>(bag.size()), values.get(), nullptr), S_OK);
  ASSERT_EQ(message->SubmitMessage(0), S_OK);
}

void CourierTest::put(const std::string& file, const std::string& text) const {
  std::ofstream(home() / "courier" / file) << text;
}

void CourierTest::remove(const std::string& file) const {
  fs::remove(home() / "courier" / file);
}

std::vector<std::string> CourierTest::lines(const std::string& file) const {
  std::ifstream in(home() / "courier" / file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> CourierTest::accepted() const {
  std::vector<std::string> subjects = lines("accepted");
  for (std::string& line : subjects) line.erase(0, line.find(' ') + 1);
  return subjects;
}

std::vector<ULONG> CourierTest::notices_with(ULONG flag) const {
  const std::string name = "TransportNotify ";
  std::vector<ULONG> found;
  for (const std::string& call : calls()) {
    if (call.rfind(name, 0) != 0) continue;
    const auto flags = static_cast<ULONG>(std::stoul(call.substr(name.size()), nullptr, 16));
    if ((flags & flag) != 0) found.push_back(flags);
  }
  return found;
}

bool CourierTest::was_called(const std::string& call) const {
  const auto all = calls();
  return std::find(all.begin(), all.end(), call) != all.end();
}

bool CourierTest::eventually(const std::function<bool()>& so) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!so()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

void CourierTest::expect_whole_in_the_queue(const std::vector<std::string>& subjects) {
  auto session = log_on("alice", MAPI_NO_MAIL);
  auto store = open_store(*session);
  const auto outbox = special_folder(*store, PR_IPM_OUTBOX_ENTRYID);
  std::vector<std::string> found;
  for (const kit::PropertyBag& row : rows(*outbox)) {
    const std::string subject(row.text(PR_SUBJECT_W));
    found.push_back(subject);
    EXPECT_NE(row.number(PR_MESSAGE_FLAGS) & MSGFLAG_SUBMIT, 0) << subject << " would never be sent";
    std::string id(row.binary(PR_ENTRYID));
    EXPECT_EQ(store->AbortSubmit(static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), 0), S_OK)
        << subject << " is locked";
  }
  EXPECT_THAT(found, ::testing::UnorderedElementsAreArray(subjects));
  store.reset();
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
}

}  // namespace postroom::test
