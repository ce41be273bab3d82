#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# SIGINT and SIGTERM end every long command in order: it logs off, says so, and its exit code tells the signal. What the
# client's order is (J-10) the trace of each end is checked for; a command that was told to stop loses nothing (J-9).
. "$(dirname "$0")/session.sh"
set -m # commands in the background take SIGINT as those of a terminal do

# start NAME COMMAND…: in the background, with its output in $work/NAME.out and .err; $pid is its process.
start() {
  name=$1
  shift
  "$build/bin/postroom" "$@" >"$work/$name.out" 2>"$work/$name.err" <"${input:-/dev/null}" &
  pid=$!
}

# reads FILE TEXT: waits until the file of the command that was started last says so.
reads() {
  for _ in $(seq 600); do
    grep -qF -- "$2" "$work/$name.$1" && return
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  fault "$name.$1 does not say '$2': $(cat "$work/$name.out" "$work/$name.err")"
}

# ends CODE: the command that was started last has ended so.
ends() {
  wait "$pid"
  local code=$?
  [[ $code -eq $1 ]] || fault "$name answered $code, not $1: $(cat "$work/$name.out" "$work/$name.err")"
  output=$(cat "$work/$name.out" "$work/$name.err")
}

# logged_on: waits until the command has a session that `postroom status` of another process sees, or has ended.
logged_on() {
  for _ in $(seq 600); do
    kill -0 "$pid" 2>/dev/null || return
    postroom --json status | python3 -c 'import json,sys; sys.exit(not any(p["sessions"] for p in json.load(sys.stdin)))' && return
    sleep 0.1
  done
  fault "$name never logged on"
}

expect 0 postroom profile create alice --default
expect 0 postroom profile create bob

# An idle spooling session, by either signal; its trace keeps the rules.
for signal in TERM INT; do
  POSTROOM_TRACE=$work/$signal.trace start spool-$signal spool
  reads out "moving the mail of 'alice'"
  kill -$signal $pid
  ends 0
  says "SIG$signal: ending in order"
  says "logged off in order in"
  expect 0 postroom --json trace check "$work/$signal.trace"
  json "d['holds'] and all(r['applied'] > 0 for r in d['rules'] if r['rule'] in ('J-13', 'J-14', 'J-15', 'J-16', 'J-17'))"
done
expect 0 postroom --json status
json "d == []"

# It moves mail meanwhile, and says what arrives.
start spool --json spool -p bob
reads out '"ready"'
expect 0 postroom person 'Bob Moreau' bob@postroom.local
expect 0 postroom send --to 'Bob Moreau' -s 'While you are on' -b 'Hello.'
reads out 'While you are on'
kill -TERM $pid
ends 0
reads out '"ended"'

# two_signals NAME TEXT: a second signal makes it say so. What the second one still finds to end is a matter of moments, so
# either end is right, and one round in twenty has to say it.
two_signals() {
  for round in $(seq 20); do
    start "$1-$round" spool
    reads out "moving the mail"
    kill -STOP $pid
    kill -TERM $pid
    kill -INT $pid
    kill -CONT $pid
    while wait $pid; code=$?; [[ $code -eq 147 ]]; do :; done # bash tells of the stop as well
    output=$(cat "$work/$name.out" "$work/$name.err")
    [[ $code -eq 0 || $code -eq 6 ]] || fault "two signals: $code: $output"
    [[ $output == *"$2"* ]] && return
    [[ $code -eq 6 ]] || says "logged off in order"
  done
  fault "no second signal of twenty made it say '$2': $output"
}

# One that every provider agrees to: the process is gone at once, and nobody was logged off (J-91, J-97).
two_signals fast "fast shutdown: the providers have saved what they hold"
[[ $code -eq 6 ]] || fault "a fast shutdown answered $code"
[[ $output != *"logged off in order"* ]] || fault "a fast shutdown logged off: $output"
expect 0 postroom check

# A fast shutdown that the administrator forbids: the orderly end goes on (J-96).
POSTROOM_FAST_SHUTDOWN_BEHAVIOR=2 two_signals refused "the orderly end goes on"
[[ $code -eq 0 ]] || fault "a refused fast shutdown answered $code"
says "no fast shutdown ("
says "logged off in order"

# A signal that was ignored when the command began stays ignored (nohup).
trap '' INT
start ignoring spool
trap - INT
reads out "moving the mail"
kill -INT $pid
kill -TERM $pid
ends 0
[[ $output != *SIGINT* ]] || fault "an ignored signal was taken: $output"

# An import stops between two messages and goes on where it stopped. One that had ended before it was told to stop shows
# nothing, so a machine that is that fast gets more to do.
for messages in 4000 16000 64000; do
  python3 - "$work/many.mbox" $messages <<'PYTHON'
import sys
with open(sys.argv[1], "w") as file:
    for n in range(int(sys.argv[2])):
        file.write(f"From a@b.example Mon Mar  2 08:15:00 2026\nFrom: a@b.example\nSubject: number {n}\n\nText {n}.\n\n")
PYTHON
  start import-$messages import "$work/many.mbox" -f Many
  logged_on
  kill -TERM $pid 2>/dev/null
  wait $pid
  [[ $? -eq 0 ]] && ! grep -q interrupted: "$work/$name.out" "$work/$name.err" || break
done
ends 143
says "interrupted: call it again to import the rest"
expect 0 postroom --json import "$work/many.mbox" -f Many
json "d['imported'] + d['already_there'] == $messages and d['imported'] > 0"

# An export that is stopped replaces nothing. One that had ended before is called again.
for round in $(seq 20); do
  echo old >"$work/full.mbox"
  start export-$round --json export --force -f Many "$work/full.mbox"
  until [[ -s $work/full.mbox.part ]] || ! kill -0 $pid 2>/dev/null; do :; done
  kill -INT $pid 2>/dev/null
  wait $pid
  [[ $? -eq 0 ]] || break
done
ends 130
output=$(<"$work/$name.out")
json "d == {'exported': 0, 'interrupted': True}"
[[ $(<"$work/full.mbox") == old && ! -e $work/full.mbox.part ]] || fault "a part of an export replaced a file"

# Waiting for the queue: the message stays, whole (J-9).
expect 0 postroom service add POSTROOM_SMTP -p alice host=127.0.0.1 port=1 tls=0 sender=alice@b.example
start send send --to far@away.example -s Later -b Text --wait 600
logged_on
sleep 1
kill -TERM $pid
ends 143
says "queued"
expect 0 postroom --json queue
json "len(d) == 1 and d[0]['subject'] == 'Later'"
expect 1 postroom queue --flush --wait 1
says "1 messages still wait"
start flush queue --flush --wait 600
logged_on
kill -INT $pid
ends 130
says "1 messages still wait"

# While the text is still being typed: nothing is sent.
mkfifo "$work/typing"
exec 9<>"$work/typing"
input=$work/typing start typing send --to far@away.example -s Never -b -
logged_on
echo "half a sentence" >&9
kill -INT $pid
ends 130
expect 0 postroom --json queue
json "len(d) == 1"
finish
