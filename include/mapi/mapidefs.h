/* SPDX-License-Identifier: Apache-2.0 */
/* The heart of MAPI: property values, restrictions, tables, notifications, and the interfaces of messages, folders,
 * stores and address books. */
#ifndef MAPIDEFS_H
#define MAPIDEFS_H

#include <stddef.h>
#include <string.h>

#include "compat/windows.h"

/* Arrays at the end of structures are declared with one element; CbNew... macros compute real sizes. */
#ifndef MAPI_DIM
#define MAPI_DIM 1
#endif

/* How MAPI's interfaces are declared. Each has a macro MAPI_..._METHODS(IPURE) that lists its methods: with PURE it
 * declares the interface, with IMPL it declares the members of a class that implements it. */
#define MAPIMETHOD(method) STDMETHOD(method)
#define MAPIMETHOD_(type, method) STDMETHOD_(type, method)
#define DECLARE_MAPI_INTERFACE(iface) DECLARE_INTERFACE(iface)
#define DECLARE_MAPI_INTERFACE_(iface, baseiface) DECLARE_INTERFACE_(iface, baseiface)
#define DECLARE_MAPI_INTERFACE_PTR(iface, piface) \
  FWD_DECL_INTERFACE(iface);                      \
  typedef iface* piface

#define MAPI_IUNKNOWN_METHODS(IPURE)                                     \
  MAPIMETHOD(QueryInterface)(THIS_ REFIID riid, void** ppvObject) IPURE; \
  MAPIMETHOD_(ULONG, AddRef)(THIS) IPURE;                                \
  MAPIMETHOD_(ULONG, Release)(THIS) IPURE;

#define MAPI_GETLASTERROR_METHOD(IPURE) \
  MAPIMETHOD(GetLastError)(THIS_ HRESULT hResult, ULONG ulFlags, LPMAPIERROR* lppMAPIError) IPURE;

#ifdef __cplusplus
#define MAPI_ULONG(value) (static_cast<ULONG>(value))
#else
#define MAPI_ULONG(value) ((ULONG)(value))
#endif

typedef const IID* LPCIID;

/* The interfaces of this header, and the pointers that name them. LPMDB is a message store. */
DECLARE_MAPI_INTERFACE_PTR(IMAPIAdviseSink, LPMAPIADVISESINK);
DECLARE_MAPI_INTERFACE_PTR(IMAPIProgress, LPMAPIPROGRESS);
DECLARE_MAPI_INTERFACE_PTR(IMAPIProp, LPMAPIPROP);
DECLARE_MAPI_INTERFACE_PTR(IMAPITable, LPMAPITABLE);
DECLARE_MAPI_INTERFACE_PTR(IMAPIStatus, LPMAPISTATUS);
DECLARE_MAPI_INTERFACE_PTR(IMAPIContainer, LPMAPICONTAINER);
DECLARE_MAPI_INTERFACE_PTR(IABContainer, LPABCONT);
DECLARE_MAPI_INTERFACE_PTR(IMailUser, LPMAILUSER);
DECLARE_MAPI_INTERFACE_PTR(IDistList, LPDISTLIST);
DECLARE_MAPI_INTERFACE_PTR(IMAPIFolder, LPMAPIFOLDER);
DECLARE_MAPI_INTERFACE_PTR(IMsgStore, LPMDB);
DECLARE_MAPI_INTERFACE_PTR(IMessage, LPMESSAGE);
DECLARE_MAPI_INTERFACE_PTR(IAttach, LPATTACH);
DECLARE_MAPI_INTERFACE_PTR(IMAPIControl, LPMAPICONTROL);
DECLARE_MAPI_INTERFACE_PTR(IProviderAdmin, LPPROVIDERADMIN);
DECLARE_MAPI_INTERFACE_PTR(IProfSect, LPPROFSECT);

/* The code that means success. */
#define hrSuccess 0

/* The caller is a service (MAPIInitialize, MAPILogonEx); and the caller wants to write (OpenEntry and the like). */
#define MAPI_NT_SERVICE 0x00010000U
#define MAPI_MODIFY     0x0001U

/* What the client may do with an object: bits of PR_ACCESS. */
#define MAPI_ACCESS_MODIFY            0x0001U
#define MAPI_ACCESS_READ              0x0002U
#define MAPI_ACCESS_DELETE            0x0004U
#define MAPI_ACCESS_CREATE_HIERARCHY  0x0008U
#define MAPI_ACCESS_CREATE_CONTENTS   0x0010U
#define MAPI_ACCESS_CREATE_ASSOCIATED 0x0020U

/* Strings in and out are WCHAR where this flag is set, 8-bit otherwise. fMapiUnicode is the flag that fits TCHAR. */
#define MAPI_UNICODE 0x80000000U
#ifdef UNICODE
#define fMapiUnicode MAPI_UNICODE
#else
#define fMapiUnicode 0U
#endif

/* Memory that MAPI objects hand out comes from these three. */
typedef SCODE(STDMETHODCALLTYPE ALLOCATEBUFFER)(ULONG cbSize, LPVOID* lppBuffer);
typedef SCODE(STDMETHODCALLTYPE ALLOCATEMORE)(ULONG cbSize, LPVOID lpObject, LPVOID* lppBuffer);
typedef ULONG(STDAPICALLTYPE FREEBUFFER)(LPVOID lpBuffer);
typedef ALLOCATEBUFFER* LPALLOCATEBUFFER;
typedef ALLOCATEMORE* LPALLOCATEMORE;
typedef FREEBUFFER* LPFREEBUFFER;

/* What an object is: PR_OBJECT_TYPE, and what OpenEntry reports. */
#define MAPI_STORE    0x0001U
#define MAPI_ADDRBOOK 0x0002U
#define MAPI_FOLDER   0x0003U
#define MAPI_ABCONT   0x0004U
#define MAPI_MESSAGE  0x0005U
#define MAPI_MAILUSER 0x0006U
#define MAPI_ATTACH   0x0007U
#define MAPI_DISTLIST 0x0008U
#define MAPI_PROFSECT 0x0009U
#define MAPI_STATUS   0x000AU
#define MAPI_SESSION  0x000BU
#define MAPI_FORMINFO 0x000CU

/* The longest profile name and password, in characters. */
#define cchProfileNameMax 64
#define cchProfilePassMax 64

/* ---- Property tags: the type in the low half, the identifier in the high half. ---- */

#define PROP_TYPE(ulPropTag) (MAPI_ULONG(ulPropTag) & PROP_TYPE_MASK)
#define PROP_ID(ulPropTag) (MAPI_ULONG(ulPropTag) >> 16)
#define PROP_TAG(ulPropType, ulPropID) ((MAPI_ULONG(ulPropID) << 16) | MAPI_ULONG(ulPropType))
#define CHANGE_PROP_TYPE(ulPropTag, ulPropType) ((0xFFFF0000U & MAPI_ULONG(ulPropTag)) | MAPI_ULONG(ulPropType))

/* The type is of several values. */
#define MV_FLAG 0x1000U

/* Types of single values. */
#define PT_UNSPECIFIED 0x0000U
#define PT_NULL        0x0001U
#define PT_I2          0x0002U
#define PT_LONG        0x0003U
#define PT_R4          0x0004U
#define PT_DOUBLE      0x0005U
#define PT_CURRENCY    0x0006U
#define PT_APPTIME     0x0007U
#define PT_ERROR       0x000AU
#define PT_BOOLEAN     0x000BU
#define PT_OBJECT      0x000DU
#define PT_I8          0x0014U
#define PT_STRING8     0x001EU
#define PT_UNICODE     0x001FU
#define PT_SYSTIME     0x0040U
#define PT_CLSID       0x0048U
#define PT_BINARY      0x0102U
#define PT_PTR         0x0103U
#define PT_SHORT       PT_I2
#define PT_I4          PT_LONG
#define PT_FLOAT       PT_R4
#define PT_R8          PT_DOUBLE
#define PT_LONGLONG    PT_I8

/* The mask of the type, and identifiers that name no property. */
#define PROP_TYPE_MASK  0xFFFFU
#define PROP_ID_NULL    0x0000U
#define PROP_ID_INVALID 0xFFFFU
#define PR_NULL         PROP_TAG(PT_NULL, PROP_ID_NULL)

/* Types of several values. */
#define PT_MV_I2       (MV_FLAG | PT_I2)
#define PT_MV_LONG     (MV_FLAG | PT_LONG)
#define PT_MV_R4       (MV_FLAG | PT_R4)
#define PT_MV_DOUBLE   (MV_FLAG | PT_DOUBLE)
#define PT_MV_CURRENCY (MV_FLAG | PT_CURRENCY)
#define PT_MV_APPTIME  (MV_FLAG | PT_APPTIME)
#define PT_MV_SYSTIME  (MV_FLAG | PT_SYSTIME)
#define PT_MV_STRING8  (MV_FLAG | PT_STRING8)
#define PT_MV_BINARY   (MV_FLAG | PT_BINARY)
#define PT_MV_UNICODE  (MV_FLAG | PT_UNICODE)
#define PT_MV_CLSID    (MV_FLAG | PT_CLSID)
#define PT_MV_I8       (MV_FLAG | PT_I8)
#define PT_MV_SHORT    PT_MV_I2
#define PT_MV_I4       PT_MV_LONG
#define PT_MV_FLOAT    PT_MV_R4
#define PT_MV_R8       PT_MV_DOUBLE
#define PT_MV_LONGLONG PT_MV_I8

/* The text type of TCHAR, and the members of union _PV that hold it. */
#ifdef UNICODE
#define PT_TSTRING PT_UNICODE
#define PT_MV_TSTRING (MV_FLAG | PT_UNICODE)
#define LPSZ lpszW
#define LPPSZ lppszW
#define MVSZ MVszW
#else
#define PT_TSTRING PT_STRING8
#define PT_MV_TSTRING (MV_FLAG | PT_STRING8)
#define LPSZ lpszA
#define LPPSZ lppszA
#define MVSZ MVszA
#endif

/* A column of several values expanded into one row for each. */
#define MV_INSTANCE 0x2000U
#define MVI_FLAG    (MV_FLAG | MV_INSTANCE)
#define MVI_PROP(ulPropTag) ((ulPropTag) | MVI_FLAG)

/* ---- Entry identifiers and MAPIUIDs ---- */

/* abFlags[0] of an entry identifier: how long and for what it holds. */
#define MAPI_SHORTTERM   0x0080U
#define MAPI_NOTRECIP    0x0040U
#define MAPI_THISSESSION 0x0020U
#define MAPI_NOW         0x0010U
#define MAPI_NOTRESERVED 0x0008U

/* abFlags[1] */
#define MAPI_COMPOUND 0x0080U

/* Flags inside a one-off entry identifier. */
#define MAPI_ONE_OFF_UNICODE      0x8000U
#define MAPI_ONE_OFF_NO_RICH_INFO 0x0001U

typedef struct {
  BYTE abFlags[4];
  BYTE ab[MAPI_DIM];
} ENTRYID, *LPENTRYID;
#define CbNewENTRYID(_cb) (offsetof(ENTRYID, ab) + (_cb))
#define CbENTRYID(_cb) (offsetof(ENTRYID, ab) + (_cb))
#define SizedENTRYID(_cb, _name) \
  struct _ENTRYID_##_name {      \
    BYTE abFlags[4];             \
    BYTE ab[_cb];                \
  } _name

/* Sixteen bytes that name a provider, a service or a profile section. The bytes are those of a GUID. */
typedef struct _MAPIUID {
  BYTE ab[16];
} MAPIUID, *LPMAPIUID;

#define IsEqualMAPIUID(lpuid1, lpuid2) (!memcmp((lpuid1), (lpuid2), sizeof(MAPIUID)))

/* A list of binaries, which is how several entry identifiers travel. */
typedef struct _SBinary {
  ULONG cb;
  LPBYTE lpb;
} SBinary, *LPSBinary;

typedef struct _SBinaryArray {
  ULONG cValues;
  SBinary* lpbin;
} SBinaryArray, *LPSBinaryArray;

typedef SBinaryArray ENTRYLIST, *LPENTRYLIST;

/* Entry identifiers packed one behind the other: in PR_REPLY_RECIPIENT_ENTRIES and its like, padded to 4 bytes. */
typedef struct {
  ULONG cb;
  BYTE abEntry[MAPI_DIM];
} FLATENTRY, *LPFLATENTRY;
#define CbNewFLATENTRY(_cb) (offsetof(FLATENTRY, abEntry) + (_cb))
#define CbFLATENTRY(_lp) (offsetof(FLATENTRY, abEntry) + (_lp)->cb)
#define SizedFLATENTRY(_cb, _name) \
  struct _FLATENTRY_##_name {      \
    ULONG cb;                      \
    BYTE abEntry[_cb];             \
  } _name

typedef struct {
  ULONG cEntries;
  ULONG cbEntries;
  BYTE abEntries[MAPI_DIM];
} FLATENTRYLIST, *LPFLATENTRYLIST;
#define CbNewFLATENTRYLIST(_cb) (offsetof(FLATENTRYLIST, abEntries) + (_cb))
#define CbFLATENTRYLIST(_lp) (offsetof(FLATENTRYLIST, abEntries) + (_lp)->cbEntries)
#define SizedFLATENTRYLIST(_cb, _name) \
  struct _FLATENTRYLIST_##_name {      \
    ULONG cEntries;                    \
    ULONG cbEntries;                   \
    BYTE abEntries[_cb];               \
  } _name

/* X.400 identifiers of messages, alone and in a list. */
typedef struct {
  ULONG cb;
  BYTE ab[MAPI_DIM];
} MTSID, *LPMTSID;
#define CbNewMTSID(_cb) (offsetof(MTSID, ab) + (_cb))
#define CbMTSID(_lp) (offsetof(MTSID, ab) + (_lp)->cb)
#define SizedMTSID(_cb, _name) \
  struct _MTSID_##_name {      \
    ULONG cb;                  \
    BYTE ab[_cb];              \
  } _name

typedef struct {
  ULONG cMTSIDs;
  ULONG cbMTSIDs;
  BYTE abMTSIDs[MAPI_DIM];
} FLATMTSIDLIST, *LPFLATMTSIDLIST;
#define CbNewFLATMTSIDLIST(_cb) (offsetof(FLATMTSIDLIST, abMTSIDs) + (_cb))
#define CbFLATMTSIDLIST(_lp) (offsetof(FLATMTSIDLIST, abMTSIDs) + (_lp)->cbMTSIDs)
#define SizedFLATMTSIDLIST(_cb, _name) \
  struct _FLATMTSIDLIST_##_name {      \
    ULONG cMTSIDs;                     \
    ULONG cbMTSIDs;                    \
    BYTE abMTSIDs[_cb];                \
  } _name

/* ---- Property values ---- */

/* A list of property tags. */
typedef struct _SPropTagArray {
  ULONG cValues;
  ULONG aulPropTag[MAPI_DIM];
} SPropTagArray, *LPSPropTagArray;

#define CbNewSPropTagArray(_c) (offsetof(SPropTagArray, aulPropTag) + (_c) * sizeof(ULONG))
#define CbSPropTagArray(_lp) (offsetof(SPropTagArray, aulPropTag) + (ULONG)(_lp)->cValues * sizeof(ULONG))
#define SizedSPropTagArray(_c, _name) \
  struct _SPropTagArray_##_name {     \
    ULONG cValues;                    \
    ULONG aulPropTag[_c];             \
  } _name

/* Arrays of values, one type for each multi-valued property type. */
typedef struct _SShortArray {
  ULONG cValues;
  short* lpi;
} SShortArray, *LPSShortArray;

typedef struct _SGuidArray {
  ULONG cValues;
  GUID* lpguid;
} SGuidArray, *LPSGuidArray;

typedef struct _SRealArray {
  ULONG cValues;
  float* lpflt;
} SRealArray, *LPSRealArray;

typedef struct _SLongArray {
  ULONG cValues;
  LONG* lpl;
} SLongArray, *LPSLongArray;

typedef struct _SLargeIntegerArray {
  ULONG cValues;
  LARGE_INTEGER* lpli;
} SLargeIntegerArray, *LPSLargeIntegerArray;

typedef struct _SDateTimeArray {
  ULONG cValues;
  FILETIME* lpft;
} SDateTimeArray, *LPSDateTimeArray;

typedef struct _SAppTimeArray {
  ULONG cValues;
  double* lpat;
} SAppTimeArray, *LPSAppTimeArray;

typedef struct _SCurrencyArray {
  ULONG cValues;
  CURRENCY* lpcur;
} SCurrencyArray, *LPSCurrencyArray;

typedef struct _SDoubleArray {
  ULONG cValues;
  double* lpdbl;
} SDoubleArray, *LPSDoubleArray;

typedef struct _SWStringArray {
  ULONG cValues;
  LPWSTR* lppszW;
} SWStringArray, *LPSWStringArray;

typedef struct _SLPSTRArray {
  ULONG cValues;
  LPSTR* lppszA;
} SLPSTRArray, *LPSLPSTRArray;

/* The value of a property; the type of its tag says which member holds it. */
typedef union _PV {
  short i;
  LONG l;
  ULONG ul;
  LPVOID lpv;
  float flt;
  double dbl;
  unsigned short b;
  CURRENCY cur;
  double at;
  FILETIME ft;
  LPSTR lpszA;
  SBinary bin;
  LPWSTR lpszW;
  LPGUID lpguid;
  LARGE_INTEGER li;
  SShortArray MVi;
  SLongArray MVl;
  SRealArray MVflt;
  SDoubleArray MVdbl;
  SCurrencyArray MVcur;
  SAppTimeArray MVat;
  SDateTimeArray MVft;
  SBinaryArray MVbin;
  SLPSTRArray MVszA;
  SWStringArray MVszW;
  SGuidArray MVguid;
  SLargeIntegerArray MVli;
  SCODE err;
  LONG x;
} __UPV;

typedef struct _SPropValue {
  ULONG ulPropTag;
  ULONG dwAlignPad;
  union _PV Value;
} SPropValue, *LPSPropValue;

/* What went wrong with one property of a call that succeeded for others. */
typedef struct _SPropProblem {
  ULONG ulIndex;
  ULONG ulPropTag;
  SCODE scode;
} SPropProblem, *LPSPropProblem;

typedef struct _SPropProblemArray {
  ULONG cProblem;
  SPropProblem aProblem[MAPI_DIM];
} SPropProblemArray, *LPSPropProblemArray;

#define CbNewSPropProblemArray(_c) (offsetof(SPropProblemArray, aProblem) + (_c) * sizeof(SPropProblem))
#define CbSPropProblemArray(_lp) (offsetof(SPropProblemArray, aProblem) + (ULONG)(_lp)->cProblem * sizeof(SPropProblem))
#define SizedSPropProblemArray(_c, _name) \
  struct _SPropProblemArray_##_name {     \
    ULONG cProblem;                       \
    SPropProblem aProblem[_c];            \
  } _name

/* Names of properties: a number or a string within a property set. */
#define MNID_ID     0x0000U
#define MNID_STRING 0x0001U

typedef struct _MAPINAMEID {
  LPGUID lpguid;
  ULONG ulKind;
  union {
    LONG lID;
    LPWSTR lpwstrName;
  } Kind;
} MAPINAMEID, *LPMAPINAMEID;

/* ---- Rows, addresses and sort orders ---- */

/* A recipient, and the list of them that the address book and messages exchange. */
typedef struct _ADRENTRY {
  ULONG ulReserved1;
  ULONG cValues;
  LPSPropValue rgPropVals;
} ADRENTRY, *LPADRENTRY;

typedef struct _ADRLIST {
  ULONG cEntries;
  ADRENTRY aEntries[MAPI_DIM];
} ADRLIST, *LPADRLIST;

#define CbNewADRLIST(_c) (offsetof(ADRLIST, aEntries) + (_c) * sizeof(ADRENTRY))
#define CbADRLIST(_lp) (offsetof(ADRLIST, aEntries) + (ULONG)(_lp)->cEntries * sizeof(ADRENTRY))
#define SizedADRLIST(_c, _name) \
  struct _ADRLIST_##_name {     \
    ULONG cEntries;             \
    ADRENTRY aEntries[_c];      \
  } _name

/* A row of a table. Its layout is that of ADRENTRY, and rows can be used as one. */
typedef struct _SRow {
  ULONG ulAdrEntryPad;
  ULONG cValues;
  LPSPropValue lpProps;
} SRow, *LPSRow;

typedef struct _SRowSet {
  ULONG cRows;
  SRow aRow[MAPI_DIM];
} SRowSet, *LPSRowSet;

#define CbNewSRowSet(_c) (offsetof(SRowSet, aRow) + (_c) * sizeof(SRow))
#define CbSRowSet(_lp) (offsetof(SRowSet, aRow) + (ULONG)(_lp)->cRows * sizeof(SRow))
#define SizedSRowSet(_c, _name) \
  struct _SRowSet_##_name {     \
    ULONG cRows;                \
    SRow aRow[_c];              \
  } _name

/* The order of one sort column. */
#define TABLE_SORT_ASCEND    0x0000U
#define TABLE_SORT_DESCEND   0x0001U
#define TABLE_SORT_COMBINE   0x0002U
#define TABLE_SORT_CATEG_MAX 0x0004U
#define TABLE_SORT_CATEG_MIN 0x0008U

typedef struct _SSortOrder {
  ULONG ulPropTag;
  ULONG ulOrder;
} SSortOrder, *LPSSortOrder;

typedef struct _SSortOrderSet {
  ULONG cSorts;
  ULONG cCategories;
  ULONG cExpanded;
  SSortOrder aSort[MAPI_DIM];
} SSortOrderSet, *LPSSortOrderSet;

#define CbNewSSortOrderSet(_c) (offsetof(SSortOrderSet, aSort) + (_c) * sizeof(SSortOrder))
#define CbSSortOrderSet(_lp) (offsetof(SSortOrderSet, aSort) + (ULONG)(_lp)->cSorts * sizeof(SSortOrder))
#define SizedSSortOrderSet(_c, _name) \
  struct _SSortOrderSet_##_name {     \
    ULONG cSorts;                     \
    ULONG cCategories;                \
    ULONG cExpanded;                  \
    SSortOrder aSort[_c];             \
  } _name

/* ---- Restrictions ---- */

/* How RES_CONTENT compares: one of the low half, any of the high half. */
#define FL_FULLSTRING     0x0000U
#define FL_SUBSTRING      0x0001U
#define FL_PREFIX         0x0002U
#define FL_IGNORECASE     0x00010000U
#define FL_IGNORENONSPACE 0x00020000U
#define FL_LOOSE          0x00040000U

/* The kinds of restriction. */
#define RES_AND            0x0000U
#define RES_OR             0x0001U
#define RES_NOT            0x0002U
#define RES_CONTENT        0x0003U
#define RES_PROPERTY       0x0004U
#define RES_COMPAREPROPS   0x0005U
#define RES_BITMASK        0x0006U
#define RES_SIZE           0x0007U
#define RES_EXIST          0x0008U
#define RES_SUBRESTRICTION 0x0009U
#define RES_COMMENT        0x000AU
#define RES_COUNT          0x000BU
#define RES_ANNOTATION     0x000CU

/* Relations of RES_PROPERTY, RES_COMPAREPROPS and RES_SIZE. */
#define RELOP_LT 0x0000U
#define RELOP_LE 0x0001U
#define RELOP_GT 0x0002U
#define RELOP_GE 0x0003U
#define RELOP_EQ 0x0004U
#define RELOP_NE 0x0005U
#define RELOP_RE 0x0006U

/* Whether the masked bits must be zero or not. */
#define BMR_EQZ 0x0000U
#define BMR_NEZ 0x0001U

/* In RES_SUBRESTRICTION: look into the recipients or the attachments of a message. Both are PT_OBJECT tags. */
#ifndef PR_MESSAGE_RECIPIENTS
#define PR_MESSAGE_RECIPIENTS PROP_TAG(PT_OBJECT, 0x0E12)
#define PR_MESSAGE_ATTACHMENTS PROP_TAG(PT_OBJECT, 0x0E13)
#endif

typedef struct _SRestriction* LPSRestriction;

typedef struct _SAndRestriction {
  ULONG cRes;
  LPSRestriction lpRes;
} SAndRestriction, *LPSAndRestriction;

typedef struct _SOrRestriction {
  ULONG cRes;
  LPSRestriction lpRes;
} SOrRestriction, *LPSOrRestriction;

typedef struct _SNotRestriction {
  ULONG ulReserved;
  LPSRestriction lpRes;
} SNotRestriction, *LPSNotRestriction;

typedef struct _SContentRestriction {
  ULONG ulFuzzyLevel;
  ULONG ulPropTag;
  LPSPropValue lpProp;
} SContentRestriction, *LPSContentRestriction;

typedef struct _SBitMaskRestriction {
  ULONG relBMR;
  ULONG ulPropTag;
  ULONG ulMask;
} SBitMaskRestriction, *LPSBitMaskRestriction;

typedef struct _SPropertyRestriction {
  ULONG relop;
  ULONG ulPropTag;
  LPSPropValue lpProp;
} SPropertyRestriction, *LPSPropertyRestriction;

typedef struct _SComparePropsRestriction {
  ULONG relop;
  ULONG ulPropTag1;
  ULONG ulPropTag2;
} SComparePropsRestriction, *LPSComparePropsRestriction;

typedef struct _SSizeRestriction {
  ULONG relop;
  ULONG ulPropTag;
  ULONG cb;
} SSizeRestriction, *LPSSizeRestriction;

typedef struct _SExistRestriction {
  ULONG ulReserved1;
  ULONG ulPropTag;
  ULONG ulReserved2;
} SExistRestriction, *LPSExistRestriction;

typedef struct _SSubRestriction {
  ULONG ulSubObject;
  LPSRestriction lpRes;
} SSubRestriction, *LPSSubRestriction;

typedef struct _SCommentRestriction {
  ULONG cValues;
  LPSRestriction lpRes;
  LPSPropValue lpProp;
} SCommentRestriction, *LPSCommentRestriction;

typedef struct _SAnnotationRestriction {
  ULONG cValues;
  LPSRestriction lpRes;
  LPSPropValue lpProp;
} SAnnotationRestriction, *LPSAnnotationRestriction;

typedef struct _SCountRestriction {
  ULONG ulCount;
  LPSRestriction lpRes;
} SCountRestriction, *LPSCountRestriction;

typedef struct _SRestriction {
  ULONG rt;
  union {
    SComparePropsRestriction resCompareProps;
    SAndRestriction resAnd;
    SOrRestriction resOr;
    SNotRestriction resNot;
    SContentRestriction resContent;
    SPropertyRestriction resProperty;
    SBitMaskRestriction resBitMask;
    SSizeRestriction resSize;
    SExistRestriction resExist;
    SSubRestriction resSub;
    SCommentRestriction resComment;
    SAnnotationRestriction resAnnotation;
    SCountRestriction resCount;
  } res;
} SRestriction;

/* ---- Errors ---- */

/* What GetLastError returns: one block, freed with MAPIFreeBuffer. */
#define MAPI_ERROR_VERSION 0x0000U

typedef struct _MAPIERROR {
  ULONG ulVersion;
  LPTSTR lpszError;
  LPTSTR lpszComponent;
  ULONG ulLowLevelError;
  ULONG ulContext;
} MAPIERROR, *LPMAPIERROR;

/* ---- Notifications ---- */

/* Events, as bits of an event mask. */
#define fnevCriticalError        0x0001U
#define fnevNewMail              0x0002U
#define fnevObjectCreated        0x0004U
#define fnevObjectDeleted        0x0008U
#define fnevObjectModified       0x0010U
#define fnevObjectMoved          0x0020U
#define fnevObjectCopied         0x0040U
#define fnevSearchComplete       0x0080U
#define fnevTableModified        0x0100U
#define fnevStatusObjectModified 0x0200U
#define fnevReservedForMapi      0x40000000U
#define fnevExtended             0x80000000U

/* What happened to a table. */
#define TABLE_CHANGED       0x0001U
#define TABLE_ERROR         0x0002U
#define TABLE_ROW_ADDED     0x0003U
#define TABLE_ROW_DELETED   0x0004U
#define TABLE_ROW_MODIFIED  0x0005U
#define TABLE_SORT_DONE     0x0006U
#define TABLE_RESTRICT_DONE 0x0007U
#define TABLE_SETCOL_DONE   0x0008U
#define TABLE_RELOAD        0x0009U

typedef struct _ERROR_NOTIFICATION {
  ULONG cbEntryID;
  LPENTRYID lpEntryID;
  SCODE scode;
  ULONG ulFlags;
  LPMAPIERROR lpMAPIError;
} ERROR_NOTIFICATION, *LPERROR_NOTIFICATION;

typedef struct _NEWMAIL_NOTIFICATION {
  ULONG cbEntryID;
  LPENTRYID lpEntryID;
  ULONG cbParentID;
  LPENTRYID lpParentID;
  ULONG ulFlags;
  LPTSTR lpszMessageClass;
  ULONG ulMessageFlags;
} NEWMAIL_NOTIFICATION, *LPNEWMAIL_NOTIFICATION;

typedef struct _OBJECT_NOTIFICATION {
  ULONG cbEntryID;
  LPENTRYID lpEntryID;
  ULONG ulObjType;
  ULONG cbParentID;
  LPENTRYID lpParentID;
  ULONG cbOldID;
  LPENTRYID lpOldID;
  ULONG cbOldParentID;
  LPENTRYID lpOldParentID;
  LPSPropTagArray lpPropTagArray;
} OBJECT_NOTIFICATION, *LPOBJECT_NOTIFICATION;

typedef struct _TABLE_NOTIFICATION {
  ULONG ulTableEvent;
  HRESULT hResult;
  SPropValue propIndex;
  SPropValue propPrior;
  SRow row;
  ULONG ulPad;
} TABLE_NOTIFICATION, *LPTABLE_NOTIFICATION;

typedef struct _EXTENDED_NOTIFICATION {
  ULONG ulEvent;
  ULONG cb;
  LPBYTE pbEventParameters;
} EXTENDED_NOTIFICATION, *LPEXTENDED_NOTIFICATION;

typedef struct {
  ULONG cbEntryID;
  LPENTRYID lpEntryID;
  ULONG cValues;
  LPSPropValue lpPropVals;
} STATUS_OBJECT_NOTIFICATION, *LPSTATUS_OBJECT_NOTIFICATION;

typedef struct _NOTIFICATION {
  ULONG ulEventType;
  ULONG ulAlignPad;
  union {
    ERROR_NOTIFICATION err;
    NEWMAIL_NOTIFICATION newmail;
    OBJECT_NOTIFICATION obj;
    TABLE_NOTIFICATION tab;
    EXTENDED_NOTIFICATION ext;
    STATUS_OBJECT_NOTIFICATION statobj;
  } info;
} NOTIFICATION, *LPNOTIFICATION;

typedef LONG(STDAPICALLTYPE NOTIFCALLBACK)(LPVOID lpvContext, ULONG cNotification, LPNOTIFICATION lpNotifications);
typedef NOTIFCALLBACK* LPNOTIFCALLBACK;

/* IMAPIProgress::GetFlags: this object drives the progress of the whole operation. */
#define MAPI_TOP_LEVEL 0x0001U

/* IMAPIAdviseSink: receives notifications. */
#define MAPI_IMAPIADVISESINK_METHODS(IPURE) \
  MAPIMETHOD_(ULONG, OnNotify)(THIS_ ULONG cNotif, LPNOTIFICATION lpNotifications) IPURE;
#undef INTERFACE
#define INTERFACE IMAPIAdviseSink
DECLARE_MAPI_INTERFACE_(IMAPIAdviseSink, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_IMAPIADVISESINK_METHODS(PURE)
};

/* IMAPIProgress: shows how far a long call has come. */
#define MAPI_IMAPIPROGRESS_METHODS(IPURE)                                        \
  MAPIMETHOD(Progress)(THIS_ ULONG ulValue, ULONG ulCount, ULONG ulTotal) IPURE; \
  MAPIMETHOD(GetFlags)(THIS_ ULONG* lpulFlags) IPURE;                            \
  MAPIMETHOD(GetMax)(THIS_ ULONG* lpulMax) IPURE;                                \
  MAPIMETHOD(GetMin)(THIS_ ULONG* lpulMin) IPURE;                                \
  MAPIMETHOD(SetLimits)(THIS_ LPULONG lpulMin, LPULONG lpulMax, LPULONG lpulFlags) IPURE;
#undef INTERFACE
#define INTERFACE IMAPIProgress
DECLARE_MAPI_INTERFACE_(IMAPIProgress, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_IMAPIPROGRESS_METHODS(PURE)
};

/* ---- Properties ---- */

/* SaveChanges. */
#define KEEP_OPEN_READONLY  0x0001U
#define KEEP_OPEN_READWRITE 0x0002U
#define FORCE_SAVE          0x0004U

/* OpenProperty: create it, or append to the stream. */
#define MAPI_CREATE   0x0002U
#define STREAM_APPEND 0x0004U

/* CopyTo and CopyProps. */
#define MAPI_MOVE        0x0001U
#define MAPI_NOREPLACE   0x0002U
#define MAPI_DECLINE_OK  0x0004U
#define MAPI_USE_DEFAULT 0x0040U

/* GetNamesFromIDs. */
#define MAPI_NO_STRINGS 0x0001U
#define MAPI_NO_IDS     0x0002U

/* IMAPIProp: the properties of an object. Most MAPI objects are one. */
#define MAPI_IMAPIPROP_METHODS(IPURE)                                                                          \
  MAPIMETHOD(SaveChanges)(THIS_ ULONG ulFlags) IPURE;                                                          \
  MAPIMETHOD(GetProps)(THIS_ LPSPropTagArray lpPropTagArray, ULONG ulFlags, ULONG* lpcValues,                  \
                       LPSPropValue* lppPropArray) IPURE;                                                      \
  MAPIMETHOD(GetPropList)(THIS_ ULONG ulFlags, LPSPropTagArray* lppPropTagArray) IPURE;                        \
  MAPIMETHOD(OpenProperty)(THIS_ ULONG ulPropTag, LPCIID lpiid, ULONG ulInterfaceOptions, ULONG ulFlags,       \
                           LPUNKNOWN* lppUnk) IPURE;                                                           \
  MAPIMETHOD(SetProps)(THIS_ ULONG cValues, LPSPropValue lpPropArray, LPSPropProblemArray* lppProblems) IPURE; \
  MAPIMETHOD(DeleteProps)(THIS_ LPSPropTagArray lpPropTagArray, LPSPropProblemArray* lppProblems) IPURE;       \
  MAPIMETHOD(CopyTo)(THIS_ ULONG ciidExclude, LPCIID rgiidExclude, LPSPropTagArray lpExcludeProps,             \
                     ULONG_PTR ulUIParam, LPMAPIPROGRESS lpProgress, LPCIID lpInterface, LPVOID lpDestObj,     \
                     ULONG ulFlags, LPSPropProblemArray* lppProblems) IPURE;                                   \
  MAPIMETHOD(CopyProps)(THIS_ LPSPropTagArray lpIncludeProps, ULONG_PTR ulUIParam, LPMAPIPROGRESS lpProgress,  \
                        LPCIID lpInterface, LPVOID lpDestObj, ULONG ulFlags,                                   \
                        LPSPropProblemArray* lppProblems) IPURE;                                               \
  MAPIMETHOD(GetNamesFromIDs)(THIS_ LPSPropTagArray* lppPropTags, LPGUID lpPropSetGuid, ULONG ulFlags,         \
                              ULONG* lpcPropNames, LPMAPINAMEID** lpppPropNames) IPURE;                        \
  MAPIMETHOD(GetIDsFromNames)(THIS_ ULONG cPropNames, LPMAPINAMEID* lppPropNames, ULONG ulFlags,               \
                              LPSPropTagArray* lppPropTags) IPURE;
#undef INTERFACE
#define INTERFACE IMAPIProp
DECLARE_MAPI_INTERFACE_(IMAPIProp, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPIPROP_METHODS(PURE)
};

/* ---- Tables ---- */

/* What a table is doing. */
#define TBLSTAT_COMPLETE       0x0000U
#define TBLSTAT_QCHANGED       0x0007U
#define TBLSTAT_SORTING        0x0009U
#define TBLSTAT_SORT_ERROR     0x000AU
#define TBLSTAT_SETTING_COLS   0x000BU
#define TBLSTAT_SETCOL_ERROR   0x000DU
#define TBLSTAT_RESTRICTING    0x000EU
#define TBLSTAT_RESTRICT_ERROR 0x000FU

/* How a table follows what it shows. */
#define TBLTYPE_SNAPSHOT 0x0000U
#define TBLTYPE_KEYSET   0x0001U
#define TBLTYPE_DYNAMIC  0x0002U

/* Positions in a table. */
typedef ULONG_PTR BOOKMARK;
#define BOOKMARK_BEGINNING ((BOOKMARK)0)
#define BOOKMARK_CURRENT   ((BOOKMARK)1)
#define BOOKMARK_END       ((BOOKMARK)2)

/* QueryColumns: all that the table could show. */
#define TBL_ALL_COLUMNS 0x0001U

/* PR_ROW_TYPE. */
#define TBL_LEAF_ROW           0x0001U
#define TBL_EMPTY_CATEGORY     0x0002U
#define TBL_EXPANDED_CATEGORY  0x0003U
#define TBL_COLLAPSED_CATEGORY 0x0004U

/* Restrict, SortTable, SetColumns: when the work is done. */
#define TBL_NOWAIT 0x0001U
#define TBL_ASYNC  0x0001U
#define TBL_BATCH  0x0002U

/* FindRow towards the beginning, and QueryRows without moving. */
#define DIR_BACKWARD  0x0001U
#define TBL_NOADVANCE 0x0001U

/* IMAPITable: rows and columns over the contents of an object. */
#define MAPI_IMAPITABLE_METHODS(IPURE)                                                                         \
  MAPIMETHOD(Advise)(THIS_ ULONG ulEventMask, LPMAPIADVISESINK lpAdviseSink, ULONG_PTR* lpulConnection) IPURE; \
  MAPIMETHOD(Unadvise)(THIS_ ULONG_PTR ulConnection) IPURE;                                                    \
  MAPIMETHOD(GetStatus)(THIS_ ULONG* lpulTableStatus, ULONG* lpulTableType) IPURE;                             \
  MAPIMETHOD(SetColumns)(THIS_ LPSPropTagArray lpPropTagArray, ULONG ulFlags) IPURE;                           \
  MAPIMETHOD(QueryColumns)(THIS_ ULONG ulFlags, LPSPropTagArray* lpPropTagArray) IPURE;                        \
  MAPIMETHOD(GetRowCount)(THIS_ ULONG ulFlags, ULONG* lpulCount) IPURE;                                        \
  MAPIMETHOD(SeekRow)(THIS_ BOOKMARK bkOrigin, LONG lRowCount, LONG* lplRowsSought) IPURE;                     \
  MAPIMETHOD(SeekRowApprox)(THIS_ ULONG ulNumerator, ULONG ulDenominator) IPURE;                               \
  MAPIMETHOD(QueryPosition)(THIS_ ULONG* lpulRow, ULONG* lpulNumerator, ULONG* lpulDenominator) IPURE;         \
  MAPIMETHOD(FindRow)(THIS_ LPSRestriction lpRestriction, BOOKMARK bkOrigin, ULONG ulFlags) IPURE;             \
  MAPIMETHOD(Restrict)(THIS_ LPSRestriction lpRestriction, ULONG ulFlags) IPURE;                               \
  MAPIMETHOD(CreateBookmark)(THIS_ BOOKMARK* lpbkPosition) IPURE;                                              \
  MAPIMETHOD(FreeBookmark)(THIS_ BOOKMARK bkPosition) IPURE;                                                   \
  MAPIMETHOD(SortTable)(THIS_ LPSSortOrderSet lpSortCriteria, ULONG ulFlags) IPURE;                            \
  MAPIMETHOD(QuerySortOrder)(THIS_ LPSSortOrderSet* lppSortCriteria) IPURE;                                    \
  MAPIMETHOD(QueryRows)(THIS_ LONG lRowCount, ULONG ulFlags, LPSRowSet* lppRows) IPURE;                        \
  MAPIMETHOD(Abort)(THIS) IPURE;                                                                               \
  MAPIMETHOD(ExpandRow)(THIS_ ULONG cbInstanceKey, LPBYTE pbInstanceKey, ULONG ulRowCount, ULONG ulFlags,      \
                        LPSRowSet* lppRows, ULONG* lpulMoreRows) IPURE;                                        \
  MAPIMETHOD(CollapseRow)(THIS_ ULONG cbInstanceKey, LPBYTE pbInstanceKey, ULONG ulFlags,                      \
                          ULONG* lpulRowCount) IPURE;                                                          \
  MAPIMETHOD(WaitForCompletion)(THIS_ ULONG ulFlags, ULONG ulTimeout, ULONG* lpulTableStatus) IPURE;           \
  MAPIMETHOD(GetCollapseState)(THIS_ ULONG ulFlags, ULONG cbInstanceKey, LPBYTE lpbInstanceKey,                \
                               ULONG* lpcbCollapseState, LPBYTE* lppbCollapseState) IPURE;                     \
  MAPIMETHOD(SetCollapseState)(THIS_ ULONG ulFlags, ULONG cbCollapseState, LPBYTE pbCollapseState,             \
                               BOOKMARK* lpbkLocation) IPURE;
#undef INTERFACE
#define INTERFACE IMAPITable
DECLARE_MAPI_INTERFACE_(IMAPITable, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPITABLE_METHODS(PURE)
};

/* ---- Status ---- */

/* PR_RESOURCE_TYPE. */
#define MAPI_STORE_PROVIDER     0x0021U
#define MAPI_AB                 0x0022U
#define MAPI_AB_PROVIDER        0x0023U
#define MAPI_TRANSPORT_PROVIDER 0x0024U
#define MAPI_SPOOLER            0x0025U
#define MAPI_PROFILE_PROVIDER   0x0026U
#define MAPI_SUBSYSTEM          0x0027U
#define MAPI_HOOK_PROVIDER      0x0028U

/* PR_RESOURCE_METHODS. */
#define STATUS_VALIDATE_STATE  0x0001U
#define STATUS_SETTINGS_DIALOG 0x0002U
#define STATUS_CHANGE_PASSWORD 0x0004U
#define STATUS_FLUSH_QUEUES    0x0008U

/* PR_RESOURCE_FLAGS. */
#define STATUS_DEFAULT_OUTBOUND    0x0001U
#define STATUS_DEFAULT_STORE       0x0002U
#define STATUS_PRIMARY_IDENTITY    0x0004U
#define STATUS_SIMPLE_STORE        0x0008U
#define STATUS_XP_PREFER_LAST      0x0010U
#define STATUS_NO_PRIMARY_IDENTITY 0x0020U
#define STATUS_NO_DEFAULT_STORE    0x0040U
#define STATUS_TEMP_SECTION        0x0080U
#define STATUS_OWN_STORE           0x0100U
#define STATUS_NEED_IPM_TREE       0x0800U
#define STATUS_PRIMARY_STORE       0x1000U
#define STATUS_SECONDARY_STORE     0x2000U

/* PR_STATUS_CODE. */
#define STATUS_AVAILABLE        0x0001U
#define STATUS_OFFLINE          0x0002U
#define STATUS_FAILURE          0x0004U
#define STATUS_INBOUND_ENABLED  0x00010000U
#define STATUS_INBOUND_ACTIVE   0x00020000U
#define STATUS_INBOUND_FLUSH    0x00040000U
#define STATUS_OUTBOUND_ENABLED 0x00100000U
#define STATUS_OUTBOUND_ACTIVE  0x00200000U
#define STATUS_OUTBOUND_FLUSH   0x00400000U
#define STATUS_REMOTE_ACCESS    0x00800000U

/* ValidateState. */
#define SUPPRESS_UI               0x0001U
#define REFRESH_XP_HEADER_CACHE   0x00010000U
#define PROCESS_XP_HEADER_CACHE   0x00020000U
#define FORCE_XP_CONNECT          0x00040000U
#define FORCE_XP_DISCONNECT       0x00080000U
#define CONFIG_CHANGED            0x00100000U
#define ABORT_XP_HEADER_OPERATION 0x00200000U
#define SHOW_XP_SESSION_UI        0x00400000U

/* SettingsDialog. */
#define UI_READONLY 0x0001U

/* FlushQueues. */
#define FLUSH_UPLOAD   0x0002U
#define FLUSH_DOWNLOAD 0x0004U
#define FLUSH_FORCE    0x0008U
#define FLUSH_NO_UI    0x0010U
#define FLUSH_ASYNC_OK 0x0020U

/* IMAPIStatus: the state of a provider, the spooler, the address book or MAPI itself. */
#define MAPI_IMAPISTATUS_METHODS(IPURE)                                                                    \
  MAPIMETHOD(ValidateState)(THIS_ ULONG_PTR ulUIParam, ULONG ulFlags) IPURE;                               \
  MAPIMETHOD(SettingsDialog)(THIS_ ULONG_PTR ulUIParam, ULONG ulFlags) IPURE;                              \
  MAPIMETHOD(ChangePassword)(THIS_ LPTSTR lpOldPass, LPTSTR lpNewPass, ULONG ulFlags) IPURE;               \
  MAPIMETHOD(FlushQueues)(THIS_ ULONG_PTR ulUIParam, ULONG cbTargetTransport, LPENTRYID lpTargetTransport, \
                          ULONG ulFlags) IPURE;
#undef INTERFACE
#define INTERFACE IMAPIStatus
DECLARE_MAPI_INTERFACE_(IMAPIStatus, IMAPIProp) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPIPROP_METHODS(PURE)
  MAPI_IMAPISTATUS_METHODS(PURE)
};

/* ---- Containers ---- */

/* OpenEntry: as much access as there is. */
#define MAPI_BEST_ACCESS 0x0010U

/* GetHierarchyTable: all levels in one table. */
#define CONVENIENT_DEPTH 0x0001U

/* GetSearchCriteria: the state of a search. */
#define SEARCH_RUNNING    0x0001U
#define SEARCH_REBUILD    0x0002U
#define SEARCH_RECURSIVE  0x0004U
#define SEARCH_FOREGROUND 0x0008U

/* SetSearchCriteria. */
#define STOP_SEARCH       0x0001U
#define RESTART_SEARCH    0x0002U
#define RECURSIVE_SEARCH  0x0004U
#define SHALLOW_SEARCH    0x0008U
#define FOREGROUND_SEARCH 0x0010U
#define BACKGROUND_SEARCH 0x0020U

/* IMAPIContainer: what has contents and sub-containers. */
#define MAPI_IMAPICONTAINER_METHODS(IPURE)                                                                          \
  MAPIMETHOD(GetContentsTable)(THIS_ ULONG ulFlags, LPMAPITABLE* lppTable) IPURE;                                   \
  MAPIMETHOD(GetHierarchyTable)(THIS_ ULONG ulFlags, LPMAPITABLE* lppTable) IPURE;                                  \
  MAPIMETHOD(OpenEntry)(THIS_ ULONG cbEntryID, LPENTRYID lpEntryID, LPCIID lpInterface, ULONG ulFlags,              \
                        ULONG* lpulObjType, LPUNKNOWN* lppUnk) IPURE;                                               \
  MAPIMETHOD(SetSearchCriteria)(THIS_ LPSRestriction lpRestriction, LPENTRYLIST lpContainerList,                    \
                                ULONG ulSearchFlags) IPURE;                                                         \
  MAPIMETHOD(GetSearchCriteria)(THIS_ ULONG ulFlags, LPSRestriction* lppRestriction, LPENTRYLIST* lppContainerList, \
                                ULONG* lpulSearchState) IPURE;
#undef INTERFACE
#define INTERFACE IMAPIContainer
DECLARE_MAPI_INTERFACE_(IMAPIContainer, IMAPIProp) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPIPROP_METHODS(PURE)
  MAPI_IMAPICONTAINER_METHODS(PURE)
};

/* ---- Address book containers ---- */

/* PR_CONTAINER_FLAGS of address book containers. */
#define AB_RECIPIENTS    0x0001U
#define AB_SUBCONTAINERS 0x0002U
#define AB_MODIFIABLE    0x0004U
#define AB_UNMODIFIABLE  0x0008U
#define AB_FIND_ON_OPEN  0x0010U
#define AB_NOT_DEFAULT   0x0020U

/* CreateEntry and CopyEntries. */
#define CREATE_CHECK_DUP_STRICT 0x0001U
#define CREATE_CHECK_DUP_LOOSE  0x0002U
#define CREATE_REPLACE          0x0004U

/* What became of a name: one entry of a FlagList for each. */
#define MAPI_UNRESOLVED 0x0000U
#define MAPI_AMBIGUOUS  0x0001U
#define MAPI_RESOLVED   0x0002U

typedef struct _flaglist {
  ULONG cFlags;
  ULONG ulFlag[MAPI_DIM];
} FlagList, *LPFlagList;

#define CbNewFlagList(_c) (offsetof(FlagList, ulFlag) + (_c) * sizeof(ULONG))
#define CbFlagList(_lp) (offsetof(FlagList, ulFlag) + (ULONG)(_lp)->cFlags * sizeof(ULONG))
#define SizedFlagList(_c, _name) \
  struct _flaglist_##_name {     \
    ULONG cFlags;                \
    ULONG ulFlag[_c];            \
  } _name

/* CreateOneOff: the recipient cannot read RTF and the like. */
#define MAPI_SEND_NO_RICH_INFO 0x00010000U

/* IABContainer: a folder of the address book. */
#define MAPI_IABCONTAINER_METHODS(IPURE)                                                               \
  MAPIMETHOD(CreateEntry)(THIS_ ULONG cbEntryID, LPENTRYID lpEntryID, ULONG ulCreateFlags,             \
                          LPMAPIPROP* lppMAPIPropEntry) IPURE;                                         \
  MAPIMETHOD(CopyEntries)(THIS_ LPENTRYLIST lpEntries, ULONG_PTR ulUIParam, LPMAPIPROGRESS lpProgress, \
                          ULONG ulFlags) IPURE;                                                        \
  MAPIMETHOD(DeleteEntries)(THIS_ LPENTRYLIST lpEntries, ULONG ulFlags) IPURE;                         \
  MAPIMETHOD(ResolveNames)(THIS_ LPSPropTagArray lpPropTagArray, ULONG ulFlags, LPADRLIST lpAdrList,   \
                           LPFlagList lpFlagList) IPURE;
#undef INTERFACE
#define INTERFACE IABContainer
DECLARE_MAPI_INTERFACE_(IABContainer, IMAPIContainer) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPIPROP_METHODS(PURE)
  MAPI_IMAPICONTAINER_METHODS(PURE)
  MAPI_IABCONTAINER_METHODS(PURE)
};

/* IMailUser: a recipient. It adds nothing to IMAPIProp. */
#define MAPI_IMAILUSER_METHODS(IPURE)
#undef INTERFACE
#define INTERFACE IMailUser
DECLARE_MAPI_INTERFACE_(IMailUser, IMAPIProp) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPIPROP_METHODS(PURE)
  MAPI_IMAILUSER_METHODS(PURE)
};

/* IDistList: a recipient that is a list of recipients. Its methods are those of IABContainer. */
#define MAPI_IDISTLIST_METHODS(IPURE)
#undef INTERFACE
#define INTERFACE IDistList
DECLARE_MAPI_INTERFACE_(IDistList, IMAPIContainer) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPIPROP_METHODS(PURE)
  MAPI_IMAPICONTAINER_METHODS(PURE)
  MAPI_IABCONTAINER_METHODS(PURE)
  MAPI_IDISTLIST_METHODS(PURE)
};

/* PR_NDR_DIAG_CODE: why a message was not delivered, in X.400 terms. */
#define MAPI_DIAG_NO_DIAGNOSTIC             0xFFFFFFFFU
#define MAPI_DIAG_OR_NAME_UNRECOGNIZED      0x0000U
#define MAPI_DIAG_OR_NAME_AMBIGUOUS         0x0001U
#define MAPI_DIAG_MTS_CONGESTED             0x0002U
#define MAPI_DIAG_LOOP_DETECTED             0x0003U
#define MAPI_DIAG_RECIPIENT_UNAVAILABLE     0x0004U
#define MAPI_DIAG_MAXIMUM_TIME_EXPIRED      0x0005U
#define MAPI_DIAG_EITS_UNSUPPORTED          0x0006U
#define MAPI_DIAG_CONTENT_TOO_LONG          0x0007U
#define MAPI_DIAG_IMPRACTICAL_TO_CONVERT    0x0008U
#define MAPI_DIAG_PROHIBITED_TO_CONVERT     0x0009U
#define MAPI_DIAG_CONVERSION_UNSUBSCRIBED   0x000AU
#define MAPI_DIAG_PARAMETERS_INVALID        0x000BU
#define MAPI_DIAG_CONTENT_SYNTAX_IN_ERROR   0x000CU
#define MAPI_DIAG_LENGTH_CONSTRAINT_VIOLATD 0x000DU
#define MAPI_DIAG_NUMBER_CONSTRAINT_VIOLATD 0x000EU
#define MAPI_DIAG_CONTENT_TYPE_UNSUPPORTED  0x000FU
#define MAPI_DIAG_TOO_MANY_RECIPIENTS       0x0010U
#define MAPI_DIAG_NO_BILATERAL_AGREEMENT    0x0011U
#define MAPI_DIAG_CRITICAL_FUNC_UNSUPPORTED 0x0012U
#define MAPI_DIAG_CONVERSION_LOSS_PROHIB    0x0013U
#define MAPI_DIAG_LINE_TOO_LONG             0x0014U
#define MAPI_DIAG_PAGE_TOO_LONG             0x0015U
#define MAPI_DIAG_PICTORIAL_SYMBOL_LOST     0x0016U
#define MAPI_DIAG_PUNCTUATION_SYMBOL_LOST   0x0017U
#define MAPI_DIAG_ALPHABETIC_CHARACTER_LOST 0x0018U
#define MAPI_DIAG_MULTIPLE_INFO_LOSSES      0x0019U
#define MAPI_DIAG_REASSIGNMENT_PROHIBITED   0x001AU
#define MAPI_DIAG_REDIRECTION_LOOP_DETECTED 0x001BU
#define MAPI_DIAG_EXPANSION_PROHIBITED      0x001CU
#define MAPI_DIAG_SUBMISSION_PROHIBITED     0x001DU
#define MAPI_DIAG_EXPANSION_FAILED          0x001EU
#define MAPI_DIAG_RENDITION_UNSUPPORTED     0x001FU
#define MAPI_DIAG_MAIL_ADDRESS_INCORRECT    0x0020U
#define MAPI_DIAG_MAIL_OFFICE_INCOR_OR_INVD 0x0021U
#define MAPI_DIAG_MAIL_ADDRESS_INCOMPLETE   0x0022U
#define MAPI_DIAG_MAIL_RECIPIENT_UNKNOWN    0x0023U
#define MAPI_DIAG_MAIL_RECIPIENT_DECEASED   0x0024U
#define MAPI_DIAG_MAIL_ORGANIZATION_EXPIRED 0x0025U
#define MAPI_DIAG_MAIL_REFUSED              0x0026U
#define MAPI_DIAG_MAIL_UNCLAIMED            0x0027U
#define MAPI_DIAG_MAIL_RECIPIENT_MOVED      0x0028U
#define MAPI_DIAG_MAIL_RECIPIENT_TRAVELLING 0x0029U
#define MAPI_DIAG_MAIL_RECIPIENT_DEPARTED   0x002AU
#define MAPI_DIAG_MAIL_NEW_ADDRESS_UNKNOWN  0x002BU
#define MAPI_DIAG_MAIL_FORWARDING_UNWANTED  0x002CU
#define MAPI_DIAG_MAIL_FORWARDING_PROHIB    0x002DU
#define MAPI_DIAG_SECURE_MESSAGING_ERROR    0x002EU
#define MAPI_DIAG_DOWNGRADING_IMPOSSIBLE    0x002FU

/* PR_DELIVERY_POINT. */
#define MAPI_MH_DP_PUBLIC_UA  0x0000U
#define MAPI_MH_DP_PRIVATE_UA 0x0001U
#define MAPI_MH_DP_MS         0x0002U
#define MAPI_MH_DP_ML         0x0003U
#define MAPI_MH_DP_PDAU       0x0004U
#define MAPI_MH_DP_PDS_PATRON 0x0005U
#define MAPI_MH_DP_OTHER_AU   0x0006U

/* ---- Folders ---- */

/* PR_FOLDER_TYPE. */
#define FOLDER_ROOT    0x0000U
#define FOLDER_GENERIC 0x0001U
#define FOLDER_SEARCH  0x0002U

/* CopyMessages, and DeleteMessages with its dialog. */
#define MESSAGE_MOVE   0x0001U
#define MESSAGE_DIALOG 0x0002U

/* CreateFolder. */
#define OPEN_IF_EXISTS 0x0001U

/* DeleteFolder and EmptyFolder. */
#define DEL_MESSAGES   0x0001U
#define FOLDER_DIALOG  0x0002U
#define DEL_FOLDERS    0x0004U
#define DEL_ASSOCIATED 0x0008U

/* CopyFolder. */
#define FOLDER_MOVE     0x0001U
#define COPY_SUBFOLDERS 0x0010U

/* PR_MSG_STATUS. */
#define MSGSTATUS_HIGHLIGHTED     0x0001U
#define MSGSTATUS_TAGGED          0x0002U
#define MSGSTATUS_HIDDEN          0x0004U
#define MSGSTATUS_DELMARKED       0x0008U
#define MSGSTATUS_REMOTE_DOWNLOAD 0x1000U
#define MSGSTATUS_REMOTE_DELETE   0x2000U

/* SaveContentsSort. */
#define RECURSIVE_SORT 0x0002U

/* PR_STATUS of a folder. */
#define FLDSTATUS_HIGHLIGHTED 0x0001U
#define FLDSTATUS_TAGGED      0x0002U
#define FLDSTATUS_HIDDEN      0x0004U
#define FLDSTATUS_DELMARKED   0x0008U

/* IMAPIFolder: a folder of a message store. */
#define MAPI_IMAPIFOLDER_METHODS(IPURE)                                                                              \
  MAPIMETHOD(CreateMessage)(THIS_ LPCIID lpInterface, ULONG ulFlags, LPMESSAGE* lppMessage) IPURE;                   \
  MAPIMETHOD(CopyMessages)(THIS_ LPENTRYLIST lpMsgList, LPCIID lpInterface, LPVOID lpDestFolder,                     \
                           ULONG_PTR ulUIParam, LPMAPIPROGRESS lpProgress, ULONG ulFlags) IPURE;                     \
  MAPIMETHOD(DeleteMessages)(THIS_ LPENTRYLIST lpMsgList, ULONG_PTR ulUIParam, LPMAPIPROGRESS lpProgress,            \
                             ULONG ulFlags) IPURE;                                                                   \
  MAPIMETHOD(CreateFolder)(THIS_ ULONG ulFolderType, LPTSTR lpszFolderName, LPTSTR lpszFolderComment,                \
                           LPCIID lpInterface, ULONG ulFlags, LPMAPIFOLDER* lppFolder) IPURE;                        \
  MAPIMETHOD(CopyFolder)(THIS_ ULONG cbEntryID, LPENTRYID lpEntryID, LPCIID lpInterface, LPVOID lpDestFolder,        \
                         LPTSTR lpszNewFolderName, ULONG_PTR ulUIParam, LPMAPIPROGRESS lpProgress,                   \
                         ULONG ulFlags) IPURE;                                                                       \
  MAPIMETHOD(DeleteFolder)(THIS_ ULONG cbEntryID, LPENTRYID lpEntryID, ULONG_PTR ulUIParam,                          \
                           LPMAPIPROGRESS lpProgress, ULONG ulFlags) IPURE;                                          \
  MAPIMETHOD(SetReadFlags)(THIS_ LPENTRYLIST lpMsgList, ULONG_PTR ulUIParam, LPMAPIPROGRESS lpProgress,              \
                           ULONG ulFlags) IPURE;                                                                     \
  MAPIMETHOD(GetMessageStatus)(THIS_ ULONG cbEntryID, LPENTRYID lpEntryID, ULONG ulFlags,                            \
                               ULONG* lpulMessageStatus) IPURE;                                                      \
  MAPIMETHOD(SetMessageStatus)(THIS_ ULONG cbEntryID, LPENTRYID lpEntryID, ULONG ulNewStatus, ULONG ulNewStatusMask, \
                               ULONG* lpulOldStatus) IPURE;                                                          \
  MAPIMETHOD(SaveContentsSort)(THIS_ LPSSortOrderSet lpSortCriteria, ULONG ulFlags) IPURE;                           \
  MAPIMETHOD(EmptyFolder)(THIS_ ULONG_PTR ulUIParam, LPMAPIPROGRESS lpProgress, ULONG ulFlags) IPURE;
#undef INTERFACE
#define INTERFACE IMAPIFolder
DECLARE_MAPI_INTERFACE_(IMAPIFolder, IMAPIContainer) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPIPROP_METHODS(PURE)
  MAPI_IMAPICONTAINER_METHODS(PURE)
  MAPI_IMAPIFOLDER_METHODS(PURE)
};

/* ---- Message stores ---- */

/* PR_STORE_SUPPORT_MASK. */
#define STORE_ENTRYID_UNIQUE   0x0001U
#define STORE_READONLY         0x0002U
#define STORE_SEARCH_OK        0x0004U
#define STORE_MODIFY_OK        0x0008U
#define STORE_CREATE_OK        0x0010U
#define STORE_ATTACH_OK        0x0020U
#define STORE_OLE_OK           0x0040U
#define STORE_SUBMIT_OK        0x0080U
#define STORE_NOTIFY_OK        0x0100U
#define STORE_MV_PROPS_OK      0x0200U
#define STORE_CATEGORIZE_OK    0x0400U
#define STORE_RTF_OK           0x0800U
#define STORE_RESTRICTION_OK   0x1000U
#define STORE_SORT_OK          0x2000U
#define STORE_PUBLIC_FOLDERS   0x4000U
#define STORE_UNCOMPRESSED_RTF 0x8000U
#define STORE_HAS_SEARCHES     0x01000000U

/* StoreLogoff and StoreLogoffTransports: what is asked for, and what came of it. */
#define LOGOFF_NO_WAIT        0x0001U
#define LOGOFF_ORDERLY        0x0002U
#define LOGOFF_PURGE          0x0004U
#define LOGOFF_ABORT          0x0008U
#define LOGOFF_QUIET          0x0010U
#define LOGOFF_COMPLETE       0x00010000U
#define LOGOFF_INBOUND        0x00020000U
#define LOGOFF_OUTBOUND       0x00040000U
#define LOGOFF_OUTBOUND_QUEUE 0x00080000U

/* SetLockState. */
#define MSG_LOCKED   0x0001U
#define MSG_UNLOCKED 0x0000U

/* PR_VALID_FOLDER_MASK. */
#define FOLDER_IPM_SUBTREE_VALID     0x0001U
#define FOLDER_IPM_INBOX_VALID       0x0002U
#define FOLDER_IPM_OUTBOX_VALID      0x0004U
#define FOLDER_IPM_WASTEBASKET_VALID 0x0008U
#define FOLDER_IPM_SENTMAIL_VALID    0x0010U
#define FOLDER_VIEWS_VALID           0x0020U
#define FOLDER_COMMON_VIEWS_VALID    0x0040U
#define FOLDER_FINDER_VALID          0x0080U

/* IMsgStore: an open message store. */
#define MAPI_IMSGSTORE_METHODS(IPURE)                                                                               \
  MAPIMETHOD(Advise)(THIS_ ULONG cbEntryID, LPENTRYID lpEntryID, ULONG ulEventMask, LPMAPIADVISESINK lpAdviseSink,  \
                     ULONG_PTR* lpulConnection) IPURE;                                                              \
  MAPIMETHOD(Unadvise)(THIS_ ULONG_PTR ulConnection) IPURE;                                                         \
  MAPIMETHOD(CompareEntryIDs)(THIS_ ULONG cbEntryID1, LPENTRYID lpEntryID1, ULONG cbEntryID2, LPENTRYID lpEntryID2, \
                              ULONG ulFlags, ULONG* lpulResult) IPURE;                                              \
  MAPIMETHOD(OpenEntry)(THIS_ ULONG cbEntryID, LPENTRYID lpEntryID, LPCIID lpInterface, ULONG ulFlags,              \
                        ULONG* lpulObjType, LPUNKNOWN* lppUnk) IPURE;                                               \
  MAPIMETHOD(SetReceiveFolder)(THIS_ LPTSTR lpszMessageClass, ULONG ulFlags, ULONG cbEntryID,                       \
                               LPENTRYID lpEntryID) IPURE;                                                          \
  MAPIMETHOD(GetReceiveFolder)(THIS_ LPTSTR lpszMessageClass, ULONG ulFlags, ULONG* lpcbEntryID,                    \
                               LPENTRYID* lppEntryID, LPTSTR* lppszExplicitClass) IPURE;                            \
  MAPIMETHOD(GetReceiveFolderTable)(THIS_ ULONG ulFlags, LPMAPITABLE* lppTable) IPURE;                              \
  MAPIMETHOD(StoreLogoff)(THIS_ ULONG* lpulFlags) IPURE;                                                            \
  MAPIMETHOD(AbortSubmit)(THIS_ ULONG cbEntryID, LPENTRYID lpEntryID, ULONG ulFlags) IPURE;                         \
  MAPIMETHOD(GetOutgoingQueue)(THIS_ ULONG ulFlags, LPMAPITABLE* lppTable) IPURE;                                   \
  MAPIMETHOD(SetLockState)(THIS_ LPMESSAGE lpMessage, ULONG ulLockState) IPURE;                                     \
  MAPIMETHOD(FinishedMsg)(THIS_ ULONG ulFlags, ULONG cbEntryID, LPENTRYID lpEntryID) IPURE;                         \
  MAPIMETHOD(NotifyNewMail)(THIS_ LPNOTIFICATION lpNotification) IPURE;
#undef INTERFACE
#define INTERFACE IMsgStore
DECLARE_MAPI_INTERFACE_(IMsgStore, IMAPIProp) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPIPROP_METHODS(PURE)
  MAPI_IMSGSTORE_METHODS(PURE)
};

/* ---- Messages ---- */

/* SubmitMessage. */
#define FORCE_SUBMIT 0x0001U

/* PR_MESSAGE_FLAGS. */
#define MSGFLAG_READ        0x0001U
#define MSGFLAG_UNMODIFIED  0x0002U
#define MSGFLAG_SUBMIT      0x0004U
#define MSGFLAG_UNSENT      0x0008U
#define MSGFLAG_HASATTACH   0x0010U
#define MSGFLAG_FROMME      0x0020U
#define MSGFLAG_ASSOCIATED  0x0040U
#define MSGFLAG_RESEND      0x0080U
#define MSGFLAG_RN_PENDING  0x0100U
#define MSGFLAG_NRN_PENDING 0x0200U

/* PR_SUBMIT_FLAGS. */
#define SUBMITFLAG_LOCKED     0x0001U
#define SUBMITFLAG_PREPROCESS 0x0002U

/* ModifyRecipients. */
#define MODRECIP_ADD    0x0002U
#define MODRECIP_MODIFY 0x0004U
#define MODRECIP_REMOVE 0x0008U

/* SetReadFlag and SetReadFlags. */
#define SUPPRESS_RECEIPT      0x0001U
#define CLEAR_READ_FLAG       0x0004U
#define GENERATE_RECEIPT_ONLY 0x0010U
#define CLEAR_RN_PENDING      0x0020U
#define CLEAR_NRN_PENDING     0x0040U

/* DeleteAttach with its dialog. */
#define ATTACH_DIALOG 0x0001U

/* PR_SECURITY. */
#define SECURITY_SIGNED    0x0001U
#define SECURITY_ENCRYPTED 0x0002U

/* PR_PRIORITY. */
#define PRIO_URGENT    1
#define PRIO_NORMAL    0
#define PRIO_NONURGENT (-1)

/* PR_SENSITIVITY. */
#define SENSITIVITY_NONE                 0x0000U
#define SENSITIVITY_PERSONAL             0x0001U
#define SENSITIVITY_PRIVATE              0x0002U
#define SENSITIVITY_COMPANY_CONFIDENTIAL 0x0003U

/* PR_IMPORTANCE. */
#define IMPORTANCE_LOW    0x0000U
#define IMPORTANCE_NORMAL 0x0001U
#define IMPORTANCE_HIGH   0x0002U

/* PR_ICON_INDEX. */
#define ICON_INDEX_NEW_MAIL                             0xFFFFFFFFU
#define ICON_INDEX_POST                                 0x0001U
#define ICON_INDEX_OTHER                                0x0003U
#define ICON_INDEX_READ_MAIL                            0x0100U
#define ICON_INDEX_UNREAD_MAIL                          0x0101U
#define ICON_INDEX_SUBMITTED_MAIL                       0x0102U
#define ICON_INDEX_UNSENT_MAIL                          0x0103U
#define ICON_INDEX_RECEIPT_MAIL                         0x0104U
#define ICON_INDEX_REPLIED_MAIL                         0x0105U
#define ICON_INDEX_FORWARDED_MAIL                       0x0106U
#define ICON_INDEX_REMOTE_MAIL                          0x0107U
#define ICON_INDEX_DELIVERY_MAIL                        0x0108U
#define ICON_INDEX_READ_RECEIPT_MAIL                    0x0109U
#define ICON_INDEX_NONDELIVERY_MAIL                     0x010AU
#define ICON_INDEX_NONREAD_MAIL                         0x010BU
#define ICON_INDEX_RECALL_S_MAIL                        0x010CU
#define ICON_INDEX_RECALL_F_MAIL                        0x010DU
#define ICON_INDEX_TRACKING_MAIL                        0x010EU
#define ICON_INDEX_MAIL_SIGNED                          0x010FU
#define ICON_INDEX_MAIL_ENCRYPTED                       0x0110U
#define ICON_INDEX_MAIL_SMIME_SIGNED                    0x0111U
#define ICON_INDEX_MAIL_SMIME_RECEIPT                   0x0112U
#define ICON_INDEX_MAIL_ENCRYPTED_REPLIED               0x0113U
#define ICON_INDEX_MAIL_SMIME_SIGNED_REPLIED            0x0114U
#define ICON_INDEX_MAIL_ENCRYPTED_FORWARDED             0x0115U
#define ICON_INDEX_MAIL_SMIME_SIGNED_FORWARDED          0x0116U
#define ICON_INDEX_MAIL_ENCRYPTED_READ                  0x0117U
#define ICON_INDEX_MAIL_SMIME_SIGNED_READ               0x0118U
#define ICON_INDEX_OUT_OF_OFFICE_MAIL                   0x011BU
#define ICON_INDEX_RECALL_MAIL                          0x011CU
#define ICON_INDEX_TRACKED_MAIL                         0x0130U
#define ICON_INDEX_IRM_READ_MAIL                        0x0131U
#define ICON_INDEX_IRM_UNREAD_MAIL                      0x0132U
#define ICON_INDEX_IRM_FORWARDED_MAIL                   0x0133U
#define ICON_INDEX_IRM_REPLIED_MAIL                     0x0134U
#define ICON_INDEX_IRM_COMPOSE_MAIL                     0x0135U
#define ICON_INDEX_CONTACT                              0x0200U
#define ICON_INDEX_DISTRIBUTION_LIST                    0x0202U
#define ICON_INDEX_STICKY_NOTE_BLUE                     0x0300U
#define ICON_INDEX_STICKY_NOTE_GREEN                    0x0301U
#define ICON_INDEX_STICKY_NOTE_PINK                     0x0302U
#define ICON_INDEX_STICKY_NOTE_YELLOW                   0x0303U
#define ICON_INDEX_STICKY_NOTE_WHITE                    0x0304U
#define ICON_INDEX_SINGLE_INSTANCE_APPOINTMENT          0x0400U
#define ICON_INDEX_RECURRING_APPOINTMENT                0x0401U
#define ICON_INDEX_SINGLE_INSTANCE_MEETING              0x0402U
#define ICON_INDEX_RECURRING_MEETING                    0x0403U
#define ICON_INDEX_MEETING_REQUEST                      0x0404U
#define ICON_INDEX_ACCEPT                               0x0405U
#define ICON_INDEX_DECLINE                              0x0406U
#define ICON_INDEX_TENTATIVE                            0x0407U
#define ICON_INDEX_CANCELATION                          0x0408U
#define ICON_INDEX_INFORMATIONAL_UPDATE                 0x0409U
#define ICON_INDEX_TASK                                 0x0500U
#define ICON_INDEX_UNASSIGNED_RECURRING_TASK            0x0501U
#define ICON_INDEX_ASSIGNEE_TASK                        0x0502U
#define ICON_INDEX_ASSIGNER_TASK                        0x0503U
#define ICON_INDEX_TASK_REQUEST                         0x0504U
#define ICON_INDEX_TASK_ACCEPTANCE                      0x0505U
#define ICON_INDEX_TASK_REJECTION                       0x0506U
#define ICON_INDEX_JOURNAL_CONVERSATION                 0x0601U
#define ICON_INDEX_JOURNAL_EMAIL_MESSAGE                0x0602U
#define ICON_INDEX_JOURNAL_MEETING_REQUEST              0x0603U
#define ICON_INDEX_JOURNAL_MEETING_RESPONSE             0x0604U
#define ICON_INDEX_JOURNAL_TASK_REQUEST                 0x0606U
#define ICON_INDEX_JOURNAL_TASK_RESPONSE                0x0607U
#define ICON_INDEX_JOURNAL_NOTE                         0x0608U
#define ICON_INDEX_JOURNAL_FAX                          0x0609U
#define ICON_INDEX_JOURNAL_PHONE_CALL                   0x060AU
#define ICON_INDEX_JOURNAL_LETTER                       0x060CU
#define ICON_INDEX_JOURNAL_MICROSOFT_OFFICE_WORD        0x060DU
#define ICON_INDEX_JOURNAL_MICROSOFT_OFFICE_EXCEL       0x060EU
#define ICON_INDEX_JOURNAL_MICROSOFT_OFFICE_POWER_POINT 0x060FU
#define ICON_INDEX_JOURNAL_MICROSOFT_OFFICE_ACCESS      0x0610U
#define ICON_INDEX_JOURNAL_DOCUMENT                     0x0612U
#define ICON_INDEX_JOURNAL_MEETING                      0x0613U
#define ICON_INDEX_JOURNAL_MEETING_CANCELLATION         0x0614U
#define ICON_INDEX_JOURNAL_REMOTE_SESSION               0x0615U

/* IMessage: a message, its recipients and its attachments. */
#define MAPI_IMESSAGE_METHODS(IPURE)                                                                                 \
  MAPIMETHOD(GetAttachmentTable)(THIS_ ULONG ulFlags, LPMAPITABLE* lppTable) IPURE;                                  \
  MAPIMETHOD(OpenAttach)(THIS_ ULONG ulAttachmentNum, LPCIID lpInterface, ULONG ulFlags, LPATTACH* lppAttach) IPURE; \
  MAPIMETHOD(CreateAttach)(THIS_ LPCIID lpInterface, ULONG ulFlags, ULONG* lpulAttachmentNum,                        \
                           LPATTACH* lppAttach) IPURE;                                                               \
  MAPIMETHOD(DeleteAttach)(THIS_ ULONG ulAttachmentNum, ULONG_PTR ulUIParam, LPMAPIPROGRESS lpProgress,              \
                           ULONG ulFlags) IPURE;                                                                     \
  MAPIMETHOD(GetRecipientTable)(THIS_ ULONG ulFlags, LPMAPITABLE* lppTable) IPURE;                                   \
  MAPIMETHOD(ModifyRecipients)(THIS_ ULONG ulFlags, LPADRLIST lpMods) IPURE;                                         \
  MAPIMETHOD(SubmitMessage)(THIS_ ULONG ulFlags) IPURE;                                                              \
  MAPIMETHOD(SetReadFlag)(THIS_ ULONG ulFlags) IPURE;
#undef INTERFACE
#define INTERFACE IMessage
DECLARE_MAPI_INTERFACE_(IMessage, IMAPIProp) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPIPROP_METHODS(PURE)
  MAPI_IMESSAGE_METHODS(PURE)
};

/* PR_ATTACH_METHOD. */
#define NO_ATTACHMENT          0x0000U
#define ATTACH_BY_VALUE        0x0001U
#define ATTACH_BY_REFERENCE    0x0002U
#define ATTACH_BY_REF_RESOLVE  0x0003U
#define ATTACH_BY_REF_ONLY     0x0004U
#define ATTACH_EMBEDDED_MSG    0x0005U
#define ATTACH_OLE             0x0006U
#define ATTACH_BY_WEBREFERENCE 0x0007U

/* IAttach: an attachment. It adds nothing to IMAPIProp. */
#define MAPI_IATTACH_METHODS(IPURE)
#undef INTERFACE
#define INTERFACE IAttach
DECLARE_MAPI_INTERFACE_(IAttach, IMAPIProp) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPIPROP_METHODS(PURE)
  MAPI_IATTACH_METHODS(PURE)
};

/* ---- The address book dialogs ---- */

typedef BOOL(STDMETHODCALLTYPE ACCELERATEABSDI)(ULONG_PTR ulUIParam, LPVOID lpvmsg);
typedef ACCELERATEABSDI* LPFNABSDI;
typedef void(STDMETHODCALLTYPE DISMISSMODELESS)(ULONG_PTR ulUIParam, LPVOID lpvContext);
typedef DISMISSMODELESS* LPFNDISMISS;
typedef SCODE(STDMETHODCALLTYPE* LPFNBUTTON)(ULONG_PTR ulUIParam, LPVOID lpvContext, ULONG cbEntryID,
                                             LPENTRYID lpSelection, ULONG ulFlags);

typedef struct _ADRPARM {
  ULONG cbABContEntryID;
  LPENTRYID lpABContEntryID;
  ULONG ulFlags;
  LPVOID lpReserved;
  ULONG ulHelpContext;
  LPTSTR lpszHelpFileName;
  LPFNABSDI lpfnABSDI;
  LPFNDISMISS lpfnDismiss;
  LPVOID lpvDismissContext;
  LPTSTR lpszCaption;
  LPTSTR lpszNewEntryTitle;
  LPTSTR lpszDestWellsTitle;
  ULONG cDestFields;
  ULONG nDestFieldFocus;
  LPTSTR* lppszDestTitles;
  ULONG* lpulDestComps;
  LPSRestriction lpContRestriction;
  LPSRestriction lpHierRestriction;
} ADRPARM, *LPADRPARM;

/* ADRPARM.ulFlags. */
#define ADRPARM_HELP_CTX 0x0000U
#define DIALOG_MODAL     0x0001U
#define DIALOG_SDI       0x0002U
#define DIALOG_OPTIONS   0x0004U
#define ADDRESS_ONE      0x0008U
#define AB_SELECTONLY    0x0010U
#define AB_RESOLVE       0x0020U

/* PR_DISPLAY_TYPE: recipients, then containers, then folders. */
#define DT_MAILUSER         0x0000U
#define DT_DISTLIST         0x0001U
#define DT_FORUM            0x0002U
#define DT_AGENT            0x0003U
#define DT_ORGANIZATION     0x0004U
#define DT_PRIVATE_DISTLIST 0x0005U
#define DT_REMOTE_MAILUSER  0x0006U
#define DT_MODIFIABLE       0x00010000U
#define DT_GLOBAL           0x00020000U
#define DT_LOCAL            0x00030000U
#define DT_WAN              0x00040000U
#define DT_NOT_SPECIFIC     0x00050000U
#define DT_FOLDER           0x01000000U
#define DT_FOLDER_LINK      0x02000000U
#define DT_FOLDER_SPECIAL   0x04000000U

/* ---- Opening ---- */

/* Errors may come later; and associated contents. */
#define MAPI_DEFERRED_ERRORS 0x0008U
#define MAPI_ASSOCIATED      0x0040U

/* OpenMsgStore and IMSProvider::Logon. */
#define MDB_NO_DIALOG 0x0001U
#define MDB_WRITE     0x0004U
#define MDB_TEMPORARY 0x0020U
#define MDB_NO_MAIL   0x0080U

/* OpenAddressBook and IABProvider::Logon. */
#define AB_NO_DIALOG 0x0001U
#define AB_UNICODEUI 0x0040U

/* PR_RECIPIENT_TYPE: a copy for a resend, and responsibility already taken. */
#define MAPI_P1        0x10000000U
#define MAPI_SUBMITTED 0x80000000U

/* ---- Display tables ---- */

/* IMAPIControl::GetState. */
#define MAPI_ENABLED  0x0000U
#define MAPI_DISABLED 0x0001U

/* IMAPIControl: a button of a dialog that a display table describes. */
#define MAPI_IMAPICONTROL_METHODS(IPURE)                                \
  MAPIMETHOD(Activate)(THIS_ ULONG ulFlags, ULONG_PTR ulUIParam) IPURE; \
  MAPIMETHOD(GetState)(THIS_ ULONG ulFlags, ULONG* lpulState) IPURE;
#undef INTERFACE
#define INTERFACE IMAPIControl
DECLARE_MAPI_INTERFACE_(IMAPIControl, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPICONTROL_METHODS(PURE)
};

/* PR_CONTROL_FLAGS. */
#define DT_MULTILINE     0x0001U
#define DT_EDITABLE      0x0002U
#define DT_REQUIRED      0x0004U
#define DT_SET_IMMEDIATE 0x0008U
#define DT_PASSWORD_EDIT 0x0010U
#define DT_ACCEPT_DBCS   0x0020U
#define DT_SET_SELECTION 0x0040U

/* PR_CONTROL_TYPE. */
#define DTCT_LABEL       0x0000U
#define DTCT_EDIT        0x0001U
#define DTCT_LBX         0x0002U
#define DTCT_COMBOBOX    0x0003U
#define DTCT_DDLBX       0x0004U
#define DTCT_CHECKBOX    0x0005U
#define DTCT_GROUPBOX    0x0006U
#define DTCT_BUTTON      0x0007U
#define DTCT_PAGE        0x0008U
#define DTCT_RADIOBUTTON 0x0009U
#define DTCT_MVLISTBOX   0x000BU
#define DTCT_MVDDLBX     0x000CU

/* PR_CONTROL_STRUCTURE: one structure for each kind of control. Offsets count from its beginning. */
typedef struct _DTBLLABEL {
  ULONG ulbLpszLabelName;
  ULONG ulFlags;
} DTBLLABEL, *LPDTBLLABEL;
#define SizedDtblLabel(_n, _name) \
  struct _DtblLabel_##_name {     \
    DTBLLABEL dtbllabel;          \
    TCHAR lpszLabelName[_n];      \
  } _name

typedef struct _DTBLEDIT {
  ULONG ulbLpszCharsAllowed;
  ULONG ulFlags;
  ULONG ulNumCharsAllowed;
  ULONG ulPropTag;
} DTBLEDIT, *LPDTBLEDIT;
#define SizedDtblEdit(_n, _name) \
  struct _DtblEdit_##_name {     \
    DTBLEDIT dtbledit;           \
    TCHAR lpszCharsAllowed[_n];  \
  } _name

#define MAPI_NO_HBAR 0x0001U
#define MAPI_NO_VBAR 0x0002U

typedef struct _DTBLLBX {
  ULONG ulFlags;
  ULONG ulPRSetProperty;
  ULONG ulPRTableName;
} DTBLLBX, *LPDTBLLBX;

typedef struct _DTBLCOMBOBOX {
  ULONG ulbLpszCharsAllowed;
  ULONG ulFlags;
  ULONG ulNumCharsAllowed;
  ULONG ulPRPropertyName;
  ULONG ulPRTableName;
} DTBLCOMBOBOX, *LPDTBLCOMBOBOX;
#define SizedDtblComboBox(_n, _name) \
  struct _DtblComboBox_##_name {     \
    DTBLCOMBOBOX dtblcombobox;       \
    TCHAR lpszCharsAllowed[_n];      \
  } _name

typedef struct _DTBLDDLBX {
  ULONG ulFlags;
  ULONG ulPRDisplayProperty;
  ULONG ulPRSetProperty;
  ULONG ulPRTableName;
} DTBLDDLBX, *LPDTBLDDLBX;

typedef struct _DTBLCHECKBOX {
  ULONG ulbLpszLabel;
  ULONG ulFlags;
  ULONG ulPRPropertyName;
} DTBLCHECKBOX, *LPDTBLCHECKBOX;
#define SizedDtblCheckBox(_n, _name) \
  struct _DtblCheckBox_##_name {     \
    DTBLCHECKBOX dtblcheckbox;       \
    TCHAR lpszLabel[_n];             \
  } _name

typedef struct _DTBLGROUPBOX {
  ULONG ulbLpszLabel;
  ULONG ulFlags;
} DTBLGROUPBOX, *LPDTBLGROUPBOX;
#define SizedDtblGroupBox(_n, _name) \
  struct _DtblGroupBox_##_name {     \
    DTBLGROUPBOX dtblgroupbox;       \
    TCHAR lpszLabel[_n];             \
  } _name

typedef struct _DTBLBUTTON {
  ULONG ulbLpszLabel;
  ULONG ulFlags;
  ULONG ulPRControl;
} DTBLBUTTON, *LPDTBLBUTTON;
#define SizedDtblButton(_n, _name) \
  struct _DtblButton_##_name {     \
    DTBLBUTTON dtblbutton;         \
    TCHAR lpszLabel[_n];           \
  } _name

typedef struct _DTBLPAGE {
  ULONG ulbLpszLabel;
  ULONG ulFlags;
  ULONG ulbLpszComponent;
  ULONG ulContext;
} DTBLPAGE, *LPDTBLPAGE;
#define SizedDtblPage(_n1, _n2, _name) \
  struct _DtblPage_##_name {           \
    DTBLPAGE dtblpage;                 \
    TCHAR lpszLabel[_n1];              \
    TCHAR lpszComponent[_n2];          \
  } _name

typedef struct _DTBLRADIOBUTTON {
  ULONG ulbLpszLabel;
  ULONG ulFlags;
  ULONG ulcButtons;
  ULONG ulPropTag;
  LONG lReturnValue;
} DTBLRADIOBUTTON, *LPDTBLRADIOBUTTON;
#define SizedDtblRadioButton(_n, _name) \
  struct _DtblRadioButton_##_name {     \
    DTBLRADIOBUTTON dtblradiobutton;    \
    TCHAR lpszLabel[_n];                \
  } _name

typedef struct _DTBLMVLISTBOX {
  ULONG ulFlags;
  ULONG ulMVPropTag;
} DTBLMVLISTBOX, *LPDTBLMVLISTBOX;

typedef struct _DTBLMVDDLBX {
  ULONG ulFlags;
  ULONG ulMVPropTag;
} DTBLMVDDLBX, *LPDTBLMVDDLBX;

/* ---- Profiles and services ---- */

/* ConfigureMsgService and the service entry function: what may be shown. */
#define UI_SERVICE                0x0002U
#define SERVICE_UI_ALWAYS         0x0002U
#define SERVICE_UI_ALLOWED        0x0010U
#define UI_CURRENT_PROVIDER_FIRST 0x0004U

/* IProviderAdmin: the providers of a message service. */
#define MAPI_IPROVIDERADMIN_METHODS(IPURE)                                                                        \
  MAPIMETHOD(GetProviderTable)(THIS_ ULONG ulFlags, LPMAPITABLE* lppTable) IPURE;                                 \
  MAPIMETHOD(CreateProvider)(THIS_ LPTSTR lpszProvider, ULONG cValues, LPSPropValue lpProps, ULONG_PTR ulUIParam, \
                             ULONG ulFlags, MAPIUID* lpUID) IPURE;                                                \
  MAPIMETHOD(DeleteProvider)(THIS_ LPMAPIUID lpUID) IPURE;                                                        \
  MAPIMETHOD(OpenProfileSection)(THIS_ LPMAPIUID lpUID, LPCIID lpInterface, ULONG ulFlags,                        \
                                 LPPROFSECT* lppProfSect) IPURE;
#undef INTERFACE
#define INTERFACE IProviderAdmin
DECLARE_MAPI_INTERFACE_(IProviderAdmin, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IPROVIDERADMIN_METHODS(PURE)
};

/* IProfSect: a section of the profile. It adds nothing to IMAPIProp. */
#define MAPI_IPROFSECT_METHODS(IPURE)
#undef INTERFACE
#define INTERFACE IProfSect
DECLARE_MAPI_INTERFACE_(IProfSect, IMAPIProp) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPIPROP_METHODS(PURE)
  MAPI_IPROFSECT_METHODS(PURE)
};

/* OpenProperty on a body: the form it was written in, whatever that is. */
#define MAPI_NATIVE_BODY                0x00010000U
#define MAPI_NATIVE_BODY_TYPE_RTF       0x0001U
#define MAPI_NATIVE_BODY_TYPE_HTML      0x0002U
#define MAPI_NATIVE_BODY_TYPE_PLAINTEXT 0x0004U

/* ---- Keys of notifications ---- */

typedef struct {
  ULONG cb;
  BYTE ab[MAPI_DIM];
} NOTIFKEY, *LPNOTIFKEY;
#define CbNewNOTIFKEY(_cb) (offsetof(NOTIFKEY, ab) + (_cb))
#define CbNOTIFKEY(_lp) (offsetof(NOTIFKEY, ab) + (_lp)->cb)
#define SizedNOTIFKEY(_cb, _name) \
  struct _NOTIFKEY_##_name {      \
    ULONG cb;                     \
    BYTE ab[_cb];                 \
  } _name

#if defined(COBJMACROS) && !defined(__cplusplus)
#include "mapicobj.h"
#endif

#endif /* MAPIDEFS_H */
