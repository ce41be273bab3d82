/* SPDX-License-Identifier: Apache-2.0 */
/* The interface that says what a message store can do. */
#if !defined(IMSCAPABILITIES_H) || (defined(INITGUID) && !defined(IMSCAPABILITIES_H_DEFINED))
#define IMSCAPABILITIES_H
#ifdef INITGUID
#define IMSCAPABILITIES_H_DEFINED
#endif

#include "compat/guiddef.h"

/* Interfaces. */
DEFINE_OLEGUID(IID_IMSCapabilities, 0x00020393, 0x0000, 0x0000);

#endif /* IMSCAPABILITIES_H */
