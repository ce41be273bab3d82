/* SPDX-License-Identifier: Apache-2.0 */
/* What makes MAPI source independent of its platform. Linux needs no more than the types. */
#ifndef MAPIWIN_H
#define MAPIWIN_H

#include "windows.h"

/* Storage that each task has to itself, in the days of shared libraries with one data segment. */
#define MAPI_CONST const

#endif /* MAPIWIN_H */
