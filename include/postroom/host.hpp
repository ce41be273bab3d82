// SPDX-License-Identifier: Apache-2.0
//
// What a runtime that is Postroom offers to a provider beyond MAPI. A provider asks its support object for
// IPostroomHost and does without when the answer is no: it may run under another runtime.
#pragma once

#include <postroom/interfaces.hpp>

namespace postroom {

// {0DA1D6F5-6F1C-4C58-9D35-50057A0017B1}
inline constexpr IID IID_IPostroomHost = {0x0da1d6f5, 0x6f1c, 0x4c58, {0x9d, 0x35, 0x50, 0x05, 0x7a, 0x00, 0x17, 0xb1}};
// {0DA1D6F5-6F1C-4C58-9D35-50057A0017B2}
inline constexpr IID IID_IPostroomLedger = {
    0x0da1d6f5, 0x6f1c, 0x4c58, {0x9d, 0x35, 0x50, 0x05, 0x7a, 0x00, 0x17, 0xb2}};

// The ledger of live objects (design 6). Its pointer stays valid until the process exits, whatever is released.
// Thread-safe; no call blocks on a provider.
class IPostroomLedger : public IUnknown {
 public:
  // Enters an object. `type` is a static string; `references` is the object's count, read only while it is
  // entered; `obtained_by` is the address in the client that the outermost call returns to, or null. `logon` is
  // from IPostroomHost::GetLogonNumber. Returns the token for Remove, never 0.
  virtual ULONG_PTR STDMETHODCALLTYPE Enter(const char* type, const void* object, const void* references,
                                            const void* obtained_by, ULONG logon) = 0;
  virtual void STDMETHODCALLTYPE Remove(ULONG_PTR token) = 0;
  // Writes an event of the provider's own into the trace; both strings are copied and cut to fit.
  virtual void STDMETHODCALLTYPE Note(ULONG logon, const char* event, const char* detail) = 0;
  // For whom the calling thread works, as a thread pointer; its own when it works for itself. The runtime logs a
  // session off on a thread of its own while the client's waits (J-114): a logoff method that waits for calls in flight
  // must not wait for those of the client's thread (J-84, J-102).
  virtual ULONG_PTR STDMETHODCALLTYPE GetPrincipal() = 0;
};

class IPostroomHost : public IUnknown {
 public:
  // The caller owns the reference.
  virtual HRESULT STDMETHODCALLTYPE OpenLedger(IPostroomLedger** ledger) = 0;
  // The number of the logon that this support object belongs to; the trace names logons by it.
  virtual HRESULT STDMETHODCALLTYPE GetLogonNumber(ULONG* logon) = 0;
};

namespace kit {
template <>
struct interface_traits<IPostroomHost> {
  static constexpr const IID* iid = &IID_IPostroomHost;
  using base = IUnknown;
};
template <>
struct interface_traits<IPostroomLedger> {
  static constexpr const IID* iid = &IID_IPostroomLedger;
  using base = IUnknown;
};
}  // namespace kit

}  // namespace postroom
