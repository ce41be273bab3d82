#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The main job as ./run does it: everything it promises is in its output, and its trace keeps the rules.
. "$(dirname "$0")/session.sh"
export POSTROOM_TRACE=$work/run.trace
expect 0 postroom tour "$source/samples"
for text in "imported 30" "Bob: ambiguous" "Bob Moreau: Bob Moreau <bob@postroom.local>" "sent: the queue is empty" \
  "tour.txt" "IABLogon::Logoff" "IMSLogon::Logoff" "IXPLogon::TransportLogoff" "IABProvider::Shutdown" "IMSProvider::Shutdown" \
  "IXPProvider::Shutdown" "closed " "Nothing leaked."; do
  says "$text"
done
unset POSTROOM_TRACE
expect 0 postroom --json trace check "$work/run.trace"
json "d['holds'] and d['events_lost'] == 0"
json "all(r['applied'] > 0 for r in d['rules'] if r['rule'] in ('C-13', 'J-13', 'J-14', 'J-15', 'J-16', 'J-17', 'J-49', 'A-40'))"
expect 0 postroom trace show "$work/run.trace"
expect 0 postroom --json status
json "d == []"
finish
