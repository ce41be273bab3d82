// SPDX-License-Identifier: Apache-2.0
#include <postroom/provider/status.hpp>

#include <postroom/text.hpp>

namespace postroom::kit::provider {
namespace {

class StatusObject final : public PropObject<StatusObject, IMAPIStatus> {
 public:
  static constexpr const char* kTypeName = "IMAPIStatus";

  StatusObject(std::shared_ptr<LogonCore> core, std::shared_ptr<BagSource> source, StatusHandler& handler)
      : PropObject(std::move(core), source), row_(std::move(source)), handler_(handler) {}

  STDMETHODIMP ValidateState(ULONG_PTR ui_param, ULONG flags) override {
    return call([&] { return offers(STATUS_VALIDATE_STATE) ? handler_.validate_state(ui_param, flags) : kNot; });
  }
  STDMETHODIMP SettingsDialog(ULONG_PTR ui_param, ULONG flags) override {
    return call([&] { return offers(STATUS_SETTINGS_DIALOG) ? handler_.settings_dialog(ui_param, flags) : kNot; });
  }
  STDMETHODIMP ChangePassword(LPTSTR old_password, LPTSTR new_password, ULONG flags) override {
    return call([&]() -> HRESULT {
      if (!offers(STATUS_CHANGE_PASSWORD)) return kNot;
      require_flags(flags, MAPI_UNICODE);
      require(old_password != nullptr && new_password != nullptr, "a password is null");
      return handler_.change_password(from_lptstr(old_password, flags), from_lptstr(new_password, flags));
    });
  }
  STDMETHODIMP FlushQueues(ULONG_PTR ui_param, ULONG, LPENTRYID, ULONG flags) override {
    return call([&] { return offers(STATUS_FLUSH_QUEUES) ? handler_.flush_queues(ui_param, flags) : kNot; });
  }

 private:
  static constexpr HRESULT kNot = MAPI_E_NO_SUPPORT;

  // E-8: a method whose bit is clear is not supported.
  bool offers(ULONG method) const {
    return (static_cast<ULONG>(row_->bag().number(PR_RESOURCE_METHODS)) & method) != 0;
  }

  const std::shared_ptr<BagSource> row_;
  StatusHandler& handler_;  // a part of the core, which this object holds
};

}  // namespace

LogonStatus::LogonStatus(PropertyBag row)
    : source_([&] {
        row.set(PR_OBJECT_TYPE, static_cast<LONG>(MAPI_STATUS));
        return std::make_shared<BagSource>(std::move(row));
      }()) {}

LogonStatus::~LogonStatus() = default;

void LogonStatus::publish(IMAPISupport* support) const {
  const PropertyBag row = source_->bag();
  check(support->ModifyStatusRow(static_cast<ULONG>(row.size()), make_values(row).get(), 0),
        "the runtime refused the status row");
}

void LogonStatus::update(IMAPISupport* support, const PropertyBag& changed) {
  {
    const Lock lock(mutex_);
    PropertyBag row = source_->bag();
    row.merge(changed);
    source_->replace(std::move(row));
  }
  check(support->ModifyStatusRow(static_cast<ULONG>(changed.size()), make_values(changed).get(), STATUSROW_UPDATE),
        "the runtime refused a change of the status row");
}

com_ptr<IMAPIStatus> LogonStatus::open(const std::shared_ptr<LogonCore>& core, StatusHandler& handler, LPCIID iid,
                                       ULONG flags) {
  require_flags(flags, MAPI_MODIFY);
  if (iid != nullptr && !has_iid<IMAPIStatus>(*iid)) {
    fail(MAPI_E_INTERFACE_NOT_SUPPORTED, "a status object is an IMAPIStatus");
  }
  const Lock lock(mutex_);
  if (released_) fail(MAPI_E_INVALID_OBJECT, "the logon has ended");
  if (!object_) object_ = make_object<StatusObject>(core, source_, handler);
  return object_;
}

void LogonStatus::release() noexcept {
  com_ptr<IMAPIStatus> object;
  const Lock lock(mutex_);
  released_ = true;
  object = std::move(object_);
}

}  // namespace postroom::kit::provider
