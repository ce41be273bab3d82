/* SPDX-License-Identifier: Apache-2.0 */
/* Utility functions and in-memory tables and properties, for clients and providers alike. */
#ifndef MAPIUTIL_H
#define MAPIUTIL_H

#include "mapix.h"

DECLARE_MAPI_INTERFACE_PTR(ITableData, LPTABLEDATA);
DECLARE_MAPI_INTERFACE_PTR(IPropData, LPPROPDATA);

/* ---- Tables in memory ---- */

typedef void(STDAPICALLTYPE CALLERRELEASE)(ULONG_PTR ulCallerData, LPTABLEDATA lpTblData, LPMAPITABLE lpVue);

/* HrDeleteRows. */
#define TAD_ALL_ROWS 0x0001U

/* ITableData: rows in memory, and tables that show them. */
#define MAPI_ITABLEDATA_METHODS(IPURE)                                                             \
  MAPIMETHOD(HrGetView)(THIS_ LPSSortOrderSet lpSSortOrderSet, CALLERRELEASE* lpfCallerRelease,    \
                        ULONG_PTR ulCallerData, LPMAPITABLE* lppMAPITable) IPURE;                  \
  MAPIMETHOD(HrModifyRow)(THIS_ LPSRow) IPURE;                                                     \
  MAPIMETHOD(HrDeleteRow)(THIS_ LPSPropValue lpSPropValue) IPURE;                                  \
  MAPIMETHOD(HrQueryRow)(THIS_ LPSPropValue lpsPropValue, LPSRow* lppSRow, ULONG* lpuliRow) IPURE; \
  MAPIMETHOD(HrEnumRow)(THIS_ ULONG ulRowNumber, LPSRow* lppSRow) IPURE;                           \
  MAPIMETHOD(HrNotify)(THIS_ ULONG ulFlags, ULONG cValues, LPSPropValue lpSPropValue) IPURE;       \
  MAPIMETHOD(HrInsertRow)(THIS_ ULONG uliRow, LPSRow lpSRow) IPURE;                                \
  MAPIMETHOD(HrModifyRows)(THIS_ ULONG ulFlags, LPSRowSet lpSRowSet) IPURE;                        \
  MAPIMETHOD(HrDeleteRows)(THIS_ ULONG ulFlags, LPSRowSet lprowsetToDelete, ULONG* cRowsDeleted) IPURE;
#undef INTERFACE
#define INTERFACE ITableData
DECLARE_MAPI_INTERFACE_(ITableData, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_ITABLEDATA_METHODS(PURE)
};

STDAPI_(SCODE) CreateTable(LPCIID lpInterface, ALLOCATEBUFFER* lpAllocateBuffer, ALLOCATEMORE* lpAllocateMore,
                           FREEBUFFER* lpFreeBuffer, LPVOID lpvReserved, ULONG ulTableType, ULONG ulPropTagIndexColumn,
                           LPSPropTagArray lpSPropTagArrayColumns, LPTABLEDATA* lppTableData);

/* ---- Properties in memory ---- */

/* HrSetObjAccess and HrSetPropAccess. */
#define IPROP_READONLY  0x0001U
#define IPROP_READWRITE 0x0002U
#define IPROP_CLEAN     0x00010000U
#define IPROP_DIRTY     0x00020000U

/* IPropData: properties in memory, with rights for each. */
#define MAPI_IPROPDATA_METHODS(IPURE)                                                              \
  MAPIMETHOD(HrSetObjAccess)(THIS_ ULONG ulAccess) IPURE;                                          \
  MAPIMETHOD(HrSetPropAccess)(THIS_ LPSPropTagArray lpPropTagArray, ULONG* rgulAccess) IPURE;      \
  MAPIMETHOD(HrGetPropAccess)(THIS_ LPSPropTagArray* lppPropTagArray, ULONG** lprgulAccess) IPURE; \
  MAPIMETHOD(HrAddObjProps)(THIS_ LPSPropTagArray lppPropTagArray, LPSPropProblemArray* lprgulAccess) IPURE;
#undef INTERFACE
#define INTERFACE IPropData
DECLARE_MAPI_INTERFACE_(IPropData, IMAPIProp) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPIPROP_METHODS(PURE)
  MAPI_IPROPDATA_METHODS(PURE)
};

STDAPI_(SCODE) CreateIProp(LPCIID lpInterface, ALLOCATEBUFFER* lpAllocateBuffer, ALLOCATEMORE* lpAllocateMore,
                           FREEBUFFER* lpFreeBuffer, LPVOID lpvReserved, LPPROPDATA* lppPropData);

/* ---- Idle time ---- */

#define PRILOWEST  (-32768)
#define PRIHIGHEST 32767
#define PRIUSER    0

/* When a routine runs. */
#define IRONULL      ((USHORT)0)
#define FIROWAIT     0x0001U
#define FIROINTERVAL 0x0002U
#define FIROPERBLOCK 0x0004U
#define FIRODISABLED 0x0020U
#define FIROONCEONLY 0x0040U

/* What ChangeIdleRoutine changes. */
#define IRCNULL  ((USHORT)0)
#define FIRCPFN  0x0001U
#define FIRCPV   0x0002U
#define FIRCPRI  0x0004U
#define FIRCCSEC 0x0008U
#define FIRCIRO  0x0010U

typedef BOOL(STDAPICALLTYPE FNIDLE)(LPVOID lpvIdleParam);
typedef FNIDLE* PFNIDLE;
typedef void* FTG;
typedef FTG* PFTG;
#define FTGNULL ((FTG)NULL)

STDAPI_(LONG) MAPIInitIdle(LPVOID lpvReserved);
STDAPI_(void) MAPIDeinitIdle(void);
STDAPI_(FTG) FtgRegisterIdleRoutine(PFNIDLE lpfnIdle, LPVOID lpvIdleParam, short priIdle, ULONG csecIdle,
                                    USHORT iroIdle);
STDAPI_(void) DeregisterIdleRoutine(FTG ftg);
STDAPI_(void) EnableIdleRoutine(FTG ftg, BOOL fEnable);
STDAPI_(void) ChangeIdleRoutine(FTG ftg, PFNIDLE lpfnIdle, LPVOID lpvIdleParam, short priIdle, ULONG csecIdle,
                                USHORT iroIdle, USHORT ircIdle);

/* ---- The library itself, its allocator and its notifications ---- */

STDAPI_(SCODE) ScInitMapiUtil(ULONG ulFlags);
STDAPI_(void) DeinitMapiUtil(void);
STDAPI_(LPMALLOC) MAPIGetDefaultMalloc(void);
STDAPI HrAllocAdviseSink(LPNOTIFCALLBACK lpfnCallback, LPVOID lpvContext, LPMAPIADVISESINK* lppAdviseSink);
STDAPI HrThisThreadAdviseSink(LPMAPIADVISESINK lpAdviseSink, LPMAPIADVISESINK* lppAdviseSink);
STDAPI HrDispatchNotifications(ULONG ulFlags);

/* ---- Display tables ---- */

typedef struct {
  ULONG ulCtlType;
  ULONG ulCtlFlags;
  LPBYTE lpbNotif;
  ULONG cbNotif;
  LPTSTR lpszFilter;
  ULONG ulItemID;
  union {
    LPVOID lpv;
    LPDTBLLABEL lplabel;
    LPDTBLEDIT lpedit;
    LPDTBLLBX lplbx;
    LPDTBLCOMBOBOX lpcombobox;
    LPDTBLDDLBX lpddlbx;
    LPDTBLCHECKBOX lpcheckbox;
    LPDTBLGROUPBOX lpgroupbox;
    LPDTBLBUTTON lpbutton;
    LPDTBLRADIOBUTTON lpradiobutton;
    LPDTBLMVLISTBOX lpmvlbx;
    LPDTBLMVDDLBX lpmvddlbx;
    LPDTBLPAGE lppage;
  } ctl;
} DTCTL, *LPDTCTL;

typedef struct {
  ULONG cctl;
  LPTSTR lpszResourceName;
  __extension__ union {
    LPTSTR lpszComponent;
    ULONG ulItemID;
  };
  LPDTCTL lpctl;
} DTPAGE, *LPDTPAGE;

/* Texts are read from behind the structures (SizedDtblLabel and its like) when hInstance is null. Otherwise they would
   be those of a dialog resource, of which there are none here: the structures may be bare, and the table has no texts
   but filters and components. */
STDAPI BuildDisplayTable(LPALLOCATEBUFFER lpAllocateBuffer, LPALLOCATEMORE lpAllocateMore, LPFREEBUFFER lpFreeBuffer,
                         LPMALLOC lpMalloc, HINSTANCE hInstance, UINT cPages, LPDTPAGE lpPage, ULONG ulFlags,
                         LPMAPITABLE* lppTable, LPTABLEDATA* lppTblData);

/* ---- Streams on files ---- */

#define SOF_UNIQUEFILENAME 0x80000000U

typedef HRESULT(STDMETHODCALLTYPE OPENSTREAMONFILE)(LPALLOCATEBUFFER lpAllocateBuffer, LPFREEBUFFER lpFreeBuffer,
                                                    ULONG ulFlags, LPCSTR lpszFileName, LPCSTR lpszPrefix,
                                                    LPSTREAM* lppStream);
typedef OPENSTREAMONFILE* LPOPENSTREAMONFILE;
STDAPI OpenStreamOnFile(LPALLOCATEBUFFER lpAllocateBuffer, LPFREEBUFFER lpFreeBuffer, ULONG ulFlags,
                        LPCSTR lpszFileName, LPCSTR lpszPrefix, LPSTREAM* lppStream);
STDAPI OpenStreamOnFileW(LPALLOCATEBUFFER lpAllocateBuffer, LPFREEBUFFER lpFreeBuffer, ULONG ulFlags,
                         LPCWSTR lpszFileName, LPCWSTR lpszPrefix, LPSTREAM* lppStream);
#ifdef UNICODE
#define OpenStreamOnFile OpenStreamOnFileW
#endif
STDAPI HrIStorageFromStream(LPUNKNOWN lpUnkIn, LPCIID lpInterface, ULONG ulFlags, LPSTORAGE* lppStorageOut);

/* ---- Property values ---- */

STDAPI_(SCODE) PropCopyMore(LPSPropValue lpSPropValueDest, LPSPropValue lpSPropValueSrc, ALLOCATEMORE* lpfAllocMore,
                            LPVOID lpvObject);
STDAPI_(ULONG) UlPropSize(LPSPropValue lpSPropValue);
STDAPI_(void) GetInstance(LPSPropValue lpPropMv, LPSPropValue lpPropSv, ULONG uliInst);
STDAPI_(BOOL) FPropContainsProp(LPSPropValue lpSPropValueDst, LPSPropValue lpSPropValueSrc, ULONG ulFuzzyLevel);
STDAPI_(BOOL) FPropCompareProp(LPSPropValue lpSPropValue1, ULONG ulRelOp, LPSPropValue lpSPropValue2);
STDAPI_(LONG) LPropCompareProp(LPSPropValue lpSPropValueA, LPSPropValue lpSPropValueB);
STDAPI_(BOOL) FEqualNames(LPMAPINAMEID lpName1, LPMAPINAMEID lpName2);
STDAPI_(LPSPropValue) PpropFindProp(LPSPropValue lpPropArray, ULONG cValues, ULONG ulPropTag);
STDAPI_(LPSPropValue) LpValFindProp(ULONG ulPropTag, ULONG cValues, LPSPropValue lpPropArray);
STDAPI_(SCODE) ScCountProps(int cValues, LPSPropValue lpPropArray, ULONG* lpcb);
STDAPI_(SCODE) ScCopyProps(int cValues, LPSPropValue lpPropArray, LPVOID lpvDst, ULONG* lpcb);
STDAPI_(SCODE) ScRelocProps(int cValues, LPSPropValue lpPropArray, LPVOID lpvBaseOld, LPVOID lpvBaseNew, ULONG* lpcb);
STDAPI_(SCODE) ScDupPropset(int cValues, LPSPropValue lpPropArray, LPALLOCATEBUFFER lpAllocateBuffer,
                            LPSPropValue* lppPropArray);
STDAPI HrGetOneProp(LPMAPIPROP lpMapiProp, ULONG ulPropTag, LPSPropValue* lppProp);
STDAPI HrSetOneProp(LPMAPIPROP lpMapiProp, LPSPropValue lpProp);
STDAPI_(BOOL) FPropExists(LPMAPIPROP lpMapiProp, ULONG ulPropTag);
STDAPI_(void) FreePadrlist(LPADRLIST lpAdrlist);
STDAPI_(void) FreeProws(LPSRowSet lpRows);
STDAPI HrAddColumns(LPMAPITABLE lptbl, LPSPropTagArray lpproptagColumnsNew, LPALLOCATEBUFFER lpAllocateBuffer,
                    LPFREEBUFFER lpFreeBuffer);
STDAPI HrAddColumnsEx(LPMAPITABLE lptbl, LPSPropTagArray lpproptagColumnsNew, LPALLOCATEBUFFER lpAllocateBuffer,
                      LPFREEBUFFER lpFreeBuffer, void (*lpfnFilterColumns)(LPSPropTagArray));
STDAPI HrQueryAllRows(LPMAPITABLE lpTable, LPSPropTagArray lpPropTags, LPSRestriction lpRestriction,
                      LPSSortOrderSet lpSortOrderSet, LONG crowsMax, LPSRowSet* lppRows);

/* ---- Notifications as one block ---- */

STDAPI_(SCODE) ScCountNotifications(int cNotifications, LPNOTIFICATION lpNotifications, ULONG* lpcb);
STDAPI_(SCODE) ScCopyNotifications(int cNotification, LPNOTIFICATION lpNotifications, LPVOID lpvDst, ULONG* lpcb);
STDAPI_(SCODE) ScRelocNotifications(int cNotification, LPNOTIFICATION lpNotifications, LPVOID lpvBaseOld,
                                    LPVOID lpvBaseNew, ULONG* lpcb);

/* ---- Identifiers of stores and messages ---- */

STDAPI HrComposeEID(LPMAPISESSION lpSession, ULONG cbStoreRecordKey, LPBYTE lpStoreRecordKey, ULONG cbMsgEntryID,
                    LPENTRYID lpMsgEntryID, ULONG* lpcbEID, LPENTRYID* lppEntryID);
STDAPI HrDecomposeEID(LPMAPISESSION lpSession, ULONG cbEntryID, LPENTRYID lpEntryID, ULONG* lpcbStoreEntryID,
                      LPENTRYID* lppStoreEntryID, ULONG* lpcbMsgEntryID, LPENTRYID* lppMsgEntryID);
STDAPI HrComposeMsgID(LPMAPISESSION lpSession, ULONG cbStoreSearchKey, LPBYTE pStoreSearchKey, ULONG cbMsgEntryID,
                      LPENTRYID lpMsgEntryID, LPSTR* lpszMsgID);
STDAPI HrComposeMsgIDW(LPMAPISESSION lpSession, ULONG cbStoreSearchKey, LPBYTE pStoreSearchKey, ULONG cbMsgEntryID,
                       LPENTRYID lpMsgEntryID, LPWSTR* lpszMsgID);
#ifdef UNICODE
#define HrComposeMsgID HrComposeMsgIDW
#endif
STDAPI HrDecomposeMsgID(LPMAPISESSION lpSession, LPSTR lpszMsgID, ULONG* lpcbStoreEntryID, LPENTRYID* lppStoreEntryID,
                        ULONG* lppcbMsgEntryID, LPENTRYID* lppMsgEntryID);
STDAPI HrDecomposeMsgIDW(LPMAPISESSION lpSession, LPWSTR lpszMsgID, ULONG* lpcbStoreEntryID, LPENTRYID* lppStoreEntryID,
                         ULONG* lppcbMsgEntryID, LPENTRYID* lppMsgEntryID);
#ifdef UNICODE
#define HrDecomposeMsgID HrDecomposeMsgIDW
#endif
STDAPI WrapStoreEntryID(ULONG ulFlags, LPTSTR lpszDLLName, ULONG cbOrigEntry, LPENTRYID lpOrigEntry,
                        ULONG* lpcbWrappedEntry, LPENTRYID* lppWrappedEntry);
STDAPI HrEntryIDFromSz(LPSTR lpsz, ULONG* lpcb, LPENTRYID* lppEntryID);
STDAPI HrEntryIDFromSzW(LPWSTR lpsz, ULONG* lpcb, LPENTRYID* lppEntryID);
#ifdef UNICODE
#define HrEntryIDFromSz HrEntryIDFromSzW
#endif
STDAPI HrSzFromEntryID(ULONG cb, LPENTRYID lpEntryID, LPSTR* lpsz);
STDAPI HrSzFromEntryIDW(ULONG cb, LPENTRYID lpEntryID, LPWSTR* lpsz);
#ifdef UNICODE
#define HrSzFromEntryID HrSzFromEntryIDW
#endif
STDAPI_(SCODE) ScCreateConversationIndex(ULONG cbParent, LPBYTE lpbParent, ULONG* lpcbConvIndex, LPBYTE* lppbConvIndex);

/* HrValidateIPMSubtree: makes the standard folders of a store. */
#define MAPI_FORCE_CREATE  0x0001U
#define MAPI_FULL_IPM_TREE 0x0002U

STDAPI HrValidateIPMSubtree(LPMDB lpMDB, ULONG ulFlags, ULONG* lpcValues, LPSPropValue* lppValues, LPMAPIERROR* lpperr);

/* ---- Rich text ---- */

/* RTFSync: which of the two bodies has changed. */
#define RTF_SYNC_RTF_CHANGED  0x0001U
#define RTF_SYNC_BODY_CHANGED 0x0002U

/* WrapCompressedRTFStream. */
#ifndef STORE_UNCOMPRESSED_RTF
#define STORE_UNCOMPRESSED_RTF 0x8000U
#endif

STDAPI RTFSync(LPMESSAGE lpMessage, ULONG ulFlags, BOOL* lpfMessageUpdated);
STDAPI WrapCompressedRTFStream(LPSTREAM lpCompressedRTFStream, ULONG ulFlags, LPSTREAM* lpUncompressedRTFStream);

/* WrapCompressedRTFStreamEx converts to plain text or HTML as well. */
typedef struct RTF_WCSINFO {
  ULONG size;
  ULONG ulFlags;
  ULONG ulInCodePage;
  ULONG ulOutCodePage;
} RTF_WCSINFO, *LPRTF_WCSINFO;

typedef struct RTF_WCSRETINFO {
  ULONG size;
  ULONG ulStreamFlags;
} RTF_WCSRETINFO, *LPRTF_WCSRETINFO;

STDAPI WrapCompressedRTFStreamEx(LPSTREAM pCompressedRTFStream, const RTF_WCSINFO* pWCSInfo,
                                 LPSTREAM* ppUncompressedRTFStream, RTF_WCSRETINFO* pRetInfo);

/* ---- Reference counts, byte order and times ---- */

STDAPI_(ULONG) UlAddRef(LPVOID lpunk);
STDAPI_(ULONG) UlRelease(LPVOID lpunk);
STDAPI_(void) SwapPlong(void* pv, INT cb);
STDAPI_(void) SwapPword(void* pv, INT cb);
STDAPI_(FILETIME) FtAddFt(FILETIME ftAddend1, FILETIME ftAddend2);
STDAPI_(FILETIME) FtSubFt(FILETIME ftMinuend, FILETIME ftSubtrahend);
STDAPI_(FILETIME) FtMulDw(DWORD ftMultiplier, FILETIME ftMultiplicand);
STDAPI_(FILETIME) FtMulDwDw(DWORD ftMultiplicand, DWORD ftMultiplier);
STDAPI_(FILETIME) FtNegFt(FILETIME ft);

/* ---- Text. Each function exists for 8-bit text and, with W, for WCHAR text. ---- */

STDAPI_(LPSTR) SzFindCh(LPCSTR lpsz, USHORT ch);
STDAPI_(LPWSTR) SzFindChW(LPCWSTR lpsz, USHORT ch);
#ifdef UNICODE
#define SzFindCh SzFindChW
#endif
STDAPI_(LPSTR) SzFindLastCh(LPCSTR lpsz, USHORT ch);
STDAPI_(LPWSTR) SzFindLastChW(LPCWSTR lpsz, USHORT ch);
#ifdef UNICODE
#define SzFindLastCh SzFindLastChW
#endif
STDAPI_(LPSTR) SzFindSz(LPCSTR lpsz, LPCSTR lpszKey);
STDAPI_(LPWSTR) SzFindSzW(LPCWSTR lpsz, LPCWSTR lpszKey);
#ifdef UNICODE
#define SzFindSz SzFindSzW
#endif
STDAPI_(unsigned int) UFromSz(LPCSTR lpsz);
STDAPI_(unsigned int) UFromSzW(LPCWSTR lpsz);
#ifdef UNICODE
#define UFromSz UFromSzW
#endif
STDAPI_(ULONG) UlFromSzHex(LPCSTR lpsz);
STDAPI_(ULONG) UlFromSzHexW(LPCWSTR lpsz);
#ifdef UNICODE
#define UlFromSzHex UlFromSzHexW
#endif
STDAPI_(BOOL) FBinFromHex(LPSTR lpsz, LPBYTE lpb);
STDAPI_(BOOL) FBinFromHexW(LPWSTR lpsz, LPBYTE lpb);
#ifdef UNICODE
#define FBinFromHex FBinFromHexW
#endif
STDAPI_(SCODE) ScBinFromHexBounded(LPSTR lpsz, LPBYTE lpb, ULONG cb);
STDAPI_(SCODE) ScBinFromHexBoundedW(LPWSTR lpsz, LPBYTE lpb, ULONG cb);
#ifdef UNICODE
#define ScBinFromHexBounded ScBinFromHexBoundedW
#endif
STDAPI_(void) HexFromBin(LPBYTE lpb, int cb, LPSTR lpsz);
STDAPI_(void) HexFromBinW(LPBYTE lpb, int cb, LPWSTR lpsz);
#ifdef UNICODE
#define HexFromBin HexFromBinW
#endif

#if defined(COBJMACROS) && !defined(__cplusplus)
#include "mapicobj.h"
#endif

#endif /* MAPIUTIL_H */
