// SPDX-License-Identifier: Apache-2.0
//
// MAPI's C functions on notifications and advise sinks.
#include "runtime/library/export.hpp"
#include "runtime/mapiutil/boundary.hpp"
#include "runtime/mapiutil/flat_copy.hpp"
#include "runtime/notify/engine.hpp"
#include "runtime/notify/thread_sink.hpp"

#include <mapiutil.h>

namespace {

using namespace postroom;
using kit::require;
using mapiutil::boundary;

std::span<NOTIFICATION> checked(int count, LPNOTIFICATION notifications) {
  require(count >= 0 && (count == 0 || notifications != nullptr), "no notifications where there should be some");
  return {notifications, static_cast<std::size_t>(count)};
}

}  // namespace

POSTROOM_EXPORT SCODE ScCountNotifications(int count, LPNOTIFICATION notifications, ULONG* size) {
  return boundary([&]() -> HRESULT {
    mapiutil::store_size(size, mapiutil::flat_size(std::span<const NOTIFICATION>(checked(count, notifications))));
    return S_OK;
  });
}

POSTROOM_EXPORT SCODE ScCopyNotifications(int count, LPNOTIFICATION notifications, LPVOID target, ULONG* size) {
  return boundary([&]() -> HRESULT {
    const std::span<const NOTIFICATION> all = checked(count, notifications);
    require(target != nullptr, "lpvDst is null");
    const std::size_t needed = mapiutil::flat_size(all);
    mapiutil::flat_copy(all, target);
    mapiutil::store_size(size, needed);
    return S_OK;
  });
}

POSTROOM_EXPORT SCODE ScRelocNotifications(int count, LPNOTIFICATION notifications, LPVOID old_base, LPVOID new_base,
                                           ULONG* size) {
  return boundary([&]() -> HRESULT {
    mapiutil::store_size(size, mapiutil::relocate(checked(count, notifications), old_base, new_base));
    return S_OK;
  });
}

POSTROOM_EXPORT HRESULT HrAllocAdviseSink(LPNOTIFCALLBACK callback, LPVOID context, LPMAPIADVISESINK* sink) {
  return boundary([&]() -> HRESULT {
    require(sink != nullptr, "lppAdviseSink is null");
    *sink = nullptr;
    require(callback != nullptr, "lpfnCallback is null");
    *sink = notify::make_callback_sink(callback, context).detach();
    return S_OK;
  });
}

POSTROOM_EXPORT HRESULT HrThisThreadAdviseSink(LPMAPIADVISESINK sink, LPMAPIADVISESINK* wrapper) {
  return boundary([&]() -> HRESULT {
    require(wrapper != nullptr, "lppAdviseSink is null");
    *wrapper = nullptr;
    require(sink != nullptr, "lpAdviseSink is null");
    *wrapper = notify::engine().bind_to_this_thread(sink);
    return S_OK;
  });
}

POSTROOM_EXPORT HRESULT HrDispatchNotifications(ULONG flags) {
  return boundary([&]() -> HRESULT {
    kit::require_flags(flags, 0);
    if (!notify::engine().started()) return MAPI_E_NOT_INITIALIZED;
    notify::engine().dispatch();
    return S_OK;
  });
}
