/* SPDX-License-Identifier: Apache-2.0 */
/* Extended MAPI for clients: initialising, memory, logging on, the session, the address book and profiles. */
#ifndef MAPIX_H
#define MAPIX_H

#include "mapicode.h"
#include "mapidefs.h"
#include "mapiguid.h"
#include "mapitags.h"

typedef ULONG FLAGS;

DECLARE_MAPI_INTERFACE_PTR(IProfAdmin, LPPROFADMIN);
DECLARE_MAPI_INTERFACE_PTR(IMsgServiceAdmin, LPSERVICEADMIN);
DECLARE_MAPI_INTERFACE_PTR(IMsgServiceAdmin2, LPSERVICEADMIN2);
DECLARE_MAPI_INTERFACE_PTR(IMAPISession, LPMAPISESSION);
DECLARE_MAPI_INTERFACE_PTR(IAddrBook, LPADRBOOK);
DECLARE_MAPI_INTERFACE_PTR(IMAPIClientShutdown, LPMAPICLIENTSHUTDOWN);
DECLARE_MAPI_INTERFACE_PTR(IMAPIProviderShutdown, LPMAPIPROVIDERSHUTDOWN);
DECLARE_MAPI_INTERFACE_PTR(IMAPIWaitResult, LPMAPIWAITRESULT);
DECLARE_MAPI_INTERFACE_PTR(IMAPIInitMonitor, LPMAPIINITMONITOR);

/* MAPILogonEx. The first five are shared with Simple MAPI (mapi.h). */
#ifndef MAPI_LOGON_UI
#define MAPI_LOGON_UI 0x0001U
#define MAPI_NEW_SESSION 0x0002U
#define MAPI_EXTENDED 0x0020U
#define MAPI_FORCE_DOWNLOAD 0x1000U
#define MAPI_PASSWORD_UI 0x00020000U
#endif

/* Shows a dialog where there is one to show. */
#ifndef MAPI_DIALOG
#define MAPI_DIALOG 0x0008U
#endif

/* PR_RECIPIENT_TYPE, shared with Simple MAPI. */
#ifndef MAPI_ORIG
#define MAPI_ORIG 0x0000U
#define MAPI_TO 0x0001U
#define MAPI_CC 0x0002U
#define MAPI_BCC 0x0003U
#endif

/* More of MAPILogonEx. */
#define MAPI_APP_PROFILE       0x0004U
#define MAPI_ALLOW_OTHERS      0x0008U
#define MAPI_EXPLICIT_PROFILE  0x0010U
#define MAPI_SERVICE_UI_ALWAYS 0x2000U
#define MAPI_NO_MAIL           0x8000U
#define MAPI_TIMEOUT_SHORT     0x00100000U

/* The usual combinations. */
#define MAPI_SIMPLE_DEFAULT  (MAPI_LOGON_UI | MAPI_FORCE_DOWNLOAD | MAPI_ALLOW_OTHERS)
#define MAPI_SIMPLE_EXPLICIT (MAPI_NEW_SESSION | MAPI_FORCE_DOWNLOAD | MAPI_EXPLICIT_PROFILE)

/* ---- Initialising ---- */

#define MAPI_INIT_VERSION              0x0000U
#define MAPI_MULTITHREAD_NOTIFICATIONS 0x0001U

typedef struct {
  ULONG ulVersion;
  ULONG ulFlags;
} MAPIINIT_0, *LPMAPIINIT_0;
typedef MAPIINIT_0 MAPIINIT, *LPMAPIINIT;

typedef HRESULT(STDAPICALLTYPE MAPIINITIALIZE)(LPVOID lpMapiInit);
typedef MAPIINITIALIZE* LPMAPIINITIALIZE;
typedef void(STDAPICALLTYPE MAPIUNINITIALIZE)(void);
typedef MAPIUNINITIALIZE* LPMAPIUNINITIALIZE;
STDAPI MAPIInitialize(LPVOID lpMapiInit);
STDAPI_(void) MAPIUninitialize(void);
STDAPI CreateMAPIInitializationMonitor(IMAPIInitMonitor** ppInitMonitor);

/* ---- Memory ---- */

typedef SCODE(STDMETHODCALLTYPE MAPIALLOCATEBUFFER)(ULONG cbSize, LPVOID* lppBuffer);
typedef SCODE(STDMETHODCALLTYPE MAPIALLOCATEMORE)(ULONG cbSize, LPVOID lpObject, LPVOID* lppBuffer);
typedef SCODE(STDMETHODCALLTYPE MAPIREALLOCATEBUFFER)(LPVOID lpObject, ULONG cbSize, LPVOID* lppBuffer);
typedef ULONG(STDAPICALLTYPE MAPIFREEBUFFER)(LPVOID lpBuffer);
typedef MAPIALLOCATEBUFFER* LPMAPIALLOCATEBUFFER;
typedef MAPIALLOCATEMORE* LPMAPIALLOCATEMORE;
typedef MAPIREALLOCATEBUFFER* LPMAPIREALLOCATEBUFFER;
typedef MAPIFREEBUFFER* LPMAPIFREEBUFFER;
STDAPI_(SCODE) MAPIAllocateBuffer(ULONG cbSize, LPVOID* lppBuffer);
STDAPI_(SCODE) MAPIAllocateMore(ULONG cbSize, LPVOID lpObject, LPVOID* lppBuffer);
STDAPI_(SCODE) MAPIReallocateBuffer(LPVOID lpObject, ULONG cbSize, LPVOID* lppBuffer);
STDAPI_(ULONG) MAPIFreeBuffer(LPVOID pv);

/* ---- Logging on ---- */

typedef HRESULT(STDMETHODCALLTYPE MAPILOGONEX)(ULONG_PTR ulUIParam, LPTSTR lpszProfileName, LPTSTR lpszPassword,
                                               ULONG ulFlags, LPMAPISESSION* lppSession);
typedef MAPILOGONEX* LPMAPILOGONEX;
typedef HRESULT(STDMETHODCALLTYPE MAPIADMINPROFILES)(ULONG ulFlags, LPPROFADMIN* lppProfAdmin);
typedef MAPIADMINPROFILES* LPMAPIADMINPROFILES;
STDAPI MAPILogonEx(ULONG_PTR ulUIParam, LPTSTR lpszProfileName, LPTSTR lpszPassword, ULONG ulFlags,
                   LPMAPISESSION* lppSession);
STDAPI MAPIAdminProfiles(ULONG ulFlags, LPPROFADMIN* lppProfAdmin);

/* IMAPISession::Logoff. */
#define MAPI_LOGOFF_SHARED 0x0001U
#define MAPI_LOGOFF_UI     0x0002U

/* IMAPISession::SetDefaultStore. */
#define MAPI_DEFAULT_STORE          0x0001U
#define MAPI_SIMPLE_STORE_TEMPORARY 0x0002U
#define MAPI_SIMPLE_STORE_PERMANENT 0x0003U
#define MAPI_PRIMARY_STORE          0x0004U
#define MAPI_SECONDARY_STORE        0x0005U

/* IMAPISession::ShowForm. */
#define MAPI_POST_MESSAGE 0x0001U
#define MAPI_NEW_MESSAGE  0x0002U

/* IMAPISession: what a client gets when it logs on. */
#define MAPI_IMAPISESSION_METHODS(IPURE)                                                                             \
  MAPIMETHOD(GetMsgStoresTable)(THIS_ ULONG ulFlags, LPMAPITABLE* lppTable) IPURE;                                   \
  MAPIMETHOD(OpenMsgStore)(THIS_ ULONG_PTR ulUIParam, ULONG cbEntryID, LPENTRYID lpEntryID, LPCIID lpInterface,      \
                           ULONG ulFlags, LPMDB* lppMDB) IPURE;                                                      \
  MAPIMETHOD(OpenAddressBook)(THIS_ ULONG_PTR ulUIParam, LPCIID lpInterface, ULONG ulFlags,                          \
                              LPADRBOOK* lppAdrBook) IPURE;                                                          \
  MAPIMETHOD(OpenProfileSection)(THIS_ LPMAPIUID lpUID, LPCIID lpInterface, ULONG ulFlags,                           \
                                 LPPROFSECT* lppProfSect) IPURE;                                                     \
  MAPIMETHOD(GetStatusTable)(THIS_ ULONG ulFlags, LPMAPITABLE* lppTable) IPURE;                                      \
  MAPIMETHOD(OpenEntry)(THIS_ ULONG cbEntryID, LPENTRYID lpEntryID, LPCIID lpInterface, ULONG ulFlags,               \
                        ULONG* lpulObjType, LPUNKNOWN* lppUnk) IPURE;                                                \
  MAPIMETHOD(CompareEntryIDs)(THIS_ ULONG cbEntryID1, LPENTRYID lpEntryID1, ULONG cbEntryID2, LPENTRYID lpEntryID2,  \
                              ULONG ulFlags, ULONG* lpulResult) IPURE;                                               \
  MAPIMETHOD(Advise)(THIS_ ULONG cbEntryID, LPENTRYID lpEntryID, ULONG ulEventMask, LPMAPIADVISESINK lpAdviseSink,   \
                     ULONG_PTR* lpulConnection) IPURE;                                                               \
  MAPIMETHOD(Unadvise)(THIS_ ULONG_PTR ulConnection) IPURE;                                                          \
  MAPIMETHOD(MessageOptions)(THIS_ ULONG_PTR ulUIParam, ULONG ulFlags, LPTSTR lpszAdrType,                           \
                             LPMESSAGE lpMessage) IPURE;                                                             \
  MAPIMETHOD(QueryDefaultMessageOpt)(THIS_ LPTSTR lpszAdrType, ULONG ulFlags, ULONG* lpcValues,                      \
                                     LPSPropValue* lppOptions) IPURE;                                                \
  MAPIMETHOD(EnumAdrTypes)(THIS_ ULONG ulFlags, ULONG* lpcAdrTypes, LPTSTR** lpppszAdrTypes) IPURE;                  \
  MAPIMETHOD(QueryIdentity)(THIS_ ULONG* lpcbEntryID, LPENTRYID* lppEntryID) IPURE;                                  \
  MAPIMETHOD(Logoff)(THIS_ ULONG_PTR ulUIParam, ULONG ulFlags, ULONG ulReserved) IPURE;                              \
  MAPIMETHOD(SetDefaultStore)(THIS_ ULONG ulFlags, ULONG cbEntryID, LPENTRYID lpEntryID) IPURE;                      \
  MAPIMETHOD(AdminServices)(THIS_ ULONG ulFlags, LPSERVICEADMIN* lppServiceAdmin) IPURE;                             \
  MAPIMETHOD(ShowForm)(THIS_ ULONG_PTR ulUIParam, LPMDB lpMsgStore, LPMAPIFOLDER lpParentFolder, LPCIID lpInterface, \
                       ULONG_PTR ulMessageToken, LPMESSAGE lpMessageSent, ULONG ulFlags, ULONG ulMessageStatus,      \
                       ULONG ulMessageFlags, ULONG ulAccess, LPSTR lpszMessageClass) IPURE;                          \
  MAPIMETHOD(PrepareForm)(THIS_ LPCIID lpInterface, LPMESSAGE lpMessage, ULONG_PTR* lpulMessageToken) IPURE;
#undef INTERFACE
#define INTERFACE IMAPISession
DECLARE_MAPI_INTERFACE_(IMAPISession, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPISESSION_METHODS(PURE)
};

/* IAddrBook: the address book that unites all address book providers of the session. */
#define MAPI_IADDRBOOK_METHODS(IPURE)                                                                               \
  MAPIMETHOD(OpenEntry)(THIS_ ULONG cbEntryID, LPENTRYID lpEntryID, LPCIID lpInterface, ULONG ulFlags,              \
                        ULONG* lpulObjType, LPUNKNOWN* lppUnk) IPURE;                                               \
  MAPIMETHOD(CompareEntryIDs)(THIS_ ULONG cbEntryID1, LPENTRYID lpEntryID1, ULONG cbEntryID2, LPENTRYID lpEntryID2, \
                              ULONG ulFlags, ULONG* lpulResult) IPURE;                                              \
  MAPIMETHOD(Advise)(THIS_ ULONG cbEntryID, LPENTRYID lpEntryID, ULONG ulEventMask, LPMAPIADVISESINK lpAdviseSink,  \
                     ULONG_PTR* lpulConnection) IPURE;                                                              \
  MAPIMETHOD(Unadvise)(THIS_ ULONG_PTR ulConnection) IPURE;                                                         \
  MAPIMETHOD(CreateOneOff)(THIS_ LPTSTR lpszName, LPTSTR lpszAdrType, LPTSTR lpszAddress, ULONG ulFlags,            \
                           ULONG* lpcbEntryID, LPENTRYID* lppEntryID) IPURE;                                        \
  MAPIMETHOD(NewEntry)(THIS_ ULONG_PTR ulUIParam, ULONG ulFlags, ULONG cbEIDContainer, LPENTRYID lpEIDContainer,    \
                       ULONG cbEIDNewEntryTpl, LPENTRYID lpEIDNewEntryTpl, ULONG* lpcbEIDNewEntry,                  \
                       LPENTRYID* lppEIDNewEntry) IPURE;                                                            \
  MAPIMETHOD(ResolveName)(THIS_ ULONG_PTR ulUIParam, ULONG ulFlags, LPTSTR lpszNewEntryTitle,                       \
                          LPADRLIST lpAdrList) IPURE;                                                               \
  MAPIMETHOD(Address)(THIS_ ULONG_PTR* lpulUIParam, LPADRPARM lpAdrParms, LPADRLIST* lppAdrList) IPURE;             \
  MAPIMETHOD(Details)(THIS_ ULONG_PTR* lpulUIParam, LPFNDISMISS lpfnDismiss, LPVOID lpvDismissContext,              \
                      ULONG cbEntryID, LPENTRYID lpEntryID, LPFNBUTTON lpfButtonCallback, LPVOID lpvButtonContext,  \
                      LPTSTR lpszButtonText, ULONG ulFlags) IPURE;                                                  \
  MAPIMETHOD(RecipOptions)(THIS_ ULONG_PTR ulUIParam, ULONG ulFlags, LPADRENTRY lpRecip) IPURE;                     \
  MAPIMETHOD(QueryDefaultRecipOpt)(THIS_ LPTSTR lpszAdrType, ULONG ulFlags, ULONG* lpcValues,                       \
                                   LPSPropValue* lppOptions) IPURE;                                                 \
  MAPIMETHOD(GetPAB)(THIS_ ULONG* lpcbEntryID, LPENTRYID* lppEntryID) IPURE;                                        \
  MAPIMETHOD(SetPAB)(THIS_ ULONG cbEntryID, LPENTRYID lpEntryID) IPURE;                                             \
  MAPIMETHOD(GetDefaultDir)(THIS_ ULONG* lpcbEntryID, LPENTRYID* lppEntryID) IPURE;                                 \
  MAPIMETHOD(SetDefaultDir)(THIS_ ULONG cbEntryID, LPENTRYID lpEntryID) IPURE;                                      \
  MAPIMETHOD(GetSearchPath)(THIS_ ULONG ulFlags, LPSRowSet* lppSearchPath) IPURE;                                   \
  MAPIMETHOD(SetSearchPath)(THIS_ ULONG ulFlags, LPSRowSet lpSearchPath) IPURE;                                     \
  MAPIMETHOD(PrepareRecips)(THIS_ ULONG ulFlags, LPSPropTagArray lpPropTagArray, LPADRLIST lpRecipList) IPURE;
#undef INTERFACE
#define INTERFACE IAddrBook
DECLARE_MAPI_INTERFACE_(IAddrBook, IMAPIProp) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPIPROP_METHODS(PURE)
  MAPI_IADDRBOOK_METHODS(PURE)
};

/* ---- Configuring ---- */

/* IProfAdmin::CreateProfile. */
#define MAPI_DEFAULT_SERVICES 0x0001U

/* IProfAdmin: the profiles of the user. */
#define MAPI_IPROFADMIN_METHODS(IPURE)                                                                             \
  MAPIMETHOD(GetProfileTable)(THIS_ ULONG ulFlags, LPMAPITABLE* lppTable) IPURE;                                   \
  MAPIMETHOD(CreateProfile)(THIS_ LPTSTR lpszProfileName, LPTSTR lpszPassword, ULONG_PTR ulUIParam,                \
                            ULONG ulFlags) IPURE;                                                                  \
  MAPIMETHOD(DeleteProfile)(THIS_ LPTSTR lpszProfileName, ULONG ulFlags) IPURE;                                    \
  MAPIMETHOD(ChangeProfilePassword)(THIS_ LPTSTR lpszProfileName, LPTSTR lpszOldPassword, LPTSTR lpszNewPassword,  \
                                    ULONG ulFlags) IPURE;                                                          \
  MAPIMETHOD(CopyProfile)(THIS_ LPTSTR lpszOldProfileName, LPTSTR lpszOldPassword, LPTSTR lpszNewProfileName,      \
                          ULONG_PTR ulUIParam, ULONG ulFlags) IPURE;                                               \
  MAPIMETHOD(RenameProfile)(THIS_ LPTSTR lpszOldProfileName, LPTSTR lpszOldPassword, LPTSTR lpszNewProfileName,    \
                            ULONG_PTR ulUIParam, ULONG ulFlags) IPURE;                                             \
  MAPIMETHOD(SetDefaultProfile)(THIS_ LPTSTR lpszProfileName, ULONG ulFlags) IPURE;                                \
  MAPIMETHOD(AdminServices)(THIS_ LPTSTR lpszProfileName, LPTSTR lpszPassword, ULONG_PTR ulUIParam, ULONG ulFlags, \
                            LPSERVICEADMIN* lppServiceAdmin) IPURE;
#undef INTERFACE
#define INTERFACE IProfAdmin
DECLARE_MAPI_INTERFACE_(IProfAdmin, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IPROFADMIN_METHODS(PURE)
};

/* PR_RESOURCE_FLAGS of a message service. */
#define SERVICE_DEFAULT_STORE       0x0001U
#define SERVICE_SINGLE_COPY         0x0002U
#define SERVICE_CREATE_WITH_STORE   0x0004U
#define SERVICE_PRIMARY_IDENTITY    0x0008U
#define SERVICE_NO_PRIMARY_IDENTITY 0x0020U

/* IMsgServiceAdmin: the message services of a profile. */
#define MAPI_IMSGSERVICEADMIN_METHODS(IPURE)                                                                       \
  MAPIMETHOD(GetMsgServiceTable)(THIS_ ULONG ulFlags, LPMAPITABLE* lppTable) IPURE;                                \
  MAPIMETHOD(CreateMsgService)(THIS_ LPTSTR lpszService, LPTSTR lpszDisplayName, ULONG_PTR ulUIParam,              \
                               ULONG ulFlags) IPURE;                                                               \
  MAPIMETHOD(DeleteMsgService)(THIS_ LPMAPIUID lpUID) IPURE;                                                       \
  MAPIMETHOD(CopyMsgService)(THIS_ LPMAPIUID lpUID, LPTSTR lpszDisplayName, LPCIID lpInterfaceToCopy,              \
                             LPCIID lpInterfaceDst, LPVOID lpObjectDst, ULONG_PTR ulUIParam, ULONG ulFlags) IPURE; \
  MAPIMETHOD(RenameMsgService)(THIS_ LPMAPIUID lpUID, ULONG ulFlags, LPTSTR lpszDisplayName) IPURE;                \
  MAPIMETHOD(ConfigureMsgService)(THIS_ LPMAPIUID lpUID, ULONG_PTR ulUIParam, ULONG ulFlags, ULONG cValues,        \
                                  LPSPropValue lpProps) IPURE;                                                     \
  MAPIMETHOD(OpenProfileSection)(THIS_ LPMAPIUID lpUID, LPCIID lpInterface, ULONG ulFlags,                         \
                                 LPPROFSECT* lppProfSect) IPURE;                                                   \
  MAPIMETHOD(MsgServiceTransportOrder)(THIS_ ULONG cUID, LPMAPIUID lpUIDList, ULONG ulFlags) IPURE;                \
  MAPIMETHOD(AdminProviders)(THIS_ LPMAPIUID lpUID, ULONG ulFlags, LPPROVIDERADMIN* lppProviderAdmin) IPURE;       \
  MAPIMETHOD(SetPrimaryIdentity)(THIS_ LPMAPIUID lpUID, ULONG ulFlags) IPURE;                                      \
  MAPIMETHOD(GetProviderTable)(THIS_ ULONG ulFlags, LPMAPITABLE* lppTable) IPURE;
#undef INTERFACE
#define INTERFACE IMsgServiceAdmin
DECLARE_MAPI_INTERFACE_(IMsgServiceAdmin, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMSGSERVICEADMIN_METHODS(PURE)
};

/* IMsgServiceAdmin2: as above, and it says which service it created. */
#define MAPI_IMSGSERVICEADMIN2_METHODS(IPURE)                                                           \
  MAPIMETHOD(CreateMsgServiceEx)(THIS_ LPTSTR lpszService, LPTSTR lpszDisplayName, ULONG_PTR ulUIParam, \
                                 ULONG ulFlags, LPMAPIUID lpuidService) IPURE;
#undef INTERFACE
#define INTERFACE IMsgServiceAdmin2
DECLARE_MAPI_INTERFACE_(IMsgServiceAdmin2, IMsgServiceAdmin) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMSGSERVICEADMIN_METHODS(PURE)
  MAPI_IMSGSERVICEADMIN2_METHODS(PURE)
};

/* ---- Shutting down ---- */

/* IMAPIClientShutdown: ends a session quickly when the client's process is about to end. */
#define MAPI_IMAPICLIENTSHUTDOWN_METHODS(IPURE)  \
  MAPIMETHOD(QueryFastShutdown)(THIS) IPURE;     \
  MAPIMETHOD(NotifyProcessShutdown)(THIS) IPURE; \
  MAPIMETHOD(DoFastShutdown)(THIS) IPURE;
#undef INTERFACE
#define INTERFACE IMAPIClientShutdown
DECLARE_MAPI_INTERFACE_(IMAPIClientShutdown, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_IMAPICLIENTSHUTDOWN_METHODS(PURE)
};

/* IMAPIProviderShutdown: the same, as a provider implements it. */
#define MAPI_IMAPIPROVIDERSHUTDOWN_METHODS(IPURE) \
  MAPIMETHOD(QueryFastShutdown)(THIS) IPURE;      \
  MAPIMETHOD(NotifyProcessShutdown)(THIS) IPURE;  \
  MAPIMETHOD(DoFastShutdown)(THIS) IPURE;
#undef INTERFACE
#define INTERFACE IMAPIProviderShutdown
DECLARE_MAPI_INTERFACE_(IMAPIProviderShutdown, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_IMAPIPROVIDERSHUTDOWN_METHODS(PURE)
};

/* ---- Waiting for MAPI ---- */

/* IMAPIWaitResult: a wait that IMAPIInitMonitor::BeginWait has prepared. End waits, on the thread that calls it. */
#define MAPI_IMAPIWAITRESULT_METHODS(IPURE) MAPIMETHOD(End)(THIS) IPURE;
#undef INTERFACE
#define INTERFACE IMAPIWaitResult
DECLARE_MAPI_INTERFACE_(IMAPIWaitResult, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_IMAPIWAITRESULT_METHODS(PURE)
};

/* IMAPIInitMonitor: tells whether MAPI is initialised in this process, and waits until it is. No GUID of it or of
   IMAPIWaitResult is published: CreateMAPIInitializationMonitor and BeginWait are the ways to one. */
#define MAPI_IMAPIINITMONITOR_METHODS(IPURE) \
  MAPIMETHOD_(BOOL, IsInitialized)(THIS) IPURE; \
  MAPIMETHOD(Wait)(THIS_ DWORD timeout) IPURE; \
  MAPIMETHOD(BeginWait)(THIS_ DWORD timeout, IMAPIWaitResult * *ppResult) IPURE;
#undef INTERFACE
#define INTERFACE IMAPIInitMonitor
DECLARE_MAPI_INTERFACE_(IMAPIInitMonitor, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_IMAPIINITMONITOR_METHODS(PURE)
};

#if defined(COBJMACROS) && !defined(__cplusplus)
#include "mapicobj.h"
#endif

#endif /* MAPIX_H */
