// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/table_notifier.hpp"

#include "runtime/notify/engine.hpp"

#include <postroom/failure.hpp>

#include <atomic>
#include <cstdint>

namespace postroom::session {
namespace {

class TableNotifier final : public kit::Notifier {
 public:
  explicit TableNotifier(ULONG session) noexcept : owner_{session, 0}, key_{session, next_source()} {}

  ULONG_PTR subscribe(ULONG mask, IMAPIAdviseSink* sink) override {
    return notify::engine().subscribe(owner_, key(), mask, 0, sink);
  }
  void unsubscribe(ULONG_PTR connection) override {
    kit::check(notify::engine().unsubscribe(owner_, static_cast<ULONG>(connection)));
  }
  void notify(std::span<const NOTIFICATION> notifications, ULONG flags) noexcept override {
    try {
      notify::engine().notify(key(), notifications, &flags);
    } catch (...) {  // the engine has stopped, or there is no memory: nobody is told
    }
  }

 private:
  struct Key {  // no padding: it is compared by its bytes
    std::uint64_t session;
    std::uint64_t source;
  };

  static std::uint64_t next_source() noexcept {
    static constinit std::atomic<std::uint64_t> last{0};
    return ++last;
  }
  std::span<const std::byte> key() const noexcept { return std::as_bytes(std::span(&key_, 1)); }

  const notify::Owner owner_;
  const Key key_;
};

}  // namespace

kit::NotifierFactory notify_tables_of(ULONG session) {
  return [session] { return std::make_unique<TableNotifier>(session); };
}

}  // namespace postroom::session
