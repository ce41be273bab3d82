// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/prop_object.hpp>
#include <postroom/provider/logon_core.hpp>

#include <memory>
#include <string>

namespace postroom::kit::provider {

// What the status object of a logon does when it is asked. Called inside the object's gate, on any thread (a
// transport's: on the transport's); may throw Failure. A method whose bit PR_RESOURCE_METHODS lacks is never called.
class StatusHandler {
 public:
  // Sets status bits and returns; flags are checked by the handler (E-16).
  virtual HRESULT validate_state(ULONG_PTR ui_param, ULONG flags) = 0;
  virtual HRESULT settings_dialog(ULONG_PTR, ULONG) { return MAPI_E_NO_SUPPORT; }
  virtual HRESULT change_password(const std::string&, const std::string&) { return MAPI_E_NO_SUPPORT; }
  virtual HRESULT flush_queues(ULONG_PTR, ULONG) { return MAPI_E_NO_SUPPORT; }

 protected:
  ~StatusHandler() = default;
};

// The status of one logon: its row in the session's status table, and the one IMAPIStatus that all who open it get
// (E-12). A member of the logon's core. Thread-safe.
class LogonStatus {
 public:
  // `row` is what the provider publishes: PR_DISPLAY_NAME, PR_STATUS_CODE, PR_RESOURCE_METHODS, PR_PROVIDER_DISPLAY,
  // perhaps PR_STATUS_STRING and PR_IDENTITY_… (E-3, E-20). PR_OBJECT_TYPE is added for the object.
  explicit LogonStatus(PropertyBag row);
  ~LogonStatus();
  LogonStatus(const LogonStatus&) = delete;
  LogonStatus& operator=(const LogonStatus&) = delete;

  // Adds the row, in the logon call (C-48).
  void publish(IMAPISupport* support) const;
  // Changes columns of the row and of the object.
  void update(IMAPISupport* support, const PropertyBag& changed);
  PropertyBag row() const { return source_->bag(); }

  // Implements OpenStatusEntry. MAPI_MODIFY is granted nothing and refused nothing (E-11). `core` is the core that
  // this status is a member of, and `handler` lives as long.
  com_ptr<IMAPIStatus> open(const std::shared_ptr<LogonCore>& core, StatusHandler& handler, LPCIID iid, ULONG flags);

  // Breaks the cycle of logon and status object (J-27): from the core's release_objects().
  void release() noexcept;

 private:
  const std::shared_ptr<BagSource> source_;
  Mutex mutex_;
  com_ptr<IMAPIStatus> object_ POSTROOM_GUARDED_BY(mutex_);
  bool released_ POSTROOM_GUARDED_BY(mutex_) = false;
};

}  // namespace postroom::kit::provider
