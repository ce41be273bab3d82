/* SPDX-License-Identifier: Apache-2.0
 *
 * The shutdown of sessions, stores and transports (contract J), as processes that race. README.md says what is bounded
 * and which properties are checked; steps.h names what can be seen of a run.
 *
 * The same processes are run in two ways. Checked, they take their steps in every order that the guards allow. With
 * REPLAY they take a step only when it is the next one of a recorded trace, and what is asked is whether the end of the
 * trace can be reached.
 */
#include "steps.h"

#ifdef REPLAY
#define LOGONS 30
#define PROVIDERS 24
#define SESSIONS 10
#define LIBRARIES 32
#define SEES(event, thing) (next_event == event && next_thing == thing)
#define TAKEN \
  c_code { now.position = replay_next(now.position + 1, &now.next_event, &now.next_thing); }
#define CLAIM(what) skip
#define RECORDED true
#else
#define LOGONS 8
#define PROVIDERS 5
#define SESSIONS 3
#define LIBRARIES 2
#define SEES(event, thing) (true)
#define TAKEN skip
#define CLAIM(what) assert(what)
#define RECORDED false
#endif
#define STORES 2
#define LATE_CALLS 8 /* of a recorded run: calls that looked before a logon went */
#define NONE 255

/* States, in the order of lifecycle_states.def. 0: not there yet. */
#define ACTIVE 1
#define LOGGING_OFF_SESSION 2
#define DEAD 3
#define LOGGING_ON 1
#define LOGGED_ON 2
#define LOGGING_OFF 4
#define LOGGED_OFF 5
#define RELEASED 6
#define ABANDONED 7
#define INITIALISED 1
#define SHUT_DOWN 2
#define PROVIDER_RELEASED 3
#define PROVIDER_ABANDONED 4
#define LOADED 1
#define KEPT 2
#define UNLOADED 3

/* Kinds, in the order of logoff (J-17). */
#define BOOK 0
#define STORE 1
#define TRANSPORT 2

/* The table of a session's end: what is done, to the logons or provider objects of which session and kind. The rows of
 * the spooler's session are the last client's to do. */
#define ROWS 20
#define OPEN_DEPARTURE 1
#define CLOSE_DOORS 2
#define QUIESCE 3
#define LOG_OFF 4
#define SHUT 5
#define STOP_SPOOLER 6
#define END 7
#define GIVE_UP 8
hidden byte row_what[ROWS];
hidden byte row_spooler[ROWS];
hidden byte row_kind[ROWS];

/* Who is whose; written once. */
hidden byte spooler_of[SESSIONS]; /* the spooler's session, or NONE */
hidden byte is_spooler[SESSIONS];
hidden byte session_of[LOGONS];
hidden byte provider_of[LOGONS];
hidden byte kind_of[LOGONS];
hidden byte store_of[LOGONS]; /* which of the stores that the spooler knows, or NONE */
hidden byte untidy[LOGONS]; /* it may leave its support object for later */
hidden byte same_object[LOGONS]; /* the logon and its store are one object (J-49) */
hidden byte visited[LOGONS]; /* another provider calls it, through its support object; no gate of a client's knows (J-102) */
hidden byte comes_on[LOGONS]; /* of a recorded run: its logon method succeeds */
hidden byte owner_of[PROVIDERS];
hidden byte kind_of_provider[PROVIDERS];
hidden byte library_of[PROVIDERS];
hidden byte may_hang[PROVIDERS]; /* a call on it may overrun its deadline, and may never return (J-114) */
hidden byte hangs; /* one of them may */
hidden byte after[SESSIONS]; /* it logs off when the others are dead */
hidden byte n_logons, n_providers, n_sessions, n_libraries;
hidden byte any_request; /* of StoreLogoff; else clients only release their stores */
hidden byte scene; /* which configuration */
hidden byte seed;  /* which error is built in, 0: none */

/* Sessions */
byte session_state[SESSIONS];
bool gates_closed[SESSIONS]; /* to calls of clients (J-102) */
byte callers[SESSIONS];      /* calls of clients that are inside */
bool doors_closed[SESSIONS];
byte half_finished[SESSIONS]; /* logons that have passed the doors and are not done (J-113) */
/* Spoolers, by the number of their session */
byte served[SESSIONS];  /* sessions that it serves */
byte leaving[SESSIONS]; /* sessions that are not the last and whose mail is being quieted */
bool stopping[SESSIONS];
bool quiesced[SESSIONS];
bool desk_busy[SESSIONS];
byte spooled[SESSIONS];    /* stores on which it is logged on */
byte in_transit[SESSIONS]; /* calls on its transports */
/* Logons */
byte logon_state[LOGONS];
bool over[LOGONS];       /* released or abandoned, and whoever waits has been told */
byte claimed[LOGONS];    /* the compare-and-swap of J-50 */
#define BY_RELEASE 1
#define BY_SESSION 2
byte asked[LOGONS];      /* of the logon object */
#define ASK_LOGOFF 1
#define LOGOFF_ANSWERED 2
#define ASK_RELEASE 3
#define RELEASE_ANSWERED 4
#define CALLED 5 /* the call that was asked for runs */
byte began[LOGONS], came[LOGONS]; /* when its logon method was called and returned */
byte registered[LOGONS]; /* what its support object registered: there, going, gone */
#define GOING 1
#define GONE 2
byte uids[LOGONS], rows[LOGONS];
byte support[LOGONS];    /* the support object's last reference: held, GOING, GONE */
byte references[LOGONS]; /* on the support object */
bool pointer[LOGONS];    /* the provider still has its pointer to it */
bool in_logoff[LOGONS];  /* it went, or goes, inside the logoff method */
bool transports_off[LOGONS];
byte held[LOGONS];       /* references, or passes, of calls that run */
byte inside[LOGONS];     /* calls that run, the logoff method aside */
bool freed[LOGONS];       /* an object that is its store, too: with the store's last Release */
bool pass[LOGONS];       /* the conductor keeps such an object alive while it has it logged off */
bool gate_closed[LOGONS]; /* no call comes in any more */
/* Stores at the spooler's desk */
byte mode[STORES];
#define ABSENT 0
#define OPEN 1
#define CLOSING 2
byte clients[STORES];
bool known[LOGONS]; /* the desk counts the logon among the store's clients */
byte busy[STORES];  /* messages in transit */
/* Provider objects and libraries */
byte provider_state[PROVIDERS];
byte provider_asked[PROVIDERS];
#define ASK_SHUTDOWN 1
#define SHUTDOWN_ANSWERED 2 /* ASK_RELEASE and RELEASE_ANSWERED as of a logon */
byte calls[PROVIDERS]; /* that run in its code */
byte slow[PROVIDERS];  /* of these, the ones that overrun */
byte slow_calls;       /* how many more may */
byte library_state[LIBRARIES];
byte entries[LIBRARIES]; /* provider objects that entry functions made and nobody has named yet */
bool quarantined[LIBRARIES];
byte clock;
byte alive; /* sessions that are not dead */
/* The sink of session 0 */
bool sink_registered, sink_gone;
byte delivering;
bool uninitialised;

/* What has happened, for the properties only */
bool logoff_called[LOGONS], release_called[LOGONS], torn_down[LOGONS], was_on[LOGONS];
byte transports_released[LOGONS];
bool shutdown_called[PROVIDERS], provider_release_called[PROVIDERS];
bool dead_once[SESSIONS];

#ifdef REPLAY
short position; /* in the trace */
byte next_event, next_thing;
byte late[LOGONS];
c_decl {
  \#include "recorded.h"
}
#endif

inline step(event, thing) {
  atomic { SEES(event, thing) -> TAKEN }
}

#define IS_ON(l) (logon_state[l] == LOGGED_ON)
#define ENDED(l) (logon_state[l] >= RELEASED)
/* A wait for somebody else's code ends at the deadline (J-114): only there where the code may hang. */
#ifdef REPLAY
#define OVERRUN(p) (may_hang[p] && calls[p] > 0)
#else
#define OVERRUN(p) (slow[p] > 0 && seed != 6)
#endif
#define EXPIRES(l) (OVERRUN(provider_of[l]) && (asked[l] == CALLED || inside[l] > 0 && kind_of[l] == TRANSPORT))
#ifdef REPLAY
#define SOMETHING_OVERRAN hangs
#else
#define SOMETHING_OVERRAN (OVERRUN(0) || OVERRUN(2) || OVERRUN(3))
#endif
#define ALIVE(l) (same_object[l] -> !freed[l] : !release_called[l] || held[l] > 0)

/* ---- calls on providers: the properties are claimed where a call begins */

inline call_begins(event, l) {
  atomic {
    SEES(event, l) -> TAKEN;
    CLAIM(library_state[library_of[provider_of[l]]] != UNLOADED);
    CLAIM(ALIVE(l));
    calls[provider_of[l]]++
  }
}
inline call_ends(event, l) {
  atomic { SEES(event, l) -> TAKEN; calls[provider_of[l]]-- }
}

/* A call on a provider that hangs may take longer than anybody waits, or for ever. Of a recorded run it is known. */
#ifdef REPLAY
#define WORKS(p)
#else
#define WORKS(p) provider_works(p);
#endif
inline provider_works(p) {
  if
  :: atomic { may_hang[p] && slow_calls > 0 -> slow_calls--; slow[p]++ }
    if
    :: slow[p]--
    :: true ->
end_hung:
      false
    fi
  :: true
  fi
}

/* ---- a logon's support object, and what it registered */

/* They are gone when it is over, whoever does it (J-65). */
inline end_registrations(l) {
  atomic {
    if
    :: registered[l] == 0 -> registered[l] = (RECORDED -> GOING : GONE)
    :: else
    fi;
    registered[l] == GONE
  }
}

/* MAPIUIDs first, status rows then (J-49); which there are is known of a recorded run only. */
proctype registrations(byte l) {
end_registered:
  do
  :: atomic { RECORDED && registered[l] == 0 && SEES(uid_added, l) -> TAKEN; uids[l]++ }
  :: atomic { RECORDED && registered[l] == 0 && SEES(row_added, l) -> TAKEN; rows[l]++ }
  :: atomic { registered[l] == GOING && uids[l] > 0 && SEES(uid_removed, l) -> TAKEN; uids[l]-- }
  :: atomic { registered[l] == GOING && uids[l] == 0 && rows[l] > 0 && SEES(row_removed, l) -> TAKEN; rows[l]-- }
  :: atomic { registered[l] == GOING && uids[l] == 0 && rows[l] == 0 -> registered[l] = GONE; break }
  od
}

/* A reference on the support object goes. Whose was the last does what follows before he goes on. */
inline drop_reference(l, inside_logoff) {
  atomic {
    references[l]--;
    if
    :: references[l] == 0 -> support[l] = GOING; in_logoff[l] = inside_logoff
    :: else
    fi
  }
}
/* Whoever waits for a provider outside a Logoff waits for as long as it takes (J-114). */
#define REFERENCE_GONE(l, inside_logoff) (support[l] != GOING || in_logoff[l] != inside_logoff)

/* The effective StoreLogoffTransports (J-46), test and mark under one lock. */
inline note_transports_released(l) {
  atomic {
    if
    :: !transports_off[l] && seed != 5 && SEES(store_transports_released, l) -> TAKEN;
      transports_off[l] = true;
      transports_released[l]++;
      CLAIM(transports_released[l] == 1)
    :: transports_off[l]
    :: seed == 5 -> /* not marked: each is the first */
      transports_released[l]++;
      CLAIM(transports_released[l] == 1)
    fi
  }
}

/* The desk counts the logon no more; a store that nobody has open any more is left (SessionCore::left). */
inline leaves_desk(l) {
  if
  :: is_spooler[session_of[l]] && kind_of[l] == STORE && was_on[l] && !over[l] -> spooled[session_of[l]]--
  :: else
  fi;
  if
  :: known[l] ->
    known[l] = false;
    clients[store_of[l]]--;
    if
    :: clients[store_of[l]] == 0 && mode[store_of[l]] == OPEN -> mode[store_of[l]] = CLOSING
    :: else
    fi
  :: else
  fi
}

/* The time is over. What has not begun is not called any more. */
inline withdraw(request) {
  request = (request == CALLED -> CALLED : 0)
}

/* ---- the end of one logon, by whoever has the claim: logoff method, registrations, Release */

inline end_logon(l, bounded, done) {
  atomic {
    atomic {
      if
      :: logon_state[l] < LOGGING_OFF && SEES(logon_logging_off, l) -> TAKEN; logon_state[l] = LOGGING_OFF
      :: logon_state[l] >= LOGGING_OFF
      fi
    }
    if /* The session waits for calls that are inside (J-102); a client's last Release is not held up. */
    :: bounded -> gate_closed[l] = true;
      if
      :: inside[l] == 0 || seed == 10 -> asked[l] = ASK_LOGOFF
      :: inside[l] > 0 && OVERRUN(provider_of[l])
      fi
    :: !bounded -> asked[l] = ASK_LOGOFF
    fi;
end_asked_logoff:
    if
    :: asked[l] == LOGOFF_ANSWERED -> done = true
    :: asked[l] == 0 -> done = false
    :: bounded && EXPIRES(l) && asked[l] != LOGOFF_ANSWERED -> withdraw(asked[l]); done = false
    fi;
    if
    :: done ->
      atomic {
        if
        :: logon_state[l] == LOGGING_OFF && SEES(logon_logged_off, l) -> TAKEN; logon_state[l] = LOGGED_OFF
        :: logon_state[l] != LOGGING_OFF -> done = (logon_state[l] != ABANDONED)
        fi
      }
    :: else
    fi;
    if
    :: done -> end_registrations(l);
      if
      :: logon_state[l] == ABANDONED -> done = false
      :: logon_state[l] != ABANDONED && !same_object[l] -> asked[l] = ASK_RELEASE;
end_asked_release:
        if
        :: asked[l] == RELEASE_ANSWERED
        :: bounded && EXPIRES(l) && asked[l] != RELEASE_ANSWERED -> withdraw(asked[l]); done = false
        fi
      :: logon_state[l] != ABANDONED && same_object[l] -> logon_state[l] = RELEASED
      fi
    :: else
    fi;
    if
    :: done ->
      atomic {
        if
        :: logon_state[l] == RELEASED && SEES(logon_released, l) -> TAKEN; leaves_desk(l); over[l] = true
        :: logon_state[l] == ABANDONED -> done = false
        fi
      }
    :: else
    fi
  }
}

/* The logon object: what the provider does when it is called. */
proctype logon_object(byte l) {
end_object:
  do
  :: atomic {
      asked[l] == ASK_LOGOFF && (kind_of[l] != TRANSPORT || inside[l] == 0 || RECORDED) &&
          (kind_of[l] != STORE || transports_off[l] || !RECORDED) && SEES(logoff_begin, l) -> TAKEN;
      CLAIM(kind_of[l] != STORE || transports_released[l] == 1); /* J-54 */
      CLAIM(claimed[l] != BY_SESSION || inside[l] == 0); /* J-102 */
      CLAIM(logon_state[l] != ABANDONED); /* J-114 */
      CLAIM(library_state[library_of[provider_of[l]]] != UNLOADED);
      CLAIM(ALIVE(l));
      CLAIM(!logoff_called[l]);
      asked[l] = CALLED;
      logoff_called[l] = true;
      calls[provider_of[l]]++
    }
#ifndef REPLAY
    if /* The support object is released in here; by an untidy provider later, or never (J-21, J-24). */
    :: atomic { !RECORDED && pointer[l] -> pointer[l] = false } drop_reference(l, true);
end_dropped_1:
    REFERENCE_GONE(l, true)
    :: RECORDED || !pointer[l] || untidy[l]
    fi;
#endif
    atomic {
      WORKS(provider_of[l])
      SEES(logoff_end, l) -> TAKEN; calls[provider_of[l]]--; asked[l] = LOGOFF_ANSWERED
    }
  :: atomic {
      asked[l] == ASK_RELEASE && SEES(logon_release_begin, l) -> TAKEN;
      CLAIM(library_state[library_of[provider_of[l]]] != UNLOADED);
      CLAIM(!release_called[l]);
      asked[l] = CALLED;
      release_called[l] = true;
      calls[provider_of[l]]++;
      WORKS(provider_of[l])
      SEES(logon_release_end, l) -> TAKEN;
      calls[provider_of[l]]--;
      if
      :: logon_state[l] == LOGGED_OFF -> logon_state[l] = RELEASED
      :: else
      fi;
      asked[l] = RELEASE_ANSWERED
    }
  :: atomic { !RECORDED && asked[l] == RELEASE_ANSWERED && pointer[l] -> pointer[l] = false }
    drop_reference(l, false);
end_dropped_2:
    REFERENCE_GONE(l, false)
  od
}

inline support_gone(l) {
  CLAIM(kind_of[l] != STORE || !was_on[l] || transports_released[l] == 1);
  support[l] = GONE
}

/* The last Release of the support object (Logon::support_released). */
proctype support_object(byte l) {
  bool ends_here = false, done;
#ifdef REPLAY
  atomic {
    if
    :: ENDED(l) && SEES(support_outlived, l) -> TAKEN; goto outlived
    :: SEES(support_teardown_by_release, l) || SEES(support_teardown_by_session, l)
    fi;
    goto taken_down
  }
#else
end_support:
  support[l] == GOING;
  if
  :: ENDED(l) -> goto outlived
  :: !ENDED(l) -> goto taken_down
  fi;
#endif
taken_down:
  atomic {
    if
    :: (claimed[l] != BY_SESSION || seed == 2) && SEES(support_teardown_by_release, l) -> TAKEN;
      ends_here = (kind_of[l] == STORE && IS_ON(l) && (claimed[l] == 0 || seed == 2));
      claimed[l] = (ends_here -> BY_RELEASE : claimed[l])
    :: claimed[l] == BY_SESSION && seed != 2 && SEES(support_teardown_by_session, l) -> TAKEN
    fi;
    CLAIM(!torn_down[l]);
    torn_down[l] = true
  }
  atomic {
    end_registrations(l);
    if
    :: same_object[l] -> gate_closed[l] = true; held[l] == 0 && (!pass[l] || in_logoff[l] || RECORDED)
    :: else
    fi;
    if
    :: ends_here -> end_logon(l, false, done)
    :: else
    fi;
    SEES(support_released, l) -> TAKEN;
    ends_here = false; done = false;
    support_gone(l);
    goto gone
  }
outlived:
  atomic {
    end_registrations(l);
    support_gone(l)
  }
gone:
  skip
}

/* ---- a provider object */

proctype provider_object(byte p) {
  byte l;
#ifdef REPLAY
  atomic {
    library_state[library_of[p]] == LOADED && entries[library_of[p]] > 0 && SEES(provider_made, p) -> TAKEN;
    entries[library_of[p]]--;
    SEES(provider_initialised, p) -> TAKEN; provider_state[p] = INITIALISED
  }
#endif
end_provider:
  do
  :: atomic {
      provider_asked[p] == ASK_SHUTDOWN && SEES(shutdown_begin, p) -> TAKEN;
      provider_asked[p] = CALLED;
      CLAIM(library_state[library_of[p]] != UNLOADED);
      CLAIM(!shutdown_called[p] && !provider_release_called[p]);
      for (l : 0 .. LOGONS - 1) {
        CLAIM(l >= n_logons || provider_of[l] != p || logon_state[l] == 0 || ENDED(l)) /* J-15 */
      }
      l = 0;
      shutdown_called[p] = true;
      calls[p]++;
      WORKS(p)
      SEES(shutdown_end, p) -> TAKEN; calls[p]--; provider_asked[p] = SHUTDOWN_ANSWERED
    }
  :: atomic {
      provider_asked[p] == ASK_RELEASE && SEES(provider_release_begin, p) -> TAKEN;
      provider_asked[p] = CALLED;
      CLAIM(library_state[library_of[p]] != UNLOADED);
      CLAIM(shutdown_called[p] && !provider_release_called[p]);
      provider_release_called[p] = true;
      calls[p]++;
      WORKS(p)
      SEES(provider_release_end, p) -> TAKEN; calls[p]--; provider_asked[p] = RELEASE_ANSWERED
    }
  :: atomic { RECORDED && provider_state[p] == INITIALISED && SEES(provider_use_begin, p) -> TAKEN; calls[p]++ }
  :: atomic { RECORDED && calls[p] > 0 && SEES(provider_use_end, p) -> TAKEN; calls[p]-- }
  od
}

/* ---- a logon begins (ProviderStarts::log_on) */

proctype opener(byte l) {
  byte s = session_of[l];
end_refused:
  atomic {
    session_state[s] != 0 && !doors_closed[s] && provider_state[provider_of[l]] == INITIALISED &&
        SEES(logon_logging_on, l) -> TAKEN;
    half_finished[s]++;
    logon_state[l] = LOGGING_ON;
    pointer[l] = true;
    references[l] = 1
  }
  atomic {
    SEES(logon_begin, l) -> TAKEN;
    CLAIM(!shutdown_called[provider_of[l]]);
    calls[provider_of[l]]++;
    clock++;
    began[l] = clock
  }
  WORKS(provider_of[l])
  atomic { SEES(logon_end, l) -> TAKEN; calls[provider_of[l]]--; clock++; came[l] = clock }
  step(logon_answered, l);
  if
  :: atomic {
      logon_state[l] == LOGGING_ON && (!RECORDED || comes_on[l]) && SEES(logon_logged_on, l) -> TAKEN;
      logon_state[l] = LOGGED_ON;
      was_on[l] = true;
      spooled[s] = (is_spooler[s] && kind_of[l] == STORE -> spooled[s] + 1 : spooled[s]);
      if
      :: same_object[l] -> SEES(one_identity, l) -> TAKEN
      :: else
      fi;
      half_finished[s]--
    }
  :: atomic { logon_state[l] == LOGGING_ON && (!RECORDED || !comes_on[l]) -> /* it failed (C-50), or was on before (C-31) */
      end_registrations(l);
      if
      :: logon_state[l] == LOGGING_ON && SEES(logon_released, l) -> TAKEN; logon_state[l] = RELEASED; over[l] = true
      :: logon_state[l] == ABANDONED
      fi;
      half_finished[s]--
    }
  :: atomic { logon_state[l] == ABANDONED -> half_finished[s]-- }
  fi
}

/* ---- calls meanwhile: a client's by way of the session (Logon::run), a transport's with a message */

proctype user(byte l) {
#ifdef REPLAY
end_user:
  do
  :: atomic {
      logon_state[l] >= LOGGING_ON && logon_state[l] < LOGGING_OFF && SEES(use_begin, l) -> TAKEN;
      calls[provider_of[l]]++;
      inside[l]++;
      in_transit[session_of[l]] = (kind_of[l] == TRANSPORT -> in_transit[session_of[l]] + 1 : in_transit[session_of[l]])
    }
  :: atomic { /* it looked before the logon went, and holds the object; a thread can do so once. The session waits for it. */
      logon_state[l] >= LOGGING_OFF && (claimed[l] != BY_SESSION || asked[l] == 0) && kind_of[l] != TRANSPORT &&
          late[l] < LATE_CALLS && SEES(use_begin, l) -> TAKEN;
      late[l]++;
      calls[provider_of[l]]++;
      inside[l]++
    }
  :: atomic { inside[l] > 0 && SEES(use_end, l) -> TAKEN;
      calls[provider_of[l]]--;
      inside[l]--;
      in_transit[session_of[l]] = (kind_of[l] == TRANSPORT -> in_transit[session_of[l]] - 1 : in_transit[session_of[l]])
    }
  od
#else
  byte st = 0;
  if
  :: kind_of[l] == TRANSPORT ->
    do
    :: st < STORES && mode[st] != OPEN -> st++
    :: else -> break
    od;
    if
    :: st == STORES -> goto done
    :: else
    fi;
    atomic {
      if
      :: IS_ON(l) && !stopping[session_of[l]] && mode[st] == OPEN -> busy[st]++; inside[l]++; in_transit[session_of[l]]++
      :: else -> goto done
      fi
    }
    call_begins(use_begin, l);
    WORKS(provider_of[l])
    call_ends(use_end, l);
    atomic { busy[st]--; inside[l]--; in_transit[session_of[l]]-- }
  :: else ->
    atomic {
      if
      :: visited[l]
      :: !visited[l] && !gates_closed[session_of[l]] -> callers[session_of[l]]++
      :: !visited[l] && gates_closed[session_of[l]] -> goto done
      fi
    }
    atomic {
      if
      :: IS_ON(l) && !gate_closed[l] -> held[l] = (seed == 1 -> 0 : held[l] + 1); inside[l]++
      :: else -> callers[session_of[l]] = callers[session_of[l]] - !visited[l]; goto done
      fi
    }
    call_begins(use_begin, l);
    WORKS(provider_of[l])
    call_ends(use_end, l);
    atomic {
      held[l] = (seed == 1 -> 0 : held[l] - 1);
      inside[l]--;
      callers[session_of[l]] = callers[session_of[l]] - !visited[l]
    }
  fi;
done:
  st = 0
#endif
}

/* ---- the client of a store: StoreLogoff or not, and its last Release (J-34, J-44 … J-48) */

#define REQUEST_NONE 0
#define REQUEST_QUIET 1
#define REQUEST_ORDERLY 2
#define REQUEST_ABORT 3

/* In a recorded run, StoreLogoffTransports is what is seen of it. */
proctype client(byte l) {
#ifdef REPLAY
end_client:
  do
  :: atomic { was_on[l] && SEES(store_logoff_transports_complete, l) -> TAKEN }
    note_transports_released(l)
  :: atomic { was_on[l] && !transports_off[l] && SEES(store_logoff_transports_refused, l) -> TAKEN }
  od
#else
  byte request, st = store_of[l];
  bool have, wait, complete = false, last = false;
end_not_opened:
  atomic {
    was_on[l];
    if
    :: request = REQUEST_NONE
    :: any_request -> request = REQUEST_QUIET
    :: any_request -> request = REQUEST_ORDERLY
    :: any_request -> request = REQUEST_ABORT
    fi
  }
  do
  :: request != REQUEST_NONE ->
    atomic {
      have = pointer[l];
      references[l] = (have -> references[l] + 1 : references[l])
    }
    if
    :: have ->
      atomic { /* at the desk (Spooler::store_logoff) */
        wait = false;
        complete = true;
        if
        :: !transports_off[l] && clients[st] == 1 && known[l] && mode[st] == OPEN ->
          if
          :: request == REQUEST_QUIET && busy[st] > 0 -> complete = false
          :: else -> mode[st] = CLOSING; wait = (request == REQUEST_ABORT)
          fi
        :: else /* J-43, J-46, J-106 */
        fi
      }
      if
      :: !wait || mode[st] == ABSENT
      :: wait && SOMETHING_OVERRAN
      fi;
      if
      :: complete -> step(store_logoff_transports_complete, l); note_transports_released(l)
      :: else -> step(store_logoff_transports_refused, l)
      fi;
      drop_reference(l, false);
end_dropped_3:
    REFERENCE_GONE(l, false)
    :: else
    fi;
    if
    :: last -> break
    :: else -> request = REQUEST_NONE
    fi
  :: request == REQUEST_NONE -> /* the last Release */
    last = true;
    if
    :: complete -> break
    :: else -> request = REQUEST_ABORT /* J-45 */
    fi
  od;
  atomic { have = pointer[l]; pointer[l] = false }
  if
  :: have -> drop_reference(l, false);
end_dropped_4:
    REFERENCE_GONE(l, false)
  :: else
  fi;
  if
  :: same_object[l] -> /* the provider's logoff method holds its own object */
    atomic { asked[l] != CALLED -> freed[l] = true; CLAIM(inside[l] == 0) }
  :: else
  fi;
  atomic { request = 0; have = false; wait = false; complete = false; last = false }
#endif
}

/* ---- the spooler's own logon on a store: the desk ends it when its time has come (J-55) */

proctype spooled_store(byte l) {
  byte sp = session_of[l], st = store_of[l];
  bool mine = false, done = false;
end_spooled:
  atomic {
    (RECORDED || claimed[l] == 0 && !quiesced[sp]) && was_on[l] && !desk_busy[sp] && (RECORDED || mode[st] == CLOSING && busy[st] == 0) && SEES(store_logoff_begin, l) -> TAKEN;
    CLAIM(ALIVE(l));
    desk_busy[sp] = true;
    calls[provider_of[l]]++
  }
#ifndef REPLAY
  step(store_logoff_transports_complete, l);
  note_transports_released(l);
#endif
  call_ends(store_logoff_end, l);
  atomic { SEES(store_release_begin, l) -> TAKEN; calls[provider_of[l]]++ }
#ifndef REPLAY
  if
  :: atomic { !RECORDED && pointer[l] -> pointer[l] = false } drop_reference(l, false);
end_dropped_5:
    REFERENCE_GONE(l, false)
  :: else
  fi;
#endif
  WORKS(provider_of[l])
  call_ends(store_release_end, l);
  atomic { mine = (claimed[l] == 0); claimed[l] = (mine -> BY_SESSION : claimed[l]) }
  if
  :: mine -> /* the provider keeps its support object, and so the desk ends the logon itself (J-21) */
    step(store_logoff_transports_by_session, l);
    note_transports_released(l);
    end_logon(l, false, done)
  :: else
  fi;
  atomic {
    mine = false; done = false;
end_ended:
    over[l] -> desk_busy[sp] = false;
    if
    :: !RECORDED -> mode[st] = ABSENT
    :: else
    fi
  }
}

/* ---- a session begins (SessionCore::begin) */

proctype session(byte s) {
  atomic {
    SEES(session_logon, s) -> TAKEN;
    SEES(session_active, s) -> TAKEN;
    session_state[s] = ACTIVE;
    alive++;
    if
    :: spooler_of[s] != NONE -> served[spooler_of[s]]++
    :: else
    fi
  }
}

/* ---- IMAPISession::Logoff */

/* The next logon of the kind: none that is still to come began when it had come (J-18); any of those made at once. */
#define TO_COME(l) (session_of[l] == whose && kind_of[l] == row_kind[row] && was_on[l] && !over[l])
inline choose_logon() {
  atomic {
    i = 0; best = 0; thing = NONE;
    do
    :: i < n_logons -> best = (TO_COME(i) && began[i] > best -> began[i] : best); i++
    :: else -> break
    od;
    i = 0;
    do
    :: i < n_logons && TO_COME(i) && came[i] > best -> thing = i; break
    :: i < n_logons && TO_COME(i) && came[i] > best -> thing = i; i++
    :: i < n_logons && !(TO_COME(i) && came[i] > best) -> i++
    :: i >= n_logons -> break
    od;
    i = 0; best = 0
  }
}

/* The next provider object of the kind, in any order: J-18 says none. */
#define TO_SHUT(p) (owner_of[p] == whose && kind_of_provider[p] == row_kind[row] && provider_state[p] == INITIALISED)
inline choose_provider() {
  atomic {
    i = 0; thing = NONE;
    do
    :: i < n_providers && TO_SHUT(i) -> thing = i; break
    :: i < n_providers && TO_SHUT(i) -> thing = i; i++
    :: i < n_providers && !TO_SHUT(i) -> i++
    :: i >= n_providers -> break
    od;
    i = 0
  }
}

/* The first that is to be given up, if there is one. */
inline find_thing(is_meant) {
  atomic {
    thing = 0;
    do
    :: thing < n_logons && !(is_meant) -> thing++
    :: else -> break
    od;
    thing = (thing == n_logons -> NONE : thing);
    give_up = true
  }
}

inline abandon_provider(p) {
  atomic {
    quarantined[library_of[p]] = true;
    if
    :: provider_state[p] < PROVIDER_RELEASED && SEES(provider_abandoned, p) -> TAKEN; provider_state[p] = PROVIDER_ABANDONED
    :: provider_state[p] >= PROVIDER_RELEASED
    fi
  }
}

/* The next row: those of the spooler's session are the last client's. */
inline next_row() {
  row++; turns = 0; thing = NONE;
  do
  :: row < ROWS && row_spooler[row] && !last -> row++
  :: else -> break
  od;
  if
  :: row < ROWS -> whose = (row_spooler[row] -> sp : s)
  :: else
  fi
}
inline turn() {
  turns++;
  CLAIM(turns <= LOGONS)
}
#define AT(what) (row < ROWS && row_what[row] == what)

proctype conductor(byte s) {
  byte sp = spooler_of[s], whose = s, row = 0, thing = NONE, i = 0, best = 0;
  byte turns = 0; /* at this row: there are so many at most, whatever providers do (J-114) */
  bool last = false, mine = false, done = false, give_up = false;
  atomic { /* Session::leave: calls of clients that are inside have left, or the time is over (J-102) */
    !RECORDED || session_state[s] == ACTIVE && SEES(session_logoff_begin, s);
    !after[s] || session_state[1 - s] == DEAD;
    gates_closed[s] = true;
    if
    :: callers[s] == 0
    :: callers[s] > 0 && SOMETHING_OVERRAN
    fi
  }
  atomic { /* the session is one client's to end; whoever comes second waits (J-3) */
    if
    :: session_state[s] == ACTIVE && SEES(session_logoff_begin, s) -> TAKEN; session_state[s] = LOGGING_OFF_SESSION
    :: session_state[s] != ACTIVE -> goto wait
    fi
  }
  do
  :: row == ROWS -> break

  :: atomic { AT(OPEN_DEPARTURE) ->
      if
      :: row_spooler[row] -> SEES(session_logoff_begin, whose) -> TAKEN; session_state[whose] = LOGGING_OFF_SESSION
      :: else
      fi;
      SEES(session_logging_off, whose) -> TAKEN;
      next_row()
    }

  :: atomic { AT(CLOSE_DOORS) && !give_up ->
      turn(); /* logons that are half done are waited for, or given up (J-113) */
      if
      :: half_finished[whose] == 0 || seed == 3 -> doors_closed[whose] = true; next_row()
      :: half_finished[whose] > 0 && SOMETHING_OVERRAN -> doors_closed[whose] = true;
        find_thing(session_of[thing] == whose && logon_state[thing] == LOGGING_ON)
      fi
    }

  :: atomic { AT(QUIESCE) && sp == NONE -> next_row() }
  :: atomic { AT(QUIESCE) && sp != NONE -> /* Mail::quiesce */
      served[sp]--;
      last = (served[sp] == 0);
      leaving[sp] = (last -> leaving[sp] : leaving[sp] + 1)
    }
    atomic {
      !last || leaving[sp] == 0 || SOMETHING_OVERRAN;
      stopping[sp] = last; /* Spooler::begin_quiet */
      do
      :: i < n_logons && session_of[i] == s && known[i] -> leaves_desk(i); i++
      :: i < n_logons && !(session_of[i] == s && known[i]) -> i++
      :: i == n_logons -> break
      od;
      i = 0;
      do
      :: i < STORES -> mode[i] = (last && mode[i] == OPEN -> CLOSING : mode[i]); i++
      :: i == STORES -> i = 0; break
      od
    }
    atomic { /* what nobody of another session has open is left; messages in transit finish before (J-60) */
      if
      :: mode[0] != CLOSING && mode[1] != CLOSING && (!last || in_transit[sp] == 0 && spooled[sp] == 0)
      :: SOMETHING_OVERRAN && (RECORDED || OVERRUN(2) || !desk_busy[sp] && (mode[0] != CLOSING || busy[0] > 0) && (mode[1] != CLOSING || busy[1] > 0))
      fi;
      if
      :: last -> SEES(spooler_quiesced, sp) -> TAKEN; quiesced[sp] = true
      :: else -> leaving[sp]--
      fi;
      next_row()
    }

  :: atomic { AT(GIVE_UP) && !give_up ->
      turn(); /* a transport inside a call cannot be called to log off: it has one thread; nor one that still starts (J-113) */
      if
      :: find_thing(session_of[thing] == whose && kind_of[thing] == TRANSPORT && !over[thing] &&
          (inside[thing] > 0 && EXPIRES(thing) || logon_state[thing] == LOGGING_ON && OVERRUN(provider_of[thing])))
      :: RECORDED -> /* a recorded one may have come back just now */
        find_thing(session_of[thing] == whose && kind_of[thing] == TRANSPORT && inside[thing] > 0 && EXPIRES(thing) && !over[thing])
      fi
    }

  :: atomic { AT(LOG_OFF) && thing == NONE ->
      choose_logon();
      if
      :: thing == NONE -> next_row()
      :: else -> /* one of the two ends it (J-50) */
        turn();
        mine = (claimed[thing] == 0 || seed == 2);
        claimed[thing] = (mine -> BY_SESSION : claimed[thing]);
        pass[thing] = (mine && same_object[thing])
      fi
    }
  :: AT(LOG_OFF) && thing != NONE && !give_up ->
    if
    :: mine && kind_of[thing] == STORE && seed != 9 -> /* the transports are off before its objects die (J-54) */
      step(store_logoff_transports_by_session, thing);
      note_transports_released(thing)
    :: else
    fi;
    atomic {
      if
      :: mine -> end_logon(thing, true, done); give_up = !done; pass[thing] = false
      :: !mine && over[thing]
      :: !mine && EXPIRES(thing) -> give_up = true
      fi;
      mine = false; done = false;
      thing = (give_up -> thing : NONE)
    }

  :: atomic { AT(SHUT) && thing == NONE ->
      choose_provider();
      if
      :: thing == NONE -> next_row()
      :: else -> turn()
      fi
    }
  :: atomic { AT(SHUT) && thing != NONE && !give_up ->
      if
      :: calls[thing] == 0 -> provider_asked[thing] = ASK_SHUTDOWN
      :: OVERRUN(thing) -> give_up = true
      fi;
      if
      :: give_up
      :: !give_up && provider_asked[thing] == SHUTDOWN_ANSWERED ->
        SEES(provider_shut_down, thing) -> TAKEN; provider_state[thing] = SHUT_DOWN; provider_asked[thing] = ASK_RELEASE
      :: !give_up && provider_asked[thing] != SHUTDOWN_ANSWERED && OVERRUN(thing) -> withdraw(provider_asked[thing]); give_up = true
      fi;
      if
      :: give_up
      :: !give_up && provider_asked[thing] == RELEASE_ANSWERED ->
        SEES(provider_released, thing) -> TAKEN; provider_state[thing] = PROVIDER_RELEASED; thing = NONE
      :: !give_up && provider_asked[thing] != RELEASE_ANSWERED && OVERRUN(thing) -> withdraw(provider_asked[thing]); give_up = true
      fi
    }

  :: atomic { AT(STOP_SPOOLER) && SEES(spooler_stopped, sp) -> TAKEN; next_row() }

  :: AT(END) ->
    if
    :: whose == 0 && sink_registered -> /* Engine::cancel_session (J-82) */
      sink_registered = false;
      delivering == 0 || seed == 7;
      atomic { CLAIM(!sink_gone); sink_gone = true }
    :: else
    fi;
    atomic {
      SEES(session_dead, whose) -> TAKEN;
      CLAIM(!dead_once[whose]);
      dead_once[whose] = true;
      SEES(session_logoff_end, whose) -> TAKEN; session_state[whose] = DEAD; alive--;
      next_row()
    }

  /* Logon::abandon, ProviderObject::abandon (J-114): nothing that the call may still touch is touched. */
  :: atomic { give_up && seed == 8 -> thing = NONE; give_up = false } /* it is tried again */
  :: atomic { give_up && AT(SHUT) && seed != 8 ->
      SEES(provider_call_abandoned, thing) -> TAKEN;
      abandon_provider(thing);
      thing = NONE; give_up = false
    }
  :: atomic { give_up && !AT(SHUT) && seed != 8 ->
      if
      :: thing == NONE -> next_row()
      :: thing != NONE && ENDED(thing)
      :: thing != NONE && !ENDED(thing) && SEES(logon_abandoned, thing) -> TAKEN; logon_state[thing] = ABANDONED;
        SEES(call_abandoned, thing) -> TAKEN;
        abandon_provider(provider_of[thing]);
        end_registrations(thing);
        leaves_desk(thing); over[thing] = true
      fi;
      thing = NONE; give_up = false
    }
  od;
  goto gone;
wait:
  session_state[s] == DEAD;
gone:
  atomic { last = false; row = 0; whose = 0 }
}

proctype sink() {
  byte n = 0;
  do
  :: n == 0 && sink_registered ->
    atomic {
      if
      :: sink_registered -> delivering++
      :: else -> break
      fi
    }
    CLAIM(!sink_gone && session_state[0] != DEAD);
    atomic { CLAIM(!sink_gone); delivering--; n++ }
  :: n > 0 || !sink_registered -> break
  od
}

/* ---- MAPIUninitialize, the last: libraries are closed, or kept (J-16, A-40) */

proctype library(byte b) {
end_library:
  do
  :: atomic { RECORDED && library_state[b] == 0 && SEES(library_loaded, b) -> TAKEN; library_state[b] = LOADED }
  :: atomic { RECORDED && (library_state[b] == LOADED || library_state[b] == KEPT) && SEES(entry_begin, b) -> TAKEN; library_state[b] = LOADED }
  :: atomic { RECORDED && SEES(entry_end, b) -> TAKEN; entries[b]++ }
  :: atomic { RECORDED && hangs && SEES(entry_abandoned, b) -> TAKEN; quarantined[b] = true }
  od
}

proctype uninitialise() {
  byte b, p, l;
  atomic {
    (alive == 0 || RECORDED || seed == 4) && SEES(mapi_uninitialize_begin, 0) -> TAKEN;
    alive == 0 || seed == 4 /* forgotten sessions are logged off first (J-71) */
  }
  b = n_libraries;
  do
  :: atomic { b > 0 -> b--; /* the newest first */
      if
      :: (library_state[b] == LOADED || library_state[b] == KEPT) && !quarantined[b] && SEES(library_unloaded, b) -> TAKEN;
        for (p : 0 .. PROVIDERS - 1) {
          CLAIM(p >= n_providers || library_of[p] != b || provider_state[p] == PROVIDER_RELEASED && calls[p] == 0)
        }
        p = 0;
        library_state[b] = UNLOADED
      :: (library_state[b] == LOADED || library_state[b] == KEPT) && (quarantined[b] || RECORDED) && SEES(library_kept, b) -> TAKEN; library_state[b] = KEPT
      :: library_state[b] == 0 || library_state[b] == UNLOADED
      fi
    }
  :: b == 0 -> break
  od;
  step(mapi_uninitialize_end, 0);
  atomic { /* J-12, J-13: everybody has had all his steps, or was given up */
    for (l : 0 .. LOGONS - 1) {
      CLAIM(l >= n_logons || !was_on[l] || ENDED(l) && (logon_state[l] == ABANDONED ||
            logoff_called[l] && (release_called[l] || same_object[l])))
    }
    for (b : 0 .. SESSIONS - 1) {
      CLAIM(b >= n_sessions || dead_once[b])
    }
    uninitialised = true
  }
}

/* ---- the configurations */

inline row_is(number, what, spoolers, kind) {
  row_what[number] = what; row_spooler[number] = spoolers; row_kind[number] = kind
}
inline fill_rows() {
  row_is(0, OPEN_DEPARTURE, false, 0);
  row_is(1, CLOSE_DOORS, false, 0);
  row_is(2, QUIESCE, false, 0);
  row_is(3, GIVE_UP, true, TRANSPORT);
  row_is(4, OPEN_DEPARTURE, true, 0);
  row_is(5, CLOSE_DOORS, true, 0);
  row_is(6, LOG_OFF, true, BOOK);
  row_is(7, LOG_OFF, true, STORE);
  row_is(8, LOG_OFF, false, BOOK);
  row_is(9, LOG_OFF, false, STORE);
  row_is(10, LOG_OFF, true, TRANSPORT);
  row_is(11, SHUT, false, BOOK);
  row_is(12, SHUT, false, STORE);
  row_is(13, SHUT, true, BOOK);
  row_is(14, SHUT, true, STORE);
  row_is(15, SHUT, true, TRANSPORT);
  row_is(16, STOP_SPOOLER, true, 0);
  row_is(17, SHUT, true, TRANSPORT);
  row_is(18, END, true, 0);
  row_is(19, END, false, 0)
}

#ifdef REPLAY
init {
  byte i;
  atomic {
    fill_rows();
    c_code {
      int i;
      n_sessions = replay_number(); n_logons = replay_number(); n_providers = replay_number(); n_libraries = replay_number(); hangs = replay_number();
      for (i = 0; i < n_sessions; ++i) { spooler_of[i] = replay_number(); is_spooler[i] = replay_number(); }
      for (i = 0; i < n_logons; ++i) {
        session_of[i] = replay_number(); provider_of[i] = replay_number(); kind_of[i] = replay_number();
        same_object[i] = replay_number(); comes_on[i] = replay_number();
      }
      for (i = 0; i < n_providers; ++i) {
        owner_of[i] = replay_number(); kind_of_provider[i] = replay_number(); library_of[i] = replay_number();
        may_hang[i] = replay_number();
      }
      for (i = 0; i < n_libraries; ++i) now.library_state[i] = replay_number();
      replay_read_steps();
      now.position = replay_next(0, &now.next_event, &now.next_thing);
    };
    do
    :: i < n_libraries -> run library(i); i++
    :: else -> i = 0; break
    od;
    do
    :: i < n_providers -> run provider_object(i); i++
    :: else -> i = 0; break
    od;
    do
    :: i < n_logons -> run logon_object(i); run support_object(i); run registrations(i); run opener(i); run user(i); i++
    :: else -> i = 0; break
    od;
    do
    :: i < n_logons && kind_of[i] == STORE -> run client(i); i++
    :: i < n_logons && kind_of[i] != STORE -> i++
    :: else -> i = 0; break
    od;
    do
    :: i < n_logons && kind_of[i] == STORE && is_spooler[session_of[i]] -> run spooled_store(i); i++
    :: i < n_logons && !(kind_of[i] == STORE && is_spooler[session_of[i]]) -> i++
    :: else -> i = 0; break
    od;
    do
    :: i < n_sessions -> run session(i); i++
    :: else -> i = 0; break
    od;
    do
    :: i < n_sessions && !is_spooler[i] -> run conductor(i); i++
    :: i < n_sessions && is_spooler[i] -> i++
    :: else -> i = 0; break
    od;
    run uninitialise()
  }
}
#else
inline a_provider(p, owner, kind, lib) {
  owner_of[p] = owner; kind_of_provider[p] = kind; library_of[p] = lib; provider_state[p] = INITIALISED
}
inline a_logon(l, s, p, st) {
  session_of[l] = s; provider_of[l] = p; store_of[l] = st; kind_of[l] = kind_of_provider[p];
  clock++; began[l] = clock; clock++; came[l] = clock;
  logon_state[l] = LOGGED_ON; was_on[l] = true; pointer[l] = true; references[l] = 1;
  if
  :: kind_of_provider[p] == STORE && s == 2 -> mode[st] = OPEN; spooled[2]++
  :: kind_of_provider[p] == STORE && s != 2 -> clients[st]++; known[l] = true
  :: else
  fi
}
inline undo_logon(l) {
  logon_state[l] = 0; was_on[l] = false; came[l] = 0; began[l] = 0; pointer[l] = false; known[l] = false;
  clients[store_of[l]]--
}
inline run_logon(l) {
  run logon_object(l); run support_object(l)
}

/* Two sessions of one profile, and the spooler's: stores 0 and 1, of which session 1 has 0 open, too. */
init {
  byte i;
  atomic {
    c_code { seed = getenv("MODEL_SEED") ? atoi(getenv("MODEL_SEED")) : 0; scene = getenv("MODEL_SCENE") ? atoi(getenv("MODEL_SCENE")) : 0; };
    fill_rows();
    n_sessions = 3; n_providers = 4; n_logons = 7; n_libraries = 2;
    spooler_of[0] = 2; spooler_of[1] = 2; spooler_of[2] = NONE; is_spooler[2] = true;
    session_state[0] = ACTIVE; session_state[1] = ACTIVE; session_state[2] = ACTIVE; alive = 3; served[2] = 2;
    library_state[0] = LOADED; library_state[1] = LOADED;
    a_provider(0, 0, STORE, 0);
    a_provider(1, 1, STORE, 0);
    a_provider(2, 2, STORE, 0);
    a_provider(3, 2, TRANSPORT, 1);
    a_logon(0, 0, 0, 0);
    a_logon(1, 0, 0, 1);
    a_logon(2, 1, 1, 0);
    a_logon(3, 2, 2, 0);
    a_logon(4, 2, 2, 1);
    a_logon(5, 2, 3, 0);
    a_logon(6, 2, 3, 0);
    i = 0;
    do
    :: i < n_providers -> run provider_object(i); i++
    :: else -> break
    od;
    i = 0;
    do
    :: i < n_logons -> run_logon(i); i++
    :: else -> break
    od;
    run spooled_store(3);
    run spooled_store(4);
    run uninitialise();
    if /* session 1 logs off at the same time, or some time before or after */
    :: scene <= 2 -> run conductor(0); run conductor(1)
    :: scene > 2 -> run conductor(0); after[0] = 1; run conductor(1)
    :: scene > 2 && scene != 3 && scene != 6 && scene != 9 -> run conductor(0); run conductor(1); after[1] = 1
    fi;
    if
    :: scene == 1 -> /* two threads log session 0 off; its sink is being told something */
      run conductor(0); sink_registered = true; run sink()
    :: scene == 2 -> /* session 0 closes the store that both have open */
      run client(0)
    :: scene == 3 -> /* StoreLogoff and last Release of the store that nobody else has, and of which a message is sent */
      any_request = 1; run client(1); run user(5)
    :: scene == 4 -> /* the provider of session 0's stores hangs */
      may_hang[0] = 1; slow_calls = 2; run user(0)
    :: scene == 5 -> /* the provider of the transports hangs, and has a message */
      may_hang[3] = 1; slow_calls = 2; run user(5)
    :: scene == 6 -> /* the spooler's store provider hangs; others release their support objects late, or never */
      may_hang[2] = 1; slow_calls = 1; untidy[0] = 1
    :: scene == 7 -> /* store 1 is still being opened, and another provider inside store 0, when session 0 logs off; a store of the
                        * spooler's keeps its support object, and the desk ends its logon */
      undo_logon(1); run opener(1); visited[0] = 1; run user(0); untidy[3] = 1
    :: scene == 9 -> /* the provider of session 0's stores hangs while a client releases one */
      may_hang[0] = 1; slow_calls = 1; run client(1)
    :: scene == 8 -> /* store 1 and its logon are one object; it is in use, its last Release races the Logoff */
      same_object[1] = 1; run user(1); run client(1)
    fi;
    hangs = may_hang[0] | may_hang[2] | may_hang[3]
  }
}
#endif
