#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Real mail that nobody here wrote goes into a store, out of it and in again, and is the same.
. "$(dirname "$0")/session.sh"

corpus=$source/../shared/corpus/eml
[[ -d $corpus ]] || { echo "skipped: no corpus at $corpus"; exit 77; }

expect 0 postroom profile create alice --default
# Among the files are licences and expected results: what begins with no header field is refused by name, the rest is in.
expect 7 postroom --json import "$corpus" -f Came
json "d['imported'] == 3278 and d['already_there'] == 35 and not d['interrupted']"
json "all('not an Internet message' in line for line in d['refused'])"
expect 0 postroom --json export -f Came "$work/maildir/"
json "d['exported'] == 3278"
# 16 messages came twice, with other ends of lines: exported they are the same.
expect 0 postroom --json import "$work/maildir" -f Again
json "d['imported'] == 3262 and d['already_there'] == 16 and not d['refused']"
expect 0 postroom check

# 13 come back otherwise. Ten have 8-bit bytes inside encoded words, which are written as the text they were taken for;
# two have a From that names nobody or is 8-bit text; one has a text with carriage returns of its own.
expect 0 python3 "$(dirname "$0")/folders_in_store.py" "$POSTROOM_HOME/stores/alice.sqlite" Came Again 13
echo "$output"
finish
