// SPDX-License-Identifier: Apache-2.0
#include "providers/store/change_feed.hpp"

namespace postroom::store {

using namespace kit::store;  // the vocabulary of backend.hpp

namespace {

constexpr std::size_t kId = 16;
constexpr std::size_t kHead = 4;
constexpr std::size_t kSize = kHead + 3 * kId;

Change unpack_change(const char* bytes) {
  Change change;
  change.kind = static_cast<ChangeKind>(bytes[0]);
  change.type = static_cast<ObjectType>(bytes[1]);
  change.associated = bytes[2] != 0;
  change.id = ObjectId::from(bytes + kHead);
  change.parent = ObjectId::from(bytes + kHead + kId);
  change.old_parent = ObjectId::from(bytes + kHead + 2 * kId);
  return change;
}

}  // namespace

std::string pack_changes(std::span<const Change> changes) {
  std::string packed;
  packed.reserve(changes.size() * kSize);
  for (const Change& each : changes) {
    packed += {static_cast<char>(each.kind), static_cast<char>(each.type), static_cast<char>(each.associated), '\0'};
    packed += each.id.view();
    packed += each.parent.view();
    packed += each.old_parent.view();
  }
  return packed;
}

Changes read_changes(Connection& connection, ChangeNumber since) {
  Changes result;
  result.latest = static_cast<ChangeNumber>(connection.number("SELECT max(number) FROM change"));
  const auto first = static_cast<ChangeNumber>(connection.number("SELECT min(number) FROM change"));
  result.complete = first <= since + 1;
  Statement statement = connection.prepare("SELECT number, objects FROM change WHERE number > ? ORDER BY number");
  statement.bind(1, static_cast<std::int64_t>(since));
  while (statement.step()) {
    const std::string_view packed = statement.bytes(1);
    if (packed.size() % kSize != 0) connection.damaged("its feed of changes cannot be read");
    for (std::size_t at = 0; at < packed.size(); at += kSize) {
      if (packed[at] < 0 || packed[at] > static_cast<char>(ChangeKind::queued) || packed[at + 1] < 0 ||
          packed[at + 1] > static_cast<char>(ObjectType::attachment)) {
        connection.damaged("its feed of changes cannot be read");
      }
      result.changes.push_back(unpack_change(packed.data() + at));
      result.changes.back().number = static_cast<ChangeNumber>(statement.number(0));
    }
  }
  return result;
}

}  // namespace postroom::store
