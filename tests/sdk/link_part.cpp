// SPDX-License-Identifier: Apache-2.0
#ifdef DEFINES_GUIDS
#include <initguid.h>
#endif
#include "link_identifiers.h"
