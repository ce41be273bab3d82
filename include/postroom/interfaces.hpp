// SPDX-License-Identifier: Apache-2.0
//
// What C++ cannot ask of a MAPI interface: its identifier and the interface it derives from.
#pragma once

#include <mapiaux.h>
#include <mapidefs.h>
#include <mapiguid.h>
#include <mapispi.h>
#include <mapiutil.h>
#include <mapix.h>

#include <type_traits>

namespace postroom::kit {

// interface_traits<I>: `iid` points to the interface's identifier, `base` is the interface it derives from.
template <class I>
struct interface_traits;

template <>
struct interface_traits<IUnknown> {
  static constexpr const IID* iid = &IID_IUnknown;
  using base = void;
};

#define POSTROOM_INTERFACE_AS(type, parent, identifier) \
  template <>                                           \
  struct interface_traits<::type> {                     \
    static constexpr const IID* iid = &identifier;      \
    using base = ::parent;                              \
  }
#define POSTROOM_INTERFACE(type, parent) POSTROOM_INTERFACE_AS(type, parent, IID_##type)

POSTROOM_INTERFACE(IMAPIProp, IUnknown);
POSTROOM_INTERFACE(IMAPIContainer, IMAPIProp);
POSTROOM_INTERFACE(IMAPIFolder, IMAPIContainer);
POSTROOM_INTERFACE(IABContainer, IMAPIContainer);
POSTROOM_INTERFACE(IDistList, IMAPIContainer);
POSTROOM_INTERFACE(IMailUser, IMAPIProp);
POSTROOM_INTERFACE(IMsgStore, IMAPIProp);
POSTROOM_INTERFACE(IMessage, IMAPIProp);
POSTROOM_INTERFACE_AS(IAttach, IMAPIProp, IID_IAttachment);
POSTROOM_INTERFACE(IProfSect, IMAPIProp);
POSTROOM_INTERFACE(IAddrBook, IMAPIProp);
POSTROOM_INTERFACE(IMAPIStatus, IMAPIProp);
POSTROOM_INTERFACE_AS(IPropData, IMAPIProp, IID_IMAPIPropData);
POSTROOM_INTERFACE(IMAPITable, IUnknown);
POSTROOM_INTERFACE_AS(ITableData, IUnknown, IID_IMAPITableData);
POSTROOM_INTERFACE(IMAPIAdviseSink, IUnknown);
POSTROOM_INTERFACE(IMAPIProgress, IUnknown);
POSTROOM_INTERFACE(IMAPISession, IUnknown);
POSTROOM_INTERFACE_AS(IMAPISupport, IUnknown, IID_IMAPISup);
POSTROOM_INTERFACE(IProfAdmin, IUnknown);
POSTROOM_INTERFACE(IMsgServiceAdmin, IUnknown);
POSTROOM_INTERFACE(IMsgServiceAdmin2, IMsgServiceAdmin);
POSTROOM_INTERFACE(IProviderAdmin, IUnknown);
POSTROOM_INTERFACE(IABProvider, IUnknown);
POSTROOM_INTERFACE(IABLogon, IUnknown);
POSTROOM_INTERFACE(IMSProvider, IUnknown);
POSTROOM_INTERFACE(IMSLogon, IUnknown);
POSTROOM_INTERFACE(IXPProvider, IUnknown);
POSTROOM_INTERFACE(IXPLogon, IUnknown);
POSTROOM_INTERFACE(IMAPIClientShutdown, IUnknown);
POSTROOM_INTERFACE(IMAPIProviderShutdown, IUnknown);
POSTROOM_INTERFACE(ISequentialStream, IUnknown);
POSTROOM_INTERFACE(IStream, ISequentialStream);
POSTROOM_INTERFACE(IMalloc, IUnknown);

template <class I>
constexpr const IID& iid_of() noexcept {
  return *interface_traits<std::remove_cv_t<I>>::iid;
}

// Is `iid` that of I or of an interface it derives from?
template <class I>
bool has_iid(REFIID iid) noexcept {
  if (iid == iid_of<I>()) return true;
  if constexpr (!std::is_void_v<typename interface_traits<I>::base>) {
    return has_iid<typename interface_traits<I>::base>(iid);
  } else {
    return false;
  }
}

}  // namespace postroom::kit
