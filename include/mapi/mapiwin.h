/* SPDX-License-Identifier: Apache-2.0 */
/* What makes MAPI source independent of its platform. Linux needs no more than the types. */
#ifndef MAPIWIN_H
#define MAPIWIN_H

#include "compat/windows.h"

#endif /* MAPIWIN_H */
