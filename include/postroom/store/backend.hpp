// SPDX-License-Identifier: Apache-2.0
//
// What a message store's medium must be able to do. A backend knows durable data and queries, and nothing of MAPI's
// objects, flags and rules: those are the base's (kit/store), once for every backend (design 3 and 7).
//
// A backend provides a Medium, which opens stores; a StoreBackend is one open store; everything in it is read through
// a Snapshot and written through a Transaction.
//
// The model. A store holds objects in one tree:
//
//   the store itself (kStoreObject) — properties only
//   root folder ─ folders ─ messages ─ attachments ─ at most one embedded message ─ attachments …
//                                   └ recipients
//
// An object has an id, a type, a parent, two numbers of the commits that changed it, and a bag of properties (bag.hpp).
// Values that are too big for the bag (the base decides: kBigValue) live apart, as streams of the object, one for each
// tag; the bag then says how big they are. Recipients are not objects: they are rows of a message, each a bag, named
// by a number within the message. Folders hold two sets of messages: the contents and the associated contents.
//
// Ownership. Snapshots and transactions belong to the caller and end with the interface call that took them; the
// base never keeps one, so a backend may hold a lock or a read transaction for their life. They must end before the
// StoreBackend does.
//
// Threads. Medium and StoreBackend: any thread, concurrently. Snapshot and Transaction: one thread at a time.
//
// Errors. Every method but those marked noexcept may throw kit::Failure, and nothing else of its own making:
//   MAPI_E_NOT_FOUND         the object, stream or row named in the call does not exist (Failure's text names it)
//   MAPI_E_NO_ACCESS         a write in a store that was opened read-only, or that cannot be written
//   MAPI_E_NOT_ENOUGH_DISK   no room on the medium;  MAPI_E_DISK_ERROR: it failed
//   MAPI_E_CORRUPT_STORE     what is on the medium makes no sense: reported, never guessed at
//   MAPI_E_CANCEL            after interrupt()
//   MAPI_E_TIMEOUT           another process kept the medium for too long
// After a failure a transaction can only be dropped.
#pragma once

#include <postroom/prop_object.hpp>
#include <postroom/sort_order.hpp>
#include <postroom/store/bag.hpp>
#include <postroom/store/object_id.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::kit::store {

// Values of more bytes than this live apart. M-37: GetProps gives none of them whole.
inline constexpr std::size_t kBigValue = 8192;

// What the backend itself knows of an object, beside the bag.
struct ObjectInfo {
  ObjectId id;
  ObjectType type = ObjectType::store;
  ObjectId parent;           // zero for the store and the root folder
  ChangeNumber change = 0;   // the last commit that changed anything of it
  ChangeNumber version = 0;  // the last commit that changed its content: all but flags, status, queue and parent
  bool associated = false;   // a message of the associated contents
  bool deleted = false;      // softly
  std::uint32_t flags = 0;   // PR_MESSAGE_FLAGS of a message; FolderCounts looks at MSGFLAG_READ in it
  std::uint32_t status = 0;  // PR_MSG_STATUS of a message
};

struct FolderCounts {
  std::uint64_t messages = 0;
  std::uint64_t unread = 0;  // messages whose flags lack MSGFLAG_READ
  std::uint64_t associated = 0;
  std::uint64_t folders = 0;
  std::uint64_t deleted = 0;  // softly deleted messages
};

// A recipient of a message. `row` names it for the message's life and is PR_ROWID.
struct Recipient {
  std::uint32_t row = 0;
  Bag properties;
};

// A message in the outgoing queue. Its place is by `sequence`: the order of submission (H-4).
struct QueueEntry {
  std::uint64_t sequence = 0;
  std::uint32_t submit_flags = 0;  // SUBMITFLAG_PREPROCESS; SUBMITFLAG_LOCKED is `claimed`
  bool claimed = false;
};

// A name (kit::PropertyName: a property set, and a number or a text in it) and its id.
struct NamedProperty {
  std::uint16_t id = 0;  // 0x8000 … 0xFFFE
  PropertyName name;
};

// The sets of rows that can be listed. Each has one owner: a folder, a message (attachments), or the store (queue).
enum class Container : std::uint8_t { folders, messages, associated, deleted_messages, attachments, queue };

// Which rows of a container, in which order. Pointers are borrowed for the call. restriction.hpp and sort_order.hpp
// say what is true for a row and which of two comes first; a backend that does it by itself does exactly that (text by
// kit::text_order, for which kit::text_order_key makes index keys).
struct Query {
  // What the caller will look at. A backend that finds all of it in an index need not read the bags.
  std::span<const ULONG> columns;
  // Rows for which it is true; null for all.
  const Restriction* restriction = nullptr;
  // Rows come in this order, and those that are equal in it, or all when it is null, in an order of the backend's that
  // does not change while rows stay (folder and message: by arrival; attachment: by PR_ATTACH_NUM; queue: by sequence).
  const SortOrder* order = nullptr;
};

// A row of a container.
struct Row {
  ObjectInfo info;
  Bag properties;        // at least those columns that the object has
  std::string position;  // where it stands in the query's order: opaque, valid for the same query on the same store
  QueueEntry queued;     // Container::queue only
};

enum class Direction : std::uint8_t { forward, backward };

// What a backend can do of a query by itself. The base does the rest in memory, once for every backend.
struct Pushdown {
  bool restriction = false;
  bool order = false;
};

// A consistent view of the store. Reads in it see one state, whatever is committed meanwhile.
class Snapshot {
 public:
  virtual ~Snapshot() = default;
  Snapshot() = default;
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  // The object, or nothing when there is none by that id. kStoreObject is always there.
  virtual std::optional<ObjectInfo> find(const ObjectId& id) = 0;
  virtual Bag properties(const ObjectId& id) = 0;

  // Bytes of the object's stream `tag` from `offset` on into `buffer`; how many there were, 0 at the end. Reading a
  // chunk must not read the stream from its start.
  virtual std::size_t read_stream(const ObjectId& id, ULONG tag, std::uint64_t offset, std::span<char> buffer) = 0;

  // At most `limit` rows, beginning after the row at `from` (empty: at the first, or, backward, at the last). Pages
  // are found by key, never by counting rows from the start. A row need not exist any more for its position to be
  // good.
  // REQUIRES: pushdown() has said yes to what the query asks.
  virtual std::vector<Row> rows(Container container, const ObjectId& owner, const Query& query, std::string_view from,
                                Direction direction, std::size_t limit) = 0;
  virtual std::uint64_t count(Container container, const ObjectId& owner, const Query& query) = 0;
  // How many rows stand before `position`.
  virtual std::uint64_t count_before(Container container, const ObjectId& owner, const Query& query,
                                     std::string_view position) = 0;
  // The row of one object, or nothing when the query does not list it.
  virtual std::optional<Row> row(Container container, const ObjectId& owner, const Query& query,
                                 const ObjectId& id) = 0;
  virtual FolderCounts counts(const ObjectId& folder) = 0;
  // The folder right below `parent` whose PR_DISPLAY_NAME is `name` without regard to case.
  virtual std::optional<ObjectId> child_folder(const ObjectId& parent, std::string_view name) = 0;
  // The embedded message of an attachment.
  virtual std::optional<ObjectId> embedded(const ObjectId& attachment) = 0;

  // In the order of their rows.
  virtual std::vector<Recipient> recipients(const ObjectId& message) = 0;

  // Nothing when the message is not in the queue.
  virtual std::optional<QueueEntry> queue_entry(const ObjectId& message) = 0;

  // All names, in the order in which they were given. Ids are append-only (M-45), so the base keeps what it has read.
  virtual std::vector<NamedProperty> named_properties() = 0;
  virtual std::optional<std::uint16_t> find_name(const PropertyName& name) = 0;
};

// A write: all or nothing. It reads what it has written. Transactions of one store, of all processes, come one after
// the other, so that what a transaction has read cannot change under it. Dropped without commit(), it leaves no trace.
class Transaction : public Snapshot {
 public:
  // Creates an object; it has no properties. The id is new: the base made it with ObjectId::make().
  virtual void create(const ObjectId& id, ObjectType type, const ObjectId& parent, bool associated) = 0;
  // Replaces the whole bag. Streams whose tag the bag no longer has as an `apart` value end.
  virtual void set_properties(const ObjectId& id, const Bag& properties) = 0;

  // Streams. truncate() makes or empties one; append() adds to its end; copy_stream() makes `to` equal to `from`,
  // without moving the bytes when the medium can. The bag is set afterwards, with the size.
  virtual void truncate_stream(const ObjectId& id, ULONG tag) = 0;
  virtual void append_stream(const ObjectId& id, ULONG tag, std::string_view bytes) = 0;
  virtual void copy_stream(const ObjectId& from, const ObjectId& to, ULONG tag) = 0;

  // Recipients of a message: puts (replaces) or removes one row.
  virtual void put_recipient(const ObjectId& message, const Recipient& recipient) = 0;
  virtual void remove_recipient(const ObjectId& message, std::uint32_t row) = 0;

  // Flags and status do not make a new version: who saves the message meanwhile is not refused (M-25).
  virtual void set_flags(const ObjectId& message, std::uint32_t flags) = 0;
  virtual void set_status(const ObjectId& message, std::uint32_t status) = 0;

  // Moves a folder or a message to another folder; the id stays.
  virtual void move(const ObjectId& id, const ObjectId& parent) = 0;
  // Removes an object and all that is below it, from the queue too.
  virtual void remove(const ObjectId& id) = 0;
  // Marks a message as deleted, or takes the mark away. REQUIRES: capabilities().soft_delete.
  virtual void set_deleted(const ObjectId& message, bool deleted) = 0;

  // The outgoing queue. enqueue() puts a message at the end, or changes the flags of one that is there, in its place.
  virtual void enqueue(const ObjectId& message, std::uint32_t submit_flags) = 0;
  // Takes the message for sending (SetLockState); false when it is taken already. Survives a crash: the one who sends
  // finds it taken, with nobody sending, and may release it.
  virtual bool claim(const ObjectId& message) = 0;
  virtual void release_claim(const ObjectId& message) = 0;
  // Takes it out of the queue, sent or given up.
  virtual void finish(const ObjectId& message) = 0;

  // The id of a name, a new one when it has none. MAPI_E_TABLE_TOO_BIG when there are no more.
  virtual std::uint16_t add_name(const PropertyName& name) = 0;

  // Makes it all durable and visible before a client hears S_OK, of all but deferred saves. The number of the commit.
  virtual ChangeNumber commit() = 0;
};

enum class ChangeKind : std::uint8_t { created, changed, flagged, moved, removed, queued };

// One object that a commit changed, whoever made it.
struct Change {
  ChangeNumber number = 0;
  ChangeKind kind = ChangeKind::changed;
  ObjectType type = ObjectType::store;
  ObjectId id;
  ObjectId parent;      // where it is now; for `removed`, where it was
  ObjectId old_parent;  // `moved` only
  bool associated = false;
};

struct Changes {
  std::vector<Change> changes;  // oldest first
  ChangeNumber latest = 0;      // what to ask from next time
  bool complete = true;         // false: the feed no longer reaches that far back; read everything anew
};

struct Capabilities {
  bool read_only = false;    // write() always fails
  bool soft_delete = false;  // Container::deleted_messages, set_deleted()
  bool has_queue = true;     // the outgoing queue
};

// Who a store is. A copied file has the record key of the original and another `medium`: the base then refuses to
// open it beside the original, by name (design 5).
struct Identity {
  RecordKey record_key;
  ObjectId root;       // the root folder; the backend has made it with the store
  std::string medium;  // what tells two copies apart: device and inode of the file, the server and database, …
  std::string place;   // what Medium::open() took
};

struct Integrity {
  bool sound = true;
  std::vector<std::string> findings;  // a sentence each, naming the object
};

// One open store, by one logon: the spooler's logon has another one on the same medium.
class StoreBackend {
 public:
  virtual ~StoreBackend() = default;
  StoreBackend() = default;
  StoreBackend(const StoreBackend&) = delete;
  StoreBackend& operator=(const StoreBackend&) = delete;

  virtual const Identity& identity() const noexcept = 0;
  virtual Capabilities capabilities() const noexcept = 0;
  virtual Pushdown pushdown(Container container, const Query& query) const = 0;

  // Cheap. A Snapshot ends with the call that took it.
  virtual std::unique_ptr<Snapshot> read() = 0;
  // Waits for the transactions before it.
  virtual std::unique_ptr<Transaction> write() = 0;

  // Makes calls that are inside, and all that come later, fail with MAPI_E_CANCEL soon. The gate calls it at logoff,
  // from any thread, and never waits for it.
  virtual void interrupt() noexcept = 0;

  // What was committed after `since`, by this process or another. `since` 0 and no interest in the past: ask latest().
  virtual Changes changes_since(ChangeNumber since) = 0;
  virtual ChangeNumber latest() = 0;

  // Reads the whole store and says what is wrong. `progress` is called with a share of 0 … 1 and stops it with false.
  virtual Integrity check(const std::function<bool(double)>& progress) = 0;
};

enum class Access : std::uint8_t { read_only, read_write };

// What comes of a place where no store is: a new one, or a refusal. A store that was there once is not to be replaced
// by an empty one.
enum class Absent : std::uint8_t { made, refused };

// A kind of store: it opens them, and knows what its profile sections mean.
class Medium {
 public:
  virtual ~Medium() = default;

  // PR_MDB_PROVIDER: hard-coded, the same in all versions (F-8).
  virtual const MAPIUID& provider_uid() const noexcept = 0;
  // PR_PROVIDER_DISPLAY, for users.
  virtual std::string display_name() const = 0;

  // Where the store of a profile section is, in a form that open() takes and that means the same in every process
  // ("/home/ann/mail.postroom"). MAPI_E_UNCONFIGURED when the section does not say (C-27).
  virtual std::string place(IProfSect& section) = 0;

  // Opens the store at `place`. One that is absent is MAPI_E_NOT_FOUND, with a text that names the place, or becomes a
  // new store (unless it is to be read only). MAPI_E_NO_ACCESS, MAPI_E_CORRUPT_STORE, MAPI_E_VERSION. A store on a
  // medium that cannot be written opens with capabilities().read_only, whatever `access` says (M-8, M-52).
  virtual std::shared_ptr<StoreBackend> open(const std::string& place, Access access, Absent absent) = 0;
};

}  // namespace postroom::kit::store
