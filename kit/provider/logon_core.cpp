// SPDX-License-Identifier: Apache-2.0
#include <postroom/provider/logon_core.hpp>

#include <postroom/failure.hpp>

#include <utility>

namespace postroom::kit::provider {

// What stands behind a support object, found before the base is made.
struct LogonCore::Behind {
  explicit Behind(IMAPISupport* support) : ledger(open_ledger(support, logon)) {}

  ULONG logon = 0;
  com_ptr<IPostroomLedger> ledger;
};

LogonCore::LogonCore(IMAPISupport* support) : LogonCore(support, Behind(support)) {}

LogonCore::LogonCore(IMAPISupport* support, Behind behind)
    : Core(std::move(behind.ledger), behind.logon), support_(com_ptr<IMAPISupport>::share(support)) {}

LogonCore::~LogonCore() {
  release_support();
}

com_ptr<IMAPISupport> LogonCore::support() const {
  const Lock lock(support_mutex_);
  if (!support_) fail(MAPI_E_INVALID_OBJECT, "the provider is logged off");
  return support_;
}

void LogonCore::release_support() noexcept {
  com_ptr<IMAPISupport> last;
  {
    const Lock lock(support_mutex_);
    last = std::move(support_);
  }
}

bool LogonCore::close() noexcept {
  if (closing_.exchange(true, std::memory_order_acq_rel)) return false;
  gate().close();
  interrupt();
  const auto deadline = std::chrono::steady_clock::now() + budget_;
  const ULONG_PTR principal = ledger() != nullptr ? ledger()->GetPrincipal() : 0;
  if (!gate().wait([&] { return std::chrono::steady_clock::now() >= deadline; }, principal)) {
    note("rundown overrun", "a call of another thread is still inside; what it uses is kept until it leaves");
  }
  release_objects();
  release_backend();
  if (const std::shared_ptr<LogonList> list = list_.lock()) list->remove(this);
  release_support();  // the last duty: no support method may be called from here on (J-24)
  return true;
}

void LogonCore::note(const char* event, const char* detail) const noexcept {
  if (ledger() != nullptr) ledger()->Note(logon_number(), event, detail);
}

void LogonList::enter(const std::shared_ptr<LogonList>& list, const std::shared_ptr<LogonCore>& logon) {
  const Lock lock(list->mutex_);
  list->logons_.push_back({logon.get(), logon});
  logon->list_ = list;
}

std::vector<std::shared_ptr<LogonCore>> LogonList::live() const {
  std::vector<std::shared_ptr<LogonCore>> result;
  const Lock lock(mutex_);
  for (const Entry& entry : logons_) {
    if (std::shared_ptr<LogonCore> logon = entry.logon.lock()) result.push_back(std::move(logon));
  }
  return result;
}

void LogonList::remove(const LogonCore* logon) noexcept {
  const Lock lock(mutex_);
  std::erase_if(logons_, [&](const Entry& entry) { return entry.key == logon || entry.logon.expired(); });
}

}  // namespace postroom::kit::provider
