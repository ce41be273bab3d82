/* SPDX-License-Identifier: Apache-2.0 */
/* Assertions and traces of MAPI source. Assertions are those of the C library; traces say nothing. */
#ifndef MAPIDBG_H
#define MAPIDBG_H

#include <assert.h>

#include "compat/windows.h"

#ifndef Assert
#define Assert(t) assert(t)
#endif
#ifndef AssertSz
#define AssertSz(t, psz) assert((t) && (psz))
#endif
#define NFAssert(t) ((void)0)
#define NFAssertSz(t, psz) ((void)0)
#define SideAssert(t) ((void)(t))
#define SideAssertSz(t, psz) ((void)(t))

#define TraceSz(psz) ((void)0)
#define DebugTrace(...) ((void)0)
#define DebugTraceResult(nm, hr) ((void)(hr))
#define DebugTraceSc(nm, sc) ((void)(sc))
#define DebugTraceArg(nm, sz) ((void)0)
#define DebugTraceProblems(nm, probs) ((void)0)
#define TraceFnResult(nm, hr) ((void)(hr))

#endif /* MAPIDBG_H */
