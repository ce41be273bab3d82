# SPDX-License-Identifier: Apache-2.0
# Sourced by the command tests. Gives a home of its own, $postroom, and assertions that read like a session.
set -uo pipefail
build=$1
source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export POSTROOM_HOME=$work/home
export POSTROOM_PROVIDER_PATH=$build/lib/postroom
export POSTROOM_INF_PATH=$source/runtime/profile/mapisvc.d
export LC_ALL=C.UTF-8
export POSTROOM_LEAKS=1  # no command leaks an object
unset POSTROOM_TRACE
faults=0

postroom() { "$build/bin/postroom" "$@"; }

fault() {
  echo "FAULT: $*"
  faults=$((faults + 1))
}

# expect CODE COMMAND…: runs it, keeps its output in $output, and compares its exit code.
expect() {
  local wanted=$1
  shift
  output=$("$@" 2>&1)
  local code=$?
  [[ $code -eq $wanted ]] || fault "'$*' answered $code, not $wanted: $output"
  [[ $output != *'still held:'* ]] || fault "'$*' leaks: $output"
}

# says TEXT: the last output contains it.
says() { [[ $output == *"$1"* ]] || fault "expected '$1' in: $output"; }

# json EXPRESSION: Python over the last output as JSON, named d, is true.
json() {
  python3 -c 'import json,sys; d=json.loads(sys.argv[1]); sys.exit(0 if eval(sys.argv[2]) else 1)' "$output" "$1" ||
    fault "not so: $1 in: $output"
}

finish() {
  echo "$faults faults"
  [[ $faults -eq 0 ]]
  exit
}
