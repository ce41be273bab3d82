/* SPDX-License-Identifier: Apache-2.0 */
/* Additions to MAPI that came after its headers. */
#ifndef MAPIAUX_H
#define MAPIAUX_H

#include "edkmdb.h"
#include "mapiguid.h"
#include "mapitags.h"
#include "mapix.h"

/* Properties. */
#define PR_ATTACH_CONTENT_ID     PROP_TAG(PT_TSTRING, 0x3712)
#define PR_ATTACH_CONTENT_ID_W   PROP_TAG(PT_UNICODE, 0x3712)
#define PR_ATTACH_CONTENT_ID_A   PROP_TAG(PT_STRING8, 0x3712)
#define PR_DISPLAY_TYPE_EX       PROP_TAG(PT_LONG, 0x3905)
#define PR_ROH_FLAGS             PROP_TAG(PT_LONG, 0x6623)
#define PR_ROH_PROXY_AUTH_SCHEME PROP_TAG(PT_LONG, 0x6627)

/* MAPILogonEx and MAPIInitialize. */
#define MAPI_BG_SESSION 0x00200000U
#define MAPI_NO_COINIT 0x0008U

/* SaveChanges of a message that has just arrived. */
#define SPAMFILTER_ONSAVE 0x0080U
#define ITEMPROC_FORCE    0x0800U
#define NON_EMS_XP_SAVE   0x1000U

/* OpenMsgStore: go to the server. */
#define MDB_ONLINE 0x0100U

/* PR_STORE_SUPPORT_MASK: strings may be Unicode, and the store wants items processed. */
#define STORE_UNICODE_OK 0x00040000U
#define STORE_ITEMPROC   0x00200000U

/* OpenEntry: whether a cache may answer. */
#define MAPI_NO_CACHE   0x0200U
#define MAPI_CACHE_ONLY 0x4000U
/* OpenEntry of an address book: whether only the global address list may. */
#define MAPI_GAL_ONLY   0x0080U

/* Periods of archiving. */
#define AG_MONTHS    0
#define AG_WEEKS     1
#define AG_DAYS      2
#define NUM_AG_TYPES 3

/* PR_DISPLAY_TYPE_EX: a local and a remote display type. */
#define DTE_FLAG_REMOTE_VALID 0x80000000U
#define DTE_FLAG_ACL_CAPABLE  0x40000000U
#define DTE_MASK_REMOTE       0xFF00U
#define DTE_MASK_LOCAL        0x00FFU
#define DTE_IS_REMOTE_VALID(v) (!!((v)&DTE_FLAG_REMOTE_VALID))
#define DTE_IS_ACL_CAPABLE(v) (!!((v)&DTE_FLAG_ACL_CAPABLE))
#define DTE_REMOTE(v) (((v)&DTE_MASK_REMOTE) >> 8)
#define DTE_LOCAL(v) ((v)&DTE_MASK_LOCAL)

/* More PR_DISPLAY_TYPE. */
#define DT_ROOM         0x0007U
#define DT_EQUIPMENT    0x0008U
#define DT_SEC_DISTLIST 0x0009U

/* PR_ROH_FLAGS and PR_ROH_PROXY_AUTH_SCHEME. */
#define ROHFLAGS_USE_ROH            0x0001U
#define ROHFLAGS_SSL_ONLY           0x0002U
#define ROHFLAGS_MUTUAL_AUTH        0x0004U
#define ROHFLAGS_HTTP_FIRST_ON_FAST 0x0008U
#define ROHFLAGS_HTTP_FIRST_ON_SLOW 0x0020U
#define ROHAUTH_BASIC               0x0001U
#define ROHAUTH_NTLM                0x0002U

#endif /* MAPIAUX_H */

/* Identifiers: defined where INITGUID is defined, as in mapiguid.h. */
#if !defined(MAPIAUX_GUIDS) || (defined(INITGUID) && !defined(MAPIAUX_GUIDS_DEFINED))
#define MAPIAUX_GUIDS
#ifdef INITGUID
#define MAPIAUX_GUIDS_DEFINED
#endif
#include "compat/guiddef.h"
DEFINE_OLEGUID(IID_IMsgServiceAdmin2, 0x00020387, 0x0000, 0x0000);
DEFINE_OLEGUID(IID_IMessageRaw, 0x0002038A, 0x0000, 0x0000);
#endif
