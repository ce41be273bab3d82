/* SPDX-License-Identifier: Apache-2.0 */
/* A client in C, built against an installed copy: logs on, reads the store table, shuts down. */
#define COBJMACROS
#include <initguid.h>
#include <mapix.h>
#include <mapiutil.h>
#include <stdio.h>

int main(void) {
  LPMAPISESSION session = NULL;
  LPMAPITABLE stores = NULL;
  ULONG rows = 0;
  HRESULT hr = MAPIInitialize(NULL);
  if (FAILED(hr)) return 1;
  hr = MAPILogonEx(0, NULL, NULL, MAPI_EXTENDED | MAPI_USE_DEFAULT | MAPI_NO_MAIL, &session);
  if (FAILED(hr)) {
    printf("logon: 0x%08X\n", (unsigned)hr);
    return 1;
  }
  if (SUCCEEDED(IMAPISession_GetMsgStoresTable(session, 0, &stores))) {
    IMAPITable_GetRowCount(stores, 0, &rows);
    IMAPITable_Release(stores);
  }
  printf("%u stores\n", (unsigned)rows);
  hr = IMAPISession_Logoff(session, 0, 0, 0);
  IMAPISession_Release(session);
  MAPIUninitialize();
  return rows == 1 && hr == S_OK ? 0 : 1;
}
