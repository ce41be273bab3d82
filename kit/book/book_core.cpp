// SPDX-License-Identifier: Apache-2.0
#include "kit/book/book_core.hpp"

#include "kit/book/entry_properties.hpp"

#include <postroom/failure.hpp>

#include <algorithm>
#include <vector>

namespace postroom::kit::book {

BookCore::BookCore(IMAPISupport* support, const MAPIUID& uid, PropertyBag status_row,
                   std::shared_ptr<BookBackend> backend)
    : LogonCore(support), uid_(uid), status_(std::move(status_row)), backend_(std::move(backend)) {}

BookCore::~BookCore() = default;

std::shared_ptr<BookBackend> BookCore::backend() const {
  const Lock lock(mutex_);
  if (!backend_) fail(MAPI_E_INVALID_OBJECT, "the address book is logged off");
  return backend_;
}

Container BookCore::container(const ObjectId& id) const {
  for (Container& container : backend()->containers()) {
    if (container.id == id) return std::move(container);
  }
  fail(MAPI_E_NOT_FOUND, "the address book container does not exist any more");
}

bool BookCore::modifiable(const ObjectId& container) const {
  const std::vector<Container> all = backend()->containers();
  return std::any_of(all.begin(), all.end(),
                     [&](const Container& one) { return one.id == container && one.modifiable; });
}

Entry BookCore::entry(const ObjectId& id) const {
  std::optional<Entry> entry = backend()->find(id);
  if (!entry) fail(MAPI_E_NOT_FOUND, "the address book entry does not exist any more");
  return *std::move(entry);
}

std::shared_ptr<MemoryTable> BookCore::open_table(const ObjectId& container) {
  const Lock lock(mutex_);
  const auto found = contents_.find(container);
  return found == contents_.end() ? nullptr : found->second.table.lock();
}

std::shared_ptr<MemoryTable> BookCore::contents(const ObjectId& container) {
  const std::shared_ptr<BookBackend> from = backend();
  const std::uint64_t version = from->version();
  {
    const Lock lock(mutex_);
    const auto found = contents_.find(container);
    if (found != contents_.end() && found->second.version == version) {
      if (std::shared_ptr<MemoryTable> table = found->second.table.lock()) return table;
    }
  }
  std::vector<PropertyBag> rows;
  from->list(container, [&](const Entry& entry) {
    rows.push_back(entry_properties(*this, entry));
    return true;
  });
  std::shared_ptr<MemoryTable> table;
  {
    const Lock lock(mutex_);
    Contents& kept = contents_[container];
    table = kept.table.lock();
    if (!table) {
      const std::span<const ULONG> columns = contents_columns();
      table = MemoryTable::create(PR_INSTANCE_KEY, {columns.begin(), columns.end()});
      kept.table = table;
    }
    kept.version = version;
  }
  table->replace_all(std::move(rows));
  return table;
}

void BookCore::tell_changed(const Entry& entry) {
  if (const std::shared_ptr<MemoryTable> table = open_table(entry.container)) {
    table->put(entry_properties(*this, entry));
  }
}

void BookCore::tell_removed(const ObjectId& container, std::span<const ObjectId> entries) {
  const std::shared_ptr<MemoryTable> table = open_table(container);
  if (!table) return;
  for (const ObjectId& id : entries) {
    for (const EntryKind kind : {EntryKind::person, EntryKind::list}) {
      table->erase(PropertyValue(PR_INSTANCE_KEY, encode(kind, id)));
    }
  }
}

NotifierFactory BookCore::notifier() {
  return notify_through([weak = weak_from_this()]() -> com_ptr<IMAPISupport> {
    const std::shared_ptr<BookCore> core = weak.lock();
    return core ? core->support() : nullptr;
  });
}

void BookCore::interrupt() noexcept {
  const Lock lock(mutex_);
  if (backend_) backend_->interrupt();
}

void BookCore::release_objects() noexcept {
  status_.release();
  std::map<ObjectId, Contents> contents;
  {
    const Lock lock(mutex_);
    contents.swap(contents_);
  }
  for (const auto& [container, kept] : contents) {
    const std::shared_ptr<MemoryTable> table = kept.table.lock();
    if (!table) continue;
    try {
      table->clear();  // a leaked view keeps nothing but itself
    } catch (...) {    // no memory for telling its sinks: the rows go with the view
    }
  }
}

void BookCore::release_backend() noexcept {
  std::shared_ptr<BookBackend> last;  // closes the medium without the lock
  const Lock lock(mutex_);
  last = std::move(backend_);
}

HRESULT BookCore::validate_state(ULONG_PTR, ULONG flags) {
  require_flags(flags, SUPPRESS_UI | REFRESH_XP_HEADER_CACHE | PROCESS_XP_HEADER_CACHE | FORCE_XP_CONNECT |
                           FORCE_XP_DISCONNECT | CONFIG_CHANGED);
  static_cast<void>(backend()->version());  // reads the medium: what is wrong with it shows
  return S_OK;
}

}  // namespace postroom::kit::book
