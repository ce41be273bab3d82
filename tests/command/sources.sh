#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What an import takes for a message: mboxes as they are met.
. "$(dirname "$0")/session.sh"

# message NUMBER BODY…: one message, its body line by line.
message() {
  printf 'From: Ann <ann@x.example>\nTo: alice@postroom.local\nSubject: Hello %s\nMessage-ID: <%s@x.example>\n\n' "$1" "$1"
  shift
  printf '%s\n' "$@"
}
# entry NUMBER BODY…: one message of an mbox.
entry() {
  printf 'From ann@x.example Mon Jan  1 00:00:0%s 2024\n' "$1"
  message "$@"
  echo
}
# body FOLDER SUBJECT: the last output is the JSON of that message.
body() {
  local id
  id=$(postroom --json ls "$1" -n 0 | python3 -c 'import json,sys; print([m["id"] for m in json.load(sys.stdin) if m["subject"] == sys.argv[1]][0])' "$2")
  expect 0 postroom --json show "$id" -f "$1"
}

expect 0 postroom profile create alice --default

# A sentence that begins with "From" divides no mbox, wherever it stands and whatever it says.
{
  entry 1 'Dear all,' '' 'From the beginning we did'
  entry 2 'From the beginning: 3 things' '' 'From 09:30 on 3 May 2024 the office is closed' 'From Monday on' 'From now to then 12 10:00 2024'
  entry 3 'short'
} >"$work/sentences.mbox"
expect 0 postroom import "$work/sentences.mbox" -f Sentences
says "imported 3, already there 0, refused 0"
body Sentences 'Hello 1'
json "'From the beginning we did' in d['body']"
body Sentences 'Hello 2'
json "'3 things' in d['body'] and 'office is closed' in d['body'] and 'From Monday on' in d['body']"

# Separators as other programs write them.
for date in 'Tue Feb  6 07:08:09 CET 2024' 'Tue Feb 06 07:08 2024' 'Tue Feb  6 07:08:09 2024 +0100'; do
  printf 'From - %s\n' "$date"
  message "by $date" 'text'
  echo
done >"$work/dates.mbox"
expect 0 postroom import "$work/dates.mbox" -f Dates
says "imported 3, already there 0, refused 0"
sed 's/$/\r/' "$work/dates.mbox" >"$work/crlf.mbox"
expect 0 postroom import "$work/crlf.mbox" -f Lines
says "imported 3, already there 0, refused 0"

# Blank lines before the first one are none of its business; an mbox of one message is an mbox.
{ printf '\n\n' && entry 1 'text' && entry 2 'text'; } >"$work/blank.mbox"
expect 0 postroom import "$work/blank.mbox" -f Blank
says "imported 2, already there 0, refused 0"
entry 1 '>From one who quotes' >"$work/single.mbox"
expect 0 postroom import "$work/single.mbox" -f Single
body Single 'Hello 1'
json "d['body'].startswith('From one')"

# A subject that is too long for a property in one piece is shown.
printf 'From: Ann <ann@x.example>\nSubject: %s\n\ntext\n' "$(printf '%9000s' | tr ' ' s)" >"$work/subject.eml"
expect 0 postroom import "$work/subject.eml" -f Subject
expect 0 postroom --json ls Subject
expect 0 postroom --json show "$(python3 -c 'import json,sys; print(json.loads(sys.argv[1])[0]["id"])' "$output")" -f Subject
json "d['subject'] == 's' * 9000"

# An mbox that has grown brings what is new.
entry 1 'text' >"$work/grows.mbox"
expect 0 postroom import "$work/grows.mbox" -f Grown
entry 2 'text' >>"$work/grows.mbox"
expect 0 postroom import "$work/grows.mbox" -f Grown
says "imported 1, already there 1, refused 0"

# A file that cannot be read is one refused message; what ends an import says what came in before.
mkdir "$work/some"
for number in 1 3; do message $number 'text' >"$work/some/$number.eml"; done
closed=/proc/sys/vm/compact_memory # nobody reads it, not even root
if [[ -f $closed ]]; then
  ln -s "$closed" "$work/some/2.eml"
  expect 7 postroom import "$work/some" -f Some
  says "cannot read '$work/some/2.eml'"
  says "imported 2, already there 0, refused 1"
fi
# So is a folder below it that cannot be read: here its name is too long to be named, by anybody. A link that leads to
# itself is a file that cannot be read.
mkdir "$work/deep" && message 4 'text' >"$work/deep/4.eml" && ln -s loop "$work/deep/loop"
(
  cd "$work/deep" || exit
  name=$(printf 'd%.0s' {1..200})
  for _ in {1..25}; do mkdir "$name" && cd -P "$name" 2>/dev/null || break; done
)
expect 7 postroom import "$work/deep" -f Deep
says "/$(printf 'd%.0s' {1..200})': File name too long"
says "cannot read '$work/deep/loop': Too many levels of symbolic links"
says "imported 1, already there 0, refused 2"
# With --json the counts and what was refused are there as well, whatever ended the import.
expect 3 postroom --json import "$work/deep" "$work/missing" -f Before
json "d['imported'] == 1 and len(d['refused']) == 2 and not d['interrupted']"
json "d['code'] == 'MAPI_E_NOT_FOUND' and 'missing' in d['error']"
rm -rf "$work/deep"
expect 3 postroom import "$work/single.mbox" "$work/missing" -f Before
says "cannot read '$work/missing': No such file or directory; before that: imported 1, already there 0, refused 0"
expect 0 postroom --json ls Before
json "len(d) == 2"

# Where no more can be written, what is said to be imported is in the store, and the rest can follow.
for number in $(seq 400); do entry 1 "text $number" "$(printf '%2000s' x)"; done >"$work/much.mbox"
store=$(find "$POSTROOM_HOME/stores" -name '*.sqlite')
limit=$(($(stat -c %s "$store") / 1024 + 500))
expect 1 bash -c "ulimit -f $limit; '$build/bin/postroom' import '$work/much.mbox' -f Much"
says "before that: imported "
imported=${output#*before that: imported }
imported=${imported%%,*}
expect 0 postroom --json ls Much -n 0
json "len(d) == $imported and 0 < len(d) < 400"
expect 0 postroom --json import "$work/much.mbox" -f Much
json "d['imported'] == 400 - $imported and d['already_there'] == $imported"
# The same for what is written by the command itself.
expect 1 bash -c "ulimit -f 500; '$build/bin/postroom' export -f Much '$work/much-again.mbox'"
says "cannot write '$work/much-again.mbox.part': File too large"
[[ ! -e $work/much-again.mbox.part ]] || fault "a part of an export stayed"
finish
