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

Call::Call(Face& face, const char* method, const void* caller, CalledBy called_by) noexcept
    : face_(face), method_(method), caller_(caller), begun_(std::chrono::steady_clock::now()) {
  if (!lifecycle::is_of_the_runtime(caller)) pass_.emplace(clients().gate(), caller);
  refusal_ = admit(called_by == CalledBy::client);
  answer_ = admitted() ? MAPI_E_CALL_FAILED : refusal_;  // unless it returns, it has thrown
}

HRESULT Call::admit(bool by_client) noexcept {
  if (library::Library::instance().over()) return MAPI_E_NOT_INITIALIZED;
  Proxy& proxy = face_.proxy();
  // A client's call holds what it calls: the object does not go away under it, whatever other threads release.
  holds_itself_ = by_client && proxy.try_acquire();
  object_ = face_.object();
  if (object_ == nullptr || (by_client && !holds_itself_)) {
    proxy.report_breach(face_, method_, caller_);
    return MAPI_E_INVALID_OBJECT;
  }
  return by_client && (proxy.ended() || proxy.owner().abandoned()) ? MAPI_E_INVALID_OBJECT : S_OK;
}

Call::~Call() {
  record_call(face_, method_, answer_, face_.proxy().references() - (holds_itself_ ? 1 : 0),
              std::chrono::steady_clock::now() - begun_);
  for (std::size_t i = 0; i < lent_count_; ++i) {
    if (lent_[i].face != nullptr) lent_[i].face->proxy().let_go();
  }
  if (holds_itself_) face_.proxy().let_go();
}

Face* Call::face_to_unwrap(void* object) noexcept {
  Face* const face = registry().face_at(object);
  if (face == nullptr) return nullptr;
  Proxy& proxy = face->proxy();
  if (proxy.owner().library() != face_.proxy().owner().library() || proxy.ended()) return nullptr;
  return proxy.try_acquire() ? face : nullptr;
}

void* Call::unwrap(void* object) noexcept {
  if (object == nullptr || lent_count_ == lent_.size()) return object;
  Face* const face = face_to_unwrap(object);
  void* const given = face != nullptr ? face->object() : object;
  lent_[lent_count_++] = {given, face};
  return given;
}

bool Call::give_back(IUnknown*& object) noexcept {
  for (std::size_t i = 0; i < lent_count_; ++i) {
    if (lent_[i].given != object) continue;
    Face* const face = lent_[i].face;
    if (face == nullptr) return true;
    if (!face->proxy().try_acquire()) return false;  // cannot be: this call holds it
    face->keep(kit::com_ptr<IUnknown>::attach(object));
    object = face->outside();
    return true;
  }
  return false;
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

HRESULT Call::finish(HRESULT answer) {
  answer_ = answer;
  if (FAILED(answer)) return answer;  // what stands in an output then is nobody's
  const std::shared_ptr<Owner>& owner = owner_ ? owner_ : face_.proxy().shared_owner();
  if (owner->abandoned()) return finish_abandoned(answer);
  for (std::size_t i = 0; i < out_count_; ++i) {
    const Out& out = outs_[i];
    if (*out.place == nullptr || give_back(*out.place)) continue;
    const Arrived how{*out.iid, out.unnamed, out.object_type != nullptr ? *out.object_type : 0, opens_a_store()};
    *out.place = registry().watch(*out.place, how, owner, caller_);
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
