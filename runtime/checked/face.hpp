// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/checked/call.hpp"

namespace postroom::checked {

// What the proxies of every interface have in common. faces.inc derives one template from it for each interface of
// MAPI's, in the order in which the interfaces inherit from one another.
template <class I>
class UnknownFace : public I {
 public:
  UnknownFace(Proxy& proxy, const FaceType& type, kit::com_ptr<IUnknown> object) noexcept
      : face_(proxy, type, std::move(object), this) {}

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void** result) final {
    return face_.query(iid, result, __builtin_return_address(0));
  }
  ULONG STDMETHODCALLTYPE AddRef() final { return face_.add_ref(__builtin_return_address(0)); }
  ULONG STDMETHODCALLTYPE Release() final { return face_.release(__builtin_return_address(0)); }

  Face& face() noexcept { return face_; }

 protected:
  // Inlined, so that the return address is the interface method's.
  template <class Body>
  [[gnu::always_inline]] HRESULT watch(const char* method, Body&& body) {
    Call call(face_, method, __builtin_return_address(0));
    if (!call.admitted()) return call.refusal();
    return call.finish(body(static_cast<I*>(call.object()), call));
  }

 private:
  Face face_;
};

// Never freed (Proxy).
template <class T>
Face& make(Proxy& proxy, const FaceType& type, kit::com_ptr<IUnknown>&& object) {
  return (new T(proxy, type, std::move(object)))->face();
}

}  // namespace postroom::checked
