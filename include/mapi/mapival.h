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

/* Prologues of older providers' methods. They walk the caller's stack, which is not possible: they check nothing. */
#define ValidateParms(x) ((void)0)
#define UlValidateParms(x) ((void)0)
#define CheckParms(x) ((void)0)
#define ValidateParameters1(eMethod, ...) ((void)0)
#define UlValidateParameters1(eMethod, ...) ((void)0)
#define CheckParameters1(eMethod, ...) ((void)0)
#define ValidateParameters2(eMethod, ...) ((void)0)
#define UlValidateParameters2(eMethod, ...) ((void)0)
#define CheckParameters2(eMethod, ...) ((void)0)
#define ValidateParameters3(eMethod, ...) ((void)0)
#define UlValidateParameters3(eMethod, ...) ((void)0)
#define CheckParameters3(eMethod, ...) ((void)0)
#define ValidateParameters4(eMethod, ...) ((void)0)
#define UlValidateParameters4(eMethod, ...) ((void)0)
#define CheckParameters4(eMethod, ...) ((void)0)
#define ValidateParameters5(eMethod, ...) ((void)0)
#define UlValidateParameters5(eMethod, ...) ((void)0)
#define CheckParameters5(eMethod, ...) ((void)0)
#define ValidateParameters6(eMethod, ...) ((void)0)
#define UlValidateParameters6(eMethod, ...) ((void)0)
#define CheckParameters6(eMethod, ...) ((void)0)
#define ValidateParameters7(eMethod, ...) ((void)0)
#define UlValidateParameters7(eMethod, ...) ((void)0)
#define CheckParameters7(eMethod, ...) ((void)0)
#define ValidateParameters8(eMethod, ...) ((void)0)
#define UlValidateParameters8(eMethod, ...) ((void)0)
#define CheckParameters8(eMethod, ...) ((void)0)
#define ValidateParameters9(eMethod, ...) ((void)0)
#define UlValidateParameters9(eMethod, ...) ((void)0)
#define CheckParameters9(eMethod, ...) ((void)0)
#define ValidateParameters10(eMethod, ...) ((void)0)
#define UlValidateParameters10(eMethod, ...) ((void)0)
#define CheckParameters10(eMethod, ...) ((void)0)
#define ValidateParameters11(eMethod, ...) ((void)0)
#define UlValidateParameters11(eMethod, ...) ((void)0)
#define CheckParameters11(eMethod, ...) ((void)0)
#define ValidateParameters12(eMethod, ...) ((void)0)
#define UlValidateParameters12(eMethod, ...) ((void)0)
#define CheckParameters12(eMethod, ...) ((void)0)
#define ValidateParameters13(eMethod, ...) ((void)0)
#define UlValidateParameters13(eMethod, ...) ((void)0)
#define CheckParameters13(eMethod, ...) ((void)0)
#define ValidateParameters14(eMethod, ...) ((void)0)
#define UlValidateParameters14(eMethod, ...) ((void)0)
#define CheckParameters14(eMethod, ...) ((void)0)
#define ValidateParameters15(eMethod, ...) ((void)0)
#define UlValidateParameters15(eMethod, ...) ((void)0)
#define CheckParameters15(eMethod, ...) ((void)0)
#define ValidateParameters16(eMethod, ...) ((void)0)
#define UlValidateParameters16(eMethod, ...) ((void)0)
#define CheckParameters16(eMethod, ...) ((void)0)

#endif /* MAPIVAL_H */
