// SPDX-License-Identifier: Apache-2.0
#include "providers/store/check.hpp"

#include "kit/text/hexadecimal.hpp"
#include "providers/store/reading.hpp"

#include <postroom/failure.hpp>

#include <mapitags.h>

#include <sys/stat.h>

#include <atomic>
#include <map>
#include <set>

namespace postroom::store {
namespace {

constexpr const char* kTypes[] = {"store", "folder", "message", "attachment"};

std::string object_name(std::int64_t type, std::string_view id) {
  return std::string(type >= 0 && type <= 3 ? kTypes[type] : "object") + " " + kit::hexadecimal(id);
}

class Check {
 public:
  Check(Connection& connection, const std::function<bool(double)>& progress)
      : connection_(connection), progress_(progress) {}

  CheckReport run() {
    const std::vector<void (Check::*)()> parts{
        &Check::database, &Check::identity, &Check::tree,    &Check::reachability, &Check::companions, &Check::counts,
        &Check::streams,  &Check::chunks,   &Check::objects, &Check::queue,        &Check::totals};
    attempt([this] { connection_.prepare("BEGIN").run(); });
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (progress_ && !progress_(static_cast<double>(i) / static_cast<double>(parts.size()))) {
        kit::fail(MAPI_E_CANCEL, "the check of " + connection_.path() + " was stopped");
      }
      attempt([&] { (this->*parts[i])(); });
    }
    connection_.roll_back();
    for (const auto& [kind, more] : more_) {
      report_.findings.push_back({kind, "and " + std::to_string(more) + " more of this kind"});
    }
    return std::move(report_);
  }

 private:
  // A part of the file that cannot be read does not end the check of the others.
  template <class Part>
  void attempt(Part part) {
    try {
      part();
    } catch (const kit::Failure& failure) {
      if (failure.code() == MAPI_E_CANCEL) throw;
      add("sqlite", failure.what());
    }
  }

  void add(const std::string& kind, std::string text) {
    if (++found_[kind] > kFindingsMost) {
      ++more_[kind];
    } else {
      report_.findings.push_back({kind, std::move(text)});
    }
  }

  // Each row of `sql` is an object (type, id, …) of which `what` is true.
  void each(const char* sql, const std::string& kind, const std::string& what) {
    Statement statement = connection_.prepare(sql);
    while (statement.step()) add(kind, object_name(statement.number(0), statement.bytes(1)) + " " + what);
  }
  // The first column of the first row of `sql` is how many there are.
  void none(const char* sql, const std::string& kind, const std::string& what) {
    if (const std::int64_t count = connection_.number(sql); count != 0) add(kind, std::to_string(count) + " " + what);
  }

  void database() {
    Statement statement = connection_.prepare("PRAGMA integrity_check(100)");
    while (statement.step()) {
      const std::string text(statement.bytes(0));
      if (text != "ok") add("sqlite", text);
    }
  }

  void identity() {
    Statement statement =
        connection_.prepare("SELECT length(record_key), (SELECT type FROM object WHERE id = root) FROM store");
    if (!statement.step()) {
      add("identity", "the store does not say who it is");
      return;
    }
    if (statement.number(0) != 16) add("identity", "the store's record key is no record key");
    if (statement.is_null(1) || statement.number(1) != 1) add("identity", "the store has no root folder");
    none("SELECT count(*) = 0 FROM object WHERE key = 1 AND type = 0", "identity",
         "object is missing: the store itself");
  }

  void tree() {
    each("SELECT type, id FROM object WHERE length(id) <> 16 OR type NOT BETWEEN 0 AND 3 OR list NOT BETWEEN 0 AND 6",
         "object", "is of no known kind");
    each(
        "SELECT o.type, o.id FROM object o LEFT JOIN object p ON p.key = o.parent WHERE o.parent <> 0 AND p.key IS "
        "NULL",
        "orphan", "is in something that does not exist");
    each("SELECT type, id FROM object WHERE parent = 0 AND key > 2", "orphan", "is in nothing");
    each(
        "SELECT o.type, o.id FROM object o JOIN object p ON p.key = o.parent WHERE NOT CASE o.list "
        "WHEN 1 THEN o.type = 1 AND p.type = 1 WHEN 2 THEN o.type = 2 AND p.type = 1 "
        "WHEN 3 THEN o.type = 2 AND p.type = 1 WHEN 4 THEN o.type = 2 AND p.type = 1 "
        "WHEN 5 THEN o.type = 3 AND p.type = 2 WHEN 6 THEN o.type = 2 AND p.type = 3 ELSE 0 END",
        "object", "is where its kind cannot be");
    each(
        "SELECT p.type, p.id FROM object o JOIN object p ON p.key = o.parent WHERE o.list = 6 GROUP BY p.key "
        "HAVING count(*) > 1",
        "object", "has more than one message embedded in it");
  }

  // What has a parent and still is not below the root goes round in a circle.
  void reachability() {
    each(
        "WITH RECURSIVE reached(key) AS (SELECT 2 UNION SELECT f.key FROM reached JOIN folder f ON f.parent = "
        "reached.key) "
        "SELECT o.type, o.id FROM object o WHERE o.type = 1 AND o.key NOT IN (SELECT key FROM reached)",
        "unreachable", "cannot be reached from the root folder");
  }

  void companions() {
    each("SELECT type, id FROM object WHERE key NOT IN (SELECT key FROM bag)", "bag", "has no properties");
    none("SELECT count(*) FROM bag WHERE key NOT IN (SELECT key FROM object)", "orphan",
         "sets of properties belong to nothing");
    each("SELECT type, id FROM object WHERE type = 1 AND key NOT IN (SELECT key FROM folder)", "count",
         "has no counts");
    none("SELECT count(*) FROM folder WHERE key NOT IN (SELECT key FROM object WHERE type = 1)", "orphan",
         "counts belong to no folder");
    each("SELECT o.type, o.id FROM folder f JOIN object o ON o.key = f.key WHERE f.parent <> o.parent", "object",
         "is under two folders");
  }

  void counts() {
    Statement statement = connection_.prepare(
        "WITH real(parent, messages, unread, associated, folders, deleted) AS (SELECT parent, sum(list = 2), "
        "sum(list = 2 AND (flags & 1) = 0), sum(list = 3), sum(list = 1), sum(list = 4) FROM object GROUP BY parent) "
        "SELECT o.type, o.id, f.messages, ifnull(r.messages, 0), f.unread, ifnull(r.unread, 0), f.associated, "
        "ifnull(r.associated, 0), f.folders, ifnull(r.folders, 0), f.deleted, ifnull(r.deleted, 0) "
        "FROM folder f JOIN object o ON o.key = f.key LEFT JOIN real r ON r.parent = f.key");
    constexpr const char* kWhat[] = {"messages", "unread messages", "associated messages", "folders",
                                     "deleted messages"};
    while (statement.step()) {
      for (int i = 0; i < 5; ++i) {
        const std::int64_t kept = statement.number(2 + 2 * i);
        const std::int64_t real = statement.number(3 + 2 * i);
        if (kept == real) continue;
        add("count", object_name(statement.number(0), statement.bytes(1)) + " counts " + std::to_string(kept) + " " +
                         kWhat[i] + " and has " + std::to_string(real));
      }
    }
  }

  void streams() {
    none("SELECT count(*) FROM stream WHERE object NOT IN (SELECT key FROM object)", "orphan",
         "big values belong to no object");
    each(
        "SELECT o.type, o.id FROM stream s JOIN object o ON o.key = s.object WHERE s.content NOT IN (SELECT key FROM "
        "content)",
        "stream", "has lost a big value");
    none(
        "SELECT count(*) FROM content c LEFT JOIN (SELECT content, count(*) AS n FROM stream GROUP BY content) s "
        "ON s.content = c.key WHERE ifnull(s.n, 0) <> c.uses",
        "stream", "contents are counted wrongly, or used by nothing");
  }

  void chunks() {
    none("SELECT count(*) FROM chunk WHERE (key >> 24) NOT IN (SELECT key FROM content)", "orphan",
         "chunks belong to nothing");
    none(
        "SELECT count(*) FROM content c LEFT JOIN (SELECT key >> 24 AS content, sum(length(bytes)) AS size, "
        "count(*) AS chunks FROM chunk GROUP BY 1) k ON k.content = c.key "
        "WHERE ifnull(k.size, 0) <> c.size OR ifnull(k.chunks, 0) <> (c.size + 65535) / 65536",
        "stream", "contents are not as long as they say");
  }

  // Properties: every bag is parsed, and what is kept twice is compared.
  void objects() {
    std::map<std::int64_t, std::map<ULONG, std::int64_t>> sizes;
    {
      Statement statement =
          connection_.prepare("SELECT s.object, s.tag, c.size FROM stream s JOIN content c ON c.key = s.content");
      while (statement.step()) {
        sizes[statement.number(0)][static_cast<ULONG>(statement.number(1))] = statement.number(2);
      }
    }
    std::string sql = "SELECT o.key, o.type, o.id, b.properties, b.recipients";
    for (const MessageColumn& column : message_columns()) sql += std::string(", o.") + column.name;
    Statement statement = connection_.prepare(sql + " FROM object o JOIN bag b ON b.key = o.key");
    while (statement.step()) {
      const std::string name = object_name(statement.number(1), statement.bytes(2));
      Bag bag;
      try {
        bag = Bag(std::string(statement.bytes(3)));
        unpack_recipients(statement.bytes(4));
      } catch (const kit::Failure& failure) {
        add("bag", name + ": " + failure.what());
        continue;
      }
      apart(name, bag, sizes[statement.number(0)]);
      if (statement.number(1) == 2) columns(name, bag, statement);
    }
  }

  void apart(const std::string& name, const Bag& bag, std::map<ULONG, std::int64_t>& streams) {
    for (std::size_t i = 0; i < bag.size(); ++i) {
      const auto value = bag[i];
      if (!value.apart) continue;
      const auto found = streams.find(value.tag);
      if (found == streams.end()) {
        add("stream", name + " has lost its big value " + tag_name(value.tag));
        continue;
      }
      if (static_cast<std::uint64_t>(found->second) != value.apart_size) {
        add("stream", name + " has a big value " + tag_name(value.tag) + " of another length than it says");
      }
      streams.erase(found);
    }
    for (const auto& [tag, size] : streams) {
      add("stream", name + " has a big value " + tag_name(tag) + " that it does not know of");
    }
  }

  void columns(const std::string& name, const Bag& bag, const Statement& statement) {
    const auto values = column_values(bag);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const int column = 5 + static_cast<int>(i);
      const auto* number = std::get_if<std::int64_t>(&values[i]);
      const auto* text = std::get_if<std::string>(&values[i]);
      const bool same = number != nullptr ? !statement.is_null(column) && statement.number(column) == *number
                        : text != nullptr ? !statement.is_null(column) && statement.bytes(column) == *text
                                          : statement.is_null(column);
      if (!same) {
        add("index", name + " is sorted by another " + message_columns()[i].name + " than it has");
      }
    }
  }

  static std::string tag_name(ULONG tag) {
    constexpr char kDigits[] = "0123456789ABCDEF";
    std::string text = "0x";
    for (int shift = 28; shift >= 0; shift -= 4) text += kDigits[(tag >> static_cast<unsigned>(shift)) & 15U];
    return text;
  }

  void queue() {
    none("SELECT count(*) FROM queue WHERE message NOT IN (SELECT key FROM object WHERE type = 2)", "queue",
         "places in the outgoing queue are of messages that do not exist");
    // MSGFLAG_SUBMIT
    each(
        "SELECT type, id FROM object WHERE type = 2 AND (flags & 4) <> 0 AND list <> 6 AND key NOT IN (SELECT message "
        "FROM queue)",
        "queue", "was submitted and is not in the outgoing queue: it will never be sent");
    each("SELECT o.type, o.id FROM queue q JOIN object o ON o.key = q.message WHERE (o.flags & 4) = 0", "queue",
         "is in the outgoing queue and was not submitted");
    report_.waiting = static_cast<std::uint64_t>(connection_.number("SELECT count(*) FROM queue"));
    report_.claimed = static_cast<std::uint64_t>(connection_.number("SELECT count(*) FROM queue WHERE claimed <> 0"));
  }

  void totals() {
    report_.folders = static_cast<std::uint64_t>(connection_.number("SELECT count(*) FROM object WHERE type = 1"));
    report_.messages = static_cast<std::uint64_t>(connection_.number("SELECT count(*) FROM object WHERE type = 2"));
    report_.attachments = static_cast<std::uint64_t>(connection_.number("SELECT count(*) FROM object WHERE type = 3"));
    report_.big_bytes = static_cast<std::uint64_t>(connection_.number("SELECT sum(size) FROM content"));
  }

  Connection& connection_;
  const std::function<bool(double)>& progress_;
  CheckReport report_;
  std::map<std::string, std::size_t> found_;
  std::map<std::string, std::size_t> more_;
};

bool exists(const std::string& path) {
  struct stat found {};
  return stat(path.c_str(), &found) == 0;
}

}  // namespace

CheckReport check_store(Connection& connection, const std::function<bool(double)>& progress) {
  return Check(connection, progress).run();
}

CheckReport check_file(const std::string& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) kit::fail(MAPI_E_NOT_FOUND, "there is no message store " + path);
  if (!S_ISREG(found.st_mode)) kit::fail(MAPI_E_CORRUPT_STORE, path + " is not a Postroom store: it is no file");
  // With neither of these, nobody has it open and the file says all.
  const bool alone = !exists(path + "-wal") && !exists(path + "-shm");
  const std::atomic<bool> never{false};
  Connection connection(path, alone ? Connection::Mode::immutable : Connection::Mode::read_only, never);
  connection.execute("PRAGMA query_only = ON");
  switch (recognise(connection)) {
    case Kind::store:
      break;
    case Kind::newer:
      kit::fail(MAPI_E_VERSION, path + " was made by a newer version of Postroom");
    case Kind::empty:
    case Kind::foreign:
      kit::fail(MAPI_E_CORRUPT_STORE, path + " is not a Postroom store");
  }
  return check_store(connection, {});
}

}  // namespace postroom::store
