// SPDX-License-Identifier: Apache-2.0
#include "child.hpp"

#include "runtime/lifecycle/trace.hpp"
#include "runtime/lifecycle/trace_rings.hpp"

#include <postroom/postroom.h>
#include <postroom/failure.hpp>
#include <postroom/trace_check.hpp>
#include <postroom/trace_reader.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

namespace postroom {
namespace {

using trace::Event;
using trace::Ring;

// A folder of the test's own.
class TraceFile : public testing::Test {
 protected:
  TraceFile() {
    std::string name = (std::filesystem::temp_directory_path() / "postroom-trace-XXXXXX").string();
    folder = mkdtemp(name.data());
  }
  ~TraceFile() override { std::filesystem::remove_all(folder); }

  std::string path(const std::string& name = "trace") const { return (folder / name).string(); }
  test::Child writer(int events, const std::string& end, const std::string& file) const {
    return {TRACE_WRITER, {std::to_string(events), end}, "POSTROOM_TRACE", file};
  }

  std::filesystem::path folder;
};

std::size_t count(const trace::Trace& trace, Event event) {
  return static_cast<std::size_t>(std::count_if(trace.entries.begin(), trace.entries.end(),
                                                [=](const trace::Entry& entry) { return entry.is(event); }));
}

TEST_F(TraceFile, SurvivesKill9WithEveryEvent) {
  writer(4000, "kill", path()).wait();
  const trace::Trace trace = trace::read_file(path());
  EXPECT_EQ(count(trace, Event::uid_added), 4000U);
  EXPECT_EQ(trace.lost_in(Ring::lifecycle).total(), 0U);
  EXPECT_EQ(trace.program, "trace_writer");
  const trace::Entry& last = trace.entries.back();
  EXPECT_TRUE(last.is(Event::call_begin));  // the call that it died in
  EXPECT_EQ(last.method, "IMSLogon::Logoff");
  EXPECT_EQ(last.name, "store");
  EXPECT_EQ(last.logon, 2U);
  EXPECT_EQ(last.provider, 3U);
}

TEST_F(TraceFile, CountsWhatItHadToForget) {
  writer(80000, "exit", path()).wait();
  const trace::Trace trace = trace::read_file(path());
  const trace::Lost lost = trace.lost_in(Ring::lifecycle);
  EXPECT_EQ(lost.overwritten + trace.entries.size() + lost.incomplete, 80000U + 1 + 2);
  EXPECT_TRUE(trace.entries.back().is(Event::call_end));
  EXPECT_FALSE(trace::check(trace).rules.empty());
}

TEST_F(TraceFile, IsNotSharedByTwoLivingProcesses) {
  auto first = writer(4, "hang", path());
  ASSERT_TRUE(first.wait_for("ready"));
  auto second = writer(8, "exit", path());
  const pid_t id = second.id();
  second.wait();
  EXPECT_EQ(count(trace::read_file(path()), Event::uid_added), 4U);
  EXPECT_EQ(count(trace::read_file(path() + "." + std::to_string(id)), Event::uid_added), 8U);
  first.end(SIGKILL);
  writer(12, "exit", path()).wait();  // a dead one's place is free
  EXPECT_EQ(count(trace::read_file(path()), Event::uid_added), 12U);
}

TEST_F(TraceFile, CanBeNamedByTheProcess) {
  auto child = writer(4, "exit", path("of-%p"));
  const pid_t id = child.id();
  child.wait();
  EXPECT_EQ(count(trace::read_file(path("of-" + std::to_string(id))), Event::uid_added), 4U);
}

TEST_F(TraceFile, NeverReplacesAnotherFile) {
  std::ofstream(path()) << "something of the user's";
  const std::string said = writer(4, "exit", path()).wait();
  EXPECT_THAT(said, testing::HasSubstr("no trace is written to " + path()));
  EXPECT_THAT(said, testing::HasSubstr("ready"));  // and goes on
  std::string content;
  std::getline(std::ifstream(path()), content);
  EXPECT_EQ(content, "something of the user's");
}

TEST_F(TraceFile, AFolderThatIsNotThereCostsOneLine) {
  const std::string said = writer(4, "exit", path("none/trace")).wait();
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 2);  // the line, and "ready"
  EXPECT_THAT(said, testing::HasSubstr("No such file or directory"));
}

TEST_F(TraceFile, AFullDiskCostsOneLine) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP();
  // /dev/full is no regular file, so the refusal is the other one; a full file system is met by posix_fallocate.
  EXPECT_THAT(writer(4, "exit", "/dev/full").wait(), testing::HasSubstr("no trace is written to /dev/full"));
}

TEST_F(TraceFile, ASnapshotOfTheLivingSaysTheSame) {
  const std::string long_text(500, 'x');
  trace::record(Event::note, {5, 6, 7, "a provider with a name that is much too long"},
                {.method = "note", .detail = long_text, .request = 1, .answer = 2, .hresult = MAPI_E_NOT_FOUND});
  trace::record(Event::object_entered, {}, {.method = "IMessage", .object = this});
  ASSERT_EQ(postroom_trace_write(path().c_str()), S_OK);
  const trace::Trace trace = trace::read_file(path());
  ASSERT_GE(trace.entries.size(), 2U);
  const trace::Entry& note = *std::find_if(trace.entries.rbegin(), trace.entries.rend(),
                                           [](const auto& entry) { return entry.is(Event::note); });
  EXPECT_EQ(note.session, 5U);
  EXPECT_EQ(note.name, "a provider with a name that is ");
  EXPECT_EQ(note.detail, std::string(127, 'x'));
  EXPECT_EQ(note.hresult, MAPI_E_NOT_FOUND);
  EXPECT_EQ(trace.entries.back().ring, Ring::object);
  EXPECT_EQ(postroom_trace_write(nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(postroom_trace_write(path("none/trace").c_str()), MAPI_E_DISK_ERROR);
}

TEST_F(TraceFile, ASnapshotDisturbsNobodyWhoRecords) {
  std::atomic<bool> stop{false};
  std::thread recorder([&] {
    while (!stop) trace::record(Event::note, {}, {.method = "busy"});
  });
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(postroom_trace_write(path().c_str()), S_OK);
    EXPECT_FALSE(trace::read_file(path()).entries.empty());
  }
  stop = true;
  recorder.join();
}

TEST_F(TraceFile, CutsTextBetweenCharacters) {
  trace::record(Event::note, {}, {.detail = std::string(126, 'x') + "é"});
  ASSERT_EQ(postroom_trace_write(path().c_str()), S_OK);
  const trace::Trace trace = trace::read_file(path());
  const auto note = std::find_if(trace.entries.rbegin(), trace.entries.rend(),
                                 [](const auto& entry) { return entry.is(Event::note); });
  EXPECT_EQ(note->detail, std::string(126, 'x'));
}

TEST_F(TraceFile, AForkedChildWritesNothing) {
  trace::record(Event::note, {}, {.method = "before"});
  if (const pid_t child = fork(); child == 0) {
    trace::record(Event::note, {}, {.method = "in the child"});
    _exit(postroom_trace_write(path().c_str()) == S_OK ? 1 : 0);
  } else {
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST(TraceRings, GiveEveryThreadItsPlace) {
  constexpr trace::Rings::Shape kShape{1024, 16};
  const auto block = std::make_unique<std::uint64_t[]>(trace::Rings::bytes(kShape) / 8);
  trace::Rings rings(reinterpret_cast<std::byte*>(block.get()), kShape);
  std::vector<std::thread> threads;
  std::atomic<bool> stop{false};
  std::thread reader([&] {
    while (!stop) {
      const std::uint64_t next = rings.next(Ring::lifecycle);
      for (std::uint64_t number = next > 100 ? next - 100 : 0; number < next; ++number) {
        trace::Record record{};
        if (!rings.copy(Ring::lifecycle, number, record)) continue;
        EXPECT_EQ(record.time, record.object);  // no mixture of two events
        EXPECT_EQ(std::strtoull(record.detail, nullptr, 10), record.time);
      }
    }
  });
  for (std::uint64_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::uint64_t i = 0; i < 5000; ++i) {
        trace::Record record{};
        record.time = record.object = t * 1000000 + i;
        std::snprintf(record.detail, sizeof(record.detail), "%llu", static_cast<unsigned long long>(record.time));
        rings.append(Ring::lifecycle, record);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  stop = true;
  reader.join();
  EXPECT_EQ(rings.next(Ring::lifecycle), 20000U);
}

// ---- what comes from outside

std::vector<std::byte> sample_file() {
  constexpr trace::Rings::Shape kShape{64, 16};
  std::vector<std::byte> bytes(trace::Rings::bytes(kShape));
  trace::Rings rings(bytes.data(), kShape);
  for (int i = 0; i < 100; ++i) {
    trace::Record record{};
    record.time = static_cast<std::uint64_t>(i);
    record.event = static_cast<std::uint16_t>(i % trace::kEventCount);
    std::snprintf(record.detail, sizeof(record.detail), "event %d", i);
    rings.append(i % 3 == 0 ? Ring::object : Ring::lifecycle, record);
  }
  return bytes;
}

HRESULT code_of(std::span<const std::byte> bytes) {
  try {
    trace::read_bytes(bytes);
    return S_OK;
  } catch (const kit::Failure& failure) {
    return failure.code();
  }
}

template <class Change>
HRESULT code_with(Change&& change) {
  std::vector<std::byte> bytes = sample_file();
  trace::FileHeader header;
  std::memcpy(&header, bytes.data(), sizeof(header));
  change(header);
  std::memcpy(bytes.data(), &header, sizeof(header));
  return code_of(bytes);
}

TEST(DamagedTrace, IsRefusedByWhatIsWrong) {
  EXPECT_EQ(code_of(sample_file()), S_OK);
  EXPECT_EQ(code_of({}), MAPI_E_CORRUPT_DATA);
  EXPECT_EQ(code_with([](auto& header) { header.magic[0] = 'X'; }), MAPI_E_CORRUPT_DATA);
  EXPECT_EQ(code_with([](auto& header) { header.version = 2; }), MAPI_E_VERSION);
  EXPECT_EQ(code_with([](auto& header) { header.byte_order = 0x04030201; }), MAPI_E_VERSION);
  EXPECT_EQ(code_with([](auto& header) { header.record_size = 255; }), MAPI_E_CORRUPT_DATA);
  EXPECT_EQ(code_with([](auto& header) { header.event_count = 0xFFFFFFFF; }), MAPI_E_CORRUPT_DATA);
  EXPECT_EQ(code_with([](auto& header) { header.event_table = UINT64_MAX - 8; }), MAPI_E_CORRUPT_DATA);
  EXPECT_EQ(code_with([](auto& header) { header.rings[0].capacity = 63; }), MAPI_E_CORRUPT_DATA);
  EXPECT_EQ(code_with([](auto& header) { header.rings[0].capacity = 1ULL << 40; }), MAPI_E_CORRUPT_DATA);
  EXPECT_EQ(code_with([](auto& header) { header.rings[1].offset = UINT64_MAX - 256; }), MAPI_E_CORRUPT_DATA);
  EXPECT_EQ(code_with([](auto& header) { header.rings[1].next = UINT64_MAX; }), MAPI_E_CORRUPT_DATA);
}

TEST(DamagedTrace, KeepsNamesItDoesNotKnow) {
  std::vector<std::byte> bytes = sample_file();
  trace::FileHeader header;
  std::memcpy(&header, bytes.data(), sizeof(header));
  std::memcpy(bytes.data() + header.event_table, "of_a_later_version\0", 19);
  const trace::Trace trace = trace::read_bytes(bytes);
  EXPECT_TRUE(std::any_of(trace.entries.begin(), trace.entries.end(), [](const trace::Entry& entry) {
    return entry.event_name == "of_a_later_version" && !entry.event;
  }));
}

TEST(DamagedTrace, NeverDoesMoreThanFail) {
  const std::vector<std::byte> good = sample_file();
  std::mt19937 random(20261121);
  std::uniform_int_distribution<std::size_t> in_file(0, good.size() - 1);
  std::uniform_int_distribution<std::size_t> in_header(0, sizeof(trace::FileHeader) - 1);
  int read = 0;
  for (int round = 0; round < 20000; ++round) {
    std::vector<std::byte> bytes = good;
    for (int i = 0; i < 1 + round % 8; ++i) {
      bytes[i % 2 == 0 ? in_header(random) : in_file(random)] = static_cast<std::byte>(random());
    }
    if (round % 5 == 0) bytes.resize(in_file(random));
    try {
      const trace::Trace trace = trace::read_bytes(bytes);
      ++read;
      EXPECT_LE(trace.entries.size(), 80U);
      trace::check(trace);
      for (const trace::Entry& entry : trace.entries) {
        trace::to_json(entry);
        trace::to_text(entry, trace.started);
      }
    } catch (const kit::Failure&) {
    }
  }
  EXPECT_GT(read, 100);
}

TEST(TraceText, IsJsonWhateverIsInIt) {
  trace::Entry entry;
  entry.time = 7;
  entry.event = Event::call_end;
  entry.event_name = "call_end";
  entry.method = "IMSLogon::Logoff";
  entry.detail = "\"quoted\"\n\\";
  EXPECT_EQ(trace::to_json(entry),
            R"({"t":7,"event":"call_end","method":"IMSLogon::Logoff","hresult":"S_OK","detail":"\"quoted\"\u000a\\"})");
}

}  // namespace
}  // namespace postroom
