/* SPDX-License-Identifier: Apache-2.0 */
/* Text functions that MAPI source takes from its language support. */
#ifndef MAPINLS_H
#define MAPINLS_H

#include <strings.h>
#include <wchar.h>

#include "compat/windows.h"

#endif /* MAPINLS_H */
