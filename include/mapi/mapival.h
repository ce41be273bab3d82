/* SPDX-License-Identifier: Apache-2.0 */
/* Checking arguments. */
#ifndef MAPIVAL_H
#define MAPIVAL_H

#include "mapiutil.h"

/* Arguments are counted in machine words of eight bytes: the power of two of that. */
#define ArgShiftN 3

/* True (or an error code) where the argument is not what it should be. */
STDAPI_(BOOL) FBadRglpszW(LPWSTR* lppszW, ULONG cStrings);
STDAPI_(BOOL) FBadEntryList(LPENTRYLIST lpEntryList);
STDAPI_(ULONG) FBadPropTag(ULONG ulPropTag);
STDAPI_(ULONG) FBadRow(LPSRow lprow);
STDAPI_(ULONG) FBadProp(LPSPropValue lpprop);
STDAPI_(BOOL) FBadRowSet(LPSRowSet lpRowSet);
STDAPI_(BOOL) FBadRglpNameID(LPMAPINAMEID* lppNameId, ULONG cNames);
STDAPI_(ULONG) FBadColumnSet(LPSPropTagArray lpptaCols);
STDAPI_(ULONG) FBadSortOrderSet(LPSSortOrderSet lpsos);
STDAPI_(ULONG) FBadRestriction(LPSRestriction lpres);

/* Checks that need no library. A pointer is bad where it is null; more cannot be said without touching it. */
#define FBadUnknown(lpObj) ((lpObj) == NULL)
#define FBadOutPtr(lpv) ((lpv) == NULL)
#define FBadQueryInterface(lpObj, riid, lppvObj) ((lpObj) == NULL || (lppvObj) == NULL)
#define FBadAddRef(lpObj) ((lpObj) == NULL)
#define FBadRelease(lpObj) ((lpObj) == NULL)
#define BAD_STANDARD_OBJ(lpObj, prefix, method, lpVtbl) ((lpObj) == NULL)
#define IsBadReadPtr(lpv, cb) ((lpv) == NULL && (cb) != 0)
#define IsBadWritePtr(lpv, cb) ((lpv) == NULL && (cb) != 0)
#define IsBadCodePtr(lpfn) ((lpfn) == NULL)

#endif /* MAPIVAL_H */
