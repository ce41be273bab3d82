#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What a mailbox says of its messages survives an import and an export.
. "$(dirname "$0")/session.sh"

# message NAME: one whose subject is its name.
message() { printf 'From: Ann <ann@x.example>\nTo: alice@postroom.local\nSubject: %s\nMessage-ID: <%s@x.example>\n\ntext\n' "$1" "$1"; }
# flags MAILDIR: "SUBJECT place letters" of each of its messages.
flags() {
  (cd "$1" && for file in new/* cur/*; do
    [[ -f $file ]] && echo "$(sed -n 's/^Subject: //p' "$file") ${file%%/*} $([[ $file == *:2,* ]] && echo "${file##*:2,}")"
  done | sort)
}
# statuses MBOX: "SUBJECT Status X-Status" of each of its messages.
statuses() {
  python3 -c 'import mailbox,sys
for m in sorted(mailbox.mbox(sys.argv[1]), key=lambda m: m["subject"]):
  print(m["subject"], m["status"], m["x-status"], len(m.get_all("status")))' "$1"
}
same() { [[ $1 == "$2" ]] || fault "not the same:"$'\n'"$1"$'\n'"$2"; }

expect 0 postroom profile create alice --default

# A Maildir, with each letter, all of them, none, and new mail.
mkdir -p "$work/mail"/{cur,new,tmp}
message new >"$work/mail/new/0.host"
number=0
for letters in S R F D T P RS FS PRS DFPRST PS; do
  message "with-$letters" >"$work/mail/cur/$((++number)).host:2,$letters"
done
expect 0 postroom import "$work/mail" -f Flags
says "imported 12, already there 0, refused 0"
expect 0 postroom --json ls Flags -n 0
json "{m['subject'] for m in d if m['unread']} == {'new', 'with-R', 'with-F', 'with-D', 'with-T', 'with-P'}"
expect 0 postroom export -f Flags "$work/again/"
same "$(flags "$work/mail")" "$(flags "$work/again")"

# What a MAPI program sees of them.
seen() { # seen SUBJECT TEXT: the message's properties contain it
  local id
  id=$(postroom --json ls Flags -n 0 | python3 -c 'import json,sys; print([m["id"] for m in json.load(sys.stdin) if m["subject"] == sys.argv[1]][0])' "$1")
  expect 0 postroom show --properties "$id" -f Flags
  says "$2"
}
seen with-F '10900003 2' # PR_FLAG_STATUS
seen with-R '10810003 102' # PR_LAST_VERB_EXECUTED
seen with-R '10800003 261' # PR_ICON_INDEX

# As an mbox, and that imported again. Its own fields are not the message's: they change, and the message does not.
expect 0 postroom export -f Flags "$work/flags.mbox"
same "$(statuses "$work/flags.mbox")" "new O None 1
with-D O T 1
with-DFPRST RO ADFPT 1
with-F O F 1
with-FS RO F 1
with-P O P 1
with-PRS RO AP 1
with-PS RO P 1
with-R O A 1
with-RS RO A 1
with-S RO None 1
with-T O D 1"
expect 0 postroom import "$work/flags.mbox" -f Again
expect 0 postroom export -f Again "$work/third/"
same "$(flags "$work/mail")" "$(flags "$work/third")"
expect 0 postroom export -f Again "$work/again.mbox"
same "$(statuses "$work/flags.mbox")" "$(statuses "$work/again.mbox")"
sed 's/^Status: O$/Status: RO/' "$work/again.mbox" >"$work/read.mbox"
expect 0 postroom import "$work/read.mbox" -f Again
says "imported 0, already there 12, refused 0"

# A message without a Status field is new to an mbox that has them, and old mail in one that has none, whatever its
# text says.
{
  printf 'From a@x.example Mon Jan  1 00:00:01 2024\n' && message fresh
  printf '\nFrom a@x.example Mon Jan  1 00:00:02 2024\nstatus: RO\n' && message seen
} >"$work/some.mbox"
expect 0 postroom import "$work/some.mbox" -f Some
expect 0 postroom --json ls Some
json "[m['subject'] for m in d if m['unread']] == ['fresh']"
{ printf 'From a@x.example Mon Jan  1 00:00:01 2024\n' && message plain && printf 'Status: O\n'; } >"$work/none.mbox"
expect 0 postroom import "$work/none.mbox" -f None
expect 0 postroom --json ls None
json "not d[0]['unread']"
finish
