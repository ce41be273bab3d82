/* SPDX-License-Identifier: Apache-2.0 */
/* Object identifiers for PR_ATTACH_TAG and PR_ATTACH_ENCODING, as encoded bytes. */
#ifndef MAPIOID_H
#define MAPIOID_H

#include "compat/wtypes.h"

#define OID_TAG      0x0A
#define OID_ENCODING 0x0B

/* Lengths in bytes of identifiers with two to five parts of their own. */
#define CB_OID_1 9
#define CB_OID_2 10
#define CB_OID_3 11
#define CB_OID_4 12

/* Where INITOID is defined the identifiers are defined, otherwise declared. */
#ifdef INITOID
#define DEFINE_OID(name, ...)                                             \
  EXTERN_C const BYTE name[] __attribute__((weak, visibility("hidden"))); \
  const BYTE name[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x14, 0x03, __VA_ARGS__}
#else
#define DEFINE_OID(name, ...) EXTERN_C const BYTE name[]
#endif

DEFINE_OID(OID_TNEF, OID_TAG, 0x01);
DEFINE_OID(OID_OLE, OID_TAG, 0x03);
DEFINE_OID(OID_OLE1, OID_TAG, 0x03, 0x01);
DEFINE_OID(OID_OLE1_STORAGE, OID_TAG, 0x03, 0x01, 0x01);
DEFINE_OID(OID_OLE2, OID_TAG, 0x03, 0x02);
DEFINE_OID(OID_OLE2_STORAGE, OID_TAG, 0x03, 0x02, 0x01);
DEFINE_OID(OID_MIMETAG, OID_TAG, 0x04);
DEFINE_OID(OID_MAC_BINARY, OID_ENCODING, 0x01);

#define CB_OID_TNEF CB_OID_1
#define CB_OID_OLE CB_OID_1
#define CB_OID_OLE1 CB_OID_2
#define CB_OID_OLE1_STORAGE CB_OID_3
#define CB_OID_OLE2 CB_OID_2
#define CB_OID_OLE2_STORAGE CB_OID_3
#define CB_OID_MIMETAG CB_OID_1
#define CB_OID_MAC_BINARY CB_OID_1

#endif /* MAPIOID_H */
