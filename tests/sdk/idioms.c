/* SPDX-License-Identifier: Apache-2.0 */
/* How MAPI source is usually written. Compiled as C and as C++, with and without UNICODE; never run. */
#include <edkmdb.h>
#include <mapi.h>
#include <mapidbg.h>
#include <mapispi.h>
#include <mapiutil.h>
#include <mapival.h>
#include <mapix.h>
#include <mspst.h>
#include <objbase.h>
#include <tchar.h>
#include <tnef.h>
#include <windows.h>

/* Methods are called through lpVtbl in C. */
#ifdef __cplusplus
#define CALL(object, method) (object)->method(
#else
#define CALL(object, method) (object)->lpVtbl->method((object),
#endif

/* Columns and sort orders as initialised objects. */
enum { ePR_ENTRYID, ePR_SUBJECT, NUM_COLS };
static const SizedSPropTagArray(NUM_COLS, sptaCols) = {NUM_COLS, {PR_ENTRYID, PR_SUBJECT}};
static const SizedSSortOrderSet(1, sosByDate) = {1, 0, 0, {{PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_DESCEND}}};

/* A page of a display table with its text behind the structure. */
SizedDtblLabel(10, dtlabel) = {{sizeof(DTBLLABEL), 0}, TEXT("Label")};
SizedDtblPage(5, 3, dtpage);

static LONG STDAPICALLTYPE OnNotify(LPVOID lpvContext, ULONG cNotification, LPNOTIFICATION lpNotifications) {
  UNREFERENCED_PARAMETER(lpvContext);
  return cNotification != 0 && lpNotifications->ulEventType == fnevNewMail;
}

static HRESULT HrFindByName(LPMAPITABLE lpTable, LPTSTR lpszName, LPSRowSet FAR* lppRows) {
  HRESULT hr = hrSuccess;
  SRestriction res;
  SPropValue pv;

  ZeroMemory(&res, sizeof(res));
  pv.ulPropTag = PR_DISPLAY_NAME;
  pv.Value.LPSZ = lpszName;
  res.rt = RES_CONTENT;
  res.res.resContent.ulFuzzyLevel = FL_SUBSTRING | FL_IGNORECASE;
  res.res.resContent.ulPropTag = PR_DISPLAY_NAME;
  res.res.resContent.lpProp = &pv;

  hr = CALL(lpTable, SetColumns)(LPSPropTagArray)&sptaCols, TBL_BATCH);
  if (HR_FAILED(hr)) goto error;
  hr = CALL(lpTable, SortTable)(LPSSortOrderSet)&sosByDate, TBL_BATCH);
  if (HR_FAILED(hr)) goto error;
  hr = CALL(lpTable, FindRow)&res, BOOKMARK_BEGINNING, 0);
  if (hr == MAPI_E_NOT_FOUND) goto error;
  hr = CALL(lpTable, QueryRows) 1, 0, lppRows);
error:
  DebugTraceResult(HrFindByName, hr);
  return hr;
}

static SCODE ScMakeRecipients(LPTSTR lpszAddress, LPADRLIST FAR* lppAdrList) {
  LPADRLIST lpAdrList = NULL;
  LPSPropValue lpProps = NULL;
  SCODE sc = MAPIAllocateBuffer(CbNewADRLIST(1), (LPVOID FAR*)&lpAdrList);

  if (FAILED(sc)) return sc;
  sc = MAPIAllocateBuffer(2 * sizeof(SPropValue), (LPVOID FAR*)&lpProps);
  if (FAILED(sc)) {
    MAPIFreeBuffer(lpAdrList);
    return sc;
  }
  lpProps[0].ulPropTag = PR_EMAIL_ADDRESS;
  lpProps[0].Value.LPSZ = lpszAddress;
  lpProps[1].ulPropTag = PR_RECIPIENT_TYPE;
  lpProps[1].Value.l = MAPI_TO;
  lpAdrList->cEntries = 1;
  lpAdrList->aEntries[0].cValues = 2;
  lpAdrList->aEntries[0].rgPropVals = lpProps;
  *lppAdrList = lpAdrList;
  return (CbADRLIST(lpAdrList) == CbNewADRLIST(1)) ? SUCCESS_SUCCESS : MAPI_E_CALL_FAILED;
}

static BOOL FIsText(ULONG ulPropTag) {
  switch (PROP_TYPE(ulPropTag)) {
    case PT_TSTRING:
    case PT_MV_TSTRING:
      return TRUE;
    case PT_ERROR:
    default:
      break;
  }
  switch (ulPropTag) {
    case CHANGE_PROP_TYPE(PR_BODY, PT_ERROR):
    case MVI_PROP(PR_CONTACT_ADDRTYPES):
      return TRUE;
    default:
      return FALSE;
  }
}

static BOOL FWarning(HRESULT hr) {
  switch (GetScode(hr)) {
    case MAPI_W_ERRORS_RETURNED:
    case MAPI_W_PARTIAL_COMPLETION:
      return TRUE;
    case S_OK:
    case MAPI_E_NO_SUPPORT:
    default:
      return FALSE;
  }
}

/* A client from logging on to logging off. */
HRESULT HrClient(void);
HRESULT HrClient(void) {
  MAPIINIT_0 MapiInit = {MAPI_INIT_VERSION, MAPI_MULTITHREAD_NOTIFICATIONS};
  LPMAPISESSION lpSession = NULL;
  LPMAPITABLE lpTable = NULL;
  LPMDB lpMDB = NULL;
  LPMAPIADVISESINK lpSink = NULL;
  LPADRLIST lpAdrList = NULL;
  LPSRowSet lpRows = NULL;
  ULONG ulLogoff = LOGOFF_ORDERLY;
  MAPIUID uid = {MSPST_UID_PROVIDER};
  HRESULT hr = MAPIInitialize(&MapiInit);

  if (FAILED(hr)) return hr;
  hr = MAPILogonEx(0, NULL, NULL, MAPI_EXTENDED | MAPI_USE_DEFAULT | fMapiUnicode, &lpSession);
  if (SUCCEEDED(hr)) {
    hr = CALL(lpSession, GetMsgStoresTable) fMapiUnicode, &lpTable);
    if (SUCCEEDED(hr)) hr = HrFindByName(lpTable, (LPTSTR)_T("Mail"), &lpRows);
    if (SUCCEEDED(hr) && !FWarning(hr) && lpRows->cRows && FIsText(lpRows->aRow[0].lpProps[0].ulPropTag)) {
      SBinary bin = lpRows->aRow[0].lpProps[ePR_ENTRYID].Value.bin;
      hr = CALL(lpSession, OpenMsgStore) 0, bin.cb, (LPENTRYID)bin.lpb, NULL, MDB_WRITE | MAPI_BEST_ACCESS, &lpMDB);
    }
    if (lpMDB) {
      if (SUCCEEDED(HrAllocAdviseSink(OnNotify, NULL, &lpSink))) UlRelease(lpSink);
      CALL(lpMDB, StoreLogoff)&ulLogoff);
      UlRelease(lpMDB);
    }
    if (SUCCEEDED(ScMakeRecipients((LPTSTR)TEXT("a@example.org"), &lpAdrList))) FreePadrlist(lpAdrList);
    FreeProws(lpRows);
    UlRelease(lpTable);
    CALL(lpSession, Logoff) 0, MAPI_LOGOFF_UI, 0);
    UlRelease(lpSession);
  }
  MAPIUninitialize();
  return IsEqualMAPIUID(&uid, &MapiInit) ? ResultFromScode(E_FAIL) : hr;
}

/* A provider's entry point as its header declares it. */
STDAPI MSProviderInit(HINSTANCE hInstance, LPMALLOC lpMalloc, LPALLOCATEBUFFER lpAllocateBuffer,
                      LPALLOCATEMORE lpAllocateMore, LPFREEBUFFER lpFreeBuffer, ULONG ulFlags, ULONG ulMAPIVer,
                      ULONG FAR* lpulProviderVer, LPMSPROVIDER FAR* lppMSProvider) {
  UNREFERENCED_PARAMETER(hInstance);
  UNREFERENCED_PARAMETER(lpMalloc);
  UNREFERENCED_PARAMETER(ulFlags);
  if (!lpAllocateBuffer || !lpAllocateMore || !lpFreeBuffer) return MAPI_E_INVALID_PARAMETER;
  *lppMSProvider = NULL;
  *lpulProviderVer = CURRENT_SPI_VERSION;
  return ulMAPIVer < CURRENT_SPI_VERSION ? MAPI_E_VERSION : S_OK;
}

#ifdef __cplusplus
/* Classes that implement interfaces, with the method lists or by hand. */
class CMessage : public IMessage {
 public:
  MAPI_IUNKNOWN_METHODS(IMPL)
  MAPI_GETLASTERROR_METHOD(IMPL)
  MAPI_IMAPIPROP_METHODS(IMPL)
  MAPI_IMESSAGE_METHODS(IMPL)
};

class CDistList : public IDistList {
 public:
  MAPI_IUNKNOWN_METHODS(IMPL)
  MAPI_GETLASTERROR_METHOD(IMPL)
  MAPI_IMAPIPROP_METHODS(IMPL)
  MAPI_IMAPICONTAINER_METHODS(IMPL)
  MAPI_IABCONTAINER_METHODS(IMPL)
  MAPI_IDISTLIST_METHODS(IMPL)
};

class CAdviseSink : public IMAPIAdviseSink {
 public:
  STDMETHODIMP QueryInterface(REFIID riid, LPVOID* ppvObj) override {
    const bool known = riid == IID_IMAPIAdviseSink || IsEqualIID(riid, IID_IUnknown);
    *ppvObj = known ? this : nullptr;
    return known ? S_OK : E_NOINTERFACE;
  }
  STDMETHODIMP_(ULONG) AddRef() override { return 2; }
  STDMETHODIMP_(ULONG) Release() override { return 1; }
  STDMETHODIMP_(ULONG) OnNotify(ULONG, LPNOTIFICATION) override { return 0; }
};

ULONG UlNotify();
ULONG UlNotify() {
  CAdviseSink sink;
  LPMAPIADVISESINK lpSink = &sink;
  return lpSink->OnNotify(0, nullptr);
}
#endif
