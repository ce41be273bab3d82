#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The page in a real browser, with a trace of five providers and 50,000 events and with that of a killed process.
# Screenshots stay in BUILD/artefacts.
. "$(dirname "$0")/../command/session.sh"
. "$(dirname "$0")/prepare.sh"
if [[ ! -x /usr/bin/chromium ]]; then
  echo "skipped: Chromium is not installed (apt-get install chromium)"
  exit 77
fi
prepare "$build" "$source"
mkdir -p "$build/artefacts"
expect 0 python3 "$source/tests/picture/many_events.py" "$source" "$work/many.trace" 50000
expect 0 python3 "$source/tests/picture/many_events.py" "$source" "$work/killed.trace" 70000 --killed
for name in many killed; do
  postroom trace html "$work/$name.trace" >"$work/$name.html" || fault "trace html failed"
done
expect 3 postroom trace html "$work/no.trace"
expect 0 node "$source/tests/picture/browser.mjs" "$page" "$work" "$build/artefacts" "$source/docs/trace.md"
echo "$output"
finish
