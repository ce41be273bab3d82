/* SPDX-License-Identifier: Apache-2.0 */
/* What MAPI source needs of OLE is COM. */
#ifndef POSTROOM_COMPAT_OLE2_H
#define POSTROOM_COMPAT_OLE2_H

#include "objbase.h"

#endif
