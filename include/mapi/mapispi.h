/* SPDX-License-Identifier: Apache-2.0 */
/* The service provider interface: what address books, transports and message stores implement, and the support object
 * that MAPI gives them. */
#ifndef MAPISPI_H
#define MAPISPI_H

#include "mapicode.h"
#include "mapidefs.h"
#include "mapiguid.h"
#include "mapitags.h"
#include "mapix.h"

DECLARE_MAPI_INTERFACE_PTR(IMAPISupport, LPMAPISUP);
DECLARE_MAPI_INTERFACE_PTR(IABProvider, LPABPROVIDER);
DECLARE_MAPI_INTERFACE_PTR(IABLogon, LPABLOGON);
DECLARE_MAPI_INTERFACE_PTR(IXPProvider, LPXPPROVIDER);
DECLARE_MAPI_INTERFACE_PTR(IXPLogon, LPXPLOGON);
DECLARE_MAPI_INTERFACE_PTR(IMSProvider, LPMSPROVIDER);
DECLARE_MAPI_INTERFACE_PTR(IMSLogon, LPMSLOGON);

/* The version of this interface: what a provider compares ulMAPIVer with and reports. */
#define CURRENT_SPI_VERSION 0x00010010U
#define PDK1_SPI_VERSION    0x00010000U
#define PDK2_SPI_VERSION    0x00010008U
#define PDK3_SPI_VERSION    0x00010010U

/* ---- The support object ---- */

/* Subscribe and Notify; and what a callback answers to be called no more. */
#define NOTIFY_SYNC          0x40000000U
#define NOTIFY_CANCELED      0x80000000U
#define CALLBACK_DISCONTINUE 0x80000000U

/* SpoolerNotify. */
#define NOTIFY_NEWMAIL          0x0001U
#define NOTIFY_READYTOSEND      0x0002U
#define NOTIFY_SENTDEFERRED     0x0004U
#define NOTIFY_CRITSEC          0x1000U
#define NOTIFY_NONCRIT          0x2000U
#define NOTIFY_CONFIG_CHANGE    0x4000U
#define NOTIFY_CRITICAL_ERROR   0x10000000U
#define NOTIFY_NEWMAIL_RECEIVED 0x20000000U

/* ModifyStatusRow. */
#define STATUSROW_UPDATE 0x10000000U

/* IStorageFromStream. */
#define STGSTRM_RESET   0x0000U
#define STGSTRM_CURRENT 0x10000000U
#define STGSTRM_MODIFY  0x0002U
#define STGSTRM_CREATE  0x1000U

/* ReadReceipt. */
#define MAPI_NON_READ 0x0001U

/* CopyMessages, CopyFolder, DoCopyTo, DoProgressDialog: what the dialog is about. */
#define DIALOG_FOLDER         0x0001U
#define DIALOG_MESSAGE        0x0002U
#define DIALOG_PROP           0x0004U
#define DIALOG_ATTACH         0x0008U
#define DIALOG_MOVE           0x0010U
#define DIALOG_COPY           0x0020U
#define DIALOG_DELETE         0x0040U
#define DIALOG_ALLOW_CANCEL   0x0080U
#define DIALOG_CONFIRM_CANCEL 0x0100U

/* ExpandRecips: what the message needs before it can be sent. */
#define NEEDS_PREPROCESSING 0x0001U
#define NEEDS_SPOOLER       0x0002U

/* A function that works on a message before it is sent, and the one that undoes it afterwards. */
typedef HRESULT(STDAPICALLTYPE PREPROCESSMESSAGE)(LPVOID lpvSession, LPMESSAGE lpMessage, LPADRBOOK lpAdrBook,
                                                  LPMAPIFOLDER lpFolder, LPALLOCATEBUFFER AllocateBuffer,
                                                  LPALLOCATEMORE AllocateMore, LPFREEBUFFER FreeBuffer,
                                                  ULONG* lpcOutbound, LPMESSAGE** lpppMessage,
                                                  LPADRLIST* lppRecipList);
typedef PREPROCESSMESSAGE* LPPREPROCESSMESSAGE;
typedef HRESULT(STDAPICALLTYPE REMOVEPREPROCESSINFO)(LPMESSAGE lpMessage);
typedef REMOVEPREPROCESSINFO* LPREMOVEPREPROCESSINFO;
EXTERN_C MAPI_VISIBLE PREPROCESSMESSAGE PreprocessMessage;
EXTERN_C MAPI_VISIBLE REMOVEPREPROCESSINFO RemovePreprocessInfo;

/* IMAPISupport: what MAPI gives each logon of a provider. Its last Release ends the logon. */
#define MAPI_IMAPISUPPORT_METHODS(IPURE)                                                                            \
  MAPIMETHOD(GetMemAllocRoutines)(THIS_ LPALLOCATEBUFFER* lpAllocateBuffer, LPALLOCATEMORE* lpAllocateMore,         \
                                  LPFREEBUFFER* lpFreeBuffer) IPURE;                                                \
  MAPIMETHOD(Subscribe)(THIS_ LPNOTIFKEY lpKey, ULONG ulEventMask, ULONG ulFlags, LPMAPIADVISESINK lpAdviseSink,    \
                        ULONG_PTR* lpulConnection) IPURE;                                                           \
  MAPIMETHOD(Unsubscribe)(THIS_ ULONG_PTR ulConnection) IPURE;                                                      \
  MAPIMETHOD(Notify)(THIS_ LPNOTIFKEY lpKey, ULONG cNotification, LPNOTIFICATION lpNotifications,                   \
                     ULONG* lpulFlags) IPURE;                                                                       \
  MAPIMETHOD(ModifyStatusRow)(THIS_ ULONG cValues, LPSPropValue lpColumnVals, ULONG ulFlags) IPURE;                 \
  MAPIMETHOD(OpenProfileSection)(THIS_ LPMAPIUID lpUid, ULONG ulFlags, LPPROFSECT* lppProfileObj) IPURE;            \
  MAPIMETHOD(RegisterPreprocessor)(THIS_ LPMAPIUID lpMuid, LPTSTR lpszAdrType, LPTSTR lpszDLLName,                  \
                                   LPSTR lpszPreprocess, LPSTR lpszRemovePreprocessInfo, ULONG ulFlags) IPURE;      \
  MAPIMETHOD(NewUID)(THIS_ LPMAPIUID lpMuid) IPURE;                                                                 \
  MAPIMETHOD(MakeInvalid)(THIS_ ULONG ulFlags, LPVOID lpObject, ULONG ulRefCount, ULONG cMethods) IPURE;            \
  MAPIMETHOD(SpoolerYield)(THIS_ ULONG ulFlags) IPURE;                                                              \
  MAPIMETHOD(SpoolerNotify)(THIS_ ULONG ulFlags, LPVOID lpvData) IPURE;                                             \
  MAPIMETHOD(CreateOneOff)(THIS_ LPTSTR lpszName, LPTSTR lpszAdrType, LPTSTR lpszAddress, ULONG ulFlags,            \
                           ULONG* lpcbEntryID, LPENTRYID* lppEntryID) IPURE;                                        \
  MAPIMETHOD(SetProviderUID)(THIS_ LPMAPIUID lpProviderID, ULONG ulFlags) IPURE;                                    \
  MAPIMETHOD(CompareEntryIDs)(THIS_ ULONG cbEntry1, LPENTRYID lpEntry1, ULONG cbEntry2, LPENTRYID lpEntry2,         \
                              ULONG ulCompareFlags, ULONG* lpulResult) IPURE;                                       \
  MAPIMETHOD(OpenTemplateID)(THIS_ ULONG cbTemplateID, LPENTRYID lpTemplateID, ULONG ulTemplateFlags,               \
                             LPMAPIPROP lpMAPIPropData, LPCIID lpInterface, LPMAPIPROP* lppMAPIPropNew,             \
                             LPMAPIPROP lpMAPIPropSibling) IPURE;                                                   \
  MAPIMETHOD(OpenEntry)(THIS_ ULONG cbEntryID, LPENTRYID lpEntryID, LPCIID lpInterface, ULONG ulOpenFlags,          \
                        ULONG* lpulObjType, LPUNKNOWN* lppUnk) IPURE;                                               \
  MAPIMETHOD(GetOneOffTable)(THIS_ ULONG ulFlags, LPMAPITABLE* lppTable) IPURE;                                     \
  MAPIMETHOD(Address)(THIS_ ULONG_PTR* lpulUIParam, LPADRPARM lpAdrParms, LPADRLIST* lppAdrList) IPURE;             \
  MAPIMETHOD(Details)(THIS_ ULONG_PTR* lpulUIParam, LPFNDISMISS lpfnDismiss, LPVOID lpvDismissContext,              \
                      ULONG cbEntryID, LPENTRYID lpEntryID, LPFNBUTTON lpfButtonCallback, LPVOID lpvButtonContext,  \
                      LPTSTR lpszButtonText, ULONG ulFlags) IPURE;                                                  \
  MAPIMETHOD(NewEntry)(THIS_ ULONG_PTR ulUIParam, ULONG ulFlags, ULONG cbEIDContainer, LPENTRYID lpEIDContainer,    \
                       ULONG cbEIDNewEntryTpl, LPENTRYID lpEIDNewEntryTpl, ULONG* lpcbEIDNewEntry,                  \
                       LPENTRYID* lppEIDNewEntry) IPURE;                                                            \
  MAPIMETHOD(DoConfigPropsheet)(THIS_ ULONG_PTR ulUIParam, ULONG ulFlags, LPTSTR lpszTitle,                         \
                                LPMAPITABLE lpDisplayTable, LPMAPIPROP lpCOnfigData, ULONG ulTopPage) IPURE;        \
  MAPIMETHOD(CopyMessages)(THIS_ LPCIID lpSrcInterface, LPVOID lpSrcFolder, LPENTRYLIST lpMsgList,                  \
                           LPCIID lpDestInterface, LPVOID lpDestFolder, ULONG_PTR ulUIParam,                        \
                           LPMAPIPROGRESS lpProgress, ULONG ulFlags) IPURE;                                         \
  MAPIMETHOD(CopyFolder)(THIS_ LPCIID lpSrcInterface, LPVOID lpSrcFolder, ULONG cbEntryID, LPENTRYID lpEntryID,     \
                         LPCIID lpDestInterface, LPVOID lpDestFolder, LPTSTR lszNewFolderName, ULONG_PTR ulUIParam, \
                         LPMAPIPROGRESS lpProgress, ULONG ulFlags) IPURE;                                           \
  MAPIMETHOD(DoCopyTo)(THIS_ LPCIID lpSrcInterface, LPVOID lpSrcObj, ULONG ciidExclude, LPCIID rgiidExclude,        \
                       LPSPropTagArray lpExcludeProps, ULONG_PTR ulUIParam, LPMAPIPROGRESS lpProgress,              \
                       LPCIID lpDestInterface, LPVOID lpDestObj, ULONG ulFlags,                                     \
                       LPSPropProblemArray* lppProblems) IPURE;                                                     \
  MAPIMETHOD(DoCopyProps)(THIS_ LPCIID lpSrcInterface, LPVOID lpSrcObj, LPSPropTagArray lpIncludeProps,             \
                          ULONG_PTR ulUIParam, LPMAPIPROGRESS lpProgress, LPCIID lpDestInterface, LPVOID lpDestObj, \
                          ULONG ulFlags, LPSPropProblemArray* lppProblems) IPURE;                                   \
  MAPIMETHOD(DoProgressDialog)(THIS_ ULONG_PTR ulUIParam, ULONG ulFlags, LPMAPIPROGRESS* lppProgress) IPURE;        \
  MAPIMETHOD(ReadReceipt)(THIS_ ULONG ulFlags, LPMESSAGE lpReadMessage, LPMESSAGE* lppEmptyMessage) IPURE;          \
  MAPIMETHOD(PrepareSubmit)(THIS_ LPMESSAGE lpMessage, ULONG* lpulFlags) IPURE;                                     \
  MAPIMETHOD(ExpandRecips)(THIS_ LPMESSAGE lpMessage, ULONG* lpulFlags) IPURE;                                      \
  MAPIMETHOD(UpdatePAB)(THIS_ ULONG ulFlags, LPMESSAGE lpMessage) IPURE;                                            \
  MAPIMETHOD(DoSentMail)(THIS_ ULONG ulFlags, LPMESSAGE lpMessage) IPURE;                                           \
  MAPIMETHOD(OpenAddressBook)(THIS_ LPCIID lpInterface, ULONG ulFlags, LPADRBOOK* lppAdrBook) IPURE;                \
  MAPIMETHOD(Preprocess)(THIS_ ULONG ulFlags, ULONG cbEntryID, LPENTRYID lpEntryID) IPURE;                          \
  MAPIMETHOD(CompleteMsg)(THIS_ ULONG ulFlags, ULONG cbEntryID, LPENTRYID lpEntryID) IPURE;                         \
  MAPIMETHOD(StoreLogoffTransports)(THIS_ ULONG* lpulFlags) IPURE;                                                  \
  MAPIMETHOD(StatusRecips)(THIS_ LPMESSAGE lpMessage, LPADRLIST lpRecipList) IPURE;                                 \
  MAPIMETHOD(WrapStoreEntryID)(THIS_ ULONG cbOrigEntry, LPENTRYID lpOrigEntry, ULONG* lpcbWrappedEntry,             \
                               LPENTRYID* lppWrappedEntry) IPURE;                                                   \
  MAPIMETHOD(ModifyProfile)(THIS_ ULONG ulFlags) IPURE;                                                             \
  MAPIMETHOD(IStorageFromStream)(THIS_ LPUNKNOWN lpUnkIn, LPCIID lpInterface, ULONG ulFlags,                        \
                                 LPSTORAGE* lppStorageOut) IPURE;                                                   \
  MAPIMETHOD(GetSvcConfigSupportObj)(THIS_ ULONG ulFlags, LPMAPISUP* lppSvcSupport) IPURE;
#undef INTERFACE
#define INTERFACE IMAPISupport
DECLARE_MAPI_INTERFACE_(IMAPISupport, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPISUPPORT_METHODS(PURE)
};

/* ---- Address book providers ---- */

/* OpenTemplateID. */
#define FILL_ENTRY 0x0001U

/* IABProvider: what an address book provider offers before anyone logs on. Shutdown comes before Logon. */
#define MAPI_IABPROVIDER_METHODS(IPURE)                                                                    \
  MAPIMETHOD(Shutdown)(THIS_ ULONG* lpulFlags) IPURE;                                                      \
  MAPIMETHOD(Logon)(THIS_ LPMAPISUP lpMAPISup, ULONG_PTR ulUIParam, LPTSTR lpszProfileName, ULONG ulFlags, \
                    ULONG* lpulpcbSecurity, LPBYTE* lppbSecurity, LPMAPIERROR* lppMAPIError,               \
                    LPABLOGON* lppABLogon) IPURE;
#undef INTERFACE
#define INTERFACE IABProvider
DECLARE_MAPI_INTERFACE_(IABProvider, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_IABPROVIDER_METHODS(PURE)
};

/* IABLogon: an address book provider at work for one session. */
#define MAPI_IABLOGON_METHODS(IPURE)                                                                                \
  MAPIMETHOD(Logoff)(THIS_ ULONG ulFlags) IPURE;                                                                    \
  MAPIMETHOD(OpenEntry)(THIS_ ULONG cbEntryID, LPENTRYID lpEntryID, LPCIID lpInterface, ULONG ulFlags,              \
                        ULONG* lpulObjType, LPUNKNOWN* lppUnk) IPURE;                                               \
  MAPIMETHOD(CompareEntryIDs)(THIS_ ULONG cbEntryID1, LPENTRYID lpEntryID1, ULONG cbEntryID2, LPENTRYID lpEntryID2, \
                              ULONG ulFlags, ULONG* lpulResult) IPURE;                                              \
  MAPIMETHOD(Advise)(THIS_ ULONG cbEntryID, LPENTRYID lpEntryID, ULONG ulEventMask, LPMAPIADVISESINK lpAdviseSink,  \
                     ULONG_PTR* lpulConnection) IPURE;                                                              \
  MAPIMETHOD(Unadvise)(THIS_ ULONG_PTR ulConnection) IPURE;                                                         \
  MAPIMETHOD(OpenStatusEntry)(THIS_ LPCIID lpInterface, ULONG ulFlags, ULONG* lpulObjType,                          \
                              LPMAPISTATUS* lppEntry) IPURE;                                                        \
  MAPIMETHOD(OpenTemplateID)(THIS_ ULONG cbTemplateID, LPENTRYID lpTemplateID, ULONG ulTemplateFlags,               \
                             LPMAPIPROP lpMAPIPropData, LPCIID lpInterface, LPMAPIPROP* lppMAPIPropNew,             \
                             LPMAPIPROP lpMAPIPropSibling) IPURE;                                                   \
  MAPIMETHOD(GetOneOffTable)(THIS_ ULONG ulFlags, LPMAPITABLE* lppTable) IPURE;                                     \
  MAPIMETHOD(PrepareRecips)(THIS_ ULONG ulFlags, LPSPropTagArray lpPropTagArray, LPADRLIST lpRecipList) IPURE;
#undef INTERFACE
#define INTERFACE IABLogon
DECLARE_MAPI_INTERFACE_(IABLogon, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IABLOGON_METHODS(PURE)
};

/* ---- Transport providers ---- */

/* Shutdown: at leisure or in a hurry. */
#define DEINIT_NORMAL 0x0001U
#define DEINIT_HURRY  0x80000000U

/* TransportLogon. */
#define LOGON_NO_DIALOG   0x0001U
#define LOGON_NO_CONNECT  0x0004U
#define LOGON_NO_INBOUND  0x0008U
#define LOGON_NO_OUTBOUND 0x0010U
#define LOGON_SP_IDLE     0x00010000U
#define LOGON_SP_POLL     0x00020000U
#define LOGON_SP_RESOLVE  0x00040000U

/* OPTIONDATA.ulFlags: what RegisterOptions describes. */
#define OPTION_TYPE_RECIPIENT 0x0001U
#define OPTION_TYPE_MESSAGE   0x0002U

typedef struct _OPTIONDATA {
  ULONG ulFlags;
  LPGUID lpRecipGUID;
  LPTSTR lpszAdrType;
  LPTSTR lpszDLLName;
  ULONG ulOrdinal;
  ULONG cbOptionsData;
  LPBYTE lpbOptionsData;
  ULONG cOptionsProps;
  LPSPropValue lpOptionsProps;
} OPTIONDATA, *LPOPTIONDATA;

typedef SCODE(STDMETHODCALLTYPE OPTIONCALLBACK)(HINSTANCE hInst, LPMALLOC lpMalloc, ULONG ulFlags, ULONG cbOptionData,
                                                LPBYTE lpbOptionData, LPMAPISUP lpMAPISup, LPMAPIPROP lpDataSource,
                                                LPMAPIPROP* lppWrappedSource, LPMAPIERROR* lppMAPIError);
typedef OPTIONCALLBACK* LPOPTIONCALLBACK;

/* TransportNotify. */
#define NOTIFY_ABORT_DEFERRED       0x40000000U
#define NOTIFY_CANCEL_MESSAGE       0x80000000U
#define NOTIFY_BEGIN_INBOUND        0x0001U
#define NOTIFY_END_INBOUND          0x00010000U
#define NOTIFY_BEGIN_OUTBOUND       0x0002U
#define NOTIFY_END_OUTBOUND         0x00020000U
#define NOTIFY_BEGIN_INBOUND_FLUSH  0x0004U
#define NOTIFY_END_INBOUND_FLUSH    0x00040000U
#define NOTIFY_BEGIN_OUTBOUND_FLUSH 0x0008U
#define NOTIFY_END_OUTBOUND_FLUSH   0x00080000U

/* TransportLogoff. */
#define LOGOFF_NORMAL 0x0001U
#define LOGOFF_HURRY  0x80000000U

/* SubmitMessage, and what EndMessage answers. */
#define BEGIN_DEFERRED   0x0001U
#define END_RESEND_NOW   0x00010000U
#define END_RESEND_LATER 0x00020000U
#define END_DONT_RESEND  0x00040000U

/* IXPProvider: what a transport provider offers before the spooler logs on. */
#define MAPI_IXPPROVIDER_METHODS(IPURE)                                                              \
  MAPIMETHOD(Shutdown)(THIS_ ULONG* lpulFlags) IPURE;                                                \
  MAPIMETHOD(TransportLogon)(THIS_ LPMAPISUP lpMAPISup, ULONG_PTR ulUIParam, LPTSTR lpszProfileName, \
                             ULONG* lpulFlags, LPMAPIERROR* lppMAPIError, LPXPLOGON* lppXPLogon) IPURE;
#undef INTERFACE
#define INTERFACE IXPProvider
DECLARE_MAPI_INTERFACE_(IXPProvider, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_IXPPROVIDER_METHODS(PURE)
};

/* IXPLogon: a transport at work. It has no GetLastError. */
#define MAPI_IXPLOGON_METHODS(IPURE)                                                                                \
  MAPIMETHOD(AddressTypes)(THIS_ ULONG* lpulFlags, ULONG* lpcAdrType, LPTSTR** lpppAdrTypeArray, ULONG* lpcMAPIUID, \
                           LPMAPIUID** lpppUIDArray) IPURE;                                                         \
  MAPIMETHOD(RegisterOptions)(THIS_ ULONG* lpulFlags, ULONG* lpcOptions, LPOPTIONDATA* lppOptions) IPURE;           \
  MAPIMETHOD(TransportNotify)(THIS_ ULONG* lpulFlags, LPVOID* lppvData) IPURE;                                      \
  MAPIMETHOD(Idle)(THIS_ ULONG ulFlags) IPURE;                                                                      \
  MAPIMETHOD(TransportLogoff)(THIS_ ULONG ulFlags) IPURE;                                                           \
  MAPIMETHOD(SubmitMessage)(THIS_ ULONG ulFlags, LPMESSAGE lpMessage, ULONG_PTR* lpulMsgRef,                        \
                            ULONG_PTR* lpulReturnParm) IPURE;                                                       \
  MAPIMETHOD(EndMessage)(THIS_ ULONG_PTR ulMsgRef, ULONG* lpulFlags) IPURE;                                         \
  MAPIMETHOD(Poll)(THIS_ ULONG* lpulIncoming) IPURE;                                                                \
  MAPIMETHOD(StartMessage)(THIS_ ULONG ulFlags, LPMESSAGE lpMessage, ULONG_PTR* lpulMsgRef) IPURE;                  \
  MAPIMETHOD(OpenStatusEntry)(THIS_ LPCIID lpInterface, ULONG ulFlags, ULONG* lpulObjType,                          \
                              LPMAPISTATUS* lppEntry) IPURE;                                                        \
  MAPIMETHOD(ValidateState)(THIS_ ULONG_PTR ulUIParam, ULONG ulFlags) IPURE;                                        \
  MAPIMETHOD(FlushQueues)(THIS_ ULONG_PTR ulUIParam, ULONG cbTargetTransport, LPENTRYID lpTargetTransport,          \
                          ULONG ulFlags) IPURE;
#undef INTERFACE
#define INTERFACE IXPLogon
DECLARE_MAPI_INTERFACE_(IXPLogon, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_IXPLOGON_METHODS(PURE)
};

/* ---- Message store providers ---- */

/* Credentials that a store hands to the spooler. */
#define LOGON_SP_TRANSPORT 0x0001U
#define LOGON_SP_PROMPT    0x0002U
#define LOGON_SP_NEWPW     0x0004U
#define LOGON_CHANGED      0x0008U

/* Of the preparation of messages. Nothing documented returns or takes them. */
#define CHECK_SENDER 0x0001U
#define NON_STANDARD 0x00010000U

/* IMSProvider: what a message store provider offers before anyone logs on. */
#define MAPI_IMSPROVIDER_METHODS(IPURE)                                                                             \
  MAPIMETHOD(Shutdown)(THIS_ ULONG* lpulFlags) IPURE;                                                               \
  MAPIMETHOD(Logon)(THIS_ LPMAPISUP lpMAPISup, ULONG_PTR ulUIParam, LPTSTR lpszProfileName, ULONG cbEntryID,        \
                    LPENTRYID lpEntryID, ULONG ulFlags, LPCIID lpInterface, ULONG* lpcbSpoolSecurity,               \
                    LPBYTE* lppbSpoolSecurity, LPMAPIERROR* lppMAPIError, LPMSLOGON* lppMSLogon,                    \
                    LPMDB* lppMDB) IPURE;                                                                           \
  MAPIMETHOD(SpoolerLogon)(THIS_ LPMAPISUP lpMAPISup, ULONG_PTR ulUIParam, LPTSTR lpszProfileName, ULONG cbEntryID, \
                           LPENTRYID lpEntryID, ULONG ulFlags, LPCIID lpInterface, ULONG cbSpoolSecurity,           \
                           LPBYTE lpbSpoolSecurity, LPMAPIERROR* lppMAPIError, LPMSLOGON* lppMSLogon,               \
                           LPMDB* lppMDB) IPURE;                                                                    \
  MAPIMETHOD(CompareStoreIDs)(THIS_ ULONG cbEntryID1, LPENTRYID lpEntryID1, ULONG cbEntryID2, LPENTRYID lpEntryID2, \
                              ULONG ulFlags, ULONG* lpulResult) IPURE;
#undef INTERFACE
#define INTERFACE IMSProvider
DECLARE_MAPI_INTERFACE_(IMSProvider, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_IMSPROVIDER_METHODS(PURE)
};

/* IMSLogon: a message store at work for one session; the store itself is an IMsgStore. */
#define MAPI_IMSLOGON_METHODS(IPURE)                                                                                \
  MAPIMETHOD(Logoff)(THIS_ ULONG* lpulFlags) IPURE;                                                                 \
  MAPIMETHOD(OpenEntry)(THIS_ ULONG cbEntryID, LPENTRYID lpEntryID, LPCIID lpInterface, ULONG ulFlags,              \
                        ULONG* lpulObjType, LPUNKNOWN* lppUnk) IPURE;                                               \
  MAPIMETHOD(CompareEntryIDs)(THIS_ ULONG cbEntryID1, LPENTRYID lpEntryID1, ULONG cbEntryID2, LPENTRYID lpEntryID2, \
                              ULONG ulFlags, ULONG* lpulResult) IPURE;                                              \
  MAPIMETHOD(Advise)(THIS_ ULONG cbEntryID, LPENTRYID lpEntryID, ULONG ulEventMask, LPMAPIADVISESINK lpAdviseSink,  \
                     ULONG_PTR* lpulConnection) IPURE;                                                              \
  MAPIMETHOD(Unadvise)(THIS_ ULONG_PTR ulConnection) IPURE;                                                         \
  MAPIMETHOD(OpenStatusEntry)(THIS_ LPCIID lpInterface, ULONG ulFlags, ULONG* lpulObjType, LPVOID* lppEntry) IPURE;
#undef INTERFACE
#define INTERFACE IMSLogon
DECLARE_MAPI_INTERFACE_(IMSLogon, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMSLOGON_METHODS(PURE)
};

/* ---- Message services ---- */

/* ulFlags of the entry function. */
#define MSG_SERVICE_UI_READ_ONLY 0x0008U
#define SERVICE_LOGON_FAILED     0x0020U

/* ulContext of the entry function. */
#define MSG_SERVICE_INSTALL         0x0001U
#define MSG_SERVICE_CREATE          0x0002U
#define MSG_SERVICE_CONFIGURE       0x0003U
#define MSG_SERVICE_DELETE          0x0004U
#define MSG_SERVICE_UNINSTALL       0x0005U
#define MSG_SERVICE_PROVIDER_CREATE 0x0006U
#define MSG_SERVICE_PROVIDER_DELETE 0x0007U

typedef HRESULT(STDAPICALLTYPE MSGSERVICEENTRY)(HINSTANCE hInstance, LPMALLOC lpMalloc, LPMAPISUP lpMAPISup,
                                                ULONG_PTR ulUIParam, ULONG ulFlags, ULONG ulContext, ULONG cValues,
                                                LPSPropValue lpProps, LPPROVIDERADMIN lpProviderAdmin,
                                                LPMAPIERROR* lppMapiError);
typedef MSGSERVICEENTRY* LPMSGSERVICEENTRY;

/* ---- Entry points that a provider library exports ---- */

typedef HRESULT(STDAPICALLTYPE ABPROVIDERINIT)(HINSTANCE hInstance, LPMALLOC lpMalloc,
                                               LPALLOCATEBUFFER lpAllocateBuffer, LPALLOCATEMORE lpAllocateMore,
                                               LPFREEBUFFER lpFreeBuffer, ULONG ulFlags, ULONG ulMAPIVer,
                                               ULONG* lpulProviderVer, LPABPROVIDER* lppABProvider);
typedef ABPROVIDERINIT* LPABPROVIDERINIT;
EXTERN_C MAPI_VISIBLE ABPROVIDERINIT ABProviderInit;

typedef HRESULT(STDAPICALLTYPE XPPROVIDERINIT)(HINSTANCE hInstance, LPMALLOC lpMalloc,
                                               LPALLOCATEBUFFER lpAllocateBuffer, LPALLOCATEMORE lpAllocateMore,
                                               LPFREEBUFFER lpFreeBuffer, ULONG ulFlags, ULONG ulMAPIVer,
                                               ULONG* lpulProviderVer, LPXPPROVIDER* lppXPProvider);
typedef XPPROVIDERINIT* LPXPPROVIDERINIT;
EXTERN_C MAPI_VISIBLE XPPROVIDERINIT XPProviderInit;

typedef HRESULT(STDAPICALLTYPE MSPROVIDERINIT)(HINSTANCE hInstance, LPMALLOC lpMalloc,
                                               LPALLOCATEBUFFER lpAllocateBuffer, LPALLOCATEMORE lpAllocateMore,
                                               LPFREEBUFFER lpFreeBuffer, ULONG ulFlags, ULONG ulMAPIVer,
                                               ULONG* lpulProviderVer, LPMSPROVIDER* lppMSProvider);
typedef MSPROVIDERINIT* LPMSPROVIDERINIT;
EXTERN_C MAPI_VISIBLE MSPROVIDERINIT MSProviderInit;

#if defined(COBJMACROS) && !defined(__cplusplus)
#include "mapicobj.h"
#endif

#endif /* MAPISPI_H */
