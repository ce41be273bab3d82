// SPDX-License-Identifier: Apache-2.0
//
// The stores that the spooler works for: those that its sessions have open, each with a logon of the spooler's own
// (C-33).
#include "runtime/spooler/spooler.hpp"

#include "runtime/lifecycle/trace.hpp"

#include <postroom/failure.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

namespace postroom::spooler {
namespace {

constexpr auto kLook = std::chrono::seconds(2);  // how often another process is looked at

bool same_store(const OpenedStore& a, const OpenedStore& b) {
  return a.dll_name == b.dll_name && a.entry_id == b.entry_id &&
         std::memcmp(&a.section, &b.section, sizeof a.section) == 0;
}

}  // namespace

void Spooler::store_opened(const OpenedStore& store) {
  post_work([store](Spooler& self) { self.open_store(store); });
}

void Spooler::open_store(const OpenedStore& opened) {
  if (stopping_) return;
  for (const StorePtr& store : stores_) {
    if (store->mode != Store::Mode::closing && same_store(store->opened, opened)) {
      store->clients.push_back({opened.session, opened.logon});
      store->mode = Store::Mode::open;
      store->purging = false;
      dismiss(*store, LOGOFF_COMPLETE);  // a StoreLogoff that still waits: the transports stay (J-43)
      store->opened.is_default = store->opened.is_default || opened.is_default;
      update_traffic();
      return;
    }
  }
  const auto store = std::make_shared<Store>();
  store->opened = opened;
  store->clients.push_back({opened.session, opened.logon});
  try {
    store->outbox = std::make_unique<Outbox>(host_, opened, [weak = weak_from_this(), watched = std::weak_ptr(store)] {
      if (const auto self = weak.lock()) {
        self->post_work([watched](Spooler& spooler) {
          if (const StorePtr changed = watched.lock()) changed->changed = true;
          spooler.pump();
        });
      }
    });
  } catch (const kit::Failure& failure) {
    trace::record(trace::Event::note, {opened.session, opened.logon, 0, opened.dll_name},
                  {.method = "spooler logon failed", .detail = failure.what(), .hresult = failure.code()});
  }
  stores_.push_back(store);
  update_traffic();
  pump();
}

void Spooler::store_closed(ULONG logon) {
  post_work([logon](Spooler& self) { self.close_store(logon); });
}

void Spooler::close_store(ULONG logon) {
  const StorePtr store = store_of(logon);
  if (!store) return;
  std::erase_if(store->clients, [&](const Client& client) { return client.logon == logon; });
  if (!store->clients.empty()) return;
  // What a StoreLogoff left to be finished is finished on the spooler's own logon (J-40).
  if (store->mode == Store::Mode::open && !is_kept_for_others(*store)) {
    store->mode = Store::Mode::closing;
    cancel(store);
  }
  update_traffic();
  settle_stores();
}

// Nobody here has the store open, but another process has, whose mail this one sends (J-43).
bool Spooler::is_kept_for_others(const Store& store) {
  return !lines_.empty() && host_.open_elsewhere(store.opened);
}

// Another process tells nobody here what it submits, nor when it closes a store: while this one spools, it looks.
void Spooler::look_after_others() {
  if (stopping_) return;
  for (const StorePtr& store : stores_) {
    const bool elsewhere = is_kept_for_others(*store);
    if (elsewhere && store->outbox) {
      store->changed = true;
      store->outbox->read_anew();
    }
    if (!elsewhere && store->clients.empty() && store->mode == Store::Mode::open) store->mode = Store::Mode::running;
  }
  update_traffic();
  pump();
  later(kLook, &Spooler::look_after_others);
}

void Spooler::default_store_changed(const MAPIUID& section) {
  post_work([section](Spooler& self) {
    for (const StorePtr& store : self.stores_) {
      store->opened.is_default = std::memcmp(&store->opened.section, &section, sizeof section) == 0;
    }
    self.update_traffic();
    self.pump();
  });
}

Spooler::StorePtr Spooler::store_of(ULONG logon) const {
  for (const StorePtr& store : stores_) {
    for (const Client& client : store->clients) {
      if (client.logon == logon) return store;
    }
  }
  return nullptr;
}

Spooler::StorePtr Spooler::default_store() const {
  for (const StorePtr& store : stores_) {
    if (store->opened.is_default && store->mode == Store::Mode::open && store->outbox) return store;
  }
  return nullptr;
}

}  // namespace postroom::spooler
