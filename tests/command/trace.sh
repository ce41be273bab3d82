#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A trace of a session that ends, as people, programs and Chrome's viewer read it.
. "$(dirname "$0")/session.sh"

expect 0 postroom profile create alice --default
POSTROOM_TRACE=$work/send.trace expect 0 postroom send --to alice@postroom.local -s Myself -b 'Do not forget.'
expect 0 postroom trace show "$work/send.trace"
for text in "IMAPISession::Logoff of session" "The mail comes to rest" "Phase one: every logon ends" "IABLogon::Logoff" "IMSLogon::Logoff" \
  "IXPLogon::TransportLogoff" "Phase two: every provider object ends" "IXPProvider::Shutdown" "The last MAPIUninitialize" \
  "closed " "MAPIUIDs (" "the support object" "Nothing leaked." "StoreLogoffTransports(LOGOFF_ORDERLY) answers LOGOFF_COMPLETE"; do
  says "$text"
done
expect 0 postroom --json trace show "$work/send.trace"
json "[s['of'] for s in d].count('session') == 1 and d[-1]['of'] == 'libraries'"
json "[p['phase'] for s in d if s['of'] == 'session' for p in s['phases']] == ['mail', 'logons', 'providers']"
json "all(s['ended'] and s['whole'] and not s['leaks'] for s in d)"
expect 0 postroom trace show --events "$work/send.trace"
says "-> IXPLogon::TransportLogoff"
says "session_logoff_end"
[[ $output != *object_entered* ]] || fault "objects were not asked for"
expect 0 postroom trace show --objects "$work/send.trace"
says "object_entered"

# What the viewers ask of a file (Trace Event Format), and that nothing of the trace is missing in it.
cat >"$work/chrome.py" <<'PYTHON'
import json, sys
document = json.load(open(sys.argv[1]))
events = document["traceEvents"]
begun = sum(json.loads(line)["event"] == "call_begin" for line in open(sys.argv[2]))
tracks, named, processes = {}, set(), set()
for event in events:
    assert event["ph"] in "XiM", event
    assert isinstance(event["name"], str) and event["name"], event
    assert isinstance(event["pid"], int) and isinstance(event["tid"], int), event
    if event["ph"] == "M":
        assert event["name"] in ("process_name", "thread_name") and event["args"]["name"], event
        (processes.add(event["pid"]) if event["name"] == "process_name" else named.add((event["pid"], event["tid"])))
        continue
    assert event["ts"] >= 0 and isinstance(event["args"], dict), event
    if event["ph"] == "i":
        assert event["s"] == "t", event
    else:
        assert event["dur"] >= 0, event
        tracks.setdefault((event["pid"], event["tid"]), []).append((round(event["ts"] * 1000), round(event["ts"] * 1000) + round(event["dur"] * 1000)))
    assert event["pid"] in {e["pid"] for e in events if e["ph"] == "M"}
assert all(track in named for track in tracks), "a track without a name"
assert {pid for pid, _ in tracks} <= processes, "a process without a name"
for track, bars in tracks.items():
    open_until = []
    for begin, end in sorted(bars, key=lambda bar: (bar[0], -bar[1])):
        while open_until and open_until[-1] <= begin:
            open_until.pop()
        assert not open_until or end <= open_until[-1], f"bars of track {track} overlap"
        open_until.append(end)
calls = sum(event.get("cat") == "call" for event in events)
assert calls == begun > 5, (calls, begun)
assert len({pid for pid, _ in tracks}) == 2, "threads, and the lifetimes of sessions and logons"
assert any("logged-on" == event["name"] for event in events) and any("active" == event["name"] for event in events)
PYTHON
postroom trace chrome "$work/send.trace" >"$work/send.json" || fault "trace chrome failed"
postroom --json trace show --events "$work/send.trace" >"$work/events"
expect 0 python3 "$work/chrome.py" "$work/send.json" "$work/events"

# A trace of a process that was killed: what did not end is said, and the viewer's file is whole.
POSTROOM_TRACE=$work/killed.trace "$build/bin/postroom" spool >"$work/spool" 2>&1 &
pid=$!
until grep -q "moving the mail" "$work/spool"; do sleep 0.05; done
kill -KILL $pid
wait $pid 2>/dev/null
expect 0 postroom trace show "$work/killed.trace"
says "nothing was shut down"
postroom trace chrome "$work/killed.trace" >"$work/killed.json" || fault "trace chrome failed"
postroom --json trace show --events "$work/killed.trace" >"$work/events"
expect 0 python3 "$work/chrome.py" "$work/killed.json" "$work/events"
expect 3 postroom trace chrome "$work/no.trace"
finish
