/* SPDX-License-Identifier: Apache-2.0 */
/* TNEF: a message as one stream of bytes, the form in which MAPI properties travel through other mail systems. */
#ifndef TNEF_H
#define TNEF_H

#include "mapidefs.h"
#include "mapiguid.h"
#include "mapix.h"

DECLARE_MAPI_INTERFACE_PTR(ITnef, LPITNEF);

/* ---- The stream: signature, key, attributes ---- */

#define TNEF_SIGNATURE 0x223E9F78U

/* An attribute is a type and a number. The values are those of the stream. */
#define atpTriples 0x0000U
#define atpString  0x0001U
#define atpText    0x0002U
#define atpDate    0x0003U
#define atpShort   0x0004U
#define atpLong    0x0005U
#define atpByte    0x0006U
#define atpWord    0x0007U
#define atpDword   0x0008U
#define atpMax     0x0009U

/* What an attribute belongs to. */
#define LVL_MESSAGE    0x01
#define LVL_ATTACHMENT 0x02

#define ATT_ID(_att) ((WORD)((_att)&0x0000FFFF))
#define ATT_TYPE(_att) ((WORD)(((_att) >> 16) & 0x0000FFFF))
#define ATT(_atp, _id) ((((DWORD)(_atp)) << 16) | ((WORD)(_id)))

#define attOwner                   ATT(atpByte, 0x0000)
#define attSentFor                 ATT(atpByte, 0x0001)
#define attDelegate                ATT(atpByte, 0x0002)
#define attDateStart               ATT(atpDate, 0x0006)
#define attDateEnd                 ATT(atpDate, 0x0007)
#define attAidOwner                ATT(atpLong, 0x0008)
#define attRequestRes              ATT(atpShort, 0x0009)
#define attFrom                    ATT(atpTriples, 0x8000)
#define attSubject                 ATT(atpString, 0x8004)
#define attDateSent                ATT(atpDate, 0x8005)
#define attDateRecd                ATT(atpDate, 0x8006)
#define attMessageStatus           ATT(atpByte, 0x8007)
#define attMessageClass            ATT(atpWord, 0x8008)
#define attMessageID               ATT(atpString, 0x8009)
#define attParentID                ATT(atpString, 0x800A)
#define attConversationID          ATT(atpString, 0x800B)
#define attBody                    ATT(atpText, 0x800C)
#define attPriority                ATT(atpShort, 0x800D)
#define attAttachData              ATT(atpByte, 0x800F)
#define attAttachTitle             ATT(atpString, 0x8010)
#define attAttachMetaFile          ATT(atpByte, 0x8011)
#define attAttachCreateDate        ATT(atpDate, 0x8012)
#define attAttachModifyDate        ATT(atpDate, 0x8013)
#define attDateModified            ATT(atpDate, 0x8020)
#define attAttachTransportFilename ATT(atpByte, 0x9001)
#define attAttachRenddata          ATT(atpByte, 0x9002)
#define attMAPIProps               ATT(atpByte, 0x9003)
#define attRecipTable              ATT(atpByte, 0x9004)
#define attAttachment              ATT(atpByte, 0x9005)
#define attTnefVersion             ATT(atpDword, 0x9006)
#define attOemCodepage             ATT(atpByte, 0x9007)
#define attOriginalMessageClass    ATT(atpWord, 0x9008)

#define MAKE_TNEF_VERSION(_mj, _mn) (((ULONG)(0x0000FFFF & _mj) << 16) | (ULONG)(0x0000FFFF & _mn))
#define TNEF_SPEC_MAJOR_VERSION 1
#define TNEF_SPEC_MINOR_VERSION 0
#define TNEF_SPEC_VERSION MAKE_TNEF_VERSION(TNEF_SPEC_MAJOR_VERSION, TNEF_SPEC_MINOR_VERSION)

/* ---- Functions and the interface ---- */

/* OpenTnefStream. */
#define TNEF_DECODE             0x0000U
#define TNEF_ENCODE             0x0002U
#define TNEF_PURE               0x00010000U
#define TNEF_COMPATIBILITY      0x00020000U
#define TNEF_BEST_DATA          0x00040000U
#define TNEF_COMPONENT_ENCODING 0x80000000U

/* AddProps, ExtractProps and SetProps. */
#define TNEF_PROP_INCLUDE          0x0001U
#define TNEF_PROP_EXCLUDE          0x0002U
#define TNEF_PROP_CONTAINED        0x0004U
#define TNEF_PROP_MESSAGE_ONLY     0x0008U
#define TNEF_PROP_ATTACHMENTS_ONLY 0x0010U
#define TNEF_PROP_CONTAINED_TNEF   0x0040U

/* FinishComponent. */
#define TNEF_COMPONENT_MESSAGE    0x1000U
#define TNEF_COMPONENT_ATTACHMENT 0x2000U

typedef struct _STnefProblem {
  ULONG ulComponent;
  ULONG ulAttribute;
  ULONG ulPropTag;
  SCODE scode;
} STnefProblem, *LPSTnefProblem;

typedef struct _STnefProblemArray {
  ULONG cProblem;
  STnefProblem aProblem[MAPI_DIM];
} STnefProblemArray, *LPSTnefProblemArray;
#define CbNewSTnefProblemArray(_c) (offsetof(STnefProblemArray, aProblem) + (_c) * sizeof(STnefProblem))
#define CbSTnefProblemArray(_lp) (offsetof(STnefProblemArray, aProblem) + (ULONG)(_lp)->cProblem * sizeof(STnefProblem))

/* ITnef: writes a message into a TNEF stream, or takes one out of it. */
#define MAPI_ITNEF_METHODS(IPURE)                                                                                   \
  MAPIMETHOD(AddProps)(THIS_ ULONG ulFlags, ULONG ulElemID, LPVOID lpvData, LPSPropTagArray lpPropList) IPURE;      \
  MAPIMETHOD(ExtractProps)(THIS_ ULONG ulFlags, LPSPropTagArray lpPropList, LPSTnefProblemArray* lpProblems) IPURE; \
  MAPIMETHOD(Finish)(THIS_ ULONG ulFlags, WORD* lpKey, LPSTnefProblemArray* lpProblems) IPURE;                      \
  MAPIMETHOD(OpenTaggedBody)(THIS_ LPMESSAGE lpMessage, ULONG ulFlags, LPSTREAM* lppStream) IPURE;                  \
  MAPIMETHOD(SetProps)(THIS_ ULONG ulFlags, ULONG ulElemID, ULONG cValues, LPSPropValue lpProps) IPURE;             \
  MAPIMETHOD(EncodeRecips)(THIS_ ULONG ulFlags, LPMAPITABLE lpRecipientTable) IPURE;                                \
  MAPIMETHOD(FinishComponent)(THIS_ ULONG ulFlags, ULONG ulComponentID, LPSPropTagArray lpCustomPropList,           \
                              LPSPropValue lpCustomProps, LPSPropTagArray lpPropList,                               \
                              LPSTnefProblemArray* lpProblems) IPURE;
#undef INTERFACE
#define INTERFACE ITnef
DECLARE_MAPI_INTERFACE_(ITnef, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_ITNEF_METHODS(PURE)
};

STDAPI OpenTnefStream(LPVOID lpvSupport, LPSTREAM lpStream, LPTSTR lpszStreamName, ULONG ulFlags, LPMESSAGE lpMessage,
                      WORD wKeyVal, LPITNEF* lppTNEF);
STDAPI OpenTnefStreamEx(LPVOID lpvSupport, LPSTREAM lpStream, LPTSTR lpszStreamName, ULONG ulFlags, LPMESSAGE lpMessage,
                        WORD wKeyVal, LPADRBOOK lpAdressBook, LPITNEF* lppTNEF);
STDAPI GetTnefStreamCodepage(LPSTREAM lpStream, ULONG* lpulCodepage, ULONG* lpulSubCodepage);

#endif /* TNEF_H */
