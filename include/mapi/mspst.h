/* SPDX-License-Identifier: Apache-2.0 */
/* The personal store provider: what a client passes to configure it. */
#ifndef MSPST_H
#define MSPST_H

#include "mapidefs.h"

/* The MAPIUID that its entry identifiers carry. */
#define MSPST_UID_PROVIDER \
  { 0x4E, 0x49, 0x54, 0x41, 0xF9, 0xBF, 0xB8, 0x01, 0x00, 0xAA, 0x00, 0x37, 0xD9, 0x6E, 0x00, 0x00 }

/* Properties of its profile section. */
#define PST_EXTERN_PROPID_BASE 0x6700U
#define PR_PST_PATH            PROP_TAG(PT_STRING8, 0x6700)
#define PR_PST_REMEMBER_PW     PROP_TAG(PT_BOOLEAN, 0x6701)
#define PR_PST_ENCRYPTION      PROP_TAG(PT_LONG, 0x6702)
#define PR_PST_PW_SZ_OLD       PROP_TAG(PT_STRING8, 0x6703)
#define PR_PST_PW_SZ_NEW       PROP_TAG(PT_STRING8, 0x6704)

/* PR_PST_ENCRYPTION. */
#define PSTF_NO_ENCRYPTION           0x80000000U
#define PSTF_COMPRESSABLE_ENCRYPTION 0x40000000U
#define PSTF_BEST_ENCRYPTION         0x20000000U

#endif /* MSPST_H */
