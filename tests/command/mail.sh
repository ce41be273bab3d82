#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Two profiles on one machine write to each other.
. "$(dirname "$0")/session.sh"

expect 0 postroom profile create alice --default
expect 0 postroom profile create bob
expect 0 postroom -p bob receive
says "0 new messages"
expect 0 postroom person 'Bob Moreau' bob@postroom.local
echo "the plan" >"$work/plan.txt"
expect 0 postroom send --to 'Bob Moreau' --cc alice@postroom.local -s 'Saturday ☀' -b 'See you at nine.' -a "$work/plan.txt"
says "sent"
expect 0 postroom --json queue
json "d == []"
expect 0 postroom --json ls "Sent Items"
json "len(d) == 1 and d[0]['subject'] == 'Saturday ☀'"
json "len(d[0]['sent']) == 20"
expect 0 postroom ls "Sent Items"
[[ $output =~ \ 20[0-9]{2}-[0-9]{2}-[0-9]{2}\  ]] || fault "what was sent has no date: $output"

expect 0 postroom -p bob --json receive
json "d['arrived'] == 1"
expect 0 postroom -p bob --json ls Inbox
json "len(d) == 1 and d[0]['attachments']"
json "d[0]['unread']"
id=$(python3 -c 'import json,sys; print(json.loads(sys.argv[1])[0]["id"])' "$output")
expect 0 postroom -p bob --json show "$id"
json "d['attachments'][0]['name'] == 'plan.txt'"
json "d['body'].startswith('See you at nine.')"
json "any(r['address'] == 'bob@postroom.local' for r in d['recipients'])"
expect 0 postroom -p bob send --reply "$id" --body 'At nine.'
says "sent"

# A recipient whom nobody serves gets a report, and the queue does not hang.
expect 7 postroom send --to 'far@away.example' -s Far -b 'Are you there?' --wait 20
says "far@away.example: No transport delivers to this address."
says "not sent: it reached nobody; the Inbox has the report"
expect 7 postroom --json send --to 'far@away.example' --to 'Bob Moreau' -s Both -b 'Are you there?' --wait 20
json "d['sent'] and len(d['refused']) == 1 and 'far@away.example' in d['refused'][0] and d['reasons'] == []"
expect 0 postroom --json ls Inbox -n 0
json "any('REPORT' in m['class'].upper() for m in d)"

# What keeps the spooler from beginning is said to whoever waits for it, and holds nobody up.
lock=$POSTROOM_HOME/run/spooler-alice.lock
rm "$lock" && mkdir "$lock"
expect 0 postroom send --to bob@postroom.local -s Late -b 'I am late.' --wait 2
says "queued"
says "cannot open $lock: Is a directory"
expect 0 postroom status --session
says "remove what is in its place"
rmdir "$lock"
expect 0 postroom queue --flush --wait 20
says "the queue is empty"
finish
