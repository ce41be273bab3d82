// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/com_ptr.hpp>

#include <array>
#include <functional>
#include <memory>
#include <span>

namespace postroom::kit {

// Tells the advise sinks of one source of events, such as one view of a table, what happened. The kit has one over a
// support object, for providers; the runtime has one over its engine.
//
// Thread-safe. Delivery is asynchronous (K-18). The caller holds no lock.
class Notifier {
 public:
  // Unsubscribes what is left.
  virtual ~Notifier() = default;

  // Starts telling `sink` of events in `mask`; it gets a reference of its own. Never 0.
  virtual ULONG_PTR subscribe(ULONG mask, IMAPIAdviseSink* sink) = 0;
  // MAPI_E_NOT_FOUND for a connection that is none, MAPI_E_INVALID_PARAMETER for 0 (K-9).
  virtual void unsubscribe(ULONG_PTR connection) = 0;
  // Copies the notifications and has them delivered. `flags` may be MAPI_UNICODE. A source that is gone, as at
  // logoff, tells nobody.
  virtual void notify(std::span<const NOTIFICATION> notifications, ULONG flags) noexcept = 0;

 protected:
  Notifier() = default;
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;
};

// Makes the notifier of one source; called at its first Advise.
using NotifierFactory = std::function<std::unique_ptr<Notifier>()>;

// Over IMAPISupport::Subscribe, Notify and Unsubscribe (D-14 … D-17), under a random key of 16 bytes.
class SupportNotifier final : public Notifier {
 public:
  // Gives the support object for one call, or throws or gives null once it is released; no reference is kept on it,
  // since its Release ends the logon (J-24): `[core] { return core->support(); }`.
  using Support = std::function<com_ptr<IMAPISupport>()>;
  explicit SupportNotifier(Support support);
  ~SupportNotifier() override;

  ULONG_PTR subscribe(ULONG mask, IMAPIAdviseSink* sink) override;
  void unsubscribe(ULONG_PTR connection) override;
  void notify(std::span<const NOTIFICATION> notifications, ULONG flags) noexcept override;

 private:
  class Connections;

  const Support support_;
  const std::array<unsigned char, 16> key_;
  const std::unique_ptr<Connections> connections_;
};

// A factory of SupportNotifiers.
NotifierFactory notify_through(SupportNotifier::Support support);

}  // namespace postroom::kit
