// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/provider_starts.hpp"

#include "runtime/lifecycle/abandonment.hpp"
#include "runtime/lifecycle/acting_thread.hpp"
#include "runtime/profile/profile_store.hpp"
#include "runtime/profile/service_events.hpp"
#include "runtime/session/provider_error.hpp"
#include "runtime/session/session_core.hpp"

#include <postroom/failure.hpp>

#include <cstring>
#include <utility>

namespace postroom::session {
namespace {

// What a provider's logon method answers and the client gets as it is (C-22, C-38, A-38). Everything else is
// MAPI_E_LOGON_FAILED, with the provider's own words as the text.
bool passes_through(HRESULT code) {
  return code == MAPI_E_UNKNOWN_CPID || code == MAPI_E_UNKNOWN_LCID || code == MAPI_E_USER_CANCEL ||
         code == MAPI_E_VERSION || code == MAPI_E_NO_ACCESS || code == MAPI_E_NOT_FOUND ||
         code == MAPI_E_INTERFACE_NOT_SUPPORTED;
}

std::string display_name(const profile::ProviderEntry& entry) {
  return "\"" + (entry.display_name.empty() ? entry.dll_name : entry.display_name) + "\"";
}

}  // namespace

bool ProviderStarts::UidLess::operator()(const MAPIUID& a, const MAPIUID& b) const noexcept {
  return std::memcmp(&a, &b, sizeof a) < 0;
}

std::shared_ptr<ProviderObject> ProviderStarts::provider(Kind kind, const std::string& dll_name) {
  const std::pair<Kind, std::string> key(kind, std::string(library::library_base_name(dll_name)));
  {
    const kit::Lock lock(mutex_);
    Slot& slot = slots_[key];  // a map's elements stay where they are
    while (!slot.object && slot.starting != 0 && !abandoned_) {
      if (slot.starting == lifecycle::acting_thread()) {
        kit::fail(MAPI_E_BUSY, "A provider used itself while it was being loaded.");
      }
      changed_.wait(mutex_);
    }
    if (abandoned_) kit::fail(MAPI_E_END_OF_SESSION);
    if (slot.object) {
      slot.object->library().require_not_quarantined();
      return slot.object;
    }
    slot.starting = lifecycle::acting_thread();
  }
  std::shared_ptr<ProviderObject> object;
  try {
    object = ProviderObject::start(kind, dll_name, session_.number(), [this] { return given_up(); });
  } catch (...) {
    const kit::Lock lock(mutex_);
    slots_[key].starting = 0;
    changed_.notify_all();
    throw;
  }
  const kit::Lock lock(mutex_);
  if (abandoned_) {  // its entry function returned when nobody waited any more (J-114)
    lifecycle::keep_for_ever(object);
    kit::fail(MAPI_E_END_OF_SESSION);
  }
  slots_[key] = {object, 0};
  providers_.push_back(object);
  changed_.notify_all();
  return object;
}

void ProviderStarts::abandon() noexcept {
  std::vector<std::string> starting;
  {
    const kit::Lock lock(mutex_);
    if (std::exchange(abandoned_, true)) return;
    for (const auto& [key, slot] : slots_) {
      if (slot.starting != 0) starting.push_back(key.second);
    }
    changed_.notify_all();
  }
  for (const std::string& name : starting) {
    library::Library::instance().providers().quarantine(
        name, lifecycle::record_abandoned_call({session_.number(), 0, 0, name}));
  }
}

bool ProviderStarts::given_up() const noexcept {
  const kit::Lock lock(mutex_);
  return abandoned_;
}

std::vector<std::shared_ptr<ProviderObject>> ProviderStarts::providers() const {
  const kit::Lock lock(mutex_);
  return providers_;
}

bool ProviderStarts::disabled(const MAPIUID& service) const {
  const kit::Lock lock(mutex_);
  return disabled_.count(service) != 0;
}

void ProviderStarts::disable(const profile::ProviderEntry& entry) {
  static constexpr MAPIUID kNone{};
  if (std::memcmp(&entry.service, &kNone, sizeof kNone) == 0) return;  // a provider of no service of the profile
  const kit::Lock lock(mutex_);
  disabled_.insert(entry.service);
}

void ProviderStarts::configure(const profile::ProviderEntry& entry) {
  const auto profile = session_.use().profile().store().find(session_.profile_name());
  for (const profile::ServiceEntry& service : profile->services()) {
    if (std::memcmp(&service.section, &entry.service, sizeof entry.service) != 0) continue;
    profile::ServiceEvent event;
    event.context = MSG_SERVICE_CONFIGURE;  // without UI; the second attempt shows whether it helped
    profile::tell_service(profile, service, event);
  }
}

HRESULT ProviderStarts::log_on(const profile::ProviderEntry& entry, const Attempt& attempt) {
  if (disabled(entry.service)) {
    kit::fail(MAPI_E_LOGON_FAILED, "The message service of " + display_name(entry) +
                                       " is disabled for this session, since one of its providers failed to log on.");
  }
  const kit::Gate::Pass pass(session_.logons_gate(), nullptr);
  if (!pass) kit::fail(MAPI_E_INVALID_OBJECT);  // the session is being logged off (J-113)

  std::string error;
  HRESULT code = S_OK;
  try {
    code = attempt(error);
    if (code == MAPI_E_UNCONFIGURED) {  // C-23: once
      configure(entry);
      error.clear();
      code = attempt(error);
    }
  } catch (const kit::Failure& failure) {
    code = failure.code();
    error = failure.what();
  }
  if (SUCCEEDED(code)) return code;
  if (code != MAPI_E_FAILONEPROVIDER) disable(entry);  // C-24 … C-26
  if (error.empty())
    error = "The provider " + display_name(entry) + " failed to log on: " + kit::hresult_name(code) + ".";
  kit::fail(passes_through(code) ? code : MAPI_E_LOGON_FAILED, error);
}

void ProviderStarts::start_address_books() {
  {
    const kit::Lock lock(mutex_);
    if (address_books_starting_ == lifecycle::acting_thread()) return;  // a provider's logon uses the address book
    while (address_books_starting_ != 0 && !abandoned_) changed_.wait(mutex_);
    if (abandoned_) return;
    if (address_books_started_ && address_book_failures_.empty()) return;
    address_books_starting_ = lifecycle::acting_thread();
  }
  struct Over {  // also when a provider ends the thread: others wait for it
    ProviderStarts& starts;
    bool all = false;
    ~Over() {
      const kit::Lock lock(starts.mutex_);
      starts.address_books_starting_ = 0;
      starts.address_books_started_ = starts.address_books_started_ || all;
      starts.changed_.notify_all();
    }
  } over{*this};
  for (const profile::ProviderEntry& entry : session_.use().providers(MAPI_AB_PROVIDER)) start_address_book(entry);
  over.all = true;
}

void ProviderStarts::start_address_book(const profile::ProviderEntry& entry) {
  for (const auto& logon : session_.logons(Kind::address_book)) {
    if (std::memcmp(&logon->entry().section, &entry.section, sizeof entry.section) == 0) return;  // it is on
  }
  std::string error;
  try {
    log_on(entry, [&](std::string& said) {
      const auto object = provider(Kind::address_book, entry.dll_name);
      const auto logon = session_.new_logon(object, entry);
      const auto support = make_support(logon);
      std::string name = session_.profile_name();
      ULONG security_size = 0;
      LPBYTE security = nullptr;
      ProviderError provider_error;
      kit::com_ptr<IABLogon> result;
      const HRESULT code = logon->log_on("IABProvider::Logon", object->address_book(), [&] {
        return object->address_book()->Logon(support.get(), 0, reinterpret_cast<LPTSTR>(name.data()), AB_NO_DIALOG,
                                             &security_size, &security, provider_error.put(), result.put());
      });
      logon->note_answer("IABProvider::Logon", code, result.get(), nullptr, *support);
      said = provider_error.text();
      if (SUCCEEDED(code) && result) {
        if (!logon->succeeded(std::move(result))) return MAPI_E_END_OF_SESSION;
        session_.enter(logon);
        return code;
      }
      logon->failed();
      return FAILED(code) ? code : MAPI_E_CALL_FAILED;
    });
  } catch (...) {
    kit::current_failure(error);
  }
  const kit::Lock lock(mutex_);
  address_book_failures_.erase(entry.section);
  if (!error.empty()) address_book_failures_.emplace(entry.section, error);
}

std::string ProviderStarts::address_book_failures() const {
  const kit::Lock lock(mutex_);
  std::string text;
  for (const auto& [section, failure] : address_book_failures_) text += (text.empty() ? "" : "\n") + failure;
  return text;
}

}  // namespace postroom::session
