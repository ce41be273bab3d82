// SPDX-License-Identifier: Apache-2.0
#include <postroom/trace_reader.hpp>

#include <kit/trace/fixed_text.hpp>

#include <postroom/failure.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

namespace postroom::trace {
namespace {

using kit::fail;

constexpr std::uint32_t kMaxEventNames = 1024;
constexpr std::uint64_t kMaxCapacity = 1ULL << 22;

[[noreturn]] void damaged(const char* what) {
  fail(MAPI_E_CORRUPT_DATA, std::string("damaged trace: ") + what);
}

// A structure at `offset`, which need not be aligned; damaged() when it is not all there.
template <class T>
T at(std::span<const std::byte> bytes, std::uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) damaged("it is cut short");
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

FileHeader read_header(std::span<const std::byte> bytes) {
  if (bytes.size() < sizeof(FileHeader) || std::memcmp(bytes.data(), kFileMagic, sizeof(kFileMagic)) != 0) {
    fail(MAPI_E_CORRUPT_DATA, "not a trace");
  }
  const auto header = at<FileHeader>(bytes, 0);
  if (header.byte_order != kByteOrder) fail(MAPI_E_VERSION, "trace of a machine with another byte order");
  if (header.version != kFileVersion) {
    fail(MAPI_E_VERSION, "trace of version " + std::to_string(header.version) + "; this program reads version " +
                             std::to_string(kFileVersion));
  }
  if (header.header_size != sizeof(FileHeader) || header.record_size != sizeof(Record)) damaged("its sizes are wrong");
  if (header.ring_count != kRings) damaged("its number of rings is wrong");
  if (header.event_count == 0 || header.event_count > kMaxEventNames) damaged("its table of events is wrong");
  return header;
}

// The names that the file was written with, and what they are here.
struct Names {
  std::vector<std::string> text;
  std::vector<std::optional<Event>> event;
};

Names read_names(std::span<const std::byte> bytes, const FileHeader& header) {
  Names names;
  for (std::uint32_t i = 0; i < header.event_count; ++i) {
    const auto offset = i * sizeof(EventName);
    if (header.event_table > bytes.size()) damaged("its table of events is wrong");
    std::string text = kit::get_text(at<EventName>(bytes, header.event_table + offset).name);
    std::optional<Event> event;
    for (std::size_t known = 0; known < kEventCount; ++known) {
      if (kEvents[known].name == text) event = static_cast<Event>(known);
    }
    names.text.push_back(std::move(text));
    names.event.push_back(event);
  }
  return names;
}

Entry decode(const Record& record, Ring ring, std::uint64_t number, const Names& names) {
  Entry entry;
  entry.ring = ring;
  entry.number = number;
  entry.time = record.time;
  entry.thread = record.thread;
  if (record.event < names.text.size()) {
    entry.event = names.event[record.event];
    entry.event_name = names.text[record.event];
  } else {
    entry.event_name = "unknown";
  }
  entry.session = record.session;
  entry.logon = record.logon;
  entry.provider = record.provider;
  entry.name = kit::get_text(record.name);
  entry.method = kit::get_text(record.method);
  entry.detail = kit::get_text(record.detail);
  entry.object = record.object;
  entry.request = record.request;
  entry.answer = record.answer;
  entry.hresult = record.hresult;
  return entry;
}

std::vector<Entry> read_ring(std::span<const std::byte> bytes, const RingHeader& header, Ring ring, const Names& names,
                             Lost& lost) {
  if (!std::has_single_bit(header.capacity) || header.capacity > kMaxCapacity) damaged("a ring's capacity is wrong");
  if (header.offset > bytes.size() || header.capacity > (bytes.size() - header.offset) / sizeof(Record)) {
    damaged("it is cut short");
  }
  if (header.next > (UINT64_MAX >> 2U)) damaged("a ring's count is wrong");
  const std::uint64_t first = header.next > header.capacity ? header.next - header.capacity : 0;
  lost.overwritten = first;
  std::vector<Entry> entries;
  for (std::uint64_t number = first; number < header.next; ++number) {
    const std::uint64_t index = number & (header.capacity - 1);
    const auto record = at<Record>(bytes, header.offset + index * sizeof(Record));
    if (record.sequence == 2 * number + 2) {
      entries.push_back(decode(record, ring, number, names));
      lost.incomplete += std::exchange(lost.unfinished, 0);
    } else {
      ++lost.unfinished;
    }
  }
  return entries;
}

std::vector<std::byte> load(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) {
    const HRESULT code = errno == ENOENT ? MAPI_E_NOT_FOUND : errno == EACCES ? MAPI_E_NO_ACCESS : MAPI_E_DISK_ERROR;
    fail(code, path + ": " + strerrordesc_np(errno));
  }
  const auto close_it = [](const int* open) { ::close(*open); };
  const std::unique_ptr<const int, decltype(close_it)> closer(&fd, close_it);
  struct stat status {};
  if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) fail(MAPI_E_CORRUPT_DATA, path + ": not a file");
  if (static_cast<std::uint64_t>(status.st_size) > kMaxFileSize) fail(MAPI_E_TOO_BIG, path + ": too long for a trace");
  std::vector<std::byte> bytes(static_cast<std::size_t>(status.st_size));
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t got = ::read(fd, bytes.data() + have, bytes.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(MAPI_E_DISK_ERROR, path + ": " + strerrordesc_np(errno));
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

}  // namespace

Trace read_bytes(std::span<const std::byte> bytes) {
  const FileHeader header = read_header(bytes);
  const Names names = read_names(bytes, header);
  Trace trace;
  trace.process = header.process;
  trace.program = kit::get_text(header.program);
  trace.started = header.started;
  trace.started_realtime = header.started_realtime;
  std::vector<Entry> rings[kRings];
  for (std::size_t i = 0; i < kRings; ++i) {
    rings[i] = read_ring(bytes, header.rings[i], static_cast<Ring>(i), names, trace.lost[i]);
  }
  trace.entries.reserve(rings[0].size() + rings[1].size());
  std::merge(std::make_move_iterator(rings[0].begin()), std::make_move_iterator(rings[0].end()),
             std::make_move_iterator(rings[1].begin()), std::make_move_iterator(rings[1].end()),
             std::back_inserter(trace.entries), [](const Entry& a, const Entry& b) { return a.time < b.time; });
  return trace;
}

Trace read_file(const std::string& path) {
  const std::vector<std::byte> bytes = load(path);
  try {
    return read_bytes(bytes);
  } catch (const kit::Failure& failure) {
    fail(failure.code(), path + ": " + failure.what());
  }
}

}  // namespace postroom::trace
