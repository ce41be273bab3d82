#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `postroom status --watch` follows the logons of another process: lines in a pipe, one picture on a terminal.
. "$(dirname "$0")/session.sh"
set -m

expect 0 postroom profile create alice --default
"$build/bin/postroom" --json status --watch >"$work/watch" 2>"$work/watch.err" &
watch=$!
until [[ -s $work/watch ]]; do sleep 0.05; done
"$build/bin/postroom" spool >"$work/spool" 2>&1 &
spool=$!
until grep -q "moving the mail" "$work/spool"; do sleep 0.05; done
for kind in MS XP; do # the transports start while the command has its session already
  until grep -Eq "\"kind\":\"$kind\*?\"[^}]*\"logged-on\"" "$work/watch"; do sleep 0.05; done
done
kill -TERM $spool
wait $spool || fault "the spooling session ended with $?"
until [[ $(tail -n 1 "$work/watch") == *'"processes":[]'* ]]; do sleep 0.05; done
kill -INT $watch
wait $watch
code=$?
[[ $code -eq 0 ]] || fault "the watch ended with $code"
[[ ! -s $work/watch.err ]] || fault "the watch said: $(cat "$work/watch.err")"
output=$(python3 -c 'import json,sys; print(json.dumps([json.loads(line) for line in open(sys.argv[1])]))' "$work/watch")
json "d[0]['processes'] == [] and d[-1]['processes'] == []"
json "any(s['state'] == 'active' and s['profile'] == 'alice' for p in d for q in p['processes'] for s in q['sessions'])"
json "{'MS', 'XP'} <= {l['kind'].strip('*') for p in d for q in p['processes'] for l in q['logons'] if l['state'] == 'logged-on'}"

# No picture twice: what is printed differs in more than its times.
python3 - "$work/watch" <<'PYTHON' || fault "the same picture was printed twice"
import json, sys
def timeless(x):
    if isinstance(x, dict):
        return {k: timeless(v) for k, v in x.items() if k not in ("seconds", "time")}
    return [timeless(v) for v in x] if isinstance(x, list) else x
pictures = [timeless(json.loads(line)) for line in open(sys.argv[1])]
sys.exit(any(a == b and not any(p["calls"] for p in a["processes"]) for a, b in zip(pictures, pictures[1:])))
PYTHON

# On a terminal the picture is drawn over itself, and Ctrl-C ends it.
cat >"$work/terminal.py" <<'PYTHON'
import os, pty, select, sys, time
child, terminal = pty.fork()
if child == 0:
    os.execv(sys.argv[1], [sys.argv[1], "status", "--watch"])
seen, deadline = b"", time.monotonic() + 60
while time.monotonic() < deadline and b"\x1b[2F" not in seen:
    if select.select([terminal], [], [], 0.1)[0]:
        seen += os.read(terminal, 4096)
os.write(terminal, b"\x03")
_, status = os.waitpid(child, 0)
print(seen.count(b"no process uses MAPI"), "pictures, exit", os.waitstatus_to_exitcode(status))
sys.exit(not (b"\x1b[2F" in seen and os.waitstatus_to_exitcode(status) == 0))
PYTHON
expect 0 python3 "$work/terminal.py" "$build/bin/postroom"
expect 2 postroom status --watch --session
finish
