#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Bad input: each gets one clear line, the right exit code, and loses nothing.
. "$(dirname "$0")/session.sh"

expect 2 postroom
expect 2 postroom lss
says "there is no command 'lss'"
expect 2 postroom --nope
says "there is no option '--nope'"
expect 2 postroom ls --no-such-option
says "no-such-option"
says "'postroom ls --help' shows how it is called"
[[ $output == 'postroom: '* && $(wc -l <<<"$output") -eq 1 ]] || fault "not one line of postroom's: $output"
expect 2 postroom --json ls --no-such-option
json "d['code'] == 'usage' and 'no-such-option' in d['error']"
expect 2 postroom send --wait -5 --to a@b.example
says "--wait"
says "'-5' is less than 0"
expect 2 postroom ls -n -1
says "'-1' is less than 0"
for command in "" profile service store ls tree show import export send receive queue resolve status check trace lab; do
  # shellcheck disable=SC2086
  expect 0 postroom $command --help
  says "Example:"
done
expect 0 postroom --version

expect 3 postroom ls
says "there is no default profile"
expect 3 postroom -p nobody ls
says "nobody"
expect 0 postroom profile create alice --default
expect 3 postroom ls NoSuchFolder
says "there is no folder 'NoSuchFolder'"
expect 0 postroom ls inbox
expect 2 postroom import -f "" "$source/samples"
says "'' names no folder"
expect 3 postroom show ffffffff
says "no message's id begins with 'ffffffff'"
expect 2 postroom show ab
says "too short"
expect 2 postroom export -i ab "$work/short.eml"
[[ ! -e $work/short.eml && ! -e $work/short.eml.part ]] || fault "a wrong call left a file"
expect 3 postroom import "$work/missing.mbox"
says "missing.mbox"
head -c 4096 /dev/urandom | tr -d '\n:' >"$work/noise"
expect 1 postroom import "$work/noise"
says "not an Internet message"
# What is refused beside what came in has an exit code of its own, and so has a tour.
mkdir "$work/mixed" && cp "$work/noise" "$work/mixed" && cp "$source/samples/$(ls "$source/samples" | head -n 1)" "$work/mixed"
expect 7 postroom import "$work/mixed"
says "noise: not an Internet message"
says "imported 1, already there 0, refused 1"
expect 2 env -u POSTROOM_HOME HOME="$work/nobody" "$build/bin/postroom" tour "$work/mixed"
says "set POSTROOM_HOME"
[[ ! -e $work/nobody ]] || fault "a tour without a home made one"
POSTROOM_HOME=$work/tour expect 2 postroom tour --json "$work/mixed"
POSTROOM_HOME=$work/tour expect 7 postroom tour "$work/mixed"
says "sent: the queue is empty"
# So has output that nobody can read.
expect 1 bash -c "'$build/bin/postroom' tree >/dev/full"
says "cannot write the output: No space left on device"
expect 1 bash -c "'$build/bin/postroom' --json tree >/dev/full"
expect 3 postroom resolve Nobody
says "not found"
expect 3 postroom send --to Nobody --subject x --body y
says "nothing was sent"
expect 2 postroom send --subject x --body y
says "nobody to send to"
expect 0 postroom --json queue
json "d == []"
expect 3 postroom service add NO_SUCH_SERVICE
says "NO_SUCH_SERVICE"
expect 2 postroom service configure POSTROOM_MAILDIR nonsense
says "'nonsense' is no setting of POSTROOM_MAILDIR: write NAME=VALUE with one of the names root, domain, mailbox"
# What cannot be configured is not added.
for settings in '2 host=127.0.0.1 sender=a@b.example port=many' '2 host=127.0.0.1 prot=25' '1 host=127.0.0.1' \
  '1 host=127.0.0.1 sender=a@b.example tls=9'; do
  # shellcheck disable=SC2086
  expect ${settings%% *} postroom service add POSTROOM_SMTP ${settings#* }
  expect 0 postroom --json service list
  json "all(s['name'] != 'POSTROOM_SMTP' for s in d)"
done
expect 0 postroom service add POSTROOM_SMTP host=127.0.0.1 sender=a@b.example port=0x19 tls=0
expect 1 postroom service configure POSTROOM_SMTP sender=
says "sender's address"
expect 0 postroom service remove POSTROOM_SMTP

# Two services of one name: nobody guesses which one is meant.
home=$POSTROOM_HOME
export POSTROOM_HOME=$work/keeper
expect 0 postroom profile create keeper
expect 0 postroom -p keeper import "$source/samples"
expect 0 postroom -p keeper service add POSTROOM_STORE path="$work/second.sqlite"
expect 4 postroom -p keeper service remove POSTROOM_STORE
says "the profile has 2 such services"
says "keeper.sqlite"
says "second.sqlite"
expect 4 postroom -p keeper service configure POSTROOM_STORE path="$work/third.sqlite"
expect 0 postroom -p keeper --json service list
json "sorted(s['place'].split('/')[-1] for s in d if s['name'] == 'POSTROOM_STORE') == ['keeper.sqlite', 'second.sqlite']"
second=$(python3 -c 'import json,sys; print([s["id"] for s in json.loads(sys.argv[1]) if s["place"].endswith("second.sqlite")][0])' "$output")
expect 0 postroom -p keeper service configure "${second:0:8}" path="$work/third.sqlite"

# What is checked is the profile's, wherever its files are.
expect 3 postroom -p nobody check
says "there is no profile 'nobody'"
cp "$POSTROOM_HOME/stores/keeper.sqlite" "$work/third.sqlite"
head -c 20000 /dev/urandom >"$POSTROOM_HOME/stores/nobodys.sqlite"
expect 0 postroom -p keeper --json check
json "[c['file'].split('/')[-1] for c in d] == ['keeper.sqlite', 'third.sqlite'] and all(c['sound'] for c in d)"
head -c 20000 /dev/urandom >"$work/third.sqlite"
expect 1 postroom -p keeper --json check
json "[c['sound'] for c in d] == [True, False]"
rm "$POSTROOM_HOME/stores/nobodys.sqlite"
expect 0 postroom -p keeper service remove "$second"
expect 0 postroom -p keeper check
POSTROOM_HOME=$home

expect 3 postroom trace show "$work/no.trace"
expect 1 postroom trace check "$work/noise"
expect 3 postroom --json profile delete nobody
json "d['code'] == 'MAPI_E_NOT_FOUND'"

# Two Bobs: a name that means both is refused, and nothing is sent.
expect 2 postroom person 'Bad' 'not an address'
says "'not an address' is no mail address"
expect 2 postroom person '' a@b.example
expect 0 postroom person 'Bob Moreau' bob@postroom.local
expect 0 postroom person 'Bob Kessler' bob.kessler@postroom.local
expect 4 postroom resolve Bob
says "ambiguous"
expect 4 postroom send --to Bob --subject x --body y
says "nothing was sent"
expect 0 postroom resolve 'Bob Moreau' x@y.example
says "Bob Moreau <bob@postroom.local>"

# A server that cannot be reached, and a transport that cannot log on, are named by what waits for them.
expect 0 postroom service add POSTROOM_SMTP host=127.0.0.1 port=1 tls=0 sender=a@b.example
expect 0 postroom send --to far@away.example -s x -b y --wait 2
says "Internet mail (127.0.0.1:1): "
says "queued"
expect 1 postroom queue --flush --wait 2
says "127.0.0.1"
expect 1 postroom --json queue --flush --wait 2
json "any('127.0.0.1' in reason for reason in d['reasons'])"
expect 0 postroom service remove POSTROOM_SMTP
expect 0 postroom service add POSTROOM_SMTP
expect 1 postroom queue --flush --wait 2
says "1 of 2 transports ready; Internet mail: Internet mail needs the name of an SMTP server."
expect 0 postroom service remove POSTROOM_SMTP

# A provider library that is missing disables its service and not the session (C-25).
expect 0 env POSTROOM_PROVIDER_PATH="$work/empty" "$build/bin/postroom" profile list
mkdir "$work/damaged" && cp "$build"/lib/postroom/*.so "$work/damaged" && head -c 1000 /dev/urandom >"$work/damaged/libpostroom_store.so"
expect 1 env POSTROOM_PROVIDER_PATH="$work/damaged" "$build/bin/postroom" ls
says "libpostroom_store.so"


# An address book that cannot be used is not one in which nobody is found.
for book in "$POSTROOM_HOME"/books/*.sqlite; do cp "$book" "$work/book.sqlite" && rm -f "$book"-wal "$book"-shm && head -c 20000 /dev/urandom >"$book"; done
expect 3 postroom resolve 'Bob Moreau'
says "warning: "
says "$(basename "$book")"
[[ $output != *Postroom:* ]] || fault "the message names its speaker twice: $output"
expect 3 postroom --json resolve 'Bob Moreau'
says "warning: "
cp "$work/book.sqlite" "$book"
cp "$build"/lib/postroom/*.so "$work/damaged" && head -c 1000 /dev/urandom >"$work/damaged/libpostroom_book.so"
expect 3 env POSTROOM_PROVIDER_PATH="$work/damaged" "$build/bin/postroom" resolve 'Bob Moreau'
says "libpostroom_book.so"
expect 0 postroom resolve 'Bob Moreau'
[[ $output != *warning* ]] || fault "there is a warning: $output"

# A book or a store that was there and is gone is not replaced by an empty one: its name is said, also by the check.
rm -f "$book" "$book"-wal "$book"-shm
expect 3 postroom resolve 'Bob Moreau'
says "the address book $book is gone"
expect 0 postroom tree
expect 5 postroom check
says "the address book $book is gone"
[[ ! -e $book ]] || fault "the lost address book was made anew"
cp "$work/book.sqlite" "$book"
expect 0 postroom resolve 'Bob Moreau'
lost=$(find "$POSTROOM_HOME" -name '*.sqlite' -path '*stores*' | head -n 1)
mkdir "$work/lost" && mv "$lost"* "$work/lost"
expect 3 postroom ls
says "the message store $lost is gone"
[[ $(wc -l <<<"$output") -eq 1 ]] || fault "not one line: $output"
expect 0 postroom resolve 'Bob Moreau'
expect 5 postroom check
says "the message store $lost is gone"
expect 5 postroom --json check
json "[(c['file'], c['sound']) for c in d] == [('$lost', False)] and 'is gone' in d[0]['error']"
[[ ! -e $lost ]] || fault "the lost store was made anew"
mv "$work/lost"/* "$(dirname "$lost")"
expect 0 postroom ls
expect 0 postroom check
# Whoever wants an empty one says so.
expect 0 postroom service configure POSTROOM_STORE path=fresh.sqlite
expect 0 postroom ls
[[ -e $(dirname "$lost")/fresh.sqlite ]] || fault "no new store was made"
expect 0 postroom service configure POSTROOM_STORE path="$lost"
expect 0 postroom ls
rm -f "$(dirname "$lost")"/fresh.sqlite*

# A store file that is none is named and left alone.
store=$(find "$POSTROOM_HOME" -name '*.sqlite' -path '*stores*' | head -n 1)
cp "$store" "$work/copy" && rm -f "$store"-wal "$store"-shm && head -c 20000 /dev/urandom >"$store" && cp "$store" "$work/noise.sqlite"
expect 1 postroom ls
says "$(basename "$store")"
cmp -s "$store" "$work/noise.sqlite" || fault "the damaged store was written to"
expect 1 postroom check "$store"
finish
