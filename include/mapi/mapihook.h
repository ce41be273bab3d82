/* SPDX-License-Identifier: Apache-2.0 */
/* Spooler hooks. */
#ifndef MAPIHOOK_H
#define MAPIHOOK_H

#include "mapidefs.h"
#include "mapiguid.h"
#include "mapix.h"

DECLARE_MAPI_INTERFACE_PTR(ISpoolerHook, LPSPOOLERHOOK);

/* What a hook has done with the message, or wants done. */
#define HOOK_DELETE 0x0001U
#define HOOK_CANCEL 0x0002U

/* PR_RESOURCE_FLAGS of a hook provider: what it wants to see. */
#define HOOK_INBOUND  0x0200U
#define HOOK_OUTBOUND 0x0400U

/* ISpoolerHook: sees messages before delivery and after sending. */
#define MAPI_ISPOOLERHOOK_METHODS(IPURE)                                                                       \
  MAPIMETHOD(InboundMsgHook)(THIS_ LPMESSAGE lpMessage, LPMAPIFOLDER lpFolder, LPMDB lpMDB, ULONG* lpulFlags,  \
                             ULONG* lpcbEntryID, LPBYTE* lppEntryID) IPURE;                                    \
  MAPIMETHOD(OutboundMsgHook)(THIS_ LPMESSAGE lpMessage, LPMAPIFOLDER lpFolder, LPMDB lpMDB, ULONG* lpulFlags, \
                              ULONG* lpcbEntryID, LPBYTE* lppEntryID) IPURE;
#undef INTERFACE
#define INTERFACE ISpoolerHook
DECLARE_MAPI_INTERFACE_(ISpoolerHook, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_ISPOOLERHOOK_METHODS(PURE)
};

typedef HRESULT(STDMETHODCALLTYPE HPPROVIDERINIT)(LPMAPISESSION lpSession, HINSTANCE hInstance,
                                                  LPALLOCATEBUFFER lpAllocateBuffer, LPALLOCATEMORE lpAllocateMore,
                                                  LPFREEBUFFER lpFreeBuffer, LPMAPIUID lpSectionUID, ULONG ulFlags,
                                                  LPSPOOLERHOOK* lppSpoolerHook);
typedef HPPROVIDERINIT* LPHPPROVIDERINIT;
EXTERN_C MAPI_VISIBLE HPPROVIDERINIT HPProviderInit;

#if defined(COBJMACROS) && !defined(__cplusplus)
#include "mapicobj.h"
#endif

#endif /* MAPIHOOK_H */
