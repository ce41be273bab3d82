/* SPDX-License-Identifier: Apache-2.0 */
/* The basic types under the name by which some sources include them. */
#ifndef POSTROOM_COMPAT_WINDEF_H
#define POSTROOM_COMPAT_WINDEF_H

#include "wtypes.h"

#endif
