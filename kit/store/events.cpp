// SPDX-License-Identifier: Apache-2.0
#include "kit/store/events.hpp"

#include "kit/store/store_core.hpp"

#include <postroom/object.hpp>

#include <array>
#include <cstring>
#include <map>
#include <string>

namespace postroom::kit::store {
namespace {

constexpr ULONG kClientEvents = fnevCriticalError | fnevNewMail | fnevObjectCreated | fnevObjectDeleted |
                                fnevObjectModified | fnevObjectMoved | fnevObjectCopied | fnevSearchComplete |
                                fnevExtended;

ULONG mapi_type(ObjectType type) noexcept {
  switch (type) {
    case ObjectType::store:
      return MAPI_STORE;
    case ObjectType::folder:
      return MAPI_FOLDER;
    case ObjectType::message:
      return MAPI_MESSAGE;
    case ObjectType::attachment:
      return MAPI_ATTACH;
  }
  return 0;
}

// A NOTIFKEY: the store's record key, the object's id (zero: the store), and whether it is for clients or for tables.
struct Key {
  ULONG size = 33;
  std::array<BYTE, 36> bytes{};

  Key(const RecordKey& store, const ObjectId& id, bool tables) {
    std::memcpy(bytes.data(), store.bytes.data(), 16);
    std::memcpy(bytes.data() + 16, id.bytes.data(), 16);
    bytes[32] = tables ? 1 : 0;
  }
  LPNOTIFKEY get() noexcept { return reinterpret_cast<LPNOTIFKEY>(this); }
};
static_assert(offsetof(NOTIFKEY, ab) == sizeof(ULONG));

// The batch that logons tell each other: the origin, and the events as they are in memory.
static_assert(std::is_trivially_copyable_v<StoreEvent>);

// Hears what other logons of the same store have done.
class OtherLogons final : public Object<OtherLogons, IMAPIAdviseSink> {
 public:
  static constexpr const char* kTypeName = "IMAPIAdviseSink (store tables)";
  explicit OtherLogons(std::shared_ptr<StoreCore> core) : Object(core), store_(std::move(core)) {}

  STDMETHODIMP_(ULONG) OnNotify(ULONG count, LPNOTIFICATION notifications) override {
    call([&]() -> HRESULT {
      for (ULONG i = 0; i < count; ++i) {
        if (notifications[i].ulEventType != fnevExtended) continue;
        const EXTENDED_NOTIFICATION& batch = notifications[i].info.ext;
        store_->events().receive(batch.pbEventParameters, batch.cb);
      }
      return S_OK;
    });
    return 0;
  }

 private:
  const std::shared_ptr<StoreCore> store_;
};

// Builds NOTIFICATIONs and keeps what they point to.
class EventBatch {
 public:
  explicit EventBatch(const StoreCore& core) : core_(core) {}

  void add(const StoreEvent& event) {
    NOTIFICATION& notification = notifications_.emplace_back();
    std::memset(&notification, 0, sizeof notification);
    notification.ulEventType = event.event;
    OBJECT_NOTIFICATION& object = notification.info.obj;
    object.ulObjType = mapi_type(event.type);
    entry(event.type, event.id, object.cbEntryID, object.lpEntryID);
    entry(ObjectType::folder, event.parent, object.cbParentID, object.lpParentID);
    if (event.event == fnevObjectMoved || event.event == fnevObjectCopied) {  // K-14
      entry(event.type, event.old_id, object.cbOldID, object.lpOldID);
      entry(ObjectType::folder, event.old_parent, object.cbOldParentID, object.lpOldParentID);
    }
  }

  void notify(IMAPISupport& support, Key key) {
    if (notifications_.empty()) return;
    ULONG flags = 0;
    static_cast<void>(
        support.Notify(key.get(), static_cast<ULONG>(notifications_.size()), notifications_.data(), &flags));
  }

 private:
  void entry(ObjectType type, const ObjectId& id, ULONG& size, LPENTRYID& bytes) {
    if (id.is_zero()) return;
    entries_.push_back(std::make_unique<std::string>(core_.entry(type, id)));
    size = static_cast<ULONG>(entries_.back()->size());
    bytes = reinterpret_cast<LPENTRYID>(entries_.back()->data());
  }

  const StoreCore& core_;
  std::vector<NOTIFICATION> notifications_;
  std::vector<std::unique_ptr<std::string>> entries_;
};

}  // namespace

Events::Events(StoreCore& core) : core_(core), origin_(ObjectId::make()) {}

Events::~Events() = default;

void Events::start() noexcept {
  try {
    const com_ptr<IMAPISupport> support = core_.support();
    const auto sink = make_object<OtherLogons>(core_.shared_from_this());
    Key key(core_.identity().record_key, kStoreObject, true);
    ULONG_PTR connection = 0;
    if (FAILED(support->Subscribe(key.get(), fnevExtended, NOTIFY_SYNC, sink.get(), &connection))) return;
    const Lock lock(mutex_);
    other_logons_ = connection;
  } catch (...) {  // no memory for the sink: the tables of this logon follow its own changes only
  }
}

void Events::stop() noexcept {
  std::set<ULONG_PTR> connections;
  {
    const Lock lock(mutex_);
    connections.swap(connections_);
    if (other_logons_ != 0) connections.insert(std::exchange(other_logons_, 0));
    listeners_.clear();
  }
  if (connections.empty()) return;
  try {
    const com_ptr<IMAPISupport> support = core_.support();
    for (const ULONG_PTR connection : connections) static_cast<void>(support->Unsubscribe(connection));
  } catch (...) {  // the support object has gone, and all subscriptions with it (J-82)
  }
}

void Events::publish(std::span<const StoreEvent> events) noexcept {
  if (events.empty()) return;
  tell_listeners(events);
  try {
    const com_ptr<IMAPISupport> support = core_.support();
    const RecordKey& store = core_.identity().record_key;
    EventBatch whole(core_);
    std::map<ObjectId, EventBatch> objects;
    for (const StoreEvent& event : events) {
      whole.add(event);
      if (event.event == fnevObjectCreated) continue;  // K-13: there is nobody yet who could have asked
      const ObjectId& about =
          event.event == fnevObjectCopied || event.event == fnevObjectMoved ? event.old_id : event.id;
      objects.try_emplace(about, core_).first->second.add(event);
    }
    whole.notify(*support, Key(store, kStoreObject, false));
    for (auto& [id, batch] : objects) batch.notify(*support, Key(store, id, false));

    std::string bytes(origin_.view());
    bytes.append(reinterpret_cast<const char*>(events.data()), events.size_bytes());
    NOTIFICATION batch;
    std::memset(&batch, 0, sizeof batch);
    batch.ulEventType = fnevExtended;
    batch.info.ext.cb = static_cast<ULONG>(bytes.size());
    batch.info.ext.pbEventParameters = reinterpret_cast<LPBYTE>(bytes.data());
    ULONG flags = 0;
    static_cast<void>(support->Notify(Key(store, kStoreObject, true).get(), 1, &batch, &flags));
  } catch (...) {  // logged off meanwhile, or out of memory: a lost notification, never a failed write
  }
}

void Events::publish_new_mail(const NOTIFICATION& notification) {
  NOTIFICATION copy = notification;  // Notify copies what it points to (D-16)
  ULONG flags = (notification.info.newmail.ulFlags & MAPI_UNICODE) != 0 ? MAPI_UNICODE : 0;
  const com_ptr<IMAPISupport> support = core_.support();
  check(support->Notify(Key(core_.identity().record_key, kStoreObject, false).get(), 1, &copy, &flags));
}

ULONG_PTR Events::advise(ULONG size, const ENTRYID* entry, ULONG mask, IMAPIAdviseSink* sink) {
  require(sink != nullptr, "lpAdviseSink is null");
  // K-11. Other events that a store has none of are passed over beside those that it has, as a table does (K-12): many
  // clients ask for all that there are.
  if ((mask & fnevStatusObjectModified) != 0 || (mask & kClientEvents) == 0) {
    fail(MAPI_E_NO_SUPPORT, "the event mask has no events of a store, or those of a status object");
  }
  ObjectId about = kStoreObject;
  if (size != 0) {
    about = core_.parse(size, entry).id;
    if (!core_.read()->find(about)) fail(MAPI_E_NOT_FOUND, "the object to be told about does not exist");
  }
  ULONG_PTR connection = 0;
  check(core_.support()->Subscribe(Key(core_.identity().record_key, about, false).get(), mask & kClientEvents, 0, sink,
                                   &connection));
  const Lock lock(mutex_);
  connections_.insert(connection);
  return connection;
}

void Events::unadvise(ULONG_PTR connection) {
  require(connection != 0, "ulConnection is zero");
  {
    const Lock lock(mutex_);
    if (connections_.erase(connection) == 0) fail(MAPI_E_NOT_FOUND, "no such connection");
  }
  check(core_.support()->Unsubscribe(connection));
}

void Events::listen(std::weak_ptr<EventListener> listener) {
  const Lock lock(mutex_);
  std::erase_if(listeners_, [](const auto& each) { return each.expired(); });
  listeners_.push_back(std::move(listener));
}

void Events::tell_listeners(std::span<const StoreEvent> events) noexcept {
  std::vector<std::shared_ptr<EventListener>> listeners;
  {
    const Lock lock(mutex_);
    for (const auto& each : listeners_) {
      if (auto listener = each.lock()) listeners.push_back(std::move(listener));
    }
  }
  for (const auto& listener : listeners) listener->store_changed(events);
}

void Events::receive(const void* data, std::size_t size) noexcept {
  if (size < 16 || (size - 16) % sizeof(StoreEvent) != 0) return;
  if (std::memcmp(data, origin_.bytes.data(), 16) == 0) return;
  std::vector<StoreEvent> events((size - 16) / sizeof(StoreEvent));
  std::memcpy(events.data(), static_cast<const char*>(data) + 16, size - 16);
  tell_listeners(events);
}

}  // namespace postroom::kit::store
