/* SPDX-License-Identifier: Apache-2.0 */
/* Forms: programs that show messages of a class. */
#ifndef MAPIFORM_H
#define MAPIFORM_H

#include "mapicode.h"
#include "mapidefs.h"
#include "mapiguid.h"
#include "mapitags.h"
#include "mapix.h"

/* windows.h of Windows gives this method an 8-bit and a wide name, and sources say either. Here it has the first. */
#ifndef GetMessage
#define GetMessage GetMessageA
#endif

DECLARE_MAPI_INTERFACE_PTR(IPersistMessage, LPPERSISTMESSAGE);
DECLARE_MAPI_INTERFACE_PTR(IMAPIMessageSite, LPMAPIMESSAGESITE);
DECLARE_MAPI_INTERFACE_PTR(IMAPIViewContext, LPMAPIVIEWCONTEXT);
DECLARE_MAPI_INTERFACE_PTR(IMAPIViewAdviseSink, LPMAPIVIEWADVISESINK);
DECLARE_MAPI_INTERFACE_PTR(IMAPIForm, LPMAPIFORM);
DECLARE_MAPI_INTERFACE_PTR(IMAPIFormAdviseSink, LPMAPIFORMADVISESINK);
DECLARE_MAPI_INTERFACE_PTR(IMAPIFormInfo, LPMAPIFORMINFO);
DECLARE_MAPI_INTERFACE_PTR(IMAPIFormMgr, LPMAPIFORMMGR);
DECLARE_MAPI_INTERFACE_PTR(IMAPIFormContainer, LPMAPIFORMCONTAINER);
DECLARE_MAPI_INTERFACE_PTR(IMAPIFormFactory, LPMAPIFORMFACTORY);

/* Where a form is registered. */
typedef ULONG HFRMREG;
#define HFRMREG_DEFAULT  0
#define HFRMREG_LOCAL    1
#define HFRMREG_PERSONAL 2
#define HFRMREG_FOLDER   3

/* How a message is printed and how it is saved as text. */
typedef struct {
  ULONG ulFlags;
  HGLOBAL hDevMode;
  HGLOBAL hDevNames;
  ULONG ulFirstPageNumber;
  ULONG fPrintAttachments;
} FORMPRINTSETUP, *LPFORMPRINTSETUP;
#define SAVE_FORMAT_TEXT     1
#define SAVE_FORMAT_RICHTEXT 2

/* ShutdownForm. */
typedef enum tagSAVEOPTS { SAVEOPTS_SAVEIFDIRTY = 0, SAVEOPTS_NOSAVE = 1, SAVEOPTS_PROMPTSAVE = 2 } SAVEOPTS;

/* Properties that a form publishes. */
#define FPST_VANILLA   0x0000U
#define FPST_ENUM_PROP 0x0001U

typedef ULONG FORMPROPSPECIALTYPE;

typedef struct {
  LPTSTR szDisplayName;
  ULONG nVal;
} MAPIFORMPROPENUMVAL, *LPMAPIFORMPROPENUMVAL;
typedef MAPIFORMPROPENUMVAL SMAPIFORMPROPENUMVAL, *LPSMAPIFORMPROPENUMVAL;

typedef struct {
  ULONG ulFlags;
  ULONG nPropType;
  MAPINAMEID nmid;
  LPTSTR szDisplayName;
  FORMPROPSPECIALTYPE nSpecialType;
  union {
    struct {
      MAPINAMEID nmidIdx;
      ULONG cfpevAvailable;
      LPMAPIFORMPROPENUMVAL pfpevAvailable;
    } s1;
  } u;
} MAPIFORMPROP, *LPMAPIFORMPROP;
typedef MAPIFORMPROP SMAPIFORMPROP, *LPSMAPIFORMPROP;

typedef struct {
  ULONG cProps;
  ULONG ulPad;
  SMAPIFORMPROP aFormProp[MAPI_DIM];
} MAPIFORMPROPARRAY, *LPMAPIFORMPROPARRAY;
#define CbMAPIFORMPROPARRAY(_c) (offsetof(MAPIFORMPROPARRAY, aFormProp) + (_c) * sizeof(SMAPIFORMPROP))

/* Verbs that a form understands. */
typedef struct {
  LONG lVerb;
  LPTSTR szVerbname;
  DWORD fuFlags;
  DWORD grfAttribs;
  ULONG ulFlags;
} MAPIVERB, *LPMAPIVERB;
typedef MAPIVERB SMAPIVERB, *LPSMAPIVERB;

typedef struct {
  ULONG cMAPIVerb;
  SMAPIVERB aMAPIVerb[MAPI_DIM];
} MAPIVERBARRAY, *LPMAPIVERBARRAY;
#define CbMAPIVERBARRAY(_c) (offsetof(MAPIVERBARRAY, aMAPIVerb) + (_c) * sizeof(SMAPIVERB))

/* Lists of forms and of message classes. */
typedef struct {
  ULONG cForms;
  LPMAPIFORMINFO aFormInfo[MAPI_DIM];
} SMAPIFORMINFOARRAY, *LPSMAPIFORMINFOARRAY;
#define CbMAPIFORMINFOARRAY(_c) (offsetof(SMAPIFORMINFOARRAY, aFormInfo) + (_c) * sizeof(LPMAPIFORMINFO))

typedef struct {
  ULONG cValues;
  LPCSTR aMessageClass[MAPI_DIM];
} SMESSAGECLASSARRAY, *LPSMESSAGECLASSARRAY;
#define CbMESSAGECLASSARRAY(_c) (offsetof(SMESSAGECLASSARRAY, aMessageClass) + (_c) * sizeof(LPCSTR))

/* The state of a view. */
#define VCSTATUS_NEXT           0x0001U
#define VCSTATUS_PREV           0x0002U
#define VCSTATUS_MODAL          0x0004U
#define VCSTATUS_INTERACTIVE    0x0008U
#define VCSTATUS_READONLY       0x0010U
#define VCSTATUS_DELETE         0x00010000U
#define VCSTATUS_COPY           0x00020000U
#define VCSTATUS_MOVE           0x00040000U
#define VCSTATUS_SUBMIT         0x00080000U
#define VCSTATUS_DELETE_IS_MOVE 0x00100000U
#define VCSTATUS_SAVE           0x00200000U
#define VCSTATUS_NEW_MESSAGE    0x00400000U

/* ActivateNext and OnChange: which way. */
#define VCDIR_NEXT   0x0001U
#define VCDIR_PREV   0x0002U
#define VCDIR_DELETE 0x00010000U
#define VCDIR_MOVE   0x00040000U

/* PR_FORM_MESSAGE_BEHAVIOR. */
#define MAPI_MESSAGE_BEHAVIOR_IPM    0x0000U
#define MAPI_MESSAGE_BEHAVIOR_FOLDER 0x0001U

/* SelectForm. */
#define MAPIFORM_SELECT_ALL_REGISTRIES           0x0000U
#define MAPIFORM_SELECT_FOLDER_REGISTRY_ONLY     0x0001U
#define MAPIFORM_SELECT_NON_FOLDER_REGISTRY_ONLY 0x0002U

/* CalcFormPropSet. */
#define FORMPROPSET_UNION        0x0000U
#define FORMPROPSET_INTERSECTION 0x0001U

/* ResolveMessageClass. */
#define MAPIFORM_EXACTMATCH 0x0020U

/* PR_FORM_HOST_MAP: machine and system. */
#define MAPIFORM_CPU_X86 0x0001U
#define MAPIFORM_CPU_MIP 0x0002U
#define MAPIFORM_CPU_AXP 0x0003U
#define MAPIFORM_CPU_PPC 0x0004U
#define MAPIFORM_CPU_M68 0x0005U
#define MAPIFORM_CPU_X64 0x0006U

#define MAPIFORM_OS_WIN_31   0x0001U
#define MAPIFORM_OS_WINNT_35 0x0002U
#define MAPIFORM_OS_WIN_95   0x0003U
#define MAPIFORM_OS_MAC_7x   0x0004U
#define MAPIFORM_OS_WINNT_40 0x0005U
#define MAPIFORM_OS_WINNT_50 0x0006U
#define MAPIFORM_OS_WINNT_60 0x0007U
#define MAPIFORM_PLATFORM(CPU, OS) ((ULONG)((((ULONG)CPU) << 16) | OS))

/* InstallForm. */
#define MAPIFORM_INSTALL_DIALOG              0x0008U
#define MAPIFORM_INSTALL_OVERWRITEONCONFLICT 0x0010U

/* IPersistMessage: a form takes a message and gives it back. */
#define MAPI_IPERSISTMESSAGE_METHODS(IPURE)                                                         \
  MAPIMETHOD(GetClassID)(THIS_ LPCLSID lpClassID) IPURE;                                            \
  MAPIMETHOD(IsDirty)(THIS) IPURE;                                                                  \
  MAPIMETHOD(InitNew)(THIS_ LPMAPIMESSAGESITE pMessageSite, LPMESSAGE pMessage) IPURE;              \
  MAPIMETHOD(Load)(THIS_ LPMAPIMESSAGESITE pMessageSite, LPMESSAGE pMessage, ULONG ulMessageStatus, \
                   ULONG ulMessageFlags) IPURE;                                                     \
  MAPIMETHOD(Save)(THIS_ LPMESSAGE pMessage, ULONG fSameAsLoad) IPURE;                              \
  MAPIMETHOD(SaveCompleted)(THIS_ LPMESSAGE pMessage) IPURE;                                        \
  MAPIMETHOD(HandsOffMessage)(THIS) IPURE;
#undef INTERFACE
#define INTERFACE IPersistMessage
DECLARE_MAPI_INTERFACE_(IPersistMessage, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IPERSISTMESSAGE_METHODS(PURE)
};

/* IMAPIMessageSite: the place in a viewer where a form sits. */
#define MAPI_IMAPIMESSAGESITE_METHODS(IPURE)                                                                        \
  MAPIMETHOD(GetSession)(THIS_ LPMAPISESSION* ppSession) IPURE;                                                     \
  MAPIMETHOD(GetStore)(THIS_ LPMDB* ppStore) IPURE;                                                                 \
  MAPIMETHOD(GetFolder)(THIS_ LPMAPIFOLDER* ppFolder) IPURE;                                                        \
  MAPIMETHOD(GetMessage)(THIS_ LPMESSAGE* ppmsg) IPURE;                                                             \
  MAPIMETHOD(GetFormManager)(THIS_ LPMAPIFORMMGR* ppFormMgr) IPURE;                                                 \
  MAPIMETHOD(NewMessage)(THIS_ ULONG fComposeInFolder, LPMAPIFOLDER pFolderFocus, LPPERSISTMESSAGE pPersistMessage, \
                         LPMESSAGE* ppMessage, LPMAPIMESSAGESITE* ppMessageSite,                                    \
                         LPMAPIVIEWCONTEXT* ppViewContext) IPURE;                                                   \
  MAPIMETHOD(CopyMessage)(THIS_ LPMAPIFOLDER pFolderDestination) IPURE;                                             \
  MAPIMETHOD(MoveMessage)(THIS_ LPMAPIFOLDER pFolderDestination, LPMAPIVIEWCONTEXT pViewContext,                    \
                          LPCRECT prcPosRect) IPURE;                                                                \
  MAPIMETHOD(DeleteMessage)(THIS_ LPMAPIVIEWCONTEXT pViewContext, LPCRECT prcPosRect) IPURE;                        \
  MAPIMETHOD(SaveMessage)(THIS) IPURE;                                                                              \
  MAPIMETHOD(SubmitMessage)(THIS_ ULONG ulFlags) IPURE;                                                             \
  MAPIMETHOD(GetSiteStatus)(THIS_ LPULONG lpulStatus) IPURE;
#undef INTERFACE
#define INTERFACE IMAPIMessageSite
DECLARE_MAPI_INTERFACE_(IMAPIMessageSite, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPIMESSAGESITE_METHODS(PURE)
};

/* IMAPIForm: a form that shows a message. */
#define MAPI_IMAPIFORM_METHODS(IPURE)                                                         \
  MAPIMETHOD(SetViewContext)(THIS_ LPMAPIVIEWCONTEXT pViewContext) IPURE;                     \
  MAPIMETHOD(GetViewContext)(THIS_ LPMAPIVIEWCONTEXT* ppViewContext) IPURE;                   \
  MAPIMETHOD(ShutdownForm)(THIS_ ULONG ulSaveOptions) IPURE;                                  \
  MAPIMETHOD(DoVerb)(THIS_ LONG iVerb, LPMAPIVIEWCONTEXT lpViewContext, ULONG_PTR hwndParent, \
                     LPCRECT lprcPosRect) IPURE;                                              \
  MAPIMETHOD(Advise)(THIS_ LPMAPIVIEWADVISESINK pAdvise, ULONG_PTR* pdwStatus) IPURE;         \
  MAPIMETHOD(Unadvise)(THIS_ ULONG_PTR ulConnection) IPURE;
#undef INTERFACE
#define INTERFACE IMAPIForm
DECLARE_MAPI_INTERFACE_(IMAPIForm, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPIFORM_METHODS(PURE)
};

/* IMAPIViewContext: the view from which a form was opened. */
#define MAPI_IMAPIVIEWCONTEXT_METHODS(IPURE)                                                 \
  MAPIMETHOD(SetAdviseSink)(THIS_ LPMAPIFORMADVISESINK pmvns) IPURE;                         \
  MAPIMETHOD(ActivateNext)(THIS_ ULONG ulDir, LPCRECT prcPosRect) IPURE;                     \
  MAPIMETHOD(GetPrintSetup)(THIS_ ULONG ulFlags, LPFORMPRINTSETUP* lppFormPrintSetup) IPURE; \
  MAPIMETHOD(GetSaveStream)(THIS_ ULONG* pulFlags, ULONG* pulFormat, LPSTREAM* ppstm) IPURE; \
  MAPIMETHOD(GetViewStatus)(THIS_ LPULONG lpulStatus) IPURE;
#undef INTERFACE
#define INTERFACE IMAPIViewContext
DECLARE_MAPI_INTERFACE_(IMAPIViewContext, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPIVIEWCONTEXT_METHODS(PURE)
};

/* IMAPIFormAdviseSink: the viewer tells the form. */
#define MAPI_IMAPIFORMADVISESINK_METHODS(IPURE)                                                          \
  MAPIMETHOD(OnChange)(THIS_ ULONG ulDir) IPURE;                                                         \
  MAPIMETHOD(OnActivateNext)(THIS_ LPCSTR lpszMessageClass, ULONG ulMessageStatus, ULONG ulMessageFlags, \
                             LPPERSISTMESSAGE* ppPersistMessage) IPURE;
#undef INTERFACE
#define INTERFACE IMAPIFormAdviseSink
DECLARE_MAPI_INTERFACE_(IMAPIFormAdviseSink, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_IMAPIFORMADVISESINK_METHODS(PURE)
};

/* IMAPIViewAdviseSink: the form tells the viewer. */
#define MAPI_IMAPIVIEWADVISESINK_METHODS(IPURE)                          \
  MAPIMETHOD(OnShutdown)(THIS) IPURE;                                    \
  MAPIMETHOD(OnNewMessage)(THIS) IPURE;                                  \
  MAPIMETHOD(OnPrint)(THIS_ ULONG dwPageNumber, HRESULT hrStatus) IPURE; \
  MAPIMETHOD(OnSubmitted)(THIS) IPURE;                                   \
  MAPIMETHOD(OnSaved)(THIS) IPURE;
#undef INTERFACE
#define INTERFACE IMAPIViewAdviseSink
DECLARE_MAPI_INTERFACE_(IMAPIViewAdviseSink, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_IMAPIVIEWADVISESINK_METHODS(PURE)
};

/* IMAPIFormInfo: what is known about a form. */
#define MAPI_IMAPIFORMINFO_METHODS(IPURE)                                                       \
  MAPIMETHOD(CalcFormPropSet)(THIS_ ULONG ulFlags, LPMAPIFORMPROPARRAY* ppFormPropArray) IPURE; \
  MAPIMETHOD(CalcVerbSet)(THIS_ ULONG ulFlags, LPMAPIVERBARRAY* ppMAPIVerbArray) IPURE;         \
  MAPIMETHOD(MakeIconFromBinary)(THIS_ ULONG nPropID, HICON* phicon) IPURE;                     \
  MAPIMETHOD(SaveForm)(THIS_ LPCTSTR szFileName) IPURE;                                         \
  MAPIMETHOD(OpenFormContainer)(THIS_ LPMAPIFORMCONTAINER* ppformcontainer) IPURE;
#undef INTERFACE
#define INTERFACE IMAPIFormInfo
DECLARE_MAPI_INTERFACE_(IMAPIFormInfo, IMAPIProp) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPIPROP_METHODS(PURE)
  MAPI_IMAPIFORMINFO_METHODS(PURE)
};

/* IMAPIFormMgr: finds the form for a message class. */
#define MAPI_IMAPIFORMMGR_METHODS(IPURE)                                                                           \
  MAPIMETHOD(LoadForm)(THIS_ ULONG_PTR ulUIParam, ULONG ulFlags, LPCSTR lpszMessageClass, ULONG ulMessageStatus,   \
                       ULONG ulMessageFlags, LPMAPIFOLDER pFolderFocus, LPMAPIMESSAGESITE pMessageSite,            \
                       LPMESSAGE pmsg, LPMAPIVIEWCONTEXT pViewContext, REFIID riid, LPVOID* ppvObj) IPURE;         \
  MAPIMETHOD(ResolveMessageClass)(THIS_ LPCSTR szMsgClass, ULONG ulFlags, LPMAPIFOLDER pFolderFocus,               \
                                  LPMAPIFORMINFO* ppResult) IPURE;                                                 \
  MAPIMETHOD(ResolveMultipleMessageClasses)(THIS_ LPSMESSAGECLASSARRAY pMsgClasses, ULONG ulFlags,                 \
                                            LPMAPIFOLDER pFolderFocus, LPSMAPIFORMINFOARRAY* pfrminfoarray) IPURE; \
  MAPIMETHOD(CalcFormPropSet)(THIS_ LPSMAPIFORMINFOARRAY pfrminfoarray, ULONG ulFlags,                             \
                              LPMAPIFORMPROPARRAY* ppResults) IPURE;                                               \
  MAPIMETHOD(CreateForm)(THIS_ ULONG_PTR ulUIParam, ULONG ulFlags, LPMAPIFORMINFO pfrminfoToActivate,              \
                         REFIID refiidToAsk, LPVOID* ppvObj) IPURE;                                                \
  MAPIMETHOD(SelectForm)(THIS_ ULONG_PTR ulUIParam, ULONG ulFlags, LPCTSTR pszTitle, LPMAPIFOLDER pfld,            \
                         LPMAPIFORMINFO* ppfrminfoReturned) IPURE;                                                 \
  MAPIMETHOD(SelectMultipleForms)(THIS_ ULONG_PTR ulUIParam, ULONG ulFlags, LPCTSTR pszTitle, LPMAPIFOLDER pfld,   \
                                  LPSMAPIFORMINFOARRAY pfrminfoarray, LPSMAPIFORMINFOARRAY* ppfrminfoarray) IPURE; \
  MAPIMETHOD(SelectFormContainer)(THIS_ ULONG_PTR ulUIParam, ULONG ulFlags, LPMAPIFORMCONTAINER* lppfcnt) IPURE;   \
  MAPIMETHOD(OpenFormContainer)(THIS_ HFRMREG hfrmreg, LPUNKNOWN lpunk, LPMAPIFORMCONTAINER* lppfcnt) IPURE;       \
  MAPIMETHOD(PrepareForm)(THIS_ ULONG_PTR ulUIParam, ULONG ulFlags, LPMAPIFORMINFO pfrminfo) IPURE;                \
  MAPIMETHOD(IsInConflict)(THIS_ ULONG ulMessageFlags, ULONG ulMessageStatus, LPCSTR szMessageClass,               \
                           LPMAPIFOLDER pFolderFocus) IPURE;
#undef INTERFACE
#define INTERFACE IMAPIFormMgr
DECLARE_MAPI_INTERFACE_(IMAPIFormMgr, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPIFORMMGR_METHODS(PURE)
};

/* IMAPIFormContainer: a library of forms. */
#define MAPI_IMAPIFORMCONTAINER_METHODS(IPURE)                                                                  \
  MAPIMETHOD(InstallForm)(THIS_ ULONG_PTR ulUIParam, ULONG ulFlags, LPCTSTR szCfgPathName) IPURE;               \
  MAPIMETHOD(RemoveForm)(THIS_ LPCSTR szMessageClass) IPURE;                                                    \
  MAPIMETHOD(ResolveMessageClass)(THIS_ LPCSTR szMessageClass, ULONG ulFlags, LPMAPIFORMINFO* pforminfo) IPURE; \
  MAPIMETHOD(ResolveMultipleMessageClasses)(THIS_ LPSMESSAGECLASSARRAY pMsgClassArray, ULONG ulFlags,           \
                                            LPSMAPIFORMINFOARRAY* ppfrminfoarray) IPURE;                        \
  MAPIMETHOD(CalcFormPropSet)(THIS_ ULONG ulFlags, LPMAPIFORMPROPARRAY* ppResults) IPURE;                       \
  MAPIMETHOD(GetDisplay)(THIS_ ULONG ulFlags, LPTSTR* pszDisplayName) IPURE;
#undef INTERFACE
#define INTERFACE IMAPIFormContainer
DECLARE_MAPI_INTERFACE_(IMAPIFormContainer, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPIFORMCONTAINER_METHODS(PURE)
};

/* IMAPIFormFactory: makes class factories of forms. */
#define MAPI_IMAPIFORMFACTORY_METHODS(IPURE)                                                                      \
  MAPIMETHOD(CreateClassFactory)(THIS_ REFCLSID clsidForm, ULONG ulFlags, LPCLASSFACTORY* lppClassFactory) IPURE; \
  MAPIMETHOD(LockServer)(THIS_ ULONG ulFlags, ULONG fLockServer) IPURE;
#undef INTERFACE
#define INTERFACE IMAPIFormFactory
DECLARE_MAPI_INTERFACE_(IMAPIFormFactory, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  MAPI_IMAPIFORMFACTORY_METHODS(PURE)
};

STDAPI MAPIOpenFormMgr(LPMAPISESSION pSession, LPMAPIFORMMGR* ppmgr);
STDAPI MAPIOpenLocalFormContainer(LPMAPIFORMCONTAINER* ppfcnt);

typedef HRESULT(STDAPICALLTYPE MAPIOPENFORMMGR)(LPMAPISESSION pSession, LPMAPIFORMMGR* ppmgr);
typedef MAPIOPENFORMMGR* LPMAPIOPENFORMMGR;
typedef HRESULT(STDAPICALLTYPE MAPIOPENLOCALFORMCONTAINER)(LPMAPIFORMCONTAINER* ppfcnt);
typedef MAPIOPENLOCALFORMCONTAINER* LPMAPIOPENLOCALFORMCONTAINER;

#if defined(COBJMACROS) && !defined(__cplusplus)
#include "mapicobj.h"
#endif

#endif /* MAPIFORM_H */
