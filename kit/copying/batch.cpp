// SPDX-License-Identifier: Apache-2.0
#include "kit/copying/batch.hpp"

namespace postroom::kit {

bool Batch::is_final(HRESULT code) noexcept {
  return code == MAPI_E_USER_CANCEL || code == MAPI_E_CANCEL || code == MAPI_E_INVALID_OBJECT ||
         code == MAPI_E_NOT_ENOUGH_DISK || code == MAPI_E_DISK_ERROR || code == MAPI_E_CORRUPT_STORE ||
         code == MAPI_E_TIMEOUT;
}

void check_all(HRESULT code) {
  check(code);
  if (code == MAPI_W_PARTIAL_COMPLETION) fail(MAPI_E_CALL_FAILED, "some objects of the folder were not copied");
}

}  // namespace postroom::kit
