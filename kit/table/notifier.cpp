// SPDX-License-Identifier: Apache-2.0
#include <postroom/failure.hpp>
#include <postroom/mutex.hpp>
#include <postroom/notifier.hpp>

#include <sys/random.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace postroom::kit {
namespace {

std::array<unsigned char, 16> random_key() {
  std::array<unsigned char, 16> key{};
  if (getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size())) {
    fail(MAPI_E_CALL_FAILED, "the system gives no random numbers");
  }
  return key;
}

// A NOTIFKEY in its own memory (D-14).
struct Key {
  explicit Key(const std::array<unsigned char, 16>& bytes) {
    value.cb = static_cast<ULONG>(bytes.size());
    std::memcpy(value.ab, bytes.data(), bytes.size());
  }
  LPNOTIFKEY get() { return reinterpret_cast<LPNOTIFKEY>(&value); }
  SizedNOTIFKEY(16, value);
};

}  // namespace

class SupportNotifier::Connections {
 public:
  void add(ULONG_PTR connection) {
    const Lock lock(mutex_);
    all_.push_back(connection);
  }
  bool remove(ULONG_PTR connection) {
    const Lock lock(mutex_);
    return std::erase(all_, connection) != 0;
  }
  std::vector<ULONG_PTR> take() {
    const Lock lock(mutex_);
    return std::move(all_);
  }
  bool empty() {
    const Lock lock(mutex_);
    return all_.empty();
  }

 private:
  Mutex mutex_;
  std::vector<ULONG_PTR> all_ POSTROOM_GUARDED_BY(mutex_);
};

SupportNotifier::SupportNotifier(Support support)
    : support_(std::move(support)), key_(random_key()), connections_(std::make_unique<Connections>()) {}

SupportNotifier::~SupportNotifier() {
  try {
    const std::vector<ULONG_PTR> left = connections_->take();
    if (left.empty()) return;
    if (const auto support = support_()) {
      for (const ULONG_PTR connection : left) support->Unsubscribe(connection);
    }
  } catch (const Failure&) {  // the support object is released, and the subscriptions ended with it (J-82)
  }
}

ULONG_PTR SupportNotifier::subscribe(ULONG mask, IMAPIAdviseSink* sink) {
  const auto support = support_();
  if (!support) fail(MAPI_E_INVALID_OBJECT, "the logon has ended");
  Key key(key_);
  ULONG_PTR connection = 0;
  check(support->Subscribe(key.get(), mask, 0, sink, &connection), "the sink could not be registered");
  connections_->add(connection);
  return connection;
}

void SupportNotifier::unsubscribe(ULONG_PTR connection) {
  if (connection == 0) fail(MAPI_E_INVALID_PARAMETER, "connection 0 is none");
  if (!connections_->remove(connection)) fail(MAPI_E_NOT_FOUND, "no such connection");
  if (const auto support = support_()) check(support->Unsubscribe(connection));
}

void SupportNotifier::notify(std::span<const NOTIFICATION> notifications, ULONG flags) noexcept {
  if (notifications.empty() || connections_->empty()) return;
  try {
    if (const auto support = support_()) {
      Key key(key_);
      // Notify takes a pointer to what it only reads.
      support->Notify(key.get(), static_cast<ULONG>(notifications.size()),
                      const_cast<LPNOTIFICATION>(notifications.data()), &flags);
    }
  } catch (const std::exception&) {  // the logon has ended: there is nobody left to tell
  }
}

NotifierFactory notify_through(SupportNotifier::Support support) {
  return [support = std::move(support)]() -> std::unique_ptr<Notifier> {
    return std::make_unique<SupportNotifier>(support);
  };
}

}  // namespace postroom::kit
