#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The committed page is, byte for byte, what its sources build; they are strictly typed and without a lint's complaint.
set -euo pipefail
. "$(dirname "$0")/prepare.sh"
prepare "$1" "$2"
grep -q '"resolved"' "$2/tools/picture/package-lock.json" && { echo "FAULT: package-lock.json names a host; npm install --omit-lockfile-registry-resolved"; exit 1; }
cd "$page"
npm run --silent check
npm run --silent build -- --logLevel error
cmp built/picture.html "$2/tools/picture/built/picture.html" || {
  echo "FAULT: tools/picture/built/picture.html is not what its sources build: cd tools/picture && npm ci && npm run build"
  exit 1
}
echo "the page is built from its sources"
