/* SPDX-License-Identifier: Apache-2.0 */
/* Included before a header that declares GUIDs, makes this source define them. */
#ifndef INITGUID
#define INITGUID
#endif
#include "guiddef.h"
