// SPDX-License-Identifier: Apache-2.0
#include "kit/transport/transport_core.hpp"

#include <postroom/failure.hpp>
#include <postroom/one_off.hpp>
#include <postroom/text.hpp>

#include <mapitags.h>

#include <algorithm>
#include <span>

namespace postroom::kit::transport {
namespace {

std::vector<BYTE> one_off(IMAPISupport& support, const Identity& identity) {
  std::wstring name = to_wide(identity.display_name);
  std::wstring type = to_wide(identity.address_type);
  std::wstring address = to_wide(identity.address);
  ULONG size = 0;
  mapi_ptr<ENTRYID> entry_id;
  check(support.CreateOneOff(reinterpret_cast<LPTSTR>(name.data()), reinterpret_cast<LPTSTR>(type.data()),
                             reinterpret_cast<LPTSTR>(address.data()), MAPI_UNICODE, &size, out(entry_id)),
        "the transport's own address cannot be made into an entry identifier");
  const auto* bytes = reinterpret_cast<const BYTE*>(entry_id.get());
  return {bytes, bytes + size};
}

}  // namespace

TransportCore::TransportCore(IMAPISupport* support, std::shared_ptr<Backend> backend)
    : LogonCore(support),
      identity_(backend->identity()),
      display_name_(backend->display_name()),
      receives_(backend->receives()),
      types_(backend->address_types()),
      backend_(std::move(backend)) {
  // These point into types_, which never changes again (N-6).
  for (std::string& type : types_) type_pointers_.push_back(reinterpret_cast<LPTSTR>(type.data()));
  if (!identity_.address.empty()) {
    identity_entry_id_ = one_off(*support, identity_);
    identity_search_key_ = one_off_search_key(identity_.address_type, identity_.address);
  }
  PropertyBag row{{PR_DISPLAY_NAME_W, display_name_},
                  {PR_PROVIDER_DISPLAY_W, display_name_},
                  {PR_STATUS_CODE, STATUS_AVAILABLE},
                  {PR_RESOURCE_TYPE, MAPI_TRANSPORT_PROVIDER},
                  {PR_RESOURCE_METHODS, STATUS_VALIDATE_STATE | STATUS_FLUSH_QUEUES}};
  if (!identity_entry_id_.empty()) {  // all three or none (E-20)
    row.set(PR_IDENTITY_DISPLAY_W, identity_.display_name);
    row.set(PR_IDENTITY_ENTRYID, std::as_bytes(std::span(identity_entry_id_)));
    row.set(PR_IDENTITY_SEARCH_KEY, identity_search_key_);
  }
  status_ = std::make_unique<provider::LogonStatus>(std::move(row));
}

PropertyBag TransportCore::identity_as(const std::array<ULONG, 5>& tags) const {
  if (identity_.address.empty()) return {};
  PropertyBag named;
  named.set(tags[0], identity_.display_name);
  named.set(tags[1], identity_.address_type);
  named.set(tags[2], identity_.address);
  named.set(tags[3], std::as_bytes(std::span(identity_entry_id_)));
  named.set(tags[4], identity_search_key_);
  return named;
}

std::shared_ptr<Backend> TransportCore::backend() const {
  const Lock lock(mutex_);
  if (!backend_) fail(MAPI_E_INVALID_OBJECT, "the transport is logged off");
  return backend_;
}

bool TransportCore::has_address_type(const std::string& type) const noexcept {
  return types_.empty() || std::find(types_.begin(), types_.end(), type) != types_.end();
}

void TransportCore::add_status_row() {
  status_->publish(support().get());
}

void TransportCore::change_status(ULONG set, ULONG clear, const std::string& text) noexcept {
  try {
    PropertyBag changed;
    {
      const Lock lock(mutex_);
      const ULONG code = (status_code_ & ~clear) | set;
      if (code == status_code_ && text.empty()) return;
      status_code_ = code;
      changed.set(PR_STATUS_CODE, code);
    }
    if (!text.empty()) changed.set(PR_STATUS_STRING_W, text);
    status_->update(support().get(), changed);
  } catch (...) {
    std::string what;
    static_cast<void>(current_failure(what));
    note("status row not written", what.c_str());
  }
}

com_ptr<IMAPIStatus> TransportCore::open_status(LPCIID iid, ULONG flags) {
  return status_->open(shared_from_this(), *this, iid, flags);
}

// Sets bits and returns: nothing is connected here (E-16).
HRESULT TransportCore::validate_state(ULONG_PTR, ULONG flags) {
  constexpr ULONG kRemote = ABORT_XP_HEADER_OPERATION | REFRESH_XP_HEADER_CACHE | PROCESS_XP_HEADER_CACHE |
                            FORCE_XP_CONNECT | FORCE_XP_DISCONNECT | SHOW_XP_SESSION_UI;
  require_flags(flags, SUPPRESS_UI | CONFIG_CHANGED | kRemote);
  if ((flags & kRemote) != 0) fail(MAPI_E_NO_SUPPORT, display_name_ + " is not a remote transport");
  if ((flags & CONFIG_CHANGED) != 0) return support()->SpoolerNotify(NOTIFY_CONFIG_CHANGE, nullptr);  // E-15
  return S_OK;
}

// Up is out and down is in, as four texts against two have it (E-18). The spooler's traffic follows (H-40).
HRESULT TransportCore::flush_queues(ULONG_PTR, ULONG flags) {
  require_flags(flags, FLUSH_UPLOAD | FLUSH_DOWNLOAD | FLUSH_FORCE | FLUSH_NO_UI | FLUSH_ASYNC_OK);
  const bool both = (flags & (FLUSH_UPLOAD | FLUSH_DOWNLOAD)) == 0;
  const bool download = receives_ && (both || (flags & FLUSH_DOWNLOAD) != 0);
  const bool upload = both || (flags & FLUSH_UPLOAD) != 0;
  change_status((upload ? STATUS_OUTBOUND_FLUSH : 0) | (download ? STATUS_INBOUND_FLUSH : 0), 0);
  if (upload) check(support()->SpoolerNotify(NOTIFY_READYTOSEND, nullptr));
  if (download) check(support()->SpoolerNotify(NOTIFY_NEWMAIL, nullptr));
  return S_OK;
}

TransportCore::Transit::Transit(TransportCore& core, bool outbound)
    : core_(core), outbound_(outbound), reference_([&] {
        const Lock lock(core.mutex_);
        core.transits_.push_back(this);
        return ++core.last_reference_;
      }()) {
  core_.change_status(outbound_ ? STATUS_OUTBOUND_ACTIVE : STATUS_INBOUND_ACTIVE, 0);
}

TransportCore::Transit::~Transit() {
  {
    const Lock lock(core_.mutex_);
    std::erase(core_.transits_, this);
  }
  core_.change_status(0, outbound_ ? STATUS_OUTBOUND_ACTIVE : STATUS_INBOUND_ACTIVE);
}

bool TransportCore::Transit::requested() noexcept {
  if (cancelled_.load(std::memory_order_acquire) || core_.closed()) return true;
  try {
    if (core_.support()->SpoolerYield(0) == MAPI_W_CANCEL_MESSAGE) cancelled_.store(true, std::memory_order_release);
  } catch (...) {  // logged off meanwhile
    return true;
  }
  return cancelled_.load(std::memory_order_acquire);
}

void TransportCore::cancel(ULONG_PTR reference) noexcept {
  const Lock lock(mutex_);
  for (Transit* transit : transits_) {
    const bool meant = reference == 0   ? transit->outbound_
                       : reference == 1 ? !transit->outbound_
                                        : transit->reference_ == reference;
    if (meant) transit->cancelled_.store(true, std::memory_order_release);
  }
}

void TransportCore::begin_inbound() {
  if (!receives_) return;
  {
    const Lock lock(mutex_);
    if (watching_) return;
    watching_ = true;
  }
  const std::weak_ptr<TransportCore> weak = weak_from_this();
  backend()->watch([weak] {
    const std::shared_ptr<TransportCore> core = weak.lock();
    if (!core || core->closed()) return;
    try {
      core->support()->SpoolerNotify(NOTIFY_NEWMAIL, nullptr);
    } catch (...) {  // logged off meanwhile: the mail waits in the medium
    }
  });
}

void TransportCore::end_inbound() noexcept {
  std::shared_ptr<Backend> backend;
  {
    const Lock lock(mutex_);
    if (!watching_) return;
    watching_ = false;
    backend = backend_;
  }
  if (backend) backend->unwatch();
}

void TransportCore::prepare_fast_shutdown() {
  constexpr auto kPutOff = std::chrono::seconds(10);
  const auto until = std::chrono::steady_clock::now() + kPutOff;
  put_off_until_.store(until.time_since_epoch().count(), std::memory_order_relaxed);
}

bool TransportCore::looks_for_mail() const noexcept {
  const auto until = put_off_until_.load(std::memory_order_relaxed);
  return until == 0 || std::chrono::steady_clock::now().time_since_epoch().count() >= until;
}

void TransportCore::make_durable() {
  end_inbound();
  interrupt();
}

void TransportCore::hurry() noexcept {
  hurry_.store(true, std::memory_order_release);
  set_rundown_budget(std::chrono::milliseconds(200));
}

void TransportCore::interrupt() noexcept {
  std::shared_ptr<Backend> backend;
  {
    const Lock lock(mutex_);
    for (Transit* transit : transits_) transit->cancelled_.store(true, std::memory_order_release);
    backend = backend_;
  }
  if (backend) backend->interrupt();
}

void TransportCore::release_objects() noexcept {
  status_->release();
}  // J-27

void TransportCore::release_backend() noexcept {
  std::shared_ptr<Backend> backend;
  {
    const Lock lock(mutex_);
    watching_ = false;
    backend = std::move(backend_);
  }
  if (backend) backend->disconnect(hurry_.load(std::memory_order_acquire));
}

}  // namespace postroom::kit::transport
