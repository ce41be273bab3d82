// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/checked/proxy.hpp"

#include <postroom/gate.hpp>

#include <mapiguid.h>
#include <mapispi.h>

#include <array>
#include <chrono>
#include <memory>
#include <optional>

namespace postroom::checked {

// One call through a proxy, from the caller's arguments to its results. Its end is in the trace, with what the provider
// answered, the references that were held, and the time it took; an exception that escapes the provider passes.
//
// Used by the thread that calls. No lock is held while the provider runs.
class Call {
 public:
  // `method` is a literal; `caller` is where the call returns to. What a client calls is held, and ends with its logon.
  Call(Face& face, const char* method, const void* caller) noexcept
      : Call(face, method, caller, face.type().called_by) {}
  Call(Face& face, const char* method, const void* caller, CalledBy called_by) noexcept;
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // Whether the provider may be called; when not, refusal() is the answer.
  bool admitted() const noexcept { return refusal_ == S_OK; }
  HRESULT refusal() const noexcept { return refusal_; }
  IUnknown* object() const noexcept { return object_; }

  // An object that goes to the provider: one of its own library's it gets as it knows it, and that is held until the
  // call ends. Every other stays what it is, also a proxy of another provider's, and one that is dead or invalid, which
  // answers for itself.
  template <class T>
  T* lend(T* object) noexcept {
    return static_cast<T*>(unwrap(object));
  }

  // Where an object comes back: what is there after a success is the caller's as a proxy. `iid` may be null; what kind
  // of object it is then may stand at `object_type`.
  template <class T>
  T** out(T** place, const IID* iid, REFIID otherwise, const ULONG* object_type = nullptr) noexcept {
    if (place != nullptr) {
      const bool unnamed = iid == nullptr && otherwise == IID_IUnknown;
      outs_[out_count_++] = {reinterpret_cast<IUnknown**>(place), iid != nullptr ? iid : &otherwise, unnamed,
                             object_type};
    }
    return place;
  }

  // What comes back belongs to the logon of this support object.
  IMAPISupport* begin_logon(IMAPISupport* support) noexcept;

  // Passes what the provider answered, and makes proxies of what it gave.
  HRESULT finish(HRESULT answer);

 private:
  struct Out {
    IUnknown** place;
    const IID* iid;
    bool unnamed;
    const ULONG* object_type;
  };
  struct Lent {
    void* given;  // to the provider
    Face* face;   // that it was the caller's; null: it is passed as it is
  };

  HRESULT admit(bool by_client) noexcept;
  Face* face_to_unwrap(void* object) noexcept;
  void* unwrap(void* object) noexcept;
  // The caller's, when the provider gave back what it was given: he gets it as he gave it.
  bool give_back(IUnknown*& object) noexcept;
  // The provider was given up while it was at work (J-114): nothing is called on what it gives. The caller of a logon
  // method sees to that himself; anybody else gets nothing.
  HRESULT finish_abandoned(HRESULT answer) noexcept;
  bool opens_a_store() const noexcept { return owner_ && *face_.type().iid == IID_IMSProvider; }

  Face& face_;
  const char* const method_;
  const void* const caller_;
  std::optional<kit::Gate::Pass> pass_;  // so that the ledger finds the client's call
  const std::chrono::steady_clock::time_point begun_;
  bool holds_itself_ = false;
  IUnknown* object_ = nullptr;
  HRESULT refusal_;
  HRESULT answer_;                // what the trace says
  std::shared_ptr<Owner> owner_;  // of what comes back
  std::array<Out, 2> outs_{};
  std::size_t out_count_ = 0;
  std::array<Lent, 3> lent_{};
  std::size_t lent_count_ = 0;
};

// Writes one call into the trace.
void record_call(const Face& face, const char* method, HRESULT answer, ULONG references,
                 std::chrono::nanoseconds took) noexcept;

}  // namespace postroom::checked
