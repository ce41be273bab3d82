/* SPDX-License-Identifier: Apache-2.0 */
/* What libpostroom.so offers beyond MAPI's own functions. For C and C++. */
#ifndef POSTROOM_POSTROOM_H
#define POSTROOM_POSTROOM_H

#include <mapidefs.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Writes what the trace holds to a file that `postroom trace show` reads; replaces the file as a whole. The trace is
 * always on; with POSTROOM_TRACE=FILE in the environment it lives in FILE from the start. Any thread, any time.
 * MAPI_E_INVALID_PARAMETER, MAPI_E_NO_ACCESS, MAPI_E_NOT_ENOUGH_DISK, MAPI_E_DISK_ERROR. */
HRESULT postroom_trace_write(const char* path);

/* A descriptor for event loops: readable while notifications wait for the thread that initialised MAPI, which then
 * calls HrDispatchNotifications(0). -1 with MAPI_MULTITHREAD_NOTIFICATIONS or when MAPI is not initialised. The
 * descriptor belongs to Postroom: poll it, do not read or close it; it is gone after the last MAPIUninitialize. */
int postroom_notification_fd(void);

#ifdef __cplusplus
}
#endif

#endif
