/* SPDX-License-Identifier: Apache-2.0 */
/* How MAPI source is usually written. Compiled as C and as C++, with and without UNICODE; never run. */
#include <edkmdb.h>
#include <mapi.h>
#include <mapidbg.h>
#include <mapispi.h>
#include <mapiutil.h>
#include <mapival.h>
#include <mapix.h>
#include <objbase.h>
#include <stdlib.h>
#include <tchar.h>
#include <tnef.h>
#include <windows.h>

enum { ePR_ENTRYID, ePR_SUBJECT, NUM_COLS };
static SizedSPropTagArray(NUM_COLS, sptaCols) = {NUM_COLS, {PR_ENTRYID, PR_SUBJECT}};
static const SizedSSortOrderSet(1, sos) = {1, 0, 0, {{PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_DESCEND}}};
SizedADRLIST(2, al);
SizedENTRYID(20, eid);
SizedNOTIFKEY(16, nk);
SizedDtblLabel(10, lbl) = {{sizeof(DTBLLABEL), 0}, TEXT("Label")};
SizedDtblPage(5, 3, pg);

STDMETHODIMP_(ULONG) foo(void);
STDMETHODIMP_(ULONG) foo(void) {
  return 0;
}
static LONG STDAPICALLTYPE cbk(LPVOID c, ULONG n, LPNOTIFICATION p) {
  (void)c;
  (void)n;
  (void)p;
  return 0;
}

int work(LPMAPISESSION s, LPMDB mdb);
int work(LPMAPISESSION s, LPMDB mdb) {
  HRESULT hr = hrSuccess;
  LPADRLIST pal = NULL;
  LPSRowSet rows = NULL;
  SRestriction res;
  SPropValue pv;
  ULONG i;
  SCODE sc;
  sc = MAPIAllocateBuffer(CbNewADRLIST(2), (LPVOID*)&pal);
  if (FAILED(sc)) return 1;
  sc = MAPIAllocateBuffer(CbNewSPropTagArray(5), (LPVOID*)&pal);
  sc = GetScode(hr);
  hr = ResultFromScode(MAPI_E_NO_SUPPORT);
  ZeroMemory(&res, sizeof res);
  pv.ulPropTag = PR_DISPLAY_NAME;
  pv.Value.LPSZ = (LPTSTR)TEXT("x");
  res.rt = RES_CONTENT;
  res.res.resContent.ulFuzzyLevel = FL_SUBSTRING | FL_IGNORECASE;
  res.res.resContent.ulPropTag = PR_DISPLAY_NAME;
  res.res.resContent.lpProp = &pv;
  switch (PROP_TYPE(pv.ulPropTag)) {
    case PT_TSTRING:
      break;
    case PT_LONG:
      break;
    case PT_MV_TSTRING:
      break;
    default:
      break;
  }
  switch (hr) {
    case S_OK:
      break;
    case MAPI_E_NO_SUPPORT:
      break;
    case MAPI_W_ERRORS_RETURNED:
      break;
    default:
      break;
  }
  switch (pv.ulPropTag) {
    case PR_SUBJECT:
    case CHANGE_PROP_TYPE(PR_BODY, PT_ERROR):
      break;
    default:
      break;
  }
  for (i = 0; i < CbSPropTagArray((LPSPropTagArray)&sptaCols); i++) {
  }
  if (rows) FreeProws(rows);
  if (pal) FreePadrlist(pal);
  DebugTraceResult(work, hr);
  {
    LPMAPIADVISESINK sink;
    HrAllocAdviseSink(cbk, NULL, &sink);
  }
#ifdef __cplusplus
  {
    LPMAPITABLE t;
    hr = s->GetMsgStoresTable(fMapiUnicode, &t);
    UlRelease(t);
  }
  {
    ULONG f = LOGOFF_ORDERLY;
    mdb->StoreLogoff(&f);
  }
#else
  {
    LPMAPITABLE t;
    hr = s->lpVtbl->GetMsgStoresTable(s, fMapiUnicode, &t);
    UlRelease(t);
  }
  {
    ULONG f = LOGOFF_ORDERLY;
    mdb->lpVtbl->StoreLogoff(mdb, &f);
  }
#endif
  (void)sos;
  (void)al;
  (void)eid;
  (void)nk;
  (void)lbl;
  (void)pg;
  if (IsEqualMAPIUID(&nk, &eid)) return 2;
  return HR_FAILED(hr) ? (int)sc : 0;
}
#ifdef __cplusplus
class CProp : public IMAPIProp {
 public:
  MAPI_IUNKNOWN_METHODS(IMPL)
  MAPI_GETLASTERROR_METHOD(IMPL)
  MAPI_IMAPIPROP_METHODS(IMPL)
  virtual ~CProp() {}
};
class CDL : public IDistList {
 public:
  MAPI_IUNKNOWN_METHODS(IMPL)
  MAPI_GETLASTERROR_METHOD(IMPL)
  MAPI_IMAPIPROP_METHODS(IMPL)
  MAPI_IMAPICONTAINER_METHODS(IMPL)
  MAPI_IABCONTAINER_METHODS(IMPL)
};
class CSink : public IMAPIAdviseSink {
 public:
  STDMETHODIMP QueryInterface(REFIID riid, LPVOID* ppv) override {
    if (riid == IID_IMAPIAdviseSink || IsEqualIID(riid, IID_IUnknown)) {
      *ppv = this;
      return S_OK;
    }
    return E_NOINTERFACE;
  }
  STDMETHODIMP_(ULONG) AddRef() override { return 1; }
  STDMETHODIMP_(ULONG) Release() override { return 1; }
  STDMETHODIMP_(ULONG) OnNotify(ULONG, LPNOTIFICATION) override { return 0; }
};
void use();
void use() {
  CSink s;
  (void)&s;
  CProp* p = nullptr;
  CDL* d = nullptr;
  (void)p;
  (void)d;
}
#endif
STDAPI MSProviderInit(HINSTANCE hInstance, LPMALLOC lpMalloc, LPALLOCATEBUFFER lpAllocateBuffer,
                      LPALLOCATEMORE lpAllocateMore, LPFREEBUFFER lpFreeBuffer, ULONG ulFlags, ULONG ulMAPIVer,
                      ULONG FAR* lpulProviderVer, LPMSPROVIDER FAR* lppMSProvider) {
  (void)hInstance;
  (void)lpMalloc;
  (void)lpAllocateBuffer;
  (void)lpAllocateMore;
  (void)lpFreeBuffer;
  (void)ulFlags;
  (void)ulMAPIVer;
  (void)lppMSProvider;
  *lpulProviderVer = CURRENT_SPI_VERSION;
  return S_OK;
}
