/* SPDX-License-Identifier: Apache-2.0 */
/* COM as MAPI source includes it. MAPI's own headers do without the `interface` keyword, so that only sources that ask
 * for this header see it. */
#ifndef POSTROOM_COMPAT_OBJBASE_H
#define POSTROOM_COMPAT_OBJBASE_H

#include "objidl.h"

#ifndef interface
#define interface struct
#endif

typedef enum tagCLSCTX {
  CLSCTX_INPROC_SERVER = 0x1,
  CLSCTX_INPROC_HANDLER = 0x2,
  CLSCTX_LOCAL_SERVER = 0x4,
  CLSCTX_REMOTE_SERVER = 0x10
} CLSCTX;
#define CLSCTX_INPROC (CLSCTX_INPROC_SERVER | CLSCTX_INPROC_HANDLER)
#define CLSCTX_SERVER (CLSCTX_INPROC_SERVER | CLSCTX_LOCAL_SERVER | CLSCTX_REMOTE_SERVER)

#endif
