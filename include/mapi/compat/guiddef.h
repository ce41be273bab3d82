/* SPDX-License-Identifier: Apache-2.0 */
/* GUIDs: the type, how they are compared, and how they are declared and defined.
 *
 * DEFINE_GUID declares its GUID. Where INITGUID is defined (or initguid.h was included) it defines it instead. The
 * definition is weak and stays inside its module, so any number of sources of a program may define the same GUID. */
#ifndef POSTROOM_COMPAT_GUIDDEF_H
#define POSTROOM_COMPAT_GUIDDEF_H

#include <stdint.h>
#include <string.h>

#include "basetyps.h"

#ifndef GUID_DEFINED
#define GUID_DEFINED
typedef struct _GUID {
  uint32_t Data1;
  uint16_t Data2;
  uint16_t Data3;
  uint8_t Data4[8];
} GUID;
#endif

typedef GUID* LPGUID;
typedef const GUID* LPCGUID;
typedef GUID IID;
typedef IID* LPIID;
typedef GUID CLSID;
typedef CLSID* LPCLSID;
typedef GUID FMTID;
typedef FMTID* LPFMTID;

#ifdef __cplusplus
#define REFGUID const GUID&
#define REFIID const IID&
#define REFCLSID const CLSID&
#define REFFMTID const FMTID&

inline bool InlineIsEqualGUID(REFGUID guid1, REFGUID guid2) { return memcmp(&guid1, &guid2, sizeof(GUID)) == 0; }
inline bool IsEqualGUID(REFGUID guid1, REFGUID guid2) { return InlineIsEqualGUID(guid1, guid2); }
inline bool operator==(REFGUID guid1, REFGUID guid2) { return InlineIsEqualGUID(guid1, guid2); }
inline bool operator!=(REFGUID guid1, REFGUID guid2) { return !InlineIsEqualGUID(guid1, guid2); }
#else
#define REFGUID const GUID* const
#define REFIID const IID* const
#define REFCLSID const CLSID* const
#define REFFMTID const FMTID* const

#define IsEqualGUID(guid1, guid2) (!memcmp(guid1, guid2, sizeof(GUID)))
#define InlineIsEqualGUID(guid1, guid2) IsEqualGUID(guid1, guid2)
#endif
#define IsEqualIID(iid1, iid2) IsEqualGUID(iid1, iid2)
#define IsEqualCLSID(clsid1, clsid2) IsEqualGUID(clsid1, clsid2)
#define IsEqualFMTID(fmtid1, fmtid2) IsEqualGUID(fmtid1, fmtid2)

#endif /* POSTROOM_COMPAT_GUIDDEF_H */

/* Below the guard: initguid.h turns declarations into definitions wherever it is included. */
#undef DEFINE_GUID
#ifdef INITGUID
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8)                            \
  EXTERN_C const GUID name __attribute__((weak, visibility("hidden")));                         \
  const GUID name = {l, w1, w2, {b1, b2, b3, b4, b5, b6, b7, b8}}
#else
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) EXTERN_C const GUID name
#endif
#ifndef DEFINE_OLEGUID
#define DEFINE_OLEGUID(name, l, w1, w2) DEFINE_GUID(name, l, w1, w2, 0xC0, 0, 0, 0, 0, 0, 0, 0x46)
#endif
