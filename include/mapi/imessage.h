/* SPDX-License-Identifier: Apache-2.0 */
/* Messages that live in an OLE storage, as in .msg files. */
#ifndef IMESSAGE_H
#define IMESSAGE_H

#include "mapiutil.h"

typedef struct _MSGSESS* LPMSGSESS;
typedef void(STDAPICALLTYPE MSGCALLRELEASE)(ULONG ulCallerData, LPMESSAGE lpMessage);

/* Attributes of properties. */
#define PROPATTR_MANDATORY   0x0001U
#define PROPATTR_READABLE    0x0002U
#define PROPATTR_WRITEABLE   0x0004U
#define PROPATTR_NOT_PRESENT 0x0008U

typedef struct _SPropAttrArray {
  ULONG cValues;
  ULONG aPropAttr[MAPI_DIM];
} SPropAttrArray, *LPSPropAttrArray;

#define CbNewSPropAttrArray(_c) (offsetof(SPropAttrArray, aPropAttr) + (_c) * sizeof(ULONG))
#define CbSPropAttrArray(_lp) (offsetof(SPropAttrArray, aPropAttr) + (ULONG)(_lp)->cValues * sizeof(ULONG))
#define SizedSPropAttrArray(_c, _name) \
  struct _SPropAttrArray_##_name {     \
    ULONG cValues;                     \
    ULONG aPropAttr[_c];               \
  } _name

/* OpenIMsgOnIStg: SaveChanges leaves committing the storage to the caller. */
#define IMSG_NO_ISTG_COMMIT 0x0001U

STDAPI_(SCODE) OpenIMsgSession(LPMALLOC lpMalloc, ULONG ulFlags, LPMSGSESS* lppMsgSess);
STDAPI_(void) CloseIMsgSession(LPMSGSESS lpMsgSess);
STDAPI_(SCODE) OpenIMsgOnIStg(LPMSGSESS lpMsgSess, LPALLOCATEBUFFER lpAllocateBuffer, LPALLOCATEMORE lpAllocateMore,
                              LPFREEBUFFER lpFreeBuffer, LPMALLOC lpMalloc, LPVOID lpMapiSup, LPSTORAGE lpStg,
                              MSGCALLRELEASE* lpfMsgCallRelease, ULONG ulCallerData, ULONG ulFlags, LPMESSAGE* lppMsg);
STDAPI GetAttribIMsgOnIStg(LPVOID lpObject, LPSPropTagArray lpPropTagArray, LPSPropAttrArray* lppPropAttrArray);
STDAPI SetAttribIMsgOnIStg(LPVOID lpObject, LPSPropTagArray lpPropTags, LPSPropAttrArray lpPropAttrs,
                           LPSPropProblemArray* lppPropProblems);
STDAPI_(SCODE) MapStorageSCode(SCODE StgSCode);

#endif /* IMESSAGE_H */
