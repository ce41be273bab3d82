/* SPDX-License-Identifier: Apache-2.0 */
/* Canonical properties that the other headers leave out: further PR_ tags, and the numbers (dispid) of named
 * properties. Not included by any other header of MAPI, since many sources define some of these names themselves. */
#ifndef MAPICANON_H
#define MAPICANON_H

#include "mapidefs.h"
#include "mapitags.h"

/* ---- Tags ---- */

/* The envelope of a message. */
#define PR_REPORT_DISPOSITION                      PROP_TAG(PT_TSTRING, 0x0080)
#define PR_REPORT_DISPOSITION_A                    PROP_TAG(PT_STRING8, 0x0080)
#define PR_REPORT_DISPOSITION_W                    PROP_TAG(PT_UNICODE, 0x0080)
#define PR_REPORT_DISPOSITION_MODE                 PROP_TAG(PT_TSTRING, 0x0081)
#define PR_REPORT_DISPOSITION_MODE_A               PROP_TAG(PT_STRING8, 0x0081)
#define PR_REPORT_DISPOSITION_MODE_W               PROP_TAG(PT_UNICODE, 0x0081)
#define PR_REPORT_ORIGINAL_SENDER                  PROP_TAG(PT_TSTRING, 0x0082)
#define PR_REPORT_ORIGINAL_SENDER_A                PROP_TAG(PT_STRING8, 0x0082)
#define PR_REPORT_ORIGINAL_SENDER_W                PROP_TAG(PT_UNICODE, 0x0082)
#define PR_REPORT_DISPOSITION_TO_NAMES             PROP_TAG(PT_MV_TSTRING, 0x0083)
#define PR_REPORT_DISPOSITION_TO_NAMES_A           PROP_TAG(PT_MV_STRING8, 0x0083)
#define PR_REPORT_DISPOSITION_TO_NAMES_W           PROP_TAG(PT_MV_UNICODE, 0x0083)
#define PR_REPORT_DISPOSITION_TO_EMAIL_ADDRESSES   PROP_TAG(PT_MV_TSTRING, 0x0084)
#define PR_REPORT_DISPOSITION_TO_EMAIL_ADDRESSES_A PROP_TAG(PT_MV_STRING8, 0x0084)
#define PR_REPORT_DISPOSITION_TO_EMAIL_ADDRESSES_W PROP_TAG(PT_MV_UNICODE, 0x0084)
#define PR_REPORT_DISPOSITION_OPTIONS              PROP_TAG(PT_TSTRING, 0x0085)
#define PR_REPORT_DISPOSITION_OPTIONS_A            PROP_TAG(PT_STRING8, 0x0085)
#define PR_REPORT_DISPOSITION_OPTIONS_W            PROP_TAG(PT_UNICODE, 0x0085)

/* What the store computes about a message; not transmitted. */
#define PR_INTERNET_ARTICLE_NUMBER     PROP_TAG(PT_LONG, 0x0E23)
#define PR_PRIMARY_SEND_ACCOUNT        PROP_TAG(PT_UNICODE, 0x0E28)
#define PR_NEXT_SEND_ACCT              PROP_TAG(PT_UNICODE, 0x0E29)
#define PR_TODO_ITEM_FLAGS             PROP_TAG(PT_LONG, 0x0E2B)
#define PR_SWAPPED_TODO_STORE          PROP_TAG(PT_BINARY, 0x0E2C)
#define PR_SWAPPED_TODO_DATA           PROP_TAG(PT_BINARY, 0x0E2D)
#define PR_ASSOCIATED_SHARING_PROVIDER PROP_TAG(PT_CLSID, 0x0EA0)
#define PR_PROVIDER_ITEMID             PROP_TAG(PT_BINARY, 0x0EA3)
#define PR_PROVIDER_PARENT_ITEMID      PROP_TAG(PT_BINARY, 0x0EA4)

/* The content of a message. */
#define PR_BODY_HTML                PROP_TAG(PT_TSTRING, 0x1013)
#define PR_BODY_HTML_A              PROP_TAG(PT_STRING8, 0x1013)
#define PR_BODY_HTML_W              PROP_TAG(PT_UNICODE, 0x1013)
#define PR_BODY_CONTENT_LOCATION    PROP_TAG(PT_TSTRING, 0x1014)
#define PR_BODY_CONTENT_LOCATION_A  PROP_TAG(PT_STRING8, 0x1014)
#define PR_BODY_CONTENT_LOCATION_W  PROP_TAG(PT_UNICODE, 0x1014)
#define PR_INTERNET_APPROVED        PROP_TAG(PT_TSTRING, 0x1030)
#define PR_INTERNET_APPROVED_A      PROP_TAG(PT_STRING8, 0x1030)
#define PR_INTERNET_APPROVED_W      PROP_TAG(PT_UNICODE, 0x1030)
#define PR_INTERNET_CONTROL         PROP_TAG(PT_TSTRING, 0x1031)
#define PR_INTERNET_CONTROL_A       PROP_TAG(PT_STRING8, 0x1031)
#define PR_INTERNET_CONTROL_W       PROP_TAG(PT_UNICODE, 0x1031)
#define PR_INTERNET_DISTRIBUTION    PROP_TAG(PT_TSTRING, 0x1032)
#define PR_INTERNET_DISTRIBUTION_A  PROP_TAG(PT_STRING8, 0x1032)
#define PR_INTERNET_DISTRIBUTION_W  PROP_TAG(PT_UNICODE, 0x1032)
#define PR_INTERNET_FOLLOWUP_TO     PROP_TAG(PT_TSTRING, 0x1033)
#define PR_INTERNET_FOLLOWUP_TO_A   PROP_TAG(PT_STRING8, 0x1033)
#define PR_INTERNET_FOLLOWUP_TO_W   PROP_TAG(PT_UNICODE, 0x1033)
#define PR_INTERNET_LINES           PROP_TAG(PT_LONG, 0x1034)
#define PR_INTERNET_ORGANIZATION    PROP_TAG(PT_TSTRING, 0x1037)
#define PR_INTERNET_ORGANIZATION_A  PROP_TAG(PT_STRING8, 0x1037)
#define PR_INTERNET_ORGANIZATION_W  PROP_TAG(PT_UNICODE, 0x1037)
#define PR_INTERNET_NNTP_PATH       PROP_TAG(PT_TSTRING, 0x1038)
#define PR_INTERNET_NNTP_PATH_A     PROP_TAG(PT_STRING8, 0x1038)
#define PR_INTERNET_NNTP_PATH_W     PROP_TAG(PT_UNICODE, 0x1038)
#define PR_IN_REPLY_TO_ID           PROP_TAG(PT_TSTRING, 0x1042)
#define PR_IN_REPLY_TO_ID_A         PROP_TAG(PT_STRING8, 0x1042)
#define PR_IN_REPLY_TO_ID_W         PROP_TAG(PT_UNICODE, 0x1042)
#define PR_LIST_HELP                PROP_TAG(PT_TSTRING, 0x1043)
#define PR_LIST_HELP_A              PROP_TAG(PT_STRING8, 0x1043)
#define PR_LIST_HELP_W              PROP_TAG(PT_UNICODE, 0x1043)
#define PR_LIST_SUBSCRIBE           PROP_TAG(PT_TSTRING, 0x1044)
#define PR_LIST_SUBSCRIBE_A         PROP_TAG(PT_STRING8, 0x1044)
#define PR_LIST_SUBSCRIBE_W         PROP_TAG(PT_UNICODE, 0x1044)
#define PR_LIST_UNSUBSCRIBE         PROP_TAG(PT_TSTRING, 0x1045)
#define PR_LIST_UNSUBSCRIBE_A       PROP_TAG(PT_STRING8, 0x1045)
#define PR_LIST_UNSUBSCRIBE_W       PROP_TAG(PT_UNICODE, 0x1045)
#define PR_INTERNET_RETURN_PATH     PROP_TAG(PT_TSTRING, 0x1046)
#define PR_INTERNET_RETURN_PATH_A   PROP_TAG(PT_STRING8, 0x1046)
#define PR_INTERNET_RETURN_PATH_W   PROP_TAG(PT_UNICODE, 0x1046)
#define PR_LAST_VERB_EXECUTED       PROP_TAG(PT_LONG, 0x1081)
#define PR_LAST_VERB_EXECUTION_TIME PROP_TAG(PT_SYSTIME, 0x1082)
#define PR_FLAG_COMPLETE_TIME       PROP_TAG(PT_SYSTIME, 0x1091)
#define PR_FOLLOWUP_ICON            PROP_TAG(PT_LONG, 0x1095)
#define PR_ITEM_TMPFLAGS            PROP_TAG(PT_LONG, 0x1097)

/* Message stores. */
#define PR_STORE_UNICODE_MASK       PROP_TAG(PT_LONG, 0x340F)
#define PR_PROVIDER_ICON            PROP_TAG(PT_TSTRING, 0x3417)
#define PR_PROVIDER_ICON_W          PROP_TAG(PT_UNICODE, 0x3417)
#define PR_PROVIDER_DISPLAY_NAME    PROP_TAG(PT_TSTRING, 0x3418)
#define PR_PROVIDER_DISPLAY_NAME_A  PROP_TAG(PT_STRING8, 0x3418)
#define PR_PROVIDER_DISPLAY_NAME_W  PROP_TAG(PT_UNICODE, 0x3418)
#define PR_SERVER_TYPE_DISPLAY_NAME PROP_TAG(PT_BINARY, 0x341D)
#define PR_SERVER_CONNECTED_ICON    PROP_TAG(PT_BINARY, 0x341E)
#define PR_SERVER_ACCOUNT_ICON      PROP_TAG(PT_BINARY, 0x341F)

/* Containers. */
#define PR_IPM_JOURNAL_ENTRYID        PROP_TAG(PT_BINARY, 0x36D2)
#define PR_IPM_NOTE_ENTRYID           PROP_TAG(PT_BINARY, 0x36D3)
#define PR_REM_ONLINE_ENTRYID         PROP_TAG(PT_BINARY, 0x36D5)
#define PR_ADDITIONAL_REN_ENTRYIDS    PROP_TAG(PT_MV_BINARY, 0x36D8)
#define PR_ADDITIONAL_REN_ENTRYIDS_EX PROP_TAG(PT_BINARY, 0x36D9)
#define PR_EXTENDED_FOLDER_FLAGS      PROP_TAG(PT_BINARY, 0x36DA)
#define PR_ORDINAL_MOST               PROP_TAG(PT_LONG, 0x36E2)
#define PR_USERFIELDS                 PROP_TAG(PT_BINARY, 0x36E3)
#define PR_FREEBUSY_ENTRYIDS          PROP_TAG(PT_MV_BINARY, 0x36E4)
#define PR_DEF_POST_MSGCLASS          PROP_TAG(PT_STRING8, 0x36E5)
#define PR_AGING_GRANULARITY          PROP_TAG(PT_LONG, 0x36EE)

/* Attachments. */
#define PR_ATTACH_MIME_SEQUENCE           PROP_TAG(PT_LONG, 0x3710)
#define PR_ATTACH_CONTENT_BASE            PROP_TAG(PT_TSTRING, 0x3711)
#define PR_ATTACH_CONTENT_BASE_A          PROP_TAG(PT_STRING8, 0x3711)
#define PR_ATTACH_CONTENT_BASE_W          PROP_TAG(PT_UNICODE, 0x3711)
#define PR_ATTACH_CONTENT_LOCATION        PROP_TAG(PT_TSTRING, 0x3713)
#define PR_ATTACH_CONTENT_LOCATION_A      PROP_TAG(PT_STRING8, 0x3713)
#define PR_ATTACH_CONTENT_LOCATION_W      PROP_TAG(PT_UNICODE, 0x3713)
#define PR_ATTACH_FLAGS                   PROP_TAG(PT_LONG, 0x3714)
#define PR_ATTACH_PAYLOAD_PROV_GUID_STR   PROP_TAG(PT_TSTRING, 0x3719)
#define PR_ATTACH_PAYLOAD_PROV_GUID_STR_A PROP_TAG(PT_STRING8, 0x3719)
#define PR_ATTACH_PAYLOAD_PROV_GUID_STR_W PROP_TAG(PT_UNICODE, 0x3719)
#define PR_ATTACH_PAYLOAD_CLASS           PROP_TAG(PT_TSTRING, 0x371A)
#define PR_ATTACH_PAYLOAD_CLASS_A         PROP_TAG(PT_STRING8, 0x371A)
#define PR_ATTACH_PAYLOAD_CLASS_W         PROP_TAG(PT_UNICODE, 0x371A)

/* Address book entries. */
#define PR_7BIT_DISPLAY_NAME_A PROP_TAG(PT_STRING8, 0x39FF)
#define PR_7BIT_DISPLAY_NAME_W PROP_TAG(PT_UNICODE, 0x39FF)

/* Mail users. */
#define PR_BUSINESS2_TELEPHONE_NUMBER_A_MV PROP_TAG(PT_MV_STRING8, 0x3A1B)
#define PR_BUSINESS_ADDRESS_LOCALITY       PROP_TAG(PT_TSTRING, 0x3A27)
#define PR_BUSINESS_ADDRESS_LOCALITY_A     PROP_TAG(PT_STRING8, 0x3A27)
#define PR_BUSINESS_ADDRESS_LOCALITY_W     PROP_TAG(PT_UNICODE, 0x3A27)
#define PR_REFERRED_BY_NAME                PROP_TAG(PT_TSTRING, 0x3A47)
#define PR_REFERRED_BY_NAME_A              PROP_TAG(PT_STRING8, 0x3A47)
#define PR_REFERRED_BY_NAME_W              PROP_TAG(PT_UNICODE, 0x3A47)
#define PR_USER_X509_CERTIFICATE           PROP_TAG(PT_MV_BINARY, 0x3A70)
#define PR_SEND_INTERNET_ENCODING          PROP_TAG(PT_LONG, 0x3A71)

/* Profiles and services. */
#define PR_SERVICE_INSTALL_ID                PROP_TAG(PT_TSTRING, 0x3D13)
#define PR_SERVICE_INSTALL_ID_A              PROP_TAG(PT_STRING8, 0x3D13)
#define PR_SERVICE_INSTALL_ID_W              PROP_TAG(PT_UNICODE, 0x3D13)
#define PR_EMSMDB_SECTION_UID                PROP_TAG(PT_BINARY, 0x3D15)
#define PR_AB_CHOOSE_DIRECTORY_AUTOMATICALLY PROP_TAG(PT_BOOLEAN, 0x3D1C)

/* Message editors and SMTP addresses. */
#define PR_INETMAIL_OVERRIDE_FORMAT    PROP_TAG(PT_LONG, 0x5902)
#define PR_RECIPIENT_PROPOSED          PROP_TAG(PT_BOOLEAN, 0x5FE1)
#define PR_RECIPIENT_PROPOSEDSTARTTIME PROP_TAG(PT_SYSTIME, 0x5FE3)
#define PR_RECIPIENT_PROPOSEDENDTIME   PROP_TAG(PT_SYSTIME, 0x5FE4)
#define PR_RECIPIENT_DISPLAY_NAME      PROP_TAG(PT_TSTRING, 0x5FF6)
#define PR_RECIPIENT_DISPLAY_NAME_A    PROP_TAG(PT_STRING8, 0x5FF6)
#define PR_RECIPIENT_DISPLAY_NAME_W    PROP_TAG(PT_UNICODE, 0x5FF6)
#define PR_RECIPIENT_ENTRYID           PROP_TAG(PT_BINARY, 0x5FF7)
#define PR_RECIPIENT_TRACKSTATUS_TIME  PROP_TAG(PT_SYSTIME, 0x5FFB)
#define PR_RECIPIENT_FLAGS             PROP_TAG(PT_LONG, 0x5FFD)
#define PR_RECIPIENT_TRACKSTATUS       PROP_TAG(PT_LONG, 0x5FFF)

/* Stores and profile sections. */
#define PR_JUNK_INCLUDE_CONTACTS      PROP_TAG(PT_LONG, 0x6100)
#define PR_JUNK_THRESHOLD             PROP_TAG(PT_LONG, 0x6101)
#define PR_JUNK_PERMANENTLY_DELETE    PROP_TAG(PT_LONG, 0x6102)
#define PR_JUNK_ADD_RECIPS_TO_SSL     PROP_TAG(PT_LONG, 0x6103)
#define PR_JUNK_PHISHING_ENABLE_LINKS PROP_TAG(PT_BOOLEAN, 0x6107)
#define PR_REPLY_TEMPLATE_ID          PROP_TAG(PT_BINARY, 0x65C2)
#define PR_RULE_MSG_PROVIDER          PROP_TAG(PT_UNICODE, 0x65EB)
#define PR_RULE_MSG_NAME              PROP_TAG(PT_UNICODE, 0x65EC)
#define PR_STORE_ENTRYID_EMSMDB_V1    PROP_TAG(PT_BINARY, 0x65F6)
#define PR_CONTAB_UID                 PROP_TAG(PT_BINARY, 0x6601)
#define PR_CONTAB_SORT_FLAG           PROP_TAG(PT_BOOLEAN, 0x6602)
#define PR_CONTAB_FOLDER_ENTRYID      PROP_TAG(PT_BINARY, 0x6610)
#define PR_CONTAB_STORE_SUPPORT_MASK  PROP_TAG(PT_LONG, 0x6611)
#define PR_CONTAB_STORE_NAME          PROP_TAG(PT_TSTRING, 0x6612)
#define PR_CONTAB_STORE_NAME_A        PROP_TAG(PT_STRING8, 0x6612)
#define PR_CONTAB_STORE_NAME_W        PROP_TAG(PT_UNICODE, 0x6612)
#define PR_CONTAB_FOLDER_NAME         PROP_TAG(PT_TSTRING, 0x6613)
#define PR_CONTAB_FOLDER_NAME_W       PROP_TAG(PT_UNICODE, 0x6613)
#define PR_CONTAB_MULTI_ADDR_FLAG     PROP_TAG(PT_BOOLEAN, 0x6614)
#define PR_CONTAB_FOLDER_ENTRYIDS     PROP_TAG(PT_MV_BINARY, 0x6620)
#define PR_CONTAB_STORE_SUPPORT_MASKS PROP_TAG(PT_MV_LONG, 0x6621)
#define PR_CONTAB_STORE_NAMES         PROP_TAG(PT_MV_TSTRING, 0x6622)
#define PR_CONTAB_STORE_NAMES_A       PROP_TAG(PT_MV_STRING8, 0x6622)
#define PR_CONTAB_STORE_NAMES_W       PROP_TAG(PT_MV_UNICODE, 0x6622)
#define PR_CONTAB_FOLDER_NAMES        PROP_TAG(PT_MV_TSTRING, 0x6623)
#define PR_CONTAB_DISPLAY_NAMES       PROP_TAG(PT_MV_TSTRING, 0x6624)
#define PR_CONTAB_DISPLAY_NAMES_A     PROP_TAG(PT_MV_STRING8, 0x6624)
#define PR_CONTAB_DISPLAY_NAMES_W     PROP_TAG(PT_MV_UNICODE, 0x6624)
#define PR_CONTAB_MULTI_ADDR_FLAGS    PROP_TAG(PT_MV_LONG, 0x6625)
#define PR_CONTAB_STORE_ENTRYIDS      PROP_TAG(PT_MV_BINARY, 0x6626)
#define PR_PROFILE_HOME_SERVER_FQDN   PROP_TAG(PT_UNICODE, 0x662A)
#define PR_RULE_PROVIDER_A            PROP_TAG(PT_STRING8, 0x6681)
#define PR_RULE_PROVIDER_W            PROP_TAG(PT_UNICODE, 0x6681)
#define PR_PST_PATH_A                 PROP_TAG(PT_STRING8, 0x6700)
#define PR_PST_PATH_W                 PROP_TAG(PT_UNICODE, 0x6700)
#define PR_WIZARD_NO_PST_PAGE         PROP_TAG(PT_BOOLEAN, 0x6700)
#define PR_WIZARD_NO_PAB_PAGE         PROP_TAG(PT_BOOLEAN, 0x6701)
#define PR_PST_PW_SZ_OLD_A            PROP_TAG(PT_STRING8, 0x6703)
#define PR_PST_PW_SZ_OLD_W            PROP_TAG(PT_UNICODE, 0x6703)
#define PR_PST_PW_SZ_NEW_A            PROP_TAG(PT_STRING8, 0x6704)
#define PR_PST_PW_SZ_NEW_W            PROP_TAG(PT_UNICODE, 0x6704)
#define PR_PST_CONFIG_FLAGS           PROP_TAG(PT_LONG, 0x6770)
#define PR_PST_PATH_HINT              PROP_TAG(PT_TSTRING, 0x6771)
#define PR_PST_PATH_HINT_A            PROP_TAG(PT_STRING8, 0x6771)
#define PR_PST_PATH_HINT_W            PROP_TAG(PT_UNICODE, 0x6771)
#define PR_AUTOCFG_USER_PASSWORD_W    PROP_TAG(PT_UNICODE, 0x67FC)
#define PR_AUTOCFG_USER_EMAIL_W       PROP_TAG(PT_UNICODE, 0x67FD)
#define PR_AUTOCFG_USER_NAME_W        PROP_TAG(PT_UNICODE, 0x67FE)

/* Free/busy, and messages of particular classes. */
#define PR_WB_SF_LAST_USED                     PROP_TAG(PT_LONG, 0x6834)
#define PR_WB_SF_EXPIRATION                    PROP_TAG(PT_LONG, 0x683A)
#define PR_SCHDINFO_RESOURCE_TYPE              PROP_TAG(PT_LONG, 0x6841)
#define PR_WB_SF_TEMPLATE_ID                   PROP_TAG(PT_LONG, 0x6841)
#define PR_SCHDINFO_BOSS_WANTS_COPY            PROP_TAG(PT_BOOLEAN, 0x6842)
#define PR_WB_SF_ID                            PROP_TAG(PT_BINARY, 0x6842)
#define PR_SCHDINFO_DONT_MAIL_DELEGATES        PROP_TAG(PT_BOOLEAN, 0x6843)
#define PR_SCHDINFO_DELEGATE_NAMES             PROP_TAG(PT_MV_TSTRING, 0x6844)
#define PR_SCHDINFO_DELEGATE_NAMES_A           PROP_TAG(PT_MV_STRING8, 0x6844)
#define PR_SCHDINFO_DELEGATE_NAMES_W           PROP_TAG(PT_MV_UNICODE, 0x6844)
#define PR_SCHDINFO_DELEGATE_ENTRYIDS          PROP_TAG(PT_MV_BINARY, 0x6845)
#define PR_WB_SF_DEFINITION                    PROP_TAG(PT_BINARY, 0x6845)
#define PR_WB_SF_STORAGE_TYPE                  PROP_TAG(PT_LONG, 0x6846)
#define PR_FREEBUSY_PUBLISH_START              PROP_TAG(PT_LONG, 0x6847)
#define PR_WB_SF_TAG                           PROP_TAG(PT_LONG, 0x6847)
#define PR_FREEBUSY_PUBLISH_END                PROP_TAG(PT_LONG, 0x6848)
#define PR_WB_SF_EFP_FLAGS                     PROP_TAG(PT_LONG, 0x6848)
#define PR_SCHDINFO_BOSS_WANTS_INFO            PROP_TAG(PT_BOOLEAN, 0x684B)
#define PR_SCHDINFO_MONTHS_MERGED              PROP_TAG(PT_MV_LONG, 0x684F)
#define PR_SCHDINFO_FREEBUSY_MERGED            PROP_TAG(PT_MV_BINARY, 0x6850)
#define PR_SCHDINFO_MONTHS_TENTATIVE           PROP_TAG(PT_MV_LONG, 0x6851)
#define PR_SCHDINFO_FREEBUSY_TENTATIVE         PROP_TAG(PT_MV_BINARY, 0x6852)
#define PR_SCHDINFO_MONTHS_BUSY                PROP_TAG(PT_MV_LONG, 0x6853)
#define PR_SCHDINFO_FREEBUSY_BUSY              PROP_TAG(PT_MV_BINARY, 0x6854)
#define PR_SCHDINFO_MONTHS_OOF                 PROP_TAG(PT_MV_LONG, 0x6855)
#define PR_SCHDINFO_FREEBUSY_OOF               PROP_TAG(PT_MV_BINARY, 0x6856)
#define PR_FREEBUSY_RANGE_TIMESTAMP            PROP_TAG(PT_SYSTIME, 0x6868)
#define PR_FREEBUSY_COUNT_MONTHS               PROP_TAG(PT_LONG, 0x6869)
#define PR_SCHDINFO_APPT_TOMBSTONE             PROP_TAG(PT_BINARY, 0x686A)
#define PR_DELEGATE_FLAGS                      PROP_TAG(PT_MV_LONG, 0x686B)
#define PR_SCHDINFO_FREEBUSY                   PROP_TAG(PT_BINARY, 0x686C)
#define PR_SCHDINFO_AUTO_ACCEPT_APPTS          PROP_TAG(PT_BOOLEAN, 0x686D)
#define PR_SCHDINFO_DISALLOW_RECURRING_APPTS   PROP_TAG(PT_BOOLEAN, 0x686E)
#define PR_SCHDINFO_DISALLOW_OVERLAPPING_APPTS PROP_TAG(PT_BOOLEAN, 0x686F)
#define PR_NDR_FROM_ENTRYID                    PROP_TAG(PT_BINARY, 0x6904)
#define PR_NDR_FROM_NAME                       PROP_TAG(PT_STRING8, 0x6905)
#define PR_NDR_FROM_SEARCH_KEY                 PROP_TAG(PT_BINARY, 0x6906)
#define PR_VD_NAME                             PROP_TAG(PT_TSTRING, 0x7006)
#define PR_VD_NAME_A                           PROP_TAG(PT_STRING8, 0x7006)
#define PR_VD_NAME_W                           PROP_TAG(PT_UNICODE, 0x7006)
#define PR_VD_VERSION                          PROP_TAG(PT_LONG, 0x7007)

/* Settings, and attachments that hold exceptions. */
#define PR_ROAMING_DATATYPES       PROP_TAG(PT_LONG, 0x7C06)
#define PR_ROAMING_DICTIONARY      PROP_TAG(PT_BINARY, 0x7C07)
#define PR_ROAMING_XMLSTREAM       PROP_TAG(PT_BINARY, 0x7C08)
#define PR_ROAMING_BINARYSTREAM    PROP_TAG(PT_BINARY, 0x7C09)
#define PR_PROCESSED               PROP_TAG(PT_BOOLEAN, 0x7D01)
#define PR_EXCEPTION_REPLACETIME   PROP_TAG(PT_SYSTIME, 0x7FF9)
#define PR_ATTACHMENT_LINKID       PROP_TAG(PT_LONG, 0x7FFA)
#define PR_EXCEPTION_STARTTIME     PROP_TAG(PT_SYSTIME, 0x7FFB)
#define PR_EXCEPTION_ENDTIME       PROP_TAG(PT_SYSTIME, 0x7FFC)
#define PR_ATTACHMENT_FLAGS        PROP_TAG(PT_LONG, 0x7FFD)
#define PR_ATTACHMENT_HIDDEN       PROP_TAG(PT_BOOLEAN, 0x7FFE)
#define PR_ATTACHMENT_CONTACTPHOTO PROP_TAG(PT_BOOLEAN, 0x7FFF)

/* ---- Numbers of named properties, by property set ---- */

/* No property set is known. */
#define dispidCustomFlag 0x8251

/* PSETID_Address. */
#define dispidFileUnder                 0x8005
#define dispidFileUnderId               0x8006
#define dispidContactItemData           0x8007
#define dispidHasPicture                0x8015
#define dispidHomeAddress               0x801A
#define dispidWorkAddress               0x801B
#define dispidOtherAddress              0x801C
#define dispidPostalAddressId           0x8022
#define dispidContactCharSet            0x8023
#define dispidAutoLog                   0x8025
#define dispidFileUnderList             0x8026
#define dispidABPEmailList              0x8028
#define dispidABPArrayType              0x8029
#define dispidHTML                      0x802B
#define dispidYomiFirstName             0x802C
#define dispidYomiLastName              0x802D
#define dispidYomiCompanyName           0x802E
#define dispidBCDisplayDefinition       0x8040
#define dispidBCCardPicture             0x8041
#define dispidWorkAddressStreet         0x8045
#define dispidWorkAddressCity           0x8046
#define dispidWorkAddressState          0x8047
#define dispidWorkAddressPostalCode     0x8048
#define dispidWorkAddressCountry        0x8049
#define dispidWorkAddressPostOfficeBox  0x804A
#define dispidDLChecksum                0x804C
#define dispidBirthdayEventEID          0x804D
#define dispidAnniversaryEventEID       0x804E
#define dispidContactUserField1         0x804F
#define dispidContactUserField2         0x8050
#define dispidContactUserField3         0x8051
#define dispidContactUserField4         0x8052
#define dispidDLName                    0x8053
#define dispidDLOneOffMembers           0x8054
#define dispidDLMembers                 0x8055
#define dispidInstMsg                   0x8062
#define dispidEmail1DisplayName         0x8080
#define dispidEmail1AddrType            0x8082
#define dispidEmail1EmailAddress        0x8083
#define dispidEmail1OriginalDisplayName 0x8084
#define dispidEmail1OriginalEntryID     0x8085
#define dispidEmail2DisplayName         0x8090
#define dispidEmail2AddrType            0x8092
#define dispidEmail2EmailAddress        0x8093
#define dispidEmail2OriginalDisplayName 0x8094
#define dispidEmail2OriginalEntryID     0x8095
#define dispidEmail3DisplayName         0x80A0
#define dispidEmail3AddrType            0x80A2
#define dispidEmail3EmailAddress        0x80A3
#define dispidEmail3OriginalDisplayName 0x80A4
#define dispidEmail3OriginalEntryID     0x80A5
#define dispidFax1DisplayName           0x80B0
#define dispidFax1EntryID               0x80B1
#define dispidFax1AddrType              0x80B2
#define dispidFax1EmailAddress          0x80B3
#define dispidFax1OriginalDisplayName   0x80B4
#define dispidFax1OriginalEntryID       0x80B5
#define dispidFax1RTF                   0x80B6
#define dispidFax1EmailType             0x80B7
#define dispidFax2DisplayName           0x80C0
#define dispidFax2EntryID               0x80C1
#define dispidFax2AddrType              0x80C2
#define dispidFax2EmailAddress          0x80C3
#define dispidFax2OriginalDisplayName   0x80C4
#define dispidFax2OriginalEntryID       0x80C5
#define dispidFax2RTF                   0x80C6
#define dispidFax2EmailType             0x80C7
#define dispidFax3DisplayName           0x80D0
#define dispidFax3EntryID               0x80D1
#define dispidFax3AddrType              0x80D2
#define dispidFax3EmailAddress          0x80D3
#define dispidFax3OriginalDisplayName   0x80D4
#define dispidFax3OriginalEntryID       0x80D5
#define dispidFax3RTF                   0x80D6
#define dispidFax3EmailType             0x80D7
#define dispidFreeBusyLocation          0x80D8
#define dispidEMSAbX509Cert             0x80D9
#define dispidHomeAddressCountryCode    0x80DA
#define dispidWorkAddressCountryCode    0x80DB
#define dispidOtherAddressCountryCode   0x80DC
#define dispidAddressCountryCode        0x80DD

/* PSETID_Appointment. */
#define dispidSendMtgAsICAL          0x8200
#define dispidApptSequence           0x8201
#define dispidApptSeqTime            0x8202
#define dispidApptLastSequence       0x8203
#define dispidChangeHighlight        0x8204
#define dispidBusyStatus             0x8205
#define dispidFExceptionalBody       0x8206
#define dispidApptAuxFlags           0x8207
#define dispidLocation               0x8208
#define dispidMWSURL                 0x8209
#define dispidFwrdInstance           0x820A
#define dispidLinkedTaskItems        0x820C
#define dispidApptStartWhole         0x820D
#define dispidApptEndWhole           0x820E
#define dispidApptDuration           0x8213
#define dispidApptColor              0x8214
#define dispidApptSubType            0x8215
#define dispidApptRecur              0x8216
#define dispidApptStateFlags         0x8217
#define dispidResponseStatus         0x8218
#define dispidApptReplyTime          0x8220
#define dispidRecurring              0x8223
#define dispidIntendedBusyStatus     0x8224
#define dispidExceptionReplaceTime   0x8228
#define dispidFInvited               0x8229
#define dispidFExceptionalAttendees  0x822B
#define dispidApptReplyName          0x8230
#define dispidRecurType              0x8231
#define dispidRecurPattern           0x8232
#define dispidTimeZoneStruct         0x8233
#define dispidTimeZoneDesc           0x8234
#define dispidClipStart              0x8235
#define dispidClipEnd                0x8236
#define dispidOrigStoreEid           0x8237
#define dispidAllAttendeesString     0x8238
#define dispidAutoFillLocation       0x823A
#define dispidToAttendeesString      0x823B
#define dispidCCAttendeesString      0x823C
#define dispidApptUnsendableRecips   0x823D
#define dispidApptProposedStartWhole 0x8250
#define dispidApptProposedEndWhole   0x8251
#define dispidApptProposedDuration   0x8256
#define dispidApptCounterProposal    0x8257
#define dispidApptProposalNum        0x8259
#define dispidApptNotAllowPropose    0x825A
#define dispidApptTZDefStartDisplay  0x825E
#define dispidApptTZDefEndDisplay    0x825F
#define dispidApptTZDefRecur         0x8260

/* PSETID_Common. */
#define dispidReminderDelta            0x8501
#define dispidReminderTime             0x8502
#define dispidReminderSet              0x8503
#define dispidPrivate                  0x8506
#define dispidAgingDontAgeMe           0x850E
#define dispidFormStorage              0x850F
#define dispidSideEffects              0x8510
#define dispidPageDirStream            0x8513
#define dispidSmartNoAttach            0x8514
#define dispidCommonStart              0x8516
#define dispidCommonEnd                0x8517
#define dispidTaskMode                 0x8518
#define dispidTaskGlobalObjId          0x8519
#define dispidSniffState               0x851A
#define dispidFormPropStream           0x851B
#define dispidReminderOverride         0x851C
#define dispidReminderPlaySound        0x851E
#define dispidReminderFileParam        0x851F
#define dispidVerbStream               0x8520
#define dispidVerbResponse             0x8524
#define dispidRequest                  0x8530
#define dispidMileage                  0x8534
#define dispidBilling                  0x8535
#define dispidNonSendableTo            0x8536
#define dispidNonSendableCC            0x8537
#define dispidNonSendableBCC           0x8538
#define dispidCompanies                0x8539
#define dispidContacts                 0x853A
#define dispidPropDefStream            0x8540
#define dispidScriptStream             0x8541
#define dispidNonSendToTrackStatus     0x8543
#define dispidNonSendCcTrackStatus     0x8544
#define dispidNonSendBccTrackStatus    0x8545
#define dispidRecallTime               0x8549
#define dispidCurrentVersion           0x8552
#define dispidCurrentVersionName       0x8554
#define dispidReminderNextTime         0x8560
#define dispidImapDeleted              0x8570
#define dispidHeaderItem               0x8578
#define dispidInetAcctName             0x8580
#define dispidInetAcctStamp            0x8581
#define dispidUseTNEF                  0x8582
#define dispidContactLinkSearchKey     0x8584
#define dispidContactLinkEntry         0x8585
#define dispidContactLinkName          0x8586
#define dispidImgAttchmtsCompressLevel 0x8593
#define dispidIsIPFax                  0x859B
#define dispidSpamOriginalFolder       0x859C
#define dispidToDoOrdinalDate          0x85A0
#define dispidToDoSubOrdinal           0x85A1
#define dispidToDoTitle                0x85A4
#define dispidFShouldTNEF              0x85A5
#define dispidClassified               0x85B5
#define dispidClassification           0x85B6
#define dispidClassDesc                0x85B7
#define dispidClassGuid                0x85B8
#define dispidOfflineStatus            0x85B9
#define dispidClassKeep                0x85BA
#define dispidReferenceEID             0x85BD
#define dispidValidFlagStringProof     0x85BF
#define dispidFlagStringEnum           0x85C0

/* PSETID_Log. */
#define dispidLogType       0x8700
#define dispidLogStart      0x8706
#define dispidLogDuration   0x8707
#define dispidLogEnd        0x8708
#define dispidLogFlags      0x870C
#define dispidLogDocPrinted 0x870E
#define dispidLogDocSaved   0x870F
#define dispidLogDocRouted  0x8710
#define dispidLogDocPosted  0x8711
#define dispidLogTypeDesc   0x8712

/* PSETID_Meeting. */
#define LID_ATTENDEE_CRITICAL_CHANGE 0x0001
#define LID_WHERE                    0x0002
#define LID_GLOBAL_OBJID             0x0003
#define LID_IS_SILENT                0x0004
#define LID_IS_RECURRING             0x0005
#define LID_IS_EXCEPTION             0x000A
#define LID_TIME_ZONE                0x000C
#define LID_OWNER_CRITICAL_CHANGE    0x001A
#define LID_CALENDAR_TYPE            0x001C
#define dispidCleanGlobalObjId       0x0023
#define dispidApptMessageClass       0x0024
#define dispidMeetingType            0x0026
#define dispidOldLocation            0x0028
#define dispidOldWhenStartWhole      0x0029
#define dispidOldWhenEndWhole        0x002A

/* PSETID_Note. */
#define dispidNoteColor  0x8B00
#define dispidNoteWidth  0x8B02
#define dispidNoteHeight 0x8B03
#define dispidNoteX      0x8B04
#define dispidNoteY      0x8B05

/* PSETID_PostRss. */
#define dispidPostRssChannelLink 0x8900
#define dispidPostRssChannel     0x8904

/* PSETID_Remote. */
#define dispidRemoteEID        0x8F01
#define dispidRemoteMsgClass   0x8F02
#define dispidRemoteXP         0x8F03
#define dispidRemoteXferTime   0x8F04
#define dispidRemoteXferSize   0x8F05
#define dispidRemoteSearchKey  0x8F06
#define dispidRemoteAttachment 0x8F07

/* PSETID_Report. */
#define dispidResendTime 0x8D00

/* PSETID_Sharing. */
#define dispidSharingProviderGuid   0x8A01
#define dispidSharingProviderName   0x8A02
#define dispidSharingProviderUrl    0x8A03
#define dispidSharingRemoteName     0x8A05
#define dispidSharingRemoteUid      0x8A06
#define dispidSharingInitiatorName  0x8A07
#define dispidSharingInitiatorSmtp  0x8A08
#define dispidSharingInitiatorEid   0x8A09
#define dispidSharingLocalType      0x8A14
#define dispidSharingCaps           0x8A17
#define dispidSharingFlavor         0x8A18
#define dispidSharingRemoteType     0x8A1D
#define dispidSharingConfigUrl      0x8A24
#define dispidSharingResponseType   0x8A27
#define dispidSharingResponseTime   0x8A28
#define dispidSharingRemoteStoreUid 0x8A48

/* PSETID_Task. */
#define dispidTaskStatus          0x8101
#define dispidPercentComplete     0x8102
#define dispidTaskStartDate       0x8104
#define dispidTaskDueDate         0x8105
#define dispidTaskResetReminder   0x8107
#define dispidTaskAccepted        0x8108
#define dispidTaskDeadOccur       0x8109
#define dispidTaskDateCompleted   0x810F
#define dispidTaskActualEffort    0x8110
#define dispidTaskEstimatedEffort 0x8111
#define dispidTaskVersion         0x8112
#define dispidTaskState           0x8113
#define dispidTaskLastUpdate      0x8115
#define dispidTaskRecur           0x8116
#define dispidTaskMyDelegators    0x8117
#define dispidTaskSOC             0x8119
#define dispidTaskHistory         0x811A
#define dispidTaskUpdates         0x811B
#define dispidTaskComplete        0x811C
#define dispidTaskFCreator        0x811E
#define dispidTaskOwner           0x811F
#define dispidTaskMultRecips      0x8120
#define dispidTaskDelegator       0x8121
#define dispidTaskLastUser        0x8122
#define dispidTaskOrdinal         0x8123
#define dispidTaskLastDelegate    0x8125
#define dispidTaskFRecur          0x8126
#define dispidTaskOwnership       0x8129
#define dispidTaskDelegValue      0x812A
#define dispidTaskFFixOffline     0x812C

/* PS_PUBLIC_STRINGS. */
#define dispidCategories 0x2328

#endif /* MAPICANON_H */
