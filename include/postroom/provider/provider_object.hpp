// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/object.hpp>
#include <postroom/provider/logon_core.hpp>

#include <memory>
#include <string>
#include <utility>

namespace postroom::kit::provider {

// The provider object of one xxProviderInit call: IABProvider, IMSProvider or IXPProvider, and fast shutdown.
//
//   class Book final : public ProviderObject<Book, IABProvider> {
//    public:
//     static constexpr const char* kTypeName = "IABProvider";
//     STDMETHODIMP Logon(…) override;    // LogonList::enter(logons(), core) once it has succeeded
//
// Thread-safe. Shutdown is the last call (J-15); when the runtime forgot it, the last Release does its work (J-29).
// Logons that were never logged off are logged off then, so that no support object outlives the provider.
template <class Derived, class Interface>
class ProviderObject : public Object<Derived, Interface, IMAPIProviderShutdown> {
 public:
  // The flags must be zero and are not looked at (J-28, O-7).
  HRESULT STDMETHODCALLTYPE Shutdown(ULONG*) override {
    return this->call([&]() -> HRESULT {
      shut_down();
      return S_OK;
    });
  }

  // Fast shutdown (J-98): consent is given, and every logon makes durable what it holds.
  HRESULT STDMETHODCALLTYPE QueryFastShutdown() override {
    return this->call([&]() -> HRESULT { return S_OK; });
  }
  HRESULT STDMETHODCALLTYPE NotifyProcessShutdown() override {
    return this->call([&]() -> HRESULT {
      for (const auto& logon : logons_->live()) logon->prepare_fast_shutdown();
      return S_OK;
    });
  }
  HRESULT STDMETHODCALLTYPE DoFastShutdown() override {
    return this->call([&]() -> HRESULT {
      for (const auto& logon : logons_->live()) logon->make_durable();
      return S_OK;
    });
  }

  void last_release() noexcept { shut_down(); }

 protected:
  // A provider object exists before any support object, so the ledger does not know it.
  ProviderObject()
      : Object<Derived, Interface, IMAPIProviderShutdown>(std::make_shared<Core>(nullptr, 0)),
        logons_(std::make_shared<LogonList>()) {}

  const std::shared_ptr<LogonList>& logons() const noexcept { return logons_; }

  // Runs the body of a logon method. Like call(), and *error, which may be null, tells what went wrong (C-28), in the
  // width that `flags` say.
  template <class Body>
  HRESULT logon_call(ULONG flags, LPMAPIERROR* error, Body&& body) {
    return this->call([&]() -> HRESULT {
      if (error != nullptr) *error = nullptr;
      try {
        return std::forward<Body>(body)();
      } catch (...) {
        std::string what;
        const HRESULT code = current_failure(what);
        this->core().note_failure(this->identity(), code, what.c_str());
        if (error != nullptr) this->core().last_error(this->identity(), code, flags & MAPI_UNICODE, error);
        return code;
      }
    });
  }

 private:
  void shut_down() noexcept {
    this->core().gate().close();
    try {
      for (const auto& logon : logons_->live()) logon->close();
    } catch (...) {  // no memory for the list: each logon is still closed by its own last Release
    }
  }

  const std::shared_ptr<LogonList> logons_;
};

}  // namespace postroom::kit::provider
