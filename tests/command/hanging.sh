#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A provider that never returns: another process sees which call it is in, and a signal ends the command all the same.
. "$(dirname "$0")/session.sh"
set -m # commands in the background take SIGINT as those of a terminal do

mkdir "$work/inf"
service() { # service NAME TYPE: of the library whose calls POSTROOM_TEST_FAULT makes hang
  printf '[Services]\n%s=Hangs\n[%s]\nProviders=%s one\nPR_DISPLAY_NAME=Hangs\nPR_RESOURCE_FLAGS=0\n' "$1" "$1" "$1"
  printf 'PR_SERVICE_DLL_NAME=spi_faulty\n[%s one]\nPR_PROVIDER_DLL_NAME=spi_faulty\nPR_RESOURCE_TYPE=%s\n' "$1" "$2"
  printf 'PR_RESOURCE_FLAGS=0\nPR_DISPLAY_NAME=Hangs\nPR_PROVIDER_DISPLAY=Hangs\n'
}
service HANGING_TRANSPORT MAPI_TRANSPORT_PROVIDER >"$work/inf/transport.inf"
service HANGING_BOOK MAPI_AB_PROVIDER >"$work/inf/book.inf"
service HANGING_STORE MAPI_STORE_PROVIDER >"$work/inf/store.inf"
export POSTROOM_INF_PATH=$work/inf:$POSTROOM_INF_PATH
export POSTROOM_PROVIDER_PATH=$POSTROOM_PROVIDER_PATH:$build/lib/postroom-test
export POSTROOM_CALL_BUDGET_MS=500 POSTROOM_SESSION_BUDGET_MS=3000

# inside METHOD: waits until `postroom status`, which is another process, says that a provider is inside it.
inside() {
  for _ in $(seq 300); do
    output=$(postroom status)
    [[ $output == *"is inside $1 of "* ]] && return
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  fault "no status says 'is inside $1': $output; $(cat "$work/out")"
}

# start FAULT COMMAND…: in the background; $pid is its process.
start() {
  local wrong=$1
  shift
  POSTROOM_TEST_FAULT=$wrong "$build/bin/postroom" "$@" >"$work/out" 2>&1 </dev/null &
  pid=$!
}

# ends CODE…: the command has ended with one of these, long before what hangs does.
ends() {
  for _ in $(seq 300); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null && fault "it had to be killed"
  wait "$pid"
  local code=$?
  output=$(cat "$work/out")
  [[ " $* " == *" $code "* ]] || fault "answered $code, not $*: $output"
}

expect 0 postroom profile create sending --default
expect 0 postroom service add HANGING_TRANSPORT -p sending
expect 0 postroom profile create keeping
expect 0 postroom service add HANGING_STORE -p keeping
expect 0 postroom service remove POSTROOM_STORE -p keeping

# In its start, for which the command may wait. Whether it does when the signal comes is a matter of moments.
start logon-hangs spool -p sending
inside IXPProvider::TransportLogon
kill -TERM "$pid"
ends 0 143
says "SIGTERM: ending in order"

# In a store's logon, which is on the command's own thread and stays there.
start logon-hangs ls -p keeping
inside IMSProvider::Logon
kill -INT "$pid"
ends 130
says "a call has not returned after 500 ms: logging off in spite of it"
says "the call is left behind"

# A transport that does not start keeps nobody longer than he would wait, and the message is said to be queued.
expect 0 postroom person -p sending Ann ann@postroom.local
start logon-hangs send -p sending --to Ann -s Hello -b Text --wait 1
inside IXPProvider::TransportLogon
ends 0 # the other transport may have it
if grep -q queued "$work/out"; then says "IXPProvider::TransportLogon of 'spi_faulty' has not returned after"; else says sent; fi
expect 0 postroom service remove POSTROOM_MAILDIR -p sending
start logon-hangs --json send -p sending --to Ann -s Hello -b Text --wait 1
inside IXPProvider::TransportLogon
ends 0
says '"sent": false'
says "IXPProvider::TransportLogon of 'spi_faulty' has not returned after"
start logon-hangs send -p sending --to Ann -s Hello -b Text --wait 600
inside IXPProvider::TransportLogon
kill -TERM "$pid"
ends 143
says "queued: the next session that moves mail sends it"

# An address book that overruns its end is named, and the answer is what it was.
expect 0 postroom profile create looking
expect 0 postroom service add HANGING_BOOK -p looking
for wrong in logoff-hangs shutdown-hangs; do
  start $wrong resolve -p looking ann@postroom.local
  ends 0
  says "ann@postroom.local: "
  says "of 'spi_faulty' has not returned after"
  says "it is given up after 500 ms"
done

# In its logoff: the command had begun that by itself, and it ends in order (J-114).
start logoff-hangs spool -p sending
until grep -q 'moving the mail' "$work/out" || ! kill -0 "$pid"; do sleep 0.1; done
kill -INT "$pid"
inside IXPLogon::TransportLogoff
ends 0
says "logged off in order in"
[[ $output != *"in spite of it"* ]] || fault "it did not end by itself: $output"
finish
