/* SPDX-License-Identifier: Apache-2.0 */
/* Simple MAPI: send, find and read mail in twelve functions. Its error codes are small numbers of their own. */
#ifndef MAPI_H
#define MAPI_H

#include "compat/windows.h"

typedef ULONG FLAGS;
typedef ULONG_PTR LHANDLE, *LPLHANDLE;
#define lhSessionNull ((LHANDLE)0)

/* ---- Attached files ---- */

/* MapiFileDesc.flFlags. */
#define MAPI_OLE        0x0001U
#define MAPI_OLE_STATIC 0x0002U

typedef struct {
  ULONG ulReserved;
  ULONG flFlags;
  ULONG nPosition;
  LPSTR lpszPathName;
  LPSTR lpszFileName;
  LPVOID lpFileType;
} MapiFileDesc, *lpMapiFileDesc;

typedef struct {
  ULONG ulReserved;
  ULONG flFlags;
  ULONG nPosition;
  PWSTR lpszPathName;
  PWSTR lpszFileName;
  PVOID lpFileType;
} MapiFileDescW, *lpMapiFileDescW;

/* What a file is: an object identifier and how it was encoded. */
typedef struct {
  ULONG ulReserved;
  ULONG cbTag;
  LPBYTE lpTag;
  ULONG cbEncoding;
  LPBYTE lpEncoding;
} MapiFileTagExt, *lpMapiFileTagExt;

/* ---- Recipients ---- */

/* MapiRecipDesc.ulRecipClass; PR_RECIPIENT_TYPE too. */
#ifndef MAPI_ORIG
#define MAPI_ORIG 0x0000U
#define MAPI_TO   0x0001U
#define MAPI_CC   0x0002U
#define MAPI_BCC  0x0003U
#endif

typedef struct {
  ULONG ulReserved;
  ULONG ulRecipClass;
  LPSTR lpszName;
  LPSTR lpszAddress;
  ULONG ulEIDSize;
  LPVOID lpEntryID;
} MapiRecipDesc, *lpMapiRecipDesc;

typedef struct {
  ULONG ulReserved;
  ULONG ulRecipClass;
  PWSTR lpszName;
  PWSTR lpszAddress;
  ULONG ulEIDSize;
  PVOID lpEntryID;
} MapiRecipDescW, *lpMapiRecipDescW;

/* ---- Messages ---- */

/* MapiMessage.flFlags. */
#define MAPI_UNREAD            0x0001U
#define MAPI_RECEIPT_REQUESTED 0x0002U
#define MAPI_SENT              0x0004U

typedef struct {
  ULONG ulReserved;
  LPSTR lpszSubject;
  LPSTR lpszNoteText;
  LPSTR lpszMessageType;
  LPSTR lpszDateReceived;
  LPSTR lpszConversationID;
  FLAGS flFlags;
  lpMapiRecipDesc lpOriginator;
  ULONG nRecipCount;
  lpMapiRecipDesc lpRecips;
  ULONG nFileCount;
  lpMapiFileDesc lpFiles;
} MapiMessage, *lpMapiMessage;

typedef struct {
  ULONG ulReserved;
  PWSTR lpszSubject;
  PWSTR lpszNoteText;
  PWSTR lpszMessageType;
  PWSTR lpszDateReceived;
  PWSTR lpszConversationID;
  FLAGS flFlags;
  lpMapiRecipDescW lpOriginator;
  ULONG nRecipCount;
  lpMapiRecipDescW lpRecips;
  ULONG nFileCount;
  lpMapiFileDescW lpFiles;
} MapiMessageW, *lpMapiMessageW;

/* ---- Functions ---- */

/* Logging on, sending, finding and reading. */
#define MAPI_LOGON_UI        0x0001U
#define MAPI_PASSWORD_UI     0x00020000U
#define MAPI_NEW_SESSION     0x0002U
#define MAPI_FORCE_DOWNLOAD  0x1000U
#define MAPI_EXTENDED        0x0020U
#define MAPI_DIALOG          0x0008U
#define MAPI_UNREAD_ONLY     0x0020U
#define MAPI_GUARANTEE_FIFO  0x0100U
#define MAPI_LONG_MSGID      0x4000U
#define MAPI_PEEK            0x0080U
#define MAPI_SUPPRESS_ATTACH 0x0800U
#define MAPI_ENVELOPE_ONLY   0x0040U
#define MAPI_BODY_AS_FILE    0x0200U
#define MAPI_AB_NOMODIFY     0x0400U

typedef ULONG(PASCAL MAPILOGON)(ULONG_PTR ulUIParam, LPSTR lpszProfileName, LPSTR lpszPassword, FLAGS flFlags,
                                ULONG ulReserved, LPLHANDLE lplhSession);
typedef MAPILOGON* LPMAPILOGON;
STDAPI_(ULONG) MAPILogon(ULONG_PTR ulUIParam, LPSTR lpszProfileName, LPSTR lpszPassword, FLAGS flFlags,
                         ULONG ulReserved, LPLHANDLE lplhSession);

typedef ULONG(PASCAL MAPILOGOFF)(LHANDLE lhSession, ULONG_PTR ulUIParam, FLAGS flFlags, ULONG ulReserved);
typedef MAPILOGOFF* LPMAPILOGOFF;
STDAPI_(ULONG) MAPILogoff(LHANDLE lhSession, ULONG_PTR ulUIParam, FLAGS flFlags, ULONG ulReserved);

typedef ULONG(PASCAL MAPISENDMAIL)(LHANDLE lhSession, ULONG_PTR ulUIParam, lpMapiMessage lpMessage, FLAGS flFlags,
                                   ULONG ulReserved);
typedef MAPISENDMAIL* LPMAPISENDMAIL;
STDAPI_(ULONG) MAPISendMail(LHANDLE lhSession, ULONG_PTR ulUIParam, lpMapiMessage lpMessage, FLAGS flFlags,
                            ULONG ulReserved);

typedef ULONG(PASCAL MAPISENDMAILW)(LHANDLE lhSession, ULONG_PTR ulUIParam, lpMapiMessageW lpMessage, FLAGS flFlags,
                                    ULONG ulReserved);
typedef MAPISENDMAILW* LPMAPISENDMAILW;
STDAPI_(ULONG) MAPISendMailW(LHANDLE lhSession, ULONG_PTR ulUIParam, lpMapiMessageW lpMessage, FLAGS flFlags,
                             ULONG ulReserved);

typedef ULONG(PASCAL MAPISENDDOCUMENTS)(ULONG_PTR ulUIParam, LPSTR lpszDelimChar, LPSTR lpszFilePaths,
                                        LPSTR lpszFileNames, ULONG ulReserved);
typedef MAPISENDDOCUMENTS* LPMAPISENDDOCUMENTS;
STDAPI_(ULONG) MAPISendDocuments(ULONG_PTR ulUIParam, LPSTR lpszDelimChar, LPSTR lpszFilePaths, LPSTR lpszFileNames,
                                 ULONG ulReserved);

typedef ULONG(PASCAL MAPIFINDNEXT)(LHANDLE lhSession, ULONG_PTR ulUIParam, LPSTR lpszMessageType,
                                   LPSTR lpszSeedMessageID, FLAGS flFlags, ULONG ulReserved, LPSTR lpszMessageID);
typedef MAPIFINDNEXT* LPMAPIFINDNEXT;
STDAPI_(ULONG) MAPIFindNext(LHANDLE lhSession, ULONG_PTR ulUIParam, LPSTR lpszMessageType, LPSTR lpszSeedMessageID,
                            FLAGS flFlags, ULONG ulReserved, LPSTR lpszMessageID);

typedef ULONG(PASCAL MAPIREADMAIL)(LHANDLE lhSession, ULONG_PTR ulUIParam, LPSTR lpszMessageID, FLAGS flFlags,
                                   ULONG ulReserved, lpMapiMessage* lppMessage);
typedef MAPIREADMAIL* LPMAPIREADMAIL;
STDAPI_(ULONG) MAPIReadMail(LHANDLE lhSession, ULONG_PTR ulUIParam, LPSTR lpszMessageID, FLAGS flFlags,
                            ULONG ulReserved, lpMapiMessage* lppMessage);

typedef ULONG(PASCAL MAPISAVEMAIL)(LHANDLE lhSession, ULONG_PTR ulUIParam, lpMapiMessage lpMessage, FLAGS flFlags,
                                   ULONG ulReserved, LPSTR lpszMessageID);
typedef MAPISAVEMAIL* LPMAPISAVEMAIL;
STDAPI_(ULONG) MAPISaveMail(LHANDLE lhSession, ULONG_PTR ulUIParam, lpMapiMessage lpMessage, FLAGS flFlags,
                            ULONG ulReserved, LPSTR lpszMessageID);

typedef ULONG(PASCAL MAPIDELETEMAIL)(LHANDLE lhSession, ULONG_PTR ulUIParam, LPSTR lpszMessageID, FLAGS flFlags,
                                     ULONG ulReserved);
typedef MAPIDELETEMAIL* LPMAPIDELETEMAIL;
STDAPI_(ULONG) MAPIDeleteMail(LHANDLE lhSession, ULONG_PTR ulUIParam, LPSTR lpszMessageID, FLAGS flFlags,
                              ULONG ulReserved);

typedef ULONG(PASCAL MAPIADDRESS)(LHANDLE lhSession, ULONG_PTR ulUIParam, LPSTR lpszCaption, ULONG nEditFields,
                                  LPSTR lpszLabels, ULONG nRecips, lpMapiRecipDesc lpRecips, FLAGS flFlags,
                                  ULONG ulReserved, LPULONG lpnNewRecips, lpMapiRecipDesc* lppNewRecips);
typedef MAPIADDRESS* LPMAPIADDRESS;
STDAPI_(ULONG) MAPIAddress(LHANDLE lhSession, ULONG_PTR ulUIParam, LPSTR lpszCaption, ULONG nEditFields,
                           LPSTR lpszLabels, ULONG nRecips, lpMapiRecipDesc lpRecips, FLAGS flFlags, ULONG ulReserved,
                           LPULONG lpnNewRecips, lpMapiRecipDesc* lppNewRecips);

typedef ULONG(PASCAL MAPIDETAILS)(LHANDLE lhSession, ULONG_PTR ulUIParam, lpMapiRecipDesc lpRecip, FLAGS flFlags,
                                  ULONG ulReserved);
typedef MAPIDETAILS* LPMAPIDETAILS;
STDAPI_(ULONG) MAPIDetails(LHANDLE lhSession, ULONG_PTR ulUIParam, lpMapiRecipDesc lpRecip, FLAGS flFlags,
                           ULONG ulReserved);

typedef ULONG(PASCAL MAPIRESOLVENAME)(LHANDLE lhSession, ULONG_PTR ulUIParam, LPSTR lpszName, FLAGS flFlags,
                                      ULONG ulReserved, lpMapiRecipDesc* lppRecip);
typedef MAPIRESOLVENAME* LPMAPIRESOLVENAME;
STDAPI_(ULONG) MAPIResolveName(LHANDLE lhSession, ULONG_PTR ulUIParam, LPSTR lpszName, FLAGS flFlags, ULONG ulReserved,
                               lpMapiRecipDesc* lppRecip);

typedef ULONG(STDAPICALLTYPE MAPIFREEBUFFER)(LPVOID lpBuffer);
typedef MAPIFREEBUFFER* LPMAPIFREEBUFFER;
STDAPI_(ULONG) MAPIFreeBuffer(LPVOID pv);

/* ---- What the functions return ---- */

#undef SUCCESS_SUCCESS
#define SUCCESS_SUCCESS                 0
#define MAPI_USER_ABORT                 1
#define MAPI_E_USER_ABORT               MAPI_USER_ABORT
#define MAPI_E_FAILURE                  2
#define MAPI_E_LOGON_FAILURE            3
#define MAPI_E_LOGIN_FAILURE            MAPI_E_LOGON_FAILURE
#define MAPI_E_DISK_FULL                4
#define MAPI_E_INSUFFICIENT_MEMORY      5
#define MAPI_E_ACCESS_DENIED            6
#define MAPI_E_TOO_MANY_SESSIONS        8
#define MAPI_E_TOO_MANY_FILES           9
#define MAPI_E_TOO_MANY_RECIPIENTS      10
#define MAPI_E_ATTACHMENT_NOT_FOUND     11
#define MAPI_E_ATTACHMENT_OPEN_FAILURE  12
#define MAPI_E_ATTACHMENT_WRITE_FAILURE 13
#define MAPI_E_UNKNOWN_RECIPIENT        14
#define MAPI_E_BAD_RECIPTYPE            15
#define MAPI_E_NO_MESSAGES              16
#define MAPI_E_INVALID_MESSAGE          17
#define MAPI_E_TEXT_TOO_LARGE           18
#define MAPI_E_INVALID_SESSION          19
#define MAPI_E_TYPE_NOT_SUPPORTED       20
#define MAPI_E_AMBIGUOUS_RECIPIENT      21
#define MAPI_E_AMBIG_RECIP              MAPI_E_AMBIGUOUS_RECIPIENT
#define MAPI_E_MESSAGE_IN_USE           22
#define MAPI_E_NETWORK_FAILURE          23
#define MAPI_E_INVALID_EDITFIELDS       24
#define MAPI_E_INVALID_RECIPS           25
#define MAPI_E_NOT_SUPPORTED            26

#endif /* MAPI_H */
