/* SPDX-License-Identifier: Apache-2.0 */
/* What libpostroom.so offers beyond MAPI's own functions. For C and C++. */
#ifndef POSTROOM_POSTROOM_H
#define POSTROOM_POSTROOM_H

#include <mapidefs.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Why MAPIInitialize, MAPILogonEx or MAPIAdminProfiles answered `code` on this thread: as IMAPISession::GetLastError
 * says it of a session's methods. S_OK with null when nothing is known. The caller frees the block with MAPIFreeBuffer;
 * `flags` may be MAPI_UNICODE. Any time, also before MAPIInitialize. */
HRESULT postroom_last_error(HRESULT code, ULONG flags, LPMAPIERROR* error);

/* Writes what the trace holds to a file that `postroom trace show` reads; replaces the file as a whole. The trace is
 * always on; with POSTROOM_TRACE=FILE in the environment it lives in FILE from the start. Any thread, any time.
 * MAPI_E_INVALID_PARAMETER, MAPI_E_NO_ACCESS, MAPI_E_NOT_ENOUGH_DISK, MAPI_E_DISK_ERROR. */
HRESULT postroom_trace_write(const char* path);

/* How many objects are still held of sessions and stores that are logged off: each answers MAPI_E_INVALID_OBJECT and
 * still owes its Release. `lines`, which may be null, gets null when there are none, else a line for each kind, in words
 * (UTF-8): what, whose, and the call that obtained it; freed with MAPIFreeBuffer. With POSTROOM_LEAKS=1 in the
 * environment every Logoff prints the same on standard error, with POSTROOM_LEAKS=stacks also the call stacks. Costs
 * time in the number of live objects. Any thread; the lines only while MAPI is initialised. */
ULONG postroom_leaked_objects(LPSTR* lines);

/* A descriptor for event loops: readable while notifications wait for the thread that initialised MAPI, which then
 * calls HrDispatchNotifications(0). -1 with MAPI_MULTITHREAD_NOTIFICATIONS or when MAPI is not initialised. The
 * descriptor belongs to Postroom: poll it, do not read or close it; it is gone after the last MAPIUninitialize. */
int postroom_notification_fd(void);

/* Asks the user whether a session may be logged off: TRUE when it may. `ui_param` is what Logoff was given. It runs on
 * the thread that called Logoff, inside that call. */
typedef BOOL (*postroom_logoff_confirmation)(void* context, ULONG_PTR ui_param);

/* How IMAPISession::Logoff with MAPI_LOGOFF_UI asks; without that flag it never does. After FALSE, Logoff answers
 * MAPI_E_USER_CANCEL and the session stays as it is. Null, as at first: nobody is asked and the logoff goes on, since
 * Postroom has no user interface of its own. Holds for the process and replaces the last one. Any thread, any time;
 * `context` is the caller's and has to live until the next call of this function. */
void postroom_set_logoff_confirmation(postroom_logoff_confirmation ask, void* context);

/* Internet messages <-> MAPI messages, as every transport and `postroom import` convert them. */
#define POSTROOM_MIME_DRAFT 0x00000001       /* from: a message that its user wrote, not one that arrived */
#define POSTROOM_MIME_INCLUDE_BCC 0x00000001 /* to: for a file of the user's own, never for the wire */
#define POSTROOM_MIME_CRLF 0x00000002        /* to: lines end in CRLF, as on the wire */

/* Fills a new, empty message from the bytes of one Internet message; the caller saves it. Any thread.
 * `error` may be null; else it gets null, or what went wrong in words (UTF-8), freed with MAPIFreeBuffer.
 * MAPI_E_CORRUPT_DATA: the bytes are no message. MAPI_E_TOO_BIG: more than 1 GiB. Whatever the message answers. */
HRESULT postroom_message_from_mime(LPMESSAGE message, const void* bytes, size_t size, ULONG flags,
                                   LPMAPIERROR* error);

/* Writes the Internet message for `message`, which is only read, to `stream` from where it stands. As above. */
HRESULT postroom_message_to_mime(LPMESSAGE message, ULONG flags, LPSTREAM stream, LPMAPIERROR* error);

#ifdef __cplusplus
}
#endif

#endif
