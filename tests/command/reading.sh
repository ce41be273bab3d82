#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Import, list, show, export, repeat: what a user does on the first day.
. "$(dirname "$0")/session.sh"

expect 0 postroom profile create alice --default
says "created the profile 'alice'"
expect 1 postroom profile create alice
says "there is a profile 'alice' already"
expect 0 postroom --json profile list
json "d == [{'name': 'alice', 'default': True}]"

expect 0 postroom import "$source/samples"
says "imported 30, already there 0, refused 0"
expect 0 postroom import "$source/samples"
says "imported 0, already there 30, refused 0"
expect 0 postroom tree
says "Inbox"
expect 0 postroom --json ls Inbox -n 0
json "len(d) == 30"
json "all(len(m['id']) == 32 for m in d)"
json "any(m['subject'] == 'Собрание садоводов в субботу' for m in d)"
id=$(python3 -c 'import json,sys; print([m["id"] for m in json.loads(sys.argv[1]) if m["subject"].startswith("Fwd: Fwd")][0])' "$output")
expect 0 postroom --json show "$id"
json "len(d['attachments']) == 1 and d['attachments'][0]['message']"
json "d['from'] == 'Bob Moreau <bob@postroom.local>'"
expect 0 postroom show "${id:0:10}" --headers
says "Fwd: Fwd: With the plan"
expect 0 postroom ls Inbox -n 3
[[ $(wc -l <<<"$output") -eq 3 ]] || fault "ls -n 3 printed: $output"

expect 0 postroom export -f Inbox "$work/inbox.mbox"
says "exported 30"
expect 0 postroom import "$work/inbox.mbox" -f Again
says "imported 30"
expect 0 postroom export -f Again "$work/maildir/"
[[ $(find "$work/maildir/cur" -type f | wc -l) -eq 30 ]] || fault "the Maildir does not hold 30 files"
expect 0 postroom export -i "$id" "$work/one.eml"
grep -q '^Subject: Fwd: Fwd: With the plan' "$work/one.eml" || fault "one.eml lacks its subject"

# A link stays a link, and a pipe a pipe: what is behind them gets the messages.
echo old >"$work/behind.mbox" && ln -s behind.mbox "$work/link.mbox" && mkfifo "$work/pipe"
expect 1 postroom export "$work/link.mbox"
says "'$work/link.mbox' is there already"
[[ $(<"$work/behind.mbox") == old ]] || fault "a file was replaced unasked"
expect 0 postroom export "$work/link.mbox" --force
[[ -L $work/link.mbox && $(grep -c '^From postroom ' "$work/behind.mbox") -eq 30 ]] || fault "the link was not followed"
grep -c '^From postroom ' "$work/pipe" >"$work/counted" &
expect 0 postroom export "$work/pipe"
wait $!
[[ -p $work/pipe && $(<"$work/counted") -eq 30 ]] || fault "the pipe did not get the messages"

# What was exported and imported again is the same, property by property.
for folder in Inbox Again; do
  for message in $(postroom --json ls "$folder" -n 0 | python3 -c 'import json,sys; [print(m["id"]) for m in json.load(sys.stdin)]'); do
    postroom --json show "$message" -f "$folder" |
      python3 -c 'import json,sys; d=json.load(sys.stdin); print(json.dumps({k: d[k] for k in ("from","subject","sent","body","recipients","attachments","headers")}, sort_keys=True))'
  done | sort >"$work/$folder.lines"
done
diff -q "$work/Inbox.lines" "$work/Again.lines" >/dev/null || fault "messages changed on their way: $(diff "$work/Inbox.lines" "$work/Again.lines" | head -c 2000)"

expect 0 postroom check
finish
