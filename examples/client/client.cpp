// SPDX-License-Identifier: Apache-2.0
// Prints the names of the default profile's message stores.
#include <initguid.h>
#include <mapiutil.h>
#include <mapix.h>
#include <cstdio>

int main() {
  if (FAILED(MAPIInitialize(nullptr))) return 1;
  LPMAPISESSION session = nullptr;
  if (SUCCEEDED(MAPILogonEx(0, nullptr, nullptr, MAPI_EXTENDED | MAPI_USE_DEFAULT | MAPI_NO_MAIL, &session))) {
    LPMAPITABLE stores = nullptr;
    LPSRowSet rows = nullptr;
    SizedSPropTagArray(1, columns) = {1, {PR_DISPLAY_NAME_A}};
    if (SUCCEEDED(session->GetMsgStoresTable(0, &stores)) &&
        SUCCEEDED(HrQueryAllRows(stores, reinterpret_cast<LPSPropTagArray>(&columns), nullptr, nullptr, 0, &rows))) {
      for (ULONG i = 0; i < rows->cRows; ++i) std::puts(rows->aRow[i].lpProps[0].Value.lpszA);
      FreeProws(rows);
    }
    if (stores) stores->Release();
    session->Logoff(0, 0, 0);
    session->Release();
  }
  MAPIUninitialize();
}
