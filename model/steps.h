/* SPDX-License-Identifier: Apache-2.0
 *
 * The steps that can be seen of a shutdown. A step is an event of include/postroom/trace_events.def and what it happens
 * to: a session, a logon, a provider object or a library. A change of state is named by its machine and state
 * (include/postroom/lifecycle_states.def), a call by what the call is for, with _begin or _end. The model takes these
 * steps, and model/replay.py finds them in a trace.
 */
#define session_logon 1
#define session_active 2
#define session_logoff_begin 3
#define session_logging_off 4
#define session_dead 5
#define session_logoff_end 6

#define logon_logging_on 10
#define logon_begin 11
#define logon_end 12
#define logon_answered 13
#define logon_logged_on 14
#define one_identity 15
#define logon_quiescing 16
#define logon_logging_off 17
#define logoff_begin 18
#define logoff_end 19
#define logon_logged_off 20
#define logon_release_begin 21
#define logon_release_end 22
#define logon_released 23
#define logon_abandoned 24
#define call_abandoned 25
#define use_begin 26
#define use_end 27

#define uid_added 30
#define row_added 31
#define uid_removed 32
#define row_removed 33
#define support_teardown_by_release 34
#define support_teardown_by_session 35
#define support_released 36
#define support_outlived 37
#define store_logoff_transports_complete 38
#define store_logoff_transports_refused 39
#define store_transports_released 40
#define store_logoff_transports_by_session 45
#define store_logoff_begin 41
#define store_logoff_end 42
#define store_release_begin 43
#define store_release_end 44

#define provider_made 50
#define provider_initialised 51
#define shutdown_begin 52
#define shutdown_end 53
#define provider_shut_down 54
#define provider_release_begin 55
#define provider_release_end 56
#define provider_released 57
#define provider_abandoned 58
#define provider_call_abandoned 59
#define provider_use_begin 60
#define provider_use_end 61

#define library_loaded 70
#define entry_begin 71
#define entry_end 72
#define entry_abandoned 77
#define library_unloaded 73
#define library_kept 74
#define mapi_uninitialize_begin 75
#define mapi_uninitialize_end 76

#define spooler_quiesced 80
#define spooler_stopped 81
#define sink_released 82
