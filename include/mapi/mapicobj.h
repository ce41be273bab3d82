/* SPDX-License-Identifier: Apache-2.0 */
/* Method calls in C, where COBJMACROS is defined. Included by the headers that declare the interfaces. */
#ifndef MAPICOBJ_H
#define MAPICOBJ_H

/* Each macro calls the method of the same name: IMAPISession_Logoff(p, a, b, c) is p->lpVtbl->Logoff(p, a, b, c). */

#define IMAPIAdviseSink_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPIAdviseSink_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPIAdviseSink_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPIAdviseSink_OnNotify(This, cNotif, lpNotifications) \
  ((This)->lpVtbl->OnNotify(This, cNotif, lpNotifications))

#define IMAPIProgress_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPIProgress_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPIProgress_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPIProgress_Progress(This, ulValue, ulCount, ulTotal) \
  ((This)->lpVtbl->Progress(This, ulValue, ulCount, ulTotal))
#define IMAPIProgress_GetFlags(This, lpulFlags) ((This)->lpVtbl->GetFlags(This, lpulFlags))
#define IMAPIProgress_GetMax(This, lpulMax) ((This)->lpVtbl->GetMax(This, lpulMax))
#define IMAPIProgress_GetMin(This, lpulMin) ((This)->lpVtbl->GetMin(This, lpulMin))
#define IMAPIProgress_SetLimits(This, lpulMin, lpulMax, lpulFlags) \
  ((This)->lpVtbl->SetLimits(This, lpulMin, lpulMax, lpulFlags))

#define IMAPIProp_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPIProp_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPIProp_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPIProp_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IMAPIProp_SaveChanges(This, ulFlags) ((This)->lpVtbl->SaveChanges(This, ulFlags))
#define IMAPIProp_GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray) \
  ((This)->lpVtbl->GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray))
#define IMAPIProp_GetPropList(This, ulFlags, lppPropTagArray) \
  ((This)->lpVtbl->GetPropList(This, ulFlags, lppPropTagArray))
#define IMAPIProp_OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk) \
  ((This)->lpVtbl->OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk))
#define IMAPIProp_SetProps(This, cValues, lpPropArray, lppProblems) \
  ((This)->lpVtbl->SetProps(This, cValues, lpPropArray, lppProblems))
#define IMAPIProp_DeleteProps(This, lpPropTagArray, lppProblems) \
  ((This)->lpVtbl->DeleteProps(This, lpPropTagArray, lppProblems))
#define IMAPIProp_CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface,  \
                         lpDestObj, ulFlags, lppProblems)                                                      \
  ((This)->lpVtbl->CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface, \
                          lpDestObj, ulFlags, lppProblems))
#define IMAPIProp_CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags, lppProblems) \
  ((This)->lpVtbl->CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags,             \
                             lppProblems))
#define IMAPIProp_GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames) \
  ((This)->lpVtbl->GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames))
#define IMAPIProp_GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags) \
  ((This)->lpVtbl->GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags))

#define IMAPITable_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPITable_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPITable_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPITable_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IMAPITable_Advise(This, ulEventMask, lpAdviseSink, lpulConnection) \
  ((This)->lpVtbl->Advise(This, ulEventMask, lpAdviseSink, lpulConnection))
#define IMAPITable_Unadvise(This, ulConnection) ((This)->lpVtbl->Unadvise(This, ulConnection))
#define IMAPITable_GetStatus(This, lpulTableStatus, lpulTableType) \
  ((This)->lpVtbl->GetStatus(This, lpulTableStatus, lpulTableType))
#define IMAPITable_SetColumns(This, lpPropTagArray, ulFlags) ((This)->lpVtbl->SetColumns(This, lpPropTagArray, ulFlags))
#define IMAPITable_QueryColumns(This, ulFlags, lpPropTagArray) \
  ((This)->lpVtbl->QueryColumns(This, ulFlags, lpPropTagArray))
#define IMAPITable_GetRowCount(This, ulFlags, lpulCount) ((This)->lpVtbl->GetRowCount(This, ulFlags, lpulCount))
#define IMAPITable_SeekRow(This, bkOrigin, lRowCount, lplRowsSought) \
  ((This)->lpVtbl->SeekRow(This, bkOrigin, lRowCount, lplRowsSought))
#define IMAPITable_SeekRowApprox(This, ulNumerator, ulDenominator) \
  ((This)->lpVtbl->SeekRowApprox(This, ulNumerator, ulDenominator))
#define IMAPITable_QueryPosition(This, lpulRow, lpulNumerator, lpulDenominator) \
  ((This)->lpVtbl->QueryPosition(This, lpulRow, lpulNumerator, lpulDenominator))
#define IMAPITable_FindRow(This, lpRestriction, bkOrigin, ulFlags) \
  ((This)->lpVtbl->FindRow(This, lpRestriction, bkOrigin, ulFlags))
#define IMAPITable_Restrict(This, lpRestriction, ulFlags) ((This)->lpVtbl->Restrict(This, lpRestriction, ulFlags))
#define IMAPITable_CreateBookmark(This, lpbkPosition) ((This)->lpVtbl->CreateBookmark(This, lpbkPosition))
#define IMAPITable_FreeBookmark(This, bkPosition) ((This)->lpVtbl->FreeBookmark(This, bkPosition))
#define IMAPITable_SortTable(This, lpSortCriteria, ulFlags) ((This)->lpVtbl->SortTable(This, lpSortCriteria, ulFlags))
#define IMAPITable_QuerySortOrder(This, lppSortCriteria) ((This)->lpVtbl->QuerySortOrder(This, lppSortCriteria))
#define IMAPITable_QueryRows(This, lRowCount, ulFlags, lppRows) \
  ((This)->lpVtbl->QueryRows(This, lRowCount, ulFlags, lppRows))
#define IMAPITable_Abort(This) ((This)->lpVtbl->Abort(This))
#define IMAPITable_ExpandRow(This, cbInstanceKey, pbInstanceKey, ulRowCount, ulFlags, lppRows, lpulMoreRows) \
  ((This)->lpVtbl->ExpandRow(This, cbInstanceKey, pbInstanceKey, ulRowCount, ulFlags, lppRows, lpulMoreRows))
#define IMAPITable_CollapseRow(This, cbInstanceKey, pbInstanceKey, ulFlags, lpulRowCount) \
  ((This)->lpVtbl->CollapseRow(This, cbInstanceKey, pbInstanceKey, ulFlags, lpulRowCount))
#define IMAPITable_WaitForCompletion(This, ulFlags, ulTimeout, lpulTableStatus) \
  ((This)->lpVtbl->WaitForCompletion(This, ulFlags, ulTimeout, lpulTableStatus))
#define IMAPITable_GetCollapseState(This, ulFlags, cbInstanceKey, lpbInstanceKey, lpcbCollapseState, \
                                    lppbCollapseState)                                               \
  ((This)->lpVtbl->GetCollapseState(This, ulFlags, cbInstanceKey, lpbInstanceKey, lpcbCollapseState, \
                                    lppbCollapseState))
#define IMAPITable_SetCollapseState(This, ulFlags, cbCollapseState, pbCollapseState, lpbkLocation) \
  ((This)->lpVtbl->SetCollapseState(This, ulFlags, cbCollapseState, pbCollapseState, lpbkLocation))

#define IMAPIStatus_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPIStatus_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPIStatus_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPIStatus_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IMAPIStatus_SaveChanges(This, ulFlags) ((This)->lpVtbl->SaveChanges(This, ulFlags))
#define IMAPIStatus_GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray) \
  ((This)->lpVtbl->GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray))
#define IMAPIStatus_GetPropList(This, ulFlags, lppPropTagArray) \
  ((This)->lpVtbl->GetPropList(This, ulFlags, lppPropTagArray))
#define IMAPIStatus_OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk) \
  ((This)->lpVtbl->OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk))
#define IMAPIStatus_SetProps(This, cValues, lpPropArray, lppProblems) \
  ((This)->lpVtbl->SetProps(This, cValues, lpPropArray, lppProblems))
#define IMAPIStatus_DeleteProps(This, lpPropTagArray, lppProblems) \
  ((This)->lpVtbl->DeleteProps(This, lpPropTagArray, lppProblems))
#define IMAPIStatus_CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface, \
                           lpDestObj, ulFlags, lppProblems)                                                     \
  ((This)->lpVtbl->CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface,  \
                          lpDestObj, ulFlags, lppProblems))
#define IMAPIStatus_CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags, \
                              lppProblems)                                                                  \
  ((This)->lpVtbl->CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags,  \
                             lppProblems))
#define IMAPIStatus_GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames) \
  ((This)->lpVtbl->GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames))
#define IMAPIStatus_GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags) \
  ((This)->lpVtbl->GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags))
#define IMAPIStatus_ValidateState(This, ulUIParam, ulFlags) ((This)->lpVtbl->ValidateState(This, ulUIParam, ulFlags))
#define IMAPIStatus_SettingsDialog(This, ulUIParam, ulFlags) ((This)->lpVtbl->SettingsDialog(This, ulUIParam, ulFlags))
#define IMAPIStatus_ChangePassword(This, lpOldPass, lpNewPass, ulFlags) \
  ((This)->lpVtbl->ChangePassword(This, lpOldPass, lpNewPass, ulFlags))
#define IMAPIStatus_FlushQueues(This, ulUIParam, cbTargetTransport, lpTargetTransport, ulFlags) \
  ((This)->lpVtbl->FlushQueues(This, ulUIParam, cbTargetTransport, lpTargetTransport, ulFlags))

#define IMAPIContainer_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPIContainer_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPIContainer_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPIContainer_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IMAPIContainer_SaveChanges(This, ulFlags) ((This)->lpVtbl->SaveChanges(This, ulFlags))
#define IMAPIContainer_GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray) \
  ((This)->lpVtbl->GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray))
#define IMAPIContainer_GetPropList(This, ulFlags, lppPropTagArray) \
  ((This)->lpVtbl->GetPropList(This, ulFlags, lppPropTagArray))
#define IMAPIContainer_OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk) \
  ((This)->lpVtbl->OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk))
#define IMAPIContainer_SetProps(This, cValues, lpPropArray, lppProblems) \
  ((This)->lpVtbl->SetProps(This, cValues, lpPropArray, lppProblems))
#define IMAPIContainer_DeleteProps(This, lpPropTagArray, lppProblems) \
  ((This)->lpVtbl->DeleteProps(This, lpPropTagArray, lppProblems))
#define IMAPIContainer_CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface, \
                              lpDestObj, ulFlags, lppProblems)                                                     \
  ((This)->lpVtbl->CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface,     \
                          lpDestObj, ulFlags, lppProblems))
#define IMAPIContainer_CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags, \
                                 lppProblems)                                                                  \
  ((This)->lpVtbl->CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags,     \
                             lppProblems))
#define IMAPIContainer_GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames) \
  ((This)->lpVtbl->GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames))
#define IMAPIContainer_GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags) \
  ((This)->lpVtbl->GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags))
#define IMAPIContainer_GetContentsTable(This, ulFlags, lppTable) \
  ((This)->lpVtbl->GetContentsTable(This, ulFlags, lppTable))
#define IMAPIContainer_GetHierarchyTable(This, ulFlags, lppTable) \
  ((This)->lpVtbl->GetHierarchyTable(This, ulFlags, lppTable))
#define IMAPIContainer_OpenEntry(This, cbEntryID, lpEntryID, lpInterface, ulFlags, lpulObjType, lppUnk) \
  ((This)->lpVtbl->OpenEntry(This, cbEntryID, lpEntryID, lpInterface, ulFlags, lpulObjType, lppUnk))
#define IMAPIContainer_SetSearchCriteria(This, lpRestriction, lpContainerList, ulSearchFlags) \
  ((This)->lpVtbl->SetSearchCriteria(This, lpRestriction, lpContainerList, ulSearchFlags))
#define IMAPIContainer_GetSearchCriteria(This, ulFlags, lppRestriction, lppContainerList, lpulSearchState) \
  ((This)->lpVtbl->GetSearchCriteria(This, ulFlags, lppRestriction, lppContainerList, lpulSearchState))

#define IABContainer_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IABContainer_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IABContainer_Release(This) ((This)->lpVtbl->Release(This))
#define IABContainer_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IABContainer_SaveChanges(This, ulFlags) ((This)->lpVtbl->SaveChanges(This, ulFlags))
#define IABContainer_GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray) \
  ((This)->lpVtbl->GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray))
#define IABContainer_GetPropList(This, ulFlags, lppPropTagArray) \
  ((This)->lpVtbl->GetPropList(This, ulFlags, lppPropTagArray))
#define IABContainer_OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk) \
  ((This)->lpVtbl->OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk))
#define IABContainer_SetProps(This, cValues, lpPropArray, lppProblems) \
  ((This)->lpVtbl->SetProps(This, cValues, lpPropArray, lppProblems))
#define IABContainer_DeleteProps(This, lpPropTagArray, lppProblems) \
  ((This)->lpVtbl->DeleteProps(This, lpPropTagArray, lppProblems))
#define IABContainer_CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface, \
                            lpDestObj, ulFlags, lppProblems)                                                     \
  ((This)->lpVtbl->CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface,   \
                          lpDestObj, ulFlags, lppProblems))
#define IABContainer_CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags, \
                               lppProblems)                                                                  \
  ((This)->lpVtbl->CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags,   \
                             lppProblems))
#define IABContainer_GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames) \
  ((This)->lpVtbl->GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames))
#define IABContainer_GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags) \
  ((This)->lpVtbl->GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags))
#define IABContainer_GetContentsTable(This, ulFlags, lppTable) \
  ((This)->lpVtbl->GetContentsTable(This, ulFlags, lppTable))
#define IABContainer_GetHierarchyTable(This, ulFlags, lppTable) \
  ((This)->lpVtbl->GetHierarchyTable(This, ulFlags, lppTable))
#define IABContainer_OpenEntry(This, cbEntryID, lpEntryID, lpInterface, ulFlags, lpulObjType, lppUnk) \
  ((This)->lpVtbl->OpenEntry(This, cbEntryID, lpEntryID, lpInterface, ulFlags, lpulObjType, lppUnk))
#define IABContainer_SetSearchCriteria(This, lpRestriction, lpContainerList, ulSearchFlags) \
  ((This)->lpVtbl->SetSearchCriteria(This, lpRestriction, lpContainerList, ulSearchFlags))
#define IABContainer_GetSearchCriteria(This, ulFlags, lppRestriction, lppContainerList, lpulSearchState) \
  ((This)->lpVtbl->GetSearchCriteria(This, ulFlags, lppRestriction, lppContainerList, lpulSearchState))
#define IABContainer_CreateEntry(This, cbEntryID, lpEntryID, ulCreateFlags, lppMAPIPropEntry) \
  ((This)->lpVtbl->CreateEntry(This, cbEntryID, lpEntryID, ulCreateFlags, lppMAPIPropEntry))
#define IABContainer_CopyEntries(This, lpEntries, ulUIParam, lpProgress, ulFlags) \
  ((This)->lpVtbl->CopyEntries(This, lpEntries, ulUIParam, lpProgress, ulFlags))
#define IABContainer_DeleteEntries(This, lpEntries, ulFlags) ((This)->lpVtbl->DeleteEntries(This, lpEntries, ulFlags))
#define IABContainer_ResolveNames(This, lpPropTagArray, ulFlags, lpAdrList, lpFlagList) \
  ((This)->lpVtbl->ResolveNames(This, lpPropTagArray, ulFlags, lpAdrList, lpFlagList))

#define IMailUser_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMailUser_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMailUser_Release(This) ((This)->lpVtbl->Release(This))
#define IMailUser_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IMailUser_SaveChanges(This, ulFlags) ((This)->lpVtbl->SaveChanges(This, ulFlags))
#define IMailUser_GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray) \
  ((This)->lpVtbl->GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray))
#define IMailUser_GetPropList(This, ulFlags, lppPropTagArray) \
  ((This)->lpVtbl->GetPropList(This, ulFlags, lppPropTagArray))
#define IMailUser_OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk) \
  ((This)->lpVtbl->OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk))
#define IMailUser_SetProps(This, cValues, lpPropArray, lppProblems) \
  ((This)->lpVtbl->SetProps(This, cValues, lpPropArray, lppProblems))
#define IMailUser_DeleteProps(This, lpPropTagArray, lppProblems) \
  ((This)->lpVtbl->DeleteProps(This, lpPropTagArray, lppProblems))
#define IMailUser_CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface,  \
                         lpDestObj, ulFlags, lppProblems)                                                      \
  ((This)->lpVtbl->CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface, \
                          lpDestObj, ulFlags, lppProblems))
#define IMailUser_CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags, lppProblems) \
  ((This)->lpVtbl->CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags,             \
                             lppProblems))
#define IMailUser_GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames) \
  ((This)->lpVtbl->GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames))
#define IMailUser_GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags) \
  ((This)->lpVtbl->GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags))

#define IDistList_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IDistList_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IDistList_Release(This) ((This)->lpVtbl->Release(This))
#define IDistList_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IDistList_SaveChanges(This, ulFlags) ((This)->lpVtbl->SaveChanges(This, ulFlags))
#define IDistList_GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray) \
  ((This)->lpVtbl->GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray))
#define IDistList_GetPropList(This, ulFlags, lppPropTagArray) \
  ((This)->lpVtbl->GetPropList(This, ulFlags, lppPropTagArray))
#define IDistList_OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk) \
  ((This)->lpVtbl->OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk))
#define IDistList_SetProps(This, cValues, lpPropArray, lppProblems) \
  ((This)->lpVtbl->SetProps(This, cValues, lpPropArray, lppProblems))
#define IDistList_DeleteProps(This, lpPropTagArray, lppProblems) \
  ((This)->lpVtbl->DeleteProps(This, lpPropTagArray, lppProblems))
#define IDistList_CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface,  \
                         lpDestObj, ulFlags, lppProblems)                                                      \
  ((This)->lpVtbl->CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface, \
                          lpDestObj, ulFlags, lppProblems))
#define IDistList_CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags, lppProblems) \
  ((This)->lpVtbl->CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags,             \
                             lppProblems))
#define IDistList_GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames) \
  ((This)->lpVtbl->GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames))
#define IDistList_GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags) \
  ((This)->lpVtbl->GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags))
#define IDistList_GetContentsTable(This, ulFlags, lppTable) ((This)->lpVtbl->GetContentsTable(This, ulFlags, lppTable))
#define IDistList_GetHierarchyTable(This, ulFlags, lppTable) \
  ((This)->lpVtbl->GetHierarchyTable(This, ulFlags, lppTable))
#define IDistList_OpenEntry(This, cbEntryID, lpEntryID, lpInterface, ulFlags, lpulObjType, lppUnk) \
  ((This)->lpVtbl->OpenEntry(This, cbEntryID, lpEntryID, lpInterface, ulFlags, lpulObjType, lppUnk))
#define IDistList_SetSearchCriteria(This, lpRestriction, lpContainerList, ulSearchFlags) \
  ((This)->lpVtbl->SetSearchCriteria(This, lpRestriction, lpContainerList, ulSearchFlags))
#define IDistList_GetSearchCriteria(This, ulFlags, lppRestriction, lppContainerList, lpulSearchState) \
  ((This)->lpVtbl->GetSearchCriteria(This, ulFlags, lppRestriction, lppContainerList, lpulSearchState))
#define IDistList_CreateEntry(This, cbEntryID, lpEntryID, ulCreateFlags, lppMAPIPropEntry) \
  ((This)->lpVtbl->CreateEntry(This, cbEntryID, lpEntryID, ulCreateFlags, lppMAPIPropEntry))
#define IDistList_CopyEntries(This, lpEntries, ulUIParam, lpProgress, ulFlags) \
  ((This)->lpVtbl->CopyEntries(This, lpEntries, ulUIParam, lpProgress, ulFlags))
#define IDistList_DeleteEntries(This, lpEntries, ulFlags) ((This)->lpVtbl->DeleteEntries(This, lpEntries, ulFlags))
#define IDistList_ResolveNames(This, lpPropTagArray, ulFlags, lpAdrList, lpFlagList) \
  ((This)->lpVtbl->ResolveNames(This, lpPropTagArray, ulFlags, lpAdrList, lpFlagList))

#define IMAPIFolder_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPIFolder_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPIFolder_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPIFolder_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IMAPIFolder_SaveChanges(This, ulFlags) ((This)->lpVtbl->SaveChanges(This, ulFlags))
#define IMAPIFolder_GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray) \
  ((This)->lpVtbl->GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray))
#define IMAPIFolder_GetPropList(This, ulFlags, lppPropTagArray) \
  ((This)->lpVtbl->GetPropList(This, ulFlags, lppPropTagArray))
#define IMAPIFolder_OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk) \
  ((This)->lpVtbl->OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk))
#define IMAPIFolder_SetProps(This, cValues, lpPropArray, lppProblems) \
  ((This)->lpVtbl->SetProps(This, cValues, lpPropArray, lppProblems))
#define IMAPIFolder_DeleteProps(This, lpPropTagArray, lppProblems) \
  ((This)->lpVtbl->DeleteProps(This, lpPropTagArray, lppProblems))
#define IMAPIFolder_CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface, \
                           lpDestObj, ulFlags, lppProblems)                                                     \
  ((This)->lpVtbl->CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface,  \
                          lpDestObj, ulFlags, lppProblems))
#define IMAPIFolder_CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags, \
                              lppProblems)                                                                  \
  ((This)->lpVtbl->CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags,  \
                             lppProblems))
#define IMAPIFolder_GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames) \
  ((This)->lpVtbl->GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames))
#define IMAPIFolder_GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags) \
  ((This)->lpVtbl->GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags))
#define IMAPIFolder_GetContentsTable(This, ulFlags, lppTable) \
  ((This)->lpVtbl->GetContentsTable(This, ulFlags, lppTable))
#define IMAPIFolder_GetHierarchyTable(This, ulFlags, lppTable) \
  ((This)->lpVtbl->GetHierarchyTable(This, ulFlags, lppTable))
#define IMAPIFolder_OpenEntry(This, cbEntryID, lpEntryID, lpInterface, ulFlags, lpulObjType, lppUnk) \
  ((This)->lpVtbl->OpenEntry(This, cbEntryID, lpEntryID, lpInterface, ulFlags, lpulObjType, lppUnk))
#define IMAPIFolder_SetSearchCriteria(This, lpRestriction, lpContainerList, ulSearchFlags) \
  ((This)->lpVtbl->SetSearchCriteria(This, lpRestriction, lpContainerList, ulSearchFlags))
#define IMAPIFolder_GetSearchCriteria(This, ulFlags, lppRestriction, lppContainerList, lpulSearchState) \
  ((This)->lpVtbl->GetSearchCriteria(This, ulFlags, lppRestriction, lppContainerList, lpulSearchState))
#define IMAPIFolder_CreateMessage(This, lpInterface, ulFlags, lppMessage) \
  ((This)->lpVtbl->CreateMessage(This, lpInterface, ulFlags, lppMessage))
#define IMAPIFolder_CopyMessages(This, lpMsgList, lpInterface, lpDestFolder, ulUIParam, lpProgress, ulFlags) \
  ((This)->lpVtbl->CopyMessages(This, lpMsgList, lpInterface, lpDestFolder, ulUIParam, lpProgress, ulFlags))
#define IMAPIFolder_DeleteMessages(This, lpMsgList, ulUIParam, lpProgress, ulFlags) \
  ((This)->lpVtbl->DeleteMessages(This, lpMsgList, ulUIParam, lpProgress, ulFlags))
#define IMAPIFolder_CreateFolder(This, ulFolderType, lpszFolderName, lpszFolderComment, lpInterface, ulFlags, \
                                 lppFolder)                                                                   \
  ((This)->lpVtbl->CreateFolder(This, ulFolderType, lpszFolderName, lpszFolderComment, lpInterface, ulFlags,  \
                                lppFolder))
#define IMAPIFolder_CopyFolder(This, cbEntryID, lpEntryID, lpInterface, lpDestFolder, lpszNewFolderName, ulUIParam, \
                               lpProgress, ulFlags)                                                                 \
  ((This)->lpVtbl->CopyFolder(This, cbEntryID, lpEntryID, lpInterface, lpDestFolder, lpszNewFolderName, ulUIParam,  \
                              lpProgress, ulFlags))
#define IMAPIFolder_DeleteFolder(This, cbEntryID, lpEntryID, ulUIParam, lpProgress, ulFlags) \
  ((This)->lpVtbl->DeleteFolder(This, cbEntryID, lpEntryID, ulUIParam, lpProgress, ulFlags))
#define IMAPIFolder_SetReadFlags(This, lpMsgList, ulUIParam, lpProgress, ulFlags) \
  ((This)->lpVtbl->SetReadFlags(This, lpMsgList, ulUIParam, lpProgress, ulFlags))
#define IMAPIFolder_GetMessageStatus(This, cbEntryID, lpEntryID, ulFlags, lpulMessageStatus) \
  ((This)->lpVtbl->GetMessageStatus(This, cbEntryID, lpEntryID, ulFlags, lpulMessageStatus))
#define IMAPIFolder_SetMessageStatus(This, cbEntryID, lpEntryID, ulNewStatus, ulNewStatusMask, lpulOldStatus) \
  ((This)->lpVtbl->SetMessageStatus(This, cbEntryID, lpEntryID, ulNewStatus, ulNewStatusMask, lpulOldStatus))
#define IMAPIFolder_SaveContentsSort(This, lpSortCriteria, ulFlags) \
  ((This)->lpVtbl->SaveContentsSort(This, lpSortCriteria, ulFlags))
#define IMAPIFolder_EmptyFolder(This, ulUIParam, lpProgress, ulFlags) \
  ((This)->lpVtbl->EmptyFolder(This, ulUIParam, lpProgress, ulFlags))

#define IMsgStore_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMsgStore_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMsgStore_Release(This) ((This)->lpVtbl->Release(This))
#define IMsgStore_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IMsgStore_SaveChanges(This, ulFlags) ((This)->lpVtbl->SaveChanges(This, ulFlags))
#define IMsgStore_GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray) \
  ((This)->lpVtbl->GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray))
#define IMsgStore_GetPropList(This, ulFlags, lppPropTagArray) \
  ((This)->lpVtbl->GetPropList(This, ulFlags, lppPropTagArray))
#define IMsgStore_OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk) \
  ((This)->lpVtbl->OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk))
#define IMsgStore_SetProps(This, cValues, lpPropArray, lppProblems) \
  ((This)->lpVtbl->SetProps(This, cValues, lpPropArray, lppProblems))
#define IMsgStore_DeleteProps(This, lpPropTagArray, lppProblems) \
  ((This)->lpVtbl->DeleteProps(This, lpPropTagArray, lppProblems))
#define IMsgStore_CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface,  \
                         lpDestObj, ulFlags, lppProblems)                                                      \
  ((This)->lpVtbl->CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface, \
                          lpDestObj, ulFlags, lppProblems))
#define IMsgStore_CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags, lppProblems) \
  ((This)->lpVtbl->CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags,             \
                             lppProblems))
#define IMsgStore_GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames) \
  ((This)->lpVtbl->GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames))
#define IMsgStore_GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags) \
  ((This)->lpVtbl->GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags))
#define IMsgStore_Advise(This, cbEntryID, lpEntryID, ulEventMask, lpAdviseSink, lpulConnection) \
  ((This)->lpVtbl->Advise(This, cbEntryID, lpEntryID, ulEventMask, lpAdviseSink, lpulConnection))
#define IMsgStore_Unadvise(This, ulConnection) ((This)->lpVtbl->Unadvise(This, ulConnection))
#define IMsgStore_CompareEntryIDs(This, cbEntryID1, lpEntryID1, cbEntryID2, lpEntryID2, ulFlags, lpulResult) \
  ((This)->lpVtbl->CompareEntryIDs(This, cbEntryID1, lpEntryID1, cbEntryID2, lpEntryID2, ulFlags, lpulResult))
#define IMsgStore_OpenEntry(This, cbEntryID, lpEntryID, lpInterface, ulFlags, lpulObjType, lppUnk) \
  ((This)->lpVtbl->OpenEntry(This, cbEntryID, lpEntryID, lpInterface, ulFlags, lpulObjType, lppUnk))
#define IMsgStore_SetReceiveFolder(This, lpszMessageClass, ulFlags, cbEntryID, lpEntryID) \
  ((This)->lpVtbl->SetReceiveFolder(This, lpszMessageClass, ulFlags, cbEntryID, lpEntryID))
#define IMsgStore_GetReceiveFolder(This, lpszMessageClass, ulFlags, lpcbEntryID, lppEntryID, lppszExplicitClass) \
  ((This)->lpVtbl->GetReceiveFolder(This, lpszMessageClass, ulFlags, lpcbEntryID, lppEntryID, lppszExplicitClass))
#define IMsgStore_GetReceiveFolderTable(This, ulFlags, lppTable) \
  ((This)->lpVtbl->GetReceiveFolderTable(This, ulFlags, lppTable))
#define IMsgStore_StoreLogoff(This, lpulFlags) ((This)->lpVtbl->StoreLogoff(This, lpulFlags))
#define IMsgStore_AbortSubmit(This, cbEntryID, lpEntryID, ulFlags) \
  ((This)->lpVtbl->AbortSubmit(This, cbEntryID, lpEntryID, ulFlags))
#define IMsgStore_GetOutgoingQueue(This, ulFlags, lppTable) ((This)->lpVtbl->GetOutgoingQueue(This, ulFlags, lppTable))
#define IMsgStore_SetLockState(This, lpMessage, ulLockState) \
  ((This)->lpVtbl->SetLockState(This, lpMessage, ulLockState))
#define IMsgStore_FinishedMsg(This, ulFlags, cbEntryID, lpEntryID) \
  ((This)->lpVtbl->FinishedMsg(This, ulFlags, cbEntryID, lpEntryID))
#define IMsgStore_NotifyNewMail(This, lpNotification) ((This)->lpVtbl->NotifyNewMail(This, lpNotification))

#define IMessage_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMessage_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMessage_Release(This) ((This)->lpVtbl->Release(This))
#define IMessage_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IMessage_SaveChanges(This, ulFlags) ((This)->lpVtbl->SaveChanges(This, ulFlags))
#define IMessage_GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray) \
  ((This)->lpVtbl->GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray))
#define IMessage_GetPropList(This, ulFlags, lppPropTagArray) \
  ((This)->lpVtbl->GetPropList(This, ulFlags, lppPropTagArray))
#define IMessage_OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk) \
  ((This)->lpVtbl->OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk))
#define IMessage_SetProps(This, cValues, lpPropArray, lppProblems) \
  ((This)->lpVtbl->SetProps(This, cValues, lpPropArray, lppProblems))
#define IMessage_DeleteProps(This, lpPropTagArray, lppProblems) \
  ((This)->lpVtbl->DeleteProps(This, lpPropTagArray, lppProblems))
#define IMessage_CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface,   \
                        lpDestObj, ulFlags, lppProblems)                                                       \
  ((This)->lpVtbl->CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface, \
                          lpDestObj, ulFlags, lppProblems))
#define IMessage_CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags, lppProblems) \
  ((This)->lpVtbl->CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags,            \
                             lppProblems))
#define IMessage_GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames) \
  ((This)->lpVtbl->GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames))
#define IMessage_GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags) \
  ((This)->lpVtbl->GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags))
#define IMessage_GetAttachmentTable(This, ulFlags, lppTable) \
  ((This)->lpVtbl->GetAttachmentTable(This, ulFlags, lppTable))
#define IMessage_OpenAttach(This, ulAttachmentNum, lpInterface, ulFlags, lppAttach) \
  ((This)->lpVtbl->OpenAttach(This, ulAttachmentNum, lpInterface, ulFlags, lppAttach))
#define IMessage_CreateAttach(This, lpInterface, ulFlags, lpulAttachmentNum, lppAttach) \
  ((This)->lpVtbl->CreateAttach(This, lpInterface, ulFlags, lpulAttachmentNum, lppAttach))
#define IMessage_DeleteAttach(This, ulAttachmentNum, ulUIParam, lpProgress, ulFlags) \
  ((This)->lpVtbl->DeleteAttach(This, ulAttachmentNum, ulUIParam, lpProgress, ulFlags))
#define IMessage_GetRecipientTable(This, ulFlags, lppTable) ((This)->lpVtbl->GetRecipientTable(This, ulFlags, lppTable))
#define IMessage_ModifyRecipients(This, ulFlags, lpMods) ((This)->lpVtbl->ModifyRecipients(This, ulFlags, lpMods))
#define IMessage_SubmitMessage(This, ulFlags) ((This)->lpVtbl->SubmitMessage(This, ulFlags))
#define IMessage_SetReadFlag(This, ulFlags) ((This)->lpVtbl->SetReadFlag(This, ulFlags))

#define IAttach_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IAttach_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IAttach_Release(This) ((This)->lpVtbl->Release(This))
#define IAttach_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IAttach_SaveChanges(This, ulFlags) ((This)->lpVtbl->SaveChanges(This, ulFlags))
#define IAttach_GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray) \
  ((This)->lpVtbl->GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray))
#define IAttach_GetPropList(This, ulFlags, lppPropTagArray) \
  ((This)->lpVtbl->GetPropList(This, ulFlags, lppPropTagArray))
#define IAttach_OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk) \
  ((This)->lpVtbl->OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk))
#define IAttach_SetProps(This, cValues, lpPropArray, lppProblems) \
  ((This)->lpVtbl->SetProps(This, cValues, lpPropArray, lppProblems))
#define IAttach_DeleteProps(This, lpPropTagArray, lppProblems) \
  ((This)->lpVtbl->DeleteProps(This, lpPropTagArray, lppProblems))
#define IAttach_CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, \
                       ulFlags, lppProblems)                                                                           \
  ((This)->lpVtbl->CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface,         \
                          lpDestObj, ulFlags, lppProblems))
#define IAttach_CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags, lppProblems) \
  ((This)->lpVtbl->CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags,           \
                             lppProblems))
#define IAttach_GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames) \
  ((This)->lpVtbl->GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames))
#define IAttach_GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags) \
  ((This)->lpVtbl->GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags))

#define IMAPIControl_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPIControl_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPIControl_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPIControl_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IMAPIControl_Activate(This, ulFlags, ulUIParam) ((This)->lpVtbl->Activate(This, ulFlags, ulUIParam))
#define IMAPIControl_GetState(This, ulFlags, lpulState) ((This)->lpVtbl->GetState(This, ulFlags, lpulState))

#define IProviderAdmin_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IProviderAdmin_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IProviderAdmin_Release(This) ((This)->lpVtbl->Release(This))
#define IProviderAdmin_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IProviderAdmin_GetProviderTable(This, ulFlags, lppTable) \
  ((This)->lpVtbl->GetProviderTable(This, ulFlags, lppTable))
#define IProviderAdmin_CreateProvider(This, lpszProvider, cValues, lpProps, ulUIParam, ulFlags, lpUID) \
  ((This)->lpVtbl->CreateProvider(This, lpszProvider, cValues, lpProps, ulUIParam, ulFlags, lpUID))
#define IProviderAdmin_DeleteProvider(This, lpUID) ((This)->lpVtbl->DeleteProvider(This, lpUID))
#define IProviderAdmin_OpenProfileSection(This, lpUID, lpInterface, ulFlags, lppProfSect) \
  ((This)->lpVtbl->OpenProfileSection(This, lpUID, lpInterface, ulFlags, lppProfSect))

#define IProfSect_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IProfSect_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IProfSect_Release(This) ((This)->lpVtbl->Release(This))
#define IProfSect_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IProfSect_SaveChanges(This, ulFlags) ((This)->lpVtbl->SaveChanges(This, ulFlags))
#define IProfSect_GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray) \
  ((This)->lpVtbl->GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray))
#define IProfSect_GetPropList(This, ulFlags, lppPropTagArray) \
  ((This)->lpVtbl->GetPropList(This, ulFlags, lppPropTagArray))
#define IProfSect_OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk) \
  ((This)->lpVtbl->OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk))
#define IProfSect_SetProps(This, cValues, lpPropArray, lppProblems) \
  ((This)->lpVtbl->SetProps(This, cValues, lpPropArray, lppProblems))
#define IProfSect_DeleteProps(This, lpPropTagArray, lppProblems) \
  ((This)->lpVtbl->DeleteProps(This, lpPropTagArray, lppProblems))
#define IProfSect_CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface,  \
                         lpDestObj, ulFlags, lppProblems)                                                      \
  ((This)->lpVtbl->CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface, \
                          lpDestObj, ulFlags, lppProblems))
#define IProfSect_CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags, lppProblems) \
  ((This)->lpVtbl->CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags,             \
                             lppProblems))
#define IProfSect_GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames) \
  ((This)->lpVtbl->GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames))
#define IProfSect_GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags) \
  ((This)->lpVtbl->GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags))

#define IMAPISession_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPISession_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPISession_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPISession_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IMAPISession_GetMsgStoresTable(This, ulFlags, lppTable) \
  ((This)->lpVtbl->GetMsgStoresTable(This, ulFlags, lppTable))
#define IMAPISession_OpenMsgStore(This, ulUIParam, cbEntryID, lpEntryID, lpInterface, ulFlags, lppMDB) \
  ((This)->lpVtbl->OpenMsgStore(This, ulUIParam, cbEntryID, lpEntryID, lpInterface, ulFlags, lppMDB))
#define IMAPISession_OpenAddressBook(This, ulUIParam, lpInterface, ulFlags, lppAdrBook) \
  ((This)->lpVtbl->OpenAddressBook(This, ulUIParam, lpInterface, ulFlags, lppAdrBook))
#define IMAPISession_OpenProfileSection(This, lpUID, lpInterface, ulFlags, lppProfSect) \
  ((This)->lpVtbl->OpenProfileSection(This, lpUID, lpInterface, ulFlags, lppProfSect))
#define IMAPISession_GetStatusTable(This, ulFlags, lppTable) ((This)->lpVtbl->GetStatusTable(This, ulFlags, lppTable))
#define IMAPISession_OpenEntry(This, cbEntryID, lpEntryID, lpInterface, ulFlags, lpulObjType, lppUnk) \
  ((This)->lpVtbl->OpenEntry(This, cbEntryID, lpEntryID, lpInterface, ulFlags, lpulObjType, lppUnk))
#define IMAPISession_CompareEntryIDs(This, cbEntryID1, lpEntryID1, cbEntryID2, lpEntryID2, ulFlags, lpulResult) \
  ((This)->lpVtbl->CompareEntryIDs(This, cbEntryID1, lpEntryID1, cbEntryID2, lpEntryID2, ulFlags, lpulResult))
#define IMAPISession_Advise(This, cbEntryID, lpEntryID, ulEventMask, lpAdviseSink, lpulConnection) \
  ((This)->lpVtbl->Advise(This, cbEntryID, lpEntryID, ulEventMask, lpAdviseSink, lpulConnection))
#define IMAPISession_Unadvise(This, ulConnection) ((This)->lpVtbl->Unadvise(This, ulConnection))
#define IMAPISession_MessageOptions(This, ulUIParam, ulFlags, lpszAdrType, lpMessage) \
  ((This)->lpVtbl->MessageOptions(This, ulUIParam, ulFlags, lpszAdrType, lpMessage))
#define IMAPISession_QueryDefaultMessageOpt(This, lpszAdrType, ulFlags, lpcValues, lppOptions) \
  ((This)->lpVtbl->QueryDefaultMessageOpt(This, lpszAdrType, ulFlags, lpcValues, lppOptions))
#define IMAPISession_EnumAdrTypes(This, ulFlags, lpcAdrTypes, lpppszAdrTypes) \
  ((This)->lpVtbl->EnumAdrTypes(This, ulFlags, lpcAdrTypes, lpppszAdrTypes))
#define IMAPISession_QueryIdentity(This, lpcbEntryID, lppEntryID) \
  ((This)->lpVtbl->QueryIdentity(This, lpcbEntryID, lppEntryID))
#define IMAPISession_Logoff(This, ulUIParam, ulFlags, ulReserved) \
  ((This)->lpVtbl->Logoff(This, ulUIParam, ulFlags, ulReserved))
#define IMAPISession_SetDefaultStore(This, ulFlags, cbEntryID, lpEntryID) \
  ((This)->lpVtbl->SetDefaultStore(This, ulFlags, cbEntryID, lpEntryID))
#define IMAPISession_AdminServices(This, ulFlags, lppServiceAdmin) \
  ((This)->lpVtbl->AdminServices(This, ulFlags, lppServiceAdmin))
#define IMAPISession_ShowForm(This, ulUIParam, lpMsgStore, lpParentFolder, lpInterface, ulMessageToken, lpMessageSent, \
                              ulFlags, ulMessageStatus, ulMessageFlags, ulAccess, lpszMessageClass)                    \
  ((This)->lpVtbl->ShowForm(This, ulUIParam, lpMsgStore, lpParentFolder, lpInterface, ulMessageToken, lpMessageSent,   \
                            ulFlags, ulMessageStatus, ulMessageFlags, ulAccess, lpszMessageClass))
#define IMAPISession_PrepareForm(This, lpInterface, lpMessage, lpulMessageToken) \
  ((This)->lpVtbl->PrepareForm(This, lpInterface, lpMessage, lpulMessageToken))

#define IAddrBook_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IAddrBook_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IAddrBook_Release(This) ((This)->lpVtbl->Release(This))
#define IAddrBook_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IAddrBook_SaveChanges(This, ulFlags) ((This)->lpVtbl->SaveChanges(This, ulFlags))
#define IAddrBook_GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray) \
  ((This)->lpVtbl->GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray))
#define IAddrBook_GetPropList(This, ulFlags, lppPropTagArray) \
  ((This)->lpVtbl->GetPropList(This, ulFlags, lppPropTagArray))
#define IAddrBook_OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk) \
  ((This)->lpVtbl->OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk))
#define IAddrBook_SetProps(This, cValues, lpPropArray, lppProblems) \
  ((This)->lpVtbl->SetProps(This, cValues, lpPropArray, lppProblems))
#define IAddrBook_DeleteProps(This, lpPropTagArray, lppProblems) \
  ((This)->lpVtbl->DeleteProps(This, lpPropTagArray, lppProblems))
#define IAddrBook_CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface,  \
                         lpDestObj, ulFlags, lppProblems)                                                      \
  ((This)->lpVtbl->CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface, \
                          lpDestObj, ulFlags, lppProblems))
#define IAddrBook_CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags, lppProblems) \
  ((This)->lpVtbl->CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags,             \
                             lppProblems))
#define IAddrBook_GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames) \
  ((This)->lpVtbl->GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames))
#define IAddrBook_GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags) \
  ((This)->lpVtbl->GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags))
#define IAddrBook_OpenEntry(This, cbEntryID, lpEntryID, lpInterface, ulFlags, lpulObjType, lppUnk) \
  ((This)->lpVtbl->OpenEntry(This, cbEntryID, lpEntryID, lpInterface, ulFlags, lpulObjType, lppUnk))
#define IAddrBook_CompareEntryIDs(This, cbEntryID1, lpEntryID1, cbEntryID2, lpEntryID2, ulFlags, lpulResult) \
  ((This)->lpVtbl->CompareEntryIDs(This, cbEntryID1, lpEntryID1, cbEntryID2, lpEntryID2, ulFlags, lpulResult))
#define IAddrBook_Advise(This, cbEntryID, lpEntryID, ulEventMask, lpAdviseSink, lpulConnection) \
  ((This)->lpVtbl->Advise(This, cbEntryID, lpEntryID, ulEventMask, lpAdviseSink, lpulConnection))
#define IAddrBook_Unadvise(This, ulConnection) ((This)->lpVtbl->Unadvise(This, ulConnection))
#define IAddrBook_CreateOneOff(This, lpszName, lpszAdrType, lpszAddress, ulFlags, lpcbEntryID, lppEntryID) \
  ((This)->lpVtbl->CreateOneOff(This, lpszName, lpszAdrType, lpszAddress, ulFlags, lpcbEntryID, lppEntryID))
#define IAddrBook_NewEntry(This, ulUIParam, ulFlags, cbEIDContainer, lpEIDContainer, cbEIDNewEntryTpl,  \
                           lpEIDNewEntryTpl, lpcbEIDNewEntry, lppEIDNewEntry)                           \
  ((This)->lpVtbl->NewEntry(This, ulUIParam, ulFlags, cbEIDContainer, lpEIDContainer, cbEIDNewEntryTpl, \
                            lpEIDNewEntryTpl, lpcbEIDNewEntry, lppEIDNewEntry))
#define IAddrBook_ResolveName(This, ulUIParam, ulFlags, lpszNewEntryTitle, lpAdrList) \
  ((This)->lpVtbl->ResolveName(This, ulUIParam, ulFlags, lpszNewEntryTitle, lpAdrList))
#define IAddrBook_Address(This, lpulUIParam, lpAdrParms, lppAdrList) \
  ((This)->lpVtbl->Address(This, lpulUIParam, lpAdrParms, lppAdrList))
#define IAddrBook_Details(This, lpulUIParam, lpfnDismiss, lpvDismissContext, cbEntryID, lpEntryID, lpfButtonCallback,  \
                          lpvButtonContext, lpszButtonText, ulFlags)                                                   \
  ((This)->lpVtbl->Details(This, lpulUIParam, lpfnDismiss, lpvDismissContext, cbEntryID, lpEntryID, lpfButtonCallback, \
                           lpvButtonContext, lpszButtonText, ulFlags))
#define IAddrBook_RecipOptions(This, ulUIParam, ulFlags, lpRecip) \
  ((This)->lpVtbl->RecipOptions(This, ulUIParam, ulFlags, lpRecip))
#define IAddrBook_QueryDefaultRecipOpt(This, lpszAdrType, ulFlags, lpcValues, lppOptions) \
  ((This)->lpVtbl->QueryDefaultRecipOpt(This, lpszAdrType, ulFlags, lpcValues, lppOptions))
#define IAddrBook_GetPAB(This, lpcbEntryID, lppEntryID) ((This)->lpVtbl->GetPAB(This, lpcbEntryID, lppEntryID))
#define IAddrBook_SetPAB(This, cbEntryID, lpEntryID) ((This)->lpVtbl->SetPAB(This, cbEntryID, lpEntryID))
#define IAddrBook_GetDefaultDir(This, lpcbEntryID, lppEntryID) \
  ((This)->lpVtbl->GetDefaultDir(This, lpcbEntryID, lppEntryID))
#define IAddrBook_SetDefaultDir(This, cbEntryID, lpEntryID) ((This)->lpVtbl->SetDefaultDir(This, cbEntryID, lpEntryID))
#define IAddrBook_GetSearchPath(This, ulFlags, lppSearchPath) \
  ((This)->lpVtbl->GetSearchPath(This, ulFlags, lppSearchPath))
#define IAddrBook_SetSearchPath(This, ulFlags, lpSearchPath) \
  ((This)->lpVtbl->SetSearchPath(This, ulFlags, lpSearchPath))
#define IAddrBook_PrepareRecips(This, ulFlags, lpPropTagArray, lpRecipList) \
  ((This)->lpVtbl->PrepareRecips(This, ulFlags, lpPropTagArray, lpRecipList))

#define IProfAdmin_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IProfAdmin_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IProfAdmin_Release(This) ((This)->lpVtbl->Release(This))
#define IProfAdmin_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IProfAdmin_GetProfileTable(This, ulFlags, lppTable) ((This)->lpVtbl->GetProfileTable(This, ulFlags, lppTable))
#define IProfAdmin_CreateProfile(This, lpszProfileName, lpszPassword, ulUIParam, ulFlags) \
  ((This)->lpVtbl->CreateProfile(This, lpszProfileName, lpszPassword, ulUIParam, ulFlags))
#define IProfAdmin_DeleteProfile(This, lpszProfileName, ulFlags) \
  ((This)->lpVtbl->DeleteProfile(This, lpszProfileName, ulFlags))
#define IProfAdmin_ChangeProfilePassword(This, lpszProfileName, lpszOldPassword, lpszNewPassword, ulFlags) \
  ((This)->lpVtbl->ChangeProfilePassword(This, lpszProfileName, lpszOldPassword, lpszNewPassword, ulFlags))
#define IProfAdmin_CopyProfile(This, lpszOldProfileName, lpszOldPassword, lpszNewProfileName, ulUIParam, ulFlags) \
  ((This)->lpVtbl->CopyProfile(This, lpszOldProfileName, lpszOldPassword, lpszNewProfileName, ulUIParam, ulFlags))
#define IProfAdmin_RenameProfile(This, lpszOldProfileName, lpszOldPassword, lpszNewProfileName, ulUIParam, ulFlags) \
  ((This)->lpVtbl->RenameProfile(This, lpszOldProfileName, lpszOldPassword, lpszNewProfileName, ulUIParam, ulFlags))
#define IProfAdmin_SetDefaultProfile(This, lpszProfileName, ulFlags) \
  ((This)->lpVtbl->SetDefaultProfile(This, lpszProfileName, ulFlags))
#define IProfAdmin_AdminServices(This, lpszProfileName, lpszPassword, ulUIParam, ulFlags, lppServiceAdmin) \
  ((This)->lpVtbl->AdminServices(This, lpszProfileName, lpszPassword, ulUIParam, ulFlags, lppServiceAdmin))

#define IMsgServiceAdmin_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMsgServiceAdmin_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMsgServiceAdmin_Release(This) ((This)->lpVtbl->Release(This))
#define IMsgServiceAdmin_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IMsgServiceAdmin_GetMsgServiceTable(This, ulFlags, lppTable) \
  ((This)->lpVtbl->GetMsgServiceTable(This, ulFlags, lppTable))
#define IMsgServiceAdmin_CreateMsgService(This, lpszService, lpszDisplayName, ulUIParam, ulFlags) \
  ((This)->lpVtbl->CreateMsgService(This, lpszService, lpszDisplayName, ulUIParam, ulFlags))
#define IMsgServiceAdmin_DeleteMsgService(This, lpUID) ((This)->lpVtbl->DeleteMsgService(This, lpUID))
#define IMsgServiceAdmin_CopyMsgService(This, lpUID, lpszDisplayName, lpInterfaceToCopy, lpInterfaceDst, lpObjectDst, \
                                        ulUIParam, ulFlags)                                                           \
  ((This)->lpVtbl->CopyMsgService(This, lpUID, lpszDisplayName, lpInterfaceToCopy, lpInterfaceDst, lpObjectDst,       \
                                  ulUIParam, ulFlags))
#define IMsgServiceAdmin_RenameMsgService(This, lpUID, ulFlags, lpszDisplayName) \
  ((This)->lpVtbl->RenameMsgService(This, lpUID, ulFlags, lpszDisplayName))
#define IMsgServiceAdmin_ConfigureMsgService(This, lpUID, ulUIParam, ulFlags, cValues, lpProps) \
  ((This)->lpVtbl->ConfigureMsgService(This, lpUID, ulUIParam, ulFlags, cValues, lpProps))
#define IMsgServiceAdmin_OpenProfileSection(This, lpUID, lpInterface, ulFlags, lppProfSect) \
  ((This)->lpVtbl->OpenProfileSection(This, lpUID, lpInterface, ulFlags, lppProfSect))
#define IMsgServiceAdmin_MsgServiceTransportOrder(This, cUID, lpUIDList, ulFlags) \
  ((This)->lpVtbl->MsgServiceTransportOrder(This, cUID, lpUIDList, ulFlags))
#define IMsgServiceAdmin_AdminProviders(This, lpUID, ulFlags, lppProviderAdmin) \
  ((This)->lpVtbl->AdminProviders(This, lpUID, ulFlags, lppProviderAdmin))
#define IMsgServiceAdmin_SetPrimaryIdentity(This, lpUID, ulFlags) \
  ((This)->lpVtbl->SetPrimaryIdentity(This, lpUID, ulFlags))
#define IMsgServiceAdmin_GetProviderTable(This, ulFlags, lppTable) \
  ((This)->lpVtbl->GetProviderTable(This, ulFlags, lppTable))

#define IMsgServiceAdmin2_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMsgServiceAdmin2_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMsgServiceAdmin2_Release(This) ((This)->lpVtbl->Release(This))
#define IMsgServiceAdmin2_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IMsgServiceAdmin2_GetMsgServiceTable(This, ulFlags, lppTable) \
  ((This)->lpVtbl->GetMsgServiceTable(This, ulFlags, lppTable))
#define IMsgServiceAdmin2_CreateMsgService(This, lpszService, lpszDisplayName, ulUIParam, ulFlags) \
  ((This)->lpVtbl->CreateMsgService(This, lpszService, lpszDisplayName, ulUIParam, ulFlags))
#define IMsgServiceAdmin2_DeleteMsgService(This, lpUID) ((This)->lpVtbl->DeleteMsgService(This, lpUID))
#define IMsgServiceAdmin2_CopyMsgService(This, lpUID, lpszDisplayName, lpInterfaceToCopy, lpInterfaceDst, lpObjectDst, \
                                         ulUIParam, ulFlags)                                                           \
  ((This)->lpVtbl->CopyMsgService(This, lpUID, lpszDisplayName, lpInterfaceToCopy, lpInterfaceDst, lpObjectDst,        \
                                  ulUIParam, ulFlags))
#define IMsgServiceAdmin2_RenameMsgService(This, lpUID, ulFlags, lpszDisplayName) \
  ((This)->lpVtbl->RenameMsgService(This, lpUID, ulFlags, lpszDisplayName))
#define IMsgServiceAdmin2_ConfigureMsgService(This, lpUID, ulUIParam, ulFlags, cValues, lpProps) \
  ((This)->lpVtbl->ConfigureMsgService(This, lpUID, ulUIParam, ulFlags, cValues, lpProps))
#define IMsgServiceAdmin2_OpenProfileSection(This, lpUID, lpInterface, ulFlags, lppProfSect) \
  ((This)->lpVtbl->OpenProfileSection(This, lpUID, lpInterface, ulFlags, lppProfSect))
#define IMsgServiceAdmin2_MsgServiceTransportOrder(This, cUID, lpUIDList, ulFlags) \
  ((This)->lpVtbl->MsgServiceTransportOrder(This, cUID, lpUIDList, ulFlags))
#define IMsgServiceAdmin2_AdminProviders(This, lpUID, ulFlags, lppProviderAdmin) \
  ((This)->lpVtbl->AdminProviders(This, lpUID, ulFlags, lppProviderAdmin))
#define IMsgServiceAdmin2_SetPrimaryIdentity(This, lpUID, ulFlags) \
  ((This)->lpVtbl->SetPrimaryIdentity(This, lpUID, ulFlags))
#define IMsgServiceAdmin2_GetProviderTable(This, ulFlags, lppTable) \
  ((This)->lpVtbl->GetProviderTable(This, ulFlags, lppTable))
#define IMsgServiceAdmin2_CreateMsgServiceEx(This, lpszService, lpszDisplayName, ulUIParam, ulFlags, lpuidService) \
  ((This)->lpVtbl->CreateMsgServiceEx(This, lpszService, lpszDisplayName, ulUIParam, ulFlags, lpuidService))

#define IMAPIClientShutdown_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPIClientShutdown_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPIClientShutdown_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPIClientShutdown_QueryFastShutdown(This) ((This)->lpVtbl->QueryFastShutdown(This))
#define IMAPIClientShutdown_NotifyProcessShutdown(This) ((This)->lpVtbl->NotifyProcessShutdown(This))
#define IMAPIClientShutdown_DoFastShutdown(This) ((This)->lpVtbl->DoFastShutdown(This))

#define IMAPIWaitResult_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPIWaitResult_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPIWaitResult_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPIWaitResult_End(This) ((This)->lpVtbl->End(This))

#define IMAPIInitMonitor_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPIInitMonitor_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPIInitMonitor_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPIInitMonitor_IsInitialized(This) ((This)->lpVtbl->IsInitialized(This))
#define IMAPIInitMonitor_Wait(This, timeout) ((This)->lpVtbl->Wait(This, timeout))
#define IMAPIInitMonitor_BeginWait(This, timeout, ppResult) ((This)->lpVtbl->BeginWait(This, timeout, ppResult))

#define IMAPIProviderShutdown_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPIProviderShutdown_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPIProviderShutdown_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPIProviderShutdown_QueryFastShutdown(This) ((This)->lpVtbl->QueryFastShutdown(This))
#define IMAPIProviderShutdown_NotifyProcessShutdown(This) ((This)->lpVtbl->NotifyProcessShutdown(This))
#define IMAPIProviderShutdown_DoFastShutdown(This) ((This)->lpVtbl->DoFastShutdown(This))

#define IMAPISupport_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPISupport_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPISupport_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPISupport_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IMAPISupport_GetMemAllocRoutines(This, lpAllocateBuffer, lpAllocateMore, lpFreeBuffer) \
  ((This)->lpVtbl->GetMemAllocRoutines(This, lpAllocateBuffer, lpAllocateMore, lpFreeBuffer))
#define IMAPISupport_Subscribe(This, lpKey, ulEventMask, ulFlags, lpAdviseSink, lpulConnection) \
  ((This)->lpVtbl->Subscribe(This, lpKey, ulEventMask, ulFlags, lpAdviseSink, lpulConnection))
#define IMAPISupport_Unsubscribe(This, ulConnection) ((This)->lpVtbl->Unsubscribe(This, ulConnection))
#define IMAPISupport_Notify(This, lpKey, cNotification, lpNotifications, lpulFlags) \
  ((This)->lpVtbl->Notify(This, lpKey, cNotification, lpNotifications, lpulFlags))
#define IMAPISupport_ModifyStatusRow(This, cValues, lpColumnVals, ulFlags) \
  ((This)->lpVtbl->ModifyStatusRow(This, cValues, lpColumnVals, ulFlags))
#define IMAPISupport_OpenProfileSection(This, lpUid, ulFlags, lppProfileObj) \
  ((This)->lpVtbl->OpenProfileSection(This, lpUid, ulFlags, lppProfileObj))
#define IMAPISupport_RegisterPreprocessor(This, lpMuid, lpszAdrType, lpszDLLName, lpszPreprocess, \
                                          lpszRemovePreprocessInfo, ulFlags)                      \
  ((This)->lpVtbl->RegisterPreprocessor(This, lpMuid, lpszAdrType, lpszDLLName, lpszPreprocess,   \
                                        lpszRemovePreprocessInfo, ulFlags))
#define IMAPISupport_NewUID(This, lpMuid) ((This)->lpVtbl->NewUID(This, lpMuid))
#define IMAPISupport_MakeInvalid(This, ulFlags, lpObject, ulRefCount, cMethods) \
  ((This)->lpVtbl->MakeInvalid(This, ulFlags, lpObject, ulRefCount, cMethods))
#define IMAPISupport_SpoolerYield(This, ulFlags) ((This)->lpVtbl->SpoolerYield(This, ulFlags))
#define IMAPISupport_SpoolerNotify(This, ulFlags, lpvData) ((This)->lpVtbl->SpoolerNotify(This, ulFlags, lpvData))
#define IMAPISupport_CreateOneOff(This, lpszName, lpszAdrType, lpszAddress, ulFlags, lpcbEntryID, lppEntryID) \
  ((This)->lpVtbl->CreateOneOff(This, lpszName, lpszAdrType, lpszAddress, ulFlags, lpcbEntryID, lppEntryID))
#define IMAPISupport_SetProviderUID(This, lpProviderID, ulFlags) \
  ((This)->lpVtbl->SetProviderUID(This, lpProviderID, ulFlags))
#define IMAPISupport_CompareEntryIDs(This, cbEntry1, lpEntry1, cbEntry2, lpEntry2, ulCompareFlags, lpulResult) \
  ((This)->lpVtbl->CompareEntryIDs(This, cbEntry1, lpEntry1, cbEntry2, lpEntry2, ulCompareFlags, lpulResult))
#define IMAPISupport_OpenTemplateID(This, cbTemplateID, lpTemplateID, ulTemplateFlags, lpMAPIPropData, lpInterface, \
                                    lppMAPIPropNew, lpMAPIPropSibling)                                              \
  ((This)->lpVtbl->OpenTemplateID(This, cbTemplateID, lpTemplateID, ulTemplateFlags, lpMAPIPropData, lpInterface,   \
                                  lppMAPIPropNew, lpMAPIPropSibling))
#define IMAPISupport_OpenEntry(This, cbEntryID, lpEntryID, lpInterface, ulOpenFlags, lpulObjType, lppUnk) \
  ((This)->lpVtbl->OpenEntry(This, cbEntryID, lpEntryID, lpInterface, ulOpenFlags, lpulObjType, lppUnk))
#define IMAPISupport_GetOneOffTable(This, ulFlags, lppTable) ((This)->lpVtbl->GetOneOffTable(This, ulFlags, lppTable))
#define IMAPISupport_Address(This, lpulUIParam, lpAdrParms, lppAdrList) \
  ((This)->lpVtbl->Address(This, lpulUIParam, lpAdrParms, lppAdrList))
#define IMAPISupport_Details(This, lpulUIParam, lpfnDismiss, lpvDismissContext, cbEntryID, lpEntryID,                  \
                             lpfButtonCallback, lpvButtonContext, lpszButtonText, ulFlags)                             \
  ((This)->lpVtbl->Details(This, lpulUIParam, lpfnDismiss, lpvDismissContext, cbEntryID, lpEntryID, lpfButtonCallback, \
                           lpvButtonContext, lpszButtonText, ulFlags))
#define IMAPISupport_NewEntry(This, ulUIParam, ulFlags, cbEIDContainer, lpEIDContainer, cbEIDNewEntryTpl, \
                              lpEIDNewEntryTpl, lpcbEIDNewEntry, lppEIDNewEntry)                          \
  ((This)->lpVtbl->NewEntry(This, ulUIParam, ulFlags, cbEIDContainer, lpEIDContainer, cbEIDNewEntryTpl,   \
                            lpEIDNewEntryTpl, lpcbEIDNewEntry, lppEIDNewEntry))
#define IMAPISupport_DoConfigPropsheet(This, ulUIParam, ulFlags, lpszTitle, lpDisplayTable, lpCOnfigData, ulTopPage) \
  ((This)->lpVtbl->DoConfigPropsheet(This, ulUIParam, ulFlags, lpszTitle, lpDisplayTable, lpCOnfigData, ulTopPage))
#define IMAPISupport_CopyMessages(This, lpSrcInterface, lpSrcFolder, lpMsgList, lpDestInterface, lpDestFolder, \
                                  ulUIParam, lpProgress, ulFlags)                                              \
  ((This)->lpVtbl->CopyMessages(This, lpSrcInterface, lpSrcFolder, lpMsgList, lpDestInterface, lpDestFolder,   \
                                ulUIParam, lpProgress, ulFlags))
#define IMAPISupport_CopyFolder(This, lpSrcInterface, lpSrcFolder, cbEntryID, lpEntryID, lpDestInterface,             \
                                lpDestFolder, lszNewFolderName, ulUIParam, lpProgress, ulFlags)                       \
  ((This)->lpVtbl->CopyFolder(This, lpSrcInterface, lpSrcFolder, cbEntryID, lpEntryID, lpDestInterface, lpDestFolder, \
                              lszNewFolderName, ulUIParam, lpProgress, ulFlags))
#define IMAPISupport_DoCopyTo(This, lpSrcInterface, lpSrcObj, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, \
                              lpProgress, lpDestInterface, lpDestObj, ulFlags, lppProblems)                         \
  ((This)->lpVtbl->DoCopyTo(This, lpSrcInterface, lpSrcObj, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam,   \
                            lpProgress, lpDestInterface, lpDestObj, ulFlags, lppProblems))
#define IMAPISupport_DoCopyProps(This, lpSrcInterface, lpSrcObj, lpIncludeProps, ulUIParam, lpProgress,                \
                                 lpDestInterface, lpDestObj, ulFlags, lppProblems)                                     \
  ((This)->lpVtbl->DoCopyProps(This, lpSrcInterface, lpSrcObj, lpIncludeProps, ulUIParam, lpProgress, lpDestInterface, \
                               lpDestObj, ulFlags, lppProblems))
#define IMAPISupport_DoProgressDialog(This, ulUIParam, ulFlags, lppProgress) \
  ((This)->lpVtbl->DoProgressDialog(This, ulUIParam, ulFlags, lppProgress))
#define IMAPISupport_ReadReceipt(This, ulFlags, lpReadMessage, lppEmptyMessage) \
  ((This)->lpVtbl->ReadReceipt(This, ulFlags, lpReadMessage, lppEmptyMessage))
#define IMAPISupport_PrepareSubmit(This, lpMessage, lpulFlags) \
  ((This)->lpVtbl->PrepareSubmit(This, lpMessage, lpulFlags))
#define IMAPISupport_ExpandRecips(This, lpMessage, lpulFlags) ((This)->lpVtbl->ExpandRecips(This, lpMessage, lpulFlags))
#define IMAPISupport_UpdatePAB(This, ulFlags, lpMessage) ((This)->lpVtbl->UpdatePAB(This, ulFlags, lpMessage))
#define IMAPISupport_DoSentMail(This, ulFlags, lpMessage) ((This)->lpVtbl->DoSentMail(This, ulFlags, lpMessage))
#define IMAPISupport_OpenAddressBook(This, lpInterface, ulFlags, lppAdrBook) \
  ((This)->lpVtbl->OpenAddressBook(This, lpInterface, ulFlags, lppAdrBook))
#define IMAPISupport_Preprocess(This, ulFlags, cbEntryID, lpEntryID) \
  ((This)->lpVtbl->Preprocess(This, ulFlags, cbEntryID, lpEntryID))
#define IMAPISupport_CompleteMsg(This, ulFlags, cbEntryID, lpEntryID) \
  ((This)->lpVtbl->CompleteMsg(This, ulFlags, cbEntryID, lpEntryID))
#define IMAPISupport_StoreLogoffTransports(This, lpulFlags) ((This)->lpVtbl->StoreLogoffTransports(This, lpulFlags))
#define IMAPISupport_StatusRecips(This, lpMessage, lpRecipList) \
  ((This)->lpVtbl->StatusRecips(This, lpMessage, lpRecipList))
#define IMAPISupport_WrapStoreEntryID(This, cbOrigEntry, lpOrigEntry, lpcbWrappedEntry, lppWrappedEntry) \
  ((This)->lpVtbl->WrapStoreEntryID(This, cbOrigEntry, lpOrigEntry, lpcbWrappedEntry, lppWrappedEntry))
#define IMAPISupport_ModifyProfile(This, ulFlags) ((This)->lpVtbl->ModifyProfile(This, ulFlags))
#define IMAPISupport_IStorageFromStream(This, lpUnkIn, lpInterface, ulFlags, lppStorageOut) \
  ((This)->lpVtbl->IStorageFromStream(This, lpUnkIn, lpInterface, ulFlags, lppStorageOut))
#define IMAPISupport_GetSvcConfigSupportObj(This, ulFlags, lppSvcSupport) \
  ((This)->lpVtbl->GetSvcConfigSupportObj(This, ulFlags, lppSvcSupport))

#define IABProvider_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IABProvider_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IABProvider_Release(This) ((This)->lpVtbl->Release(This))
#define IABProvider_Shutdown(This, lpulFlags) ((This)->lpVtbl->Shutdown(This, lpulFlags))
#define IABProvider_Logon(This, lpMAPISup, ulUIParam, lpszProfileName, ulFlags, lpulpcbSecurity, lppbSecurity, \
                          lppMAPIError, lppABLogon)                                                            \
  ((This)->lpVtbl->Logon(This, lpMAPISup, ulUIParam, lpszProfileName, ulFlags, lpulpcbSecurity, lppbSecurity,  \
                         lppMAPIError, lppABLogon))

#define IABLogon_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IABLogon_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IABLogon_Release(This) ((This)->lpVtbl->Release(This))
#define IABLogon_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IABLogon_Logoff(This, ulFlags) ((This)->lpVtbl->Logoff(This, ulFlags))
#define IABLogon_OpenEntry(This, cbEntryID, lpEntryID, lpInterface, ulFlags, lpulObjType, lppUnk) \
  ((This)->lpVtbl->OpenEntry(This, cbEntryID, lpEntryID, lpInterface, ulFlags, lpulObjType, lppUnk))
#define IABLogon_CompareEntryIDs(This, cbEntryID1, lpEntryID1, cbEntryID2, lpEntryID2, ulFlags, lpulResult) \
  ((This)->lpVtbl->CompareEntryIDs(This, cbEntryID1, lpEntryID1, cbEntryID2, lpEntryID2, ulFlags, lpulResult))
#define IABLogon_Advise(This, cbEntryID, lpEntryID, ulEventMask, lpAdviseSink, lpulConnection) \
  ((This)->lpVtbl->Advise(This, cbEntryID, lpEntryID, ulEventMask, lpAdviseSink, lpulConnection))
#define IABLogon_Unadvise(This, ulConnection) ((This)->lpVtbl->Unadvise(This, ulConnection))
#define IABLogon_OpenStatusEntry(This, lpInterface, ulFlags, lpulObjType, lppEntry) \
  ((This)->lpVtbl->OpenStatusEntry(This, lpInterface, ulFlags, lpulObjType, lppEntry))
#define IABLogon_OpenTemplateID(This, cbTemplateID, lpTemplateID, ulTemplateFlags, lpMAPIPropData, lpInterface,   \
                                lppMAPIPropNew, lpMAPIPropSibling)                                                \
  ((This)->lpVtbl->OpenTemplateID(This, cbTemplateID, lpTemplateID, ulTemplateFlags, lpMAPIPropData, lpInterface, \
                                  lppMAPIPropNew, lpMAPIPropSibling))
#define IABLogon_GetOneOffTable(This, ulFlags, lppTable) ((This)->lpVtbl->GetOneOffTable(This, ulFlags, lppTable))
#define IABLogon_PrepareRecips(This, ulFlags, lpPropTagArray, lpRecipList) \
  ((This)->lpVtbl->PrepareRecips(This, ulFlags, lpPropTagArray, lpRecipList))

#define IXPProvider_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IXPProvider_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IXPProvider_Release(This) ((This)->lpVtbl->Release(This))
#define IXPProvider_Shutdown(This, lpulFlags) ((This)->lpVtbl->Shutdown(This, lpulFlags))
#define IXPProvider_TransportLogon(This, lpMAPISup, ulUIParam, lpszProfileName, lpulFlags, lppMAPIError, lppXPLogon) \
  ((This)->lpVtbl->TransportLogon(This, lpMAPISup, ulUIParam, lpszProfileName, lpulFlags, lppMAPIError, lppXPLogon))

#define IXPLogon_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IXPLogon_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IXPLogon_Release(This) ((This)->lpVtbl->Release(This))
#define IXPLogon_AddressTypes(This, lpulFlags, lpcAdrType, lpppAdrTypeArray, lpcMAPIUID, lpppUIDArray) \
  ((This)->lpVtbl->AddressTypes(This, lpulFlags, lpcAdrType, lpppAdrTypeArray, lpcMAPIUID, lpppUIDArray))
#define IXPLogon_RegisterOptions(This, lpulFlags, lpcOptions, lppOptions) \
  ((This)->lpVtbl->RegisterOptions(This, lpulFlags, lpcOptions, lppOptions))
#define IXPLogon_TransportNotify(This, lpulFlags, lppvData) ((This)->lpVtbl->TransportNotify(This, lpulFlags, lppvData))
#define IXPLogon_Idle(This, ulFlags) ((This)->lpVtbl->Idle(This, ulFlags))
#define IXPLogon_TransportLogoff(This, ulFlags) ((This)->lpVtbl->TransportLogoff(This, ulFlags))
#define IXPLogon_SubmitMessage(This, ulFlags, lpMessage, lpulMsgRef, lpulReturnParm) \
  ((This)->lpVtbl->SubmitMessage(This, ulFlags, lpMessage, lpulMsgRef, lpulReturnParm))
#define IXPLogon_EndMessage(This, ulMsgRef, lpulFlags) ((This)->lpVtbl->EndMessage(This, ulMsgRef, lpulFlags))
#define IXPLogon_Poll(This, lpulIncoming) ((This)->lpVtbl->Poll(This, lpulIncoming))
#define IXPLogon_StartMessage(This, ulFlags, lpMessage, lpulMsgRef) \
  ((This)->lpVtbl->StartMessage(This, ulFlags, lpMessage, lpulMsgRef))
#define IXPLogon_OpenStatusEntry(This, lpInterface, ulFlags, lpulObjType, lppEntry) \
  ((This)->lpVtbl->OpenStatusEntry(This, lpInterface, ulFlags, lpulObjType, lppEntry))
#define IXPLogon_ValidateState(This, ulUIParam, ulFlags) ((This)->lpVtbl->ValidateState(This, ulUIParam, ulFlags))
#define IXPLogon_FlushQueues(This, ulUIParam, cbTargetTransport, lpTargetTransport, ulFlags) \
  ((This)->lpVtbl->FlushQueues(This, ulUIParam, cbTargetTransport, lpTargetTransport, ulFlags))

#define IMSProvider_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMSProvider_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMSProvider_Release(This) ((This)->lpVtbl->Release(This))
#define IMSProvider_Shutdown(This, lpulFlags) ((This)->lpVtbl->Shutdown(This, lpulFlags))
#define IMSProvider_Logon(This, lpMAPISup, ulUIParam, lpszProfileName, cbEntryID, lpEntryID, ulFlags, lpInterface, \
                          lpcbSpoolSecurity, lppbSpoolSecurity, lppMAPIError, lppMSLogon, lppMDB)                  \
  ((This)->lpVtbl->Logon(This, lpMAPISup, ulUIParam, lpszProfileName, cbEntryID, lpEntryID, ulFlags, lpInterface,  \
                         lpcbSpoolSecurity, lppbSpoolSecurity, lppMAPIError, lppMSLogon, lppMDB))
#define IMSProvider_SpoolerLogon(This, lpMAPISup, ulUIParam, lpszProfileName, cbEntryID, lpEntryID, ulFlags,       \
                                 lpInterface, cbSpoolSecurity, lpbSpoolSecurity, lppMAPIError, lppMSLogon, lppMDB) \
  ((This)->lpVtbl->SpoolerLogon(This, lpMAPISup, ulUIParam, lpszProfileName, cbEntryID, lpEntryID, ulFlags,        \
                                lpInterface, cbSpoolSecurity, lpbSpoolSecurity, lppMAPIError, lppMSLogon, lppMDB))
#define IMSProvider_CompareStoreIDs(This, cbEntryID1, lpEntryID1, cbEntryID2, lpEntryID2, ulFlags, lpulResult) \
  ((This)->lpVtbl->CompareStoreIDs(This, cbEntryID1, lpEntryID1, cbEntryID2, lpEntryID2, ulFlags, lpulResult))

#define IMSLogon_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMSLogon_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMSLogon_Release(This) ((This)->lpVtbl->Release(This))
#define IMSLogon_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IMSLogon_Logoff(This, lpulFlags) ((This)->lpVtbl->Logoff(This, lpulFlags))
#define IMSLogon_OpenEntry(This, cbEntryID, lpEntryID, lpInterface, ulFlags, lpulObjType, lppUnk) \
  ((This)->lpVtbl->OpenEntry(This, cbEntryID, lpEntryID, lpInterface, ulFlags, lpulObjType, lppUnk))
#define IMSLogon_CompareEntryIDs(This, cbEntryID1, lpEntryID1, cbEntryID2, lpEntryID2, ulFlags, lpulResult) \
  ((This)->lpVtbl->CompareEntryIDs(This, cbEntryID1, lpEntryID1, cbEntryID2, lpEntryID2, ulFlags, lpulResult))
#define IMSLogon_Advise(This, cbEntryID, lpEntryID, ulEventMask, lpAdviseSink, lpulConnection) \
  ((This)->lpVtbl->Advise(This, cbEntryID, lpEntryID, ulEventMask, lpAdviseSink, lpulConnection))
#define IMSLogon_Unadvise(This, ulConnection) ((This)->lpVtbl->Unadvise(This, ulConnection))
#define IMSLogon_OpenStatusEntry(This, lpInterface, ulFlags, lpulObjType, lppEntry) \
  ((This)->lpVtbl->OpenStatusEntry(This, lpInterface, ulFlags, lpulObjType, lppEntry))

#define ITableData_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ITableData_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define ITableData_Release(This) ((This)->lpVtbl->Release(This))
#define ITableData_HrGetView(This, lpSSortOrderSet, lpfCallerRelease, ulCallerData, lppMAPITable) \
  ((This)->lpVtbl->HrGetView(This, lpSSortOrderSet, lpfCallerRelease, ulCallerData, lppMAPITable))
#define ITableData_HrModifyRow(This, arg1) ((This)->lpVtbl->HrModifyRow(This, arg1))
#define ITableData_HrDeleteRow(This, lpSPropValue) ((This)->lpVtbl->HrDeleteRow(This, lpSPropValue))
#define ITableData_HrQueryRow(This, lpsPropValue, lppSRow, lpuliRow) \
  ((This)->lpVtbl->HrQueryRow(This, lpsPropValue, lppSRow, lpuliRow))
#define ITableData_HrEnumRow(This, ulRowNumber, lppSRow) ((This)->lpVtbl->HrEnumRow(This, ulRowNumber, lppSRow))
#define ITableData_HrNotify(This, ulFlags, cValues, lpSPropValue) \
  ((This)->lpVtbl->HrNotify(This, ulFlags, cValues, lpSPropValue))
#define ITableData_HrInsertRow(This, uliRow, lpSRow) ((This)->lpVtbl->HrInsertRow(This, uliRow, lpSRow))
#define ITableData_HrModifyRows(This, ulFlags, lpSRowSet) ((This)->lpVtbl->HrModifyRows(This, ulFlags, lpSRowSet))
#define ITableData_HrDeleteRows(This, ulFlags, lprowsetToDelete, cRowsDeleted) \
  ((This)->lpVtbl->HrDeleteRows(This, ulFlags, lprowsetToDelete, cRowsDeleted))

#define IPropData_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IPropData_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IPropData_Release(This) ((This)->lpVtbl->Release(This))
#define IPropData_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IPropData_SaveChanges(This, ulFlags) ((This)->lpVtbl->SaveChanges(This, ulFlags))
#define IPropData_GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray) \
  ((This)->lpVtbl->GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray))
#define IPropData_GetPropList(This, ulFlags, lppPropTagArray) \
  ((This)->lpVtbl->GetPropList(This, ulFlags, lppPropTagArray))
#define IPropData_OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk) \
  ((This)->lpVtbl->OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk))
#define IPropData_SetProps(This, cValues, lpPropArray, lppProblems) \
  ((This)->lpVtbl->SetProps(This, cValues, lpPropArray, lppProblems))
#define IPropData_DeleteProps(This, lpPropTagArray, lppProblems) \
  ((This)->lpVtbl->DeleteProps(This, lpPropTagArray, lppProblems))
#define IPropData_CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface,  \
                         lpDestObj, ulFlags, lppProblems)                                                      \
  ((This)->lpVtbl->CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface, \
                          lpDestObj, ulFlags, lppProblems))
#define IPropData_CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags, lppProblems) \
  ((This)->lpVtbl->CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags,             \
                             lppProblems))
#define IPropData_GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames) \
  ((This)->lpVtbl->GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames))
#define IPropData_GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags) \
  ((This)->lpVtbl->GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags))
#define IPropData_HrSetObjAccess(This, ulAccess) ((This)->lpVtbl->HrSetObjAccess(This, ulAccess))
#define IPropData_HrSetPropAccess(This, lpPropTagArray, rgulAccess) \
  ((This)->lpVtbl->HrSetPropAccess(This, lpPropTagArray, rgulAccess))
#define IPropData_HrGetPropAccess(This, lppPropTagArray, lprgulAccess) \
  ((This)->lpVtbl->HrGetPropAccess(This, lppPropTagArray, lprgulAccess))
#define IPropData_HrAddObjProps(This, lppPropTagArray, lprgulAccess) \
  ((This)->lpVtbl->HrAddObjProps(This, lppPropTagArray, lprgulAccess))

#define ISpoolerHook_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ISpoolerHook_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define ISpoolerHook_Release(This) ((This)->lpVtbl->Release(This))
#define ISpoolerHook_InboundMsgHook(This, lpMessage, lpFolder, lpMDB, lpulFlags, lpcbEntryID, lppEntryID) \
  ((This)->lpVtbl->InboundMsgHook(This, lpMessage, lpFolder, lpMDB, lpulFlags, lpcbEntryID, lppEntryID))
#define ISpoolerHook_OutboundMsgHook(This, lpMessage, lpFolder, lpMDB, lpulFlags, lpcbEntryID, lppEntryID) \
  ((This)->lpVtbl->OutboundMsgHook(This, lpMessage, lpFolder, lpMDB, lpulFlags, lpcbEntryID, lppEntryID))

#define IPersistMessage_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IPersistMessage_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IPersistMessage_Release(This) ((This)->lpVtbl->Release(This))
#define IPersistMessage_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IPersistMessage_GetClassID(This, lpClassID) ((This)->lpVtbl->GetClassID(This, lpClassID))
#define IPersistMessage_IsDirty(This) ((This)->lpVtbl->IsDirty(This))
#define IPersistMessage_InitNew(This, pMessageSite, pMessage) ((This)->lpVtbl->InitNew(This, pMessageSite, pMessage))
#define IPersistMessage_Load(This, pMessageSite, pMessage, ulMessageStatus, ulMessageFlags) \
  ((This)->lpVtbl->Load(This, pMessageSite, pMessage, ulMessageStatus, ulMessageFlags))
#define IPersistMessage_Save(This, pMessage, fSameAsLoad) ((This)->lpVtbl->Save(This, pMessage, fSameAsLoad))
#define IPersistMessage_SaveCompleted(This, pMessage) ((This)->lpVtbl->SaveCompleted(This, pMessage))
#define IPersistMessage_HandsOffMessage(This) ((This)->lpVtbl->HandsOffMessage(This))

#define IMAPIMessageSite_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPIMessageSite_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPIMessageSite_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPIMessageSite_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IMAPIMessageSite_GetSession(This, ppSession) ((This)->lpVtbl->GetSession(This, ppSession))
#define IMAPIMessageSite_GetStore(This, ppStore) ((This)->lpVtbl->GetStore(This, ppStore))
#define IMAPIMessageSite_GetFolder(This, ppFolder) ((This)->lpVtbl->GetFolder(This, ppFolder))
#define IMAPIMessageSite_GetMessageA(This, ppmsg) ((This)->lpVtbl->GetMessageA(This, ppmsg))
#define IMAPIMessageSite_GetFormManager(This, ppFormMgr) ((This)->lpVtbl->GetFormManager(This, ppFormMgr))
#define IMAPIMessageSite_NewMessage(This, fComposeInFolder, pFolderFocus, pPersistMessage, ppMessage, ppMessageSite, \
                                    ppViewContext)                                                                   \
  ((This)->lpVtbl->NewMessage(This, fComposeInFolder, pFolderFocus, pPersistMessage, ppMessage, ppMessageSite,       \
                              ppViewContext))
#define IMAPIMessageSite_CopyMessage(This, pFolderDestination) ((This)->lpVtbl->CopyMessage(This, pFolderDestination))
#define IMAPIMessageSite_MoveMessage(This, pFolderDestination, pViewContext, prcPosRect) \
  ((This)->lpVtbl->MoveMessage(This, pFolderDestination, pViewContext, prcPosRect))
#define IMAPIMessageSite_DeleteMessage(This, pViewContext, prcPosRect) \
  ((This)->lpVtbl->DeleteMessage(This, pViewContext, prcPosRect))
#define IMAPIMessageSite_SaveMessage(This) ((This)->lpVtbl->SaveMessage(This))
#define IMAPIMessageSite_SubmitMessage(This, ulFlags) ((This)->lpVtbl->SubmitMessage(This, ulFlags))
#define IMAPIMessageSite_GetSiteStatus(This, lpulStatus) ((This)->lpVtbl->GetSiteStatus(This, lpulStatus))
#define IMAPIMessageSite_GetMessage IMAPIMessageSite_GetMessageA

#define IMAPIForm_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPIForm_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPIForm_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPIForm_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IMAPIForm_SetViewContext(This, pViewContext) ((This)->lpVtbl->SetViewContext(This, pViewContext))
#define IMAPIForm_GetViewContext(This, ppViewContext) ((This)->lpVtbl->GetViewContext(This, ppViewContext))
#define IMAPIForm_ShutdownForm(This, ulSaveOptions) ((This)->lpVtbl->ShutdownForm(This, ulSaveOptions))
#define IMAPIForm_DoVerb(This, iVerb, lpViewContext, hwndParent, lprcPosRect) \
  ((This)->lpVtbl->DoVerb(This, iVerb, lpViewContext, hwndParent, lprcPosRect))
#define IMAPIForm_Advise(This, pAdvise, pdwStatus) ((This)->lpVtbl->Advise(This, pAdvise, pdwStatus))
#define IMAPIForm_Unadvise(This, ulConnection) ((This)->lpVtbl->Unadvise(This, ulConnection))

#define IMAPIViewContext_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPIViewContext_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPIViewContext_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPIViewContext_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IMAPIViewContext_SetAdviseSink(This, pmvns) ((This)->lpVtbl->SetAdviseSink(This, pmvns))
#define IMAPIViewContext_ActivateNext(This, ulDir, prcPosRect) ((This)->lpVtbl->ActivateNext(This, ulDir, prcPosRect))
#define IMAPIViewContext_GetPrintSetup(This, ulFlags, lppFormPrintSetup) \
  ((This)->lpVtbl->GetPrintSetup(This, ulFlags, lppFormPrintSetup))
#define IMAPIViewContext_GetSaveStream(This, pulFlags, pulFormat, ppstm) \
  ((This)->lpVtbl->GetSaveStream(This, pulFlags, pulFormat, ppstm))
#define IMAPIViewContext_GetViewStatus(This, lpulStatus) ((This)->lpVtbl->GetViewStatus(This, lpulStatus))

#define IMAPIFormAdviseSink_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPIFormAdviseSink_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPIFormAdviseSink_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPIFormAdviseSink_OnChange(This, ulDir) ((This)->lpVtbl->OnChange(This, ulDir))
#define IMAPIFormAdviseSink_OnActivateNext(This, lpszMessageClass, ulMessageStatus, ulMessageFlags, ppPersistMessage) \
  ((This)->lpVtbl->OnActivateNext(This, lpszMessageClass, ulMessageStatus, ulMessageFlags, ppPersistMessage))

#define IMAPIViewAdviseSink_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPIViewAdviseSink_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPIViewAdviseSink_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPIViewAdviseSink_OnShutdown(This) ((This)->lpVtbl->OnShutdown(This))
#define IMAPIViewAdviseSink_OnNewMessage(This) ((This)->lpVtbl->OnNewMessage(This))
#define IMAPIViewAdviseSink_OnPrint(This, dwPageNumber, hrStatus) \
  ((This)->lpVtbl->OnPrint(This, dwPageNumber, hrStatus))
#define IMAPIViewAdviseSink_OnSubmitted(This) ((This)->lpVtbl->OnSubmitted(This))
#define IMAPIViewAdviseSink_OnSaved(This) ((This)->lpVtbl->OnSaved(This))

#define IMAPIFormInfo_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPIFormInfo_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPIFormInfo_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPIFormInfo_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IMAPIFormInfo_SaveChanges(This, ulFlags) ((This)->lpVtbl->SaveChanges(This, ulFlags))
#define IMAPIFormInfo_GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray) \
  ((This)->lpVtbl->GetProps(This, lpPropTagArray, ulFlags, lpcValues, lppPropArray))
#define IMAPIFormInfo_GetPropList(This, ulFlags, lppPropTagArray) \
  ((This)->lpVtbl->GetPropList(This, ulFlags, lppPropTagArray))
#define IMAPIFormInfo_OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk) \
  ((This)->lpVtbl->OpenProperty(This, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk))
#define IMAPIFormInfo_SetProps(This, cValues, lpPropArray, lppProblems) \
  ((This)->lpVtbl->SetProps(This, cValues, lpPropArray, lppProblems))
#define IMAPIFormInfo_DeleteProps(This, lpPropTagArray, lppProblems) \
  ((This)->lpVtbl->DeleteProps(This, lpPropTagArray, lppProblems))
#define IMAPIFormInfo_CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface, \
                             lpDestObj, ulFlags, lppProblems)                                                     \
  ((This)->lpVtbl->CopyTo(This, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface,    \
                          lpDestObj, ulFlags, lppProblems))
#define IMAPIFormInfo_CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags, \
                                lppProblems)                                                                  \
  ((This)->lpVtbl->CopyProps(This, lpIncludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags,    \
                             lppProblems))
#define IMAPIFormInfo_GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames) \
  ((This)->lpVtbl->GetNamesFromIDs(This, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames))
#define IMAPIFormInfo_GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags) \
  ((This)->lpVtbl->GetIDsFromNames(This, cPropNames, lppPropNames, ulFlags, lppPropTags))
#define IMAPIFormInfo_CalcFormPropSet(This, ulFlags, ppFormPropArray) \
  ((This)->lpVtbl->CalcFormPropSet(This, ulFlags, ppFormPropArray))
#define IMAPIFormInfo_CalcVerbSet(This, ulFlags, ppMAPIVerbArray) \
  ((This)->lpVtbl->CalcVerbSet(This, ulFlags, ppMAPIVerbArray))
#define IMAPIFormInfo_MakeIconFromBinary(This, nPropID, phicon) \
  ((This)->lpVtbl->MakeIconFromBinary(This, nPropID, phicon))
#define IMAPIFormInfo_SaveForm(This, szFileName) ((This)->lpVtbl->SaveForm(This, szFileName))
#define IMAPIFormInfo_OpenFormContainer(This, ppformcontainer) \
  ((This)->lpVtbl->OpenFormContainer(This, ppformcontainer))

#define IMAPIFormMgr_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPIFormMgr_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPIFormMgr_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPIFormMgr_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IMAPIFormMgr_LoadForm(This, ulUIParam, ulFlags, lpszMessageClass, ulMessageStatus, ulMessageFlags,             \
                              pFolderFocus, pMessageSite, pmsg, pViewContext, riid, ppvObj)                            \
  ((This)->lpVtbl->LoadForm(This, ulUIParam, ulFlags, lpszMessageClass, ulMessageStatus, ulMessageFlags, pFolderFocus, \
                            pMessageSite, pmsg, pViewContext, riid, ppvObj))
#define IMAPIFormMgr_ResolveMessageClass(This, szMsgClass, ulFlags, pFolderFocus, ppResult) \
  ((This)->lpVtbl->ResolveMessageClass(This, szMsgClass, ulFlags, pFolderFocus, ppResult))
#define IMAPIFormMgr_ResolveMultipleMessageClasses(This, pMsgClasses, ulFlags, pFolderFocus, pfrminfoarray) \
  ((This)->lpVtbl->ResolveMultipleMessageClasses(This, pMsgClasses, ulFlags, pFolderFocus, pfrminfoarray))
#define IMAPIFormMgr_CalcFormPropSet(This, pfrminfoarray, ulFlags, ppResults) \
  ((This)->lpVtbl->CalcFormPropSet(This, pfrminfoarray, ulFlags, ppResults))
#define IMAPIFormMgr_CreateForm(This, ulUIParam, ulFlags, pfrminfoToActivate, refiidToAsk, ppvObj) \
  ((This)->lpVtbl->CreateForm(This, ulUIParam, ulFlags, pfrminfoToActivate, refiidToAsk, ppvObj))
#define IMAPIFormMgr_SelectForm(This, ulUIParam, ulFlags, pszTitle, pfld, ppfrminfoReturned) \
  ((This)->lpVtbl->SelectForm(This, ulUIParam, ulFlags, pszTitle, pfld, ppfrminfoReturned))
#define IMAPIFormMgr_SelectMultipleForms(This, ulUIParam, ulFlags, pszTitle, pfld, pfrminfoarray, ppfrminfoarray) \
  ((This)->lpVtbl->SelectMultipleForms(This, ulUIParam, ulFlags, pszTitle, pfld, pfrminfoarray, ppfrminfoarray))
#define IMAPIFormMgr_SelectFormContainer(This, ulUIParam, ulFlags, lppfcnt) \
  ((This)->lpVtbl->SelectFormContainer(This, ulUIParam, ulFlags, lppfcnt))
#define IMAPIFormMgr_OpenFormContainer(This, hfrmreg, lpunk, lppfcnt) \
  ((This)->lpVtbl->OpenFormContainer(This, hfrmreg, lpunk, lppfcnt))
#define IMAPIFormMgr_PrepareForm(This, ulUIParam, ulFlags, pfrminfo) \
  ((This)->lpVtbl->PrepareForm(This, ulUIParam, ulFlags, pfrminfo))
#define IMAPIFormMgr_IsInConflict(This, ulMessageFlags, ulMessageStatus, szMessageClass, pFolderFocus) \
  ((This)->lpVtbl->IsInConflict(This, ulMessageFlags, ulMessageStatus, szMessageClass, pFolderFocus))

#define IMAPIFormContainer_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPIFormContainer_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPIFormContainer_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPIFormContainer_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IMAPIFormContainer_InstallForm(This, ulUIParam, ulFlags, szCfgPathName) \
  ((This)->lpVtbl->InstallForm(This, ulUIParam, ulFlags, szCfgPathName))
#define IMAPIFormContainer_RemoveForm(This, szMessageClass) ((This)->lpVtbl->RemoveForm(This, szMessageClass))
#define IMAPIFormContainer_ResolveMessageClass(This, szMessageClass, ulFlags, pforminfo) \
  ((This)->lpVtbl->ResolveMessageClass(This, szMessageClass, ulFlags, pforminfo))
#define IMAPIFormContainer_ResolveMultipleMessageClasses(This, pMsgClassArray, ulFlags, ppfrminfoarray) \
  ((This)->lpVtbl->ResolveMultipleMessageClasses(This, pMsgClassArray, ulFlags, ppfrminfoarray))
#define IMAPIFormContainer_CalcFormPropSet(This, ulFlags, ppResults) \
  ((This)->lpVtbl->CalcFormPropSet(This, ulFlags, ppResults))
#define IMAPIFormContainer_GetDisplay(This, ulFlags, pszDisplayName) \
  ((This)->lpVtbl->GetDisplay(This, ulFlags, pszDisplayName))

#define IMAPIFormFactory_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMAPIFormFactory_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMAPIFormFactory_Release(This) ((This)->lpVtbl->Release(This))
#define IMAPIFormFactory_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IMAPIFormFactory_CreateClassFactory(This, clsidForm, ulFlags, lppClassFactory) \
  ((This)->lpVtbl->CreateClassFactory(This, clsidForm, ulFlags, lppClassFactory))
#define IMAPIFormFactory_LockServer(This, ulFlags, fLockServer) ((This)->lpVtbl->LockServer(This, ulFlags, fLockServer))

#define IExchangeFavorites_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IExchangeFavorites_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IExchangeFavorites_Release(This) ((This)->lpVtbl->Release(This))
#define IExchangeFavorites_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IExchangeFavorites_AddFavorites(This, lpEntryList) ((This)->lpVtbl->AddFavorites(This, lpEntryList))
#define IExchangeFavorites_DelFavorites(This, lpEntryList) ((This)->lpVtbl->DelFavorites(This, lpEntryList))

#define IExchangeNntpNewsfeed_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IExchangeNntpNewsfeed_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IExchangeNntpNewsfeed_Release(This) ((This)->lpVtbl->Release(This))
#define IExchangeNntpNewsfeed_Configure(This, lpszNewsfeedDN, cValues, lpIMailPropArray) \
  ((This)->lpVtbl->Configure(This, lpszNewsfeedDN, cValues, lpIMailPropArray))
#define IExchangeNntpNewsfeed_CheckMsgIds(This, lpszMsgIds, lpcfWanted, lppfWanted) \
  ((This)->lpVtbl->CheckMsgIds(This, lpszMsgIds, lpcfWanted, lppfWanted))
#define IExchangeNntpNewsfeed_OpenArticleStream(This, lppStream) ((This)->lpVtbl->OpenArticleStream(This, lppStream))

#define IExchangeModifyTable_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IExchangeModifyTable_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IExchangeModifyTable_Release(This) ((This)->lpVtbl->Release(This))
#define IExchangeModifyTable_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IExchangeModifyTable_GetTable(This, ulFlags, lppTable) ((This)->lpVtbl->GetTable(This, ulFlags, lppTable))
#define IExchangeModifyTable_ModifyTable(This, ulFlags, lpMods) ((This)->lpVtbl->ModifyTable(This, ulFlags, lpMods))

#define IExchangeRuleAction_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IExchangeRuleAction_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IExchangeRuleAction_Release(This) ((This)->lpVtbl->Release(This))
#define IExchangeRuleAction_ActionCount(This, lpcActions) ((This)->lpVtbl->ActionCount(This, lpcActions))
#define IExchangeRuleAction_GetAction(This, ulActionNumber, lpruleid, lppAction) \
  ((This)->lpVtbl->GetAction(This, ulActionNumber, lpruleid, lppAction))

#define IExchangeManageStore_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IExchangeManageStore_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IExchangeManageStore_Release(This) ((This)->lpVtbl->Release(This))
#define IExchangeManageStore_CreateStoreEntryID(This, lpszMsgStoreDN, lpszMailboxDN, ulFlags, lpcbEntryID, lppEntryID) \
  ((This)->lpVtbl->CreateStoreEntryID(This, lpszMsgStoreDN, lpszMailboxDN, ulFlags, lpcbEntryID, lppEntryID))
#define IExchangeManageStore_EntryIDFromSourceKey(This, cFolderKeySize, lpFolderSourceKey, cMessageKeySize,           \
                                                  lpMessageSourceKey, lpcbEntryID, lppEntryID)                        \
  ((This)->lpVtbl->EntryIDFromSourceKey(This, cFolderKeySize, lpFolderSourceKey, cMessageKeySize, lpMessageSourceKey, \
                                        lpcbEntryID, lppEntryID))
#define IExchangeManageStore_GetRights(This, cbUserEntryID, lpUserEntryID, cbEntryID, lpEntryID, lpulRights) \
  ((This)->lpVtbl->GetRights(This, cbUserEntryID, lpUserEntryID, cbEntryID, lpEntryID, lpulRights))
#define IExchangeManageStore_GetMailboxTable(This, lpszServerName, lppTable, ulFlags) \
  ((This)->lpVtbl->GetMailboxTable(This, lpszServerName, lppTable, ulFlags))
#define IExchangeManageStore_GetPublicFolderTable(This, lpszServerName, lppTable, ulFlags) \
  ((This)->lpVtbl->GetPublicFolderTable(This, lpszServerName, lppTable, ulFlags))

#define IExchangeManageStore2_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IExchangeManageStore2_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IExchangeManageStore2_Release(This) ((This)->lpVtbl->Release(This))
#define IExchangeManageStore2_CreateStoreEntryID(This, lpszMsgStoreDN, lpszMailboxDN, ulFlags, lpcbEntryID, \
                                                 lppEntryID)                                                \
  ((This)->lpVtbl->CreateStoreEntryID(This, lpszMsgStoreDN, lpszMailboxDN, ulFlags, lpcbEntryID, lppEntryID))
#define IExchangeManageStore2_EntryIDFromSourceKey(This, cFolderKeySize, lpFolderSourceKey, cMessageKeySize,          \
                                                   lpMessageSourceKey, lpcbEntryID, lppEntryID)                       \
  ((This)->lpVtbl->EntryIDFromSourceKey(This, cFolderKeySize, lpFolderSourceKey, cMessageKeySize, lpMessageSourceKey, \
                                        lpcbEntryID, lppEntryID))
#define IExchangeManageStore2_GetRights(This, cbUserEntryID, lpUserEntryID, cbEntryID, lpEntryID, lpulRights) \
  ((This)->lpVtbl->GetRights(This, cbUserEntryID, lpUserEntryID, cbEntryID, lpEntryID, lpulRights))
#define IExchangeManageStore2_GetMailboxTable(This, lpszServerName, lppTable, ulFlags) \
  ((This)->lpVtbl->GetMailboxTable(This, lpszServerName, lppTable, ulFlags))
#define IExchangeManageStore2_GetPublicFolderTable(This, lpszServerName, lppTable, ulFlags) \
  ((This)->lpVtbl->GetPublicFolderTable(This, lpszServerName, lppTable, ulFlags))
#define IExchangeManageStore2_CreateNewsgroupNameEntryID(This, lpszNewsgroupName, lpcbEntryID, lppEntryID) \
  ((This)->lpVtbl->CreateNewsgroupNameEntryID(This, lpszNewsgroupName, lpcbEntryID, lppEntryID))

#define IExchangeManageStore3_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IExchangeManageStore3_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IExchangeManageStore3_Release(This) ((This)->lpVtbl->Release(This))
#define IExchangeManageStore3_CreateStoreEntryID(This, lpszMsgStoreDN, lpszMailboxDN, ulFlags, lpcbEntryID, \
                                                 lppEntryID)                                                \
  ((This)->lpVtbl->CreateStoreEntryID(This, lpszMsgStoreDN, lpszMailboxDN, ulFlags, lpcbEntryID, lppEntryID))
#define IExchangeManageStore3_EntryIDFromSourceKey(This, cFolderKeySize, lpFolderSourceKey, cMessageKeySize,          \
                                                   lpMessageSourceKey, lpcbEntryID, lppEntryID)                       \
  ((This)->lpVtbl->EntryIDFromSourceKey(This, cFolderKeySize, lpFolderSourceKey, cMessageKeySize, lpMessageSourceKey, \
                                        lpcbEntryID, lppEntryID))
#define IExchangeManageStore3_GetRights(This, cbUserEntryID, lpUserEntryID, cbEntryID, lpEntryID, lpulRights) \
  ((This)->lpVtbl->GetRights(This, cbUserEntryID, lpUserEntryID, cbEntryID, lpEntryID, lpulRights))
#define IExchangeManageStore3_GetMailboxTable(This, lpszServerName, lppTable, ulFlags) \
  ((This)->lpVtbl->GetMailboxTable(This, lpszServerName, lppTable, ulFlags))
#define IExchangeManageStore3_GetPublicFolderTable(This, lpszServerName, lppTable, ulFlags) \
  ((This)->lpVtbl->GetPublicFolderTable(This, lpszServerName, lppTable, ulFlags))
#define IExchangeManageStore3_CreateNewsgroupNameEntryID(This, lpszNewsgroupName, lpcbEntryID, lppEntryID) \
  ((This)->lpVtbl->CreateNewsgroupNameEntryID(This, lpszNewsgroupName, lpcbEntryID, lppEntryID))
#define IExchangeManageStore3_GetMailboxTableOffset(This, lpszServerName, lppTable, ulFlags, uOffset) \
  ((This)->lpVtbl->GetMailboxTableOffset(This, lpszServerName, lppTable, ulFlags, uOffset))

#define IExchangeManageStore4_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IExchangeManageStore4_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IExchangeManageStore4_Release(This) ((This)->lpVtbl->Release(This))
#define IExchangeManageStore4_CreateStoreEntryID(This, lpszMsgStoreDN, lpszMailboxDN, ulFlags, lpcbEntryID, \
                                                 lppEntryID)                                                \
  ((This)->lpVtbl->CreateStoreEntryID(This, lpszMsgStoreDN, lpszMailboxDN, ulFlags, lpcbEntryID, lppEntryID))
#define IExchangeManageStore4_EntryIDFromSourceKey(This, cFolderKeySize, lpFolderSourceKey, cMessageKeySize,          \
                                                   lpMessageSourceKey, lpcbEntryID, lppEntryID)                       \
  ((This)->lpVtbl->EntryIDFromSourceKey(This, cFolderKeySize, lpFolderSourceKey, cMessageKeySize, lpMessageSourceKey, \
                                        lpcbEntryID, lppEntryID))
#define IExchangeManageStore4_GetRights(This, cbUserEntryID, lpUserEntryID, cbEntryID, lpEntryID, lpulRights) \
  ((This)->lpVtbl->GetRights(This, cbUserEntryID, lpUserEntryID, cbEntryID, lpEntryID, lpulRights))
#define IExchangeManageStore4_GetMailboxTable(This, lpszServerName, lppTable, ulFlags) \
  ((This)->lpVtbl->GetMailboxTable(This, lpszServerName, lppTable, ulFlags))
#define IExchangeManageStore4_GetPublicFolderTable(This, lpszServerName, lppTable, ulFlags) \
  ((This)->lpVtbl->GetPublicFolderTable(This, lpszServerName, lppTable, ulFlags))
#define IExchangeManageStore4_CreateNewsgroupNameEntryID(This, lpszNewsgroupName, lpcbEntryID, lppEntryID) \
  ((This)->lpVtbl->CreateNewsgroupNameEntryID(This, lpszNewsgroupName, lpcbEntryID, lppEntryID))
#define IExchangeManageStore4_GetMailboxTableOffset(This, lpszServerName, lppTable, ulFlags, uOffset) \
  ((This)->lpVtbl->GetMailboxTableOffset(This, lpszServerName, lppTable, ulFlags, uOffset))
#define IExchangeManageStore4_GetPublicFolderTableOffset(This, lpszServerName, lppTable, ulFlags, uOffset) \
  ((This)->lpVtbl->GetPublicFolderTableOffset(This, lpszServerName, lppTable, ulFlags, uOffset))

#define IExchangeFastTransfer_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IExchangeFastTransfer_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IExchangeFastTransfer_Release(This) ((This)->lpVtbl->Release(This))
#define IExchangeFastTransfer_Config(This, ulFlags, ulTransferMethod) \
  ((This)->lpVtbl->Config(This, ulFlags, ulTransferMethod))
#define IExchangeFastTransfer_TransferBuffer(This, cb, lpb, lpcbProcessed) \
  ((This)->lpVtbl->TransferBuffer(This, cb, lpb, lpcbProcessed))
#define IExchangeFastTransfer_IsInterfaceOk(This, ulTransferMethod, refiid, lpptagList, ulFlags) \
  ((This)->lpVtbl->IsInterfaceOk(This, ulTransferMethod, refiid, lpptagList, ulFlags))

#define IExchangeExportChanges_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IExchangeExportChanges_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IExchangeExportChanges_Release(This) ((This)->lpVtbl->Release(This))
#define IExchangeExportChanges_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IExchangeExportChanges_Config(This, lpStream, ulFlags, lpUnk, lpRestriction, lpIncludeProps, lpExcludeProps, \
                                      ulBufferSize)                                                                  \
  ((This)->lpVtbl->Config(This, lpStream, ulFlags, lpUnk, lpRestriction, lpIncludeProps, lpExcludeProps,             \
                          ulBufferSize))
#define IExchangeExportChanges_Synchronize(This, lpulSteps, lpulProgress) \
  ((This)->lpVtbl->Synchronize(This, lpulSteps, lpulProgress))
#define IExchangeExportChanges_UpdateState(This, lpStream) ((This)->lpVtbl->UpdateState(This, lpStream))

#define IExchangeExportChanges2_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IExchangeExportChanges2_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IExchangeExportChanges2_Release(This) ((This)->lpVtbl->Release(This))
#define IExchangeExportChanges2_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IExchangeExportChanges2_Config(This, lpStream, ulFlags, lpUnk, lpRestriction, lpIncludeProps, lpExcludeProps, \
                                       ulBufferSize)                                                                  \
  ((This)->lpVtbl->Config(This, lpStream, ulFlags, lpUnk, lpRestriction, lpIncludeProps, lpExcludeProps,              \
                          ulBufferSize))
#define IExchangeExportChanges2_Synchronize(This, lpulSteps, lpulProgress) \
  ((This)->lpVtbl->Synchronize(This, lpulSteps, lpulProgress))
#define IExchangeExportChanges2_UpdateState(This, lpStream) ((This)->lpVtbl->UpdateState(This, lpStream))
#define IExchangeExportChanges2_ConfigForConversionStream(This, lpStream, ulFlags, lpUnk, lpRestriction,          \
                                                          cValuesConversion, lpPropArrayConversion, ulBufferSize) \
  ((This)->lpVtbl->ConfigForConversionStream(This, lpStream, ulFlags, lpUnk, lpRestriction, cValuesConversion,    \
                                             lpPropArrayConversion, ulBufferSize))

#define IExchangeExportChanges3_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IExchangeExportChanges3_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IExchangeExportChanges3_Release(This) ((This)->lpVtbl->Release(This))
#define IExchangeExportChanges3_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IExchangeExportChanges3_Config(This, lpStream, ulFlags, lpUnk, lpRestriction, lpIncludeProps, lpExcludeProps, \
                                       ulBufferSize)                                                                  \
  ((This)->lpVtbl->Config(This, lpStream, ulFlags, lpUnk, lpRestriction, lpIncludeProps, lpExcludeProps,              \
                          ulBufferSize))
#define IExchangeExportChanges3_Synchronize(This, lpulSteps, lpulProgress) \
  ((This)->lpVtbl->Synchronize(This, lpulSteps, lpulProgress))
#define IExchangeExportChanges3_UpdateState(This, lpStream) ((This)->lpVtbl->UpdateState(This, lpStream))
#define IExchangeExportChanges3_ConfigForConversionStream(This, lpStream, ulFlags, lpUnk, lpRestriction,          \
                                                          cValuesConversion, lpPropArrayConversion, ulBufferSize) \
  ((This)->lpVtbl->ConfigForConversionStream(This, lpStream, ulFlags, lpUnk, lpRestriction, cValuesConversion,    \
                                             lpPropArrayConversion, ulBufferSize))
#define IExchangeExportChanges3_ConfigForSelectiveSync(This, lpStream, ulFlags, lpUnk, lpMsgList, lpRestriction,    \
                                                       lpIncludeProps, lpExcludeProps, ulBufferSize)                \
  ((This)->lpVtbl->ConfigForSelectiveSync(This, lpStream, ulFlags, lpUnk, lpMsgList, lpRestriction, lpIncludeProps, \
                                          lpExcludeProps, ulBufferSize))

#define IExchangeImportContentsChanges_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IExchangeImportContentsChanges_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IExchangeImportContentsChanges_Release(This) ((This)->lpVtbl->Release(This))
#define IExchangeImportContentsChanges_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IExchangeImportContentsChanges_Config(This, lpStream, ulFlags) ((This)->lpVtbl->Config(This, lpStream, ulFlags))
#define IExchangeImportContentsChanges_UpdateState(This, lpStream) ((This)->lpVtbl->UpdateState(This, lpStream))
#define IExchangeImportContentsChanges_ImportMessageChange(This, cpvalChanges, ppvalChanges, ulFlags, lppmessage) \
  ((This)->lpVtbl->ImportMessageChange(This, cpvalChanges, ppvalChanges, ulFlags, lppmessage))
#define IExchangeImportContentsChanges_ImportMessageDeletion(This, ulFlags, lpSrcEntryList) \
  ((This)->lpVtbl->ImportMessageDeletion(This, ulFlags, lpSrcEntryList))
#define IExchangeImportContentsChanges_ImportPerUserReadStateChange(This, cElements, lpReadState) \
  ((This)->lpVtbl->ImportPerUserReadStateChange(This, cElements, lpReadState))
#define IExchangeImportContentsChanges_ImportMessageMove(This, cbSourceKeySrcFolder, pbSourceKeySrcFolder,             \
                                                         cbSourceKeySrcMessage, pbSourceKeySrcMessage, cbPCLMessage,   \
                                                         pbPCLMessage, cbSourceKeyDestMessage, pbSourceKeyDestMessage, \
                                                         cbChangeNumDestMessage, pbChangeNumDestMessage)               \
  ((This)->lpVtbl->ImportMessageMove(This, cbSourceKeySrcFolder, pbSourceKeySrcFolder, cbSourceKeySrcMessage,          \
                                     pbSourceKeySrcMessage, cbPCLMessage, pbPCLMessage, cbSourceKeyDestMessage,        \
                                     pbSourceKeyDestMessage, cbChangeNumDestMessage, pbChangeNumDestMessage))

#define IExchangeImportContentsChanges2_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IExchangeImportContentsChanges2_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IExchangeImportContentsChanges2_Release(This) ((This)->lpVtbl->Release(This))
#define IExchangeImportContentsChanges2_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IExchangeImportContentsChanges2_Config(This, lpStream, ulFlags) \
  ((This)->lpVtbl->Config(This, lpStream, ulFlags))
#define IExchangeImportContentsChanges2_UpdateState(This, lpStream) ((This)->lpVtbl->UpdateState(This, lpStream))
#define IExchangeImportContentsChanges2_ImportMessageChange(This, cpvalChanges, ppvalChanges, ulFlags, lppmessage) \
  ((This)->lpVtbl->ImportMessageChange(This, cpvalChanges, ppvalChanges, ulFlags, lppmessage))
#define IExchangeImportContentsChanges2_ImportMessageDeletion(This, ulFlags, lpSrcEntryList) \
  ((This)->lpVtbl->ImportMessageDeletion(This, ulFlags, lpSrcEntryList))
#define IExchangeImportContentsChanges2_ImportPerUserReadStateChange(This, cElements, lpReadState) \
  ((This)->lpVtbl->ImportPerUserReadStateChange(This, cElements, lpReadState))
#define IExchangeImportContentsChanges2_ImportMessageMove(This, cbSourceKeySrcFolder, pbSourceKeySrcFolder,           \
                                                          cbSourceKeySrcMessage, pbSourceKeySrcMessage, cbPCLMessage, \
                                                          pbPCLMessage, cbSourceKeyDestMessage,                       \
                                                          pbSourceKeyDestMessage, cbChangeNumDestMessage,             \
                                                          pbChangeNumDestMessage)                                     \
  ((This)->lpVtbl->ImportMessageMove(This, cbSourceKeySrcFolder, pbSourceKeySrcFolder, cbSourceKeySrcMessage,         \
                                     pbSourceKeySrcMessage, cbPCLMessage, pbPCLMessage, cbSourceKeyDestMessage,       \
                                     pbSourceKeyDestMessage, cbChangeNumDestMessage, pbChangeNumDestMessage))
#define IExchangeImportContentsChanges2_ConfigForConversionStream(This, lpStream, ulFlags, cValuesConversion, \
                                                                  lpPropArrayConversion)                      \
  ((This)->lpVtbl->ConfigForConversionStream(This, lpStream, ulFlags, cValuesConversion, lpPropArrayConversion))
#define IExchangeImportContentsChanges2_ImportMessageChangeAsAStream(This, cpvalChanges, ppvalChanges, ulFlags, \
                                                                     lppstream)                                 \
  ((This)->lpVtbl->ImportMessageChangeAsAStream(This, cpvalChanges, ppvalChanges, ulFlags, lppstream))

#define IExchangeImportHierarchyChanges_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IExchangeImportHierarchyChanges_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IExchangeImportHierarchyChanges_Release(This) ((This)->lpVtbl->Release(This))
#define IExchangeImportHierarchyChanges_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IExchangeImportHierarchyChanges_Config(This, lpStream, ulFlags) \
  ((This)->lpVtbl->Config(This, lpStream, ulFlags))
#define IExchangeImportHierarchyChanges_UpdateState(This, lpStream) ((This)->lpVtbl->UpdateState(This, lpStream))
#define IExchangeImportHierarchyChanges_ImportFolderChange(This, cpvalChanges, ppvalChanges) \
  ((This)->lpVtbl->ImportFolderChange(This, cpvalChanges, ppvalChanges))
#define IExchangeImportHierarchyChanges_ImportFolderDeletion(This, ulFlags, lpSrcEntryList) \
  ((This)->lpVtbl->ImportFolderDeletion(This, ulFlags, lpSrcEntryList))

#define IExchangeChangeAdviseSink_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IExchangeChangeAdviseSink_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IExchangeChangeAdviseSink_Release(This) ((This)->lpVtbl->Release(This))
#define IExchangeChangeAdviseSink_OnNotify(This, ulFlags, lpEntryList) \
  ((This)->lpVtbl->OnNotify(This, ulFlags, lpEntryList))

#define IExchangeChangeAdvisor_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IExchangeChangeAdvisor_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IExchangeChangeAdvisor_Release(This) ((This)->lpVtbl->Release(This))
#define IExchangeChangeAdvisor_GetLastError(This, hResult, ulFlags, lppMAPIError) \
  ((This)->lpVtbl->GetLastError(This, hResult, ulFlags, lppMAPIError))
#define IExchangeChangeAdvisor_Config(This, lpStream, lpGUID, lpAdviseSink, ulFlags) \
  ((This)->lpVtbl->Config(This, lpStream, lpGUID, lpAdviseSink, ulFlags))
#define IExchangeChangeAdvisor_UpdateState(This, lpStream) ((This)->lpVtbl->UpdateState(This, lpStream))
#define IExchangeChangeAdvisor_AddKeys(This, lpEntryList) ((This)->lpVtbl->AddKeys(This, lpEntryList))
#define IExchangeChangeAdvisor_RemoveKeys(This, lpEntryList) ((This)->lpVtbl->RemoveKeys(This, lpEntryList))

#define IExchangeMessageConversion_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IExchangeMessageConversion_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IExchangeMessageConversion_Release(This) ((This)->lpVtbl->Release(This))
#define IExchangeMessageConversion_OpenStream(This, cValues, lpPropArray, lppStream) \
  ((This)->lpVtbl->OpenStream(This, cValues, lpPropArray, lppStream))

#define IExchangeBadItemCallback_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IExchangeBadItemCallback_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IExchangeBadItemCallback_Release(This) ((This)->lpVtbl->Release(This))
#define IExchangeBadItemCallback_BadItem(This, hResult, ulFlags, lpwszFolderName, lpsbFolderEid, cValues, lpPropArray) \
  ((This)->lpVtbl->BadItem(This, hResult, ulFlags, lpwszFolderName, lpsbFolderEid, cValues, lpPropArray))

#define IExchangeMoveUserProgress_QueryInterface(This, riid, ppvObject) \
  ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IExchangeMoveUserProgress_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IExchangeMoveUserProgress_Release(This) ((This)->lpVtbl->Release(This))
#define IExchangeMoveUserProgress_NextFolder(This, ulFlags, lpwszFolderName) \
  ((This)->lpVtbl->NextFolder(This, ulFlags, lpwszFolderName))
#define IExchangeMoveUserProgress_Progress(This, ulFlags, ulCount, ulTotal) \
  ((This)->lpVtbl->Progress(This, ulFlags, ulCount, ulTotal))
#define IExchangeMoveUserProgress_Restart(This, ulFlags) ((This)->lpVtbl->Restart(This, ulFlags))

#endif /* MAPICOBJ_H */
