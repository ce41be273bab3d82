#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every example of --help does what it says, run as it stands in one story.
. "$(dirname "$0")/session.sh"

export HOME=$work
mkdir "$work/bin" && ln -s "$build/bin/postroom" "$work/bin" && ln -s "$source/samples" "$work/samples"
printf 'From ann@x.example Mon Jan  1 00:00:01 2024\nFrom: ann@x.example\nSubject: Hello\n\ntext\n\n' >"$work/mail.mbox"
cd "$work"
export PATH=$work/bin:$PATH

# example COMMAND…: its example is run by a shell and ends with 0.
example() {
  local line
  line=$(postroom "$@" --help | sed -n '/^Example: /,$p' | tr '\n' ' ' | sed 's/^Example: //')
  [[ $line == postroom* ]] || fault "'postroom $* --help' has no example"
  told+=("$*")
  expect 0 bash -c "$line"
}
told=()

example # makes alice, the default profile, and imports mail
for command in "profile list" "profile default" "store" "store list" ls tree import export queue receive status check \
  person resolve send; do
  # shellcheck disable=SC2086
  example $command
  # Whom the examples write to has a mailbox once he has been there.
  [[ $command != person ]] || { expect 0 postroom profile create bob; expect 0 postroom receive -p bob; }
done
expect 0 postroom --json queue
json "d == []"
example service
expect 0 postroom service list -p alice
says "POSTROOM_SMTP"
for command in list configure remove add remove; do example service $command; done
export POSTROOM_TRACE=run.trace
expect 0 postroom ls
unset POSTROOM_TRACE
for command in trace "trace show" "trace check" "trace chrome" "trace html"; do
  # shellcheck disable=SC2086
  example $command
done
grep -q '<html' shutdown.html || fault "shutdown.html is no page"
POSTROOM_HOME=$work/tour example tour
example profile delete
example profile create
example profile delete
example profile

# The others need what a test has not: an id, a provider of somebody's, and a spooler that stays.
told+=(show lab spool)
for command in $(postroom --help | sed -n 's/^  \([a-z]\+\)  .*/\1/p'); do
  [[ " ${told[*]} " == *" $command "* ]] || fault "the example of '$command' is not run"
done
finish
