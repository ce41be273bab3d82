/* SPDX-License-Identifier: Apache-2.0 */
/* Exchange's additions to message stores: profile sections, rules, rights and synchronisation. */
#ifndef EDKMDB_H
#define EDKMDB_H

#include "edkguid.h"
#include "mapicode.h"
#include "mapidefs.h"
#include "mapiguid.h"
#include "mapitags.h"
#include "mapix.h"

DECLARE_MAPI_INTERFACE_PTR(IExchangeFavorites, LPEXCHANGEFAVORITES);
DECLARE_MAPI_INTERFACE_PTR(IExchangeNntpNewsfeed, LPEXCHANGENNTPNEWSFEED);
DECLARE_MAPI_INTERFACE_PTR(IExchangeModifyTable, LPEXCHANGEMODIFYTABLE);
DECLARE_MAPI_INTERFACE_PTR(IExchangeRuleAction, LPEXCHANGERULEACTION);
DECLARE_MAPI_INTERFACE_PTR(IExchangeManageStore, LPEXCHANGEMANAGESTORE);
DECLARE_MAPI_INTERFACE_PTR(IExchangeManageStore2, LPEXCHANGEMANAGESTORE2);
DECLARE_MAPI_INTERFACE_PTR(IExchangeManageStore3, LPEXCHANGEMANAGESTORE3);
DECLARE_MAPI_INTERFACE_PTR(IExchangeManageStore4, LPEXCHANGEMANAGESTORE4);
DECLARE_MAPI_INTERFACE_PTR(IExchangeFastTransfer, LPEXCHANGEFASTTRANSFER);
DECLARE_MAPI_INTERFACE_PTR(IExchangeExportChanges, LPEXCHANGEEXPORTCHANGES);
DECLARE_MAPI_INTERFACE_PTR(IExchangeExportChanges2, LPEXCHANGEEXPORTCHANGES2);
DECLARE_MAPI_INTERFACE_PTR(IExchangeExportChanges3, LPEXCHANGEEXPORTCHANGES3);
DECLARE_MAPI_INTERFACE_PTR(IExchangeImportContentsChanges, LPEXCHANGEIMPORTCONTENTSCHANGES);
DECLARE_MAPI_INTERFACE_PTR(IExchangeImportContentsChanges2, LPEXCHANGEIMPORTCONTENTSCHANGES2);
DECLARE_MAPI_INTERFACE_PTR(IExchangeImportHierarchyChanges, LPEXCHANGEIMPORTHIERARCHYCHANGES);
DECLARE_MAPI_INTERFACE_PTR(IExchangeChangeAdviseSink, LPEXCHANGECHANGEADVISESINK);
DECLARE_MAPI_INTERFACE_PTR(IExchangeChangeAdvisor, LPEXCHANGECHANGEADVISOR);
DECLARE_MAPI_INTERFACE_PTR(IExchangeMessageConversion, LPEXCHANGEMESSAGECONVERSION);
DECLARE_MAPI_INTERFACE_PTR(IExchangeBadItemCallback, LPEXCHANGEBADITEMCALLBACK);
DECLARE_MAPI_INTERFACE_PTR(IExchangeMoveUserProgress, LPEXCHANGEMOVEUSERPROGRESS);

/* Names of well-known profile sections, as the sixteen bytes of a MAPIUID. */
#define pbGlobalProfileSectionGuid "\x13\xDB\xB0\xC8\xAA\x05\x10\x1A\x9B\xB0\x00\xAA\x00\x2F\xC4\x5A"
#define pbExchangeProviderPrimaryUserGuid "\x54\x94\xA1\xC0\x29\x7F\x10\x1B\xA5\x87\x08\x00\x2B\x2A\x25\x17"
#define pbExchangeProviderDelegateGuid "\x9E\xB4\x77\x00\x74\xE4\x11\xCE\x8C\x5E\x00\xAA\x00\x42\x54\xE2"
#define pbExchangeProviderPublicGuid "\x78\xB2\xFA\x70\xAF\xF7\x11\xCD\x9B\xC8\x00\xAA\x00\x2F\xC4\x5A"
#define pbExchangeProviderXportGuid "\xA9\x06\x40\xE0\xD6\x93\x11\xCD\xAF\x95\x00\xAA\x00\x4A\x35\xC3"

/* Ranges of property identifiers. */
#define pidStoreNonTransMin           0x0E40U
#define pidExchangeXmitReservedMin    0x3FE0U
#define pidExchangeNonXmitReservedMin 0x65E0U
#define pidProfileMin                 0x6600U
#define pidStoreMin                   0x6618U
#define pidFolderMin                  0x6638U
#define pidMessageReadOnlyMin         0x6640U
#define pidMessageWriteableMin        0x6658U
#define pidAttachReadOnlyMin          0x666CU
#define pidSpecialMin                 0x6670U
#define pidAdminMin                   0x6690U
#define pidSecureProfileMin           0x67F0U
#define pidRenMsgFldMin               0x1080U
#define pidLocalStoreInternalMin      0x6500U
#define pidLocalStoreInternalMax      0x65C0U
#define pidMAPIMin                    0x3000U

/* Profile sections: the global section, and the sections of stores. */
#define PR_PROFILE_VERSION                   PROP_TAG(PT_LONG, 0x6600)
#define PR_PROFILE_CONFIG_FLAGS              PROP_TAG(PT_LONG, 0x6601)
#define PR_PROFILE_HOME_SERVER               PROP_TAG(PT_STRING8, 0x6602)
#define PR_PROFILE_USER                      PROP_TAG(PT_STRING8, 0x6603)
#define PR_PROFILE_CONNECT_FLAGS             PROP_TAG(PT_LONG, 0x6604)
#define PR_PROFILE_TRANSPORT_FLAGS           PROP_TAG(PT_LONG, 0x6605)
#define PR_PROFILE_UI_STATE                  PROP_TAG(PT_LONG, 0x6606)
#define PR_PROFILE_UNRESOLVED_NAME           PROP_TAG(PT_TSTRING, 0x6607)
#define PR_PROFILE_UNRESOLVED_NAME_A         PROP_TAG(PT_STRING8, 0x6607)
#define PR_PROFILE_UNRESOLVED_NAME_W         PROP_TAG(PT_UNICODE, 0x6607)
#define PR_PROFILE_UNRESOLVED_SERVER         PROP_TAG(PT_STRING8, 0x6608)
#define PR_PROFILE_BINDING_ORDER             PROP_TAG(PT_STRING8, 0x6609)
#define PR_PROFILE_MAX_RESTRICT              PROP_TAG(PT_LONG, 0x660D)
#define PR_PROFILE_AB_FILES_PATH             PROP_TAG(PT_TSTRING, 0x660E)
#define PR_PROFILE_AB_FILES_PATH_W           PROP_TAG(PT_UNICODE, 0x660E)
#define PR_PROFILE_OFFLINE_STORE_PATH        PROP_TAG(PT_TSTRING, 0x6610)
#define PR_PROFILE_OFFLINE_STORE_PATH_W      PROP_TAG(PT_UNICODE, 0x6610)
#define PR_PROFILE_OFFLINE_INFO              PROP_TAG(PT_BINARY, 0x6611)
#define PR_PROFILE_HOME_SERVER_DN            PROP_TAG(PT_STRING8, 0x6612)
#define PR_PROFILE_HOME_SERVER_ADDRS         PROP_TAG(PT_MV_STRING8, 0x6613)
#define PR_PROFILE_ADDR_INFO                 PROP_TAG(PT_BINARY, 0x6687)
#define PR_PROFILE_OPTIONS_DATA              PROP_TAG(PT_BINARY, 0x6689)
#define PR_PROFILE_SECURE_MAILBOX            PROP_TAG(PT_BINARY, 0x67F0)
#define PR_DISABLE_WINSOCK                   PROP_TAG(PT_LONG, 0x6618)
#define PR_PROFILE_AUTH_PACKAGE              PROP_TAG(PT_LONG, 0x6619)
#define PR_PROFILE_RECONNECT_INTERVAL        PROP_TAG(PT_LONG, 0x661A)
#define PR_PROFILE_SERVER_VERSION            PROP_TAG(PT_LONG, 0x661B)
#define PR_PROFILE_SERVER_FULL_VERSION       PROP_TAG(PT_BINARY, 0x663B)
#define PR_PROFILE_USER_SMTP_EMAIL_ADDRESS   PROP_TAG(PT_TSTRING, 0x6641)
#define PR_PROFILE_USER_SMTP_EMAIL_ADDRESS_A PROP_TAG(PT_STRING8, 0x6641)
#define PR_PROFILE_USER_SMTP_EMAIL_ADDRESS_W PROP_TAG(PT_UNICODE, 0x6641)
#define PR_PROFILE_ABP_ALLOW_RECONNECT       PROP_TAG(PT_LONG, 0x6639)
#define PR_PROFILE_ABP_MTHREAD_TIMEOUT_SECS  PROP_TAG(PT_LONG, 0x663A)

/* The offline store. */
#define PR_OST_ENCRYPTION            PROP_TAG(PT_LONG, 0x6702)
#define OSTF_NO_ENCRYPTION           0x80000000U
#define OSTF_COMPRESSABLE_ENCRYPTION 0x40000000U
#define OSTF_BEST_ENCRYPTION         0x20000000U

/* The section of one store. */
#define PR_PROFILE_OPEN_FLAGS             PROP_TAG(PT_LONG, 0x6609)
#define PR_PROFILE_TYPE                   PROP_TAG(PT_LONG, 0x660A)
#define PR_PROFILE_MAILBOX                PROP_TAG(PT_STRING8, 0x660B)
#define PR_PROFILE_SERVER                 PROP_TAG(PT_STRING8, 0x660C)
#define PR_PROFILE_SERVER_DN              PROP_TAG(PT_STRING8, 0x6614)
#define PR_PROFILE_FAVFLD_DISPLAY_NAME    PROP_TAG(PT_TSTRING, 0x660F)
#define PR_PROFILE_FAVFLD_DISPLAY_NAME_W  PROP_TAG(PT_UNICODE, 0x660F)
#define PR_PROFILE_FAVFLD_COMMENT         PROP_TAG(PT_TSTRING, 0x6615)
#define PR_PROFILE_FAVFLD_COMMENT_W       PROP_TAG(PT_UNICODE, 0x6615)
#define PR_PROFILE_ALLPUB_DISPLAY_NAME    PROP_TAG(PT_TSTRING, 0x6616)
#define PR_PROFILE_ALLPUB_DISPLAY_NAME_W  PROP_TAG(PT_UNICODE, 0x6616)
#define PR_PROFILE_ALLPUB_COMMENT         PROP_TAG(PT_TSTRING, 0x6617)
#define PR_PROFILE_ALLPUB_COMMENT_W       PROP_TAG(PT_UNICODE, 0x6617)
#define PR_PROFILE_MOAB                   PROP_TAG(PT_TSTRING, 0x667B)
#define PR_PROFILE_MOAB_W                 PROP_TAG(PT_UNICODE, 0x667B)
#define PR_PROFILE_MOAB_GUID              PROP_TAG(PT_STRING8, 0x667C)
#define PR_PROFILE_MOAB_SEQ               PROP_TAG(PT_LONG, 0x667D)
#define PR_PROFILE_ALTERNATE_STORE_TYPE_W PROP_TAG(PT_UNICODE, 0x65D0)
#define PR_GET_PROPS_EXCLUDE_PROP_ID_LIST PROP_TAG(PT_BINARY, 0x667E)

/* Values of the above. */
#define PROFILE_VERSION                            0x0501U
#define CONFIG_SERVICE                             0x0001U
#define CONFIG_SHOW_STARTUP_UI                     0x0002U
#define CONFIG_SHOW_CONNECT_UI                     0x0004U
#define CONFIG_PROMPT_FOR_CREDENTIALS              0x0008U
#define CONFIG_NO_AUTO_DETECT                      0x0010U
#define CONFIG_OST_CACHE_ONLY                      0x0020U
#define CONNECT_USE_ADMIN_PRIVILEGE                0x0001U
#define CONNECT_NO_RPC_ENCRYPTION                  0x0002U
#define CONNECT_USE_SEPARATE_CONNECTION            0x0004U
#define CONNECT_NO_UNDER_COVER_CONNECTION          0x0008U
#define CONNECT_ANONYMOUS_ACCESS                   0x0010U
#define CONNECT_NO_NOTIFICATIONS                   0x0020U
#define CONNECT_NO_TABLE_NOTIFICATIONS             0x0020U
#define CONNECT_NO_ADDRESS_RESOLUTION              0x0040U
#define CONNECT_RESTORE_DATABASE                   0x0080U
#define TRANSPORT_DOWNLOAD                         0x0001U
#define TRANSPORT_UPLOAD                           0x0002U
#define OPENSTORE_USE_ADMIN_PRIVILEGE              0x0001U
#define OPENSTORE_PUBLIC                           0x0002U
#define OPENSTORE_HOME_LOGON                       0x0004U
#define OPENSTORE_TAKE_OWNERSHIP                   0x0008U
#define OPENSTORE_OVERRIDE_HOME_MDB                0x0010U
#define OPENSTORE_TRANSPORT                        0x0020U
#define OPENSTORE_REMOTE_TRANSPORT                 0x0040U
#define OPENSTORE_INTERNET_ANONYMOUS               0x0080U
#define OPENSTORE_ALTERNATE_SERVER                 0x0100U
#define OPENSTORE_IGNORE_HOME_MDB                  0x0200U
#define OPENSTORE_NO_MAIL                          0x0400U
#define OPENSTORE_OVERRIDE_LAST_MODIFIER           0x0800U
#define OPENSTORE_CALLBACK_LOGON                   0x1000U
#define OPENSTORE_LOCAL                            0x2000U
#define OPENSTORE_FAIL_IF_NO_MAILBOX               0x4000U
#define OPENSTORE_CACHE_EXCHANGE                   0x8000U
#define OPENSTORE_CLI_WITH_NAMEDPROP_FIX           0x00010000U
#define OPENSTORE_ENABLE_LAZY_LOGGING              0x00020000U
#define OPENSTORE_CLI_WITH_REPLID_GUID_MAPPING_FIX 0x00040000U
#define OPENSTORE_NO_LOCALIZATION                  0x00080000U
#define OPENSTORE_RESTORE_DATABASE                 0x00100000U
#define OPENSTORE_XFOREST_MOVE                     0x00200000U
#define PROFILE_PRIMARY_USER                       0x0001U
#define PROFILE_DELEGATE                           0x0002U
#define PROFILE_PUBLIC_STORE                       0x0003U
#define PROFILE_SUBSCRIPTION                       0x0004U

/* The store object. */
#define PR_USER_ENTRYID                     PROP_TAG(PT_BINARY, 0x6619)
#define PR_USER_NAME                        PROP_TAG(PT_STRING8, 0x661A)
#define PR_MAILBOX_OWNER_ENTRYID            PROP_TAG(PT_BINARY, 0x661B)
#define PR_MAILBOX_OWNER_NAME               PROP_TAG(PT_TSTRING, 0x661C)
#define PR_MAILBOX_OWNER_NAME_A             PROP_TAG(PT_STRING8, 0x661C)
#define PR_MAILBOX_OWNER_NAME_W             PROP_TAG(PT_UNICODE, 0x661C)
#define PR_OOF_STATE                        PROP_TAG(PT_BOOLEAN, 0x661D)
#define PR_HIERARCHY_SERVER                 PROP_TAG(PT_STRING8, 0x6633)
#define PR_SCHEDULE_FOLDER_ENTRYID          PROP_TAG(PT_BINARY, 0x661E)
#define PR_IPM_DAF_ENTRYID                  PROP_TAG(PT_BINARY, 0x661F)
#define PR_NON_IPM_SUBTREE_ENTRYID          PROP_TAG(PT_BINARY, 0x6620)
#define PR_EFORMS_REGISTRY_ENTRYID          PROP_TAG(PT_BINARY, 0x6621)
#define PR_SPLUS_FREE_BUSY_ENTRYID          PROP_TAG(PT_BINARY, 0x6622)
#define PR_OFFLINE_ADDRBOOK_ENTRYID         PROP_TAG(PT_BINARY, 0x6623)
#define PR_NNTP_CONTROL_FOLDER_ENTRYID      PROP_TAG(PT_BINARY, 0x668B)
#define PR_EFORMS_FOR_LOCALE_ENTRYID        PROP_TAG(PT_BINARY, 0x6624)
#define PR_FREE_BUSY_FOR_LOCAL_SITE_ENTRYID PROP_TAG(PT_BINARY, 0x6625)
#define PR_ADDRBOOK_FOR_LOCAL_SITE_ENTRYID  PROP_TAG(PT_BINARY, 0x6626)
#define PR_NEWSGROUP_ROOT_FOLDER_ENTRYID    PROP_TAG(PT_BINARY, 0x668C)
#define PR_OFFLINE_MESSAGE_ENTRYID          PROP_TAG(PT_BINARY, 0x6627)
#define PR_IPM_FAVORITES_ENTRYID            PROP_TAG(PT_BINARY, 0x6630)
#define PR_IPM_PUBLIC_FOLDERS_ENTRYID       PROP_TAG(PT_BINARY, 0x6631)
#define PR_FAVORITES_DEFAULT_NAME           PROP_TAG(PT_TSTRING, 0x6635)
#define PR_FAVORITES_DEFAULT_NAME_W         PROP_TAG(PT_UNICODE, 0x6635)
#define PR_SYS_CONFIG_FOLDER_ENTRYID        PROP_TAG(PT_BINARY, 0x6636)
#define PR_NNTP_ARTICLE_FOLDER_ENTRYID      PROP_TAG(PT_BINARY, 0x668A)
#define PR_EVENTS_ROOT_FOLDER_ENTRYID       PROP_TAG(PT_BINARY, 0x667A)
#define PR_GW_MTSIN_ENTRYID                 PROP_TAG(PT_BINARY, 0x6628)
#define PR_GW_MTSOUT_ENTRYID                PROP_TAG(PT_BINARY, 0x6629)
#define PR_TRANSFER_ENABLED                 PROP_TAG(PT_BOOLEAN, 0x662A)
#define PR_TEST_LINE_SPEED                  PROP_TAG(PT_BINARY, 0x662B)
#define PR_HIERARCHY_SYNCHRONIZER           PROP_TAG(PT_OBJECT, 0x662C)
#define PR_CONTENTS_SYNCHRONIZER            PROP_TAG(PT_OBJECT, 0x662D)
#define PR_COLLECTOR                        PROP_TAG(PT_OBJECT, 0x662E)
#define PR_FAST_TRANSFER                    PROP_TAG(PT_OBJECT, 0x662F)
#define PR_CHANGE_ADVISOR                   PROP_TAG(PT_OBJECT, 0x6634)
#define PR_CHANGE_NOTIFICATION_GUID         PROP_TAG(PT_CLSID, 0x6637)
#define PR_STORE_OFFLINE                    PROP_TAG(PT_BOOLEAN, 0x6632)
#define PR_MAX_SUBMIT_MESSAGE_SIZE          PROP_TAG(PT_LONG, 0x666D)
#define PR_PROHIBIT_SEND_QUOTA              PROP_TAG(PT_LONG, 0x666E)
#define PR_PROHIBIT_RECEIVE_QUOTA           PROP_TAG(PT_LONG, 0x666A)
#define PR_IN_TRANSIT                       PROP_TAG(PT_BOOLEAN, 0x6618)

/* Replication. */
#define PR_REPLICATION_STYLE                   PROP_TAG(PT_LONG, 0x6690)
#define PR_REPLICATION_SCHEDULE                PROP_TAG(PT_BINARY, 0x6691)
#define PR_REPLICATION_MESSAGE_PRIORITY        PROP_TAG(PT_LONG, 0x6692)
#define PR_OVERALL_MSG_AGE_LIMIT               PROP_TAG(PT_LONG, 0x6693)
#define PR_REPLICATION_ALWAYS_INTERVAL         PROP_TAG(PT_LONG, 0x6694)
#define PR_REPLICATION_MSG_SIZE                PROP_TAG(PT_LONG, 0x6695)
#define STYLE_ALWAYS_INTERVAL_DEFAULT          0x000FU
#define REPLICATION_MESSAGE_SIZE_LIMIT_DEFAULT 0x012CU
#define STYLE_NEVER                            0x0000U
#define STYLE_NORMAL                           0x0001U
#define STYLE_ALWAYS                           0x0002U
#define STYLE_DEFAULT                          (-1)

/* Incremental synchronisation. */
#define PR_SOURCE_KEY              PROP_TAG(PT_BINARY, 0x65E0)
#define PR_PARENT_SOURCE_KEY       PROP_TAG(PT_BINARY, 0x65E1)
#define PR_CHANGE_KEY              PROP_TAG(PT_BINARY, 0x65E2)
#define PR_PREDECESSOR_CHANGE_LIST PROP_TAG(PT_BINARY, 0x65E3)

/* Indexes. */
#define PR_CATALOG                 PROP_TAG(PT_BINARY, 0x0E5B)
#define PR_CI_SEARCH_ENABLED       PROP_TAG(PT_BOOLEAN, 0x0E5C)
#define PR_CI_NOTIFICATION_ENABLED PROP_TAG(PT_BOOLEAN, 0x0E5D)
#define PR_SOURCE_FID              PROP_TAG(PT_I8, 0x0E5F)
#define PR_MAX_CACHED_VIEWS        PROP_TAG(PT_LONG, 0x0E68)
#define PR_MAX_INDICES             PROP_TAG(PT_LONG, 0x0E5E)
#define PR_IMPLIED_RESTRICTIONS    PROP_TAG(PT_MV_BINARY, 0x667F)

/* Folders. */
#define PR_FOLDER_CHILD_COUNT        PROP_TAG(PT_LONG, 0x6638)
#define PR_RIGHTS                    PROP_TAG(PT_LONG, 0x6639)
#define PR_ACL_TABLE                 PROP_TAG(PT_OBJECT, 0x3FE0)
#define PR_RULES_TABLE               PROP_TAG(PT_OBJECT, 0x3FE1)
#define PR_HAS_RULES                 PROP_TAG(PT_BOOLEAN, 0x663A)
#define PR_HAS_MODERATOR_RULES       PROP_TAG(PT_BOOLEAN, 0x663F)
#define PR_ADDRESS_BOOK_ENTRYID      PROP_TAG(PT_BINARY, 0x663B)
#define PR_ACL_DATA                  PROP_TAG(PT_BINARY, 0x3FE0)
#define PR_RULES_DATA                PROP_TAG(PT_BINARY, 0x3FE1)
#define PR_EXTENDED_ACL_DATA         PROP_TAG(PT_BINARY, 0x3FFE)
#define PR_FOLDER_DESIGN_FLAGS       PROP_TAG(PT_LONG, 0x3FE2)
#define PR_DESIGN_IN_PROGRESS        PROP_TAG(PT_BOOLEAN, 0x3FE4)
#define PR_SECURE_ORIGINATION        PROP_TAG(PT_BOOLEAN, 0x3FE5)
#define PR_PUBLISH_IN_ADDRESS_BOOK   PROP_TAG(PT_BOOLEAN, 0x3FE6)
#define PR_RESOLVE_METHOD            PROP_TAG(PT_LONG, 0x3FE7)
#define PR_ADDRESS_BOOK_DISPLAY_NAME PROP_TAG(PT_STRING8, 0x3FE8)
#define PR_EFORMS_LOCALE_ID          PROP_TAG(PT_LONG, 0x3FE9)
#define PR_REPLICA_LIST              PROP_TAG(PT_BINARY, 0x6698)
#define PR_OVERALL_AGE_LIMIT         PROP_TAG(PT_LONG, 0x6699)
#define PR_IS_NEWSGROUP_ANCHOR       PROP_TAG(PT_BOOLEAN, 0x6696)
#define PR_IS_NEWSGROUP              PROP_TAG(PT_BOOLEAN, 0x6697)
#define PR_NEWSGROUP_COMPONENT       PROP_TAG(PT_STRING8, 0x66A5)
#define PR_INTERNET_NEWSGROUP_NAME   PROP_TAG(PT_TSTRING, 0x66A7)
#define PR_INTERNET_NEWSGROUP_NAME_A PROP_TAG(PT_STRING8, 0x66A7)
#define PR_INTERNET_NEWSGROUP_NAME_W PROP_TAG(PT_UNICODE, 0x66A7)
#define PR_NEWSFEED_INFO             PROP_TAG(PT_BINARY, 0x66A6)
#define PR_PREVENT_MSG_CREATE        PROP_TAG(PT_BOOLEAN, 0x65F4)
#define PR_IMAP_INTERNAL_DATE        PROP_TAG(PT_SYSTIME, 0x65F5)
#define PR_INBOUND_NEWSFEED_DN       PROP_TAG(PT_STRING8, 0x668D)
#define PR_OUTBOUND_NEWSFEED_DN      PROP_TAG(PT_STRING8, 0x668E)
#define PR_INTERNET_CHARSET          PROP_TAG(PT_STRING8, 0x669A)

/* PR_RESOLVE_METHOD. */
#define RESOLVE_METHOD_DEFAULT                  0x0000U
#define RESOLVE_METHOD_LAST_WRITER_WINS         0x0001U
#define RESOLVE_METHOD_NO_CONFLICT_NOTIFICATION 0x0002U

/* Folders and messages, continued. */
#define PR_PUBLIC_FOLDER_ENTRYID        PROP_TAG(PT_BINARY, 0x663C)
#define PR_HIERARCHY_CHANGE_NUM         PROP_TAG(PT_LONG, 0x663E)
#define PR_HAS_NAMED_PROPERTIES         PROP_TAG(PT_BOOLEAN, 0x664A)
#define PR_CREATOR_NAME                 PROP_TAG(PT_STRING8, 0x3FF8)
#define PR_CREATOR_ENTRYID              PROP_TAG(PT_BINARY, 0x3FF9)
#define PR_LAST_MODIFIER_NAME           PROP_TAG(PT_TSTRING, 0x3FFA)
#define PR_LAST_MODIFIER_NAME_A         PROP_TAG(PT_STRING8, 0x3FFA)
#define PR_LAST_MODIFIER_NAME_W         PROP_TAG(PT_UNICODE, 0x3FFA)
#define PR_LAST_MODIFIER_ENTRYID        PROP_TAG(PT_BINARY, 0x3FFB)
#define PR_REPLY_RECIPIENT_SMTP_PROXIES PROP_TAG(PT_STRING8, 0x3FFC)
#define PR_HAS_DAMS                     PROP_TAG(PT_BOOLEAN, 0x3FEA)
#define PR_RULE_TRIGGER_HISTORY         PROP_TAG(PT_BINARY, 0x3FF2)
#define PR_MOVE_TO_STORE_ENTRYID        PROP_TAG(PT_BINARY, 0x3FF3)
#define PR_MOVE_TO_FOLDER_ENTRYID       PROP_TAG(PT_BINARY, 0x3FF4)
#define PR_REPLICA_SERVER               PROP_TAG(PT_TSTRING, 0x6644)
#define PR_REPLICA_VERSION              PROP_TAG(PT_I8, 0x664B)

/* Security identifiers of the people of a message. */
#define PR_CREATOR_SID                           PROP_TAG(PT_BINARY, 0x0E58)
#define PR_LAST_MODIFIER_SID                     PROP_TAG(PT_BINARY, 0x0E59)
#define PR_SENDER_SID                            PROP_TAG(PT_BINARY, 0x0E4D)
#define PR_SENT_REPRESENTING_SID                 PROP_TAG(PT_BINARY, 0x0E4E)
#define PR_ORIGINAL_SENDER_SID                   PROP_TAG(PT_BINARY, 0x0E4F)
#define PR_ORIGINAL_SENT_REPRESENTING_SID        PROP_TAG(PT_BINARY, 0x0E50)
#define PR_READ_RECEIPT_SID                      PROP_TAG(PT_BINARY, 0x0E51)
#define PR_REPORT_SID                            PROP_TAG(PT_BINARY, 0x0E52)
#define PR_ORIGINATOR_SID                        PROP_TAG(PT_BINARY, 0x0E53)
#define PR_REPORT_DESTINATION_SID                PROP_TAG(PT_BINARY, 0x0E54)
#define PR_ORIGINAL_AUTHOR_SID                   PROP_TAG(PT_BINARY, 0x0E55)
#define PR_RECEIVED_BY_SID                       PROP_TAG(PT_BINARY, 0x0E56)
#define PR_RCVD_REPRESENTING_SID                 PROP_TAG(PT_BINARY, 0x0E57)
#define PR_READ                                  PROP_TAG(PT_BOOLEAN, 0x0E69)
#define PR_NT_SECURITY_DESCRIPTOR_AS_XML         PROP_TAG(PT_TSTRING, 0x0E6A)
#define PR_NT_SECURITY_DESCRIPTOR_AS_XML_A       PROP_TAG(PT_STRING8, 0x0E6A)
#define PR_NT_SECURITY_DESCRIPTOR_AS_XML_W       PROP_TAG(PT_UNICODE, 0x0E6A)
#define PR_ADMIN_SECURITY_DESCRIPTOR_AS_XML      PROP_TAG(PT_TSTRING, 0x0E6B)
#define PR_ADMIN_SECURITY_DESCRIPTOR_AS_XML_A    PROP_TAG(PT_STRING8, 0x0E6B)
#define PR_ADMIN_SECURITY_DESCRIPTOR_AS_XML_W    PROP_TAG(PT_UNICODE, 0x0E6B)
#define PR_CREATOR_SID_AS_XML                    PROP_TAG(PT_STRING8, 0x0E6C)
#define PR_LAST_MODIFIER_SID_AS_XML              PROP_TAG(PT_STRING8, 0x0E6D)
#define PR_SENDER_SID_AS_XML                     PROP_TAG(PT_STRING8, 0x0E6E)
#define PR_SENT_REPRESENTING_SID_AS_XML          PROP_TAG(PT_STRING8, 0x0E6F)
#define PR_ORIGINAL_SENDER_SID_AS_XML            PROP_TAG(PT_STRING8, 0x0E70)
#define PR_ORIGINAL_SENT_REPRESENTING_SID_AS_XML PROP_TAG(PT_STRING8, 0x0E71)
#define PR_READ_RECEIPT_SID_AS_XML               PROP_TAG(PT_STRING8, 0x0E72)
#define PR_REPORT_SID_AS_XML                     PROP_TAG(PT_STRING8, 0x0E73)
#define PR_ORIGINATOR_SID_AS_XML                 PROP_TAG(PT_STRING8, 0x0E74)
#define PR_REPORT_DESTINATION_SID_AS_XML         PROP_TAG(PT_STRING8, 0x0E75)
#define PR_ORIGINAL_AUTHOR_SID_AS_XML            PROP_TAG(PT_STRING8, 0x0E76)
#define PR_RECEIVED_BY_SID_AS_XML                PROP_TAG(PT_STRING8, 0x0E77)
#define PR_RCVD_REPRESENTING_SID_AS_XML          PROP_TAG(PT_STRING8, 0x0E78)
#define PR_TRUST_SENDER_NO                       0x0000U
#define PR_TRUST_SENDER_YES                      0x0001U
#define PR_TRUST_SENDER                          PROP_TAG(PT_LONG, 0x0E79)
#define PR_MERGE_MIDSET_DELETED                  PROP_TAG(PT_BINARY, 0x0E7A)
#define PR_RESERVE_RANGE_OF_IDS                  PROP_TAG(PT_BINARY, 0x0E7B)

/* Identifiers inside the store, rules and their errors. */
#define PR_FID_VID                  PROP_TAG(PT_BINARY, 0x664C)
#define PR_FID_MID                  PROP_TAG(PT_BINARY, 0x664C)
#define PR_ORIGIN_ID                PROP_TAG(PT_BINARY, 0x664D)
#define PR_RANK                     PROP_TAG(PT_LONG, 0x6712)
#define PR_MSG_FOLD_TIME            PROP_TAG(PT_SYSTIME, 0x6654)
#define PR_ICS_CHANGE_KEY           PROP_TAG(PT_BINARY, 0x6655)
#define PR_DEFERRED_SEND_NUMBER     PROP_TAG(PT_LONG, 0x3FEB)
#define PR_DEFERRED_SEND_UNITS      PROP_TAG(PT_LONG, 0x3FEC)
#define PR_EXPIRY_NUMBER            PROP_TAG(PT_LONG, 0x3FED)
#define PR_EXPIRY_UNITS             PROP_TAG(PT_LONG, 0x3FEE)
#define PR_DEFERRED_SEND_TIME       PROP_TAG(PT_SYSTIME, 0x3FEF)
#define PR_GW_ADMIN_OPERATIONS      PROP_TAG(PT_LONG, 0x6658)
#define PR_P1_CONTENT               PROP_TAG(PT_BINARY, 0x1100)
#define PR_P1_CONTENT_TYPE          PROP_TAG(PT_BINARY, 0x1101)
#define PR_REPLICA_SERVER_W         PROP_TAG(PT_UNICODE, 0x6644)
#define PR_CLIENT_ACTIONS           PROP_TAG(PT_BINARY, 0x6645)
#define PR_DAM_ORIGINAL_ENTRYID     PROP_TAG(PT_BINARY, 0x6646)
#define PR_DAM_BACK_PATCHED         PROP_TAG(PT_BOOLEAN, 0x6647)
#define PR_RULE_ERROR               PROP_TAG(PT_LONG, 0x6648)
#define PR_RULE_ACTION_TYPE         PROP_TAG(PT_LONG, 0x6649)
#define PR_RULE_ACTION_NUMBER       PROP_TAG(PT_LONG, 0x6650)
#define PR_RULE_FOLDER_ENTRYID      PROP_TAG(PT_BINARY, 0x6651)
#define PR_INTERNET_CONTENT         PROP_TAG(PT_BINARY, 0x6659)
#define PR_INTERNET_CONTENT_HANDLE  PROP_TAG(PT_FILE_HANDLE, 0x6659)
#define PR_INTERNET_CONTENT_EA      PROP_TAG(PT_FILE_EA, 0x6659)
#define PR_MIME_SIZE                PROP_TAG(PT_LONG, 0x6746)
#define PR_MIME_SIZE_EXTENDED       PROP_TAG(PT_I8, 0x6746)
#define PR_FILE_SIZE                PROP_TAG(PT_LONG, 0x6747)
#define PR_FILE_SIZE_EXTENDED       PROP_TAG(PT_I8, 0x6747)
#define PR_MSG_EDITOR_FORMAT        PROP_TAG(PT_LONG, 0x5909)
#define EDITOR_FORMAT_DONTKNOW      0x0000U
#define EDITOR_FORMAT_PLAINTEXT     0x0001U
#define EDITOR_FORMAT_HTML          0x0002U
#define EDITOR_FORMAT_RTF           0x0003U
#define PR_ACTIVE_USER_ENTRYID      PROP_TAG(PT_BINARY, 0x6652)
#define PR_CONFLICT_ENTRYID         PROP_TAG(PT_BINARY, 0x3FF0)
#define PR_MESSAGE_LOCALE_ID        PROP_TAG(PT_LONG, 0x3FF1)
#define PR_MESSAGE_CODEPAGE         PROP_TAG(PT_LONG, 0x3FFD)
#define PR_STORAGE_QUOTA_LIMIT      PROP_TAG(PT_LONG, 0x3FF5)
#define PR_EXCESS_STORAGE_USED      PROP_TAG(PT_LONG, 0x3FF6)
#define PR_SVR_GENERATING_QUOTA_MSG PROP_TAG(PT_STRING8, 0x3FF7)
#define PR_DELEGATED_BY_RULE        PROP_TAG(PT_BOOLEAN, 0x3FE3)

/* More PR_MSG_STATUS. */
#define MSGSTATUS_IN_CONFLICT 0x0800U
#define MSGSTATUS_MDNSENT     0x4000U

/* PR_X400_ENVELOPE_TYPE. */
#define ENV_BLANK             0x0000U
#define ENV_RECIP_NUM         0x0001U
#define ENV_MSG_EXT           0x0002U
#define ENV_RECIP_EXT         0x0004U
#define PR_X400_ENVELOPE_TYPE PROP_TAG(PT_LONG, 0x6653)
#define X400_ENV_PLAIN        0x0000U
#define X400_ENV_VALID_RECIP  0x0003U
#define X400_ENV_FULL_EXT     0x0007U

/* Replies that the sender does not want. */
#define AUTO_RESPONSE_SUPPRESS_DR           0x0001U
#define AUTO_RESPONSE_SUPPRESS_NDR          0x0002U
#define AUTO_RESPONSE_SUPPRESS_RN           0x0004U
#define AUTO_RESPONSE_SUPPRESS_NRN          0x0008U
#define AUTO_RESPONSE_SUPPRESS_OOF          0x0010U
#define AUTO_RESPONSE_SUPPRESS_AUTO_REPLY   0x0020U
#define AUTO_RESPONSE_SUPPRESS_NORFC821FROM 0x0040U
#define PR_AUTO_RESPONSE_SUPPRESS           PROP_TAG(PT_LONG, 0x3FDF)
#define PR_INTERNET_CPID                    PROP_TAG(PT_LONG, 0x3FDE)

/* Synchronisation, deletion and URLs. */
#define PR_SYNCEVENT_FIRED                      PROP_TAG(PT_BOOLEAN, 0x664F)
#define PR_IN_CONFLICT                          PROP_TAG(PT_BOOLEAN, 0x666C)
#define PR_DELETED_ON                           PROP_TAG(PT_SYSTIME, 0x668F)
#define PR_DELETED_MSG_COUNT                    PROP_TAG(PT_LONG, 0x6640)
#define PR_DELETED_ASSOC_MSG_COUNT              PROP_TAG(PT_LONG, 0x6643)
#define PR_DELETED_FOLDER_COUNT                 PROP_TAG(PT_LONG, 0x6641)
#define PR_OLDEST_DELETED_ON                    PROP_TAG(PT_SYSTIME, 0x6642)
#define PR_DELETED_MESSAGE_SIZE_EXTENDED        PROP_TAG(PT_I8, 0x669B)
#define PR_DELETED_NORMAL_MESSAGE_SIZE_EXTENDED PROP_TAG(PT_I8, 0x669C)
#define PR_DELETED_ASSOC_MESSAGE_SIZE_EXTENDED  PROP_TAG(PT_I8, 0x669D)
#define PR_RETENTION_AGE_LIMIT                  PROP_TAG(PT_LONG, 0x66C4)
#define PR_DISABLE_PERUSER_READ                 PROP_TAG(PT_BOOLEAN, 0x66C5)
#define PR_LAST_FULL_BACKUP                     PROP_TAG(PT_SYSTIME, 0x6685)
#define PR_URL_NAME                             PROP_TAG(PT_TSTRING, 0x6707)
#define PR_URL_NAME_A                           PROP_TAG(PT_STRING8, 0x6707)
#define PR_URL_NAME_W                           PROP_TAG(PT_UNICODE, 0x6707)
#define PR_URL_COMP_NAME                        PROP_TAG(PT_TSTRING, 0x10F3)
#define PR_URL_COMP_NAME_A                      PROP_TAG(PT_STRING8, 0x10F3)
#define PR_URL_COMP_NAME_W                      PROP_TAG(PT_UNICODE, 0x10F3)
#define PR_PARENT_URL_NAME                      PROP_TAG(PT_TSTRING, 0x670D)
#define PR_PARENT_URL_NAME_A                    PROP_TAG(PT_STRING8, 0x670D)
#define PR_PARENT_URL_NAME_W                    PROP_TAG(PT_UNICODE, 0x670D)
#define PR_FLAT_URL_NAME                        PROP_TAG(PT_TSTRING, 0x670E)
#define PR_FLAT_URL_NAME_A                      PROP_TAG(PT_STRING8, 0x670E)
#define PR_FLAT_URL_NAME_W                      PROP_TAG(PT_UNICODE, 0x670E)
#define PR_SRC_URL_NAME                         PROP_TAG(PT_TSTRING, 0x670F)
#define PR_SRC_URL_NAME_A                       PROP_TAG(PT_STRING8, 0x670F)
#define PR_SRC_URL_NAME_W                       PROP_TAG(PT_UNICODE, 0x670F)
#define cwchUrlFlatFolderSpace                  16
#define PR_SECURE_IN_SITE                       PROP_TAG(PT_BOOLEAN, 0x669E)
#define PR_LOCAL_COMMIT_TIME                    PROP_TAG(PT_SYSTIME, 0x6709)
#define PR_LOCAL_COMMIT_TIME_MAX                PROP_TAG(PT_SYSTIME, 0x670A)
#define PR_DELETED_COUNT_TOTAL                  PROP_TAG(PT_LONG, 0x670B)
#define PR_AUTO_RESET                           PROP_TAG(PT_MV_CLSID, 0x670C)
#define PR_LONGTERM_ENTRYID_FROM_TABLE          PROP_TAG(PT_BINARY, 0x6670)
#define PR_SUBFOLDER                            PROP_TAG(PT_BOOLEAN, 0x6708)
#define PR_SHORTTERM_PARENT_ENTRYID_FROM_OBJECT PROP_TAG(PT_BINARY, 0x6671)
#define PR_SHORTTERM_ENTRYID_FROM_OBJECT        PROP_TAG(PT_BINARY, 0x6672)

/* The transfer envelope. */
#define PR_ORIGINATOR_NAME            PROP_TAG(PT_STRING8, 0x665B)
#define PR_ORIGINATOR_ADDR            PROP_TAG(PT_STRING8, 0x665C)
#define PR_ORIGINATOR_ADDRTYPE        PROP_TAG(PT_STRING8, 0x665D)
#define PR_ORIGINATOR_ENTRYID         PROP_TAG(PT_BINARY, 0x665E)
#define PR_ARRIVAL_TIME               PROP_TAG(PT_SYSTIME, 0x665F)
#define PR_TRACE_INFO                 PROP_TAG(PT_BINARY, 0x6660)
#define PR_INTERNAL_TRACE_INFO        PROP_TAG(PT_BINARY, 0x666A)
#define PR_SUBJECT_TRACE_INFO         PROP_TAG(PT_BINARY, 0x6661)
#define PR_RECIPIENT_NUMBER           PROP_TAG(PT_LONG, 0x6662)
#define PR_MTS_SUBJECT_ID             PROP_TAG(PT_BINARY, 0x6663)
#define PR_REPORT_DESTINATION_NAME    PROP_TAG(PT_STRING8, 0x6664)
#define PR_REPORT_DESTINATION_ENTRYID PROP_TAG(PT_BINARY, 0x6665)
#define PR_CONTENT_SEARCH_KEY         PROP_TAG(PT_BINARY, 0x6666)
#define PR_FOREIGN_ID                 PROP_TAG(PT_BINARY, 0x6667)
#define PR_FOREIGN_REPORT_ID          PROP_TAG(PT_BINARY, 0x6668)
#define PR_FOREIGN_SUBJECT_ID         PROP_TAG(PT_BINARY, 0x6669)
#define PR_PROMOTE_PROP_ID_LIST       PROP_TAG(PT_BINARY, 0x666B)
#define PR_MTS_ID                     PROP_TAG(PT_BINARY, 0x0047)
#define PR_MTS_REPORT_ID              PROP_TAG(PT_BINARY, 0x0047)

/* Sizes of X.400 names. */
#define MAX_ADMD_NAME_SIZ    17
#define MAX_PRMD_NAME_SIZ    17
#define MAX_COUNTRY_NAME_SIZ 4
#define MAX_MTA_NAME_SIZ     33
#define ADMN_PAD             3
#define PRMD_PAD             3
#define COUNTRY_PAD          0
#define MTA_PAD              3
#define PRMD_PAD_FOR_ACTIONS 2
#define MTA_PAD_FOR_ACTIONS  2

/* IExchangeModifyTable::ModifyTable. */
#define ROWLIST_REPLACE 0x0001U
#define ROW_ADD         0x0001U
#define ROW_MODIFY      0x0002U
#define ROW_REMOVE      0x0004U
#define ROW_EMPTY       0x0005U

/* GetContentsTable, GetHierarchyTable, and opening messages. */
#define SHOW_SOFT_DELETES     0x0002U
#define SHOW_SUBFOLDERS       0x0004U
#define ACLTABLE_FREEBUSY     0x0002U
#define MAPI_RESERVED1        0x00010000U
#define MDB_OPEN_MSG_NO_BLOCK 0x0020U
#define MDB_SAVE_MSG_UNLOCK   0x0040U

/* DeleteMessages and DeleteFolder. */
#define DELETE_HARD_DELETE 0x0010U

/* Access control lists and rights. */
#define PR_MEMBER_ID                         PROP_TAG(PT_I8, 0x6671)
#define PR_MEMBER_NAME                       PROP_TAG(PT_TSTRING, 0x6672)
#define PR_MEMBER_NAME_A                     PROP_TAG(PT_STRING8, 0x6672)
#define PR_MEMBER_NAME_W                     PROP_TAG(PT_UNICODE, 0x6672)
#define PR_MEMBER_ENTRYID                    PROP_TAG(PT_BINARY, 0x0FFF)
#define PR_MEMBER_RIGHTS                     PROP_TAG(PT_LONG, 0x6673)
#define frightsReadAny                       0x0001U
#define frightsCreate                        0x0002U
#define frightsEditOwned                     0x0008U
#define frightsDeleteOwned                   0x0010U
#define frightsEditAny                       0x0020U
#define frightsDeleteAny                     0x0040U
#define frightsCreateSubfolder               0x0080U
#define frightsOwner                         0x0100U
#define frightsContact                       0x0200U
#define frightsVisible                       0x0400U
#define frightsFreeBusySimple                0x0800U
#define frightsFreeBusyDetailed              0x1000U
#define rightsNone                           0x0000U
#define rightsReadOnly                       0x0001U
#define rightsReadWrite                      0x0021U
#define rightsAll                            0x05FBU
#define fsdpermUserDeleteMailbox             0x00010000U
#define fsdpermUserMailboxOwner              0x0001U
#define fsdpermUserSendAs                    0x0002U
#define fsdpermUserPrimaryUser               0x0004U
#define sdpermUserGenericRead                0x00020000U
#define sdpermUserGenericExecute             0x00020000U
#define sdpermUserGenericWrite               0x00030000U
#define sdpermUserGenericAll                 0x001F0007U
#define fsdrightReadBody                     0x0001U
#define fsdrightListContents                 0x0001U
#define fsdrightWriteBody                    0x0002U
#define fsdrightCreateItem                   0x0002U
#define fsdrightAppendMsg                    0x0004U
#define fsdrightCreateContainer              0x0004U
#define fsdrightReadProperty                 0x0008U
#define fsdrightWriteProperty                0x0010U
#define fsdrightExecute                      0x0020U
#define fsdrightReserved1                    0x0040U
#define fsdrightReadAttributes               0x0080U
#define fsdrightWriteAttributes              0x0100U
#define fsdrightWriteOwnProperty             0x0200U
#define fsdrightDeleteOwnItem                0x0400U
#define fsdrightViewItem                     0x0800U
#define fsdrightOwner                        0x4000U
#define fsdrightContact                      0x8000U
#define fsdrightWriteSD                      0x00040000U
#define fsdrightDelete                       0x00010000U
#define fsdrightWriteOwner                   0x00080000U
#define fsdrightReadControl                  0x00020000U
#define fsdrightSynchronize                  0x00100000U
#define sdrightsNone                         0x0000U
#define sdrightsBestAccess                   0x02000000U
#define sdrightsReadOnly                     0x80000000U
#define sdrightsReadWrite                    0xC0000000U
#define sdrightsGenericRead                  0x00120889U
#define sdrightsGenericWrite                 0x001F4116U
#define sdrightsGenericExecute               0x001208A0U
#define sdrightsGenericAll                   0x001FCFFFU
#define sdrightsFolderOwner                  0x000D4110U
#define sdrightsFolders                      0x001FC9FFU
#define fsdrightFreeBusySimple               0x0001U
#define fsdrightFreeBusyDetailed             0x0002U
#define sdrightsItems                        0x001F0FBFU
#define sdrightsIgnored                      0x8064U
#define msgrightsGenericRead                 0x00120889U
#define msgrightsGenericWrite                0x001F0116U
#define msgrightsGenericExecute              0x001208A0U
#define msgrightsGenericAll                  0x001F0FBFU
#define fldrightsGenericRead                 0x00120889U
#define fldrightsGenericWrite                0x001F4116U
#define fldrightsGenericExecute              0x001208A0U
#define fldrightsGenericAll                  0x001FC9FFU
#define EXCHANGE_RM_SET_EXPLICIT_SD          0x0001U
#define SECURITY_DESCRIPTOR_TRANSFER_VERSION 0x0003U
#define ROLESCOPE_OBJECT                     0x0000U
#define ROLESCOPE_FOLDER                     0x0001U
#define ROLESCOPE_MAX                        0x0001U

/* Security roles. */
#define PR_XMT_SECURITY_ROLE_1            PROP_TAG(PT_BINARY, 0x3D25)
#define PR_XMT_SECURITY_ROLE_1_AS_XML     PROP_TAG(PT_STRING8, 0x3D25)
#define PR_XMT_SECURITY_ROLE_2            PROP_TAG(PT_BINARY, 0x3D26)
#define PR_XMT_SECURITY_ROLE_2_AS_XML     PROP_TAG(PT_STRING8, 0x3D26)
#define PR_XMT_SECURITY_ROLE_3            PROP_TAG(PT_BINARY, 0x3D27)
#define PR_XMT_SECURITY_ROLE_3_AS_XML     PROP_TAG(PT_STRING8, 0x3D27)
#define PR_XMT_SECURITY_ROLE_4            PROP_TAG(PT_BINARY, 0x3D28)
#define PR_XMT_SECURITY_ROLE_4_AS_XML     PROP_TAG(PT_STRING8, 0x3D28)
#define PR_XMT_SECURITY_ROLE_5            PROP_TAG(PT_BINARY, 0x3D29)
#define PR_XMT_SECURITY_ROLE_5_AS_XML     PROP_TAG(PT_STRING8, 0x3D29)
#define PR_XMT_SECURITY_ROLE_6            PROP_TAG(PT_BINARY, 0x3D2A)
#define PR_XMT_SECURITY_ROLE_6_AS_XML     PROP_TAG(PT_STRING8, 0x3D2A)
#define PR_XMT_SECURITY_ROLE_7            PROP_TAG(PT_BINARY, 0x3D2B)
#define PR_XMT_SECURITY_ROLE_7_AS_XML     PROP_TAG(PT_STRING8, 0x3D2B)
#define PR_XMT_SECURITY_ROLE_8            PROP_TAG(PT_BINARY, 0x3D2C)
#define PR_XMT_SECURITY_ROLE_8_AS_XML     PROP_TAG(PT_STRING8, 0x3D2C)
#define PR_NON_XMT_SECURITY_ROLE_1        PROP_TAG(PT_BINARY, 0x0E7C)
#define PR_NON_XMT_SECURITY_ROLE_1_AS_XML PROP_TAG(PT_STRING8, 0x0E7C)
#define PR_NON_XMT_SECURITY_ROLE_2        PROP_TAG(PT_BINARY, 0x0E7D)
#define PR_NON_XMT_SECURITY_ROLE_2_AS_XML PROP_TAG(PT_STRING8, 0x0E7D)
#define PR_NON_XMT_SECURITY_ROLE_3        PROP_TAG(PT_BINARY, 0x0E7E)
#define PR_NON_XMT_SECURITY_ROLE_3_AS_XML PROP_TAG(PT_STRING8, 0x0E7E)
#define PR_NON_XMT_SECURITY_ROLE_4        PROP_TAG(PT_BINARY, 0x0E7F)
#define PR_NON_XMT_SECURITY_ROLE_4_AS_XML PROP_TAG(PT_STRING8, 0x0E7F)
#define PR_NON_XMT_SECURITY_ROLE_5        PROP_TAG(PT_BINARY, 0x0E80)
#define PR_NON_XMT_SECURITY_ROLE_5_AS_XML PROP_TAG(PT_STRING8, 0x0E80)
#define PR_NON_XMT_SECURITY_ROLE_6        PROP_TAG(PT_BINARY, 0x0E81)
#define PR_NON_XMT_SECURITY_ROLE_6_AS_XML PROP_TAG(PT_STRING8, 0x0E81)
#define PR_NON_XMT_SECURITY_ROLE_7        PROP_TAG(PT_BINARY, 0x0E82)
#define PR_NON_XMT_SECURITY_ROLE_7_AS_XML PROP_TAG(PT_STRING8, 0x0E82)
#define PR_NON_XMT_SECURITY_ROLE_8        PROP_TAG(PT_BINARY, 0x0E83)
#define PR_NON_XMT_SECURITY_ROLE_8_AS_XML PROP_TAG(PT_STRING8, 0x0E83)

/* Property types of rules. */
#define PT_SRESTRICTION 0x00FDU
#define PT_ACTIONS      0x00FEU
#define PT_FILE_HANDLE  0x0103U
#define PT_FILE_EA      0x0104U
#define PT_VIRTUAL      0x0105U

/* Rules. */
#define PR_RULE_ID                  PROP_TAG(PT_I8, 0x6674)
#define PR_RULE_IDS                 PROP_TAG(PT_BINARY, 0x6675)
#define PR_RULE_SEQUENCE            PROP_TAG(PT_LONG, 0x6676)
#define PR_RULE_STATE               PROP_TAG(PT_LONG, 0x6677)
#define PR_RULE_USER_FLAGS          PROP_TAG(PT_LONG, 0x6678)
#define PR_RULE_CONDITION           PROP_TAG(PT_SRESTRICTION, 0x6679)
#define PR_RULE_ACTIONS             PROP_TAG(PT_ACTIONS, 0x6680)
#define PR_RULE_PROVIDER            PROP_TAG(PT_STRING8, 0x6681)
#define PR_RULE_NAME                PROP_TAG(PT_STRING8, 0x6682)
#define PR_RULE_LEVEL               PROP_TAG(PT_LONG, 0x6683)
#define PR_RULE_PROVIDER_DATA       PROP_TAG(PT_BINARY, 0x6684)
#define PR_EXTENDED_RULE_ACTIONS    PROP_TAG(PT_BINARY, 0x0E99)
#define PR_EXTENDED_RULE_CONDITION  PROP_TAG(PT_BINARY, 0x0E9A)
#define PR_EXTENDED_RULE_SIZE_LIMIT PROP_TAG(PT_LONG, 0x0E9B)
#define ST_DISABLED                 0x0000U
#define ST_ENABLED                  0x0001U
#define ST_ERROR                    0x0002U
#define ST_ONLY_WHEN_OOF            0x0004U
#define ST_KEEP_OOF_HIST            0x0008U
#define ST_EXIT_LEVEL               0x0010U
#define ST_SKIP_IF_SCL_IS_SAFE      0x0020U
#define ST_RULE_PARSE_ERROR         0x0040U
#define ST_CLEAR_OOF_HIST           0x80000000U

/* Parts of rules. */
#define NULL_RESTRICTION              0x00FFU
#define RELOP_MEMBER_OF_DL            0x0064U
#define DO_NOT_SEND_TO_ORIGINATOR     0x0001U
#define STOCK_REPLY_TEMPLATE          0x0002U
#define FWD_PRESERVE_SENDER           0x0001U
#define FWD_DO_NOT_MUNGE_MSG          0x0002U
#define FWD_AS_ATTACHMENT             0x0004U
#define BOUNCE_MESSAGE_SIZE_TOO_LARGE 0x000DU
#define BOUNCE_FORMS_MISMATCH         0x001FU
#define BOUNCE_ACCESS_DENIED          0x0026U
#define EDK_RULES_VERSION             0x0001U

/* PR_RULE_ERROR. */
#define RULE_ERR_UNKNOWN         0x0001U
#define RULE_ERR_LOAD            0x0002U
#define RULE_ERR_DELIVERY        0x0003U
#define RULE_ERR_PARSING         0x0004U
#define RULE_ERR_CREATE_DAE      0x0005U
#define RULE_ERR_NO_FOLDER       0x0006U
#define RULE_ERR_NO_RIGHTS       0x0007U
#define RULE_ERR_CREATE_DAM      0x0008U
#define RULE_ERR_NO_SENDAS       0x0009U
#define RULE_ERR_NO_TEMPLATE     0x000AU
#define RULE_ERR_EXECUTION       0x000BU
#define RULE_ERR_QUOTA_EXCEEDED  0x000CU
#define RULE_ERR_TOO_MANY_RECIPS 0x000DU
#define RULE_ERR_FIRST           RULE_ERR_UNKNOWN
#define RULE_ERR_LAST            RULE_ERR_TOO_MANY_RECIPS

/* What administrators see. */
#define PR_NT_USER_NAME                  PROP_TAG(PT_STRING8, 0x66A0)
#define PR_LAST_LOGON_TIME               PROP_TAG(PT_SYSTIME, 0x66A2)
#define PR_LAST_LOGOFF_TIME              PROP_TAG(PT_SYSTIME, 0x66A3)
#define PR_STORAGE_LIMIT_INFORMATION     PROP_TAG(PT_LONG, 0x66A4)
#define PR_INTERNET_MDNS                 PROP_TAG(PT_BOOLEAN, 0x66A5)
#define PR_QUOTA_WARNING_THRESHOLD       PROP_TAG(PT_LONG, 0x6721)
#define PR_QUOTA_SEND_THRESHOLD          PROP_TAG(PT_LONG, 0x6722)
#define PR_QUOTA_RECEIVE_THRESHOLD       PROP_TAG(PT_LONG, 0x6723)
#define PR_FOLDER_FLAGS                  PROP_TAG(PT_LONG, 0x66A8)
#define PR_LAST_ACCESS_TIME              PROP_TAG(PT_SYSTIME, 0x66A9)
#define PR_RESTRICTION_COUNT             PROP_TAG(PT_LONG, 0x66AA)
#define PR_CATEG_COUNT                   PROP_TAG(PT_LONG, 0x66AB)
#define PR_CACHED_COLUMN_COUNT           PROP_TAG(PT_LONG, 0x66AC)
#define PR_NORMAL_MSG_W_ATTACH_COUNT     PROP_TAG(PT_LONG, 0x66AD)
#define PR_ASSOC_MSG_W_ATTACH_COUNT      PROP_TAG(PT_LONG, 0x66AE)
#define PR_RECIPIENT_ON_NORMAL_MSG_COUNT PROP_TAG(PT_LONG, 0x66AF)
#define PR_RECIPIENT_ON_ASSOC_MSG_COUNT  PROP_TAG(PT_LONG, 0x66B0)
#define PR_ATTACH_ON_NORMAL_MSG_COUNT    PROP_TAG(PT_LONG, 0x66B1)
#define PR_ATTACH_ON_ASSOC_MSG_COUNT     PROP_TAG(PT_LONG, 0x66B2)
#define PR_NORMAL_MESSAGE_SIZE           PROP_TAG(PT_LONG, 0x66B3)
#define PR_NORMAL_MESSAGE_SIZE_EXTENDED  PROP_TAG(PT_I8, 0x66B3)
#define PR_ASSOC_MESSAGE_SIZE            PROP_TAG(PT_LONG, 0x66B4)
#define PR_ASSOC_MESSAGE_SIZE_EXTENDED   PROP_TAG(PT_I8, 0x66B4)
#define PR_FOLDER_PATHNAME               PROP_TAG(PT_TSTRING, 0x66B5)
#define PR_FOLDER_PATHNAME_A             PROP_TAG(PT_STRING8, 0x66B5)
#define PR_FOLDER_PATHNAME_W             PROP_TAG(PT_UNICODE, 0x66B5)
#define PR_OWNER_COUNT                   PROP_TAG(PT_LONG, 0x66B6)
#define PR_CONTACT_COUNT                 PROP_TAG(PT_LONG, 0x66B7)
#define PR_PF_OVER_HARD_QUOTA_LIMIT      PROP_TAG(PT_I8, 0x6721)
#define PR_PF_MSG_SIZE_LIMIT             PROP_TAG(PT_I8, 0x6722)
#define PR_PF_DISALLOW_MDB_WIDE_EXPIRY   PROP_TAG(PT_BOOLEAN, 0x6723)
#define PR_LOCALE_ID                     PROP_TAG(PT_LONG, 0x66A1)
#define PR_CODE_PAGE_ID                  PROP_TAG(PT_LONG, 0x66C3)
#define PR_SORT_LOCALE_ID                PROP_TAG(PT_LONG, 0x6705)
#define PR_MESSAGE_SIZE_EXTENDED         PROP_TAG(PT_I8, 0x0E08)

/* PR_FOLDER_FLAGS. */
#define MDB_FOLDER_IPM    0x0001U
#define MDB_FOLDER_SEARCH 0x0002U
#define MDB_FOLDER_NORMAL 0x0004U
#define MDB_FOLDER_RULES  0x0008U
#define MDB_NON_IPM       0x0010U
#define MDB_IPM           0x0020U

/* PR_STORAGE_LIMIT_INFORMATION. */
#define MDB_LIMIT_BELOW         0x0001U
#define MDB_LIMIT_ISSUE_WARNING 0x0002U
#define MDB_LIMIT_PROHIBIT_SEND 0x0004U
#define MDB_LIMIT_NO_CHECK      0x0008U
#define MDB_LIMIT_DISABLED      0x0010U
#define MDB_QUOTA_NOQUOTA       (-1)

/* IExchangeFastTransfer. */
#define TRANSFER_COPYTO       0x0001U
#define TRANSFER_COPYPROPS    0x0002U
#define TRANSFER_COPYMESSAGES 0x0003U
#define TRANSFER_COPYFOLDER   0x0004U

/* IExchangeChangeAdviseSink::OnNotify and extended callbacks. */
#define ulHierChanged          0x0001U
#define MAPI_EXTENDEDCALLBACKS 0x0400U

/* What synchronisation answers. */
#define SYNC_E_UNKNOWN_FLAGS       MAKE_MAPI_E(0x106)
#define SYNC_E_INVALID_PARAMETER   _HRESULT_TYPEDEF_(0x80070057)
#define SYNC_E_ERROR               _HRESULT_TYPEDEF_(0x80004005)
#define SYNC_E_OBJECT_DELETED      MAKE_MAPI_E(0x800)
#define SYNC_E_IGNORE              MAKE_MAPI_E(0x801)
#define SYNC_E_CONFLICT            MAKE_MAPI_E(0x802)
#define SYNC_E_NO_PARENT           MAKE_MAPI_E(0x803)
#define SYNC_E_CYCLE               MAKE_MAPI_E(0x804)
#define SYNC_E_UNSYNCHRONIZED      MAKE_MAPI_E(0x805)
#define SYNC_W_PROGRESS            MAKE_MAPI_S(0x820)
#define SYNC_W_CLIENT_CHANGE_NEWER MAKE_MAPI_S(0x821)

/* Config of synchronisation. */
#define SYNC_UNICODE                        0x0001U
#define SYNC_NO_DELETIONS                   0x0002U
#define SYNC_NO_SOFT_DELETIONS              0x0004U
#define SYNC_READ_STATE                     0x0008U
#define SYNC_ASSOCIATED                     0x0010U
#define SYNC_NORMAL                         0x0020U
#define SYNC_NO_CONFLICTS                   0x0040U
#define SYNC_ONLY_SPECIFIED_PROPS           0x0080U
#define SYNC_NO_FOREIGN_KEYS                0x0100U
#define SYNC_LIMITED_IMESSAGE               0x0200U
#define SYNC_CATCHUP                        0x0400U
#define SYNC_NEW_MESSAGE                    0x0800U
#define SYNC_MSG_SELECTIVE                  0x1000U
#define SYNC_BEST_BODY                      0x2000U
#define SYNC_IGNORE_SPECIFIED_ON_ASSOCIATED 0x4000U
#define SYNC_PROGRESS_MODE                  0x8000U
#define SYNC_FXRECOVERMODE                  0x00010000U
#define SYNC_DEFER_CONFIG                   0x00040000U
#define SYNC_FORCE_UNICODE                  0x00040000U

/* Deletions and read marks in synchronisation. */
#define SYNC_SOFT_DELETE                    0x0001U
#define SYNC_EXPIRY                         _HRESULT_TYPEDEF_(0x00000002)
#define SYNC_READ                           0x0001U
#define MESSAGE_BEST_BODY                   0x0010U
#define MESSAGE_SEND_ENTRYID                0x0020U
#define SUPRESS_NOTIFICATIONS_ON_MY_ACTIONS 0x1000U

/* Offline folders and rule messages. */
#define PR_AUTO_ADD_NEW_SUBS                PROP_TAG(PT_BOOLEAN, 0x65E5)
#define PR_NEW_SUBS_GET_AUTO_ADD            PROP_TAG(PT_BOOLEAN, 0x65E6)
#define PR_OFFLINE_FLAGS                    PROP_TAG(PT_LONG, 0x663D)
#define PR_SYNCHRONIZE_FLAGS                PROP_TAG(PT_LONG, 0x65E4)
#define OF_AVAILABLE_OFFLINE                0x0001U
#define OF_FORCE                            0x80000000U
#define SF_DISABLE_STARTUP_SYNC             0x0001U
#define PR_MESSAGE_SITE_NAME                PROP_TAG(PT_TSTRING, 0x65E7)
#define PR_MESSAGE_SITE_NAME_A              PROP_TAG(PT_STRING8, 0x65E7)
#define PR_MESSAGE_SITE_NAME_W              PROP_TAG(PT_UNICODE, 0x65E7)
#define PR_MESSAGE_PROCESSED                PROP_TAG(PT_BOOLEAN, 0x65E8)
#define PR_RULE_MSG_STATE                   PROP_TAG(PT_LONG, 0x65E9)
#define PR_RULE_MSG_USER_FLAGS              PROP_TAG(PT_LONG, 0x65EA)
#define PR_RULE_MSG_PROVIDER_W              PROP_TAG(PT_UNICODE, 0x65EB)
#define PR_RULE_MSG_NAME_W                  PROP_TAG(PT_UNICODE, 0x65EC)
#define PR_RULE_MSG_LEVEL                   PROP_TAG(PT_LONG, 0x65ED)
#define PR_RULE_MSG_PROVIDER_DATA           PROP_TAG(PT_BINARY, 0x65EE)
#define PR_RULE_MSG_SEQUENCE                PROP_TAG(PT_LONG, 0x65F3)
#define PR_MSG_BODY_ID                      PROP_TAG(PT_LONG, 0x3FDD)
#define PR_BILATERAL_INFO                   PROP_TAG(PT_BINARY, 0x3FDC)
#define PR_DL_REPORT_FLAGS                  PROP_TAG(PT_LONG, 0x3FDB)
#define PRIV_DL_HIDE_MEMBERS                0x0001U
#define PRIV_DL_REPORT_TO_ORIG              0x0002U
#define PRIV_DL_REPORT_TO_OWNER             0x0004U
#define PRIV_DL_ALLOW_OOF                   0x0008U
#define PR_ABSTRACT                         PROP_TAG(PT_TSTRING, 0x3FDA)
#define PR_ABSTRACT_A                       PROP_TAG(PT_STRING8, 0x3FDA)
#define PR_ABSTRACT_W                       PROP_TAG(PT_UNICODE, 0x3FDA)
#define PR_PREVIEW                          PROP_TAG(PT_TSTRING, 0x3FD9)
#define PR_PREVIEW_A                        PROP_TAG(PT_STRING8, 0x3FD9)
#define PR_PREVIEW_W                        PROP_TAG(PT_UNICODE, 0x3FD9)
#define PR_PREVIEW_UNREAD                   PROP_TAG(PT_TSTRING, 0x3FD8)
#define PR_PREVIEW_UNREAD_A                 PROP_TAG(PT_STRING8, 0x3FD8)
#define PR_PREVIEW_UNREAD_W                 PROP_TAG(PT_UNICODE, 0x3FD8)
#define PR_DISABLE_FULL_FIDELITY            PROP_TAG(PT_BOOLEAN, 0x10F2)
#define PR_ATTR_HIDDEN                      PROP_TAG(PT_BOOLEAN, 0x10F4)
#define PR_ATTR_SYSTEM                      PROP_TAG(PT_BOOLEAN, 0x10F5)
#define PR_ATTR_READONLY                    PROP_TAG(PT_BOOLEAN, 0x10F6)
#define PR_ADMIN_SECURITY_DESCRIPTOR        PROP_TAG(PT_BINARY, 0x3D21)
#define PR_WIN32_SECURITY_DESCRIPTOR        PROP_TAG(PT_BINARY, 0x3D22)
#define PR_NON_WIN32_ACL                    PROP_TAG(PT_BOOLEAN, 0x3D23)
#define PR_ITEM_LEVEL_ACL                   PROP_TAG(PT_BOOLEAN, 0x3D24)
#define PR_DAV_TRANSFER_SECURITY_DESCRIPTOR PROP_TAG(PT_BINARY, 0x0E84)
#define PR_OWA_URL                          PROP_TAG(PT_STRING8, 0x10F1)
#define PR_STORE_SLOWLINK                   PROP_TAG(PT_BOOLEAN, 0x7C0A)
#define NO_OST_FLAG_ALLOWED                 0x0000U
#define NO_OST_FLAG_CACHE_ONLY              0x0001U
#define NO_OST_FLAG_NOT_ALLOWED             0x0002U
#define NO_OST_FLAG_NO_CACHE                0x0003U
#define NO_OST_DEFAULT                      0x0000U

/* Locks. */
#define PR_SYNCEVENT_SUPPRESS_GUID          PROP_TAG(PT_BINARY, 0x3880)
#define PR_LOCK_BRANCH_ID                   PROP_TAG(PT_I8, 0x3800)
#define PR_LOCK_RESOURCE_FID                PROP_TAG(PT_I8, 0x3801)
#define PR_LOCK_RESOURCE_DID                PROP_TAG(PT_I8, 0x3802)
#define PR_LOCK_RESOURCE_VID                PROP_TAG(PT_I8, 0x3803)
#define PR_LOCK_ENLISTMENT_CONTEXT          PROP_TAG(PT_BINARY, 0x3804)
#define PR_LOCK_TYPE                        PROP_TAG(PT_I2, 0x3805)
#define PR_LOCK_SCOPE                       PROP_TAG(PT_I2, 0x3806)
#define PR_LOCK_TRANSIENT_ID                PROP_TAG(PT_BINARY, 0x3807)
#define PR_LOCK_DEPTH                       PROP_TAG(PT_LONG, 0x3808)
#define PR_LOCK_TIMEOUT                     PROP_TAG(PT_LONG, 0x3809)
#define PR_LOCK_EXPIRY_TIME                 PROP_TAG(PT_SYSTIME, 0x380A)
#define PR_LOCK_GLID                        PROP_TAG(PT_BINARY, 0x380B)
#define PR_LOCK_NULL_URL_W                  PROP_TAG(PT_UNICODE, 0x380C)
#define LOCK_NON_PERSISTENT                 0x0001U
#define LOCK_BLOCKING_MID_LOCK              0x0002U
#define LOCK_NULL_RESOURCE                  0x0004U
#define LOCK_READ_ACCESS_CHECK_ONLY         0x0008U
#define LOCK_WRITE_THROUGH_GOP              0x00010000U
#define LOCK_RESERVED                       0x80000000U
#define UNLOCK_CHECKIN_ABORT                0x0001U
#define UNLOCK_CHECKIN_KEEP_LOCKED          0x0002U
#define UNLOCK_BLOCKING_MID_LOCK_ALL        0x0004U
#define UNLOCK_BLOCKING_MID_LOCK_LOGON_ONLY 0x0008U
#define UNLOCK_NULL_RESOURCE                0x0010U
#define UNLOCK_WRITE_THROUGH_GOP            0x00010000U

/* Versions. */
#define wNonVersionedFolder    0x0000U
#define wVersionedFolderSimple 0x0001U
#define wVersionedFolderAuto   0x0002U
#define fVersionedDelete       0x0001U
#define fVersionedUnDelete     0x0002U
#define fVersionedPin          0x0004U
#define fVersionedUnPin        0x0008U
#define fVersionedMoveIn       0x0010U
#define fVersionedMoveOut      0x0020U

/* The local store of web folders. */
#define pidLISMsgFolderPropMin      0x65A0U
#define pidLISMsgFolderPropMax      0x65C0U
#define pidLISErrorCodeMin          0x65AAU
#define pidLISErrorCodeMax          0x65B0U
#define pidLISInterfacePropMin      0x65D0U
#define pidLISInterfacePropMax      0x65E0U
#define ptagLISSubfolders           PROP_TAG(PT_BOOLEAN, 0x6500)
#define ptagLISUnreadCount          PROP_TAG(PT_LONG, 0x6501)
#define ptagLISErrorCode            PROP_TAG(PT_LONG, 0x65AA)
#define ptagLISErrorItemType        PROP_TAG(PT_LONG, 0x65AB)
#define ptagLISErrorOperation       PROP_TAG(PT_LONG, 0x65AC)
#define ptagLISErrorItemUrl         PROP_TAG(PT_UNICODE, 0x65AD)
#define ptagLISErrorSourceUrl       PROP_TAG(PT_UNICODE, 0x65AE)
#define ptagLISModifiedPropertyList PROP_TAG(PT_UNICODE, 0x65AF)
#define ptagLISExtendedErrorinfo    PROP_TAG(PT_LONG, 0x65B0)
#define ptagLISErrorLogUrl          PROP_TAG(PT_UNICODE, 0x6570)
#define ptagSql                     PROP_TAG(PT_UNICODE, 0x65D0)
#define ptagSqlSelect               PROP_TAG(PT_UNICODE, 0x65D1)
#define ptagSqlFrom                 PROP_TAG(PT_UNICODE, 0x65D2)
#define ptagSqlWhere                PROP_TAG(PT_UNICODE, 0x65D3)
#define ptagSqlOrder                PROP_TAG(PT_UNICODE, 0x65D4)
#define ptagSqlGroup                PROP_TAG(PT_UNICODE, 0x65D5)
#define PR_RULE_SERVER_RULE_ID      PROP_TAG(PT_I8, 0x65A0)
#define PR_FORCE_CLIENT_REFRESH     PROP_TAG(PT_BOOLEAN, 0x65A1)

/* Virus scanners. */
#define PR_ANTIVIRUS_VENDOR          PROP_TAG(PT_STRING8, 0x0E85)
#define PR_ANTIVIRUS_VERSION         PROP_TAG(PT_LONG, 0x0E86)
#define PR_ANTIVIRUS_SCAN_STATUS     PROP_TAG(PT_LONG, 0x0E87)
#define PR_ANTIVIRUS_SCAN_INFO       PROP_TAG(PT_STRING8, 0x0E88)
#define ANTIVIRUS_SCAN_NO_VIRUS      0x0000U
#define ANTIVIRUS_SCAN_VIRUS_PRESENT 0x0001U
#define ANTIVIRUS_SCAN_VIRUS_CLEANED 0x0002U
#define ANTIVIRUS_SCAN_VIRUS_DELETED 0x0003U

/* Addresses, extended rules and retention. */
#define PR_ADDR_TO                       PROP_TAG(PT_STRING8, 0x0E97)
#define PR_ADDR_CC                       PROP_TAG(PT_TSTRING, 0x0E98)
#define PR_ADDR_CC_A                     PROP_TAG(PT_STRING8, 0x0E98)
#define PR_ADDR_CC_W                     PROP_TAG(PT_UNICODE, 0x0E98)
#define PR_EXTENDED_RULE_MSG_ACTIONS     PROP_TAG(PT_BINARY, 0x0E99)
#define PR_EXTENDED_RULE_MSG_CONDITION   PROP_TAG(PT_BINARY, 0x0E9A)
#define PR_TNEF_UNPROCESSED_PROPS        PROP_TAG(PT_BINARY, 0x0E9C)
#define ptagLISNewMail                   PROP_TAG(PT_BOOLEAN, 0x65C5)
#define RETENTION_FLAGS_EXPLICIT         0x0001U
#define RETENTION_FLAGS_TAG_CHANGED      0x0002U
#define RETENTION_FLAGS_AUTOTAG          0x0004U
#define RETENTION_FLAGS_PERSONAL         0x0008U
#define RETENTION_FLAGS_EXPLICIT_ARCHIVE 0x0010U
#define PR_POLICY_TAG                    PROP_TAG(PT_BINARY, 0x3019)
#define PR_RETENTION_PERIOD              PROP_TAG(PT_LONG, 0x301A)
#define PR_START_DATE_ETC                PROP_TAG(PT_BINARY, 0x301B)
#define PR_RETENTION_DATE                PROP_TAG(PT_SYSTIME, 0x301C)
#define PR_RETENTION_FLAGS               PROP_TAG(PT_LONG, 0x301D)
#define PR_ARCHIVE_TAG                   PROP_TAG(PT_BINARY, 0x3018)
#define PR_ARCHIVE_PERIOD                PROP_TAG(PT_LONG, 0x301E)
#define PR_ARCHIVE_DATE                  PROP_TAG(PT_SYSTIME, 0x301F)
#define PR_SORT_POSITION                 PROP_TAG(PT_BINARY, 0x3020)
#define PR_SORT_PARENTID                 PROP_TAG(PT_BINARY, 0x3021)

/* ---- Rows that change: rules and access control lists ---- */

typedef struct _ROWENTRY {
  ULONG ulRowFlags;
  ULONG cValues;
  LPSPropValue rgPropVals;
} ROWENTRY, *LPROWENTRY;

typedef struct _ROWLIST {
  ULONG cEntries;
  ROWENTRY aEntries[MAPI_DIM];
} ROWLIST, *LPROWLIST;

#define CbNewROWLIST(_c) (offsetof(ROWLIST, aEntries) + (_c) * sizeof(ROWENTRY))
#define CbROWLIST(_lp) (offsetof(ROWLIST, aEntries) + (ULONG)(_lp)->cEntries * sizeof(ROWENTRY))
#define SizedROWLIST(_c, _name) \
  struct _ROWLIST_##_name {     \
    ULONG cEntries;             \
    ROWENTRY aEntries[_c];      \
  } _name

/* ---- What a rule does ---- */

typedef enum {
  OP_MOVE = 1,
  OP_COPY,
  OP_REPLY,
  OP_OOF_REPLY,
  OP_DEFER_ACTION,
  OP_BOUNCE,
  OP_FORWARD,
  OP_DELEGATE,
  OP_TAG,
  OP_DELETE,
  OP_MARK_AS_READ
} ACTTYPE;

typedef struct _action {
  ACTTYPE acttype;
  ULONG ulActionFlavor;
  LPSRestriction lpRes;
  LPSPropTagArray lpPropTagArray;
  ULONG ulFlags;
  ULONG dwAlignPad;
  __extension__ union {
    struct {
      ULONG cbStoreEntryId;
      LPENTRYID lpStoreEntryId;
      ULONG cbFldEntryId;
      LPENTRYID lpFldEntryId;
    } actMoveCopy;
    struct {
      ULONG cbEntryId;
      LPENTRYID lpEntryId;
      GUID guidReplyTemplate;
    } actReply;
    struct {
      ULONG cbData;
      BYTE* pbData;
    } actDeferAction;
    SCODE scBounceCode;
    LPADRLIST lpadrlist;
    SPropValue propTag;
  };
} ACTION, *LPACTION;

typedef struct _actions {
  ULONG ulVersion;
  UINT cActions;
  LPACTION lpAction;
} ACTIONS, *LPACTIONS;

STDAPI HrSerializeSRestriction(IMAPIProp* pprop, LPSRestriction prest, BYTE** ppbRest, ULONG* pcbRest);
STDAPI HrDeserializeSRestriction(IMAPIProp* pprop, BYTE* pbRest, ULONG cbRest, LPSRestriction* pprest);
STDAPI HrSerializeActions(IMAPIProp* pprop, ACTIONS* pActions, BYTE** ppbActions, ULONG* pcbActions);
STDAPI HrDeserializeActions(IMAPIProp* pprop, BYTE* pbActions, ULONG cbActions, ACTIONS** ppActions);

/* ---- Synchronisation: whether a message was read ---- */

typedef struct _ReadState {
  ULONG cbSourceKey;
  BYTE* pbSourceKey;
  ULONG ulFlags;
} READSTATE, *LPREADSTATE;

/* ---- Interfaces ---- */

/* Adds public folders to the favourites. */
#define EXCHANGE_IEXCHANGEFAVORITES_METHODS(IPURE)               \
  MAPIMETHOD(AddFavorites)(THIS_ LPENTRYLIST lpEntryList) IPURE; \
  MAPIMETHOD(DelFavorites)(THIS_ LPENTRYLIST lpEntryList) IPURE;
#undef INTERFACE
#define INTERFACE IExchangeFavorites
DECLARE_MAPI_INTERFACE_(IExchangeFavorites, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  EXCHANGE_IEXCHANGEFAVORITES_METHODS(PURE)
};

/* Configures a news feed. */
#define EXCHANGE_IEXCHANGENNTPNEWSFEED_METHODS(IPURE)                                                    \
  MAPIMETHOD(Configure)(THIS_ LPSTR lpszNewsfeedDN, ULONG cValues, LPSPropValue lpIMailPropArray) IPURE; \
  MAPIMETHOD(CheckMsgIds)(THIS_ LPSTR lpszMsgIds, ULONG* lpcfWanted, BYTE** lppfWanted) IPURE;           \
  MAPIMETHOD(OpenArticleStream)(THIS_ LPSTREAM* lppStream) IPURE;
#undef INTERFACE
#define INTERFACE IExchangeNntpNewsfeed
DECLARE_MAPI_INTERFACE_(IExchangeNntpNewsfeed, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  EXCHANGE_IEXCHANGENNTPNEWSFEED_METHODS(PURE)
};

/* Reads and changes rules or an access control list. */
#define EXCHANGE_IEXCHANGEMODIFYTABLE_METHODS(IPURE)                      \
  MAPIMETHOD(GetTable)(THIS_ ULONG ulFlags, LPMAPITABLE* lppTable) IPURE; \
  MAPIMETHOD(ModifyTable)(THIS_ ULONG ulFlags, LPROWLIST lpMods) IPURE;
#undef INTERFACE
#define INTERFACE IExchangeModifyTable
DECLARE_MAPI_INTERFACE_(IExchangeModifyTable, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  EXCHANGE_IEXCHANGEMODIFYTABLE_METHODS(PURE)
};

/* The actions of a rule, one by one. */
#define EXCHANGE_IEXCHANGERULEACTION_METHODS(IPURE)       \
  MAPIMETHOD(ActionCount)(THIS_ ULONG* lpcActions) IPURE; \
  MAPIMETHOD(GetAction)(THIS_ ULONG ulActionNumber, LARGE_INTEGER* lpruleid, LPACTION* lppAction) IPURE;
#undef INTERFACE
#define INTERFACE IExchangeRuleAction
DECLARE_MAPI_INTERFACE_(IExchangeRuleAction, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  EXCHANGE_IEXCHANGERULEACTION_METHODS(PURE)
};

/* Makes entry identifiers of mailboxes and lists them. */
#define EXCHANGE_IEXCHANGEMANAGESTORE_METHODS(IPURE)                                                              \
  MAPIMETHOD(CreateStoreEntryID)(THIS_ LPCSTR lpszMsgStoreDN, LPCSTR lpszMailboxDN, ULONG ulFlags,                \
                                 ULONG* lpcbEntryID, LPENTRYID* lppEntryID) IPURE;                                \
  MAPIMETHOD(EntryIDFromSourceKey)(THIS_ ULONG cFolderKeySize, BYTE* lpFolderSourceKey, ULONG cMessageKeySize,    \
                                   BYTE* lpMessageSourceKey, ULONG* lpcbEntryID, LPENTRYID* lppEntryID) IPURE;    \
  MAPIMETHOD(GetRights)(THIS_ ULONG cbUserEntryID, LPENTRYID lpUserEntryID, ULONG cbEntryID, LPENTRYID lpEntryID, \
                        ULONG* lpulRights) IPURE;                                                                 \
  MAPIMETHOD(GetMailboxTable)(THIS_ LPSTR lpszServerName, LPMAPITABLE* lppTable, ULONG ulFlags) IPURE;            \
  MAPIMETHOD(GetPublicFolderTable)(THIS_ LPSTR lpszServerName, LPMAPITABLE* lppTable, ULONG ulFlags) IPURE;
#undef INTERFACE
#define INTERFACE IExchangeManageStore
DECLARE_MAPI_INTERFACE_(IExchangeManageStore, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  EXCHANGE_IEXCHANGEMANAGESTORE_METHODS(PURE)
};

#define EXCHANGE_IEXCHANGEMANAGESTORE2_METHODS(IPURE)                                       \
  MAPIMETHOD(CreateNewsgroupNameEntryID)(THIS_ LPSTR lpszNewsgroupName, ULONG* lpcbEntryID, \
                                         LPENTRYID* lppEntryID) IPURE;
#undef INTERFACE
#define INTERFACE IExchangeManageStore2
DECLARE_MAPI_INTERFACE_(IExchangeManageStore2, IExchangeManageStore) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  EXCHANGE_IEXCHANGEMANAGESTORE_METHODS(PURE)
  EXCHANGE_IEXCHANGEMANAGESTORE2_METHODS(PURE)
};

#define EXCHANGE_IEXCHANGEMANAGESTORE3_METHODS(IPURE)                                                 \
  MAPIMETHOD(GetMailboxTableOffset)(THIS_ LPSTR lpszServerName, LPMAPITABLE* lppTable, ULONG ulFlags, \
                                    UINT uOffset) IPURE;
#undef INTERFACE
#define INTERFACE IExchangeManageStore3
DECLARE_MAPI_INTERFACE_(IExchangeManageStore3, IExchangeManageStore2) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  EXCHANGE_IEXCHANGEMANAGESTORE_METHODS(PURE)
  EXCHANGE_IEXCHANGEMANAGESTORE2_METHODS(PURE)
  EXCHANGE_IEXCHANGEMANAGESTORE3_METHODS(PURE)
};

#define EXCHANGE_IEXCHANGEMANAGESTORE4_METHODS(IPURE)                                                      \
  MAPIMETHOD(GetPublicFolderTableOffset)(THIS_ LPSTR lpszServerName, LPMAPITABLE* lppTable, ULONG ulFlags, \
                                         UINT uOffset) IPURE;
#undef INTERFACE
#define INTERFACE IExchangeManageStore4
DECLARE_MAPI_INTERFACE_(IExchangeManageStore4, IExchangeManageStore3) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  EXCHANGE_IEXCHANGEMANAGESTORE_METHODS(PURE)
  EXCHANGE_IEXCHANGEMANAGESTORE2_METHODS(PURE)
  EXCHANGE_IEXCHANGEMANAGESTORE3_METHODS(PURE)
  EXCHANGE_IEXCHANGEMANAGESTORE4_METHODS(PURE)
};

/* Receives objects as a stream of buffers. */
#define EXCHANGE_IEXCHANGEFASTTRANSFER_METHODS(IPURE)                                                       \
  MAPIMETHOD(Config)(THIS_ ULONG ulFlags, ULONG ulTransferMethod) IPURE;                                    \
  MAPIMETHOD(TransferBuffer)(THIS_ ULONG cb, LPBYTE lpb, ULONG* lpcbProcessed) IPURE;                       \
  MAPIMETHOD_(BOOL, IsInterfaceOk)(THIS_ ULONG ulTransferMethod, REFIID refiid, LPSPropTagArray lpptagList, \
                                   ULONG ulFlags) IPURE;
#undef INTERFACE
#define INTERFACE IExchangeFastTransfer
DECLARE_MAPI_INTERFACE_(IExchangeFastTransfer, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  EXCHANGE_IEXCHANGEFASTTRANSFER_METHODS(PURE)
};

/* Sends what has changed since the last time. */
#define EXCHANGE_IEXCHANGEEXPORTCHANGES_METHODS(IPURE)                                                          \
  MAPIMETHOD(Config)(THIS_ LPSTREAM lpStream, ULONG ulFlags, LPUNKNOWN lpUnk, LPSRestriction lpRestriction,     \
                     LPSPropTagArray lpIncludeProps, LPSPropTagArray lpExcludeProps, ULONG ulBufferSize) IPURE; \
  MAPIMETHOD(Synchronize)(THIS_ ULONG* lpulSteps, ULONG* lpulProgress) IPURE;                                   \
  MAPIMETHOD(UpdateState)(THIS_ LPSTREAM lpStream) IPURE;
#undef INTERFACE
#define INTERFACE IExchangeExportChanges
DECLARE_MAPI_INTERFACE_(IExchangeExportChanges, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  EXCHANGE_IEXCHANGEEXPORTCHANGES_METHODS(PURE)
};

#define EXCHANGE_IEXCHANGEEXPORTCHANGES2_METHODS(IPURE)                                          \
  MAPIMETHOD(ConfigForConversionStream)(THIS_ LPSTREAM lpStream, ULONG ulFlags, LPUNKNOWN lpUnk, \
                                        LPSRestriction lpRestriction, ULONG cValuesConversion,   \
                                        LPSPropValue lpPropArrayConversion, ULONG ulBufferSize) IPURE;
#undef INTERFACE
#define INTERFACE IExchangeExportChanges2
DECLARE_MAPI_INTERFACE_(IExchangeExportChanges2, IExchangeExportChanges) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  EXCHANGE_IEXCHANGEEXPORTCHANGES_METHODS(PURE)
  EXCHANGE_IEXCHANGEEXPORTCHANGES2_METHODS(PURE)
};

#define EXCHANGE_IEXCHANGEEXPORTCHANGES3_METHODS(IPURE)                                                              \
  MAPIMETHOD(ConfigForSelectiveSync)(THIS_ LPSTREAM lpStream, ULONG ulFlags, LPUNKNOWN lpUnk, LPENTRYLIST lpMsgList, \
                                     LPSRestriction lpRestriction, LPSPropTagArray lpIncludeProps,                   \
                                     LPSPropTagArray lpExcludeProps, ULONG ulBufferSize) IPURE;
#undef INTERFACE
#define INTERFACE IExchangeExportChanges3
DECLARE_MAPI_INTERFACE_(IExchangeExportChanges3, IExchangeExportChanges2) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  EXCHANGE_IEXCHANGEEXPORTCHANGES_METHODS(PURE)
  EXCHANGE_IEXCHANGEEXPORTCHANGES2_METHODS(PURE)
  EXCHANGE_IEXCHANGEEXPORTCHANGES3_METHODS(PURE)
};

/* Receives changed messages. */
#define EXCHANGE_IEXCHANGEIMPORTCONTENTSCHANGES_METHODS(IPURE)                                                  \
  MAPIMETHOD(Config)(THIS_ LPSTREAM lpStream, ULONG ulFlags) IPURE;                                             \
  MAPIMETHOD(UpdateState)(THIS_ LPSTREAM lpStream) IPURE;                                                       \
  MAPIMETHOD(ImportMessageChange)(THIS_ ULONG cpvalChanges, LPSPropValue ppvalChanges, ULONG ulFlags,           \
                                  LPMESSAGE* lppmessage) IPURE;                                                 \
  MAPIMETHOD(ImportMessageDeletion)(THIS_ ULONG ulFlags, LPENTRYLIST lpSrcEntryList) IPURE;                     \
  MAPIMETHOD(ImportPerUserReadStateChange)(THIS_ ULONG cElements, LPREADSTATE lpReadState) IPURE;               \
  MAPIMETHOD(ImportMessageMove)(THIS_ ULONG cbSourceKeySrcFolder, BYTE* pbSourceKeySrcFolder,                   \
                                ULONG cbSourceKeySrcMessage, BYTE* pbSourceKeySrcMessage, ULONG cbPCLMessage,   \
                                BYTE* pbPCLMessage, ULONG cbSourceKeyDestMessage, BYTE* pbSourceKeyDestMessage, \
                                ULONG cbChangeNumDestMessage, BYTE* pbChangeNumDestMessage) IPURE;
#undef INTERFACE
#define INTERFACE IExchangeImportContentsChanges
DECLARE_MAPI_INTERFACE_(IExchangeImportContentsChanges, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  EXCHANGE_IEXCHANGEIMPORTCONTENTSCHANGES_METHODS(PURE)
};

#define EXCHANGE_IEXCHANGEIMPORTCONTENTSCHANGES2_METHODS(IPURE)                                                \
  MAPIMETHOD(ConfigForConversionStream)(THIS_ LPSTREAM lpStream, ULONG ulFlags, ULONG cValuesConversion,       \
                                        LPSPropValue lpPropArrayConversion) IPURE;                             \
  MAPIMETHOD(ImportMessageChangeAsAStream)(THIS_ ULONG cpvalChanges, LPSPropValue ppvalChanges, ULONG ulFlags, \
                                           LPSTREAM* lppstream) IPURE;
#undef INTERFACE
#define INTERFACE IExchangeImportContentsChanges2
DECLARE_MAPI_INTERFACE_(IExchangeImportContentsChanges2, IExchangeImportContentsChanges) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  EXCHANGE_IEXCHANGEIMPORTCONTENTSCHANGES_METHODS(PURE)
  EXCHANGE_IEXCHANGEIMPORTCONTENTSCHANGES2_METHODS(PURE)
};

/* Receives changed folders. */
#define EXCHANGE_IEXCHANGEIMPORTHIERARCHYCHANGES_METHODS(IPURE)                              \
  MAPIMETHOD(Config)(THIS_ LPSTREAM lpStream, ULONG ulFlags) IPURE;                          \
  MAPIMETHOD(UpdateState)(THIS_ LPSTREAM lpStream) IPURE;                                    \
  MAPIMETHOD(ImportFolderChange)(THIS_ ULONG cpvalChanges, LPSPropValue ppvalChanges) IPURE; \
  MAPIMETHOD(ImportFolderDeletion)(THIS_ ULONG ulFlags, LPENTRYLIST lpSrcEntryList) IPURE;
#undef INTERFACE
#define INTERFACE IExchangeImportHierarchyChanges
DECLARE_MAPI_INTERFACE_(IExchangeImportHierarchyChanges, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  EXCHANGE_IEXCHANGEIMPORTHIERARCHYCHANGES_METHODS(PURE)
};

/* Is told that something has changed. OnNotify answers with flags. */
#define EXCHANGE_IEXCHANGECHANGEADVISESINK_METHODS(IPURE) \
  MAPIMETHOD_(ULONG, OnNotify)(THIS_ ULONG ulFlags, LPENTRYLIST lpEntryList) IPURE;
#undef INTERFACE
#define INTERFACE IExchangeChangeAdviseSink
DECLARE_MAPI_INTERFACE_(IExchangeChangeAdviseSink, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  EXCHANGE_IEXCHANGECHANGEADVISESINK_METHODS(PURE)
};

/* Watches folders for a sink. */
#define EXCHANGE_IEXCHANGECHANGEADVISOR_METHODS(IPURE)                                                \
  MAPIMETHOD(Config)(THIS_ LPSTREAM lpStream, LPGUID lpGUID, LPEXCHANGECHANGEADVISESINK lpAdviseSink, \
                     ULONG ulFlags) IPURE;                                                            \
  MAPIMETHOD(UpdateState)(THIS_ LPSTREAM lpStream) IPURE;                                             \
  MAPIMETHOD(AddKeys)(THIS_ LPENTRYLIST lpEntryList) IPURE;                                           \
  MAPIMETHOD(RemoveKeys)(THIS_ LPENTRYLIST lpEntryList) IPURE;
#undef INTERFACE
#define INTERFACE IExchangeChangeAdvisor
DECLARE_MAPI_INTERFACE_(IExchangeChangeAdvisor, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  MAPI_GETLASTERROR_METHOD(PURE)
  EXCHANGE_IEXCHANGECHANGEADVISOR_METHODS(PURE)
};

/* Opens a message as a stream in a format. */
#define EXCHANGE_IEXCHANGEMESSAGECONVERSION_METHODS(IPURE) \
  MAPIMETHOD(OpenStream)(THIS_ ULONG cValues, LPSPropValue lpPropArray, LPSTREAM* lppStream) IPURE;
#undef INTERFACE
#define INTERFACE IExchangeMessageConversion
DECLARE_MAPI_INTERFACE_(IExchangeMessageConversion, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  EXCHANGE_IEXCHANGEMESSAGECONVERSION_METHODS(PURE)
};

/* Is told of an item that cannot be moved. */
#define EXCHANGE_IEXCHANGEBADITEMCALLBACK_METHODS(IPURE)                                                     \
  MAPIMETHOD(BadItem)(THIS_ HRESULT hResult, ULONG ulFlags, LPWSTR lpwszFolderName, LPSBinary lpsbFolderEid, \
                      ULONG cValues, LPSPropValue lpPropArray) IPURE;
#undef INTERFACE
#define INTERFACE IExchangeBadItemCallback
DECLARE_MAPI_INTERFACE_(IExchangeBadItemCallback, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  EXCHANGE_IEXCHANGEBADITEMCALLBACK_METHODS(PURE)
};

/* Is told how far a mailbox has moved. */
#define EXCHANGE_IEXCHANGEMOVEUSERPROGRESS_METHODS(IPURE)                        \
  MAPIMETHOD(NextFolder)(THIS_ ULONG ulFlags, LPWSTR lpwszFolderName) IPURE;     \
  MAPIMETHOD(Progress)(THIS_ ULONG ulFlags, ULONG ulCount, ULONG ulTotal) IPURE; \
  MAPIMETHOD(Restart)(THIS_ ULONG ulFlags) IPURE;
#undef INTERFACE
#define INTERFACE IExchangeMoveUserProgress
DECLARE_MAPI_INTERFACE_(IExchangeMoveUserProgress, IUnknown) {
  BEGIN_INTERFACE
  MAPI_IUNKNOWN_METHODS(PURE)
  EXCHANGE_IEXCHANGEMOVEUSERPROGRESS_METHODS(PURE)
};

#if defined(COBJMACROS) && !defined(__cplusplus)
#include "mapicobj.h"
#endif

#endif /* EDKMDB_H */
