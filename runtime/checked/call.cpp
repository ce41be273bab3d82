// SPDX-License-Identifier: Apache-2.0
#include "runtime/checked/call.hpp"

#include "runtime/checked/clients.hpp"
#include "runtime/checked/registry.hpp"
#include "runtime/library/library.hpp"
#include "runtime/lifecycle/client_calls.hpp"

#include <postroom/host.hpp>

#include <algorithm>
#include <cstdio>
#include <limits>

namespace postroom::checked {

Call::Call(Face& face, const char* method, const void* caller) noexcept
    : face_(face), method_(method), caller_(caller), begun_(std::chrono::steady_clock::now()) {
  if (!lifecycle::is_of_the_runtime(caller)) pass_.emplace(clients().gate(), caller);
  refusal_ = admit();
  answer_ = admitted() ? MAPI_E_CALL_FAILED : refusal_;  // unless it returns, it has thrown
}

HRESULT Call::admit() noexcept {
  if (library::Library::instance().over()) return MAPI_E_NOT_INITIALIZED;
  Proxy& proxy = face_.proxy();
  const bool by_client = face_.type().called_by == CalledBy::client;
  // A client's call holds what it calls: the object does not go away under it, whatever other threads release.
  holds_itself_ = by_client && proxy.try_acquire();
  object_ = face_.object();
  if (object_ == nullptr || (by_client && !holds_itself_)) {
    proxy.report_breach(face_, method_, caller_);
    return MAPI_E_INVALID_OBJECT;
  }
  return by_client && proxy.ended() ? MAPI_E_INVALID_OBJECT : S_OK;
}

Call::~Call() {
  record_call(face_, method_, answer_, face_.proxy().references() - (holds_itself_ ? 1 : 0),
              std::chrono::steady_clock::now() - begun_);
  for (std::size_t i = 0; i < lent_count_; ++i) lent_[i]->let_go();
  if (holds_itself_) face_.proxy().let_go();
}

void* Call::unwrap(void* object) noexcept {
  Face* const face = object != nullptr ? registry().face_at(object) : nullptr;
  if (face == nullptr || lent_count_ == lent_.size()) return object;
  Proxy& proxy = face->proxy();
  if (proxy.owner().library() != face_.proxy().owner().library() || proxy.ended() || !proxy.try_acquire())
    return object;
  lent_[lent_count_++] = &proxy;
  return face->object();
}

IMAPISupport* Call::begin_logon(IMAPISupport* support) noexcept {
  kit::com_ptr<IPostroomHost> host;
  ULONG logon = 0;
  if (support == nullptr || FAILED(support->QueryInterface(IID_IPostroomHost, host.put_void())) ||
      FAILED(host->GetLogonNumber(&logon))) {
    return support;
  }
  owner_ = owner_of_logon(logon);
  return support;
}

HRESULT Call::finish(HRESULT answer) noexcept {
  answer_ = answer;
  if (FAILED(answer)) return answer;  // what stands in an output then is nobody's
  const std::shared_ptr<Owner>& owner = owner_ ? owner_ : face_.proxy().shared_owner();
  if (owner->abandoned()) return finish_abandoned(answer);
  for (std::size_t i = 0; i < out_count_; ++i) {
    const Out& out = outs_[i];
    if (*out.place != nullptr) *out.place = registry().watch(*out.place, *out.iid, owner, caller_);
  }
  return answer;
}

HRESULT Call::finish_abandoned(HRESULT answer) noexcept {
  if (owner_ || out_count_ == 0) return answer;
  for (std::size_t i = 0; i < out_count_; ++i) *outs_[i].place = nullptr;
  return MAPI_E_INVALID_OBJECT;
}

void record_call(const Face& face, const char* method, HRESULT answer, ULONG references,
                 std::chrono::nanoseconds took) noexcept {
  std::array<char, 64> name{};
  std::snprintf(name.data(), name.size(), "%s::%s", face.type().name, method);
  constexpr auto kMost = static_cast<std::int64_t>(std::numeric_limits<std::uint32_t>::max());
  trace::record(trace::Event::object_called, face.proxy().owner().subject(),
                {.method = name.data(),
                 .object = face.outside(),
                 .request = references,
                 .answer = static_cast<std::uint32_t>(std::min<std::int64_t>(took.count(), kMost)),
                 .hresult = answer});
}

}  // namespace postroom::checked
